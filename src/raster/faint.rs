//! Writing that is too faint to be told from paper pixel by pixel.

use super::Gray;

/// A window is half an inch wide and as high as a line of writing, in thousandths of an inch.
const WINDOW: (u32, u32) = (500, 80);
/// Windows are compared with those above and below in reach of so many thousandths of an inch.
const REACH: u32 = 240;
/// So near the edges, in thousandths of an inch, the paper may end.
const MARGIN: u32 = 300;
/// Rows from one window to the next.
const STEP: usize = 4;
/// A window is dark when it differs from its neighbours by so many times what windows usually differ by.
const DARK: f32 = 4.5;
/// Windows differ by at least so much of a shade.
const LEAST_SPREAD: f32 = 0.25;
/// From the median distance to the standard deviation.
const NORMAL: f32 = 1.4826;
/// Writing has at least so many dark windows.
const FEWEST: usize = 4;

/// Whether a gray page without ink holds writing all the same: rows that are a trace darker than the paper above and
/// below them, which noise, when a whole window is averaged, is not.
#[must_use]
pub fn has_faint_writing(gray: &Gray, dpi: u32) -> bool {
    let pixels = |mils: u32| ((mils * dpi / 1000) as usize).max(1);
    let (wide, high) = (pixels(WINDOW.0), pixels(WINDOW.1));
    let reach = pixels(REACH) / STEP;
    let margin = pixels(MARGIN);
    let lefts = (margin..(gray.width() as usize).saturating_sub(margin + wide)).step_by(wide);
    let columns: Vec<Vec<f32>> =
        lefts.map(|left| differences(&windows(gray, left, margin, (wide, high)), reach)).collect();
    let spread = (median(columns.iter().flatten().map(|difference| difference.abs())) * NORMAL).max(LEAST_SPREAD);
    let beyond = |sign: f32| columns.iter().flatten().filter(|difference| sign * **difference > DARK * spread).count();
    let (dark, light) = (beyond(-1.0), beyond(1.0));
    dark >= FEWEST && dark > 2 * light
}

/// The mean shade of each window, `size` wide and high, of a column of the page, from top to bottom.
fn windows(gray: &Gray, left: usize, margin: usize, size: (usize, usize)) -> Vec<f32> {
    let (wide, high) = size;
    let row = |y: usize| gray.row(y as u32)[left..left + wide].iter().map(|shade| u32::from(*shade)).sum::<u32>();
    let rows: Vec<u32> = (margin..(gray.height() as usize).saturating_sub(margin)).map(row).collect();
    let area = (wide * high) as f32;
    rows.windows(high).step_by(STEP).map(|rows| rows.iter().sum::<u32>() as f32 / area).collect()
}

/// How much each window differs from the median of those around it.
fn differences(windows: &[f32], reach: usize) -> Vec<f32> {
    let around = |at: usize| &windows[at.saturating_sub(reach)..(at + reach + 1).min(windows.len())];
    windows.iter().enumerate().map(|(at, mean)| mean - median(around(at).iter().copied())).collect()
}

fn median(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    let middle = values.len() / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(middle, f32::total_cmp).1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of bars like words, so much darker than the paper, under noise of at most so many shades either way.
    fn sheet(darker: u8, noise: u32) -> Gray {
        let mut gray = Gray::new(1200, 550, 225);
        let mut dice = 7_u32;
        for at in 0..1200 * 550_u32 {
            let (x, y) = (at % 1200, at / 1200);
            let (letter, line) = (x / 13, y / 50);
            let print = [3, 6].contains(&line) && (6..80).contains(&letter) && (letter * 5 + line * 3) % 7 > 1;
            let ink = print && x % 13 < 4 && (14..34).contains(&(y % 50));
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let swing = (dice >> 16) % (2 * noise + 1);
            gray.set(x, y, 225 - if ink { darker } else { 0 } - noise as u8 + swing as u8);
        }
        gray
    }

    #[test]
    fn faint_print_is_seen_under_noise() {
        for (darker, noise) in [(10, 0), (10, 5), (14, 18), (20, 25)] {
            assert!(has_faint_writing(&sheet(darker, noise), 200), "{darker} {noise}");
        }
    }

    #[test]
    fn blank_paper_holds_no_writing() {
        for noise in [0, 1, 5, 18, 25] {
            assert!(!has_faint_writing(&sheet(0, noise), 200), "{noise}");
        }
        assert!(!has_faint_writing(&Gray::new(0, 0, 255), 200));
        assert!(!has_faint_writing(&Gray::new(3, 900, 10), 0));
    }
}
