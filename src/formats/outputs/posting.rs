//! `posting.csv`: one row per posting.

use std::io;

use super::{JOIN, day, text, write_row};
use crate::model::{Batch, BatchId, Decision, EvidenceKind, Money, Outcome, Posting, Rule, TransactionId};

const COLUMNS: [&str; 17] = [
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

/// A posting with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostingRecord {
    /// Its id.
    pub id: String,
    /// The transaction it belongs to.
    pub transaction: TransactionId,
    /// The posting.
    pub posting: Posting,
    /// The rule that made it.
    pub rule: Rule,
    /// The facts it rests on.
    pub evidence: Vec<EvidenceKind>,
    /// The id of the posting that it undoes; its amount is then written as less than nothing.
    pub reverses: Option<String>,
}

impl PostingRecord {
    /// The record that undoes this one, as the `number`th of the batch.
    #[must_use]
    pub fn reversed(&self, batch: &BatchId, number: usize) -> Self {
        let posting = Posting { amount: Money::ZERO.minus(self.posting.amount), ..self.posting.clone() };
        Self { id: batch.posting_id(number), posting, reverses: Some(self.id.clone()), ..self.clone() }
    }
}

/// The postings of a batch's decisions, numbered from `first` in their order.
#[must_use]
pub fn posting_records(batch: &BatchId, decisions: &[Decision], first: usize) -> Vec<PostingRecord> {
    let mut records = Vec::new();
    for decision in decisions {
        let Outcome::Post(postings) = &decision.outcome else { continue };
        for posting in postings {
            records.push(PostingRecord {
                id: batch.posting_id(first + records.len()),
                transaction: decision.transaction.clone(),
                posting: posting.clone(),
                rule: decision.rule,
                evidence: kinds(decision),
                reverses: None,
            });
        }
    }
    records
}

/// Each kind of evidence once, in the order of the list.
fn kinds(decision: &Decision) -> Vec<EvidenceKind> {
    let mut kinds: Vec<EvidenceKind> = decision.evidence.iter().map(|evidence| evidence.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// Writes the rows.
///
/// # Errors
/// When writing fails.
pub fn write_postings(out: impl io::Write, batch: &Batch, records: &[PostingRecord]) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(COLUMNS).map_err(io::Error::other)?;
    for record in records {
        write_row(&mut out, &row(batch, record))?;
    }
    out.flush()
}

fn row(batch: &Batch, record: &PostingRecord) -> Vec<String> {
    let posting = &record.posting;
    let evidence: Vec<&str> = record.evidence.iter().map(|kind| kind.word()).collect();
    vec![
        text(&record.id),
        text(batch.id.as_str()),
        text(record.transaction.to_string()),
        posting.account.to_string(),
        text(posting.bill.as_ref().map(ToString::to_string).unwrap_or_default()),
        posting.amount.to_string(),
        posting.payment_type.word().to_owned(),
        posting.routing.map(|routing| routing.to_string()).unwrap_or_default(),
        text(posting.payer_account.clone().unwrap_or_default()),
        text(posting.check_number.clone().unwrap_or_default()),
        batch.deposit_date.to_string(),
        batch.received_date.to_string(),
        day(posting.postmark_date),
        record.rule.word().to_owned(),
        evidence.join(JOIN),
        text(record.reverses.clone().unwrap_or_default()),
        posting.payment.to_string(),
    ]
}
