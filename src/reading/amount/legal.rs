//! The amount in words: a grammar of how amounts are written out on checks.
//!
//! A misread word is put right only when exactly one word of the vocabulary is near; digits never are.

mod grammar;
mod likeness;
mod vocabulary;

pub use likeness::bears_out;

use crate::model::Money;
use vocabulary::Token;

/// An amount in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spelt {
    /// The amount.
    pub amount: Money,
    /// Whether every word was in the vocabulary as it was read.
    pub exact: bool,
    /// Whether the dollars are in figures, as `*** 214 DOLLARS 50 CENTS ***`.
    pub in_figures: bool,
}

/// The amount that the words say.
#[must_use]
pub fn parse(text: &str) -> Option<Money> {
    spelt(text).map(|spelt| spelt.amount)
}

/// The amount that the words say, and whether any word had to be put right.
///
/// What stands before the amount must be known not to belong to it; what stands after its cents is ignored.
#[must_use]
pub fn spelt(text: &str) -> Option<Spelt> {
    let tokens = vocabulary::tokens(text);
    let start = tokens.iter().position(|(token, _)| !matches!(token, Token::Lead | Token::Noise))?;
    let tokens = &tokens[start..];
    let words: Vec<Token> = tokens.iter().map(|(token, _)| *token).collect();
    let (amount, used) = grammar::amount(&words)?;
    let in_figures = matches!(words.first(), Some(Token::Figures(..)));
    Some(Spelt { amount, exact: tokens[..used].iter().all(|(_, exact)| *exact), in_figures })
}

/// Whether a text has words of an amount: enough to look closer at it.
#[must_use]
pub fn resembles(text: &str) -> bool {
    let tokens = vocabulary::tokens(text);
    let count = |wanted: fn(&Token) -> bool| tokens.iter().filter(|(token, _)| wanted(token)).count();
    let numbers = count(|token| matches!(token, Token::Below20(_) | Token::Tens(_)));
    let units = count(|token| matches!(token, Token::Hundred | Token::Thousand | Token::Cents | Token::Fraction(_)));
    let dollars = count(|token| matches!(token, Token::Dollars));
    let figures = count(|token| matches!(token, Token::Figures(..)));
    numbers + units >= 2 || (dollars > 0 && figures + units > 0)
}

/// Whether a text has a word of a number.
#[must_use]
pub fn has_number(text: &str) -> bool {
    let number = |token: &Token| matches!(token, Token::Below20(_) | Token::Tens(_) | Token::Hundred | Token::Thousand);
    vocabulary::tokens(text).iter().any(|(token, _)| number(token))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::amount_in_words;

    #[test]
    fn amounts_are_read() {
        for (text, cents) in [
            ("One thousand two hundred thirty-four and 56/100", 123_456),
            ("ONE THOUSAND ONE HUNDRED FIFTY-NINE AND 00/100", 115_900),
            ("Two hundred eighty and 19/100------ Dollars", 28_019),
            ("Ten and no/100", 1_000),
            ("Ten and no", 1_000),
            ("Twenty-five and xx/100 dollars", 2_500),
            ("SIXTY-TWO ****** DOLLARS 00 CENTS", 6_200),
            ("FOUR HUNDRED EIGHTY-FOUR DOLLARS AND 00 CENTS", 48_400),
            ("*** 214 DOLLARS 50 CENTS ***", 21_450),
            ("*** 1,214 DOLLARS AND 50 CENTS ***", 121_450),
            ("******** NINE HUNDRED SIXTY EIGHT AND 16/100 *****", 96_816),
            ("Exactly one hundred and five and 07/100", 10_507),
            ("The sum of twelve hundred fifty and 10/100 only", 125_010),
            ("Six hundred sixty-eight and 69/100---- Dollars", 66_869),
            ("One Thousand Three Hundred Eight And 45/100 Dollars", 130_845),
            ("forty-three dollars and 00/100", 4_300),
            ("Four and 19/100ths", 419),
            ("One hundred and 2 cents", 10_002),
            ("One hundred and No cents", 10_000),
            ("Seventy dollars only", 7_000),
            ("Seventy dollars and zero cents", 7_000),
            ("fiftynine and 10/100", 5_910),
            ("Fifty nine & 10 / 100", 5_910),
            ("Two hunded thirtv and 10/100", 23_010),
            ("i One hundred and 00/100", 10_000),
            ("Zero and 99/100", 99),
            ("One hundred 00/100", 10_000),
            ("Five and 00/100 Dollars  Details on back. 2", 500),
        ] {
            assert_eq!(parse(text), Some(Money::from_cents(cents)), "{text}");
        }
    }

    #[test]
    fn incomplete_or_doubtful_words_are_no_amount() {
        for text in [
            "",
            "dollars",
            "One hundred",
            "One hundred dollars",
            "and 56/100",
            "56/100",
            "Qwvxty five and 10/100",
            "Twenty thirty and 10/100",
            "Five six and 10/100",
            "hundred and 10/100",
            "thousand and 10/100",
            "One hundred and 5o/100",
            "One hundred and 561100",
            "One hundred and 156/100",
            "One hundred hundred and 10/100",
            "One thousand two thousand and 10/100",
            "Sixt and 10/100",
            "Twenty-ten and 10/100",
            "Zero and 00/100",
            "12,14 DOLLARS 50 CENTS",
            "Boston Health Connector and 10/100",
            "One hundred and 10/100 20/100",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn corrections_are_told() {
        assert!(spelt("Two hundred and 10/100").unwrap().exact);
        assert!(!spelt("Two hunded and 10/100").unwrap().exact);
    }

    proptest! {
        #[test]
        fn spelling_and_reading_agree(cents in 1_i64..100_000_000, capitals: bool) {
            let amount = Money::from_cents(cents);
            let words = amount_in_words(amount).unwrap();
            let words = if capitals { words.to_uppercase() } else { words };
            prop_assert_eq!(parse(&words), Some(amount));
        }

        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}") {
            let _ = parse(&text);
            let _ = resembles(&text);
        }

        #[test]
        fn one_wrong_letter_never_makes_another_amount(cents in 1_i64..10_000_000, at: prop::sample::Index, to in "[a-z]") {
            let amount = Money::from_cents(cents);
            let mut words: Vec<char> = amount_in_words(amount).unwrap().to_lowercase().chars().collect();
            let letters: Vec<usize> = (0..words.len()).filter(|at| words[*at].is_ascii_alphabetic()).collect();
            words[letters[at.index(letters.len())]] = to.chars().next().unwrap();
            let text: String = words.into_iter().collect();
            prop_assert!(parse(&text).is_none_or(|read| read == amount), "{}", text);
        }
    }
}
