//! What the records of a layout must have among them, so that money is told and all that a file says of itself can be
//! proved from its records.

use super::Layout;
use super::field::Content;
use super::group::{Group, Scope};
use super::raw::Unapplied;
use super::source::{AmountSource, NumberSource, TextSource};
use super::total::Measure;

/// `Err` says what is missing.
pub(super) fn check_whole(layout: &Layout) -> Result<(), String> {
    let told = Told::by(layout);
    if !told.payment && !told.applied {
        return Err("no field of the payment or applied records holds `amount` or `applied_amount`".to_owned());
    }
    for field in layout.fields(|_| true) {
        let missing = match &field.content {
            Content::Total { total, .. } => told.missing_for_total(total.measure),
            Content::Number(source) => told.missing_for_number(*source),
            Content::Amount { source, .. } => told.missing_for_amount(*source),
            _ => None,
        };
        if let Some(missing) = missing {
            return Err(format!("the field `{}` cannot be proved from the file without {missing}", field.name));
        }
    }
    check_unapplied(layout, &told)?;
    let details = layout.count(Group::Payment) + layout.count(Group::Applied);
    if layout.header && details != 1 {
        return Err("a header line names the fields of the only payment or applied record; there are more".to_owned());
    }
    Ok(())
}

/// What payment and applied records tell.
struct Told {
    /// The amount of a payment.
    payment: bool,
    /// The amount of a part.
    applied: bool,
    /// Where a payment begins.
    payments: bool,
    /// Where a batch begins.
    batches: bool,
}

const AN_AMOUNT: &str = "a field with `amount`";
const AN_APPLIED_AMOUNT: &str = "a field with `applied_amount`";
const PAYMENTS: &str =
    "a payment record, or `item_number`, `payment_number`, `document` or `part_number` in the applied record";
const BATCHES: &str = "a record at the start or end of a batch, or `batch_number` or `batch_id` with each payment";

impl Told {
    fn by(layout: &Layout) -> Self {
        let has = |is: &dyn Fn(&Content) -> bool| layout.fields(Group::is_detail).any(|field| is(&field.content));
        let amount = |wanted| has(&|content| matches!(content, Content::Amount { source, .. } if *source == wanted));
        let number = |wanted| has(&|content| *content == Content::Number(wanted));
        let batch = has(&|content| matches!(content, Content::Text { source: TextSource::Batch, .. }));
        let own =
            [NumberSource::ItemNumber, NumberSource::PaymentNumber, NumberSource::Document, NumberSource::PartNumber];
        Self {
            payment: amount(AmountSource::Payment),
            applied: amount(AmountSource::Applied),
            payments: layout.has(Group::Payment) || own.into_iter().any(number),
            batches: [Group::BatchHeader, Group::BatchTrailer].into_iter().any(|group| layout.has(group))
                || batch
                || number(NumberSource::BatchNumber),
        }
    }

    fn missing_for_total(&self, measure: Measure) -> Option<&'static str> {
        match measure {
            Measure::Amount if !self.payment => Some(AN_AMOUNT),
            Measure::Applied | Measure::Parts if !self.applied => Some(AN_APPLIED_AMOUNT),
            Measure::Payments | Measure::NextItem | Measure::Amount if !self.payments => Some(PAYMENTS),
            Measure::Batches if !self.batches => Some(BATCHES),
            _ => None,
        }
    }

    fn missing_for_number(&self, source: NumberSource) -> Option<&'static str> {
        match source {
            NumberSource::PaymentParts if !self.applied => Some(AN_APPLIED_AMOUNT),
            NumberSource::ItemNumber if !self.batches => Some(BATCHES),
            _ => None,
        }
    }

    fn missing_for_amount(&self, source: AmountSource) -> Option<&'static str> {
        match source {
            AmountSource::PaymentApplied | AmountSource::PaymentUnapplied if !self.applied => Some(AN_APPLIED_AMOUNT),
            AmountSource::PaymentUnapplied if !self.payment => Some(AN_AMOUNT),
            _ => None,
        }
    }
}

/// Money without a bill must stand where the layout says that it stands.
fn check_unapplied(layout: &Layout, told: &Told) -> Result<(), String> {
    let parts = [Measure::Parts, Measure::Applied];
    let of_parts = |content: &Content| matches!(content, Content::Total { total, .. } if total.scope == Scope::File && parts.contains(&total.measure));
    let promised = || layout.fields(|group| group == Group::FileHeader).any(|field| of_parts(&field.content));
    match layout.unapplied {
        Unapplied::InPayment if !layout.has(Group::Payment) || !told.payment => {
            Err("`unapplied = \"in-payment\"` needs `amount` in a payment record".to_owned())
        }
        Unapplied::AsPart if !told.applied => {
            Err("`unapplied = \"as-part\"` needs `applied_amount` in a record".to_owned())
        }
        Unapplied::AsPart if promised() => {
            Err("with `unapplied = \"as-part\"` a file header cannot tell of parts".to_owned())
        }
        _ => Ok(()),
    }
}
