//! A book as a file: a mark, the lengths of its sections, the sections, and a CRC-32 of all of it.
//!
//! Numbers stand as the machine keeps them; the mark tells if that is another way than this machine's. The file is a
//! copy of what can be made again, so a reader that has any doubt refuses it.

use std::io::{self, Read, Write};

use super::table::Table;
use super::tables::{self, Tables};
use super::{Book, Rows};

/// Marks the kind and version of the file, and the order of bytes.
const MARK: u64 = u64::from_be_bytes(*b"lbxbook1");
/// Bytes of rows, starts, accounts, and two arrays for each of four tables.
const SECTIONS: usize = 11;
/// No section is longer, in bytes: far above what 2^32 rows of a book can take, and far below what would overflow.
const LONGEST: u64 = 1 << 34;

/// Why a file is no book that can be used.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// It could not be read.
    #[error("{0}")]
    Read(#[from] io::Error),
    /// It is not a book of this version and machine.
    #[error("it is not a bill book of this version")]
    Other,
    /// It is not as it was written.
    #[error("it is damaged")]
    Damaged,
}

impl Book {
    /// Writes the book.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = Summed { inner: out, sum: crc32fast::Hasher::new() };
        let arrays = self.arrays();
        let lengths: Vec<u64> =
            [self.rows.bytes.len() as u64].into_iter().chain(arrays.iter().map(|a| a.len() as u64 * 4)).collect();
        out.write_all(bytemuck::bytes_of(&MARK))?;
        out.write_all(bytemuck::cast_slice(&lengths))?;
        out.write_all(&self.rows.bytes)?;
        for array in arrays {
            out.write_all(bytemuck::cast_slice(array))?;
        }
        let sum = out.sum.clone().finalize();
        out.inner.write_all(bytemuck::bytes_of(&sum))
    }

    fn arrays(&self) -> [&[u32]; SECTIONS - 1] {
        let Rows { starts, accounts, .. } = &self.rows;
        let Tables { accounts: by_account, ids, members, persons } = &self.tables;
        [
            starts,
            accounts,
            &by_account.firsts,
            &by_account.items,
            &ids.firsts,
            &ids.items,
            &members.firsts,
            &members.items,
            &persons.firsts,
            &persons.items,
        ]
    }

    /// Reads a book and checks that it is whole.
    ///
    /// # Errors
    /// When it cannot be read, is of another version, or is damaged.
    pub fn read(input: &mut dyn Read) -> Result<Self, BookError> {
        let mut input = Summing { inner: input, sum: crc32fast::Hasher::new() };
        let mut head = [0_u64; SECTIONS + 1];
        input.read_exact(bytemuck::cast_slice_mut(&mut head))?;
        let [mark, lengths @ ..] = head;
        if mark != MARK || lengths.iter().any(|length| *length > LONGEST) {
            return Err(BookError::Other);
        }
        let mut bytes = Vec::new();
        let read = input.by_ref().take(lengths[0]).read_to_end(&mut bytes)?;
        if read as u64 != lengths[0] {
            return Err(BookError::Damaged);
        }
        let mut arrays = [const { Vec::new() }; SECTIONS - 1];
        for (array, length) in arrays.iter_mut().zip(&lengths[1..]) {
            *array = input.array(*length)?;
        }
        let sum = input.sum.clone().finalize();
        let mut written = 0_u32;
        input.inner.read_exact(bytemuck::bytes_of_mut(&mut written))?;
        let [starts, accounts, tables @ ..] = arrays;
        let rows = Rows { bytes, starts, accounts };
        let [f1, i1, f2, i2, f3, i3, f4, i4] = tables;
        let table = |firsts, items| Table { firsts, items };
        let tables =
            Tables { accounts: table(f1, i1), ids: table(f2, i2), members: table(f3, i3), persons: table(f4, i4) };
        // The sum holds against chance; rows and tables are looked at once, so that no later look can fail.
        if sum != written || !tables::are_sound(&rows, &tables) {
            return Err(BookError::Damaged);
        }
        Ok(Self { rows, tables })
    }
}

/// Adds up what is written.
struct Summed<'a> {
    inner: &'a mut dyn Write,
    sum: crc32fast::Hasher,
}

impl Write for Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.sum.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Adds up what is read.
struct Summing<'a> {
    inner: &'a mut dyn Read,
    sum: crc32fast::Hasher,
}

impl Summing<'_> {
    /// An array of `length` bytes, read piece by piece: a false length must not take memory that no file fills.
    fn array(&mut self, length: u64) -> Result<Vec<u32>, BookError> {
        const PIECE: u64 = 1 << 22;
        if !length.is_multiple_of(4) {
            return Err(BookError::Damaged);
        }
        let mut array: Vec<u32> = Vec::new();
        let mut left = length / 4;
        while left > 0 {
            let (from, count) = (array.len(), left.min(PIECE));
            array.resize(from + count as usize, 0);
            self.read_exact(bytemuck::cast_slice_mut(&mut array[from..]))?;
            left -= count;
        }
        array.shrink_to_fit();
        Ok(array)
    }
}

impl Read for Summing<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(bytes)?;
        self.sum.update(&bytes[..count]);
        Ok(count)
    }
}
