//! Payments to a file, record by record.

use std::io::{BufWriter, Write};
use std::sync::Arc;

use super::counters::{Counters, Sums, promised};
use super::field::Content;
use super::group::{Group, Scope};
use super::line::Line;
use super::raw::{LineEnd, Reversals, Unapplied};
use super::scene::{Part, Scene, parts};
use super::{Layout, Record};
use crate::formats::remittance::{FileHead, PostingFile, PostingFileError};
use crate::model::{BatchId, Money, Remittance};

/// A file that is being written.
pub(super) struct LayoutFile<W: Write> {
    layout: Arc<Layout>,
    head: FileHead,
    out: BufWriter<W>,
    counters: Counters,
    /// The batch that is open.
    batch: Option<BatchId>,
    in_lockbox: bool,
    line: Line,
    text: String,
}

/// What a record tells of.
#[derive(Default)]
struct Subject<'a> {
    payment: Option<&'a Remittance>,
    parts: &'a [Part<'a>],
    first: usize,
    overflow: i64,
    is_last: bool,
}

impl<W: Write> LayoutFile<W> {
    pub(super) fn new(layout: Arc<Layout>, head: FileHead, out: W) -> Result<Self, PostingFileError> {
        let counters = Counters::new(layout.hashes.len());
        let out = BufWriter::with_capacity(1 << 16, out);
        let (line, text) = (Line::default(), String::new());
        let mut file = Self { layout, head, out, counters, batch: None, in_lockbox: false, line, text };
        if let Some(names) = file.layout.header_line() {
            let names = names.map_err(|message| refused(&file.layout, "the names of the fields", &message))?;
            file.out.write_all(names.as_bytes())?;
            file.out.write_all(line_end(file.layout.line_end))?;
        }
        file.frame(Group::FileHeader)?;
        Ok(file)
    }

    /// Closes what the payment does not belong to or would not fit into, and opens what it needs.
    fn make_room(&mut self, batch: &BatchId, load: &Sums) -> Result<(), PostingFileError> {
        let layout = Arc::clone(&self.layout);
        let records = |group| Sums { records: layout.count(group), ..Sums::default() };
        let in_batch = load.plus(&records(Group::BatchTrailer));
        if self.batch.as_ref() != Some(batch) || !layout.fits(0, &self.counters.at(0).plus(&in_batch)) {
            self.close_batch()?;
        }
        let mut in_lockbox = in_batch.plus(&records(Group::LockboxTrailer));
        if self.batch.is_none() {
            in_lockbox = in_lockbox.plus(&records(Group::BatchHeader)).plus(&Sums { batches: 1, ..Sums::default() });
        }
        if self.in_lockbox && !layout.fits(1, &self.counters.at(1).plus(&in_lockbox)) {
            self.close_lockbox()?;
        }
        self.open_lockbox()?;
        if self.batch.is_none() {
            self.batch = Some(batch.clone());
            self.counters.begin_batch();
            self.frame(Group::BatchHeader)?;
        }
        Ok(())
    }

    fn open_lockbox(&mut self) -> Result<(), PostingFileError> {
        if !self.in_lockbox {
            self.in_lockbox = true;
            self.counters.begin_lockbox();
            self.frame(Group::LockboxHeader)?;
        }
        Ok(())
    }

    fn close_batch(&mut self) -> Result<(), PostingFileError> {
        if self.batch.is_some() {
            self.frame(Group::BatchTrailer)?;
            self.batch = None;
        }
        Ok(())
    }

    fn close_lockbox(&mut self) -> Result<(), PostingFileError> {
        self.close_batch()?;
        if self.in_lockbox {
            self.frame(Group::LockboxTrailer)?;
            self.in_lockbox = false;
        }
        Ok(())
    }

    /// Writes a header or trailer. All its records count before the first is written, so that each can tell of all.
    fn frame(&mut self, group: Group) -> Result<(), PostingFileError> {
        self.counters.add(&Sums { records: self.layout.count(group), ..Sums::default() });
        self.write(group, &Subject::default())
    }

    /// Writes the records of a group.
    fn write(&mut self, group: Group, subject: &Subject<'_>) -> Result<(), PostingFileError> {
        let layout = Arc::clone(&self.layout);
        for record in layout.records(group) {
            self.counters.record += 1;
            self.record(&layout, group, record, subject)?;
            self.out.write_all(self.line.text.as_bytes())?;
            self.out.write_all(line_end(layout.line_end))?;
        }
        Ok(())
    }

    fn record(
        &mut self,
        layout: &Layout,
        group: Group,
        record: &Record,
        subject: &Subject<'_>,
    ) -> Result<(), PostingFileError> {
        let scene = Scene {
            group,
            head: &self.head,
            counters: &self.counters,
            batch: self.batch.as_ref(),
            payment: subject.payment,
            parts: subject.parts,
            first: subject.first,
            overflow: subject.overflow,
            is_last: subject.is_last,
        };
        let mut hashed = Vec::new();
        self.line.clear();
        for field in &record.fields {
            let written = field.write(&scene, layout.characters, &mut self.text);
            written.and_then(|()| layout.shape.push(&mut self.line, field, &self.text)).map_err(|message| {
                let message = format!("field `{}` of record `{}`: {message}", field.name, record.name);
                refused(layout, &place(group, subject.payment), &message)
            })?;
            hashed.extend(field.hash.map(|index| (index, self.text.clone())));
        }
        layout.shape.end(&mut self.line);
        for (index, text) in hashed {
            self.counters.hash(index, &text);
        }
        Ok(())
    }

    fn payment(&mut self, payment: &Remittance, parts: &[Part<'_>]) -> Result<(), PostingFileError> {
        let subject = Subject { payment: Some(payment), parts, ..Subject::default() };
        self.write(Group::Payment, &subject)?;
        let (mut first, mut overflow) = (self.layout.in_payment, 1);
        while first < parts.len() {
            let next = first + self.layout.in_record;
            let subject = Subject { payment: Some(payment), parts, first, overflow, is_last: next >= parts.len() };
            self.write(Group::Applied, &subject)?;
            (first, overflow) = (next, overflow + 1);
        }
        Ok(())
    }

    /// A header that said how much the file would hold must have been right.
    fn check_promises(&self) -> Result<(), PostingFileError> {
        for field in self.layout.fields(|group| group == Group::FileHeader) {
            let Content::Total { total, .. } = field.content else { continue };
            let (said, found) = (promised(&self.head.totals, total.measure), self.counters.total(total, 0));
            if said != found {
                let message = format!(
                    "field `{}` says {said}, but the file has {found}: a batch was split or reversals were left out",
                    field.name
                );
                return Err(refused(&self.layout, "the file's header", &message));
            }
        }
        Ok(())
    }
}

impl<W: Write> PostingFile for LayoutFile<W> {
    fn add(&mut self, payment: &Remittance) -> Result<(), PostingFileError> {
        if is_reversal(payment) && self.layout.reversals == Reversals::LeaveOut {
            return Ok(());
        }
        let parts = parts(payment, self.layout.unapplied);
        self.layout
            .may_hold(payment, &parts)
            .map_err(|message| refused(&self.layout, &place(Group::Payment, Some(payment)), &message))?;
        let load = self.layout.load(payment, &parts);
        self.make_room(&payment.batch, &load)?;
        self.counters.add(&load);
        self.payment(payment, &parts)
    }

    fn finish(mut self: Box<Self>) -> Result<(), PostingFileError> {
        if self.counters.of_file().lockboxes == 0 {
            self.open_lockbox()?;
        }
        self.close_lockbox()?;
        self.frame(Group::FileTrailer)?;
        self.check_promises()?;
        Ok(self.out.flush()?)
    }
}

impl Layout {
    /// Whether its records have a place for the payment; `Err` says for what there is none.
    fn may_hold(&self, payment: &Remittance, parts: &[Part<'_>]) -> Result<(), String> {
        if is_reversal(payment) && self.reversals == Reversals::Refuse {
            return Err("it undoes an earlier payment, and such files carry no amounts below nothing".to_owned());
        }
        let rest = payment.amount.minus(payment.applied_amount());
        if rest != Money::ZERO && self.unapplied == Unapplied::Refuse {
            return Err(format!("{rest} of it is applied to no bill, which such files do not tell"));
        }
        if parts.is_empty() && !self.has(Group::Payment) {
            return Err("it is applied to no bill, which such files do not tell".to_owned());
        }
        if parts.len() > self.in_payment && self.in_payment > 0 && !self.has(Group::Applied) {
            return Err(format!("it is applied to {} bills, and there is room for {}", parts.len(), self.in_payment));
        }
        Ok(())
    }

    /// What a payment adds to all that it stands in.
    fn load(&self, payment: &Remittance, parts: &[Part<'_>]) -> Sums {
        let sets = parts.len().saturating_sub(self.in_payment).div_ceil(self.in_record);
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let records = self.count(Group::Payment) + count(sets) * self.count(Group::Applied);
        Sums {
            payments: 1,
            parts: count(parts.len()),
            records,
            details: records,
            amount: payment.amount,
            applied: parts.iter().map(|part| part.amount).sum(),
            ..Sums::default()
        }
    }
}

fn is_reversal(payment: &Remittance) -> bool {
    payment.amount < Money::ZERO || payment.applied.iter().any(|part| part.amount < Money::ZERO)
}

fn line_end(line_end: LineEnd) -> &'static [u8] {
    match line_end {
        LineEnd::Lf => b"\n",
        LineEnd::Crlf => b"\r\n",
    }
}

fn place(group: Group, payment: Option<&Remittance>) -> String {
    match (payment, group.scope()) {
        (Some(payment), _) => format!("document {} of batch {}", payment.document, payment.batch),
        (None, Scope::Batch) => "a batch".to_owned(),
        (None, Scope::Lockbox) => "the lockbox".to_owned(),
        (None, _) => "the file".to_owned(),
    }
}

fn refused(layout: &Layout, place: &str, message: &str) -> PostingFileError {
    let what = if place.starts_with("document") {
        "release the payment in a file of another form"
    } else {
        "release fewer payments in one file, or change the layout"
    };
    PostingFileError::DoesNotFit(format!("no `{}` file: {place}: {message}; {what}", layout.name))
}
