//! What those who run the program want to know, from SQLite.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row, params};

use super::SqliteStore;
use crate::error::Result;
use crate::model::{BatchId, Reason};
use crate::store::review::Seconds;
use crate::store::{
    BillStore, Content, Delivered, LoadId, OperationStore, Overview, SeenBills, UnfinishedBatch, Waiting,
};

impl OperationStore for SqliteStore {
    fn delivered(&self, batch: &BatchId, fingerprint: &str) -> Result<Delivered> {
        // Its own id goes before others with the same content.
        let sql = "SELECT id, fingerprint, out_folder FROM batches
                   WHERE state = 'finished' AND (id = ?1 OR fingerprint = ?2) ORDER BY id <> ?1, finished LIMIT 1";
        let row = |row: &Row<'_>| {
            let folder: Option<String> = row.get(2)?;
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, PathBuf::from(folder.unwrap_or_default())))
        };
        let found = self.connection.query_row(sql, params![batch.as_str(), fingerprint], row);
        let Some((id, content, folder)) = found.optional().map_err(self.failed())? else { return Ok(Delivered::Open) };
        let id = BatchId::new(&id).ok_or_else(|| self.damaged("a batch"))?;
        Ok(if content == fingerprint { Delivered::Finished(id, folder) } else { Delivered::Other(folder) })
    }

    fn see_load(&mut self, load: LoadId, now: Seconds) -> Result<()> {
        let sql = "UPDATE bill_loads SET seen = ?2 WHERE id = ?1";
        self.connection.execute(sql, params![load.0, now.0]).map(|_| ()).map_err(self.failed())
    }

    fn each_content(&self, each: &mut dyn FnMut(Content, &str) -> Result<()>) -> Result<()> {
        for (content, sql) in [
            (Content::Scan, "SELECT DISTINCT sha256 FROM scans ORDER BY sha256"),
            (Content::Bills, "SELECT DISTINCT sha256 FROM bill_loads WHERE state = 'ready' ORDER BY sha256"),
        ] {
            let mut select = self.connection.prepare(sql).map_err(self.failed())?;
            let rows = select.query_map([], |row| row.get::<_, String>(0)).map_err(self.failed())?;
            for hash in rows {
                each(content, &hash.map_err(self.failed())?)?;
            }
        }
        Ok(())
    }

    fn audit_hash(&self, row: u64) -> Result<Option<String>> {
        if row == 0 {
            return Ok(Some(String::new()));
        }
        let found =
            self.connection.query_row("SELECT hash FROM audit WHERE row = ?1", [row.cast_signed()], |row| row.get(0));
        found.optional().map_err(self.failed())
    }

    fn overview(&self) -> Result<Overview> {
        let requests = "SELECT COUNT(*), MIN(at) FROM release_requests WHERE state = 'waiting'";
        let (requests, oldest_request): (i64, Option<i64>) =
            self.row(requests, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Overview {
            schema: self.row("PRAGMA user_version", |row| row.get(0))?,
            unfinished: self.unfinished()?,
            finished: self.count("SELECT COUNT(*) FROM batches WHERE state = 'finished'")?,
            unbalanced: self.count("SELECT COUNT(*) FROM batches WHERE state = 'finished' AND findings <> ''")?,
            cases: self.cases()?,
            requests: requests.unsigned_abs(),
            oldest_request: oldest_request.map(Seconds),
            undeposited: self.left_out("deposit_items")?,
            unreleased: self.left_out("release_batches")?,
            bills: self.seen_bills()?,
        })
    }
}

impl SqliteStore {
    fn row<T>(&self, sql: &str, read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>) -> Result<T> {
        self.connection.query_row(sql, [], read).map_err(self.failed())
    }

    fn count(&self, sql: &str) -> Result<u64> {
        self.row(sql, |row| row.get(0)).map(i64::unsigned_abs)
    }

    fn unfinished(&self) -> Result<Vec<UnfinishedBatch>> {
        let sql = "SELECT id, received_date, (SELECT COUNT(*) FROM documents WHERE batch_id = id)
                   FROM batches WHERE state = 'reading' ORDER BY id";
        let mut select = self.connection.prepare(sql).map_err(self.failed())?;
        let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?)));
        rows.map_err(self.failed())?
            .map(|row| {
                let (id, received, documents): (_, _, i64) = row.map_err(self.failed())?;
                let whole = BatchId::new(&id).zip(received.parse().ok()).ok_or_else(|| self.damaged("a batch"));
                whole.map(|(batch, received)| UnfinishedBatch { batch, received, documents: documents.unsigned_abs() })
            })
            .collect()
    }

    /// Open cases by reason; one with several counts for each.
    fn cases(&self) -> Result<BTreeMap<Option<Reason>, Waiting>> {
        let sql =
            "SELECT reasons, COUNT(*), MIN(batches.received_date) FROM exceptions JOIN batches ON batches.id = batch_id
                   WHERE exceptions.state IN ('open', 'proposed') GROUP BY reasons";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, String>(2)?)));
        let mut cases: BTreeMap<Option<Reason>, Waiting> = BTreeMap::new();
        for row in rows.map_err(self.failed())? {
            let (reasons, count, oldest): (_, i64, _) = row.map_err(self.failed())?;
            let oldest: Date = oldest.parse().map_err(|_| self.damaged("a batch"))?;
            let reasons = reasons.split('|').map(Reason::from_word).collect::<Option<Vec<_>>>();
            let reasons = reasons.ok_or_else(|| self.damaged("an exception"))?;
            for key in reasons.into_iter().map(Some).chain([None]) {
                let waiting = cases.entry(key).or_insert(Waiting { count: 0, oldest });
                waiting.count += count.unsigned_abs();
                waiting.oldest = waiting.oldest.min(oldest);
            }
        }
        Ok(cases)
    }

    /// Finished batches of which nothing is in that table.
    fn left_out(&self, table: &str) -> Result<Option<Waiting>> {
        let sql = format!(
            "SELECT COUNT(*), MIN(deposit_date) FROM batches
             WHERE state = 'finished' AND NOT EXISTS (SELECT 1 FROM {table} WHERE batch_id = batches.id)"
        );
        let (count, oldest): (i64, Option<String>) = self.row(&sql, |row| Ok((row.get(0)?, row.get(1)?)))?;
        let oldest = oldest.map(|date| date.parse().map_err(|_| self.damaged("a batch"))).transpose()?;
        Ok(oldest.map(|oldest| Waiting { count: count.unsigned_abs(), oldest }))
    }

    fn seen_bills(&self) -> Result<Option<SeenBills>> {
        let Some(load) = self.current_load()? else { return Ok(None) };
        let sql = "SELECT seen FROM bill_loads WHERE id = ?1";
        let seen: Option<i64> = self.connection.query_row(sql, [load.id.0], |row| row.get(0)).map_err(self.failed())?;
        Ok(Some(SeenBills { load, seen: seen.map(Seconds) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Batch;
    use crate::model::testing::batch;
    use crate::store::{BatchState, BatchStore, BillLoad, LoadKind};

    fn store() -> (tempfile::TempDir, SqliteStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path()).unwrap();
        (folder, store)
    }

    fn finish(store: &mut SqliteStore, id: &str, content: &str, reasons: &str) {
        let batch = Batch { id: BatchId::new(id).unwrap(), ..batch() };
        store.begin(&batch, content).unwrap();
        let sql = format!(
            "UPDATE batches SET state = 'finished', findings = '', out_folder = 'out/{id}' WHERE id = '{id}';
             INSERT INTO exceptions (exception_id, batch_id, transaction_id, reasons, priority, amount, unknown_amounts,
             explanation) VALUES ('{id}-E1', '{id}', '1', '{reasons}', 1, 0, 0, '')"
        );
        store.connection.execute_batch(&sql).unwrap();
    }

    #[test]
    fn a_batch_is_known_by_its_content_and_by_its_id() {
        let (_folder, mut store) = store();
        let id = |name| BatchId::new(name).unwrap();
        store.begin(&Batch { id: id("begun"), ..batch() }, "b").unwrap();
        finish(&mut store, "first", "x", "no_coupon");
        for (name, content, wanted) in [
            ("first", "x", Delivered::Finished(id("first"), "out/first".into())),
            ("other", "x", Delivered::Finished(id("first"), "out/first".into())),
            ("first", "y", Delivered::Other("out/first".into())),
            ("begun", "b", Delivered::Open),
            ("begun", "y", Delivered::Open),
            ("new", "z", Delivered::Open),
        ] {
            assert_eq!(store.delivered(&id(name), content).unwrap(), wanted, "{name} {content}");
        }
    }

    #[test]
    fn a_batch_that_goes_on_keeps_its_dates() {
        let (_folder, mut store) = store();
        let begun = batch();
        store.begin(&begun, "x").unwrap();
        let next_day = Batch { received_date: begun.received_date.tomorrow().unwrap(), ..batch() };
        let BatchState::Begun(header, _) = store.begin(&next_day, "x").unwrap() else { panic!("it was begun") };
        assert_eq!(header.as_deref(), Some(&begun));
    }

    #[test]
    fn the_overview_counts_what_waits() {
        let (_folder, mut store) = store();
        let empty = store.overview().unwrap();
        assert_eq!(empty, Overview { schema: empty.schema, ..Overview::default() });
        assert!(empty.schema > 7);
        finish(&mut store, "a", "1", "no_coupon|foreign_item");
        finish(&mut store, "b", "2", "no_coupon");
        store.begin(&batch(), "3").unwrap();
        let load = store.begin_load("ab", LoadKind::Snapshot).unwrap();
        let bills = BillLoad {
            id: load,
            sha256: "ab".to_owned(),
            kind: LoadKind::Snapshot,
            bills: 5,
            rejected: 1,
            file: "bills.csv".to_owned(),
            rows: 6,
            loaded: None,
        };
        store.commit_load(&bills, &[]).unwrap();
        store.see_load(load, Seconds(77)).unwrap();
        let overview = store.overview().unwrap();
        let oldest = batch().received_date;
        assert_eq!(overview.unfinished.len(), 1);
        assert_eq!((overview.finished, overview.unbalanced), (2, 0));
        assert_eq!(overview.cases[&Some(Reason::NoCoupon)], Waiting { count: 2, oldest });
        assert_eq!(overview.cases[&Some(Reason::ForeignItem)], Waiting { count: 1, oldest });
        assert_eq!(overview.cases[&None], Waiting { count: 2, oldest });
        assert_eq!(overview.undeposited.map(|waiting| waiting.count), Some(2));
        assert_eq!(overview.bills.unwrap().seen, Some(Seconds(77)));
    }
}
