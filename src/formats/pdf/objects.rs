//! The objects of a PDF that is being written, and at its end the table that tells where they are.

use std::io::{self, Write};

/// Writes objects one after the other.
pub(super) struct Objects<W> {
    out: W,
    /// How many bytes are written.
    length: u64,
    /// Where each object starts, the first being number 1; 0 for one that is not written yet.
    offsets: Vec<u64>,
}

impl<W: Write> Objects<W> {
    pub(super) fn new(out: W) -> io::Result<Self> {
        let mut objects = Self { out, length: 0, offsets: Vec::new() };
        // The second line tells programs that move files that this one is no text.
        objects.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")?;
        Ok(objects)
    }

    /// The number of an object that is written later.
    pub(super) fn reserve(&mut self) -> u32 {
        self.offsets.push(0);
        self.offsets.len() as u32
    }

    /// Writes an object under the next number; for a stream the text is its dictionary, left open.
    pub(super) fn add(&mut self, text: &str, stream: Option<&[u8]>) -> io::Result<u32> {
        let number = self.reserve();
        self.fill(number, text, stream)?;
        Ok(number)
    }

    /// Writes a reserved object.
    pub(super) fn fill(&mut self, number: u32, text: &str, stream: Option<&[u8]>) -> io::Result<()> {
        if let Some(offset) = (number as usize).checked_sub(1).and_then(|at| self.offsets.get_mut(at)) {
            *offset = self.length;
        }
        self.write(format!("{number} 0 obj\n{text}").as_bytes())?;
        if let Some(data) = stream {
            self.write(format!("/Length {}>>\nstream\n", data.len()).as_bytes())?;
            self.write(data)?;
            self.write(b"\nendstream")?;
        }
        self.write(b"\nendobj\n")
    }

    /// Writes the table; `trailer` names the root.
    pub(super) fn finish(mut self, trailer: &str) -> io::Result<W> {
        let start = self.length;
        let count = self.offsets.len() + 1;
        self.write(format!("xref\n0 {count}\n0000000000 65535 f \n").as_bytes())?;
        for offset in std::mem::take(&mut self.offsets) {
            self.write(format!("{offset:010} 00000 n \n").as_bytes())?;
        }
        self.write(format!("trailer\n<</Size {count}{trailer}>>\nstartxref\n{start}\n%%EOF\n").as_bytes())?;
        Ok(self.out)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.length += bytes.len() as u64;
        // The table has ten digits for each place.
        if self.length > 9_999_999_999 {
            return Err(io::Error::other("a PDF cannot be larger than ten gigabytes; divide the work"));
        }
        Ok(())
    }
}
