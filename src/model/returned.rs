//! Payments that a bank gives back.

use super::bill::words;
use super::{BatchId, DocumentNumber, Money};

/// A payment that came back, as a bank tells it; what it does not tell is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReturnedItem {
    /// Where in the file, in words: `record 7`.
    pub place: String,
    /// Its amount.
    pub amount: Money,
    /// The bank it is drawn on.
    pub routing: Option<String>,
    /// The payer's account there.
    pub payer_account: Option<String>,
    /// Its serial number.
    pub check_number: Option<String>,
    /// Its sequence number in our deposit.
    pub sequence: Option<String>,
    /// Numbers that may be any of these: a bank's references and text.
    pub numbers: Vec<String>,
    /// The payment itself, where a person names it.
    pub payment: Option<(BatchId, DocumentNumber)>,
    /// Why it came back, in the bank's words.
    pub reason: Option<String>,
}

words! {
    /// What the other side said of a file, from good to bad.
    Answer {
        /// All of it is taken.
        Accepted = "accepted",
        /// All of it is taken in spite of errors.
        AcceptedWithErrors = "accepted_with_errors",
        /// Some of it is taken.
        PartlyAccepted = "partly_accepted",
        /// None of it is taken.
        Rejected = "rejected",
    }
}
