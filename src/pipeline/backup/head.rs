//! What a backup says of itself.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::files;

/// The file that makes a folder a backup.
const HEAD: &str = "backup.json";
/// No head is larger.
const LARGEST: u64 = 1 << 20;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    /// The program that made it.
    pub(super) program: String,
    /// When it was made, UTC.
    pub(super) made: String,
    /// The list of its files, by its hash.
    pub(super) list: String,
    /// How many files it has.
    pub(super) files: u64,
    /// Their bytes.
    pub(super) bytes: u64,
    /// The database among them.
    pub(super) database: String,
    /// The last row of its audit log, by which it is known whose backup it is.
    pub(super) audit_row: u64,
    /// That row's hash.
    pub(super) audit_hash: String,
}

impl Head {
    /// The head of the backup in a folder; `None` if there is none.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>> {
        let file = folder.join(HEAD);
        if !files::exists(&file) {
            return Ok(None);
        }
        let text = files::read_text(&file, LARGEST)?;
        let wrong =
            |error: serde_json::Error| Error::content(&file, None, format!("is not as it was written: {error}"));
        serde_json::from_str(&text).map(Some).map_err(wrong)
    }

    /// The head of the backup that must be in a folder.
    pub(super) fn of(folder: &Path) -> Result<Self> {
        let none = || Error::Refused(format!("there is no whole backup in `{}`", folder.display()));
        Self::read(folder)?.ok_or_else(none)
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        files::write_atomic(&folder.join(HEAD), |out| writeln!(out, "{text}"))
    }

    /// Where its list is.
    pub(super) fn list_file(&self, folder: &Path) -> PathBuf {
        folder.join(list_name(&self.list))
    }

    /// Goes through its list: the hash and name of each file. The list itself is checked first.
    pub(super) fn each(&self, folder: &Path, each: &mut dyn FnMut(&str, &str) -> Result<()>) -> Result<()> {
        let file = self.list_file(folder);
        if files::sha256(&file)? != self.list {
            return Err(Error::content(&file, None, "is not as it was written"));
        }
        for (line, number) in BufReader::new(files::open(&file)?).lines().zip(1..) {
            let wrong = || Error::content(&file, Some(number), "is not as it was written");
            let line = line.map_err(|_| wrong())?;
            let (hash, name) = line.split_once("  ").ok_or_else(wrong)?;
            let stays = !name.starts_with('/') && name.split('/').all(|part| part != "..");
            if !stays || hash.len() != 64 {
                return Err(wrong());
            }
            each(hash, name)?;
        }
        Ok(())
    }
}

/// The name of the list with that hash.
pub(super) fn list_name(hash: &str) -> String {
    format!("list-{hash}.sha256")
}
