//! A line of print cut out at canonical size: characters [`GLYPH_HEIGHT`] pixels tall, straight, softened.

use super::font::{Column, GLYPH_HEIGHT, MARGIN, WINDOW_HEIGHT};
use super::rows::Row;
use crate::model::Rect;
use crate::raster::Gray;

/// How many pixels a character may stand above or below the line.
pub(super) const SLACK: usize = 3;
/// Rows of a strip.
const HEIGHT: usize = WINDOW_HEIGHT + 2 * SLACK;
/// No strip is longer: longer than any line on paper.
const LONGEST: f32 = 6000.0;

/// How page pixels become strip pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// The height of a character on the page.
    pub(super) height: f32,
    /// How much wider than drawn the characters are, at this height.
    pub(super) stretch: f32,
}

impl Scale {
    /// Page pixels per strip pixel, down and to the right.
    fn steps(self) -> (f32, f32) {
        let down = self.height / GLYPH_HEIGHT;
        (down, down * self.stretch)
    }
}

/// A line of print at canonical size; ink is bright (255), paper 0.
#[derive(Debug)]
pub(super) struct Strip {
    width: usize,
    pixels: Vec<i16>,
    left: f32,
    scale: Scale,
    row: (f32, f32),
}

impl Strip {
    /// Cuts the part between two columns of the page out along a row.
    pub(super) fn cut(gray: &Gray, row: &Row, scale: Scale, from: f32, to: f32) -> Self {
        let (down, across) = scale.steps();
        let width = ((to - from) / across).clamp(0.0, LONGEST) as usize;
        let mut strip =
            Self { width, pixels: vec![0; width * HEIGHT], left: from, scale, row: (row.middle, row.slope) };
        // Several samples a pixel where the page is finer than the strip, or strokes would fall between them.
        let taps = (down.max(across) * 0.9).ceil().clamp(1.0, 6.0) as usize;
        for (u, column) in strip.pixels.chunks_exact_mut(HEIGHT).enumerate() {
            for (v, pixel) in column.iter_mut().enumerate() {
                let mut sum = 0.0;
                for tap in 0..taps * taps {
                    let part = |n: usize| (n as f32 + 0.5) / taps as f32;
                    let x = from + (u as f32 + part(tap % taps)) * across;
                    let y = row.middle_at(x) + (v as f32 + part(tap / taps) - HEIGHT as f32 / 2.0) * down;
                    sum += darkness(gray, x - 0.5, y - 0.5);
                }
                *pixel = (sum / (taps * taps) as f32) as i16;
            }
        }
        strip.soften();
        strip
    }

    /// Columns.
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// The part of a column that a window at this height looks at; `lift` counts from 0 to twice [`SLACK`].
    pub(super) fn column(&self, x: usize, lift: usize) -> &Column {
        let start = x * HEIGHT + lift;
        self.pixels.get(start..start + WINDOW_HEIGHT).and_then(|part| part.try_into().ok()).unwrap_or(&[0; WINDOW_HEIGHT])
    }

    /// Where a page column lies on the strip.
    pub(super) fn from_page(&self, x: f32) -> f32 {
        (x - self.left) / self.scale.steps().1
    }

    /// The page's box of `width` strip columns from `x` on.
    pub(super) fn place(&self, x: f32, width: f32) -> Rect {
        let across = self.scale.steps().1;
        let left = (self.left + x * across).max(0.0);
        let middle = self.row.0 + self.row.1 * left;
        let top = (middle - self.scale.height / 2.0).max(0.0);
        Rect::new(left as u32, top as u32, (width * across).ceil() as u32, self.scale.height.ceil() as u32)
    }

    /// Where the characters' box starts within a window.
    pub(super) const fn margin() -> usize {
        MARGIN
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
        for x in 0..self.width {
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

/// How dark the page is between pixels, 0 to 255; white outside.
fn darkness(gray: &Gray, x: f32, y: f32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    if left < -1.0 || top < -1.0 {
        return 0.0;
    }
    let (right_share, low_share) = (x - left, y - top);
    let at = |dx: i64, dy: i64| {
        let (x, y) = (left as i64 + dx, top as i64 + dy);
        let inside = x >= 0 && y >= 0;
        255.0 - if inside { f32::from(gray.get(x as u32, y as u32)) } else { 255.0 }
    };
    let upper = at(0, 0).mul_add(1.0 - right_share, at(1, 0) * right_share);
    let lower = at(0, 1).mul_add(1.0 - right_share, at(1, 1) * right_share);
    upper.mul_add(1.0 - low_share, lower * low_share)
}
