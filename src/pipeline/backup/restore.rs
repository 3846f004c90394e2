//! A store made of a backup: it appears whole or not at all.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::head::Head;
use super::verify::verify_backup;
use crate::error::{Error, Result};
use crate::files;
use crate::store::SqliteStore;
use crate::store::review::{AuditEntry, AuditStore, Seconds};

/// A store that was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// When the backup was made, UTC.
    pub made: String,
    /// How many files it has.
    pub files: u64,
}

/// Makes a store of a backup, after every byte of it was checked.
///
/// # Errors
/// When the backup is damaged, the folder is not empty, or the disk fails; there is no store then.
pub fn restore(source: &Path, data: &Path) -> Result<Restored> {
    refuse_used(data)?;
    let verified = verify_backup(source)?;
    if verified.faults > 0 {
        let (count, first) = (verified.faults, verified.named.join("; "));
        return Err(Error::Refused(format!("the backup is not restored, {count} of its files are at fault: {first}")));
    }
    let head = Head::of(source)?;
    let beside = beside(data);
    files::remove_folder(&beside)?;
    files::make_private_folder(&beside)?;
    head.each(source, &mut |hash, name| {
        let place = beside.join(if name == head.database { "lockbox.sqlite" } else { name });
        if let Some(folder) = place.parent() {
            files::make_private_folder(folder)?;
        }
        if files::copy_unsynced(&source.join(name), &place)? == hash {
            return Ok(());
        }
        Err(Error::content(source.join(name), None, "was changed while it was read"))
    })?;
    note(&beside, source, &head)?;
    files::sync_file_system(&beside)?;
    files::remove_empty_folder(data)?;
    files::rename(&beside, data)?;
    Ok(Restored { made: head.made, files: head.files })
}

fn refuse_used(data: &Path) -> Result<()> {
    if files::stamp(data)?.is_some() && !files::list(data)?.is_empty() {
        let data = data.display();
        return Err(Error::Refused(format!(
            "`{data}` is not empty; restore into a new folder and then put it in place"
        )));
    }
    Ok(())
}

/// Where a store grows until it is whole.
fn beside(data: &Path) -> PathBuf {
    let data = files::absolute(data);
    let mut name = OsString::from(".");
    name.push(data.file_name().unwrap_or_default());
    name.push(".restoring");
    data.with_file_name(name)
}

/// Writes down in the store itself where it comes from. The store is closed after.
fn note(folder: &Path, source: &Path, head: &Head) -> Result<()> {
    SqliteStore::open(folder)?.log(&AuditEntry {
        at: Seconds(Timestamp::now().as_second()),
        by: None,
        action: "restore".to_owned(),
        subject: files::absolute(source).display().to_string(),
        detail: format!("made {}, list {}", head.made, head.list),
    })
}
