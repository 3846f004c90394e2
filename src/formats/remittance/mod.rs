//! Posting files: what was paid, by whom and for what, in the forms that billers, banks and insurers read.
//!
//! Every form is written payment by payment, in any number and with bounded memory: [`create`] begins a file, then each
//! payment is handed over in the order of batches, then [`PostingFile::finish`] writes what closes it. A value that a
//! form cannot hold is refused and named, never cut. [`inspect`] reads any of the forms back.
//!
//! | file | holds |
//! |---|---|
//! | `form` | the forms by name: [`create`] and [`inspect`] |
//! | `balanced` | refuses a file whose payments do not add up to what its head says |
//! | `inspection` | what a file says when it is read back: lines, findings, payments |
//! | `csv` | a row for each part of a payment, in the columns of `posting.csv` |
//! | `jsonl` | an object for each payment |
//! | `layout` | files described by data: a biller's own layout, and the BAI lockbox files that come with the program |
//! | `x12` | X12 823 and 820, and what the other side answers |
//! | `camt054` | ISO 20022 notifications |
//! | `reading` | what is told while a large file is read back |
//! | `tally` | what was handed over so far |

mod balanced;
pub mod camt054;
mod csv;
#[cfg(test)]
mod draws;
mod form;
mod inspection;
mod jsonl;
pub mod layout;
#[cfg(test)]
mod proptests;
pub mod reading;
mod tally;
#[cfg(test)]
pub(crate) mod testing;
pub mod x12;

use std::io;

use jiff::civil::{Date, DateTime};

pub use self::form::{Form, create, inspect};
pub use self::inspection::{Inspection, ReadPart, ReadPayment};
pub use crate::formats::finding::Finding;
use crate::model::{Money, Remittance, RoutingNumber};

/// What a file says of itself before its first payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHead {
    /// The name under which it is released.
    pub id: String,
    /// Its running number among the files of its form, from 1.
    pub sequence: u32,
    /// When it was made, at the lockbox.
    pub created: DateTime,
    /// The lockbox.
    pub lockbox: String,
    /// Whom checks are made out to.
    pub payee: String,
    /// The bank that takes the deposit.
    pub routing: RoutingNumber,
    /// The account there.
    pub bank_account: String,
    /// The day of the deposit.
    pub deposit_date: Date,
    /// What its payments add up to.
    pub totals: Totals,
}

/// Counts and sums of a file's payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Batches.
    pub batches: u64,
    /// Payments.
    pub payments: u64,
    /// Their money.
    pub amount: Money,
    /// Parts applied to bills and accounts.
    pub postings: u64,
    /// Their money.
    pub applied: Money,
}

/// Why a file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum PostingFileError {
    /// The disk, mostly.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A value that the form has no room for, with its payment and what to do.
    #[error("{0}")]
    DoesNotFit(String),
    /// The payments are not what they are said to be; nothing of the file can be used.
    #[error("{0}")]
    OutOfBalance(String),
    /// The file's layout cannot be used.
    #[error(transparent)]
    Layout(#[from] layout::LayoutError),
}

/// A file that is being written.
pub trait PostingFile {
    /// Adds a payment. Payments of one batch follow one another.
    ///
    /// # Errors
    /// When writing fails or the form cannot hold the payment.
    fn add(&mut self, payment: &Remittance) -> Result<(), PostingFileError>;

    /// Writes what closes the file.
    ///
    /// # Errors
    /// When writing fails or the totals do not fit.
    fn finish(self: Box<Self>) -> Result<(), PostingFileError>;
}
