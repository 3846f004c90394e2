//! The E-13B line at the bottom of checks, money orders and some coupons.

use super::blobs::Look;
use super::e13b::{E13B, KINDS};
use super::engine::{self, RowReading};
use super::ocr::{self, Face};
use super::rows::{self, Row, rows};
use super::scale::{Print, best_print, glance};
use super::{CharReading, LineReading, Normal, SURE, confidence, joint};
use crate::model::{Field, MicrLine, Reading, Source};
use crate::raster::{Gray, Page};

/// A row needs this many blobs to be looked at.
const FEWEST: usize = 4;
/// Rows looked at on a page, from the bottom up.
const MOST_ROWS: usize = 40;
/// Rows of which the print is judged: those that look most like E-13B at first glance.
const MOST_PRINTED: usize = 6;
/// A coupon's line has at least so many characters.
const LONG: usize = 12;
/// Rows whose blobs fit this well are read at once.
const CLEAR: f32 = 0.8;
/// Rows whose blobs fit this well at first glance need no comparison with others.
const EVIDENT: f32 = 0.9;
/// Rows whose blobs fit worse than this are other print.
const LEAST_FIT: f32 = 0.6;
/// The median fit of the characters of a real line is better than this.
const LEAST_MEDIAN: f32 = 0.78;
/// A line this sure needs no other look at the ink.
const GOOD: f32 = 0.5;
/// Rows read in full when none is clear.
const MOST_READ: usize = 3;

/// Finds and reads the E-13B line of a page.
pub trait MicrReader {
    /// The line on a page that stands upright.
    fn read(&self, page: &Page) -> Field<MicrLine>;
}

/// The reader that asks templates of the E-13B characters and a network.
#[derive(Debug, Clone, Copy, Default)]
pub struct E13bReader;

impl MicrReader for E13bReader {
    fn read(&self, page: &Page) -> Field<MicrLine> {
        let Some(line) = read_line(page).filter(has_symbol) else { return Field::Absent };
        let cut = is_cut(&line, page);
        let field = judge(line);
        if cut { field.doubted() } else { field }
    }
}

/// Reads the MICR line of a page.
#[must_use]
pub fn read(page: &Page) -> Field<MicrLine> {
    E13bReader.read(page)
}

/// Reads a page that shows just the line, or a piece of it: one without any symbol is a guess, too.
#[must_use]
pub fn read_alone(page: &Page) -> Field<MicrLine> {
    read_line(page).map_or(Field::Absent, judge)
}

/// The line as characters, without judging what they mean.
#[must_use]
pub fn read_line(page: &Page) -> Option<LineReading> {
    find_line(page).map(|found| joint::decide(found, &E13B))
}

/// The line as a network looks at it: what it is trained on is what it reads.
#[must_use]
pub fn normal(page: &Page) -> Option<Normal> {
    find_line(page).map(|found| Normal::of(&found))
}

/// The best line that any way of looking at the ink shows.
fn find_line(page: &Page) -> Option<RowReading> {
    let mut best: Option<RowReading> = None;
    for look in Look::ALL {
        let rows: Vec<Row> = rows(look.blobs(page).into_iter(), FEWEST)
            .into_iter()
            // Characters stand at the right of their places: their right borders are a pitch apart.
            .filter(|row| row.is_fixed_pitch(1.0))
            .take(MOST_ROWS)
            .collect();
        if best.is_none() && rows.first().is_some_and(|row| is_scan_line(&page.gray, row)) {
            return None;
        }
        let found = read_best(&page.gray, rows);
        best = best.into_iter().chain(found).max_by(|a, b| weight(&a.line).total_cmp(&weight(&b.line)));
        if best.as_ref().is_some_and(|found| found.line.confidence > GOOD) {
            break;
        }
    }
    best
}

/// Whether a row is a coupon's line: a paper with one has no bank line.
fn is_scan_line(gray: &Gray, row: &Row) -> bool {
    if row.blobs.len() < LONG || row.regularity(0.5, 0.1) < 0.8 {
        return false;
    }
    let other = Face::ALL.map(|face| glance(gray, row, face.font(), &ocr::DIGITS)).into_iter().fold(0.0, f32::max);
    let clearly = |own: f32| other > own.max(CLEAR) + 0.05;
    // Zeros are alike in all these fonts: look twice.
    clearly(glance(gray, row, &E13B, &KINDS)) && best_print(gray, row, &E13B, &KINDS).is_none_or(|own| clearly(own.fit))
}

/// The line that speaks most for itself among the rows that look most like it.
fn read_best(gray: &Gray, rows: Vec<Row>) -> Option<RowReading> {
    let strength = |fit: f32, row: &Row| (fit - 0.5) * (row.blobs.len() as f32).sqrt();
    let mut glanced: Vec<(f32, Row)> = Vec::new();
    for row in rows {
        let fit = glance(gray, &row, &E13B, &KINDS);
        let evident = fit > EVIDENT && row.blobs.len() >= 8;
        glanced.push((if evident { f32::MAX } else { strength(fit, &row) }, row));
        if evident {
            break;
        }
    }
    glanced.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut candidates: Vec<(Row, Print)> = Vec::new();
    for (_, row) in glanced.into_iter().take(MOST_PRINTED) {
        let print = best_print(gray, &row, &E13B, &KINDS).filter(|print| print.fit >= LEAST_FIT);
        let Some(print) = print else { continue };
        let clear = print.fit > CLEAR && row.blobs.len() >= 8;
        candidates.push((row, print));
        if clear {
            break;
        }
    }
    candidates.sort_by(|a, b| strength(b.1.fit, &b.0).total_cmp(&strength(a.1.fit, &a.0)));
    let read = candidates.iter().take(MOST_READ);
    let lines = read.filter_map(|(row, print)| engine::read_row(gray, row, &E13B, &KINDS, *print));
    lines.filter(|found| is_e13b(&found.line)).max_by(|a, b| weight(&a.line).total_cmp(&weight(&b.line)))
}

/// How much speaks for a line: many characters that fit.
fn weight(line: &LineReading) -> f32 {
    line.characters.iter().map(|c| c.score - 0.65).sum()
}

/// Whether enough characters fit well on the whole; other print fits this font badly.
fn is_e13b(line: &LineReading) -> bool {
    line.characters.len() >= FEWEST && rows::median(line.characters.iter().map(|c| c.score).collect()) > LEAST_MEDIAN
}

/// Whether one of the symbols that part the fields is there: no MICR line is without, other lines have none.
fn has_symbol(line: &LineReading) -> bool {
    line.characters.iter().any(|c| matches!(c.symbol, '⑆' | '⑈') && c.score > LEAST_MEDIAN)
}

/// A line that does not come together is a guess, and so is one with a doubtful character: account and serial number have
/// no check digit.
const GUESS: f32 = 0.5;
/// A character is doubtful below this by its template alone: what lies on print misleads both witnesses.
const WEAKEST: f32 = 0.5;
/// Paper beside a line, in thousandths of an inch, that no line is cut off at.
const CLEAR_EDGE: u32 = 180;
/// So is one that fits so much worse than the others of its line and is not told from its runner-up by so much.
const ODD_ONES: [(f32, f32); 2] = [(0.06, 0.12), (0.1, 0.25)];

fn judge(line: LineReading) -> Field<MicrLine> {
    let value = MicrLine::parse(&line.text);
    let sound = value.is_complete() && !has_doubtful(&line.characters);
    let confidence = if sound { line.confidence } else { line.confidence.min(GUESS) };
    Field::gated(Reading { value, confidence, source: Source::Micr, place: Some(line.place) }, SURE)
}

/// Whether the line comes so near the paper's edge that more of it may be cut off: it keeps 5/16 inch on whole checks
/// (X9.100-160-1).
fn is_cut(line: &LineReading, page: &Page) -> bool {
    let margin = page.dpi * CLEAR_EDGE / 1000;
    line.place.x < margin || line.place.right() + margin > page.gray.width()
}

fn has_doubtful(characters: &[CharReading]) -> bool {
    let usual = rows::median(characters.iter().map(|c| c.score).collect());
    let is_odd = |c: &CharReading| ODD_ONES.iter().any(|(worse, lead)| c.score < usual - worse && c.margin < *lead);
    characters.iter().any(|c| confidence::of_character(c) < WEAKEST || is_odd(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::reading::line::samples::{Style, micr_page, page, styles};

    const LINES: [&str; 5] = [
        "⑆011000138⑆ 781059751534⑈ 1457",
        "⑈104711⑈ ⑆011000138⑆ 23⑉689⑉045⑈  ⑇0000010018⑇",
        "⑆122000661⑆ 1211 0123456789⑈",
        "⑆000008002⑆   24681357908⑈",
        "⑈243⑈ ⑆00005⑉123⑆ 123⑉456⑉7⑈",
    ];

    #[test]
    fn drawn_lines_are_read_exactly_and_surely() {
        for line in LINES {
            for style in styles() {
                let field = read(&micr_page(line, style));
                let value = field.sure().unwrap_or_else(|| panic!("{line} {style:?}: {:?}", field.best()));
                let single = line.split_whitespace().collect::<Vec<_>>().join(" ");
                assert_eq!(value.raw, single, "{style:?}");
            }
        }
    }

    #[test]
    fn the_place_is_where_the_line_stands() {
        let place = read(&micr_page(LINES[0], Style::default())).best().unwrap().place.unwrap();
        assert!((36..46).contains(&place.x) && (155..166).contains(&place.y), "{place:?}");
        assert!((18..30).contains(&place.height) && place.width > 700, "{place:?}");
    }

    #[test]
    fn a_hidden_character_makes_the_line_unread() {
        for at in [3usize, 14, 20] {
            let mut page = micr_page(LINES[0], Style::default());
            let pitch = 23.4 * 0.125 / 0.117;
            let left = (40.0 + pitch * at as f32) as u32;
            for y in 158..186 {
                for x in left..left + 22 {
                    page.gray.set(x, y, 0);
                    page.ink.set(x, y, true);
                }
            }
            assert!(read(&page).sure().is_none(), "character {at}");
        }
    }

    /// Darkens (or, with a light shade, blanks) what a shape covers of a page.
    fn cover(page: &mut Page, shade: u8, covers: impl Fn(f32, f32) -> bool) {
        for (x, y) in (0..page.gray.width()).flat_map(|x| (150..195).map(move |y| (x, y))) {
            if covers(x as f32 + 0.5, y as f32 + 0.5) {
                page.gray.set(x, y, shade);
                page.ink.set(x, y, shade < 128);
            }
        }
    }

    /// From one character of a page drawn plainly to the next.
    const PITCH: f32 = 23.4 * 0.125 / 0.117;

    /// Damage of several kinds to one character: where it is still sure it is right.
    #[test]
    fn a_damaged_character_is_never_another_one() {
        let mut chance = ChaCha8Rng::seed_from_u64(11);
        let mut sure = [0; 5];
        let clean = [false, true].map(|bitonal| micr_page(LINES[0], Style { bitonal, ..Style::default() }));
        for turn in 0..100 {
            let kind = turn % sure.len();
            let at = chance.random_range(0..LINES[0].chars().count());
            let mut page = clean[turn % 2].clone();
            let (left, top) = (40.3 + PITCH * at as f32, 160.3);
            let shade = if chance.random_bool(0.5) { 0 } else { 70 };
            match kind {
                // A pen stroke across it.
                0 => {
                    let (lean, wide) = (chance.random_range(-1.0..1.0), chance.random_range(2.0..9.0));
                    let across = left + chance.random_range(2.0..24.0);
                    cover(&mut page, shade, |x, y| (x - across - lean * (y - 172.0)).abs() < wide / 2.0);
                }
                // Half of it hidden.
                1 => {
                    let from = left + if chance.random_bool(0.5) { 4.0 } else { 14.0 };
                    cover(&mut page, shade, |x, y| (from..from + 11.0).contains(&x) && (top..top + 24.0).contains(&y));
                }
                // A cluster of specks on it.
                2 => {
                    let specks: Vec<(f32, f32)> =
                        (0..14).map(|_| (chance.random_range(0.0..25.0), chance.random_range(0.0..24.0))).collect();
                    cover(&mut page, shade, |x, y| specks.iter().any(|(a, b)| (x - left - a).hypot(y - top - b) < 1.8));
                }
                // Run together with the next one.
                3 => {
                    let y0 = top + chance.random_range(0.0..20.0);
                    cover(&mut page, shade, |x, y| {
                        (left + 16.0..left + 35.0).contains(&x) && (y0..y0 + 4.0).contains(&y)
                    });
                }
                // A part of it gone.
                _ => {
                    let (a, b) = (chance.random_range(4.0..18.0), chance.random_range(0.0..16.0));
                    cover(&mut page, 255, |x, y| {
                        (left + a..left + a + 9.0).contains(&x) && (top + b..top + b + 9.0).contains(&y)
                    });
                }
            }
            if let Some(value) = read(&page).sure() {
                assert_eq!(value.raw, LINES[0], "{turn}: character {at}");
                sure[kind] += 1;
            }
        }
        // Slight damage is common on paper and read past; what hides half a character is not.
        assert!(sure[0] > 5 && sure[2] > 5 && sure[3] > 5 && sure[1] == 0, "{sure:?}");
    }

    #[test]
    fn a_background_pattern_is_no_ink() {
        let mut page = micr_page("⑆102100400⑆  26082039352⑈", Style::default());
        for (x, y) in (0..page.gray.width()).flat_map(|x| (0..260).map(move |y| (x, y))) {
            let depth = 34.0 * ((x + y) as f32 * 0.7).sin().mul_add(0.5, 0.5);
            page.gray.set(x, y, page.gray.get(x, y).min(255 - depth as u8));
        }
        assert!(read(&page).sure().is_some_and(|line| line.raw == "⑆102100400⑆ 26082039352⑈"), "{:?}", read(&page));
        // A digit in the gap that hardly stands out from print is none of that.
        cover(&mut page, 120, |x, y| {
            (40.0 + 11.6 * PITCH..40.0 + 12.4 * PITCH).contains(&x) && (161.0..182.0).contains(&y)
        });
        assert!(read(&page).sure().is_none());
    }

    #[test]
    fn a_wrong_check_digit_is_never_sure() {
        let field = read(&micr_page("⑆011000139⑆ 781059751534⑈ 1457", Style::default()));
        assert!(field.sure().is_none());
        assert_eq!(field.best().unwrap().value.raw, "⑆011000139⑆ 781059751534⑈ 1457");
    }

    #[test]
    fn a_frame_and_a_stroke_through_a_gap_do_not_disturb() {
        let mut page = micr_page("⑆011000138⑆ 781059751534⑈     1457", Style::default());
        for y in 0..page.gray.height() {
            let through_the_gap = 40 + 25 * 28 + y / 20;
            for x in [2, 3, 4, through_the_gap, through_the_gap + 1] {
                page.gray.set(x, y, 0);
                page.ink.set(x, y, true);
            }
        }
        for x in 0..page.gray.width() {
            page.gray.set(x, 205, 0);
            page.ink.set(x, 205, true);
        }
        let field = read(&page);
        assert!(field.best().unwrap().value.raw.ends_with("1457"), "{field:?}");
        assert!(field.best().unwrap().value.raw.starts_with("⑆011000138⑆ 781059751534⑈"), "{field:?}");
    }

    #[test]
    fn blank_and_noisy_pages_have_no_line() {
        assert!(read(&page(Gray::new(600, 300, 255))).is_absent());
        assert!(read(&page(Gray::new(600, 300, 0))).is_absent());
        let mut chance = ChaCha8Rng::seed_from_u64(1);
        for share in [0.02, 0.2, 0.5] {
            let mut gray = Gray::new(600, 300, 255);
            gray.pixels_mut().iter_mut().filter(|_| chance.random_bool(share)).for_each(|shade| *shade = 0);
            assert!(read(&page(gray)).sure().is_none());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn no_image_makes_it_panic(width in 0u32..90, height in 0u32..90, seed in any::<u64>(), share in 0.0..1.0) {
            let mut chance = ChaCha8Rng::seed_from_u64(seed);
            let mut gray = Gray::new(width, height, 255);
            gray.pixels_mut().iter_mut().filter(|_| chance.random_bool(share)).for_each(|shade| *shade = 0);
            prop_assert!(read_alone(&page(gray.clone())).sure().is_none());
            prop_assert!(read(&page(gray)).sure().is_none());
        }
    }

    #[test]
    fn odd_shapes_do_not_matter() {
        for (width, height) in [(0, 0), (1, 1), (1, 4000), (9000, 1), (3, 2), (9000, 12)] {
            for shade in [0, 128, 255] {
                assert!(read(&page(Gray::new(width, height, shade))).sure().is_none());
            }
        }
    }

    #[test]
    fn a_line_that_reaches_the_papers_edge_may_be_cut() {
        let whole = micr_page(LINES[0], Style::default());
        assert!(E13bReader.read(&whole).sure().is_some());
        for (x, width) in [(0, whole.gray.width() - 70), (40, whole.gray.width() - 40)] {
            let place = crate::model::Rect::new(x, 0, width, whole.gray.height());
            let cut = E13bReader.read(&page(whole.gray.crop(place)));
            assert_eq!(cut.sure(), None, "{x} {width}: {:?}", cut.best());
        }
    }
}
