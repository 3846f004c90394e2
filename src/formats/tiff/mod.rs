//! TIFF: pages of scanned paper in every compression that check scanners and fax machines use.
//!
//! The container is read here and not by a library because real files break its rules in ways that libraries refuse;
//! and a damaged page must give the rows that are good. Layout: TIFF 6.0; fax codes: ITU-T T.4 and T.6.
//!
//! | file | holds |
//! |---|---|
//! | `directory` | byte order, the chain of pages, tags and their values |
//! | `layout` | what the tags of a page say about its pixels |
//! | `fax`, `unpack` | packed bytes to rows |
//! | `shade` | samples to gray |
//! | `bare` | pixels that other formats hold |
//! | `container`, `write` | the way back |

mod bare;
mod container;
mod directory;
mod fax;
mod layout;
mod shade;
#[cfg(test)]
mod tests;
mod unpack;
mod write;

use std::io::{self, Read, Seek};

use crate::model::Rect;
use crate::raster::{Gray, PageImage};
use directory::{Directory, Source};
use fax::Outcome;
use layout::{Ink, Layout, Packing};

pub(super) use bare::{Bare, decode_bare};
pub(super) use write::group4;
pub use write::{Compression, write_g4, write_gray};

/// No strip or tile takes more packed bytes, and none unpacks to more.
const MOST_PACKED: u64 = 32 << 20;
const MOST_UNPACKED: u64 = 110 << 20;

/// Why a TIFF or one of its pages cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TiffError {
    /// The file could not be read.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The file breaks the format's rules beyond repair.
    #[error("the TIFF is damaged: {0}")]
    Malformed(String),
    /// The file uses something that is not read here.
    #[error("the TIFF uses what is not supported: {0}")]
    Unsupported(String),
    /// The page has no area or more than any scanner makes.
    #[error("{0}")]
    TooLarge(String),
    /// The file has no such page.
    #[error("there is no page {page}; the file has {count}")]
    NoPage {
        /// The page asked for, counted from 1.
        page: u32,
        /// How many there are.
        count: u32,
    },
}

impl TiffError {
    fn malformed(what: &str) -> Self {
        Self::Malformed(what.to_owned())
    }

    fn unsupported(what: &str) -> Self {
        Self::Unsupported(what.to_owned())
    }
}

/// Where the pages of a TIFF are: 4 bytes a page, to open the same file again without walking through it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageTable {
    offsets: Vec<u32>,
    break_off: Option<String>,
}

impl PageTable {
    /// How many pages there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.offsets.len() as u32
    }

    /// Why there may be more pages that cannot be found.
    #[must_use]
    pub fn break_off(&self) -> Option<&str> {
        self.break_off.as_deref()
    }
}

/// An open TIFF.
pub struct TiffReader<R> {
    source: Source<R>,
    pages: PageTable,
}

impl<R: Read + Seek> TiffReader<R> {
    /// Reads the header and finds all pages.
    ///
    /// # Errors
    /// When it is not a classic TIFF, or not even its first page can be found.
    pub fn open(reader: R) -> Result<Self, TiffError> {
        let mut source = Source::open(reader)?;
        let (offsets, break_off) = source.chain()?;
        if offsets.is_empty() {
            let why = break_off.unwrap_or_else(|| "it has no pages".to_owned());
            return Err(TiffError::Malformed(format!("its first page cannot be found: {why}")));
        }
        Ok(Self { source, pages: PageTable { offsets, break_off } })
    }

    /// How many pages were found.
    #[must_use]
    pub fn page_count(&self) -> u32 {
        self.pages.count()
    }

    /// Where the pages are.
    #[must_use]
    pub const fn pages(&self) -> &PageTable {
        &self.pages
    }

    /// Decodes one page, counted from 0.
    ///
    /// # Errors
    /// When there is no such page, or not one of its rows can be had; a page with some good rows is no error, its
    /// `damage` says what is missing.
    pub fn page(&mut self, index: u32) -> Result<PageImage, TiffError> {
        decode_page(&mut self.source, &self.pages, index)
    }
}

/// Decodes one page, counted from 0, of a file whose pages are known already.
///
/// # Errors
/// As [`TiffReader::page`].
pub fn read_page<R: Read + Seek>(reader: R, pages: &PageTable, index: u32) -> Result<PageImage, TiffError> {
    decode_page(&mut Source::open(reader)?, pages, index)
}

fn decode_page<R: Read + Seek>(source: &mut Source<R>, pages: &PageTable, index: u32) -> Result<PageImage, TiffError> {
    let count = pages.count();
    let at =
        pages.offsets.get(index as usize).ok_or_else(|| TiffError::NoPage { page: index.saturating_add(1), count })?;
    let directory = Directory::read(source, *at)?;
    let layout = Layout::of(&directory, source)?;
    // The page, and what a strip of it unpacks to.
    let turn = super::wait_if_large(2 * u64::from(layout.width) * u64::from(layout.height));
    let (gray, damage) = pixels(source, &layout)?;
    let gray = upright(gray, layout.orientation);
    let turned = matches!(layout.orientation, 5..=8);
    let resolution = layout.resolution.map(|(across, down)| if turned { (down, across) } else { (across, down) });
    let (gray, dpi) = squared(gray, resolution);
    Ok(PageImage { gray, dpi, bitonal: layout.is_bitonal(), damage, turn })
}

/// Decodes all strips or tiles; tells what is missing.
fn pixels<R: Read + Seek>(source: &mut Source<R>, layout: &Layout) -> Result<(Gray, Option<String>), TiffError> {
    let mut gray = Gray::new(layout.width, layout.height, 255);
    let across = layout.width.div_ceil(layout.chunk_width);
    let mut missing = 0;
    let mut y = 0;
    let mut chunks = 0..;
    while y < layout.height {
        let wanted = layout.chunk_rows.min(layout.height - y);
        let mut got = wanted;
        let mut ended = false;
        for (x, chunk) in (0..across).map(|column| column * layout.chunk_width).zip(&mut chunks) {
            let outcome = decode_chunk(source, layout, chunk, (x, y), &mut gray)?;
            got = got.min(outcome.rows);
            ended = outcome.ended;
        }
        missing += wanted - got;
        y += wanted;
        // The end mark in the last strip is the truth, whatever height the header promises.
        let early = ended && got < wanted && missing == wanted - got;
        if early && y == layout.height && !layout.tiled && missing < layout.height {
            return Ok((gray.crop(Rect::new(0, 0, layout.width, layout.height - missing)), None));
        }
    }
    match missing {
        0 => Ok((gray, None)),
        all if all >= layout.height => Err(TiffError::malformed("none of its rows can be decoded")),
        some => {
            Ok((gray, Some(format!("{some} of {} rows are missing: the file is damaged or cut short", layout.height))))
        }
    }
}

fn decode_chunk<R: Read + Seek>(
    source: &mut Source<R>,
    layout: &Layout,
    index: usize,
    (x, y): (u32, u32),
    gray: &mut Gray,
) -> Result<Outcome, TiffError> {
    let data = packed_bytes(source, layout, index)?;
    let rows = if layout.tiled { layout.chunk_rows } else { layout.chunk_rows.min(layout.height - y) };
    let mut at = y;
    let mut put = |shades: &[u8]| {
        put_row(gray, x, at, shades);
        at += 1;
    };
    if matches!(layout.packing, Packing::FaxRuns | Packing::Fax3 { .. } | Packing::Fax4) {
        let ink = if layout.ink == Ink::BlackIsZero { 255 } else { 0 };
        return Ok(fax::decode(&layout.packing, &data, layout.chunk_width, rows, ink, &mut put));
    }
    if layout.row_bytes() as u64 * u64::from(rows) > MOST_UNPACKED {
        return Err(TiffError::TooLarge(
            "a strip of the page is too large; scan it in gray or to smaller strips".to_owned(),
        ));
    }
    let bytes = unpack::unpack(layout, &data, rows);
    let mut shades = vec![255; layout.chunk_width as usize];
    for row in bytes.chunks_exact(layout.row_bytes()) {
        shade::row(layout, row, &mut shades);
        put(&shades);
    }
    Ok(Outcome { rows: (bytes.len() / layout.row_bytes()) as u32, ended: false })
}

/// The bytes of a strip or tile, pixels from the highest bit on. An unknown length reaches to the next one's start.
fn packed_bytes<R: Read + Seek>(source: &mut Source<R>, layout: &Layout, index: usize) -> Result<Vec<u8>, TiffError> {
    let Some(chunk) = layout.chunks.get(index) else { return Ok(Vec::new()) };
    let length = match chunk.length {
        0 => {
            let next = layout.chunks.get(index + 1).map(|next| next.offset).filter(|next| *next > chunk.offset);
            next.map_or_else(|| source.rest(chunk.offset), |next| next - chunk.offset)
        }
        known => known,
    };
    let mut bytes = source.bytes(chunk.offset, length.min(MOST_PACKED))?;
    if layout.reversed && !matches!(layout.packing, Packing::Jpeg { .. }) {
        bytes.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
    }
    Ok(bytes)
}

fn put_row(gray: &mut Gray, x: u32, y: u32, shades: &[u8]) {
    if x >= gray.width() || y >= gray.height() {
        return;
    }
    let start = y as usize * gray.width() as usize + x as usize;
    let count = shades.len().min((gray.width() - x) as usize);
    gray.pixels_mut()[start..start + count].copy_from_slice(&shades[..count]);
}

/// Turns the page as its orientation tag says.
pub(super) fn upright(gray: Gray, orientation: u32) -> Gray {
    let gray = match orientation {
        3 | 4 => gray.turned_half(),
        5 | 6 => gray.turned_quarter(),
        7 | 8 => gray.turned_quarter().turned_half(),
        _ => gray,
    };
    if matches!(orientation, 2 | 4 | 5 | 7) { mirrored(gray) } else { gray }
}

fn mirrored(mut gray: Gray) -> Gray {
    let width = gray.width() as usize;
    gray.pixels_mut().chunks_mut(width.max(1)).for_each(<[u8]>::reverse);
    gray
}

/// Makes pixels square: faxes have half as many rows as columns an inch.
pub(super) fn squared(gray: Gray, resolution: Option<(u32, u32)>) -> (Gray, Option<u32>) {
    let Some((across, down)) = resolution else { return (gray, None) };
    let dpi = across.max(down);
    let scaled = |side: u32, from: u32| (u64::from(side) * u64::from(dpi)).div_ceil(u64::from(from)) as u32;
    let (width, height) = (scaled(gray.width(), across), scaled(gray.height(), down));
    // A ratio beyond any fax machine's is a mistake in the tags.
    if across == down || dpi > 4 * across.min(down) || super::check_size(width, height).is_err() {
        return (gray, Some(dpi));
    }
    let mut square = Gray::new(width, height, 255);
    for y in 0..height {
        let from = gray.row((u64::from(y) * u64::from(down) / u64::from(dpi)) as u32);
        let start = y as usize * width as usize;
        for (x, shade) in square.pixels_mut()[start..start + width as usize].iter_mut().enumerate() {
            *shade = from.get(x * across as usize / dpi as usize).copied().unwrap_or(255);
        }
    }
    (square, Some(dpi))
}
