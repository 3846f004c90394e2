//! A file to its records and payments.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use super::counters::{Counters, Sums};
use super::field::{Content, Field, Value};
use super::group::Group;
use super::keys::{PaymentKey, batch_key};
use super::open::{OpenPayment, Place};
use super::prove::Promise;
use super::raw::LineEnd;
use super::{Layout, Record};
use crate::formats::remittance::{Finding, Inspection};

/// No line is longer, in bytes.
const LONGEST_LINE: u64 = 1 << 16;

/// A file that is being read.
pub(super) struct Reader<'l> {
    layout: &'l Layout,
    inspection: Inspection,
    pub(super) counters: Counters,
    pub(super) payment: Option<OpenPayment>,
    pub(super) promises: Vec<Promise>,
    /// The line that is read, from 1, and where it begins.
    number: u64,
    offset: u64,
    /// The newest record: its group and its place there.
    before: Option<(Group, usize)>,
    in_lockbox: bool,
    in_batch: bool,
    /// What tells the open batch from others where batches have no header.
    batch_key: Option<Value>,
}

/// Reads a whole file.
pub(super) fn inspect(layout: &Layout, mut input: impl BufRead) -> io::Result<Inspection> {
    let mut reader = Reader {
        layout,
        inspection: Inspection::new(layout.name()),
        counters: Counters::new(layout.hashes.len()),
        payment: None,
        promises: Vec::new(),
        number: 0,
        offset: 0,
        before: None,
        in_lockbox: false,
        in_batch: false,
        batch_key: None,
    };
    let (mut line, mut offset) = (Vec::new(), 0);
    loop {
        line.clear();
        let taken = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if taken == 0 {
            break;
        }
        (reader.number, reader.offset) = (reader.number + 1, offset);
        offset += taken as u64;
        reader.line(&line);
    }
    Ok(reader.end())
}

impl Reader<'_> {
    pub(super) fn tell(&mut self, finding: &Finding) {
        self.inspection.find(finding.record, finding.offset, finding.message.clone());
    }

    fn find(&mut self, message: impl Into<String>) {
        self.inspection.find(self.number, self.offset, message);
    }

    fn line(&mut self, line: &[u8]) {
        let (bare, end) = match line {
            [bare @ .., b'\r', b'\n'] => (bare, Some(LineEnd::Crlf)),
            [bare @ .., b'\n'] => (bare, Some(LineEnd::Lf)),
            bare => (bare, None),
        };
        if end != Some(self.layout.line_end) {
            self.find("the record does not end as the layout has it");
        }
        let text = String::from_utf8_lossy(bare);
        if matches!(text, Cow::Owned(_)) {
            self.find("the record is not UTF-8 text");
        }
        let names = if self.number == 1 { self.layout.header_line() } else { None };
        match names {
            Some(Ok(names)) if text == names => {}
            Some(Ok(names)) => self.find(format!("the first line should be `{names}`")),
            _ => self.record(&text),
        }
    }

    fn record(&mut self, text: &str) {
        self.counters.record += 1;
        let layout = self.layout;
        let Some((group, at, record)) = layout.recognise(text) else {
            self.find("it is none of the layout's records");
            return;
        };
        self.check_order(group, at, record);
        let (texts, wrong) = layout.shape.split(text, &record.fields);
        wrong.into_iter().for_each(|message| self.find(format!("record `{}`: {message}", record.name)));
        let values = self.values(record, &texts);
        self.inspection.lines.push(told(self.number, record, &texts));
        if at == 0 {
            self.enter(group, record, &values);
        }
        for ((field, value), text) in record.fields.iter().zip(&values).zip(&texts) {
            let place = Place { record: self.number, offset: self.offset, field: field.name.clone() };
            self.prove(group, field, value, &place);
            if let (true, Some(open)) = (group.is_detail(), &mut self.payment) {
                let had_amount = open.read.amount.is_some();
                let finding = open.take(field, value, &place);
                let amount = open.read.amount.filter(|_| !had_amount).unwrap_or_default();
                self.counters.add(&Sums { amount, ..Sums::default() });
                finding.iter().for_each(|finding| self.tell(finding));
                field.hash.into_iter().for_each(|index| self.counters.hash(index, text));
            }
        }
        if at + 1 == layout.records(group).len() {
            self.leave(group);
        }
    }

    fn values(&mut self, record: &Record, texts: &[Cow<'_, str>]) -> Vec<Value> {
        let mut values = Vec::with_capacity(record.fields.len());
        for (field, text) in record.fields.iter().zip(texts) {
            let odd = text.chars().find(|character| !self.layout.characters.has(*character));
            let value = match odd {
                Some(odd) => Err(format!("the file may not hold {odd:?}")),
                None => field.read(text),
            };
            values.push(value.unwrap_or_else(|message| {
                self.find(format!("field `{}`: {message}", field.name));
                Value::Nothing
            }));
        }
        values
    }

    fn check_order(&mut self, group: Group, at: usize, record: &Record) {
        let layout = self.layout;
        let has = |group| layout.has(group);
        let may = match self.before {
            None => at == 0 && group.may_begin(has),
            Some((before, place)) if place + 1 < layout.records(before).len() => (before, place + 1) == (group, at),
            Some((before, _)) => at == 0 && before.followers(has).contains(&group),
        };
        self.before = Some((group, at));
        if !may {
            self.find(format!("the record `{}` may not stand here", record.name));
        }
    }

    /// Closes what ends before the first record of a group, and opens what begins with it.
    fn enter(&mut self, group: Group, record: &Record, values: &[Value]) {
        let joins = group == Group::Applied && !self.is_new_payment(record, values);
        if !joins {
            self.close_payment();
        }
        match group {
            Group::FileHeader => {}
            Group::LockboxHeader => self.begin_lockbox(),
            Group::BatchHeader => self.begin_batch(),
            Group::Payment | Group::Applied => self.begin_detail(group, record, values, joins),
            Group::BatchTrailer => self.need_batch(),
            Group::LockboxTrailer => self.need_lockbox(),
            Group::FileTrailer if self.counters.of_file().lockboxes == 0 => self.begin_lockbox(),
            Group::FileTrailer => {}
        }
        let records = self.layout.count(group);
        let details = if group.is_detail() { records } else { 0 };
        self.counters.add(&Sums { records, details, ..Sums::default() });
    }

    fn begin_detail(&mut self, group: Group, record: &Record, values: &[Value], joins: bool) {
        let key = batch_key(record, values);
        if !self.layout.has(Group::BatchHeader) && key.is_some() && key != self.batch_key {
            self.in_batch = false;
            self.batch_key = key;
        }
        self.need_batch();
        if !joins {
            self.counters.add(&Sums { payments: 1, ..Sums::default() });
            self.payment = Some(OpenPayment::new(PaymentKey::new(record, values), self.counters.batch));
        }
        let room = if group == Group::Payment { self.layout.in_payment } else { self.layout.in_record };
        if let Some(open) = &mut self.payment {
            open.overflow += i64::from(group == Group::Applied);
            open.expect_parts(room);
        }
    }

    /// Where payments have no records of their own, each row is one unless its numbers say otherwise.
    fn is_new_payment(&self, record: &Record, values: &[Value]) -> bool {
        let own = || self.payment.as_ref().is_none_or(|open| open.key.is_another(&PaymentKey::new(record, values)));
        self.payment.is_none() || !self.layout.has(Group::Payment) && own()
    }

    fn need_lockbox(&mut self) {
        if !self.in_lockbox {
            self.begin_lockbox();
        }
    }

    fn begin_lockbox(&mut self) {
        (self.in_lockbox, self.in_batch) = (true, false);
        self.counters.begin_lockbox();
    }

    fn need_batch(&mut self) {
        if !self.in_batch {
            self.begin_batch();
        }
    }

    fn begin_batch(&mut self) {
        self.need_lockbox();
        self.in_batch = true;
        self.counters.begin_batch();
    }

    /// After the last record of a group.
    fn leave(&mut self, group: Group) {
        match group {
            Group::Payment | Group::Applied => {
                let parts = self.payment.as_mut().map(OpenPayment::close_parts).unwrap_or_default();
                let applied = parts.iter().filter_map(|part| part.amount).sum();
                self.counters.add(&Sums { parts: parts.len() as i64, applied, ..Sums::default() });
            }
            Group::BatchTrailer => self.in_batch = false,
            Group::LockboxTrailer => (self.in_lockbox, self.in_batch) = (false, false),
            _ => {}
        }
    }

    fn close_payment(&mut self) {
        let Some(open) = self.payment.take() else { return };
        let (payment, findings) = open.close();
        findings.iter().for_each(|finding| self.tell(finding));
        self.inspection.payments.push(payment);
    }

    fn end(mut self) -> Inspection {
        self.close_payment();
        self.prove_promises();
        let layout = self.layout;
        let has = |group| layout.has(group);
        let ended = match self.before {
            None => Group::ALL.into_iter().all(|group| group.is_detail() || !has(group)),
            Some((group, at)) => at + 1 == layout.records(group).len() && group.may_end(has),
        };
        if !ended {
            self.find("the file ends before its last record");
        }
        self.inspection.findings.sort_by_key(|finding| finding.record);
        self.inspection
    }
}

impl Layout {
    /// The record that a line is by its literals.
    fn recognise(&self, line: &str) -> Option<(Group, usize, &Record)> {
        let is = |field: &Field| match &field.content {
            Content::Literal(literal) => self.shape.text_of(line, field) == *literal,
            _ => false,
        };
        for group in Group::ALL {
            for (at, record) in self.records(group).iter().enumerate() {
                let mut tags = record.tags.iter().filter_map(|tag| record.fields.get(*tag));
                if tags.all(is) {
                    return Some((group, at, record));
                }
            }
        }
        None
    }
}

/// A record for people.
fn told(number: u64, record: &Record, texts: &[Cow<'_, str>]) -> String {
    let fields = record.fields.iter().zip(texts).filter(|(field, _)| !matches!(field.content, Content::Literal(_)));
    let fields: Vec<String> = fields.map(|(field, text)| format!("{}={}", field.name, text.trim())).collect();
    format!("{number} {}: {}", record.name, fields.join(", "))
}
