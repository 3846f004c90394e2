//! A line of print cut out at canonical size: characters [`GLYPH_HEIGHT`] pixels tall, straight, softened.

use super::band::Band;
use super::font::{COARSER, GLYPH_HEIGHT, WINDOW_HEIGHT, coarser};
use super::rows::Row;
use crate::model::Rect;

/// How many pixels a character may stand above or below the line.
pub(super) const SLACK: usize = 4;
/// Rows of a strip.
pub(super) const HEIGHT: usize = WINDOW_HEIGHT + 2 * SLACK;
/// No strip is longer: longer than any line on paper.
const LONGEST: usize = 6000;

/// How page pixels become strip pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// The height of a character, as a share of the row's blobs' height.
    pub(super) height: f32,
    /// How much wider than drawn the characters are, at this height.
    pub(super) stretch: f32,
}

/// Where a column of a strip comes from.
#[derive(Debug, Clone, Copy)]
struct Origin {
    x: f32,
    middle: f32,
    height: f32,
    across: f32,
}

/// A line of print at canonical size, or as many times smaller; ink is bright (255), paper 0.
#[derive(Debug)]
pub(super) struct Strip {
    origins: Vec<Origin>,
    /// How many times smaller it is.
    smaller: usize,
    pixels: Vec<i16>,
}

impl Strip {
    /// Cuts the part between two columns of the page out along a row.
    pub(super) fn cut(band: &Band, row: &Row, scale: Scale, from: f32, to: f32) -> Self {
        let mut strip = Self::sampled(band, row, scale, from, to, 1);
        strip.soften();
        strip
    }

    /// The same at the coarser size, quickly.
    pub(super) fn cut_coarse(band: &Band, row: &Row, scale: Scale, from: f32, to: f32) -> Self {
        Self::sampled(band, row, scale, from, to, COARSER)
    }

    /// The strip at the coarser size.
    pub(super) fn coarser(&self) -> Self {
        let origins =
            self.origins.chunks_exact(COARSER).map(|two| Origin { across: COARSER as f32 * two[0].across, ..two[0] });
        Self { origins: origins.collect(), smaller: COARSER, pixels: coarser(&self.pixels, HEIGHT) }
    }

    fn sampled(band: &Band, row: &Row, scale: Scale, from: f32, to: f32, smaller: usize) -> Self {
        let origins = origins(row, scale, from, to, smaller as f32);
        let rows = HEIGHT / smaller;
        let mut strip = Self { pixels: vec![0; origins.len() * rows], smaller, origins };
        let mut source = Vec::new();
        for (column, origin) in strip.pixels.chunks_exact_mut(rows).zip(&strip.origins) {
            let down = origin.height / GLYPH_HEIGHT * smaller as f32;
            let top = origin.middle - rows as f32 / 2.0 * down - 0.5;
            let first = top.floor();
            source.clear();
            source.resize((rows as f32 * down).ceil() as usize + 3, 0.0);
            let (taps_across, taps_down) = (taps(origin.across), taps(down));
            // A tap of the columns and rows each carries its share of the pixel.
            let weight = 1.0 / (taps_across * taps_down) as f32;
            for tap in 0..taps_across {
                let x = origin.x + part(tap, taps_across) * origin.across - 0.5;
                band.add_column(&mut source, x, first as i64, weight);
            }
            for tap in 0..taps_down {
                let start = top - first + part(tap, taps_down) * down;
                for (v, pixel) in column.iter_mut().enumerate() {
                    let at = start + v as f32 * down;
                    // Whole numbers of 32 bits come quickest, and are large enough for any strip.
                    let low = at as i32 as usize;
                    let share = at - low as f32;
                    *pixel += (source[low] * (1.0 - share) + source[low + 1] * share) as i32 as i16;
                }
            }
        }
        strip
    }

    /// Rows of a window that a template is compared with.
    pub(super) const fn window_rows(&self) -> usize {
        WINDOW_HEIGHT / self.smaller
    }

    /// How many pixels a character may stand above or below the line.
    pub(super) const fn slack(&self) -> usize {
        SLACK / self.smaller
    }

    /// Pixels, column by column from one on.
    pub(super) fn columns_from(&self, x: usize) -> std::slice::ChunksExact<'_, i16> {
        let rows = HEIGHT / self.smaller;
        self.pixels.get(x * rows..).unwrap_or_default().chunks_exact(rows)
    }

    /// Columns.
    pub(super) const fn width(&self) -> usize {
        self.origins.len()
    }

    /// The part of a column that a window at this height looks at; `lift` counts from 0 to twice the slack.
    pub(super) fn column(&self, x: usize, lift: usize) -> &[i16] {
        let start = x * HEIGHT / self.smaller + lift;
        self.pixels.get(start..start + self.window_rows()).unwrap_or(&[0; WINDOW_HEIGHT])
    }

    /// Where a page column lies on the strip.
    pub(super) fn column_of(&self, x: f32) -> f32 {
        let before = self.origins.partition_point(|origin| origin.x <= x).saturating_sub(1);
        self.origins.get(before).map_or(0.0, |origin| before as f32 + (x - origin.x) / origin.across)
    }

    /// The page's box of `width` strip columns from `x` on.
    pub(super) fn place(&self, x: usize, width: usize) -> Rect {
        let last = self.width().saturating_sub(1);
        let at = |x: usize| self.origins.get(x.min(last));
        let (Some(from), Some(to)) = (at(x), at(x + width)) else { return Rect::default() };
        let left = from.x.max(0.0);
        let top = (from.middle - from.height / 2.0).max(0.0);
        Rect::new(left as u32, top as u32, (to.x - left).max(1.0).ceil() as u32, from.height.ceil() as u32)
    }

    fn soften(&mut self) {
        for column in self.pixels.chunks_exact_mut(HEIGHT) {
            let mut before = column[0];
            for y in 0..HEIGHT {
                let here = column[y];
                let after = column.get(y + 1).copied().unwrap_or(here);
                column[y] = (before + 2 * here + after) / 4;
                before = here;
            }
        }
        let mut before: Vec<i16> = self.pixels.iter().take(HEIGHT).copied().collect();
        for x in 0..self.width() {
            for (y, earlier) in before.iter_mut().enumerate() {
                let at = x * HEIGHT + y;
                let here = self.pixels[at];
                let after = self.pixels.get(at + HEIGHT).copied().unwrap_or(here);
                self.pixels[at] = (*earlier + 2 * here + after) / 4;
                *earlier = here;
            }
        }
    }
}

/// Follows the row from column to column.
fn origins(row: &Row, scale: Scale, from: f32, to: f32, smaller: f32) -> Vec<Origin> {
    let mut origins = Vec::new();
    let mut x = from;
    while x < to && origins.len() < LONGEST {
        let local = row.at(x);
        let height = local.height * scale.height;
        let across = (height / GLYPH_HEIGHT * scale.stretch * local.stretch * smaller).max(0.05);
        origins.push(Origin { x, middle: local.middle, height, across });
        x += across;
    }
    origins
}

/// Samples a pixel where the page is finer than the strip, or strokes would fall between them.
fn taps(step: f32) -> usize {
    (step * 0.7).ceil().clamp(1.0, 6.0) as usize
}

fn part(tap: usize, taps: usize) -> f32 {
    (tap as f32 + 0.5) / taps as f32
}
