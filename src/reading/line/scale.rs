//! How large a row's characters are, judged by how well templates fit its blobs.

use super::components::Blob;
use super::font::{Font, WINDOW_HEIGHT, dot};
use super::rows::{Row, median};
use super::strip::{SLACK, Scale, Strip};
use crate::raster::Gray;

/// Blobs looked at.
const PROBES: usize = 9;
/// Rows that fit worse at every scale of the first round are no print of this font.
const HOPELESS: f32 = 0.5;

/// The scale at which the row's blobs fit the font best, and how well they fit (-1 to 1).
pub(super) fn best_scale(gray: &Gray, row: &Row, font: &Font) -> Option<(Scale, f32)> {
    let probes = densest(&row.blobs);
    let fit = |scale: Scale| (scale, fit_at(gray, row, font, probes, scale));
    let better = |one: (Scale, f32), other: (Scale, f32)| if other.1 > one.1 { other } else { one };
    let start = Scale { height: row.height, stretch: 1.0 };
    let mut best = [0.8, 0.89, 1.12, 1.26]
        .map(|stretch| fit(Scale { stretch, ..start }))
        .into_iter()
        .fold(fit(start), better);
    if best.1 < HOPELESS {
        return None;
    }
    // Bold print is taller than the character itself: its width must not change with that.
    for taller in [0.92, 0.96, 1.04] {
        let scale = best.0;
        best = better(best, fit(Scale { height: row.height * taller, stretch: scale.stretch * scale.height / (row.height * taller) }));
    }
    for wider in [0.94, 1.06, 0.97, 1.03] {
        best = better(best, fit(Scale { stretch: best.0.stretch * wider, ..best.0 }));
    }
    Some(best)
}

/// The neighbouring blobs that stand closest together.
fn densest(blobs: &[Blob]) -> &[Blob] {
    let span = |part: &[Blob]| part[part.len() - 1].right - part[0].left;
    blobs.windows(PROBES.min(blobs.len()).max(1)).min_by_key(|part| span(part)).unwrap_or_default()
}

fn fit_at(gray: &Gray, row: &Row, font: &Font, probes: &[Blob], scale: Scale) -> f32 {
    let (Some(first), Some(last)) = (probes.first(), probes.last()) else { return 0.0 };
    let room = 2.0 * row.height;
    let strip = Strip::cut(gray, row, scale, first.left as f32 - room, last.right as f32 + room);
    median(probes.iter().map(|blob| best_fit(&strip, font, blob)).collect())
}

/// How well the best template fits a blob when their right borders meet.
fn best_fit(strip: &Strip, font: &Font, blob: &Blob) -> f32 {
    let right = strip.from_page(blob.right as f32);
    let fits = font.glyphs.iter().flat_map(|glyph| {
        let x = (right - glyph.ink_right).round() as i64;
        (x - 1..=x + 1).map(move |x| (glyph, x))
    });
    let count = (font.window * WINDOW_HEIGHT) as f32;
    let mut best = 0.0f32;
    for (glyph, x) in fits {
        let Ok(x) = usize::try_from(x) else { continue };
        let (mut product, mut sum, mut squares) = (0, 0, 0);
        for (at, template) in glyph.columns.iter().enumerate() {
            let column = strip.column(x + at, SLACK);
            product += dot(template, column);
            sum += column.iter().map(|v| i32::from(*v)).sum::<i32>();
            squares += dot(column, column);
        }
        let mean = sum as f32 / count;
        let length = (squares as f32 - mean * sum as f32).max(1.0).sqrt();
        best = best.max((product as f32 - glyph.sum as f32 * mean) / (glyph.norm * length));
    }
    best
}
