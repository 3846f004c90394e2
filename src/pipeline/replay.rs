//! Finished batches looked at again: why a transaction was decided as it was, and what other settings would decide.

use std::path::Path;

use super::bills;
use super::decide::decide;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::formats::outputs::exception_ids;
use crate::model::{BatchId, Decision, Entry, TransactionId};
use crate::store::review::CaseStore;
use crate::store::{BatchStore, BillStore, FinishedBatch, LedgerStore, SqliteStore};

/// A decision with all that it rests on.
#[derive(Debug)]
pub struct Explained {
    /// The batch, and what it was decided with.
    pub batch: FinishedBatch,
    /// SHA-256 of the bill file in force.
    pub bills: Option<String>,
    /// The decision.
    pub decision: Decision,
    /// What people have decided since, in order.
    pub reviewed: Vec<Decision>,
    /// Its lines of the ledger, in order.
    pub lines: Vec<Entry>,
}

/// Finds the decision that `name` means: `BATCH/TRANSACTION`, the id of a posting or of an exception, or a transaction's
/// id alone where just one batch has it.
///
/// # Errors
/// When there is none, or more than one.
pub fn explain(data: &Path, name: &str) -> Result<Explained> {
    let store = open(data)?;
    let (id, transaction) = find(&store, name)?;
    let batch = finished(&store, &id)?;
    let decision = store.decisions(&id)?.into_iter().find(|decision| decision.transaction == transaction);
    let decision =
        decision.ok_or_else(|| Error::Refused(format!("batch `{id}` has no transaction `{transaction}`")))?;
    let bills = match batch.load {
        Some(load) => store.load_chain(load)?.last().map(|load| load.sha256.clone()),
        None => None,
    };
    let own = |decision: &Decision| decision.transaction == transaction;
    let reviewed = store.reviewed(&id)?.into_iter().map(|reviewed| reviewed.decision).filter(own).collect();
    let lines = store.entries(&id, 0, u64::MAX)?.into_iter().map(|kept| kept.entry);
    let lines = lines.filter(|line| line.transaction == transaction).collect();
    Ok(Explained { batch, bills, decision, reviewed, lines })
}

fn find(store: &SqliteStore, name: &str) -> Result<(BatchId, TransactionId)> {
    if let Some((batch, transaction)) = name.rsplit_once('/') {
        let batch = BatchId::new(batch).ok_or_else(|| Error::Refused(format!("`{batch}` is no batch id")))?;
        return Ok((batch, TransactionId(transaction.to_owned())));
    }
    if let Some(found) = by_item(store, name)? {
        return Ok(found);
    }
    let transaction = TransactionId(name.to_owned());
    match store.batches_with(&transaction)?.as_slice() {
        [batch] => Ok((batch.clone(), transaction)),
        [] => Err(Error::Refused(format!("no finished batch has a transaction, posting or exception `{name}`"))),
        several => {
            let names: Vec<String> = several.iter().map(|batch| format!("{batch}/{name}")).collect();
            Err(Error::Refused(format!("several batches have a transaction `{name}`; say which: {}", names.join(", "))))
        }
    }
}

/// The transaction of a posting or a reversal (`BATCH-P000001`) or an exception (`BATCH-E000001`).
fn by_item(store: &SqliteStore, name: &str) -> Result<Option<(BatchId, TransactionId)>> {
    let Some(batch) = name.rsplit_once('-').and_then(|(batch, _)| BatchId::new(batch)) else { return Ok(None) };
    let lines = store.entries(&batch, 0, u64::MAX)?.into_iter().map(|kept| kept.entry);
    let mut lines = lines.filter(|line| line.posting.as_deref() == Some(name));
    if let Some(line) = lines.next() {
        return Ok(Some((batch, line.transaction)));
    }
    let decisions = store.decisions(&batch)?;
    let exception = exception_ids(&batch, &decisions).into_iter().find(|(_, id)| id == name);
    Ok(exception.map(|(transaction, _)| (batch, transaction)))
}

/// A batch decided again.
#[derive(Debug)]
pub struct Replayed {
    /// As it was decided.
    pub before: Vec<Decision>,
    /// As these settings decide.
    pub now: Vec<Decision>,
}

/// Decides a finished batch again by other settings, against the bills and the past of then. Nothing is changed. What
/// was read stays as it was read; only the rules run again.
///
/// # Errors
/// When there is no such batch or its bills are not kept.
pub fn replay(data: &Path, batch: &str, config: &Config) -> Result<Replayed> {
    let store = open(data)?;
    let id = BatchId::new(batch).ok_or_else(|| Error::Refused(format!("`{batch}` is no batch id")))?;
    let kept = finished(&store, &id)?;
    let load = kept.load.ok_or_else(|| Error::Refused(format!("no bills were in force for batch `{id}`")))?;
    let index = bills::as_of(&store, load, &id)?;
    let decided = decide(config, &kept.header, &index, &store)?;
    Ok(Replayed { before: store.decisions(&id)?, now: decided.decisions })
}

fn finished(store: &SqliteStore, batch: &BatchId) -> Result<FinishedBatch> {
    let missing = || Error::Refused(format!("there is no finished batch `{batch}` whose decisions are kept"));
    store.finished(batch)?.ok_or_else(missing)
}

/// The store for looking only: it may be in use.
pub(super) fn open(data: &Path) -> Result<SqliteStore> {
    if !crate::files::is_folder(data) {
        return Err(Error::Refused(format!("`{}` is no data folder; name one with --data", data.display())));
    }
    SqliteStore::open(data)
}
