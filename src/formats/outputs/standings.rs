//! Where the money of each batch is, as CSV.

use std::collections::BTreeMap;
use std::io;

use jiff::civil::Date;

use super::{text, write_row};
use crate::model::{BatchId, Place, Tally};

/// Places in the order of their columns.
const PLACES: [Place; 5] = [Place::Received, Place::Posted, Place::Suspense, Place::Exception, Place::Returned];

/// A batch and where its money is.
#[derive(Debug, Clone, Copy)]
pub struct StandingRow<'a> {
    /// The batch.
    pub batch: &'a BatchId,
    /// The day its payments go to the bank.
    pub deposit_date: Date,
    /// The day its envelopes arrived.
    pub received_date: Date,
    /// How many transactions it has.
    pub transactions: u64,
    /// How many of them wait for a person.
    pub held: u64,
    /// What is in each place.
    pub places: &'a BTreeMap<Place, Tally>,
    /// Whether it balances.
    pub in_balance: bool,
    /// What of it is in deposits.
    pub deposited: Tally,
}

/// Writes the rows: for each place how many payments, their money as far as it is known, and of how many it is not.
///
/// # Errors
/// When writing fails.
pub fn write_standings<'a>(out: impl io::Write, rows: impl Iterator<Item = StandingRow<'a>>) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    let mut head = ["batch_id", "deposit_date", "received_date", "transactions", "held"].map(str::to_owned).to_vec();
    for place in PLACES {
        let name = place.word();
        head.extend([format!("{name}_count"), format!("{name}_amount"), format!("{name}_unknown")]);
    }
    head.extend(["in_balance", "deposited_count", "deposited_amount"].map(str::to_owned));
    write_row(&mut out, &head)?;
    for row in rows {
        let mut cells = vec![
            text(row.batch.as_str()),
            row.deposit_date.to_string(),
            row.received_date.to_string(),
            row.transactions.to_string(),
            row.held.to_string(),
        ];
        for place in PLACES {
            let Tally { count, amount, unknown } = row.places.get(&place).copied().unwrap_or_default();
            cells.extend([count.to_string(), amount.to_string(), unknown.to_string()]);
        }
        let Tally { count, amount, .. } = row.deposited;
        cells.extend([row.in_balance.to_string(), count.to_string(), amount.to_string()]);
        write_row(&mut out, &cells)?;
    }
    out.flush()
}
