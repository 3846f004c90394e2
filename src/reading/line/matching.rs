//! How well every template fits at every column of a strip.

use super::font::{COARSER, Glyph, WINDOW_HEIGHT, dot};
use super::strip::Strip;

/// Windows with less contrast (standard deviation) than this hold nothing but paper and specks.
const LEAST_CONTRAST: f32 = 14.0;
/// Only where a template fits this well on the line are places above and below it tried.
const WORTH_LIFTING: f32 = 0.3;

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
    /// Compares some kinds of templates with every window of a strip, on the line and a pixel above and below it.
    pub(super) fn of(strip: &Strip, glyphs: &[Glyph], kinds: &[usize], window: usize) -> Self {
        let columns = (strip.width() + 1).saturating_sub(window);
        let mut scores = Self { kinds: glyphs.len(), fits: vec![0.0; columns * glyphs.len()] };
        let least = LEAST_CONTRAST * ((window * strip.window_rows()) as f32).sqrt();
        let slack = strip.slack();
        for lift in [slack, slack - 1, slack + 1] {
            let level = Statistics::of(strip, window, lift);
            for x in 0..columns {
                let worth = lift == slack || scores.best_at(x).1 >= WORTH_LIFTING;
                if !worth || !level.is_inked(x, least) {
                    continue;
                }
                for kind in kinds {
                    scores.raise(x, *kind, level.fit(strip, &glyphs[*kind], x));
                }
            }
        }
        scores
    }

    fn raise(&mut self, x: usize, kind: usize, fit: f32) {
        let slot = &mut self.fits[x * self.kinds + kind];
        *slot = slot.max(fit);
    }

    /// How well a kind fits about a column.
    pub(super) fn about(&self, x: usize, kind: usize) -> f32 {
        let near = x.saturating_sub(1)..(x + 2).min(self.columns());
        near.map(|x| self.fits[x * self.kinds + kind]).fold(0.0, f32::max)
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
        let rows = lift..lift + strip.window_rows();
        let count = (window * rows.len()) as f32;
        let sums: Vec<(i32, i32)> = strip
            .columns_from(0)
            .map(|column| {
                let column = &column[rows.clone()];
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
        let product = match glyph.rows {
            WINDOW_HEIGHT => self.product::<WINDOW_HEIGHT>(strip, glyph, x),
            _ => self.product::<{ WINDOW_HEIGHT / COARSER }>(strip, glyph, x),
        };
        (product as f32 - glyph.sum as f32 * mean) / (glyph.norm * length)
    }

    /// The inner product of a template of so many rows and the window at a column: a known number of rows is quickest.
    fn product<const ROWS: usize>(&self, strip: &Strip, glyph: &Glyph, x: usize) -> i32 {
        let (columns, _) = glyph.pixels.as_chunks::<ROWS>();
        let pairs = columns.iter().zip(strip.columns_from(x));
        let products = pairs.map(|(column, window)| {
            let window: Option<&[i16; ROWS]> = window.get(self.lift..).and_then(<[i16]>::first_chunk);
            window.map_or(0, |window| dot(column, window))
        });
        products.sum()
    }

    /// Whether the window at a column holds more than paper and specks.
    fn is_inked(&self, x: usize, least: f32) -> bool {
        self.length.get(x).is_some_and(|length| *length >= least)
    }
}
