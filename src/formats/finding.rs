//! What is wrong with a file for others that is read back.

use std::fmt;

/// Something that does not agree in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The record, counted from 1; a header line counts.
    pub record: u64,
    /// Where the record begins, in bytes from the start of the file.
    pub offset: u64,
    /// What is wrong, and what is wanted.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {} at byte {}: {}", self.record, self.offset, self.message)
    }
}
