//! The only user of `std::fs`: every error carries its path, every file is written whole or not at all.

#![expect(clippy::disallowed_methods, reason = "this is the one place that may use std::fs")]

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

fn failed<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> Error + 'a {
    move |cause| Error::File { action, path: path.to_owned(), cause }
}

/// Reads a whole file of at most `limit` bytes.
///
/// # Errors
/// When the file cannot be read or is larger.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(failed("read", path))?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed("read", path))?;
    if bytes.len() as u64 > limit {
        return Err(Error::content(path, None, format!("is larger than the {limit} bytes allowed for such a file")));
    }
    Ok(bytes)
}

/// Reads a whole text file of at most `limit` bytes.
///
/// # Errors
/// When the file cannot be read, is larger, or is not UTF-8 (the error names the line and column).
pub fn read_text(path: &Path, limit: u64) -> Result<String> {
    let bytes = read(path, limit)?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|b| **b == b'\n').count() as u64 + 1;
        let column = good.iter().rev().take_while(|b| **b != b'\n').count() as u64 + 1;
        let message = "is not UTF-8 text here; save it as UTF-8 and try again".to_owned();
        Error::Content { path: path.to_owned(), line: Some(line), column: Some(column), message }
    })
}

/// Opens a file for reading from its start.
///
/// # Errors
/// When the file cannot be opened.
pub fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(failed("read", path))
}

/// The SHA-256 of a file's content in lower-case hex, read in pieces.
///
/// # Errors
/// When the file cannot be read.
pub fn sha256(path: &Path) -> Result<String> {
    let mut file = open(path)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        let count = file.read(&mut piece).map_err(failed("read", path))?;
        if count == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(&piece[..count]);
    }
}

/// Bytes in lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Copies a file whole or not at all.
///
/// # Errors
/// When it cannot be read or the copy not written.
pub fn copy_atomic(from: &Path, to: &Path) -> Result<()> {
    let mut source = open(from)?;
    write_atomic(to, |out| io::copy(&mut source, out).map(|_| ()))
}

/// Takes a lock that ends with the returned file or with the process, however it ends.
///
/// # Errors
/// When the file cannot be made; `None` when another process holds the lock.
pub fn try_lock(path: &Path) -> Result<Option<File>> {
    let file = File::create(path).map_err(failed("write", path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(cause)) => Err(Error::File { action: "lock", path: path.to_owned(), cause }),
    }
}

/// Whether something is there by that name.
#[must_use]
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Whether a folder is there by that name.
#[must_use]
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// The files and folders in a folder, in the order of their names.
///
/// # Errors
/// When it cannot be read.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(failed("read", folder))?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<PathBuf>>>()
        .map_err(failed("read", folder))?;
    paths.sort_unstable();
    Ok(paths)
}

/// How many bytes a file has.
///
/// # Errors
/// When it cannot be looked at.
pub fn size(path: &Path) -> Result<u64> {
    fs::metadata(path).map(|about| about.len()).map_err(failed("read", path))
}

/// The most memory that this process has taken so far, in bytes, where the system tells.
#[must_use]
pub fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Removes a file; one that is not there is fine.
///
/// # Errors
/// When it cannot be removed.
pub fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(failed("remove", path)(cause)),
        _ => Ok(()),
    }
}

/// Removes a folder with all that is in it; one that is not there is fine.
///
/// # Errors
/// When it cannot be removed.
pub fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(failed("remove", path)(cause)),
        _ => Ok(()),
    }
}

/// Makes a folder and those above it; one that is there is fine.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(failed("make the folder", path))
}

/// Makes a folder that only its owner may enter (mode 0700), and those above it.
///
/// # Errors
/// When it cannot be made.
pub fn make_private_folder(path: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(failed("make the folder", path))
}

/// Makes an empty file that only its owner may use (mode 0600), unless it is there.
///
/// # Errors
/// When it cannot be made.
pub fn make_private_file(path: &Path) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let opened = fs::OpenOptions::new().append(true).create(true).mode(0o600).open(path);
    opened.map(|_| ()).map_err(failed("write", path))
}

/// What lies somewhere, links not followed: enough to tell whether it was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// What it is.
    pub kind: Kind,
    /// Its number in its file system.
    pub inode: u64,
    /// How many bytes a file has; 0 for others.
    pub bytes: u64,
    /// When its content was changed, in nanoseconds.
    pub modified: i128,
    /// When anything about it was changed, in nanoseconds; nobody can set that.
    pub changed: i128,
}

/// What lies under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A plain file.
    File,
    /// A folder.
    Folder,
    /// A link, device or whatever else.
    Other,
}

/// What lies under a name; `None` if nothing does.
///
/// # Errors
/// When that cannot be told.
pub fn stamp(path: &Path) -> Result<Option<Stamp>> {
    match fs::symlink_metadata(path) {
        Ok(about) => Ok(Some(stamp_of(&about))),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(failed("look at", path)(cause)),
    }
}

/// The stamp of what the system told.
#[must_use]
pub fn stamp_of(about: &fs::Metadata) -> Stamp {
    use std::os::unix::fs::MetadataExt;
    let kind = match about.file_type() {
        kind if kind.is_file() => Kind::File,
        kind if kind.is_dir() => Kind::Folder,
        _ => Kind::Other,
    };
    let nanoseconds = |seconds: i64, part: i64| i128::from(seconds) * 1_000_000_000 + i128::from(part);
    Stamp {
        kind,
        inode: about.ino(),
        bytes: if kind == Kind::File { about.len() } else { 0 },
        modified: nanoseconds(about.mtime(), about.mtime_nsec()),
        changed: nanoseconds(about.ctime(), about.ctime_nsec()),
    }
}

/// Gives something another name in the same file system, in one step that survives a crash. Tells whether it was there.
///
/// # Errors
/// When that cannot be done; it then has its old name.
pub fn rename(from: &Path, to: &Path) -> Result<bool> {
    match fs::rename(from, to) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound && matches!(stamp(from), Ok(None)) => return Ok(false),
        moved => moved.map_err(failed("move", from))?,
    }
    [from, to].into_iter().filter_map(Path::parent).try_for_each(sync_folder)?;
    Ok(true)
}

fn sync_folder(folder: &Path) -> Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed("write", folder))
}

/// As [`list`]; a folder that is not there is empty.
///
/// # Errors
/// When it cannot be read.
pub fn list_if_there(folder: &Path) -> Result<Vec<PathBuf>> {
    if exists(folder) { list(folder) } else { Ok(Vec::new()) }
}

/// The bytes of all files in a folder and those below it; none where there is no folder.
///
/// # Errors
/// When it cannot be listed.
pub fn total_size(folder: &Path) -> Result<u64> {
    let mut total = 0;
    for path in list_if_there(folder)? {
        match stamp(&path)? {
            Some(Stamp { kind: Kind::Folder, .. }) => total += total_size(&path)?,
            Some(stamp) => total += stamp.bytes,
            None => {}
        }
    }
    Ok(total)
}

/// How much room a disk has, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// What can still be written.
    pub free: u64,
    /// What it holds at most.
    pub all: u64,
}

/// The room on the disk that something lies on.
///
/// # Errors
/// When the system does not tell.
pub fn room(path: &Path) -> Result<Room> {
    let about = rustix::fs::statvfs(path).map_err(|cause| failed("look at", path)(cause.into()))?;
    let bytes = |blocks: u64| blocks.saturating_mul(about.f_frsize);
    Ok(Room { free: bytes(about.f_bavail), all: bytes(about.f_blocks) })
}

/// Copies a file and returns the hash of what was read, in hex. The copy has its name only when it is complete; to be sure
/// that it is on the disk takes [`sync_file_system`].
///
/// # Errors
/// When it cannot be read or the copy not be written.
pub fn copy_unsynced(from: &Path, to: &Path) -> Result<String> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut temporary = to.as_os_str().to_owned();
    temporary.push(".part");
    let temporary = PathBuf::from(temporary);
    let mut source = open(from)?;
    let options = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary);
    let mut copy = options.map_err(failed("write", to))?;
    let (mut hasher, mut piece) = (Sha256::new(), vec![0; 1 << 18]);
    loop {
        let count = source.read(&mut piece).map_err(failed("read", from))?;
        if count == 0 {
            break;
        }
        hasher.update(&piece[..count]);
        copy.write_all(&piece[..count]).map_err(failed("write", to))?;
    }
    fs::rename(&temporary, to).map_err(failed("write", to))?;
    Ok(hex(&hasher.finalize()))
}

/// Waits until all that was written to the disk that a folder lies on is there.
///
/// # Errors
/// When the disk fails.
pub fn sync_file_system(folder: &Path) -> Result<()> {
    rustix::fs::syncfs(open(folder)?).map_err(|cause| failed("write", folder)(cause.into()))
}

/// Makes a folder that only its owner may enter. Tells whether it did: not where something has that name.
///
/// # Errors
/// When it cannot be made.
pub fn make_new_folder(path: &Path) -> Result<bool> {
    use std::os::unix::fs::DirBuilderExt;
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        made => made.map(|()| true).map_err(failed("make the folder", path)),
    }
}

/// Removes an empty folder; one that is not there is fine.
///
/// # Errors
/// When it cannot be removed.
pub fn remove_empty_folder(path: &Path) -> Result<()> {
    match fs::remove_dir(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(failed("remove", path)(cause)),
        _ => Ok(()),
    }
}

/// Writes a file whole: to a temporary name beside it, flushed to the disk, then renamed over it (mode 0600).
///
/// # Errors
/// When writing fails, as on a full disk; the old file, if any, is then untouched.
pub fn write_atomic(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    write_whole(path, 0o600, write)
}

/// As [`write_atomic`]; others may read it as far as the process's umask lets them.
///
/// # Errors
/// As [`write_atomic`].
pub fn write_for_others(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    write_whole(path, 0o666, write)
}

fn write_whole(path: &Path, mode: u32, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut name = OsStr::new(".").to_owned();
    name.push(path.file_name().unwrap_or_else(|| OsStr::new("file")));
    name.push(".part");
    let temporary = folder.join(name);
    let result = write_and_rename(&temporary, path, mode, write);
    if result.is_err() {
        fs::remove_file(&temporary).ok();
    }
    result.map_err(failed("write", path))?;
    // The rename itself must survive a crash, too.
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed("write", folder))
}

fn write_and_rename(
    temporary: &Path,
    path: &Path,
    mode: u32,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(temporary)?;
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(temporary, path)
}

/// The absolute path, as far as it can be told.
#[must_use]
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
