//! What the ledger says: where the money of each batch is, what waits for people, what left the house.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

use super::release::fill_ledger;
use crate::error::{Error, Result};
use crate::model::{BatchId, Money, Place, Reason, Tally};
use crate::store::{Acknowledged, AnswerStore, BatchStanding, LedgerStore, Release, SqliteStore};

/// Which batches a report tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Every finished batch.
    All,
    /// One.
    Batch(BatchId),
    /// Those of a deposit date.
    Deposit(Date),
}

impl Scope {
    /// Whether a batch is meant.
    pub(super) fn holds(&self, batch: &BatchStanding) -> bool {
        match self {
            Self::All => true,
            Self::Batch(id) => batch.batch == *id,
            Self::Deposit(date) => batch.deposit_date == *date,
        }
    }
}

/// Where things stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Each batch, in the order in which they were finished.
    pub batches: Vec<BatchStanding>,
    /// Held transactions by reason: how many, the money known of them, and the day the oldest came in.
    pub reasons: BTreeMap<Reason, Waiting>,
    /// Files that tell of these batches, in order.
    pub releases: Vec<Release>,
    /// What was said of these files.
    pub answers: Vec<Acknowledged>,
}

/// Transactions that wait for people for one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// How many.
    pub transactions: u64,
    /// Their money, as far as it is known.
    pub amount: Money,
    /// The day the oldest came in.
    pub oldest: Date,
}

impl Report {
    /// What is in a place, all batches together.
    #[must_use]
    pub fn total(&self, place: Place) -> Tally {
        self.batches.iter().map(|batch| batch.tally(place)).fold(Tally::default(), Tally::plus)
    }

    /// Batches that do not balance: what came in is not where it should be, or a ticket says otherwise.
    pub fn unbalanced(&self) -> impl Iterator<Item = &BatchStanding> {
        self.batches.iter().filter(|batch| !batch.balances())
    }

    /// The share of transactions that nobody had to look at, in percent; `None` if there are none.
    #[must_use]
    pub fn straight_through(&self) -> Option<f64> {
        let all: u64 = self.batches.iter().map(|batch| batch.transactions).sum();
        let held: u64 = self.batches.iter().map(|batch| batch.held).sum();
        (all > 0).then(|| (all - held.min(all)) as f64 * 100.0 / all as f64)
    }
}

/// Reads where things stand.
///
/// # Errors
/// When the store fails.
pub fn report(data: &Path, scope: &Scope) -> Result<Report> {
    let (mut store, _lock) = super::open_store(data)?;
    fill_ledger(&mut store)?;
    let mut batches = store.standings()?;
    batches.retain(|batch| scope.holds(batch));
    if let (Scope::Batch(id), true) = (scope, batches.is_empty()) {
        return Err(Error::Refused(format!("there is no finished batch `{id}`")));
    }
    let reasons = reasons(&store, &batches)?;
    let tells =
        |release: &Release| release.batches.iter().any(|told| batches.iter().any(|batch| batch.batch == told.batch));
    let releases: Vec<Release> = store.releases()?.into_iter().filter(tells).collect();
    let mut answers = Vec::new();
    for release in releases.iter().filter(|release| release.copied_because.is_none()) {
        answers.extend(store.answers(release)?);
    }
    Ok(Report { batches, reasons, releases, answers })
}

fn reasons(store: &SqliteStore, batches: &[BatchStanding]) -> Result<BTreeMap<Reason, Waiting>> {
    let mut reasons: BTreeMap<Reason, Waiting> = BTreeMap::new();
    for batch in batches {
        for held in store.held(&batch.batch)? {
            for reason in &held.reasons {
                let waiting = reasons.entry(*reason).or_insert(Waiting {
                    transactions: 0,
                    amount: Money::ZERO,
                    oldest: batch.received_date,
                });
                waiting.transactions += 1;
                waiting.amount = waiting.amount.plus(held.amount);
                waiting.oldest = waiting.oldest.min(batch.received_date);
            }
        }
    }
    Ok(reasons)
}
