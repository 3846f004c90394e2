//! What those who run the program want to know.

use std::path::PathBuf;

use crate::error::Result;
use crate::model::BatchId;

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

/// The store as those see it who run the program.
pub trait OperationStore {
    /// What is known of a batch by its id and the fingerprint of its content.
    ///
    /// # Errors
    /// When the store fails.
    fn delivered(&self, batch: &BatchId, fingerprint: &str) -> Result<Delivered>;
}
