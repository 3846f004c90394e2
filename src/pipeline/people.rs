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
    store.keep_user(&user, &entry("keep_user", name, detail))
}

/// Lets a user sign in no more.
///
/// # Errors
/// When there is no such user or the store fails.
pub fn close_user(data: &Path, name: &UserName) -> Result<()> {
    let mut store = open(data)?;
    let user = store.user(name)?.ok_or_else(|| Error::Refused(format!("there is no user `{name}`")))?;
    store.keep_user(&User { active: false, ..user }, &entry("close_user", name, String::new()))
}

/// Everybody who may sign in, or might once.
///
/// # Errors
/// When the store fails.
pub fn users(data: &Path) -> Result<Vec<User>> {
    open(data)?.users()
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

/// A row of the command line: it has no user of its own.
fn entry(action: &str, subject: &UserName, detail: String) -> AuditEntry {
    let (action, subject) = (action.to_owned(), subject.to_string());
    AuditEntry { at: Seconds(Timestamp::now().as_second()), by: None, action, subject, detail }
}
