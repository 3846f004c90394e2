//! Bill files taken into the store, and the book of the bills in force.

use std::path::Path;

use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::files;
use crate::formats::bills::{self, BillsError, Rejection};
use crate::formats::book::{Book, BookBuilder, Built, Change, Counts, Kept, encode};
use crate::matching::BillIndex;
use crate::model::BatchId;
use crate::store::review::Seconds;
use crate::store::{BillLoad, BillStore, LoadId, LoadKind, OperationStore, SqliteStore};

/// So many rejected rows, and accounts that are alike, are kept to be named; all rejected rows are counted.
const REJECTS_KEPT: usize = 10_000;
/// And so many are kept in the store, to be looked at later.
const REJECTS_STORED: usize = 1_000;

/// The bills in force.
#[derive(Debug)]
pub(super) struct OpenBills {
    /// The load.
    pub load: BillLoad,
    /// Its bills.
    pub index: BillIndex,
    /// How its file was taken, if it was loaded just now.
    pub report: Option<LoadReport>,
}

/// How a bill file was taken.
#[derive(Debug, Default)]
pub struct LoadReport {
    /// How many rows it has, good and bad.
    pub rows: u64,
    /// How it differs from the load before.
    pub counts: Counts,
    /// How many rows were rejected.
    pub rejects: u64,
    /// The first of them, in the order of the file.
    pub rejected: Vec<Rejection>,
    /// Columns nobody knows.
    pub unknown_columns: Vec<String>,
    /// The first accounts whose numbers differ in leading zeros only, two by two: one without its zeros names neither.
    pub alike: Vec<(String, String)>,
}

/// Loads a bill file and makes it the load in force. A file that is in force already is not loaded again.
///
/// # Errors
/// When the file cannot be used at all; the bills of before then stay in force.
pub fn load_bills(
    data: &Path,
    file: &Path,
    kind: LoadKind,
    tell: &mut dyn FnMut(&Change),
) -> Result<(BillLoad, LoadReport)> {
    let (mut store, _lock) = super::open_store(data)?;
    let (load, _, report) = load(&mut store, file, kind, tell)?;
    Ok((load, report.unwrap_or_default()))
}

/// As [`load_bills`], with the book.
pub(super) fn load(
    store: &mut SqliteStore,
    file: &Path,
    kind: LoadKind,
    tell: &mut dyn FnMut(&Change),
) -> Result<(BillLoad, Book, Option<LoadReport>)> {
    let sha256 = files::sha256(file)?;
    let current = store.current_load()?;
    let now = Seconds(Timestamp::now().as_second());
    if let Some(current) = current.as_ref().filter(|current| current.sha256 == sha256) {
        store.see_load(current.id, now)?;
        return Ok((current.clone(), book_of(store, current)?, None));
    }
    let before = match (&current, kind) {
        (Some(current), _) => Some(book_of(store, current)?),
        (None, LoadKind::Snapshot) => None,
        (None, LoadKind::Delta) => return Err(no_bills()),
    };
    store.books().keep(file, &sha256)?;
    let id = store.begin_load(&sha256, kind)?;
    let kept = store.books().file(&sha256);
    let (book, report) = build(&kept, file, id, kind, before, tell)?;
    store.books().save(id, &book)?;
    let load = BillLoad {
        id,
        sha256,
        kind,
        bills: book.len() as u64,
        rejected: report.rejects,
        file: file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        rows: report.rows,
        loaded: Some(Seconds(Timestamp::now().as_second())),
    };
    store.commit_load(&load, report.rejected.get(..REJECTS_STORED).unwrap_or(&report.rejected))?;
    store.see_load(id, now)?;
    tracing::info!(load = id.0, bills = book.len(), rejected = report.rejects, "bills loaded");
    Ok((load, book, Some(report)))
}

/// Reads a kept file into a book; errors name the file that it came from.
fn build(
    kept: &Path,
    file: &Path,
    load: LoadId,
    kind: LoadKind,
    before: Option<Book>,
    tell: &mut dyn FnMut(&Change),
) -> Result<(Book, LoadReport)> {
    let mut builder = BookBuilder::new();
    let mut report = LoadReport::default();
    let read = bills::read(
        files::open(kept)?,
        |bill| encode(bill, load.0),
        |line, row| match row {
            Ok(row) => builder.add(line, row),
            Err(rejection) => report.reject(rejection),
        },
    );
    let summary = read.map_err(|error: BillsError| Error::content(file, None, error.to_string()))?;
    report.rows = summary.rows;
    report.unknown_columns = summary.unknown_columns;
    if let Some(before) = before {
        builder.add_old(&before);
    }
    let keep = if kind == LoadKind::Delta { Kept::OldToo } else { Kept::OnlyNew };
    let Built { book, counts } = builder.build(keep, &mut |change| {
        if let Change::Twice(_, id, line) = &change {
            let reason = format!("bill {id} of this account is in the file before; the first stands");
            report.reject(Rejection { line: *line, column: Some("bill_id".to_owned()), reason });
        }
        tell(&change);
    });
    report.counts = counts;
    let number = |account| book.number(account).to_owned();
    report.alike =
        book.alike().into_iter().take(REJECTS_KEPT).map(|(one, other)| (number(one), number(other))).collect();
    report.rejected.sort_by_key(|rejection| rejection.line);
    Ok((book, report))
}

impl LoadReport {
    pub(super) fn reject(&mut self, rejection: Rejection) {
        self.rejects += 1;
        if self.rejected.len() < REJECTS_KEPT {
            self.rejected.push(rejection);
        }
    }
}

/// The book of a load: the kept one, else made again from the files it came from.
/// The book of a load, as it is kept or made again.
pub(super) fn book_of(store: &SqliteStore, load: &BillLoad) -> Result<Book> {
    if let Some(book) = store.books().open(load.id)? {
        return Ok(book);
    }
    let book = from_files(store, load.id)?;
    store.books().save(load.id, &book)?;
    Ok(book)
}

/// The book of a load made again from its files.
fn from_files(store: &SqliteStore, load: LoadId) -> Result<Book> {
    let mut book = None;
    for step in store.load_chain(load)? {
        let file = store.books().file(&step.sha256);
        book = Some(build(&file, &file, step.id, step.kind, book, &mut |_| {})?.0);
    }
    book.ok_or_else(no_bills)
}

/// The bills to match against: those of the file, if one is given, else those in force.
pub(super) fn open(store: &mut SqliteStore, file: Option<&Path>) -> Result<OpenBills> {
    let (load, book, report) = match file {
        Some(file) => load(store, file, LoadKind::Snapshot, &mut |_| {})?,
        None => {
            let current = store.current_load()?.ok_or_else(no_bills)?;
            (current.clone(), book_of(store, &current)?, None)
        }
    };
    Ok(OpenBills { load, index: BillIndex::new(book), report })
}

impl OpenBills {
    /// Takes into account what batches finished before this one have applied.
    pub(super) fn refresh(&mut self, store: &SqliteStore, batch: &BatchId) -> Result<()> {
        apply(store, self.load.id, batch, &mut self.index)
    }
}

/// The bills of a load as they stood when that batch was decided.
pub(super) fn as_of(store: &SqliteStore, load: LoadId, batch: &BatchId) -> Result<BillIndex> {
    let book = match store.books().open(load)? {
        Some(book) => book,
        None => from_files(store, load)?,
    };
    let mut index = BillIndex::new(book);
    apply(store, load, batch, &mut index)?;
    Ok(index)
}

/// Counts what was applied while this load, or one that it builds on, was in force.
fn apply(store: &SqliteStore, load: LoadId, batch: &BatchId, index: &mut BillIndex) -> Result<()> {
    let snapshot = store.load_chain(load)?.first().map_or(load, |first| first.id);
    index.forget_applied();
    for applied in store.applied(snapshot, batch)? {
        index.apply(&applied.account, &applied.bill, applied.load.0, applied.amount);
    }
    Ok(())
}

fn no_bills() -> Error {
    Error::Refused("no bills are loaded yet; give the file of open bills with --bills FILE".to_owned())
}
