//! The part of a page along a row, laid out column by column so that lines can be cut from it quickly.

use super::rows::Row;
use crate::raster::Gray;

/// How far above and below the middle of the line the band reaches, in heights of a character.
const REACH: f32 = 1.0;

/// Darkness (0 to 255) of the page around a row, column by column.
#[derive(Debug)]
pub(super) struct Band {
    top: i64,
    height: usize,
    columns: Vec<u8>,
}

impl Band {
    /// The whole width of the page along a row.
    pub(super) fn of(gray: &Gray, row: &Row) -> Self {
        let ends = [0.0, gray.width() as f32];
        let all = || row.blobs.iter().map(|b| (b.x + b.right()) as f32 / 2.0).chain(ends).map(|x| row.at(x));
        let top = all().map(|at| at.middle - REACH * at.height).fold(f32::MAX, f32::min).floor() as i64;
        let bottom = all().map(|at| at.middle + REACH * at.height).fold(f32::MIN, f32::max).ceil() as i64;
        let top = top.clamp(0, i64::from(gray.height()));
        let bottom = bottom.clamp(top, i64::from(gray.height()));
        let height = (bottom - top) as usize;
        let mut columns = vec![0; height * gray.width() as usize];
        for y in 0..height {
            for (x, shade) in gray.row((top + y as i64) as u32).iter().enumerate() {
                columns[x * height + y] = 255 - shade;
            }
        }
        Self { top, height, columns }
    }

    /// Adds to `sums` the darkness along a column that may lie between two pixels, from page row `top` down.
    pub(super) fn add_column(&self, sums: &mut [f32], x: f32, top: i64, weight: f32) {
        let left = x.floor();
        let share = x - left;
        for (x, weight) in [(left as i64, weight * (1.0 - share)), (left as i64 + 1, weight * share)] {
            let Ok(start) = usize::try_from(x).map(|x| x * self.height) else { continue };
            let Some(column) = self.columns.get(start..start + self.height) else { continue };
            let above = (self.top - top).max(0) as usize;
            let hidden = (top - self.top).max(0) as usize;
            let inside = sums.iter_mut().skip(above).zip(column.iter().skip(hidden));
            for (sum, dark) in inside {
                *sum += weight * f32::from(*dark);
            }
        }
    }
}
