//! Rows of equally tall blobs: where a fixed-pitch line may stand.

use crate::model::Rect;

/// Blobs smaller than this (in pixels) are specks, larger ones are no print.
const HEIGHTS: std::ops::RangeInclusive<f32> = 7.0..=260.0;

/// A row of blobs about as tall as each other, fitted by a straight line.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its blobs from left to right.
    pub(super) blobs: Vec<Rect>,
    /// The height of a character.
    pub(super) height: f32,
    /// The middle of the characters at x = 0, on the whole.
    middle: f32,
    /// How far the middle falls per pixel to the right.
    slope: f32,
    /// Where single fields, printed on their own, leave the line.
    knots: Vec<Knot>,
}

/// What the characters around a column are like.
#[derive(Debug, Clone, Copy)]
struct Knot {
    x: f32,
    /// How far their middle lies below the line.
    drop: f32,
    height: f32,
    /// How much wider than others they are printed.
    stretch: f32,
}

/// What the characters around a column of a row are like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Local {
    /// Their middle.
    pub(super) middle: f32,
    /// Their height.
    pub(super) height: f32,
    /// How much wider than others of the row they are printed.
    pub(super) stretch: f32,
}

impl Row {
    /// What the characters around this column are like.
    pub(super) fn at(&self, x: f32) -> Local {
        let after = self.knots.partition_point(|knot| knot.x < x);
        let before = after.checked_sub(1).and_then(|n| self.knots.get(n));
        let flat = Knot { x, drop: 0.0, height: self.height, stretch: 1.0 };
        let first = before.or(self.knots.get(after)).unwrap_or(&flat);
        let second = self.knots.get(after).unwrap_or(first);
        let share = ((x - first.x) / (second.x - first.x).max(1.0)).clamp(0.0, 1.0);
        let mix = |a: f32, b: f32| a + share * (b - a);
        Local {
            middle: self.middle + self.slope * x + mix(first.drop, second.drop),
            height: mix(first.height, second.height),
            stretch: mix(first.stretch, second.stretch),
        }
    }

    /// The share of neighbours that stand a pitch apart, as in fonts for machines; in prose few do, and the pitch is
    /// none of such fonts'. `edge` says what of a character keeps its place: 0.5 its middle, 1 its right border;
    /// `tolerance` how far neighbours may be off, in heights.
    pub(super) fn regularity(&self, edge: f32, tolerance: f32) -> f32 {
        let at = |blob: &Rect| blob.x as f32 + edge * blob.width as f32;
        let steps = self.blobs.windows(2).map(|pair| (at(&pair[1]) - at(&pair[0])) / self.height);
        let near: Vec<f32> = steps.filter(|step| *step < 1.6).collect();
        if near.is_empty() {
            return 1.0;
        }
        let pitch = median(near.clone());
        let regular = near.iter().filter(|step| (**step - pitch).abs() < tolerance).count();
        if (0.65..1.45).contains(&pitch) { regular as f32 / near.len() as f32 } else { 0.0 }
    }

    /// Whether at least half of the neighbours stand about a pitch apart.
    pub(super) fn is_fixed_pitch(&self, edge: f32) -> bool {
        self.regularity(edge, 0.18) >= 0.5
    }

    /// Its fields: blobs without wide gaps between them.
    pub(super) fn fields(&self) -> impl Iterator<Item = &[Rect]> {
        fields(&self.blobs, self.height)
    }

    /// Notes that a field is printed taller and wider than the rest, by these factors.
    pub(super) fn tune(&mut self, field: Rect, taller: f32, wider: f32) {
        let inside = |knot: &&mut Knot| knot.x >= field.x as f32 && knot.x <= field.right() as f32;
        for knot in self.knots.iter_mut().filter(inside) {
            knot.height *= taller;
            knot.stretch *= wider;
        }
    }

    /// The box around its blobs.
    pub(super) fn place(&self) -> Rect {
        self.blobs.iter().copied().reduce(|a, b| a.union(&b)).unwrap_or_default()
    }
}

/// All rows of at least `fewest` blobs, the lowest first.
pub(super) fn rows(blobs: impl Iterator<Item = Rect>, fewest: usize) -> Vec<Row> {
    let mut tall: Vec<Rect> = blobs.filter(is_character).collect();
    tall.sort_by_key(|b| (b.x, b.y));
    let widest = tall.iter().map(|b| b.width).max().unwrap_or(0) as f32;
    let mut chains: Vec<Vec<Rect>> = Vec::new();
    let mut chain_of: Vec<usize> = Vec::with_capacity(tall.len());
    for (at, blob) in tall.iter().enumerate() {
        let within = |(_, b): &(usize, &Rect)| (blob.x - b.x) as f32 <= widest + FAR * blob.height as f32;
        let mut left_of = tall[..at].iter().enumerate().rev().take_while(within);
        let chain = left_of.find(|(_, b)| in_line(b, blob)).map_or(chains.len(), |(index, _)| chain_of[index]);
        if chain == chains.len() {
            chains.push(Vec::new());
        }
        chains[chain].push(*blob);
        chain_of.push(chain);
    }
    let mut rows: Vec<Row> = chains.into_iter().filter(|chain| chain.len() >= fewest).map(fit).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.place().bottom()), row.place().x));
    rows
}

/// The widest gap between neighbours, in heights.
const FAR: f32 = 18.0;

fn is_character(blob: &Rect) -> bool {
    let (width, height) = (blob.width as f32, blob.height as f32);
    HEIGHTS.contains(&height) && width > 0.12 * height && width < 2.6 * height
}

/// Whether two blobs may be characters of one line, `left` the earlier one.
fn in_line(left: &Rect, right: &Rect) -> bool {
    let height = left.height.min(right.height) as f32;
    let gap = right.x as f32 - left.right() as f32;
    // Fields are often printed one by one, each on a line of its own.
    let offset = if gap > 1.2 * height { 0.36 } else { 0.2 };
    let drift = offset * height + 0.03 * gap.max(0.0);
    let apart = |one: u32, other: u32| one.abs_diff(other) as f32;
    gap <= FAR * height
        && gap > -0.3 * height
        && apart(left.height, right.height) <= (0.22 * height).max(1.5)
        && apart(left.bottom(), right.bottom()) <= drift
        && apart(left.y, right.y) <= drift
}

/// Fits the line: median height, the middles by least squares after dropping the worst.
fn fit(blobs: Vec<Rect>) -> Row {
    let height = median(blobs.iter().map(|b| b.height as f32).collect());
    let centre = |from: u32, to: u32| (from + to) as f32 / 2.0;
    let mut points: Vec<(f32, f32)> = blobs.iter().map(|b| (centre(b.x, b.right()), centre(b.y, b.bottom()))).collect();
    for _ in 0..3 {
        let (middle, slope) = least_squares(&points);
        let near = |(x, y): &(f32, f32)| (y - middle - slope * x).abs() < 0.12 * height + 0.5;
        let kept: Vec<_> = points.iter().copied().filter(near).collect();
        if kept.len() < 3 || kept.len() == points.len() {
            break;
        }
        points = kept;
    }
    let (middle, slope) = least_squares(&points);
    let knots = knots(&blobs, |x| middle + slope * x, height);
    Row { blobs, height, middle, slope, knots }
}

fn fields(blobs: &[Rect], height: f32) -> impl Iterator<Item = &[Rect]> {
    blobs.chunk_by(move |a, b| (b.x as f32 - a.right() as f32) < 2.0 * height)
}

/// A knot for each blob: the medians over its neighbours in the same field.
fn knots(blobs: &[Rect], line: impl Fn(f32) -> f32, height: f32) -> Vec<Knot> {
    let mut knots = Vec::with_capacity(blobs.len());
    for field in fields(blobs, height) {
        for at in 0..field.len() {
            let near = &field[at.saturating_sub(2)..(at + 3).min(field.len())];
            let x = |b: &Rect| (b.x + b.right()) as f32 / 2.0;
            let drop = median(near.iter().map(|b| (b.y + b.bottom()) as f32 / 2.0 - line(x(b))).collect());
            let tall = median(near.iter().map(|b| b.height as f32).collect());
            // A single pixel more or less is the threshold's doing.
            let same = (tall - height).abs() < (0.06 * height).max(1.1);
            knots.push(Knot { x: x(&field[at]), drop, height: if same { height } else { tall }, stretch: 1.0 });
        }
    }
    knots
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

/// The middle value (the lower one of two); 0 of none.
pub(super) fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equally_tall_neighbours_make_a_row_that_follows_the_slope() {
        let mut blobs: Vec<Rect> = (0..10).map(|i| Rect::new(i * 30, 100 + i / 2, 18, 24)).collect();
        blobs.push(Rect::new(95, 100, 18, 60));
        blobs.push(Rect::new(95, 10, 18, 24));
        let found = rows(blobs.into_iter(), 4);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].blobs.len(), 10);
        assert!((found[0].height - 24.0).abs() < 0.1);
        assert!((found[0].at(279.0).middle - 116.0).abs() < 1.0, "{:?}", found[0].at(279.0));
        assert!(rows(std::iter::empty(), 4).is_empty());
    }
}
