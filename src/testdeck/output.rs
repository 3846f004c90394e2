//! Writes page images into the batch folder.

use std::io::Cursor;
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, ImageError};

use super::kinds::PageFormat;
use crate::error::{Error, Result};
use crate::files;
use crate::raster::Gray;

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
            Page::Image(gray) if matches!(format, PageFormat::GrayTiff | PageFormat::BitonalTiff) => run.push(gray),
            Page::Image(gray) => {
                let (ending, bytes) = match format {
                    PageFormat::Jpeg => ("jpg", jpeg(&gray, quality)),
                    _ => ("png", png(&gray)),
                };
                stored.push(save(folder, first + at, ending, bytes)?);
            }
            Page::Broken => {
                flush(folder, first + at, &mut run, format, &mut stored)?;
                stored.push(save(folder, first + at, "tif", Ok(BROKEN.to_vec()))?);
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
    let bytes = tiff(run, format);
    let one = save(folder, end - run.len(), "tif", bytes)?;
    stored.extend((1..=run.len() as u32).map(|page| Stored { page, ..one.clone() }));
    run.clear();
    Ok(())
}

fn save(folder: &Path, number: usize, ending: &str, bytes: std::result::Result<Vec<u8>, String>) -> Result<Stored> {
    let file = format!("p{number:06}.{ending}");
    let path = folder.join(&file);
    let bytes = bytes.map_err(|message| Error::content(&path, None, message))?;
    files::write_atomic(&path, |out| out.write_all(&bytes))?;
    Ok(Stored { file, page: 1 })
}

fn png(gray: &Gray) -> std::result::Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let done = PngEncoder::new(Cursor::new(&mut bytes)).write_image(
        gray.pixels(),
        gray.width(),
        gray.height(),
        ExtendedColorType::L8,
    );
    done.map(|()| bytes).map_err(|error: ImageError| error.to_string())
}

fn jpeg(gray: &Gray, quality: u8) -> std::result::Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let done = JpegEncoder::new_with_quality(&mut bytes, quality).write_image(
        gray.pixels(),
        gray.width(),
        gray.height(),
        ExtendedColorType::L8,
    );
    done.map(|()| bytes).map_err(|error: ImageError| error.to_string())
}

fn tiff(pages: &[Gray], _format: PageFormat) -> std::result::Result<Vec<u8>, String> {
    use tiff::encoder::{TiffEncoder, colortype::Gray8};
    let mut bytes = Vec::new();
    let mut encoder = TiffEncoder::new(Cursor::new(&mut bytes)).map_err(|error| error.to_string())?;
    for page in pages {
        encoder.write_image::<Gray8>(page.width(), page.height(), page.pixels()).map_err(|error| error.to_string())?;
    }
    Ok(bytes)
}
