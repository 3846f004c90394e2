//! Places on a page that look like a barcode.
//!
//! The page is divided into cells. Bars change from ink to paper often along a row and hardly ever down a column;
//! print changes about as often both ways. Matrix codes change both ways too, but are about half ink, which running
//! text never is.

use crate::model::Rect;
use crate::raster::{Bits, components};

/// Side of the cells.
pub(super) const CELL: u32 = 16;
/// Bars change so often in a cell…
const LEAST_CHANGES: u32 = 20;
/// …and so many times less often across (in fifths of it).
const STRAY_FIFTHS: u32 = 2;
/// Blocks are looked at nine cells at a time; they change so often both ways…
const LEAST_BLOCK_CHANGES: u32 = 70;
/// …and so many percent of them are ink.
const BLOCK_INK: std::ops::RangeInclusive<u32> = 22..=75;
/// Only so many places of each look are tried, the largest first.
const MOST_PLACES: usize = 12;

/// What a place looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Bars that stand upright.
    Bars,
    /// Bars that lie on their side.
    SidewaysBars,
    /// A block of small squares or the like.
    Block,
}

/// A place that looks like a barcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) place: Rect,
    pub(super) look: Look,
}

/// All places that look like a barcode: bars before blocks, the largest first.
pub(super) fn candidates(ink: &Bits) -> Vec<Candidate> {
    let grid = Grid::of(ink);
    let upright = grid.places(|x, y| is_barred(grid.at(x, y).along, grid.at(x, y).down), (1, 0));
    let sideways = grid.places(|x, y| is_barred(grid.at(x, y).down, grid.at(x, y).along), (0, 1));
    let blocks = grid.places(|x, y| grid.is_block(x, y), (1, 1));
    let long = |place: &Rect, length: u32, height: u32| length >= 4 * CELL && length >= height / 2 && place.width > 0;
    let page = Rect::new(0, 0, ink.width(), ink.height());
    let named = |places: Vec<Rect>, look| {
        let mut places: Vec<Rect> = places.into_iter().map(|place| within(place, page)).collect();
        places.sort_by_key(|place| std::cmp::Reverse(u64::from(place.width) * u64::from(place.height)));
        places.into_iter().take(MOST_PLACES).map(move |place| Candidate { place, look })
    };
    let upright = upright.into_iter().filter(|place| long(place, place.width, place.height)).collect();
    let sideways = sideways.into_iter().filter(|place| long(place, place.height, place.width)).collect();
    named(upright, Look::Bars).chain(named(sideways, Look::SidewaysBars)).chain(named(blocks, Look::Block)).collect()
}

fn within(place: Rect, page: Rect) -> Rect {
    let (x, y) = (place.x.min(page.width), place.y.min(page.height));
    Rect::new(x, y, place.right().min(page.width) - x, place.bottom().min(page.height) - y)
}

const fn is_barred(changes: u32, across: u32) -> bool {
    changes >= LEAST_CHANGES && across * 5 <= changes * STRAY_FIFTHS
}

/// What was counted in a cell.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    ink: u32,
    /// Changes between ink and paper along rows.
    along: u32,
    /// Changes down columns.
    down: u32,
}

struct Grid {
    columns: u32,
    rows: u32,
    cells: Vec<Cell>,
}

impl Grid {
    fn of(ink: &Bits) -> Self {
        let (columns, rows) = (ink.width().div_ceil(CELL), ink.height().div_ceil(CELL));
        let mut cells = vec![Cell::default(); columns as usize * rows as usize];
        for y in 0..ink.height() {
            let start = (y / CELL * columns) as usize;
            let line = &mut cells[start..start + columns as usize];
            let above = if y > 0 { ink.row(y - 1) } else { &[] };
            count_row(line, ink.row(y), above);
        }
        Self { columns, rows, cells }
    }

    fn at(&self, x: u32, y: u32) -> Cell {
        self.cells[(y * self.columns + x) as usize]
    }

    /// Whether the cell and those around it are about half ink and full of changes.
    fn is_block(&self, x: u32, y: u32) -> bool {
        let mut sum = Cell::default();
        for row in y.saturating_sub(1)..self.rows.min(y + 2) {
            for column in x.saturating_sub(1)..self.columns.min(x + 2) {
                let cell = self.at(column, row);
                sum.ink += cell.ink;
                sum.along += cell.along;
                sum.down += cell.down;
            }
        }
        let percent = sum.ink * 100 / (9 * CELL * CELL);
        BLOCK_INK.contains(&percent) && sum.along.min(sum.down) >= LEAST_BLOCK_CHANGES
    }

    /// Rectangles around cells that belong together; those `reach` apart do.
    fn places(&self, chosen: impl Fn(u32, u32) -> bool, reach: (u32, u32)) -> Vec<Rect> {
        let mut marked = Bits::new(self.columns, self.rows);
        for y in 0..self.rows {
            for x in 0..self.columns {
                if chosen(x, y) {
                    mark(&mut marked, x, y, reach);
                }
            }
        }
        components(&marked)
            .iter()
            .map(|found| {
                let Rect { x, y, width, height } = found.place;
                Rect::new(x * CELL, y * CELL, width * CELL, height * CELL)
            })
            .collect()
    }
}

fn mark(marked: &mut Bits, x: u32, y: u32, (along, down): (u32, u32)) {
    for row in y.saturating_sub(down)..=y + down {
        for column in x.saturating_sub(along)..=x + along {
            marked.set(column, row, true);
        }
    }
}

fn count_row(cells: &mut [Cell], row: &[u64], above: &[u64]) {
    let mut carry = 0;
    for (at, word) in row.iter().enumerate() {
        let along = word ^ (word << 1 | carry);
        let down = above.get(at).map_or(0, |above| word ^ above);
        carry = word >> 63;
        for (quarter, cell) in cells.iter_mut().skip(at * 4).take(4).enumerate() {
            let count = |bits: u64| (bits >> (quarter as u32 * CELL) & 0xFFFF).count_ones();
            cell.ink += count(*word);
            cell.along += count(along);
            cell.down += count(down);
        }
    }
}
