//! The audit log in SQLite: a chain of hashes over its rows.

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};
use sha2::{Digest, Sha256};

use super::{SqliteStore, store_error};
use crate::error::Result;
use crate::files;
use crate::model::UserName;
use crate::store::review::{AuditEntry, AuditProof, AuditRow, AuditStore, Seconds};

/// Before the first row.
const BEGINNING: &str = "";

impl AuditStore for SqliteStore {
    fn log(&mut self, entry: &AuditEntry) -> Result<()> {
        let (folder, turn) = (self.folder.clone(), self.turn.clone());
        let failed = |error| store_error(&folder, &error);
        let _mine = turn.take();
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        add(&step, entry).map_err(failed)?;
        step.commit().map_err(failed)
    }

    fn audit_rows(&self, most: usize) -> Result<Vec<AuditRow>> {
        let sql = "SELECT row, at, user_name, action, subject, detail, hash FROM audit ORDER BY row DESC LIMIT ?1";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select.query_map([i64::try_from(most).unwrap_or(i64::MAX)], audit_row).map_err(self.failed())?;
        rows.map(|row| row.map_err(self.failed())).collect()
    }

    fn verify_audit(&self) -> Result<AuditProof> {
        let sql = "SELECT row, at, user_name, action, subject, detail, hash FROM audit ORDER BY row";
        let mut select = self.connection.prepare(sql).map_err(self.failed())?;
        let rows = select.query_map([], audit_row).map_err(self.failed())?;
        let (mut before, mut count) = (BEGINNING.to_owned(), 0);
        for row in rows {
            let row = row.map_err(self.failed())?;
            count += 1;
            if row.row != count || row.hash != hash(&before, row.row, &row.entry) {
                return Ok(AuditProof::Broken { row: count });
            }
            before = row.hash;
        }
        let head = head(&self.connection).map_err(self.failed())?;
        if head != (count, before.clone()) {
            return Ok(AuditProof::Broken { row: count + 1 });
        }
        Ok(AuditProof::Whole { rows: count, head: before })
    }
}

/// Adds a row within a step that writes alone.
pub(super) fn add(step: &Connection, entry: &AuditEntry) -> rusqlite::Result<()> {
    let (last, before) = head(step)?;
    let row = last + 1;
    let hash = hash(&before, row, entry);
    let values = params![row.cast_signed(), entry.at.0, name(entry), entry.action, entry.subject, entry.detail, hash];
    let sql =
        "INSERT INTO audit (row, at, user_name, action, subject, detail, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    step.prepare_cached(sql)?.execute(values)?;
    let sql = "INSERT OR REPLACE INTO audit_head (only, row, hash) VALUES (1, ?1, ?2)";
    step.prepare_cached(sql)?.execute(params![row.cast_signed(), hash])?;
    Ok(())
}

pub(super) fn head(connection: &Connection) -> rusqlite::Result<(u64, String)> {
    let sql = "SELECT row, hash FROM audit_head";
    let mut select = connection.prepare_cached(sql)?;
    let head = select.query_row([], |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?))).optional()?;
    Ok(head.unwrap_or_else(|| (0, BEGINNING.to_owned())))
}

fn name(entry: &AuditEntry) -> &str {
    entry.by.as_ref().map_or("", UserName::as_str)
}

/// Every field goes in with its length, so that no text can pass for two fields.
fn hash(before: &str, row: u64, entry: &AuditEntry) -> String {
    let mut hash = Sha256::new();
    let (row, at) = (row.to_string(), entry.at.0.to_string());
    for part in [before, &row, &at, name(entry), &entry.action, &entry.subject, &entry.detail] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    files::hex(&hash.finalize())
}

fn audit_row(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    let by: String = row.get(2)?;
    let entry = AuditEntry {
        at: Seconds(row.get(1)?),
        by: UserName::new(&by),
        action: row.get(3)?,
        subject: row.get(4)?,
        detail: row.get(5)?,
    };
    Ok(AuditRow { row: row.get::<_, i64>(0)?.unsigned_abs(), entry, hash: row.get(6)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(detail: &str) -> AuditEntry {
        AuditEntry {
            at: Seconds(1_790_000_000),
            by: UserName::new("ann"),
            action: "view".to_owned(),
            subject: "b-E000001".to_owned(),
            detail: detail.to_owned(),
        }
    }

    #[test]
    fn any_change_is_found() {
        for (what, broken) in [
            ("UPDATE audit SET detail = 'x' WHERE row = 2", 2),
            ("UPDATE audit SET user_name = 'ben' WHERE row = 1", 1),
            ("UPDATE audit SET user_name = 'An n' WHERE row = 1", 1),
            ("UPDATE audit SET hash = 'x' WHERE row = 3", 3),
            ("DELETE FROM audit WHERE row = 2", 2),
            ("DELETE FROM audit WHERE row = 3", 3),
            (
                "UPDATE audit SET row = 9 WHERE row = 1; UPDATE audit SET row = 1 WHERE row = 2; UPDATE audit SET row = 2 WHERE row = 9",
                1,
            ),
            ("INSERT INTO audit SELECT 4, at, user_name, action, subject, detail, hash FROM audit WHERE row = 3", 4),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let mut store = SqliteStore::open(folder.path()).unwrap();
            for detail in ["a", "b", "c"] {
                store.log(&entry(detail)).unwrap();
            }
            assert!(matches!(store.verify_audit().unwrap(), AuditProof::Whole { rows: 3, .. }));
            store.connection.execute_batch(what).unwrap();
            assert_eq!(store.verify_audit().unwrap(), AuditProof::Broken { row: broken }, "{what}");
        }
    }
}
