//! Record 52, image view data: fixed fields, then three parts that each have their length before them.

use std::io::{self, Read, Seek};

use super::framing::{Record, Records};

/// Bytes of the fixed fields up to the image reference key, and of the two lengths behind it.
const BEFORE_KEY: u64 = 105;
const SIGNATURE_LENGTH: u64 = 5;
const IMAGE_LENGTH: u64 = 7;

/// Where the image of a record is.
pub(super) struct Parts {
    /// In the file.
    pub(super) offset: u64,
    /// Bytes of the image as the record says; `None` when it does not say a number.
    pub(super) image: Option<u64>,
    /// Bytes of the whole record by its own lengths.
    pub(super) length: u64,
}

/// Takes a record 52 apart; `None` when it ends before its image begins.
pub(super) fn parts<R: Read + Seek>(records: &mut Records<R>, record: &Record) -> io::Result<Option<Parts>> {
    let Some(key) = count(&record.get("reference key length")) else { return Ok(None) };
    let signature = records.text(record, BEFORE_KEY + key, SIGNATURE_LENGTH)?;
    let Some(signature) = count(&signature) else { return Ok(None) };
    let at = BEFORE_KEY + key + SIGNATURE_LENGTH + signature;
    let image = records.text(record, at, IMAGE_LENGTH)?;
    let image = if image.trim().is_empty() { None } else { count(&image) };
    let start = at + IMAGE_LENGTH;
    if start > record.length {
        return Ok(None);
    }
    Ok(Some(Parts { offset: record.offset + start, image, length: start + image.unwrap_or(0) }))
}

/// A length: digits, with blanks on either side; blank alone means none.
fn count(text: &str) -> Option<u64> {
    match text.trim() {
        "" => Some(0),
        digits => digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten(),
    }
}
