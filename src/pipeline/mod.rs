//! The conductor: takes a batch through all stages, keeps every step in the store, goes on where it was broken off.
//!
//! Documents -> readings -> transactions -> decisions -> entries -> files. Only this module joins paper, rules and
//! store; each of those knows nothing of the others.
//!
//! | file | holds |
//! |---|---|
//! | `process` | one batch from folder to finished files |
//! | `pages` | the pages of a batch read in parallel, kept in the store as they are read |
//! | `bills` | the bill file taken into the store |
//! | `live` | the bills in force while people work |
//! | `printing` | bills printed as PDF |
//! | `past` | what the store knows from before a batch |
//! | `people` | users and the audit log |
//! | `decide` | from what was read to decisions |
//! | `replay` | finished batches explained, and decided again by other settings |
//! | `exceptions` | the transactions that wait for people |
//! | `release` | what all files that leave the house have in common |
//! | `export`, `members` | posting files made of the ledger |
//! | `forms` | the forms that files leave the house in |
//! | `deposit` | the image cash letter of a deposit |
//! | `returns` | payments that came back, taken back |
//! | `acknowledge` | what others say of files |
//! | `report` | what the ledger says |
//! | `review` | a person's work on a case |
//! | `archive` | a transaction of the past |
//! | `uploads` | what people hand in at the workbench |
//! | `quality` | blind checks of what was posted |
//! | `output` | the files of a finished batch |
//! | `watch` | the hot folder: what lies in it is taken, processed, and put away |
//! | `status` | what is there, what waits, what needs somebody |
//! | `backup` | a copy of the store, and the store made of it again |
//! | `stop` | how long work is told to end |
//! | `match_bench` | matching measured on drawn bills |
//! | `bench` | the recognisers measured on pages whose truth is known |

mod acknowledge;
mod archive;
mod backup;
pub mod bench;
mod bills;
mod decide;
mod deposit;
mod exceptions;
mod export;
mod forms;
mod live;
mod match_bench;
mod members;
mod output;
mod pages;
mod past;
mod people;
mod printing;
mod process;
mod quality;
mod release;
mod replay;
mod report;
mod returns;
mod review;
mod status;
mod stop;
mod uploads;
mod watch;

use std::fs::File;
use std::path::Path;

use crate::error::{Error, Result};
use crate::files;
use crate::store::SqliteStore;
pub use crate::store::{BillLoad, Held, LoadKind, Release};
pub use acknowledge::{AnswerTaken, AnswersTaken, acknowledge};
pub use archive::{Archived, open_archived};
pub use backup::{BackupMade, Restored, Verified, backup, restore, verify_backup};
pub use bills::{LoadReport, load_bills};
pub use deposit::{Deposited, FORM as DEPOSIT_FORM, KeptOut, deposit};
pub use exceptions::{export_waiting, waiting};
pub use export::{Exported, export};
pub use forms::{form_named, form_names};
pub use live::LiveBills;
pub use match_bench::{MatchBench, MatchOptions, bench_match};
pub use people::{close_user, keep_user, note_refused, users, verify_audit};
pub use printing::{PrintOrder, PrintedBills, print_bills};
pub use process::{BatchReport, Run, process};
pub use quality::{Checked, answer_check, next_check, quality, quality_rate, record_quality};
pub use release::{ExportOrder, Selection};
pub use replay::{Explained, Replayed, explain, replay};
pub use report::{Report, Scope, Waiting, report};
pub use returns::{ReturnsTaken, TakenBack, take_returns};
pub use review::{
    CLAIM_SECONDS, CaseView, Choice, Desk, KeyedPayment, Order, Outcomes, Regroup, applied, at_desk, confirm_case,
    correct_value, decide_case, is_later, key_amount, open_case, regroup_case, spread, take_claim_away,
};
pub use status::{Sizes, Status, StatusOrder, status, vital_signs};
pub use stop::Stop;
pub use uploads::{
    FileSent, MOST_FILES, NewUpload, SentWhole, Worked, begin_upload, confirm_upload, forget_uploads, receive_file,
    try_again, withdraw_upload, work_off,
};
pub use watch::{HotFolderState, Taken, Watch, WatchEvent, Watched, watch};

/// The store in `data`, for this process alone until the lock is let go.
fn open_store(data: &Path) -> Result<(SqliteStore, File)> {
    try_open_store(data)?.ok_or_else(|| Error::Busy { path: data.to_owned() })
}

/// As [`open_store`]; `None` while another lockbox works there.
fn try_open_store(data: &Path) -> Result<Option<(SqliteStore, File)>> {
    files::make_private_folder(data)?;
    let Some(lock) = try_lock_store(data)? else { return Ok(None) };
    Ok(Some((SqliteStore::open(data)?, lock)))
}

/// The right to work with the store's batches and files alone; `None` while another process has it.
///
/// # Errors
/// When the lock's file cannot be made.
pub fn try_lock_store(data: &Path) -> Result<Option<File>> {
    files::try_lock(&data.join("process.lock"))
}

/// Told how far long work has come.
pub trait Progress: Sync {
    /// A stage of `total` steps begins.
    fn begin(&self, what: &str, total: u64);
    /// Steps are done.
    fn advance(&self, by: u64);
    /// The work is over.
    fn end(&self);
}

/// Nobody watches.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn begin(&self, _what: &str, _total: u64) {}
    fn advance(&self, _by: u64) {}
    fn end(&self) {}
}
