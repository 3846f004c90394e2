//! Files in which a bank tells which deposited payments came back: cash letters with return records, BAI2 cash
//! management reports, ISO 20022 camt.053 and camt.054, and CSV.
//!
//! A file is taken only as a whole: what does not agree in it is a finding, and a file with findings tells nothing that may
//! be acted on.
//!
//! | file | holds |
//! |---|---|
//! | `letters` | X9.37 and X9.100-187 |
//! | `bai2` | records 16 of type 555 |
//! | `camt` | debit entries with the information of a return |
//! | `csv` | columns for people to fill in |
//! | `reasons` | the codes of banks in words |

mod bai2;
mod camt;
mod csv;
mod letters;
mod reasons;
#[cfg(test)]
mod tests;

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use crate::formats::finding::Finding;
use crate::formats::scan;
use crate::model::ReturnedItem;

pub use self::csv::COLUMNS;

/// What a file tells of payments that came back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Returns {
    /// The form of the file.
    pub form: &'static str,
    /// The payments.
    pub items: Vec<ReturnedItem>,
    /// What does not agree in it.
    pub findings: Vec<Finding>,
}

/// Reads a file of any of the forms; its first bytes say which.
///
/// # Errors
/// When it cannot be read, or is of none of them.
pub fn read<R: Read + Seek>(mut reader: R) -> io::Result<Returns> {
    let head = scan::head(&mut reader)?;
    reader.seek(SeekFrom::Start(0))?;
    if scan::recognise(&head) == scan::Kind::CashLetter {
        return letters::read(reader);
    }
    let start = head.trim_ascii_start();
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    let reader = BufReader::new(reader);
    if start.starts_with(b"01,") {
        bai2::read(reader)
    } else if start.starts_with(b"<") {
        camt::read(reader)
    } else {
        csv::read(reader)
    }
}

/// The numbers in a text, three digits and more.
fn numbers(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '-'));
    let solid = words.map(|word| word.replace('-', ""));
    solid.filter(|word| word.bytes().filter(u8::is_ascii_digit).count() >= 3)
}
