//! Tables of truth and of results: CSV files whose columns go by name.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::sync::Arc;

use crate::model::{Money, MoneyError};

/// Why a table cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A file could not be read.
    #[error("{file} cannot be read: {cause}")]
    Read {
        /// Which one.
        file: &'static str,
        /// What happened.
        #[source]
        cause: io::Error,
    },
    /// A file lacks a column.
    #[error("{file} has no column {column}")]
    Column {
        /// Which one.
        file: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A value makes no sense.
    #[error("{file}, line {line}: {message}")]
    Value {
        /// Which one.
        file: &'static str,
        /// The line.
        line: u64,
        /// What is wrong.
        message: String,
    },
}

/// One row, its file and its column names.
pub(super) struct Row {
    file: &'static str,
    line: u64,
    names: Arc<BTreeMap<String, usize>>,
    cells: Vec<String>,
}

/// All rows of a table.
pub(super) fn table(file: &'static str, reader: impl Read) -> Result<Vec<Row>, TableError> {
    let failed = |cause: csv::Error| TableError::Read { file, cause: io::Error::other(cause) };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(reader);
    let header = reader.headers().map_err(failed)?;
    let names = Arc::new(header.iter().enumerate().map(|(at, name)| (name.trim().to_owned(), at)).collect());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(failed)?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = record.iter().map(|cell| unguarded(cell).to_owned()).collect();
        rows.push(Row { file, line, names: Arc::clone(&names), cells });
    }
    Ok(rows)
}

/// A cell without the apostrophe that keeps spreadsheets from running it.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}

impl Row {
    /// The cell of a column that the table may lack.
    pub(super) fn find(&self, column: &str) -> Option<&str> {
        let at = *self.names.get(column)?;
        Some(self.cells.get(at).map_or("", String::as_str))
    }

    pub(super) fn get(&self, column: &'static str) -> Result<String, TableError> {
        let cell = self.find(column).ok_or(TableError::Column { file: self.file, column })?;
        Ok(cell.to_owned())
    }

    /// The parts of a cell, joined by |.
    pub(super) fn list(&self, column: &'static str) -> Result<BTreeSet<String>, TableError> {
        Ok(self.get(column)?.split('|').filter(|part| !part.is_empty()).map(str::to_owned).collect())
    }

    pub(super) fn money(&self, text: &str) -> Result<Money, TableError> {
        text.parse().map_err(|error: MoneyError| self.wrong(error.to_string()))
    }

    pub(super) fn wrong(&self, message: String) -> TableError {
        TableError::Value { file: self.file, line: self.line, message }
    }
}
