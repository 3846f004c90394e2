//! The OCR-A or OCR-B scan line of coupons.

use std::collections::BTreeSet;
use std::ops::Range;

use super::blobs::Look;
use super::e13b::{self, E13B};
use super::ocr::{DIGITS, Face};
use super::rows::{self, Row, rows};
use super::scale::{Print, best_print, glance};
use super::{CharReading, LineReading, SURE, confidence, engine, pitch};
use crate::model::{CodedFields, CouponDefinition, Field, Layout, Part, Reading, Rect, Source};
use crate::raster::{Gray, Page, PageImage, prepare};

/// A row needs this many blobs to be looked at when no definition tells how long the line is.
const FEWEST: usize = 8;
/// Rows looked at on a page, from the bottom up.
const MOST_ROWS: usize = 60;
/// Rows whose blobs fit worse than this are other print.
const LEAST_FIT: f32 = 0.72;
/// A face that fits this well at first glance needs no comparison with the other.
const EVIDENT: f32 = 0.85;
/// Another font that fits so much worse at first glance is not the line's.
const CLEARLY: f32 = 0.25;
/// What of a character keeps its place in these fonts: its middle.
const MIDDLE: f32 = 0.5;
/// The median fit of the characters of a real line is better than this.
const LEAST_MEDIAN: f32 = 0.84;
/// Rows read in full.
const MOST_READ: usize = 3;
/// A line that no check digit verifies must be surer than others.
const SURE_UNVERIFIED: f32 = 0.99;
/// What a line counts for of which characters or gaps stand where they should not.
const DOUBT: f32 = 0.5;
/// A character that may be its runner-up when the line does not verify.
const DOUBTFUL: f32 = 0.25;

/// Finds and reads the scan line of a coupon.
pub trait ScanlineReader {
    /// The line on a page that stands upright, taken apart by the definition that fits it.
    fn read(&self, page: &Page, definitions: &[CouponDefinition]) -> Field<CodedFields>;
}

/// The reader that compares with templates of the OCR-A and OCR-B characters.
#[derive(Debug, Clone, Copy, Default)]
pub struct TemplateReader;

impl ScanlineReader for TemplateReader {
    fn read(&self, page: &Page, definitions: &[CouponDefinition]) -> Field<CodedFields> {
        let layouts = Layouts::of(definitions);
        let mut lines = Vec::new();
        for look in Look::ALL {
            let mut parsed: Option<Reading<CodedFields>> = None;
            for line in find_lines(page, look, &layouts) {
                let better = |one: &Reading<CodedFields>, other: &Reading<CodedFields>| {
                    one.confidence.total_cmp(&other.confidence)
                };
                parsed = parsed.into_iter().chain(layouts.parse(&line)).max_by(better);
                if parsed.as_ref().is_some_and(|reading| reading.value.verified && reading.confidence >= SURE) {
                    break;
                }
                lines.push(line);
            }
            if let Some(reading) = parsed {
                let verified = reading.value.verified;
                return Field::gated(reading, if verified { SURE } else { SURE_UNVERIFIED });
            }
            if layouts.known.is_empty() && !lines.is_empty() {
                break;
            }
        }
        let Some(line) = lines.into_iter().max_by(|a, b| a.confidence.total_cmp(&b.confidence)) else {
            return Field::Absent;
        };
        Field::Unread(Some(layouts.repair(&line).unwrap_or_else(|| {
            let value = CodedFields { text: line.text.clone(), ..CodedFields::default() };
            let confidence = if definitions.is_empty() { line.confidence } else { line.confidence.min(0.5) };
            reading(value, confidence, line.place)
        })))
    }
}

/// Reads the scan line of a coupon, taken apart by the definition that fits.
///
/// It is read only if a layout fits with every check digit; without definitions the bare line is a candidate.
#[must_use]
pub fn read(page: &Page, definitions: &[CouponDefinition]) -> Field<CodedFields> {
    TemplateReader.read(page, definitions)
}

/// Reads a cut-out of just the line.
#[must_use]
pub fn read_crop(crop: &Gray, definitions: &[CouponDefinition]) -> Field<CodedFields> {
    read(&prepare(&PageImage { gray: crop.clone(), dpi: None, bitonal: false, damage: None, turn: None }), definitions)
}

const fn reading(value: CodedFields, confidence: f32, place: Rect) -> Reading<CodedFields> {
    Reading { value, confidence, source: Source::Scanline, place: Some(place) }
}

/// The scan lines that may be on a coupon.
struct Layouts<'a> {
    known: Vec<(&'a CouponDefinition, &'a Layout)>,
    /// The characters they hold beside digits.
    literals: BTreeSet<char>,
}

impl<'a> Layouts<'a> {
    fn of(definitions: &'a [CouponDefinition]) -> Self {
        let known: Vec<_> = definitions.iter().filter_map(|d| d.scanline.as_ref().map(|layout| (d, layout))).collect();
        let parts = known.iter().flat_map(|(_, layout)| layout.parts());
        let literals = parts.filter_map(|part| match part {
            Part::Literal(literal) if !literal.is_ascii_digit() => Some(*literal),
            _ => None,
        });
        Self { literals: literals.collect(), known }
    }

    /// The fewest characters that a line can have.
    fn fewest(&self) -> usize {
        self.known.iter().map(|(_, layout)| layout.width()).min().map_or(FEWEST, |width| (width / 2).max(4))
    }

    /// The most likely reading of a line, or of a part of it between gaps, that fits a layout.
    fn parse(&self, line: &LineReading) -> Option<Reading<CodedFields>> {
        let groups = groups(line);
        let parts = (0..groups.len()).flat_map(|from| {
            let groups = &groups;
            (from..groups.len()).map(move |to| groups[from].start..groups[to].end)
        });
        let fits = parts.filter_map(|part| self.parse_part(line, part));
        fits.max_by(|a, b| a.confidence.total_cmp(&b.confidence))
    }

    fn parse_part(&self, line: &LineReading, part: Range<usize>) -> Option<Reading<CodedFields>> {
        let characters = line.characters.get(part)?;
        let text: String = characters.iter().map(|c| c.symbol).collect();
        let (layout, mut value) = self.fields(&text)?;
        value.text = spaced(&line.text, &text).unwrap_or(text);
        let place = characters.iter().map(|c| c.place).reduce(|a, b| a.union(&b))?;
        let whole = characters.len() == line.characters.len();
        let confidence = if whole { line.confidence } else { confidence::of_characters(characters) };
        let sound = has_gaps_of(layout, &value.text) && pitch::is_even(&middles(characters), None);
        Some(reading(value, if sound { confidence } else { confidence.min(DOUBT) }, place))
    }

    fn fields(&self, text: &str) -> Option<(&'a Layout, CodedFields)> {
        self.known
            .iter()
            .find_map(|(definition, layout)| layout.parse(&definition.name, text).map(|fields| (*layout, fields)))
    }

    /// The only line that verifies when one doubtful character is its runner-up: a candidate, never a reading.
    fn repair(&self, line: &LineReading) -> Option<Reading<CodedFields>> {
        let symbols: Vec<char> = line.characters.iter().map(|c| c.symbol).collect();
        let doubtful = |(_, c): &(usize, &CharReading)| c.margin < DOUBTFUL;
        let swapped = line.characters.iter().enumerate().filter(doubtful).map(|(at, c)| {
            let mut symbols = symbols.clone();
            symbols[at] = c.runner_up;
            symbols.into_iter().collect::<String>()
        });
        let mut fits = swapped.filter_map(|text| self.fields(&text)).map(|(_, fields)| fields).filter(|f| f.verified);
        let only = fits.next()?;
        fits.next().is_none().then(|| reading(only, 0.5, line.place))
    }
}

/// Whether a line has the gaps of its layout, or none at all: a gap elsewhere means that a character was made up in one
/// gap and lost beside another, which check digits let pass one time in ten.
fn has_gaps_of(layout: &Layout, text: &str) -> bool {
    let mut count = 0;
    let mut gaps = Vec::new();
    for symbol in text.chars() {
        if symbol == ' ' { gaps.push(count) } else { count += 1 }
    }
    let wanted = layout.gaps();
    gaps.is_empty() || wanted.is_empty() || gaps == wanted
}

/// The middles of characters, in pixels.
fn middles(characters: &[CharReading]) -> Vec<f32> {
    characters.iter().map(|c| c.place.x as f32 + c.place.width as f32 / 2.0).collect()
}

/// The part of a text with spaces that holds these characters.
fn spaced(text: &str, solid: &str) -> Option<String> {
    let indices: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| *c != ' ').collect();
    let wanted: Vec<char> = solid.chars().collect();
    let at = indices.windows(wanted.len()).position(|part| part.iter().map(|(_, c)| *c).eq(wanted.iter().copied()))?;
    let (from, _) = indices[at];
    let (last, symbol) = indices[at + wanted.len() - 1];
    text.get(from..last + symbol.len_utf8()).map(str::to_owned)
}

/// Which characters stand together, without gaps.
fn groups(line: &LineReading) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for group in line.text.split(' ') {
        let count = group.chars().count();
        groups.push(at..at + count);
        at += count;
    }
    groups
}

/// The lines on a page that look like scan lines, the likeliest first, each in the face that fits it better.
fn find_lines<'a>(page: &'a Page, look: Look, layouts: &Layouts<'_>) -> impl Iterator<Item = LineReading> + use<'a> {
    let fewest = layouts.fewest();
    let kinds: Vec<usize> = DIGITS.into_iter().chain(layouts.literals.iter().filter_map(|c| Face::kind(*c))).collect();
    let rows = rows(look.blobs(page).into_iter(), fewest).into_iter().filter(|row| row.is_fixed_pitch(MIDDLE));
    let mut rows: Vec<(f32, Row)> = rows.take(MOST_ROWS).map(|row| (strength(&row), row)).collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let candidates =
        rows.into_iter().filter_map(|(_, row)| best_face(&page.gray, &row).map(|(face, print)| (row, face, print)));
    let read = candidates
        .take(MOST_READ)
        .filter_map(move |(row, face, print)| engine::read_row(&page.gray, &row, face.font(), &kinds, print))
        .map(|found| found.line);
    let is_line = move |line: &LineReading| {
        let fit = rows::median(line.characters.iter().map(|c| c.score).collect());
        line.characters.len() >= fewest && fit > LEAST_MEDIAN
    };
    read.filter(is_line)
}

/// How much speaks for a row before any template is compared: many characters at a pitch.
fn strength(row: &Row) -> f32 {
    row.regularity(MIDDLE, 0.1) * (row.blobs.len() as f32).sqrt()
}

/// The face that fits a row's blobs, and how it is printed; `None` for other print.
fn best_face(gray: &Gray, row: &Row) -> Option<(Face, Print)> {
    let [a, b] = Face::ALL.map(|face| glance(gray, row, face.font(), &DIGITS));
    let print = |face: Face| best_print(gray, row, face.font(), &DIGITS).map(|print| (face, print));
    let best = if a.max(b) > EVIDENT {
        print(if a > b { Face::A } else { Face::B })
    } else {
        Face::ALL.into_iter().filter_map(print).max_by(|a, b| a.1.fit.total_cmp(&b.1.fit))
    };
    let (face, print) = best.filter(|(_, print)| print.fit >= LEAST_FIT)?;
    // A check's line is no scan line, however alike some digits are.
    let is_evident = glance(gray, row, &E13B, &e13b::KINDS) < print.fit - CLEARLY;
    let is_other = || best_print(gray, row, &E13B, &e13b::KINDS).is_some_and(|other| other.fit > print.fit);
    (is_evident || !is_other()).then_some((face, print))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CouponPrint;
    use crate::reading::line::samples::{Style, micr_page, ocr_page, page, styles};

    const LINE: &str = "7123456789 000004711 000021450 5";

    fn definitions(scanline: &str) -> Vec<CouponDefinition> {
        vec![CouponDefinition {
            name: "std".into(),
            scanline: Some(scanline.parse().unwrap()),
            barcode: None,
            print: CouponPrint::default(),
        }]
    }

    fn luhn() -> Vec<CouponDefinition> {
        definitions("{account:10} {bill:9} {amount_due:9} {check:luhn}")
    }

    fn verified_line() -> String {
        let payload: String = LINE[..LINE.len() - 1].to_owned();
        let check = crate::model::CheckScheme::Luhn.compute(&payload.replace(' ', "")).unwrap();
        payload + &check
    }

    #[test]
    fn drawn_lines_are_read_in_both_faces() {
        let line = verified_line();
        for face in Face::ALL {
            for style in styles() {
                let field = read(&ocr_page(face, &line, style), &luhn());
                let value = field.sure().unwrap_or_else(|| panic!("{face:?} {style:?}: {:?}", field.best()));
                assert_eq!(value.text, line);
                assert_eq!(value.account.as_ref().unwrap().as_str(), "7123456789");
                assert!(value.verified);
            }
        }
    }

    #[test]
    fn literals_of_a_layout_are_told_from_digits() {
        let definitions = definitions("<{account:10}>{bill:9}+{amount_due:9} {check:luhn}");
        let digits = verified_line().replace(' ', "");
        let line = format!("<{}>{}+{} {}", &digits[..10], &digits[10..19], &digits[19..28], &digits[28..]);
        let field = read(&ocr_page(Face::A, &line, Style::default()), &definitions);
        assert_eq!(field.sure().map(|value| value.text.as_str()), Some(line.as_str()), "{field:?}");
    }

    #[test]
    fn what_does_not_verify_is_only_a_candidate() {
        let line = verified_line();
        let wrong = line.replacen('7', "1", 1);
        let field = read(&ocr_page(Face::B, &wrong, Style::default()), &luhn());
        assert!(field.sure().is_none());
        assert_eq!(field.best().unwrap().value.text, wrong);
        assert!(field.best().unwrap().value.account.is_none());
        let short = read(&ocr_page(Face::A, &line[2..], Style::default()), &luhn());
        assert!(short.sure().is_none());
    }

    #[test]
    fn gaps_stand_where_the_layout_has_them() {
        let layout = luhn().remove(0).scanline.unwrap();
        for (text, sound) in [
            ("7123456789 000004711 000021450 5", true),
            ("71234567890000047110000214505", true),
            ("71234567890 00004711 000021450 5", false),
            ("71234567891000004711 000021450", false),
        ] {
            assert_eq!(has_gaps_of(&layout, text), sound, "{text}");
        }
        assert!(has_gaps_of(&"{account:10}{bill:9}".parse().unwrap(), "7123 4567"));
    }

    #[test]
    fn without_definitions_the_bare_line_is_a_candidate() {
        let field = read(&ocr_page(Face::A, LINE, Style::default()), &[]);
        assert!(field.sure().is_none());
        assert_eq!(field.best().unwrap().value.text, LINE);
    }

    #[test]
    fn a_micr_line_and_empty_pages_hold_no_scan_line() {
        let micr = micr_page("⑈104711⑈ ⑆011000138⑆ 23⑉689⑉045⑈ ⑇0000010018⑇", Style::default());
        assert!(read(&micr, &luhn()).sure().is_none());
        for (width, height) in [(0, 0), (1, 1), (600, 300), (9000, 1)] {
            assert!(read(&page(Gray::new(width, height, 255)), &luhn()).is_absent());
        }
    }
}
