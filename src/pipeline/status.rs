//! How the program stands, for those who run it: what is there, what waits, what needs somebody.

use std::path::{Path, PathBuf};

use jiff::{Timestamp, ToSpan};

use super::process::now;
use super::try_lock_store;
use super::watch::{HotFolderState, look_at};
use crate::config::Config;
use crate::error::Result;
use crate::files::{self, Room};
use crate::model::Reason;
use crate::store::review::Seconds;
use crate::store::{OperationStore, Overview, SqliteStore};

/// A disk with less room than this needs somebody, in bytes, or with less than one part in twenty.
const LEAST_ROOM: u64 = 1 << 30;

/// What is asked.
#[derive(Debug)]
pub struct StatusOrder<'a> {
    /// The store's folder.
    pub data: &'a Path,
    /// The settings.
    pub config: &'a Config,
    /// The hot folder, if one is meant.
    pub hot_folder: Option<&'a Path>,
    /// Bills older than so many days are stale.
    pub bills_days: i64,
    /// Cases that came in more than so many days ago have waited too long.
    pub case_days: i64,
}

/// How the program stands.
#[derive(Debug)]
pub struct Status {
    /// What the store says.
    pub overview: Overview,
    /// Whether a process works with batches or files now; not looked up where no batch is unfinished.
    pub working: bool,
    /// Bytes of the database, of the images, and of bill files and books.
    pub sizes: Sizes,
    /// The disk that the store is on.
    pub room: Room,
    /// The hot folder.
    pub hot_folder: Option<HotFolderState>,
    /// How old the bills are, in days.
    pub bills_days: Option<i64>,
    /// What needs somebody, a sentence each; nothing if all is well.
    pub attention: Vec<String>,
}

/// How much room the store takes, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sizes {
    /// The database with its log.
    pub database: u64,
    /// The scans.
    pub images: u64,
    /// Bill files and books.
    pub bills: u64,
}

/// Finds out how the program stands.
///
/// # Errors
/// When there is no store or it fails.
pub fn status(order: &StatusOrder<'_>) -> Result<Status> {
    let store = super::replay::open(order.data)?;
    let overview = store.overview()?;
    // The lock is only tried where it matters: for a moment nobody else can have it.
    let working = !overview.unfinished.is_empty() && try_lock_store(order.data)?.is_none();
    let mut status = Status {
        working,
        sizes: sizes(order.data)?,
        room: files::room(order.data)?,
        hot_folder: order.hot_folder.map(look_at).transpose()?,
        bills_days: bills_days(&overview),
        attention: Vec::new(),
        overview,
    };
    status.attention = attention(order, &status);
    Ok(status)
}

/// The database and the room on its disk, without looking through the images.
///
/// # Errors
/// When they cannot be looked at.
pub fn vital_signs(data: &Path, store: &SqliteStore) -> Result<(Overview, u64, Room)> {
    Ok((store.overview()?, database_size(data)?, files::room(data)?))
}

fn sizes(data: &Path) -> Result<Sizes> {
    let images = files::total_size(&data.join("images"))?;
    Ok(Sizes { database: database_size(data)?, images, bills: files::total_size(&data.join("bills"))? })
}

fn database_size(data: &Path) -> Result<u64> {
    let parts = ["lockbox.sqlite", "lockbox.sqlite-wal"].map(|name| data.join(name));
    let sizes = parts.into_iter().map(|part: PathBuf| Ok(files::stamp(&part)?.map_or(0, |stamp| stamp.bytes)));
    sizes.sum()
}

fn bills_days(overview: &Overview) -> Option<i64> {
    let Seconds(seen) = overview.bills.as_ref()?.seen?;
    Some((Timestamp::now().as_second() - seen).max(0) / (24 * 60 * 60))
}

fn attention(order: &StatusOrder<'_>, status: &Status) -> Vec<String> {
    let mut found = Vec::new();
    let overview = &status.overview;
    if !status.working {
        found.extend(overview.unfinished.iter().map(|one| {
            format!("batch `{}` was broken off after {} documents; process it again", one.batch, one.documents)
        }));
    }
    if overview.unbalanced > 0 {
        found.push(format!("{} batches do not balance; `lockbox report` tells which", overview.unbalanced));
    }
    match (&overview.bills, status.bills_days) {
        (None, _) => found.push("no bills are loaded".to_owned()),
        (Some(_), Some(days)) if days > order.bills_days => {
            found.push(format!("the bills in force are {days} days old; load today's"));
        }
        _ => {}
    }
    let oldest_allowed = now(order.config).date().saturating_sub(order.case_days.days());
    if let Some(all) = overview.cases.get(&None::<Reason>).filter(|all| all.oldest < oldest_allowed) {
        found.push(format!("a case has waited since {}; `lockbox exceptions list` tells which", all.oldest));
    }
    let Room { free, all } = status.room;
    if free < LEAST_ROOM || free < all / 20 {
        found.push(format!("the disk of `{}` has {} MB left", order.data.display(), free >> 20));
    }
    found.extend(status.hot_folder.iter().flat_map(HotFolderState::attention));
    found
}
