//! Verdicts of blind checks in SQLite.

use rusqlite::params;

use super::SqliteStore;
use crate::error::Result;
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

    fn count_verdicts(&self) -> Result<(u64, u64)> {
        let sql = "SELECT COUNT(*), COUNT(*) FILTER (WHERE is_right = 0) FROM quality_checks";
        let count = |at: i64| at.unsigned_abs();
        self.connection.query_row(sql, [], |row| Ok((count(row.get(0)?), count(row.get(1)?)))).map_err(self.failed())
    }
}
