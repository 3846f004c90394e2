//! Turns of those who write to the same store within this process.
//!
//! SQLite lets one write at a time; who finds it busy sleeps and looks again, longer and longer. With turns the next one
//! is woken at once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use crate::files;

/// The turns of one store.
#[derive(Debug, Clone)]
pub(super) struct Turn(Arc<Mutex<()>>);

/// The turns of every store that this process has opened.
static TURNS: LazyLock<Mutex<HashMap<PathBuf, Turn>>> = LazyLock::new(Mutex::default);

impl Turn {
    pub(super) fn of(folder: &Path) -> Self {
        let mut turns = TURNS.lock().unwrap_or_else(PoisonError::into_inner);
        turns.entry(files::absolute(folder)).or_insert_with(|| Self(Arc::default())).clone()
    }

    /// Waits for one's turn; it ends with what is returned.
    pub(super) fn take(&self) -> MutexGuard<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
