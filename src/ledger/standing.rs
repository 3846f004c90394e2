//! Where each payment's money is: what the lines of the ledger add up to.

use std::collections::BTreeMap;

use crate::model::{DocumentNumber, Entry, Money, Place, TransactionId};

/// A payment and where its money is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its transaction.
    pub transaction: TransactionId,
    /// The payment.
    pub payment: DocumentNumber,
    /// What came in; `None` while the amount is not known.
    pub received: Option<Money>,
    /// What of it is in each other place.
    pub places: BTreeMap<Place, Money>,
    /// Its postings that stand, each with its line.
    pub postings: Vec<Entry>,
}

impl Standing {
    /// What of it is in a place.
    #[must_use]
    pub fn at(&self, place: Place) -> Money {
        self.places.get(&place).copied().unwrap_or_default()
    }
}

/// Where the payments of these lines are, in the order of their numbers.
#[must_use]
pub fn standings<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<Standing> {
    let mut all: BTreeMap<DocumentNumber, Standing> = BTreeMap::new();
    for entry in entries {
        let standing = all.entry(entry.payment).or_insert_with(|| Standing {
            transaction: entry.transaction.clone(),
            payment: entry.payment,
            received: None,
            places: BTreeMap::new(),
            postings: Vec::new(),
        });
        // A document may be moved to another transaction; the last line tells.
        standing.transaction.clone_from(&entry.transaction);
        let Some(amount) = entry.amount else { continue };
        if entry.place == Place::Received {
            standing.received = Some(standing.received.unwrap_or_default().plus(amount));
            continue;
        }
        let sum = standing.places.entry(entry.place).or_default();
        *sum = sum.plus(amount);
        match &entry.reverses {
            Some(reversed) => standing.postings.retain(|posting| posting.posting.as_ref() != Some(reversed)),
            None if entry.posting.is_some() => standing.postings.push(entry.clone()),
            None => {}
        }
    }
    all.into_values().collect()
}
