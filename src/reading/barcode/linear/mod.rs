//! Linear codes: a place is read in several strips, each averaged down its bars, and the strips must agree.
//!
//! Averaging takes out noise; agreement takes out misreadings, against which Code 39, Interleaved 2 of 5 and Codabar
//! have no check digit of their own. Where scratches and gaps spoil every strip, the middle shades of larger parts of
//! the place are asked.
//!
//! | file | does |
//! |---|---|
//! | `bars` | measures the bars and spaces of a row |
//! | `code128` | reads Code 128 |
//! | `widths` | reads the codes of narrow and wide elements |

mod bars;
mod code128;
mod widths;

use super::Symbology;
use super::regions::{CELL, Candidate, Look};
use crate::model::{Barcode, Rect};
use crate::raster::{Gray, Page};
use bars::Bars;

/// White that must be seen beside the bars.
const QUIET: u32 = 56;
/// The most strips a place is cut into, and the lowest and highest strip in pixels.
const STRIPS: u32 = 12;
const STRIP_HEIGHT: (u32, u32) = (2, 10);
/// So many strips must say the same…
const LEAST_VOTES: usize = 2;
/// …and so many times as many as say anything else at the same place.
const MAJORITY: usize = 4;
/// A digit of an interleaved code is so many modules wide, and so many of paper must be seen beside the code.
const ITF_DIGIT: f32 = 8.0;
const LEAST_PAPER: f32 = 4.0;
/// The shortest code has so many elements.
const LEAST_ELEMENTS: usize = 27;
/// Rows with more elements are a pattern.
const MOST_ELEMENTS: usize = 1500;
/// Parts of a place of which the middle shades are taken, each so many ways: whole, halves, thirds.
const PARTS: [u32; 3] = [1, 2, 3];
/// More rows than this tell no more about a middle shade.
const MOST_MEDIAN_ROWS: u32 = 21;

/// What one strip says.
#[derive(Debug, Clone, PartialEq)]
struct Symbol {
    text: String,
    /// From where to where along the strip, in pixels.
    span: (f32, f32),
}

fn span(bars: &Bars, first: usize, end: usize) -> (f32, f32) {
    (bars.place(first), bars.place(end))
}

/// Reads the linear codes at a place.
pub(super) fn read(page: &Page, candidate: &Candidate, symbologies: &[Symbology]) -> Vec<Barcode> {
    if symbologies.is_empty() {
        return Vec::new();
    }
    let View { picture, left, paper } = upright(page, candidate);
    let mut seen = Seen::default();
    for row in strips(&picture, STRIPS) {
        seen.look(&row, symbologies);
    }
    if !seen.is_settled() && seen.barred * 2 >= seen.rows {
        for row in medians(&picture) {
            seen.look(&row, symbologies);
        }
    }
    let mut found = Vec::new();
    for (symbology, text, span) in seen.agreed() {
        if symbology == Symbology::Itf && !stands_on(paper, span, text.len()) {
            continue;
        }
        let place = on_page(candidate, span, left);
        found.push(Barcode { format: symbology.name().into(), text, place: Some(place) });
    }
    found
}

/// What the strips of a place said so far.
#[derive(Debug, Default)]
struct Seen {
    symbols: Vec<(Symbology, Symbol)>,
    rows: usize,
    /// Rows with enough bars for a code.
    barred: usize,
}

impl Seen {
    fn look(&mut self, row: &[u8], symbologies: &[Symbology]) {
        self.rows += 1;
        let bars = Bars::of(row);
        if !(LEAST_ELEMENTS..=MOST_ELEMENTS).contains(&bars.len()) {
            return;
        }
        self.barred += 1;
        let length = row.len() as f32;
        for symbology in symbologies {
            self.symbols.extend(along(&bars, *symbology).into_iter().map(|symbol| (*symbology, symbol)));
            for mut symbol in along(&bars.reversed(), *symbology) {
                symbol.span = (length - symbol.span.1, length - symbol.span.0);
                self.symbols.push((*symbology, symbol));
            }
        }
    }

    /// Whether strips agree on something already.
    fn is_settled(&self) -> bool {
        self.symbols.iter().any(|one| self.votes(one) >= LEAST_VOTES)
    }

    fn votes(&self, one: &(Symbology, Symbol)) -> usize {
        self.symbols.iter().filter(|other| says_same(one, other)).count()
    }

    /// What enough strips say while hardly any says something else at the same place.
    fn agreed(&self) -> Vec<(Symbology, String, (f32, f32))> {
        let mut found: Vec<&(Symbology, Symbol)> = Vec::new();
        for one in &self.symbols {
            let votes = self.votes(one);
            let against = self.symbols.iter().filter(|other| meet(&one.1, &other.1) && !says_same(one, other)).count();
            let known = found.iter().any(|other| says_same(one, other));
            if votes >= LEAST_VOTES && votes >= against * MAJORITY && !known {
                found.push(one);
            }
        }
        found.into_iter().map(|(symbology, symbol)| (*symbology, symbol.text.clone(), symbol.span)).collect()
    }
}

fn says_same(one: &(Symbology, Symbol), other: &(Symbology, Symbol)) -> bool {
    one.0 == other.0 && one.1.text == other.1.text && meet(&one.1, &other.1)
}

fn meet(one: &Symbol, other: &Symbol) -> bool {
    one.span.0 < other.span.1 && other.span.0 < one.span.1
}

/// All symbols of one kind along a row of bars.
fn along(bars: &Bars, symbology: Symbology) -> Vec<Symbol> {
    let mut found: Vec<Symbol> = Vec::new();
    for first in (0..bars.len()).step_by(2) {
        let beyond = found.last().is_none_or(|last| bars.place(first) >= last.span.1);
        if !beyond || !may_begin(bars, first) {
            continue;
        }
        found.extend(match symbology {
            Symbology::Code128 => code128::read(bars, first),
            Symbology::Code39 => widths::code39(bars, first),
            Symbology::Itf => widths::itf(bars, first),
            Symbology::Codabar => widths::codabar(bars, first),
            _ => None,
        });
    }
    found
}

/// Whether there is white before a bar: a cheap test, as six elements are eight modules or more.
fn may_begin(bars: &Bars, first: usize) -> bool {
    bars.quiet_before(first) * 4.0 >= bars.place(first + 6) - bars.place(first)
}

/// From a span along the upright picture, `left` pixels of which lie before the place, to the page.
fn on_page(candidate: &Candidate, (from, to): (f32, f32), left: u32) -> Rect {
    let place = candidate.place;
    let length = if candidate.look == Look::SidewaysBars { place.height } else { place.width };
    let within = |at: f32| (at.max(0.0) as u32).saturating_sub(left).min(length);
    let (from, to) = (within(from), within(to.ceil()).max(within(from) + 1));
    match candidate.look {
        // After the quarter turn the page's bottom is at the left.
        Look::SidewaysBars => Rect::new(place.x, place.y + length.saturating_sub(to), place.width, to - from),
        _ => Rect::new(place.x + from, place.y, to - from, place.height),
    }
}

/// Whether an interleaved code has paper in view on both sides: two in a hundred places where it can be torn look like
/// its end.
fn stands_on(paper: (f32, f32), span: (f32, f32), digits: usize) -> bool {
    let module = (span.1 - span.0) / (digits + 1) as f32 / ITF_DIGIT;
    let least = module * LEAST_PAPER;
    span.0 - paper.0 >= least && paper.1 - span.1 >= least
}

/// A place with quiet zones, turned so that the bars stand upright.
struct View {
    picture: Gray,
    /// How many of its pixels lie left of the place.
    left: u32,
    /// From where to where the picture shows the page.
    paper: (f32, f32),
}

impl View {
    fn new(shown: &Gray, left: u32, left_is_edge: bool, right_is_edge: bool) -> Self {
        let start = wall(left_is_edge);
        let picture = walled(shown, left_is_edge, right_is_edge);
        Self { picture, left: left + start, paper: (start as f32, (start + shown.width()) as f32) }
    }
}

fn upright(page: &Page, candidate: &Candidate) -> View {
    let Rect { x, y, width, height } = candidate.place;
    let bottom_margin = CELL / 2;
    match candidate.look {
        Look::SidewaysBars => {
            let place = Rect::new(x, y.saturating_sub(QUIET), width, height + y.min(QUIET) + QUIET);
            let turned = page.gray.crop(place).turned_quarter();
            // After the quarter turn the page's bottom is at the left.
            let (below, above) = (place.bottom() > page.gray.height(), y < QUIET);
            let shown = place.bottom().min(page.gray.height()).saturating_sub(y + height);
            View::new(&turned, shown, below, above)
        }
        Look::Bars | Look::Block | Look::BarredBlock => {
            let top = y.saturating_sub(bottom_margin);
            let place = Rect::new(x.saturating_sub(QUIET), top, width + x.min(QUIET) + QUIET, height + y - top);
            let (left, right) = (x < QUIET, place.right() > page.gray.width());
            View::new(&page.gray.crop(place), x.min(QUIET), left, right)
        }
    }
}

/// The picture with paper added where the page ended, and a black line where it was cut: a part of a longer code must
/// not look like a whole one.
fn walled(picture: &Gray, left_is_edge: bool, right_is_edge: bool) -> Gray {
    let shade = |is_edge: bool| if is_edge { 255 } else { 0 };
    let (left, right) = (wall(left_is_edge), wall(right_is_edge));
    let mut pixels = Vec::with_capacity(((picture.width() + left + right) * picture.height()) as usize);
    for y in 0..picture.height() {
        pixels.resize(pixels.len() + left as usize, shade(left_is_edge));
        pixels.extend_from_slice(picture.row(y));
        pixels.resize(pixels.len() + right as usize, shade(right_is_edge));
    }
    Gray::from_pixels(picture.width() + left + right, picture.height(), pixels).unwrap_or_else(|| Gray::new(0, 0, 255))
}

/// How many pixels are added beside a picture: paper at the page's edge, a thin wall elsewhere.
const fn wall(is_edge: bool) -> u32 {
    if is_edge { QUIET } else { 2 }
}

/// Single rows, each the mean of some rows of the picture.
fn strips(picture: &Gray, most: u32) -> Vec<Vec<u8>> {
    let height = (picture.height() / most).clamp(STRIP_HEIGHT.0, STRIP_HEIGHT.1);
    let count = (picture.height() / height).min(most);
    let between = if count > 1 { (picture.height() - height) / (count - 1) } else { 0 };
    (0..count).map(|at| mean_row(picture, at * between, height)).collect()
}

fn mean_row(picture: &Gray, top: u32, height: u32) -> Vec<u8> {
    let mut sums = vec![0_u32; picture.width() as usize];
    for y in top..top + height {
        for (sum, shade) in sums.iter_mut().zip(picture.row(y)) {
            *sum += u32::from(*shade);
        }
    }
    sums.iter().map(|sum| (sum / height.max(1)) as u8).collect()
}

/// Single rows, each of the middle shades of a part of the picture.
fn medians(picture: &Gray) -> Vec<Vec<u8>> {
    let parts = PARTS.iter().flat_map(|parts| (0..*parts).map(move |at| (at, *parts)));
    parts
        .map(|(at, parts)| median_row(picture, picture.height() * at / parts, picture.height() * (at + 1) / parts))
        .collect()
}

fn median_row(picture: &Gray, top: u32, bottom: u32) -> Vec<u8> {
    let step = ((bottom - top) / MOST_MEDIAN_ROWS).max(1);
    let rows: Vec<&[u8]> = (top..bottom).step_by(step as usize).map(|y| picture.row(y)).collect();
    let mut column = Vec::with_capacity(rows.len());
    (0..picture.width() as usize)
        .map(|x| {
            column.clear();
            column.extend(rows.iter().filter_map(|row| row.get(x)));
            column.sort_unstable();
            column.get(column.len() / 2).copied().unwrap_or(255)
        })
        .collect()
}
