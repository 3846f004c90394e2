//! The pages of a batch, read in parallel and kept in the store as they are read.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use rayon::prelude::*;

use super::{Progress, Stop};
use crate::error::Result;
use crate::intake::{BatchFolder, PlannedDocument};
use crate::model::{Batch, Document, DocumentNumber, PageFault, PageReading, PageSource};
use crate::reading::{PageReader, Stages};
use crate::store::BatchStore;

/// How many documents are read before they are committed: the most that a broken-off run reads twice, and the bound
/// of what is in memory.
const COMMIT_EVERY: usize = 32;

/// Reads every document that is not `done` and keeps it; returns the time spent by stage, or nothing if it was told to
/// stop before the end.
pub(super) fn read_all(
    folder: &BatchFolder,
    batch: &Batch,
    reader: &PageReader,
    done: &BTreeSet<DocumentNumber>,
    store: &mut impl BatchStore,
    progress: &dyn Progress,
    stop: &Stop,
) -> Result<Option<Stages>> {
    let planned = folder.plan();
    progress.begin("reading", planned.len() as u64);
    progress.advance(done.len() as u64);
    let left: Vec<&PlannedDocument> = planned.iter().filter(|document| !done.contains(&document.number)).collect();
    let stages = Mutex::new(Stages::default());
    for group in left.chunks(COMMIT_EVERY) {
        if stop.asked() {
            return Ok(None);
        }
        let read_one = |planned: &&PlannedDocument| {
            let (document, spent) = read_document(folder, planned, reader);
            if let Ok(mut stages) = stages.lock() {
                stages.add(&spent);
            }
            progress.advance(1);
            document
        };
        let documents: Vec<Document> = group.par_iter().map(read_one).collect();
        store.keep(&batch.id, &documents)?;
    }
    Ok(Some(stages.into_inner().unwrap_or_default()))
}

fn read_document(folder: &BatchFolder, planned: &PlannedDocument, reader: &PageReader) -> (Document, Stages) {
    let mut spent = Stages::default();
    let (mut front, image_hash) = match &planned.fault {
        Some(fault) => (Err(fault.clone()), String::new()),
        None => read_page(folder, &planned.front, reader, &mut spent),
    };
    let back = planned.back.as_ref().map(|source| read_page(folder, source, reader, &mut spent).0);
    if let (Ok(front), Some(Ok(back))) = (&mut front, &back) {
        reader.compare_sides(front, back);
    }
    let document = Document {
        number: planned.number,
        source: planned.front.clone(),
        group: planned.group.clone(),
        keyed_amount: planned.keyed_amount,
        captured: planned.captured.clone(),
        envelope_date: planned.envelope_date,
        image_hash,
        front,
        back_source: planned.back.clone(),
        back,
    };
    (document, spent)
}

/// One page; whatever goes wrong with it is its own fault and nobody else's.
fn read_page(
    folder: &BatchFolder,
    source: &PageSource,
    reader: &PageReader,
    spent: &mut Stages,
) -> (std::result::Result<PageReading, PageFault>, String) {
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        let loaded = spent.time("decode", || folder.load(source));
        match loaded {
            Ok(page) => (reader.read(page.image, spent).map_err(|error| PageFault(error.to_string())), page.hash),
            Err(fault) => (Err(fault), String::new()),
        }
    }));
    attempt.unwrap_or_else(|_| {
        tracing::error!(%source, "reading a page broke off");
        (Err(PageFault(format!("{source}: reading it broke off; please report this page"))), String::new())
    })
}
