//! Taking out dust: specks too small for a decimal point, with no print beside them.

use super::components::{Labelled, labelled};
use super::{Bits, Gray, pattern};
use crate::model::Rect;

/// At 200 dpi a decimal point has nine pixels; what has no more than this is dust.
const SPECK_PIXELS: u32 = 3;
/// A speck this close to print may belong to it: a broken stroke, a serif.
const NEAR: u32 = 3;

/// Clears isolated specks and returns where they were.
pub(super) fn despeckle(ink: &mut Bits, dpi: u32) -> Vec<Rect> {
    if !pattern::has_few_runs(ink) {
        return Vec::new();
    }
    let largest = SPECK_PIXELS * dpi.clamp(200, 300).pow(2) / 200_u32.pow(2);
    let found = labelled(ink);
    let small = |component: u32| found.components[component as usize].pixels <= largest;
    let mut print = ink.clone();
    clear(&mut print, &found, small);
    let dust: Vec<bool> = found
        .components
        .iter()
        .map(|component| {
            let around = component.place.grown(NEAR, print.width(), print.height());
            component.pixels <= largest && print.count_in(around) == 0
        })
        .collect();
    clear(ink, &found, |component| dust[component as usize]);
    found.components.iter().zip(dust).filter(|(_, dust)| *dust).map(|(component, _)| component.place).collect()
}

fn clear(bits: &mut Bits, found: &Labelled, which: impl Fn(u32) -> bool) {
    for run in found.runs.iter().filter(|run| which(run.component)) {
        bits.clear_run(run.y, run.left, run.right);
    }
}

/// Paints places white, with the soft rim that turning gives a speck.
pub(super) fn whiten(gray: &mut Gray, places: &[Rect]) {
    for place in places {
        let place = place.grown(1, gray.width(), gray.height());
        for y in place.y..place.bottom() {
            for x in place.x..place.right() {
                gray.set(x, y, 255);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(bits: &mut Bits, place: Rect) {
        for y in place.y..place.bottom() {
            for x in place.x..place.right() {
                bits.set(x, y, true);
            }
        }
    }

    #[test]
    fn dust_goes_and_points_stay() {
        let mut bits = Bits::new(100, 60);
        let kept = [Rect::new(10, 10, 3, 3), Rect::new(40, 10, 4, 20), Rect::new(46, 12, 1, 1)];
        let dust = [Rect::new(20, 40, 1, 1), Rect::new(24, 41, 1, 2), Rect::new(99, 59, 1, 1)];
        for place in kept.iter().chain(&dust) {
            block(&mut bits, *place);
        }
        let removed = despeckle(&mut bits, 200);
        assert_eq!(removed, dust);
        assert_eq!(bits.count(), 9 + 80 + 1);
        assert!(bits.get(46, 12), "two pixels from print");

        let mut gray = Gray::new(5, 5, 0);
        whiten(&mut gray, &[Rect::new(0, 0, 1, 1)]);
        assert_eq!(gray.pixels().iter().filter(|shade| **shade == 255).count(), 4);
    }
}
