//! The files of a run: `documents.csv`, `amounts.csv`, `posting.csv`, `exceptions.csv`, `summary.json`.
//!
//! The same values give the same bytes; ids derive from the batch and a running number.

mod amounts;
mod bill_changes;
mod documents;
mod exceptions;
mod posting;
mod quality_checks;
mod standings;
mod summary;
#[cfg(test)]
mod tests;

use std::io;

use jiff::civil::Date;

pub use self::amounts::write_amounts;
pub use self::bill_changes::BillChanges;
pub use self::documents::write_documents;
pub use self::exceptions::{exception_ids, write_exceptions};
pub use self::posting::{PostingRecord, posting_records, write_postings};
pub use self::quality_checks::{Answer, read_answers, write_quality_checks};
pub use self::standings::{StandingRow, write_standings};
pub use self::summary::{Timing, Versions, write_summary};
use crate::model::Money;

/// Lists inside a cell are joined by this.
const JOIN: &str = "|";

/// A text cell that no spreadsheet runs as a formula: one that could be gets a leading apostrophe.
fn text(cell: impl Into<String>) -> String {
    let cell = cell.into();
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

fn amount(amount: Option<Money>) -> String {
    amount.map(|amount| amount.to_string()).unwrap_or_default()
}

fn day(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn write_row<W: io::Write>(out: &mut csv::Writer<W>, cells: &[String]) -> io::Result<()> {
    out.write_record(cells).map_err(io::Error::other)
}
