//! Users and the audit log, for the command line.

use std::path::Path;

use jiff::Timestamp;

use super::replay::open;
use crate::error::{Error, Result};
use crate::model::{Role, UserName};
use crate::store::SqliteStore;
use crate::store::review::{AuditEntry, AuditProof, AuditStore, Seconds, User, UserStore};

/// Adds a user, or gives one a new role and password. `password` is its hash in PHC form.
///
/// # Errors
/// When the store fails.
pub fn keep_user(data: &Path, name: &UserName, role: Role, password: &str) -> Result<()> {
    crate::files::make_private_folder(data)?;
    let mut store = SqliteStore::open(data)?;
    let before = store.user(name)?;
    let detail = before.as_ref().map_or_else(|| format!("new -> {role}"), |user| format!("{} -> {role}", user.role));
    let keys = before.map(|user| user.keys).unwrap_or_default();
    let user = User { name: name.clone(), role, password: password.to_owned(), active: true, keys };
    store.keep_user(&user, &row("keep_user", name.to_string(), detail))
}

/// Lets a user sign in no more.
///
/// # Errors
/// When there is no such user or the store fails.
pub fn close_user(data: &Path, name: &UserName) -> Result<()> {
    let mut store = open(data)?;
    let user = store.user(name)?.ok_or_else(|| Error::Refused(format!("there is no user `{name}`")))?;
    store.keep_user(&User { active: false, ..user }, &row("close_user", name.to_string(), String::new()))
}

/// Everybody who may sign in, or might once.
///
/// # Errors
/// When the store fails.
pub fn users(data: &Path) -> Result<Vec<User>> {
    open(data)?.users()
}

/// Writes down that somebody gave a wrong password on the command line.
///
/// # Errors
/// When the store fails.
pub fn note_refused(data: &Path, name: &UserName) -> Result<()> {
    open(data)?.log(&row("sign_in_refused", name.to_string(), "wrong password, on the command line".to_owned()))
}

/// Checks the audit log; a hash that an earlier check has told must still be in it.
///
/// # Errors
/// When the store fails.
pub fn verify_audit(data: &Path, head: Option<&str>) -> Result<AuditProof> {
    let store = open(data)?;
    let proof = store.verify_audit()?;
    let (Some(head), AuditProof::Whole { rows, .. }) = (head, &proof) else { return Ok(proof) };
    let known = store.audit_rows(usize::MAX)?.iter().any(|row| row.hash == head);
    Ok(if known { proof } else { AuditProof::Broken { row: rows + 1 } })
}

/// A row about what the program does by itself or for the command line, which has no user of its own.
pub(super) fn row(action: &str, subject: String, detail: String) -> AuditEntry {
    AuditEntry { at: Seconds(Timestamp::now().as_second()), by: None, action: action.to_owned(), subject, detail }
}
