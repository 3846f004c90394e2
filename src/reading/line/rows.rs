//! Rows of equally tall blobs: where a fixed-pitch line may stand.

use super::components::Blob;
use crate::model::Rect;

/// Blobs smaller than this (in pixels) are specks, larger ones are no print.
const HEIGHTS: std::ops::RangeInclusive<f32> = 7.0..=260.0;

/// A row of blobs about as tall as each other, fitted by a straight line.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its blobs from left to right.
    pub(super) blobs: Vec<Blob>,
    /// The height of a character.
    pub(super) height: f32,
    /// The middle of the characters at x = 0.
    pub(super) middle: f32,
    /// How far the middle falls per pixel to the right.
    pub(super) slope: f32,
}

impl Row {
    /// The middle of the characters in this column.
    pub(super) fn middle_at(&self, x: f32) -> f32 {
        self.middle + self.slope * x
    }

    /// The box around its blobs.
    pub(super) fn place(&self) -> Rect {
        let left = self.blobs.iter().map(|b| b.left).min().unwrap_or(0);
        let right = self.blobs.iter().map(|b| b.right).max().unwrap_or(0);
        let top = self.blobs.iter().map(|b| b.top).min().unwrap_or(0);
        let bottom = self.blobs.iter().map(|b| b.bottom).max().unwrap_or(0);
        Rect::new(left, top, right - left, bottom - top)
    }
}

/// All rows of at least `fewest` blobs, the lowest first.
pub(super) fn rows(blobs: &[Blob], fewest: usize) -> Vec<Row> {
    let mut tall: Vec<Blob> = blobs.iter().copied().filter(is_character).collect();
    tall.sort_by_key(|b| (b.left, b.top));
    let mut chains: Vec<Vec<Blob>> = Vec::new();
    let mut chain_of: Vec<usize> = Vec::with_capacity(tall.len());
    let widest = tall.iter().map(|b| b.right - b.left).max().unwrap_or(0) as f32;
    for (at, blob) in tall.iter().enumerate() {
        let left_of = tall[..at].iter().enumerate().rev();
        let within = |b: &Blob| (blob.left - b.left) as f32 <= 20.0 * blob.height() + widest;
        let before = left_of.take_while(|(_, b)| within(b)).find(|(_, b)| in_line(b, blob));
        let chain = before.map_or(chains.len(), |(index, _)| chain_of[index]);
        if chain == chains.len() {
            chains.push(Vec::new());
        }
        chains[chain].push(*blob);
        chain_of.push(chain);
    }
    let mut rows: Vec<Row> = chains.into_iter().filter(|c| c.len() >= fewest).map(fit).collect();
    rows.sort_by(|a, b| b.place().bottom().cmp(&a.place().bottom()).then(a.place().x.cmp(&b.place().x)));
    rows
}

fn is_character(blob: &Blob) -> bool {
    HEIGHTS.contains(&blob.height()) && blob.width() > 0.12 * blob.height() && blob.width() < 2.6 * blob.height()
}

/// Whether two blobs may be characters of one line, `left` the earlier one.
fn in_line(left: &Blob, right: &Blob) -> bool {
    let height = left.height().min(right.height());
    let gap = right.left as f32 - left.right as f32;
    let drift = 0.2f32.mul_add(height, 0.03 * gap.max(0.0));
    let apart = |one: u32, other: u32| one.abs_diff(other) as f32;
    gap <= 18.0 * height
        && gap > -0.3 * height
        && apart(left.bottom - left.top, right.bottom - right.top) <= (0.22 * height).max(1.5)
        && apart(left.bottom, right.bottom) <= drift
        && apart(left.top, right.top) <= drift
}

/// Fits the line: median height, the middles by least squares after dropping the worst.
fn fit(blobs: Vec<Blob>) -> Row {
    let height = median(blobs.iter().map(Blob::height).collect());
    let mut points: Vec<(f32, f32)> = blobs
        .iter()
        .map(|b| ((b.left + b.right) as f32 / 2.0, (b.top + b.bottom) as f32 / 2.0))
        .collect();
    for _ in 0..3 {
        let (middle, slope) = least_squares(&points);
        let kept: Vec<_> =
            points.iter().copied().filter(|(x, y)| (y - middle - slope * x).abs() < 0.12 * height + 0.5).collect();
        if kept.len() < 3 || kept.len() == points.len() {
            break;
        }
        points = kept;
    }
    let (middle, slope) = least_squares(&points);
    Row { blobs, height, middle, slope }
}

fn least_squares(points: &[(f32, f32)]) -> (f32, f32) {
    let count = points.len().max(1) as f32;
    let mean_x = points.iter().map(|p| p.0).sum::<f32>() / count;
    let mean_y = points.iter().map(|p| p.1).sum::<f32>() / count;
    let spread: f32 = points.iter().map(|p| (p.0 - mean_x).powi(2)).sum();
    let shared: f32 = points.iter().map(|p| (p.0 - mean_x) * (p.1 - mean_y)).sum();
    let slope = if spread > 0.0 { (shared / spread).clamp(-0.1, 0.1) } else { 0.0 };
    (mean_y - slope * mean_x, slope)
}

/// The middle value; 0 of none.
pub(super) fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(left: u32, top: u32, width: u32, height: u32) -> Blob {
        Blob { left, top, right: left + width, bottom: top + height }
    }

    #[test]
    fn equally_tall_neighbours_make_a_row_that_follows_the_slope() {
        let mut blobs: Vec<Blob> = (0..10).map(|i| boxed(i * 30, 100 + i / 2, 18, 24)).collect();
        blobs.push(boxed(95, 100, 18, 60));
        blobs.push(boxed(95, 10, 18, 24));
        let found = rows(&blobs, 4);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].blobs.len(), 10);
        assert!((found[0].height - 24.0).abs() < 0.1);
        assert!((found[0].middle_at(279.0) - 116.0).abs() < 1.0, "{}", found[0].middle_at(279.0));
        assert!(rows(&[], 4).is_empty());
    }
}
