//! A line of print or writing in the form that networks read: rows of a fixed number, ink of a fixed height.
//!
//! The form is made from the ink alone, by its mean row and how far it spreads: characters of any size then come out
//! about as tall, whatever else stands in the crop. `training/` makes the same form of what it draws.

use super::Map;
use crate::raster::Gray;

/// Rows of a strip.
pub(in crate::reading) const HEIGHT: usize = 32;
/// The spread of ink over rows (standard deviation) in a strip: digits are then about 20 rows tall.
const SPREAD: f32 = 5.8;
/// Paper before and behind the ink, in columns of the strip.
const MARGIN: f32 = 6.0;
/// Darker than this share of the way from paper to ink is ink.
const INKED: f32 = 0.4;
/// The share of a crop's pixels that are fully inked at least, and how much darker than paper these are at least.
const FULL: f32 = 0.02;
const CONTRAST: i32 = 48;
/// How much a crop may be scaled.
const SCALES: std::ops::RangeInclusive<f32> = 0.1..=4.0;
const NARROWEST: usize = 16;

/// A line at canonical size, and where its columns come from.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::reading) struct Strip {
    /// [`HEIGHT`] rows of full ink 255, paper 0.
    pixels: Vec<u8>,
    width: usize,
    /// The crop's column at the strip's left border, and the crop's columns per column of the strip.
    left: f32,
    step: f32,
}

impl Strip {
    /// The strip of a crop that shows one line; `None` without ink, or where it would be more than `widest` columns.
    pub(in crate::reading) fn of(crop: &Gray, widest: usize) -> Option<Self> {
        Self::wider(crop, widest, 1.0)
    }

    /// The same, so many times wider.
    pub(in crate::reading) fn wider(crop: &Gray, widest: usize, times: f32) -> Option<Self> {
        let ink = ink(crop);
        let extent = Extent::of(&ink, crop.width() as usize)?;
        let scale = (SPREAD / extent.spread.max(0.1)).clamp(*SCALES.start(), *SCALES.end());
        let left = extent.first as f32 - MARGIN / scale;
        let length = (extent.end - extent.first) as f32 + 2.0 * MARGIN / scale;
        let width = (length * scale * times).round() as usize;
        if width > widest {
            return None;
        }
        let width = width.max(NARROWEST);
        let step = length / width as f32;
        let columns: Vec<Taps> = (0..width).map(|x| Taps::of(left, step, x)).collect();
        let top = extent.middle - HEIGHT as f32 / 2.0 / scale;
        let rows: Vec<Taps> = (0..HEIGHT).map(|y| Taps::of(top, 1.0 / scale, y)).collect();
        Some(Self { pixels: resampled(&ink, crop.width() as usize, &columns, &rows), width, left, step })
    }

    /// As what a network takes: paper 0, full ink 1.
    pub(in crate::reading) fn map(&self) -> Map {
        let values = self.pixels.iter().map(|ink| f32::from(*ink) / 255.0).collect();
        Map { height: HEIGHT, width: self.width, channels: 1, values }
    }

    /// The crop's column at a column of the strip.
    pub(in crate::reading) fn column_of_crop(&self, x: f32) -> f32 {
        self.left + x * self.step
    }
}

/// The ink of a crop: paper, its middle shade, is 0, full ink 255.
fn ink(crop: &Gray) -> Vec<u8> {
    let mut counts = [0usize; 256];
    crop.pixels().iter().for_each(|shade| counts[usize::from(*shade)] += 1);
    let quantile = |share: f32| {
        let mut left = (crop.pixels().len() as f32 * share) as usize;
        let at = counts.iter().position(|count| left.checked_sub(*count).map(|rest| left = rest).is_none());
        at.unwrap_or(255) as i32
    };
    let paper = quantile(0.5);
    let full = quantile(FULL).min(paper - CONTRAST);
    let table: [u8; 256] =
        std::array::from_fn(|shade| ((paper - shade as i32) * 255 / (paper - full)).clamp(0, 255) as u8);
    crop.pixels().iter().map(|shade| table[usize::from(*shade)]).collect()
}

/// Where the ink of a crop lies.
struct Extent {
    /// The mean row of ink and its standard deviation, in rows.
    middle: f32,
    spread: f32,
    /// The first column with ink and the one behind the last.
    first: usize,
    end: usize,
}

impl Extent {
    fn of(ink: &[u8], width: usize) -> Option<Self> {
        let least = (INKED * 255.0) as u8;
        let (mut sum, mut first_moment, mut second_moment) = (0.0f64, 0.0, 0.0);
        let (mut first, mut end) = (usize::MAX, 0);
        for (y, row) in ink.chunks_exact(width.max(1)).enumerate() {
            let mut of_row = 0u64;
            for (x, value) in row.iter().enumerate().filter(|(_, value)| **value >= least) {
                of_row += u64::from(*value);
                (first, end) = (first.min(x), end.max(x + 1));
            }
            let (weight, y) = (of_row as f64, y as f64 + 0.5);
            sum += weight;
            first_moment += weight * y;
            second_moment += weight * y * y;
        }
        let middle = first_moment / sum;
        let spread = (second_moment / sum - middle * middle).max(0.0).sqrt();
        (sum > 0.0).then_some(Self { middle: middle as f32, spread: spread as f32, first, end })
    }
}

/// The pixels of a row or column that make one of the strip, with their shares: a triangle as wide as the step.
struct Taps {
    first: i64,
    shares: Vec<f32>,
}

impl Taps {
    fn of(start: f32, step: f32, at: usize) -> Self {
        let reach = step.max(1.0);
        let centre = start + (at as f32 + 0.5) * step;
        let first = (centre - reach + 0.5).floor() as i64;
        let end = (centre + reach + 0.5).floor() as i64;
        let share = |n: i64| (1.0 - ((n as f32 + 0.5 - centre) / reach).abs()).max(0.0);
        let shares: Vec<f32> = (first..end).map(share).collect();
        let sum: f32 = shares.iter().sum();
        Self { first, shares: shares.iter().map(|share| share / sum.max(f32::MIN_POSITIVE)).collect() }
    }

    /// The blend; what lies outside is paper.
    fn blend(&self, value: impl Fn(usize) -> Option<f32>) -> f32 {
        let place = |n: usize| usize::try_from(self.first + n as i64).ok();
        self.shares.iter().enumerate().map(|(n, share)| share * place(n).and_then(&value).unwrap_or(0.0)).sum()
    }
}

fn resampled(ink: &[u8], width: usize, columns: &[Taps], rows: &[Taps]) -> Vec<u8> {
    let height = ink.len() / width.max(1);
    let used = |y: usize| rows.iter().any(|taps| (0..taps.shares.len() as i64).any(|n| taps.first + n == y as i64));
    // Row by row first: a crop is seldom much larger than its strip.
    let narrow: Vec<Option<Vec<f32>>> = (0..height)
        .map(|y| {
            let row = &ink[y * width..(y + 1) * width];
            used(y).then(|| columns.iter().map(|taps| taps.blend(|x| row.get(x).map(|v| f32::from(*v)))).collect())
        })
        .collect();
    let mut pixels = Vec::with_capacity(columns.len() * rows.len());
    for taps in rows {
        let value = |x: usize| taps.blend(|y| narrow.get(y)?.as_ref()?.get(x).copied());
        pixels.extend((0..columns.len()).map(|x| value(x).round().clamp(0.0, 255.0) as u8));
    }
    pixels
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A crop with an upright bar of ink.
    fn bar(width: u32, height: u32, (x, y, wide, high): (u32, u32, u32, u32)) -> Gray {
        let mut crop = Gray::new(width, height, 240);
        for (x, y) in (x..x + wide).flat_map(|x| (y..y + high).map(move |y| (x, y))) {
            crop.set(x, y, 20);
        }
        crop
    }

    #[test]
    fn ink_of_any_size_comes_out_as_tall_and_in_the_middle() {
        for (size, place) in [((60, 50), (20, 15, 6, 20)), ((200, 90), (90, 5, 12, 60)), ((40, 30), (4, 18, 3, 10))] {
            let strip = Strip::of(&bar(size.0, size.1, place), 400).unwrap();
            let column = strip.width / 2;
            let inked: Vec<usize> = (0..HEIGHT).filter(|y| strip.pixels[y * strip.width + column] > 128).collect();
            assert!((19..=21).contains(&inked.len()), "{place:?}: {inked:?}");
            assert!((5..=7).contains(&inked[0]), "{place:?}: {inked:?}");
            let middle = place.0 as f32 + place.2 as f32 / 2.0;
            assert!((strip.column_of_crop(strip.width as f32 / 2.0) - middle).abs() < 0.6);
        }
    }

    #[test]
    fn without_ink_or_too_long_there_is_no_strip() {
        assert_eq!(Strip::of(&Gray::new(50, 50, 200), 400), None);
        assert_eq!(Strip::of(&Gray::new(0, 0, 200), 400), None);
        assert_eq!(Strip::of(&bar(900, 40, (0, 15, 900, 4)), 400), None);
    }

    proptest! {
        #[test]
        fn any_crop_is_taken(width in 0u32..60, height in 0u32..60, shades in proptest::collection::vec(any::<u8>(), 3600)) {
            let pixels = shades[..(width * height) as usize].to_vec();
            let crop = Gray::from_pixels(width, height, pixels).unwrap();
            if let Some(strip) = Strip::of(&crop, 400) {
                prop_assert_eq!(strip.pixels.len(), strip.width * HEIGHT);
                prop_assert!(strip.width <= 400);
            }
        }
    }
}
