//! What is read of a payment, spoilt by chance as misreading spoils it.

use rand::Rng;
use rand::seq::IndexedRandom;

use crate::config::AccountRule;
use crate::model::{
    AccountNumber, AmountReading, BillId, CheckReading, CodedFields, CouponReading, Document, Field, Money,
    PageReading, Reading, Source,
};

/// How often each field is spoilt, and how often a reading is lost.
const SPOILT: f64 = 0.4;
const LOST: f64 = 0.2;
/// A spoilt code passes its check digit by chance.
const PASSES: f64 = 0.1;
/// So many payments come without a coupon and name the account themselves.
const WITHOUT_COUPON: f64 = 0.3;

/// Spoils a coupon and its check; the coupon may be missing, the account then stands on the check.
pub(super) fn corrupted(documents: [Document; 2], rule: &AccountRule, rng: &mut impl Rng) -> Vec<Document> {
    let [mut coupon, mut check] = documents;
    let mut account = None;
    if let Ok(PageReading { coupon: Some(CouponReading { scanline, barcode, .. }), .. }) = &mut coupon.front {
        account = barcode.sure().and_then(|fields| fields.account.clone());
        code(scanline, rng);
        code(barcode, rng);
    }
    if let Ok(PageReading { check: Some(reading), .. }) = &mut check.front {
        face(reading, account, rule, rng);
    }
    if rng.random_bool(WITHOUT_COUPON) { vec![check] } else { vec![coupon, check] }
}

fn code(field: &mut Field<CodedFields>, rng: &mut impl Rng) {
    if rng.random_bool(LOST) {
        *field = if rng.random_bool(0.5) { Field::Absent } else { std::mem::take(field).doubted() };
    }
    let (Field::Read(reading) | Field::Unread(Some(reading))) = field else { return };
    let fields = &mut reading.value;
    let mut spoilt = false;
    if rng.random_bool(SPOILT) {
        fields.account = fields.account.as_ref().and_then(|number| AccountNumber::new(&misread(number.as_str(), rng)));
        spoilt = true;
    }
    if rng.random_bool(SPOILT) {
        fields.bill = fields.bill.as_ref().and_then(|id| BillId::new(&misread(id.as_str(), rng)));
        spoilt = true;
    }
    fields.verified = !spoilt || rng.random_bool(PASSES);
}

/// On the face of a check only what fits the biller's rule is ever taken for an account.
fn face(check: &mut CheckReading, account: Option<AccountNumber>, rule: &AccountRule, rng: &mut impl Rng) {
    if let Some(number) = account {
        let text = if rng.random_bool(SPOILT) { misread(number.as_str(), rng) } else { number.to_string() };
        let confidence = *[0.5, 0.92, 0.999].choose(rng).unwrap_or(&0.5);
        let named = rng.random_bool(0.7);
        if let Some(value) = rule.recognise(&text).filter(|_| named) {
            check.accounts.push(Reading { value, confidence, source: Source::Text, place: None });
        }
    }
    if rng.random_bool(SPOILT)
        && let Some(amount) = check.amount.value.sure().copied()
    {
        let amount = Field::Read(Reading {
            value: Money::from_cents(misread(&amount.cents().to_string(), rng).parse().unwrap_or(1)),
            confidence: 0.9999,
            source: Source::Agreement,
            place: None,
        });
        let (courtesy, legal) = (amount.clone(), amount.clone());
        check.amount = AmountReading { value: amount, courtesy, legal, ..AmountReading::default() };
    }
    if rng.random_bool(LOST) {
        check.micr = std::mem::take(&mut check.micr).doubted();
    }
}

/// One to three digits wrong, two neighbours swapped, or one lost or doubled.
fn misread(text: &str, rng: &mut impl Rng) -> String {
    let mut digits: Vec<u8> = text.bytes().collect();
    let places = digits.len();
    match rng.random_range(0..6) {
        0 if places > 1 => {
            let at = rng.random_range(0..places - 1);
            digits.swap(at, at + 1);
        }
        1 if places > 1 => {
            digits.remove(rng.random_range(0..places));
        }
        2 => digits.insert(rng.random_range(0..places), b'0' + rng.random_range(0..10)),
        wrong => {
            for _ in 0..=(wrong % 3) {
                digits[rng.random_range(0..places)] = b'0' + rng.random_range(0..10);
            }
        }
    }
    String::from_utf8_lossy(&digits).into_owned()
}
