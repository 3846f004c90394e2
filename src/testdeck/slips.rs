//! Amounts that are one slip away from another: what a payer may write instead of what is due, and what a reader must not
//! take for it.

use rand::Rng;

use crate::drawing::pen::pick;
use crate::model::Money;

/// Digits that look like others.
const ALIKE: [(u8, &[u8]); 10] = [
    (b'0', b"68"),
    (b'1', b"74"),
    (b'2', b"73"),
    (b'3', b"85"),
    (b'4', b"91"),
    (b'5', b"36"),
    (b'6', b"05"),
    (b'7', b"19"),
    (b'8', b"30"),
    (b'9', b"47"),
];
/// The least that such an amount may be.
const LEAST: i64 = 100;

/// Another amount: a digit for one that looks like it, two neighbours swapped, or the point shifted.
pub(super) fn slip(amount: Money, rng: &mut impl Rng) -> Money {
    let digits = amount.cents().to_string().into_bytes();
    loop {
        let mut other = digits.clone();
        let at = rng.random_range(0..digits.len());
        match rng.random_range(0..8) {
            0 => other.push(b'0'),
            1 => _ = other.pop(),
            2 | 3 if at > 0 => other.swap(at - 1, at),
            _ => {
                let alike = ALIKE.iter().find(|(digit, _)| *digit == other[at]);
                other[at] = alike.map_or(other[at], |(_, alike)| pick(rng, alike));
            }
        }
        let cents = std::str::from_utf8(&other).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
        if cents >= LEAST && cents != amount.cents() && other[0] != b'0' {
            return Money::from_cents(cents);
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn a_slip_is_another_amount_of_about_the_same_digits() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for cents in [100, 111, 12_345, 100_000, 99_999] {
            for _ in 0..50 {
                let other = slip(Money::from_cents(cents), &mut rng).cents();
                let (length, of) = (other.to_string().len(), cents.to_string().len());
                assert!(other != cents && length.abs_diff(of) <= 1, "{cents} {other}");
            }
        }
    }
}
