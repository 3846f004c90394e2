//! The envelopes: interchange (ISA, IEA), functional group (GS, GE), transaction set (ST, SE).

use std::io::Write;

use arrayvec::ArrayString;

use super::Form;
use super::segment::Segments;
use super::text::{COMPONENT, REPETITION, SEPARATOR, TERMINATOR};
use crate::formats::remittance::{FileHead, PostingFileError};

/// A group holds so many transaction sets at most: their count has six digits.
const MOST_SETS: u64 = 999_999;

/// The first group of a file has the file's number; each further one has one of its own, so that an acknowledgement
/// names one group of one file.
pub(super) const GROUP_STEP: u64 = 100_000_000;

/// No more groups than have numbers.
const MOST_GROUPS: u64 = 9;

/// Segments go to the file in pieces of about so many bytes.
const PIECE: usize = 1 << 16;

/// An interchange that is being written.
pub(super) struct Interchange<W> {
    out: W,
    form: Form,
    /// The file's number.
    control: u64,
    sender: String,
    receiver: String,
    created: jiff::civil::DateTime,
    waiting: Segments,
    groups: u64,
    /// Transaction sets in the open group.
    sets: u64,
    /// Segments of the open transaction set.
    segments: u64,
}

impl<W: Write> Interchange<W> {
    /// Begins with the interchange header; groups follow with their first transaction set.
    pub(super) fn begin(form: Form, head: &FileHead, out: W) -> Result<Self, PostingFileError> {
        let control = u64::from(head.sequence);
        if control >= GROUP_STEP {
            return Err(PostingFileError::DoesNotFit(format!(
                "file {control}: its number has more digits than an interchange has for it; number files from 1 again"
            )));
        }
        let (sender, receiver) = (head.routing.to_string(), receiver(&head.lockbox));
        let mut interchange = Self {
            out,
            form,
            control,
            sender,
            receiver,
            created: head.created,
            waiting: Segments::default(),
            groups: 0,
            sets: 0,
            segments: 0,
        };
        interchange.header();
        Ok(interchange)
    }

    fn header(&mut self) {
        let date = self.created.strftime("%y%m%d").to_string();
        let time = self.created.strftime("%H%M").to_string();
        let (sender, receiver) = (format!("{:15}", self.sender), format!("{:15}", self.receiver));
        let control = format!("{:09}", self.control);
        let [repetition, component] = [REPETITION, COMPONENT].map(|mark| mark.to_string());
        let blank = "          ";
        let elements = [
            "00",
            blank,
            "00",
            blank,
            "ZZ",
            &sender,
            "ZZ",
            &receiver,
            &date,
            &time,
            &repetition,
            "00501",
            &control,
            "0",
            "P",
            &component,
        ];
        self.waiting.add("ISA", &elements);
    }

    /// The number of the open group.
    const fn group_control(&self) -> u64 {
        self.groups.saturating_sub(1) * GROUP_STEP + self.control
    }

    fn begin_group(&mut self) -> Result<(), PostingFileError> {
        if self.groups == MOST_GROUPS {
            return Err(PostingFileError::DoesNotFit(format!(
                "the file has more than {} payments; export fewer at a time",
                MOST_GROUPS * MOST_SETS
            )));
        }
        self.groups += 1;
        self.sets = 0;
        let date = self.created.strftime("%Y%m%d").to_string();
        let time = self.created.strftime("%H%M").to_string();
        let control = self.group_control().to_string();
        let (functional, version) = (self.form.functional(), self.form.version());
        let elements = [functional, &self.sender, &self.receiver, &date, &time, &control, "X", version];
        self.waiting.add("GS", &elements);
        Ok(())
    }

    fn end_group(&mut self) {
        if self.groups > 0 {
            let (sets, control) = (self.sets.to_string(), self.group_control().to_string());
            self.waiting.add("GE", &[&sets, &control]);
        }
    }

    /// Begins a transaction set, in a new group where the open one is full.
    pub(super) fn begin_set(&mut self) -> Result<(), PostingFileError> {
        if self.groups == 0 || self.sets == MOST_SETS {
            self.end_group();
            self.begin_group()?;
        }
        self.sets += 1;
        self.segments = 0;
        let number = self.set_number();
        self.add("ST", &[self.form.set(), &number, self.form.convention()]);
        Ok(())
    }

    fn set_number(&self) -> ArrayString<9> {
        use std::fmt::Write as _;

        let mut number = ArrayString::new();
        // A group has at most six digits' worth of sets.
        let _ = write!(number, "{:04}", self.sets);
        number
    }

    /// Adds a segment to the open transaction set.
    pub(super) fn add(&mut self, name: &str, elements: &[&str]) {
        self.waiting.add(name, elements);
        self.segments += 1;
    }

    /// Adds finished segments to the open transaction set.
    pub(super) fn append(&mut self, segments: &mut Segments) -> Result<(), PostingFileError> {
        self.segments += segments.count();
        self.waiting.append(segments);
        self.write_if_full()
    }

    /// Ends the open transaction set.
    pub(super) fn end_set(&mut self) -> Result<(), PostingFileError> {
        let (segments, number) = ((self.segments + 1).to_string(), self.set_number());
        self.add("SE", &[&segments, &number]);
        self.write_if_full()
    }

    /// Writes what waits once it is enough to be worth it.
    pub(super) fn write_if_full(&mut self) -> Result<(), PostingFileError> {
        if self.waiting.text().len() >= PIECE {
            self.write()?;
        }
        Ok(())
    }

    fn write(&mut self) -> Result<(), PostingFileError> {
        self.out.write_all(self.waiting.text().as_bytes())?;
        self.waiting.clear();
        Ok(())
    }

    /// Ends the interchange; every transaction set has ended.
    pub(super) fn finish(mut self) -> Result<(), PostingFileError> {
        self.end_group();
        let (groups, control) = (self.groups.to_string(), format!("{:09}", self.control));
        self.waiting.add("IEA", &[&groups, &control]);
        self.write()?;
        self.out.flush()?;
        Ok(())
    }

    /// Whether no transaction set was begun.
    pub(super) const fn is_empty(&self) -> bool {
        self.groups == 0
    }
}

/// How the interchange names who reads it: `LB` and the lockbox's letters and digits, in capitals, as many as fit.
fn receiver(lockbox: &str) -> String {
    let kept = lockbox.chars().filter(char::is_ascii_alphanumeric).take(13);
    format!("LB{}", kept.map(|each| each.to_ascii_uppercase()).collect::<String>())
}

// Whoever reads an interchange finds its delimiters at fixed places of the header.
const _: () = assert!(SEPARATOR.is_ascii() && TERMINATOR.is_ascii() && COMPONENT.is_ascii() && REPETITION.is_ascii());
