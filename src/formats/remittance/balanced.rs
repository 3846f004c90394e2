//! Keeps a posting file whose payments are not what its head says from being taken for a good one.

use super::{FileHead, PostingFile, PostingFileError, Totals};
use crate::model::{BatchId, Money, Remittance};

/// A posting file with a second count beside it.
pub(super) struct Balanced<'a> {
    file: Box<dyn PostingFile + 'a>,
    promised: Totals,
    counted: Totals,
    batch: Option<BatchId>,
}

impl<'a> Balanced<'a> {
    pub(super) fn new(file: Box<dyn PostingFile + 'a>, head: &FileHead) -> Self {
        Self { file, promised: head.totals, counted: Totals::default(), batch: None }
    }
}

impl PostingFile for Balanced<'_> {
    fn add(&mut self, payment: &Remittance) -> Result<(), PostingFileError> {
        check(payment)?;
        if self.batch.as_ref() != Some(&payment.batch) {
            self.batch = Some(payment.batch.clone());
            self.counted.batches += 1;
        }
        self.counted.payments += 1;
        self.counted.amount = self.counted.amount.plus(payment.amount);
        self.counted.postings += payment.applied.len() as u64;
        self.counted.applied = self.counted.applied.plus(payment.applied_amount());
        self.file.add(payment)
    }

    fn finish(self: Box<Self>) -> Result<(), PostingFileError> {
        if self.counted != self.promised {
            let [counted, promised] = [self.counted, self.promised].map(told);
            return Err(PostingFileError::OutOfBalance(format!(
                "the file holds {counted}, but was to hold {promised}; nothing of it can be used: make it again"
            )));
        }
        self.file.finish()
    }
}

/// No more is applied than was paid, and nothing is applied the other way.
fn check(payment: &Remittance) -> Result<(), PostingFileError> {
    let rest = payment.amount.minus(payment.applied_amount());
    let beyond = if payment.amount < Money::ZERO { rest.is_positive() } else { rest < Money::ZERO };
    if beyond {
        return Err(PostingFileError::OutOfBalance(format!(
            "document {} of batch {}: {} is applied of a payment of {}; nothing of the file can be used",
            payment.document,
            payment.batch,
            payment.applied_amount(),
            payment.amount
        )));
    }
    Ok(())
}

fn told(totals: Totals) -> String {
    format!(
        "{} batches with {} payments of {} in all and {} postings of {}",
        totals.batches, totals.payments, totals.amount, totals.postings, totals.applied
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::remittance::testing::{head, payments, totals};
    use crate::formats::remittance::{Form, create};
    use crate::model::testing::money;

    fn written(payments: &[Remittance], totals: Totals) -> Result<(), PostingFileError> {
        let mut out = Vec::new();
        let mut file = create(&Form::Csv, head(totals), &mut out)?;
        payments.iter().try_for_each(|payment| file.add(payment))?;
        file.finish()
    }

    #[test]
    fn a_file_that_holds_something_else_is_refused() {
        let payments = payments();
        let good = totals(&payments);
        written(&payments, good).unwrap();
        for wrong in [
            Totals { batches: good.batches + 1, ..good },
            Totals { payments: good.payments - 1, ..good },
            Totals { amount: good.amount.plus(money("0.01")), ..good },
            Totals { postings: good.postings + 1, ..good },
            Totals { applied: good.applied.minus(money("0.01")), ..good },
        ] {
            let error = written(&payments, wrong).unwrap_err();
            assert!(matches!(error, PostingFileError::OutOfBalance(_)), "{error}");
            assert!(error.to_string().contains("make it again"), "{error}");
        }
    }

    #[test]
    fn more_than_was_paid_is_never_applied() {
        let mut payments = payments();
        payments[0].amount = payments[0].applied_amount().minus(money("0.01"));
        let error = written(&payments, totals(&payments)).unwrap_err();
        assert!(error.to_string().contains("document 2 of batch b1"), "{error}");
    }
}
