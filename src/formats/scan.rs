//! Files of pages: what a file is by its first bytes (never by its name), how many pages it has, and each page.

use std::io::{self, Read, Seek, SeekFrom};

use super::cash_letter::{self, CashLetter};
use super::pdf::{Pdf, PdfError};
use super::picture;
use super::tiff::{self, PageTable, TiffError, TiffReader};
use super::wait_if_large;
use crate::raster::PageImage;

/// No picture file is larger.
const LARGEST_PICTURE: u64 = 256 << 20;

/// What a file is, going by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A TIFF of any kind.
    Tiff,
    /// A PNG or JPEG.
    Picture,
    /// An image cash letter.
    CashLetter,
    /// A PDF.
    Pdf,
    /// Pages in a form that is not read; the text says which and what to do.
    Unread(&'static str),
    /// Not pages at all; the text says what it looks like.
    Other(&'static str),
}

/// First bytes of forms of pages that are not read, and what to say.
const UNREAD: [(usize, &[u8], &str); 8] = [
    (0, b"GIF8", "GIF is not read; save it as TIFF or PNG"),
    (0, b"BM", "BMP is not read; save it as TIFF or PNG"),
    (8, b"WEBP", "WebP is not read; save it as TIFF or PNG"),
    (4, b"ftyp", "HEIC and AVIF are not read; save it as JPEG or PNG"),
    (4, b"jP  ", "JPEG 2000 is not read; save it as TIFF or PNG"),
    (0, b"\xff\x4f\xff\x51", "JPEG 2000 is not read; save it as TIFF or PNG"),
    (0, b"\x97JB2", "JBIG2 is not read; save it as TIFF (Group 4)"),
    (0, b"PK\x03\x04", "it is a ZIP archive; unpack it into the batch folder"),
];

/// Tells what a file is from its first bytes (64 are enough).
#[must_use]
pub fn recognise(head: &[u8]) -> Kind {
    if head.is_empty() {
        return Kind::Other("the file is empty; scan or copy it again");
    }
    if head.starts_with(b"II\x2a\0") || head.starts_with(b"MM\0\x2a") || is_big_tiff(head) {
        return Kind::Tiff;
    }
    if head.starts_with(picture::PNG) || head.starts_with(picture::JPEG) {
        return Kind::Picture;
    }
    // Some writers put a mark or a line end before it.
    if head.windows(5).take(16).any(|window| window == b"%PDF-") {
        return Kind::Pdf;
    }
    if cash_letter::looks_like_one(head) {
        return Kind::CashLetter;
    }
    let known = UNREAD.iter().find(|(at, mark, _)| head.get(*at..).is_some_and(|rest| rest.starts_with(mark)));
    if let Some((_, _, what)) = known {
        return Kind::Unread(what);
    }
    let text = |byte: &u8| matches!(byte, b'\t' | b'\r' | b'\n' | b' '..=b'~');
    Kind::Other(if head.iter().all(text) {
        "it is text, not an image, whatever its name says; put the scanned page in its place"
    } else if head.iter().all(|byte| *byte == 0) {
        "it holds only zeros, as after an interrupted copy; copy it again"
    } else {
        "it is not an image that can be read; save the page as TIFF, PNG or JPEG"
    })
}

fn is_big_tiff(head: &[u8]) -> bool {
    head.starts_with(b"II\x2b\0") || head.starts_with(b"MM\0\x2b")
}

/// Why a file or a page of it cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// It could not be read.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is something else; the text says what and what to do.
    #[error("{0}")]
    NotPages(&'static str),
    /// A TIFF that cannot be decoded.
    #[error(transparent)]
    Tiff(#[from] TiffError),
    /// A PDF that cannot be decoded.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// A PNG or JPEG that cannot be decoded.
    #[error("{0}")]
    Picture(String),
    /// A record of a cash letter whose image cannot be had.
    #[error("record {record}: {why}")]
    Record {
        /// Its number in the file, counted from 1.
        record: u64,
        /// What is wrong.
        why: String,
    },
}

/// A file of pages that was looked over; it holds no file open.
#[derive(Debug, Clone)]
pub struct Scan(Form);

#[derive(Debug, Clone)]
enum Form {
    Tiff(PageTable),
    Picture,
    CashLetter(CashLetter),
    Pdf(Pdf),
}

impl Scan {
    /// Recognises a file and finds its pages; decodes none.
    ///
    /// # Errors
    /// When it is not a file of pages, or none of its pages can be found.
    pub fn survey<R: Read + Seek>(mut reader: R) -> Result<Self, ScanError> {
        match recognise(&head(&mut reader)?) {
            Kind::Tiff => Ok(Self(Form::Tiff(TiffReader::open(reader)?.pages().clone()))),
            Kind::Picture => Ok(Self(Form::Picture)),
            Kind::Pdf => Ok(Self(Form::Pdf(Pdf::survey(reader)?))),
            Kind::CashLetter => Ok(Self(Form::CashLetter(cash_letter::survey(reader)?))),
            Kind::Unread(what) | Kind::Other(what) => Err(ScanError::NotPages(what)),
        }
    }

    /// How many pages it has.
    #[must_use]
    pub fn page_count(&self) -> u32 {
        match &self.0 {
            Form::Tiff(pages) => pages.count(),
            Form::Picture => 1,
            Form::CashLetter(letter) => letter.page_count(),
            Form::Pdf(pdf) => pdf.page_count(),
        }
    }

    /// The cash letter that it is, for what its records say beside the pages.
    #[must_use]
    pub const fn cash_letter(&self) -> Option<&CashLetter> {
        match &self.0 {
            Form::CashLetter(letter) => Some(letter),
            _ => None,
        }
    }

    /// Why there may be more pages that cannot be found.
    #[must_use]
    pub fn break_off(&self) -> Option<&str> {
        match &self.0 {
            Form::Tiff(pages) => pages.break_off(),
            Form::Picture => None,
            Form::CashLetter(letter) => letter.break_off(),
            Form::Pdf(pdf) => pdf.break_off(),
        }
    }

    /// Decodes one page, counted from 1, of the same file.
    ///
    /// # Errors
    /// When there is no such page or nothing of it can be decoded.
    pub fn page<R: Read + Seek>(&self, mut reader: R, page: u32) -> Result<PageImage, ScanError> {
        match &self.0 {
            Form::Tiff(pages) => Ok(tiff::read_page(reader, pages, page.saturating_sub(1))?),
            Form::CashLetter(letter) => letter.page(reader, page),
            Form::Pdf(pdf) => Ok(pdf.page(reader, page)?),
            Form::Picture if page > 1 => Err(TiffError::NoPage { page, count: 1 }.into()),
            Form::Picture => {
                let mut bytes = Vec::new();
                // The file is in memory beside the page: a large one waits for its turn, too.
                let _turn = wait_if_large(4 * reader.seek(SeekFrom::End(0))?.min(LARGEST_PICTURE));
                reader.seek(SeekFrom::Start(0))?;
                reader.take(LARGEST_PICTURE).read_to_end(&mut bytes)?;
                picture::read(&bytes).map_err(ScanError::Picture)
            }
        }
    }
}

/// The first bytes of a file.
///
/// # Errors
/// When it cannot be read.
pub fn head<R: Read + Seek>(reader: &mut R) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.seek(SeekFrom::Start(0))?;
    reader.by_ref().take(64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::raster::Gray;

    #[test]
    fn the_first_bytes_decide() {
        let gray = Gray::new(20, 10, 200);
        let tiff = tiff::write_gray(&[gray.clone(), gray.clone()], 200, tiff::Compression::None);
        for (bytes, pages) in [(tiff, 2), (picture::write_png(&gray, 200), 1), (picture::write_jpeg(&gray, 90, 200), 1)]
        {
            let scan = Scan::survey(Cursor::new(&bytes)).unwrap();
            assert_eq!(scan.page_count(), pages);
            assert_eq!(scan.page(Cursor::new(&bytes), pages).unwrap().gray.width(), 20);
            assert!(scan.page(Cursor::new(&bytes), pages + 1).unwrap_err().to_string().contains("there is no page"));
        }
    }

    #[test]
    fn what_is_no_page_is_named() {
        for (bytes, part) in [
            (&b""[..], "empty"),
            (b"Dear Sir,\r\n", "text"),
            (&[0; 200], "zeros"),
            (b"%PDF-1.4", "the PDF is damaged"),
            (b"\x01\x02\x03", "not an image"),
            (b"II+\0\x08\0\0\0\0\0\0\0", "BigTIFF"),
        ] {
            let why = Scan::survey(Cursor::new(bytes)).unwrap_err().to_string();
            assert!(why.contains(part), "{why}");
        }
    }
}
