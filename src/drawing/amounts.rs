//! Amounts as people and machines write them: in words and in figures.

use crate::model::Money;

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A form of writing an amount in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordsForm {
    /// `One hundred sixteen and 57/100`.
    Sentence,
    /// `One Hundred Sixteen and 57/100`.
    Title,
    /// `ONE HUNDRED SIXTEEN AND 57/100`.
    Capitals,
    /// `One hundred sixteen dollars and 57 cents`; for forms that do not print DOLLARS.
    Spoken,
}

/// A form of writing an amount in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FiguresForm {
    /// `1,116.57`.
    Grouped,
    /// `1116.57`.
    Plain,
    /// `**1,116.57`.
    Starred,
    /// `1116 57/100`.
    Fraction,
}

/// A whole number in words, with `-` in twenty-one.
#[must_use]
pub fn number(value: u64) -> String {
    let below_hundred = |value: u64| match (value / 10, value % 10) {
        (0 | 1, _) => ONES[value as usize].to_owned(),
        (tens, 0) => TENS[tens as usize].to_owned(),
        (tens, ones) => format!("{}-{}", TENS[tens as usize], ONES[ones as usize]),
    };
    let joined = |high: String, rest: u64| if rest == 0 { high } else { format!("{high} {}", number(rest)) };
    match value {
        0..=99 => below_hundred(value),
        100..=999 => joined(format!("{} hundred", number(value / 100)), value % 100),
        1_000..=999_999 => joined(format!("{} thousand", number(value / 1_000)), value % 1_000),
        _ => joined(format!("{} million", number(value / 1_000_000)), value % 1_000_000),
    }
}

/// An amount in words.
#[must_use]
pub fn words(amount: Money, form: WordsForm) -> String {
    let cents = amount.cents().unsigned_abs();
    let (dollars, cents) = (number(cents / 100), cents % 100);
    match form {
        WordsForm::Sentence => format!("{} and {cents:02}/100", capital(&dollars)),
        WordsForm::Title => {
            let titled: Vec<String> = dollars.split(' ').map(capital).collect();
            format!("{} and {cents:02}/100", titled.join(" "))
        }
        WordsForm::Capitals => format!("{dollars} AND {cents:02}/100").to_uppercase(),
        WordsForm::Spoken => format!("{} dollars and {cents:02} cents", capital(&dollars)),
    }
}

/// An amount in figures.
#[must_use]
pub fn figures(amount: Money, form: FiguresForm) -> String {
    let cents = amount.cents().unsigned_abs();
    let (dollars, cents) = (cents / 100, cents % 100);
    match form {
        FiguresForm::Grouped => format!("{}.{cents:02}", grouped(dollars)),
        FiguresForm::Plain => format!("{dollars}.{cents:02}"),
        FiguresForm::Starred => format!("**{}.{cents:02}", grouped(dollars)),
        FiguresForm::Fraction => format!("{dollars} {cents:02}/100"),
    }
}

fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_words_and_figures() {
        let amount = Money::from_cents(123_456_705);
        let sentence = "One million two hundred thirty-four thousand five hundred sixty-seven and 05/100";
        assert_eq!(words(amount, WordsForm::Sentence), sentence);
        assert_eq!(words(Money::from_cents(11_600), WordsForm::Spoken), "One hundred sixteen dollars and 00 cents");
        assert_eq!(words(Money::from_cents(2_057), WordsForm::Capitals), "TWENTY AND 57/100");
        assert_eq!(words(Money::from_cents(101_500), WordsForm::Title), "One Thousand Fifteen and 00/100");
        assert_eq!(figures(amount, FiguresForm::Starred), "**1,234,567.05");
        assert_eq!(figures(Money::from_cents(90), FiguresForm::Grouped), "0.90");
        assert_eq!(figures(Money::from_cents(111_657), FiguresForm::Fraction), "1116 57/100");
    }
}
