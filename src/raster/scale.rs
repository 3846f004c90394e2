//! Resolution: judging it where the file does not tell, and bringing pages to what readers expect.

use std::borrow::Cow;

use super::Gray;
use super::rotate::LARGEST;

/// Sizes of paper that come in the mail, in inches.
const PAPERS: [(f32, f32); 9] = [
    (6.0, 2.75),
    (7.5, 3.3),
    (8.0, 3.5),
    (8.25, 3.5),
    (8.5, 3.5),
    (8.5, 3.67),
    (8.5, 11.0),
    (8.27, 11.69),
    (8.5, 14.0),
];
/// Resolutions, with what speaks against each before the paper is looked at.
const RESOLUTIONS: [(u32, f32); 8] =
    [(200, 0.0), (300, 0.02), (240, 0.03), (100, 0.04), (150, 0.05), (600, 0.05), (400, 0.08), (75, 0.1)];
/// A strip this many times wider than high is a line cut from a page: its size tells nothing.
const STRIP: u32 = 5;
/// What is taken for granted where nothing tells.
const USUAL: u32 = 200;
/// Below this, readers want more pixels.
const COARSE: u32 = 190;
/// Above this, readers gain nothing.
const FINE: u32 = 300;

/// The page at 190 to 300 dpi, and its resolution; coarser if it would be larger than anything that comes in the mail.
pub(super) fn to_reading_size(gray: Cow<'_, Gray>, dpi: Option<u32>) -> (Cow<'_, Gray>, u32) {
    let (width, height) = (gray.width(), gray.height());
    let dpi = dpi.filter(|dpi| is_believable(width, height, *dpi)).unwrap_or_else(|| judged(width, height));
    let fits = |wide: u32, high: u32| u64::from(wide) * u64::from(high) <= LARGEST;
    let step = (dpi.div_ceil(FINE).max(1)..).find(|step| fits(width / step, height / step)).unwrap_or(1);
    let (wide, high) = (scaled(width, USUAL, dpi), scaled(height, USUAL, dpi));
    let (fine_wide, fine_high) = (scaled(width, FINE, dpi), scaled(height, FINE, dpi));
    if dpi < COARSE && fits(wide, high) {
        (Cow::Owned(stretched(&gray, wide, high)), USUAL)
    } else if step == 1 {
        (gray, dpi)
    } else if dpi / step >= COARSE || !fits(fine_wide, fine_high) {
        (Cow::Owned(averaged(&gray, step)), dpi / step)
    } else {
        (Cow::Owned(stretched(&gray, fine_wide, fine_high)), FINE)
    }
}

fn scaled(length: u32, to: u32, from: u32) -> u32 {
    (u64::from(length) * u64::from(to) / u64::from(from.max(1))).min(u64::from(u32::MAX)) as u32
}

/// Whether paper of that size could have come in the mail; programs write 72 or 96 dpi without thinking.
fn is_believable(width: u32, height: u32, dpi: u32) -> bool {
    let (long, short) = (width.max(height), width.min(height));
    let longest = if long >= short * 2 { 10 } else { 18 };
    dpi > 0 && long <= dpi.saturating_mul(longest)
}

/// The resolution that makes the page's size most like paper that comes in the mail.
fn judged(width: u32, height: u32) -> u32 {
    let (long, short) = (width.max(height), width.min(height));
    if short == 0 || long / short >= STRIP {
        return USUAL;
    }
    let mut best = (f32::INFINITY, USUAL);
    for (dpi, doubt) in RESOLUTIONS {
        let miss = PAPERS.iter().map(|paper| distance(long, short, dpi, *paper)).fold(f32::INFINITY, f32::min);
        if miss + doubt < best.0 {
            best = (miss + doubt, dpi);
        }
    }
    best.1
}

fn distance(long: u32, short: u32, dpi: u32, (one, other): (f32, f32)) -> f32 {
    let of = |pixels: u32, inches: f32| (pixels as f32 / dpi as f32 / inches).ln().abs();
    of(long, one.max(other)) + of(short, one.min(other))
}

/// Smaller by a whole number, which is not 0: each pixel the mean of a square.
#[must_use]
pub fn averaged(gray: &Gray, step: u32) -> Gray {
    let (width, height) = (gray.width() / step, gray.height() / step);
    let mut pixels = Vec::with_capacity(width as usize * height as usize);
    let mut sums = vec![0_u32; width as usize];
    for y in 0..height {
        sums.fill(0);
        for row in (y * step..(y + 1) * step).map(|y| gray.row(y)) {
            for (sum, shades) in sums.iter_mut().zip(row.chunks_exact(step as usize)) {
                *sum += shades.iter().map(|shade| u32::from(*shade)).sum::<u32>();
            }
        }
        pixels.extend(sums.iter().map(|sum| (sum / (step * step)) as u8));
    }
    Gray::from_pixels(width, height, pixels).unwrap_or_else(|| Gray::new(width, height, 255))
}

/// Another size, each pixel blended from the four nearest.
#[must_use]
pub fn stretched(gray: &Gray, width: u32, height: u32) -> Gray {
    let mut target = Gray::new(width, height, 255);
    if gray.width() == 0 || gray.height() == 0 || width == 0 {
        return target;
    }
    let columns: Vec<(usize, usize, u32)> = (0..width).map(|x| neighbours(x, width, gray.width())).collect();
    for (y, row) in (0..).zip(target.pixels_mut().chunks_mut(width as usize)) {
        let (above, below, down) = neighbours(y, height, gray.height());
        let (above, below) = (gray.row(above as u32), gray.row(below as u32));
        for (shade, (left, right, along)) in row.iter_mut().zip(&columns) {
            let upper = u32::from(above[*left]) * (256 - along) + u32::from(above[*right]) * along;
            let lower = u32::from(below[*left]) * (256 - along) + u32::from(below[*right]) * along;
            *shade = ((upper * (256 - down) + lower * down + (1 << 15)) >> 16) as u8;
        }
    }
    target
}

/// The two source pixels around a target pixel's centre, and how near (of 256) it is to the second.
fn neighbours(at: u32, length: u32, source: u32) -> (usize, usize, u32) {
    let place = ((u64::from(at) * 2 + 1) * u64::from(source) * 128 / u64::from(length.max(1))).saturating_sub(128);
    let first = (place >> 8).min(u64::from(source - 1)) as usize;
    (first, (first + 1).min(source as usize - 1), (place & 255) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolution_follows_the_paper() {
        for (width, height, dpi) in [
            (1200, 550, 200),
            (1650, 700, 200),
            (1700, 734, 200),
            (1700, 2200, 200),
            (2550, 3300, 300),
            (2475, 1050, 300),
            (850, 1100, 100),
            (1980, 840, 240),
            (2040, 2640, 240),
            (5100, 6600, 600),
            (442, 205, 75),
            (3000, 60, 200),
        ] {
            assert_eq!(judged(width, height), dpi, "{width} x {height}");
        }
    }

    #[test]
    fn pages_come_to_reading_size() {
        for (dpi, told, expected) in [
            (200, Some(200), (200, 1600)),
            (240, Some(240), (240, 1920)),
            (300, Some(300), (300, 2400)),
            (400, Some(400), (200, 1600)),
            (600, Some(600), (300, 2400)),
            (600, None, (300, 2400)),
            (350, Some(350), (300, 2400)),
            (150, Some(150), (200, 1600)),
            (200, Some(72), (200, 1600)),
        ] {
            let gray = Gray::new(8 * dpi, 7 * dpi / 2, 255);
            let (page, resolution) = to_reading_size(Cow::Borrowed(&gray), told);
            assert_eq!((resolution, page.width()), expected, "{dpi} {told:?}");
        }
    }

    #[test]
    fn no_page_is_read_larger_than_paper_can_be() {
        for (side, told) in [(6000, 300), (6000, 100), (7000, 600), (6000, 400), (5000, 250)] {
            let gray = Gray::new(side, side, 255);
            let (page, _) = to_reading_size(Cow::Owned(gray), Some(told));
            let pixels = u64::from(page.width()) * u64::from(page.height());
            assert!(pixels <= LARGEST && page.width() >= 2000, "{side} {told}: {pixels}");
        }
    }

    #[test]
    fn shades_survive_scaling() {
        let mut gray = Gray::new(40, 40, 200);
        for y in 0..40 {
            for x in 20..40 {
                gray.set(x, y, 40);
            }
        }
        for scaled in [averaged(&gray, 2), stretched(&gray, 60, 70)] {
            let (width, height) = (scaled.width(), scaled.height());
            assert_eq!([scaled.get(0, 0), scaled.get(width - 1, height - 1)], [200, 40]);
            let mean = scaled.pixels().iter().map(|shade| u64::from(*shade)).sum::<u64>() / u64::from(width * height);
            assert_eq!(mean, 120);
        }
    }
}
