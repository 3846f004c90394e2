//! How well every template fits at every column of a strip.

use super::font::{Font, Glyph, WINDOW_HEIGHT, dot};
use super::strip::{SLACK, Strip};

/// Windows with less contrast (standard deviation) than this hold nothing but paper and specks.
const LEAST_CONTRAST: f32 = 16.0;
/// Only where a template fits this well on the line are places above and below it tried.
const WORTH_LIFTING: f32 = 0.35;
/// Only where a template fits this well are all its variants tried.
const WORTH_VARYING: f32 = 0.42;

/// Mean and spread of the ink in every window of a strip, at one lift.
#[derive(Debug)]
pub(super) struct Statistics {
    lift: usize,
    mean: Vec<f32>,
    length: Vec<f32>,
}

/// The fit (normalised correlation, -1 to 1) of all kinds of characters at all columns of a strip.
#[derive(Debug)]
pub(super) struct Scores {
    kinds: usize,
    fits: Vec<f32>,
}

impl Scores {
    /// Compares a font's templates of one weight with every window of a strip, and their variants where it counts.
    pub(super) fn of(strip: &Strip, levels: &[Statistics], font: &Font, weight: usize) -> Self {
        let columns = (strip.width() + 1).saturating_sub(font.window);
        let kinds = font.symbols.len();
        let mut scores = Self { kinds, fits: vec![0.0; columns * kinds] };
        let glyphs = font.weights.get(weight).map_or(&[][..], Vec::as_slice);
        let least = LEAST_CONTRAST * ((font.window * WINDOW_HEIGHT) as f32).sqrt();
        let mut levels_by_distance: Vec<&Statistics> = levels.iter().collect();
        levels_by_distance.sort_by_key(|level| level.lift.abs_diff(SLACK));
        for level in levels_by_distance {
            for x in 0..columns {
                let worth = level.lift == SLACK || scores.best_at(x).1 >= WORTH_LIFTING;
                if !worth || !level.is_inked(x, least) {
                    continue;
                }
                for (kind, glyph) in glyphs.iter().enumerate() {
                    scores.raise(x, kind, level.fit(strip, glyph, x));
                }
            }
        }
        scores.vary(strip, levels, font);
        scores
    }

    /// Tries the variants of every promising kind where the fit is at its best.
    fn vary(&mut self, strip: &Strip, levels: &[Statistics], font: &Font) {
        let base = self.fits.clone();
        let kinds = self.kinds;
        let best = |x: usize| base[x * kinds..(x + 1) * kinds].iter().copied().fold(0.0, f32::max);
        let peaks: Vec<usize> = (0..self.columns())
            .filter(|x| {
                let here = best(*x);
                let around = x.saturating_sub(2)..(x + 3).min(self.columns());
                here >= WORTH_VARYING && around.into_iter().all(|other| best(other) <= here)
            })
            .collect();
        let Some(level) = levels.iter().find(|level| level.lift == SLACK) else { return };
        for x in peaks {
            let least = best(x) - 0.25;
            for kind in 0..self.kinds {
                if base[x * self.kinds + kind] >= least {
                    for glyph in &font.variants[kind] {
                        self.raise(x, kind, level.fit(strip, glyph, x));
                    }
                }
            }
        }
    }

    fn raise(&mut self, x: usize, kind: usize, fit: f32) {
        let slot = &mut self.fits[x * self.kinds + kind];
        *slot = slot.max(fit);
    }

    /// Columns at which a window fits on the strip.
    pub(super) fn columns(&self) -> usize {
        self.fits.len().checked_div(self.kinds).unwrap_or(0)
    }

    /// The best kind at a column and its fit.
    pub(super) fn best_at(&self, x: usize) -> (usize, f32) {
        let better = |best: (usize, f32), (kind, fit): (usize, &f32)| if *fit > best.1 { (kind, *fit) } else { best };
        self.fits[x * self.kinds..(x + 1) * self.kinds].iter().enumerate().fold((0, 0.0), better)
    }
}

impl Statistics {
    /// Of every window of `window` columns at a lift.
    pub(super) fn of(strip: &Strip, window: usize, lift: usize) -> Self {
        let count = (window * WINDOW_HEIGHT) as f32;
        let sums: Vec<(i32, i32)> = (0..strip.width())
            .map(|x| {
                let column = strip.column(x, lift);
                (column.iter().map(|v| i32::from(*v)).sum(), dot(column, column))
            })
            .collect();
        let mut statistics = Self { lift, mean: Vec::new(), length: Vec::new() };
        let (mut sum, mut squares) = (0i64, 0i64);
        for (x, entering) in sums.iter().enumerate() {
            sum += i64::from(entering.0);
            squares += i64::from(entering.1);
            if x + 1 < window {
                continue;
            }
            let mean = sum as f32 / count;
            statistics.mean.push(mean);
            statistics.length.push((squares as f32 - mean * sum as f32).max(1.0).sqrt());
            let leaving = sums[x + 1 - window];
            sum -= i64::from(leaving.0);
            squares -= i64::from(leaving.1);
        }
        statistics
    }

    /// How well a template fits at a column, -1 to 1; 0 beyond the strip.
    pub(super) fn fit(&self, strip: &Strip, glyph: &Glyph, x: usize) -> f32 {
        let (Some(mean), Some(length)) = (self.mean.get(x), self.length.get(x)) else { return 0.0 };
        let products =
            glyph.columns.iter().enumerate().map(|(at, column)| dot(column, strip.column(x + at, self.lift)));
        (products.sum::<i32>() as f32 - glyph.sum as f32 * mean) / (glyph.norm * length)
    }

    /// Whether the window at a column holds more than paper and specks.
    fn is_inked(&self, x: usize, least: f32) -> bool {
        self.length.get(x).is_some_and(|length| *length >= least)
    }
}
