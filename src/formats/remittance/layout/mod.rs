//! Posting files described by data: a biller's own layout, written once in TOML, serves both ways. A file is written by
//! it and taken apart by it, with every count, total and running number proved.
//!
//! ```toml
//! name = "example"
//! form = "fixed"                  # or "delimited" with `delimiter`, `quote` and `header`
//! length = 40                     # columns of a record
//! line_end = "crlf"               # or "lf"
//! characters = "ascii-upper"      # or "utf-8", "ascii", "bai"
//! reversals = "refuse"            # or "leave-out", "signed"
//! unapplied = "in-payment"        # or "refuse", "as-part"
//!
//! [[payment]]                     # records: file_header, lockbox_header, batch_header, payment, applied and the trailers
//! name = "check"
//! fields = [
//!   { name = "type", from = 1, length = 1, literal = "6" },
//!   { name = "amount", from = 2, length = 10, source = "amount" },
//!   { name = "serial", from = 12, length = 10, source = "check_number", digits = true, too_long = "keep-right" },
//!   { name = "date", from = 22, length = 6, source = "deposit_date", format = "%y%m%d" },
//! ]
//! ```
//!
//! A lockbox frames batches, a batch frames payments, a payment is followed by as many `applied` records as its parts
//! need. A batch that would no longer fit into the totals around it is closed and goes on under the next number; so is a
//! lockbox. What does not fit otherwise is refused.
//!
//! | file | holds |
//! |---|---|
//! | `raw` | a layout as it is written |
//! | `check`, `check_field`, `check_whole` | from there to a [`Layout`] that can be used, or what is wrong with it |
//! | `group` | when records are written, and which may follow which |
//! | `source`, `total` | the names of what fields hold |
//! | `characters` | the characters that a file may hold |
//! | `field` | a value to the text of its field, and back |
//! | `line` | fields to a line, and back |
//! | `counters` | running counts and sums |
//! | `scene` | what sources stand for while a record is written |
//! | `write` | payments to a file |
//! | `read`, `open`, `keys`, `prove` | a file to its payments, with its structure and totals proved |
//! | `shipped` | the BAI lockbox files |

mod characters;
mod check;
mod check_field;
mod check_whole;
mod counters;
mod field;
mod group;
mod keys;
mod line;
mod open;
mod prove;
mod raw;
mod read;
mod scene;
pub mod shipped;
mod source;
#[cfg(test)]
mod tests;
mod total;
mod write;

use std::io::{self, BufRead};
use std::sync::Arc;

use self::characters::Characters;
use self::counters::{Sums, columns};
use self::field::Field;
use self::group::Group;
use self::line::Shape;
use self::raw::{LineEnd, RawLayout, Reversals, Unapplied};
use self::source::TextSource;
use self::total::Total;
use super::{FileHead, Inspection, PostingFile, PostingFileError};

/// Records are no longer, in columns.
const LONGEST_RECORD: usize = 10_000;

/// The words of the last indicator.
const MORE: &str = "more";
const LAST: &str = "last";

/// Why a layout cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// It is no TOML, or has keys or values that no layout has.
    #[error("the layout is not written as layouts are: {0}")]
    Toml(String),
    /// It cannot be used as a whole.
    #[error("layout `{layout}`: {message}")]
    Layout {
        /// Its name.
        layout: String,
        /// What is wrong and what is wanted.
        message: String,
    },
    /// One of its records cannot be used.
    #[error("layout `{layout}`, record `{record}`: {message}")]
    Record {
        /// Its name.
        layout: String,
        /// The record's name.
        record: String,
        /// What is wrong and what is wanted.
        message: String,
    },
    /// One of its fields cannot be used.
    #[error("layout `{layout}`, record `{record}`, field `{field}`: {message}")]
    Field {
        /// Its name.
        layout: String,
        /// The record's name.
        record: String,
        /// The field's name.
        field: String,
        /// What is wrong and what is wanted.
        message: String,
    },
}

/// A layout that has been checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    name: String,
    shape: Shape,
    line_end: LineEnd,
    characters: Characters,
    reversals: Reversals,
    unapplied: Unapplied,
    /// Whether the first line names the fields.
    header: bool,
    /// The records of each group, in the order of [`Group::ALL`].
    groups: [Vec<Record>; Group::ALL.len()],
    /// What the hash totals add up.
    hashes: Vec<TextSource>,
    limits: Vec<Limit>,
    /// So many parts of a payment stand in its own records.
    in_payment: usize,
    /// So many of the others stand in each set of applied records.
    in_record: usize,
}

/// A record.
#[derive(Debug, Clone, PartialEq)]
struct Record {
    name: String,
    /// In the order of their places.
    fields: Vec<Field>,
    /// The fields, by their index, whose literals tell it from other records.
    tags: Vec<usize>,
}

/// How much a batch or a lockbox may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Limit {
    /// As much as a total of so many columns.
    Columns { total: Total, decimal: bool, width: usize },
    /// So many payments in a batch.
    Payments(i64),
}

impl Layout {
    /// Whether it can tell what was undone, or leaves it out on purpose.
    #[must_use]
    pub fn takes_reversals(&self) -> bool {
        self.reversals != Reversals::Refuse
    }

    /// Takes a layout as it is written.
    ///
    /// # Errors
    /// When it is not written as layouts are, or would give files that cannot be read.
    pub fn from_toml(text: &str) -> Result<Self, LayoutError> {
        let raw: RawLayout = toml::from_str(text).map_err(|error| LayoutError::Toml(error.to_string()))?;
        check::check(&raw)
    }

    /// The name under which it is asked for.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Begins a file.
    pub(super) fn create<'a, W: io::Write + 'a>(
        self: Arc<Self>,
        head: FileHead,
        out: W,
    ) -> Result<Box<dyn PostingFile + 'a>, PostingFileError> {
        Ok(Box::new(write::LayoutFile::new(self, head, out)?))
    }

    /// Reads such a file back.
    pub(super) fn inspect(&self, input: impl BufRead) -> io::Result<Inspection> {
        read::inspect(self, input)
    }

    fn records(&self, group: Group) -> &[Record] {
        self.groups.get(group as usize).map(Vec::as_slice).unwrap_or_default()
    }

    fn has(&self, group: Group) -> bool {
        !self.records(group).is_empty()
    }

    /// How many records a group has.
    fn count(&self, group: Group) -> i64 {
        i64::try_from(self.records(group).len()).unwrap_or(i64::MAX)
    }

    /// The fields of all records of those groups.
    fn fields(&self, wanted: impl Fn(Group) -> bool) -> impl Iterator<Item = &Field> {
        let groups = Group::ALL.into_iter().filter(move |group| wanted(*group));
        groups.flat_map(|group| self.records(group)).flat_map(|record| &record.fields)
    }

    /// Whether a batch (level 0) or lockbox (level 1) may hold that.
    fn fits(&self, level: usize, sums: &Sums) -> bool {
        self.limits.iter().all(|limit| match limit {
            Limit::Columns { total, decimal, width } => {
                total.level() != level || columns(sums.value(total.measure), *decimal) <= *width
            }
            Limit::Payments(most) => level != 0 || sums.payments <= *most,
        })
    }

    /// The line that names the fields.
    fn header_line(&self) -> Option<Result<String, String>> {
        let mut line = line::Line::default();
        let records = [Group::Payment, Group::Applied].into_iter().flat_map(|group| self.records(group));
        let record = records.take(usize::from(self.header)).next()?;
        for field in &record.fields {
            if let Err(message) = self.shape.push(&mut line, field, &field.name) {
                return Some(Err(message));
            }
        }
        Some(Ok(line.text))
    }
}
