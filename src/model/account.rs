//! Identifiers of a biller: account numbers and bill numbers.

use std::fmt;

/// A biller's account number as printed on bills: letters and digits, kept verbatim (leading zeros count).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNumber(String);

impl AccountNumber {
    /// Takes a number as printed; `None` unless it is 1 to 32 ASCII letters and digits.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        is_identifier(text, 32, false).then(|| Self(text.to_owned()))
    }

    /// The number as printed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Masked, so that debug output and logs never carry an account number.
impl fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.len().saturating_sub(4);
        write!(f, "AccountNumber(…{})", &self.0[shown.max(self.0.len() / 2)..])
    }
}

/// A bill's own number within the biller's books, kept verbatim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BillId(String);

impl BillId {
    /// Takes a number as printed; `None` unless it is 1 to 40 ASCII letters, digits, dashes, dots or underscores.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        is_identifier(text, 40, true).then(|| Self(text.to_owned()))
    }

    /// The number as printed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BillId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn is_identifier(text: &str, longest: usize, marks: bool) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || (marks && matches!(b, b'-' | b'.' | b'_' | b'/'));
    (1..=longest).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_leading_zeros_and_refuses_odd_characters() {
        assert_eq!(AccountNumber::new("0012345678").unwrap().as_str(), "0012345678");
        for bad in ["", "12 34", "12-34", "é", "=1+1", &"9".repeat(33)] {
            assert!(AccountNumber::new(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn debug_output_is_masked() {
        assert_eq!(format!("{:?}", AccountNumber::new("7123456789").unwrap()), "AccountNumber(…6789)");
        assert!(!format!("{:?}", AccountNumber::new("712").unwrap()).contains("712"));
    }
}
