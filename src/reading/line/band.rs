//! The part of a page along a row, laid out column by column so that lines can be cut from it quickly.

use std::ops::Range;

use super::rows::Row;
use crate::raster::Gray;

/// How far above and below the middle of the line the band reaches, in heights of a character.
const REACH: f32 = 1.0;

/// Darkness (0 to 255) of the page around a row, column by column.
#[derive(Debug)]
pub(super) struct Band {
    left: i64,
    top: i64,
    height: usize,
    columns: Vec<u8>,
}

impl Band {
    /// Some columns of the page along a row.
    pub(super) fn of(gray: &Gray, row: &Row, columns: Range<u32>) -> Self {
        let columns = columns.start..columns.end.min(gray.width());
        let ends = [columns.start as f32, columns.end as f32];
        let all = || row.blobs.iter().map(|b| (b.x + b.right()) as f32 / 2.0).chain(ends).map(|x| row.at(x));
        let top = all().map(|at| at.middle - REACH * at.height).fold(f32::MAX, f32::min).floor() as i64;
        let bottom = all().map(|at| at.middle + REACH * at.height).fold(f32::MIN, f32::max).ceil() as i64;
        let top = top.clamp(0, i64::from(gray.height()));
        let bottom = bottom.clamp(top, i64::from(gray.height()));
        let height = (bottom - top) as usize;
        let mut shades = vec![0; height * columns.len()];
        for y in 0..height {
            let row = gray.row((top + y as i64) as u32).get(columns.start as usize..columns.end as usize);
            for (x, shade) in row.unwrap_or_default().iter().enumerate() {
                shades[x * height + y] = 255 - shade;
            }
        }
        Self { left: i64::from(columns.start), top, height, columns: shades }
    }

    /// Adds to `sums` the darkness along a column that may lie between two pixels, from page row `top` down.
    pub(super) fn add_column(&self, sums: &mut [f32], x: f32, top: i64, weight: f32) {
        let left = x.floor();
        let share = x - left;
        let first = left as i64 - self.left;
        for (x, weight) in [(first, weight * (1.0 - share)), (first + 1, weight * share)] {
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
