//! What the workbench keeps: cases and what people did with them, users, sessions, the audit log.
//!
//! Times are seconds since 1970 (UTC), given by the caller: the store has no clock of its own.

use crate::error::Result;
use crate::model::{
    Action, BatchId, CaseState, Correction, Decision, Document, DocumentNumber, Entry, ExceptionId, Money, Queue,
    Reason, Role, TransactionId, UserName,
};

/// Seconds since 1970 (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub i64);

/// Who works on a case, and until when nobody else may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub by: UserName,
    /// Until when.
    pub until: Seconds,
}

/// A line of a case with what files have told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseLine {
    /// The line.
    pub entry: Entry,
    /// A file has told it.
    pub released: bool,
}

/// What waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Who wants it.
    pub by: UserName,
    /// What.
    pub action: Action,
    /// Why.
    pub note: String,
}

/// What somebody keyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedAmount {
    /// The payment.
    pub document: DocumentNumber,
    /// Who.
    pub by: UserName,
    /// The amount, if they could make it out.
    pub amount: Option<Money>,
}

/// A case as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptCase {
    /// Its id.
    pub id: ExceptionId,
    /// Its batch.
    pub batch: BatchId,
    /// The transaction.
    pub transaction: TransactionId,
    /// Why it waits.
    pub reasons: Vec<Reason>,
    /// How urgently, 1 first.
    pub priority: u8,
    /// The queue that it is in as it stands.
    pub queue: Queue,
    /// How often it has changed.
    pub version: u32,
    /// Where it stands.
    pub state: CaseState,
    /// Who works on it.
    pub claim: Option<Claim>,
    /// What waits for a second person.
    pub proposal: Option<Proposed>,
    /// Its lines of the ledger.
    pub lines: Vec<CaseLine>,
    /// The number of the batch's next posting.
    pub next_posting: usize,
    /// The last posting of all batches.
    pub last_posting: i64,
    /// What was keyed, in order.
    pub keyed: Vec<KeyedAmount>,
    /// Amounts that keying has settled.
    pub settled: Vec<(DocumentNumber, Money)>,
    /// What was corrected of its papers, in order.
    pub corrections: Vec<Correction>,
    /// Its payments that are in a deposit.
    pub deposited: Vec<DocumentNumber>,
    /// What a reviewer decided last, the program's own decision where nobody has.
    pub decision: Decision,
    /// Its documents.
    pub documents: Vec<DocumentNumber>,
}

/// What is written of a change to a case; with the audit row, all or nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CaseChange {
    /// Where it stands now.
    pub state: Option<CaseState>,
    /// Lines to add.
    pub entries: Vec<Entry>,
    /// What waits for a second person now; `Some(None)` takes it away.
    pub proposal: Option<Option<Proposed>>,
    /// The day on which it comes back.
    pub parked_until: Option<jiff::civil::Date>,
    /// An amount that was keyed.
    pub keyed: Option<KeyedAmount>,
    /// The amount that it settles.
    pub settled: Option<(DocumentNumber, Money)>,
    /// What of a paper was corrected.
    pub corrected: Option<Correction>,
    /// What a person did.
    pub resolution: Option<Resolution>,
    /// The claim is let go.
    pub let_go: bool,
}

/// What a person did with a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// Who.
    pub by: UserName,
    /// Who confirmed it.
    pub second_person: Option<UserName>,
    /// What.
    pub action: Action,
    /// What they say about it.
    pub note: String,
    /// The decision that files tell, for a posting.
    pub decision: Option<Decision>,
    /// The bills in force.
    pub load: Option<super::LoadId>,
    /// Whom the payers have paid for: learnt by a posting, forgotten by its undoing.
    pub lessons: Vec<super::KnownPayer>,
}

/// A posting decided by a person, as files tell it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewedPosting {
    /// The number of its first posting in the batch.
    pub first_posting: usize,
    /// The decision.
    pub decision: Decision,
}

/// A row to add to the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Seconds,
    /// Who; the program itself has no name.
    pub by: Option<UserName>,
    /// What was done: `sign_in`, `view`, `post`, …
    pub action: String,
    /// To what: an exception, a user.
    pub subject: String,
    /// Before and after, in words.
    pub detail: String,
}

/// A row of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number, from 1.
    pub row: u64,
    /// What it says.
    pub entry: AuditEntry,
    /// The hash of it and all before it, in hex.
    pub hash: String,
}

/// Whether the audit log is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditProof {
    /// Every row is as it was written; so many, and the last hash.
    Whole {
        /// Rows.
        rows: u64,
        /// The hash of the last, in hex.
        head: String,
    },
    /// From this row on it is not.
    Broken {
        /// The first row that does not fit.
        row: u64,
    },
}

/// A person who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Who.
    pub name: UserName,
    /// As what.
    pub role: Role,
    /// The argon2id hash of the password, in PHC form.
    pub password: String,
    /// Whether they may sign in now.
    pub active: bool,
    /// Their own keys, a line each; empty for the usual ones.
    pub keys: String,
}

/// A person signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub user: User,
    /// What every form of theirs must carry.
    pub form_token: String,
    /// When they signed in.
    pub begun: Seconds,
    /// When they were last seen.
    pub seen: Seconds,
}

/// Since when a session must have been begun and seen to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionHolds {
    /// Begun since then.
    pub begun_since: Seconds,
    /// Seen since then.
    pub seen_since: Seconds,
}

/// A payment that may be the same as another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// Its batch.
    pub batch: BatchId,
    /// The payment.
    pub document: DocumentNumber,
    /// Its lines of the ledger.
    pub lines: Vec<Entry>,
}

/// A file that somebody wants released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseRequest {
    /// Its number.
    pub number: u64,
    /// The form of the file.
    pub form: String,
    /// The deposit that it tells.
    pub deposit_date: jiff::civil::Date,
    /// Why it is to be made once more; empty if it was not made before.
    pub again: String,
    /// Who wants it.
    pub by: UserName,
    /// How far it has come.
    pub state: RequestState,
    /// Who else agreed.
    pub second_person: Option<UserName>,
    /// Where the file is, once it is made.
    pub file: Option<String>,
}

/// How far a request for a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// It waits for a second person, or for its turn.
    Waiting,
    /// Its file is being made.
    Making,
    /// Its file is there.
    Done,
    /// Its file could not be made.
    Failed,
    /// Who asked has taken it back.
    Withdrawn,
}

impl RequestState {
    const WORDS: [(Self, &'static str); 5] = [
        (Self::Waiting, "waiting"),
        (Self::Making, "making"),
        (Self::Done, "done"),
        (Self::Failed, "failed"),
        (Self::Withdrawn, "withdrawn"),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// The state of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }
}

/// A step of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestStep {
    /// What it is now; nothing is done if it is not.
    pub from: RequestState,
    /// What it becomes.
    pub to: RequestState,
    /// Who else agreed.
    pub second_person: Option<UserName>,
    /// Where the file is.
    pub file: Option<String>,
}

/// Files that people ask for.
pub trait RequestStore {
    /// Keeps a request (its number is not looked at); returns its number.
    ///
    /// # Errors
    /// When the store fails.
    fn ask_release(&mut self, request: &ReleaseRequest, audit: &AuditEntry) -> Result<u64>;

    /// The last requests, newest first.
    ///
    /// # Errors
    /// When the store fails.
    fn release_requests(&self, most: usize) -> Result<Vec<ReleaseRequest>>;

    /// Takes a request one step further; tells whether it was where the step begins.
    ///
    /// # Errors
    /// When the store fails.
    fn move_request(&mut self, number: u64, step: &RequestStep, audit: &AuditEntry) -> Result<bool>;
}

/// A line of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueItem {
    /// The case.
    pub id: ExceptionId,
    /// Why it waits.
    pub reasons: Vec<Reason>,
    /// The queue that it is in.
    pub queue: Queue,
    /// How urgently, 1 first.
    pub priority: u8,
    /// The day it came in.
    pub received_date: jiff::civil::Date,
    /// Its money, as far as it is known.
    pub amount: Money,
    /// Of how many of its payments the amount is not known.
    pub unknown_amounts: u64,
    /// Where it stands.
    pub state: CaseState,
    /// Who works on it.
    pub claim: Option<Claim>,
}

/// What waits in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueSum {
    /// The queue.
    pub queue: Queue,
    /// How many.
    pub items: u64,
    /// Since when the oldest waits.
    pub oldest: Option<jiff::civil::Date>,
    /// Their money, as far as it is known.
    pub amount: Money,
}

/// How the work of some days stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WorkSum {
    /// Transactions that came in.
    pub transactions: u64,
    /// Of these, transactions that wait for a person.
    pub held: u64,
}

/// Who asks for the next case of a queue.
#[derive(Debug, Clone, Copy)]
pub struct NextOf<'a> {
    /// The queue.
    pub queue: Queue,
    /// The case after which to look; those before it come last, and it does not come again.
    pub after: Option<&'a ExceptionId>,
    /// Who.
    pub by: &'a UserName,
    /// The day at the lockbox.
    pub today: jiff::civil::Date,
    /// The time.
    pub now: Seconds,
    /// Until when it is theirs.
    pub until: Seconds,
}

/// Changes one case: gets it as it is, says what to write, or refuses.
pub type Judge<'a> = dyn FnMut(&KeptCase) -> Result<(CaseChange, AuditEntry)> + 'a;

/// Cases and what becomes of them.
pub trait CaseStore {
    /// A case; `None` if there is none.
    ///
    /// # Errors
    /// When the store fails.
    fn case(&self, id: &ExceptionId) -> Result<Option<KeptCase>>;

    /// Documents of a batch, in the order of their numbers as given; ones that are not there are left out.
    ///
    /// # Errors
    /// When the store fails.
    fn papers(&self, batch: &BatchId, numbers: &[DocumentNumber]) -> Result<Vec<Document>>;

    /// Other payments that may be the same as one, by what payments are known again by, the first seen first.
    ///
    /// # Errors
    /// When the store fails.
    fn twins(&self, batch: &BatchId, document: DocumentNumber) -> Result<Vec<Twin>>;

    /// Changes a case in one step: nobody changes it between what `judge` is shown and what it has written.
    ///
    /// # Errors
    /// When there is no such case, `judge` refuses, or the store fails; nothing is changed then.
    fn change(&mut self, id: &ExceptionId, judge: &mut Judge<'_>) -> Result<()>;

    /// Claims a case for somebody until a time, if nobody else holds it at `now`. Tells who has it then.
    ///
    /// # Errors
    /// When there is no such case or the store fails.
    fn claim(&mut self, id: &ExceptionId, by: &UserName, now: Seconds, until: Seconds) -> Result<Claim>;

    /// Lets a claim go: one's own, or anybody's where `by` is none.
    ///
    /// # Errors
    /// When the store fails.
    fn let_go(&mut self, id: &ExceptionId, by: Option<&UserName>) -> Result<()>;

    /// Claims the first case of a queue that nobody else works on, and writes that down; `None` where there is none.
    ///
    /// # Errors
    /// When the store fails.
    fn claim_next(&mut self, next: &NextOf<'_>) -> Result<Option<ExceptionId>>;

    /// What waits on a day, the most urgent first: by priority, then the oldest, then the most money; of one queue, or
    /// of all.
    ///
    /// # Errors
    /// When the store fails.
    fn queue(&self, today: jiff::civil::Date, of: Option<Queue>) -> Result<Vec<QueueItem>>;

    /// What waits on a day, by queue; empty queues are left out.
    ///
    /// # Errors
    /// When the store fails.
    fn queues(&self, today: jiff::civil::Date) -> Result<Vec<QueueSum>>;

    /// How many cases somebody works on.
    ///
    /// # Errors
    /// When the store fails.
    fn claimed_by(&self, by: &UserName, now: Seconds) -> Result<u64>;

    /// How the work stands that came in since a day.
    ///
    /// # Errors
    /// When the store fails.
    fn work_since(&self, day: jiff::civil::Date) -> Result<WorkSum>;

    /// The cases that somebody decided, the last first.
    ///
    /// # Errors
    /// When the store fails.
    fn decided_by(&self, by: &UserName, most: usize) -> Result<Vec<(ExceptionId, String)>>;

    /// Postings of a batch that people decided, in order.
    ///
    /// # Errors
    /// When the store fails.
    fn reviewed(&self, batch: &BatchId) -> Result<Vec<ReviewedPosting>>;

    /// Keeps what somebody has typed; empty text forgets it.
    ///
    /// # Errors
    /// When the store fails.
    fn keep_draft(&mut self, id: &ExceptionId, by: &UserName, body: &str) -> Result<()>;

    /// What somebody has typed and not saved.
    ///
    /// # Errors
    /// When the store fails.
    fn draft(&self, id: &ExceptionId, by: &UserName) -> Result<Option<String>>;
}

/// A transaction as it is grouped anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouped {
    /// Its documents.
    pub documents: Vec<DocumentNumber>,
    /// What the program says of it; it is held.
    pub decision: Decision,
    /// Why it waits.
    pub reasons: Vec<Reason>,
}

/// What is written when documents are moved; with the audit row, all or nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Regrouping {
    /// Which.
    pub moved: Vec<DocumentNumber>,
    /// The transaction that they leave; `None` where nothing is left of it.
    pub from: Option<Grouped>,
    /// The transaction that they come to.
    pub to: Grouped,
    /// Lines to add.
    pub entries: Vec<Entry>,
}

/// Where documents are moved to.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// A transaction that is there.
    Known(Box<KeptCase>),
    /// A transaction of their own, that will be called so.
    New(TransactionId),
}

impl Target {
    /// The name of the transaction.
    #[must_use]
    pub const fn transaction(&self) -> &TransactionId {
        match self {
            Self::Known(case) => &case.transaction,
            Self::New(name) => name,
        }
    }
}

/// A transaction that waits, with its documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenGroup {
    /// The case.
    pub id: ExceptionId,
    /// The transaction.
    pub transaction: TransactionId,
    /// How often it has changed.
    pub version: u32,
    /// Its documents.
    pub documents: Vec<DocumentNumber>,
}

/// Groups anew: gets both transactions as they are, says what to write, or refuses.
pub type Regrouper<'a> = dyn FnMut(&KeptCase, &Target) -> Result<(Regrouping, AuditEntry)> + 'a;

/// Which documents make a transaction.
pub trait GroupStore {
    /// Moves documents from one transaction to another, or to one of their own, in one step; tells the case that they are
    /// in then.
    ///
    /// # Errors
    /// When there is no such case, `judge` refuses, or the store fails; nothing is changed then.
    fn regroup(
        &mut self,
        from: &ExceptionId,
        to: Option<&ExceptionId>,
        judge: &mut Regrouper<'_>,
    ) -> Result<ExceptionId>;

    /// The transactions of a batch that wait and whose documents are known, in the order of these.
    ///
    /// # Errors
    /// When the store fails.
    fn open_groups(&self, batch: &BatchId) -> Result<Vec<OpenGroup>>;
}

/// Users and their sessions.
pub trait UserStore {
    /// Everybody, by name.
    ///
    /// # Errors
    /// When the store fails.
    fn users(&self) -> Result<Vec<User>>;

    /// One of them.
    ///
    /// # Errors
    /// When the store fails.
    fn user(&self, name: &UserName) -> Result<Option<User>>;

    /// Adds a user or changes one; a change ends their sessions.
    ///
    /// # Errors
    /// When the store fails.
    fn keep_user(&mut self, user: &User, audit: &AuditEntry) -> Result<()>;

    /// Keeps somebody's own keys.
    ///
    /// # Errors
    /// When the store fails.
    fn keep_keys(&mut self, name: &UserName, keys: &str) -> Result<()>;

    /// Begins a session; the token's hash is kept, not the token.
    ///
    /// # Errors
    /// When the store fails.
    fn begin_session(&mut self, token_hash: &str, form_token: &str, name: &UserName, audit: &AuditEntry) -> Result<()>;

    /// The session of a token's hash, if it still holds and the user may sign in.
    ///
    /// # Errors
    /// When the store fails.
    fn session(&self, token_hash: &str, holds: SessionHolds) -> Result<Option<Session>>;

    /// Writes down that somebody was there just now.
    ///
    /// # Errors
    /// When the store fails.
    fn see_session(&mut self, token_hash: &str, now: Seconds) -> Result<()>;

    /// Ends a session.
    ///
    /// # Errors
    /// When the store fails.
    fn end_session(&mut self, token_hash: &str, audit: &AuditEntry) -> Result<()>;
}

/// The log of who saw and changed what.
pub trait AuditStore {
    /// Adds a row.
    ///
    /// # Errors
    /// When the store fails.
    fn log(&mut self, entry: &AuditEntry) -> Result<()>;

    /// The last rows, newest first.
    ///
    /// # Errors
    /// When the store fails.
    fn audit_rows(&self, most: usize) -> Result<Vec<AuditRow>>;

    /// Checks every row against the hashes.
    ///
    /// # Errors
    /// When the store fails.
    fn verify_audit(&self) -> Result<AuditProof>;
}
