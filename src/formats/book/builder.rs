//! Rows, new and old, to a book; and what became of each.

use rayon::prelude::*;

use super::part::{Fate, FateKind, Ordered, Origin, Part};
use super::{Book, Rows, hash, len32, row, stripped};
use crate::model::{AccountNumber, Bill, BillId};

/// Rows are put in order in so many parts, by the upper bits of their hash.
const PARTS: usize = 256;
/// So many parts are put in order at a time, which bounds the memory for it.
const AT_ONCE: usize = 8;

/// A bill in the form of a book.
#[derive(Debug)]
pub struct Row {
    hash: u64,
    bytes: Vec<u8>,
}

/// A bill in the form of a book, with the number of its load.
#[must_use]
pub fn encode(bill: &Bill<'_>, load: u32) -> Row {
    Row { hash: hash(stripped(bill.account.as_str())), bytes: row::encode(bill, load) }
}

/// Which bills of the book before stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// None: the new rows are all there is (a snapshot).
    OnlyNew,
    /// Those that no new row replaces (a delta).
    OldToo,
}

/// A difference between the book before and the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A bill that was not there before.
    New(AccountNumber, BillId),
    /// A bill that is not as it was before.
    Changed(AccountNumber, BillId),
    /// A bill that is there no more.
    Gone(AccountNumber, BillId),
    /// A row that was left out because an earlier one names the same bill of the account; with its line.
    Twice(AccountNumber, BillId, u64),
}

/// How many bills became what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Not there before.
    pub new: u64,
    /// Not as before.
    pub changed: u64,
    /// As before: sent again, or not mentioned by a delta.
    pub unchanged: u64,
    /// There no more.
    pub gone: u64,
    /// Left out as named twice.
    pub twice: u64,
}

/// A new book and how it differs from the one before.
#[derive(Debug)]
pub struct Built {
    /// The book.
    pub book: Book,
    /// The differences, counted.
    pub counts: Counts,
}

/// Collects rows for a book.
#[derive(Debug)]
pub struct BookBuilder {
    parts: Vec<Part>,
}

impl Default for BookBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl BookBuilder {
    /// Without any rows.
    #[must_use]
    pub fn new() -> Self {
        Self { parts: (0..PARTS).map(|_| Part::default()).collect() }
    }

    /// Adds a row of the file that is loaded.
    pub fn add(&mut self, line: u64, row: Row) {
        self.push(row.hash, &row.bytes, Origin::New(line));
    }

    /// Adds the rows of the book before.
    pub fn add_old(&mut self, book: &Book) {
        for at in book.bills() {
            let number = book.rows.head(at).account;
            self.push(hash(stripped(number)), book.rows.get(at), Origin::Old);
        }
    }

    fn push(&mut self, hash: u64, bytes: &[u8], origin: Origin) {
        let at = (hash >> (u64::BITS - PARTS.ilog2())) as usize;
        self.parts[at].push(hash, bytes, origin);
    }

    /// Makes the book; every difference is told in the order of the book.
    #[must_use]
    pub fn build(mut self, kept: Kept, tell: &mut dyn FnMut(Change)) -> Built {
        let mut rows = Rows { starts: vec![0], accounts: vec![0], ..Rows::default() };
        let mut counts = Counts::default();
        while !self.parts.is_empty() {
            let now: Vec<Part> = self.parts.drain(..AT_ONCE.min(self.parts.len())).collect();
            let ordered: Vec<Ordered> = now.into_par_iter().map(|part| part.order(kept == Kept::OldToo)).collect();
            for part in ordered {
                rows.append(&part);
                part.fates.into_iter().for_each(|fate| counts.take(fate, kept, tell));
            }
        }
        rows.bytes.shrink_to_fit();
        Built { book: Book::with_tables(rows), counts }
    }
}

impl Rows {
    fn append(&mut self, part: &Ordered) {
        let before = self.bytes.len();
        self.bytes.extend_from_slice(&part.bytes);
        self.starts.extend(part.ends.iter().map(|end| len32((before + end) / row::UNIT)));
        let mut bills = self.accounts.last().copied().unwrap_or(0);
        self.accounts.extend(part.accounts.iter().map(|count| {
            bills += count;
            bills
        }));
    }
}

impl Counts {
    fn take(&mut self, fate: Fate, kept: Kept, tell: &mut dyn FnMut(Change)) {
        let Fate { kind, account, id } = fate;
        match (kind, kept) {
            (FateKind::New, _) => {
                self.new += 1;
                tell(Change::New(account, id));
            }
            (FateKind::Changed, _) => {
                self.changed += 1;
                tell(Change::Changed(account, id));
            }
            (FateKind::OnlyOld, Kept::OnlyNew) => {
                self.gone += 1;
                tell(Change::Gone(account, id));
            }
            (FateKind::Same, _) | (FateKind::OnlyOld, Kept::OldToo) => self.unchanged += 1,
            (FateKind::Twice(line), _) => {
                self.twice += 1;
                tell(Change::Twice(account, id, line));
            }
        }
    }
}
