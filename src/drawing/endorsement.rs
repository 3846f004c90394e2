//! Endorsements, printed on the image of a check's back instead of its paper.

use super::canvas::{Canvas, Type};
use super::fonts::{Face, Fonts};
use crate::model::Rect;
use crate::raster::{Bits, Gray};

/// The letters, in points.
const SIZE: f32 = 8.0;

/// From one line to the next, and from the edge of the paper, in inches.
const LINE: f32 = 0.14;
const EDGE: f32 = 0.2;

/// How far apart the places are that are tried, in inches.
const STEP: f32 = 0.1;

/// Darker than this is ink.
const INK: u8 = 160;

/// The back of a check with lines of text on it, in one block where least stands; ink that is there stays.
///
/// `dpi` are the dots an inch of the page; the text is as large on paper in any resolution. What is longer than the
/// paper ends at its edge.
#[must_use]
pub fn endorsed(fonts: &Fonts, back: &Gray, dpi: u32, lines: &[String]) -> Gray {
    let ink = Bits::darker_than(back, INK);
    let mut canvas = Canvas::over(fonts, back.clone(), dpi);
    let style = Type::new(Face::Mono, SIZE);
    let width = lines.iter().map(|line| canvas.measure(line, style)).fold(0.0, f32::max);
    let height = LINE * lines.len() as f32;
    let (x, y) = emptiest(&canvas, &ink, width, height);
    for (at, line) in lines.iter().enumerate() {
        canvas.text(x, y + LINE * (at as f32 + 0.75), line, style);
    }
    canvas.into_gray()
}

/// The upper left corner of the place for a block where least ink is; of several, the highest and leftmost.
fn emptiest(canvas: &Canvas<'_>, ink: &Bits, width: f32, height: f32) -> (f32, f32) {
    let steps = |side: f32, block: f32| {
        let room = (side - block - 2.0 * EDGE).max(0.0);
        (0..=(room / STEP) as u32).map(|step| EDGE + STEP * step as f32)
    };
    let places = steps(canvas.height(), height)
        .flat_map(|y| steps(canvas.width(), width).map(move |x| (x, y)))
        .map(|(x, y)| (ink.count_in(around(canvas.place(x, y, width, height))), (x, y)));
    places.min_by_key(|(count, _)| *count).map_or((EDGE, EDGE), |(_, place)| place)
}

/// A little more than the place itself.
fn around(place: Rect) -> Rect {
    let (x, y) = (place.x.saturating_sub(4), place.y.saturating_sub(4));
    Rect::new(x, y, place.right() + 4 - x, place.bottom() + 4 - y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endorsement_covers_nothing() {
        let fonts = Fonts::all().unwrap();
        let lines = ["For deposit only".to_owned(), "1234567890".to_owned(), "2026-11-24 000000000000017".to_owned()];
        for dpi in [200, 240] {
            let mut back = Gray::new(6 * dpi, 11 * dpi / 4, 255);
            // Writing on the left half.
            for y in 0..back.height() {
                for x in 0..back.width() / 2 {
                    back.set(x, y, if (x / 8 + y / 8) % 2 == 0 { 0 } else { 255 });
                }
            }
            let endorsed = endorsed(&fonts, &back, dpi, &lines);
            let ink = |gray: &Gray| Bits::darker_than(gray, INK).count();
            let left = Rect::new(0, 0, back.width() / 2, back.height());
            assert_eq!(endorsed.crop(left), back.crop(left));
            assert!(ink(&endorsed) > ink(&back) + 1_000, "{}", ink(&endorsed) - ink(&back));
        }
    }

    #[test]
    fn any_page_is_endorsed_or_left_as_it_is() {
        let fonts = Fonts::all().unwrap();
        for (width, height) in [(0, 0), (1, 1), (30, 500), (500, 3)] {
            let back = Gray::new(width, height, 255);
            let endorsed = endorsed(&fonts, &back, 200, &["For deposit only".to_owned()]);
            assert_eq!((endorsed.width(), endorsed.height()), (width, height));
        }
    }
}
