//! Documents and their readings as JSON, in structs of the store's own, so that the model stays free of wire forms.
//!
//! A value is kept as the word or text that files use for it; whatever cannot be understood on the way back makes the
//! whole document unreadable to the store, never a guess.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::{
    AccountNumber, AmountReading, Barcode, Belief, BillId, Captured, CheckReading, CodedFields, CouponReading,
    Document, DocumentNumber, Field, ListedPayment, Measures, MicrLine, Money, PageFault, PageKind, PageReading,
    PageSource, PaymentType, Period, Quality, QualityFlag, Reading, Rect, Rotation, RoutingNumber, Source,
    TransactionId,
};

pub(super) fn to_json(document: &Document) -> String {
    serde_json::to_string(&DocumentWire::from_model(document)).unwrap_or_default()
}

pub(super) fn from_json(text: &str) -> Option<Document> {
    serde_json::from_str::<DocumentWire>(text).ok()?.into_model()
}

#[derive(Serialize, Deserialize)]
struct DocumentWire {
    number: u32,
    file: String,
    page: u32,
    group: Option<String>,
    keyed_amount: Option<i64>,
    #[serde(default)]
    captured: Option<CapturedWire>,
    envelope_date: Option<Date>,
    image_hash: String,
    front: PageWire,
    /// File and page; folders of earlier versions have none.
    #[serde(default)]
    back_source: Option<(String, u32)>,
    back: Option<PageWire>,
}

impl DocumentWire {
    fn from_model(document: &Document) -> Self {
        Self {
            number: document.number.0,
            file: document.source.file.to_string(),
            page: document.source.page,
            group: document.group.as_ref().map(|group| group.0.clone()),
            keyed_amount: document.keyed_amount.map(Money::cents),
            captured: document.captured.as_ref().map(CapturedWire::from_model),
            envelope_date: document.envelope_date,
            image_hash: document.image_hash.clone(),
            front: PageWire::from_model(&document.front),
            back_source: document.back_source.as_ref().map(|source| (source.file.to_string(), source.page)),
            back: document.back.as_ref().map(PageWire::from_model),
        }
    }

    fn into_model(self) -> Option<Document> {
        Some(Document {
            number: DocumentNumber(self.number),
            source: PageSource { file: self.file.into(), page: self.page },
            group: self.group.map(TransactionId),
            keyed_amount: self.keyed_amount.map(Money::from_cents),
            captured: self.captured.map(CapturedWire::into_model).transposed()?,
            envelope_date: self.envelope_date,
            image_hash: self.image_hash,
            front: self.front.into_model()?,
            back_source: self.back_source.map(|(file, page)| PageSource { file: file.into(), page }),
            back: self.back.map(PageWire::into_model).transposed()?,
        })
    }
}

#[derive(Serialize, Deserialize)]
struct CapturedWire {
    line: MicrWire,
    sure: bool,
}

impl CapturedWire {
    fn from_model(captured: &Captured) -> Self {
        Self { line: MicrWire::from_model(&captured.line), sure: captured.sure }
    }

    fn into_model(self) -> Option<Captured> {
        Some(Captured { line: self.line.into_model()?, sure: self.sure })
    }
}

/// `Option<Option<T>>` the other way round: absent stays absent, unreadable spoils the whole.
trait Transposed<T> {
    fn transposed(self) -> Option<Option<T>>;
}

impl<T> Transposed<T> for Option<Option<T>> {
    fn transposed(self) -> Self {
        match self {
            None => Some(None),
            Some(None) => None,
            Some(Some(value)) => Some(Some(value)),
        }
    }
}

#[derive(Serialize, Deserialize)]
enum PageWire {
    Fault(String),
    Read(Box<ReadingWire>),
}

#[derive(Serialize, Deserialize)]
struct ReadingWire {
    kind: String,
    rotation: u16,
    skew_degrees: f32,
    flags: Vec<String>,
    /// In the order and units of `Measures::values`.
    #[serde(default)]
    measures: Vec<f32>,
    #[serde(default)]
    damaged: bool,
    barcodes: Vec<BarcodeWire>,
    check: Option<CheckWire>,
    coupon: Option<CouponWire>,
    #[serde(default)]
    list: Vec<ValueWire<ListedWire>>,
}

#[derive(Serialize, Deserialize)]
struct ListedWire {
    account: String,
    amount: i64,
    name: String,
}

#[derive(Serialize, Deserialize)]
struct BarcodeWire {
    format: String,
    text: String,
    place: Option<[u32; 4]>,
}

impl PageWire {
    fn from_model(page: &Result<PageReading, PageFault>) -> Self {
        let page = match page {
            Ok(page) => page,
            Err(fault) => return Self::Fault(fault.0.clone()),
        };
        Self::Read(Box::new(ReadingWire {
            kind: page.kind.word().to_owned(),
            rotation: page.rotation.degrees(),
            skew_degrees: page.quality.skew_degrees,
            flags: page.quality.flags.iter().map(|flag| flag.word().to_owned()).collect(),
            measures: page.quality.measures.values().map(|(_, value)| value).to_vec(),
            damaged: page.quality.measures.damaged,
            barcodes: page.barcodes.iter().map(BarcodeWire::from_model).collect(),
            check: page.check.as_ref().map(CheckWire::from_model),
            coupon: page.coupon.as_ref().map(CouponWire::from_model),
            list: page.list.iter().map(|row| value_wire(row, ListedWire::from_model)).collect(),
        }))
    }

    fn into_model(self) -> Option<Result<PageReading, PageFault>> {
        let page = match self {
            Self::Fault(message) => return Some(Err(PageFault(message))),
            Self::Read(page) => page,
        };
        Some(Ok(PageReading {
            kind: PageKind::from_word(&page.kind)?,
            rotation: Rotation::from_degrees(page.rotation)?,
            quality: Quality {
                skew_degrees: page.skew_degrees,
                measures: Measures::from_values(&page.measures, page.damaged),
                flags: page.flags.iter().map(|flag| QualityFlag::from_word(flag)).collect::<Option<_>>()?,
            },
            barcodes: page.barcodes.into_iter().map(BarcodeWire::into_model).collect(),
            check: page.check.map(CheckWire::into_model).transposed()?,
            coupon: page.coupon.map(CouponWire::into_model).transposed()?,
            list: page.list.into_iter().map(|row| value_model(row, ListedWire::into_model)).collect::<Option<_>>()?,
        }))
    }
}

impl ListedWire {
    fn from_model(row: &ListedPayment) -> Self {
        Self { account: row.account.to_string(), amount: row.amount.cents(), name: row.name.clone() }
    }

    fn into_model(self) -> Option<ListedPayment> {
        let account = AccountNumber::new(&self.account)?;
        Some(ListedPayment { account, amount: Money::from_cents(self.amount), name: self.name })
    }
}

impl BarcodeWire {
    fn from_model(barcode: &Barcode) -> Self {
        Self { format: barcode.format.to_string(), text: barcode.text.clone(), place: barcode.place.map(corners) }
    }

    fn into_model(self) -> Barcode {
        Barcode { format: self.format.into(), text: self.text, place: self.place.map(rect) }
    }
}

fn corners(place: Rect) -> [u32; 4] {
    [place.x, place.y, place.width, place.height]
}

fn rect([x, y, width, height]: [u32; 4]) -> Rect {
    Rect::new(x, y, width, height)
}

/// A field: absent, unread (with or without a guess) or read.
#[derive(Serialize, Deserialize)]
enum FieldWire<T> {
    Absent,
    Unread(Option<ValueWire<T>>),
    Read(ValueWire<T>),
}

const fn absent<T>() -> FieldWire<T> {
    FieldWire::Absent
}

#[derive(Serialize, Deserialize)]
struct ValueWire<T> {
    value: T,
    confidence: f32,
    source: String,
    place: Option<[u32; 4]>,
}

fn value_wire<T, W>(reading: &Reading<T>, wire: impl Fn(&T) -> W) -> ValueWire<W> {
    ValueWire {
        value: wire(&reading.value),
        confidence: reading.confidence,
        source: reading.source.word().to_owned(),
        place: reading.place.map(corners),
    }
}

fn value_model<T, W>(wire: ValueWire<W>, model: impl Fn(W) -> Option<T>) -> Option<Reading<T>> {
    Some(Reading {
        value: model(wire.value)?,
        confidence: wire.confidence,
        source: Source::from_word(&wire.source)?,
        place: wire.place.map(rect),
    })
}

fn field_wire<T, W>(field: &Field<T>, wire: impl Fn(&T) -> W) -> FieldWire<W> {
    match field {
        Field::Absent => FieldWire::Absent,
        Field::Unread(guess) => FieldWire::Unread(guess.as_ref().map(|guess| value_wire(guess, wire))),
        Field::Read(reading) => FieldWire::Read(value_wire(reading, wire)),
    }
}

fn field_model<T, W>(field: FieldWire<W>, model: impl Fn(W) -> Option<T>) -> Option<Field<T>> {
    Some(match field {
        FieldWire::Absent => Field::Absent,
        FieldWire::Unread(None) => Field::Unread(None),
        FieldWire::Unread(Some(guess)) => Field::Unread(Some(value_model(guess, model)?)),
        FieldWire::Read(reading) => Field::Read(value_model(reading, model)?),
    })
}

#[derive(Serialize, Deserialize)]
struct CheckWire {
    payment_type: String,
    micr: FieldWire<MicrWire>,
    amount: FieldWire<i64>,
    courtesy: FieldWire<i64>,
    legal: FieldWire<i64>,
    /// Cents and their chance; folders of earlier versions have none.
    #[serde(default)]
    likely: Vec<(i64, f32)>,
    date: FieldWire<Date>,
    payee: FieldWire<String>,
    memo: FieldWire<String>,
    accounts: Vec<ValueWire<String>>,
    /// Folders of earlier versions have none.
    #[serde(default)]
    another_account: bool,
    payer_name: FieldWire<String>,
    signature: FieldWire<bool>,
    restrictive_notation: Option<String>,
    foreign_words: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct MicrWire {
    raw: String,
    routing: Option<String>,
    payer_account: Option<String>,
    check_number: Option<String>,
    #[serde(default)]
    epc: Option<char>,
    amount: Option<i64>,
    foreign: bool,
}

impl CheckWire {
    fn from_model(check: &CheckReading) -> Self {
        let cents = |amount: &Money| amount.cents();
        Self {
            payment_type: check.payment_type.word().to_owned(),
            micr: field_wire(&check.micr, MicrWire::from_model),
            amount: field_wire(&check.amount.value, cents),
            courtesy: field_wire(&check.amount.courtesy, cents),
            legal: field_wire(&check.amount.legal, cents),
            likely: check.amount.likely.amounts().iter().map(|(amount, chance)| (cents(amount), *chance)).collect(),
            date: field_wire(&check.date, |date| *date),
            payee: field_wire(&check.payee, Clone::clone),
            memo: field_wire(&check.memo, Clone::clone),
            accounts: check.accounts.iter().map(|found| value_wire(found, ToString::to_string)).collect(),
            another_account: check.another_account,
            payer_name: field_wire(&check.payer_name, Clone::clone),
            signature: field_wire(&check.signature, |signed| *signed),
            restrictive_notation: check.restrictive_notation.clone(),
            foreign_words: check.foreign_words.clone(),
        }
    }

    fn into_model(self) -> Option<CheckReading> {
        let cents = |cents: i64| Some(Money::from_cents(cents));
        let account = |text: String| AccountNumber::new(&text);
        Some(CheckReading {
            payment_type: PaymentType::from_word(&self.payment_type)?,
            micr: field_model(self.micr, MicrWire::into_model)?,
            amount: AmountReading {
                value: field_model(self.amount, cents)?,
                courtesy: field_model(self.courtesy, cents)?,
                legal: field_model(self.legal, cents)?,
                likely: Belief::of(self.likely.into_iter().map(|(cents, chance)| (Money::from_cents(cents), chance))),
            },
            date: field_model(self.date, Some)?,
            payee: field_model(self.payee, Some)?,
            memo: field_model(self.memo, Some)?,
            accounts: self.accounts.into_iter().map(|found| value_model(found, account)).collect::<Option<_>>()?,
            another_account: self.another_account,
            payer_name: field_model(self.payer_name, Some)?,
            signature: field_model(self.signature, Some)?,
            restrictive_notation: self.restrictive_notation,
            foreign_words: self.foreign_words,
        })
    }
}

impl MicrWire {
    fn from_model(line: &MicrLine) -> Self {
        Self {
            raw: line.raw.clone(),
            routing: line.routing.map(|routing| routing.to_string()),
            payer_account: line.payer_account.clone(),
            check_number: line.check_number.clone(),
            amount: line.amount.map(Money::cents),
            epc: line.epc,
            foreign: line.foreign,
        }
    }

    fn into_model(self) -> Option<MicrLine> {
        Some(MicrLine {
            raw: self.raw,
            routing: self.routing.map(|routing| RoutingNumber::new(&routing)).transposed()?,
            payer_account: self.payer_account,
            check_number: self.check_number,
            amount: self.amount.map(Money::from_cents),
            epc: self.epc,
            foreign: self.foreign,
        })
    }
}

#[derive(Serialize, Deserialize)]
struct CouponWire {
    scanline: FieldWire<CodedWire>,
    barcode: FieldWire<CodedWire>,
    /// Folders of earlier versions have none.
    #[serde(default = "absent")]
    enclosed: FieldWire<i64>,
}

#[derive(Serialize, Deserialize)]
struct CodedWire {
    definition: String,
    text: String,
    account: Option<String>,
    bill: Option<String>,
    amount_due: Option<i64>,
    due_date: Option<Date>,
    period: Option<String>,
    verified: bool,
}

impl CouponWire {
    fn from_model(coupon: &CouponReading) -> Self {
        Self {
            scanline: field_wire(&coupon.scanline, CodedWire::from_model),
            barcode: field_wire(&coupon.barcode, CodedWire::from_model),
            enclosed: field_wire(&coupon.enclosed, |amount| amount.cents()),
        }
    }

    fn into_model(self) -> Option<CouponReading> {
        Some(CouponReading {
            scanline: field_model(self.scanline, CodedWire::into_model)?,
            barcode: field_model(self.barcode, CodedWire::into_model)?,
            enclosed: field_model(self.enclosed, |cents| Some(Money::from_cents(cents)))?,
        })
    }
}

impl CodedWire {
    fn from_model(fields: &CodedFields) -> Self {
        Self {
            definition: fields.definition.to_string(),
            text: fields.text.clone(),
            account: fields.account.as_ref().map(ToString::to_string),
            bill: fields.bill.as_ref().map(ToString::to_string),
            amount_due: fields.amount_due.map(Money::cents),
            due_date: fields.due_date,
            period: fields.period.map(|period| period.to_string()),
            verified: fields.verified,
        }
    }

    fn into_model(self) -> Option<CodedFields> {
        Some(CodedFields {
            definition: self.definition.into(),
            text: self.text,
            account: self.account.map(|text| AccountNumber::new(&text)).transposed()?,
            bill: self.bill.map(|text| BillId::new(&text)).transposed()?,
            amount_due: self.amount_due.map(Money::from_cents),
            due_date: self.due_date,
            period: self.period.map(|text| text.parse::<Period>().ok()).transposed()?,
            verified: self.verified,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T>(value: T) -> Field<T> {
        Field::Read(Reading { value, confidence: 0.99, source: Source::Text, place: Some(Rect::new(1, 2, 3, 4)) })
    }

    fn document() -> Document {
        let money = Money::from_cents(12_345);
        let coded = CodedFields {
            definition: "premium".into(),
            text: "7123456789 1".to_owned(),
            account: AccountNumber::new("7123456789"),
            bill: BillId::new("000000001"),
            amount_due: Some(money),
            due_date: Date::new(2026, 12, 23).ok(),
            period: "2026-12".parse().ok(),
            verified: true,
        };
        let micr = MicrLine {
            raw: "⑆011000138⑆ 781⑈ 1457".to_owned(),
            routing: RoutingNumber::new("011000138"),
            payer_account: Some("781".to_owned()),
            check_number: Some("1457".to_owned()),
            epc: Some('4'),
            amount: Some(money),
            foreign: false,
        };
        let captured = Some(Captured { line: micr.clone(), sure: true });
        let check = CheckReading {
            payment_type: PaymentType::BillpayCheck,
            micr: read(micr),
            amount: AmountReading {
                value: read(money),
                courtesy: Field::Unread(None),
                legal: Field::Absent,
                likely: Belief::of([(money, 0.75), (Money::from_cents(1), 0.125)]),
            },
            date: read(Date::new(2026, 11, 24).unwrap()),
            payee: read("Health Connector".to_owned()),
            memo: Field::Unread(Some(Reading {
                value: "x".to_owned(),
                confidence: 0.2,
                source: Source::Text,
                place: None,
            })),
            accounts: vec![Reading {
                value: AccountNumber::new("7123456789").unwrap(),
                confidence: 0.9,
                source: Source::Text,
                place: None,
            }],
            another_account: true,
            payer_name: Field::Absent,
            signature: read(false),
            restrictive_notation: Some("paid in full".to_owned()),
            foreign_words: None,
        };
        let front = PageReading {
            kind: PageKind::Check,
            rotation: Rotation::Half,
            quality: Quality {
                skew_degrees: 1.5,
                measures: Measures { specks: 300.0, mismatch_inches: 0.1, damaged: true, ..Measures::default() },
                flags: vec![QualityFlag::Noise],
            },
            barcodes: vec![Barcode { format: "QRCode".into(), text: "7".to_owned(), place: None }],
            check: Some(check),
            coupon: Some(CouponReading { scanline: read(coded), barcode: Field::Absent, enclosed: read(money) }),
            list: vec![Reading {
                value: ListedPayment {
                    account: AccountNumber::new("7123456789").unwrap(),
                    amount: money,
                    name: "Maria Lopez".to_owned(),
                },
                confidence: 0.9,
                source: Source::Text,
                place: None,
            }],
        };
        Document {
            number: DocumentNumber(7),
            source: PageSource { file: "a/b.tif".into(), page: 3 },
            group: Some(TransactionId("T 1".to_owned())),
            keyed_amount: Some(money),
            captured,
            envelope_date: Date::new(2026, 11, 20).ok(),
            image_hash: "ab".to_owned(),
            front: Ok(front),
            back_source: Some(PageSource { file: "a/b.tif".into(), page: 4 }),
            back: Some(Err(PageFault("cut off".to_owned()))),
        }
    }

    #[test]
    fn a_document_comes_back_as_it_was() {
        assert_eq!(from_json(&to_json(&document())), Some(document()));
    }

    #[test]
    fn what_no_document_can_hold_is_refused() {
        let text = to_json(&document());
        assert_eq!(from_json(&text.replace("billpay_check", "barter")), None);
        assert_eq!(from_json(&text.replace("011000138\",\"payer", "011000139\",\"payer")), None);
        assert_eq!(from_json(&text[..text.len() / 2]), None);
    }
}
