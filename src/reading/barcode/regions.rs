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
const LEAST_BARS: (u32, u32, u32) = (5, 1, 30);
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

/// Squares change about as often both ways: at most so many tenths.
const SQUARE: u32 = 18;
/// Blocks of bars change in one direction at least so many tenths as often as in the other.
const BARRED: u32 = 14;
/// Cells of bars this far apart, along the code, surely belong to one code; those as far as the other may, as wide
/// bars leave cells without changes.
const NEAR: u32 = 1;
const FAR: u32 = 3;

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

impl Candidate {
    /// Whether it is high enough for several rows of bars.
    pub(super) fn is_thick(&self) -> bool {
        self.place.width.min(self.place.height) >= 3 * CELL
    }

    /// How many pixels it has.
    pub(super) fn area(&self) -> u64 {
        u64::from(self.place.width) * u64::from(self.place.height)
    }
}

/// All places that look like a barcode: bars before blocks, parts before wholes, the largest first.
pub(super) fn candidates(ink: &Bits) -> Vec<Candidate> {
    let grid = Grid::of(ink);
    let upright = |cell: Cell| (cell.along, cell.down);
    let sideways = |cell: Cell| (cell.down, cell.along);
    let mut found = Vec::new();
    for places in [
        grid.bars(upright, Look::Bars, NEAR),
        grid.bars(upright, Look::Bars, FAR),
        grid.bars(sideways, Look::SidewaysBars, NEAR),
        grid.bars(sideways, Look::SidewaysBars, FAR),
        grid.blocks(),
    ] {
        for candidate in largest(places, Rect::new(0, 0, ink.width(), ink.height())) {
            if !found.contains(&candidate) {
                found.push(candidate);
            }
        }
    }
    found
}

fn largest(mut places: Vec<Candidate>, page: Rect) -> Vec<Candidate> {
    for candidate in &mut places {
        candidate.place = within(candidate.place, page);
    }
    places.sort_by_key(|one| std::cmp::Reverse((one.strong, one.area())));
    places.truncate(MOST_PLACES);
    places
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

    /// Places full of bars whose cells are at most twice `reach` apart along the code.
    fn bars(&self, view: impl Fn(Cell) -> (u32, u32), look: Look, reach: u32) -> Vec<Candidate> {
        let is_barred = |cell| {
            let (along, across) = view(cell);
            along >= LEAST_CHANGES && across * 100 <= along * MOST_ACROSS
        };
        let upright = look == Look::Bars;
        let mut found = Vec::new();
        for group in self.groups(|x, y| is_barred(self.at(x, y)), if upright { (reach, 0) } else { (0, reach) }) {
            let Rect { width, height, .. } = group.place;
            let (length, height) = if upright { (width, height) } else { (height, width) };
            let full = group.cells.len() as u32 * 100 >= length * height * LEAST_BARS.2;
            let (along, across) = sums(&group.cells, &view);
            let strong = across * 100 <= along * FEW_ACROSS;
            let least_height = LEAST_BARS.1 + u32::from(!strong || reach == FAR);
            let large = length >= LEAST_BARS.0 && height >= least_height;
            if full && large && (strong || reach == NEAR) {
                let margin = if upright { (1, 0) } else { (0, 1) };
                found.push(Candidate { place: in_pixels(group.place, margin), look, strong });
            }
        }
        found
    }

    /// Places about half ink and full of changes both ways.
    fn blocks(&self) -> Vec<Candidate> {
        let is_block = |x, y| {
            let around = self.around(x, y);
            BLOCK_INK.contains(&around.percent_of(9)) && around.along.min(around.down) >= LEAST_BLOCK_CHANGES
        };
        let mut found = Vec::new();
        for group in self.groups(is_block, (1, 1)) {
            let Rect { x, y, .. } = group.place;
            let inside = (y..group.place.bottom()).flat_map(|y| (x..group.place.right()).map(move |x| (x, y)));
            let densest = inside.map(|(x, y)| self.around(x, y).percent_of(9)).max().unwrap_or(0);
            if densest < LEAST_CORE_INK {
                continue;
            }
            let half = group.cells.iter().filter(|cell| HALF_INK.contains(&cell.percent_of(1))).count();
            let strong = densest >= STRONG_CORE_INK && half * 100 >= group.cells.len() * MOSTLY_HALF;
            let (along, down) = sums(&group.cells, |cell| (cell.along, cell.down));
            let (more, less) = (along.max(down) * 10, along.min(down));
            let looks = [(Look::Block, more <= less * SQUARE), (Look::BarredBlock, more >= less * BARRED)];
            let place = in_pixels(group.place, (1, 1));
            found.extend(looks.into_iter().filter(|(_, is)| *is).map(|(look, _)| Candidate { place, look, strong }));
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

    /// Chosen cells that belong together: those that `reach` towards each other.
    fn groups(&self, chosen: impl Fn(u32, u32) -> bool, reach: (u32, u32)) -> Vec<Group> {
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
        let mut groups: Vec<Option<Group>> = vec![None; found.components.len()];
        for (x, y) in cells {
            let after = found.runs.partition_point(|run| (run.y, run.left) <= (y, x));
            let Some(run) = after.checked_sub(1).map(|at| found.runs[at]) else { continue };
            let place = Rect::new(x, y, 1, 1);
            let group = groups[run.component as usize].get_or_insert_with(|| Group { place, cells: Vec::new() });
            group.place = group.place.union(&place);
            group.cells.push(self.at(x, y));
        }
        groups.into_iter().flatten().collect()
    }
}

/// Cells that belong together and the rectangle, in cells, around them.
#[derive(Debug, Clone)]
struct Group {
    place: Rect,
    cells: Vec<Cell>,
}

fn sums(cells: &[Cell], view: impl Fn(Cell) -> (u32, u32)) -> (u32, u32) {
    cells.iter().map(|cell| view(*cell)).fold((0, 0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1))
}

/// A rectangle of cells with a margin to the left and right, above and below, in pixels.
fn in_pixels(cells: Rect, (beside, above): (u32, u32)) -> Rect {
    let (left, top) = (cells.x.saturating_sub(beside), cells.y.saturating_sub(above));
    let (right, bottom) = (cells.right() + beside, cells.bottom() + above);
    Rect::new(left * CELL, top * CELL, (right - left) * CELL, (bottom - top) * CELL)
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
