//! Payments drawn from a seed, any number of them, and the head of a file of them.

use jiff::civil::{DateTime, date};
use lockbox::formats::remittance::{FileHead, Totals};
use lockbox::model::{
    AccountNumber, Application, BatchId, BillId, DocumentNumber, Money, PaymentType, Period, Remittance, RoutingNumber,
    Rule, TransactionId,
};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Batches have so many payments.
const BATCH: u32 = 250;

const NAMES: [&str; 6] =
    ["Pat Example", "Núñez, José", "O'Brien-Łukasz", "D*Angelo: & <Sons>", "王 Wang", "\"Bo\" Straße"];
const BANKS: [&str; 3] = ["011000138", "122000661", "000008002"];

/// Payments of a deposit, the same for the same seed; of a hundred, so many are reversals.
pub(crate) fn remittances(seed: u64, payments: u32, reversals: u32) -> impl Iterator<Item = Remittance> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    (0..payments).map(move |number| {
        let takes_back = random.random_range(0..100) < reversals;
        let applied = applications(&mut random, number, takes_back);
        let applied_amount: Money = applied.iter().map(|part| part.amount).sum();
        let suspense = if !takes_back && random.random_bool(0.1) { random.random_range(1..100_000) } else { 0 };
        let known = random.random_bool(0.9);
        Remittance {
            batch: BatchId::new(&format!("2026-11-24-{:04}", number / BATCH + 1)).unwrap(),
            transaction: TransactionId((number % BATCH + 1).to_string()),
            document: DocumentNumber(number % BATCH + 1),
            payment_type: PaymentType::Check,
            amount: applied_amount.plus(Money::from_cents(suspense)),
            routing: BANKS.choose(&mut random).and_then(|bank| RoutingNumber::new(bank)).filter(|_| known),
            payer_account: known.then(|| random.random_range(1_000_i64..10_000_000_000).to_string()),
            check_number: known.then(|| random.random_range(1..100_000).to_string()),
            received_date: date(2026, 11, 23),
            deposit_date: date(2026, 11, 24),
            postmark_date: None,
            applied,
        }
    })
}

fn applications(random: &mut ChaCha8Rng, number: u32, takes_back: bool) -> Vec<Application> {
    let parts = if random.random_bool(0.9) { 1 } else { 2 };
    let draw = |part| {
        let cents = random.random_range(1..1_000_000_i64);
        let account = format!("{:010}", random.random_range(1..10_000_000_000_u64));
        Application {
            posting_id: format!("2026-11-24-{:04}-p{:06}", number / BATCH + 1, number % BATCH * 2 + part),
            account: AccountNumber::new(&account).unwrap(),
            bill: random.random_bool(0.9).then(|| BillId::new(&format!("B{number:08}-{part}")).unwrap()),
            amount: Money::from_cents(if takes_back { -cents } else { cents }),
            rule: Rule::ALL[0],
            evidence: Vec::new(),
            reverses: takes_back.then(|| format!("2026-10-01-0001-p{number:06}")),
            member_name: NAMES.choose(random).map(|name| (*name).to_owned()),
            member_id: random.random_bool(0.5).then(|| format!("M{number:07}")),
            period: Period::new(2026, random.random_range(1..=12)),
        }
    };
    (1..=parts).map(draw).collect()
}

/// The head of a file of these payments.
pub(crate) fn head(payments: impl Iterator<Item = Remittance>) -> FileHead {
    let mut totals = Totals::default();
    let mut batch = None;
    for payment in payments {
        totals.batches += u64::from(batch.as_ref() != Some(&payment.batch));
        totals.payments += 1;
        totals.amount = totals.amount.plus(payment.amount);
        totals.postings += payment.applied.len() as u64;
        totals.applied = totals.applied.plus(payment.applied_amount());
        batch = Some(payment.batch);
    }
    FileHead {
        id: "2026-11-24-0012345-7".to_owned(),
        sequence: 7,
        created: DateTime::constant(2026, 11, 24, 17, 45, 0, 0),
        lockbox: "0012345".to_owned(),
        payee: "Health Connector".to_owned(),
        routing: RoutingNumber::new("061000146").unwrap(),
        bank_account: "9876543210".to_owned(),
        deposit_date: date(2026, 11, 24),
        totals,
    }
}
