//! Posting files: what was paid, by whom and for what, in the forms that billers, banks and insurers read.
//!
//! Every form is written payment by payment, in any number and with bounded memory: [`create`] begins a file, then each
//! payment is handed over in the order of batches, then [`PostingFile::finish`] writes what closes it. A value that a
//! form cannot hold is refused and named, never cut.

pub mod camt054;
pub mod reading;
mod tally;
#[cfg(test)]
mod testing;
pub mod x12;

use std::io;

use jiff::civil::{Date, DateTime};

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
