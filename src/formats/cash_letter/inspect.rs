//! A cash letter for people: every record in words, and whatever does not agree in it.

use std::collections::HashSet;
use std::io::{Read, Seek};

use super::framing::{Next, Record, Records};
use super::totals::{Totals, money};
use super::{LARGEST_IMAGE, image, view};
use crate::formats::finding::Finding;
use crate::formats::scan::ScanError;
use crate::model::RoutingNumber;

/// Whoever reads more than these will not read them.
const MOST_FINDINGS: usize = 1_000;

/// What a cash letter says, record by record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inspection {
    /// The form of the file, such as `X9.37 DSTU-2003, EBCDIC, a length before each record`.
    pub form: String,
    /// A line for each record.
    pub lines: Vec<String>,
    /// What does not agree, in the order of the file.
    pub findings: Vec<Finding>,
}

/// Reads a cash letter and tells what is in it.
///
/// # Errors
/// When it cannot be read or is no cash letter.
pub fn inspect<R: Read + Seek>(reader: R) -> Result<Inspection, ScanError> {
    let mut lines = Vec::new();
    let inspection = inspect_each(reader, &mut |line| lines.push(line))?;
    Ok(Inspection { lines, ..inspection })
}

/// Reads a cash letter of any size and hands out the line of each record as it comes; those of the result are empty.
///
/// # Errors
/// As [`inspect`].
pub fn inspect_each<R: Read + Seek>(reader: R, line: &mut dyn FnMut(String)) -> Result<Inspection, ScanError> {
    let Some(mut records) = Records::open(reader)? else {
        return Err(ScanError::NotPages("it does not start like an image cash letter"));
    };
    let mut walk = Walk::default();
    let broken = loop {
        match records.next()? {
            Next::Record(record) => {
                let what = walk.take(&mut records, &record)?;
                line(format!("{:>6} {} at {}: {what}", record.number, record.kind, record.offset));
            }
            Next::End => break None,
            Next::Broken(why) => break Some(why),
        }
    };
    let place = Place { record: walk.totals.records(), offset: records.at() };
    if let Some(why) = broken {
        walk.tell(place, why);
    } else if !walk.closed {
        walk.tell(place, "the file ends without a file control record".to_owned());
    }
    Ok(Inspection {
        form: format!("{}, {}", level_name(walk.level), records.form()),
        findings: walk.findings,
        ..Inspection::default()
    })
}

fn level_name(level: u8) -> String {
    match level {
        3 => "X9.37 DSTU-2003".to_owned(),
        30 => "X9.100-187-2008".to_owned(),
        35 => "X9.100-187-2013".to_owned(),
        other => format!("standard level {other:02}"),
    }
}

/// Where a record is.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    record: u64,
    offset: u64,
}

impl Place {
    const fn of(record: &Record) -> Self {
        Self { record: record.number, offset: record.offset }
    }
}

/// The item whose records follow.
#[derive(Default)]
struct Item {
    place: Place,
    sequence: String,
    addenda: u64,
    said_addenda: u64,
    is_credit: bool,
}

#[derive(Default)]
struct Walk {
    level: u8,
    totals: Totals,
    item: Option<Item>,
    /// The image view detail (50) whose data (52) must come next.
    view: Option<Place>,
    /// The business date of the bundle.
    business_date: String,
    sequences: HashSet<u64>,
    closed: bool,
    findings: Vec<Finding>,
}

impl Walk {
    fn tell(&mut self, Place { record, offset }: Place, message: String) {
        match self.findings.len() {
            ..MOST_FINDINGS => self.findings.push(Finding { record, offset, message }),
            MOST_FINDINGS => {
                let message = "more than these is left out".to_owned();
                self.findings.push(Finding { record, offset, message });
            }
            _ => {}
        }
    }

    fn take<R: Read + Seek>(&mut self, records: &mut Records<R>, record: &Record) -> Result<String, ScanError> {
        let place = Place::of(record);
        if self.closed {
            self.tell(place, "a record after the file control".to_owned());
        }
        if record.kind == 1 {
            self.level = record.number_of("standard level").and_then(|level| u8::try_from(level).ok()).unwrap_or(0);
        }
        self.totals.take(record);
        self.fields(record);
        if let Some(detail) = self.view.take().filter(|_| record.kind != 52) {
            self.tell(detail, "no image view data (52) follows".to_owned());
        }
        if !matches!(record.kind, 26..=28 | 32..=35 | 50..=54) {
            self.end_item();
        }
        match record.kind {
            1 => self.file_header(record),
            20 => self.business_date = record.get("business date"),
            25 | 31 => self.item(record),
            61 | 62 => self.credit(record),
            26..=28 | 32..=35 => self.addendum(record),
            50 => self.view = Some(place),
            52 => self.view_data(records, record)?,
            70 | 90 | 99 => self.control(record),
            _ => {}
        }
        Ok(words(record))
    }

    /// Checks every field against its form, and that nothing stands where no field is.
    fn fields(&mut self, record: &Record) {
        let place = Place::of(record);
        let Some(layout) = record.layout() else {
            return self.tell(place, format!("there is no record type {:02}", record.kind));
        };
        let short = match record.kind {
            27 | 34 => 46,
            _ => layout.length,
        };
        if record.length < short as u64 {
            return self.tell(place, format!("it has {} bytes, at least {short} belong to it", record.length));
        }
        let level = self.level;
        for field in layout.fields.iter().filter(|field| field.since <= level) {
            let value = record.field(field.from, field.to);
            if let Some(fault) = field.fault(&value) {
                let (name, from, to) = (field.name, field.from, field.to);
                self.tell(place, format!("{name} (positions {from} to {to}) {fault}: `{value}`"));
            }
        }
        for (from, to) in layout.gaps(self.level) {
            let value = record.field(from, to);
            if !value.is_empty() {
                let place_in =
                    if from == to { format!("position {to} is") } else { format!("positions {from} to {to} are") };
                self.tell(place, format!("reserved {place_in} not blank: `{value}`"));
            }
        }
    }

    fn file_header(&mut self, record: &Record) {
        if record.number != 1 {
            self.tell(Place::of(record), "a file header within the file".to_owned());
        }
        if !matches!(self.level, 3 | 30 | 35) {
            self.tell(Place::of(record), format!("there is no standard level {:02}", self.level));
        }
    }

    fn item(&mut self, record: &Record) {
        let place = Place::of(record);
        let routing = record.get("payor routing") + &record.get("check digit");
        if !RoutingNumber::check_digit_holds(&routing) {
            self.tell(place, format!("the check digit of routing number `{routing}` does not hold"));
        }
        self.begin(record);
        if record.get("amount").is_empty() {
            self.tell(place, "it has no amount".to_owned());
        }
    }

    fn credit(&mut self, record: &Record) {
        self.begin(record);
        if let Some(item) = &mut self.item {
            item.is_credit = true;
        }
    }

    fn begin(&mut self, record: &Record) {
        let (place, sequence) = (Place::of(record), record.get("sequence number"));
        if sequence.is_empty() {
            self.tell(place, "it has no sequence number".to_owned());
        }
        let repeated = sequence.parse().is_ok_and(|number| !self.sequences.insert(number));
        if repeated {
            self.tell(place, format!("sequence number {sequence} was there before"));
        }
        let said_addenda = record.number_of("addendum count").unwrap_or(0);
        self.item = Some(Item { place, sequence, said_addenda, ..Item::default() });
    }

    fn addendum(&mut self, record: &Record) {
        match &mut self.item {
            Some(item) => item.addenda += 1,
            None => self.tell(Place::of(record), "an addendum without an item".to_owned()),
        }
    }

    fn end_item(&mut self) {
        let Some(item) = self.item.take().filter(|item| !item.is_credit) else { return };
        if item.addenda != item.said_addenda {
            let (said, are) = (item.said_addenda, item.addenda);
            self.tell(item.place, format!("it says {said} addenda, {are} follow"));
        }
    }

    fn view_data<R: Read + Seek>(&mut self, records: &mut Records<R>, record: &Record) -> Result<(), ScanError> {
        let place = Place::of(record);
        match self.item.as_ref().map(|item| item.sequence.clone()) {
            None => self.tell(place, "an image without an item".to_owned()),
            Some(own) => {
                let its = record.get("sequence number");
                if own != its {
                    self.tell(place, format!("the image is of item `{its}`, the item before it is `{own}`"));
                }
            }
        }
        let (date, day) = (record.get("business date"), self.business_date.clone());
        if date != day {
            self.tell(place, format!("the image is of business date {date}, its bundle of {day}"));
        }
        let Some(parts) = view::parts(records, record)? else {
            self.tell(place, "its lengths are damaged".to_owned());
            return Ok(());
        };
        let rest = (record.offset + record.length).saturating_sub(parts.offset);
        let said = parts.image.unwrap_or(rest);
        if said != rest {
            self.tell(place, format!("its image is said to have {said} bytes, {rest} are there"));
        }
        if rest.min(said) > LARGEST_IMAGE {
            self.tell(place, "its image is too large".to_owned());
            return Ok(());
        }
        for fault in image::faults(&records.bytes(parts.offset, said.min(rest))?) {
            self.tell(place, format!("its image {fault}"));
        }
        Ok(())
    }

    fn control(&mut self, record: &Record) {
        let mut found = self.totals.differences(record);
        found.extend(self.totals.small_differences(record));
        for message in found {
            self.tell(Place::of(record), message);
        }
        self.closed = record.kind == 99;
    }
}

/// A record in words: its name, and every field that is not blank.
fn words(record: &Record) -> String {
    let Some(layout) = record.layout() else { return format!("unknown, {} bytes", record.length) };
    let said = |field: &super::layout::Field| {
        let value = record.field(field.from, field.to);
        let cents = field.name.ends_with("amount").then(|| value.parse().ok()).flatten();
        let value = cents.map_or(value, |cents| money(cents).to_string());
        (!value.is_empty()).then(|| format!("{} {value}", field.name))
    };
    let fields: Vec<String> = layout.fields.iter().filter_map(said).collect();
    let rest = record.length.saturating_sub(layout.length as u64);
    let rest = if rest > 0 { format!("; {rest} more bytes") } else { String::new() };
    format!("{}: {}{rest}", layout.name, fields.join(", "))
}
