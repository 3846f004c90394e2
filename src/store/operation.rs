//! What those who run the program want to know.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;

use super::review::Seconds;
use super::{BillLoad, LoadId};
use crate::error::Result;
use crate::model::{BatchId, Reason};

/// What is known of a batch that is brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// It is not finished: never seen, or begun and broken off.
    Open,
    /// Its very content was processed, as this batch; its files are in this folder.
    Finished(BatchId, PathBuf),
    /// A batch of its id was finished that had other content; its files are in this folder.
    Other(PathBuf),
}

/// What a store holds and what waits in it, in numbers. Nothing in it tells of an account or a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// How many migrations were applied.
    pub schema: u32,
    /// Batches that were begun and are not finished, in the order of their ids.
    pub unfinished: Vec<UnfinishedBatch>,
    /// How many batches are finished.
    pub finished: u64,
    /// How many of them did not balance.
    pub unbalanced: u64,
    /// Cases that wait for people, by reason; under no reason all of them, each once.
    pub cases: BTreeMap<Option<Reason>, Waiting>,
    /// How many files people have asked for that wait for a second person.
    pub requests: u64,
    /// When the oldest of them was asked for.
    pub oldest_request: Option<Seconds>,
    /// Finished batches of which nothing is in a deposit, by deposit date.
    pub undeposited: Option<Waiting>,
    /// Finished batches that no file has told, by deposit date.
    pub unreleased: Option<Waiting>,
    /// The bills in force.
    pub bills: Option<SeenBills>,
}

/// A batch that was begun and is not finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfinishedBatch {
    /// The batch.
    pub batch: BatchId,
    /// The day its envelopes arrived.
    pub received: Date,
    /// How many of its documents are read.
    pub documents: u64,
}

/// Things that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// How many.
    pub count: u64,
    /// The date of the oldest.
    pub oldest: Date,
}

/// The bills in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenBills {
    /// The load.
    pub load: BillLoad,
    /// When its file came last; not known of loads of earlier versions.
    pub seen: Option<Seconds>,
}

/// What is kept beside the database under the hash of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A scan.
    Scan,
    /// A file of bills.
    Bills,
}

/// The store as those see it who run the program.
pub trait OperationStore {
    /// What is known of a batch by its id and the fingerprint of its content.
    ///
    /// # Errors
    /// When the store fails.
    fn delivered(&self, batch: &BatchId, fingerprint: &str) -> Result<Delivered>;

    /// Keeps when the file of a load came last.
    ///
    /// # Errors
    /// When the store fails.
    fn see_load(&mut self, load: LoadId, now: Seconds) -> Result<()>;

    /// Goes through the hashes of all scans and bill files that the database names.
    ///
    /// # Errors
    /// When the store fails, or what `each` says.
    fn each_content(&self, each: &mut dyn FnMut(Content, &str) -> Result<()>) -> Result<()>;

    /// The hash of a row of the audit log; of the place before the first row, 0, it is empty.
    ///
    /// # Errors
    /// When the store fails.
    fn audit_hash(&self, row: u64) -> Result<Option<String>>;

    /// What is there and what waits.
    ///
    /// # Errors
    /// When the store fails.
    fn overview(&self) -> Result<Overview>;
}
