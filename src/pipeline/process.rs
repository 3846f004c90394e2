//! One batch from folder to finished files.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use super::bills::{self, LoadReport, OpenBills};
use super::decide::decide;
use super::past::{identities, lessons};
use super::{Progress, Stop, output, pages};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::files;
use crate::intake::{self, BatchFolder, Finding};
use crate::ledger;
use crate::model::{Batch, Decision, Document, Proof, Transaction};
use crate::reading::text::Engine;
use crate::reading::{MODELS, PageReader, Stages};
use crate::store::{BatchState, BatchStore, BillLoad, BillStore, DepositStore, Finished, SqliteStore};

/// What a run works with.
#[derive(Debug)]
pub struct Run<'a> {
    /// The settings.
    pub config: &'a Config,
    /// SHA-256 of the settings file; empty for the defaults.
    pub config_hash: String,
    /// The store's folder.
    pub data: &'a Path,
    /// Where the folders of finished batches go.
    pub out: &'a Path,
    /// A file of open bills to load first.
    pub bills: Option<&'a Path>,
    /// Asked between groups of documents whether to go on.
    pub stop: &'a Stop,
}

/// What became of one batch.
#[derive(Debug)]
pub struct BatchReport {
    /// Its header.
    pub batch: Batch,
    /// Where its files are.
    pub folder: PathBuf,
    /// The totals, and whether they hold.
    pub proof: Proof,
    /// Every decision, in order.
    pub decisions: Vec<Decision>,
    /// What there is to tell about its folder.
    pub findings: Vec<Finding>,
    /// How many documents it has.
    pub documents: usize,
    /// Wall-clock time.
    pub elapsed: Duration,
    /// The bills it was matched against.
    pub load: BillLoad,
    /// How the bill file was taken, told with the first batch after.
    pub bills: Option<LoadReport>,
}

/// How far a batch came.
#[derive(Debug)]
pub(super) enum Processed {
    /// To its end.
    Finished(Box<BatchReport>),
    /// Until it was told to end; what was read is kept, and it goes on there.
    Stopped,
    /// Its files were changed while they were read; nothing was decided.
    Changed,
}

/// Processes batches in the order given, one after the other; `each` is called when one is finished and on disk.
///
/// # Errors
/// When the store, a bill file or a batch as a whole cannot be used; batches finished before stay finished.
pub fn process(
    run: &Run<'_>,
    batches: &[PathBuf],
    progress: &dyn Progress,
    mut each: impl FnMut(&BatchReport),
) -> Result<()> {
    Engine::check().map_err(|error| Error::Refused(error.to_string()))?;
    let (mut store, _lock) = super::open_store(run.data)?;
    let mut bills = bills::open(&mut store, run.bills)?;
    for path in batches {
        let processed = process_one(run, path, &mut bills, &mut store, progress)?;
        progress.end();
        match processed {
            Processed::Finished(report) => each(&report),
            Processed::Stopped => return Ok(()),
            Processed::Changed => return Err(changed(path)),
        }
    }
    Ok(())
}

fn changed(path: &Path) -> Error {
    Error::content(path, None, "it was changed while it was read; process it again when it is complete")
}

/// Processes one batch in a store that is open already.
pub(super) fn process_in(
    run: &Run<'_>,
    path: &Path,
    store: &mut SqliteStore,
    progress: &dyn Progress,
) -> Result<BatchReport> {
    Engine::check().map_err(|error| Error::Refused(error.to_string()))?;
    let mut bills = bills::open(store, None)?;
    match process_one(run, path, &mut bills, store, progress)? {
        Processed::Finished(report) => Ok(*report),
        Processed::Stopped => Err(Error::Refused("it was told to end; what was read is kept".to_owned())),
        Processed::Changed => Err(changed(path)),
    }
}

fn process_one(
    run: &Run<'_>,
    path: &Path,
    bills: &mut OpenBills,
    store: &mut SqliteStore,
    progress: &dyn Progress,
) -> Result<Processed> {
    let folder = open(run, path)?;
    let fingerprint = folder.fingerprint()?;
    process_opened(run, &folder, &fingerprint, bills, store, progress)
}

/// Opens a batch that comes in now.
pub(super) fn open(run: &Run<'_>, path: &Path) -> Result<BatchFolder> {
    let now = now(run.config);
    intake::open_for(path, now.date(), run.config.lockbox.deposit_day(now))
}

/// Processes a batch whose content has that fingerprint.
pub(super) fn process_opened(
    run: &Run<'_>,
    folder: &BatchFolder,
    fingerprint: &str,
    bills: &mut OpenBills,
    store: &mut SqliteStore,
    progress: &dyn Progress,
) -> Result<Processed> {
    let start = Instant::now();
    let mut batch = folder.header().clone();
    let done = match store.begin(&batch, fingerprint)? {
        BatchState::New => Default::default(),
        BatchState::Begun(begun, documents) => {
            // Its dates stay those of the day on which it was begun.
            batch = begun.map_or(batch, |begun| *begun);
            documents
        }
        BatchState::Finished(earlier) => return Err(already_finished(&batch, &earlier)),
    };
    tracing::info!(batch = %batch.id, documents = folder.plan().len(), already_read = done.len(), "batch begun");
    let reader = PageReader::new(run.config);
    archive(folder, &batch, store)?;
    let Some(stages) = pages::read_all(folder, &batch, &reader, &done, store, progress, run.stop)? else {
        return Ok(Processed::Stopped);
    };
    if folder.fingerprint().ok().is_none_or(|now| now != fingerprint) {
        return Ok(Processed::Changed);
    }
    let mut report = BatchReport {
        folder: run.out.join(batch.id.as_str()),
        proof: Proof::default(),
        findings: folder.findings().to_vec(),
        documents: 0,
        elapsed: start.elapsed(),
        decisions: Vec::new(),
        load: bills.load.clone(),
        bills: bills.report.take(),
        batch,
    };
    loop {
        // People apply money meanwhile, too: what they have overtaken is decided again.
        let last_posting = store.last_posting()?;
        bills.refresh(store, &report.batch.id)?;
        let decided = decide(run.config, &report.batch, &bills.index, store)?;
        report.proof = ledger::prove(&report.batch, &decided.transactions, &decided.decisions);
        report.documents = decided.documents.len();
        report.elapsed = start.elapsed();
        report.decisions = decided.decisions;
        let kept = Kept { documents: &decided.documents, transactions: &decided.transactions, last_posting };
        if finish(run, &report, kept, &stages, store)? {
            tracing::info!(batch = %report.batch.id, "batch finished");
            return Ok(Processed::Finished(Box::new(report)));
        }
    }
}

/// What is kept with the decisions of a batch.
#[derive(Clone, Copy)]
struct Kept<'a> {
    documents: &'a [Document],
    transactions: &'a [Transaction],
    /// The last posting that the decisions know of.
    last_posting: i64,
}

/// The time at the lockbox.
pub(super) fn now(config: &Config) -> DateTime {
    let zone = config.lockbox.timezone.as_deref().and_then(|name| TimeZone::get(name).ok());
    zone.map_or_else(ZonedDateTime::now, |zone| Timestamp::now().to_zoned_datetime(zone)).datetime()
}

fn already_finished(batch: &Batch, folder: &Path) -> Error {
    let (id, folder) = (&batch.id, folder.display());
    Error::Refused(format!(
        "batch `{id}` was processed before and is finished; its files are in `{folder}`. If this is another batch, \
         give it its own id in batch.toml"
    ))
}

/// Keeps the scans, and by what content each is kept; one that cannot be kept is reported by its own reading.
fn archive(folder: &BatchFolder, batch: &Batch, store: &mut SqliteStore) -> Result<()> {
    let images = store.images();
    let mut kept = Vec::new();
    for (name, path) in folder.files() {
        match images.keep(path) {
            Ok(hash) => kept.push((name.to_string(), hash)),
            Err(error) => tracing::warn!(file = %name, %error, "a scan was not archived"),
        }
    }
    store.keep_scans(&batch.id, &kept)
}

/// Files first, then the word `finished` in the store: a run broken off between the two writes the same files again.
/// Tells whether the store took it.
fn finish(
    run: &Run<'_>,
    report: &BatchReport,
    kept: Kept<'_>,
    stages: &Stages,
    store: &mut SqliteStore,
) -> Result<bool> {
    output::write(run, report, kept.transactions, report.elapsed, stages)?;
    store.finish(&Finished {
        batch: &report.batch,
        load: Some(report.load.id),
        transactions: kept.transactions,
        decisions: &report.decisions,
        entries: &ledger::entries(&report.batch.id, &report.decisions),
        findings: &report.proof.findings,
        identities: &identities(kept.documents),
        last_posting: kept.last_posting,
        config: &run.config_hash,
        models: MODELS,
        payers: &lessons(&report.batch, kept.documents, &report.decisions),
        out_folder: files::absolute(&report.folder),
    })
}
