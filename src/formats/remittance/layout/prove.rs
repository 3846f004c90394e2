//! The running numbers, counts and totals of a file held against what its records give.

use super::field::{Content, Field, Value};
use super::group::Group;
use super::open::Place;
use super::read::Reader;
use super::source::NumberSource;
use super::total::{Measure, Total};
use crate::model::Money;

/// A total that the file's header gives before there is anything to hold it against.
pub(super) struct Promise {
    total: Total,
    said: i64,
    place: Place,
}

impl Reader<'_> {
    /// Holds a field against what the records before it give.
    pub(super) fn prove(&mut self, group: Group, field: &Field, value: &Value, place: &Place) {
        match (&field.content, value) {
            (Content::Total { total, .. }, Value::Number(said)) => {
                self.prove_total(group, field, *total, *said, place);
            }
            (Content::Total { total, .. }, Value::Money(said)) => {
                self.prove_total(group, field, *total, said.cents(), place);
            }
            (Content::Number(source), Value::Number(said)) => self.prove_number(*source, field.part, *said, place),
            (Content::Total { .. } | Content::Number(_), Value::Nothing) if !is_part_number(field) => {
                self.tell(&place.finding("a number is missing"));
            }
            _ => {}
        }
    }

    fn prove_total(&mut self, group: Group, field: &Field, total: Total, said: i64, place: &Place) {
        if group == Group::FileHeader {
            self.promises.push(Promise { total, said, place: place.clone() });
            return;
        }
        let Content::Total { hash, .. } = field.content else { return };
        let mut found = self.counters.total(total, hash);
        if let (Measure::Hash, Some(width)) = (total.measure, field.width) {
            let modulus = u32::try_from(width).ok().and_then(|width| 10i64.checked_pow(width));
            found = modulus.map_or(found, |modulus| found % modulus);
        }
        if said != found {
            self.tell(&place.finding(&differs(total, said, found)));
        }
    }

    fn prove_number(&mut self, source: NumberSource, part: usize, said: i64, place: &Place) {
        let open = self.payment.as_ref();
        let parts_before = open.map_or(0, |open| open.read.applied.len() as i64);
        let found = match source {
            NumberSource::RecordNumber => self.counters.record,
            NumberSource::BatchNumber => self.counters.batch,
            NumberSource::ItemNumber => self.counters.of_batch().payments,
            NumberSource::PaymentNumber => self.counters.of_file().payments,
            NumberSource::PartNumber => parts_before + part as i64 + 1,
            NumberSource::OverflowSequence => open.map_or(0, |open| open.overflow),
            NumberSource::FileSequence | NumberSource::Document | NumberSource::PaymentParts => return,
        };
        if said == found {
            return;
        }
        self.tell(&place.finding(&format!("{said} is out of sequence, {found} is next")));
        if source == NumberSource::BatchNumber {
            // The records of the batch are held against its own number.
            self.counters.batch = said;
        }
    }

    /// Holds the totals of the file's header against the whole file.
    pub(super) fn prove_promises(&mut self) {
        for promise in std::mem::take(&mut self.promises) {
            let found = self.counters.total(promise.total, 0);
            if promise.said != found {
                self.tell(&promise.place.finding(&differs(promise.total, promise.said, found)));
            }
        }
    }
}

fn is_part_number(field: &Field) -> bool {
    matches!(field.content, Content::Number(NumberSource::PartNumber))
}

fn differs(total: Total, said: i64, found: i64) -> String {
    if total.measure.is_money() {
        return format!("{}, but the records add up to {}", Money::from_cents(said), Money::from_cents(found));
    }
    format!("{said}, but the records give {found}")
}
