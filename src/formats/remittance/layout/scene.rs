//! What the sources of fields stand for while a record is written.

use std::borrow::Cow;

use jiff::civil::DateTime;

use super::counters::{Counters, promised};
use super::group::Group;
use super::raw::Unapplied;
use super::source::{AmountSource, DaySource, NumberSource, TextSource, WordSource};
use super::total::Total;
use crate::formats::remittance::FileHead;
use crate::model::{Application, BatchId, Money, Remittance};

/// A part of a payment: applied to an account, or to nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    application: Option<&'a Application>,
    pub(super) amount: Money,
}

/// The parts of a payment as the layout counts them.
pub(super) fn parts(payment: &Remittance, unapplied: Unapplied) -> Vec<Part<'_>> {
    let applied = payment.applied.iter();
    let mut parts: Vec<Part<'_>> =
        applied.map(|application| Part { application: Some(application), amount: application.amount }).collect();
    let rest = payment.amount.minus(payment.applied_amount());
    if unapplied == Unapplied::AsPart && (rest != Money::ZERO || parts.is_empty()) {
        parts.push(Part { application: None, amount: rest });
    }
    parts
}

/// All that is known where a record is written.
pub(super) struct Scene<'a> {
    pub(super) group: Group,
    pub(super) head: &'a FileHead,
    pub(super) counters: &'a Counters,
    pub(super) batch: Option<&'a BatchId>,
    pub(super) payment: Option<&'a Remittance>,
    pub(super) parts: &'a [Part<'a>],
    /// The part that is the record's first, from 0.
    pub(super) first: usize,
    /// Which of the records of the payment's parts it is, from 1.
    pub(super) overflow: i64,
    pub(super) is_last: bool,
}

impl<'a> Scene<'a> {
    fn part(&self, part: usize) -> Option<&Part<'a>> {
        self.parts.get(self.first + part)
    }

    fn application(&self, part: usize) -> Option<&'a Application> {
        self.part(part).and_then(|part| part.application)
    }

    pub(super) fn text(&self, source: TextSource, part: usize) -> Option<Cow<'a, str>> {
        let (head, payment) = (self.head, self.payment);
        let application = self.application(part);
        let text: Option<&'a str> = match source {
            TextSource::FileId => Some(&head.id),
            TextSource::Lockbox => Some(&head.lockbox),
            TextSource::LockboxNumber => Some(lockbox_number(head)),
            TextSource::Payee => Some(&head.payee),
            TextSource::BankRouting => Some(head.routing.as_str()),
            TextSource::BankAccount => Some(&head.bank_account),
            TextSource::Batch => self.batch.map(BatchId::as_str),
            TextSource::Transaction => payment.map(|payment| payment.transaction.0.as_str()),
            TextSource::Routing => {
                return payment.and_then(|payment| payment.routing).map(|routing| routing.to_string().into());
            }
            TextSource::PayerAccount => payment.and_then(|payment| payment.payer_account.as_deref()),
            TextSource::CheckNumber => payment.and_then(|payment| payment.check_number.as_deref()),
            TextSource::Account => application.map(|part| part.account.as_str()),
            TextSource::Bill => application.and_then(|part| part.bill.as_ref()).map(|bill| bill.as_str()),
            TextSource::BillOrAccount => {
                application.map(|part| part.bill.as_ref().map_or(part.account.as_str(), |bill| bill.as_str()))
            }
            TextSource::MemberName => application.and_then(|part| part.member_name.as_deref()),
            TextSource::MemberId => application.and_then(|part| part.member_id.as_deref()),
            TextSource::PostingId => application.map(|part| part.posting_id.as_str()),
            TextSource::Reverses => application.and_then(|part| part.reverses.as_deref()),
        };
        text.map(Cow::Borrowed)
    }

    pub(super) fn number(&self, source: NumberSource, part: usize) -> Option<i64> {
        match source {
            NumberSource::FileSequence => Some(self.head.sequence.into()),
            NumberSource::RecordNumber => Some(self.counters.record),
            NumberSource::BatchNumber => Some(self.counters.batch),
            NumberSource::ItemNumber => Some(self.counters.of_batch().payments),
            NumberSource::PaymentNumber => Some(self.counters.of_file().payments),
            NumberSource::Document => self.payment.map(|payment| payment.document.0.into()),
            NumberSource::PaymentParts => i64::try_from(self.parts.len()).ok(),
            NumberSource::PartNumber => self.part(part).and_then(|_| i64::try_from(self.first + part + 1).ok()),
            NumberSource::OverflowSequence => Some(self.overflow),
        }
    }

    /// A count or cents; in the header of a file what its head promises.
    pub(super) fn total(&self, total: Total, hash: usize) -> i64 {
        if self.group == Group::FileHeader {
            return promised(&self.head.totals, total.measure);
        }
        self.counters.total(total, hash)
    }

    pub(super) fn amount(&self, source: AmountSource, part: usize) -> Option<Money> {
        let payment = self.payment?;
        match source {
            AmountSource::Payment => Some(payment.amount),
            AmountSource::PaymentApplied => Some(self.applied()),
            AmountSource::PaymentUnapplied => Some(payment.amount.minus(self.applied())),
            AmountSource::Applied => self.part(part).map(|part| part.amount),
        }
    }

    /// What the parts of the payment add up to.
    fn applied(&self) -> Money {
        self.parts.iter().map(|part| part.amount).sum()
    }

    pub(super) fn day(&self, source: DaySource, part: usize) -> Option<DateTime> {
        let payment = self.payment;
        let day = match source {
            DaySource::Created => return Some(self.head.created),
            DaySource::Deposit => Some(payment.map_or(self.head.deposit_date, |payment| payment.deposit_date)),
            DaySource::Received => payment.map(|payment| payment.received_date),
            DaySource::Postmark => payment.and_then(|payment| payment.postmark_date),
            DaySource::PostmarkOrReceived => {
                payment.map(|payment| payment.postmark_date.unwrap_or(payment.received_date))
            }
            DaySource::Period => self.application(part).and_then(|part| part.period).map(|month| month.first_day()),
        };
        day.map(|day| day.at(0, 0, 0, 0))
    }

    pub(super) fn word(&self, source: WordSource, part: usize) -> Option<&'static str> {
        match source {
            WordSource::PaymentType => self.payment.map(|payment| payment.payment_type.word()),
            WordSource::Rule => self.application(part).map(|part| part.rule.word()),
            WordSource::LastIndicator => Some(if self.is_last { super::LAST } else { super::MORE }),
        }
    }
}

fn lockbox_number(head: &FileHead) -> &str {
    let is_number = !head.lockbox.is_empty() && head.lockbox.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { &head.lockbox } else { &head.bank_account }
}
