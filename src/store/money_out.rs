//! What must survive of money that left the house: deposits, returned payments, and what others said of files.

use std::collections::BTreeSet;

use jiff::civil::DateTime;

use super::Release;
use super::review::AuditEntry;
use crate::error::Result;
use crate::model::{Answer, BatchId, DocumentNumber, Entry, Money, Payment};

/// A payment of a deposit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositedItem {
    /// Its batch.
    pub batch: BatchId,
    /// The payment.
    pub document: DocumentNumber,
    /// Its sequence number in the deposit.
    pub sequence: String,
    /// Its amount.
    pub amount: Money,
}

/// Deposits, and the scans that they are made of.
pub trait DepositStore {
    /// Keeps by what content each scan of a batch is kept, by name.
    ///
    /// # Errors
    /// When the store fails; none is kept then.
    fn keep_scans(&mut self, batch: &BatchId, scans: &[(String, String)]) -> Result<()>;

    /// The content by which a scan of a batch is kept; `None` if it is not.
    ///
    /// # Errors
    /// When the store fails.
    fn scan(&self, batch: &BatchId, file: &str) -> Result<Option<String>>;

    /// The payments of a batch that are in a deposit.
    ///
    /// # Errors
    /// When the store fails.
    fn deposited(&self, batch: &BatchId) -> Result<BTreeSet<DocumentNumber>>;

    /// The payments of the deposit that a release is, in order.
    ///
    /// # Errors
    /// When the store fails.
    fn deposit_items(&self, release: &Release) -> Result<Vec<DepositedItem>>;

    /// Keeps a release with the payments of its deposit; a copy has those of what it is a copy of.
    ///
    /// # Errors
    /// When the store fails, one of the payments is in a deposit already, or somebody has given one back or struck it out
    /// after the lines that the release tells; nothing is kept then.
    fn keep_deposit(
        &mut self,
        release: &Release,
        items: &mut dyn Iterator<Item = DepositedItem>,
        audit: &AuditEntry,
    ) -> Result<()>;
}

/// A payment that came back, and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenReturn {
    /// Its batch.
    pub batch: BatchId,
    /// The payment.
    pub document: DocumentNumber,
    /// The file that said so.
    pub file: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// Where in the file.
    pub place: String,
    /// Why, in the bank's words.
    pub reason: Option<String>,
    /// When it was taken in, at the lockbox.
    pub taken: DateTime,
    /// The lines that follow.
    pub entries: Vec<Entry>,
    /// The row of the audit log.
    pub audit: AuditEntry,
}

/// Decides what becomes of a payment that came back, by the lines of the ledger of its payment and the number of its batch's
/// next posting; nothing is done where it gives none.
pub type ReturnJudge<'a> = dyn FnMut(&[Entry], usize) -> Option<TakenReturn> + 'a;

/// Returned payments.
pub trait ReturnStore {
    /// The payment of a deposit with this sequence number.
    ///
    /// # Errors
    /// When the store fails.
    fn payment_of_sequence(&self, sequence: &str) -> Result<Option<Payment>>;

    /// The payments of an amount whose bank line was surely read, with this serial number without its leading zeros.
    ///
    /// # Errors
    /// When the store fails.
    fn payments_of(&self, amount: Money, serial: &str) -> Result<Vec<Payment>>;

    /// One payment by its place; `None` if there is none.
    ///
    /// # Errors
    /// When the store fails.
    fn payment(&self, batch: &BatchId, document: DocumentNumber) -> Result<Option<Payment>>;

    /// Takes a payment back in one step: nobody changes its lines between what `judge` is shown and what is written. With
    /// the lines go the bills that are open again, and what people do with its transaction: a proposal falls, and a case
    /// whose money is all gone ends. Tells whether something was done.
    ///
    /// # Errors
    /// When the store fails, or one of the postings was undone before; nothing is kept then.
    fn take_return(&mut self, batch: &BatchId, document: DocumentNumber, judge: &mut ReturnJudge<'_>) -> Result<bool>;
}

/// The subject of answers to a file as a whole.
pub const INTERCHANGE: &str = "interchange";

/// What the other side said of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledged {
    /// The form of the file.
    pub form: String,
    /// Its running number.
    pub sequence: u32,
    /// What of it is meant: [`INTERCHANGE`], or a group of it.
    pub subject: String,
    /// What was said.
    pub answer: Answer,
    /// What is wrong, a line each.
    pub faults: Vec<String>,
    /// When it was taken in, at the lockbox.
    pub taken: DateTime,
}

/// What others said of files.
pub trait AnswerStore {
    /// Keeps answers, all or none; one that is there already is kept once. Tells how many are new.
    ///
    /// # Errors
    /// When the store fails.
    fn keep_answers(&mut self, answers: &[Acknowledged]) -> Result<usize>;

    /// What was said of the file, in the order in which it came.
    ///
    /// # Errors
    /// When the store fails.
    fn answers(&self, release: &Release) -> Result<Vec<Acknowledged>>;
}
