//! What people hand in, in SQLite.

use rusqlite::{OptionalExtension, Row, TransactionBehavior, params};

use super::{SqliteStore, audit, store_error};
use crate::error::{Error, Result};
use crate::model::{BatchId, UploadKind, UploadState, UserName};
use crate::store::LoadId;
use crate::store::review::{AuditEntry, Seconds};
use crate::store::uploads::{Upload, UploadStep, UploadStore, UploadedFile};

/// What an upload is read from.
const UPLOAD: &str = "SELECT upload, kind, name, user_name, begun, state, batch_id, load_id, says,
    (SELECT COUNT(*) FROM upload_files WHERE upload_files.upload = uploads.upload),
    (SELECT COALESCE(SUM(bytes), 0) FROM upload_files WHERE upload_files.upload = uploads.upload) FROM uploads";

impl UploadStore for SqliteStore {
    fn begin_upload(&mut self, kind: UploadKind, name: &str, audit: &AuditEntry) -> Result<u64> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        step.execute(
            "INSERT INTO uploads (kind, name, user_name, begun, state) VALUES (?1, ?2, ?3, ?4, 'open')",
            params![kind.word(), name, audit.by.as_ref().map_or("", UserName::as_str), audit.at.0],
        )
        .map_err(failed)?;
        let number = step.last_insert_rowid().unsigned_abs();
        audit::add(&step, audit).map_err(failed)?;
        step.commit().map_err(failed)?;
        Ok(number)
    }

    fn keep_uploaded(&mut self, number: u64, file: &UploadedFile) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO upload_files (upload, name, bytes, sha256)
                   SELECT upload, ?2, ?3, ?4 FROM uploads WHERE upload = ?1 AND state = 'open'";
        let values = params![number.cast_signed(), file.name, file.bytes.cast_signed(), file.sha256];
        let kept = self.connection.execute(sql, values).map_err(self.failed())?;
        if kept == 0 { Err(Error::Refused("this upload is not open any more".to_owned())) } else { Ok(()) }
    }

    fn uploaded(&self, number: u64) -> Result<Vec<UploadedFile>> {
        let sql = "SELECT name, bytes, sha256 FROM upload_files WHERE upload = ?1 ORDER BY name";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select
            .query_map([number.cast_signed()], |row| {
                let bytes: i64 = row.get(1)?;
                Ok(UploadedFile { name: row.get(0)?, bytes: bytes.unsigned_abs(), sha256: row.get(2)? })
            })
            .map_err(self.failed())?;
        rows.map(|row| row.map_err(self.failed())).collect()
    }

    fn upload(&self, number: u64) -> Result<Option<Upload>> {
        let sql = format!("{UPLOAD} WHERE upload = ?1");
        Ok(self.uploads_of(&sql, number.cast_signed())?.pop())
    }

    fn uploads(&self, most: usize) -> Result<Vec<Upload>> {
        let sql = format!("{UPLOAD} ORDER BY upload DESC LIMIT ?1");
        self.uploads_of(&sql, i64::try_from(most).unwrap_or(i64::MAX))
    }

    fn next_upload(&self) -> Result<Option<Upload>> {
        let sql =
            format!("{UPLOAD} WHERE state IN ('working', 'waiting') ORDER BY state = 'working' DESC, upload LIMIT ?1");
        Ok(self.uploads_of(&sql, 1)?.pop())
    }

    fn forgotten_uploads(&self, before: Seconds) -> Result<Vec<Upload>> {
        let sql = format!("{UPLOAD} WHERE state = 'open' AND begun < ?1 ORDER BY upload");
        self.uploads_of(&sql, before.0)
    }

    fn step_upload(&mut self, number: u64, from: &[UploadState], to: &UploadStep, audit: &AuditEntry) -> Result<bool> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let sql = "SELECT state FROM uploads WHERE upload = ?1";
        let now: Option<String> =
            step.query_row(sql, [number.cast_signed()], |row| row.get(0)).optional().map_err(failed)?;
        let now = now.as_deref().and_then(UploadState::from_word);
        if !now.is_some_and(|now| from.contains(&now)) {
            return Ok(false);
        }
        step.execute(
            "UPDATE uploads SET state = ?2, batch_id = ?3, load_id = ?4, says = ?5 WHERE upload = ?1",
            params![
                number.cast_signed(),
                to.state.word(),
                to.batch.as_ref().map(BatchId::as_str),
                to.load.map(|load| load.0),
                to.says
            ],
        )
        .map_err(failed)?;
        audit::add(&step, audit).map_err(failed)?;
        step.commit().map_err(failed)?;
        Ok(true)
    }
}

impl SqliteStore {
    fn uploads_of(&self, sql: &str, value: i64) -> Result<Vec<Upload>> {
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select.query_map([value], upload).map_err(self.failed())?;
        rows.map(|row| row.map_err(self.failed())?.ok_or_else(|| self.damaged("an upload"))).collect()
    }
}

fn upload(row: &Row<'_>) -> rusqlite::Result<Option<Upload>> {
    let (number, begun): (i64, i64) = (row.get(0)?, row.get(4)?);
    let (kind, by, state): (String, String, String) = (row.get(1)?, row.get(3)?, row.get(5)?);
    let batch: Option<String> = row.get(6)?;
    let (files, bytes): (i64, i64) = (row.get(9)?, row.get(10)?);
    let whole = UploadKind::from_word(&kind).zip(UserName::new(&by)).zip(UploadState::from_word(&state));
    let Some(((kind, by), state)) = whole else { return Ok(None) };
    Ok(Some(Upload {
        number: number.unsigned_abs(),
        kind,
        name: row.get(2)?,
        by,
        begun: Seconds(begun),
        state,
        files: files.unsigned_abs(),
        bytes: bytes.unsigned_abs(),
        batch: batch.as_deref().and_then(BatchId::new),
        load: row.get::<_, Option<u32>>(7)?.map(LoadId),
        says: row.get(8)?,
    }))
}
