//! Measures matching on drawn bills: how long a load takes, a warm start, decisions, and look-ups of people.
//!
//! | file | holds |
//! |---|---|
//! | `drawn` | bills and payments made of a seed |
//! | `corrupt` | what is read of them, spoilt by chance |

mod corrupt;
mod drawn;

use std::fmt;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use self::drawn::Drawn;
use super::bills;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::files;
use crate::matching::{self, BillIndex, Past};
use crate::model::{Batch, BatchId, Document, Mode, Outcome, Transaction, TransactionId};
use crate::transactions;

/// A batch has so many transactions.
const BATCH: u64 = 10_000;

/// What to measure.
#[derive(Debug, Clone, Copy)]
pub struct MatchOptions {
    /// How many open bills there are.
    pub bills: u64,
    /// How many coupons with a check are matched to them.
    pub transactions: u64,
    /// How many people are looked up by birthday and a misspelt name.
    pub people: u64,
    /// How many of such transactions are decided with their fields spoilt by chance.
    pub corrupted: u64,
    /// What everything is drawn from.
    pub seed: u64,
}

/// What was measured.
#[derive(Debug, Clone)]
pub struct MatchBench {
    options: MatchOptions,
    file_bytes: u64,
    book_bytes: u64,
    load: Duration,
    open: Duration,
    whole: Decided,
    corrupted: Decided,
    look_up: Duration,
    found: u64,
    peak: Option<u64>,
}

/// Draws bills into `folder` (made, and only there), loads them, and matches payments to them.
///
/// # Errors
/// When the folder cannot be used or is not empty.
pub fn bench_match(options: MatchOptions, folder: &Path) -> Result<MatchBench> {
    files::make_private_folder(folder)?;
    if !files::list(folder)?.is_empty() {
        return Err(Error::Refused(format!(
            "`{}` is not empty; name a new folder for the measurement",
            folder.display()
        )));
    }
    let drawn = Drawn::new(options.bills, options.seed);
    let file = folder.join("bills.csv");
    files::write_atomic(&file, |out| drawn.write(out))?;
    let data = folder.join("data");
    let (load, report) = timed(|| bills::load_bills(&data, &file, super::LoadKind::Snapshot, &mut |_| {}).map(|l| l.1));
    if report?.rejects > 0 {
        return Err(Error::Refused("drawn bills were rejected".to_owned()));
    }
    let (open, opened) = timed(|| {
        let (mut store, _lock) = super::open_store(&data)?;
        bills::open(&mut store, None)
    });
    let opened = opened?;
    let whole = decide(&drawn, &opened.index, options.transactions, false)?;
    let corrupted = decide(&drawn, &opened.index, options.corrupted, true)?;
    let (look_up, found) = look_up(&drawn, &opened.index, options.people);
    Ok(MatchBench {
        options,
        file_bytes: files::size(&file)?,
        book_bytes: files::size(&data.join("bills").join("load-1.book"))?,
        load,
        open,
        whole,
        corrupted,
        look_up,
        found,
        peak: files::peak_memory(),
    })
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = work();
    (start.elapsed(), done)
}

/// What became of transactions.
#[derive(Debug, Clone, Copy, Default)]
struct Decided {
    time: Duration,
    posted: u64,
    /// Posted to another account than the payer's.
    misposted: u64,
}

fn decide(drawn: &Drawn, index: &BillIndex, count: u64, corrupt: bool) -> Result<Decided> {
    let config = Config::parse(drawn::SETTINGS).map_err(|problem| Error::Refused(problem.message))?;
    let mut done = Decided::default();
    for first in (0..count).step_by(BATCH as usize) {
        let chosen: Vec<u64> = (first..count.min(first + BATCH)).map(|number| drawn.choose(number)).collect();
        let documents = chosen.par_iter().enumerate().map(|(at, bill)| {
            let number = first + at as u64;
            let documents = drawn.documents(*bill, number);
            let documents = match corrupt {
                true => corrupt::corrupted(documents, &config.account, &mut drawn.chance(number)),
                false => Vec::from(documents),
            };
            grouped(documents, number)
        });
        let documents: Vec<Document> = documents.flatten_iter().collect();
        let transactions = transactions::form(Mode::Auto, documents);
        let batch = batch(first)?;
        let (took, decisions) = timed(|| matching::decide(&batch, &transactions, index, &config, &Past::default()));
        done.time += took;
        for (decision, bill) in decisions.iter().zip(&chosen) {
            let Outcome::Post(postings) = &decision.outcome else { continue };
            done.posted += 1;
            done.misposted += u64::from(!postings.iter().all(|posting| drawn.is_payers(posting, *bill)));
        }
        black_box::<Vec<Transaction>>(transactions);
    }
    Ok(done)
}

/// The documents as the scanner groups them.
fn grouped(mut documents: Vec<Document>, number: u64) -> Vec<Document> {
    documents.iter_mut().for_each(|document| document.group = Some(TransactionId(number.to_string())));
    documents
}

fn batch(number: u64) -> Result<Batch> {
    let id = BatchId::new(&format!("bench-{number}")).ok_or_else(|| Error::Refused("no such batch".to_owned()))?;
    Ok(Batch {
        id,
        lockbox: None,
        deposit_date: drawn::TODAY,
        received_date: drawn::TODAY,
        mode: Mode::Auto,
        duplex: false,
        expected_documents: None,
        control_total: None,
    })
}

/// Time for all look-ups, and how many found the account that was meant.
fn look_up(drawn: &Drawn, index: &BillIndex, count: u64) -> (Duration, u64) {
    let people: Vec<_> = (0..count).map(|number| drawn.person(drawn.choose(number))).collect();
    let (time, found) = timed(|| {
        let right = people.par_iter().filter(|person| {
            let found = index.people(person.born, &person.name);
            found.iter().any(|found| found.account == person.account)
        });
        right.count()
    });
    (time, found as u64)
}

impl fmt::Display for MatchBench {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MatchOptions { bills, transactions, people, corrupted, seed } = self.options;
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        let rate = |count: u64, time: Duration| count as f64 / time.as_secs_f64().max(f64::MIN_POSITIVE);
        writeln!(
            f,
            "{bills} open bills, seed {seed}: file {:.0} MiB, book {:.0} MiB",
            mib(self.file_bytes),
            mib(self.book_bytes)
        )?;
        writeln!(f, "load from CSV into the store, index ready  {:>8.2} s", self.load.as_secs_f64())?;
        writeln!(f, "warm start                                 {:>8.2} s", self.open.as_secs_f64())?;
        writeln!(
            f,
            "coupon and check decided                   {:>8.0} a second ({transactions}: {} posted, {} to another account)",
            rate(transactions, self.whole.time),
            self.whole.posted,
            self.whole.misposted
        )?;
        writeln!(
            f,
            "the same with fields spoilt by chance      {:>8.0} a second ({corrupted}: {} posted, {} to another account)",
            rate(corrupted, self.corrupted.time),
            self.corrupted.posted,
            self.corrupted.misposted
        )?;
        writeln!(
            f,
            "birthday and misspelt name looked up       {:>8.0} a second ({people}: {} found)",
            rate(people, self.look_up),
            self.found
        )?;
        match self.peak {
            Some(peak) => write!(f, "peak memory                                {:>8.0} MiB", mib(peak)),
            None => write!(f, "peak memory                                 unknown"),
        }
    }
}
