//! Verdicts of blind checks in SQLite.

use rusqlite::params;

use super::SqliteStore;
use crate::error::Result;
use crate::model::{BatchId, TransactionId};
use crate::store::archive::ArchivePlace;
use crate::store::{QualityStore, Verdict};

impl QualityStore for SqliteStore {
    fn keep_verdicts(&mut self, verdicts: &[Verdict]) -> Result<()> {
        let folder = self.folder.clone();
        let failed = |error| super::store_error(&folder, &error);
        let step = self.connection.transaction().map_err(failed)?;
        for verdict in verdicts {
            step.execute(
                "INSERT OR REPLACE INTO quality_checks (batch_id, transaction_id, is_right) VALUES ($1, $2, $3)",
                params![verdict.batch.as_str(), verdict.transaction.0, verdict.right],
            )
            .map_err(failed)?;
        }
        step.commit().map_err(failed)
    }

    fn unchecked(&self, batches: usize) -> Result<Vec<(ArchivePlace, TransactionId)>> {
        let sql = "SELECT decisions.batch_id, position, decisions.transaction_id FROM batches
                   JOIN decisions ON decisions.batch_id = batches.id
                   WHERE finished > (SELECT MAX(finished) FROM batches) - $1
                   AND NOT EXISTS (SELECT 1 FROM exceptions WHERE exceptions.batch_id = decisions.batch_id
                   AND exceptions.transaction_id = decisions.transaction_id)
                   AND NOT EXISTS (SELECT 1 FROM quality_checks AS checked WHERE checked.batch_id = decisions.batch_id
                   AND checked.transaction_id = decisions.transaction_id)
                   ORDER BY finished DESC, position";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let batches = i64::try_from(batches).unwrap_or(i64::MAX);
        let rows = select
            .query_map([batches], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))
            .map_err(self.failed())?;
        rows.map(|row| {
            let (batch, position, transaction) = row.map_err(self.failed())?;
            let batch = BatchId::new(&batch).ok_or_else(|| self.damaged("a batch"))?;
            Ok((ArchivePlace { batch, position }, TransactionId(transaction)))
        })
        .collect()
    }

    fn count_verdicts(&self) -> Result<(u64, u64)> {
        let sql = "SELECT COUNT(*), COUNT(*) FILTER (WHERE is_right = 0) FROM quality_checks";
        let count = |at: i64| at.unsigned_abs();
        self.connection.query_row(sql, [], |row| Ok((count(row.get(0)?), count(row.get(1)?)))).map_err(self.failed())
    }
}
