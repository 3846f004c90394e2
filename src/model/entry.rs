//! Lines of the ledger.

use super::bill::words;
use super::{AccountNumber, BillId, DocumentNumber, Money, TransactionId};

words! {
    /// A place that money can be in.
    Place {
        /// Everything that came in.
        Received = "received",
        /// Applied to accounts.
        Posted = "posted",
        /// Deposited, not yet applied.
        Suspense = "suspense",
        /// Waiting for a person.
        Exception = "exception",
        /// Sent back.
        Returned = "returned",
    }
}

/// One line of the ledger. Lines are only ever added: what was wrong is undone by a line of the opposite amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The place.
    pub place: Place,
    /// The transaction.
    pub transaction: TransactionId,
    /// The payment.
    pub payment: DocumentNumber,
    /// The account, for money that was applied.
    pub account: Option<AccountNumber>,
    /// The bill, for money that was applied to one.
    pub bill: Option<BillId>,
    /// How much; `None` where it is not known.
    pub amount: Option<Money>,
    /// The id of the posting, for money that was applied.
    pub posting: Option<String>,
    /// The id of the posting that it undoes.
    pub reverses: Option<String>,
}
