//! Identifiers of a biller: account numbers and bill numbers.

use std::fmt;

use arrayvec::ArrayString;

/// Account numbers have so many characters at most.
const LONGEST_ACCOUNT: usize = 32;
/// Bill numbers have so many characters at most.
const LONGEST_BILL: usize = 40;

/// A biller's account number as printed on bills: letters and digits, kept verbatim (leading zeros count).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNumber(ArrayString<LONGEST_ACCOUNT>);

impl AccountNumber {
    /// Takes a number as printed; `None` unless it is 1 to 32 ASCII letters and digits.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        kept(text, |byte| byte.is_ascii_alphanumeric()).map(Self)
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
pub struct BillId(ArrayString<LONGEST_BILL>);

impl BillId {
    /// Takes a number as printed; `None` unless it is 1 to 40 ASCII letters, digits, dashes, dots or underscores.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        kept(text, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'/')).map(Self)
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

/// The text in place, if it is not empty, not too long and of allowed characters only.
fn kept<const LONGEST: usize>(text: &str, allowed: impl Fn(u8) -> bool) -> Option<ArrayString<LONGEST>> {
    let fits = !text.is_empty() && text.bytes().all(allowed);
    fits.then(|| ArrayString::from(text).ok()).flatten()
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
