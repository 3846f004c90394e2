//! From a row of shades to the widths of its bars and spaces.
//!
//! Edges lie where the shade crosses the middle between one extreme and the next, to a fraction of a pixel, so that
//! blurred narrow bars, which never become black, keep their place and about their width.

/// Less contrast than this, of 255, is no print.
const LEAST_RANGE: f32 = 40.0;
/// A dip counts from this share of the row's contrast on.
const LEAST_DIP: f32 = 0.18;

/// The bars and spaces of a row, in pixels. Even elements are bars; the first and the last element are spaces of
/// nominal width outside the list: see [`Bars::quiet_before`].
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Bars {
    /// Where each bar or space begins, and where the last bar ends.
    edges: Vec<f32>,
    /// The length of the row.
    length: f32,
}

impl Bars {
    /// The bars of a row of shades, dark on light.
    pub(super) fn of(row: &[u8]) -> Self {
        let length = row.len() as f32;
        let (low, high) = range(row);
        if high - low < LEAST_RANGE {
            return Self { edges: Vec::new(), length };
        }
        let extremes = extremes(row, (high - low) * LEAST_DIP);
        let mut edges: Vec<f32> = extremes.windows(2).map(|pair| crossing(row, pair[0], pair[1])).collect();
        // The row begins on paper: a first edge from ink to paper has no bar before it.
        if extremes.first().is_some_and(|first| extremes.get(1).is_some_and(|second| row[*first] < row[*second])) {
            edges.insert(0, 0.0);
        }
        if edges.len() % 2 == 1 {
            edges.push(length);
        }
        Self { edges, length }
    }

    /// The same row seen from its other end.
    pub(super) fn reversed(&self) -> Self {
        let edges = self.edges.iter().rev().map(|edge| self.length - edge).collect();
        Self { edges, length: self.length }
    }

    /// How many elements there are: bars and the spaces between them.
    pub(super) fn len(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    /// The widths of `count` elements from one on; `None` beyond the last.
    pub(super) fn widths(&self, from: usize, count: usize) -> Option<Vec<f32>> {
        let edges = self.edges.get(from..from.checked_add(count)?.checked_add(1)?)?;
        Some(edges.windows(2).map(|pair| pair[1] - pair[0]).collect())
    }

    /// The space before a bar.
    pub(super) fn quiet_before(&self, bar: usize) -> f32 {
        let edge = |at: usize| self.edges.get(at).copied().unwrap_or(0.0);
        if bar == 0 { edge(0) } else { edge(bar) - edge(bar - 1) }
    }

    /// The space after a bar.
    pub(super) fn quiet_after(&self, bar: usize) -> f32 {
        let end = self.edges.get(bar + 1).copied().unwrap_or(self.length);
        self.edges.get(bar + 2).copied().unwrap_or(self.length) - end
    }

    /// Where an element begins, in pixels.
    pub(super) fn place(&self, element: usize) -> f32 {
        self.edges.get(element).copied().unwrap_or(self.length)
    }
}

/// The shades of the darkest and the lightest twentieth.
fn range(row: &[u8]) -> (f32, f32) {
    let mut sorted = row.to_vec();
    sorted.sort_unstable();
    let at = |share: usize| sorted.get(sorted.len() * share / 20).copied().map_or(0.0, f32::from);
    (at(1), at(18))
}

/// The places of alternating darkest and lightest shades that differ by at least `dip`.
fn extremes(row: &[u8], dip: f32) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut darkest, mut lightest) = (0, 0);
    // Which kind of extreme comes next: unknown at first.
    let mut rising: Option<bool> = None;
    for (at, shade) in row.iter().enumerate() {
        if *shade < row[darkest] {
            darkest = at;
        }
        if *shade > row[lightest] {
            lightest = at;
        }
        let above = f32::from(*shade) - f32::from(row[darkest]);
        let below = f32::from(row[lightest]) - f32::from(*shade);
        if rising != Some(true) && above >= dip {
            found.push(darkest);
            (rising, lightest) = (Some(true), at);
        } else if rising != Some(false) && below >= dip {
            found.push(lightest);
            (rising, darkest) = (Some(false), at);
        }
    }
    match rising {
        Some(true) => found.push(lightest),
        Some(false) => found.push(darkest),
        None => {}
    }
    found
}

/// Where the row crosses the middle between two extremes.
fn crossing(row: &[u8], from: usize, to: usize) -> f32 {
    let middle = (f32::from(row[from]) + f32::from(row[to])) / 2.0;
    let falling = row[from] > row[to];
    for at in from..to {
        let (here, next) = (f32::from(row[at]), f32::from(row[at + 1]));
        let crosses = if falling { here >= middle && next < middle } else { here <= middle && next > middle };
        if crosses {
            // Shades are means over pixels, so that a shade lies at its pixel's centre.
            return at as f32 + 0.5 + (middle - here) / (next - here);
        }
    }
    (from + to) as f32 / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_measured_to_a_fraction() {
        // Bars of 2, 3.5 and 2 pixels with spaces of 2 and 4.5.
        let row = [255, 255, 255, 0, 0, 255, 255, 0, 0, 0, 128, 255, 255, 255, 255, 0, 0, 255, 255];
        let bars = Bars::of(&row);
        let widths = bars.widths(0, 5).unwrap();
        for (found, expected) in widths.iter().zip([2.0, 2.0, 3.5, 4.5, 2.0]) {
            assert!((found - expected).abs() < 0.1, "{widths:?}");
        }
        assert!((bars.quiet_before(0) - 3.0).abs() < 0.1 && (bars.quiet_after(4) - 2.0).abs() < 0.1);
        let reversed = bars.reversed().widths(0, 5).unwrap();
        for (one, other) in reversed.iter().rev().zip(&widths) {
            assert!((one - other).abs() < 1e-3, "{reversed:?} {widths:?}");
        }
        assert_eq!(Bars::of(&[200; 30]).len(), 0);
        assert_eq!(Bars::of(&[]).len(), 0);
    }

    #[test]
    fn blurred_narrow_bars_are_seen() {
        let row = [255, 250, 180, 120, 180, 240, 180, 120, 180, 250, 255, 255, 200, 60, 0, 0, 0, 60, 200, 255];
        assert_eq!(Bars::of(&row).len(), 5);
    }
}
