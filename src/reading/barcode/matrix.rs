//! Codes with error correction at a likely place: QR Code, Data Matrix, Aztec Code, PDF417.

use super::regions::Candidate;
use super::{Budget, Symbology, engine};
use crate::model::{Barcode, Rect};
use crate::raster::{Gray, Page};

/// Taken along around a place; codes need some paper beside them.
const MARGIN: u32 = 24;
/// White added around the picture, so that codes at the page's edge have their quiet zone.
const PADDING: u32 = 12;

/// Reads all codes at a place.
pub(super) fn read(page: &Page, candidate: &Candidate, symbologies: &[Symbology], budget: &mut Budget) -> Vec<Barcode> {
    let place = candidate.place.grown(MARGIN, page.gray.width(), page.gray.height());
    let picture = padded(&page.gray.crop(place));
    if !budget.spend(picture.pixels().len() as u64 * symbologies.len() as u64) {
        return Vec::new();
    }
    let found = engine::read(&picture, symbologies).into_iter();
    found
        .map(|one| {
            let inside = one.around();
            one.at(on_page(inside, place))
        })
        .collect()
}

/// From the padded picture to the page.
fn on_page(inside: Rect, place: Rect) -> Rect {
    let x = (place.x + inside.x).saturating_sub(PADDING).max(place.x);
    let y = (place.y + inside.y).saturating_sub(PADDING).max(place.y);
    let right = (place.x + inside.right()).saturating_sub(PADDING).clamp(x, place.right());
    let bottom = (place.y + inside.bottom()).saturating_sub(PADDING).clamp(y, place.bottom());
    Rect::new(x, y, right - x, bottom - y)
}

fn padded(picture: &Gray) -> Gray {
    let mut wide = Gray::new(picture.width() + 2 * PADDING, picture.height() + 2 * PADDING, 255);
    let stride = wide.width() as usize;
    for y in 0..picture.height() {
        let start = (y + PADDING) as usize * stride + PADDING as usize;
        wide.pixels_mut()[start..start + picture.width() as usize].copy_from_slice(picture.row(y));
    }
    wide
}
