//! BAI2 cash management reports: details (16) of type 555, deposited item returned.
//!
//! Lines are records; 88 continues the one before. The totals and counts of accounts (49), groups (98) and the file (99) are
//! held against what was read.

use std::io::{self, BufRead};

use super::{Returns, numbers};
use crate::formats::finding::Finding;
use crate::model::{Money, ReturnedItem};

/// Deposited item returned.
const RETURNED: &str = "555";

/// No record is longer, with what continues it, in bytes.
const LONGEST: usize = 1 << 20;

pub(super) fn read(mut input: impl BufRead) -> io::Result<Returns> {
    let mut walk = Walk::default();
    let (mut line, mut offset, mut number) = (Vec::new(), 0, 0);
    loop {
        line.clear();
        let bytes = input.read_until(b'\n', &mut line)?;
        if bytes == 0 {
            break;
        }
        number += 1;
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        if !text.is_empty() {
            walk.line(&text, number, offset);
        }
        offset += bytes as u64;
    }
    walk.end_record();
    if !walk.closed {
        walk.find("the file ends without a file trailer (99)");
    }
    Ok(Returns { form: "BAI2", items: walk.items, findings: walk.findings })
}

/// What was counted since the last header of a kind.
#[derive(Default, Clone, Copy)]
struct Count {
    /// In cents.
    amount: i64,
    /// Trailers of the next lower kind.
    groups: i64,
    records: i64,
}

#[derive(Default)]
struct Walk {
    items: Vec<ReturnedItem>,
    findings: Vec<Finding>,
    /// The open record with what continues it, and where it begins.
    open: Option<(String, u64, u64)>,
    account: Count,
    group: Count,
    file: Count,
    closed: bool,
}

impl Walk {
    fn find(&mut self, message: impl Into<String>) {
        let (record, offset) = self.open.as_ref().map_or((0, 0), |(_, record, offset)| (*record, *offset));
        self.findings.push(Finding { record, offset, message: message.into() });
    }

    fn line(&mut self, text: &str, number: u64, offset: u64) {
        if !text.starts_with("88,") {
            self.end_record();
        }
        for count in [&mut self.account, &mut self.group, &mut self.file] {
            count.records += 1;
        }
        if let Some(rest) = text.strip_prefix("88,") {
            if let Some((open, _, _)) = &mut self.open
                && open.len() < LONGEST
            {
                // What ends with a slash goes on with another field; text goes on as it is.
                let closed = open.ends_with('/');
                open.truncate(open.len() - usize::from(closed));
                open.push_str(if closed { "," } else { " " });
                open.push_str(rest);
                return;
            }
            self.find("a record 88 continues nothing");
            return;
        }
        self.open = Some((text.to_owned(), number, offset));
        match text.get(..3) {
            Some("02,") => self.group = Count { records: 1, ..Count::default() },
            Some("03,") => self.account = Count { records: 1, ..Count::default() },
            _ => {}
        }
    }

    fn end_record(&mut self) {
        let Some((text, record, _)) = self.open.clone() else { return };
        let fields: Vec<&str> = text.trim_end_matches('/').split(',').collect();
        match fields[0] {
            "03" => self.summary(&fields),
            "16" => self.detail(&fields, &text, record),
            "49" => {
                self.compare("account", &fields, self.account.amount, None, self.account.records);
                self.group.amount += self.account.amount;
                self.group.groups += 1;
            }
            "98" => {
                self.compare("group", &fields, self.group.amount, Some(self.group.groups), self.group.records);
                self.file.amount += self.group.amount;
                self.file.groups += 1;
            }
            "99" => {
                self.compare("file", &fields, self.file.amount, Some(self.file.groups), self.file.records);
                self.closed = true;
            }
            "01" | "02" => {}
            other => self.find(format!("there is no record `{other}`")),
        }
        self.open = None;
    }

    /// The amounts of an account's summaries: type, amount, count, funds.
    fn summary(&mut self, fields: &[&str]) {
        let mut rest = fields.get(3..).unwrap_or_default();
        while let [_, amount, more @ ..] = rest {
            match amount.trim() {
                "" => {}
                amount => match amount.parse::<i64>() {
                    Ok(cents) => self.account.amount += cents,
                    Err(_) => return self.find(format!("`{amount}` is no amount")),
                },
            }
            let funds = more.get(1..).unwrap_or_default();
            rest = funds.get(funds_fields(funds)..).unwrap_or_default();
        }
    }

    fn detail(&mut self, fields: &[&str], text: &str, record: u64) {
        let Some(cents) = fields.get(2).and_then(|amount| amount.trim().parse::<i64>().ok()) else {
            return self.find("the detail has no amount");
        };
        self.account.amount += cents;
        if fields.get(1).copied() != Some(RETURNED) {
            return;
        }
        let funds = funds_fields(fields.get(3..).unwrap_or_default());
        let reference = |at: usize| fields.get(3 + funds + at).map(|text| text.trim()).filter(|text| !text.is_empty());
        // The text is the last field and may hold commas.
        let said = text.splitn(6 + funds, ',').nth(5 + funds).unwrap_or_default().trim_end_matches('/').trim();
        let told = [reference(0), reference(1), Some(said)];
        self.items.push(ReturnedItem {
            place: format!("record {record}"),
            amount: Money::from_cents(cents),
            numbers: told.into_iter().flatten().flat_map(numbers).collect(),
            reason: Some(said.to_owned()).filter(|said| !said.is_empty()),
            ..ReturnedItem::default()
        });
    }

    fn compare(&mut self, what: &str, fields: &[&str], amount: i64, groups: Option<i64>, records: i64) {
        let number = |at: usize| fields.get(at).and_then(|text| text.trim().parse::<i64>().ok());
        if number(1) != Some(amount) {
            let said = fields.get(1).copied().unwrap_or_default();
            self.find(format!("the {what} trailer says {said}, its amounts add up to {amount}"));
        }
        let last = if groups.is_some() { 3 } else { 2 };
        if let Some(groups) = groups.filter(|groups| number(2) != Some(*groups)) {
            self.find(format!("the {what} trailer does not count the {groups} parts that are there"));
        }
        if number(last) != Some(records) {
            self.find(format!("the {what} trailer does not count the {records} records that are there"));
        }
    }
}

/// How many fields tell the type of funds.
fn funds_fields(fields: &[&str]) -> usize {
    match fields.first().map(|kind| kind.trim()) {
        Some("S") => 4,
        Some("V") => 3,
        Some("D") => 2 + 2 * fields.get(1).and_then(|count| count.trim().parse::<usize>().ok()).unwrap_or(0).min(1_000),
        _ => 1,
    }
}
