//! Running counts and sums, kept alike by what writes a file and by what reads it.

use super::total::{Measure, Total};
use crate::formats::remittance::Totals;
use crate::model::Money;

/// Hash totals are kept to so many digits.
const HASH_DIGITS: usize = 18;
const HASH_MODULUS: u64 = 10u64.pow(HASH_DIGITS as u32);

/// What there is of a batch, of a lockbox or of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sums {
    pub(super) payments: i64,
    pub(super) parts: i64,
    pub(super) records: i64,
    pub(super) details: i64,
    pub(super) batches: i64,
    pub(super) lockboxes: i64,
    pub(super) amount: Money,
    pub(super) applied: Money,
}

impl Sums {
    pub(super) fn plus(&self, more: &Self) -> Self {
        Self {
            payments: self.payments + more.payments,
            parts: self.parts + more.parts,
            records: self.records + more.records,
            details: self.details + more.details,
            batches: self.batches + more.batches,
            lockboxes: self.lockboxes + more.lockboxes,
            amount: self.amount.plus(more.amount),
            applied: self.applied.plus(more.applied),
        }
    }

    /// A count, or cents; hash totals are kept apart.
    pub(super) fn value(&self, measure: Measure) -> i64 {
        match measure {
            Measure::Payments => self.payments,
            Measure::NextItem => self.payments + 1,
            Measure::Parts => self.parts,
            Measure::Records => self.records,
            Measure::Details => self.details,
            Measure::Batches => self.batches,
            Measure::Lockboxes => self.lockboxes,
            Measure::Amount => self.amount.cents(),
            Measure::Applied => self.applied.cents(),
            Measure::Hash => 0,
        }
    }
}

/// What the head of a file promises, as a count or cents.
pub(super) fn promised(totals: &Totals, measure: Measure) -> i64 {
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    match measure {
        Measure::Payments => count(totals.payments),
        Measure::Parts => count(totals.postings),
        Measure::Batches => count(totals.batches),
        Measure::Amount => totals.amount.cents(),
        Measure::Applied => totals.applied.cents(),
        _ => 0,
    }
}

/// The counts of the batch, lockbox and file that are open.
#[derive(Debug, Clone, Default)]
pub(super) struct Counters {
    /// Of the batch, of the lockbox, of the file.
    sums: [Sums; 3],
    /// For each of them the hash totals of the layout.
    hashes: [Vec<u64>; 3],
    /// The record that is written or read, from 1.
    pub(super) record: i64,
    /// The batch that is open, from 1.
    pub(super) batch: i64,
}

impl Counters {
    pub(super) fn new(hashes: usize) -> Self {
        Self { hashes: std::array::from_fn(|_| vec![0; hashes]), ..Self::default() }
    }

    pub(super) const fn of_batch(&self) -> &Sums {
        &self.sums[0]
    }

    pub(super) const fn of_file(&self) -> &Sums {
        &self.sums[2]
    }

    /// Those of a level: 0 for the batch, 1 for the lockbox, 2 for the file.
    pub(super) fn at(&self, level: usize) -> Sums {
        self.sums.get(level).copied().unwrap_or_default()
    }

    pub(super) fn begin_lockbox(&mut self) {
        self.restart(1);
        self.add(&Sums { lockboxes: 1, ..Sums::default() });
    }

    pub(super) fn begin_batch(&mut self) {
        self.batch = self.batch.saturating_add(1);
        self.restart(0);
        self.add(&Sums { batches: 1, ..Sums::default() });
    }

    fn restart(&mut self, level: usize) {
        self.sums[level] = Sums::default();
        self.hashes[level].fill(0);
    }

    /// Adds to all that is open.
    pub(super) fn add(&mut self, more: &Sums) {
        for sums in &mut self.sums {
            *sums = sums.plus(more);
        }
    }

    /// Adds the digits of a text to a hash total.
    pub(super) fn hash(&mut self, index: usize, text: &str) {
        let digits = text.bytes().filter(u8::is_ascii_digit).map(|digit| u64::from(digit - b'0'));
        let value = digits.fold(0, |value, digit| (value * 10 + digit) % HASH_MODULUS);
        for hash in self.hashes.iter_mut().filter_map(|hashes| hashes.get_mut(index)) {
            *hash = (*hash + value) % HASH_MODULUS;
        }
    }

    /// A count, cents, or the hash total of that index.
    pub(super) fn total(&self, total: Total, hash: usize) -> i64 {
        if total.measure == Measure::Hash {
            let hashes = self.hashes.get(total.level());
            return hashes.and_then(|hashes| hashes.get(hash)).map_or(0, |hash| hash.cast_signed());
        }
        self.at(total.level()).value(total.measure)
    }
}

/// How many columns a count takes, or an amount in cents or with a point.
pub(super) fn columns(value: i64, decimal: bool) -> usize {
    let digits = value.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 1;
    let shown = if decimal { digits.max(3) + 1 } else { digits };
    shown + usize::from(value < 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::remittance::layout::group::Scope;

    #[test]
    fn what_is_closed_no_longer_counts() {
        let mut counters = Counters::new(1);
        let one = Sums { payments: 1, amount: Money::from_cents(5), ..Sums::default() };
        counters.begin_lockbox();
        for _ in 0..2 {
            counters.begin_batch();
            counters.add(&one);
            counters.hash(0, "12-3");
        }
        let of = |scope, measure| counters.total(Total { scope, measure }, 0);
        assert_eq!(of(Scope::Batch, Measure::Payments), 1);
        assert_eq!(of(Scope::Batch, Measure::NextItem), 2);
        assert_eq!(of(Scope::Lockbox, Measure::Amount), 10);
        assert_eq!(of(Scope::File, Measure::Batches), 2);
        assert_eq!((of(Scope::Batch, Measure::Hash), of(Scope::File, Measure::Hash)), (123, 246));
    }

    #[test]
    fn hash_totals_lose_what_carries_over() {
        let mut counters = Counters::new(1);
        counters.hash(0, &"9".repeat(40));
        counters.hash(0, "2");
        assert_eq!(counters.total(Total { scope: Scope::File, measure: Measure::Hash }, 0), 1);
    }

    #[test]
    fn columns_of_numbers() {
        for (value, decimal, wide) in [(0, false, 1), (0, true, 4), (-5, true, 5), (1_000, false, 4), (12_345, true, 6)]
        {
            assert_eq!(columns(value, decimal), wide, "{value}");
        }
    }
}
