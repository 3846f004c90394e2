//! Files that people ask for, in SQLite.

use rusqlite::{Row, TransactionBehavior, params};

use super::{SqliteStore, audit, store_error};
use crate::error::Result;
use crate::model::UserName;
use crate::store::review::{AuditEntry, ReleaseRequest, RequestState, RequestStep, RequestStore};

impl RequestStore for SqliteStore {
    fn ask_release(&mut self, request: &ReleaseRequest, audit: &AuditEntry) -> Result<u64> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        step.execute(
            "INSERT INTO release_requests (form, deposit_date, again, user_name, at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![request.form, request.deposit_date.to_string(), request.again, request.by.as_str(), audit.at.0],
        )
        .map_err(failed)?;
        let number = step.last_insert_rowid().unsigned_abs();
        audit::add(&step, audit).map_err(failed)?;
        step.commit().map_err(failed)?;
        Ok(number)
    }

    fn release_requests(&self, most: usize) -> Result<Vec<ReleaseRequest>> {
        let sql = "SELECT request, form, deposit_date, again, user_name, state, second_person, file
                   FROM release_requests ORDER BY request DESC LIMIT ?1";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select.query_map([i64::try_from(most).unwrap_or(i64::MAX)], request).map_err(self.failed())?;
        rows.map(|row| row.map_err(self.failed())?.ok_or_else(|| self.damaged("a request"))).collect()
    }

    fn move_request(&mut self, number: u64, to: &RequestStep, audit: &AuditEntry) -> Result<bool> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let changed = step
            .execute(
                "UPDATE release_requests SET state = ?2, second_person = ?3, file = ?4 WHERE request = ?1 AND state = ?5",
                params![
                    number.cast_signed(),
                    to.to.word(),
                    to.second_person.as_ref().map(UserName::as_str),
                    to.file,
                    to.from.word()
                ],
            )
            .map_err(failed)?;
        if changed > 0 {
            audit::add(&step, audit).map_err(failed)?;
        }
        step.commit().map_err(failed)?;
        Ok(changed > 0)
    }
}

fn request(row: &Row<'_>) -> rusqlite::Result<Option<ReleaseRequest>> {
    let number: i64 = row.get(0)?;
    let (date, by): (String, String) = (row.get(2)?, row.get(4)?);
    let second: Option<String> = row.get(6)?;
    let state = RequestState::from_word(&row.get::<_, String>(5)?);
    let Some(((deposit_date, by), state)) = date.parse().ok().zip(UserName::new(&by)).zip(state) else {
        return Ok(None);
    };
    Ok(Some(ReleaseRequest {
        number: number.unsigned_abs(),
        form: row.get(1)?,
        deposit_date,
        again: row.get(3)?,
        by,
        state,
        second_person: second.as_deref().and_then(UserName::new),
        file: row.get(7)?,
    }))
}
