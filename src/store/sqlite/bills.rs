//! Loads of bills in SQLite.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::batches::FINISHED_BEFORE;
use super::{SqliteStore, store_error};
use crate::error::Result;
use crate::formats::bills::Rejection;
use crate::model::{AccountNumber, BatchId, BillId, Money};
use crate::store::review::Seconds;
use crate::store::{Applied, BillLoad, BillStore, LoadId, LoadKind};

const COLUMNS: &str =
    "SELECT id, sha256, kind, bills, rejected, file, file_rows, COALESCE(seen, loaded) FROM bill_loads";

impl BillStore for SqliteStore {
    fn current_load(&self) -> Result<Option<BillLoad>> {
        let sql = format!("{COLUMNS} WHERE state = 'ready' ORDER BY id DESC LIMIT 1");
        let mut select = self.connection.prepare_cached(&sql).map_err(self.failed())?;
        select.query_row([], load_of).optional().map_err(self.failed())
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

    fn commit_load(&mut self, load: &BillLoad, rejects: &[Rejection]) -> Result<()> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction().map_err(failed)?;
        let insert =
            "INSERT INTO load_rejects (load_id, position, line, column_name, reason) VALUES ($1, $2, $3, $4, $5)";
        for (rejected, position) in rejects.iter().zip(1_i64..) {
            let values = params![load.id.0, position, rejected.line.cast_signed(), rejected.column, rejected.reason];
            step.execute(insert, values).map_err(failed)?;
        }
        step.execute(
            "UPDATE bill_loads SET state = 'ready', bills = $1, rejected = $2, file = $3, file_rows = $4, loaded = $5
             WHERE id = $6",
            params![
                load.bills.cast_signed(),
                load.rejected.cast_signed(),
                load.file,
                load.rows.cast_signed(),
                load.loaded.map(|at| at.0),
                load.id.0
            ],
        )
        .map_err(failed)?;
        step.commit().map_err(failed)
    }

    fn loads(&self, most: usize) -> Result<Vec<BillLoad>> {
        let sql = format!("{COLUMNS} WHERE state <> 'loading' ORDER BY id DESC LIMIT $1");
        let mut select = self.connection.prepare(&sql).map_err(self.failed())?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = select.query_map([most], load_of).map_err(self.failed())?;
        rows.map(|row| row.map_err(self.failed())).collect()
    }

    fn load_rejects(&self, load: LoadId) -> Result<Vec<Rejection>> {
        let sql = "SELECT line, column_name, reason FROM load_rejects WHERE load_id = $1 ORDER BY position";
        let mut select = self.connection.prepare(sql).map_err(self.failed())?;
        let rows = select
            .query_map([load.0], |row| {
                let line: i64 = row.get(0)?;
                Ok(Rejection { line: line.unsigned_abs(), column: row.get(1)?, reason: row.get(2)? })
            })
            .map_err(self.failed())?;
        rows.map(|row| row.map_err(self.failed())).collect()
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
        // From the beginning on they are found by their load: a long past is not read.
        let by = if after == 0 { "+rowid" } else { "rowid" };
        let sql = format!(
            "SELECT account_number, bill_id, load_id, amount FROM postings
             WHERE {by} > $1 AND {by} <= $2 AND load_id >= $3 AND bill_id IS NOT NULL ORDER BY {by}"
        );
        let mut select = self.connection.prepare_cached(&sql).map_err(self.failed())?;
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
        file: row.get(5)?,
        rows: row.get::<_, i64>(6)?.unsigned_abs(),
        loaded: row.get::<_, Option<i64>>(7)?.map(Seconds),
    })
}
