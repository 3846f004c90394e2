//! The bill file taken into the store.

use std::path::Path;

use crate::error::{Error, Result};
use crate::files;
use crate::formats::bills::{self, Rejection};
use crate::model::Bill;
use crate::store::{BillLoad, BillStore};

/// A bill file as loaded: the load in force and what was not taken.
#[derive(Debug)]
pub struct BillFile {
    /// The load.
    pub load: BillLoad,
    /// The bills of the load.
    pub bills: Vec<Bill>,
    /// Rows that were rejected, with their places.
    pub rejected: Vec<Rejection>,
    /// Columns nobody knows.
    pub unknown_columns: Vec<String>,
}

/// Loads a bill file; the file that is in force already is not loaded again.
pub(super) fn load(file: &Path, store: &mut impl BillStore) -> Result<BillFile> {
    let sha256 = files::sha256(file)?;
    let mut rejected = Vec::new();
    let read = bills::read(files::open(file)?, |rejection| rejected.push(rejection))
        .map_err(|error| Error::content(file, None, error.to_string()))?;
    let load = match store.current_load()?.filter(|current| current.sha256 == sha256) {
        Some(current) => current,
        None => store.replace_bills(&sha256, &read.bills, read.rejected)?,
    };
    Ok(BillFile { load, bills: read.bills, rejected, unknown_columns: read.unknown_columns })
}

/// The bills in force, when no file is given.
pub(super) fn current(store: &impl BillStore) -> Result<BillFile> {
    let load = store.current_load()?.ok_or_else(|| {
        Error::Refused("no bills are loaded yet; give the file of open bills with --bills FILE".to_owned())
    })?;
    let bills = store.bills(load.id)?;
    Ok(BillFile { load, bills, rejected: Vec::new(), unknown_columns: Vec::new() })
}
