//! Codes with error correction: QR Code, Data Matrix, PDF417.
//!
//! A place is tried as it is; where that fails and it looks much like a code, without noise, and enlarged.

use super::regions::Candidate;
use super::{Budget, Symbology, engine};
use crate::model::{Barcode, Rect};
use crate::raster::{Gray, Page};

/// Taken along around a place; codes need some paper beside them.
const MARGIN: u32 = 24;
/// White added around the picture, so that codes at the page's edge have their quiet zone.
const PADDING: u32 = 12;
/// Pictures with more pixels are not enlarged.
const MOST_TO_ENLARGE: usize = 60_000;
/// So many codes are looked for in one place.
const MOST_IN_PLACE: usize = 4;

/// Reads all codes at a place.
pub(super) fn read(page: &Page, candidate: &Candidate, symbologies: &[Symbology], budget: &mut Budget) -> Vec<Barcode> {
    let mut found = Vec::new();
    if symbologies.is_empty() {
        return found;
    }
    let strong = candidate.strong;
    let place = candidate.place.grown(MARGIN, page.gray.width(), page.gray.height());
    let mut picture = padded(&page.gray.crop(place));
    while found.len() < MOST_IN_PLACE {
        let Some((symbology, text, inside)) = first(&picture, symbologies, strong, budget) else {
            break;
        };
        whiten(&mut picture, inside);
        found.push(Barcode { format: symbology.name().into(), text, place: Some(on_page(inside, place)) });
    }
    found
}

type First = (Symbology, String, Rect);

/// The first code that any way of looking shows.
fn first(picture: &Gray, symbologies: &[Symbology], strong: bool, budget: &mut Budget) -> Option<First> {
    let ways: [&dyn Fn() -> Option<(Gray, u32)>; 3] =
        [&|| Some((picture.clone(), 1)), &|| Some((median(picture), 1)), &|| {
            (picture.pixels().len() <= MOST_TO_ENLARGE).then(|| (doubled(picture), 2))
        }];
    for way in &ways[..if strong { ways.len() } else { 1 }] {
        let Some((view, scale)) = way() else { continue };
        for symbology in symbologies {
            if !budget.spend(view.pixels().len() as u64) {
                return None;
            }
            if let Some(found) = engine::decode(*symbology, &view) {
                let whole = Rect::new(0, 0, picture.width(), picture.height());
                return Some((*symbology, found.text, around(&found.points, scale, whole)));
            }
        }
    }
    None
}

/// The rectangle around the engine's points; the whole picture where they make none.
fn around(points: &[(f32, f32)], scale: u32, whole: Rect) -> Rect {
    let fold = |of: fn(&(f32, f32)) -> f32| {
        let values = points.iter().map(of);
        let least = values.clone().fold(f32::INFINITY, f32::min).max(0.0);
        (least as u32 / scale, values.fold(0.0, f32::max) as u32 / scale)
    };
    let ((left, right), (top, bottom)) = (fold(|point| point.0), fold(|point| point.1));
    if points.len() < 3 || right <= left || bottom <= top {
        return whole;
    }
    // The points are centres of corner patterns or corners: a sixth of the size takes in the rest.
    let by = (right - left).max(bottom - top) / 6 + 2;
    Rect::new(left, top, right - left, bottom - top).grown(by, whole.width, whole.height)
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

/// Each pixel the middle one of nine.
fn median(picture: &Gray) -> Gray {
    let mut calm = picture.clone();
    let width = picture.width() as usize;
    for y in 1..picture.height().saturating_sub(1) {
        let rows = [picture.row(y - 1), picture.row(y), picture.row(y + 1)];
        let target = &mut calm.pixels_mut()[y as usize * width..][..width];
        for (x, shade) in target.iter_mut().enumerate().take(width.saturating_sub(1)).skip(1) {
            let column = |x: usize| sorted([rows[0][x], rows[1][x], rows[2][x]]);
            let (left, here, right) = (column(x - 1), column(x), column(x + 1));
            // Of nine in sorted columns, the middle one is the middle of: the largest of the least, the middle of the
            // middles, the least of the largest.
            let least = left[0].max(here[0]).max(right[0]);
            let middle = sorted([left[1], here[1], right[1]])[1];
            let largest = left[2].min(here[2]).min(right[2]);
            *shade = sorted([least, middle, largest])[1];
        }
    }
    calm
}

fn sorted([a, b, c]: [u8; 3]) -> [u8; 3] {
    let (low, high) = (a.min(b), a.max(b));
    [low.min(c), low.max(high.min(c)), high.max(c)]
}

fn doubled(picture: &Gray) -> Gray {
    let mut large = Gray::new(picture.width() * 2, picture.height() * 2, 255);
    for y in 0..large.height() {
        for x in 0..large.width() {
            // Nine parts of the pixel itself, three of each neighbour on this side, one of the one across.
            let beside = if x % 2 == 0 { (x / 2).saturating_sub(1) } else { (x / 2 + 1).min(picture.width() - 1) };
            let beyond = if y % 2 == 0 { (y / 2).saturating_sub(1) } else { (y / 2 + 1).min(picture.height() - 1) };
            let shade = |x, y| u32::from(picture.get(x, y));
            let sum =
                shade(x / 2, y / 2) * 9 + (shade(beside, y / 2) + shade(x / 2, beyond)) * 3 + shade(beside, beyond);
            large.set(x, y, (sum / 16) as u8);
        }
    }
    large
}
