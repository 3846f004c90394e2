//! A transaction in front of a person: where its money is, by its lines of the ledger.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Action, BatchId, CaseState, DocumentNumber, Entry, ExceptionId, Money, Place, TransactionId, UserName,
};

/// A line of the ledger, and whether a file has told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line.
    pub entry: Entry,
    /// A file that left the house has told it.
    pub released: bool,
}

/// What one person wants done and a second has to confirm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Who wants it.
    pub by: UserName,
    /// What.
    pub action: Action,
    /// What they say about it.
    pub note: String,
}

/// A transaction that waits for a person, or has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub id: ExceptionId,
    /// Its batch.
    pub batch: BatchId,
    /// The transaction.
    pub transaction: TransactionId,
    /// Where it stands.
    pub state: CaseState,
    /// Its lines of the ledger, in order.
    pub lines: Vec<Line>,
    /// What waits for a second person.
    pub proposal: Option<Proposal>,
    /// Amounts that were keyed and are settled.
    pub keyed: BTreeMap<DocumentNumber, Money>,
    /// Payments that are at the bank, or that it has sent back.
    pub deposited: BTreeSet<DocumentNumber>,
    /// The number of the batch's next posting.
    pub next_posting: usize,
}

/// A payment of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CasePayment {
    /// The document.
    pub document: DocumentNumber,
    /// What the ledger says that came in; `None` where that is not known.
    pub received: Option<Money>,
    /// What it is: as received, else as keyed.
    pub amount: Option<Money>,
}

impl Case {
    /// Its payments, in the order of their documents.
    #[must_use]
    pub fn payments(&self) -> Vec<CasePayment> {
        let mut received: BTreeMap<DocumentNumber, Option<Money>> = BTreeMap::new();
        for entry in self.entries().filter(|entry| entry.place == Place::Received) {
            let sum = received.entry(entry.payment).or_default();
            *sum = entry.amount.map_or(*sum, |amount| Some(sum.unwrap_or_default().plus(amount)));
        }
        let payment = |(document, received): (DocumentNumber, Option<Money>)| CasePayment {
            document,
            received,
            amount: received.or_else(|| self.keyed.get(&document).copied()),
        };
        received.into_iter().map(payment).collect()
    }

    /// All its money, if every amount is known.
    #[must_use]
    pub fn total(&self) -> Option<Money> {
        self.payments().iter().map(|payment| payment.amount).sum()
    }

    /// Postings that stand: made and not undone.
    #[must_use]
    pub fn standing(&self) -> Vec<&Line> {
        let undone: Vec<&String> = self.entries().filter_map(|entry| entry.reverses.as_ref()).collect();
        let made = |line: &&Line| {
            let id = line.entry.posting.as_ref();
            line.entry.place == Place::Posted
                && line.entry.reverses.is_none()
                && id.is_some_and(|id| !undone.contains(&id))
        };
        self.lines.iter().filter(made).collect()
    }

    /// What of a payment is in a place.
    #[must_use]
    pub fn in_place(&self, place: Place, payment: DocumentNumber) -> Money {
        let there = self.entries().filter(|entry| entry.place == place && entry.payment == payment);
        there.filter_map(|entry| entry.amount).sum()
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.lines.iter().map(|line| &line.entry)
    }
}
