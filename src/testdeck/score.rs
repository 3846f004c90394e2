//! Compares a run with the truth: what posted rightly, what was held and why, what was misread, and the two things
//! that must never happen - a mispost, and something lost.
//!
//! Documents are known by file and page, so that a run may number and group them in its own way. Transactions of the
//! truth and of the run that share a document are judged together: money may post only where the truth wants it.

mod curve;
mod fields;
mod report;
mod rows;
mod verdict;

use std::collections::BTreeMap;
use std::io::Read;

pub use curve::Curve;

use super::fields::FieldScore;
use super::table::TableError;

/// The files to compare.
#[derive(Debug)]
pub struct Files<T, D, P, E> {
    /// `truth.csv` of the deck.
    pub truth: T,
    /// `documents.csv` of the run.
    pub documents: D,
    /// `posting.csv` of the run.
    pub postings: P,
    /// `exceptions.csv` of the run.
    pub exceptions: E,
}

/// How a run did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Score {
    /// Transactions of the truth.
    pub transactions: usize,
    /// Those that should post.
    pub should_post: usize,
    /// Those of them that posted, all of it rightly.
    pub posted_right: usize,
    /// Those of them that were held.
    pub held_wrongly: usize,
    /// The reasons of those.
    pub wrong_holds: BTreeMap<String, usize>,
    /// Those that should be held and were.
    pub held_right: usize,
    /// Of those, how many name every reason of the truth.
    pub reasons_found: usize,
    /// Of those, how many name just the reasons of the truth.
    pub reasons_exact: usize,
    /// Money on the wrong account or bill, or that should have been held, in words.
    pub misposts: Vec<String>,
    /// Documents and money that are nowhere, in words.
    pub lost: Vec<String>,
    /// How each field was read.
    pub fields: Vec<FieldScore>,
    /// What was misread.
    pub misreads: Vec<Misread>,
}

/// A field that was read wrongly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// The column.
    pub field: &'static str,
    /// Where, and what was read instead of what.
    pub text: String,
}

impl Score {
    /// Whether what must never happen has happened.
    #[must_use]
    pub fn failed(&self) -> bool {
        !self.misposts.is_empty() || !self.lost.is_empty()
    }

    /// The report for people.
    #[must_use]
    pub fn report(&self) -> String {
        report::report(self)
    }
}

/// Compares a run with the truth.
///
/// # Errors
/// When a file cannot be read, lacks a column or holds an amount that is none.
pub fn score<T: Read, D: Read, P: Read, E: Read>(files: Files<T, D, P, E>) -> Result<Score, TableError> {
    let truth = rows::truth(files.truth)?;
    let run = rows::run(files.documents, files.postings, files.exceptions)?;
    let (fields, misreads) = fields::compare(&truth, &run);
    let mut score = Score { fields, misreads, ..Score::default() };
    verdict::judge(&truth, &run, &mut score);
    Ok(score)
}

#[cfg(test)]
mod tests;
