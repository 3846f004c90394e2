//! One batch from folder to finished files.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use super::bills::{self, LoadReport, OpenBills};
use super::decide::decide;
use super::past::{identities, lessons};
use super::{Progress, output, pages};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::files;
use crate::intake::{self, BatchFolder, Finding};
use crate::ledger;
use crate::model::{Batch, Decision, Document, Proof, Transaction};
use crate::reading::text::Engine;
use crate::reading::{MODELS, PageReader, Stages};
use crate::store::{BatchState, BatchStore, BillLoad, DepositStore, Finished, SqliteStore};

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
        let report = process_one(run, path, &mut bills, &mut store, progress)?;
        progress.end();
        each(&report);
    }
    Ok(())
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
    process_one(run, path, &mut bills, store, progress)
}

fn process_one(
    run: &Run<'_>,
    path: &Path,
    bills: &mut OpenBills,
    store: &mut SqliteStore,
    progress: &dyn Progress,
) -> Result<BatchReport> {
    let start = Instant::now();
    let now = now(run.config);
    let folder = intake::open_for(path, now.date(), run.config.lockbox.deposit_day(now))?;
    let batch = folder.header().clone();
    let done = match store.begin(&batch, &folder.fingerprint()?)? {
        BatchState::New => Default::default(),
        BatchState::Begun(documents) => documents,
        BatchState::Finished(earlier) => return Err(already_finished(&batch, &earlier)),
    };
    tracing::info!(batch = %batch.id, documents = folder.plan().len(), already_read = done.len(), "batch begun");
    let reader = PageReader::new(run.config);
    archive(&folder, &batch, store)?;
    let stages = pages::read_all(&folder, &batch, &reader, &done, store, progress)?;
    bills.refresh(store, &batch.id)?;
    let decided = decide(run.config, &batch, &bills.index, store)?;
    let report = BatchReport {
        folder: run.out.join(batch.id.as_str()),
        proof: ledger::prove(&batch, &decided.transactions, &decided.decisions),
        findings: folder.findings().to_vec(),
        documents: decided.documents.len(),
        elapsed: start.elapsed(),
        decisions: decided.decisions,
        load: bills.load.clone(),
        bills: bills.report.take(),
        batch,
    };
    finish(run, &report, &decided.documents, &decided.transactions, &stages, store)?;
    Ok(report)
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
fn finish(
    run: &Run<'_>,
    report: &BatchReport,
    documents: &[Document],
    transactions: &[Transaction],
    stages: &Stages,
    store: &mut SqliteStore,
) -> Result<()> {
    output::write(run, report, transactions, report.elapsed, stages)?;
    store.finish(&Finished {
        batch: &report.batch,
        load: Some(report.load.id),
        transactions,
        decisions: &report.decisions,
        entries: &ledger::entries(&report.batch.id, &report.decisions),
        findings: &report.proof.findings,
        identities: &identities(documents),
        config: &run.config_hash,
        models: MODELS,
        payers: &lessons(&report.batch, documents, &report.decisions),
        out_folder: files::absolute(&report.folder),
    })?;
    tracing::info!(batch = %report.batch.id, "batch finished");
    Ok(())
}
