//! Whether characters stand a pitch apart.

use super::rows::median;

/// Neighbours are less than this apart, in pitches, and further from one pitch by no more than that.
const BESIDE: f32 = 1.5;
const UNEVEN: f32 = 0.25;

/// Whether neighbours stand a pitch apart: where they do not, the scanner may have skipped a digit or seen one twice,
/// or the reader made one up. The line's own pitch is the middle one of its steps.
pub(super) fn is_even(middles: &[f32], pitch: Option<f32>) -> bool {
    let steps = || middles.windows(2).map(|pair| pair[1] - pair[0]);
    let pitch = pitch.unwrap_or_else(|| median(steps().collect()));
    steps().map(|step| step / pitch).filter(|step| *step < BESIDE).all(|step| (step - 1.0).abs() < UNEVEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uneven_steps_are_seen() {
        for pitch in [None, Some(25.0)] {
            assert!(is_even(&[10.0, 35.0, 61.0, 120.0, 145.0], pitch));
            assert!(!is_even(&[10.0, 35.0, 52.0, 77.0], pitch));
        }
        assert!(!is_even(&[10.0, 43.0], Some(25.0)));
        assert!(is_even(&[], None) && is_even(&[10.0], None));
    }
}
