//! The files of a batch folder, in natural order of their names, each looked over once.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use super::Finding;
use crate::error::{Error, Result};
use crate::files;
use crate::formats::scan::{Kind, Scan, head, recognise};

/// Extensions of files that are taken as pages even where they turn out not to be.
const PAGE_EXTENSIONS: [&str; 9] = ["tif", "tiff", "png", "jpg", "jpeg", "pdf", "x937", "x9", "icl"];

/// Files that desktop systems leave behind, and the list by which the hot folder knows that a batch is whole; nobody needs
/// to hear of them.
const LITTER: [&str; 4] = [".ds_store", "thumbs.db", "desktop.ini", "manifest.sha256"];

/// A file of pages.
#[derive(Debug)]
pub(super) struct PageFile {
    /// Relative to the folder, `/` between parts.
    pub(super) name: Arc<str>,
    pub(super) path: PathBuf,
    /// Its pages, or why it has none.
    pub(super) scan: std::result::Result<Scan, String>,
}

/// What a folder holds.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) pages: Vec<PageFile>,
    pub(super) header: Option<PathBuf>,
    pub(super) index: Option<PathBuf>,
    pub(super) findings: Vec<Finding>,
}

/// Lists a folder and those below it; links are not followed.
pub(super) fn of_folder(folder: &Path) -> Result<Listing> {
    let mut listing = Listing::default();
    let mut names = BTreeSet::new();
    for entry in WalkDir::new(folder).min_depth(1) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.depth() == 0 => {
                return Err(Error::File { action: "list", path: folder.to_owned(), cause: error.into() });
            }
            Err(error) => {
                listing.unlistable(folder, error);
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        let mut name = relative(folder, entry.path());
        while !names.insert(name.clone()) {
            name.push('_');
        }
        listing.take(name, entry.path(), entry.file_type().is_file());
    }
    listing.pages.sort_by(|a, b| natural(&a.name, &b.name));
    listing.findings.sort_by(|a, b| natural(&a.place, &b.place));
    Ok(listing)
}

/// A single file as a listing of its own.
pub(super) fn of_file(path: &Path) -> Listing {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into();
    Listing { pages: vec![PageFile { name, path: path.to_owned(), scan: survey(path) }], ..Listing::default() }
}

impl Listing {
    /// Something below the folder could not be entered: what is in it is missing, and that must show.
    fn unlistable(&mut self, folder: &Path, error: walkdir::Error) {
        let path = error.path().unwrap_or(folder).to_owned();
        let name = relative(folder, &path).into();
        self.pages.push(PageFile { name, path, scan: Err(format!("it cannot be listed: {error}")) });
    }

    fn take(&mut self, name: String, path: &Path, is_file: bool) {
        match name.to_ascii_lowercase().as_str() {
            "batch.toml" if is_file => self.header = Some(path.to_owned()),
            "index.csv" if is_file => self.index = Some(path.to_owned()),
            lower if LITTER.contains(&lower.rsplit('/').next().unwrap_or(lower)) => {}
            lower if lower.rsplit('/').next().is_some_and(|name| name.starts_with('.')) => {
                self.ignored(name, "a hidden file; it is ignored");
            }
            lower if !is_file && has_page_extension(lower) => {
                let why = "it is a link, which is not followed; put the file itself here".to_owned();
                self.pages.push(PageFile { name: name.into(), path: path.to_owned(), scan: Err(why) });
            }
            _ if !is_file => self.ignored(name, "a link or device, not a file; it is ignored"),
            lower if has_page_extension(lower) || looks_like_pages(path) => {
                let scan = survey(path);
                self.pages.push(PageFile { name: name.into(), path: path.to_owned(), scan });
            }
            _ => self.ignored(
                name,
                "not a page file (.tif, .tiff, .png, .jpg, .jpeg, .pdf, .x937, .x9, .icl); it is ignored",
            ),
        }
    }

    fn ignored(&mut self, place: String, message: &str) {
        self.findings.push(Finding { place, message: message.to_owned() });
    }
}

fn relative(folder: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(folder).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Whether a file is taken as one of pages: by its name, or by how it begins.
pub(super) fn is_page_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    has_page_extension(&name) || looks_like_pages(path)
}

/// Whether a name is of what desktop systems leave behind.
pub(super) fn is_litter(name: &str) -> bool {
    LITTER.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether a file of that name means something to a batch.
pub(super) fn is_of_a_batch(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    matches!(lower.as_str(), "batch.toml" | "index.csv") || has_page_extension(&lower)
}

fn has_page_extension(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| PAGE_EXTENSIONS.contains(&extension))
}

/// A page under a strange name must not be lost.
fn looks_like_pages(path: &Path) -> bool {
    let head = files::open(path).ok().and_then(|mut file| head(&mut file).ok());
    head.is_some_and(|head| !matches!(recognise(&head), Kind::Other(_)))
}

fn survey(path: &Path) -> std::result::Result<Scan, String> {
    let file = files::open(path).map_err(|error| match error {
        Error::File { cause, .. } => format!("it cannot be opened: {cause}"),
        other => other.to_string(),
    })?;
    Scan::survey(BufReader::new(file)).map_err(|error| error.to_string())
}

/// Natural order: numbers within names count as numbers, letter case does not count; folder by folder.
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    let parts = |name: &str| name.split('/').map(pieces).collect::<Vec<_>>();
    parts(a).cmp(&parts(b)).then_with(|| a.cmp(b))
}

/// A stretch of a name; numbers compare by their length without leading zeros, then digit by digit.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Number(usize, String),
    Text(String),
}

fn pieces(name: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        pieces.push(if digits {
            let number = piece.trim_start_matches('0');
            Piece::Number(number.len(), number.to_owned())
        } else {
            Piece::Text(piece.to_lowercase())
        });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let mut names =
            ["page10.tif", "Page2.tif", "page1.tif", "b/1.tif", "a/10.tif", "a/9.tif", "page02.tif", "page2b"];
        names.sort_by(|a, b| natural(a, b));
        let wanted = ["a/9.tif", "a/10.tif", "b/1.tif", "page1.tif", "Page2.tif", "page02.tif", "page2b", "page10.tif"];
        assert_eq!(names, wanted);
        assert_eq!(natural("99999999999999999999998", "99999999999999999999999"), Ordering::Less);
    }
}
