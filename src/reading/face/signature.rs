//! Whether the signature line carries ink.
//!
//! A missing signature holds a payment, so it is only said of a line that was found for sure with clean paper above,
//! below and beside it; anything between that and clear writing is unread.

use crate::model::{Field, Reading, Rect, Source};
use crate::raster::{Bits, components};
use crate::reading::text::Sheet;

/// A signature line is at least this long, in thousandths of an inch.
const LINE_LENGTH: u32 = 1200;
/// Writing reaches this far above its line.
const ABOVE: u32 = 450;
/// Tails reach this far below.
const BELOW: u32 = 130;
/// A line that was found in part goes on at most this far to the left.
const BESIDE: u32 = 2000;
/// Ink at least this wide or high is writing.
const STROKE: u32 = 120;
/// Writing together is at least this wide.
const WRITING: u32 = 300;
/// Ink smaller than this is dust.
const DUST: u32 = 25;
/// Dust up to this share of the place, in thousandths, is clean paper.
const CLEAN_PERMILLE: u64 = 2;
/// A thin upright line this wide that comes from far above the place is dirt on the scanner's glass.
const STREAK: u32 = 30;
/// Writing rises at least so far above its line.
const RISE: u32 = 40;

/// Reads whether there is a signature on any signature line.
pub(super) fn read(sheet: &Sheet<'_>) -> Field<bool> {
    let places: Vec<Rect> = lines(sheet).iter().map(|line| around(sheet, line)).collect();
    let found: Vec<Field<bool>> = places.iter().map(|place| signed_or_beside(sheet, *place)).collect();
    let signed = found.iter().find(|field| field.sure() == Some(&true));
    let doubtful = found.iter().find(|field| field.sure().is_none());
    signed.or(doubtful).or(found.first()).cloned().unwrap_or_else(|| without_line(sheet))
}

/// Where no line was found, as one so thin that it was scanned as dust: if nothing at all was written where signatures
/// stand, there is none.
fn without_line(sheet: &Sheet<'_>) -> Field<bool> {
    let (width, height) = (sheet.area.width, sheet.clean.height());
    let (left, top) = (sheet.area.x + width / 2, sheet.area.y + height * 3 / 5);
    let place = Rect::new(left, top, sheet.area.right() - left, sheet.area.bottom().saturating_sub(top));
    let stroke = |at: &Rect| at.width.max(at.height) >= sheet.mils(STROKE) && at.height > sheet.mils(DUST);
    let pieces = components(&crop(sheet, place));
    let written = pieces.iter().any(|piece| stroke(&piece.place));
    let paper = place.height >= sheet.mils(ABOVE) && !sheet.words.is_empty();
    let reading = |value, confidence| Reading { value, confidence, source: Source::Text, place: Some(place) };
    if paper && !written { Field::Read(reading(false, 0.98)) } else { Field::Unread(None) }
}

/// The long lines at the lower right; the lowest, and any beside it or just above.
fn lines(sheet: &Sheet<'_>) -> Vec<Rect> {
    let lower_right = |line: &&Rect| {
        let (x, y) = sheet.position(line);
        line.width >= sheet.mils(LINE_LENGTH) && x > 0.55 && (0.58..0.92).contains(&y)
    };
    let mut found: Vec<Rect> = sheet.ruling.joined(sheet.dpi).iter().filter(lower_right).copied().collect();
    let lowest = found.iter().map(Rect::bottom).max().unwrap_or(0);
    found.retain(|line| line.bottom() + sheet.mils(700) > lowest);
    found
}

fn around(sheet: &Sheet<'_>, line: &Rect) -> Rect {
    let top = line.y.saturating_sub(sheet.mils(ABOVE));
    Rect::new(line.x, top, line.width, line.bottom() + sheet.mils(BELOW) - top)
}

/// A faint line may have been found in part: it is empty only if the paper to its left is clean, too.
fn signed_or_beside(sheet: &Sheet<'_>, place: Rect) -> Field<bool> {
    let found = signed(sheet, place);
    if found.sure() != Some(&false) {
        return found;
    }
    let left = place.x.saturating_sub(sheet.mils(BESIDE)).max(sheet.ink.width() / 2).min(place.x);
    let beside = Rect { x: left, width: place.right() - left, ..place };
    if signed(sheet, beside).sure() == Some(&false) { found } else { Field::Unread(None) }
}

fn signed(sheet: &Sheet<'_>, place: Rect) -> Field<bool> {
    let baseline = place.bottom().saturating_sub(sheet.mils(BELOW));
    // What hangs on the line or stands below it without reaching up is its caption, or what is left of the line.
    let reach = sheet.mils(RISE);
    let caption = |at: &Rect| at.y + reach >= baseline;
    let crop = crop(sheet, place);
    let mut writing: Option<Rect> = None;
    let mut dust = 0_u64;
    for component in components(&crop) {
        let at = Rect::new(
            component.place.x + place.x,
            component.place.y + place.y,
            component.place.width,
            component.place.height,
        );
        if caption(&at) || is_streak(sheet, place, &at) {
            continue;
        }
        if at.width.max(at.height) >= sheet.mils(STROKE) {
            writing = Some(writing.map_or(at, |all| all.union(&at)));
        } else if at.width.max(at.height) >= sheet.mils(DUST) {
            dust += u64::from(component.pixels);
        }
    }
    let reading = |value, confidence| Reading { value, confidence, source: Source::Text, place: Some(place) };
    let area = u64::from(place.width) * u64::from(place.height);
    match writing {
        Some(all) if all.width >= sheet.mils(WRITING) => Field::Read(reading(true, 0.99)),
        None if dust * 1000 <= area * CLEAN_PERMILLE => Field::Read(reading(false, 0.99)),
        Some(_) => Field::Unread(Some(reading(true, 0.6))),
        None => Field::Unread(Some(reading(true, 0.5))),
    }
}

/// Whether thin upright ink goes on above the place, with gaps.
fn is_streak(sheet: &Sheet<'_>, place: Rect, at: &Rect) -> bool {
    let (left, right) = (at.x.saturating_sub(sheet.mils(STREAK)), at.right() + sheet.mils(STREAK));
    let above = place.y.saturating_sub(sheet.mils(ABOVE))..place.y;
    let rows = above.len();
    let inked = above.filter(|y| !sheet.ink.is_clear(*y, left, right.min(sheet.ink.width()))).count();
    at.width <= sheet.mils(STREAK) && (at.y == place.y || inked * 2 > rows)
}

fn crop(sheet: &Sheet<'_>, place: Rect) -> Bits {
    let mut part = Bits::new(place.width, place.height);
    for y in 0..place.height {
        for x in 0..place.width {
            if sheet.ink.get(place.x + x, place.y + y) {
                part.set(x, y, true);
            }
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::{Gray, PageImage, prepare};
    use crate::reading::text::{Characters, Segmentation, TextError, TextReader, Word};

    struct Blind;

    impl TextReader for Blind {
        fn read_words(&self, _: &Gray, _: u32, _: Segmentation, _: Characters) -> Result<Vec<Word>, TextError> {
            Ok(Vec::new())
        }
    }

    /// What is read from a slip of 6 x 2.75 inches at 200 dpi with a signature line and something drawn on it.
    fn signed(draw: impl Fn(&mut Gray)) -> Option<bool> {
        let mut gray = Gray::new(1200, 550, 255);
        fill(&mut gray, Rect::new(670, 420, 480, 2));
        draw(&mut gray);
        let page = prepare(&PageImage { gray, dpi: Some(200), bitonal: false, damage: None, turn: None });
        let area = Rect::new(0, 0, 1200, 456);
        let sheet = Sheet::read(&page, area, Segmentation::Sparse, &Blind).unwrap();
        read(&sheet).sure().copied()
    }

    fn fill(gray: &mut Gray, place: Rect) {
        for y in place.y..place.bottom() {
            (place.x..place.right()).for_each(|x| gray.set(x, y, 0));
        }
    }

    /// A scrawl: a slanted stroke up and down again and again.
    fn scrawl(gray: &mut Gray, from: u32, to: u32) {
        for x in from..to {
            fill(gray, Rect::new(x, 360 + (x * 3 % 80).abs_diff(40), 3, 3));
        }
    }

    #[test]
    fn an_empty_line_is_told_from_a_signed_one() {
        assert_eq!(signed(|_| {}), Some(false));
        assert_eq!(signed(|gray| scrawl(gray, 700, 900)), Some(true));
        assert_eq!(signed(|gray| scrawl(gray, 700, 730)), None);
    }

    #[test]
    fn without_a_line_only_empty_paper_tells_anything() {
        let slip = |draw: fn(&mut Gray)| {
            let mut gray = Gray::new(1200, 550, 255);
            // Letters, as on any check.
            (0..20).for_each(|at| fill(&mut gray, Rect::new(60 + at * 14, 60, 6, 16)));
            draw(&mut gray);
            let page = prepare(&PageImage { gray, dpi: Some(200), bitonal: true, damage: None, turn: None });
            let sheet = Sheet::read(&page, Rect::new(0, 0, 1200, 456), Segmentation::Sparse, &OneWord).unwrap();
            read(&sheet).sure().copied()
        };
        assert_eq!(slip(|_| {}), Some(false));
        assert_eq!(slip(|gray| scrawl(gray, 700, 900)), None);
    }

    struct OneWord;

    impl TextReader for OneWord {
        fn read_words(&self, _: &Gray, _: u32, _: Segmentation, _: Characters) -> Result<Vec<Word>, TextError> {
            Ok(vec![Word { text: "Pay".to_owned(), confidence: 0.9, place: Rect::new(60, 60, 200, 16), line: 1 }])
        }
    }

    #[test]
    fn dirt_on_the_glass_is_no_signature() {
        let streaks = |gray: &mut Gray| {
            // Slightly slanted, as on a page that was put straight.
            for y in 0..550 {
                fill(gray, Rect::new(760 - y / 40, y, 1, 1));
                fill(gray, Rect::new(900 - y / 40, y, 1, 1));
            }
        };
        assert_eq!(signed(streaks), Some(false));
        assert_eq!(signed(|gray| (streaks(gray), scrawl(gray, 700, 900)).1), Some(true));
    }
}
