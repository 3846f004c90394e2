//! How well every template fits at every column of a strip.

use super::font::{Font, WINDOW_HEIGHT, dot};
use super::strip::{SLACK, Strip};

/// Windows with less contrast than this hold nothing but paper and specks.
const LEAST_CONTRAST: f32 = 16.0;
/// Only where a template fits this well on the line are places above and below it tried.
const WORTH_LIFTING: f32 = 0.35;

/// The fit (normalised correlation, -1 to 1) of all templates at all columns.
#[derive(Debug)]
pub(super) struct Scores {
    kinds: usize,
    fits: Vec<f32>,
    contrasts: Vec<f32>,
}

impl Scores {
    /// Compares the templates `kinds` of a font with every window of a strip.
    pub(super) fn of(strip: &Strip, font: &Font, lifts: usize) -> Self {
        let columns = (strip.width() + 1).saturating_sub(font.window);
        let kinds = font.glyphs.len();
        let mut scores = Self { kinds, fits: vec![0.0; columns * kinds], contrasts: vec![0.0; columns] };
        let level = Statistics::of(strip, font.window, SLACK);
        for x in 0..columns {
            scores.contrasts[x] = level.deviation[x];
            scores.improve(strip, font, &level, x, SLACK);
        }
        for lift in (SLACK - lifts..=SLACK + lifts).filter(|lift| *lift != SLACK) {
            let moved = Statistics::of(strip, font.window, lift);
            for x in 0..columns {
                if scores.at(x).iter().any(|fit| *fit >= WORTH_LIFTING) {
                    scores.improve(strip, font, &moved, x, lift);
                }
            }
        }
        scores
    }

    /// Raises the fits at a column to those of this lift.
    fn improve(&mut self, strip: &Strip, font: &Font, level: &Statistics, x: usize, lift: usize) {
        if level.deviation[x] < LEAST_CONTRAST {
            return;
        }
        for (kind, glyph) in font.glyphs.iter().enumerate() {
            let mut product = 0i32;
            for (at, column) in glyph.columns.iter().enumerate() {
                product += dot(column, strip.column(x + at, lift));
            }
            let centred = product as f32 - glyph.sum as f32 * level.mean[x];
            let fit = centred / (glyph.norm * level.length[x]);
            let slot = &mut self.fits[x * self.kinds + kind];
            *slot = slot.max(fit);
        }
    }

    /// Columns at which a window fits on the strip.
    pub(super) fn columns(&self) -> usize {
        self.contrasts.len()
    }

    /// The fits at a column, template by template.
    pub(super) fn at(&self, x: usize) -> &[f32] {
        self.fits.get(x * self.kinds..(x + 1) * self.kinds).unwrap_or_default()
    }

    /// The best template at a column and its fit.
    pub(super) fn best_at(&self, x: usize) -> (usize, f32) {
        let better = |best: (usize, f32), (kind, fit): (usize, &f32)| if *fit > best.1 { (kind, *fit) } else { best };
        self.at(x).iter().enumerate().fold((0, 0.0), better)
    }

    /// The best fit of a template within `reach` columns.
    pub(super) fn near(&self, x: usize, reach: usize, kind: usize) -> f32 {
        let columns = x.saturating_sub(reach)..=(x + reach).min(self.columns().saturating_sub(1));
        columns.filter_map(|x| self.at(x).get(kind)).copied().fold(0.0, f32::max)
    }

    /// Standard deviation of the ink in the window at a column.
    pub(super) fn contrast(&self, x: usize) -> f32 {
        self.contrasts.get(x).copied().unwrap_or(0.0)
    }
}

/// Mean and spread of the ink in every window of a strip, at one lift.
struct Statistics {
    mean: Vec<f32>,
    deviation: Vec<f32>,
    length: Vec<f32>,
}

impl Statistics {
    fn of(strip: &Strip, window: usize, lift: usize) -> Self {
        let columns = (strip.width() + 1).saturating_sub(window);
        let count = (window * WINDOW_HEIGHT) as f32;
        let sums: Vec<(i32, i32)> = (0..strip.width())
            .map(|x| {
                let column = strip.column(x, lift);
                (column.iter().map(|v| i32::from(*v)).sum(), dot(column, column))
            })
            .collect();
        let mut statistics = Self { mean: Vec::new(), deviation: Vec::new(), length: Vec::new() };
        let (mut sum, mut squares) = (0i64, 0i64);
        for (x, entering) in sums.iter().enumerate() {
            sum += i64::from(entering.0);
            squares += i64::from(entering.1);
            if x + 1 < window {
                continue;
            }
            let mean = sum as f32 / count;
            let variance = ((squares as f32) - mean * sum as f32).max(0.0);
            statistics.mean.push(mean);
            statistics.deviation.push((variance / count).sqrt());
            statistics.length.push(variance.sqrt().max(1.0));
            let leaving = sums[x + 1 - window];
            sum -= i64::from(leaving.0);
            squares -= i64::from(leaving.1);
        }
        debug_assert_eq!(statistics.mean.len(), columns);
        statistics
    }
}
