//! How much a payment is: figures and words, the amount keyed at the scanner, the amount encoded on the bank line.

use super::findings::Findings;
use crate::model::{AmountReading, CheckReading, Document, Money, Reason};

/// From this confidence on an amount that figures and words make likely only together is sure.
const LIKELY_ENOUGH: f32 = 0.99999;

/// How surely the amount of a payment is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Amount {
    /// Read surely, or two sources agree.
    Sure(Money),
    /// Keyed at the scanner and by nothing else, or what figures and words make likely only together; good enough only for
    /// an amount that is expected.
    Keyed(Money),
    /// Not known.
    Unknown,
}

impl Amount {
    /// The amount, if it is sure by itself.
    pub(super) const fn sure(self) -> Option<Money> {
        match self {
            Self::Sure(amount) => Some(amount),
            _ => None,
        }
    }

    /// The amount, sure or keyed.
    pub(super) const fn any(self) -> Option<Money> {
        match self {
            Self::Sure(amount) | Self::Keyed(amount) => Some(amount),
            Self::Unknown => None,
        }
    }
}

/// The amount of a payment, and what speaks against it.
pub(super) fn amount(document: &Document, check: Option<&CheckReading>, findings: &mut Findings) -> Amount {
    let number = document.number;
    let nothing = AmountReading::default();
    let read = check.map_or(&nothing, |check| &check.amount);
    if let (true, Some(figures), Some(words)) = (read.disagrees(), read.courtesy.sure(), read.legal.sure()) {
        let text = format!("the figures on document {number} say {figures}, the words say {words}");
        findings.add(Reason::AmountMismatch, text);
        return Amount::Unknown;
    }
    let positive = |amount: Option<Money>| amount.filter(|amount| amount.is_positive());
    let keyed = positive(document.keyed_amount);
    let encoded = positive(check.and_then(|check| check.micr.sure()).and_then(|line| line.amount));
    if let (Some(keyed), Some(encoded)) = (keyed, encoded)
        && keyed != encoded
    {
        let text = format!("document {number} came with {keyed}, its bank line is encoded with {encoded}");
        findings.add(Reason::OutOfBalance, text);
        return Amount::Unknown;
    }
    let other = keyed.or(encoded);
    // Figures and words may agree and still be doubted, as one digit off; they are no silence on what was keyed.
    if let (Some(figures), Some(words), Some(other)) = (read.courtesy.sure(), read.legal.sure(), other)
        && figures == words
        && *figures != other
    {
        let text = format!("document {number} reads {figures} but was keyed or encoded as {other}");
        findings.add(Reason::OutOfBalance, text);
        return read.value.sure().map_or(Amount::Unknown, |amount| Amount::Sure(*amount));
    }
    match (positive(read.value.sure().copied()), other) {
        (Some(read), Some(other)) if read != other => {
            let text =
                format!("document {number} reads {read} but came with {other}, keyed or from its record or bank line");
            findings.add(Reason::OutOfBalance, text);
            Amount::Sure(read)
        }
        (Some(amount), None) if is_only_likely(read) => Amount::Keyed(amount),
        (Some(read), _) => Amount::Sure(read),
        (None, Some(other)) if guesses(read).contains(&other) => Amount::Sure(other),
        (None, Some(other)) => Amount::Keyed(other),
        (None, None) => {
            findings.add(Reason::AmountUnreadable, format!("the amount of document {number} could not be read surely"));
            Amount::Unknown
        }
    }
}

/// Whether neither figures nor words were read surely by themselves: the same hand wrote both, and a digit that is misread
/// in one is easily misread in the other.
fn is_only_likely(read: &AmountReading) -> bool {
    let by_itself = read.courtesy.sure().is_some() || read.legal.sure().is_some();
    let by_both = read.courtesy.best().is_some() || read.legal.best().is_some();
    let confidence = read.value.best().map_or(0.0, |best| best.confidence);
    !by_itself && by_both && confidence < LIKELY_ENOUGH
}

fn guesses(read: &AmountReading) -> Vec<Money> {
    [&read.value, &read.courtesy, &read.legal].iter().filter_map(|field| field.best()).map(|best| best.value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{check, document, money, read, unread};
    use crate::model::{Field, MicrLine};

    #[test]
    fn sources_are_weighed() {
        let m = |text: &str| Some(money(text));
        let sure = |text: &str| read(money(text));
        let guess = |text: &str| unread(money(text));
        let none = || Field::Absent;
        // figures, words, both, keyed, encoded -> amount, reason
        for (courtesy, legal, value, keyed, encoded, want, reason) in [
            (sure("5.00"), sure("5.00"), sure("5.00"), None, None, Amount::Sure(money("5.00")), None),
            (sure("5.00"), sure("6.00"), sure("5.00"), None, None, Amount::Unknown, Some(Reason::AmountMismatch)),
            (guess("5.00"), none(), guess("5.00"), None, None, Amount::Unknown, Some(Reason::AmountUnreadable)),
            (guess("5.00"), guess("5.00"), sure("5.00"), None, None, Amount::Keyed(money("5.00")), None),
            (sure("5.00"), guess("5.00"), sure("5.00"), None, None, Amount::Sure(money("5.00")), None),
            (guess("5.00"), none(), guess("5.00"), m("5.00"), None, Amount::Sure(money("5.00")), None),
            (guess("5.00"), none(), none(), None, m("5.00"), Amount::Sure(money("5.00")), None),
            (sure("6.00"), sure("6.00"), guess("6.00"), m("5.00"), None, Amount::Unknown, Some(Reason::OutOfBalance)),
            (guess("6.00"), none(), guess("6.00"), m("5.00"), None, Amount::Keyed(money("5.00")), None),
            (none(), none(), none(), m("5.00"), None, Amount::Keyed(money("5.00")), None),
            (none(), none(), none(), m("5.00"), m("6.00"), Amount::Unknown, Some(Reason::OutOfBalance)),
            (none(), none(), sure("5.00"), m("6.00"), None, Amount::Sure(money("5.00")), Some(Reason::OutOfBalance)),
            (none(), none(), sure("5.00"), None, m("6.00"), Amount::Sure(money("5.00")), Some(Reason::OutOfBalance)),
            (none(), none(), sure("0.00"), None, None, Amount::Unknown, Some(Reason::AmountUnreadable)),
            (none(), none(), sure("0.00"), m("-1.00"), m("0.00"), Amount::Unknown, Some(Reason::AmountUnreadable)),
        ] {
            let mut reading = check("1.00");
            reading.amount = AmountReading { value, courtesy, legal, ..AmountReading::default() };
            reading.micr = read(MicrLine { amount: encoded, ..MicrLine::default() });
            let mut page = document(1, reading.clone());
            page.keyed_amount = keyed;
            let mut findings = Findings::default();
            let got = amount(&page, Some(&reading), &mut findings);
            assert_eq!((got, findings.reasons().first().copied()), (want, reason), "{reading:?} {keyed:?}");
        }
    }
}
