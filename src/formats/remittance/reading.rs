//! What is found in a posting file when it is read back.

use crate::formats::finding::Finding;
use crate::model::{Money, Period};

/// Whoever reads more than these will not read them.
const MOST_FINDINGS: usize = 100;

/// A posting file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inspection {
    /// Which form it is in, in words.
    pub form: String,
    /// Its records (segments, entries).
    pub records: u64,
    /// Its payments.
    pub payments: u64,
    /// What they add up to.
    pub amount: Money,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

impl Inspection {
    /// Adds a finding, up to as many as people read.
    pub(super) fn find(&mut self, record: u64, offset: u64, message: impl Into<String>) {
        let message = match self.findings.len() {
            ..MOST_FINDINGS => message.into(),
            MOST_FINDINGS => "more of this kind is left out".to_owned(),
            _ => return,
        };
        self.findings.push(Finding { record, offset, message });
    }
}

/// What is told while a file is read, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A record in words.
    Line(String),
    /// A payment; its parts follow.
    Payment(Paid),
    /// A part of the payment before.
    Applied(Applied),
}

/// A payment as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paid {
    /// The batch.
    pub batch: Option<String>,
    /// Its item in the batch.
    pub item: Option<String>,
    /// Its amount; less than nothing where it was taken back.
    pub amount: Money,
    /// The bank it was drawn on.
    pub routing: Option<String>,
    /// The payer's account there.
    pub payer_account: Option<String>,
    /// Its number.
    pub check_number: Option<String>,
}

/// A part of a payment as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// The account.
    pub account: Option<String>,
    /// The bill.
    pub bill: Option<String>,
    /// How much.
    pub amount: Money,
    /// The member's name.
    pub member_name: Option<String>,
    /// The member's own id.
    pub member_id: Option<String>,
    /// The month of coverage.
    pub period: Option<Period>,
}
