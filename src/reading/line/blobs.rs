//! The blobs of ink on a page, also when print is broken or runs together.

use crate::model::Rect;
use crate::raster::{Bits, Gray, Page, components};

/// Pages lower than this (in pixels) are cut-outs; of others a second look takes the lower half.
const CUT_OUT: u32 = 500;

/// Ways of looking for blobs, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// The page's ink as it is.
    Plain,
    /// Gaps of a pixel or two closed: for broken print.
    Closed,
    /// Bridges of a pixel or two opened: for characters that touch.
    Opened,
}

impl Look {
    pub(super) const ALL: [Self; 3] = [Self::Plain, Self::Closed, Self::Opened];

    /// The boxes of all blobs.
    pub(super) fn blobs(self, page: &Page) -> Vec<Rect> {
        // Shares of a 3 x 3 neighbourhood that must be ink: two of nine, seven of nine.
        match self {
            Self::Plain => boxes(&page.ink, 0),
            Self::Closed => lower_half(&page.gray, 199),
            Self::Opened => lower_half(&page.gray, 64),
        }
    }
}

fn boxes(ink: &Bits, top: u32) -> Vec<Rect> {
    components(ink).into_iter().map(|found| Rect { y: found.place.y + top, ..found.place }).collect()
}

fn lower_half(gray: &Gray, threshold: u8) -> Vec<Rect> {
    let top = if gray.height() > CUT_OUT { gray.height() / 2 } else { 0 };
    let part = gray.crop(Rect::new(0, top, gray.width(), gray.height()));
    boxes(&Bits::darker_than(&averaged(&part), threshold), top)
}

/// Each pixel as the mean of its 3 x 3 neighbourhood; the border as it is.
fn averaged(gray: &Gray) -> Gray {
    let mut result = gray.clone();
    let width = gray.width() as usize;
    let mut columns = vec![0u16; width];
    for y in 1..gray.height().saturating_sub(1) {
        for (x, sum) in columns.iter_mut().enumerate() {
            *sum = [y - 1, y, y + 1].iter().filter_map(|y| gray.row(*y).get(x)).map(|shade| u16::from(*shade)).sum();
        }
        let start = y as usize * width;
        for (x, around) in columns.windows(3).enumerate() {
            result.pixels_mut()[start + x + 1] = (around.iter().sum::<u16>() / 9) as u8;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_joins_broken_print_and_opening_parts_touching_print() {
        let mut gray = Gray::new(60, 30, 255);
        for y in 5..25 {
            for x in (5..15).chain(16..26).chain(40..50) {
                gray.set(x, y, 0);
            }
        }
        // A bridge of one row between two strokes.
        for x in 26..40 {
            gray.set(x, 15, 0);
        }
        let page = Page { ink: Bits::darker_than(&gray, 128), gray, dpi: 200, quality: Default::default() };
        let count = |look: Look| look.blobs(&page).len();
        assert_eq!(count(Look::Plain), 2);
        assert_eq!(count(Look::Closed), 1);
        assert_eq!(count(Look::Opened), 3);
    }
}
