//! What people hand in at the workbench: taken to disk file by file, confirmed as whole, processed one after the other.
//!
//! An upload has a folder of its own, `uploads/<number>/<name>` in the data folder. Nothing of it counts before it is
//! confirmed; then it is on disk, and goes on after any end of the program.

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::process::process_in;
use super::{BatchReport, LoadReport, Progress, Run, bills};
use crate::error::{Error, Result};
use crate::files;
use crate::intake;
use crate::model::{BatchId, UploadKind, UploadState, UserName};
use crate::store::review::{AuditEntry, Seconds};
use crate::store::uploads::{Upload, UploadStep, UploadStore, UploadedFile};
use crate::store::{BatchStore, LoadKind, SqliteStore};

/// An upload has no more files.
pub const MOST_FILES: u64 = 20_000;
/// No file is larger: 4 GiB.
const LARGEST_FILE: u64 = 4 << 30;
/// All files of an upload together are not larger: 16 GiB.
const LARGEST_UPLOAD: u64 = 16 << 30;
/// So many uploads may be open at once.
const MOST_OPEN: usize = 50;
/// The name of a file is not longer.
const LONGEST_NAME: usize = 120;
/// An upload that is not confirmed after so many seconds is forgotten.
const FORGOTTEN_AFTER: i64 = 86_400;

/// What is to be handed in.
#[derive(Debug, Clone, Copy)]
pub struct NewUpload<'a> {
    /// What it is.
    pub kind: UploadKind,
    /// What it is called.
    pub name: &'a str,
    /// Who.
    pub by: &'a UserName,
    /// When.
    pub now: Seconds,
}

/// Begins an upload; returns its number.
///
/// # Errors
/// When the name will not do, too many are open, or the store fails.
pub fn begin_upload(store: &mut SqliteStore, new: &NewUpload<'_>) -> Result<u64> {
    let wrong = || Error::Refused("a name has 1 to 80 letters, digits, `-`, `_` and `.`".to_owned());
    let name = BatchId::new(new.name).ok_or_else(wrong)?;
    if store.forgotten_uploads(Seconds(i64::MAX))?.len() >= MOST_OPEN {
        return Err(Error::Refused("too many uploads are open; send them, or withdraw them".to_owned()));
    }
    let audit = entry(new.now, Some(new.by), "begin_upload", &name.to_string(), new.kind.word().to_owned());
    store.begin_upload(new.kind, name.as_str(), &audit)
}

/// A file as it comes.
pub struct FileSent<'a> {
    /// The upload that it is of.
    pub number: u64,
    /// Who sends it.
    pub by: &'a UserName,
    /// Its name, as its sender says.
    pub name: &'a str,
    /// Its bytes; an error where they broke off.
    pub from: &'a mut dyn Read,
}

/// Takes a file of an upload to disk as it comes, whole or not at all; returns how many bytes it has.
///
/// # Errors
/// When the upload is not open or somebody else's, the name will not do, it is too large, or it cannot be written.
pub fn receive_file(store: &mut SqliteStore, data: &Path, sent: FileSent<'_>) -> Result<u64> {
    let upload = open_upload(store, sent.number, sent.by)?;
    let name = safe_name(upload.kind, sent.name)?;
    let others = store.uploaded(upload.number)?;
    let before: u64 = others.iter().filter(|file| file.name != name).map(|file| file.bytes).sum();
    if upload.files >= MOST_FILES || (upload.kind != UploadKind::Batch && before > 0) {
        return Err(Error::Refused("this upload has no room for another file".to_owned()));
    }
    let limit = LARGEST_FILE.min(LARGEST_UPLOAD.saturating_sub(before));
    let folder = folder_of(data, &upload);
    files::make_private_folder(&folder)?;
    let mut taken = Taken::default();
    let written = files::write_atomic(&folder.join(name), |out| taken.take(sent.from, out, limit));
    if let Some(why) = taken.refused {
        return Err(Error::Refused(why));
    }
    written?;
    let sha256 = files::hex(&taken.hash.finalize());
    store.keep_uploaded(upload.number, &UploadedFile { name: name.to_owned(), bytes: taken.bytes, sha256 })?;
    Ok(taken.bytes)
}

/// What came of a file so far.
#[derive(Default)]
struct Taken {
    bytes: u64,
    hash: Sha256,
    refused: Option<String>,
}

impl Taken {
    fn take(&mut self, from: &mut dyn Read, out: &mut dyn io::Write, limit: u64) -> io::Result<()> {
        let mut piece = vec![0; 1 << 16];
        loop {
            let count = from.read(&mut piece).inspect_err(|error| self.refused = Some(error.to_string()))?;
            let Some(piece) = piece.get(..count).filter(|piece| !piece.is_empty()) else { return Ok(()) };
            self.bytes += count as u64;
            if self.bytes > limit {
                self.refused = Some(format!("it is larger than the {limit} bytes that are left for it"));
                return Err(io::Error::other("too large"));
            }
            self.hash.update(piece);
            out.write_all(piece)?;
        }
    }
}

/// What whoever sent an upload says of it.
#[derive(Debug, Clone, Copy)]
pub struct SentWhole<'a> {
    /// The upload.
    pub number: u64,
    /// Who.
    pub by: &'a UserName,
    /// How many files they sent.
    pub files: u64,
    /// How many bytes these have.
    pub bytes: u64,
    /// When.
    pub now: Seconds,
}

/// Confirms that an upload came whole; from then on it counts, and is processed in its turn.
///
/// # Errors
/// When it is not open, did not come whole, or the store fails.
pub fn confirm_upload(store: &mut SqliteStore, data: &Path, sent: SentWhole<'_>) -> Result<()> {
    let upload = open_upload(store, sent.number, sent.by)?;
    if upload.files == 0 || (upload.files, upload.bytes) != (sent.files, sent.bytes) {
        let came = format!(
            "{} files with {} bytes came, {} with {} were sent",
            upload.files, upload.bytes, sent.files, sent.bytes
        );
        return Err(Error::Refused(format!("it did not come whole: {came}; send it again")));
    }
    // What is in the folder beside what was taken whole does not count.
    let kept = store.uploaded(upload.number)?;
    for path in files::list(&folder_of(data, &upload))? {
        let known = path.file_name().is_some_and(|name| kept.iter().any(|file| name == file.name.as_str()));
        if !known {
            files::remove(&path)?;
        }
    }
    let detail = format!("{}: {} files, {} bytes", upload.kind, upload.files, upload.bytes);
    let audit = entry(sent.now, Some(sent.by), "upload", &upload.name, detail);
    step(store, &upload, &[UploadState::Open], &UploadStep::to(UploadState::Waiting), &audit)
}

/// Takes an upload back that is not processed; its files are removed.
///
/// # Errors
/// When it is processed or somebody else's, or the store fails.
pub fn withdraw_upload(store: &mut SqliteStore, data: &Path, number: u64, by: &UserName, now: Seconds) -> Result<()> {
    let upload = own_upload(store, number, by)?;
    let from = [UploadState::Open, UploadState::Waiting, UploadState::Failed];
    let audit = entry(now, Some(by), "withdraw_upload", &upload.name, upload.kind.word().to_owned());
    step(store, &upload, &from, &UploadStep::to(UploadState::Withdrawn), &audit)?;
    files::remove_folder(&place_of(data, &upload))
}

/// Has an upload processed once more that failed.
///
/// # Errors
/// When it did not fail or is somebody else's, or the store fails.
pub fn try_again(store: &mut SqliteStore, number: u64, by: &UserName, now: Seconds) -> Result<()> {
    let upload = own_upload(store, number, by)?;
    let audit = entry(now, Some(by), "upload_again", &upload.name, upload.kind.word().to_owned());
    step(store, &upload, &[UploadState::Failed], &UploadStep::to(UploadState::Waiting), &audit)
}

/// Forgets uploads that were begun long ago and never confirmed.
///
/// # Errors
/// When the store fails or a folder cannot be removed.
pub fn forget_uploads(store: &mut SqliteStore, data: &Path, now: Seconds) -> Result<()> {
    for upload in store.forgotten_uploads(Seconds(now.0.saturating_sub(FORGOTTEN_AFTER)))? {
        let audit = entry(now, None, "forget_upload", &upload.name, format!("begun by {}", upload.by));
        store.step_upload(upload.number, &[UploadState::Open], &UploadStep::to(UploadState::Withdrawn), &audit)?;
        files::remove_folder(&place_of(data, &upload))?;
    }
    Ok(())
}

/// What there was to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worked {
    /// Nothing.
    Nothing,
    /// Another lockbox works in the data folder; it must end first.
    Busy,
    /// One upload was processed, or failed.
    One,
}

/// Processes the next upload, if there is one. `begun` is told its number.
///
/// # Errors
/// When the store fails; the upload has its turn again then.
pub fn work_off(run: &Run<'_>, now: Seconds, progress: &dyn Progress, begun: impl FnOnce(u64)) -> Result<Worked> {
    if SqliteStore::open(run.data)?.next_upload()?.is_none() {
        return Ok(Worked::Nothing);
    }
    let Some((mut store, _lock)) = super::try_open_store(run.data)? else { return Ok(Worked::Busy) };
    let Some(upload) = store.next_upload()? else { return Ok(Worked::Nothing) };
    let audit = |action, detail| entry(now, None, action, &upload.name, detail);
    begun(upload.number);
    let working = UploadStep::to(UploadState::Working);
    if upload.state == UploadState::Waiting
        && !store.step_upload(upload.number, &[upload.state], &working, &audit("begin_work", String::new()))?
    {
        return Ok(Worked::One);
    }
    let work = || match upload.kind {
        UploadKind::Batch => batch(run, &upload, &mut store, progress),
        UploadKind::Bills => load(run, &upload, LoadKind::Snapshot, &mut store),
        UploadKind::BillChanges => load(run, &upload, LoadKind::Delta, &mut store),
    };
    // What the program cannot bear must not hold up the uploads after it.
    let outcome = catch_unwind(AssertUnwindSafe(work));
    progress.end();
    let broken = |_| Err(Error::Refused("the program failed on it; its log tells more".to_owned()));
    let (action, done) = match outcome.unwrap_or_else(broken) {
        Ok(done) => ("uploaded", done),
        Err(error @ Error::Store { .. }) => return Err(error),
        Err(error) => ("upload_failed", UploadStep { says: error.to_string(), ..UploadStep::to(UploadState::Failed) }),
    };
    store.step_upload(upload.number, &[UploadState::Working], &done, &audit(action, done.says.clone()))?;
    if done.state == UploadState::Done {
        tidy(run.data, &upload, &store)?;
    }
    Ok(Worked::One)
}

fn batch(run: &Run<'_>, upload: &Upload, store: &mut SqliteStore, progress: &dyn Progress) -> Result<UploadStep> {
    let path = folder_of(run.data, upload);
    let now = super::process::now(run.config);
    let folder = intake::open_for(&path, now.date(), run.config.lockbox.deposit_day(now))?;
    let id = folder.header().id.clone();
    let done = |says| UploadStep { batch: Some(id.clone()), says, ..UploadStep::to(UploadState::Done) };
    if store.fingerprint(&id)?.is_some_and(|known| folder.fingerprint().is_ok_and(|own| own == known)) {
        // The program ended after the batch was finished and before that was written here; or it was sent twice.
        return Ok(done("This very batch is processed.".to_owned()));
    }
    let report = process_in(run, &path, store, progress)?;
    Ok(done(told_of_batch(&report)))
}

fn told_of_batch(report: &BatchReport) -> String {
    let BatchReport { documents, decisions, proof, findings, .. } = report;
    let balance = if proof.in_balance { "in balance" } else { "does not balance" };
    let mut text = format!(
        "{documents} documents, {} transactions, {} wait for people; {balance}.",
        decisions.len(),
        proof.exceptions
    );
    for finding in findings.iter().take(MOST_TOLD) {
        text.push_str(&format!(" {}: {}.", finding.place, finding.message));
    }
    text
}

/// So many findings are told of an upload.
const MOST_TOLD: usize = 5;

fn load(run: &Run<'_>, upload: &Upload, kind: LoadKind, store: &mut SqliteStore) -> Result<UploadStep> {
    let nothing = || Error::Refused("its file is not there any more; send it again".to_owned());
    let file = store.uploaded(upload.number)?.pop().ok_or_else(nothing)?;
    let (load, _, report) = bills::load(store, &folder_of(run.data, upload).join(&file.name), kind, &mut |_| {})?;
    let says = report.as_ref().map_or_else(|| "These very bills are in force.".to_owned(), told_of_load);
    Ok(UploadStep { load: Some(load.id), says, ..UploadStep::to(UploadState::Done) })
}

fn told_of_load(report: &LoadReport) -> String {
    let counts = &report.counts;
    let mut text = format!(
        "{} rows: {} new, {} changed, {} unchanged, {} gone, {} rejected.",
        report.rows, counts.new, counts.changed, counts.unchanged, counts.gone, report.rejects
    );
    if !report.unknown_columns.is_empty() {
        text.push_str(&format!(" Columns left out: {}.", report.unknown_columns.join(", ")));
    }
    text
}

/// Removes the files of a processed upload that the store keeps by their content.
fn tidy(data: &Path, upload: &Upload, store: &SqliteStore) -> Result<()> {
    let folder = folder_of(data, upload);
    for file in store.uploaded(upload.number)? {
        let kept = match upload.kind {
            UploadKind::Batch => store.images().path(&file.sha256),
            UploadKind::Bills | UploadKind::BillChanges => store.books().file(&file.sha256),
        };
        if files::exists(&kept) {
            files::remove(&folder.join(&file.name))?;
        }
    }
    Ok(())
}

fn step(
    store: &mut SqliteStore,
    upload: &Upload,
    from: &[UploadState],
    to: &UploadStep,
    audit: &AuditEntry,
) -> Result<()> {
    if store.step_upload(upload.number, from, to, audit)? {
        return Ok(());
    }
    Err(Error::Refused("it has gone on meanwhile; open the page again".to_owned()))
}

fn own_upload(store: &SqliteStore, number: u64, by: &UserName) -> Result<Upload> {
    let found = store.upload(number)?.filter(|upload| upload.by == *by);
    found.ok_or_else(|| Error::Refused("you have no such upload".to_owned()))
}

fn open_upload(store: &SqliteStore, number: u64, by: &UserName) -> Result<Upload> {
    let upload = own_upload(store, number, by)?;
    let closed = || Error::Refused("this upload is not open any more".to_owned());
    if upload.state == UploadState::Open { Ok(upload) } else { Err(closed()) }
}

/// Where an upload is, with its folder in it.
fn place_of(data: &Path, upload: &Upload) -> PathBuf {
    data.join("uploads").join(upload.number.to_string())
}

/// The folder of an upload. Its name is a [`BatchId`], which is safe as a folder's.
fn folder_of(data: &Path, upload: &Upload) -> PathBuf {
    place_of(data, upload).join(&upload.name)
}

/// The name of a file in the upload's folder: a plain name, of a kind that is wanted.
fn safe_name(kind: UploadKind, name: &str) -> Result<&str> {
    let name = name.trim();
    let plain = (1..=LONGEST_NAME).contains(&name.len())
        && !name.starts_with('.')
        && !name.chars().any(|letter| matches!(letter, '/' | '\\' | ':') || letter.is_control());
    if !plain {
        return Err(Error::Refused(format!("`{}` will not do as the name of a file", name.escape_default())));
    }
    let wanted = match kind {
        UploadKind::Batch => intake::is_of_a_batch(name),
        UploadKind::Bills | UploadKind::BillChanges => name.to_ascii_lowercase().ends_with(".csv"),
    };
    let (batch, bills) = (
        "`{}` is no file of a batch (.tif, .tiff, .png, .jpg, .jpeg, .pdf, .x937, .x9, .icl, batch.toml, index.csv)",
        "`{}` is no bill file (.csv)",
    );
    let why = if kind == UploadKind::Batch { batch } else { bills };
    if wanted { Ok(name) } else { Err(Error::Refused(why.replace("{}", name))) }
}

fn entry(at: Seconds, by: Option<&UserName>, action: &str, subject: &str, detail: String) -> AuditEntry {
    AuditEntry { at, by: by.cloned(), action: action.to_owned(), subject: subject.to_owned(), detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ann() -> UserName {
        UserName::new("ann").unwrap()
    }

    fn begun(store: &mut SqliteStore, kind: UploadKind) -> u64 {
        begin_upload(store, &NewUpload { kind, name: "b-1", by: &ann(), now: Seconds(100) }).unwrap()
    }

    /// Bytes that break off with an error after their end.
    struct Broken<'a>(&'a [u8]);

    impl Read for Broken<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() { Err(io::Error::other("broken off")) } else { self.0.read(to) }
        }
    }

    fn send(store: &mut SqliteStore, data: &Path, number: u64, name: &str, mut from: impl Read) -> Result<u64> {
        receive_file(store, data, FileSent { number, by: &ann(), name, from: &mut from })
    }

    #[test]
    fn a_file_is_there_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let mut store = SqliteStore::open(data).unwrap();
        let number = begun(&mut store, UploadKind::Batch);
        let place = data.join("uploads/1/b-1");
        assert!(send(&mut store, data, number, "a.tif", Broken(b"half")).is_err());
        assert!(files::list(&place).unwrap().is_empty());
        assert_eq!(send(&mut store, data, number, "a.tif", &b"first"[..]).unwrap(), 5);
        assert_eq!(send(&mut store, data, number, "a.tif", &b"again!"[..]).unwrap(), 6);
        assert_eq!(files::read(&place.join("a.tif"), 10).unwrap(), b"again!");
        // What was never taken whole is gone once the rest is confirmed.
        files::write_atomic(&place.join("stray.tif"), |out| out.write_all(b"x")).unwrap();
        let by = ann();
        let whole = |files, bytes| SentWhole { number, by: &by, files, bytes, now: Seconds(200) };
        for (count, bytes) in [(2, 6), (1, 5), (0, 0)] {
            assert!(confirm_upload(&mut store, data, whole(count, bytes)).is_err(), "{count} {bytes}");
        }
        confirm_upload(&mut store, data, whole(1, 6)).unwrap();
        assert_eq!(files::list(&place).unwrap(), [place.join("a.tif")]);
        assert_eq!(store.next_upload().unwrap().map(|next| next.number), Some(number));
        assert!(send(&mut store, data, number, "b.tif", &b"late"[..]).is_err());
    }

    #[test]
    fn names_are_never_paths() {
        for name in
            ["../a.tif", "a/b.tif", "..", ".a.tif", "", "a\\b.tif", "a\0.tif", "c:a.tif", "a.exe", "a.csv", "nul\n.tif"]
        {
            assert!(safe_name(UploadKind::Batch, name).is_err(), "{name:?}");
        }
        assert!(safe_name(UploadKind::Batch, &format!("{}.tif", "a".repeat(120))).is_err());
        for name in ["a.tif", "Front 001.JPG", "batch.toml", "index.csv", "größe.pdf"] {
            assert_eq!(safe_name(UploadKind::Batch, name).unwrap(), name);
        }
        assert!(safe_name(UploadKind::Bills, "bills.CSV").is_ok() && safe_name(UploadKind::Bills, "a.tif").is_err());
    }

    #[test]
    fn what_is_never_confirmed_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let mut store = SqliteStore::open(data).unwrap();
        let number = begun(&mut store, UploadKind::Batch);
        send(&mut store, data, number, "a.tif", &b"x"[..]).unwrap();
        forget_uploads(&mut store, data, Seconds(1_000)).unwrap();
        assert_eq!(store.upload(number).unwrap().unwrap().state, UploadState::Open);
        forget_uploads(&mut store, data, Seconds(200_000)).unwrap();
        assert_eq!(store.upload(number).unwrap().unwrap().state, UploadState::Withdrawn);
        assert!(!files::exists(&data.join("uploads/1")));
        let ben = UserName::new("ben").unwrap();
        let other = begun(&mut store, UploadKind::Bills);
        assert!(withdraw_upload(&mut store, data, other, &ben, Seconds(0)).is_err(), "somebody else's");
        withdraw_upload(&mut store, data, other, &ann(), Seconds(0)).unwrap();
        assert!(store.next_upload().unwrap().is_none());
    }
}
