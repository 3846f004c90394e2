//! What `lockbox read` says about a page: one JSON object on one line.
//!
//! Every field is always there. A value that was not read surely is `null`; the object that the `null` stands in then
//! also has a `candidate` with the best reading that there is and its confidence. So `micr` and `amount`, which are
//! objects, carry their own `candidate`, and that of the page holds those of its plain fields:
//!
//! ```json
//! {"micr":{"raw":null, ..., "candidate":{"raw":"...", "confidence":0.6}}, "date":null, "candidate":{"date":{"value":"2026-11-24","confidence":0.5}}}
//! ```
//!
//! `micr`, `amount` and `scanline` are `null` where the page has nothing like it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{
    AmountReading, CheckReading, CodedField, CodedFields, CouponReading, Field, MicrLine, PageFault, PageReading,
    Reading,
};

/// A page to describe.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The file, as it was named by the user.
    pub file: &'a str,
    /// The page in it, from 1.
    pub page: u32,
    /// What was read.
    pub reading: Result<&'a PageReading, &'a PageFault>,
    /// How long that took.
    pub milliseconds: f64,
}

#[derive(Serialize, Default)]
struct Line<'a> {
    file: &'a str,
    page: u32,
    kind: Option<&'static str>,
    rotation: u16,
    micr: Option<Micr>,
    amount: Option<Amount>,
    date: Option<String>,
    payee: Option<String>,
    memo: Option<String>,
    payment_type: Option<&'static str>,
    payer_name: Option<String>,
    signature: Option<bool>,
    barcodes: Vec<Code<'a>>,
    scanline: Option<Scanline>,
    account_number: Option<String>,
    bill_id: Option<String>,
    /// What the payer wrote on a coupon.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_enclosed: Option<String>,
    /// The payments that a sheet lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    list: Vec<Listed<'a>>,
    quality: Quality,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    candidate: BTreeMap<&'static str, Guess>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    milliseconds: f64,
}

#[derive(Serialize, Default)]
struct Micr {
    raw: Option<String>,
    routing_number: Option<String>,
    payer_account: Option<String>,
    check_number: Option<String>,
    confidence: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidate: Option<Box<Self>>,
}

#[derive(Serialize, Default)]
struct Amount {
    value: Option<String>,
    confidence: Option<f64>,
    courtesy: Option<String>,
    legal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidate: Option<Box<Self>>,
}

#[derive(Serialize)]
struct Listed<'a> {
    account_number: &'a str,
    amount: String,
    name: &'a str,
    confidence: f64,
}

#[derive(Serialize)]
struct Code<'a> {
    format: &'a str,
    text: &'a str,
}

#[derive(Serialize, Default)]
struct Scanline {
    text: Option<String>,
    fields: Option<BTreeMap<&'static str, String>>,
    confidence: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidate: Option<Box<Self>>,
}

#[derive(Serialize, Default)]
struct Quality {
    skew_degrees: f64,
    flags: Vec<&'static str>,
    values: BTreeMap<&'static str, f64>,
}

#[derive(Serialize)]
struct Guess {
    value: String,
    confidence: f64,
}

/// The object of a page as one line, without its end.
///
/// # Errors
/// Never for the values that can occur; kept because the JSON writer can fail in principle.
pub fn line(page: &Page<'_>) -> serde_json::Result<String> {
    let mut line = Line { file: page.file, page: page.page, milliseconds: short(page.milliseconds), ..Line::default() };
    match page.reading {
        Ok(reading) => line.take_page(reading),
        Err(fault) => line.error = Some(&fault.0),
    }
    serde_json::to_string(&line)
}

impl<'a> Line<'a> {
    fn take_page(&mut self, page: &'a PageReading) {
        self.kind = Some(page.kind.word());
        self.rotation = page.rotation.degrees();
        self.barcodes = page.barcodes.iter().map(|code| Code { format: &code.format, text: &code.text }).collect();
        self.list = page
            .list
            .iter()
            .map(|row| Listed {
                account_number: row.value.account.as_str(),
                amount: row.value.amount.to_string(),
                name: &row.value.name,
                confidence: short(f64::from(row.confidence)),
            })
            .collect();
        let values = page.quality.measures.values().into_iter();
        self.quality = Quality {
            skew_degrees: short(f64::from(page.quality.skew_degrees)),
            flags: page.quality.flags.iter().map(|flag| flag.word()).collect(),
            values: values.map(|(name, value)| (name, short(f64::from(value)))).collect(),
        };
        if let Some(check) = &page.check {
            self.take_check(check);
        }
        if let Some(coupon) = &page.coupon {
            self.take_coupon(coupon);
        }
    }

    fn take_check(&mut self, check: &CheckReading) {
        self.payment_type = Some(check.payment_type.word());
        self.micr = object(&check.micr, micr, |line, best| line.candidate = Some(Box::new(best)));
        self.amount = Some(amount(&check.amount)).filter(|_| !is_blank(&check.amount));
        self.date = self.plain("date", &check.date);
        self.payee = self.plain("payee", &check.payee);
        self.memo = self.plain("memo", &check.memo);
        self.payer_name = self.plain("payer_name", &check.payer_name);
        self.signature = check.signature.sure().copied();
        let best = check.accounts.iter().max_by(|a, b| a.confidence.total_cmp(&b.confidence));
        self.account_number = best.and_then(|best| {
            let others = check.accounts.iter().any(|other| other.value != best.value);
            let field = if others { Field::Unread(Some(best.clone())) } else { Field::gated(best.clone(), SURE) };
            self.plain("account_number", &field)
        });
    }

    fn take_coupon(&mut self, coupon: &CouponReading) {
        self.scanline = object(&coupon.scanline, scanline, |line, best| line.candidate = Some(Box::new(best)));
        self.account_number = self.code("account_number", coupon, CodedField::Account);
        self.bill_id = self.code("bill_id", coupon, CodedField::Bill);
        self.amount_enclosed = self.plain("amount_enclosed", &coupon.enclosed);
    }

    /// The value if it is sure; else its best reading goes to the candidates.
    fn plain<T: ToString>(&mut self, name: &'static str, field: &Field<T>) -> Option<String> {
        if let (None, Some(best)) = (field.sure(), field.best()) {
            self.guess(name, best.value.to_string(), best.confidence);
        }
        field.sure().map(ToString::to_string)
    }

    /// A field of the coupon's codes: sure if no sure code contradicts.
    fn code(&mut self, name: &'static str, coupon: &CouponReading, field: CodedField) -> Option<String> {
        let codes = [&coupon.barcode, &coupon.scanline];
        let mut sure = codes.iter().filter_map(|code| value(code.sure()?, field));
        if let Some(first) = sure.next() {
            let bare = |text: &str| text.trim_start_matches('0').to_owned();
            return sure.all(|other| bare(&other) == bare(&first)).then_some(first);
        }
        let best =
            codes.iter().filter_map(|code| code.best()).find_map(|best| Some((value(&best.value, field)?, best)));
        if let Some((text, best)) = best {
            self.guess(name, text, best.confidence);
        }
        None
    }

    fn guess(&mut self, name: &'static str, value: String, confidence: f32) {
        self.candidate.insert(name, Guess { value, confidence: short(f64::from(confidence)) });
    }
}

/// From which confidence on an account number on a payment's face is shown as read.
const SURE: f32 = 0.9;

/// An object for a field: filled if it is sure, empty with its candidate beside if not, none if it is absent.
fn object<T, O: Default>(field: &Field<T>, make: impl Fn(&Reading<T>) -> O, add: impl Fn(&mut O, O)) -> Option<O> {
    match field {
        Field::Absent => None,
        Field::Read(reading) => Some(make(reading)),
        Field::Unread(best) => {
            let mut empty = O::default();
            if let Some(best) = best {
                add(&mut empty, make(best));
            }
            Some(empty)
        }
    }
}

fn micr(reading: &Reading<MicrLine>) -> Micr {
    let line = &reading.value;
    Micr {
        raw: Some(line.raw.clone()),
        routing_number: line.routing.map(|routing| routing.to_string()),
        payer_account: line.payer_account.clone(),
        check_number: line.check_number.clone(),
        confidence: Some(short(f64::from(reading.confidence))),
        candidate: None,
    }
}

fn is_blank(amount: &AmountReading) -> bool {
    amount.value.is_absent() && amount.courtesy.is_absent() && amount.legal.is_absent()
}

fn amount(reading: &AmountReading) -> Amount {
    let text = |field: &Field<_>| field.sure().map(ToString::to_string);
    let best = |field: &Field<crate::model::Money>| field.best().map(|best| best.value.to_string());
    let confidence = |field: &Field<_>| field.best().map(|best: &Reading<_>| short(f64::from(best.confidence)));
    let sure = [&reading.value, &reading.courtesy, &reading.legal].iter().all(|f| f.sure().is_some() || f.is_absent());
    let candidate = (!sure).then(|| {
        Box::new(Amount {
            value: best(&reading.value),
            confidence: confidence(&reading.value),
            courtesy: best(&reading.courtesy),
            legal: best(&reading.legal),
            candidate: None,
        })
    });
    Amount {
        value: text(&reading.value),
        confidence: reading.value.sure().and_then(|_| confidence(&reading.value)),
        courtesy: text(&reading.courtesy),
        legal: text(&reading.legal),
        candidate,
    }
}

fn scanline(reading: &Reading<CodedFields>) -> Scanline {
    let fields = CodedField::ALL.iter().filter_map(|field| Some((field.word(), value(&reading.value, *field)?)));
    Scanline {
        text: Some(reading.value.text.clone()),
        fields: Some(fields.collect()),
        confidence: Some(short(f64::from(reading.confidence))),
        candidate: None,
    }
}

fn value(fields: &CodedFields, field: CodedField) -> Option<String> {
    match field {
        CodedField::Account => fields.account.as_ref().map(ToString::to_string),
        CodedField::Bill => fields.bill.as_ref().map(ToString::to_string),
        CodedField::AmountDue => fields.amount_due.map(|amount| amount.to_string()),
        CodedField::DueDate => fields.due_date.map(|date| date.to_string()),
        CodedField::Period => fields.period.map(|period| period.to_string()),
    }
}

/// Four places are enough.
fn short(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests;
