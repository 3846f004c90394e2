//! The store on one SQLite file in WAL mode.

mod answers;
mod archive;
mod audit;
mod balancing;
mod batches;
mod bills;
mod cases;
mod copy;
mod deposits;
mod groups;
mod ledger;
mod operation;
mod quality;
mod requests;
mod returns;
#[cfg(test)]
mod tests;
mod turn;
mod uploads;
mod users;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

use self::turn::Turn;
use super::{Books, Images};
use crate::error::{Error, Result};
use crate::files;

/// Every migration in order; `user_version` counts those applied.
const MIGRATIONS: [&str; 10] = [
    include_str!("migrations/0001_start.sql"),
    include_str!("migrations/0002_bill_books.sql"),
    include_str!("migrations/0003_decisions.sql"),
    include_str!("migrations/0004_quality_checks.sql"),
    include_str!("migrations/0005_ledger.sql"),
    include_str!("migrations/0006_money_out.sql"),
    include_str!("migrations/0007_review.sql"),
    include_str!("migrations/0008_settled.sql"),
    include_str!("migrations/0009_operation.sql"),
    QUEUES,
];

/// So many statements are kept ready.
const STATEMENTS: usize = 160;
/// The migration that leaves the queues of exceptions to be filled in.
const QUEUES: &str = include_str!("migrations/0010_screens.sql");

/// The default store: a folder that only its owner may enter, with a SQLite file and the images.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    folder: PathBuf,
    /// Those who write often take turns, beside the lock of the database, which wakes nobody.
    turn: Turn,
}

impl SqliteStore {
    /// Opens the store in `folder`, making or upgrading it as needed.
    ///
    /// # Errors
    /// When the folder or file cannot be used, or a newer program has written it.
    pub fn open(folder: &Path) -> Result<Self> {
        files::make_private_folder(folder)?;
        let file = folder.join("lockbox.sqlite");
        files::make_private_file(&file)?;
        let failed = |error: rusqlite::Error| store_error(folder, &error);
        let mut connection = Connection::open(&file).map_err(failed)?;
        connection.busy_timeout(Duration::from_secs(30)).map_err(failed)?;
        connection
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
            .map_err(failed)?;
        migrate(&mut connection, folder)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self { connection, folder: folder.to_owned(), turn: Turn::of(folder) })
    }

    /// The images of this store.
    #[must_use]
    pub fn images(&self) -> Images {
        Images::new(self.folder.join("images"))
    }

    /// The bill files and books of this store.
    #[must_use]
    pub fn books(&self) -> Books {
        Books::new(self.folder.join("bills"))
    }

    fn failed(&self) -> impl Fn(rusqlite::Error) -> Error + '_ {
        |error| store_error(&self.folder, &error)
    }

    fn damaged(&self, what: &str) -> Error {
        let message = format!("{what} in it cannot be understood; restore the store from a backup");
        Error::Store { path: self.folder.clone(), message }
    }
}

fn store_error(folder: &Path, error: &rusqlite::Error) -> Error {
    Error::Store { path: folder.to_owned(), message: error.to_string() }
}

fn migrate(connection: &mut Connection, folder: &Path) -> Result<()> {
    let failed = |error: rusqlite::Error| store_error(folder, &error);
    let applied: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
    if applied as usize > MIGRATIONS.len() {
        let message = "a newer version of lockbox has written it; use that version".to_owned();
        return Err(Error::Store { path: folder.to_owned(), message });
    }
    for (number, sql) in MIGRATIONS.iter().enumerate().skip(applied as usize) {
        let step = connection.transaction().map_err(failed)?;
        step.execute_batch(sql).map_err(failed)?;
        if *sql == QUEUES {
            cases::fill_queues(&step).map_err(failed)?;
        }
        step.pragma_update(None, "user_version", (number + 1) as u32).map_err(failed)?;
        step.commit().map_err(failed)?;
    }
    Ok(())
}
