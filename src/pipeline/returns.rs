//! Returned payments taken in: what a bank gives back is undone in the ledger, once.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use jiff::civil::DateTime;

use super::people;
use super::release::{fill_ledger, now};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::files;
use crate::formats::returns;
use crate::ledger::{self, Unmatched};
use crate::model::{BatchId, DocumentNumber, Entry, Money, Payment, ReturnedItem};
use crate::store::{ReturnStore, SqliteStore, TakenReturn};

/// So many numbers of a bank's text are looked up.
const MOST_NUMBERS: usize = 20;

/// So many findings are told of a file that is refused.
const MOST_TOLD: usize = 5;

/// A payment that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// Where in the file it was told.
    pub place: String,
    /// Its batch.
    pub batch: BatchId,
    /// The payment.
    pub document: DocumentNumber,
    /// Its amount.
    pub amount: Money,
    /// How many postings were undone.
    pub postings: usize,
}

/// What became of a file of returned payments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReturnsTaken {
    /// The form of the file.
    pub form: &'static str,
    /// Payments that were taken back.
    pub taken: Vec<TakenBack>,
    /// How many came back before.
    pub before: u64,
    /// Payments that were not found, with why; nothing was done about them.
    pub unmatched: Vec<(ReturnedItem, Unmatched)>,
}

/// Takes in a file of returned payments. What was taken in before changes nothing, whatever file says it again.
///
/// # Errors
/// When the file cannot be read or does not agree with itself (nothing of it is taken then), or the store fails.
pub fn take_returns(data: &Path, config: &Config, file: &Path) -> Result<ReturnsTaken> {
    let (mut store, _lock) = super::open_store(data)?;
    fill_ledger(&mut store)?;
    let sha256 = files::sha256(file)?;
    let failed = |cause: io::Error| Error::content(file, None, cause.to_string());
    let told = returns::read(files::open(file)?).map_err(failed)?;
    if !told.findings.is_empty() {
        let mut findings: Vec<String> = told.findings.iter().take(MOST_TOLD).map(ToString::to_string).collect();
        if told.findings.len() > MOST_TOLD {
            findings.push(format!("and {} more", told.findings.len() - MOST_TOLD));
        }
        let message = format!("nothing of it is taken, as it does not agree with itself: {}", findings.join("; "));
        return Err(Error::content(file, None, message));
    }
    let mut report = ReturnsTaken { form: told.form, ..ReturnsTaken::default() };
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let source = Source { file: name, sha256, taken: now(config) };
    for item in told.items {
        match ledger::identified(&item, &candidates(&store, &item)?) {
            Ok(payment) => take(&mut store, &payment, item, &source, &mut report)?,
            Err(why) => report.unmatched.push((item, why)),
        }
    }
    Ok(report)
}

/// Where a return was told, and when it was taken in.
struct Source {
    file: String,
    sha256: String,
    taken: DateTime,
}

/// Every payment that may be meant.
fn candidates(store: &SqliteStore, item: &ReturnedItem) -> Result<Vec<Payment>> {
    let mut found = Vec::new();
    if let Some((batch, document)) = &item.payment {
        found.extend(store.payment(batch, *document)?);
        return Ok(found);
    }
    let numbers = || item.numbers.iter().take(MOST_NUMBERS);
    for sequence in item.sequence.iter().chain(numbers()) {
        found.extend(store.payment_of_sequence(sequence.trim())?);
    }
    for serial in item.check_number.iter().chain(numbers()) {
        let serial = ledger::bare(serial);
        if !serial.is_empty() {
            found.extend(store.payments_of(item.amount, &serial)?);
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|payment| seen.insert((payment.batch.clone(), payment.document)));
    Ok(found)
}

/// What becomes of a payment that came back.
enum Fate {
    /// It is taken back, by so many postings undone.
    Taken(usize),
    /// It came back before.
    Before,
    /// Its money is not where its amount says.
    Gone,
}

/// Undoes a payment, unless it came back before.
fn take(
    store: &mut SqliteStore,
    payment: &Payment,
    item: ReturnedItem,
    source: &Source,
    report: &mut ReturnsTaken,
) -> Result<()> {
    let mut fate = Fate::Gone;
    store.take_return(&payment.batch, payment.document, &mut |lines, next_posting| {
        let standings = ledger::standings(lines);
        let entries = match standings.first().map(|one| ledger::taken_back(&payment.batch, one, next_posting)) {
            Some(Ok(Some(entries))) => entries,
            Some(Ok(None)) => {
                fate = Fate::Before;
                return None;
            }
            Some(Err(_)) | None => return None,
        };
        fate = Fate::Taken(entries.iter().filter(|line| line.reverses.is_some()).count());
        Some(taken(payment, &item, source, entries))
    })?;
    match fate {
        Fate::Before => report.before += 1,
        Fate::Gone => report.unmatched.push((item, Unmatched::Gone(Box::new(payment.clone())))),
        Fate::Taken(postings) => report.taken.push(TakenBack {
            place: item.place,
            batch: payment.batch.clone(),
            document: payment.document,
            amount: item.amount,
            postings,
        }),
    }
    Ok(())
}

fn taken(payment: &Payment, item: &ReturnedItem, source: &Source, entries: Vec<Entry>) -> TakenReturn {
    let subject = format!("{} document {}", payment.batch, payment.document);
    TakenReturn {
        batch: payment.batch.clone(),
        document: payment.document,
        file: source.file.clone(),
        sha256: source.sha256.clone(),
        place: item.place.clone(),
        reason: item.reason.clone(),
        taken: source.taken,
        entries,
        audit: people::row("returned", subject, format!("{} of {}", item.place, source.file)),
    }
}
