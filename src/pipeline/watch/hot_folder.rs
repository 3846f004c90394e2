//! The layout of a hot folder, and how things move in it: by renaming alone.
//!
//! | in the folder | is |
//! |---|---|
//! | what people put there | batches: folders, or single files of pages |
//! | `bills/` | files of open bills; `NAME.delta.csv` adds to those before, any other `.csv` takes their place |
//! | `.working/000001-batch/` | what was taken and is not done; its number says in which order |
//! | `.working/000001-batch.begun` | the store was asked to begin it |
//! | `done/`, `failed/` | what is done with, each with a text beside it |

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::names::{is_passed_over, with_ending};
use crate::error::{Error, Result};
use crate::files;

const BILLS: &str = "bills";
const DONE: &str = "done";
const FAILED: &str = "failed";
const WORKING: &str = ".working";
const LOCK: &str = "watch.lock";
/// Endings of the texts beside what was put away.
const NOTE: &str = ".note.txt";
const REASON: &str = ".reason.txt";

/// A hot folder that this process alone works in.
#[derive(Debug)]
pub(super) struct HotFolder {
    root: PathBuf,
    _lock: File,
}

/// What something is taken as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ware {
    /// A scan batch.
    Batch,
    /// A file of open bills.
    Bills,
}

impl Ware {
    const ALL: [Self; 2] = [Self::Batch, Self::Bills];

    const fn word(self) -> &'static str {
        match self {
            Self::Batch => "batch",
            Self::Bills => "bills",
        }
    }
}

/// Where something is put that is done with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shelf {
    /// It is in the store.
    Done,
    /// A person must look at it.
    Failed,
}

/// Something that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) number: u64,
    pub(super) ware: Ware,
    folder: PathBuf,
}

impl HotFolder {
    /// Opens a hot folder, making what belongs in it.
    pub(super) fn open(root: &Path) -> Result<Self> {
        if !files::is_folder(root) {
            let root = root.display();
            return Err(Error::Refused(format!("`{root}` is no folder; make it, or mount it, and start again")));
        }
        for name in [BILLS, DONE, FAILED] {
            files::make_folder(&root.join(name))?;
        }
        let working = root.join(WORKING);
        files::make_private_folder(&working)?;
        let lock = files::try_lock(&working.join(LOCK))?;
        let taken = || Error::Refused(format!("another lockbox watches `{}`", root.display()));
        Ok(Self { root: root.to_owned(), _lock: lock.ok_or_else(taken)? })
    }

    /// What was put there as that ware, in the order of names.
    pub(super) fn arrivals(&self, ware: Ware) -> Result<Vec<PathBuf>> {
        arrivals(&self.root, ware)
    }

    /// What was taken and is not done with, in order.
    pub(super) fn claims(&self) -> Result<Vec<Claim>> {
        claims(&self.root)
    }

    /// Takes something; `None` if it is gone.
    pub(super) fn claim(&self, path: &Path, ware: Ware) -> Result<Option<Claim>> {
        let last = self.claims()?.last().map_or(0, |claim| claim.number);
        let claim = self.new_claim(last, ware)?;
        let moved = files::rename(path, &claim.folder.join(path.file_name().unwrap_or_default()));
        if !matches!(moved, Ok(true)) {
            files::remove_empty_folder(&claim.folder)?;
        }
        moved.map(|moved| moved.then_some(claim))
    }

    /// An empty claim of its own: what is moved into it meets nothing of its name.
    fn new_claim(&self, last: u64, ware: Ware) -> Result<Claim> {
        let mut number = last + 1;
        loop {
            let folder = self.root.join(WORKING).join(format!("{number:06}-{}", ware.word()));
            if files::make_new_folder(&folder)? {
                return Ok(Claim { number, ware, folder });
            }
            number += 1;
        }
    }

    /// Puts away what was taken, with a text beside it, and tells where it is. Broken off anywhere, it can be done again.
    pub(super) fn put_away(&self, claim: &Claim, shelf: Shelf, text: &str) -> Result<PathBuf> {
        let (folder, ending) = match shelf {
            Shelf::Done => (self.root.join(DONE), NOTE),
            Shelf::Failed => (self.root.join(FAILED), REASON),
        };
        let Some(path) = claim.content()? else {
            self.drop_claim(claim)?;
            return Ok(folder);
        };
        let name = free_name(&folder, &path)?;
        let note = folder.join(with_ending(&name, ending));
        files::write_for_others(&note, |out| out.write_all(text.as_bytes()))?;
        let place = folder.join(name);
        files::rename(&path, &place)?;
        self.drop_claim(claim)?;
        Ok(place)
    }

    /// Lets go of a claim with nothing in it.
    pub(super) fn drop_claim(&self, claim: &Claim) -> Result<()> {
        // In this order: a mark without its claim would be found by the next of that number.
        files::remove(&claim.mark())?;
        files::remove_empty_folder(&claim.folder)
    }
}

impl Claim {
    /// What was taken; `None` if it is gone.
    pub(super) fn content(&self) -> Result<Option<PathBuf>> {
        Ok(files::list(&self.folder)?.into_iter().next())
    }

    /// Marks that the store is asked to begin it.
    pub(super) fn mark_begun(&self) -> Result<()> {
        files::make_private_file(&self.mark())
    }

    /// Whether the store was asked to begin it.
    pub(super) fn was_begun(&self) -> bool {
        files::exists(&self.mark())
    }

    fn mark(&self) -> PathBuf {
        let mut name = self.folder.clone().into_os_string();
        name.push(".begun");
        PathBuf::from(name)
    }
}

/// What was put into a hot folder as that ware, in the order of names.
pub(super) fn arrivals(root: &Path, ware: Ware) -> Result<Vec<PathBuf>> {
    let folder = match ware {
        Ware::Batch => root.to_owned(),
        Ware::Bills => root.join(BILLS),
    };
    let ours = |name: &OsStr| ware == Ware::Batch && [BILLS, DONE, FAILED].iter().any(|own| name == *own);
    let mut found = if ware == Ware::Bills { files::list_if_there(&folder)? } else { files::list(&folder)? };
    found.retain(|path| path.file_name().is_some_and(|name| !is_passed_over(name) && !ours(name)));
    Ok(found)
}

/// What was taken from a hot folder and is not done with, in order.
pub(super) fn claims(root: &Path) -> Result<Vec<Claim>> {
    let claim = |folder: PathBuf| {
        let name = folder.file_name()?.to_str()?;
        let (number, word) = name.split_once('-')?;
        let ware = Ware::ALL.into_iter().find(|ware| ware.word() == word)?;
        let number = number.parse().ok()?;
        files::is_folder(&folder).then_some(Claim { number, ware, folder })
    };
    let mut claims: Vec<Claim> = files::list_if_there(&root.join(WORKING))?.into_iter().filter_map(claim).collect();
    claims.sort_by_key(|claim| claim.number);
    Ok(claims)
}

/// Whether a process watches a hot folder now.
pub(super) fn is_watched(root: &Path) -> Result<bool> {
    let lock = root.join(WORKING).join(LOCK);
    Ok(files::exists(&lock) && files::try_lock(&lock)?.is_none())
}

/// How many things were put away as failed and are still there.
pub(super) fn failed(root: &Path) -> Result<usize> {
    let names = files::list_if_there(&root.join(FAILED))?;
    Ok(names.iter().filter(|path| !path.to_string_lossy().ends_with(REASON)).count())
}

/// The name of a thing, or one like it, that nothing in a folder has and no text beside a thing can have.
fn free_name(folder: &Path, path: &Path) -> Result<OsString> {
    let own = path.file_name().unwrap_or_default();
    let like_text = [NOTE, REASON].iter().any(|ending| own.as_bytes().ends_with(ending.as_bytes()));
    let own = with_ending(own, if like_text { ".1" } else { "" });
    let mut name = own.clone();
    for number in 2_u32.. {
        if files::stamp(&folder.join(&name))?.is_none() {
            break;
        }
        name = with_ending(&own, &format!(".{number}"));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hot() -> (tempfile::TempDir, HotFolder) {
        let folder = tempfile::tempdir().unwrap();
        let hot = HotFolder::open(folder.path()).unwrap();
        (folder, hot)
    }

    fn write(path: &Path, text: &str) {
        files::make_folder(path.parent().unwrap()).unwrap();
        files::write_atomic(path, |out| out.write_all(text.as_bytes())).unwrap();
    }

    fn text(path: &Path) -> String {
        files::read_text(path, 1000).unwrap()
    }

    #[test]
    fn one_process_works_in_a_folder() {
        let (folder, hot) = hot();
        assert!(HotFolder::open(folder.path()).unwrap_err().to_string().contains("another lockbox"));
        drop(hot);
        HotFolder::open(folder.path()).unwrap();
        assert!(HotFolder::open(&folder.path().join("missing")).is_err());
    }

    #[test]
    fn things_of_one_name_never_meet() {
        let (folder, hot) = hot();
        let delivered = folder.path().join("a.tif");
        let mut claims = Vec::new();
        for content in ["1", "2"] {
            write(&delivered, content);
            claims.push(hot.claim(&delivered, Ware::Batch).unwrap().unwrap());
        }
        assert_eq!(hot.claims().unwrap(), claims);
        assert_eq!(hot.claim(&delivered, Ware::Batch).unwrap(), None);
        assert_eq!(hot.claims().unwrap().len(), 2);
        for claim in &claims {
            hot.put_away(claim, Shelf::Done, &format!("note {}", claim.number)).unwrap();
        }
        let done = folder.path().join(DONE);
        assert_eq!((text(&done.join("a.tif")), text(&done.join("a.tif.2"))), ("1".to_owned(), "2".to_owned()));
        assert_eq!(text(&done.join("a.tif.note.txt")), "note 1");
        assert_eq!(text(&done.join("a.tif.2.note.txt")), "note 2");
        assert_eq!(hot.claims().unwrap(), []);
    }

    #[test]
    fn putting_away_broken_off_anywhere_is_done_again() {
        let (folder, hot) = hot();
        let delivered = folder.path().join("b");
        write(&delivered.join("1.tif"), "1");
        let claim = hot.claim(&delivered, Ware::Batch).unwrap().unwrap();
        claim.mark_begun().unwrap();
        assert!(claim.was_begun());
        // The text was written, the thing not moved.
        write(&folder.path().join("failed/b.reason.txt"), "half");
        hot.put_away(&claim, Shelf::Failed, "why").unwrap();
        assert_eq!(text(&folder.path().join("failed/b.reason.txt")), "why");
        assert_eq!(text(&folder.path().join("failed/b/1.tif")), "1");
        assert!(!claim.was_begun());
        assert_eq!(failed(folder.path()).unwrap(), 1);
        // It was moved, the claim not dropped.
        let empty = hot.new_claim(0, Ware::Batch).unwrap();
        hot.put_away(&empty, Shelf::Done, "note").unwrap();
        assert_eq!(hot.claims().unwrap(), []);
        assert_eq!(files::list(&folder.path().join(DONE)).unwrap().len(), 0);
    }

    #[test]
    fn what_is_named_like_a_text_of_ours_is_not_overwritten() {
        let (folder, hot) = hot();
        for name in ["a.reason.txt", "a"] {
            let delivered = folder.path().join(name);
            write(&delivered, name);
            let claim = hot.claim(&delivered, Ware::Batch).unwrap().unwrap();
            hot.put_away(&claim, Shelf::Failed, "why").unwrap();
        }
        let failed = folder.path().join(FAILED);
        assert_eq!(text(&failed.join("a.reason.txt.1")), "a.reason.txt");
        assert_eq!((text(&failed.join("a")), text(&failed.join("a.reason.txt"))), ("a".to_owned(), "why".to_owned()));
    }

    #[test]
    fn hidden_and_our_own_names_are_no_arrivals() {
        let (folder, hot) = hot();
        for name in ["b/1.tif", "x.tif.part", ".hidden", "bills/b.csv", "bills/b.csv.tmp", "done/d", "failed/f"] {
            write(&folder.path().join(name), "1");
        }
        assert_eq!(hot.arrivals(Ware::Batch).unwrap(), [folder.path().join("b")]);
        assert_eq!(hot.arrivals(Ware::Bills).unwrap(), [folder.path().join("bills/b.csv")]);
    }
}
