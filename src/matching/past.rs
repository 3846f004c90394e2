//! What earlier batches tell: payments that were seen, and which accounts a payer's bank account has paid for.

use std::collections::HashMap;

use jiff::civil::Date;

use super::duplicates::{PaymentsSeen, bare};
use crate::model::{AccountNumber, CheckReading, RoutingNumber};

/// What is known from before a batch.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// Payments that were seen.
    pub payments: PaymentsSeen,
    /// Whom payers have paid for.
    pub payers: PayersKnown,
}

/// A payer's account at a bank, as it is known again: the bank, and the account's letters and digits without filling.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PayerKey {
    /// The bank.
    pub routing: RoutingNumber,
    /// The account there.
    pub account: String,
}

impl PayerKey {
    /// The account that a payment is drawn on, if its bank line was surely read.
    #[must_use]
    pub fn of(check: &CheckReading) -> Option<Self> {
        let line = check.micr.sure()?;
        Some(Self { routing: line.routing?, account: bare(line.payer_account.as_ref()?) })
    }
}

/// How often a payer has paid for an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidFor {
    /// The account.
    pub account: AccountNumber,
    /// How many payments were posted to it.
    pub times: u32,
    /// The last deposit of one.
    pub last: Date,
}

/// Whom payers have paid for. It suggests, it never decides: people pay for their children, and banks give an account
/// number to somebody else.
#[derive(Debug, Clone, Default)]
pub struct PayersKnown(HashMap<PayerKey, Vec<PaidFor>>);

impl PayersKnown {
    /// Adds what is known of a payer.
    pub fn insert(&mut self, key: PayerKey, paid: PaidFor) {
        self.0.entry(key).or_default().push(paid);
    }

    /// The accounts that this payer has paid for, the most often paid first.
    pub(super) fn paid_for(&self, check: &CheckReading) -> Vec<&PaidFor> {
        let known = PayerKey::of(check).and_then(|key| self.0.get(&key));
        let mut paid: Vec<&PaidFor> = known.into_iter().flatten().collect();
        paid.sort_by(|a, b| b.times.cmp(&a.times).then(b.last.cmp(&a.last)).then_with(|| a.account.cmp(&b.account)));
        paid
    }
}
