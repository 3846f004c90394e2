//! Parting ink from background on a page whose background is white already.

use super::bits::darker_eight;
use super::{Bits, Gray};

/// What is darker on a page that was bitonal is ink.
pub(super) const HALF: u8 = 128;
/// Side of the cells that share one threshold.
const CELL: usize = 8;
/// So many cells on each side of a cell count towards its threshold: five by five cells are a fifth of an inch.
const REACH: usize = 2;
/// How far below the mean of an even neighbourhood ink must lie, as a share.
const DEPTH: f32 = 0.3;
/// The spread of shades at which the threshold meets the mean.
const FULL_SPREAD: f32 = 128.0;
/// Everything darker is ink even where all around is ink too.
const SURELY_INK: f32 = 88.0;
/// Nothing lighter is ink.
const SURELY_PAPER: f32 = 190.0;

/// The ink of a flattened gray page: each spot against the mean and spread of its neighbourhood, so that thin strokes
/// stay and soft patterns go.
#[must_use]
pub fn ink(gray: &Gray) -> Bits {
    let mut bits = Bits::new(gray.width(), gray.height());
    let width = gray.width() as usize;
    let columns = width.div_ceil(CELL);
    let thresholds = thresholds(gray, columns);
    for y in 0..gray.height() {
        let row = gray.row(y);
        let cells = &thresholds[y as usize / CELL * columns..][..columns];
        for (at, word) in bits.row_mut(y).iter_mut().enumerate() {
            *word = word_of(&row[at * 64..width.min(at * 64 + 64)], &cells[at * 64 / CELL..]);
        }
    }
    bits
}

fn word_of(shades: &[u8], thresholds: &[u8]) -> u64 {
    let mut word = 0;
    let (cells, rest) = shades.as_chunks::<CELL>();
    for (cell, (shades, threshold)) in cells.iter().zip(thresholds).enumerate() {
        word |= darker_eight(*shades, *threshold) << (cell * CELL);
    }
    let threshold = thresholds.get(cells.len()).copied().unwrap_or(0);
    let start = cells.len() * CELL;
    rest.iter().enumerate().fold(word, |word, (x, shade)| word | u64::from(*shade < threshold) << (start + x))
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    pixels: u32,
    shades: u32,
    squares: u64,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.pixels += other.pixels;
        self.shades += other.shades;
        self.squares += other.squares;
    }

    fn threshold(&self) -> u8 {
        let pixels = self.pixels.max(1) as f32;
        let mean = self.shades as f32 / pixels;
        let spread = (self.squares as f32 / pixels - mean * mean).max(0.0).sqrt();
        (mean * (1.0 + DEPTH * (spread / FULL_SPREAD - 1.0))).clamp(SURELY_INK, SURELY_PAPER) as u8
    }
}

fn thresholds(gray: &Gray, columns: usize) -> Vec<u8> {
    let sums = cell_sums(gray, columns);
    let rows = sums.len() / columns.max(1);
    let mut thresholds = Vec::with_capacity(sums.len());
    let mut in_column = vec![Sums::default(); columns];
    for row in 0..rows {
        in_column.fill(Sums::default());
        for near in row.saturating_sub(REACH)..rows.min(row + REACH + 1) {
            for (total, cell) in in_column.iter_mut().zip(&sums[near * columns..]) {
                total.add(*cell);
            }
        }
        thresholds.extend((0..columns).map(|column| {
            let mut total = Sums::default();
            for near in &in_column[column.saturating_sub(REACH)..columns.min(column + REACH + 1)] {
                total.add(*near);
            }
            total.threshold()
        }));
    }
    thresholds
}

fn cell_sums(gray: &Gray, columns: usize) -> Vec<Sums> {
    let width = gray.width() as usize;
    let mut sums = Vec::with_capacity(columns * (gray.height() as usize).div_ceil(CELL));
    // Added up column by column first: that is done for many columns at once.
    let (mut shades, mut squares) = (vec![0_u16; width], vec![0_u32; width]);
    for rows in gray.pixels().chunks(CELL * width.max(1)) {
        shades.fill(0);
        squares.fill(0);
        for row in rows.chunks_exact(width) {
            for ((shade, sum), square) in row.iter().zip(&mut shades).zip(&mut squares) {
                *sum += u16::from(*shade);
                *square += u32::from(u16::from(*shade) * u16::from(*shade));
            }
        }
        let cells = shades.chunks(CELL).zip(squares.chunks(CELL));
        sums.extend(cells.map(|(shades, squares)| Sums {
            pixels: (shades.len() * rows.len() / width) as u32,
            shades: shades.iter().map(|sum| u32::from(*sum)).sum(),
            squares: squares.iter().map(|sum| u64::from(*sum)).sum(),
        }));
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_stay_and_patterns_go() {
        let mut gray = Gray::new(203, 90, 255);
        for y in 0..90 {
            for x in 0..203 {
                if (x + y) % 6 < 3 {
                    gray.set(x, y, 205);
                }
            }
        }
        for y in 20..40 {
            gray.set(100, y, 150);
            gray.set(101, y, 120);
        }
        for y in 50..90 {
            for x in 120..203 {
                gray.set(x, y, 30);
            }
        }
        let ink = ink(&gray);
        assert_eq!(ink.count(), 2 * 20 + 83 * 40);
        assert!(ink.get(100, 25) && ink.get(101, 39) && ink.get(202, 89) && ink.get(160, 70));
    }
}
