//! The E-13B line at the bottom of checks, money orders and some coupons.

use super::blobs::Look;
use super::e13b::E13B;
use super::rows::{self, Row, rows};
use super::scale::{Print, best_print};
use super::{LineReading, SURE, engine};
use crate::model::{Field, MicrLine, Reading, Source};
use crate::raster::{Gray, Page, PageImage, prepare};

/// A row needs this many blobs to be looked at.
const FEWEST: usize = 4;
/// Rows looked at on a page, from the bottom up.
const MOST_ROWS: usize = 40;
/// Rows whose blobs fit this well are read at once.
const CLEAR: f32 = 0.8;
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

/// The reader that compares with templates of the E-13B characters.
#[derive(Debug, Clone, Copy, Default)]
pub struct TemplateReader;

impl MicrReader for TemplateReader {
    fn read(&self, page: &Page) -> Field<MicrLine> {
        find_line(page).filter(has_symbol).map_or(Field::Absent, judge)
    }
}

/// Reads the MICR line of a page.
#[must_use]
pub fn read(page: &Page) -> Field<MicrLine> {
    TemplateReader.read(page)
}

/// Reads a cut-out of just the line.
#[must_use]
pub fn read_crop(crop: &Gray) -> Field<MicrLine> {
    read(&prepare(&PageImage { gray: crop.clone(), dpi: None, bitonal: false, damage: None }))
}

/// The line as characters, without judging what they mean.
#[must_use]
pub fn read_line(page: &Page) -> Option<LineReading> {
    find_line(page)
}

/// The best line that any way of looking at the ink shows.
fn find_line(page: &Page) -> Option<LineReading> {
    let mut best: Option<LineReading> = None;
    for look in Look::ALL {
        best = best.into_iter().chain(look_for_line(page, look)).max_by(|a, b| weight(a).total_cmp(&weight(b)));
        if best.as_ref().is_some_and(|line| line.confidence > GOOD) {
            break;
        }
    }
    best
}

fn look_for_line(page: &Page, look: Look) -> Option<LineReading> {
    let gray = &page.gray;
    let mut candidates = Vec::new();
    for row in rows(look.blobs(page).into_iter(), FEWEST).into_iter().take(MOST_ROWS) {
        let print = best_print(gray, &row, &E13B).filter(|(_, print)| print.fit >= LEAST_FIT);
        let Some((row, print)) = print else { continue };
        let clear = print.fit > CLEAR && row.blobs.len() >= 8;
        candidates.push((row, print));
        if clear {
            break;
        }
    }
    let strength = |(row, print): &(Row, Print)| (print.fit - 0.5) * (row.blobs.len() as f32).sqrt();
    candidates.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    let read = candidates.iter().take(MOST_READ).filter_map(|(row, print)| engine::read_row(gray, row, &E13B, *print));
    read.filter(is_e13b).max_by(|a, b| weight(a).total_cmp(&weight(b)))
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

/// How many of the lines that are read wrong still have a valid routing number in a complete line, over those that are
/// read right: of 51 complete lines between 0.6 and 0.95 (drawn decks and real lines with truth) one was wrong, where
/// the characters alone would have it that a dozen were.
const PASSES_GRAMMAR: f32 = 0.12;

fn judge(line: LineReading) -> Field<MicrLine> {
    let value = MicrLine::parse(&line.text);
    let confidence = match (value.is_complete(), value.routing) {
        (true, Some(_)) => (1.0 - line.confidence).mul_add(-PASSES_GRAMMAR, 1.0),
        (true, None) => line.confidence,
        (false, _) => line.confidence.min(0.5),
    };
    let reading = Reading { value, confidence, source: Source::Micr, place: Some(line.place) };
    Field::gated(reading, SURE)
}
