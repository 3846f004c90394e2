//! One row of open bills: cells to a bill.

use std::borrow::Cow;
use std::str::FromStr;

use jiff::civil::Date;

use crate::model::{AccountNumber, Bill, BillId, BillStatus, BillType, Money, Period, StopAction};

/// Every column that is known.
pub(super) const COLUMNS: [&str; 23] = [
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

/// No bill asks for more: such a number is a mistake.
const MOST: Money = Money::from_cents(1_000_000_000);

/// The column and what is wrong with it.
pub(super) type Bad = (Option<String>, String);

/// Where the known columns stand in a file.
pub(super) struct Columns {
    /// By the order of [`COLUMNS`].
    places: [Option<usize>; COLUMNS.len()],
    count: usize,
}

impl Columns {
    pub(super) fn new(names: &[String]) -> Self {
        Self { places: COLUMNS.map(|column| names.iter().position(|name| name == column)), count: names.len() }
    }
}

/// A row and where its columns stand.
pub(super) struct Row<'a> {
    columns: &'a Columns,
    cells: &'a [Cow<'a, str>],
}

impl<'a> Row<'a> {
    pub(super) fn new(columns: &'a Columns, cells: &'a [Cow<'a, str>]) -> Result<Self, Bad> {
        if columns.count == cells.len() {
            return Ok(Self { columns, cells });
        }
        Err((None, format!("the row has {} cells, the first line names {} columns", cells.len(), columns.count)))
    }

    pub(super) fn bill(&self) -> Result<Bill<'a>, Bad> {
        Ok(Bill {
            account: self.needed("account_number", AccountNumber::new, "1 to 32 letters and digits")?,
            id: self.needed("bill_id", BillId::new, "1 to 40 letters, digits, dashes, dots or underscores")?,
            amount_due: self.amount("amount_due")?.ok_or_else(|| missing("amount_due"))?,
            due_date: self.date("due_date")?.ok_or_else(|| missing("due_date"))?,
            member_name: self.text("member_name"),
            date_of_birth: self.date("date_of_birth")?,
            member_id: self.text("member_id"),
            period: self.optional("period", |text| Period::from_str(text).ok(), "a month such as 2026-12")?,
            status: self.word("status", BillStatus::ALL, BillStatus::word)?.unwrap_or(BillStatus::Open),
            min_due: self.amount("min_due")?,
            past_due: self.amount("past_due")?,
            bill_type: self.word("bill_type", BillType::ALL, BillType::word)?,
            plan_id: self.text("plan_id"),
            installment_no: self.optional("installment_no", |text| text.parse().ok(), "a whole number")?,
            autopay: self.optional("autopay", yes_or_no, "0 or 1")?.unwrap_or(false),
            autopay_date: self.date("autopay_date")?,
            paid_elsewhere_date: self.date("paid_elsewhere_date")?,
            grace_end: self.date("grace_end")?,
            termination_date: self.date("termination_date")?,
            address: self.text("address"),
            zip: self.text("zip"),
            stop_action: self.word("stop_action", StopAction::ALL, StopAction::word)?,
            household_id: self.text("household_id"),
        })
    }

    fn cell(&self, column: &str) -> Option<&'a str> {
        let known = COLUMNS.iter().position(|known| *known == column)?;
        let at = (*self.columns.places.get(known)?)?;
        self.cells.get(at).map(AsRef::as_ref).filter(|cell| !cell.is_empty())
    }

    fn text(&self, column: &str) -> Option<Cow<'a, str>> {
        self.cell(column).map(Cow::Borrowed)
    }

    fn optional<T>(&self, column: &str, read: impl Fn(&str) -> Option<T>, wanted: &str) -> Result<Option<T>, Bad> {
        let Some(cell) = self.cell(column) else { return Ok(None) };
        read(cell).map(Some).ok_or_else(|| (Some(column.to_owned()), format!("`{}` is not {wanted}", short(cell))))
    }

    fn needed<T>(&self, column: &str, read: impl Fn(&str) -> Option<T>, wanted: &str) -> Result<T, Bad> {
        self.optional(column, read, wanted)?.ok_or_else(|| missing(column))
    }

    fn amount(&self, column: &str) -> Result<Option<Money>, Bad> {
        let Some(cell) = self.cell(column) else { return Ok(None) };
        let bad = |reason: String| (Some(column.to_owned()), reason);
        match Money::from_str(cell) {
            Ok(amount) if amount > MOST => Err(bad(format!("`{}` is more than any bill, {MOST}", short(cell)))),
            Ok(amount) if amount < Money::ZERO => Err(bad(format!("`{}` is less than nothing", short(cell)))),
            Ok(amount) => Ok(Some(amount)),
            Err(_) => Err(bad(format!("`{}` is not an amount such as 123.45", short(cell)))),
        }
    }

    fn date(&self, column: &str) -> Result<Option<Date>, Bad> {
        self.optional(column, iso_date, "a date such as 2026-11-24")
    }

    fn word<T: Copy>(&self, column: &str, all: &[T], word: impl Fn(T) -> &'static str) -> Result<Option<T>, Bad> {
        let known = || all.iter().map(|value| word(*value)).collect::<Vec<_>>().join(", ");
        let find = |text: &str| all.iter().copied().find(|value| word(*value) == text);
        let Some(cell) = self.cell(column) else { return Ok(None) };
        find(cell)
            .map(Some)
            .ok_or_else(|| (Some(column.to_owned()), format!("`{}` is none of {}", short(cell), known())))
    }
}

fn missing(column: &str) -> Bad {
    (Some(column.to_owned()), "the cell is empty".to_owned())
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

fn iso_date(text: &str) -> Option<Date> {
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    plain.then(|| text.parse().ok()).flatten()
}

/// A cell as it may stand in a message.
fn short(cell: &str) -> String {
    cell.chars().take(40).collect()
}
