//! The USPS Intelligent Mail barcode: found by its 65 evenly spaced strokes, read by which of them reach up and down.
//!
//! What the bars say is in [`crate::model::intelligent_mail`]. This file finds them: any row through the middle of the code crosses exactly 65
//! strokes of like width at an even distance, with white on both sides, which hardly anything else does.

use super::Symbology;
use crate::model::intelligent_mail::{self as code, BARS, Bar};
use crate::model::{Barcode, Rect};
use crate::raster::{Bits, Page};

/// Bars stand this far apart, in thousandths of an inch (20 to 24 an inch, and some tolerance)…
const PITCH: (u32, u32) = (37, 56);
/// …and are so wide at most.
const WIDEST: u32 = 32;
/// How much a distance may differ from the usual one, as a share.
const UNEVEN: f32 = 0.42;
/// A bar reaches no farther than this from the row, in thousandths of an inch.
const REACH: u32 = 170;
/// The middle part that all bars have is at least so high, in thousandths of an inch.
const TRACKER: u32 = 28;
/// Long parts are at least so much longer than the middle part alone, in thousandths of an inch.
const LEAST_PART: f32 = 18.0;
/// Every so many-th row is looked at.
const STEP: usize = 3;
/// More codes than this on a page are a pattern.
const MOST_CODES: usize = 4;
/// More rows that look like a code than this are a pattern.
const MOST_ROWS: usize = 200;

/// Reads all codes on a page that lie level, either way up.
pub(super) fn read(ink: &Bits, dpi: u32) -> Vec<Barcode> {
    let mut found: Vec<Barcode> = Vec::new();
    let mut tried = 0;
    for y in (0..ink.height()).step_by(STEP) {
        for strokes in rows_of_strokes(ink, y, dpi) {
            let known = found.iter().filter_map(|code| code.place).any(|place| holds(place, &strokes, y));
            if known || tried >= MOST_ROWS || found.len() >= MOST_CODES {
                continue;
            }
            tried += 1;
            found.extend(read_row(ink, y, &strokes, dpi));
        }
    }
    found
}

/// Reads all codes on a page that stand on their side.
pub(super) fn read_sideways(page: &Page) -> Vec<Barcode> {
    let turned = page.ink.turned_quarter();
    let upright = |place: Rect| {
        let below = page.ink.height().saturating_sub(place.x + place.width);
        Rect::new(place.y, below, place.height, place.width)
    };
    let codes = read(&turned, page.dpi).into_iter();
    codes.map(|code| Barcode { place: code.place.map(upright), ..code }).collect()
}

fn holds(place: Rect, strokes: &[Stroke], y: u32) -> bool {
    let inside = strokes.first().is_some_and(|first| first.left < place.right() && first.right > place.x);
    inside && (place.y..place.bottom()).contains(&y)
}

/// A bar where a row crosses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stroke {
    left: u32,
    right: u32,
}

impl Stroke {
    const fn middle(self) -> f32 {
        (self.left + self.right) as f32 / 2.0
    }
}

/// The runs of a row that may be the bars of a code.
fn rows_of_strokes(ink: &Bits, y: u32, dpi: u32) -> Vec<[Stroke; BARS]> {
    let mut runs: Vec<Stroke> = Vec::new();
    ink.each_run(y, |left, right| runs.push(Stroke { left, right }));
    if runs.len() < BARS {
        return Vec::new();
    }
    let thousandths = |pixels: f32| pixels * 1000.0 / dpi.max(1) as f32;
    let follows = |pair: &[Stroke]| {
        let pitch = thousandths(pair[1].middle() - pair[0].middle());
        let narrow = pair.iter().all(|one| thousandths((one.right - one.left) as f32) <= WIDEST as f32);
        narrow && (PITCH.0 as f32 * (1.0 - UNEVEN)..=PITCH.1 as f32 * (1.0 + UNEVEN)).contains(&pitch)
    };
    let (mut found, mut start) = (Vec::new(), 0);
    for end in 1..=runs.len() {
        if end == runs.len() || !follows(&runs[end - 1..=end]) {
            found.extend(evenly(&runs[start..end], dpi));
            start = end;
        }
    }
    found
}

/// The strokes, if there are exactly as many as bars and they stand evenly.
fn evenly(strokes: &[Stroke], dpi: u32) -> Option<[Stroke; BARS]> {
    let strokes: [Stroke; BARS] = strokes.try_into().ok()?;
    let pitch = (strokes[BARS - 1].middle() - strokes[0].middle()) / (BARS - 1) as f32;
    let thousandths = pitch * 1000.0 / dpi.max(1) as f32;
    let even = strokes.iter().enumerate().all(|(at, stroke)| {
        let expected = strokes[0].middle() + pitch * at as f32;
        (stroke.middle() - expected).abs() <= pitch * UNEVEN
    });
    (even && (PITCH.0 as f32..=PITCH.1 as f32).contains(&thousandths)).then_some(strokes)
}

/// Reads the code whose bars a row crosses.
fn read_row(ink: &Bits, y: u32, strokes: &[Stroke; BARS], dpi: u32) -> Option<Barcode> {
    let reach = REACH * dpi / 1000;
    let extents = strokes.map(|stroke| extent(ink, stroke, y, reach));
    let up = extents.map(|(top, _)| (y - top) as f32);
    let down = extents.map(|(_, bottom)| (bottom - y) as f32);
    let least = LEAST_PART * dpi as f32 / 1000.0;
    let (ascenders, descenders) = (long(&up, least)?, long(&down, least)?);
    let tracker = extents.iter().map(|(top, bottom)| bottom - top + 1).min()?;
    if tracker * 1000 < TRACKER * dpi {
        return None;
    }
    let mut bars = [Bar::default(); BARS];
    for (bar, (ascender, descender)) in bars.iter_mut().zip(ascenders.into_iter().zip(descenders)) {
        *bar = Bar { ascender, descender };
    }
    let mut turned = bars.map(Bar::turned);
    turned.reverse();
    let text = code::decode(&bars).or_else(|| code::decode(&turned))?;
    let (top, bottom) = extents.iter().fold((y, y), |(top, bottom), one| (top.min(one.0), bottom.max(one.1)));
    let (left, right) = (strokes[0].left, strokes[BARS - 1].right);
    let place = Rect::new(left, top, right.saturating_sub(left), bottom + 1 - top);
    Some(Barcode { format: Symbology::IntelligentMail.name().into(), text, place: Some(place) })
}

/// The first and last row of the bar that a stroke belongs to, a missing row bridged.
fn extent(ink: &Bits, stroke: Stroke, y: u32, reach: u32) -> (u32, u32) {
    let place = |y: u32| Rect::new(stroke.left, y, stroke.right - stroke.left, 1);
    let there = |y: u32| ink.count_in(place(y)) * 2 >= u64::from(stroke.right - stroke.left);
    let walk = |rows: &mut dyn Iterator<Item = u32>| {
        let (mut last, mut missing) = (y, 0);
        for row in rows {
            missing = if there(row) { 0 } else { missing + 1 };
            if missing > 1 {
                break;
            }
            if missing == 0 {
                last = row;
            }
        }
        last
    };
    let top = walk(&mut (y.saturating_sub(reach)..y).rev());
    let bottom = walk(&mut (y + 1..ink.height().min(y + 1 + reach)));
    (top, bottom)
}

/// Which lengths are long: they must part clearly into long ones and short ones, along a line that may lean.
fn long(lengths: &[f32; BARS], least: f32) -> Option<[bool; BARS]> {
    // A code a little askew: the short ends lie on a leaning line, found as the least of each third.
    let third = BARS / 3;
    let least_of = |from: usize| lengths[from..from + third].iter().copied().fold(f32::INFINITY, f32::min);
    let slope = (least_of(BARS - third) - least_of(0)) / (BARS - third) as f32;
    let slope = if slope.abs() * BARS as f32 > least * 1.5 { 0.0 } else { slope };
    let mut level = *lengths;
    for (at, length) in level.iter_mut().enumerate() {
        *length -= slope * at as f32;
    }
    let mut sorted = level;
    sorted.sort_by(f32::total_cmp);
    let (short, tall) = (sorted[BARS / 10], sorted[BARS - 1 - BARS / 10]);
    let middle = (short + tall) / 2.0;
    (tall - short >= least).then(|| level.map(|length| length > middle))
}

#[cfg(test)]
mod tests;
