//! `posting.csv`: one row per posting.

use std::io;

use super::id;
use crate::formats::posting_row::{COLUMNS, PostingRow};
use crate::model::{Batch, BatchId, Decision, EvidenceKind, Money, Outcome, Posting, Rule, TransactionId};

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
        Self { id: id(batch, 'P', number), posting, reverses: Some(self.id.clone()), ..self.clone() }
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
                id: id(batch, 'P', first + records.len()),
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
        row(batch, record).write(&mut out)?;
    }
    out.flush()
}

fn row<'a>(batch: &'a Batch, record: &'a PostingRecord) -> PostingRow<'a> {
    let posting = &record.posting;
    PostingRow {
        posting_id: &record.id,
        batch: batch.id.as_str(),
        transaction: &record.transaction.0,
        account: posting.account.as_str(),
        bill: posting.bill.as_ref().map_or("", |bill| bill.as_str()),
        amount: posting.amount,
        payment_type: posting.payment_type,
        routing: posting.routing,
        payer_account: posting.payer_account.as_deref().unwrap_or_default(),
        check_number: posting.check_number.as_deref().unwrap_or_default(),
        deposit_date: batch.deposit_date,
        received_date: batch.received_date,
        postmark_date: posting.postmark_date,
        rule: record.rule.word(),
        evidence: &record.evidence,
        reverses: record.reverses.as_deref().unwrap_or_default(),
        document: posting.payment.0,
    }
}
