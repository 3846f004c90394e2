//! From a layout as it is written to one that can be used: what would give bad files is refused and named.

use super::check_field::{Around, check_field};
use super::check_whole::check_whole;
use super::field::{Content, Field};
use super::group::{Group, Scope};
use super::line::Shape;
use super::raw::{Quote, RawForm, RawLayout, RawRecord};
use super::source::{NumberSource, TextSource};
use super::total::{Measure, Total};
use super::{LONGEST_RECORD, Layout, LayoutError, Limit, Record};

/// Makes a layout of its written form.
pub(super) fn check(raw: &RawLayout) -> Result<Layout, LayoutError> {
    let wrong = |message: String| LayoutError::Layout { layout: raw.name.clone(), message };
    let shape = shape(raw).map_err(wrong)?;
    let mut layout = Layout {
        name: raw.name.clone(),
        shape,
        line_end: raw.line_end,
        characters: raw.characters,
        reversals: raw.reversals,
        unapplied: raw.unapplied,
        header: raw.header.unwrap_or(false),
        groups: Default::default(),
        hashes: Vec::new(),
        limits: Vec::new(),
        in_payment: 0,
        in_record: 1,
    };
    for (records, group) in layout.groups.iter_mut().zip(Group::ALL) {
        for written in raw.records(group) {
            records.push(record(raw, shape, group, written, &mut layout.hashes)?);
        }
    }
    let most_parts = |group| {
        let fields = raw.records(group).iter().flat_map(|record: &RawRecord| &record.fields);
        fields.filter_map(|field| field.part).max()
    };
    layout.in_payment = most_parts(Group::Payment).unwrap_or_else(|| usize::from(alone_with_part(&layout)));
    layout.in_record = most_parts(Group::Applied).unwrap_or(1);
    layout.limits = limits(&layout, raw.most_payments_in_batch);
    check_whole(&layout).map_err(wrong)?;
    hash_fields(&mut layout).map_err(wrong)?;
    tag_records(&mut layout).map_err(wrong)?;
    Ok(layout)
}

/// Whether payment records, without applied ones behind them, tell of a part.
fn alone_with_part(layout: &Layout) -> bool {
    let tells = layout.fields(|group| group == Group::Payment).any(|field| field.content.scope() == Some(Scope::Part));
    tells && layout.records(Group::Applied).is_empty()
}

fn shape(raw: &RawLayout) -> Result<Shape, String> {
    if raw.name.trim().is_empty() {
        return Err("it has no name".to_owned());
    }
    let delimited = [raw.delimiter.is_some(), raw.quote.is_some(), raw.header.is_some()];
    match (raw.form, raw.length, raw.delimiter) {
        (RawForm::Fixed, _, _) if delimited.contains(&true) => {
            Err("`delimiter`, `quote` and `header` are for delimited forms".to_owned())
        }
        (RawForm::Fixed, Some(length @ 1..=LONGEST_RECORD), _) => Ok(Shape::Fixed { length }),
        (RawForm::Fixed, ..) => {
            Err(format!("a fixed form needs `length`, the columns of a record, up to {LONGEST_RECORD}"))
        }
        (RawForm::Delimited, Some(_), _) => Err("`length` of records is for fixed forms".to_owned()),
        (RawForm::Delimited, None, Some(delimiter)) if is_delimiter(delimiter) => {
            Ok(Shape::Delimited { delimiter, quote: raw.quote.unwrap_or(Quote::Needed) })
        }
        (RawForm::Delimited, ..) => {
            Err("a delimited form needs `delimiter`, a sign such as \",\", \"|\" or \"\\t\"".to_owned())
        }
    }
}

fn is_delimiter(sign: char) -> bool {
    sign == '\t' || (sign.is_ascii_punctuation() && !matches!(sign, '"' | '-' | '.'))
}

/// A record of its fields.
fn record(
    raw: &RawLayout,
    shape: Shape,
    group: Group,
    written: &RawRecord,
    hashes: &mut Vec<TextSource>,
) -> Result<Record, LayoutError> {
    let mut fields: Vec<Field> = Vec::new();
    let around = Around { group, shape, characters: raw.characters };
    for (place, field) in written.fields.iter().enumerate() {
        let checked = check_field(around, place, field, hashes)
            .and_then(|checked| match fields.iter().any(|other| other.name == checked.name) {
                true => Err("another field of the record has that name".to_owned()),
                false => Ok(checked),
            })
            .map_err(|message| LayoutError::Field {
                layout: raw.name.clone(),
                record: written.name.clone(),
                field: field.name.clone(),
                message,
            })?;
        fields.push(checked);
    }
    fields.sort_by_key(|field| field.at);
    let record = |message| LayoutError::Record { layout: raw.name.clone(), record: written.name.clone(), message };
    if fields.is_empty() {
        return Err(record("it has no fields".to_owned()));
    }
    for (one, next) in fields.iter().zip(fields.iter().skip(1)) {
        if one.at + one.width.unwrap_or_default() > next.at && matches!(shape, Shape::Fixed { .. }) {
            return Err(record(format!("the fields `{}` and `{}` overlap", one.name, next.name)));
        }
    }
    Ok(Record { name: written.name.clone(), fields, tags: Vec::new() })
}

/// How much a batch or a lockbox may hold, by the widths of the fields that tell of it.
fn limits(layout: &Layout, most_payments: Option<u64>) -> Vec<Limit> {
    let mut limits: Vec<Limit> = Vec::new();
    for field in layout.fields(|_| true) {
        let (total, decimal) = match field.content {
            Content::Total { total, decimal, .. } => (total, decimal),
            Content::Number(NumberSource::ItemNumber) => {
                (Total { scope: Scope::Batch, measure: Measure::Payments }, false)
            }
            _ => continue,
        };
        if let (Some(width), Scope::Batch | Scope::Lockbox) = (field.width, total.scope) {
            limits.push(Limit::Columns { total, decimal, width });
        }
    }
    limits.extend(most_payments.map(|most| Limit::Payments(i64::try_from(most.max(1)).unwrap_or(i64::MAX))));
    limits
}

/// Marks the fields that hash totals add up.
fn hash_fields(layout: &mut Layout) -> Result<(), String> {
    for (index, wanted) in layout.hashes.clone().into_iter().enumerate() {
        let mut found = false;
        let details = layout.groups.iter_mut().zip(Group::ALL).filter(|(_, group)| group.is_detail());
        for field in details.flat_map(|(records, _)| records).flat_map(|record| &mut record.fields) {
            if matches!(field.content, Content::Text { source, .. } if source == wanted) {
                field.hash = Some(index);
                found = true;
            }
        }
        if !found {
            return Err(format!("a hash total adds up `{wanted}`, which is in no payment or applied record"));
        }
    }
    Ok(())
}

/// Finds the literals by which each record is told from the others.
fn tag_records(layout: &mut Layout) -> Result<(), String> {
    let fixed = matches!(layout.shape, Shape::Fixed { .. });
    let records: Vec<Record> = layout.groups.iter().flatten().cloned().collect();
    for (at, record) in layout.groups.iter_mut().flatten().enumerate() {
        for (_, other) in records.iter().enumerate().filter(|(other, _)| *other != at) {
            let tag =
                record.fields.iter().position(|field| other.fields.iter().any(|other| differ(fixed, field, other)));
            let tag = tag.ok_or_else(|| {
                let names = format!("`{}` and `{}`", record.name, other.name);
                format!("the records {names} cannot be told apart: give each a literal of its own at the same place")
            })?;
            record.tags.push(tag);
        }
        record.tags.sort_unstable();
        record.tags.dedup();
    }
    Ok(())
}

/// Whether two literals share a place and are not the same there.
fn differ(fixed: bool, one: &Field, other: &Field) -> bool {
    let (Content::Literal(a), Content::Literal(b)) = (&one.content, &other.content) else { return false };
    if !fixed {
        return one.at == other.at && a != b;
    }
    let sign = |field: &Field, text: &str, column: usize| text.chars().nth(column.checked_sub(field.at)?);
    let ends = [(one, a), (other, b)].map(|(field, text)| field.at + text.chars().count());
    (one.at.max(other.at)..ends[0].min(ends[1])).any(|column| sign(one, a, column) != sign(other, b, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
name = "good"
form = "fixed"
length = 60
unapplied = "in-payment"
[[payment]]
name = "check"
fields = [
  { name = "type", from = 1, length = 1, literal = "6" },
  { name = "amount", from = 2, length = 10, source = "amount" },
  { name = "serial", from = 12, length = 9, source = "check_number", digits = true },
  { name = "date", from = 21, length = 6, source = "deposit_date", format = "%y%m%d" },
  { name = "kind", from = 27, length = 14, source = "payment_type" },
]
[[file_trailer]]
name = "end"
fields = [
  { name = "type", from = 1, length = 1, literal = "9" },
  { name = "hash", from = 2, length = 9, source = "file_hash_total", of = "check_number" },
  { name = "count", from = 11, length = 4, source = "file_payments" },
]
"#;

    #[test]
    fn what_would_give_bad_files_is_refused_and_named() {
        Layout::from_toml(GOOD).unwrap();
        for (from, to, message) in [
            ("length = 60", "lenght = 60", "unknown field `lenght`"),
            ("length = 60", "", "layout `good`: a fixed form needs `length`"),
            ("length = 60", "length = 60\ndelimiter = \",\"", "are for delimited forms"),
            ("\"in-payment\"", "\"somewhere\"", "unknown variant `somewhere`"),
            (
                "from = 12, length = 9",
                "from = 11, length = 9",
                "record `check`: the fields `amount` and `serial` overlap",
            ),
            (
                "from = 27, length = 14",
                "from = 57, length = 14",
                "record `check`, field `kind`: it goes past the record",
            ),
            (
                "from = 27, length = 14",
                "from = 27, length = 5",
                "field `kind`: `money_order` does not fit into 5 columns",
            ),
            ("source = \"amount\"", "source = \"sum\"", "field `amount`: `sum` is no source; known are file_id"),
            ("source = \"amount\"", "source = \"batch_amount\"", "`batch_amount` is not known in a payment record"),
            (
                "source = \"amount\"",
                "source = \"file_id\"",
                "no field of the payment or applied records holds `amount`",
            ),
            ("source = \"check_number\", digits", "source = \"document\", digits", "`digits` means nothing"),
            ("%y%m%d", "%Y%m%d", "a day as \"%Y%m%d\", such as `20261124`, is not as wide as the field"),
            ("%y%m%d", "%H%M%S", "cannot be read back"),
            ("%y%m%d", "%y%m%Q", "its `format` is wrong"),
            ("literal = \"9\"", "literal = \"6\"", "`check` and `end` cannot be told apart"),
            ("literal = \"9\"", "literal = \"90\"", "`90` does not fit into 1 columns"),
            ("of = \"check_number\"", "of = \"payer_account\"", "adds up `payer_account`, which is in no payment"),
            ("of = \"check_number\"", "of = \"payee\"", "`payee` is no text of a payment"),
            ("name = \"hash\"", "name = \"count\"", "another field of the record has that name"),
            ("digits = true", "digits = true, pad = \"x\"", "filled up with blanks, or with 0"),
            ("source = \"file_payments\"", "source = \"file_parts\"", "cannot be proved from the file without a field"),
            ("[[payment]]", "[[applied]]", "`payment_number`"),
        ] {
            assert!(GOOD.contains(from), "{from}");
            let error = Layout::from_toml(&GOOD.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(error.contains(message), "{from}: {error}");
        }
    }
}
