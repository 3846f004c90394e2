//! The pages to measure on: the rows of a truth table and where their files are.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::files;
use crate::testdeck::page_truth::{self, PageTruth};

/// The truth of a deck or of other images.
const TRUTH: &str = "truth.csv";

/// A page with its truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BenchPage {
    /// Where its file is.
    pub path: PathBuf,
    /// What is on it.
    pub truth: PageTruth,
}

/// The pages of a folder that have truth.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BenchPages {
    /// Those that are there, in the order of the table.
    pub pages: Vec<BenchPage>,
    /// Files of the table that are nowhere; nothing is counted for them.
    pub missing: Vec<String>,
}

/// Where the truth about a folder is: in it, or beside it as with the batch folder of a deck.
///
/// # Errors
/// When it is in neither place.
pub fn truth_of(folder: &Path) -> Result<PathBuf> {
    let inside = folder.join(TRUTH);
    let beside = folder.join("..").join(TRUTH);
    [inside, beside].into_iter().find(|path| files::exists(path)).ok_or_else(|| {
        let folder = folder.display();
        Error::Refused(format!("there is no {TRUTH} in `{folder}` or beside it; name the table with --truth"))
    })
}

impl BenchPages {
    /// Finds the pages of a truth table that lie in a folder. A file goes by its path from the table, from the folder,
    /// or from the folder `batch` in it.
    ///
    /// # Errors
    /// When the table cannot be used or none of its files is in the folder.
    pub fn find(folder: &Path, truth: &Path) -> Result<Self> {
        let whole =
            folder.canonicalize().map_err(|cause| Error::File { action: "list", path: folder.into(), cause })?;
        let rows =
            page_truth::read(files::open(truth)?).map_err(|error| Error::content(truth, None, error.to_string()))?;
        let places = [truth.parent().unwrap_or(folder).to_owned(), folder.to_owned(), folder.join("batch")];
        let mut found = Self::default();
        for row in rows {
            let path = places.iter().find_map(|place| place.join(&row.file).canonicalize().ok());
            match path {
                Some(path) if path.starts_with(&whole) => found.pages.push(BenchPage { path, truth: row }),
                // The table also tells of other folders.
                Some(_) => {}
                None => found.missing.push(row.file),
            }
        }
        found.missing.dedup();
        if found.pages.is_empty() {
            let (truth, folder) = (truth.display(), folder.display());
            return Err(Error::Refused(format!("no file that `{truth}` names is in `{folder}`")));
        }
        Ok(found)
    }
}
