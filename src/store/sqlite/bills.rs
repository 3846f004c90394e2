//! Loads of bills in SQLite.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::SqliteStore;
use super::batches::FINISHED_BEFORE;
use crate::error::Result;
use crate::model::{AccountNumber, BatchId, BillId, Money};
use crate::store::{Applied, BillLoad, BillStore, LoadId, LoadKind};

const COLUMNS: &str = "SELECT id, sha256, kind, bills, rejected FROM bill_loads";

impl BillStore for SqliteStore {
    fn current_load(&self) -> Result<Option<BillLoad>> {
        let sql = format!("{COLUMNS} WHERE state = 'ready' ORDER BY id DESC LIMIT 1");
        self.connection.query_row(&sql, [], load_of).optional().map_err(self.failed())
    }

    fn load_chain(&self, last: LoadId) -> Result<Vec<BillLoad>> {
        let sql = format!(
            "{COLUMNS} WHERE state = 'ready' AND id <= $1 AND id >=
             (SELECT MAX(id) FROM bill_loads WHERE state = 'ready' AND kind = 'snapshot' AND id <= $1) ORDER BY id"
        );
        let mut select = self.connection.prepare(&sql).map_err(self.failed())?;
        let rows = select.query_map([last.0], load_of).map_err(self.failed())?;
        rows.map(|row| row.map_err(self.failed())).collect()
    }

    fn begin_load(&mut self, sha256: &str, kind: LoadKind) -> Result<LoadId> {
        self.connection
            .execute(
                "INSERT INTO bill_loads (sha256, kind, bills, rejected, state) VALUES ($1, $2, 0, 0, 'loading')",
                params![sha256, kind.word()],
            )
            .map_err(self.failed())?;
        u32::try_from(self.connection.last_insert_rowid()).map(LoadId).map_err(|_| self.damaged("the number of a load"))
    }

    fn commit_load(&mut self, load: LoadId, bills: u64, rejected: u64) -> Result<()> {
        self.connection
            .execute(
                "UPDATE bill_loads SET state = 'ready', bills = $1, rejected = $2 WHERE id = $3",
                params![bills as i64, rejected as i64, load.0],
            )
            .map(|_| ())
            .map_err(self.failed())
    }

    fn applied(&self, since: LoadId, before: &BatchId) -> Result<Vec<Applied>> {
        let sql = format!(
            "SELECT account_number, bill_id, postings.load_id, SUM(amount) FROM postings
             JOIN batches ON batches.id = postings.batch_id
             WHERE postings.load_id >= $1 AND bill_id IS NOT NULL AND {FINISHED_BEFORE} AND known_after <
             COALESCE((SELECT this.finished FROM batches AS this WHERE this.id = $2), 9223372036854775807)
             GROUP BY account_number, bill_id, postings.load_id"
        );
        let mut select = self.connection.prepare(&sql).map_err(self.failed())?;
        let rows = select
            .query_map(params![since.0, before.as_str()], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2).map(LoadId)?, row.get(3)?))
            })
            .map_err(self.failed())?;
        rows.map(|row| self.applied_of(row.map_err(self.failed())?)).collect()
    }

    fn last_posting(&self) -> Result<i64> {
        last_posting(&self.connection).map_err(self.failed())
    }

    fn applied_after(&self, since: LoadId, after: i64) -> Result<(Vec<Applied>, i64)> {
        let last = self.last_posting()?;
        let sql = "SELECT account_number, bill_id, load_id, amount FROM postings
                   WHERE rowid > $1 AND rowid <= $2 AND load_id >= $3 AND bill_id IS NOT NULL ORDER BY rowid";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select
            .query_map(params![after, last, since.0], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2).map(LoadId)?, row.get(3)?))
            })
            .map_err(self.failed())?;
        let applied = rows.map(|row| self.applied_of(row.map_err(self.failed())?)).collect::<Result<_>>()?;
        Ok((applied, last))
    }
}

impl SqliteStore {
    fn applied_of(&self, (account, bill, load, cents): (String, String, LoadId, i64)) -> Result<Applied> {
        let key = AccountNumber::new(&account).zip(BillId::new(&bill));
        key.map(|(account, bill)| Applied { account, bill, load, amount: Money::from_cents(cents) })
            .ok_or_else(|| self.damaged("a posting"))
    }
}

pub(super) fn last_posting(connection: &Connection) -> rusqlite::Result<i64> {
    let mut select = connection.prepare_cached("SELECT COALESCE(MAX(rowid), 0) FROM postings")?;
    select.query_row([], |row| row.get(0))
}

fn load_of(row: &Row<'_>) -> rusqlite::Result<BillLoad> {
    let kind = if row.get::<_, String>(2)? == LoadKind::Delta.word() { LoadKind::Delta } else { LoadKind::Snapshot };
    Ok(BillLoad {
        id: LoadId(row.get(0)?),
        sha256: row.get(1)?,
        kind,
        bills: row.get::<_, i64>(3)?.unsigned_abs(),
        rejected: row.get::<_, i64>(4)?.unsigned_abs(),
    })
}
