//! What is wrong with an image, by measures that normal pages pass.

use super::{Bits, skew};
use crate::model::{Quality, QualityFlag};

/// Less ink than one pixel in this many is hardly any; an empty page is meant too.
const TOO_LIGHT: u64 = 1_000;
/// More ink than this many percent is mostly ink.
const TOO_DARK: u64 = 45;
/// More specks than this on a square inch are noise.
const SPECKS: f32 = 250.0;
/// Documents are at least so large, in inches.
const SMALLEST: (f32, f32) = (4.0, 1.75);
/// Documents are at most so large, in inches.
const LARGEST: (f32, f32) = (15.0, 9.5);

/// Judges a prepared page: its ink, the dust taken from it, the skew taken out.
pub(super) fn judge(ink: &Bits, dpi: u32, specks: usize, skew_degrees: f32, damaged: bool) -> Quality {
    let pixels = u64::from(ink.width()) * u64::from(ink.height());
    let count = ink.count();
    let inches = |pixels: u32| pixels as f32 / dpi.max(1) as f32;
    let (long, short) = (inches(ink.width().max(ink.height())), inches(ink.width().min(ink.height())));
    let findings = [
        (QualityFlag::TooLight, count * TOO_LIGHT < pixels || pixels == 0),
        (QualityFlag::TooDark, count * 100 > pixels * TOO_DARK),
        (QualityFlag::Skew, skew_degrees.abs() >= skew::LIMIT - 0.1),
        (QualityFlag::Undersize, long < SMALLEST.0 || short < SMALLEST.1),
        (QualityFlag::Oversize, long > LARGEST.0 || short > LARGEST.1),
        (QualityFlag::Damaged, damaged),
        (QualityFlag::Noise, specks as f32 > SPECKS * long * short),
    ];
    let flags = findings.into_iter().filter(|(_, found)| *found).map(|(flag, _)| flag).collect();
    Quality { skew_degrees, flags }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_defect_has_its_flag() {
        let mut bits = Bits::new(1200, 550);
        for x in 0..1200 {
            for y in 0..10 {
                bits.set(x, y, true);
            }
        }
        assert_eq!(judge(&bits, 200, 100, 0.0, false).flags, []);
        assert_eq!(judge(&bits, 200, 9_999, 0.0, true).flags, [QualityFlag::Damaged, QualityFlag::Noise]);
        assert_eq!(judge(&bits, 400, 0, 6.0, false).flags, [QualityFlag::Skew, QualityFlag::Undersize]);
        assert_eq!(judge(&bits, 75, 0, 0.0, false).flags, [QualityFlag::Oversize]);
        assert_eq!(judge(&Bits::new(1200, 550), 200, 0, 0.0, false).flags, [QualityFlag::TooLight]);
    }
}
