//! Parting ink from background on a page whose background is white already.

use super::{Bits, Gray};

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
pub(super) fn ink(gray: &Gray) -> Bits {
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
    for (cell, (shades, threshold)) in shades.chunks(CELL).zip(thresholds).enumerate() {
        let byte = shades.iter().enumerate().fold(0, |byte, (x, shade)| byte | u64::from(shade < threshold) << x);
        word |= byte << (cell * CELL);
    }
    word
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
    let mut sums = vec![Sums::default(); columns * (gray.height() as usize).div_ceil(CELL)];
    for y in 0..gray.height() {
        let cells = &mut sums[y as usize / CELL * columns..][..columns];
        for (cell, shades) in cells.iter_mut().zip(gray.row(y).chunks(CELL)) {
            let squares: u32 = shades.iter().map(|shade| u32::from(*shade) * u32::from(*shade)).sum();
            cell.add(Sums {
                pixels: shades.len() as u32,
                shades: shades.iter().map(|shade| u32::from(*shade)).sum(),
                squares: u64::from(squares),
            });
        }
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
