//! A hot folder looked at from outside: whether things move in it.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::hot_folder::{self, Ware};
use crate::error::Result;
use crate::files;

/// What has not changed for so long and was not taken needs somebody.
const LONG: Duration = Duration::from_secs(3600);

/// How a hot folder stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotFolderState {
    /// Whether a process watches it now.
    pub watched: bool,
    /// Things that were put there and are not taken: batches and files of bills.
    pub arriving: usize,
    /// For how long the oldest of them has not changed.
    pub oldest: Option<Duration>,
    /// Things that were taken and are not done with.
    pub working: usize,
    /// Things that could not be used.
    pub failed: usize,
}

/// Looks at a hot folder.
///
/// # Errors
/// When it cannot be listed.
pub(in crate::pipeline) fn look_at(folder: &Path) -> Result<HotFolderState> {
    let mut arriving = hot_folder::arrivals(folder, Ware::Batch)?;
    arriving.extend(hot_folder::arrivals(folder, Ware::Bills)?);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut oldest = None;
    for path in &arriving {
        let Some(stamp) = files::stamp(path)? else { continue };
        let modified = Duration::from_nanos(u64::try_from(stamp.modified).unwrap_or(0));
        oldest = oldest.max(Some(now.saturating_sub(modified)));
    }
    Ok(HotFolderState {
        watched: hot_folder::is_watched(folder)?,
        arriving: arriving.len(),
        oldest,
        working: hot_folder::claims(folder)?.len(),
        failed: hot_folder::failed(folder)?,
    })
}

impl HotFolderState {
    /// What needs somebody, a sentence each.
    pub(in crate::pipeline) fn attention(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.failed > 0 {
            found.push(format!("failed in the hot folder: {}; see the texts in its `failed`", self.failed));
        }
        if let Some(oldest) = self.oldest.filter(|oldest| *oldest > LONG) {
            found.push(format!("something in the hot folder was not taken for {} minutes", oldest.as_secs() / 60));
        }
        if self.working > 0 && !self.watched {
            found.push(format!("taken from the hot folder, and nobody watches it: {}", self.working));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_there_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let hot = hot_folder::HotFolder::open(folder.path()).unwrap();
        for name in ["a.tif", "b.tif", "bills/c.csv", "d.part", "failed/e", "failed/e.reason.txt"] {
            files::write_atomic(&folder.path().join(name), |out| out.write_all(b"1")).unwrap();
        }
        hot.claim(&folder.path().join("a.tif"), Ware::Batch).unwrap().unwrap();
        let state = look_at(folder.path()).unwrap();
        assert_eq!((state.watched, state.arriving, state.working, state.failed), (true, 2, 1, 1));
        assert!(state.oldest.unwrap() < LONG);
        assert_eq!(state.attention().len(), 1);
        drop(hot);
        let state = look_at(folder.path()).unwrap();
        assert!(!state.watched);
        assert_eq!(state.attention().len(), 2);
    }
}
