//! A payment while its records are read: what is known of it so far, and what its records say that must prove true.

use super::field::{Content, Field, Value};
use super::keys::PaymentKey;
use super::source::{AmountSource, DaySource, NumberSource, TextSource};
use crate::formats::remittance::{Finding, ReadPart, ReadPayment};
use crate::model::Money;

/// A payment whose last record may not have been read.
#[derive(Debug, Default)]
pub(super) struct OpenPayment {
    /// The number of its batch.
    batch: Option<String>,
    pub(super) read: ReadPayment,
    /// What tells it from the next payment where it has no record of its own.
    pub(super) key: PaymentKey,
    /// The parts of the records that are being read.
    parts: Vec<ReadPart>,
    /// Sets of applied records so far.
    pub(super) overflow: i64,
    /// What must hold once all its records are read.
    claims: Vec<(Claim, Place)>,
    /// Whether the newest applied record says that it is the last, and where.
    last: Option<(bool, Place)>,
}

/// Where something was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) record: u64,
    pub(super) offset: u64,
    pub(super) field: String,
}

impl Place {
    pub(super) fn finding(&self, message: &str) -> Finding {
        Finding { record: self.record, offset: self.offset, message: format!("field `{}`: {message}", self.field) }
    }
}

/// What a record says of the whole payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    Parts(i64),
    Applied(Money),
    Unapplied(Money),
}

impl OpenPayment {
    /// Nothing read yet; a payment of that batch.
    pub(super) fn new(key: PaymentKey, batch: i64) -> Self {
        Self { key, batch: Some(batch.to_string()), ..Self::default() }
    }

    /// Makes room for the parts of the next records.
    pub(super) fn expect_parts(&mut self, count: usize) {
        self.parts.clear();
        self.parts.resize_with(count, ReadPart::default);
    }

    /// Takes a field's value; tells what is wrong with it in view of those before.
    pub(super) fn take(&mut self, field: &Field, value: &Value, place: &Place) -> Option<Finding> {
        match (&field.content, value) {
            (Content::Text { source, .. }, Value::Text(text)) => self.take_text(*source, field.part, text),
            (Content::Day { source, .. }, Value::Day(day)) => {
                let slot = match source {
                    DaySource::Deposit => &mut self.read.deposit_date,
                    DaySource::Received => &mut self.read.received_date,
                    DaySource::Postmark | DaySource::PostmarkOrReceived => &mut self.read.postmark_date,
                    DaySource::Created | DaySource::Period => return None,
                };
                slot.get_or_insert(*day);
            }
            (Content::Amount { source, .. }, Value::Money(amount)) => {
                return self.take_amount(*source, field.part, *amount, place);
            }
            (Content::Number(NumberSource::Document | NumberSource::ItemNumber), Value::Number(number)) => {
                self.read.number = self.read.number.or(u64::try_from(*number).ok());
            }
            (Content::Number(NumberSource::PaymentParts), Value::Number(number)) => {
                self.claims.push((Claim::Parts(*number), place.clone()));
            }
            (Content::Word { .. }, Value::Word(word @ (super::LAST | super::MORE))) => {
                return self.take_last(*word == super::LAST, place);
            }
            _ => {}
        }
        None
    }

    fn take_text(&mut self, source: TextSource, part: usize, text: &str) {
        let slot = match (source, self.parts.get_mut(part)) {
            (TextSource::Batch, _) => &mut self.read.batch,
            (TextSource::Transaction, _) => &mut self.read.transaction,
            (TextSource::Routing, _) => &mut self.read.routing,
            (TextSource::PayerAccount, _) => &mut self.read.payer_account,
            (TextSource::CheckNumber, _) => &mut self.read.check_number,
            (TextSource::Account, Some(part)) => &mut part.account,
            (TextSource::Bill | TextSource::BillOrAccount, Some(part)) => &mut part.bill,
            _ => return,
        };
        slot.get_or_insert_with(|| text.to_owned());
    }

    fn take_amount(&mut self, source: AmountSource, part: usize, amount: Money, place: &Place) -> Option<Finding> {
        match (source, self.parts.get_mut(part)) {
            (AmountSource::Payment, _) => {
                let before = *self.read.amount.get_or_insert(amount);
                let message = format!("{amount}, but a record before says {before}");
                return (before != amount).then(|| place.finding(&message));
            }
            (AmountSource::PaymentApplied, _) => self.claims.push((Claim::Applied(amount), place.clone())),
            (AmountSource::PaymentUnapplied, _) => self.claims.push((Claim::Unapplied(amount), place.clone())),
            (AmountSource::Applied, Some(part)) => part.amount = part.amount.or(Some(amount)),
            (AmountSource::Applied, None) => {}
        }
        None
    }

    fn take_last(&mut self, is_last: bool, place: &Place) -> Option<Finding> {
        let before = self.last.replace((is_last, place.clone()));
        let ended = before.is_some_and(|(was_last, _)| was_last);
        ended.then(|| place.finding("a record before says that it is the last of the payment"))
    }

    /// The parts of the records that are read now; those without anything in them were none.
    pub(super) fn close_parts(&mut self) -> Vec<ReadPart> {
        let is_there = |part: &ReadPart| {
            part.account.is_some() || part.bill.is_some() || part.amount.is_some_and(|amount| amount != Money::ZERO)
        };
        let parts: Vec<ReadPart> = std::mem::take(&mut self.parts).into_iter().filter(is_there).collect();
        self.read.applied.extend_from_slice(&parts);
        parts
    }

    /// The payment, and what its records said that is not so.
    pub(super) fn close(mut self) -> (ReadPayment, Vec<Finding>) {
        let mut findings = Vec::new();
        let applied: Option<Money> = self.read.applied.iter().map(|part| part.amount).sum();
        for (claim, place) in &self.claims {
            let found = match (*claim, applied) {
                (Claim::Parts(said), _) if said != self.read.applied.len() as i64 => {
                    self.read.applied.len().to_string()
                }
                (Claim::Applied(said), Some(found)) if said != found => found.to_string(),
                (Claim::Unapplied(said), Some(applied)) => match self.read.amount {
                    Some(amount) if amount.minus(applied) != said => amount.minus(applied).to_string(),
                    _ => continue,
                },
                _ => continue,
            };
            findings.push(place.finding(&format!("the payment's records give {found}")));
        }
        self.read.batch = self.read.batch.or(self.batch);
        if let Some((false, place)) = &self.last {
            findings.push(place.finding("more records of the payment should follow, but none does"));
        }
        (self.read, findings)
    }
}
