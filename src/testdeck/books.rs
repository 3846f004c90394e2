//! The biller's books of a deck: accounts and bills, and the file of open bills.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::ToSpan;
use jiff::civil::Date;
use rand::Rng;

use super::names::Person;
use crate::drawing::pen::pick;
use crate::error::{Error, Result};
use crate::files;
use crate::model::{AccountNumber, Bill, BillId, BillStatus, BillType, CheckScheme, Money, Period};

/// An account with its holder and bills.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) holder: Person,
    pub(super) number: AccountNumber,
    /// The newest first.
    pub(super) bills: Vec<Bill<'static>>,
}

impl Account {
    /// The newest bill: the one whose coupon is sent back.
    pub(super) fn newest(&self) -> &Bill<'static> {
        &self.bills[0]
    }

    pub(super) fn open_total(&self) -> Money {
        self.bills.iter().filter(|bill| bill.is_open()).map(|bill| bill.amount_due).sum()
    }
}

/// All accounts and bills made so far.
#[derive(Debug)]
pub(super) struct Books {
    deposit_date: Date,
    numbers: BTreeSet<String>,
    next_bill: u64,
    next_household: u64,
    bills: Vec<Bill<'static>>,
}

impl Books {
    pub(super) fn new(deposit_date: Date) -> Self {
        Self { deposit_date, numbers: BTreeSet::new(), next_bill: 400_010_307, next_household: 1, bills: Vec::new() }
    }

    /// An account number that no account has.
    pub(super) fn unused_number(&mut self, rng: &mut impl Rng) -> AccountNumber {
        loop {
            let payload = format!("{}{:08}", rng.random_range(1..10), rng.random_range(0..100_000_000));
            let number = CheckScheme::Luhn.compute(&payload).map(|check| format!("{payload}{check}"));
            let fresh = number.filter(|number| self.numbers.insert(number.clone()));
            if let Some(number) = fresh.as_deref().and_then(AccountNumber::new) {
                return number;
            }
        }
    }

    /// An account with that many open bills; it enters the books with [`Books::enter`].
    pub(super) fn account(&mut self, bills: usize, rng: &mut impl Rng) -> Account {
        let holder = Person::pick(rng);
        let number = self.unused_number(rng);
        let mut account = Account { holder, number, bills: Vec::new() };
        let premium = premium(rng);
        for back in 0..bills.max(1) {
            let bill = self.bill(&account, premium, back, rng);
            account.bills.push(bill);
        }
        account
    }

    /// An account of the same household.
    pub(super) fn relative(&mut self, of: &mut Account, rng: &mut impl Rng) -> Account {
        let household = format!("H{:06}", self.next_household);
        self.next_household += 1;
        let mut account = self.account(1, rng);
        account.holder = of.holder.relative(rng);
        for bill in of.bills.iter_mut().chain(&mut account.bills) {
            bill.household_id = Some(household.clone().into());
        }
        let name = account.holder.name.clone();
        account.bills.iter_mut().for_each(|bill| bill.member_name = Some(name.clone().into()));
        account
    }

    fn bill(&mut self, account: &Account, premium: Money, months_back: usize, rng: &mut impl Rng) -> Bill<'static> {
        self.next_bill += rng.random_range(1..40);
        let first = self.deposit_date.first_of_month();
        let due_date = first.saturating_add((1 - months_back as i64).months());
        let status = match months_back {
            0 if rng.random_bool(0.06) => BillStatus::Binder,
            0 => BillStatus::Open,
            1 => BillStatus::PastDue,
            _ => BillStatus::Warned,
        };
        let older = account.bills.first();
        Bill {
            account: account.number.clone(),
            id: bill_id(self.next_bill),
            amount_due: premium,
            due_date,
            member_name: Some(account.holder.name.clone().into()),
            date_of_birth: older.map_or_else(|| birthday(rng), |bill| bill.date_of_birth),
            member_id: older.map_or_else(
                || Some(format!("M{:08}", rng.random_range(0..100_000_000)).into()),
                |b| b.member_id.clone(),
            ),
            period: Period::new(due_date.year(), due_date.month()),
            status,
            min_due: Some(premium),
            past_due: (months_back > 0).then_some(premium),
            bill_type: Some(if status == BillStatus::Binder {
                BillType::Binder
            } else {
                pick(rng, &[BillType::Health, BillType::Health, BillType::Dental])
            }),
            plan_id: None,
            installment_no: None,
            autopay: false,
            autopay_date: None,
            paid_elsewhere_date: None,
            grace_end: (months_back > 0).then(|| due_date.saturating_add(3.months())),
            termination_date: None,
            address: Some(account.holder.street.clone().into()),
            zip: Some(account.holder.zip.clone().into()),
            stop_action: None,
            household_id: None,
        }
    }

    /// Enters an account's bills.
    pub(super) fn enter(&mut self, account: &Account) {
        self.bills.extend(account.bills.iter().cloned());
    }

    /// Enters accounts that nobody pays in this deck: open, closed, paid, on a plan.
    pub(super) fn enter_others(&mut self, count: usize, rng: &mut impl Rng) {
        for _ in 0..count {
            let bills = rng.random_range(1..4);
            let mut account = self.account(bills, rng);
            match rng.random_range(0..6) {
                0 => account.bills.iter_mut().for_each(|bill| bill.status = BillStatus::Closed),
                1 => account.bills.iter_mut().skip(1).for_each(|bill| bill.status = BillStatus::Paid),
                2 => account.bills.iter_mut().for_each(|bill| {
                    bill.plan_id = Some(format!("P{}", bill.id).into());
                    bill.installment_no = Some(2);
                    bill.bill_type = Some(BillType::Plan);
                }),
                _ => {}
            }
            self.enter(&account);
        }
    }

    /// Writes the file of open bills, ordered by account and bill.
    pub(super) fn write(mut self, path: &Path) -> Result<usize> {
        self.bills.sort_by(|a, b| (&a.account, a.due_date, &a.id).cmp(&(&b.account, b.due_date, &b.id)));
        let mut table = csv::Writer::from_writer(Vec::new());
        let failed = |error: csv::Error| Error::content(path, None, error.to_string());
        table.write_record(HEADER).map_err(failed)?;
        for bill in &self.bills {
            table.write_record(row(bill)).map_err(failed)?;
        }
        let bytes = table.into_inner().map_err(|error| Error::content(path, None, error.to_string()))?;
        files::write_atomic(path, |out| out.write_all(&bytes))?;
        Ok(self.bills.len())
    }
}

fn bill_id(number: u64) -> BillId {
    let text = format!("{number:09}");
    BillId::new(&text).unwrap_or_else(|| unreachable!("nine digits are a bill's number"))
}

fn birthday(rng: &mut impl Rng) -> Option<Date> {
    Date::new(rng.random_range(1945..2004), rng.random_range(1..13), rng.random_range(1..29)).ok()
}

/// A month's premium.
fn premium(rng: &mut impl Rng) -> Money {
    let dollars = match rng.random_range(0..10) {
        0 => rng.random_range(18..60),
        1..=6 => rng.random_range(60..520),
        7..=8 => rng.random_range(520..980),
        _ => rng.random_range(980..2_400),
    };
    let cents = if rng.random_bool(0.12) { 0 } else { rng.random_range(1..100) };
    Money::from_cents(dollars * 100 + cents)
}

const HEADER: [&str; 23] = [
    "account_number",
    "bill_id",
    "amount_due",
    "due_date",
    "member_name",
    "date_of_birth",
    "member_id",
    "period",
    "status",
    "min_due",
    "past_due",
    "bill_type",
    "plan_id",
    "installment_no",
    "autopay",
    "autopay_date",
    "paid_elsewhere_date",
    "grace_end",
    "termination_date",
    "address",
    "zip",
    "stop_action",
    "household_id",
];

fn row(bill: &Bill<'_>) -> [String; 23] {
    [
        bill.account.to_string(),
        bill.id.to_string(),
        bill.amount_due.to_string(),
        bill.due_date.to_string(),
        text(&bill.member_name),
        text(&bill.date_of_birth),
        text(&bill.member_id),
        text(&bill.period),
        bill.status.to_string(),
        text(&bill.min_due),
        text(&bill.past_due),
        text(&bill.bill_type),
        text(&bill.plan_id),
        text(&bill.installment_no),
        u8::from(bill.autopay).to_string(),
        text(&bill.autopay_date),
        text(&bill.paid_elsewhere_date),
        text(&bill.grace_end),
        text(&bill.termination_date),
        text(&bill.address),
        text(&bill.zip),
        text(&bill.stop_action),
        text(&bill.household_id),
    ]
}

/// A value as text, nothing for none.
pub(super) fn text<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map(ToString::to_string).unwrap_or_default()
}
