//! What a load of bills changed and what it left out, as CSV.

use std::io;

use super::{text, write_row};
use crate::formats::bills::Rejection;
use crate::formats::book::Change;

const COLUMNS: [&str; 6] = ["change", "account_number", "bill_id", "line", "column", "reason"];

/// Writes one row per difference and rejected row.
pub struct BillChanges<W: io::Write>(csv::Writer<W>);

impl<W: io::Write> BillChanges<W> {
    /// Begins with the names of the columns.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(out: W) -> io::Result<Self> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(COLUMNS).map_err(io::Error::other)?;
        Ok(Self(out))
    }

    /// A bill that is new, changed or gone. (One that the file has twice comes as a rejected row.)
    ///
    /// # Errors
    /// When writing fails.
    pub fn difference(&mut self, change: &Change) -> io::Result<()> {
        let (word, account, id) = match change {
            Change::New(account, id) => ("new", account, id),
            Change::Changed(account, id) => ("changed", account, id),
            Change::Gone(account, id) => ("gone", account, id),
            Change::Twice(..) => return Ok(()),
        };
        let nothing = String::new;
        write_row(
            &mut self.0,
            &[word.to_owned(), text(account.as_str()), text(id.as_str()), nothing(), nothing(), nothing()],
        )
    }

    /// A row that was left out.
    ///
    /// # Errors
    /// When writing fails.
    pub fn rejection(&mut self, rejected: &Rejection) -> io::Result<()> {
        let column = rejected.column.clone().unwrap_or_default();
        let row = [
            "rejected".to_owned(),
            String::new(),
            String::new(),
            rejected.line.to_string(),
            text(column),
            text(&rejected.reason),
        ];
        write_row(&mut self.0, &row)
    }

    /// Writes out what is not written yet.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}
