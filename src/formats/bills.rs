//! Open bills from a CSV file.
//!
//! A bad row costs that row: it is handed to the caller with its line, column and reason, and the rest loads. Rows are
//! cut line by line, so that a stray quote cannot swallow the rows after it; then they are taken apart in parallel.

mod lines;
mod row;

use std::collections::HashSet;
use std::io::{self, Read};

use rayon::prelude::*;

use self::lines::Lines;
use self::row::{COLUMNS, Columns, Row};
use crate::model::Bill;

/// Columns that a file must have.
const REQUIRED: [&str; 4] = ["account_number", "bill_id", "amount_due", "due_date"];
/// So many rows are cut before they are taken apart in parallel.
const ROWS_AT_ONCE: usize = 1 << 14;

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
pub struct Summary {
    /// How many rows there were, good and bad.
    pub rows: u64,
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

/// Reads a whole file, in parallel: `make` turns a bill into what is wanted of it, `take` is given that, or why there is
/// none, row by row in the order of the file, with the line.
///
/// # Errors
/// When the file cannot be read or its first line does not name the columns.
pub fn read<T: Send>(
    reader: impl Read,
    make: impl Fn(&Bill<'_>) -> T + Sync,
    mut take: impl FnMut(u64, Result<T, Rejection>),
) -> Result<Summary, BillsError> {
    let mut lines = Lines::new(reader);
    let header = lines.next_row()?.ok_or(BillsError::Empty)?;
    let header = header.bytes.map_err(BillsError::Header)?;
    let names: Vec<String> =
        lines::cells(&header).map_err(BillsError::Header)?.iter().map(ToString::to_string).collect();
    check_header(&names)?;
    let unknown_columns = names.iter().filter(|name| !COLUMNS.contains(&name.as_str())).cloned().collect();
    let mut summary = Summary { rows: 0, unknown_columns };
    let columns = Columns::new(&names);
    let one = |raw: &lines::RawRow| {
        let bad = |column, reason| Rejection { line: raw.line, column, reason };
        let bytes = raw.bytes.as_ref().map_err(|reason| bad(None, reason.clone()))?;
        let cells = lines::cells(bytes).map_err(|reason| bad(None, reason))?;
        let bill = Row::new(&columns, &cells).and_then(|row| row.bill());
        bill.map(|bill| make(&bill)).map_err(|(column, reason)| bad(column, reason))
    };
    loop {
        let rows = lines.next_rows(ROWS_AT_ONCE)?;
        if rows.is_empty() {
            return Ok(summary);
        }
        summary.rows += rows.len() as u64;
        let made: Vec<Result<T, Rejection>> = rows.par_iter().map(one).collect();
        rows.iter().zip(made).for_each(|(row, made)| take(row.line, made));
    }
}

fn check_header(names: &[String]) -> Result<(), BillsError> {
    let missing: Vec<&'static str> = REQUIRED.into_iter().filter(|name| !names.iter().any(|n| n == name)).collect();
    if !missing.is_empty() {
        return Err(BillsError::Missing(missing));
    }
    let mut seen = HashSet::new();
    match names.iter().find(|name| COLUMNS.contains(&name.as_str()) && !seen.insert(*name)) {
        Some(name) => Err(BillsError::Twice(name.to_owned())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
