//! Payments read back from 823 and 820.

use super::balance::{money, payment_amount};
use super::tokens::Segment;
use crate::formats::remittance::reading::{Applied, Paid, Seen};
use crate::model::Period;

/// The payment and the part that the next segments belong to.
#[derive(Debug, Default)]
pub(super) struct Payments {
    batch: Option<String>,
    paid: Option<Paid>,
    /// The person that parts belong to, from ENT, NM1 and REF before them.
    person: Applied,
    applied: Option<Applied>,
}

/// The text unless it is empty.
fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

impl Payments {
    /// Takes the next segment and tells what is complete.
    pub(super) fn take(&mut self, segment: &Segment, sink: &mut dyn FnMut(Seen)) {
        match segment.name() {
            "ST" => *self = Self::default(),
            "SE" | "DEP" => self.end_payment(sink),
            "BAT" => {
                self.end_payment(sink);
                self.batch = filled(segment.element(3));
            }
            "BPR" => {
                self.end_payment(sink);
                self.paid = Some(paid(segment, self.batch.clone()));
            }
            "ENT" => {
                self.end_part(sink);
                self.person = Applied { account: filled(segment.element(4)), ..Applied::default() };
            }
            "RMR" => self.part(segment, sink),
            "TRN" => self.trace(segment),
            "REF" => self.reference(segment.element(1), segment.element(2)),
            "NM1" if segment.element(1) == "IL" => {
                let id = if segment.element(8).is_empty() { "" } else { segment.element(9) };
                self.member(&whole(segment.element(3), segment.element(4)), id);
            }
            "N1" if segment.element(1) == "IL" => self.member(segment.element(2), segment.element(4)),
            "DTM" if segment.element(1) == "582" => self.coverage(segment),
            _ => {}
        }
    }

    fn part(&mut self, segment: &Segment, sink: &mut dyn FnMut(Seen)) {
        self.end_part(sink);
        self.tell_payment(sink);
        let (kind, reference) = (segment.element(1), segment.element(2));
        // Money on account without a reference is in suspense: it is nobody's part.
        if kind.is_empty() && self.person.account.is_none() {
            return;
        }
        let mut applied = self.person.clone();
        applied.amount = money(segment.element(4)).unwrap_or_default();
        match kind {
            "IV" | "IK" => applied.bill = filled(reference),
            "11" | "12" => applied.account = filled(reference),
            _ => {}
        }
        self.applied = Some(applied);
    }

    fn trace(&mut self, segment: &Segment) {
        if let Some(paid) = &mut self.paid
            && segment.element(1) == "1"
        {
            paid.check_number = filled(segment.element(2));
        }
    }

    fn reference(&mut self, kind: &str, value: &str) {
        match (kind, &mut self.applied, &mut self.paid) {
            ("11", Some(applied), _) => applied.account = filled(value),
            ("POL", None, _) => self.person.account = filled(value),
            ("BT", None, Some(paid)) => paid.batch = filled(value),
            ("TN", None, Some(paid)) => paid.item = filled(value),
            ("CK", None, Some(paid)) if paid.check_number.is_none() => paid.check_number = filled(value),
            _ => {}
        }
    }

    /// Before the first part of a person it is the person of all of them, after a part of that one.
    fn member(&mut self, name: &str, id: &str) {
        let applied = self.applied.as_mut().unwrap_or(&mut self.person);
        (applied.member_name, applied.member_id) = (filled(name), filled(id));
    }

    fn coverage(&mut self, segment: &Segment) {
        let Some(applied) = &mut self.applied else { return };
        let range = segment.element(6);
        let month = |from: usize, to: usize| range.get(from..to);
        let period = month(0, 4).zip(month(4, 6)).and_then(|(year, month)| format!("{year}-{month}").parse().ok());
        applied.period = period.filter(|_: &Period| segment.element(5) == "RD8");
    }

    fn tell_payment(&mut self, sink: &mut dyn FnMut(Seen)) {
        if let Some(paid) = self.paid.take() {
            sink(Seen::Payment(paid));
        }
    }

    fn end_part(&mut self, sink: &mut dyn FnMut(Seen)) {
        if let Some(applied) = self.applied.take() {
            sink(Seen::Applied(applied));
        }
    }

    /// Tells what the end of the file leaves.
    pub(super) fn finish(&mut self, sink: &mut dyn FnMut(Seen)) {
        self.end_payment(sink);
    }

    fn end_payment(&mut self, sink: &mut dyn FnMut(Seen)) {
        self.tell_payment(sink);
        self.end_part(sink);
        self.person = Applied::default();
    }
}

fn paid(segment: &Segment, batch: Option<String>) -> Paid {
    Paid {
        batch,
        amount: payment_amount(segment).unwrap_or_default(),
        routing: filled(segment.element(7)),
        payer_account: filled(segment.element(9)),
        ..Paid::default()
    }
}

fn whole(last: &str, first: &str) -> String {
    if first.is_empty() { last.to_owned() } else { format!("{last}, {first}") }
}
