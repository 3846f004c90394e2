//! Whether a backup is as it was made.

use std::path::Path;

use super::head::Head;
use crate::error::Result;
use crate::files;
use crate::store::SqliteStore;

/// So many faults are named; all are counted.
const FAULTS_NAMED: usize = 20;

/// What a look at every byte of a backup found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// When it was made, UTC.
    pub made: String,
    /// How many files it has.
    pub files: u64,
    /// How many of them are missing or damaged.
    pub faults: u64,
    /// The first of them, with what is wrong.
    pub named: Vec<String>,
}

/// Reads every byte of a backup and compares it with what was written.
///
/// # Errors
/// When there is no backup, or what it says of itself is damaged.
pub fn verify_backup(folder: &Path) -> Result<Verified> {
    let head = Head::of(folder)?;
    let mut verified = Verified { made: head.made.clone(), files: 0, faults: 0, named: Vec::new() };
    head.each(folder, &mut |hash, name| {
        verified.files += 1;
        match files::sha256(&folder.join(name)) {
            Ok(found) if found == hash => {}
            Ok(_) => verified.fault(format!("`{name}` is damaged")),
            Err(error) => verified.fault(error.to_string()),
        }
        Ok(())
    })?;
    if verified.files != head.files {
        verified.fault(format!("{} files are listed, {} were made", verified.files, head.files));
    }
    if verified.faults == 0
        && let Err(error) = SqliteStore::check_file(&folder.join(&head.database))
    {
        verified.fault(error.to_string());
    }
    Ok(verified)
}

impl Verified {
    fn fault(&mut self, what: String) {
        self.faults += 1;
        if self.named.len() < FAULTS_NAMED {
            self.named.push(what);
        }
    }
}
