//! Records to items and totals, in one walk.

use std::io::{Read, Seek};

use super::framing::{Next, Record, Records};
use super::{CashLetter, Control, Detail, Item, LARGEST_IMAGE, View, view};
use crate::formats::scan::ScanError;
use crate::model::Money;

/// Whoever reads more than these will not read them.
const MOST_REMARKS: usize = 100;

/// No letter has more items; a file of 2 GB has about 200,000.
const MOST_ITEMS: usize = 400_000;

/// Walks through a cash letter.
///
/// # Errors
/// When it cannot be read or is no cash letter.
pub fn survey<R: Read + Seek>(reader: R) -> Result<CashLetter, ScanError> {
    let Some(mut records) = Records::open(reader)? else {
        return Err(ScanError::NotPages("it does not start like an image cash letter"));
    };
    let mut walk = Walk::default();
    let break_off = loop {
        match records.next()? {
            Next::Record(record) => walk.take(&mut records, &record)?,
            Next::End if walk.closed => break None,
            Next::End => {
                break Some(format!("the file ends after record {} without a file control record", walk.file.records));
            }
            Next::Broken(_) if walk.closed => break None,
            Next::Broken(why) => break Some(why),
        }
        if walk.letter.items.len() > MOST_ITEMS {
            break Some(format!("it has more than {MOST_ITEMS} items"));
        }
    };
    Ok(CashLetter { break_off, ..walk.letter })
}

/// What was counted since the last header of a kind.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    records: u64,
    items: u64,
    /// Records of items, their own and those that belong to them: what some writers count as items.
    parts: u64,
    images: u64,
    amount: u64,
    credits: u64,
    credit_amount: u64,
}

impl Count {
    /// Whether a count of items is one of the ways in which writers count them.
    const fn fits(&self, said: u64) -> bool {
        said == self.items || said == self.items + self.credits || said == self.parts
    }
}

/// What images belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Owner {
    /// Nothing that was seen.
    #[default]
    Nobody,
    /// The last item.
    Item,
    /// A deposit ticket, which is no payment.
    Credit,
}

#[derive(Default)]
struct Walk {
    letter: CashLetter,
    owner: Owner,
    /// The image view detail (50) that the next data (52) belongs to: rear side or not, whole view or not.
    side: Option<(bool, bool)>,
    bundle: Count,
    cash_letter: Count,
    file: Count,
    /// The file control record was there.
    closed: bool,
}

impl Walk {
    fn remark(&mut self, record: u64, what: &str) {
        match self.letter.remarks.len() {
            ..MOST_REMARKS => self.letter.remarks.push(format!("record {record}: {what}")),
            MOST_REMARKS => self.letter.remarks.push("more of this kind is left out".to_owned()),
            _ => {}
        }
    }

    fn counts(&mut self) -> [&mut Count; 3] {
        [&mut self.bundle, &mut self.cash_letter, &mut self.file]
    }

    fn take<R: Read + Seek>(&mut self, records: &mut Records<R>, record: &Record) -> Result<(), ScanError> {
        self.file.records += 1;
        if matches!(record.kind, 25..=35 | 50..=54) {
            self.counts().into_iter().for_each(|count| count.parts += 1);
        }
        match record.kind {
            10 => self.cash_letter = Count::default(),
            20 => self.bundle = Count::default(),
            25 | 31 => self.item(record),
            61 | 62 => self.credit(record),
            50 => self.view_detail(record),
            52 => self.view_data(records, record)?,
            70 => self.compare(record, "bundle", self.bundle, (3, 6), (7, 18), Some((31, 35))),
            90 => self.compare(record, "cash letter", self.cash_letter, (9, 16), (17, 30), Some((31, 39))),
            99 => self.file_control(record),
            _ => {}
        }
        Ok(())
    }

    fn item(&mut self, record: &Record) {
        let returned = record.kind == 31;
        let detail = if returned {
            detail(record, returned, (0, 0), (3, 11), (12, 31), (32, 41), (54, 68))
        } else {
            detail(record, returned, (3, 17), (19, 27), (28, 47), (48, 57), (58, 72))
        };
        if detail.amount.is_none() {
            self.remark(record.number, "its amount is not a number");
        }
        let cents = detail.amount.map_or(0, |amount| amount.cents().unsigned_abs());
        for count in self.counts() {
            count.items += 1;
            count.amount = count.amount.saturating_add(cents);
        }
        self.side = None;
        self.owner = Owner::Item;
        self.add_item(record.number, Some(detail));
    }

    fn add_item(&mut self, record: u64, detail: Option<Detail>) {
        let fault = Some("it has no front image".to_owned());
        self.letter.views.push(View { record, offset: 0, length: 0, fault });
        let front = self.letter.views.len() as u32;
        self.letter.items.push(Item { front, back: None, detail });
    }

    /// A deposit ticket; three layouts are about, told apart by where a routing number with a good check digit stands.
    fn credit(&mut self, record: &Record) {
        let amount = match record.kind {
            62 => record.number(48, 61),
            _ if is_routing(&record.field(20, 28)) && !is_routing(&record.field(19, 27)) => record.number(49, 58),
            _ => record.number(48, 57),
        };
        for count in self.counts() {
            count.credits += 1;
            count.credit_amount = count.credit_amount.saturating_add(amount.unwrap_or(0));
        }
        self.side = None;
        self.owner = Owner::Credit;
    }

    fn view_detail(&mut self, record: &Record) {
        for count in self.counts() {
            count.images += 1;
        }
        let whole = matches!(record.number(33, 34), None | Some(0));
        self.side = Some((record.field(32, 32) == "1", whole));
    }

    fn view_data<R: Read + Seek>(&mut self, records: &mut Records<R>, record: &Record) -> Result<(), ScanError> {
        let (rear, whole) = self.side.take().unwrap_or((false, true));
        if self.owner == Owner::Credit || !whole {
            return Ok(());
        }
        let mut view = View { record: record.number, offset: 0, length: 0, fault: None };
        match view::parts(records, record)? {
            None => view.fault = Some("its lengths are damaged".to_owned()),
            Some(parts) => {
                let rest = (record.offset + record.length).saturating_sub(parts.offset);
                view.offset = parts.offset;
                view.length = parts.image.unwrap_or(rest).min(rest);
                if parts.image.is_some_and(|said| said > rest) {
                    self.remark(record.number, "its image is said to be longer than the record");
                }
                view.fault = match view.length {
                    0 => Some("its image is empty".to_owned()),
                    1..=LARGEST_IMAGE => self.of_another(record),
                    _ => Some("its image is too large".to_owned()),
                };
            }
        }
        self.place(view, rear);
        Ok(())
    }

    /// Why the image is not that of the item before it: both name an item, and not the same.
    fn of_another(&self, record: &Record) -> Option<String> {
        let item = self.letter.items.last().filter(|_| self.owner == Owner::Item)?;
        let (own, its) = (&item.detail.as_ref()?.sequence, record.field(22, 36));
        let bare = |text: &str| text.trim_start_matches('0').to_owned();
        let differ = !own.is_empty() && !its.is_empty() && bare(own) != bare(&its);
        differ.then(|| format!("its image is of item {its}, the item's record before it of item {own}"))
    }

    fn place(&mut self, view: View, rear: bool) {
        let record = view.record;
        if self.owner == Owner::Nobody {
            if rear {
                self.remark(record, "a rear image without an item; it is left out");
                return;
            }
            self.remark(record, "an image without an item's record; it is taken as a document");
            self.add_item(record, None);
            self.owner = Owner::Item;
        }
        let pages = self.letter.views.len() as u32;
        let Some(item) = self.letter.items.last_mut() else { return };
        if rear && item.back.is_none() {
            item.back = Some(pages + 1);
            self.letter.views.push(view);
            return;
        }
        let front = self.letter.views.get_mut(item.front as usize - 1).filter(|front| !rear && front.length == 0);
        match front {
            Some(front) => *front = view,
            None => self.remark(record, "one more image of the same side; it is left out"),
        }
    }

    /// Compares what a control record says with what was counted; deposit tickets may or may not be counted in it.
    fn compare(
        &mut self,
        record: &Record,
        what: &str,
        count: Count,
        items: (usize, usize),
        amount: (usize, usize),
        images: Option<(usize, usize)>,
    ) {
        let (said_items, said_amount) = (record.number(items.0, items.1), record.number(amount.0, amount.1));
        let with_credits = count.amount.saturating_add(count.credit_amount);
        if !said_items.is_some_and(|said| count.fits(said)) {
            let said = said_items.map_or_else(|| "nothing".to_owned(), |said| said.to_string());
            self.remark(record.number, &format!("the {what} control says {said} items, {} are there", count.items));
        }
        if !said_amount.is_some_and(|said| said == count.amount || said == with_credits) {
            let said = said_amount.map_or_else(|| "nothing".to_owned(), |said| money(said).to_string());
            let is = money(count.amount);
            self.remark(record.number, &format!("the {what} control says {said}, its items add up to {is}"));
        }
        let said_images = images.and_then(|(from, to)| record.number(from, to));
        if let Some(said) = said_images.filter(|said| *said != count.images) {
            let is = count.images;
            self.remark(record.number, &format!("the {what} control says {said} images, {is} are there"));
        }
        self.owner = Owner::Nobody;
    }

    fn file_control(&mut self, record: &Record) {
        let count = self.file;
        self.compare(record, "file", count, (17, 24), (25, 40), None);
        if let Some(said) = record.number(9, 16).filter(|said| *said != count.records) {
            let is = count.records;
            self.remark(record.number, &format!("the file control says {said} records, {is} are there"));
        }
        if count.credits > 0 && count.credit_amount != count.amount {
            let (credits, items) = (money(count.credit_amount), money(count.amount));
            self.remark(record.number, &format!("the deposit tickets say {credits}, the items add up to {items}"));
        }
        // However the writer counts, the ticket counts items.
        let items = record.number(17, 24).map(|said| if count.fits(said) { count.items } else { said });
        let with_credits = count.amount.saturating_add(count.credit_amount);
        let amount = record.number(25, 40).map(|said| if said == with_credits { count.amount } else { said });
        let items = items.and_then(|items| u32::try_from(items).ok());
        self.letter.control = items.zip(amount).map(|(items, amount)| Control { items, amount: money(amount) });
        self.closed = true;
    }
}

fn detail(
    record: &Record,
    returned: bool,
    auxiliary: (usize, usize),
    routing: (usize, usize),
    on_us: (usize, usize),
    amount: (usize, usize),
    sequence: (usize, usize),
) -> Detail {
    let text = |(from, to): (usize, usize)| if from == 0 { String::new() } else { record.field(from, to) };
    Detail {
        record: record.number,
        returned,
        auxiliary_on_us: text(auxiliary),
        routing: text(routing),
        on_us: text(on_us),
        amount: record.number(amount.0, amount.1).map(money),
        sequence: text(sequence),
        well_captured: !returned && !matches!(record.number(75, 75), Some(3 | 4)),
    }
}

fn is_routing(text: &str) -> bool {
    crate::model::RoutingNumber::new(text).is_some()
}

fn money(cents: u64) -> Money {
    Money::from_cents(i64::try_from(cents).unwrap_or(i64::MAX))
}
