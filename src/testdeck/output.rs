//! Writes page images into the batch folder.

use std::path::Path;

use super::kinds::PageFormat;
use crate::drawing::canvas::DPI;
use crate::error::Result;
use crate::files;
use crate::formats::pdf;
use crate::formats::picture::{write_jpeg, write_png};
use crate::formats::tiff::{Compression, write_g4, write_gray};
use crate::raster::{Bits, Gray};

/// A page to store.
pub(super) enum Page {
    Image(Gray),
    /// A file that is no picture.
    Broken,
}

/// Where a page was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) file: String,
    pub(super) page: u32,
}

/// The start of a TIFF file whose directory lies beyond its end.
const BROKEN: &[u8] = b"II*\0\xF0\xFF\x0F\0this is no picture";

/// Stores pages in order; files are named after the number of their first page in the batch.
pub(super) fn write(
    folder: &Path,
    first: usize,
    pages: Vec<Page>,
    format: PageFormat,
    quality: u8,
) -> Result<Vec<Stored>> {
    let mut stored = Vec::with_capacity(pages.len());
    let mut run: Vec<Gray> = Vec::new();
    for (at, page) in pages.into_iter().enumerate() {
        match page {
            Page::Image(gray) if matches!(format, PageFormat::GrayTiff | PageFormat::BitonalTiff | PageFormat::Pdf) => {
                run.push(gray);
            }
            Page::Image(gray) => {
                let (ending, bytes) = match format {
                    PageFormat::Jpeg => ("jpg", write_jpeg(&gray, quality, DPI)),
                    _ => ("png", write_png(&gray, DPI)),
                };
                stored.push(save(folder, first + at, ending, &bytes)?);
            }
            Page::Broken => {
                flush(folder, first + at, &mut run, format, &mut stored)?;
                stored.push(save(folder, first + at, "tif", BROKEN)?);
            }
        }
    }
    let end = first + stored.len() + run.len();
    flush(folder, end, &mut run, format, &mut stored)?;
    Ok(stored)
}

/// Stores the pages gathered so far, which end before page `end` of the batch, as one file.
fn flush(folder: &Path, end: usize, run: &mut Vec<Gray>, format: PageFormat, stored: &mut Vec<Stored>) -> Result<()> {
    if run.is_empty() {
        return Ok(());
    }
    let (ending, bytes) = match format {
        PageFormat::Pdf => ("pdf", pdf::write(run, DPI, true)),
        PageFormat::BitonalTiff => {
            let pages: Vec<(Bits, u32)> = run.iter().map(|gray| (Bits::darker_than(gray, 128), DPI)).collect();
            ("tif", write_g4(&pages))
        }
        _ => ("tif", write_gray(run, DPI, Compression::Lzw)),
    };
    let one = save(folder, end - run.len(), ending, &bytes)?;
    stored.extend((1..=run.len() as u32).map(|page| Stored { page, ..one.clone() }));
    run.clear();
    Ok(())
}

pub(super) fn save(folder: &Path, number: usize, ending: &str, bytes: &[u8]) -> Result<Stored> {
    let file = format!("p{number:06}.{ending}");
    let path = folder.join(&file);
    files::write_atomic(&path, |out| out.write_all(bytes))?;
    Ok(Stored { file, page: 1 })
}
