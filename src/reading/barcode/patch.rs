//! Patch codes: four long bars, two of them wide, on sheets that part what is scanned.
//!
//! Bars and spaces are as in Kodak's "Patch Code Information" (A-61599): wide bars 0.20 inches, narrow bars and all
//! spaces 0.08. Of the six codes two pairs are each other upside down: 3 and T, 1 and 6.

use super::Symbology;
use crate::model::{Barcode, Rect};
use crate::raster::Bits;

/// Which bars are wide.
const CODES: [([bool; 4], &str); 6] = [
    ([true, true, false, false], "PATCH 1"),
    ([true, false, false, true], "PATCH 2"),
    ([true, false, true, false], "PATCH 3"),
    ([false, true, true, false], "PATCH 4"),
    ([false, false, true, true], "PATCH 6"),
    ([false, true, false, true], "PATCH T"),
];
/// Widths in thousandths of an inch, with what printing and scanning add and take away.
const NARROW: std::ops::Range<u32> = 50..120;
const WIDE: std::ops::Range<u32> = 160..250;
/// Lines across the page are so far apart, in thousandths of an inch.
const STEP: u32 = 200;
/// Bars are so long that so many lines cross all of them, each beginning so near the one before.
const FEWEST_LINES: usize = 7;
const NEAR: u32 = 60;
/// On both sides of the bars so much is white.
const QUIET: u32 = 150;

/// Four bars on one line.
#[derive(Debug, Clone, Copy)]
struct Seen {
    text: &'static str,
    from: u32,
    to: u32,
}

/// Reads the patch codes of a page, their bars upright or lying.
pub(super) fn read(ink: &Bits, dpi: u32) -> Vec<Barcode> {
    let upright = codes(ink.height(), dpi, |y| {
        let mut runs = Vec::new();
        ink.each_run(y, |left, right| runs.push((left, right)));
        runs
    });
    let lying = codes(ink.width(), dpi, |x| runs_down(ink, x));
    let upright = upright
        .into_iter()
        .map(|(seen, lines)| (seen.text, Rect::new(seen.from, lines.0, seen.to - seen.from, lines.1 - lines.0)));
    let lying = lying
        .into_iter()
        .map(|(seen, lines)| (seen.text, Rect::new(lines.0, seen.from, lines.1 - lines.0, seen.to - seen.from)));
    let barcode = |(text, place): (&str, Rect)| Barcode {
        format: Symbology::PatchCode.name().into(),
        text: text.to_owned(),
        place: Some(place),
    };
    upright.chain(lying).map(barcode).collect()
}

/// Codes that enough neighbouring lines cross, with the first and last of these lines.
fn codes(lines: u32, dpi: u32, runs: impl Fn(u32) -> Vec<(u32, u32)>) -> Vec<(Seen, (u32, u32))> {
    let pixels = |mils: u32| (mils * dpi / 1000).max(1);
    let mut found = Vec::new();
    // What the last line has seen, since when, and on how many lines.
    let mut open: Option<(Seen, u32, usize)> = None;
    for line in (0..lines).step_by(pixels(STEP) as usize) {
        let seen = alone(&runs(line), dpi).into_iter().find_map(|bars| code_of(bars, dpi));
        let goes_on =
            |one: &Seen, other: &Seen| one.text == other.text && one.from.abs_diff(other.from) <= pixels(NEAR);
        open = match (open, seen) {
            (Some((before, since, count)), Some(now)) if goes_on(&before, &now) => Some((now, since, count + 1)),
            (_, now) => now.map(|now| (now, line, 1)),
        };
        if let Some((seen, since, FEWEST_LINES)) = open {
            found.push((seen, (since, line)));
        }
    }
    found
}

/// Every four runs of ink with white on both sides.
fn alone(runs: &[(u32, u32)], dpi: u32) -> Vec<&[(u32, u32)]> {
    let quiet = QUIET * dpi / 1000;
    let starts = runs.windows(4).enumerate().filter(|(at, bars)| {
        let before = at.checked_sub(1).and_then(|at| runs.get(at)).is_none_or(|run| run.1 + quiet <= bars[0].0);
        before && runs.get(at + 4).is_none_or(|run| bars[3].1 + quiet <= run.0)
    });
    starts.map(|(_, bars)| bars).collect()
}

/// The code that four runs of ink side by side are.
fn code_of(bars: &[(u32, u32)], dpi: u32) -> Option<Seen> {
    let mils = |pixels: u32| pixels * 1000 / dpi.max(1);
    let mut wide = [false; 4];
    for (is_wide, (from, to)) in wide.iter_mut().zip(bars) {
        let width = mils(to - from);
        *is_wide = WIDE.contains(&width);
        if !*is_wide && !NARROW.contains(&width) {
            return None;
        }
    }
    let even = bars.windows(2).all(|pair| NARROW.contains(&mils(pair[1].0 - pair[0].1)));
    let (_, text) = CODES.iter().find(|(code, _)| *code == wide).filter(|_| even)?;
    Some(Seen { text, from: bars.first()?.0, to: bars.last()?.1 })
}

/// The runs of ink in a column.
fn runs_down(ink: &Bits, x: u32) -> Vec<(u32, u32)> {
    let mut runs = Vec::new();
    let mut top = None;
    for y in 0..=ink.height() {
        match (ink.get(x, y), top) {
            (true, None) => top = Some(y),
            (false, Some(from)) => {
                runs.push((from, y));
                top = None;
            }
            _ => {}
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bars of these widths, in thousandths of an inch, an inch and a half long.
    fn patch(widths: [u32; 4], space: u32, dpi: u32) -> Bits {
        let mut bits = Bits::new(8 * dpi, 4 * dpi);
        let mut x = dpi;
        for width in widths {
            let (from, to) = (x, x + width * dpi / 1000);
            (dpi..5 * dpi / 2).for_each(|y| (from..to).for_each(|x| bits.set(x, y, true)));
            x = to + space * dpi / 1000;
        }
        bits
    }

    fn texts(bits: &Bits, dpi: u32) -> Vec<String> {
        read(bits, dpi).into_iter().map(|code| code.text).collect()
    }

    #[test]
    fn each_code_is_read_either_way() {
        for dpi in [200, 300] {
            for (wide, text) in CODES {
                let bits = patch(wide.map(|wide| if wide { 200 } else { 80 }), 80, dpi);
                assert_eq!(texts(&bits, dpi), [text]);
                let lying = bits.turned_quarter();
                let place = read(&lying, dpi)[0].place.unwrap();
                assert_eq!(texts(&lying, dpi), [text]);
                assert!(place.height > place.width / 2, "{place:?}");
            }
        }
    }

    #[test]
    fn other_bars_are_none() {
        assert!(texts(&patch([200, 200, 200, 80], 80, 200), 200).is_empty(), "three wide bars");
        assert!(texts(&patch([200, 80, 80, 200], 200, 200), 200).is_empty(), "wide spaces");
        assert!(texts(&patch([400, 80, 80, 400], 80, 200), 200).is_empty(), "too wide");
        let mut beside = patch([200, 80, 80, 200], 80, 200);
        (200..500).for_each(|y| (380..400).for_each(|x| beside.set(x, y, true)));
        assert!(texts(&beside, 200).is_empty(), "a fifth bar");
        assert!(texts(&Bits::new(0, 0), 200).is_empty());
        assert!(texts(&Bits::new(5, 5), 0).is_empty());
    }
}
