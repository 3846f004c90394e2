//! Small documents, bills and batches for tests.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::{Date, date};

use super::{
    AccountNumber, AmountReading, Barcode, Batch, BatchId, Bill, BillId, BillStatus, CheckReading, CodedFields,
    CouponReading, Decision, Document, DocumentNumber, Field, MicrLine, Mode, Money, Outcome, PageFault, PageKind,
    PageReading, PageSource, PaymentType, Reading, RoutingNumber, Rule, Source, TransactionId,
};
use crate::files;

/// The processor time that this thread has had; unlike the clock, it does not hang on what else the machine does.
pub(crate) fn processor_time() -> Duration {
    /// Clock ticks a second in what Linux tells of threads.
    const TICKS: u64 = 100;
    let told = std::io::read_to_string(files::open(Path::new("/proc/thread-self/stat")).unwrap()).unwrap();
    // After the name, which may hold spaces, the 12th and 13th are the ticks in the program and in the system.
    let (_, fields) = told.rsplit_once(") ").unwrap();
    let ticks: u64 = fields.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 1000 / TICKS)
}

pub(crate) fn money(text: &str) -> Money {
    text.parse().unwrap()
}

pub(crate) fn read<T>(value: T) -> Field<T> {
    Field::Read(Reading { value, confidence: 0.999, source: Source::Text, place: None })
}

pub(crate) fn unread<T>(value: T) -> Field<T> {
    Field::Unread(Some(Reading { value, confidence: 0.5, source: Source::Text, place: None }))
}

pub(crate) fn bill(account: &str, id: &str, amount: &str, due: &str) -> Bill<'static> {
    Bill {
        account: AccountNumber::new(account).unwrap(),
        id: BillId::new(id).unwrap(),
        amount_due: money(amount),
        due_date: due.parse().unwrap(),
        member_name: None,
        date_of_birth: None,
        member_id: None,
        period: None,
        status: BillStatus::Open,
        min_due: None,
        past_due: None,
        bill_type: None,
        plan_id: None,
        installment_no: None,
        autopay: false,
        autopay_date: None,
        paid_elsewhere_date: None,
        grace_end: None,
        termination_date: None,
        address: None,
        zip: None,
        stop_action: None,
        household_id: None,
    }
}

/// The day of every test batch.
pub(crate) const TODAY: Date = date(2026, 11, 24);

pub(crate) fn batch() -> Batch {
    Batch {
        id: BatchId::new("b1").unwrap(),
        lockbox: None,
        deposit_date: TODAY,
        received_date: TODAY,
        mode: Mode::Auto,
        duplex: false,
        expected_documents: None,
        control_total: None,
    }
}

/// A ten-digit account number with its Luhn digit.
pub(crate) fn account(number: u32) -> String {
    let body = format!("{number:09}");
    (0..10).map(|digit| format!("{body}{digit}")).find(|text| super::CheckScheme::Luhn.verify(text)).unwrap()
}

pub(crate) fn line(payer_account: &str, check_number: &str) -> MicrLine {
    MicrLine {
        raw: format!("⑆011000138⑆ {payer_account}⑈ {check_number}"),
        routing: RoutingNumber::new("011000138"),
        payer_account: Some(payer_account.to_owned()),
        check_number: Some(check_number.to_owned()),
        amount: None,
        epc: None,
        foreign: false,
    }
}

/// A check in good order of that amount; give it its own bank line with [`document`]'s number.
pub(crate) fn check(amount: &str) -> CheckReading {
    let amount = money(amount);
    CheckReading {
        payment_type: PaymentType::Check,
        micr: read(line("781059", "100")),
        amount: AmountReading {
            value: read(amount),
            courtesy: read(amount),
            legal: read(amount),
            ..AmountReading::default()
        },
        date: read(date(2026, 11, 20)),
        payee: read("Health Connector".to_owned()),
        memo: Field::Absent,
        accounts: Vec::new(),
        payer_name: Field::Absent,
        signature: read(true),
        restrictive_notation: None,
        another_account: false,
        foreign_words: None,
    }
}

pub(crate) fn money_order(amount: &str) -> CheckReading {
    CheckReading { payment_type: PaymentType::MoneyOrder, ..check(amount) }
}

/// What a coupon's code says.
pub(crate) fn coded(account: &str, bill: &str) -> CodedFields {
    CodedFields {
        definition: "premium".into(),
        text: format!("{account} {bill}"),
        account: AccountNumber::new(account),
        bill: BillId::new(bill),
        verified: true,
        ..CodedFields::default()
    }
}

pub(crate) fn page(number: u32, page: PageReading) -> Document {
    let file: Arc<str> = format!("{number:04}.tif").into();
    Document {
        number: DocumentNumber(number),
        source: PageSource { file, page: 1 },
        group: None,
        keyed_amount: None,
        captured: None,
        envelope_date: None,
        image_hash: format!("hash-{number}"),
        front: Ok(page),
        back_source: None,
        back: None,
    }
}

/// A payment.
pub(crate) fn document(number: u32, check: CheckReading) -> Document {
    let kind = if check.payment_type == PaymentType::MoneyOrder { PageKind::MoneyOrder } else { PageKind::Check };
    page(number, PageReading { kind, check: Some(check), ..PageReading::default() })
}

/// A payment with a bank line of its own.
pub(crate) fn payment(number: u32, amount: &str) -> Document {
    document(number, CheckReading { micr: read(line("781059", &number.to_string())), ..check(amount) })
}

pub(crate) fn coupon_page(number: u32, barcode: Field<CodedFields>, scanline: Field<CodedFields>) -> Document {
    let coupon = CouponReading { scanline, barcode, enclosed: Field::Absent };
    page(number, PageReading { kind: PageKind::Coupon, coupon: Some(coupon), ..PageReading::default() })
}

/// A coupon whose two codes say the same.
pub(crate) fn coupon(number: u32, account: &str, bill: &str) -> Document {
    coupon_page(number, read(coded(account, bill)), read(coded(account, bill)))
}

pub(crate) fn paper(number: u32, kind: PageKind) -> Document {
    page(number, PageReading { kind, ..PageReading::default() })
}

/// A sheet with that code.
pub(crate) fn separator(number: u32, code: &str) -> Document {
    let barcodes = vec![Barcode { format: "Code128".into(), text: code.to_owned(), place: None }];
    page(number, PageReading { kind: PageKind::Separator, barcodes, ..PageReading::default() })
}

/// A decision about nothing yet.
pub(crate) fn decision(transaction: &str, outcome: Outcome) -> Decision {
    Decision {
        transaction: TransactionId(transaction.to_owned()),
        outcome,
        rule: Rule::Held,
        evidence: Vec::new(),
        account: None,
        candidates: Vec::new(),
        payments: Vec::new(),
        priority: 3,
        explanation: String::new(),
    }
}

pub(crate) fn broken(number: u32) -> Document {
    Document { front: Err(PageFault("not an image".to_owned())), ..paper(number, PageKind::Other) }
}

pub(crate) fn grouped(mut document: Document, group: &str) -> Document {
    document.group = Some(TransactionId(group.to_owned()));
    document
}

/// The payment also names this account on its face.
pub(crate) fn naming(mut document: Document, account: &str, confidence: f32) -> Document {
    if let Ok(PageReading { check: Some(check), .. }) = &mut document.front {
        let value = AccountNumber::new(account).unwrap();
        check.accounts.push(Reading { value, confidence, source: Source::Text, place: None });
        check.memo = read(format!("acct {account}"));
    }
    document
}

/// The payment with something else about it.
pub(crate) fn with(mut document: Document, change: impl FnOnce(&mut CheckReading)) -> Document {
    if let Ok(PageReading { check: Some(check), .. }) = &mut document.front {
        change(check);
    }
    document
}
