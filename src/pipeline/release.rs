//! What all files that leave the house have in common: which batches they tell, who lets them go, that they appear whole
//! and are kept as a release before that.

use std::io::{self, Write};
use std::path::Path;

use jiff::civil::{Date, DateTime};
use sha2::{Digest, Sha256};

use super::people;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::files;
use crate::ledger;
use crate::model::{BatchId, Money};
use crate::store::review::AuditEntry;
use crate::store::{BatchStore, FinishedBatch, LedgerStore, Release, ReleasedBatch, SqliteStore};
use crate::transactions;

/// Which batches a file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// One batch.
    Batch(BatchId),
    /// All batches of a deposit date.
    Deposit(Date),
}

/// A file that is wanted.
#[derive(Debug)]
pub struct ExportOrder<'a> {
    /// The store's folder.
    pub data: &'a Path,
    /// The settings.
    pub config: &'a Config,
    /// What it tells.
    pub selection: &'a Selection,
    /// Where it goes.
    pub out: &'a Path,
    /// Why it is to be made once more, if it was made before.
    pub again: Option<&'a str>,
    /// Who releases it.
    pub released_by: Option<&'a str>,
    /// Who else approves.
    pub approved_by: Option<&'a str>,
}

/// Refuses what cannot be a file's name.
pub(super) fn refuse_folder(out: &Path) -> Result<()> {
    if files::is_folder(out) {
        return Err(Error::Refused(format!("`{}` is a folder; name the file in it", out.display())));
    }
    Ok(())
}

pub(super) fn selected(store: &SqliteStore, selection: &Selection) -> Result<Vec<FinishedBatch>> {
    let ids = match selection {
        Selection::Batch(id) => vec![id.clone()],
        Selection::Deposit(date) => store.batches_of(*date)?,
    };
    if let (Selection::Deposit(date), true) = (selection, ids.is_empty()) {
        return Err(Error::Refused(format!("no finished batch has the deposit date {date}")));
    }
    ids.iter().map(|id| finished(store, id)).collect()
}

pub(super) fn finished(store: &SqliteStore, id: &BatchId) -> Result<FinishedBatch> {
    let missing = || Error::Refused(format!("there is no finished batch `{id}` whose decisions are kept"));
    store.finished(id)?.ok_or_else(missing)
}

/// A batch of another lockbox, or one that does not balance, is not released; open exceptions are no difference.
pub(super) fn refuse_unfit(store: &SqliteStore, order: &ExportOrder<'_>, batch: &FinishedBatch) -> Result<()> {
    let (id, lockbox) = (&batch.header.id, &order.config.lockbox.id);
    if let Some(other) = batch.header.lockbox.as_ref().filter(|other| *other != lockbox) {
        return Err(Error::Refused(format!(
            "batch `{id}` is of lockbox `{other}`, the settings are those of `{lockbox}`; use its own settings"
        )));
    }
    let findings = store.findings(id)?.unwrap_or_default();
    if findings.is_empty() {
        return Ok(());
    }
    Err(Error::Refused(format!("batch `{id}` does not balance and is not released: {}", findings.join("; "))))
}

/// Batches that were finished before there was a ledger get their lines, and the proof of their totals, now.
pub(super) fn fill_ledger(store: &mut SqliteStore) -> Result<()> {
    for id in store.without_ledger()? {
        let Some(batch) = store.finished(&id)? else { continue };
        let decisions = store.decisions(&id)?;
        let transactions = transactions::form(batch.header.mode, store.documents(&id)?);
        let findings = ledger::prove(&batch.header, &transactions, &decisions).findings;
        store.begin_ledger(&id, &ledger::entries(&id, &decisions), &findings)?;
    }
    Ok(())
}

/// The release that begins now under the next number of its form; counts, money and hash are told later.
pub(super) fn begun(
    store: &SqliteStore,
    order: &ExportOrder<'_>,
    form: &str,
    batches: Vec<ReleasedBatch>,
) -> Result<Release> {
    let sequence = store.next_sequence(form)?;
    Ok(Release {
        name: format!("{}-{form}-{sequence:06}", order.config.lockbox.id),
        form: form.to_owned(),
        sequence,
        made: now(order.config),
        sha256: String::new(),
        payments: 0,
        amount: Money::ZERO,
        batches,
        copied_because: None,
        released_by: None,
        approved_by: None,
        answer: None,
    })
}

/// The last release of these batches once more, for a reason.
pub(super) fn copied(store: &SqliteStore, form: &str, batches: &[FinishedBatch], reason: &str) -> Result<Release> {
    if reason.trim().is_empty() {
        return Err(Error::Refused("say why the file is made once more".to_owned()));
    }
    let mut release: Option<Release> = None;
    for batch in batches {
        let Some(last) = store.last_release(form, &batch.header.id)? else { continue };
        if release.as_ref().is_some_and(|release| release.sequence != last.sequence) {
            return Err(Error::Refused(format!("they were released as {form} in several files; name one batch")));
        }
        release = Some(last);
    }
    let release = release.ok_or_else(|| Error::Refused(format!("none of it was released as {form} before")))?;
    Ok(Release { copied_because: Some(reason.trim().to_owned()), ..release })
}

/// Signs a release that moves so much money, whichever way: two people are needed from the amount on that the settings
/// name.
pub(super) fn sign(order: &ExportOrder<'_>, release: &mut Release, moved: Money) -> Result<()> {
    let name = |name: Option<&str>| name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    let (by, also) = (name(order.released_by), name(order.approved_by));
    let threshold = order.config.release.second_person_from.filter(|from| moved >= *from);
    let refused = |why: &str| {
        Err(Error::Refused(format!("a release of {moved} {why}: name them with --released-by and --approved-by")))
    };
    match (&by, &also) {
        (Some(one), Some(other)) if one.to_lowercase() == other.to_lowercase() => {
            return refused("is approved by another person than the one who releases it");
        }
        (None, Some(_)) => return refused("that is approved is released by somebody, too"),
        (Some(_), Some(_)) => {}
        _ if threshold.is_some() => return refused("needs two people"),
        _ => {}
    }
    (release.released_by, release.approved_by) = (by, also);
    Ok(())
}

pub(super) fn told_upto(release: &Release, batch: &BatchId) -> u64 {
    release.batches.iter().filter(|told| told.batch == *batch).map(|told| told.upto).max().unwrap_or(0)
}

/// The time at the lockbox, to the second.
pub(super) fn now(config: &Config) -> DateTime {
    super::process::now(config).round(jiff::Unit::Second).unwrap_or_default()
}

/// Makes the file of a release: it appears whole under its name, and only after the release is kept with its hash. A copy
/// must have the hash of what it is a copy of.
pub(super) fn write_released(
    store: &mut SqliteStore,
    out: &Path,
    release: &mut Release,
    make: impl FnOnce(&SqliteStore, &Release, &mut dyn Write) -> Result<()>,
    keep: impl FnOnce(&mut SqliteStore, &Release) -> Result<()>,
) -> Result<()> {
    let expected = release.copied_because.is_some().then(|| release.sha256.clone());
    let mut outcome = Ok(());
    files::write_atomic(out, |out| {
        let mut hashing = Hashing { out, hash: Sha256::new() };
        outcome = make(store, release, &mut hashing);
        if outcome.is_ok() {
            release.sha256 = files::hex(&hashing.hash.clone().finalize());
            hashing.flush()?;
            outcome = match &expected {
                Some(expected) if *expected != release.sha256 => Err(differs(release)),
                _ => keep(store, release),
            };
        }
        // The reason is told below.
        outcome.as_ref().copied().map_err(|_| io::Error::other("the file was not made"))
    })
    .map_err(|error| std::mem::replace(&mut outcome, Ok(())).err().unwrap_or(error))
}

/// The row of the audit log about a release.
pub(super) fn audited(release: &Release) -> AuditEntry {
    let names: Vec<&str> =
        [&release.released_by, &release.approved_by].into_iter().flatten().map(String::as_str).collect();
    let why = release.copied_because.as_ref().map_or(String::new(), |why| format!(", once more: {why}"));
    let by = if names.is_empty() { String::new() } else { format!(", by {}", names.join(" and ")) };
    let detail = format!("{} payments of {}, sha256 {}{by}{why}", release.payments, release.amount, release.sha256);
    people::row("made_file", release.name.clone(), detail)
}

fn differs(release: &Release) -> Error {
    Error::Refused(format!(
        "a copy of `{}` would not be what was released: the settings or the layout have changed since; with those of then \
         it can be made",
        release.name
    ))
}

/// Hashes what goes by.
struct Hashing<'a> {
    out: &'a mut dyn Write,
    hash: Sha256,
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
