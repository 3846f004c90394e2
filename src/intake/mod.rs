//! A batch folder to an ordered plan of documents; pages are decoded one at a time, when asked for.
//!
//! | file | holds |
//! |---|---|
//! | `header` | `batch.toml` |
//! | `index` | `index.csv` |
//! | `letters` | what cash letters say of themselves |
//! | `listing` | the files of the folder, in natural order |
//! | `plan` | documents made of pages |

mod header;
mod index;
mod letters;
mod listing;
mod plan;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::{BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::files;
use crate::model::{Batch, PageFault, PageSource};
use crate::raster::PageImage;
use listing::PageFile;
pub use plan::PlannedDocument;

/// Something to tell about a batch that does not stop it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, line or page it is about.
    pub place: String,
    /// What was found and what was done about it.
    pub message: String,
}

/// A page decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedPage {
    /// Its pixels.
    pub image: PageImage,
    /// SHA-256 of width, height and pixels, in hex: the same picture has the same hash in whatever file it came.
    pub hash: String,
}

/// A batch ready to be read; it holds no page and no file open, and serves any number of threads.
#[derive(Debug)]
pub struct BatchFolder {
    header: Batch,
    plan: Vec<PlannedDocument>,
    findings: Vec<Finding>,
    pages: BTreeMap<Arc<str>, PageFile>,
    /// Everything that makes the batch what it is: names and paths, sorted by name.
    contents: BTreeMap<String, PathBuf>,
}

/// Opens a batch: a folder, or a single file of pages.
///
/// # Errors
/// When there are no page files in it, or `batch.toml` or the header of `index.csv` is wrong.
pub fn open(path: &Path, today: Date) -> Result<BatchFolder> {
    open_for(path, today, today)
}

/// Opens a batch as [`open`] does; one that does not say its deposit date has `deposit`.
///
/// # Errors
/// As [`open`].
pub fn open_for(path: &Path, today: Date, deposit: Date) -> Result<BatchFolder> {
    let folder = files::is_folder(path);
    let listing = if folder {
        listing::of_folder(path)?
    } else {
        files::open(path)?;
        listing::of_file(path)
    };
    if listing.pages.is_empty() {
        let message =
            "has no page files (.tif, .tiff, .png, .jpg, .jpeg, .pdf, .x937, .x9, .icl); is it the right folder?";
        return Err(Error::content(path, None, message));
    }
    let mut header = header::read(listing.header.as_deref(), &name_of(path, folder), today, deposit)?;
    let mut findings = listing.findings;
    findings.extend(letters::findings(&listing.pages));
    letters::complete(&mut header, &listing.pages);
    let mut planner = plan::Planner::new(&listing.pages);
    match &listing.index {
        Some(index) => {
            let (rows, index_findings) = index::read(index)?;
            findings.extend(index_findings);
            planner.indexed(rows);
        }
        None if header.duplex => planner.duplex(),
        None => planner.in_order(),
    }
    let (plan, plan_findings) = planner.finish();
    findings.extend(plan_findings);
    let named = |name: &str, path: Option<PathBuf>| path.map(|path| (name.to_owned(), path));
    let contents = (listing.pages.iter().map(|file| (file.name.to_string(), file.path.clone())))
        .chain(named("batch.toml", listing.header))
        .chain(named("index.csv", listing.index))
        .collect();
    let pages = listing.pages.into_iter().map(|file| (Arc::clone(&file.name), file)).collect();
    Ok(BatchFolder { header, plan, findings, pages, contents })
}

/// Whether a file is taken as one of pages: by its name, or by how it begins.
#[must_use]
pub fn is_page_file(path: &Path) -> bool {
    listing::is_page_file(path)
}

/// Whether a file of that name says nothing about a batch: what desktop systems leave behind.
#[must_use]
pub fn is_litter(name: &str) -> bool {
    listing::is_litter(name)
}

/// Whether a file of that name means something to a batch: pages, `batch.toml`, `index.csv`.
#[must_use]
pub fn is_of_a_batch(name: &str) -> bool {
    listing::is_of_a_batch(name)
}

/// What a batch is called that does not say so itself: the folder's name, or the file's without its extension.
fn name_of(path: &Path, folder: bool) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| files::absolute(path));
    let name = if folder { whole.file_name() } else { whole.file_stem() };
    name.unwrap_or_default().to_string_lossy().into_owned()
}

impl BatchFolder {
    /// What is known of the batch before its pages are looked at.
    #[must_use]
    pub const fn header(&self) -> &Batch {
        &self.header
    }

    /// Its documents in order.
    #[must_use]
    pub fn plan(&self) -> &[PlannedDocument] {
        &self.plan
    }

    /// What there is to tell about it.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Its files of pages, by name in sorted order, with where they are.
    pub fn files(&self) -> impl Iterator<Item = (&Arc<str>, &Path)> {
        self.pages.values().map(|file| (&file.name, file.path.as_path()))
    }

    /// Decodes one page of it.
    ///
    /// # Errors
    /// When the page cannot be opened or decoded; the fault names file and reason.
    pub fn load(&self, source: &PageSource) -> std::result::Result<LoadedPage, PageFault> {
        let file = self.pages.get(&source.file);
        if let Some(fault) = plan::fault_of(file, source) {
            return Err(fault);
        }
        let fault = |why: &str| PageFault(format!("`{}` page {}: {why}", source.file, source.page));
        let Some((path, Ok(scan))) = file.map(|file| (&file.path, &file.scan)) else { return Err(fault("it is gone")) };
        let reader = BufReader::new(files::open(path).map_err(|error| fault(&error.to_string()))?);
        // The decoders of others are sound as far as is known; should one panic, that costs this page alone.
        let decoded = catch_unwind(AssertUnwindSafe(|| scan.page(reader, source.page)));
        let image = decoded.map_err(|_| fault("its decoder failed"))?.map_err(|error| fault(&error.to_string()))?;
        let hash = hash_of(&image);
        Ok(LoadedPage { image, hash })
    }

    /// SHA-256 over names and contents of all its files, in hex: the same batch again has the same fingerprint,
    /// wherever it lies.
    ///
    /// # Errors
    /// When a file that could be read before no longer can.
    pub fn fingerprint(&self) -> Result<String> {
        let mut hash = Sha256::new();
        for (name, path) in &self.contents {
            hash.update((name.len() as u64).to_le_bytes());
            hash.update(name);
            let readable = self.pages.get(name.as_str()).is_none_or(|file| file.scan.is_ok());
            match content_hash(path) {
                Ok(content) => hash.update(content),
                Err(error) if readable => return Err(error),
                Err(_) => hash.update(b"unreadable"),
            }
        }
        Ok(hex(&hash.finalize()))
    }
}

fn content_hash(path: &Path) -> Result<[u8; 32]> {
    let failed = |cause| Error::File { action: "read", path: path.to_owned(), cause };
    let mut file = files::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = file.read(&mut buffer).map_err(failed)?;
        if count == 0 {
            return Ok(hash.finalize().into());
        }
        hash.update(&buffer[..count]);
    }
}

fn hash_of(image: &PageImage) -> String {
    let mut hash = Sha256::new();
    hash.update(image.gray.width().to_le_bytes());
    hash.update(image.gray.height().to_le_bytes());
    hash.update(image.gray.pixels());
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| DIGITS[usize::from(digit)] as char).collect()
}
