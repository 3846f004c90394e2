//! Puts documents together as they came out of their envelopes.
//!
//! The scanner's grouping is the truth where it is given. Without it the order of the documents decides, and doubt
//! always makes a group larger or a payment lonelier, never the reverse: what a page says is used for its own group
//! only, so a group that is too large is held, and a payment that stands alone must speak for itself.

mod sequence;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use crate::model::{Document, Mode, PageKind, Transaction, TransactionId};

/// Groups the documents of a batch, given in scanning order. Every document is in exactly one transaction.
#[must_use]
pub fn form(mode: Mode, documents: Vec<Document>) -> Vec<Transaction> {
    if documents.iter().any(|document| document.group.is_some()) {
        return by_group(documents);
    }
    let groups = sequence::split(mode, documents);
    let name =
        |(at, documents): (usize, Vec<Document>)| Transaction { id: TransactionId((at + 1).to_string()), documents };
    groups.into_iter().enumerate().map(name).collect()
}

/// Follows the scanner's grouping; a document that it left out stands alone.
fn by_group(documents: Vec<Document>) -> Vec<Transaction> {
    let taken: HashSet<TransactionId> = documents.iter().filter_map(|document| document.group.clone()).collect();
    let mut running = 0_usize;
    let mut place: HashMap<TransactionId, usize> = HashMap::new();
    let mut transactions: Vec<Transaction> = Vec::new();
    for document in documents {
        let drops_in = matches!(document.kind(), Some(PageKind::Blank | PageKind::Separator));
        let at = match &document.group {
            Some(group) => place.get(group).copied(),
            None if drops_in => transactions.len().checked_sub(1),
            None => None,
        };
        if let Some(at) = at {
            transactions[at].documents.push(document);
            continue;
        }
        let id = document.group.clone().unwrap_or_else(|| free_id(&mut running, &taken));
        place.insert(id.clone(), transactions.len());
        transactions.push(Transaction { id, documents: vec![document] });
    }
    transactions
}

/// The next running number that the scanner has not used as a name.
fn free_id(running: &mut usize, taken: &HashSet<TransactionId>) -> TransactionId {
    loop {
        *running += 1;
        let id = TransactionId(running.to_string());
        if !taken.contains(&id) {
            return id;
        }
    }
}
