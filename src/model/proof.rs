//! Counts and sums of a batch, and whether they balance.

use super::{Money, Reason};

/// Payments counted and added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many payments.
    pub count: usize,
    /// The money of those whose amount is known.
    pub amount: Money,
    /// How many have an unknown amount.
    pub unknown: usize,
}

impl Tally {
    /// Counts one more payment.
    pub fn add(&mut self, amount: Option<Money>) {
        self.count += 1;
        match amount {
            Some(amount) => self.amount = self.amount.plus(amount),
            None => self.unknown += 1,
        }
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            amount: self.amount.plus(other.amount),
            unknown: self.unknown + other.unknown,
        }
    }
}

/// Where the money of a batch is, and the proof that none is lost or made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proof {
    /// Documents in the batch.
    pub documents: usize,
    /// Transactions they make.
    pub transactions: usize,
    /// Every payment that came in.
    pub received: Tally,
    /// Payments applied to accounts.
    pub posted: Tally,
    /// Payments deposited and not yet applied.
    pub suspense: Tally,
    /// Payments sent back.
    pub returned: Tally,
    /// Payments of held transactions.
    pub excepted: Tally,
    /// Held transactions, with and without payments.
    pub exceptions: usize,
    /// How many held transactions have each reason, in the order of the reasons.
    pub by_reason: Vec<(Reason, usize)>,
    /// Every difference found, in plain words.
    pub findings: Vec<String>,
    /// Whether everything agrees.
    pub in_balance: bool,
}
