//! PDF: the scanned images on its pages (ISO 32000). Pages drawn with text or lines are named as such, not rendered; they
//! can be written, as bills are.
//!
//! The file is read by seeking; what stays in memory is where its objects are. Everything that a file can ask for is
//! bounded: the bytes that a stream unpacks to, the depth of references, the images and pixels of a page.
//!
//! | file | holds |
//! |---|---|
//! | `syntax` | bytes to objects and operators |
//! | `file`, `xref` | objects by their numbers |
//! | `filters` | packed streams to bytes |
//! | `content` | which images a page shows, and where |
//! | `image` | an image to shades of gray |
//! | `compose` | the images of a page to one page |
//! | `objects` | objects written, and where they are |
//! | `write` | the way back: scanned pages |
//! | `drawn` | pages of text and rectangles |

mod compose;
mod content;
mod drawn;
mod file;
mod filters;
mod image;
mod objects;
mod syntax;
#[cfg(test)]
mod tests;
mod write;
mod xref;

use std::collections::BTreeSet;
use std::io::{self, Read, Seek};

use crate::raster::PageImage;
pub use drawn::{Box4, DrawnPage, DrawnPdf, FaceId, PackedPage, Point, Shape, Step};
use file::Source;
use syntax::Object;
pub use write::write;
use xref::Places;

/// A file never has more pages.
const MOST_PAGES: usize = 65_535;

/// No tree of pages is deeper.
const DEEPEST: usize = 64;

/// Why a PDF or one of its pages cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The file could not be read.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The file breaks the format's rules beyond repair.
    #[error("the PDF is damaged: {0}")]
    Malformed(String),
    /// The file uses something that is not read here.
    #[error("the PDF uses what is not supported: {0}")]
    Unsupported(String),
    /// It asks for more memory or work than any scanned page.
    #[error("the PDF is too large: {0}")]
    TooLarge(String),
    /// The page shows no scan.
    #[error("the PDF page is drawn with {0}, not scanned; print it to TIFF or PNG")]
    NotScanned(&'static str),
    /// The file has no such page.
    #[error("there is no page {page}; the file has {count}")]
    NoPage {
        /// The page asked for, counted from 1.
        page: u32,
        /// How many there are.
        count: u32,
    },
}

impl PdfError {
    fn malformed(what: &str) -> Self {
        Self::Malformed(what.to_owned())
    }
}

/// Where the objects and pages of a PDF are, to open the same file again without looking for them.
#[derive(Debug, Clone)]
pub struct Pdf {
    places: Places,
    /// The object numbers of its pages.
    pages: Vec<u32>,
    break_off: Option<String>,
}

impl Pdf {
    /// Finds all pages.
    ///
    /// # Errors
    /// When it is encrypted, or none of its pages can be found.
    pub fn survey<R: Read + Seek>(mut reader: R) -> Result<Self, PdfError> {
        let length = file::length(&mut reader)?;
        let found = match xref::read(&mut reader, length) {
            Ok(places) => Self::of(&mut reader, length, places),
            Err(error) => Err(error),
        };
        match found {
            Ok(pdf) if !pdf.pages.is_empty() => Ok(pdf),
            Err(error @ (PdfError::Io(_) | PdfError::Unsupported(_))) => Err(error),
            _ => {
                let places = xref::rebuild(&mut reader, length)?;
                let loose: Vec<u32> = places.loose_pages.iter().copied().take(MOST_PAGES).collect();
                let mut pdf = Self::of(&mut reader, length, places)?;
                if pdf.pages.is_empty() {
                    pdf.pages = loose;
                    pdf.break_off = Some("its list of pages is damaged; there may be more".to_owned());
                }
                match pdf.pages.is_empty() {
                    true => Err(PdfError::malformed("no page can be found")),
                    false => Ok(pdf),
                }
            }
        }
    }

    fn of<R: Read + Seek>(reader: &mut R, length: u64, places: Places) -> Result<Self, PdfError> {
        if places.encrypted {
            return Err(PdfError::Unsupported("encryption; save it without a password".to_owned()));
        }
        let mut source = Source::new(reader, length, &places);
        let (pages, break_off) = pages(&mut source, places.root)?;
        Ok(Self { places, pages, break_off })
    }

    /// How many pages there are.
    #[must_use]
    pub fn page_count(&self) -> u32 {
        self.pages.len() as u32
    }

    /// Why there may be more pages that cannot be found.
    #[must_use]
    pub fn break_off(&self) -> Option<&str> {
        self.break_off.as_deref()
    }

    /// Decodes one page, counted from 1, of the same file.
    ///
    /// # Errors
    /// When there is no such page, it shows no scan, or an image on it cannot be decoded.
    pub fn page<R: Read + Seek>(&self, mut reader: R, page: u32) -> Result<PageImage, PdfError> {
        let number = (page as usize).checked_sub(1).and_then(|at| self.pages.get(at));
        let number = *number.ok_or_else(|| PdfError::NoPage { page, count: self.page_count() })?;
        let length = file::length(&mut reader)?;
        let mut source = Source::new(&mut reader, length, &self.places);
        let sheet = content::sheet(&mut source, number)?;
        compose::page(&mut source, &sheet)
    }
}

/// The pages of the tree in order, and why there may be more.
fn pages<R: Read + Seek>(source: &mut Source<'_, R>, root: u32) -> Result<(Vec<u32>, Option<String>), PdfError> {
    let mut pages = Vec::new();
    let catalog = source.object(root)?;
    let Some(top) = catalog.dict().and_then(|dict| dict.reference(b"Pages")) else { return Ok((pages, None)) };
    let tree = source.object(top)?;
    let said = tree.dict().and_then(|dict| dict.number(b"Count")).unwrap_or(0.0);
    let mut seen = BTreeSet::from([top]);
    // Each level of the tree is a list of children yet to be visited, the next one last.
    let mut levels = vec![children(source, &tree)?];
    let mut missing = false;
    while let Some(level) = levels.last_mut() {
        let Some(number) = level.pop() else {
            levels.pop();
            continue;
        };
        if !seen.insert(number) || pages.len() == MOST_PAGES || levels.len() == DEEPEST {
            missing = true;
            continue;
        }
        // What is damaged costs its own pages only.
        let node = match source.object(number) {
            Err(error @ (PdfError::Io(_) | PdfError::TooLarge(_))) => return Err(error),
            node => node.unwrap_or(Object::Null),
        };
        match node.dict() {
            Some(dict) if dict.get(b"Kids").is_some() => levels.push(children(source, &node)?),
            Some(_) => pages.push(number),
            None => missing = true,
        }
    }
    let fewer = (pages.len() as f64) < said;
    let why = || format!("the file counts {said} pages, {} can be found", pages.len());
    let break_off = (missing || fewer).then(why);
    Ok((pages, break_off))
}

/// The children of a node, the first one last.
fn children<R: Read + Seek>(source: &mut Source<'_, R>, node: &Object) -> Result<Vec<u32>, PdfError> {
    let kids = match node.dict() {
        Some(dict) => source.get(dict, b"Kids")?,
        None => Object::Null,
    };
    Ok(kids.array().iter().rev().filter_map(Object::reference).collect())
}
