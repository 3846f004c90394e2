//! What a posting file says when it is read back, in one shape for every form.

use jiff::civil::Date;

use crate::formats::finding::Finding;
use crate::model::{Application, Money, Remittance};

/// So many findings are told of one file; a file with more is not of that form at all.
const MOST_FINDINGS: usize = 1_000;

/// A posting file, read back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inspection {
    /// The name of its form.
    pub form: String,
    /// Its records for people, a line each.
    pub lines: Vec<String>,
    /// What is wrong with it, in the order of its records; at most 1,000.
    pub findings: Vec<Finding>,
    /// Its payments, as far as the form tells of them.
    pub payments: Vec<ReadPayment>,
}

/// A payment as a posting file tells of it; what a form leaves out is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadPayment {
    /// The batch, by its id or number.
    pub batch: Option<String>,
    /// The transaction within the batch.
    pub transaction: Option<String>,
    /// Its number within the batch: the document's, or the item's where the form numbers anew.
    pub number: Option<u64>,
    /// Its amount.
    pub amount: Option<Money>,
    /// The bank it is drawn on.
    pub routing: Option<String>,
    /// The payer's account there.
    pub payer_account: Option<String>,
    /// Its serial number.
    pub check_number: Option<String>,
    /// The day its envelope arrived.
    pub received_date: Option<Date>,
    /// The day it goes to the bank.
    pub deposit_date: Option<Date>,
    /// The postmark.
    pub postmark_date: Option<Date>,
    /// What it was applied to.
    pub applied: Vec<ReadPart>,
}

/// A part of a payment as a posting file tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadPart {
    /// The account.
    pub account: Option<String>,
    /// The bill.
    pub bill: Option<String>,
    /// How much.
    pub amount: Option<Money>,
}

impl Inspection {
    /// Nothing read yet.
    #[must_use]
    pub fn new(form: &str) -> Self {
        Self { form: form.to_owned(), ..Self::default() }
    }

    /// Notes something wrong.
    pub fn find(&mut self, record: u64, offset: u64, message: impl Into<String>) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(Finding { record, offset, message: message.into() });
        }
    }
}

impl From<&Remittance> for ReadPayment {
    fn from(payment: &Remittance) -> Self {
        Self {
            batch: Some(payment.batch.to_string()),
            transaction: Some(payment.transaction.to_string()),
            number: Some(u64::from(payment.document.0)),
            amount: Some(payment.amount),
            routing: payment.routing.map(|routing| routing.to_string()),
            payer_account: payment.payer_account.clone(),
            check_number: payment.check_number.clone(),
            received_date: Some(payment.received_date),
            deposit_date: Some(payment.deposit_date),
            postmark_date: payment.postmark_date,
            applied: payment.applied.iter().map(part).collect(),
        }
    }
}

fn part(part: &Application) -> ReadPart {
    ReadPart {
        account: Some(part.account.to_string()),
        bill: part.bill.as_ref().map(ToString::to_string),
        amount: Some(part.amount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_form_does_not_fill_the_memory_with_findings() {
        let mut inspection = Inspection::new("csv");
        (0..5_000).for_each(|record| inspection.find(record, 0, "no"));
        assert_eq!(inspection.findings.len(), MOST_FINDINGS);
        assert_eq!(inspection.findings[1].to_string(), "record 1 at byte 0: no");
    }
}
