//! Places on a page that look like a barcode.
//!
//! The page is divided into cells. Bars change from ink to paper often along a row and hardly ever down a column;
//! print changes about as often both ways. Matrix codes change both ways too, but are about half ink, which running
//! text never is.

use crate::model::Rect;
use crate::raster::{Bits, labelled};

/// Side of the cells.
pub(super) const CELL: u32 = 16;
/// Bars change so often in a cell…
const LEAST_CHANGES: u32 = 20;
/// …and across, at most so many percent as often.
const MOST_ACROSS: u32 = 40;
/// Over the whole of a linear code changes across are this rare.
const FEW_ACROSS: u32 = 22;
/// The fewest cells that a code's bars fill, along and down, and the percentage of their rectangle that they fill.
const LEAST_BARS: (u32, u32, u32) = (5, 1, 45);
/// Blocks are looked at nine cells at a time; they change so often both ways…
const LEAST_BLOCK_CHANGES: u32 = 70;
/// …so many percent of them are ink…
const BLOCK_INK: std::ops::RangeInclusive<u32> = 22..=75;
/// …and somewhere so many.
const LEAST_CORE_INK: u32 = 32;
/// In a code larger than the smallest, somewhere so many.
const STRONG_CORE_INK: u32 = 42;
/// In a code, so many percent of the cells are half ink.
const MOSTLY_HALF: usize = 58;
const HALF_INK: std::ops::RangeInclusive<u32> = 30..=70;
/// Only so many places of each look are tried, the largest first.
const MOST_PLACES: usize = 10;

/// Blocks of bars change in one direction at least so many tenths as often as in the other.
const BARRED: u32 = 18;

/// What a place looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Bars that stand upright.
    Bars,
    /// Bars that lie on their side.
    SidewaysBars,
    /// A block of small squares.
    Block,
    /// A block of short bars in rows.
    BarredBlock,
}

/// A place that looks like a barcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) place: Rect,
    pub(super) look: Look,
    /// It looks so much like one that it is worth a long effort.
    pub(super) strong: bool,
}

/// All places that look like a barcode: bars before blocks, the largest first.
pub(super) fn candidates(ink: &Bits) -> Vec<Candidate> {
    let grid = Grid::of(ink);
    let upright = grid.bars(|cell| (cell.along, cell.down), Look::Bars);
    let sideways = grid.bars(|cell| (cell.down, cell.along), Look::SidewaysBars);
    let page = Rect::new(0, 0, ink.width(), ink.height());
    let largest = |mut places: Vec<Candidate>| {
        for candidate in &mut places {
            candidate.place = within(candidate.place, page);
        }
        places.sort_by_key(|one| {
            std::cmp::Reverse((one.strong, u64::from(one.place.width) * u64::from(one.place.height)))
        });
        places.truncate(MOST_PLACES);
        places
    };
    [upright, sideways, grid.blocks()].into_iter().flat_map(largest).collect()
}

fn within(place: Rect, page: Rect) -> Rect {
    let (x, y) = (place.x.min(page.width), place.y.min(page.height));
    Rect::new(x, y, place.right().min(page.width) - x, place.bottom().min(page.height) - y)
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

impl Cell {
    /// How many percent of so many cells are ink.
    const fn percent_of(self, cells: u32) -> u32 {
        self.ink * 100 / (cells * CELL * CELL)
    }
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

    /// Places full of bars; `view` gives the changes along a line that crosses the bars, and those across.
    fn bars(&self, view: impl Fn(Cell) -> (u32, u32), look: Look) -> Vec<Candidate> {
        let is_barred = |cell| {
            let (along, across) = view(cell);
            along >= LEAST_CHANGES && across * 100 <= along * MOST_ACROSS
        };
        let reach = if look == Look::Bars { (1, 0) } else { (0, 1) };
        let places = self.places(|x, y| is_barred(self.at(x, y)), reach);
        let candidate = |(place, chosen): (Rect, Vec<Cell>)| {
            let (length, height) =
                if look == Look::Bars { (place.width, place.height) } else { (place.height, place.width) };
            let full = chosen.len() as u32 * 100 >= length.saturating_sub(2) * height * LEAST_BARS.2;
            let (along, across) =
                chosen.iter().map(|cell| view(*cell)).fold((0, 0), |sum, cell| (sum.0 + cell.0, sum.1 + cell.1));
            let strong = across * 100 <= along * FEW_ACROSS;
            let large = length >= LEAST_BARS.0 + 2 && height >= LEAST_BARS.1 + u32::from(!strong);
            (full && large).then(|| Candidate { place: in_pixels(place), look, strong })
        };
        places.into_iter().filter_map(candidate).collect()
    }

    /// Places about half ink and full of changes both ways.
    fn blocks(&self) -> Vec<Candidate> {
        let is_block = |x, y| {
            let around = self.around(x, y);
            BLOCK_INK.contains(&around.percent_of(9)) && around.along.min(around.down) >= LEAST_BLOCK_CHANGES
        };
        let mut found = Vec::new();
        for (place, chosen) in self.places(is_block, (1, 1)) {
            let core = (place.y..place.bottom()).flat_map(|y| (place.x..place.right()).map(move |x| (x, y)));
            let densest = core.map(|(x, y)| self.around(x, y).percent_of(9)).max().unwrap_or(0);
            let half = chosen.iter().filter(|cell| HALF_INK.contains(&cell.percent_of(1))).count();
            let strong = densest >= STRONG_CORE_INK && half * 100 >= chosen.len() * MOSTLY_HALF;
            if densest >= LEAST_CORE_INK {
                let (along, down) = chosen.iter().fold((0, 0), |sum, cell| (sum.0 + cell.along, sum.1 + cell.down));
                let barred = along.min(down) * BARRED < along.max(down) * 10;
                let look = if barred { Look::BarredBlock } else { Look::Block };
                found.push(Candidate { place: in_pixels(place), look, strong });
            }
        }
        found
    }

    /// The sum of a cell and those around it.
    fn around(&self, x: u32, y: u32) -> Cell {
        let mut sum = Cell::default();
        for row in y.saturating_sub(1)..self.rows.min(y + 2) {
            for column in x.saturating_sub(1)..self.columns.min(x + 2) {
                let cell = self.at(column, row);
                sum.ink += cell.ink;
                sum.along += cell.along;
                sum.down += cell.down;
            }
        }
        sum
    }

    /// Rectangles, in cells, around chosen cells that belong together, and those cells; cells that `reach` towards
    /// each other do.
    fn places(&self, chosen: impl Fn(u32, u32) -> bool, reach: (u32, u32)) -> Vec<(Rect, Vec<Cell>)> {
        let mut cells = Vec::new();
        let mut marked = Bits::new(self.columns, self.rows);
        for y in 0..self.rows {
            for x in 0..self.columns {
                if chosen(x, y) {
                    cells.push((x, y));
                    mark(&mut marked, x, y, reach);
                }
            }
        }
        let found = labelled(&marked);
        let mut places: Vec<(Rect, Vec<Cell>)> = found.components.iter().map(|one| (one.place, Vec::new())).collect();
        for (x, y) in cells {
            let after = found.runs.partition_point(|run| (run.y, run.left) <= (y, x));
            if let Some(run) = after.checked_sub(1).map(|at| found.runs[at]) {
                places[run.component as usize].1.push(self.at(x, y));
            }
        }
        places
    }
}

fn in_pixels(cells: Rect) -> Rect {
    Rect::new(cells.x * CELL, cells.y * CELL, cells.width * CELL, cells.height * CELL)
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
