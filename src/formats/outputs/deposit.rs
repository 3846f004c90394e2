//! The ticket of a deposit: a row for each payment that goes to the bank, and for each that does not.

use std::io;

use super::{amount, text, write_row};
use crate::model::{BatchId, DocumentNumber, Money, PaymentType, RoutingNumber, TransactionId};

const COLUMNS: [&str; 11] = [
    "status",
    "sequence",
    "batch_id",
    "transaction",
    "document",
    "payment_type",
    "routing_number",
    "payer_account",
    "check_number",
    "amount",
    "why",
];

/// A payment of a deposit.
#[derive(Debug, Clone, Copy)]
pub struct TicketRow<'a> {
    /// Its batch.
    pub batch: &'a BatchId,
    /// Its transaction.
    pub transaction: &'a TransactionId,
    /// The payment.
    pub document: DocumentNumber,
    /// Its sequence number.
    pub sequence: &'a str,
    /// What sort of instrument it is.
    pub payment_type: PaymentType,
    /// The bank it is drawn on.
    pub routing: Option<RoutingNumber>,
    /// The payer's account there.
    pub payer_account: Option<&'a str>,
    /// Its serial number.
    pub check_number: Option<&'a str>,
    /// Its amount.
    pub amount: Money,
}

/// A ticket that is being written.
pub struct DepositTicketFile<'a>(csv::Writer<&'a mut dyn io::Write>);

impl<'a> DepositTicketFile<'a> {
    /// Begins with the names of the columns.
    ///
    /// # Errors
    /// When writing fails.
    pub fn create(out: &'a mut dyn io::Write) -> io::Result<Self> {
        let mut out = csv::Writer::from_writer(out);
        write_row(&mut out, &COLUMNS.map(str::to_owned))?;
        Ok(Self(out))
    }

    /// Adds a payment that is in the deposit.
    ///
    /// # Errors
    /// When writing fails.
    pub fn deposited(&mut self, row: &TicketRow<'_>) -> io::Result<()> {
        let cells = [
            "deposited".to_owned(),
            row.sequence.to_owned(),
            text(row.batch.as_str()),
            text(row.transaction.0.as_str()),
            row.document.to_string(),
            row.payment_type.word().to_owned(),
            row.routing.map(|routing| routing.to_string()).unwrap_or_default(),
            text(row.payer_account.unwrap_or_default()),
            text(row.check_number.unwrap_or_default()),
            row.amount.to_string(),
            String::new(),
        ];
        write_row(&mut self.0, &cells)
    }

    /// Adds a payment that is left out, and why in a word.
    ///
    /// # Errors
    /// When writing fails.
    pub fn left_out(
        &mut self,
        batch: &BatchId,
        transaction: &TransactionId,
        document: DocumentNumber,
        money: Option<Money>,
        why: &str,
    ) -> io::Result<()> {
        let mut cells = [const { String::new() }; COLUMNS.len()];
        cells[0] = "left_out".to_owned();
        cells[2] = text(batch.as_str());
        cells[3] = text(transaction.0.as_str());
        cells[4] = document.to_string();
        cells[9] = amount(money);
        cells[10] = why.to_owned();
        write_row(&mut self.0, &cells)
    }

    /// Writes what waits.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}
