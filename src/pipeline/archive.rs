//! A transaction of the past as people look at it.

use crate::error::{Error, Result};
use crate::matching;
use crate::model::{Batch, BatchId, DocumentNumber, Transaction, TransactionId};
use crate::store::archive::{ArchivePlace, ArchiveStore, ArchivedTransaction};
use crate::store::review::CaseStore;
use crate::store::{BatchStore, SqliteStore};
use crate::transactions;

/// A transaction of the past with its papers.
#[derive(Debug)]
pub struct Archived {
    /// What is kept of it.
    pub kept: ArchivedTransaction,
    /// Its batch.
    pub batch: Batch,
    /// Its papers, with what was read.
    pub transaction: Transaction,
}

/// Opens a transaction of the past; `None` if there is none.
///
/// # Errors
/// When the store fails.
pub fn open_archived(store: &SqliteStore, place: &ArchivePlace) -> Result<Option<Archived>> {
    let Some(kept) = store.archived(place)? else { return Ok(None) };
    let Some(finished) = store.finished(&place.batch)? else { return Ok(None) };
    let transaction = papers(store, &finished.header, &kept.decision.transaction, &kept.documents)?;
    Ok(Some(Archived { kept, batch: finished.header, transaction }))
}

/// The papers of a transaction. Where its documents were not kept, they are put together again.
pub(super) fn papers(
    store: &SqliteStore,
    batch: &Batch,
    id: &TransactionId,
    documents: &[DocumentNumber],
) -> Result<Transaction> {
    if documents.is_empty() {
        let all = transactions::form(batch.mode, store.documents(&batch.id)?);
        let found = all.into_iter().find(|transaction| transaction.id == *id);
        return found.ok_or_else(|| missing(&batch.id, id));
    }
    let mut documents = store.papers(&batch.id, documents)?;
    documents.iter_mut().for_each(matching::take_captured);
    Ok(Transaction { id: id.clone(), documents })
}

fn missing(batch: &BatchId, id: &TransactionId) -> Error {
    Error::Refused(format!("the papers of transaction `{id}` of batch `{batch}` are not there"))
}
