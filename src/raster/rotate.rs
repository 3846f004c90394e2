//! Straightening: turning a gray page by a few degrees without losing print.

use super::{Bits, Gray};

/// No page is made larger than this many pixels.
pub(super) const LARGEST: u64 = 24_000_000;
/// Space kept around print that would otherwise touch the edge.
const MARGIN: f64 = 4.0;
/// One in fixed point.
const ONE: i64 = 1 << 16;

/// The part of the straightened page that is kept, in pixels from its centre.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// The page turned counter-clockwise by `degrees`, white where there was no paper.
///
/// `ink` is the page's ink: none of it falls off the edge. `cropped` says that the image is the rectangle around the
/// turned paper, so that the straight paper is smaller. `bitonal` says that the page is white where there is no ink.
pub(super) fn straightened(gray: &Gray, ink: &Bits, degrees: f32, cropped: bool, bitonal: bool) -> Gray {
    let (sin, cos) = f64::from(degrees).to_radians().sin_cos();
    let mut frame = paper(f64::from(gray.width()), f64::from(gray.height()), sin.abs(), cos, cropped);
    keep_ink(&mut frame, ink, sin, cos);
    let width = (frame.right - frame.left).round().max(1.0) as u32;
    let height = (frame.bottom - frame.top).round().max(1.0) as u32;
    if u64::from(width) * u64::from(height) > LARGEST {
        return gray.clone();
    }
    let mut straight = Gray::new(width, height, 255);
    for (y, row) in straight.pixels_mut().chunks_mut(width as usize).enumerate() {
        let (along, down) = (frame.left + 0.5, frame.top + y as f64 + 0.5);
        let x = f64::from(gray.width()) / 2.0 - 0.5 + along * cos - down * sin;
        let y = f64::from(gray.height()) / 2.0 - 0.5 + along * sin + down * cos;
        let source = Source { gray, ink: bitonal.then_some(ink) };
        draw_row(&source, row, (fixed(x), fixed(y)), (fixed(cos), fixed(sin)));
    }
    straight
}

fn fixed(value: f64) -> i64 {
    (value * ONE as f64).round() as i64
}

/// The straight paper around its centre.
fn paper(width: f64, height: f64, sin: f64, cos: f64, cropped: bool) -> Frame {
    let (mut wide, mut high) = (width, height);
    if cropped {
        let scale = cos * cos - sin * sin;
        wide = ((width * cos - height * sin) / scale).clamp(width * 0.8, width);
        high = ((height * cos - width * sin) / scale).clamp(height * 0.8, height);
    }
    Frame { left: -wide / 2.0, right: wide / 2.0, top: -high / 2.0, bottom: high / 2.0 }
}

/// Widens the frame until all ink lies in it.
fn keep_ink(frame: &mut Frame, ink: &Bits, sin: f64, cos: f64) {
    let (middle_x, middle_y) = (f64::from(ink.width()) / 2.0, f64::from(ink.height()) / 2.0);
    for y in 0..ink.height() {
        let (mut first, mut last) = (None, 0);
        ink.each_run(y, |left, right| {
            first.get_or_insert(left);
            last = right;
        });
        let Some(first) = first else { continue };
        for x in [first, last] {
            let (along, down) = (f64::from(x) - middle_x, f64::from(y) - middle_y);
            let (along, down) = (along * cos + down * sin, down * cos - along * sin);
            frame.left = frame.left.min(along - MARGIN);
            frame.right = frame.right.max(along + MARGIN);
            frame.top = frame.top.min(down - MARGIN);
            frame.bottom = frame.bottom.max(down + MARGIN);
        }
    }
}

/// The page that is turned.
struct Source<'a> {
    gray: &'a Gray,
    /// The ink, if everything else is white.
    ink: Option<&'a Bits>,
}

impl Source<'_> {
    /// Whether two rows, the second below the first, are known to be white over so many columns.
    fn is_white(&self, line: u32, column: usize, count: usize) -> bool {
        let (left, right) = (column as u32, (column + count + 1) as u32);
        self.ink.is_some_and(|ink| ink.is_clear(line, left, right) && ink.is_clear(line + 1, left, right))
    }
}

/// Draws one row of the straight page, from source point `start` on, `step` further for each pixel.
fn draw_row(source: &Source<'_>, row: &mut [u8], start: (i64, i64), step: (i64, i64)) {
    let gray = source.gray;
    let (width, height) = (i64::from(gray.width()), i64::from(gray.height()));
    let (from, to) = both(steps_within(start.0, step.0, width - 1), steps_within(start.1, step.1, height - 1));
    let from = from.clamp(0, row.len() as i64) as usize;
    let to = to.clamp(from as i64, row.len() as i64) as usize;
    let at = |place: usize| (start.0 + place as i64 * step.0, start.1 + place as i64 * step.1);
    let mut place = from;
    while place < to {
        // As long as neither whole coordinate jumps, the pixels lie side by side, and many are blended at once.
        let (x, y) = at(place);
        let length = stride_length(x & (ONE - 1), step.0 - ONE).min(stride_length(y & (ONE - 1), step.1));
        let end = to.min(place + length);
        let (column, line) = ((x >> 16) as usize, (y >> 16) as u32);
        let count = end - place;
        // The row is white already.
        if !source.is_white(line, column, count) {
            let upper = &gray.row(line)[column..=column + count];
            let lower = &gray.row(line + 1)[column..=column + count];
            blend_stride(&mut row[place..end], (upper, lower), (x, y), step);
        }
        place = end;
    }
    for place in (0..from).chain(to..row.len()) {
        let (x, y) = at(place);
        row[place] = at_edge(gray, x, y);
    }
}

/// For how many steps a fraction stays one, when each step changes it by `change`.
fn stride_length(fraction: i64, change: i64) -> usize {
    let steps = match change {
        0 => i64::MAX,
        1.. => div_up(ONE - fraction, change),
        _ => div_up(fraction + 1, -change),
    };
    steps.max(1).try_into().unwrap_or(usize::MAX)
}

fn blend_stride(target: &mut [u8], (upper, lower): (&[u8], &[u8]), (x, y): (i64, i64), step: (i64, i64)) {
    let (x, y) = ((x & (ONE - 1)) as i32, (y & (ONE - 1)) as i32);
    let (along, down) = ((step.0 - ONE) as i32, step.1 as i32);
    let rows = upper.iter().zip(&upper[1..]).zip(lower.iter().zip(&lower[1..]));
    for (at, (shade, ((a, b), (c, d)))) in (0..).zip(target.iter_mut().zip(rows)) {
        *shade = mixed([*a, *b, *c, *d], ((x + along * at) >> 8) as u16, ((y + down * at) >> 8) as u16);
    }
}

/// The first step at which a place is at 0 or beyond, and the first at which it is no longer below `limit`.
fn steps_within(start: i64, step: i64, limit: i64) -> (i64, i64) {
    let end = limit * ONE;
    match step {
        0 if (0..end).contains(&start) => (0, i64::MAX),
        0 => (0, 0),
        1.. => (div_up(-start, step), div_up(end - start, step)),
        _ => (div_up(start - end + 1, -step), div_up(start + 1, -step)),
    }
}

const fn div_up(value: i64, by: i64) -> i64 {
    -(-value).div_euclid(by)
}

fn both(one: (i64, i64), other: (i64, i64)) -> (i64, i64) {
    (one.0.max(other.0), one.1.min(other.1))
}

/// The shade at a place whose neighbours may lie outside the page, where all is white.
fn at_edge(gray: &Gray, x: i64, y: i64) -> u8 {
    let corner = |dx, dy| match (u32::try_from((x >> 16) + dx), u32::try_from((y >> 16) + dy)) {
        (Ok(x), Ok(y)) => gray.get(x, y),
        _ => 255,
    };
    blended([corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)], x, y)
}

fn blended(corners: [u8; 4], x: i64, y: i64) -> u8 {
    mixed(corners, (x >> 8 & 255) as u16, (y >> 8 & 255) as u16)
}

/// Four shades mixed by how far (of 256) the place lies along and down; in sixteen bits as long as they suffice, so that
/// many pixels are done at once.
const fn mixed([a, b, c, d]: [u8; 4], along: u16, down: u16) -> u8 {
    let upper = a as u16 * (256 - along) + b as u16 * along;
    let lower = c as u16 * (256 - along) + d as u16 * along;
    let sum = upper as u32 * (256 - down) as u32 + lower as u32 * down as u32;
    ((sum + (1 << 15)) >> 16) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slanted_line_becomes_level_and_its_ends_stay() {
        let mut gray = Gray::new(600, 200, 255);
        for x in 0..600 {
            let y = 100.0 + (f64::from(x) - 300.0) * 3_f64.to_radians().tan();
            for thick in 0..4 {
                gray.set(x, y.round() as u32 + thick, 0);
            }
        }
        let straight = straightened(&gray, &Bits::darker_than(&gray, 128), 3.0, false, false);
        assert_eq!(straightened(&gray, &Bits::darker_than(&gray, 128), 3.0, false, true), straight);
        let ink = Bits::darker_than(&straight, 128);
        let rows: Vec<u32> =
            (0..ink.height()).filter(|y| ink.count_in(crate::model::Rect::new(0, *y, 999, 1)) > 9).collect();
        assert!(rows.len() <= 5, "{rows:?}");
        let middle = rows[rows.len() / 2];
        assert!(ink.count_in(crate::model::Rect::new(0, middle, 999, 1)) >= 595);
    }

    #[test]
    fn steps_are_counted_exactly() {
        for (start, step, limit) in [(0, 65_000, 9), (-70_000, 30_000, 5), (500_000, -40_000, 7), (90_000, -1, 2)] {
            let (from, to) = steps_within(start, step, limit);
            for at in 0..80 {
                let inside = (0..limit * ONE).contains(&(start + at * step));
                assert_eq!((from..to).contains(&at), inside, "{start} {step} {limit} {at}");
            }
        }
    }

    #[test]
    fn nothing_changes_without_a_turn() {
        let gray = Gray::from_pixels(30, 20, (0..600).map(|at| (at % 251) as u8).collect()).unwrap();
        assert_eq!(straightened(&gray, &Bits::new(30, 20), 0.0, false, false), gray);
    }
}
