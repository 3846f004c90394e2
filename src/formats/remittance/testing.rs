//! Payments and files for the tests of posting files.

use jiff::civil::{date, datetime};

use super::{FileHead, Form, PostingFileError, Totals, create};
use crate::model::testing::money;
use crate::model::{
    AccountNumber, Application, BatchId, BillId, DocumentNumber, EvidenceKind, Money, PaymentType, Period, Remittance,
    RoutingNumber, Rule, TransactionId,
};

pub(crate) fn head(totals: Totals) -> FileHead {
    FileHead {
        id: "deposit-7".to_owned(),
        sequence: 7,
        created: datetime(2026, 11, 24, 17, 45, 0, 0),
        lockbox: "412612".to_owned(),
        payee: "Bay State Health Exchange".to_owned(),
        routing: RoutingNumber::new("011000138").unwrap(),
        bank_account: "1234567890".to_owned(),
        deposit_date: date(2026, 11, 24),
        totals,
    }
}

/// What the payments add up to.
pub(crate) fn totals(payments: &[Remittance]) -> Totals {
    let mut batches: Vec<&BatchId> = payments.iter().map(|payment| &payment.batch).collect();
    batches.dedup();
    Totals {
        batches: batches.len() as u64,
        payments: payments.len() as u64,
        amount: payments.iter().map(|payment| payment.amount).sum(),
        postings: payments.iter().map(|payment| payment.applied.len() as u64).sum(),
        applied: payments.iter().map(Remittance::applied_amount).sum(),
    }
}

/// The file of the payments, or why there is none.
pub(crate) fn try_written(form: &Form, payments: &[Remittance]) -> Result<String, PostingFileError> {
    let mut out = Vec::new();
    let mut file = create(form, head(totals(payments)), &mut out)?;
    payments.iter().try_for_each(|payment| file.add(payment))?;
    file.finish()?;
    Ok(String::from_utf8(out).unwrap())
}

pub(crate) fn written(form: &Form, payments: &[Remittance]) -> String {
    try_written(form, payments).unwrap_or_else(|error| panic!("{error}"))
}

/// A payment of one part.
pub(crate) fn payment(batch: &str, document: u32, amount: &str, account: &str, bill: Option<&str>) -> Remittance {
    Remittance {
        batch: BatchId::new(batch).unwrap(),
        transaction: TransactionId((document / 2).to_string()),
        document: DocumentNumber(document),
        payment_type: PaymentType::Check,
        amount: money(amount),
        routing: RoutingNumber::new("011000138"),
        payer_account: Some("44-123456".to_owned()),
        check_number: Some("0100".to_owned()),
        received_date: date(2026, 11, 23),
        deposit_date: date(2026, 11, 24),
        postmark_date: Some(date(2026, 11, 20)),
        applied: vec![part(&format!("{batch}-P{:06}", document / 2), account, bill, amount)],
    }
}

fn part(id: &str, account: &str, bill: Option<&str>, amount: &str) -> Application {
    Application {
        posting_id: id.to_owned(),
        account: AccountNumber::new(account).unwrap(),
        bill: bill.and_then(BillId::new),
        amount: money(amount),
        rule: Rule::CouponExact,
        evidence: vec![EvidenceKind::Barcode],
        reverses: None,
        member_name: Some("Pat Example".to_owned()),
        member_id: None,
        period: Period::new(2026, 12),
    }
}

/// A check with a bill, a money order with a bill and credit on account, a check that nothing is known of, and two in
/// another batch.
pub(crate) fn payments() -> Vec<Remittance> {
    let order = Remittance {
        payment_type: PaymentType::MoneyOrder,
        amount: money("20.00"),
        routing: RoutingNumber::new("000008002"),
        payer_account: None,
        check_number: Some("22334455667".to_owned()),
        postmark_date: None,
        applied: vec![
            Application {
                rule: Rule::Partial,
                evidence: vec![EvidenceKind::Memo, EvidenceKind::Amount],
                member_name: Some("Zoë \"Z\" Núñez".to_owned()),
                member_id: Some("M-2".to_owned()),
                ..part("b1-P000002", "7002", Some("BILL-2"), "15.00")
            },
            Application {
                rule: Rule::Partial,
                evidence: Vec::new(),
                member_name: None,
                period: None,
                ..part("b1-P000003", "7002", None, "5.00")
            },
        ],
        ..payment("b1", 4, "0.00", "7002", None)
    };
    let unknown = Remittance {
        routing: None,
        payer_account: None,
        check_number: None,
        postmark_date: None,
        applied: Vec::new(),
        ..payment("b1", 6, "9.99", "0", None)
    };
    let first = payment("b1", 2, "31.24", "7001", Some("BILL-1"));
    let others = [payment("b2", 2, "100.00", "7003", Some("BILL-3")), payment("b2", 4, "0.01", "7004", None)];
    [first, order, unknown].into_iter().chain(others).collect()
}

/// The same payment undone.
pub(crate) fn reversed(payment: &Remittance) -> Remittance {
    let mut reversal = payment.clone();
    reversal.amount = Money::ZERO.minus(payment.amount);
    for part in &mut reversal.applied {
        part.amount = Money::ZERO.minus(part.amount);
        let reversal = format!("{}-R", part.posting_id);
        part.reverses = Some(std::mem::replace(&mut part.posting_id, reversal));
    }
    reversal
}

/// The payments without what `posting.csv` does not tell.
pub(crate) fn without_members(mut payments: Vec<Remittance>) -> Vec<Remittance> {
    for part in payments.iter_mut().flat_map(|payment| &mut payment.applied) {
        part.member_name = None;
        part.member_id = None;
        part.period = None;
    }
    payments
}
