//! What the store tells of any transaction of the past.

use jiff::civil::Date;

use super::KeptEntry;
use crate::error::Result;
use crate::model::{
    AccountNumber, BatchId, BillId, CaseState, Decision, DocumentNumber, ExceptionId, Money, TransactionId,
};

/// What is known of a transaction that is looked for; what is not given may be anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArchiveQuery {
    /// One of these accounts was paid or meant.
    pub accounts: Option<Vec<AccountNumber>>,
    /// A bill that was paid.
    pub bill: Option<BillId>,
    /// The amount of one of its payments.
    pub amount: Option<Money>,
    /// The number of one of its checks, without leading zeros.
    pub check_number: Option<String>,
    /// Its batch.
    pub batch: Option<BatchId>,
    /// The first day of its deposit.
    pub from: Option<Date>,
    /// The last day of its deposit.
    pub to: Option<Date>,
}

impl ArchiveQuery {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Where a transaction is in its batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivePlace {
    /// The batch.
    pub batch: BatchId,
    /// The so many-th of its transactions, from 1.
    pub position: u32,
}

/// A transaction that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveRow {
    /// Where it is.
    pub place: ArchivePlace,
    /// The transaction.
    pub transaction: TransactionId,
    /// The day its payments went to the bank.
    pub deposit_date: Date,
    /// Its money, as far as it is known.
    pub amount: Money,
    /// The accounts that were paid.
    pub accounts: Vec<AccountNumber>,
    /// Where it stands that came before a person; `None` where it did not.
    pub state: Option<CaseState>,
}

/// A file that told a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldBy {
    /// The file's name.
    pub name: String,
    /// Its form.
    pub form: String,
    /// When it was made, at the lockbox.
    pub made: String,
}

/// A transaction of the past as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct ArchivedTransaction {
    /// Where it is.
    pub place: ArchivePlace,
    /// How many transactions its batch has.
    pub of: u32,
    /// The program's decision.
    pub decision: Decision,
    /// Its documents; empty for batches of before that was kept.
    pub documents: Vec<DocumentNumber>,
    /// The exception that it was.
    pub exception: Option<(ExceptionId, CaseState)>,
    /// Its lines of the ledger.
    pub lines: Vec<KeptEntry>,
    /// The files and deposits that told it.
    pub told: Vec<ToldBy>,
}

/// Any transaction of the past.
pub trait ArchiveStore {
    /// The transactions of finished batches that fit, the last batch first, after the first `skip` at most `most`.
    ///
    /// # Errors
    /// When the store fails.
    fn find(&self, query: &ArchiveQuery, skip: u32, most: u32) -> Result<Vec<ArchiveRow>>;

    /// One of them; `None` if there is none.
    ///
    /// # Errors
    /// When the store fails.
    fn archived(&self, place: &ArchivePlace) -> Result<Option<ArchivedTransaction>>;
}
