//! What a page's readings come to as the fields of a truth table.

use std::collections::BTreeMap;

use crate::model::{CheckReading, Field, MicrLine, PageKind, PageReading};
use crate::reading::face::date;
use crate::testdeck::fields::Verdict;

/// The fields of the report, in its order; `micr_line` is the three after it taken together.
pub(super) const FIELDS: [&str; 11] = [
    "barcode",
    "scanline",
    "micr_line",
    "routing_number",
    "payer_account",
    "check_number",
    "amount",
    "date",
    "payee",
    "memo",
    "kind",
];

/// Those that only a page's words tell.
pub(super) const OF_WORDS: [&str; 4] = ["amount", "date", "payee", "memo"];

/// The parts of a bank line.
pub(super) const MICR_PARTS: [&str; 3] = ["routing_number", "payer_account", "check_number"];

/// A field as read; empty is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Value {
    /// What was read surely.
    pub(super) read: String,
    /// The best guess where it was not.
    pub(super) guess: String,
}

impl Value {
    fn of<T>(field: &Field<T>, text: impl Fn(&T) -> Option<String>) -> Self {
        let best = field.best().and_then(|best| text(&best.value)).unwrap_or_default();
        match field {
            Field::Read(_) => Self::sure(best),
            _ => Self { guess: best, ..Self::default() },
        }
    }

    const fn sure(read: String) -> Self {
        Self { read, guess: String::new() }
    }
}

/// The fields that were read or guessed.
pub(super) fn values(page: &PageReading) -> BTreeMap<&'static str, Value> {
    let mut values = BTreeMap::new();
    let codes: Vec<&str> = page.barcodes.iter().map(|code| code.text.as_str()).collect();
    values.insert("barcode", Value::sure(codes.join("|")));
    if page.kind != PageKind::Other {
        values.insert("kind", Value::sure(page.kind.word().to_owned()));
    }
    if let Some(coupon) = &page.coupon {
        values.insert("scanline", Value::of(&coupon.scanline, |fields| Some(fields.text.clone())));
    }
    if let Some(check) = &page.check {
        take_check(check, &mut values);
    }
    values
}

fn take_check(check: &CheckReading, values: &mut BTreeMap<&'static str, Value>) {
    let mut part = |name, text: fn(&MicrLine) -> Option<String>| values.insert(name, Value::of(&check.micr, text));
    part("routing_number", |line| line.routing.map(|routing| routing.to_string()));
    part("payer_account", |line| line.payer_account.clone());
    part("check_number", |line| line.check_number.clone());
    let amount = [&check.amount.value, &check.amount.courtesy, &check.amount.legal];
    let guess = amount.into_iter().find_map(Field::best).map_or_else(String::new, |best| best.value.to_string());
    let amount = check.amount.value.sure().map(ToString::to_string);
    values.insert("amount", amount.map_or(Value { guess, ..Value::default() }, Value::sure));
    values.insert("date", Value::of(&check.date, |date| Some(date.to_string())));
    values.insert("payee", Value::of(&check.payee, |payee| Some(payee.clone())));
    values.insert("memo", Value::of(&check.memo, |memo| Some(memo.clone())));
}

/// The truth in the form of a reading: dates as they are written on checks become those of the calendar, and the `?`
/// behind a whole amount or date, which is only doubtful, falls away. `None` for what no reading can be compared with.
pub(super) fn wanted(field: &str, truth: &str) -> Option<String> {
    let whole = truth.strip_suffix('?').unwrap_or(truth);
    match field {
        "date" if is_calendar_date(truth) => Some(truth.to_owned()),
        "date" if is_calendar_date(whole) => Some(whole.to_owned()),
        "date" => match date::parse(truth) {
            Some(date) => Some(date.to_string()),
            None => (!truth.contains('?')).then(|| truth.to_owned()),
        },
        "amount" if whole.rsplit_once('.').is_some_and(|(_, cents)| cents.len() == 2) => Some(whole.to_owned()),
        _ => Some(truth.to_owned()),
    }
}

/// `2026-11-24`, some of it perhaps illegible.
fn is_calendar_date(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [4, 2, 2] && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '?'))
}

/// The verdict on a bank line: right only if every part is.
pub(super) fn of_line(parts: &[Verdict]) -> Verdict {
    let any = |verdict| parts.contains(&verdict);
    let is_there = any(Verdict::Right) || any(Verdict::Unread) || any(Verdict::Wrong);
    match (is_there, any(Verdict::MadeUp)) {
        (false, false) => Verdict::Absent,
        (false, true) => Verdict::MadeUp,
        (true, true) => Verdict::Wrong,
        (true, false) if any(Verdict::Wrong) => Verdict::Wrong,
        (true, false) if any(Verdict::Unread) => Verdict::Unread,
        (true, false) => Verdict::Right,
    }
}
