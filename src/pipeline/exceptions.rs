//! The transactions that wait for people.

use std::io;
use std::path::Path;

use super::Scope;
use crate::error::Result;
use crate::files;
use crate::formats::outputs::ExceptionsFile;
use crate::store::{BatchStore, Held, LedgerStore, SqliteStore};
use crate::transactions;

/// The transactions that wait, the most urgent first: by priority, then the oldest, then the most money.
///
/// # Errors
/// When the store fails.
pub fn waiting(data: &Path, scope: &Scope) -> Result<Vec<Held>> {
    let (store, _lock) = super::open_store(data)?;
    let mut waiting = Vec::new();
    for batch in store.standings()?.iter().filter(|batch| scope.holds(batch)) {
        waiting.extend(store.held(&batch.batch)?);
    }
    waiting.sort_by(|one, other| {
        let urgency = |held: &Held| (held.priority, held.received_date, std::cmp::Reverse(held.amount));
        urgency(one).cmp(&urgency(other)).then_with(|| one.id.cmp(&other.id))
    });
    Ok(waiting)
}

/// Writes the transactions that wait as `exceptions.csv` has them, batch by batch, to a file that appears whole. Tells how
/// many there are.
///
/// # Errors
/// When the store fails or the file cannot be written.
pub fn export_waiting(data: &Path, scope: &Scope, out: &Path) -> Result<u64> {
    let (store, _lock) = super::open_store(data)?;
    let mut outcome = Ok(0);
    files::write_atomic(out, |out| {
        outcome = write(&store, scope, out);
        outcome.as_ref().map(|_| ()).map_err(|_| io::Error::other("the file was not made"))
    })
    .map_err(|error| std::mem::replace(&mut outcome, Ok(0)).err().unwrap_or(error))?;
    outcome
}

fn write(store: &SqliteStore, scope: &Scope, out: &mut dyn io::Write) -> Result<u64> {
    let failed = |cause| crate::error::Error::Refused(format!("the file could not be written: {cause}"));
    let mut file = ExceptionsFile::new(out).map_err(failed)?;
    let mut written = 0;
    for batch in store.standings()?.iter().filter(|batch| scope.holds(batch)) {
        let open: Vec<String> = store.held(&batch.batch)?.into_iter().map(|held| held.id).collect();
        let Some(finished) = store.finished(&batch.batch)? else { continue };
        if open.is_empty() {
            continue;
        }
        let transactions = transactions::form(finished.header.mode, store.documents(&batch.batch)?);
        let decisions = store.decisions(&batch.batch)?;
        written += open.len() as u64;
        file.add(&batch.batch, &transactions, &decisions, |id| open.iter().any(|open| open == id)).map_err(failed)?;
    }
    file.finish().map_err(failed)?;
    Ok(written)
}
