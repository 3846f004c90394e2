//! The amount in figures: a strict grammar over what the engine read.
//!
//! A digit is never guessed: a text with a letter among its digits, without cents or with odd grouping is no amount.

use crate::model::Money;

/// No check has more digits before the point.
const MOST_DOLLAR_DIGITS: usize = 9;

/// The amount that the figures say: `$1,234.56`, `**1,234.56**`, `123.45`, `123 45/100`, `100-55`, `100 xx/100`.
#[must_use]
pub fn parse(text: &str) -> Option<Money> {
    let bare = bare(text);
    if let Some((before, below)) = bare.rsplit_once('/') {
        return fraction(before, below);
    }
    // Only a space after a group's comma or around the point is a flaw of reading; others part different things.
    let joined = [", ", " ,", ". ", " ."].iter().fold(bare.to_owned(), |text, gap| text.replace(gap, gap.trim()));
    let split = joined.len().checked_sub(3)?;
    let (dollars, tail) = joined.split_at_checked(split)?;
    let cents = tail.strip_prefix(['.', ',', '-'])?;
    money(dollars, cents)
}

/// As [`parse`], where the currency sign was perhaps taken for a letter or another mark; the flag tells whether it was
/// not.
#[must_use]
pub fn parse_marked(text: &str) -> Option<(Money, bool)> {
    if let Some(amount) = parse(text) {
        return Some((amount, true));
    }
    // No mark that could be a digit, as a bar, or the point of a digit that was overlooked, as a comma.
    let marks = ['S', 's', '§', '#', '&', '%', '+', ';', '\u{ab}', '\u{bb}', '\u{2018}', '\u{201c}'];
    let rest = text.trim_start_matches(['*', ' ']).strip_prefix(marks)?;
    parse(rest).map(|amount| (amount, false))
}

/// All digits of a text that holds nothing but figures and their marks: what is left of an amount whose point was
/// not seen. Not an amount by itself.
#[must_use]
pub fn digits(text: &str) -> Option<String> {
    let bare = bare(text);
    let marks = |c: char| matches!(c, '.' | ',' | ' ' | '-');
    let plain = bare.chars().all(|c| c.is_ascii_digit() || marks(c));
    let digits: String = bare.chars().filter(char::is_ascii_digit).collect();
    (plain && digits.len() >= 3 && !digits.starts_with('0')).then_some(digits)
}

/// Without currency signs and the asterisks and dashes that fill the field.
fn bare(text: &str) -> &str {
    let filler = |c: char| matches!(c, '$' | '*' | '=' | '~' | '-' | ' ' | '\u{2014}' | '\u{2013}');
    // A bar that stands apart at the end is the edge of a box: an amount ends in two digits of cents without it.
    let text = text.trim().trim_end_matches(" |");
    let text = text.strip_prefix("USD").unwrap_or(text);
    text.trim_start_matches(filler).trim_end_matches(filler)
}

/// `123 45/100`: the part before the slash ends in the cents.
fn fraction(before: &str, below: &str) -> Option<Money> {
    if !matches!(below, "100" | "xx" | "XX") {
        return None;
    }
    let (dollars, cents) = before.trim_end().rsplit_once([' ', '&', '-'])?;
    let cents = match cents {
        "no" | "NO" | "No" | "xx" | "XX" => "00",
        digits => digits,
    };
    money(dollars.trim_end_matches(['&', '-', ' ']), cents)
}

/// The amount of digits before and behind the point, the former grouped or not.
pub(super) fn money(dollars: &str, cents: &str) -> Option<Money> {
    if cents.len() != 2 || !cents.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let dollars = ungrouped(dollars)?;
    let total = format!("{dollars}{cents}").parse().ok()?;
    Some(Money::from_cents(total)).filter(|amount| amount.is_positive())
}

/// The digits before the point; where they are grouped, all groups must be full. A point may stand for a comma.
fn ungrouped(dollars: &str) -> Option<String> {
    let groups: Vec<&str> = dollars.split([',', '.']).collect();
    let full = match groups.as_slice() {
        [] => false,
        [all] => !all.is_empty(),
        [first, rest @ ..] => (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3),
    };
    let joined = groups.concat();
    let plain = joined.len() <= MOST_DOLLAR_DIGITS && joined.bytes().all(|b| b.is_ascii_digit());
    // A leading zero belongs to amounts below a dollar and to numbers that are no amounts.
    let zero = joined.starts_with('0') && joined.len() > 1;
    (full && plain && !zero).then_some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read() {
        for (text, cents) in [
            ("$1,234.56", 123_456),
            ("$ 100.00", 10_000),
            ("**1,234.56**", 123_456),
            ("***$214.50", 21_450),
            ("123.45", 12_345),
            ("123 45/100", 12_345),
            ("968 16/100", 96_816),
            ("1,968 & 16/100", 196_816),
            ("100 no/100", 10_000),
            ("100 xx/100", 10_000),
            ("100-55", 10_055),
            ("0.75", 75),
            ("1, 159.00", 115_900),
            ("1.159.00", 115_900),
            ("12,345,678.90", 1_234_567_890),
            ("$280.19-", 28_019),
            ("USD 5.00", 500),
            ("233.81 |", 23_381),
        ] {
            assert_eq!(parse(text), Some(Money::from_cents(cents)), "{text}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for text in [
            "",
            "$",
            "100",
            "$100",
            "1O0.00",
            "l00.00",
            "100.0",
            "100.000",
            "12,34.56",
            "1 159.00",
            "1234,567.00",
            "09-18-26",
            "2026-11-24",
            "11/24/2026",
            "75-53/919",
            ".55",
            "0100.00",
            "00.00",
            "0.00",
            "123 5/100",
            "123 45/1000",
            "1234567890.00",
            "12.34.56",
            "é1.00",
            "10.5é",
            "10.5 |",
            "10.50|",
            "| 10.50",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_mark_may_be_a_misread_currency_sign() {
        let amount = Money::from_cents(2_510);
        assert_eq!(parse_marked("$25.10"), Some((amount, true)));
        for text in ["S25.10", "+ 25.10", "**§25.10"] {
            assert_eq!(parse_marked(text), Some((amount, false)), "{text}");
        }
        for text in ["|25.10", ",125.10", "l25.10"] {
            assert_eq!(parse_marked(text), None, "{text}");
        }
    }

    #[test]
    fn digits_without_a_point_are_kept_apart() {
        assert_eq!(digits("$ 1159 00").as_deref(), Some("115900"));
        assert_eq!(digits("**115900**").as_deref(), Some("115900"));
        for text in ["12", "I15900", "(15900", "968 16/100", "0123"] {
            assert_eq!(digits(text), None, "{text}");
        }
    }
}
