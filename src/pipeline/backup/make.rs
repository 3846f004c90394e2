//! The copy of a store, made while others work with it.

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::head::{Head, list_name};
use crate::error::{Error, Result};
use crate::files;
use crate::pipeline::replay::open;
use crate::store::review::{AuditEntry, AuditStore, Seconds};
use crate::store::{Content, OperationStore, SqliteStore};

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupMade {
    /// How many files it has.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many of them were copied this time.
    pub copied: u64,
    /// Scans and bill files that the store should have and that are missing or damaged there.
    pub lost: Vec<String>,
}

/// Makes a backup of a store, or brings one up to date.
///
/// # Errors
/// When there is no store, the folder holds the backup of another, or the disk fails; the backup of before then stays.
pub fn backup(data: &Path, target: &Path) -> Result<BackupMade> {
    let mut store = open(data)?;
    if files::absolute(target).starts_with(files::absolute(data)) {
        return Err(Error::Refused("a backup inside the store is none; name a folder on another disk".to_owned()));
    }
    files::make_private_folder(target)?;
    let busy = || Error::Refused(format!("another lockbox makes a backup in `{}`", target.display()));
    let _lock = files::try_lock(&target.join("backup.lock"))?.ok_or_else(busy)?;
    let before = Head::read(target)?;
    refuse_other_store(&store, target, before.as_ref())?;
    store.log(&AuditEntry {
        at: Seconds(Timestamp::now().as_second()),
        by: None,
        action: "backup".to_owned(),
        subject: files::absolute(target).display().to_string(),
        detail: String::new(),
    })?;
    let head = Maker { data, target, made: BackupMade { files: 0, bytes: 0, copied: 0, lost: Vec::new() } };
    head.make(&store)
}

/// Whoever empties a store, or names the wrong one, must not lose the backup with it.
fn refuse_other_store(store: &SqliteStore, target: &Path, before: Option<&Head>) -> Result<()> {
    let Some(before) = before else { return Ok(()) };
    if store.audit_hash(before.audit_row)?.as_ref() == Some(&before.audit_hash) {
        return Ok(());
    }
    Err(Error::Refused(format!(
        "`{}` holds the backup of another store, or of a later state of this one; name another folder",
        target.display()
    )))
}

struct Maker<'a> {
    data: &'a Path,
    target: &'a Path,
    made: BackupMade,
}

impl Maker<'_> {
    /// The database first: what it names is in the store by then, and stays.
    fn make(mut self, store: &SqliteStore) -> Result<BackupMade> {
        let database = self.copy_database(store)?;
        let (mut head, list) = self.write_list(&database)?;
        store.each_content(&mut |content, hash| {
            let name = match content {
                Content::Scan => format!("images/{}/{hash}", hash.get(..2).unwrap_or_default()),
                Content::Bills => format!("bills/{hash}.csv"),
            };
            if !files::exists(&self.target.join(&name)) && !self.made.lost.contains(&name) {
                self.made.lost.push(name);
            }
            Ok(())
        })?;
        let kept = self.target.join(list_name(&list));
        files::rename(&self.target.join("list.new"), &kept)?;
        files::sync_file_system(self.target)?;
        head.list = list;
        head.write(self.target)?;
        self.remove_old(&head)?;
        tracing::info!(files = self.made.files, copied = self.made.copied, "backup made");
        Ok(self.made)
    }

    /// Copies the database as it is now; its hash becomes its name.
    fn copy_database(&self, store: &SqliteStore) -> Result<PathBuf> {
        let folder = self.target.join("database");
        files::make_private_folder(&folder)?;
        let new = folder.join("new.sqlite");
        ["", "-wal", "-shm", "-journal"].iter().try_for_each(|ending| {
            let mut name = new.clone().into_os_string();
            name.push(ending);
            files::remove(Path::new(&name))
        })?;
        store.copy_to(&new)?;
        Ok(new)
    }

    /// Copies what is not there yet and lists everything; the list's hash is known when it is written.
    fn write_list(&mut self, database: &Path) -> Result<(Head, String)> {
        let hash = files::sha256(database)?;
        let name = format!("database/{hash}.sqlite");
        files::rename(database, &self.target.join(&name))?;
        let (audit_row, audit_hash) = SqliteStore::audit_head_of(&self.target.join(&name))?;
        let list = self.target.join("list.new");
        let mut failed = None;
        let target = self.target.to_owned();
        let written = files::write_atomic(&list, |out| {
            let listed = self.list(&hash, &name, out);
            listed.map_err(|error| {
                failed = Some(error);
                std::io::Error::other("the list was not made")
            })
        });
        if let Some(error) = failed {
            return Err(error);
        }
        written?;
        let head = Head {
            program: concat!("lockbox ", env!("CARGO_PKG_VERSION")).to_owned(),
            made: Timestamp::now().to_string(),
            list: String::new(),
            files: self.made.files,
            bytes: self.made.bytes,
            database: name,
            audit_row,
            audit_hash,
        };
        Ok((head, files::sha256(&target.join("list.new"))?))
    }

    fn list(&mut self, hash: &str, database: &str, out: &mut dyn Write) -> Result<()> {
        self.add(hash, database, out)?;
        for shelf in files::list_if_there(&self.data.join("images"))? {
            for image in files::list_if_there(&shelf)? {
                let (Some(name), Some(shelf)) = (name_of(&image), name_of(&shelf)) else { continue };
                if is_hash(name) {
                    self.take(&image, name, &format!("images/{shelf}/{name}"), out)?;
                }
            }
        }
        for file in files::list_if_there(&self.data.join("bills"))? {
            let hash = name_of(&file).and_then(|name| name.strip_suffix(".csv")).filter(|hash| is_hash(hash));
            if let Some(hash) = hash {
                self.take(&file, hash, &format!("bills/{hash}.csv"), out)?;
            }
        }
        Ok(())
    }

    /// Takes a file whose content has that hash into the backup, unless it is there.
    fn take(&mut self, file: &Path, hash: &str, name: &str, out: &mut dyn Write) -> Result<()> {
        let kept = self.target.join(name);
        if !files::exists(&kept) {
            if let Some(folder) = kept.parent() {
                files::make_private_folder(folder)?;
            }
            if files::copy_unsynced(file, &kept)? != hash {
                files::remove(&kept)?;
                self.made.lost.push(name.to_owned());
                return Ok(());
            }
            self.made.copied += 1;
        }
        self.add(hash, name, out)
    }

    fn add(&mut self, hash: &str, name: &str, out: &mut dyn Write) -> Result<()> {
        let path = self.target.join(name);
        self.made.files += 1;
        self.made.bytes += files::size(&path)?;
        writeln!(out, "{hash}  {name}").map_err(|cause| Error::File { action: "write", path, cause })
    }

    /// Databases and lists of earlier backups; scans stay.
    fn remove_old(&self, head: &Head) -> Result<()> {
        let keep = [self.target.join(&head.database), head.list_file(self.target)];
        for file in files::list(&self.target.join("database"))? {
            if !keep.contains(&file) {
                files::remove(&file)?;
            }
        }
        for file in files::list(self.target)? {
            let is_list = name_of(&file).is_some_and(|name| name.starts_with("list-") && name.ends_with(".sha256"));
            if is_list && !keep.contains(&file) {
                files::remove(&file)?;
            }
        }
        Ok(())
    }
}

fn name_of(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}
