//! The files of a run: `documents.csv`, `amounts.csv`, `posting.csv`, `exceptions.csv`, `summary.json`.
//!
//! The same values give the same bytes; ids derive from the batch and a running number.

mod amounts;
mod bill_changes;
mod deposit;
mod documents;
mod exceptions;
mod posting;
mod quality_checks;
mod standings;
mod summary;
#[cfg(test)]
mod tests;

use std::io;

pub use self::amounts::write_amounts;
pub use self::bill_changes::BillChanges;
pub use self::deposit::{DepositTicketFile, TicketRow};
pub use self::documents::write_documents;
pub use self::exceptions::{ExceptionsFile, exception_ids, write_exceptions};
pub use self::posting::{PostingRecord, posting_records, write_postings};
pub use self::quality_checks::{Answer, read_answers, write_quality_checks};
pub use self::standings::{StandingRow, write_standings};
pub use self::summary::{Timing, Versions, write_summary};
use super::cell::{JOIN, text};
use crate::model::Money;

fn amount(amount: Option<Money>) -> String {
    amount.map(|amount| amount.to_string()).unwrap_or_default()
}

fn write_row<W: io::Write>(out: &mut csv::Writer<W>, cells: &[String]) -> io::Result<()> {
    out.write_record(cells).map_err(io::Error::other)
}
