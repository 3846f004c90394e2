//! Any interchange into segments, one at a time, whatever its delimiters are.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// The interchange header with its terminator has so many bytes.
const HEADER: usize = 106;

/// Where the separators of the header stand; between them are fields of fixed width.
const SEPARATORS: [usize; 16] = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103];

/// No segment has more bytes.
const LONGEST: u64 = 64 * 1024;

/// Why a file cannot be read as X12.
#[derive(Debug, thiserror::Error)]
pub enum X12Error {
    /// The disk, mostly.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is something else, or broken where nothing after it can be told apart.
    #[error("byte {offset}: {problem}")]
    NotX12 {
        /// Where, in bytes from the start.
        offset: u64,
        /// What is wrong.
        problem: String,
    },
}

/// A segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its place in the file, counted from 1.
    pub number: u64,
    /// Where it begins, in bytes.
    pub offset: u64,
    /// Its elements with the name before them.
    text: String,
    separator: char,
}

impl Segment {
    /// Its name: two or three letters and digits.
    #[must_use]
    pub fn name(&self) -> &str {
        self.element(0)
    }

    /// The element of that number, counted from 1; empty where it is left out.
    #[must_use]
    pub fn element(&self, number: usize) -> &str {
        self.text.split(self.separator).nth(number).unwrap_or_default()
    }

    /// The elements after the name.
    pub fn elements(&self) -> impl Iterator<Item = &str> {
        self.text.split(self.separator).skip(1)
    }
}

/// The delimiters that a header declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Delimiters {
    separator: u8,
    terminator: u8,
}

/// The segments of a file. More than one interchange may follow one another; each has its own delimiters.
#[derive(Debug)]
pub struct Tokens<R> {
    reader: R,
    offset: u64,
    number: u64,
    delimiters: Option<Delimiters>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Tokens<R> {
    /// Over a file.
    pub const fn new(reader: R) -> Self {
        Self { reader, offset: 0, number: 0, delimiters: None, buffer: Vec::new() }
    }

    /// The next segment; `None` at the end of the file.
    ///
    /// # Errors
    /// When reading fails, or what follows is no segment.
    pub fn read(&mut self) -> Result<Option<Segment>, X12Error> {
        if !self.skip_blank()? {
            return Ok(None);
        }
        let begins = self.offset;
        let text = match self.delimiters {
            None => self.header()?,
            Some(delimiters) => self.segment(delimiters)?,
        };
        self.number += 1;
        let separator = self.delimiters.map_or(b'*', |delimiters| delimiters.separator);
        let segment = Segment { number: self.number, offset: begins, text, separator: char::from(separator) };
        if segment.name() == "IEA" {
            self.delimiters = None;
        }
        Ok(Some(segment))
    }

    /// Passes over line ends and blanks between segments, and the mark that some editors put before a text.
    fn skip_blank(&mut self) -> Result<bool, X12Error> {
        loop {
            let waiting = self.reader.fill_buf()?;
            let Some(first) = waiting.first() else { return Ok(false) };
            let mark = self.offset < 3 && matches!(first, 0xef | 0xbb | 0xbf);
            if !first.is_ascii_whitespace() && !mark {
                return Ok(true);
            }
            self.reader.consume(1);
            self.offset += 1;
        }
    }

    fn broken<T>(&self, problem: impl Into<String>) -> Result<T, X12Error> {
        Err(X12Error::NotX12 { offset: self.offset, problem: problem.into() })
    }

    /// The interchange header, which is found by its width and declares the delimiters.
    fn header(&mut self) -> Result<String, X12Error> {
        self.buffer.clear();
        self.reader.by_ref().take(HEADER as u64).read_to_end(&mut self.buffer)?;
        if !self.buffer.starts_with(b"ISA") {
            return self.broken("here no X12 interchange begins: it would begin with ISA");
        }
        let (Ok(header), Some(separator)) = (<&[u8; HEADER]>::try_from(self.buffer.as_slice()), self.buffer.get(3))
        else {
            return self.broken(format!("the interchange header has {} bytes instead of {HEADER}", self.buffer.len()));
        };
        let delimiters = Delimiters { separator: *separator, terminator: header[HEADER - 1] };
        let in_place = SEPARATORS.iter().all(|place| header.get(*place) == Some(separator));
        let distinct = delimiters.separator != delimiters.terminator
            && [delimiters.separator, delimiters.terminator]
                .iter()
                .all(|mark| mark.is_ascii() && !mark.is_ascii_alphanumeric() && *mark != b' ');
        if !in_place || !distinct {
            return self.broken("the fields of the interchange header (ISA) do not have their widths");
        }
        let text = String::from_utf8_lossy(&header[..HEADER - 1]).into_owned();
        self.offset += HEADER as u64;
        self.delimiters = Some(delimiters);
        Ok(text)
    }

    fn segment(&mut self, delimiters: Delimiters) -> Result<String, X12Error> {
        self.buffer.clear();
        let read = self.reader.by_ref().take(LONGEST).read_until(delimiters.terminator, &mut self.buffer)?;
        if self.buffer.pop_if(|last| *last == delimiters.terminator).is_none() {
            let start = shown(&self.buffer);
            return if read as u64 == LONGEST {
                self.broken(format!("the segment that begins with `{start}` does not end within {LONGEST} bytes"))
            } else {
                self.broken(format!("the file ends within the segment that begins with `{start}`"))
            };
        }
        self.offset += read as u64;
        Ok(String::from_utf8_lossy(&self.buffer).into_owned())
    }
}

/// The start of something, for people.
fn shown(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.get(..20).unwrap_or(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER_TEXT: &str =
        "ISA|00|          |00|          |ZZ|SENDER         |ZZ|RECEIVER       |260302|1745|^|00501|000000007|0|T|>'";

    fn all(text: &str) -> Result<Vec<Segment>, X12Error> {
        let mut tokens = Tokens::new(text.as_bytes());
        std::iter::from_fn(|| tokens.read().transpose()).collect()
    }

    #[test]
    fn delimiters_are_those_of_the_header() {
        let text = format!(
            "\u{feff}\r\n{HEADER_TEXT}\r\nGS|RA|S|R'TRN|1||x~y*z'\nIEA|0|000000007'\n\n{}",
            HEADER_TEXT.replace('|', "*").replace('\'', "\n")
        );
        let segments = all(&text).unwrap();
        let names: Vec<&str> = segments.iter().map(Segment::name).collect();
        assert_eq!(names, ["ISA", "GS", "TRN", "IEA", "ISA"]);
        assert_eq!(segments[2].elements().collect::<Vec<_>>(), ["1", "", "x~y*z"]);
        assert_eq!(segments[2].element(2), "");
        assert_eq!(segments[2].element(9), "");
        assert_eq!(segments[4].element(13), "000000007");
        assert_eq!((segments[1].number, segments[1].offset), (2, 5 + 106 + 2));
    }

    #[test]
    fn what_is_no_interchange_is_refused_with_its_place() {
        for (text, says) in [
            ("hello".to_owned(), "byte 0: here no X12"),
            (HEADER_TEXT[..100].to_owned(), "has 100 bytes"),
            (HEADER_TEXT.replacen("SENDER ", "SENDER  ", 1), "do not have their widths"),
            (format!("{HEADER_TEXT}GS|RA"), "byte 106: the file ends within the segment that begins with `GS|RA`"),
            (format!("{HEADER_TEXT}{}", "x".repeat(70_000)), "does not end within"),
            (format!("{HEADER_TEXT}IEA|0|1'rest"), "byte 114: here no X12"),
        ] {
            let refused = all(&text).unwrap_err().to_string();
            assert!(refused.contains(says), "{refused}");
        }
        assert!(all("").unwrap().is_empty());
    }
}
