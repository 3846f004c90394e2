//! How large a row's characters are, judged by how well templates fit its blobs.

use super::band::Band;
use super::font::{COARSER, Font, Glyph};
use super::matching::Statistics;
use super::rows::{Row, median};
use super::strip::{Scale, Strip};
use crate::model::Rect;
use crate::raster::Gray;

/// Blobs looked at.
const PROBES: usize = 9;
/// Rows that fit worse at every scale of the first round are no print of this font.
const HOPELESS: f32 = 0.5;
/// Rows that fit this well as they are need no other stretch.
const EVIDENT: f32 = 0.85;

/// Rows that fit this well are of no other size.
const PERFECT: f32 = 0.95;
/// Room beside the blobs, in heights.
const ROOM: f32 = 1.5;

/// How a row is printed, as far as templates tell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Print {
    /// How large its characters are.
    pub(super) scale: Scale,
    /// Which of the font's weights it has.
    pub(super) weight: usize,
    /// How well its blobs fit, -1 to 1.
    pub(super) fit: f32,
}

/// How well the row's blobs fit some kinds of a font's characters as they are.
pub(super) fn glance(gray: &Gray, row: &Row, font: &Font, kinds: &[usize]) -> f32 {
    let blobs = densest(&row.blobs);
    let probe = Probe { band: &band(gray, row, blobs), row, font, kinds, blobs };
    probe.fit(Scale { height: 1.0, stretch: 1.0 }, &[1]).fit
}

/// The scale and weight at which the row's blobs fit some kinds of a font's characters best; `None` if they hardly fit
/// at any.
pub(super) fn best_print(gray: &Gray, row: &Row, font: &Font, kinds: &[usize]) -> Option<Print> {
    let blobs = densest(&row.blobs);
    let probe = Probe { band: &band(gray, row, blobs), row, font, kinds, blobs };
    let stretched = |stretch: f32| probe.fit(Scale { height: 1.0, stretch }, &[1]);
    let mut best = stretched(1.0);
    if best.fit < EVIDENT {
        best = [0.8, 0.89, 1.12, 1.26].map(stretched).into_iter().fold(best, better);
    }
    if best.fit < HOPELESS {
        return None;
    }
    best = better(best, probe.fit(best.scale, &[0, 2, 3]));
    if best.fit > PERFECT {
        return Some(best);
    }
    Some(probe.refined(best, &[0.92, 0.96, 1.04], &[0.94, 1.06, 0.97, 1.03]))
}

/// The page around some blobs of a row.
fn band(gray: &Gray, row: &Row, blobs: &[Rect]) -> Band {
    let place = place(blobs);
    let room = (ROOM * row.height) as u32 + 2;
    Band::of(gray, row, place.x.saturating_sub(room)..place.right() + room)
}

/// The row with what its fields have of their own: fields are often printed one by one.
pub(super) fn tuned(band: &Band, row: &Row, font: &Font, kinds: &[usize], print: Print) -> Row {
    let mut tuned = row.clone();
    for field in row.fields().filter(|field| field.len() > 2) {
        let probe = Probe { band, row, font, kinds, blobs: densest(field) };
        let own = probe.fit(print.scale, &[print.weight]);
        if own.fit < EVIDENT {
            let own = probe.refined(own, &[0.95, 1.05], &[0.9, 0.95, 1.06, 1.12]);
            tuned.tune(place(field), own.scale.height / print.scale.height, own.scale.stretch / print.scale.stretch);
        }
    }
    tuned
}

fn place(blobs: &[Rect]) -> Rect {
    blobs.iter().copied().reduce(|a, b| a.union(&b)).unwrap_or_default()
}

/// Some blobs of a row that stand for the rest.
#[derive(Clone, Copy)]
struct Probe<'a> {
    band: &'a Band,
    row: &'a Row,
    font: &'a Font,
    kinds: &'a [usize],
    blobs: &'a [Rect],
}

impl Probe<'_> {
    /// How well the blobs fit at a scale, in the best of some weights; judged at the coarser size.
    fn fit(&self, scale: Scale, weights: &[usize]) -> Print {
        let left = self.blobs.first().map_or(0, |blob| blob.x) as f32;
        let right = self.blobs.last().map_or(0, Rect::right) as f32;
        let room = ROOM * self.row.height;
        let strip = Strip::cut_coarse(self.band, self.row, scale, left - room, right + room);
        let level = Statistics::of(&strip, self.font.window / COARSER, strip.slack());
        let fits = weights.iter().map(|weight| {
            let fits = self.blobs.iter().map(|blob| self.best_fit(&strip, &level, &self.font.coarse[*weight], blob));
            Print { scale, weight: *weight, fit: median(fits.collect()) }
        });
        fits.reduce(better).unwrap_or(Print { scale, weight: 0, fit: 0.0 })
    }

    /// How well the best template fits a blob when their right borders meet.
    fn best_fit(&self, strip: &Strip, level: &Statistics, glyphs: &[Glyph], blob: &Rect) -> f32 {
        let right = strip.column_of(blob.right() as f32);
        let near = |glyph: &Glyph| {
            let x = (right - glyph.ink_right).round() as i64;
            let columns = (x - 1..=x + 1).filter_map(|x| usize::try_from(x).ok());
            columns.map(|x| level.fit(strip, glyph, x)).fold(0.0, f32::max)
        };
        self.kinds.iter().map(|kind| near(&glyphs[*kind])).fold(0.0, f32::max)
    }

    /// Tries somewhat other heights and widths.
    fn refined(&self, mut best: Print, heights: &[f32], widths: &[f32]) -> Print {
        // Bold print is taller than the character itself: its width must not change with that.
        let start = best.scale;
        for taller in heights {
            let scale = Scale { height: start.height * taller, stretch: start.stretch / taller };
            best = better(best, self.fit(scale, &[best.weight]));
        }
        let start = best.scale;
        for wider in widths {
            let scale = Scale { stretch: start.stretch * wider, ..start };
            best = better(best, self.fit(scale, &[best.weight]));
        }
        best
    }
}

fn better(one: Print, other: Print) -> Print {
    if other.fit > one.fit { other } else { one }
}

/// The neighbouring blobs that stand closest together.
fn densest(blobs: &[Rect]) -> &[Rect] {
    let span = |part: &[Rect]| part[part.len() - 1].right() - part[0].x;
    blobs.windows(PROBES.min(blobs.len()).max(1)).min_by_key(|part| span(part)).unwrap_or_default()
}
