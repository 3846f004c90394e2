//! ABA routing (transit) numbers.

use std::fmt;

/// A US bank's routing number: nine digits whose check digit holds and whose first two digits are in use on paper.
///
/// Check: 3·(d1+d4+d7) + 7·(d2+d5+d8) + (d3+d6+d9) is a multiple of 10 (ABA key to routing numbers). First two
/// digits: 00 government, 01–12 Federal Reserve districts, 21–32 thrifts, 61–72 electronic, 80 traveler's checks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoutingNumber([u8; 9]);

impl RoutingNumber {
    /// Takes nine digits; `None` if the check digit or the range does not hold.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let digits: [u8; 9] = text.as_bytes().try_into().ok()?;
        if !Self::check_digit_holds(text) {
            return None;
        }
        let prefix = (digits[0] - b'0') * 10 + (digits[1] - b'0');
        let in_use = matches!(prefix, 0..=12 | 21..=32 | 61..=72 | 80) && digits != *b"000000000";
        in_use.then_some(Self(digits))
    }

    /// Whether these are nine digits whose check digit holds, be there such a bank or not.
    #[must_use]
    pub fn check_digit_holds(text: &str) -> bool {
        let digits = text.len() == 9 && text.bytes().all(|digit| digit.is_ascii_digit());
        let weighed =
            text.bytes().zip([3, 7, 1, 3, 7, 1, 3, 7, 1]).map(|(digit, weight)| u32::from(digit & 15) * weight);
        digits && weighed.sum::<u32>().is_multiple_of(10)
    }

    /// The nine digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The first two digits: which range of issuers the number belongs to.
    #[must_use]
    pub fn prefix(&self) -> u8 {
        (self.0[0] - b'0') * 10 + (self.0[1] - b'0')
    }
}

impl fmt::Display for RoutingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for RoutingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoutingNumber({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digit_and_range_decide() {
        for good in ["011000138", "000000518", "122000661", "091900533", "000008002", "000000204", "102100400"] {
            assert!(RoutingNumber::new(good).is_some(), "{good}");
        }
        for bad in ["011000139", "110001380", "000000000", "500000005", "12200066", "1220006611", "12200066a"] {
            assert!(RoutingNumber::new(bad).is_none(), "{bad}");
        }
    }
}
