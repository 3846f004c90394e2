//! What was taken, brought into the store: the same work as `lockbox process` and `lockbox bills load` do.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use super::hot_folder::{Claim, Shelf, Ware};
use super::{Taken, Watch, WatchEvent};
use crate::error::{Error, Result};
use crate::files::{self, Kind};
use crate::intake::{self, BatchFolder};
use crate::model::BatchId;
use crate::pipeline::bills::{self, LoadReport, OpenBills};
use crate::pipeline::process::{self, Processed};
use crate::pipeline::{Progress, try_lock_store};
use crate::store::{BillStore, Delivered, LoadKind, OperationStore, SqliteStore};

/// How often the store is asked for while another process works in it.
const ASK_STORE: Duration = Duration::from_millis(250);
/// A thing that cannot be read is tried so often before it is put away as failed.
const TRIES: u32 = 3;
/// Why no batch can be processed.
const NO_BILLS: &str = "no bills are loaded yet; put the file of open bills into `bills`";
/// So many rejected rows of a bill file are named in the text beside it.
const REJECTS_TOLD: usize = 20;

/// What becomes of a claim.
pub(super) enum Outcome {
    /// It is put away, with a text for people.
    Away(Shelf, Taken, String),
    /// It stays for now.
    Later(String),
    /// The end was asked for.
    Stopped,
}

/// The work itself, with what is kept between one claim and the next.
#[derive(Default)]
pub(super) struct Work {
    bills: Option<OpenBills>,
    /// How often a claim could not be read.
    tries: HashMap<u64, u32>,
}

impl Work {
    /// Works on what was taken.
    ///
    /// # Errors
    /// When the store or the disk fails, which is not the fault of what was taken.
    pub(super) fn work(
        &mut self,
        order: &Watch<'_>,
        claim: &Claim,
        path: &Path,
        progress: &dyn Progress,
        tell: &mut dyn FnMut(&WatchEvent<'_>),
    ) -> Result<Outcome> {
        let wanted = match claim.ware {
            Ware::Batch => [Some(Kind::File), Some(Kind::Folder)],
            Ware::Bills => [Some(Kind::File), None],
        };
        let found = files::stamp(path)?.map(|stamp| stamp.kind);
        if !wanted.contains(&found) {
            let what = if found == Some(Kind::Folder) { "a folder" } else { "a link or device, which is not followed" };
            return Ok(failed(format!("it is {what}")));
        }
        let Some(_lock) = wait_for_store(order)? else { return Ok(Outcome::Stopped) };
        let mut store = SqliteStore::open(order.run.data)?;
        let attempt = catch_unwind(AssertUnwindSafe(|| match claim.ware {
            Ware::Batch => self.batch(order, claim, path, &mut store, progress, tell),
            Ware::Bills => load(&mut store, path),
        }));
        progress.end();
        attempt.unwrap_or_else(|_| {
            self.bills = None;
            Ok(failed("the program failed on it; please report that".to_owned()))
        })
    }

    fn batch(
        &mut self,
        order: &Watch<'_>,
        claim: &Claim,
        path: &Path,
        store: &mut SqliteStore,
        progress: &dyn Progress,
        tell: &mut dyn FnMut(&WatchEvent<'_>),
    ) -> Result<Outcome> {
        let Some(bills) = open_bills(&mut self.bills, store)? else { return Ok(Outcome::Later(NO_BILLS.to_owned())) };
        let (folder, fingerprint) = match open(order, path) {
            Ok(opened) => opened,
            Err(error) => return Ok(unreadable(&mut self.tries, claim, &error)),
        };
        self.tries.remove(&claim.number);
        let id = folder.header().id.clone();
        match store.delivered(&id, &fingerprint)? {
            Delivered::Finished(first, out) if first == id && claim.was_begun() => return Ok(finished(&id, &out)),
            Delivered::Finished(first, out) => return Ok(repeated(&first, &out)),
            Delivered::Other(out) => return Ok(failed(same_id(&id, &out))),
            Delivered::Open => {}
        }
        claim.mark_begun()?;
        let processed = process::process_opened(&order.run, &folder, &fingerprint, bills, store, progress)?;
        Ok(match processed {
            Processed::Finished(report) => {
                tell(&WatchEvent::Processed(&report));
                finished(&id, &files::absolute(&report.folder))
            }
            Processed::Stopped => Outcome::Stopped,
            Processed::Changed => Outcome::Later("it was changed while it was read".to_owned()),
        })
    }
}

/// The bills in force; `None` if there are none.
fn open_bills<'a>(kept: &'a mut Option<OpenBills>, store: &mut SqliteStore) -> Result<Option<&'a mut OpenBills>> {
    let current = store.current_load()?.map(|load| load.id);
    if kept.as_ref().map(|bills| bills.load.id) != current {
        *kept = if current.is_some() { Some(bills::open(store, None)?) } else { None };
    }
    Ok(kept.as_mut())
}

/// What cannot be read may be held by its sender for a moment.
fn unreadable(tries: &mut HashMap<u64, u32>, claim: &Claim, error: &Error) -> Outcome {
    let count = tries.entry(claim.number).or_default();
    *count += 1;
    if matches!(error, Error::File { .. }) && *count < TRIES {
        return Outcome::Later(error.to_string());
    }
    tries.remove(&claim.number);
    failed(error.to_string())
}

/// The lock of the store, as soon as nobody has it; `None` if the end is asked for before.
fn wait_for_store(order: &Watch<'_>) -> Result<Option<File>> {
    files::make_private_folder(order.run.data)?;
    loop {
        if order.run.stop.asked() {
            return Ok(None);
        }
        if let Some(lock) = try_lock_store(order.run.data)? {
            return Ok(Some(lock));
        }
        order.run.stop.rest(ASK_STORE);
    }
}

fn open(order: &Watch<'_>, path: &Path) -> Result<(BatchFolder, String)> {
    if !files::is_folder(path) && !intake::is_page_file(path) {
        let message = "is not a file of pages (.tif, .tiff, .png, .jpg, .jpeg, .pdf, .x937, .x9, .icl)";
        return Err(Error::content(path, None, message));
    }
    let folder = process::open(&order.run, path)?;
    let fingerprint = folder.fingerprint()?;
    Ok((folder, fingerprint))
}

/// Loads a file of open bills.
fn load(store: &mut SqliteStore, path: &Path) -> Result<Outcome> {
    let name = path.to_string_lossy().to_ascii_lowercase();
    if !name.ends_with(".csv") {
        return Ok(failed("it is not a .csv file".to_owned()));
    }
    let kind = if name.ends_with(".delta.csv") { LoadKind::Delta } else { LoadKind::Snapshot };
    match bills::load(store, path, kind, &mut |_| {}) {
        Ok((_, book, report)) => {
            let text = report.as_ref().map_or_else(|| "These bills are in force already.\n".to_owned(), told);
            Ok(Outcome::Away(Shelf::Done, Taken::Bills { bills: book.len() as u64 }, text))
        }
        Err(error @ (Error::Content { .. } | Error::Refused(_))) => Ok(failed(error.to_string())),
        Err(error) => Err(error),
    }
}

fn told(report: &LoadReport) -> String {
    let mut text = format!("Loaded: {} rows, {} of them rejected.\n", report.rows, report.rejects);
    for rejection in report.rejected.iter().take(REJECTS_TOLD) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "line {}: {}", rejection.line, rejection.reason);
    }
    for column in &report.unknown_columns {
        let _ = writeln!(text, "The column `{column}` is not known and was left out.");
    }
    text
}

fn failed(why: String) -> Outcome {
    let text = format!("It was not processed: {why}\nPut it into the hot folder again when that is put right.\n");
    Outcome::Away(Shelf::Failed, Taken::Failed { why }, text)
}

fn finished(id: &BatchId, out: &Path) -> Outcome {
    let text = format!("Batch `{id}` is processed; its files are in `{}`.\n", out.display());
    Outcome::Away(Shelf::Done, Taken::Finished { batch: id.clone() }, text)
}

fn repeated(id: &BatchId, out: &Path) -> Outcome {
    let text = format!(
        "This is batch `{id}` again, with the same content. It was processed before and was not posted again; its files \
         are in `{}`.\n",
        out.display()
    );
    Outcome::Away(Shelf::Done, Taken::Repeated { batch: id.clone() }, text)
}

fn same_id(id: &BatchId, out: &Path) -> String {
    format!(
        "batch `{id}` was processed before with other content; its files are in `{}`. If this is another batch, give it its \
         own id in batch.toml, or its own name",
        out.display()
    )
}
