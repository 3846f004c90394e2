//! Cutting away what the scanner saw beside the paper: dark bars and wedges along the edges.
//!
//! Border is what is solidly dark, at least three cells thick, and lies along the image's edge. Thin frames printed on
//! the paper are not, however close they come.

use super::background::{histogram, percentile};
use super::components::{Component, labelled};
use super::threshold::HALF;
use super::{Bits, Gray};
use crate::model::Rect;

/// Side of the cells in which border is looked for, in pixels.
pub(super) const CELL: u32 = 4;
/// So many of a cell's sixteen pixels must be dark: scanners leave white dust in their black.
const DARK_PIXELS: u32 = 14;
/// A border must lie along the edge for so many cells, and for this part of the shorter side.
const LEAST_CONTACT: (u32, u32) = (10, 8);
/// Paper smaller than this part of the image is no paper.
const LEAST_PAPER: u64 = 33;
/// What is at least this part of the largest paper is another paper.
const ANOTHER_PAPER: u32 = 4;
/// Fringes of a border are no thicker than this many pixels…
const FRINGE: usize = 6;
/// …and their blur goes no further than that.
const BLUR: usize = 2;

/// A paper cut out of its border.
#[derive(Debug, PartialEq)]
pub(super) struct Cut {
    /// The paper; what remains of the border is white.
    pub(super) gray: Gray,
    /// Which cells of [`CELL`] pixels are paper, where the border was more than thin bars at the very edge.
    pub(super) outline: Option<Bits>,
}

/// The paper without its border; `None` where there is no border.
pub(super) fn cut(gray: &Gray) -> Option<Cut> {
    let dark = dark_limit(gray)?;
    cut_dark(gray, dark, &Bits::darker_than(gray, dark))
}

/// The same of a page that was bitonal, whose ink is known.
pub(super) fn cut_bitonal(gray: &Gray, ink: &Bits) -> Option<Cut> {
    let dark: u64 = (0..ink.height())
        .step_by(4)
        .map(|y| u64::from(ink.row(y).iter().map(|word| word.count_ones()).sum::<u32>()))
        .sum();
    let looked_at = u64::from(ink.height().div_ceil(4)) * u64::from(ink.width());
    // Pages without paper to speak of are left as they are.
    if dark * 20 > looked_at * 19 { None } else { cut_dark(gray, HALF, ink) }
}

/// The paper, whose pixels darker than `dark` are `bits`.
fn cut_dark(gray: &Gray, dark: u8, bits: &Bits) -> Option<Cut> {
    let border = border_cells(&dark_cells(bits));
    if border.count() == 0 {
        return trimmed(gray, dark).map(|gray| Cut { gray, outline: None });
    }
    let (paper, place) = paper_cells(&border)?;
    let place = Rect::new(place.x * CELL, place.y * CELL, place.width * CELL, place.height * CELL);
    let mut cut = gray.crop(place);
    let trims = sides(gray, dark, Some(place));
    whiten_cells(&mut cut, &paper, place);
    let insets = Insets::of(&paper, place);
    trim(&mut cut, dark, trims, &insets);
    Some(Cut { gray: cut, outline: Some(paper) })
}

/// Only thin bars at the very edge.
fn trimmed(gray: &Gray, dark: u8) -> Option<Gray> {
    let trims = sides(gray, dark, None);
    (trims != [false; 4]).then(|| {
        let mut cut = gray.clone();
        let insets = Insets { left: Vec::new(), right: Vec::new(), top: Vec::new(), bottom: Vec::new() };
        trim(&mut cut, dark, trims, &insets);
        cut
    })
}

/// What is darker than half the paper's shade is dark; `None` on pages without paper to speak of.
fn dark_limit(gray: &Gray) -> Option<u8> {
    let paper = percentile(&histogram(gray), 0.95);
    (paper >= 80).then_some((paper / 2) as u8)
}

/// The cells that are dark, with a ring of dark cells around: outside the image all is dark.
fn dark_cells(bits: &Bits) -> Bits {
    let (columns, rows) = (bits.width().div_ceil(CELL), bits.height().div_ceil(CELL));
    let mut cells = Bits::new(columns + 2, rows + 2);
    for row in 0..rows {
        let last = bits.height().min((row + 1) * CELL);
        let lines: Vec<&[u64]> = (row * CELL..last).map(|y| bits.row(y)).collect();
        for word in 0..bits.row(0).len() {
            // Paper is all that most words see.
            if lines.iter().all(|line| line[word] == 0) {
                continue;
            }
            for column in word as u32 * 16..columns.min(word as u32 * 16 + 16) {
                let shift = column % 16 * CELL;
                let count: u32 = lines.iter().map(|line| (line[word] >> shift & 0xF).count_ones()).sum();
                let width = bits.width().min((column + 1) * CELL) - column * CELL;
                let pixels = width * (last - row * CELL);
                cells.set(column + 1, row + 1, count * CELL * CELL >= pixels * DARK_PIXELS);
            }
        }
    }
    set_ring(&mut cells, true);
    cells
}

fn set_ring(cells: &mut Bits, ink: bool) {
    let (right, bottom) = (cells.width() - 1, cells.height() - 1);
    for x in 0..=right {
        cells.set(x, 0, ink);
        cells.set(x, bottom, ink);
    }
    for y in 0..=bottom {
        cells.set(0, y, ink);
        cells.set(right, y, ink);
    }
}

/// The dark cells, without the ring, that are border.
fn border_cells(dark: &Bits) -> Bits {
    let mut thick = spread(&inverted(&spread(&inverted(dark))));
    set_ring(&mut thick, false);
    let (columns, rows) = (dark.width() - 2, dark.height() - 2);
    let found = labelled(&thick);
    let mut contact = vec![0; found.components.len()];
    for run in &found.runs {
        let along = if run.y == 1 || run.y == rows { run.right - run.left } else { 0 };
        let ends = u32::from(run.left == 1) + u32::from(run.right == columns + 1);
        contact[run.component as usize] += along.max(ends);
    }
    let least = LEAST_CONTACT.0.max(columns.min(rows) / LEAST_CONTACT.1);
    let mut border = Bits::new(columns, rows);
    for run in found.runs.iter().filter(|run| contact[run.component as usize] >= least) {
        for x in run.left..run.right {
            border.set(x - 1, run.y - 1, true);
        }
    }
    border
}

/// The cells of the paper, and the rectangle around them; `None` when there is hardly any.
fn paper_cells(border: &Bits) -> Option<(Bits, Rect)> {
    let found = labelled(&inverted(border));
    let largest = found.components.iter().map(|component| component.pixels).max()?;
    if u64::from(largest) * LEAST_PAPER < u64::from(border.width()) * u64::from(border.height()) {
        return None;
    }
    // Two papers may lie side by side: neither is to be lost.
    let is_paper = |component: &Component| component.pixels >= largest / ANOTHER_PAPER;
    let place = found.components.iter().filter(|one| is_paper(one)).map(|one| one.place).reduce(|a, b| a.union(&b))?;
    let mut paper = Bits::new(border.width(), border.height());
    for run in found.runs.iter().filter(|run| is_paper(&found.components[run.component as usize])) {
        for x in run.left..run.right {
            paper.set(x, run.y, true);
        }
    }
    Some((paper, place))
}

fn inverted(bits: &Bits) -> Bits {
    let mut inverted = bits.clone();
    let unused = (64 - bits.width() % 64) % 64;
    for y in 0..bits.height() {
        let row = inverted.row_mut(y);
        for word in row.iter_mut() {
            *word = !*word;
        }
        if let Some(last) = row.last_mut() {
            *last &= u64::MAX >> unused;
        }
    }
    inverted
}

/// Ink spread by one cell in all eight directions.
fn spread(bits: &Bits) -> Bits {
    let mut wide = Bits::new(bits.width(), bits.height());
    let unused = (64 - bits.width() % 64) % 64;
    for y in 0..bits.height() {
        let near: Vec<&[u64]> = (y.saturating_sub(1)..=y + 1).map(|near| bits.row(near)).collect();
        let column = |at: usize| near.iter().filter_map(|row| row.get(at)).fold(0, |all, word| all | word);
        let row = wide.row_mut(y);
        let words = row.len();
        for (at, word) in row.iter_mut().enumerate() {
            let before = if at > 0 { column(at - 1) >> 63 } else { 0 };
            let after = if at + 1 < words { column(at + 1) << 63 } else { 0 };
            let here = column(at);
            *word = here | here << 1 | here >> 1 | before | after;
        }
        if let Some(last) = row.last_mut() {
            *last &= u64::MAX >> unused;
        }
    }
    wide
}

/// Paints white what lies in cells outside the paper.
fn whiten_cells(cut: &mut Gray, paper: &Bits, place: Rect) {
    let width = cut.width() as usize;
    for (y, row) in cut.pixels_mut().chunks_mut(width.max(1)).enumerate() {
        for (x, shades) in row.chunks_mut(CELL as usize).enumerate() {
            if !paper.get(place.x / CELL + x as u32, place.y / CELL + y as u32 / CELL) {
                shades.fill(255);
            }
        }
    }
}

/// Which sides (left, right, top, bottom) are to be trimmed: those where border was cut off or where the image's edge
/// is mostly dark.
fn sides(gray: &Gray, dark: u8, place: Option<Rect>) -> [bool; 4] {
    let (right, bottom) = (gray.width(), gray.height());
    let mostly_dark = |x: u32, y: u32, width: u32, height: u32| {
        let edge = gray.crop(Rect::new(x, y, width, height));
        let count = edge.pixels().iter().filter(|shade| **shade < dark).count();
        count * 2 > edge.pixels().len()
    };
    let was_cut =
        place.map_or([false; 4], |place| [place.x > 0, place.right() < right, place.y > 0, place.bottom() < bottom]);
    [
        was_cut[0] || mostly_dark(0, 0, 1, bottom),
        was_cut[1] || mostly_dark(right.saturating_sub(1), 0, 1, bottom),
        was_cut[2] || mostly_dark(0, 0, right, 1),
        was_cut[3] || mostly_dark(0, bottom.saturating_sub(1), right, 1),
    ]
}

/// How many cells lie between the edge and the paper, for each row and column of cells; missing ones are 0.
struct Insets {
    left: Vec<u32>,
    right: Vec<u32>,
    top: Vec<u32>,
    bottom: Vec<u32>,
}

impl Insets {
    fn of(paper: &Bits, place: Rect) -> Self {
        let (width, height) = (place.width / CELL, place.height / CELL);
        let at = |x: u32, y: u32| paper.get(place.x / CELL + x, place.y / CELL + y);
        let along = |y: u32, from_right: bool| {
            (0..width).take_while(|x| !at(if from_right { width - 1 - x } else { *x }, y)).count() as u32
        };
        let down = |x: u32, from_bottom: bool| {
            (0..height).take_while(|y| !at(x, if from_bottom { height - 1 - y } else { *y })).count() as u32
        };
        Self {
            left: (0..height).map(|y| along(y, false)).collect(),
            right: (0..height).map(|y| along(y, true)).collect(),
            top: (0..width).map(|x| down(x, false)).collect(),
            bottom: (0..width).map(|x| down(x, true)).collect(),
        }
    }
}

/// Paints the fringe white on the chosen sides, inwards from the edge or from where border was painted.
fn trim(cut: &mut Gray, dark: u8, sides: [bool; 4], insets: &Insets) {
    let (width, height) = (cut.width() as usize, cut.height() as usize);
    let pixels = cut.pixels_mut();
    let inset = |cells: &[u32], line: usize| (cells.get(line / CELL as usize).copied().unwrap_or(0) * CELL) as usize;
    // The last cells may reach beyond the image.
    let (over_right, over_bottom) =
        (width.next_multiple_of(CELL as usize) - width, height.next_multiple_of(CELL as usize) - height);
    for y in 0..height {
        let (left, right) = (inset(&insets.left, y), inset(&insets.right, y).saturating_sub(over_right));
        if sides[0] || left > 0 {
            trim_line(pixels, dark, (left..width).map(|x| y * width + x));
        }
        if sides[1] || right > 0 {
            trim_line(pixels, dark, (0..width.saturating_sub(right)).rev().map(|x| y * width + x));
        }
    }
    for x in 0..width {
        let (top, bottom) = (inset(&insets.top, x), inset(&insets.bottom, x).saturating_sub(over_bottom));
        if sides[2] || top > 0 {
            trim_line(pixels, dark, (top..height).map(|y| y * width + x));
        }
        if sides[3] || bottom > 0 {
            trim_line(pixels, dark, (0..height.saturating_sub(bottom)).rev().map(|y| y * width + x));
        }
    }
}

/// Whitens the dark pixels that a line begins with, up to a fringe's width, and the blur after them.
fn trim_line(pixels: &mut [u8], dark: u8, line: impl Iterator<Item = usize> + Clone) {
    let fringe = line.clone().take(FRINGE).take_while(|at| pixels[*at] < dark).count();
    line.take(fringe + BLUR).for_each(|at| pixels[at] = 255);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(gray: &mut Gray, place: Rect, shade: u8) {
        for y in place.y..place.bottom() {
            for x in place.x..place.right() {
                gray.set(x, y, shade);
            }
        }
    }

    fn framed_paper() -> Gray {
        let mut gray = Gray::new(600, 300, 230);
        for place in [Rect::new(6, 6, 588, 3), Rect::new(6, 291, 588, 3), Rect::new(6, 6, 3, 288)] {
            fill(&mut gray, place, 10);
        }
        fill(&mut gray, Rect::new(100, 100, 200, 40), 10);
        gray
    }

    #[test]
    fn printed_frames_are_left_alone() {
        assert_eq!(cut(&framed_paper()), None);
    }

    #[test]
    fn bars_are_cut_and_the_frame_stays() {
        let paper = framed_paper();
        let mut gray = Gray::new(700, 400, 12);
        for y in 0..300 {
            for x in 0..600 {
                gray.set(x + 61, y + 42, paper.get(x, y));
            }
        }
        let cut = cut(&gray).unwrap().gray;
        assert!(cut.width().abs_diff(600) <= 8 && cut.height().abs_diff(300) <= 8, "{} {}", cut.width(), cut.height());
        let dark = |gray: &Gray| gray.pixels().iter().filter(|shade| **shade < 100).count();
        assert_eq!(dark(&cut), dark(&paper));
    }

    #[test]
    fn wedges_become_white() {
        let mut gray = Gray::new(600, 300, 230);
        for y in 0..300 {
            fill(&mut gray, Rect::new(0, y, 2 + y / 8, 1), 0);
            fill(&mut gray, Rect::new(600 - 40 + y / 8, y, 60, 1), 0);
        }
        fill(&mut gray, Rect::new(200, 100, 50, 20), 0);
        let cut = cut(&gray).unwrap().gray;
        let dark = cut.pixels().iter().filter(|shade| **shade < 100).count();
        assert_eq!(dark, 50 * 20);
    }

    #[test]
    fn a_thin_bar_at_the_edge_goes() {
        let mut gray = framed_paper();
        fill(&mut gray, Rect::new(598, 0, 2, 300), 0);
        let cut = cut(&gray).unwrap().gray;
        assert_eq!(cut.width(), 600);
        assert_eq!(cut.get(599, 150), 255);
        assert_eq!(cut.get(7, 150), 10);
    }

    #[test]
    fn dark_pages_are_no_border() {
        assert_eq!(cut(&Gray::new(300, 200, 0)), None);
        assert_eq!(cut(&Gray::new(0, 0, 0)), None);
    }

    #[test]
    fn two_papers_both_stay() {
        let mut gray = Gray::new(600, 700, 5);
        for (top, at) in [(20, 60), (380, 420)] {
            fill(&mut gray, Rect::new(20, top, 560, 300), 230);
            fill(&mut gray, Rect::new(100, at, 200, 40), 10);
        }
        let cut = cut(&gray).unwrap().gray;
        assert_eq!(cut.pixels().iter().filter(|shade| **shade < 100).count(), 2 * 200 * 40);
    }
}
