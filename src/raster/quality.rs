//! Measures of how good an image is; [`Quality`](crate::model::Quality) judges them.

use super::{Bits, Gray};
use crate::model::Measures;

/// Every so many-th row is looked at for edges.
const ROWS: usize = 16;
/// An edge of print darkens by at least so much from paper to ink.
const EDGE: u8 = 100;
/// Fewer edges than this tell nothing.
const LEAST_EDGES: u32 = 200;
/// A streak is at most so many thousandths of an inch wide: a wider band is print or border.
const WIDEST_STREAK: u32 = 40;

/// Measures a prepared page: its ink, the dust taken from it; the edges of print unless it was bitonal.
pub(super) fn measure(gray: &Gray, ink: &Bits, dpi: u32, specks: usize, bitonal: bool, damaged: bool) -> Measures {
    let pixels = u64::from(ink.width()) * u64::from(ink.height());
    let inches = |pixels: u32| pixels as f32 / dpi.max(1) as f32;
    let (long, short) = (inches(ink.width().max(ink.height())), inches(ink.width().min(ink.height())));
    Measures {
        scanned_dpi: dpi as f32,
        long_inches: long,
        short_inches: short,
        ink_percent: ink.count() as f32 * 100.0 / pixels.max(1) as f32,
        streak_percent: longest_line(ink, dpi),
        edge_mils: if bitonal { 0.0 } else { edge_width(gray) * 1000.0 / dpi.max(1) as f32 },
        specks: specks as f32 / (long * short).max(0.01),
        damaged,
        ..Measures::default()
    }
}

/// How far the longest thin upright line goes, in percent of the way from top to bottom.
fn longest_line(ink: &Bits, dpi: u32) -> f32 {
    let counts = ink.column_counts();
    let height = ink.height().max(1);
    let full = counts.iter().copied().max().unwrap_or(0);
    let widest = (WIDEST_STREAK * dpi / 1000).max(2) as usize;
    // Only a thin line is a streak: beside it there is much less ink.
    let thin = counts.iter().enumerate().filter(|(x, count)| {
        let beside = |x: Option<usize>| x.and_then(|x| counts.get(x)).is_none_or(|beside| beside * 2 < **count);
        beside(x.checked_sub(widest)) && beside(x.checked_add(widest))
    });
    let longest = thin.map(|(_, count)| *count).max().unwrap_or(0);
    if full == 0 { 0.0 } else { longest as f32 * 100.0 / height as f32 }
}

/// How many pixels a falling edge takes on the mean: its whole drop by its steepest step.
fn edge_width(gray: &Gray) -> f32 {
    let (mut sum, mut edges) = (0.0, 0_u32);
    for y in (0..gray.height()).step_by(ROWS) {
        let (mut top, mut steepest, mut last) = (0_u8, 0_u8, 0_u8);
        for shade in gray.row(y) {
            if *shade < last {
                steepest = steepest.max(last - shade);
            } else {
                let drop = top.saturating_sub(last);
                if drop >= EDGE {
                    sum += f32::from(drop) / f32::from(steepest.max(1));
                    edges += 1;
                }
                (top, steepest) = (*shade, 0);
            }
            last = *shade;
        }
    }
    if edges < LEAST_EDGES { 0.0 } else { sum / edges as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bars with edges so many pixels wide.
    fn bars(soft: u32) -> Gray {
        let mut gray = Gray::new(800, 400, 255);
        for y in 0..400 {
            for x in 0..800_u32 {
                let at = x % 40;
                let up = (at * 255).checked_div(soft).unwrap_or(255).min(255);
                let down = ((at.saturating_sub(20)) * 255).checked_div(soft).unwrap_or(if at < 20 { 0 } else { 255 });
                gray.set(x, y, if at < 20 { 255 - up as u8 } else { down.min(255) as u8 });
            }
        }
        gray
    }

    #[test]
    fn soft_edges_are_wide() {
        let sharp = edge_width(&bars(1));
        let soft = edge_width(&bars(8));
        assert!((0.9..1.5).contains(&sharp), "{sharp}");
        assert!((6.0..9.0).contains(&soft), "{soft}");
        assert_eq!(edge_width(&Gray::new(500, 500, 255)), 0.0);
    }

    #[test]
    fn a_streak_is_a_thin_line_from_edge_to_edge() {
        let mut streak = Bits::new(600, 300);
        let mut frame = Bits::new(600, 300);
        let mut band = Bits::new(600, 300);
        for y in 0..300 {
            streak.set(200, y, true);
            frame.set(200, y, (20..280).contains(&y));
            (200..260).for_each(|x| band.set(x, y, true));
        }
        assert_eq!(longest_line(&streak, 200), 100.0);
        assert!(longest_line(&frame, 200) < 90.0);
        assert!(longest_line(&band, 200) < 1.0);
        assert_eq!(longest_line(&Bits::new(0, 0), 200), 0.0);
    }

    #[test]
    fn sizes_and_ink_are_measured() {
        let mut ink = Bits::new(1200, 550);
        for y in 0..55 {
            (0..600).for_each(|x| ink.set(x, y, true));
        }
        let measures = measure(&ink.to_gray(), &ink, 200, 33, true, true);
        assert_eq!((measures.long_inches, measures.short_inches), (6.0, 2.75));
        assert!((measures.ink_percent - 5.0).abs() < 0.01 && (measures.specks - 2.0).abs() < 0.01);
        assert!(measures.damaged && measures.edge_mils == 0.0);
    }
}
