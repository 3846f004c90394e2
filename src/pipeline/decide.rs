//! From what was read to decisions: the same for a new batch and for one that is decided again.

use super::past::past;
use crate::config::Config;
use crate::error::Result;
use crate::matching::{self, BillIndex};
use crate::model::{Batch, Decision, Document, Money, Transaction};
use crate::reading::amount;
use crate::store::{BatchStore, SqliteStore};
use crate::transactions;

/// A batch decided.
pub(super) struct Decided {
    pub(super) documents: Vec<Document>,
    pub(super) transactions: Vec<Transaction>,
    pub(super) decisions: Vec<Decision>,
}

/// Decides a batch by what the store keeps of its documents.
pub(super) fn decide(config: &Config, batch: &Batch, index: &BillIndex, store: &SqliteStore) -> Result<Decided> {
    let mut documents = store.documents(&batch.id)?;
    documents.iter_mut().for_each(matching::take_captured);
    let mut transactions = transactions::form(batch.mode, documents);
    for transaction in &mut transactions {
        let expected = matching::expected_amounts(transaction, index);
        confirm_amounts(transaction, &expected, config.policy.amount_confidence);
    }
    let documents: Vec<Document> = transactions.iter().flat_map(|t| t.documents.iter().cloned()).collect();
    let past = past(store, batch, &documents)?;
    let decisions = matching::decide(batch, &transactions, index, config, &past);
    Ok(Decided { documents, transactions, decisions })
}

/// Lets the amounts that are expected confirm what was read of a payment's figures and words.
fn confirm_amounts(transaction: &mut Transaction, expected: &[Money], least: f32) {
    let readings = transaction.documents.iter_mut().filter_map(|document| document.front.as_mut().ok());
    for check in readings.filter_map(|page| page.check.as_mut()) {
        check.amount = amount::confirm(std::mem::take(&mut check.amount), expected, least);
    }
}
