//! Blind checks: a share of what was posted without a person is decided once more by one who does not see the posting.
//! What differs is the only honest measure of how often the program is wrong in the field.

use sha2::{Digest, Sha256};

use crate::model::{BatchId, TransactionId};

/// One in so many would be wrongly posted as often as the interval misses the truth, on either side.
const TAIL: f64 = 0.025;
/// Bisections of the interval from 0 to 1: below what any sample can tell.
const BISECTIONS: u32 = 60;

/// Whether a transaction is one of a share given in millionths. The choice follows from the names alone, so that it
/// cannot be steered by what was read and is the same in every run.
#[must_use]
pub fn is_sampled(batch: &BatchId, transaction: &TransactionId, millionths: u32) -> bool {
    let hash = Sha256::digest(format!("quality check\n{batch}\n{transaction}"));
    let number = hash.first_chunk::<8>().map_or(u64::MAX, |bytes| u64::from_be_bytes(*bytes));
    number % 1_000_000 < u64::from(millionths)
}

/// How often a straight-through posting was found wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MispostingRate {
    /// Transactions checked.
    pub checked: u64,
    /// Of these, posted wrongly.
    pub wrong: u64,
}

impl MispostingRate {
    /// The share found wrong; 0 where nothing was checked.
    #[must_use]
    pub fn rate(self) -> f64 {
        if self.checked == 0 { 0.0 } else { self.wrong as f64 / self.checked as f64 }
    }

    /// Between which shares the true one lies with 95 % confidence: the exact interval of Clopper and Pearson
    /// (Biometrika 26, 1934).
    #[must_use]
    pub fn interval(self) -> (f64, f64) {
        let low = if self.wrong == 0 { 0.0 } else { solve(|p| 1.0 - at_most(self.wrong - 1, self.checked, p) < TAIL) };
        let high =
            if self.wrong >= self.checked { 1.0 } else { solve(|p| at_most(self.wrong, self.checked, p) > TAIL) };
        (low, high)
    }
}

/// The largest share of which `holds` is true, where it is true of all smaller ones.
fn solve(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..BISECTIONS {
        let middle = f64::midpoint(low, high);
        if holds(middle) { low = middle } else { high = middle }
    }
    low
}

/// The chance of at most `wrong` of `checked`, each wrong with chance `p` (between 0 and 1), added up in logarithms.
fn at_most(wrong: u64, checked: u64, p: f64) -> f64 {
    let n = checked as f64;
    let mut term = n * (-p).ln_1p();
    let mut sum = term.exp();
    for k in 0..wrong {
        let k = k as f64;
        term += ((n - k) / (k + 1.0)).ln() + p.ln() - (-p).ln_1p();
        sum += term.exp();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_sampled_is_the_share_asked_for_and_always_the_same() {
        let batch = BatchId::new("b").unwrap();
        let sampled = |share| {
            (0..20_000).filter(|n: &u32| is_sampled(&batch, &TransactionId(n.to_string()), share)).collect::<Vec<_>>()
        };
        let one_in_ten = sampled(100_000);
        assert!((1800..2200).contains(&one_in_ten.len()), "{}", one_in_ten.len());
        assert_eq!(one_in_ten, sampled(100_000));
        assert!(sampled(0).is_empty());
        assert_eq!(sampled(1_000_000).len(), 20_000);
    }

    #[test]
    fn intervals_are_those_of_the_tables() {
        // Rule of three, and values of R's binom.test.
        for (wrong, checked, low, high) in [
            (0, 100, 0.0, 0.036_217),
            (1, 100, 0.000_253, 0.054_459),
            (5, 50, 0.033_275, 0.218_135),
            (10, 10, 0.691_503, 1.0),
        ] {
            let (from, to) = MispostingRate { checked, wrong }.interval();
            assert!((from - low).abs() < 1e-5 && (to - high).abs() < 1e-5, "{wrong} of {checked}: {from} {to}");
        }
        assert_eq!(MispostingRate { checked: 0, wrong: 0 }.interval(), (0.0, 1.0));
        let (_, high) = MispostingRate { checked: 1_000_000, wrong: 3 }.interval();
        assert!(high < 9e-6, "{high}");
    }
}
