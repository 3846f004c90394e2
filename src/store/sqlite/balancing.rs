//! Batches that do not balance, in SQLite.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::{SqliteStore, audit, store_error};
use crate::error::Result;
use crate::model::{BatchId, UserName};
use crate::store::balancing::{BalancingStore, Explanation};
use crate::store::review::AuditEntry;

impl BalancingStore for SqliteStore {
    fn differences(&self, batch: &BatchId) -> Result<Vec<String>> {
        let sql = "SELECT COALESCE(findings, '') FROM batches WHERE id = ?1 AND state = 'finished'";
        let text: Option<String> =
            self.connection.query_row(sql, [batch.as_str()], |row| row.get(0)).optional().map_err(self.failed())?;
        Ok(text.unwrap_or_default().lines().map(str::to_owned).collect())
    }

    fn unbalanced(&self, most: usize) -> Result<Vec<(BatchId, bool)>> {
        let sql = "SELECT id, explained FROM batches WHERE state = 'finished' AND findings <> ''
                   ORDER BY finished DESC LIMIT ?1";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows =
            select.query_map([most], |row| Ok((row.get::<_, String>(0)?, row.get(1)?))).map_err(self.failed())?;
        rows.map(|row| {
            let (id, explained) = row.map_err(self.failed())?;
            Ok((BatchId::new(&id).ok_or_else(|| self.damaged("a batch"))?, explained))
        })
        .collect()
    }

    fn explanations(&self, batch: &BatchId) -> Result<Vec<Explanation>> {
        let sql = "SELECT explanation, user_name, note, second_person, accepted FROM explanations
                   WHERE batch_id = ?1 ORDER BY explanation";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select
            .query_map([batch.as_str()], |row| {
                let (number, by, second): (i64, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(3)?);
                let (note, accepted) = (row.get(2)?, row.get(4)?);
                let second_person = second.as_deref().and_then(UserName::new);
                let number = number.unsigned_abs();
                Ok(UserName::new(&by).map(|by| Explanation { number, by, note, second_person, accepted }))
            })
            .map_err(self.failed())?;
        rows.map(|row| row.map_err(self.failed())?.ok_or_else(|| self.damaged("an explanation"))).collect()
    }

    fn explain(&mut self, batch: &BatchId, note: &str, accepted: bool, audit: &AuditEntry) -> Result<()> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let sql = "INSERT INTO explanations (batch_id, user_name, at, note, accepted) VALUES (?1, ?2, ?3, ?4, ?5)";
        let by = audit.by.as_ref().map_or("", UserName::as_str);
        step.execute(sql, params![batch.as_str(), by, audit.at.0, note, accepted]).map_err(failed)?;
        if accepted {
            mark(&step, batch).map_err(failed)?;
        }
        audit::add(&step, audit).map_err(failed)?;
        step.commit().map_err(failed)
    }

    fn accept_explanation(&mut self, batch: &BatchId, number: u64, by: &UserName, audit: &AuditEntry) -> Result<bool> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let sql = "UPDATE explanations SET accepted = 1, second_person = ?3
                   WHERE explanation = ?1 AND batch_id = ?2 AND accepted = 0 AND user_name <> ?3";
        let changed = step.execute(sql, params![number.cast_signed(), batch.as_str(), by.as_str()]).map_err(failed)?;
        if changed == 0 {
            return Ok(false);
        }
        mark(&step, batch).map_err(failed)?;
        audit::add(&step, audit).map_err(failed)?;
        step.commit().map_err(failed)?;
        Ok(true)
    }
}

fn mark(step: &Connection, batch: &BatchId) -> rusqlite::Result<usize> {
    step.execute("UPDATE batches SET explained = 1 WHERE id = ?1", [batch.as_str()])
}
