//! Payments drawn for tests, and the head of a file of them.

use jiff::civil::{DateTime, date};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::reading::{Applied, Inspection, Paid, Seen};
use super::tally::Tally;
use super::{FileHead, Totals};
use crate::model::{
    AccountNumber, Application, BatchId, BillId, DocumentNumber, Money, PaymentType, Period, Remittance, RoutingNumber,
    Rule, TransactionId,
};

/// The sums of payments.
pub(crate) fn totals(payments: &[Remittance]) -> Totals {
    let mut tally = Tally::default();
    for payment in payments {
        tally.take(payment);
    }
    *tally.totals()
}

/// The head of a file of these payments.
pub(crate) fn head(payments: &[Remittance]) -> FileHead {
    FileHead {
        id: "2026-11-24-0012345-7".to_owned(),
        sequence: 7,
        created: DateTime::constant(2026, 11, 24, 17, 45, 0, 0),
        lockbox: "0012345".to_owned(),
        payee: "Health Connector*".to_owned(),
        routing: RoutingNumber::new("061000146").unwrap(),
        bank_account: "9876543210".to_owned(),
        deposit_date: date(2026, 11, 24),
        totals: totals(payments),
    }
}

/// Which payments to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signs {
    /// Money that comes.
    Deposits,
    /// Money taken back.
    Reversals,
    /// Both.
    Mixed,
}

/// A part: account, bill, member's name, member's id, month.
type Part = (String, Option<String>, Option<String>, Option<String>, Option<Period>);

fn part() -> impl Strategy<Value = Part> {
    let account = "[A-Z0-9]{2,32}";
    let bill = option::of("[A-Z0-9][-A-Z0-9._/]{0,30}");
    let name = option::of("[ ,.'\"A-Za-zÀéÑøŁßữ王*~:^<>&-]{0,30}");
    let id = option::of("[A-Z0-9]{2,20}");
    let period = option::of((1990_i16..2090, 1_i8..=12).prop_map(|(year, month)| Period::new(year, month).unwrap()));
    (account, bill, name, id, period)
}

/// A payment: what is common, its parts with their cents, cents in suspense, whether it is taken back.
fn payment() -> impl Strategy<Value = (Remittance, i64, bool)> {
    let routing = option::of(prop::sample::select(vec!["011000138", "122000661", "000008002"]));
    let account = option::of("[0-9]{4,17}");
    let number = option::of("[0-9]{1,11}");
    let cents = prop_oneof![1_i64..100, 1_i64..1_000_000, 1_i64..=2_000_000_000];
    let parts = vec((part(), cents), 0..5);
    let suspense = prop_oneof![Just(0_i64), 1_i64..=1_999_999_999];
    (routing, account, number, parts, suspense, any::<bool>()).prop_map(
        |(routing, payer_account, check_number, parts, suspense, takes_back)| {
            let applied = parts.into_iter().map(|(part, cents)| application(part, cents)).collect();
            let payment = Remittance {
                batch: BatchId::new("b").unwrap(),
                transaction: TransactionId("1".to_owned()),
                document: DocumentNumber(0),
                payment_type: PaymentType::Check,
                amount: Money::ZERO,
                routing: routing.and_then(RoutingNumber::new),
                payer_account,
                check_number,
                received_date: date(2026, 11, 23),
                deposit_date: date(2026, 11, 24),
                postmark_date: None,
                applied,
            };
            (payment, suspense, takes_back)
        },
    )
}

fn application((account, bill, member_name, member_id, period): Part, cents: i64) -> Application {
    Application {
        posting_id: String::new(),
        account: AccountNumber::new(&account).unwrap(),
        bill: bill.and_then(|bill| BillId::new(&bill)),
        amount: Money::from_cents(cents),
        rule: Rule::ALL[0],
        evidence: Vec::new(),
        reverses: None,
        member_name,
        member_id,
        period,
    }
}

/// The payments of a deposit, batch by batch.
pub(crate) fn payments(signs: Signs) -> impl Strategy<Value = Vec<Remittance>> {
    vec(vec(payment(), 1..8), 0..4).prop_map(move |batches| {
        let batches = batches.into_iter().zip(1..);
        batches.flat_map(|(batch, number)| finished(batch, number, signs)).collect()
    })
}

/// Numbers the payments of a batch and makes their sums right.
fn finished(batch: Vec<(Remittance, i64, bool)>, batch_number: u32, signs: Signs) -> Vec<Remittance> {
    let id = BatchId::new(&format!("2026-11-24-{batch_number:03}")).unwrap();
    let mut postings = 0;
    let finish = |((mut payment, suspense, takes_back), number): ((Remittance, i64, bool), u32)| {
        let sign = match signs {
            Signs::Deposits => 1,
            Signs::Reversals => -1,
            Signs::Mixed => {
                if takes_back {
                    -1
                } else {
                    1
                }
            }
        };
        payment.batch = id.clone();
        payment.document = DocumentNumber(number);
        for part in &mut payment.applied {
            postings += 1;
            part.posting_id = format!("{id}-p{postings:06}");
            part.amount = Money::from_cents(sign * part.amount.cents());
            part.reverses = (sign < 0).then(|| format!("{id}-p000000"));
        }
        let applied = payment.applied_amount().cents();
        payment.amount = Money::from_cents(applied + sign * suspense);
        payment
    };
    batch.into_iter().zip(1..).map(finish).collect()
}

/// What a file was read back as: payments, each with its parts.
pub(crate) type ReadBack = Vec<(Paid, Vec<Applied>)>;

/// Collects what a reader tells.
#[derive(Default)]
pub(crate) struct Collected {
    pub(crate) lines: Vec<String>,
    pub(crate) payments: ReadBack,
}

impl Collected {
    pub(crate) fn take(&mut self, seen: Seen) {
        match seen {
            Seen::Line(line) => self.lines.push(line),
            Seen::Payment(paid) => self.payments.push((paid, Vec::new())),
            Seen::Applied(applied) => self.payments.last_mut().unwrap().1.push(applied),
        }
    }
}

/// What the payments look like read back from a form that keeps everything that [`Paid`] and [`Applied`] hold.
pub(crate) fn as_read(payments: &[Remittance], name: impl Fn(&str) -> String) -> ReadBack {
    let applied = |part: &Application| Applied {
        account: Some(part.account.to_string()),
        bill: part.bill.as_ref().map(ToString::to_string),
        amount: part.amount,
        member_name: part.member_name.as_deref().map(&name).filter(|name| !name.is_empty()),
        member_id: part.member_id.clone(),
        period: part.period,
    };
    let paid = |payment: &Remittance| Paid {
        batch: Some(payment.batch.to_string()),
        item: Some(payment.document.to_string()),
        amount: payment.amount,
        routing: payment.routing.map(|routing| routing.to_string()),
        payer_account: payment.payer_account.clone(),
        check_number: payment.check_number.clone(),
    };
    payments.iter().map(|payment| (paid(payment), payment.applied.iter().map(applied).collect())).collect()
}

/// Asserts that a reader found nothing wrong and the sums of the payments.
pub(crate) fn assert_in_order(found: &Inspection, payments: u64, amount: Money) {
    assert_eq!(found.findings, []);
    assert_eq!((found.payments, found.amount), (payments, amount));
}
