//! Small pictures and pages with an unread code, searched as a whole as they were scanned.

use super::{Budget, Symbology, engine};
use crate::model::{Barcode, Rect};
use crate::raster::{Page, PageImage};

/// Pages turned less than this, in degrees, and of the picture's shape within so many percent are the picture itself
/// in another size.
const STRAIGHT: f32 = 0.1;
const SHAPE: u64 = 2;

/// Pictures of so few pixels are looked at closely.
const TINY: u64 = 100_000;

/// Every code anywhere on the picture.
pub(super) fn read(image: &PageImage, page: &Page, symbologies: &[Symbology], budget: &mut Budget) -> Vec<Barcode> {
    let pixels = u64::from(image.gray.width()) * u64::from(image.gray.height());
    if !budget.spend(pixels * symbologies.len() as u64) {
        return Vec::new();
    }
    let mut found = engine::read(&image.gray, symbologies);
    if found.is_empty() && pixels < TINY {
        found.extend(engine::read_closely(&image.gray, symbologies));
    }
    found
        .into_iter()
        .map(|one| {
            let place = on_page(one.around(), image, page);
            one.at(place)
        })
        .collect()
}

/// From the picture to the page; the whole page where it was cut out of the picture or turned.
fn on_page(place: Rect, image: &PageImage, page: &Page) -> Rect {
    let (from, to) = ((image.gray.width(), image.gray.height()), (page.gray.width(), page.gray.height()));
    let (wide, high) = (u64::from(to.0) * u64::from(from.1), u64::from(to.1) * u64::from(from.0));
    let same_shape = wide.abs_diff(high) * 100 <= wide.max(high) * SHAPE;
    if !same_shape || page.quality.skew_degrees.abs() > STRAIGHT {
        return Rect::new(0, 0, to.0, to.1);
    }
    let scaled = |at: u32, from: u32, to: u32| (u64::from(at) * u64::from(to) / u64::from(from.max(1))) as u32;
    let (x, y) = (scaled(place.x, from.0, to.0), scaled(place.y, from.1, to.1));
    let (right, bottom) = (scaled(place.right(), from.0, to.0), scaled(place.bottom(), from.1, to.1));
    Rect::new(x, y, right.min(to.0).saturating_sub(x), bottom.min(to.1).saturating_sub(y))
}
