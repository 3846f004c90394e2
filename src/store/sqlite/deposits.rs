//! Deposits in SQLite.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use super::{SqliteStore, audit, ledger, store_error};
use crate::error::{Error, Result};
use crate::model::{BatchId, DocumentNumber, Money, Tally};
use crate::store::review::AuditEntry;
use crate::store::{DepositStore, DepositedItem, Release};

impl DepositStore for SqliteStore {
    fn keep_scans(&mut self, batch: &BatchId, scans: &[(String, String)]) -> Result<()> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction().map_err(failed)?;
        for (file, sha256) in scans {
            let sql = "INSERT OR REPLACE INTO scans (batch_id, file, sha256) VALUES ($1, $2, $3)";
            let mut insert = step.prepare_cached(sql).map_err(failed)?;
            insert.execute(params![batch.as_str(), file, sha256]).map_err(failed)?;
        }
        step.commit().map_err(failed)
    }

    fn scan(&self, batch: &BatchId, file: &str) -> Result<Option<String>> {
        let sql = "SELECT sha256 FROM scans WHERE batch_id = $1 AND file = $2";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        select.query_row(params![batch.as_str(), file], |row| row.get(0)).optional().map_err(self.failed())
    }

    fn deposited(&self, batch: &BatchId) -> Result<BTreeSet<DocumentNumber>> {
        let sql = "SELECT document FROM deposit_items WHERE batch_id = $1";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select.query_map([batch.as_str()], |row| row.get(0).map(DocumentNumber)).map_err(self.failed())?;
        rows.collect::<rusqlite::Result<_>>().map_err(self.failed())
    }

    fn deposit_items(&self, release: &Release) -> Result<Vec<DepositedItem>> {
        let sql = "SELECT batch_id, document, deposit_items.sequence, deposit_items.amount FROM deposit_items
                   JOIN releases USING (release) WHERE form = $1 AND releases.sequence = $2 ORDER BY position";
        let mut select = self.connection.prepare(sql).map_err(self.failed())?;
        let rows = select
            .query_map(params![release.form, release.sequence], |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .map_err(self.failed())?;
        rows.map(|row| {
            let (batch, document, sequence, cents) = row.map_err(self.failed())?;
            let batch = BatchId::new(&batch).ok_or_else(|| self.damaged("a deposit"))?;
            let (document, amount) = (DocumentNumber(document), Money::from_cents(cents));
            Ok(DepositedItem { batch, document, sequence, amount })
        })
        .collect()
    }

    fn keep_deposit(
        &mut self,
        release: &Release,
        items: &mut dyn Iterator<Item = DepositedItem>,
        audit: &AuditEntry,
    ) -> Result<()> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let number = ledger::insert_release(&step, release).map_err(failed)?;
        if release.copied_because.is_none() {
            for (item, position) in items.zip(1_i64..) {
                let sql = "INSERT INTO deposit_items (batch_id, document, release, position, sequence, amount)
                           VALUES ($1, $2, $3, $4, $5, $6)";
                let mut insert = step.prepare_cached(sql).map_err(failed)?;
                let (batch, cents) = (item.batch.as_str(), item.amount.cents());
                insert
                    .execute(params![batch, item.document.0, number, position, item.sequence, cents])
                    .map_err(failed)?;
            }
            if let Some((batch, document)) = gone_meanwhile(&step, number).map_err(failed)? {
                return Err(Error::Refused(format!(
                    "document {document} of batch `{batch}` was given back or struck out while the deposit was made; nothing \
                     was kept, make it again"
                )));
            }
        }
        audit::add(&step, audit).map_err(failed)?;
        step.commit().map_err(failed)
    }
}

/// A payment of a deposit whose money somebody took away after the lines that its release tells.
fn gone_meanwhile(step: &Transaction<'_>, release: i64) -> rusqlite::Result<Option<(String, u32)>> {
    // From the few lines that came after to the payments of the deposit, not the other way round.
    let sql = "SELECT entries.batch_id, entries.document FROM release_batches
               CROSS JOIN entries ON entries.batch_id = release_batches.batch_id AND entry > upto
               CROSS JOIN deposit_items ON deposit_items.batch_id = entries.batch_id
               AND deposit_items.document = entries.document
               WHERE release_batches.release = ?1 AND deposit_items.release = ?1
               AND place IN ('received', 'returned') LIMIT 1";
    step.query_row(sql, [release], |row| Ok((row.get(0)?, row.get(1)?))).optional()
}

impl SqliteStore {
    /// What of a batch is in deposits.
    pub(super) fn deposited_tally(&self, batch: &BatchId) -> Result<Tally> {
        let sql = "SELECT COUNT(*), COALESCE(SUM(amount), 0) FROM deposit_items WHERE batch_id = $1";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let found = select.query_row([batch.as_str()], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)));
        let (count, cents) = found.map_err(self.failed())?;
        Ok(Tally { count: usize::try_from(count).unwrap_or(0), amount: Money::from_cents(cents), unknown: 0 })
    }
}
