//! What was handed over to a file, held against what its head says.

use super::{PostingFileError, Totals};
use crate::model::{BatchId, Remittance};

/// Counts payments as they come.
#[derive(Debug, Default)]
pub(super) struct Tally {
    totals: Totals,
    batch: Option<BatchId>,
}

impl Tally {
    /// Counts a payment; tells whether it is the first of its batch.
    pub(super) fn take(&mut self, payment: &Remittance) -> bool {
        let begins = self.batch.as_ref() != Some(&payment.batch);
        if begins {
            self.batch = Some(payment.batch.clone());
            self.totals.batches += 1;
        }
        self.totals.payments += 1;
        self.totals.amount = self.totals.amount.plus(payment.amount);
        self.totals.postings += payment.applied.len() as u64;
        self.totals.applied = self.totals.applied.plus(payment.applied_amount());
        begins
    }

    /// What came so far.
    #[cfg(test)]
    pub(super) const fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Refuses a file whose head says something else than what came: some forms tell the totals before the payments.
    pub(super) fn check(&self, said: &Totals) -> Result<(), PostingFileError> {
        if self.totals == *said {
            return Ok(());
        }
        Err(PostingFileError::DoesNotFit(format!(
            "the payments do not add up to the totals of the file: {} came, {} were said. Nothing of it may be used; \
             export the deposit again",
            described(&self.totals),
            described(said)
        )))
    }
}

fn described(totals: &Totals) -> String {
    let Totals { batches, payments, amount, postings, applied } = totals;
    format!("{payments} payments of {amount} in {batches} batches with {postings} postings of {applied}")
}
