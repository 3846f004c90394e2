//! Open bills from a CSV file.
//!
//! A bad row costs that row: it is handed to the caller with its line, column and reason, and the rest loads. Rows are
//! cut line by line, so that a stray quote cannot swallow the rows after it.

mod lines;
mod row;

use std::collections::HashSet;
use std::io::{self, Read};

use self::lines::Lines;
use self::row::{COLUMNS, Row};
use crate::model::{AccountNumber, Bill, BillId};

/// Columns that a file must have.
const REQUIRED: [&str; 4] = ["account_number", "bill_id", "amount_due", "due_date"];

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The column that is wrong, where it is one.
    pub column: Option<String>,
    /// What is wrong.
    pub reason: String,
}

/// What a file held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Loaded {
    /// The bills, in the order of the file.
    pub bills: Vec<Bill>,
    /// How many rows there were, good and bad.
    pub rows: u64,
    /// How many were rejected.
    pub rejected: u64,
    /// Columns that mean nothing here.
    pub unknown_columns: Vec<String>,
}

/// Why a file cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum BillsError {
    /// It could not be read.
    #[error("{0}")]
    Read(#[from] io::Error),
    /// It has no first line.
    #[error("the file is empty; its first line must name the columns: {}", REQUIRED.join(", "))]
    Empty,
    /// Columns that must be there are not.
    #[error("the first line lacks the column{} {}", if .0.len() > 1 { "s" } else { "" }, .0.join(", "))]
    Missing(Vec<&'static str>),
    /// A column is there twice.
    #[error("the first line names the column {0} twice")]
    Twice(String),
    /// The first line cannot be taken apart.
    #[error("the first line cannot be read: {0}")]
    Header(String),
}

/// Reads a whole file; every bad row goes to `on_reject`.
///
/// # Errors
/// When the file cannot be read or its first line does not name the columns.
pub fn read(reader: impl Read, mut on_reject: impl FnMut(Rejection)) -> Result<Loaded, BillsError> {
    let mut lines = Lines::new(reader);
    let header = lines.next_row()?.ok_or(BillsError::Empty)?;
    let names = header.cells.map_err(BillsError::Header)?;
    let mut loaded = Loaded { unknown_columns: unknown(&names), ..Loaded::default() };
    check_header(&names)?;
    let mut seen: HashSet<(AccountNumber, BillId)> = HashSet::new();
    while let Some(raw) = lines.next_row()? {
        loaded.rows += 1;
        let bill = raw.cells.map_err(|reason| (None, reason)).and_then(|cells| {
            let bill = Row::new(&names, &cells)?.bill()?;
            let new = seen.insert((bill.account.clone(), bill.id.clone()));
            let twice = || format!("bill {} of this account is in the file before; the first stands", bill.id);
            if new { Ok(bill) } else { Err((Some("bill_id".to_owned()), twice())) }
        });
        match bill {
            Ok(bill) => loaded.bills.push(bill),
            Err((column, reason)) => {
                loaded.rejected += 1;
                on_reject(Rejection { line: raw.line, column, reason });
            }
        }
    }
    Ok(loaded)
}

fn unknown(names: &[String]) -> Vec<String> {
    names.iter().filter(|name| !COLUMNS.contains(&name.as_str())).cloned().collect()
}

fn check_header(names: &[String]) -> Result<(), BillsError> {
    let missing: Vec<&'static str> = REQUIRED.into_iter().filter(|name| !names.iter().any(|n| n == name)).collect();
    if !missing.is_empty() {
        return Err(BillsError::Missing(missing));
    }
    let mut seen = HashSet::new();
    match names.iter().find(|name| COLUMNS.contains(&name.as_str()) && !seen.insert(name.as_str())) {
        Some(name) => Err(BillsError::Twice(name.clone())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
