//! Accounts that may be meant where none is surely named: for people to choose from, never to post by.

use jiff::civil::Date;

use super::identify::{Case, Payment};
use super::index::BillIndex;
use super::past::PayersKnown;
use super::target::Target;
use crate::model::CheckReading;

/// No payment suggests more accounts by one kind of fact.
const MOST: usize = 3;

/// Adds accounts that the payer has paid for before, and those of members born on a day that the memo names.
pub(super) fn add(case: &Case<'_>, index: &BillIndex, payers: &PayersKnown, target: &mut Target) {
    for payment in &case.payments {
        by_payer(payment, index, payers, target);
        by_birthday(payment, index, target);
    }
}

fn by_payer(payment: &Payment<'_>, index: &BillIndex, payers: &PayersKnown, target: &mut Target) {
    let paid = payers.paid_for(payment.check);
    let only = paid.len() == 1;
    for paid in paid.into_iter().take(MOST) {
        let Some(account) = index.known(&paid.account).and_then(|known| index.account(known.as_str())) else {
            continue;
        };
        let others = if only { "" } else { ", and for others" };
        let times = if paid.times == 1 { "once".to_owned() } else { format!("{} times", paid.times) };
        target.push(account, || format!("this payer has paid for it {times}{others}, last on {}", paid.last));
    }
}

fn by_birthday(payment: &Payment<'_>, index: &BillIndex, target: &mut Target) {
    let Some(name) = payment.check.payer_name.best() else { return };
    for born in birthdays(payment.check) {
        for found in index.people(born, &name.value).into_iter().take(MOST) {
            let Some(account) = index.account(found.account.as_str()) else { continue };
            target.push(account, || format!("a member born on {born} has a name like the payer's"));
        }
    }
}

/// Days in the memo that may be birthdays, read in each way that makes sense in the United States or as ISO.
fn birthdays(check: &CheckReading) -> Vec<Date> {
    let Some(memo) = check.memo.best() else { return Vec::new() };
    let words = memo.value.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '#' | '(' | ')'));
    let mut days: Vec<Date> = words.flat_map(birthday).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// `3/4/1979`, `03-04-79`, `1979-03-04`. Of a year of two digits the last century is meant, and this one up to 25.
fn birthday(word: &str) -> Option<Date> {
    let parts: Vec<&str> = word.split(['/', '-', '.']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    if !parts.iter().all(|part| !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let number = |text: &str| text.parse::<i16>().ok();
    let small = |text: &str| if text.len() <= 2 { text.parse::<i8>().ok() } else { None };
    let year = |text: &str| match (text.len(), number(text)?) {
        (4, year) => Some(year),
        (2, year) => Some(if year <= 25 { 2000 + year } else { 1900 + year }),
        _ => None,
    };
    let date = if first.len() == 4 {
        Date::new(number(first)?, small(second)?, small(third)?)
    } else {
        Date::new(year(third)?, small(first)?, small(second)?)
    };
    date.ok().filter(|date| (1900..=2025).contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn birthdays_are_read_in_the_forms_that_people_write() {
        for (word, want) in [
            ("3/4/1979", Some(date(1979, 3, 4))),
            ("03-04-79", Some(date(1979, 3, 4))),
            ("1979-03-04", Some(date(1979, 3, 4))),
            ("12.31.05", Some(date(2005, 12, 31))),
            ("13/4/1979", None),
            ("2/30/1979", None),
            ("123-45-6789", None),
            ("3/4", None),
            ("7123456789", None),
            ("1/1/1800", None),
            ("//", None),
        ] {
            assert_eq!(birthday(word), want, "{word}");
        }
    }
}
