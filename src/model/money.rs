//! Exact amounts of US dollars, counted in whole cents.

use std::fmt;
use std::iter::Sum;
use std::str::FromStr;

use rust_decimal::Decimal;

/// An amount of money in cents; may be negative (a reversal, a shortage).
///
/// Arithmetic is exact. Amounts are bounded to ±92 trillion dollars by the type; sums saturate there, which no
/// batch of paper reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

impl Money {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// An amount given in cents.
    #[must_use]
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// The amount in cents.
    #[must_use]
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// Whether more than nothing.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// The amount as a decimal with two places.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// The sum; stops at the ends of the range.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference; stops at the ends of the range.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The amount without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }

    /// The part of this amount that is `percent` of it, cut to whole cents (toward zero).
    #[must_use]
    pub fn percent(self, percent: Decimal) -> Self {
        let share = self.to_decimal() * percent / Decimal::ONE_HUNDRED;
        Self::try_from(share.trunc_with_scale(2)).unwrap_or(Self::ZERO)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", cents / 100, cents % 100))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}

/// Why a text or decimal is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a number in the plain form `1234.56`.
    #[error("`{0}` is not an amount such as 123.45")]
    NotANumber(String),
    /// Finer than a cent.
    #[error("`{0}` has more than two places after the point")]
    TooFine(String),
    /// Beyond what the type holds.
    #[error("`{0}` is too large an amount")]
    TooLarge(String),
}

impl TryFrom<Decimal> for Money {
    type Error = MoneyError;

    fn try_from(value: Decimal) -> Result<Self, MoneyError> {
        let cents =
            value.checked_mul(Decimal::ONE_HUNDRED).ok_or_else(|| MoneyError::TooLarge(value.to_string()))?.normalize();
        if cents.scale() > 0 {
            return Err(MoneyError::TooFine(value.to_string()));
        }
        i64::try_from(cents.mantissa()).map(Self).map_err(|_| MoneyError::TooLarge(value.to_string()))
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads the plain form: digits, at most one point, an optional leading minus. No currency sign, no grouping.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let plain = digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && !digits.ends_with('.');
        if !plain {
            return Err(MoneyError::NotANumber(text.to_owned()));
        }
        let value = Decimal::from_str(text).map_err(|_| MoneyError::NotANumber(text.to_owned()))?;
        Self::try_from(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_plain_amounts() {
        for (text, cents) in [("0", 0), ("12", 1200), ("12.3", 1230), ("12.34", 1234), ("-0.05", -5), ("7.10", 710)] {
            assert_eq!(text.parse::<Money>().unwrap().cents(), cents, "{text}");
        }
        assert_eq!(Money::from_cents(-5).to_string(), "-0.05");
        assert_eq!(Money::from_cents(123_456_789).to_string(), "1234567.89");
    }

    #[test]
    fn refuses_what_is_not_an_amount() {
        for text in ["", ".", ".5", "5.", "1,000.00", "$5", "1e3", "+5", "--5", "5-", "1.2.3", "abc", " 5"] {
            assert!(matches!(text.parse::<Money>(), Err(MoneyError::NotANumber(_))), "{text}");
        }
        assert!(matches!("1.005".parse::<Money>(), Err(MoneyError::TooFine(_))));
        assert!(matches!("99999999999999999999".parse::<Money>(), Err(MoneyError::TooLarge(_))));
    }

    #[test]
    fn percent_is_cut_to_whole_cents() {
        assert_eq!(Money::from_cents(9_999).percent(Decimal::new(50, 1)), Money::from_cents(499));
    }
}
