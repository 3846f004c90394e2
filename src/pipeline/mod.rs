//! The conductor: takes a batch through all stages, keeps every step in the store, goes on where it was broken off.
//!
//! Documents -> readings -> transactions -> decisions -> entries -> files. Only this module joins paper, rules and
//! store; each of those knows nothing of the others.
//!
//! | file | holds |
//! |---|---|
//! | `process` | one batch from folder to finished files |
//! | `pages` | the pages of a batch read in parallel, kept in the store as they are read |
//! | `bills` | the bill file taken into the store |
//! | `output` | the files of a finished batch |
//! | `bench` | the recognisers measured on pages whose truth is known |

pub mod bench;
mod bills;
mod output;
mod pages;
mod process;

pub use bills::BillFile;
pub use process::{BatchReport, Run, process};

/// Told how far long work has come.
pub trait Progress: Sync {
    /// A stage of `total` steps begins.
    fn begin(&self, what: &str, total: u64);
    /// Steps are done.
    fn advance(&self, by: u64);
    /// The work is over.
    fn end(&self);
}

/// Nobody watches.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn begin(&self, _what: &str, _total: u64) {}
    fn advance(&self, _by: u64) {}
    fn end(&self) {}
}
