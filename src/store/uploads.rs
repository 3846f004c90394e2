//! What the store knows of what people hand in.

use super::LoadId;
use super::review::{AuditEntry, Seconds};
use crate::error::Result;
use crate::model::{BatchId, UploadKind, UploadState, UserName};

/// What somebody hands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its number, from 1.
    pub number: u64,
    /// What it is.
    pub kind: UploadKind,
    /// What it is called: the name of the batch, unless its `batch.toml` says another.
    pub name: String,
    /// Who.
    pub by: UserName,
    /// When it was begun.
    pub begun: Seconds,
    /// How far it has come.
    pub state: UploadState,
    /// How many files came.
    pub files: u64,
    /// How many bytes they have.
    pub bytes: u64,
    /// The batch that it became.
    pub batch: Option<BatchId>,
    /// The load of bills that it became.
    pub load: Option<LoadId>,
    /// What came of it, in words.
    pub says: String,
}

/// A file of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedFile {
    /// Its name in the upload's folder.
    pub name: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// SHA-256 of its content, in hex.
    pub sha256: String,
}

/// What becomes of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadStep {
    /// How far it has come.
    pub state: UploadState,
    /// The batch that it became.
    pub batch: Option<BatchId>,
    /// The load of bills that it became.
    pub load: Option<LoadId>,
    /// What came of it, in words.
    pub says: String,
}

impl UploadStep {
    /// It has come so far; there is nothing to say of it.
    #[must_use]
    pub const fn to(state: UploadState) -> Self {
        Self { state, batch: None, load: None, says: String::new() }
    }
}

/// What people hand in. Its files are not in the store: they are in a folder of their own.
pub trait UploadStore {
    /// Begins an upload; returns its number.
    ///
    /// # Errors
    /// When the store fails.
    fn begin_upload(&mut self, kind: UploadKind, name: &str, audit: &AuditEntry) -> Result<u64>;

    /// Keeps that a file is there; one of the same name takes the place of the first.
    ///
    /// # Errors
    /// When the store fails, or the upload is not open any more.
    fn keep_uploaded(&mut self, number: u64, file: &UploadedFile) -> Result<()>;

    /// The files of an upload, by name.
    ///
    /// # Errors
    /// When the store fails.
    fn uploaded(&self, number: u64) -> Result<Vec<UploadedFile>>;

    /// One of them.
    ///
    /// # Errors
    /// When the store fails.
    fn upload(&self, number: u64) -> Result<Option<Upload>>;

    /// The last, newest first.
    ///
    /// # Errors
    /// When the store fails.
    fn uploads(&self, most: usize) -> Result<Vec<Upload>>;

    /// The next to be processed: one that was broken off, else the first that waits.
    ///
    /// # Errors
    /// When the store fails.
    fn next_upload(&self) -> Result<Option<Upload>>;

    /// Those that were begun before a time and never sent whole.
    ///
    /// # Errors
    /// When the store fails.
    fn forgotten_uploads(&self, before: Seconds) -> Result<Vec<Upload>>;

    /// Takes an upload on if it is in one of these states; tells whether it was.
    ///
    /// # Errors
    /// When the store fails.
    fn step_upload(&mut self, number: u64, from: &[UploadState], to: &UploadStep, audit: &AuditEntry) -> Result<bool>;
}
