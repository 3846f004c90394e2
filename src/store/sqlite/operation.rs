//! What those who run the program want to know, from SQLite.

use std::path::PathBuf;

use rusqlite::{OptionalExtension, Row, params};

use super::SqliteStore;
use crate::error::Result;
use crate::model::BatchId;
use crate::store::{Delivered, OperationStore};

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
}
