//! Printed lines and boxes: finding them (they say where fields are) and taking them out (they spoil reading).

use crate::model::Rect;
use crate::raster::{Bits, Gray};

/// Straight printed lines of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ruling {
    /// Lines across, from the top.
    pub horizontal: Vec<Rect>,
    /// Lines down: long ones, and short ones that meet a line across.
    pub vertical: Vec<Rect>,
}

impl Ruling {
    /// Finds the lines on a page.
    #[must_use]
    pub fn find(ink: &Bits, dpi: u32) -> Self {
        let horizontal = stripes(ink, dpi, dpi / 2);
        let near = (dpi / 60).max(2);
        let joined = |y: u32, place: &Rect| {
            horizontal.iter().any(|line| {
                let beside = place.x + near >= line.x && place.x <= line.right() + near;
                beside && y + near >= line.y && y <= line.bottom() + near
            })
        };
        let vertical = stripes(&transposed(ink), dpi, dpi / 7).into_iter().map(swapped);
        // A short line down is the side of a box, joined above and below; else it is the stem of a letter.
        let is_side = |place: &Rect| joined(place.y, place) && joined(place.bottom(), place);
        let vertical = vertical.filter(|place| place.height > dpi / 2 || is_side(place)).collect();
        Self { horizontal, vertical }
    }

    /// The lines across, those put together that a little skew broke into pieces.
    #[must_use]
    pub fn joined(&self, dpi: u32) -> Vec<Rect> {
        let near = (dpi / 60).max(2);
        let mut pieces = self.horizontal.clone();
        pieces.sort_by_key(|piece| (piece.x, piece.y));
        let mut lines: Vec<Rect> = Vec::new();
        for piece in pieces {
            let goes_on = |line: &&mut Rect| {
                let level = piece.y <= line.bottom() + near && line.y <= piece.bottom() + near;
                level && piece.x <= line.right() + near && line.right() <= piece.x + near
            };
            match lines.iter_mut().find(goes_on) {
                Some(line) => *line = line.union(&piece),
                None => lines.push(piece),
            }
        }
        lines
    }

    /// The insides of boxes closed on all four sides, as drawn around the amount.
    #[must_use]
    pub fn boxes(&self, dpi: u32) -> Vec<Rect> {
        let near = dpi / 16;
        let spans = |y: u32, left: u32, right: u32| {
            let reaches = |line: &Rect| line.x <= left + near && line.right() + near >= right;
            self.horizontal.iter().any(|line| reaches(line) && line.y.abs_diff(y) <= near)
        };
        let mut boxes = Vec::new();
        for left in &self.vertical {
            for right in self.vertical.iter().filter(|right| right.x > left.right() + dpi / 2) {
                let level = left.y.abs_diff(right.y) <= near && left.bottom().abs_diff(right.bottom()) <= near;
                if level && [left.y, left.bottom()].iter().all(|y| spans(*y, left.x, right.right())) {
                    let (top, bottom) = (left.y.max(right.y), left.bottom().min(right.bottom()));
                    boxes.push(Rect::new(left.right(), top, right.x - left.right(), bottom.saturating_sub(top)));
                }
            }
        }
        boxes
    }

    /// Where lines across and lines down meet.
    fn corners(&self) -> Vec<Rect> {
        let mut corners = Vec::new();
        for down in &self.vertical {
            for across in &self.horizontal {
                let (left, right) = (down.x.max(across.x.saturating_sub(1)), down.right().min(across.right() + 1));
                let (top, bottom) = (across.y.max(down.y.saturating_sub(1)), across.bottom().min(down.bottom() + 1));
                if left < right && top < bottom {
                    corners.push(Rect::new(left, top, right - left, bottom - top));
                }
            }
        }
        corners
    }

    /// Takes the lines out of the page, but not the strokes that cross them.
    pub fn erase(&self, gray: &mut Gray, ink: &mut Bits) {
        let across = self.horizontal.iter().flat_map(|line| thin_parts(ink, *line));
        let turned = transposed(ink);
        let down = self.vertical.iter().flat_map(|line| thin_parts(&turned, swapped(*line))).map(swapped);
        let parts: Vec<Rect> = across.chain(down).chain(self.corners()).collect();
        for part in parts {
            // The soft rim of a line in gray reaches one pixel further than its ink.
            let rim = part.grown(1, gray.width(), gray.height());
            for y in rim.y..rim.bottom() {
                for x in rim.x..rim.right() {
                    let inside = x >= part.x && x < part.right() && y >= part.y && y < part.bottom();
                    if inside || !ink.get(x, y) {
                        gray.set(x, y, 255);
                    }
                    if inside {
                        ink.set(x, y, false);
                    }
                }
            }
        }
    }
}

/// Whether a stripe is a printed line and not the serifs of a line of print: mostly nothing hangs on it.
fn stands_alone(ink: &Bits, stripe: &Rect) -> bool {
    let bare: u32 = thin_parts(ink, *stripe).iter().map(|part| part.width).sum();
    bare * 5 >= stripe.width * 3
}

/// The parts of a line that nothing crosses: columns of ink no higher than the line is thick.
fn thin_parts(ink: &Bits, line: Rect) -> Vec<Rect> {
    let thickness = (ink.count_in(line).div_ceil(u64::from(line.width.max(1)))) as u32 + 2;
    let zone = Rect::new(line.x, line.y.saturating_sub(thickness), line.width, line.height + 2 * thickness);
    let mut parts = Vec::new();
    for x in zone.x..zone.right() {
        let mut top = None;
        for y in zone.y..=zone.bottom() {
            match (ink.get(x, y), top) {
                (true, None) => top = Some(y),
                (false, Some(start)) => {
                    top = None;
                    let on_line = start <= line.bottom() && y + 1 >= line.y;
                    if on_line && y - start <= thickness {
                        parts.push(Rect::new(x, start, 1, y - start));
                    }
                }
                _ => {}
            }
        }
    }
    parts
}

/// Long thin runs of ink across, at least `length` long; small breaks are bridged.
fn stripes(ink: &Bits, dpi: u32, length: u32) -> Vec<Rect> {
    // Straightening a page leaves steps in its lines.
    let least = length.min(dpi / 7);
    let (mut stripes, mut open): (Vec<Rect>, Vec<Rect>) = Default::default();
    for y in 0..ink.height() {
        stripes.extend(open.extract_if(.., |stripe| y > stripe.bottom() + 1));
        for (left, right) in bridged_runs(ink, y, (dpi / 50).max(1)) {
            if right - left < least {
                continue;
            }
            let run = Rect::new(left, y, right - left, 1);
            let continues = |stripe: &mut Rect| left <= stripe.right() + dpi / 10 && right + dpi / 10 >= stripe.x;
            // A run may go on several: a line that is not quite level has its ends in one row and its middle in the next.
            let whole = open.extract_if(.., continues).fold(run, |all, stripe| all.union(&stripe));
            open.push(whole);
        }
    }
    stripes.append(&mut open);
    stripes.sort_by_key(|stripe| (stripe.y, stripe.x));
    stripes.retain(|stripe| stripe.width >= length && stripe.height <= dpi / 20 && stands_alone(ink, stripe));
    stripes
}

/// Runs of ink in a row, joined over gaps up to `gap`, that are mostly ink.
fn bridged_runs(ink: &Bits, y: u32, gap: u32) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32, u32)> = Vec::new();
    ink.each_run(y, |left, right| match runs.last_mut() {
        Some((_, end, filled)) if left - *end <= gap => {
            *end = right;
            *filled += right - left;
        }
        _ => runs.push((left, right, right - left)),
    });
    let solid = runs.into_iter().filter(|(left, right, filled)| filled * 4 >= (right - left) * 3);
    solid.map(|(left, right, _)| (left, right)).collect()
}

const fn swapped(place: Rect) -> Rect {
    Rect::new(place.y, place.x, place.height, place.width)
}

/// Rows and columns exchanged.
fn transposed(ink: &Bits) -> Bits {
    let mut turned = Bits::new(ink.height(), ink.width());
    for y in 0..ink.height() {
        ink.each_run(y, |left, right| (left..right).for_each(|x| turned.set(y, x, true)));
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_one_line_are_joined() {
        let pieces = [(400, 90, 170), (751, 409, 179), (931, 410, 220), (1300, 409, 100)];
        let horizontal = pieces.map(|(x, y, width)| Rect::new(x, y, width, 2)).to_vec();
        let ruling = Ruling { horizontal, vertical: Vec::new() };
        let joined = ruling.joined(200);
        assert_eq!(joined, [Rect::new(400, 90, 170, 2), Rect::new(751, 409, 400, 3), Rect::new(1300, 409, 100, 2)]);
    }

    fn fill(gray: &mut Gray, place: Rect) {
        for y in place.y..place.bottom() {
            for x in place.x..place.right() {
                gray.set(x, y, 0);
            }
        }
    }

    #[test]
    fn a_box_is_found_and_taken_out_but_not_what_stands_in_it() {
        let mut gray = Gray::new(600, 200, 255);
        for side in [
            Rect::new(300, 50, 240, 2),
            Rect::new(300, 98, 240, 2),
            Rect::new(300, 50, 2, 50),
            Rect::new(538, 50, 2, 50),
        ] {
            fill(&mut gray, side);
        }
        let stroke = Rect::new(400, 60, 4, 45);
        fill(&mut gray, stroke);
        let mut ink = Bits::darker_than(&gray, 128);
        let ruling = Ruling::find(&ink, 200);
        assert_eq!((ruling.horizontal.len(), ruling.vertical.len()), (2, 2));
        assert_eq!(ruling.boxes(200), [Rect::new(302, 50, 236, 50)]);
        ruling.erase(&mut gray, &mut ink);
        assert_eq!(ink.count_in(stroke), 4 * 45);
        assert!(ink.count() < 4 * 45 + 30, "{} pixels are left", ink.count());
        assert_eq!(Bits::darker_than(&gray, 128), ink);
    }

    #[test]
    fn a_line_of_many_small_steps_is_one() {
        let mut gray = Gray::new(900, 60, 255);
        for step in 0..12 {
            fill(&mut gray, Rect::new(30 + step * 46, 20 + step % 2, 46, 2));
            fill(&mut gray, Rect::new(30 + step * 46, 40 + step / 6, 46, 1));
        }
        let mut ink = Bits::darker_than(&gray, 128);
        let ruling = Ruling::find(&ink, 200);
        assert_eq!(ruling.horizontal, [Rect::new(30, 20, 552, 3), Rect::new(30, 40, 552, 2)]);
        ruling.erase(&mut gray, &mut ink);
        assert_eq!(ink.count(), 0);
    }

    #[test]
    fn print_is_not_a_line() {
        let mut gray = Gray::new(600, 100, 255);
        for letter in 0..20 {
            fill(&mut gray, Rect::new(20 + letter * 14, 30, 3, 22));
            fill(&mut gray, Rect::new(20 + letter * 14, 30, 8, 3));
        }
        assert_eq!(Ruling::find(&Bits::darker_than(&gray, 128), 200), Ruling::default());
    }
}
