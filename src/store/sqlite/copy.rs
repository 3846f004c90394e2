//! The database copied while others work with it.
//!
//! The copy is made by SQLite's own backup, page by page within one reading transaction. `VACUUM INTO` would give rows of
//! some tables other numbers, by which postings are in order.

use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::{SqliteStore, audit, store_error};
use crate::error::{Error, Result};
use crate::files;

/// A copy is given up after so many tries, each after this pause.
const TRIES: u32 = 600;
const PAUSE: Duration = Duration::from_millis(50);

impl SqliteStore {
    /// Copies the database as it is at this moment into a new file, whole in itself.
    ///
    /// # Errors
    /// When it cannot be read or the copy not be written.
    pub fn copy_to(&self, file: &Path) -> Result<()> {
        let failed = |error: rusqlite::Error| store_error(file, &error);
        files::make_private_file(file)?;
        let mut copy = Connection::open(file).map_err(failed)?;
        {
            let backup = Backup::new(&self.connection, &mut copy).map_err(failed)?;
            let mut tries = 0;
            // All pages at once: what is written meanwhile waits for nobody, and the copy never begins anew.
            while backup.step(-1).map_err(failed)? != StepResult::Done {
                tries += 1;
                if tries > TRIES {
                    let message = "it is written to all the time; try again later".to_owned();
                    return Err(Error::Store { path: self.folder.clone(), message });
                }
                sleep(PAUSE);
            }
        }
        copy.pragma_update(None, "journal_mode", "DELETE").map_err(failed)?;
        copy.close().map_err(|(_, error)| failed(error))
    }

    /// Checks that a copied database is sound.
    ///
    /// # Errors
    /// When it is not.
    pub fn check_file(file: &Path) -> Result<()> {
        let failed = |error: rusqlite::Error| store_error(file, &error);
        let said: String = read_only(file)?.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(failed)?;
        if said == "ok" {
            return Ok(());
        }
        Err(Error::Store { path: file.to_owned(), message: said })
    }

    /// The last row of the audit log of a copied database, with its hash.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn audit_head_of(file: &Path) -> Result<(u64, String)> {
        audit::head(&read_only(file)?).map_err(|error| store_error(file, &error))
    }
}

fn read_only(file: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(file, flags).map_err(|error| store_error(file, &error))
}
