//! Users and sessions in SQLite.

use rusqlite::{OptionalExtension, Row, TransactionBehavior, params};

use super::{SqliteStore, audit, store_error};
use crate::error::Result;
use crate::model::{Role, UserName};
use crate::store::review::{AuditEntry, Seconds, Session, SessionHolds, User, UserStore};

/// What a user is read from.
const USER: &str = "SELECT user_name, role, password, active, keys FROM users";

impl UserStore for SqliteStore {
    fn users(&self) -> Result<Vec<User>> {
        let mut select = self.connection.prepare(&format!("{USER} ORDER BY user_name")).map_err(self.failed())?;
        let rows = select.query_map([], user).map_err(self.failed())?;
        rows.map(|row| row.map_err(self.failed())?.ok_or_else(|| self.damaged("a user"))).collect()
    }

    fn user(&self, name: &UserName) -> Result<Option<User>> {
        let mut select =
            self.connection.prepare_cached(&format!("{USER} WHERE user_name = ?1")).map_err(self.failed())?;
        let found = select.query_row([name.as_str()], user).optional().map_err(self.failed())?;
        found.map(|user| user.ok_or_else(|| self.damaged("a user"))).transpose()
    }

    fn keep_user(&mut self, user: &User, audit: &AuditEntry) -> Result<()> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        step.execute(
            "INSERT INTO users (user_name, role, password, active, keys) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET role = excluded.role, password = excluded.password, active = excluded.active",
            params![user.name.as_str(), user.role.word(), user.password, user.active, user.keys],
        )
        .map_err(failed)?;
        step.execute("DELETE FROM sessions WHERE user_name = ?1", [user.name.as_str()]).map_err(failed)?;
        audit::add(&step, audit).map_err(failed)?;
        step.commit().map_err(failed)
    }

    fn keep_keys(&mut self, name: &UserName, keys: &str) -> Result<()> {
        let sql = "UPDATE users SET keys = ?2 WHERE user_name = ?1";
        self.connection.execute(sql, params![name.as_str(), keys]).map_err(self.failed())?;
        Ok(())
    }

    fn begin_session(&mut self, token_hash: &str, form_token: &str, name: &UserName, audit: &AuditEntry) -> Result<()> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        step.execute(
            "INSERT INTO sessions (token_hash, user_name, form_token, begun, seen) VALUES (?1, ?2, ?3, ?4, ?4)",
            params![token_hash, name.as_str(), form_token, audit.at.0],
        )
        .map_err(failed)?;
        audit::add(&step, audit).map_err(failed)?;
        step.commit().map_err(failed)
    }

    fn session(&self, token_hash: &str, holds: SessionHolds) -> Result<Option<Session>> {
        let sql = "SELECT users.user_name, role, password, active, keys, form_token, begun, seen
                   FROM sessions JOIN users USING (user_name)
                   WHERE token_hash = ?1 AND begun >= ?2 AND seen >= ?3 AND active = 1";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let found = select
            .query_row(params![token_hash, holds.begun_since.0, holds.seen_since.0], |row| {
                Ok((user(row)?, row.get::<_, String>(5)?, Seconds(row.get(6)?), Seconds(row.get(7)?)))
            })
            .optional()
            .map_err(self.failed())?;
        let Some((user, form_token, begun, seen)) = found else { return Ok(None) };
        let user = user.ok_or_else(|| self.damaged("a user"))?;
        Ok(Some(Session { user, form_token, begun, seen }))
    }

    fn see_session(&mut self, token_hash: &str, now: Seconds) -> Result<()> {
        let sql = "UPDATE sessions SET seen = ?2 WHERE token_hash = ?1 AND seen < ?2";
        let mut update = self.connection.prepare_cached(sql).map_err(self.failed())?;
        update.execute(params![token_hash, now.0]).map_err(self.failed())?;
        Ok(())
    }

    fn end_session(&mut self, token_hash: &str, audit: &AuditEntry) -> Result<()> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        step.execute("DELETE FROM sessions WHERE token_hash = ?1", [token_hash]).map_err(failed)?;
        audit::add(&step, audit).map_err(failed)?;
        step.commit().map_err(failed)
    }
}

fn user(row: &Row<'_>) -> rusqlite::Result<Option<User>> {
    let (name, role): (String, String) = (row.get(0)?, row.get(1)?);
    let whole = UserName::new(&name).zip(Role::from_word(&role));
    let (password, active, keys) = (row.get(2)?, row.get(3)?, row.get(4)?);
    Ok(whole.map(|(name, role)| User { name, role, password, active, keys }))
}
