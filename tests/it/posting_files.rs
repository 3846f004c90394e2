//! Posting files held against readers of other people.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use jiff::civil::{date, datetime};
use lockbox::formats::remittance::layout::shipped;
use lockbox::formats::remittance::{FileHead, Form, Totals, create};
use lockbox::model::{
    AccountNumber, Application, BatchId, BillId, DocumentNumber, Money, PaymentType, Remittance, RoutingNumber, Rule,
    TransactionId,
};

use crate::support::Sandbox;

/// Where scripts/setup puts the readers.
const READERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/readers/bin/python");
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/readers/bai_lockbox.py");

/// Forty checks in three batches; every third for two bills, every seventh for none.
fn payments() -> Vec<Remittance> {
    (1..=40).map(payment).collect()
}

fn payment(number: u32) -> Remittance {
    let parts = if number.is_multiple_of(7) { 0 } else { 1 + u32::from(number.is_multiple_of(3)) };
    let applied: Vec<Application> = (1..=parts).map(|part| application(number, part)).collect();
    let amount = applied.iter().map(|part| part.amount).sum();
    Remittance {
        batch: BatchId::new(&format!("b{}", number / 15)).unwrap(),
        transaction: TransactionId(number.to_string()),
        document: DocumentNumber(number * 2),
        payment_type: PaymentType::Check,
        amount: if applied.is_empty() { Money::from_cents(10 + i64::from(number)) } else { amount },
        routing: RoutingNumber::new("011000138"),
        payer_account: Some(format!("77-{number:012}")),
        check_number: (!number.is_multiple_of(11)).then(|| format!("90000{number:06}")),
        received_date: date(2026, 11, 23),
        deposit_date: date(2026, 11, 24),
        postmark_date: number.is_multiple_of(2).then(|| date(2026, 11, 20)),
        applied,
    }
}

fn application(number: u32, part: u32) -> Application {
    Application {
        posting_id: format!("P{number}-{part}"),
        account: AccountNumber::new(&format!("70{number:08}")).unwrap(),
        bill: (!number.is_multiple_of(5)).then(|| BillId::new(&format!("BILL-{number}/{part}")).unwrap()),
        amount: Money::from_cents(10 * i64::from(number) + 7 * i64::from(part)),
        rule: Rule::CouponExact,
        evidence: Vec::new(),
        reverses: None,
        member_name: Some(format!("Zoë O’Núñez & {number}")),
        member_id: None,
        period: None,
    }
}

fn head(payments: &[Remittance]) -> FileHead {
    FileHead {
        id: "deposit-1".to_owned(),
        sequence: 1,
        created: datetime(2026, 11, 24, 17, 45, 0, 0),
        lockbox: "412612".to_owned(),
        payee: "Bay State Health Exchange".to_owned(),
        routing: RoutingNumber::new("011000138").unwrap(),
        bank_account: "1234567890".to_owned(),
        deposit_date: date(2026, 11, 24),
        totals: Totals {
            batches: payments.chunk_by(|one, next| one.batch == next.batch).count() as u64,
            payments: payments.len() as u64,
            amount: payments.iter().map(|payment| payment.amount).sum(),
            postings: payments.iter().map(|payment| payment.applied.len() as u64).sum(),
            applied: payments.iter().map(Remittance::applied_amount).sum(),
        },
    }
}

fn file(form: &Form, payments: &[Remittance]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut file = create(form, head(payments), &mut out).unwrap();
    payments.iter().for_each(|payment| file.add(payment).unwrap());
    file.finish().unwrap();
    out
}

/// What the package bai-lockbox finds in a file, or why it refuses it.
pub(crate) fn read(file: &Path) -> Result<serde_json::Value, String> {
    assert!(Path::new(READERS).exists(), "{READERS} is missing; run scripts/setup");
    let ran = Command::new(READERS).arg(SCRIPT).arg(file).output().unwrap();
    match ran.status.success() {
        true => Ok(serde_json::from_slice(&ran.stdout).unwrap()),
        false => Err(String::from_utf8_lossy(&ran.stderr).into_owned()),
    }
}

#[test]
fn the_package_bai_lockbox_reads_what_was_paid() {
    let form = Form::Layout(Arc::new(shipped::BAI_NAMES.layout().unwrap()));
    let payments = payments();
    let written = file(&form, &payments);
    let records = written.iter().filter(|byte| **byte == b'\n').count();
    let sandbox = Sandbox::new();
    let told = read(&sandbox.write("deposit.bai", written)).unwrap();
    assert_eq!((told["records"].as_u64(), told["batches"].as_u64()), (Some(records as u64), Some(3)));
    let checks = told["checks"].as_array().unwrap();
    assert_eq!(checks.len(), payments.len());
    for (check, payment) in checks.iter().zip(&payments) {
        assert_eq!(check["cents"].as_i64(), Some(payment.amount.cents()));
        // Numbers keep their ten digits on the right.
        let number: u64 = payment.check_number.as_deref().map_or(0, |number| number[1..].parse().unwrap());
        assert_eq!(check["number"].as_u64(), Some(number));
        assert_eq!(check["routing"], "011000138");
        assert_eq!(check["date"], payment.postmark_date.unwrap_or(payment.received_date).to_string());
        let bills: Vec<String> = payment
            .applied
            .iter()
            .map(|part| part.bill.as_ref().map_or(part.account.to_string(), ToString::to_string))
            .collect();
        assert_eq!(check["bills"], serde_json::json!(bills));
    }
    let names: Vec<&str> = checks.iter().filter_map(|check| check["sender"].as_str()).collect();
    assert_eq!((names[0], names[6]), ("ZOE O'NUNEZ   1", ""));
}

#[test]
fn the_package_bai_lockbox_notices_a_cent() {
    let form = Form::Layout(Arc::new(shipped::BAI_NAMES.layout().unwrap()));
    let written = String::from_utf8(file(&form, &payments())).unwrap();
    let damaged = written.replacen("60010010000000017", "60010010000000018", 1);
    assert_ne!(damaged, written);
    let sandbox = Sandbox::new();
    let refused = read(&sandbox.write("deposit.bai", damaged)).unwrap_err();
    assert!(refused.contains("dollar total"), "{refused}");
}
