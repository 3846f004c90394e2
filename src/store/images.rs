//! Image files by content hash.

use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::files;

/// A folder of files, each named by the SHA-256 of its content; the same scan is kept once.
#[derive(Debug, Clone)]
pub struct Images {
    folder: PathBuf,
}

impl Images {
    /// The images of the store in `folder`.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps a copy of a file and returns its hash in hex. What is there already is not written again.
    ///
    /// # Errors
    /// When the file cannot be read or the copy not written.
    pub fn keep(&self, file: &Path) -> Result<String> {
        let hash = files::sha256(file)?;
        let target = self.path(&hash);
        if !files::exists(&target) {
            if let Some(folder) = target.parent() {
                files::make_private_folder(folder)?;
            }
            files::copy_atomic(file, &target)?;
        }
        Ok(hash)
    }

    /// Where the content of that hash is kept.
    #[must_use]
    pub fn path(&self, hash: &str) -> PathBuf {
        let shelf = hash.get(..2).unwrap_or("xx");
        self.folder.join(shelf).join(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_content_is_kept_once() {
        let folder = tempfile::tempdir().unwrap();
        let images = Images::new(folder.path().join("images"));
        for name in ["a.tif", "b.tif"] {
            let file = folder.path().join(name);
            files::write_atomic(&file, |out| out.write_all(b"pixels")).unwrap();
            let hash = images.keep(&file).unwrap();
            assert_eq!(files::read(&images.path(&hash), 100).unwrap(), b"pixels");
        }
        let kept = walkdir::WalkDir::new(folder.path().join("images")).into_iter().flatten();
        assert_eq!(kept.filter(|e| e.file_type().is_file()).count(), 1);
    }
}
