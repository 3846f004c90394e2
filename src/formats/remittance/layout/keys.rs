//! What tells batches and payments from one another where they have no records of their own.

use super::Record;
use super::field::{Content, Field, Value};
use super::source::{NumberSource, TextSource};

/// The batch that a row names.
pub(super) fn batch_key(record: &Record, values: &[Value]) -> Option<Value> {
    let is_key = |field: &Field| {
        field.content == Content::Number(NumberSource::BatchNumber)
            || matches!(field.content, Content::Text { source: TextSource::Batch, .. })
    };
    values_of(record, values).find(|(field, _)| is_key(field)).map(|(_, value)| value.clone())
}

/// The numbers that a row gives its payment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PaymentKey {
    batch: Option<Value>,
    numbers: Vec<Value>,
    /// The number of the row's first part.
    part: Option<Value>,
}

impl PaymentKey {
    pub(super) fn new(record: &Record, values: &[Value]) -> Self {
        let own = [NumberSource::ItemNumber, NumberSource::PaymentNumber, NumberSource::Document];
        let is_own = |field: &Field| own.iter().any(|source| field.content == Content::Number(*source));
        let is_part = |field: &Field| field.content == Content::Number(NumberSource::PartNumber);
        let value = |(_, value): (&Field, &Value)| value.clone();
        Self {
            batch: batch_key(record, values),
            numbers: values_of(record, values).filter(|(field, _)| is_own(field)).map(value).collect(),
            part: values_of(record, values).find(|(field, _)| is_part(field)).map(value),
        }
    }

    /// Whether the next row belongs to another payment.
    pub(super) fn is_another(&self, next: &Self) -> bool {
        if next.numbers.is_empty() {
            return next.part.as_ref().is_none_or(|part| *part == Value::Number(1));
        }
        (&self.batch, &self.numbers) != (&next.batch, &next.numbers)
    }
}

fn values_of<'a>(record: &'a Record, values: &'a [Value]) -> impl Iterator<Item = (&'a Field, &'a Value)> {
    record.fields.iter().zip(values).filter(|(_, value)| **value != Value::Nothing)
}
