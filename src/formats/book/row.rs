//! A bill as bytes: a head of what is looked at most, then the other fields in postcard's form.
//!
//! The head is the number of the load (4 bytes), the amount due in cents (8 bytes, both little-endian), the place of the
//! status in its list, the lengths of account and bill number (a byte each), a spare byte, and the two numbers.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::{AccountNumber, Bill, BillId, BillStatus, BillType, Money, Period, StopAction};

/// Rows are filled up to a multiple of so many bytes.
pub(super) const UNIT: usize = 4;
/// So many bytes of a head come before the numbers.
const FIXED: usize = 16;

/// What is looked at most of a bill.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head<'a> {
    pub(super) load: u32,
    pub(super) amount_due: Money,
    pub(super) status: BillStatus,
    pub(super) account: &'a str,
    pub(super) id: &'a str,
    rest: &'a [u8],
}

/// The other fields of a bill as they are written.
#[derive(Serialize, Deserialize)]
struct Rest<'a> {
    due_date: Day,
    autopay: bool,
    member_name: Option<&'a str>,
    date_of_birth: Option<Day>,
    member_id: Option<&'a str>,
    period: Option<Day>,
    min_due: Option<i64>,
    past_due: Option<i64>,
    bill_type: Option<u8>,
    plan_id: Option<&'a str>,
    installment_no: Option<u32>,
    autopay_date: Option<Day>,
    paid_elsewhere_date: Option<Day>,
    grace_end: Option<Day>,
    termination_date: Option<Day>,
    address: Option<&'a str>,
    zip: Option<&'a str>,
    stop_action: Option<u8>,
    household_id: Option<&'a str>,
}

/// A date: the year from -9999, then 4 bits for the month and 5 for the day.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Day(u32);

impl Day {
    fn of(date: Date) -> Self {
        let year = (i32::from(date.year()) + 9999).unsigned_abs();
        Self((year << 9) | (u32::from(date.month().unsigned_abs()) << 5) | u32::from(date.day().unsigned_abs()))
    }

    fn date(self) -> Option<Date> {
        let year = i16::try_from(i64::from(self.0 >> 9) - 9999).ok()?;
        let month = i8::try_from((self.0 >> 5) & 15).ok()?;
        Date::new(year, month, i8::try_from(self.0 & 31).ok()?).ok()
    }
}

/// A bill, without filling.
pub(super) fn encode(bill: &Bill<'_>, load: u32) -> Vec<u8> {
    let rest = Rest {
        due_date: Day::of(bill.due_date),
        autopay: bill.autopay,
        member_name: bill.member_name.as_deref(),
        date_of_birth: bill.date_of_birth.map(Day::of),
        member_id: bill.member_id.as_deref(),
        period: bill.period.map(|period| Day::of(period.first_day())),
        min_due: bill.min_due.map(Money::cents),
        past_due: bill.past_due.map(Money::cents),
        bill_type: bill.bill_type.map(|kind| place(BillType::ALL, kind)),
        plan_id: bill.plan_id.as_deref(),
        installment_no: bill.installment_no,
        autopay_date: bill.autopay_date.map(Day::of),
        paid_elsewhere_date: bill.paid_elsewhere_date.map(Day::of),
        grace_end: bill.grace_end.map(Day::of),
        termination_date: bill.termination_date.map(Day::of),
        address: bill.address.as_deref(),
        zip: bill.zip.as_deref(),
        stop_action: bill.stop_action.map(|action| place(StopAction::ALL, action)),
        household_id: bill.household_id.as_deref(),
    };
    let (account, id) = (bill.account.as_str(), bill.id.as_str());
    let mut row = Vec::with_capacity(160);
    row.extend_from_slice(&load.to_le_bytes());
    row.extend_from_slice(&bill.amount_due.cents().to_le_bytes());
    // Neither number is longer than 40 characters.
    row.extend_from_slice(&[place(BillStatus::ALL, bill.status), account.len() as u8, id.len() as u8, 0]);
    row.extend_from_slice(account.as_bytes());
    row.extend_from_slice(id.as_bytes());
    postcard::to_extend(&rest, row).unwrap_or_else(|_| unreachable!("a vector takes any number of bytes"))
}

/// The head of a row; `None` if it has none.
pub(super) fn head(row: &[u8]) -> Option<Head<'_>> {
    let (fixed, numbers) = row.split_first_chunk::<FIXED>()?;
    let [l0, l1, l2, l3, amount @ .., status, account, id, _spare] = *fixed;
    let (account, numbers) = numbers.split_at_checked(usize::from(account))?;
    let (id, rest) = numbers.split_at_checked(usize::from(id))?;
    Some(Head {
        load: u32::from_le_bytes([l0, l1, l2, l3]),
        amount_due: Money::from_cents(i64::from_le_bytes(amount)),
        status: at(BillStatus::ALL, status)?,
        account: std::str::from_utf8(account).ok()?,
        id: std::str::from_utf8(id).ok()?,
        rest,
    })
}

/// The bill of a row; filling after it does not matter. `None` if it is none.
pub(super) fn decode(row: &[u8]) -> Option<Bill<'_>> {
    let head = head(row)?;
    let wire: Rest<'_> = postcard::from_bytes(head.rest).ok()?;
    let day = |day: Option<Day>| day.map_or(Some(None), |day| day.date().map(Some));
    let period = day(wire.period)?.and_then(|first| Period::new(first.year(), first.month()));
    Some(Bill {
        account: AccountNumber::new(head.account)?,
        id: BillId::new(head.id)?,
        amount_due: head.amount_due,
        due_date: wire.due_date.date()?,
        status: head.status,
        autopay: wire.autopay,
        member_name: wire.member_name.map(Cow::Borrowed),
        date_of_birth: day(wire.date_of_birth)?,
        member_id: wire.member_id.map(Cow::Borrowed),
        period,
        min_due: wire.min_due.map(Money::from_cents),
        past_due: wire.past_due.map(Money::from_cents),
        bill_type: wire.bill_type.and_then(|kind| at(BillType::ALL, kind)),
        plan_id: wire.plan_id.map(Cow::Borrowed),
        installment_no: wire.installment_no,
        autopay_date: day(wire.autopay_date)?,
        paid_elsewhere_date: day(wire.paid_elsewhere_date)?,
        grace_end: day(wire.grace_end)?,
        termination_date: day(wire.termination_date)?,
        address: wire.address.map(Cow::Borrowed),
        zip: wire.zip.map(Cow::Borrowed),
        stop_action: wire.stop_action.and_then(|action| at(StopAction::ALL, action)),
        household_id: wire.household_id.map(Cow::Borrowed),
    })
}

fn place<T: PartialEq>(all: &[T], value: T) -> u8 {
    let at = all.iter().position(|other| *other == value);
    at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

fn at<T: Copy>(all: &[T], place: u8) -> Option<T> {
    all.get(usize::from(place)).copied()
}
