//! What lies in the hot folder and may still be growing: when it is whole.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use walkdir::WalkDir;

use super::manifest::{self, MANIFEST};
use super::names::is_unfinished;
use crate::files::{self, Kind, Stamp};
use crate::intake;

/// Whether something may be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// It is whole.
    Whole,
    /// Not yet; the text says why.
    Waiting(String),
}

/// What was seen of the things in the hot folder, look by look.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    seen: BTreeMap<PathBuf, Seen>,
    waiting: BTreeMap<PathBuf, Waiting>,
}

/// What people know of a thing that waits.
#[derive(Debug)]
struct Waiting {
    since: Instant,
    told: Option<String>,
}

/// What was seen of one.
#[derive(Debug)]
struct Seen {
    look: Look,
    /// Since when it has looked like that.
    since: Instant,
    /// Whether its manifest holds, found out once for each look.
    manifest: Option<Option<String>>,
}

/// All that can be seen of a thing without reading it.
#[derive(Debug, PartialEq, Eq)]
struct Look {
    parts: Vec<(OsString, Stamp)>,
    /// Why it cannot be whole, whatever the time.
    not_whole: Option<String>,
    /// Its files beside the manifest, if it has one.
    listed: Option<Vec<String>>,
}

impl Arrivals {
    /// Looks at a thing. It is whole when its manifest says so, or, without one, when it has not changed for `quiet`.
    pub(super) fn look(&mut self, path: &Path, quiet: Duration, now: Instant) -> State {
        let look = look(path);
        let seen = match self.seen.get_mut(path) {
            Some(seen) => {
                if seen.look != look {
                    (seen.look, seen.since, seen.manifest) = (look, now, None);
                }
                seen
            }
            None => {
                let seen = Seen { look, since: now, manifest: None };
                self.seen.entry(path.to_owned()).or_insert(seen)
            }
        };
        seen.state(path, quiet, now)
    }

    /// Forgets what is no longer there.
    pub(super) fn keep_only(&mut self, there: &[PathBuf]) {
        let there: BTreeSet<&PathBuf> = there.iter().collect();
        self.seen.retain(|path, _| there.contains(path));
        self.waiting.retain(|path, _| there.contains(path));
    }

    /// Whether a thing has waited so long that people should hear why, and have not.
    pub(super) fn should_tell(&mut self, path: &Path, why: &str, patience: Duration, now: Instant) -> bool {
        let waiting = self.waiting.entry(path.to_owned()).or_insert(Waiting { since: now, told: None });
        let late = now.saturating_duration_since(waiting.since) >= patience && waiting.told.as_deref() != Some(why);
        if late {
            waiting.told = Some(why.to_owned());
        }
        late
    }
}

impl Seen {
    fn state(&mut self, path: &Path, quiet: Duration, now: Instant) -> State {
        if let Some(why) = &self.look.not_whole {
            return State::Waiting(why.clone());
        }
        if let Some(listed) = &self.look.listed {
            let difference = self.manifest.get_or_insert_with(|| manifest::difference(path, listed));
            return difference.clone().map_or(State::Whole, State::Waiting);
        }
        if now.saturating_duration_since(self.since) < quiet {
            return State::Waiting("it may still be growing".to_owned());
        }
        State::Whole
    }
}

fn look(path: &Path) -> Look {
    let mut look = Look { parts: Vec::new(), not_whole: None, listed: None };
    match files::stamp(path) {
        Ok(Some(stamp)) => {
            // Being renamed changes the thing itself, too, but not its content.
            look.parts.push((OsString::new(), Stamp { changed: 0, ..stamp }));
            match stamp.kind {
                Kind::Folder => look.enter(path),
                Kind::File if stamp.bytes == 0 => look.not_whole = Some("it is empty".to_owned()),
                Kind::File => look.try_open(path),
                Kind::Other => {}
            }
        }
        Ok(None) => look.not_whole = Some("it is gone".to_owned()),
        Err(error) => look.not_whole = Some(error.to_string()),
    }
    look
}

impl Look {
    fn enter(&mut self, folder: &Path) {
        let mut names = Vec::new();
        for entry in WalkDir::new(folder).min_depth(1).sort_by_file_name() {
            let (entry, about) = match entry.and_then(|entry| entry.metadata().map(|about| (entry, about))) {
                Ok(found) => found,
                Err(error) => {
                    self.not_whole = Some(format!("it cannot be listed: {error}"));
                    continue;
                }
            };
            let name = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_owned();
            if is_unfinished(entry.file_name()) {
                self.not_whole = Some(format!("`{}` in it is not finished", name.display()));
            }
            let stamp = files::stamp_of(&about);
            if stamp.kind == Kind::File && !intake::is_litter(&entry.file_name().to_string_lossy()) {
                names.push(name.to_string_lossy().into_owned());
            }
            self.parts.push((name.into_os_string(), stamp));
        }
        if self.parts.iter().any(|(name, stamp)| name == MANIFEST && stamp.kind == Kind::File) {
            self.listed = Some(names);
        } else if names.is_empty() && self.not_whole.is_none() {
            self.not_whole = Some("it is empty".to_owned());
        }
    }

    fn try_open(&mut self, file: &Path) {
        self.not_whole = files::open(file).err().map(|error| error.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Duration = Duration::from_secs(10);

    struct Hot {
        folder: tempfile::TempDir,
        arrivals: Arrivals,
        start: Instant,
    }

    impl Hot {
        fn new() -> Self {
            Self { folder: tempfile::tempdir().unwrap(), arrivals: Arrivals::default(), start: Instant::now() }
        }

        fn write(&self, name: &str, text: &str) {
            let path = self.folder.path().join(name);
            files::make_folder(path.parent().unwrap()).unwrap();
            files::write_atomic(&path, |out| out.write_all(text.as_bytes())).unwrap();
        }

        /// Whether it is whole so many seconds after the start.
        fn is_whole(&mut self, name: &str, second: u64) -> bool {
            let path = self.folder.path().join(name);
            let state = self.arrivals.look(&path, QUIET, self.start + Duration::from_secs(second));
            state == State::Whole
        }
    }

    #[test]
    fn what_grows_is_not_whole_until_it_was_quiet() {
        let mut hot = Hot::new();
        hot.write("b/1.tif", "1");
        hot.write("f.pdf", "1");
        assert!(!hot.is_whole("b", 0) && !hot.is_whole("f.pdf", 0));
        assert!(!hot.is_whole("b", 9) && !hot.is_whole("f.pdf", 9));
        hot.write("b/2.tif", "2");
        hot.write("f.pdf", "12");
        assert!(!hot.is_whole("b", 11) && !hot.is_whole("f.pdf", 11));
        assert!(!hot.is_whole("b", 20) && hot.is_whole("b", 21));
        assert!(hot.is_whole("f.pdf", 21));
    }

    #[test]
    fn the_same_size_written_anew_is_seen() {
        let mut hot = Hot::new();
        hot.write("b/deep/1.tif", "1");
        assert!(!hot.is_whole("b", 0));
        hot.write("b/deep/1.tif", "2");
        assert!(!hot.is_whole("b", 10));
    }

    #[test]
    fn empty_and_unfinished_things_wait_for_ever() {
        let mut hot = Hot::new();
        files::make_folder(&hot.folder.path().join("empty/inner")).unwrap();
        hot.write("zero.tif", "");
        hot.write("b/1.tif", "1");
        hot.write("b/2.tif.part", "2");
        for name in ["empty", "zero.tif", "b", "gone"] {
            assert!(!hot.is_whole(name, 0) && !hot.is_whole(name, 1000), "{name}");
        }
        files::remove(&hot.folder.path().join("b/2.tif.part")).unwrap();
        assert!(!hot.is_whole("b", 1001) && hot.is_whole("b", 1011));
    }

    #[test]
    fn a_manifest_says_when_it_is_whole() {
        let mut hot = Hot::new();
        hot.write("b/1.tif", "1");
        let hash = files::sha256(&hot.folder.path().join("b/1.tif")).unwrap();
        hot.write("b/manifest.sha256", &format!("{hash}  1.tif\n{hash}  2.tif\n"));
        assert!(!hot.is_whole("b", 0) && !hot.is_whole("b", 1000));
        hot.write("b/2.tif", "2");
        assert!(!hot.is_whole("b", 1001), "its content is another");
        hot.write("b/2.tif", "1");
        assert!(hot.is_whole("b", 1002), "it need not be quiet");
    }

    #[test]
    fn people_hear_once_why_something_waits() {
        let mut hot = Hot::new();
        let (path, start) = (hot.folder.path().join("b"), hot.start);
        let mut tells = |why: &str, second| {
            hot.arrivals.should_tell(&path, why, Duration::from_secs(600), start + Duration::from_secs(second))
        };
        assert!(!tells("why", 0) && !tells("why", 599));
        assert!(tells("why", 600) && !tells("why", 700) && tells("other", 701));
    }
}
