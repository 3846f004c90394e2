//! Draws payments by a seed and writes them as a posting file to standard output; says on standard error how long the
//! writing took.
//!
//! ```text
//! cargo run --release --example posting_file -- bai2 250000 1 > deposit.bai
//! cargo run --release --example posting_file -- samples/layouts/peoplesoft.toml 1000 1
//! ```
//!
//! A million postings (`csv 769300 1`) are to take 5 s at most; a lockbox file of 80 columns holds about half as many, as
//! it counts its records in six digits.

#![expect(clippy::print_stderr, reason = "a command for people")]

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use jiff::civil::{date, datetime};
use lockbox::files;
use lockbox::formats::remittance::layout::{Layout, shipped};
use lockbox::formats::remittance::{FileHead, Form, Totals, create};
use lockbox::model::{
    AccountNumber, Application, BatchId, BillId, DocumentNumber, EvidenceKind, Money, PaymentType, Period, Remittance,
    RoutingNumber, Rule, TransactionId,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// So many payments are in a batch.
const BATCH: u32 = 500;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [form, count, seed] = arguments.as_slice() else {
        anyhow::bail!("usage: posting_file FORM|LAYOUT.toml PAYMENTS SEED");
    };
    let (form, count, seed) = (form_of(form)?, count.parse()?, seed.parse()?);
    let mut totals = Totals::default();
    for payment in Drawn::new(count, seed) {
        add(&mut totals, &payment?);
    }
    totals.batches = u64::from(count).div_ceil(u64::from(BATCH));
    let mut spent = Duration::ZERO;
    let mut file = create(&form, head(totals)?, io::stdout().lock())?;
    for payment in Drawn::new(count, seed) {
        let payment = payment?;
        let started = Instant::now();
        file.add(&payment)?;
        spent += started.elapsed();
    }
    let started = Instant::now();
    file.finish()?;
    spent += started.elapsed();
    eprintln!("{}: {} postings of {count} payments in {:.2} s", form.name(), totals.postings, spent.as_secs_f64());
    Ok(())
}

fn form_of(name: &str) -> anyhow::Result<Form> {
    if let Some(form) = Form::named(name) {
        return Ok(form);
    }
    if let Some(shipped) = shipped::ALL.iter().find(|shipped| shipped.name == name) {
        return Ok(Form::Layout(Arc::new(shipped.layout()?)));
    }
    let mut toml = String::new();
    files::open(Path::new(name))?.read_to_string(&mut toml)?;
    Ok(Form::Layout(Arc::new(Layout::from_toml(&toml)?)))
}

fn add(totals: &mut Totals, payment: &Remittance) {
    totals.payments += 1;
    totals.amount = totals.amount.plus(payment.amount);
    totals.postings += payment.applied.len() as u64;
    totals.applied = totals.applied.plus(payment.applied_amount());
}

fn head(totals: Totals) -> anyhow::Result<FileHead> {
    Ok(FileHead {
        id: "deposit-1".to_owned(),
        sequence: 1,
        created: datetime(2026, 11, 24, 17, 45, 0, 0),
        lockbox: "412612".to_owned(),
        payee: "Bay State Health Exchange".to_owned(),
        routing: RoutingNumber::new("011000138").context("the bank")?,
        bank_account: "1234567890".to_owned(),
        deposit_date: date(2026, 11, 24),
        totals,
    })
}

/// Payments, one after the other.
struct Drawn {
    rng: ChaCha8Rng,
    next: u32,
    count: u32,
}

impl Drawn {
    fn new(count: u32, seed: u64) -> Self {
        Self { rng: ChaCha8Rng::seed_from_u64(seed), next: 0, count }
    }

    /// A payment of one bill mostly, of two or three now and then.
    fn payment(&mut self) -> anyhow::Result<Remittance> {
        let (batch, document) = (self.next / BATCH + 1, self.next % BATCH * 2 + 2);
        let parts = [1, 1, 1, 1, 1, 1, 1, 1, 2, 3][self.rng.random_range(0..10)];
        let applied = (0..parts).map(|part| self.part(batch, document + part)).collect::<anyhow::Result<Vec<_>>>()?;
        let order = self.rng.random_range(0..5) == 0;
        Ok(Remittance {
            batch: BatchId::new(&format!("2026-11-24-{batch:04}")).context("a batch")?,
            transaction: TransactionId((document / 2).to_string()),
            document: DocumentNumber(document),
            payment_type: if order { PaymentType::MoneyOrder } else { PaymentType::Check },
            amount: applied.iter().map(|part| part.amount).sum(),
            routing: RoutingNumber::new(if order { "000008002" } else { "011000138" }),
            payer_account: (!order).then(|| self.rng.random_range(10_000..9_999_999_999_u64).to_string()),
            check_number: Some(self.rng.random_range(100..99_999_999_999_u64).to_string()),
            received_date: date(2026, 11, 24),
            deposit_date: date(2026, 11, 24),
            postmark_date: Some(date(2026, 11, 20)),
            applied,
        })
    }

    fn part(&mut self, batch: u32, number: u32) -> anyhow::Result<Application> {
        let account = format!("{:010}", self.rng.random_range(0..10_000_000_000_u64));
        let bill = format!("{:09}", self.rng.random_range(0..1_000_000_000));
        Ok(Application {
            posting_id: format!("2026-11-24-{batch:04}-P{number:06}"),
            account: AccountNumber::new(&account).context("an account")?,
            bill: BillId::new(&bill),
            amount: Money::from_cents(self.rng.random_range(100..99_999)),
            rule: Rule::CouponExact,
            evidence: vec![EvidenceKind::Barcode, EvidenceKind::Amount],
            reverses: None,
            member_name: Some("Maria Núñez".to_owned()),
            member_id: None,
            period: Period::new(2026, 12),
        })
    }
}

impl Iterator for Drawn {
    type Item = anyhow::Result<Remittance>;

    fn next(&mut self) -> Option<Self::Item> {
        let left = self.next < self.count;
        let payment = left.then(|| self.payment());
        self.next += 1;
        payment
    }
}
