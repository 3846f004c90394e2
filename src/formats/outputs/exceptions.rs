//! `exceptions.csv`: one row per held transaction.

use std::collections::HashMap;
use std::io;

use super::{JOIN, text, write_row};
use crate::model::{BatchId, Candidate, Decision, Outcome, Reason, Transaction, TransactionId};

const COLUMNS: [&str; 10] = [
    "exception_id",
    "batch_id",
    "transaction",
    "reasons",
    "priority",
    "amount",
    "account_number",
    "candidates",
    "documents",
    "explanation",
];

/// The ids of a batch's exceptions, with their transactions, in the order of the decisions.
#[must_use]
pub fn exception_ids(batch: &BatchId, decisions: &[Decision]) -> Vec<(TransactionId, String)> {
    let held = decisions.iter().filter(|decision| matches!(decision.outcome, Outcome::Hold(_)));
    held.enumerate().map(|(at, decision)| (decision.transaction.clone(), batch.exception_id(at + 1))).collect()
}

/// Writes the rows of one batch. The amount is what is known of it.
///
/// # Errors
/// When writing fails.
pub fn write_exceptions(
    out: impl io::Write,
    batch: &BatchId,
    transactions: &[Transaction],
    decisions: &[Decision],
) -> io::Result<()> {
    let mut file = ExceptionsFile::new(out)?;
    file.add(batch, transactions, decisions, |_| true)?;
    file.finish()
}

/// A file of the exceptions of any number of batches.
pub struct ExceptionsFile<W: io::Write>(csv::Writer<W>);

impl<W: io::Write> ExceptionsFile<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(out: W) -> io::Result<Self> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(COLUMNS).map_err(io::Error::other)?;
        Ok(Self(out))
    }

    /// Adds the exceptions of a batch whose ids are wanted.
    ///
    /// # Errors
    /// When writing fails.
    pub fn add(
        &mut self,
        batch: &BatchId,
        transactions: &[Transaction],
        decisions: &[Decision],
        wanted: impl Fn(&str) -> bool,
    ) -> io::Result<()> {
        let documents: HashMap<&TransactionId, &Transaction> =
            transactions.iter().map(|transaction| (&transaction.id, transaction)).collect();
        let mut number = 0;
        for decision in decisions {
            let Outcome::Hold(reasons) = &decision.outcome else { continue };
            number += 1;
            if wanted(&batch.exception_id(number)) {
                let transaction = documents.get(&decision.transaction).copied();
                write_row(&mut self.0, &row(batch, number, decision, reasons, transaction))?;
            }
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn row(
    batch: &BatchId,
    number: usize,
    decision: &Decision,
    reasons: &[Reason],
    transaction: Option<&Transaction>,
) -> Vec<String> {
    let reasons: Vec<&str> = reasons.iter().map(|reason| reason.word()).collect();
    let known = decision.payments.iter().any(|(_, amount)| amount.is_some());
    let candidates: Vec<String> = decision.candidates.iter().map(candidate).collect();
    let documents: Vec<String> =
        transaction.iter().flat_map(|t| &t.documents).map(|document| document.number.to_string()).collect();
    vec![
        text(batch.exception_id(number)),
        text(batch.as_str()),
        text(decision.transaction.to_string()),
        reasons.join(JOIN),
        decision.priority.to_string(),
        super::amount(known.then(|| decision.known_amount())),
        decision.account.as_ref().map(ToString::to_string).unwrap_or_default(),
        text(candidates.join(JOIN)),
        documents.join(JOIN),
        text(&decision.explanation),
    ]
}

/// `account:bill:open amount`.
fn candidate(candidate: &Candidate) -> String {
    let bill = candidate.bill.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{}:{bill}:{}", candidate.account, candidate.open_amount)
}
