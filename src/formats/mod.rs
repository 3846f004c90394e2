//! Bytes to typed records and back, without policy: one file or folder per format, reading and writing together.

pub mod bills;
pub mod book;
pub mod cash_letter;
mod cell;
mod finding;
pub mod outputs;
pub mod page_json;
pub mod pdf;
pub mod picture;
mod posting_row;
pub mod remittance;
pub mod returns;
pub mod scan;
pub mod tiff;

use crate::raster::Turn;

/// No page is wider or higher, in pixels.
const LONGEST_SIDE: u32 = 20_000;

/// No page has more pixels: a legal sheet at 600 dpi has 43 million.
const MOST_PIXELS: u64 = 45_000_000;

/// Decoding a page takes no more memory than this, in bytes: a letter sheet in color at 600 dpi takes 135 million.
const MOST_BYTES: u64 = 140_000_000;

/// Refuses pages that no check scanner makes, before any memory is taken for them.
fn check_size(width: u32, height: u32) -> Result<(), String> {
    if width == 0 || height == 0 {
        return Err(format!("the page has no area ({width} x {height} pixels)"));
    }
    let pixels = u64::from(width) * u64::from(height);
    if width > LONGEST_SIDE || height > LONGEST_SIDE || pixels > MOST_PIXELS {
        return Err(format!(
            "the page is too large ({width} x {height} pixels; at most {LONGEST_SIDE} a side and {} million in all)",
            MOST_PIXELS / 1_000_000
        ));
    }
    Ok(())
}

/// Refuses pages that take too many bytes a pixel to decode, before any memory is taken for them; else tells how many
/// they take.
fn check_memory(width: u32, height: u32, bytes_a_pixel: u32) -> Result<u64, String> {
    check_size(width, height)?;
    let bytes = u64::from(width) * u64::from(height) * u64::from(bytes_a_pixel);
    if bytes > MOST_BYTES {
        return Err(format!(
            "the page is too large ({width} x {height} pixels in color); scan it in gray or with fewer dots an inch"
        ));
    }
    Ok(bytes)
}

/// What takes more bytes to decode is in memory alone.
const LARGE: u64 = 40_000_000;

/// Waits until no other large page is in memory, if decoding this one takes so many bytes that it is large.
fn wait_if_large(bytes: u64) -> Option<Turn> {
    (bytes > LARGE).then(Turn::take)
}

/// A resolution as a whole number, where it is believable for scanned paper.
fn believable(dots_per_inch: f64) -> Option<u32> {
    (50.0..=1200.0).contains(&dots_per_inch).then(|| dots_per_inch.round() as u32)
}
