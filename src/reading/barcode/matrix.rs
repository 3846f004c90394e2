//! Codes with error correction: QR Code, Data Matrix, PDF417.
//!
//! The first engine is asked; where it fails and the place is likely a code, the second.

use super::engine::{self, Found};
use super::regions::Candidate;
use super::{Budget, Symbology, second};
use crate::model::{Barcode, Rect};
use crate::raster::{Gray, Page};

/// Taken along around a place; codes need some paper beside them.
const MARGIN: u32 = 24;
/// White added around the picture, so that codes at the page's edge have their quiet zone.
const PADDING: u32 = 12;
/// So many codes are looked for in one place.
const MOST_IN_PLACE: usize = 4;
/// Print hardly ever looks like a block of so many pixels.
const LARGE: u64 = 40_000;

/// Reads all codes at a place.
pub(super) fn read(page: &Page, candidate: &Candidate, symbologies: &[Symbology], budget: &mut Budget) -> Vec<Barcode> {
    let mut found = Vec::new();
    if symbologies.is_empty() {
        return found;
    }
    let likely = candidate.strong || candidate.area() >= LARGE;
    let place = candidate.place.grown(MARGIN, page.gray.width(), page.gray.height());
    let mut picture = padded(&page.gray.crop(place));
    while found.len() < MOST_IN_PLACE {
        let Some((code, inside)) = first(&picture, symbologies, likely, budget) else {
            break;
        };
        whiten(&mut picture, inside);
        found.push(code.at(on_page(inside, place)));
    }
    found
}

/// The first code that any way of looking shows, and where in the picture.
fn first(picture: &Gray, symbologies: &[Symbology], likely: bool, budget: &mut Budget) -> Option<(Found, Rect)> {
    let pixels = picture.pixels().len() as u64;
    for symbology in symbologies {
        if !budget.spend(pixels) {
            return None;
        }
        if let Some(found) = engine::decode(*symbology, picture) {
            let place = place(&found, picture);
            return Some((spelled(found, picture), place));
        }
    }
    if !likely || !budget.spend(pixels * symbologies.len() as u64) {
        return None;
    }
    let found = second::read(picture, symbologies).into_iter().next()?;
    let place = place(&found, picture);
    Some((found, place))
}

/// How bytes become letters beyond ASCII, and where the text of an Aztec Code in several parts begins, the second
/// engine knows better.
fn spelled(found: Found, picture: &Gray) -> Found {
    if found.text.is_ascii() && found.symbology != Symbology::Aztec {
        return found;
    }
    let again = second::read(picture, &[found.symbology]).into_iter().next();
    Found { text: again.map_or_else(|| found.text.clone(), |again| again.text), ..found }
}

/// The rectangle around an engine's points; the whole picture where they make none.
fn place(found: &Found, picture: &Gray) -> Rect {
    let whole = Rect::new(0, 0, picture.width(), picture.height());
    let Rect { width, height, .. } = found.around();
    if found.points.len() < 3 || width == 0 || height == 0 {
        return whole;
    }
    // The points are centres of corner patterns or corners: a sixth of the size takes in the rest.
    found.around().grown(width.max(height) / 6 + 2, whole.width, whole.height)
}

/// From the padded picture to the page.
fn on_page(inside: Rect, place: Rect) -> Rect {
    let x = (place.x + inside.x).saturating_sub(PADDING).max(place.x);
    let y = (place.y + inside.y).saturating_sub(PADDING).max(place.y);
    let right = (place.x + inside.right()).saturating_sub(PADDING).clamp(x, place.right());
    let bottom = (place.y + inside.bottom()).saturating_sub(PADDING).clamp(y, place.bottom());
    Rect::new(x, y, right - x, bottom - y)
}

fn whiten(picture: &mut Gray, place: Rect) {
    for y in place.y..place.bottom() {
        for x in place.x..place.right() {
            picture.set(x, y, 255);
        }
    }
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
