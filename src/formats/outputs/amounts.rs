//! `amounts.csv`: the likeliest amount of every payment and how surely it was read, sure or not: for measuring, never to
//! be acted on.

use std::io;

use super::{text, write_row};
use crate::model::Transaction;

const COLUMNS: [&str; 5] = ["document", "file", "page", "amount", "confidence"];

/// Writes the rows, in the order of the documents' numbers.
///
/// # Errors
/// When writing fails.
pub fn write_amounts(out: impl io::Write, transactions: &[Transaction]) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(COLUMNS).map_err(io::Error::other)?;
    let mut documents: Vec<_> = transactions.iter().flat_map(|transaction| &transaction.documents).collect();
    documents.sort_by_key(|document| document.number);
    for document in documents {
        let check = document.face().ok().and_then(|page| page.check.as_ref());
        let Some(best) = check.and_then(|check| check.amount.value.best()) else { continue };
        let row = [
            document.number.to_string(),
            text(document.source.file.as_ref()),
            document.source.page.to_string(),
            best.value.to_string(),
            format!("{:.5}", best.confidence),
        ];
        write_row(&mut out, &row)?;
    }
    out.flush()
}
