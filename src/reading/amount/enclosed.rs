//! The amount that the payer wrote on the coupon, in a box that asks for it.

use super::{crop, figures};
use crate::model::{Field, Money, Reading, Rect, Source};
use crate::raster::{Bits, Page};
use crate::reading::text::Ruling;

/// Boxes for an amount are about this high and wide, in thousandths of an inch.
const HEIGHTS: std::ops::RangeInclusive<u32> = 150..=700;
const WIDTHS: std::ops::RangeInclusive<u32> = 700..=3500;
/// What stands on the box's own lines, in thousandths of an inch.
const INSET: u32 = 15;
/// White paper around a crop, in thousandths of an inch.
const MARGIN: u32 = 30;
/// How surely the amount must be read.
const SURE: f32 = 0.99;

/// Reads the amount written into a box of a coupon; of several boxes, the only one with an amount.
#[must_use]
pub fn read(page: &Page) -> Field<Money> {
    let ruling = Ruling::find(&page.ink, page.dpi);
    let boxes = ruling.boxes(page.dpi);
    let places: Vec<Rect> = boxes.iter().filter_map(|place| written(&page.ink, *place, page.dpi)).collect();
    if places.is_empty() {
        return Field::Absent;
    }
    let around = |place: &Rect| place.grown(MARGIN * page.dpi / 1000, page.gray.width(), page.gray.height());
    let read = |place: &Rect| {
        let (value, confidence) = figures::read(&page.gray.crop(around(place)))?.best()?;
        Some(Reading { value, confidence, source: Source::Courtesy, place: Some(*place) })
    };
    let mut found = places.iter().filter_map(read);
    match (found.next(), found.next()) {
        (Some(only), None) => Field::gated(only, SURE),
        _ => Field::Unread(None),
    }
}

/// The ink inside a box of an amount's size.
fn written(ink: &Bits, place: Rect, dpi: u32) -> Option<Rect> {
    let mils = |length: u32| length * 1000 / dpi.max(1);
    if !HEIGHTS.contains(&mils(place.height)) || !WIDTHS.contains(&mils(place.width)) {
        return None;
    }
    let inset = INSET * dpi / 1000;
    let (width, height) = (place.width.saturating_sub(2 * inset), place.height.saturating_sub(2 * inset));
    crop::within(ink, Rect::new(place.x + inset, place.y + inset, width, height), dpi)
}
