//! Returned payments in SQLite.

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use super::{SqliteStore, audit, cases, ledger, store_error};
use crate::error::{Error, Result};
use crate::model::{BatchId, DocumentNumber, Entry, Money, Payment};
use crate::store::{ReturnJudge, ReturnStore, TakenReturn};

impl ReturnStore for SqliteStore {
    fn payment_of_sequence(&self, sequence: &str) -> Result<Option<Payment>> {
        let sql = "SELECT batch_id, document FROM deposit_items WHERE sequence = $1";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let found = select.query_row([sequence], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)));
        let Some((batch, document)) = found.optional().map_err(self.failed())? else { return Ok(None) };
        let batch = BatchId::new(&batch).ok_or_else(|| self.damaged("a deposit"))?;
        self.payment(&batch, DocumentNumber(document))
    }

    fn payments_of(&self, amount: Money, serial: &str) -> Result<Vec<Payment>> {
        let sql = "SELECT DISTINCT entries.batch_id, entries.document FROM entries
                   JOIN payments ON payments.batch_id = entries.batch_id AND payments.document = entries.document
                   WHERE place = 'received' AND amount = $1 AND substr(identity, -length($2) - 1) = ':' || $2
                   AND identity NOT LIKE 'image:%' ORDER BY entries.batch_id, entries.document";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select
            .query_map(params![amount.cents(), serial], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))
            .map_err(self.failed())?;
        let mut payments = Vec::new();
        for row in rows {
            let (batch, document) = row.map_err(self.failed())?;
            let batch = BatchId::new(&batch).ok_or_else(|| self.damaged("a batch"))?;
            payments.extend(self.payment(&batch, DocumentNumber(document))?);
        }
        Ok(payments)
    }

    fn payment(&self, batch: &BatchId, document: DocumentNumber) -> Result<Option<Payment>> {
        let sql = "SELECT SUM(amount), (SELECT identity FROM payments WHERE batch_id = $1 AND document = $2
                   AND identity NOT LIKE 'image:%'),
                   (SELECT sequence FROM deposit_items WHERE batch_id = $1 AND document = $2)
                   FROM entries WHERE batch_id = $1 AND document = $2 AND place = 'received' HAVING COUNT(*) > 0";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let found = select.query_row(params![batch.as_str(), document.0], |row| {
            Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<String>>(1)?, row.get(2)?))
        });
        let Some((cents, identity, sequence)) = found.optional().map_err(self.failed())? else { return Ok(None) };
        let [routing, payer_account, serial] = named(identity.as_deref().unwrap_or_default());
        let (batch, amount) = (batch.clone(), cents.map(Money::from_cents));
        Ok(Some(Payment { batch, document, amount, routing, payer_account, serial, sequence }))
    }

    fn take_return(&mut self, batch: &BatchId, document: DocumentNumber, judge: &mut ReturnJudge<'_>) -> Result<bool> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let Some(lines) = lines(&step, batch, document).map_err(failed)? else {
            let message = "a line of the ledger in it cannot be understood; restore the store from a backup".to_owned();
            return Err(Error::Store { path: folder, message });
        };
        let next_posting = cases::next_posting(&step, batch).map_err(failed)?;
        let Some(taken) = judge(&lines, next_posting) else { return Ok(false) };
        insert_return(&step, &taken).map_err(failed)?;
        ledger::insert(&step, batch, &taken.entries).map_err(failed)?;
        for entry in &taken.entries {
            open_bill(&step, entry).map_err(failed)?;
        }
        if let Some(entry) = taken.entries.first() {
            move_on(&step, batch, entry).map_err(failed)?;
        }
        audit::add(&step, &taken.audit).map_err(failed)?;
        step.commit().map_err(failed)?;
        Ok(true)
    }
}

/// The lines of a payment; `None` where one cannot be understood.
fn lines(step: &Transaction<'_>, batch: &BatchId, document: DocumentNumber) -> rusqlite::Result<Option<Vec<Entry>>> {
    let sql = "SELECT entry, transaction_id, document, place, account_number, bill_id, amount, posting_id, reverses
               FROM entries WHERE batch_id = ?1 AND document = ?2 ORDER BY entry";
    let mut select = step.prepare_cached(sql)?;
    let rows = select.query_map(params![batch.as_str(), document.0], ledger::entry)?;
    rows.map(|row| row.map(|kept| kept.map(|kept| kept.entry))).collect()
}

/// Bank, account and serial number of a payment as its identity has them.
fn named(identity: &str) -> [Option<String>; 3] {
    let parts: Vec<&str> = identity.split(':').collect();
    let kept = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    match parts[..] {
        ["check", routing, account, serial] => [kept(routing), kept(account), kept(serial)],
        ["order", routing, serial] => [kept(routing), None, kept(serial)],
        _ => [None, None, None],
    }
}

fn insert_return(step: &Transaction<'_>, taken: &TakenReturn) -> rusqlite::Result<usize> {
    step.execute(
        "INSERT INTO returned_items (batch_id, document, file, sha256, place, reason, taken)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            taken.batch.as_str(),
            taken.document.0,
            taken.file,
            taken.sha256,
            taken.place,
            taken.reason,
            taken.taken.to_string()
        ],
    )
}

/// The bill that a posting paid owes its amount again, for batches that are finished from now on.
fn open_bill(step: &Transaction<'_>, entry: &Entry) -> rusqlite::Result<()> {
    let Some((posting, reversed)) = entry.posting.as_ref().zip(entry.reverses.as_ref()) else { return Ok(()) };
    step.execute(
        "INSERT INTO postings (posting_id, batch_id, transaction_id, load_id, account_number, bill_id, amount, document,
         payment_type, rule, known_after)
         SELECT $1, batch_id, transaction_id, load_id, account_number, bill_id, -amount, document, payment_type, rule,
         (SELECT COALESCE(MAX(finished), 0) FROM batches) FROM postings WHERE posting_id = $2",
        params![posting, reversed],
    )
    .map(drop)
}

/// What people do with the transaction of a payment that came back: what they saw has changed, a proposal falls, and where all
/// its money is gone, it has come back as a whole.
fn move_on(step: &Transaction<'_>, batch: &BatchId, entry: &Entry) -> rusqlite::Result<()> {
    step.execute(
        "UPDATE exceptions SET version = version + 1, proposal = NULL, state = CASE
         WHEN NOT EXISTS (SELECT 1 FROM entries WHERE batch_id = ?1 AND transaction_id = ?2
         AND place IN ('exception', 'suspense', 'posted')
         GROUP BY document, place HAVING SUM(amount) <> 0 OR COUNT(amount) = 0) THEN 'returned'
         WHEN state = 'proposed' THEN 'open' ELSE state END
         WHERE batch_id = ?1 AND transaction_id = ?2",
        params![batch.as_str(), entry.transaction.0],
    )
    .map(drop)
}
