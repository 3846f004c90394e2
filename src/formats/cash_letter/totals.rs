//! What records add up to, beside what control records (70, 90, 99) say.

use super::framing::Record;
use crate::model::Money;

/// What was counted since the last header of a kind.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    records: u64,
    /// Headers of the next lower kind.
    groups: u64,
    items: u64,
    /// Records of items, their own and those that belong to them: what some writers count as items.
    parts: u64,
    images: u64,
    amount: u64,
    /// The money of items whose bank line was read well.
    valid_amount: u64,
    credits: u64,
    credit_amount: u64,
}

impl Count {
    /// Whether a count of items is one of the ways in which writers count them.
    const fn fits(&self, said: u64) -> bool {
        said == self.items || said == self.items + self.credits || said == self.parts
    }

    const fn with_credits(&self) -> u64 {
        self.amount.saturating_add(self.credit_amount)
    }
}

/// The counts of the bundle, the cash letter and the file that are open.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Totals {
    bundle: Count,
    cash_letter: Count,
    file: Count,
}

impl Totals {
    /// How many records there were.
    pub(super) const fn records(&self) -> u64 {
        self.file.records
    }

    /// Counts a record.
    pub(super) fn take(&mut self, record: &Record) {
        match record.kind {
            10 => {
                self.cash_letter = Count::default();
                self.file.groups += 1;
            }
            20 => {
                self.bundle = Count::default();
                self.cash_letter.groups += 1;
            }
            _ => {}
        }
        let amount = record.number_of("amount").unwrap_or(0);
        for count in [&mut self.bundle, &mut self.cash_letter, &mut self.file] {
            count.records += 1;
            count.parts += u64::from(matches!(record.kind, 25..=35 | 50..=54));
            match record.kind {
                25 | 31 => {
                    count.items += 1;
                    count.amount = count.amount.saturating_add(amount);
                    if record.get("MICR valid") == "1" {
                        count.valid_amount = count.valid_amount.saturating_add(amount);
                    }
                }
                50 => count.images += 1,
                61 | 62 => {
                    count.credits += 1;
                    count.credit_amount = count.credit_amount.saturating_add(amount);
                }
                _ => {}
            }
        }
    }

    /// What a control record says of counts and money that is not so; deposit tickets may or may not be counted in it.
    pub(super) fn differences(&self, record: &Record) -> Vec<String> {
        let Some((what, count)) = self.of_control(record) else { return Vec::new() };
        let (said_items, said_amount) = (record.number_of("items"), record.number_of("amount"));
        let mut found = Vec::new();
        if !said_items.is_some_and(|said| count.fits(said)) {
            let said = said_items.map_or_else(|| "nothing".to_owned(), |said| said.to_string());
            found.push(format!("the {what} control says {said} items, {} are there", count.items));
        }
        if !said_amount.is_some_and(|said| said == count.amount || said == count.with_credits()) {
            let said = said_amount.map_or_else(|| "nothing".to_owned(), |said| money(said).to_string());
            found.push(format!("the {what} control says {said}, its items add up to {}", money(count.amount)));
        }
        if let Some(said) = record.number_of("images").filter(|said| *said != count.images) {
            found.push(format!("the {what} control says {said} images, {} are there", count.images));
        }
        if let Some(said) = record.number_of("records").filter(|said| *said != count.records) {
            found.push(format!("the {what} control says {said} records, {} are there", count.records));
        }
        if record.kind == 99 && count.credits > 0 && count.credit_amount != count.amount {
            let (credits, items) = (money(count.credit_amount), money(count.amount));
            found.push(format!("the deposit tickets say {credits}, the items add up to {items}"));
        }
        found
    }

    /// What a control record says of groups and of well-read lines that is not so: nobody's money depends on it.
    pub(super) fn small_differences(&self, record: &Record) -> Vec<String> {
        let Some((what, count)) = self.of_control(record) else { return Vec::new() };
        let group = if record.kind == 99 { "cash letters" } else { "bundles" };
        let mut found = Vec::new();
        if let Some(said) = record.number_of(group).filter(|said| *said != count.groups) {
            found.push(format!("the {what} control says {said} {group}, {} are there", count.groups));
        }
        // Zero is how writers leave it out.
        let valid = record.number_of("MICR valid amount").filter(|said| *said != 0 && *said != count.valid_amount);
        if let Some(said) = valid {
            let (said, is) = (money(said), money(count.valid_amount));
            found.push(format!("the {what} control says {said} for lines read well, these add up to {is}"));
        }
        found
    }

    /// Items and cents of a file control record, deposit tickets taken out: however its writer counts, a batch's ticket
    /// counts items.
    pub(super) fn said_of_items(&self, record: &Record) -> (Option<u64>, Option<u64>) {
        let count = self.file;
        let items = record.number_of("items").map(|said| if count.fits(said) { count.items } else { said });
        let amount = record.number_of("amount");
        (items, amount.map(|said| if said == count.with_credits() { count.amount } else { said }))
    }

    fn of_control(&self, record: &Record) -> Option<(&'static str, Count)> {
        Some(match record.kind {
            70 => ("bundle", self.bundle),
            90 => ("cash letter", self.cash_letter),
            99 => ("file", self.file),
            _ => return None,
        })
    }
}

/// Cents as money.
pub(super) fn money(cents: u64) -> Money {
    Money::from_cents(i64::try_from(cents).unwrap_or(i64::MAX))
}
