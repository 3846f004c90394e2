//! What scanning does to a page: skew, noise, specks, streaks, borders, poor contrast, bitonal thresholds.
//!
//! Every step is a function of the image and the chance handed in, so the same seed gives the same bytes.

use rand::Rng;

use super::kinds::Level;
use crate::drawing::pen::pick;
use crate::raster::Gray;

/// What is done to one page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wear {
    /// Turned clockwise by that many degrees.
    pub skew: f32,
    /// The shade of the scanner's bed that shows around turned paper.
    pub bed: u8,
    /// A border of the bed's shade on every side, in pixels.
    pub border: u32,
    /// The spread of the noise, in shades.
    pub noise: f32,
    /// How often the page is blurred.
    pub blur: u32,
    /// How much contrast is left, 1 for all of it.
    pub contrast: f32,
    /// How many vertical streaks.
    pub streaks: u32,
    /// Specks of a few pixels per million pixels.
    pub specks: f32,
    /// Whether the page lies upside down.
    pub turned: bool,
    /// Where ink is parted from paper in a bitonal scan.
    pub threshold: Option<u8>,
}

impl Wear {
    /// Nothing at all.
    pub const NONE: Self = Self {
        skew: 0.0,
        bed: 255,
        border: 0,
        noise: 0.0,
        blur: 0,
        contrast: 1.0,
        streaks: 0,
        specks: 0.0,
        turned: false,
        threshold: None,
    };

    /// Wear of a level by chance; a bitonal scan has specks and a threshold, a gray one noise.
    pub fn pick(level: Level, bitonal: bool, rng: &mut impl Rng) -> Self {
        let threshold = bitonal.then(|| rng.random_range(130..165));
        let plain = Self { threshold, ..Self::NONE };
        match level {
            Level::Clean => plain,
            Level::Light => Self {
                skew: rng.random_range(-1.0..1.0),
                noise: if bitonal { 0.0 } else { rng.random_range(1.0..5.0) },
                blur: u32::from(rng.random_bool(0.5)),
                specks: if bitonal { rng.random_range(10.0..80.0) } else { 0.0 },
                ..plain
            },
            Level::Heavy => Self {
                skew: rng.random_range(-3.0..3.0),
                bed: pick(rng, &[255, 255, 30, 10]),
                border: if rng.random_bool(0.3) { rng.random_range(4..40) } else { 0 },
                noise: rng.random_range(0.0..12.0),
                blur: u32::from(rng.random_bool(0.5)),
                contrast: if bitonal { 1.0 } else { rng.random_range(0.6..1.0) },
                streaks: if rng.random_bool(0.12) { rng.random_range(1..3) } else { 0 },
                specks: if rng.random_bool(0.4) { rng.random_range(10.0..150.0) } else { 0.0 },
                turned: rng.random_bool(0.08),
                ..plain
            },
        }
    }

    /// Does it to a page.
    pub fn apply(&self, page: Gray, rng: &mut impl Rng) -> Gray {
        let mut page = page;
        if self.contrast < 1.0 {
            page = faded(page, self.contrast);
        }
        for _ in 0..self.blur {
            page = blurred(&page);
        }
        if self.skew != 0.0 {
            page = skewed(&page, self.skew, self.bed);
        }
        if self.border > 0 {
            page = bordered(&page, self.border, self.bed.min(40));
        }
        if self.noise > 0.0 {
            noise(&mut page, self.noise, rng);
        }
        for _ in 0..self.streaks {
            streak(&mut page, rng);
        }
        if let Some(threshold) = self.threshold {
            page.pixels_mut().iter_mut().for_each(|p| *p = if *p < threshold { 0 } else { 255 });
        }
        specks(&mut page, self.specks, rng);
        if self.turned { page.turned_half() } else { page }
    }
}

/// The page turned clockwise about its centre; the image grows to hold it, the bed shows in the corners.
#[must_use]
pub fn skewed(page: &Gray, degrees: f32, bed: u8) -> Gray {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (old_width, old_height) = (page.width() as f32, page.height() as f32);
    let width = (old_width * cos.abs() + old_height * sin.abs()).ceil() as u32;
    let height = (old_width * sin.abs() + old_height * cos.abs()).ceil() as u32;
    // One pixel of bed on every side, so that every place on the paper lies between four pixels.
    let source = bordered(page, 1, bed);
    let mut turned = Gray::new(width, height, bed);
    for (y, row) in turned.pixels_mut().chunks_mut(width.max(1) as usize).enumerate() {
        let (across, down) = (0.5 - width as f32 / 2.0, y as f32 + 0.5 - height as f32 / 2.0);
        let mut from_x = fixed(across * cos + down * sin + old_width / 2.0 + 0.5);
        let mut from_y = fixed(down * cos - across * sin + old_height / 2.0 + 0.5);
        for shade in row {
            *shade = between(&source, from_x, from_y).unwrap_or(bed);
            from_x += fixed(cos);
            from_y -= fixed(sin);
        }
    }
    turned
}

/// A length in 65,536ths of a pixel.
fn fixed(pixels: f32) -> i64 {
    (f64::from(pixels) * 65_536.0).round() as i64
}

/// The shade between four pixels; `None` outside the image.
fn between(page: &Gray, x: i64, y: i64) -> Option<u8> {
    let (left, top) = (usize::try_from(x >> 16).ok()?, usize::try_from(y >> 16).ok()?);
    let stride = page.width() as usize;
    if left + 1 >= stride || top + 1 >= page.height() as usize {
        return None;
    }
    let (right_share, down_share) = ((x >> 8 & 0xFF) as u32, (y >> 8 & 0xFF) as u32);
    let at = top * stride + left;
    let (upper, lower) = (&page.pixels()[at..at + 2], &page.pixels()[at + stride..at + stride + 2]);
    let mix = |pair: &[u8]| u32::from(pair[0]) * (256 - right_share) + u32::from(pair[1]) * right_share;
    Some(((mix(upper) * (256 - down_share) + mix(lower) * down_share + 32_768) >> 16) as u8)
}

/// The page on a larger bed.
#[must_use]
pub fn bordered(page: &Gray, border: u32, bed: u8) -> Gray {
    let mut larger = Gray::new(page.width() + 2 * border, page.height() + 2 * border, bed);
    let stride = larger.width() as usize;
    for y in 0..page.height() {
        let start = (y + border) as usize * stride + border as usize;
        larger.pixels_mut()[start..start + page.width() as usize].copy_from_slice(page.row(y));
    }
    larger
}

/// The page with only a share of its contrast left, white kept light gray.
#[must_use]
pub fn faded(mut page: Gray, contrast: f32) -> Gray {
    let paper = 255.0 - 30.0 * (1.0 - contrast);
    page.pixels_mut().iter_mut().for_each(|p| *p = (paper - (255.0 - f32::from(*p)) * contrast).round().max(0.0) as u8);
    page
}

/// The page slightly out of focus.
#[must_use]
pub fn blurred(page: &Gray) -> Gray {
    let along = |row: &[u8]| -> Vec<u8> {
        let last = row.len().saturating_sub(1);
        (0..row.len())
            .map(|x| {
                let (before, after) = (row[x.saturating_sub(1)], row[(x + 1).min(last)]);
                ((u16::from(before) + 2 * u16::from(row[x]) + u16::from(after) + 2) / 4) as u8
            })
            .collect()
    };
    let mut smooth = page.clone();
    let width = page.width().max(1) as usize;
    let rows: Vec<Vec<u8>> = (0..page.height()).map(|y| along(page.row(y))).collect();
    for (y, out) in smooth.pixels_mut().chunks_mut(width).enumerate() {
        let (above, below) = (&rows[y.saturating_sub(1)], &rows[(y + 1).min(rows.len() - 1)]);
        for (x, shade) in out.iter_mut().enumerate() {
            *shade = ((u16::from(above[x]) + 2 * u16::from(rows[y][x]) + u16::from(below[x]) + 2) / 4) as u8;
        }
    }
    smooth
}

/// Noise of a bell shape, made from two dice a pixel.
pub fn noise(page: &mut Gray, spread: f32, rng: &mut impl Rng) {
    // The sum of two even values of ±√1.5 times the spread has the wanted spread.
    let reach = spread * 1.5_f32.sqrt();
    for pixel in page.pixels_mut() {
        let dice = rng.next_u32();
        let low = (dice & 0xFFFF) as f32 / 32_767.5 - 1.0;
        let high = (dice >> 16) as f32 / 32_767.5 - 1.0;
        *pixel = (f32::from(*pixel) + (low + high) * reach + 0.5) as u8;
    }
}

/// Specks of salt and pepper, one to three pixels wide.
pub fn specks(page: &mut Gray, per_million: f32, rng: &mut impl Rng) {
    let (width, height) = (page.width(), page.height());
    if width == 0 || height == 0 {
        return;
    }
    let count = (page.pixels().len() as f32 * per_million / 1e6).round() as u32;
    for _ in 0..count {
        let (x, y) = (rng.random_range(0..width), rng.random_range(0..height));
        let shade = if rng.random_bool(0.7) { 0 } else { 255 };
        for _ in 0..rng.random_range(1..4) {
            page.set(x + rng.random_range(0..2), y + rng.random_range(0..2), shade);
        }
    }
}

/// A thin vertical streak, as dirt on the scanner's glass makes it.
pub fn streak(page: &mut Gray, rng: &mut impl Rng) {
    if page.width() == 0 {
        return;
    }
    let x = rng.random_range(0..page.width());
    let (wide, depth) = (rng.random_range(1..3), rng.random_range(40..120));
    for y in 0..page.height() {
        for column in x..x + wide {
            let shade = page.get(column, y).saturating_sub(depth);
            page.set(column, y, shade);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn skew_turns_clockwise_about_the_centre() {
        let mut page = Gray::new(200, 100, 255);
        for x in 0..200 {
            for y in 48..52 {
                page.set(x, y, 0);
            }
        }
        let turned = skewed(&page, 3.0, 255);
        let centre_of = |x: u32| -> f32 {
            let dark: Vec<u32> = (0..turned.height()).filter(|y| turned.get(x, *y) < 128).collect();
            dark.iter().sum::<u32>() as f32 / dark.len() as f32
        };
        let fall = centre_of(180) - centre_of(20);
        assert!((fall - 160.0 * 3.0_f32.to_radians().tan()).abs() < 1.0, "{fall}");
    }

    #[test]
    fn noise_has_the_wanted_spread() {
        let mut page = Gray::new(300, 300, 128);
        noise(&mut page, 8.0, &mut ChaCha8Rng::seed_from_u64(7));
        let squares: f32 = page.pixels().iter().map(|p| (f32::from(*p) - 128.0).powi(2)).sum();
        let spread = (squares / 90_000.0).sqrt();
        assert!((spread - 8.0).abs() < 0.3, "{spread}");
    }

    #[test]
    fn a_bitonal_page_holds_black_and_white_only() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let mut page = Gray::new(90, 70, 255);
        for x in 0..90 {
            (30..34).for_each(|y| page.set(x, y, 40));
        }
        for level in [Level::Clean, Level::Light, Level::Heavy] {
            let wear = Wear::pick(level, true, &mut rng);
            let worn = wear.apply(page.clone(), &mut rng);
            assert!(worn.pixels().iter().all(|p| *p == 0 || *p == 255));
            assert!(worn.pixels().contains(&0));
        }
    }
}
