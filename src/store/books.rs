//! Bill files as they came, and the books made of them.
//!
//! A file is kept under its content's hash before its load counts; a book stands beside it under the number of its load
//! and may be lost or damaged at any time: it is made again from the files.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use super::LoadId;
use crate::error::{Error, Result};
use crate::files;
use crate::formats::book::{Book, BookError};

/// The folder of bill files and books.
#[derive(Debug, Clone)]
pub struct Books {
    folder: PathBuf,
}

impl Books {
    pub(super) const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps a bill file whose content has that hash.
    ///
    /// # Errors
    /// When it cannot be read or not be written, or is being changed meanwhile.
    pub fn keep(&self, file: &Path, sha256: &str) -> Result<()> {
        files::make_private_folder(&self.folder)?;
        let kept = self.file(sha256);
        if !files::exists(&kept) {
            files::copy_atomic(file, &kept)?;
        }
        if files::sha256(&kept)? == sha256 {
            return Ok(());
        }
        files::remove(&kept)?;
        Err(Error::content(file, None, "it was changed while it was read; load it again when it is complete"))
    }

    /// Where the bill file of that hash is kept.
    #[must_use]
    pub fn file(&self, sha256: &str) -> PathBuf {
        self.folder.join(format!("{sha256}.csv"))
    }

    /// The book of a load, if there is one and it is whole.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn open(&self, load: LoadId) -> Result<Option<Book>> {
        let path = self.book(load);
        if !files::exists(&path) {
            return Ok(None);
        }
        match Book::read(&mut BufReader::new(files::open(&path)?)) {
            Ok(book) => Ok(Some(book)),
            Err(error @ (BookError::Other | BookError::Damaged | BookError::Read(_))) => {
                tracing::warn!(load = load.0, %error, "the kept bill book is not used, it is made again");
                Ok(None)
            }
        }
    }

    /// Keeps the book of a load, and no book of an earlier one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&self, load: LoadId, book: &Book) -> Result<()> {
        files::make_private_folder(&self.folder)?;
        files::write_atomic(&self.book(load), |out| book.write(out))?;
        for earlier in files::list(&self.folder)? {
            let is_book = earlier.extension().is_some_and(|extension| extension == "book");
            if is_book && earlier != self.book(load) {
                files::remove(&earlier)?;
            }
        }
        Ok(())
    }

    fn book(&self, load: LoadId) -> PathBuf {
        self.folder.join(format!("load-{}.book", load.0))
    }
}
