//! Making the background of a gray page white, whatever its tint, shadows and fading.

use super::Gray;

/// Side of the blocks whose background is measured.
const BLOCK: usize = 16;
/// The share of a block's pixels that are darker than its background.
const DARKER: f32 = 0.75;
/// A block darker than this share of the page's paper holds no background: it is solid print.
const SOLID: f32 = 0.6;
/// The share of a page's pixels that print covers at least.
const LEAST_PRINT: f32 = 0.003;
/// Print that is this light already needs no stretching.
const DARK_ENOUGH: u32 = 64;
/// Nothing this light is print, so there is nothing to stretch.
const NO_PRINT: u32 = 170;

/// Divides the page by its background, and darkens faded print.
pub(super) fn flatten(gray: &mut Gray) {
    let field = Field::of(gray);
    let width = gray.width() as usize;
    if width == 0 {
        return;
    }
    let mut factors = vec![0; width];
    for (y, row) in gray.pixels_mut().chunks_mut(width).enumerate() {
        field.row(y, &mut factors);
        for (shade, factor) in row.iter_mut().zip(&factors) {
            // Sixteen bits a pixel, of which the upper half of the product is taken: many are done at once.
            let product = u32::from(u16::from(*shade) << 8) * u32::from(*factor);
            *shade = ((product >> 16) as u16).min(255) as u8;
        }
    }
    stretch(gray);
}

/// The shade below which `share` of all shades in a histogram lie.
pub(super) fn percentile(histogram: &[u32], share: f32) -> usize {
    let total: u32 = histogram.iter().sum();
    let wanted = (total as f32 * share) as u32;
    let mut sum = 0;
    histogram
        .iter()
        .position(|count| {
            sum += count;
            sum > wanted
        })
        .unwrap_or_else(|| histogram.len().saturating_sub(1))
}

/// How often each shade occurs, on every fourth row.
pub(super) fn histogram(gray: &Gray) -> [u32; 256] {
    let mut counts = [0; 256];
    for y in (0..gray.height()).step_by(4) {
        for shade in gray.row(y) {
            counts[usize::from(*shade)] += 1;
        }
    }
    counts
}

/// Darkens faded print so that its darkest part is about black.
fn stretch(flat: &mut Gray) {
    let darkest = percentile(&histogram(flat), LEAST_PRINT) as u32;
    if !(DARK_ENOUGH..NO_PRINT).contains(&darkest) {
        return;
    }
    let mut table = [0; 256];
    for (shade, target) in (0_u32..).zip(table.iter_mut()) {
        *target = 255 - ((255 - shade) * (255 - DARK_ENOUGH / 2) / (255 - darkest)).min(255) as u8;
    }
    for shade in flat.pixels_mut() {
        *shade = table[usize::from(*shade)];
    }
}

/// The background's shade, block by block.
struct Field {
    columns: usize,
    rows: usize,
    shades: Vec<f32>,
}

impl Field {
    fn of(gray: &Gray) -> Self {
        let columns = (gray.width() as usize).div_ceil(BLOCK);
        let rows = (gray.height() as usize).div_ceil(BLOCK);
        let mut measured = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            measured.extend(block_row(gray, row, columns));
        }
        let paper = percentile(&histogram(gray), DARKER) as f32;
        let mut field = Self { columns, rows, shades: measured };
        field.fill_solid(paper);
        field.smooth();
        field
    }

    /// Gives blocks of solid print the background of the lightest block around, else the page's.
    fn fill_solid(&mut self, paper: f32) {
        let measured = self.shades.clone();
        let limit = paper * SOLID;
        for at in 0..measured.len() {
            if measured[at] < limit {
                let lightest = self.around(at).map(|near| measured[near]).fold(0.0, f32::max);
                self.shades[at] = if lightest < limit { paper } else { lightest };
            }
        }
    }

    fn smooth(&mut self) {
        let rough = self.shades.clone();
        for at in 0..rough.len() {
            let (sum, count) = self.around(at).fold((0.0, 0.0), |(sum, count), near| (sum + rough[near], count + 1.0));
            self.shades[at] = sum / count;
        }
    }

    /// The block itself and up to eight around it.
    fn around(&self, at: usize) -> impl Iterator<Item = usize> + use<> {
        let (row, column) = (at / self.columns, at % self.columns);
        let columns = column.saturating_sub(1)..self.columns.min(column + 2);
        let (rows, width) = (row.saturating_sub(1)..self.rows.min(row + 2), self.columns);
        rows.flat_map(move |row| columns.clone().map(move |column| row * width + column))
    }

    /// 255 * 256 / background for each pixel of a row, linear between the centres of blocks.
    fn row(&self, y: usize, factors: &mut [u16]) {
        let (above, below, share) = between(y, self.rows);
        let shade = |column: usize| {
            let upper = self.shades[above * self.columns + column];
            let lower = self.shades[below * self.columns + column];
            (255.0 * 256.0 / (upper + (lower - upper) * share).max(1.0)).min(65_535.0)
        };
        let factor_of: Vec<f32> = (0..self.columns).map(shade).collect();
        // Up to the centre of the first block, and from each centre to the next.
        let (first, others) = factors.split_at_mut(factors.len().min(BLOCK / 2));
        first.fill(factor_of[0] as u16);
        for (left, piece) in others.chunks_mut(BLOCK).enumerate() {
            let (from, to) = (factor_of[left], factor_of[(left + 1).min(self.columns - 1)]);
            for (at, factor) in piece.iter_mut().enumerate() {
                // By way of 32 bits, for which many are turned into whole numbers at once.
                *factor = (from + (to - from) * (at as f32 / BLOCK as f32)) as i32 as u16;
            }
        }
    }
}

/// The two blocks whose centres lie on either side of a pixel, and how far it is from the first to the second.
fn between(at: usize, blocks: usize) -> (usize, usize, f32) {
    let place = at + BLOCK / 2;
    let second = place / BLOCK;
    let share = (place % BLOCK) as f32 / BLOCK as f32;
    (second.saturating_sub(1), second.min(blocks - 1), share)
}

/// The background of each block in a row of blocks.
fn block_row(gray: &Gray, row: usize, columns: usize) -> Vec<f32> {
    let mut histograms = vec![[0_u32; 64]; columns];
    let rows = row * BLOCK..gray.height().min((row as u32 + 1) * BLOCK as u32) as usize;
    for y in rows.step_by(2) {
        for (counts, shades) in histograms.iter_mut().zip(gray.row(y as u32).chunks(BLOCK)) {
            for shade in shades {
                counts[usize::from(shade >> 2)] += 1;
            }
        }
    }
    histograms.iter().map(|counts| (percentile(counts, DARKER) * 4 + 2) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flattened(gray: &Gray) -> Gray {
        let mut flat = gray.clone();
        flatten(&mut flat);
        flat
    }

    #[test]
    fn shadows_and_tints_become_white_and_print_stays_dark() {
        let mut gray = Gray::new(400, 200, 255);
        for y in 0..200 {
            for x in 0..400 {
                gray.set(x, y, (140 + x / 4) as u8);
            }
        }
        for y in 50..90 {
            for x in 50..54 {
                gray.set(x, y, 20);
            }
            for x in 200..330 {
                gray.set(x, y, 40);
            }
        }
        let flat = flattened(&gray);
        for (x, y) in [(0, 0), (399, 199), (30, 100), (350, 20), (190, 70)] {
            assert!(flat.get(x, y) > 235, "{x} {y}: {}", flat.get(x, y));
        }
        for (x, y) in [(51, 60), (53, 80), (265, 70), (201, 51)] {
            assert!(flat.get(x, y) < 90, "{x} {y}: {}", flat.get(x, y));
        }
    }

    #[test]
    fn faded_print_is_darkened() {
        let mut gray = Gray::new(200, 100, 220);
        for x in 20..120 {
            gray.set(x, 50, 130);
            gray.set(x, 51, 130);
            gray.set(x, 52, 130);
        }
        let flat = flattened(&gray);
        assert!(flat.get(60, 51) < 50, "{}", flat.get(60, 51));
        assert!(flat.get(60, 80) > 245);
    }
}
