//! A share of the rows of a book: put in order, doubles left out.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::row;
use crate::model::{AccountNumber, Bill, BillId};

/// Where a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// The file that is loaded, with the line.
    New(u64),
    /// The book before.
    Old,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: u64,
    start: usize,
    length: u32,
    origin: Origin,
}

/// Rows as they come, in no order.
#[derive(Debug, Default)]
pub(super) struct Part {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

/// Rows in order, and what became of each.
#[derive(Debug, Default)]
pub(super) struct Ordered {
    pub(super) bytes: Vec<u8>,
    /// Where each row ends in `bytes`.
    pub(super) ends: Vec<usize>,
    /// How many rows each account has.
    pub(super) accounts: Vec<u32>,
    pub(super) fates: Vec<Fate>,
}

/// What became of a row, or of two of the same bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fate {
    pub(super) kind: FateKind,
    pub(super) account: AccountNumber,
    pub(super) id: BillId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FateKind {
    /// Only the file has it.
    New,
    /// Both have it, and they differ.
    Changed,
    /// Both have the same.
    Same,
    /// Only the book before has it.
    OnlyOld,
    /// The file has it twice; this line is left out.
    Twice(u64),
}

impl Part {
    pub(super) fn push(&mut self, hash: u64, bytes: &[u8], origin: Origin) {
        let (start, length) = (self.bytes.len(), super::len32(bytes.len()));
        self.bytes.extend_from_slice(bytes);
        self.entries.push(Entry { hash, start, length, origin });
    }

    /// Puts the rows in order. Rows that only the book before has are kept if `keep_old`.
    pub(super) fn order(mut self, keep_old: bool) -> Ordered {
        let mut entries = std::mem::take(&mut self.entries);
        entries.sort_unstable_by(|a, b| a.hash.cmp(&b.hash).then_with(|| self.compare(a, b)));
        let mut ordered = Ordered::default();
        for run in entries.chunk_by(|a, b| a.hash == b.hash && self.account(a) == self.account(b)) {
            let kept = self.without_doubles(run, keep_old, &mut ordered.fates);
            for entry in &kept {
                ordered.push(self.get(entry));
            }
            if !kept.is_empty() {
                ordered.accounts.push(super::len32(kept.len()));
            }
        }
        ordered
    }

    /// An account's rows without doubles: of two lines the first stands, and any line before what the book had.
    fn without_doubles(&self, run: &[Entry], keep_old: bool, fates: &mut Vec<Fate>) -> Vec<Entry> {
        let mut best: HashMap<BillId, (Entry, Option<Entry>)> = HashMap::with_capacity(run.len());
        for entry in run {
            let bill = self.bill(entry);
            let Some((first, old)) = best.get_mut(&bill.id) else {
                best.insert(bill.id, (*entry, None));
                continue;
            };
            let later = if entry.origin < first.origin { std::mem::replace(first, *entry) } else { *entry };
            match later.origin {
                Origin::Old => *old = Some(later),
                Origin::New(line) => {
                    fates.push(Fate { kind: FateKind::Twice(line), account: bill.account, id: bill.id });
                }
            }
        }
        let stands = |entry: &&Entry| {
            let bill = self.bill(entry);
            best.get(&bill.id).is_some_and(|(first, _)| first.start == entry.start)
        };
        let mut kept = Vec::with_capacity(best.len());
        for entry in run.iter().filter(stands) {
            let bill = self.bill(entry);
            let old = best.get(&bill.id).and_then(|(_, old)| *old);
            let kind = match (entry.origin, old) {
                (Origin::Old, _) => FateKind::OnlyOld,
                (Origin::New(_), None) => FateKind::New,
                (Origin::New(_), Some(old)) if self.bill(&old) == bill => FateKind::Same,
                (Origin::New(_), Some(_)) => FateKind::Changed,
            };
            if keep_old || kind != FateKind::OnlyOld {
                kept.push(*entry);
            }
            fates.push(Fate { kind, account: bill.account, id: bill.id });
        }
        kept
    }

    fn compare(&self, a: &Entry, b: &Entry) -> Ordering {
        let (first, second) = (self.bill(a), self.bill(b));
        let key = |bill: &Bill<'_>, entry: &Entry| (bill.account.clone(), bill.due_date, bill.id.clone(), entry.origin);
        key(&first, a).cmp(&key(&second, b))
    }

    fn account(&self, entry: &Entry) -> &str {
        row::head(self.get(entry)).map_or("", |head| head.account)
    }

    fn bill(&self, entry: &Entry) -> Bill<'_> {
        row::decode(self.get(entry)).unwrap_or_else(|| unreachable!("only encoded bills are put in"))
    }

    fn get(&self, entry: &Entry) -> &[u8] {
        self.bytes.get(entry.start..entry.start + entry.length as usize).unwrap_or_default()
    }
}

impl Ordered {
    fn push(&mut self, row: &[u8]) {
        self.bytes.extend_from_slice(row);
        self.bytes.resize(self.bytes.len().next_multiple_of(row::UNIT), 0);
        self.ends.push(self.bytes.len());
    }
}
