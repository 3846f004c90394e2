//! What must survive: bills, batches with their readings, decisions, and the images.
//!
//! One trait per aggregate ([`BillStore`], [`BatchStore`]), so that another database can stand beside SQLite without
//! a change elsewhere; images are plain files named by their content ([`Images`]). The store keeps, it does not judge:
//! which bills are in force and what counts as the same payment is said by its callers.
//!
//! | file | holds |
//! |---|---|
//! | `sqlite` | both traits on one SQLite file in WAL mode |
//! | `migrations` | numbered SQL files, applied once each, in order |
//! | `wire` | readings as JSON, with their own structs |
//! | `decisions` | decisions and batch headers as JSON |
//! | `actions` | what people do as JSON |
//! | `review` | what the workbench keeps: cases, users, sessions, the audit log |
//! | `balancing` | batches that do not balance, and what explains it |
//! | `archive` | any transaction of the past |
//! | `uploads` | what people hand in at the workbench |
//! | `images` | image files by content hash |
//! | `money_out` | deposits, returned payments and answers to files |
//! | `operation` | what those who run the program want to know |
//! | `books` | bill files by content hash, and the books made of them |

mod actions;
pub mod archive;
pub mod balancing;
mod books;
mod decisions;
mod images;
mod money_out;
mod operation;
pub mod review;
mod sqlite;
pub mod uploads;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::error::Result;
use crate::formats::bills::Rejection;
use jiff::civil::{Date, DateTime};

use crate::model::{
    AccountNumber, Answer, Batch, BatchId, BillId, Decision, Document, DocumentNumber, Entry, Money, Place, Reason,
    RoutingNumber, Tally, Transaction, TransactionId,
};

pub use books::Books;
pub use images::Images;
pub use money_out::{
    Acknowledged, AnswerStore, DepositStore, DepositedItem, INTERCHANGE, ReturnJudge, ReturnStore, TakenReturn,
};
pub use operation::{Content, Delivered, OperationStore, Overview, SeenBills, UnfinishedBatch, Waiting};
pub use sqlite::SqliteStore;

use review::AuditEntry;

/// The number of a load of bills, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LoadId(pub u32);

/// What a load does to the bills before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadKind {
    /// It takes their place.
    Snapshot,
    /// It adds to them and changes some.
    Delta,
}

impl LoadKind {
    /// The word that is kept and shown.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::Delta => "delta",
        }
    }
}

/// A load of bills as the store knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillLoad {
    /// Its number; later loads have higher ones.
    pub id: LoadId,
    /// SHA-256 of the file it came from, in hex.
    pub sha256: String,
    /// What it did to the bills before it.
    pub kind: LoadKind,
    /// How many bills there were with it.
    pub bills: u64,
    /// How many rows of its file were rejected.
    pub rejected: u64,
    /// The name of its file; empty for loads of before that was kept.
    pub file: String,
    /// How many rows its file has, good and bad.
    pub rows: u64,
    /// When it was taken in; `None` for loads of before that was kept.
    pub loaded: Option<review::Seconds>,
}

/// Money that finished batches have applied to a bill while a load was in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The account.
    pub account: AccountNumber,
    /// The bill.
    pub bill: BillId,
    /// The load in force.
    pub load: LoadId,
    /// How much.
    pub amount: Money,
}

/// The loads of open bills. What they hold is in [`Books`].
pub trait BillStore {
    /// The load in force.
    ///
    /// # Errors
    /// When the store fails.
    fn current_load(&self) -> Result<Option<BillLoad>>;

    /// The loads that make up what was in force with this one: a snapshot and the deltas after it, in order.
    ///
    /// # Errors
    /// When the store fails.
    fn load_chain(&self, last: LoadId) -> Result<Vec<BillLoad>>;

    /// Gives a load its number; it is not in force yet.
    ///
    /// # Errors
    /// When the store fails.
    fn begin_load(&mut self, sha256: &str, kind: LoadKind) -> Result<LoadId>;

    /// Puts a load in force, with the first of its rejected rows; the one before stays until then.
    ///
    /// # Errors
    /// When the store fails.
    fn commit_load(&mut self, load: &BillLoad, rejects: &[Rejection]) -> Result<()>;

    /// The last loads, newest first.
    ///
    /// # Errors
    /// When the store fails.
    fn loads(&self, most: usize) -> Result<Vec<BillLoad>>;

    /// The first rejected rows of a load, in the order of its file.
    ///
    /// # Errors
    /// When the store fails.
    fn load_rejects(&self, load: LoadId) -> Result<Vec<Rejection>>;

    /// What batches finished before this one have applied to bills while this load or a later one was in force.
    ///
    /// # Errors
    /// When the store fails.
    fn applied(&self, since: LoadId, before: &BatchId) -> Result<Vec<Applied>>;

    /// The number of the last posting; 0 if there is none.
    ///
    /// # Errors
    /// When the store fails.
    fn last_posting(&self) -> Result<i64>;

    /// What postings after that number have applied to bills while this load or a later one was in force, and the number
    /// of the last of them.
    ///
    /// # Errors
    /// When the store fails.
    fn applied_after(&self, since: LoadId, after: i64) -> Result<(Vec<Applied>, i64)>;
}

/// Where a batch stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchState {
    /// Never seen.
    New,
    /// Begun and broken off: its header as it was then, where that was kept, and the documents that are read already.
    Begun(Option<Box<Batch>>, BTreeSet<DocumentNumber>),
    /// Done; its files are in this folder.
    Finished(PathBuf),
}

/// A payment that an earlier batch has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPayment {
    /// What makes it the same payment again.
    pub identity: String,
    /// The batch that saw it first.
    pub batch: BatchId,
    /// The document there.
    pub document: DocumentNumber,
}

/// How often a payer's bank account has paid for an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPayer {
    /// The bank.
    pub routing: RoutingNumber,
    /// The payer's account there.
    pub payer_account: String,
    /// The account that was paid for.
    pub account: AccountNumber,
    /// How many payments.
    pub times: u32,
    /// The last deposit of one.
    pub last: Date,
}

/// A finished batch as it was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishedBatch {
    /// Its header.
    pub header: Batch,
    /// The bills that it was matched against.
    pub load: Option<LoadId>,
    /// The program that decided.
    pub program: String,
    /// SHA-256 of the settings; empty for the defaults.
    pub config: String,
    /// Hash of the recognisers' models.
    pub models: String,
}

/// Everything that is decided about a batch, committed at once.
#[derive(Debug)]
pub struct Finished<'a> {
    /// The batch.
    pub batch: &'a Batch,
    /// The bills it was matched against.
    pub load: Option<LoadId>,
    /// The transactions, in the order of the decisions.
    pub transactions: &'a [Transaction],
    /// One decision per transaction, with its id as a posting or exception.
    pub decisions: &'a [Decision],
    /// SHA-256 of the settings; empty for the defaults.
    pub config: &'a str,
    /// Hash of the recognisers' models.
    pub models: &'a str,
    /// Whom this batch's payers have paid for.
    pub payers: &'a [KnownPayer],
    /// The lines of the ledger that follow from the decisions.
    pub entries: &'a [Entry],
    /// What does not balance; nothing if all does.
    pub findings: &'a [String],
    /// What makes each payment recognisable.
    pub identities: &'a [(DocumentNumber, String)],
    /// The last posting that the decisions know of.
    pub last_posting: i64,
    /// Where the files are.
    pub out_folder: PathBuf,
}

/// A line of the ledger with its number, by which lines are in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEntry {
    /// Its number in the store.
    pub number: u64,
    /// The line.
    pub entry: Entry,
}

/// The lines of a batch that a file tells: those after one and up to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleasedBatch {
    /// The batch.
    pub batch: BatchId,
    /// The last line that an earlier file told; 0 if none did.
    pub after: u64,
    /// The last line that this file tells.
    pub upto: u64,
}

/// A file that left the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its name.
    pub name: String,
    /// Its form.
    pub form: String,
    /// Its running number among the files of its form, from 1.
    pub sequence: u32,
    /// When it was made first, at the lockbox.
    pub made: DateTime,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// How many payments it tells.
    pub payments: u64,
    /// Their money.
    pub amount: Money,
    /// What it tells.
    pub batches: Vec<ReleasedBatch>,
    /// Why it was made once more.
    pub copied_because: Option<String>,
    /// Who released it.
    pub released_by: Option<String>,
    /// Who else approved.
    pub approved_by: Option<String>,
    /// What the other side said of it: the worst of what it said last of each of its parts.
    pub answer: Option<Answer>,
}

/// Where the money of a finished batch is.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchStanding {
    /// The batch.
    pub batch: BatchId,
    /// The day its payments go to the bank.
    pub deposit_date: Date,
    /// The day its envelopes arrived.
    pub received_date: Date,
    /// How many transactions it has.
    pub transactions: u64,
    /// How many of them wait for a person.
    pub held: u64,
    /// What is in each place.
    pub places: BTreeMap<Place, Tally>,
    /// What of it is in deposits.
    pub deposited: Tally,
    /// What did not balance when it was decided.
    pub findings: Vec<String>,
}

impl BatchStanding {
    /// What is in a place: payments, or parts of them.
    #[must_use]
    pub fn tally(&self, place: Place) -> Tally {
        self.places.get(&place).copied().unwrap_or_default()
    }

    /// Whether all that came in is in one place or another, and nothing else was found.
    #[must_use]
    pub fn balances(&self) -> bool {
        let elsewhere = [Place::Posted, Place::Suspense, Place::Exception, Place::Returned];
        let placed = elsewhere.into_iter().map(|place| self.tally(place)).fold(Tally::default(), Tally::plus);
        let received = self.tally(Place::Received);
        self.findings.is_empty() && (placed.amount, placed.unknown) == (received.amount, received.unknown)
    }
}

/// A transaction that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The exception's id.
    pub id: String,
    /// The transaction.
    pub transaction: TransactionId,
    /// Why.
    pub reasons: Vec<Reason>,
    /// How urgently, 1 first.
    pub priority: u8,
    /// The day it came in.
    pub received_date: Date,
    /// Its money, as far as it is known.
    pub amount: Money,
    /// Of how many of its payments the amount is not known.
    pub unknown_amounts: u64,
}

/// The ledger, and the files that were made of it.
pub trait LedgerStore {
    /// A batch's lines after one and up to another.
    ///
    /// # Errors
    /// When the store fails.
    fn entries(&self, batch: &BatchId, after: u64, upto: u64) -> Result<Vec<KeptEntry>>;

    /// Adds lines, all or none.
    ///
    /// # Errors
    /// When the store fails; none is added then.
    fn append(&mut self, batch: &BatchId, entries: &[Entry]) -> Result<()>;

    /// The finished batches that have decisions and no line in the ledger, or no word on whether they balance.
    ///
    /// # Errors
    /// When the store fails.
    fn without_ledger(&self) -> Result<Vec<BatchId>>;

    /// Gives a batch its first lines, if it has none, and says what does not balance about it.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    fn begin_ledger(&mut self, batch: &BatchId, entries: &[Entry], findings: &[String]) -> Result<()>;

    /// The finished batches of a deposit date, in the order in which they were finished.
    ///
    /// # Errors
    /// When the store fails.
    fn batches_of(&self, deposit: Date) -> Result<Vec<BatchId>>;

    /// What did not balance about a finished batch; `None` where that was not kept.
    ///
    /// # Errors
    /// When the store fails.
    fn findings(&self, batch: &BatchId) -> Result<Option<Vec<String>>>;

    /// The file of a form that told a batch last, copies apart. One that was rejected as a whole has told nothing.
    ///
    /// # Errors
    /// When the store fails.
    fn last_release(&self, form: &str, batch: &BatchId) -> Result<Option<Release>>;

    /// The batches that a file of a form told and of which something was applied or undone since, in the order in which
    /// they were finished.
    ///
    /// # Errors
    /// When the store fails.
    fn told_before(&self, form: &str) -> Result<Vec<BatchId>>;

    /// The running number of the next file of a form.
    ///
    /// # Errors
    /// When the store fails.
    fn next_sequence(&self, form: &str) -> Result<u32>;

    /// Keeps a release.
    ///
    /// # Errors
    /// When the store fails, or another file of the form has that running number.
    fn keep_release(&mut self, release: &Release, audit: &AuditEntry) -> Result<()>;

    /// Where the money of each finished batch is, in the order in which they were finished.
    ///
    /// # Errors
    /// When the store fails.
    fn standings(&self) -> Result<Vec<BatchStanding>>;

    /// As [`Self::standings`], of the batches finished last.
    ///
    /// # Errors
    /// When the store fails.
    fn last_standings(&self, most: usize) -> Result<Vec<BatchStanding>>;

    /// Where the money of one finished batch is; `None` if there is none of that id.
    ///
    /// # Errors
    /// When the store fails.
    fn standing(&self, batch: &BatchId) -> Result<Option<BatchStanding>>;

    /// The transactions of a batch that wait for a person.
    ///
    /// # Errors
    /// When the store fails.
    fn held(&self, batch: &BatchId) -> Result<Vec<Held>>;

    /// Every release in order.
    ///
    /// # Errors
    /// When the store fails.
    fn releases(&self) -> Result<Vec<Release>>;
}

/// What a person found who checked a posted transaction without seeing the posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The batch.
    pub batch: BatchId,
    /// The transaction.
    pub transaction: TransactionId,
    /// Whether it was posted as the person would have posted it.
    pub right: bool,
}

/// Blind checks of what was posted.
pub trait QualityStore {
    /// Keeps verdicts, all or none; a later one on the same transaction takes the place of the first.
    ///
    /// # Errors
    /// When the store fails.
    fn keep_verdicts(&mut self, verdicts: &[Verdict]) -> Result<()>;

    /// The posted transactions of the last batches that are not checked yet, with their places in them, the last first.
    ///
    /// # Errors
    /// When the store fails.
    fn unchecked(&self, batches: usize) -> Result<Vec<(archive::ArchivePlace, TransactionId)>>;

    /// How many transactions were checked, and how many of these were posted wrongly.
    ///
    /// # Errors
    /// When the store fails.
    fn count_verdicts(&self) -> Result<(u64, u64)>;
}

/// Batches, their readings and what became of them.
pub trait BatchStore {
    /// Where a batch stands; a batch begun with other content begins anew.
    ///
    /// # Errors
    /// When the store fails.
    fn begin(&mut self, batch: &Batch, fingerprint: &str) -> Result<BatchState>;

    /// Keeps what was read of these documents.
    ///
    /// # Errors
    /// When the store fails; none of them is kept then.
    fn keep(&mut self, batch: &BatchId, documents: &[Document]) -> Result<()>;

    /// The documents of a batch that have been read, in order.
    ///
    /// # Errors
    /// When the store fails.
    fn documents(&self, batch: &BatchId) -> Result<Vec<Document>>;

    /// One document of a batch; `None` if it was not read.
    ///
    /// # Errors
    /// When the store fails.
    fn document(&self, batch: &BatchId, number: DocumentNumber) -> Result<Option<Document>>;

    /// Which of these payments batches finished before this one have seen, first sighting each.
    ///
    /// # Errors
    /// When the store fails.
    fn seen_before(&self, batch: &BatchId, identities: &[String]) -> Result<Vec<SeenPayment>>;

    /// What batches finished before this one know of these payers, given by bank and account.
    ///
    /// # Errors
    /// When the store fails.
    fn payers(&self, batch: &BatchId, payers: &[(RoutingNumber, String)]) -> Result<Vec<KnownPayer>>;

    /// The fingerprint of a finished batch; `None` if there is none of that id.
    ///
    /// # Errors
    /// When the store fails.
    fn fingerprint(&self, batch: &BatchId) -> Result<Option<String>>;

    /// A finished batch; `None` if there is none of that id, or it was decided before decisions were kept.
    ///
    /// # Errors
    /// When the store fails.
    fn finished(&self, batch: &BatchId) -> Result<Option<FinishedBatch>>;

    /// The decisions of a finished batch, in order.
    ///
    /// # Errors
    /// When the store fails.
    fn decisions(&self, batch: &BatchId) -> Result<Vec<Decision>>;

    /// The finished batches that have a transaction of that id.
    ///
    /// # Errors
    /// When the store fails.
    fn batches_with(&self, transaction: &TransactionId) -> Result<Vec<BatchId>>;

    /// Commits a batch: decisions, payments and its end, all or nothing. Tells whether it did: not where somebody has
    /// meanwhile changed what an account owes that the batch pays; it is decided again then.
    ///
    /// # Errors
    /// When the store fails; the batch is then still unfinished.
    fn finish(&mut self, finished: &Finished<'_>) -> Result<bool>;
}
