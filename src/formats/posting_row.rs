//! A row of `posting.csv`, which a batch's outputs and a deposit's posting file write alike.

use std::io;

use jiff::civil::Date;

use super::cell::{JOIN, text};
use crate::model::{EvidenceKind, Money, PaymentType, RoutingNumber};

/// The names of the columns.
pub(super) const COLUMNS: [&str; 17] = [
    "posting_id",
    "batch_id",
    "transaction",
    "account_number",
    "bill_id",
    "amount",
    "payment_type",
    "routing_number",
    "payer_account",
    "check_number",
    "deposit_date",
    "received_date",
    "postmark_date",
    "rule",
    "evidence",
    "reverses",
    "document",
];

/// Money of one payment applied to one bill, or left without one; texts are empty where there is nothing to say.
pub(super) struct PostingRow<'a> {
    pub(super) posting_id: &'a str,
    pub(super) batch: &'a str,
    pub(super) transaction: &'a str,
    pub(super) account: &'a str,
    pub(super) bill: &'a str,
    pub(super) amount: Money,
    pub(super) payment_type: PaymentType,
    pub(super) routing: Option<RoutingNumber>,
    pub(super) payer_account: &'a str,
    pub(super) check_number: &'a str,
    pub(super) deposit_date: Date,
    pub(super) received_date: Date,
    pub(super) postmark_date: Option<Date>,
    pub(super) rule: &'static str,
    pub(super) evidence: &'a [EvidenceKind],
    pub(super) reverses: &'a str,
    pub(super) document: u32,
}

impl PostingRow<'_> {
    /// Its cells, in the order of [`COLUMNS`].
    pub(super) fn cells(&self) -> [String; COLUMNS.len()] {
        let evidence: Vec<&str> = self.evidence.iter().map(|kind| kind.word()).collect();
        [
            text(self.posting_id),
            text(self.batch),
            text(self.transaction),
            self.account.to_owned(),
            text(self.bill),
            self.amount.to_string(),
            self.payment_type.word().to_owned(),
            self.routing.map(|routing| routing.to_string()).unwrap_or_default(),
            text(self.payer_account),
            text(self.check_number),
            self.deposit_date.to_string(),
            self.received_date.to_string(),
            self.postmark_date.map(|date| date.to_string()).unwrap_or_default(),
            self.rule.to_owned(),
            evidence.join(JOIN),
            text(self.reverses),
            self.document.to_string(),
        ]
    }

    /// Writes it.
    pub(super) fn write<W: io::Write>(&self, out: &mut csv::Writer<W>) -> io::Result<()> {
        out.write_record(self.cells()).map_err(io::Error::other)
    }
}
