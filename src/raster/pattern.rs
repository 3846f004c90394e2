//! Ink that is no print: noise, screens, checkerboards. Looking for lines and words in it takes very long and finds
//! nothing, so such pages are told by counting before anything is looked for.
//!
//! The limits lie far above print: a dense letter has some 6,000 letters, 200,000 runs, and is a tenth ink.

use super::{Bits, components};

/// More runs of ink than this no printed page has.
const MOST_RUNS: u64 = 500_000;
/// No printed page has so many letters.
const MOST_LETTERS: usize = 10_000;
/// On paper up to this high, in inches, so many pieces may be lower than a letter: dots, hyphens, dust.
const SLIP: u32 = 5;
const LOW_ON_SLIP: usize = 2_500;
/// On higher paper so many, and one more for so many letters.
const LOW_ON_SHEET: (usize, usize) = (800, 8);
/// Letters are at least so high, in thousandths of an inch.
const LETTER: u32 = 35;
/// Pieces as wide as this, in inches, are lines; no form has so many.
const LINE: u32 = 2;
const MOST_LINES: usize = 150;
/// No text covers more of its paper than this, in percent.
const MOST_INK: u64 = 30;

/// Whether the rows hold no more runs of ink than print makes.
pub(super) fn has_few_runs(ink: &Bits) -> bool {
    ink.run_count() <= MOST_RUNS
}

/// Whether the ink can be print: no more runs and letters than print makes.
#[must_use]
pub fn may_be_print(ink: &Bits, dpi: u32) -> bool {
    // Most pages have so few runs that they can be no more letters than print has.
    let rows = u64::from(LETTER * dpi / 1000).max(1);
    ink.run_count() <= rows * MOST_LETTERS as u64 || has_few_runs(ink) && Pieces::of(ink, dpi).letters <= MOST_LETTERS
}

/// Whether the ink can be lines of letters with little else around: it covers little, too.
#[must_use]
pub fn may_be_text(ink: &Bits, dpi: u32) -> bool {
    let pixels = u64::from(ink.width()) * u64::from(ink.height());
    if ink.count() * 100 > pixels * MOST_INK || !has_few_runs(ink) {
        return false;
    }
    let Pieces { letters, low, lines } = Pieces::of(ink, dpi);
    let is_slip = ink.height() <= SLIP * dpi;
    let most_low = if is_slip { LOW_ON_SLIP } else { LOW_ON_SHEET.0 + letters / LOW_ON_SHEET.1 };
    letters <= MOST_LETTERS && low <= most_low && lines <= MOST_LINES
}

/// How many pieces of ink are at least as high as letters, how many are lower, and how many of all are long lines.
struct Pieces {
    letters: usize,
    low: usize,
    lines: usize,
}

impl Pieces {
    fn of(ink: &Bits, dpi: u32) -> Self {
        let pieces = components(ink);
        let letters = pieces.iter().filter(|piece| piece.place.height * 1000 >= LETTER * dpi).count();
        let lines = pieces.iter().filter(|piece| piece.place.width > LINE * dpi).count();
        Self { letters, low: pieces.len() - letters, lines }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of blocks at these distances.
    fn blocks((width, across): (u32, u32), (height, down): (u32, u32)) -> Bits {
        let mut ink = Bits::new(1700, 2200);
        for (x, y) in (0..1700).flat_map(|x| (0..2200).map(move |y| (x, y))) {
            ink.set(x, y, x % across < width && y % down < height);
        }
        ink
    }

    #[test]
    fn a_page_of_letters_is_text_and_patterns_are_not() {
        // 6,035 letters of 8 points.
        let letters = blocks((9, 24), (15, 26));
        assert!(may_be_print(&letters, 200) && may_be_text(&letters, 200));
        for (pattern, is_print) in [
            (blocks((1, 2), (1, 2)), false),
            (blocks((2, 5), (9, 20)), false),
            (blocks((3, 12), (12, 20)), false),
            (blocks((3, 40), (3, 40)), true),
            (blocks((1700, 1700), (1, 12)), true),
            (blocks((1700, 1700), (2, 4)), true),
        ] {
            assert_eq!(may_be_print(&pattern, 200), is_print, "{} runs", pattern.run_count());
            assert!(!may_be_text(&pattern, 200), "{} runs", pattern.run_count());
        }
        assert!(may_be_text(&Bits::new(0, 0), 200));
    }
}
