//! A line of print as a network looks at it: at canonical size, paper and ink always of the same shades.

use super::engine::RowReading;
use super::strip::HEIGHT;
use crate::reading::network::Map;

/// A line of print at canonical size: [`Normal::HEIGHT`] rows, paper at shade 32, full ink at 224.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normal {
    width: usize,
    /// Row by row.
    pixels: Vec<u8>,
}

impl Normal {
    /// Rows of pixels.
    pub const HEIGHT: usize = HEIGHT;

    /// A row's print.
    pub(super) fn of(row: &RowReading) -> Self {
        let columns = row.columns.start.min(row.strip.width())..row.columns.end.min(row.strip.width());
        let width = columns.len();
        let mut pixels = vec![0; width * HEIGHT];
        for (x, column) in row.strip.columns_from(columns.start).take(width).enumerate() {
            for (y, shade) in column.iter().enumerate() {
                pixels[y * width + x] = row.tone.level(*shade);
            }
        }
        Self { width, pixels }
    }

    /// As what the network takes: paper 0, full ink 1.
    pub(super) fn map(&self) -> Map {
        let values = self.pixels.iter().map(|shade| (f32::from(*shade) - 32.0) / 192.0).collect();
        Map { height: HEIGHT, width: self.width, channels: 1, values }
    }

    /// Columns of pixels.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Its shades, row by row.
    #[must_use]
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }
}
