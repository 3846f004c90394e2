//! Check digit schemes of account numbers and scan lines.
//!
//! Each scheme is computed over a payload of decimal digits and yields one or two check digits. Test vectors: the
//! payloads `0001234567` and `236` under every scheme.

/// A way to compute the check digits of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckScheme {
    /// No check digit.
    None,
    /// Luhn: weights 2, 1 from the right, digits of products added, modulus 10 (ISO/IEC 7812-1 annex B).
    Luhn,
    /// Weights 7, 3, 1 from the left, complement to 10.
    Mod10Weights731,
    /// Weights 3, 7, 1 from the left, complement to 10 (the ABA's).
    Mod10Weights371,
    /// Weights 2 to 7 from the right, complement to 11; a payload whose digit would be 10 has none.
    Mod11,
    /// Two digits: 98 minus the payload times 100 modulo 97 (ISO/IEC 7064 MOD 97-10).
    Mod97,
    /// Verhoeff's scheme over the dihedral group of order 10.
    Verhoeff,
    /// Damm's quasigroup of order 10.
    Damm,
    /// ISO/IEC 7064 MOD 11,10 (hybrid).
    Iso7064Mod11_10,
    /// ISO/IEC 7064 MOD 11-2, digits only; a payload whose digit would be X has none.
    Iso7064Mod11_2,
}

/// Every scheme with its name in configuration files.
const NAMES: [(&str, CheckScheme); 11] = [
    ("none", CheckScheme::None),
    ("luhn", CheckScheme::Luhn),
    ("mod10-731", CheckScheme::Mod10Weights731),
    ("mod10-371", CheckScheme::Mod10Weights371),
    ("mod11", CheckScheme::Mod11),
    ("mod97", CheckScheme::Mod97),
    ("verhoeff", CheckScheme::Verhoeff),
    ("damm", CheckScheme::Damm),
    ("iso7064-mod11-10", CheckScheme::Iso7064Mod11_10),
    ("iso7064-mod11-2", CheckScheme::Iso7064Mod11_2),
    ("iso7064-mod97-10", CheckScheme::Mod97),
];

impl CheckScheme {
    /// The scheme of that name in a configuration file.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, scheme)| *scheme)
    }

    /// Its name in a configuration file.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, scheme)| *scheme == self).map_or("none", |(name, _)| name)
    }

    /// All names, for messages.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// How many check digits the scheme yields.
    #[must_use]
    pub const fn width(self) -> usize {
        match self {
            Self::None => 0,
            Self::Mod97 => 2,
            _ => 1,
        }
    }

    /// The check digits of a payload; `None` if the payload holds anything but digits or has no check digit.
    #[must_use]
    pub fn compute(self, payload: &str) -> Option<String> {
        let digits: Vec<u32> = payload.chars().map(|c| c.to_digit(10)).collect::<Option<_>>()?;
        let digit = match self {
            Self::None => return Some(String::new()),
            Self::Mod97 => {
                let rest = digits.iter().fold(0, |rest, d| (rest * 10 + d) % 97);
                return Some(format!("{:02}", 98 - rest * 100 % 97));
            }
            Self::Luhn => complement(10, luhn_sum(&digits)),
            Self::Mod10Weights731 => complement(10, weighted(&digits, [7, 3, 1])),
            Self::Mod10Weights371 => complement(10, weighted(&digits, [3, 7, 1])),
            Self::Mod11 => {
                let sum: u32 = digits.iter().rev().zip((2..=7).cycle()).map(|(d, w)| d * w).sum();
                complement(11, sum)
            }
            Self::Verhoeff => verhoeff(&digits),
            Self::Damm => digits.iter().fold(0, |state, d| DAMM[state as usize][*d as usize]),
            Self::Iso7064Mod11_10 => iso_mod11_10(&digits),
            Self::Iso7064Mod11_2 => {
                let state = digits.iter().fold(0, |state, d| (state + d) * 2 % 11);
                (12 - state) % 11
            }
        };
        (digit < 10).then(|| digit.to_string())
    }

    /// Whether the last digits of `number` are the check digits of those before.
    #[must_use]
    pub fn verify(self, number: &str) -> bool {
        let Some(split) = number.len().checked_sub(self.width()) else { return false };
        let Some((payload, check)) = number.split_at_checked(split) else { return false };
        self.compute(payload).is_some_and(|computed| computed == check)
    }
}

fn complement(modulus: u32, sum: u32) -> u32 {
    (modulus - sum % modulus) % modulus
}

fn weighted(digits: &[u32], weights: [u32; 3]) -> u32 {
    digits.iter().zip(weights.iter().cycle()).map(|(d, w)| d * w).sum()
}

fn luhn_sum(digits: &[u32]) -> u32 {
    let product = |(place, digit): (usize, &u32)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { *digit };
    digits.iter().rev().enumerate().map(product).sum()
}

fn iso_mod11_10(digits: &[u32]) -> u32 {
    let carry = digits.iter().fold(10, |carry, d| {
        let sum = (carry + d) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - carry) % 10
}

/// Verhoeff's digit, from the multiplication table of the dihedral group and its permutation.
fn verhoeff(digits: &[u32]) -> u32 {
    const PERMUTATION: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    const INVERSE: [u32; 10] = [0, 4, 3, 2, 1, 5, 6, 7, 8, 9];
    let permuted = |digit: u32, times: usize| (0..times % 8).fold(digit, |d, _| PERMUTATION[d as usize]);
    let state =
        digits.iter().rev().enumerate().fold(0, |state, (place, digit)| dihedral(state, permuted(*digit, place + 1)));
    INVERSE[state as usize]
}

fn dihedral(a: u32, b: u32) -> u32 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b - 5) % 5 + 5,
        (false, true) => (a - 5 + 5 - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

/// Damm's quasigroup, row = state so far, column = next digit.
const DAMM: [[u32; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_vectors() {
        let vectors = [
            ("luhn", "4", "0"),
            ("mod10-731", "6", "1"),
            ("mod10-371", "6", "7"),
            ("mod11", "4", "4"),
            ("mod97", "51", "69"),
            ("iso7064-mod11-2", "2", "5"),
            ("iso7064-mod11-10", "8", "4"),
            ("verhoeff", "2", "3"),
            ("damm", "1", "1"),
        ];
        for (name, long, short) in vectors {
            let scheme = CheckScheme::from_name(name).unwrap();
            assert_eq!(scheme.compute("0001234567").as_deref(), Some(long), "{name}");
            assert_eq!(scheme.compute("236").as_deref(), Some(short), "{name}");
        }
        assert_eq!(CheckScheme::Damm.compute("572").as_deref(), Some("4"));
    }

    #[test]
    fn every_single_digit_error_is_seen() {
        for (name, scheme) in NAMES.iter().skip(1) {
            let number = format!("0001234567{}", scheme.compute("0001234567").unwrap());
            assert!(scheme.verify(&number), "{name}");
            for place in 0..number.len() {
                for digit in '0'..='9' {
                    let mut other: Vec<char> = number.chars().collect();
                    other[place] = digit;
                    let other: String = other.into_iter().collect();
                    assert_eq!(scheme.verify(&other), other == number, "{name}: {other}");
                }
            }
        }
    }

    #[test]
    fn odd_input_does_not_verify() {
        assert!(!CheckScheme::Luhn.verify(""));
        assert!(!CheckScheme::Luhn.verify("12a4"));
        assert!(!CheckScheme::Mod97.verify("é"));
    }
}
