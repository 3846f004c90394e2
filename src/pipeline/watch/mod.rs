//! The hot folder: what lies in it is taken when it is whole, processed as `lockbox process` does, and put away.
//!
//! Nothing is remembered but in the folder and in the store, and each step can be broken off and done again: what lies in
//! `.working` is looked up in the store and goes on from there. One process works in a folder; the store is locked only
//! while it is worked with.
//!
//! | file | holds |
//! |---|---|
//! | `names` | names that are passed over, names to put away by |
//! | `manifest` | the list by which a batch says that it is whole |
//! | `arrival` | when something is whole |
//! | `hot_folder` | the layout of the folder, and how things move in it |
//! | `look` | the folder seen from outside |
//! | `work` | one thing that was taken, brought into the store |

mod arrival;
mod hot_folder;
mod look;
mod manifest;
mod names;
mod work;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use self::arrival::{Arrivals, State};
use self::hot_folder::{HotFolder, Shelf, Ware};
pub use self::look::HotFolderState;
pub(super) use self::look::look_at;
use self::work::{Outcome, Work};
use super::{BatchReport, Progress, Run};
use crate::error::{Error, Result};
use crate::files;
use crate::model::BatchId;
use crate::reading::text::Engine;

/// The folder is looked at so often, or as often as four looks leave time for.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// People hear of what is not whole after so long.
const PATIENCE: Duration = Duration::from_secs(600);
/// The longest rest, as after the disk or the store failed again and again.
const LONGEST_REST: Duration = Duration::from_secs(60);

/// A folder to be watched.
#[derive(Debug)]
pub struct Watch<'a> {
    /// The folder.
    pub folder: &'a Path,
    /// What its batches are processed with. A file of bills is not looked at: bills come through the folder.
    pub run: Run<'a>,
    /// Without a manifest, a thing is whole when it has not changed for so long.
    pub quiet: Duration,
    /// Ends when nothing more can be taken, instead of waiting for more.
    pub once: bool,
}

/// Something to tell people while a folder is watched.
#[derive(Debug)]
pub enum WatchEvent<'a> {
    /// A batch is processed and on disk.
    Processed(&'a BatchReport),
    /// A thing was put away, there.
    PutAway(&'a Taken, &'a Path),
    /// A thing has not been taken for long, or cannot go on, and why.
    Waits(&'a Path, &'a str),
    /// The disk or the store fails; it is tried again after a while.
    Trouble(&'a Error, Duration),
    /// A batch was broken off as the end was asked for; it goes on at the next start.
    BrokenOff,
}

/// What became of a thing that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// A batch is in the store.
    Finished {
        /// The batch.
        batch: BatchId,
    },
    /// A batch came once more with the same content.
    Repeated {
        /// The batch as which it was processed first.
        batch: BatchId,
    },
    /// Bills are in force.
    Bills {
        /// How many.
        bills: u64,
    },
    /// It could not be used.
    Failed {
        /// Why, and what to do.
        why: String,
    },
}

/// How a folder was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watched {
    /// How many things were put away as failed.
    pub failed: usize,
    /// How many things were taken and are not done with.
    pub left: usize,
}

/// Watches a folder until the end is asked for, or, if that is wanted, until nothing in it can be taken.
///
/// # Errors
/// When the folder cannot be used at all, or, if it is gone through once, when the disk or the store fails.
pub fn watch(order: &Watch<'_>, progress: &dyn Progress, tell: &mut dyn FnMut(&WatchEvent<'_>)) -> Result<Watched> {
    Engine::check().map_err(|error| Error::Refused(error.to_string()))?;
    for inner in [order.run.data, order.run.out] {
        refuse_inside(order.folder, inner)?;
    }
    let hot = HotFolder::open(order.folder)?;
    let mut watcher = Watcher { order, hot, arrivals: Arrivals::default(), work: Work::default(), failed: 0 };
    let (mut first_look, mut rest) = (None, LOOK_EVERY);
    while !order.run.stop.asked() {
        let look = Instant::now();
        match watcher.round(progress, tell) {
            Ok(round) => {
                rest = LOOK_EVERY;
                let first_look = *first_look.get_or_insert_with(Instant::now);
                let seen_for = look.saturating_duration_since(first_look);
                if matches!(round, Round::Nothing) {
                    if order.once && seen_for >= order.quiet {
                        break;
                    }
                    let left = if order.once { order.quiet.saturating_sub(seen_for) } else { LOOK_EVERY };
                    let pace = (look.elapsed() * 4).min(LONGEST_REST);
                    order.run.stop.rest(left.min(LOOK_EVERY).max(pace));
                }
            }
            Err(error) if order.once => return Err(error),
            Err(error) => {
                tell(&WatchEvent::Trouble(&error, rest));
                order.run.stop.rest(rest);
                rest = (rest * 2).min(LONGEST_REST);
            }
        }
    }
    Ok(Watched { failed: watcher.failed, left: watcher.hot.claims()?.len() })
}

/// What is written must not be taken for something that was put there.
fn refuse_inside(folder: &Path, inner: &Path) -> Result<()> {
    let real = |path: &Path| {
        let there = path.ancestors().find_map(|above| above.canonicalize().ok().map(|real| (above, real)));
        there.map_or_else(
            || files::absolute(path),
            |(above, real)| real.join(path.strip_prefix(above).unwrap_or(Path::new(""))),
        )
    };
    if real(&files::absolute(inner)).starts_with(real(&files::absolute(folder))) {
        let (inner, folder) = (inner.display(), folder.display());
        return Err(Error::Refused(format!("`{inner}` lies in the hot folder `{folder}`; name a folder beside it")));
    }
    Ok(())
}

struct Watcher<'a> {
    order: &'a Watch<'a>,
    hot: HotFolder,
    arrivals: Arrivals,
    work: Work,
    failed: usize,
}

/// What a look at the folder came to.
enum Round {
    /// Something was taken or put away: there may be more.
    TookSomething,
    /// There is nothing to do for now.
    Nothing,
}

impl Watcher<'_> {
    /// Goes on with what was taken, in order, then takes one thing: bills before batches.
    fn round(&mut self, progress: &dyn Progress, tell: &mut dyn FnMut(&WatchEvent<'_>)) -> Result<Round> {
        let mut round = Round::Nothing;
        for claim in self.hot.claims()? {
            let Some(path) = claim.content()? else {
                self.hot.drop_claim(&claim)?;
                continue;
            };
            match self.work.work(self.order, &claim, &path, progress, tell)? {
                Outcome::Away(shelf, taken, text) => {
                    let place = self.hot.put_away(&claim, shelf, &text)?;
                    self.failed += usize::from(shelf == Shelf::Failed);
                    round = Round::TookSomething;
                    tell(&WatchEvent::PutAway(&taken, &place));
                }
                Outcome::Later(why) => self.waits(&path, &why, Duration::ZERO, tell),
                Outcome::Stopped => {
                    tell(&WatchEvent::BrokenOff);
                    return Ok(Round::Nothing);
                }
            }
        }
        let took = self.take(tell)?;
        Ok(if matches!(took, Round::Nothing) { round } else { took })
    }

    fn take(&mut self, tell: &mut dyn FnMut(&WatchEvent<'_>)) -> Result<Round> {
        let mut there: Vec<PathBuf> = Vec::new();
        for claim in self.hot.claims()? {
            there.extend(claim.content()?);
        }
        let mut round = Round::Nothing;
        for ware in [Ware::Bills, Ware::Batch] {
            for path in self.hot.arrivals(ware)? {
                there.push(path.clone());
                match self.arrivals.look(&path, self.order.quiet, Instant::now()) {
                    State::Waiting(why) => self.waits(&path, &why, PATIENCE, tell),
                    State::Whole if matches!(round, Round::TookSomething) => {}
                    State::Whole => match self.hot.claim(&path, ware) {
                        Ok(Some(_)) => round = Round::TookSomething,
                        Ok(None) => {}
                        // Others can still be taken.
                        Err(error) => self.waits(&path, &error.to_string(), Duration::ZERO, tell),
                    },
                }
            }
        }
        self.arrivals.keep_only(&there);
        Ok(round)
    }

    fn waits(&mut self, path: &Path, why: &str, patience: Duration, tell: &mut dyn FnMut(&WatchEvent<'_>)) {
        if self.arrivals.should_tell(path, why, patience, Instant::now()) {
            tell(&WatchEvent::Waits(path, why));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stores_and_outputs_inside_the_folder_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let hot = folder.path().join("hot");
        files::make_folder(&hot).unwrap();
        for inner in ["hot", "hot/data", "hot/a/b", "hot/../hot/data"] {
            assert!(refuse_inside(&hot, &folder.path().join(inner)).is_err(), "{inner}");
        }
        for beside in ["data", "hot2", "hot/../data"] {
            assert!(refuse_inside(&hot, &folder.path().join(beside)).is_ok(), "{beside}");
        }
    }
}
