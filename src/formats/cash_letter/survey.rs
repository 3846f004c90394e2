//! Records to items and totals, in one walk.

use std::io::{Read, Seek};

use super::framing::{Next, Record, Records};
use super::totals::{Totals, money};
use super::{CashLetter, Control, Detail, Item, LARGEST_IMAGE, View, view};
use crate::formats::scan::ScanError;

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
                break Some(format!(
                    "the file ends after record {} without a file control record",
                    walk.totals.records()
                ));
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
    totals: Totals,
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

    fn take<R: Read + Seek>(&mut self, records: &mut Records<R>, record: &Record) -> Result<(), ScanError> {
        self.totals.take(record);
        match record.kind {
            25 | 31 => self.item(record),
            61 | 62 => (self.owner, self.side) = (Owner::Credit, None),
            50 => self.side = Some((record.get("side") == "1", record.number_of("view descriptor").unwrap_or(0) == 0)),
            52 => self.view_data(records, record)?,
            70 | 90 => self.control(record),
            99 => self.file_control(record),
            _ => {}
        }
        Ok(())
    }

    fn item(&mut self, record: &Record) {
        let detail = detail(record);
        if detail.amount.is_none() {
            self.remark(record.number, "its amount is not a number");
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
        let (own, its) = (&item.detail.as_ref()?.sequence, record.get("sequence number"));
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

    fn control(&mut self, record: &Record) {
        for what in self.totals.differences(record) {
            self.remark(record.number, &what);
        }
        self.owner = Owner::Nobody;
    }

    fn file_control(&mut self, record: &Record) {
        self.control(record);
        let (items, amount) = self.totals.said_of_items(record);
        let items = items.and_then(|items| u32::try_from(items).ok());
        self.letter.control = items.zip(amount).map(|(items, amount)| Control { items, amount: money(amount) });
        self.closed = true;
    }
}

fn detail(record: &Record) -> Detail {
    let returned = record.kind == 31;
    Detail {
        record: record.number,
        returned,
        auxiliary_on_us: record.get("auxiliary on-us"),
        routing: record.get("payor routing") + &record.get("check digit"),
        on_us: record.get("on-us"),
        amount: record.number_of("amount").map(money),
        sequence: record.get("sequence number"),
        well_captured: !matches!(record.number_of("MICR valid"), Some(3 | 4)),
    }
}
