//! The image cash letter of a deposit, and its ticket: each payment goes to the bank once.
//!
//! | file | holds |
//! |---|---|
//! | `plan` | which payments enter, and why others do not |
//! | `letter` | the letter and the rows of the ticket, a few payments at a time |
//! | `images` | scans from the store as the images that banks take |
//! | `profile` | the settings as the letter's writer wants them |
//!
//! The totals stand before the payments, so the plan is made first, from the ledger and the readings. An image that cannot
//! be had after all is left out, and the letter is begun again without it.

mod images;
mod letter;
mod plan;
mod profile;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::release::{self, ExportOrder};
use crate::error::{Error, Result};
use crate::files;
use crate::formats::outputs::DepositTicketFile;
use crate::ledger::LeftOut;
use crate::model::{BatchId, DocumentNumber, Money, TransactionId};
use crate::store::{DepositStore, FinishedBatch, LedgerStore, Release, SqliteStore};
use plan::Plan;

/// The form of such files.
pub const FORM: &str = "x9";

/// A payment that did not enter a deposit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOut {
    /// Its batch.
    pub batch: BatchId,
    /// Its transaction.
    pub transaction: TransactionId,
    /// The payment.
    pub document: DocumentNumber,
    /// Its amount, if it is known.
    pub amount: Option<Money>,
    /// Why.
    pub why: LeftOut,
}

/// A deposit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposited {
    /// What is kept of it.
    pub release: Release,
    /// Where its ticket is.
    pub ticket: PathBuf,
    /// The payments that are left out.
    pub kept_out: Vec<KeptOut>,
}

/// Makes the cash letter of a deposit, and beside it the ticket: the same name and `.ticket.csv`.
///
/// # Errors
/// When a batch does not balance, there is nothing to deposit, the settings lack what the bank needs, a value does not fit,
/// or a file cannot be written; nothing appears then.
pub fn deposit(order: &ExportOrder<'_>) -> Result<Deposited> {
    let (mut store, _lock) = super::open_store(order.data)?;
    release::fill_ledger(&mut store)?;
    release::refuse_folder(order.out)?;
    let selected = release::selected(&store, order.selection)?;
    let (mut made, batches, mut plan) = match order.again {
        Some(reason) => copy(&store, &selected, reason)?,
        None => new(&store, order, selected)?,
    };
    for batch in &batches {
        release::refuse_unfit(&store, order, batch)?;
    }
    (made.payments, made.amount) = (plan.items.len() as u64, plan.amount());
    let moved = made.amount;
    release::sign(order, &mut made, moved)?;
    let ticket = ticket_of(order.out);
    loop {
        let mut unusable = Vec::new();
        match write(&mut store, order, &batches, &plan, &mut made, &mut unusable) {
            Err(_) if !unusable.is_empty() && order.again.is_none() => plan.leave_out(&batches, unusable),
            Err(error) => return Err(error),
            Ok(()) => return Ok(Deposited { release: made, ticket, kept_out: plan.kept_out }),
        }
        if plan.items.is_empty() {
            return Err(nothing(&plan.kept_out));
        }
        (made.payments, made.amount) = (plan.items.len() as u64, plan.amount());
    }
}

/// A deposit of what is in none yet.
fn new(
    store: &SqliteStore,
    order: &ExportOrder<'_>,
    batches: Vec<FinishedBatch>,
) -> Result<(Release, Vec<FinishedBatch>, Plan)> {
    let plan = plan::plan(store, &batches, &order.config.deposit.policy)?;
    if plan.items.is_empty() {
        for batch in &batches {
            if let Some(earlier) = store.last_release(FORM, &batch.header.id)? {
                return Err(Error::Refused(format!(
                    "all of it that may go to the bank was deposited before, as `{}` made {}; to make that file once more, \
                     say why with --again",
                    earlier.name, earlier.made
                )));
            }
        }
        return Err(nothing(&plan.kept_out));
    }
    let told = plan::told(store, &batches, &plan)?;
    Ok((release::begun(store, order, FORM, told)?, batches, plan))
}

/// The last deposit of these batches once more.
fn copy(store: &SqliteStore, batches: &[FinishedBatch], reason: &str) -> Result<(Release, Vec<FinishedBatch>, Plan)> {
    let copied = release::copied(store, FORM, batches, reason)?;
    let told: Vec<FinishedBatch> =
        copied.batches.iter().map(|told| release::finished(store, &told.batch)).collect::<Result<_>>()?;
    let plan = Plan::of_items(store, &told, store.deposit_items(&copied)?)?;
    Ok((copied, told, plan))
}

fn nothing(kept_out: &[KeptOut]) -> Error {
    let first = kept_out.first().map(|payment| {
        format!(", such as document {} of batch `{}`: {}", payment.document, payment.batch, payment.why)
    });
    let count = kept_out.len();
    Error::Refused(format!(
        "nothing of it goes to the bank; {count} payments are left out{}",
        first.unwrap_or_default()
    ))
}

fn ticket_of(letter: &Path) -> PathBuf {
    let mut name = OsString::from(letter.as_os_str());
    name.push(".ticket.csv");
    PathBuf::from(name)
}

/// Writes both files; the ticket appears when the letter has.
fn write(
    store: &mut SqliteStore,
    order: &ExportOrder<'_>,
    batches: &[FinishedBatch],
    plan: &Plan,
    made: &mut Release,
    unusable: &mut Vec<(usize, String)>,
) -> Result<()> {
    let head = profile::head(order, batches, made)?;
    let numbers = letter::Numbers::of(made, head.business_date)?;
    let mut outcome = Ok(());
    files::write_atomic(&ticket_of(order.out), |out| {
        let mut ticket = DepositTicketFile::create(out)?;
        let mut work = letter::Work { config: order.config, batches, plan, numbers, ticket: &mut ticket, unusable };
        let head = head.clone();
        outcome = release::write_released(
            store,
            order.out,
            made,
            |store, _, out: &mut dyn Write| letter::write(store, &mut work, head, out),
            |store, made| store.keep_deposit(made, &mut plan.deposited(batches, numbers), &release::audited(made)),
        );
        outcome.as_ref().map_err(|_| io::Error::other("the letter was not made"))?;
        for payment in &plan.kept_out {
            let (batch, transaction) = (&payment.batch, &payment.transaction);
            ticket.left_out(batch, transaction, payment.document, payment.amount, &payment.why.word())?;
        }
        ticket.finish()
    })
    .map_err(|error| std::mem::replace(&mut outcome, Ok(())).err().unwrap_or(error))
}
