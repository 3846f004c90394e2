//! Errors of files and settings: what happened, where, and what to do.
//!
//! Bad paper is never an error: an unreadable page or value is a finding that makes an exception. An [`Error`] means
//! that a command cannot go on.

use std::io;
use std::path::PathBuf;

/// The result of work that can fail as a whole.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a command cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read, written or listed.
    #[error("cannot {action} `{}`: {cause}", path.display())]
    File {
        /// What was tried: `read`, `write`, `list`…
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A file was read but what it says cannot be used.
    #[error("`{}`{}: {message}", path.display(), place(*line, *column))]
    Content {
        /// The file.
        path: PathBuf,
        /// Line, counted from 1, where known.
        line: Option<u64>,
        /// Column, counted from 1, where known.
        column: Option<u64>,
        /// What is wrong and what to do.
        message: String,
    },
    /// The store refused or failed.
    #[error("the store in `{}` failed: {message}", path.display())]
    Store {
        /// The store's folder.
        path: PathBuf,
        /// What happened.
        message: String,
    },
    /// Another process works with the store.
    #[error("another lockbox is working in `{}`; wait for it to end", path.display())]
    Busy {
        /// The store's folder.
        path: PathBuf,
    },
    /// The request makes no sense in the present state; the text says what to do.
    #[error("{0}")]
    Refused(String),
}

fn place(line: Option<u64>, column: Option<u64>) -> String {
    match (line, column) {
        (Some(line), Some(column)) => format!(", line {line}, column {column}"),
        (Some(line), None) => format!(", line {line}"),
        _ => String::new(),
    }
}

impl Error {
    /// Content of a file that cannot be used, with its line where known.
    pub fn content(path: impl Into<PathBuf>, line: Option<u64>, message: impl Into<String>) -> Self {
        Self::Content { path: path.into(), line, column: None, message: message.into() }
    }
}
