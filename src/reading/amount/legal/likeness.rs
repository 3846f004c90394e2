//! Whether badly read words can only be those of an amount that is known from elsewhere.
//!
//! This asks less of the words than reading them: they need not make an amount by themselves. It still asks that every
//! word be nearer to the wanted one than to any other number, and that the cents, which are digits, be read as they are.

use strsim::levenshtein;

use super::vocabulary::{fraction, number_words, pieces};
use crate::model::{Money, amount_in_words};

/// Captions that may stand before the words.
const CAPTIONS: [&str; 3] = ["amount", "pay", "exactly"];
/// An unknown word of so few letters before several number words is what is left of a caption: no number that could
/// stand there is as short.
const SHORT: usize = 3;
/// From this length on, a word may be two letters off.
const VERY_LONG: usize = 7;

/// Whether a text of words, read with some letters off, can only say `amount`.
#[must_use]
pub fn bears_out(text: &str, amount: Money) -> bool {
    let Some(wanted) = dollars(amount) else { return false };
    let pieces = pieces(&text.to_lowercase());
    let pieces: Vec<&str> = pieces.iter().map(String::as_str).filter(|piece| !piece.is_empty()).collect();
    let cents = amount.cents().rem_euclid(100);
    let Some(end) = (0..pieces.len()).find(|at| says_cents(&pieces[*at..], cents)) else { return false };
    let (before, after) = (&pieces[..end], &pieces[end + 1..]);
    let said: Vec<&str> = before.iter().copied().filter(|piece| !is_link(piece)).collect();
    let Some(start) = said.len().checked_sub(wanted.len()) else { return false };
    let (head, tail) = said.split_at(start);
    let exact = tail.iter().zip(&wanted).filter(|(piece, word)| *piece == word).count();
    head.len() <= 1
        && head.iter().all(|piece| is_caption(piece, wanted.len() > 1))
        && tail.iter().zip(&wanted).all(|(piece, word)| is_like(piece, word))
        && exact * 2 >= wanted.len()
        && !after.iter().any(|piece| fraction(piece).is_some() || number_words().any(|word| word == *piece))
}

/// The words of the whole dollars.
fn dollars(amount: Money) -> Option<Vec<String>> {
    let words = amount_in_words(amount)?.to_lowercase();
    let (dollars, _) = words.rsplit_once(" and ")?;
    Some(dollars.split([' ', '-']).map(str::to_owned).collect())
}

/// Whether the pieces begin with these cents: `56/100`, also with the slash overlooked or the hundred a digit off,
/// or `56 cents`.
fn says_cents(pieces: &[&str], cents: i64) -> bool {
    let Some(first) = pieces.first() else { return false };
    let (above, below) = first.split_once('/').unwrap_or((first, pieces.get(1).copied().unwrap_or_default()));
    let hundred = || below.len() == 3 && levenshtein(below, "100") <= 1;
    let counted = || levenshtein(below, "cents") <= 1;
    let digits = || above.parse().ok().filter(|_| above.len() == 2 && (hundred() || counted()));
    fraction(first).map(i64::from).or_else(digits) == Some(cents)
}

/// Words between the dollars and the cents.
fn is_link(piece: &str) -> bool {
    piece == "and" || levenshtein(piece, "dollars") <= 2
}

fn is_caption(piece: &str, may_be_short: bool) -> bool {
    let short = may_be_short && piece.chars().count() <= SHORT && piece.chars().all(char::is_alphabetic);
    let known = number_words().any(|word| levenshtein(word, piece) <= 1);
    let caption = CAPTIONS.iter().any(|caption| levenshtein(caption, piece) * 3 <= caption.len());
    !known && (short || caption)
}

/// Whether a piece is the word, or nearer to it than to any other number word.
fn is_like(piece: &str, word: &str) -> bool {
    let off = levenshtein(piece, word);
    let reach = if word.len() >= VERY_LONG { 2 } else { 1 };
    let others = || number_words().filter(|other| *other != word).map(|other| levenshtein(piece, other));
    off == 0 || (off <= reach && others().all(|other| other > off))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_off_are_borne() {
        for (text, cents) in [
            ("SLX HUNDRED EIGHTY AND 40/100 *****", 68_040),
            ("py Phree hundred ninety-one and 16/100 ***** DOLLARS", 39_116),
            ("my Ihree hundred ninety-one and 16/100", 39_116),
            ("amousr FOUr hundred nineteen dollars and 01 cents", 41_901),
            ("Nine hundred fifty-six and 60 100 *****", 95_660),
            ("Four Hundicd Thirteen and 74. 100", 41_374),
            ("pay FOur Hundred Thirty-seven and 33/106 DOLLARS", 43_733),
            ("amonr Eighty dollars and 85 cents", 8_085),
            ("One thousand two hundred thirty-four and 56/100", 123_456),
        ] {
            assert!(bears_out(text, Money::from_cents(cents)), "{text}");
        }
    }

    #[test]
    fn other_amounts_are_not() {
        for (text, cents) in [
            ("SLX HUNDRED EIGHTY AND 40/100", 68_048),
            ("SLX HUNDRED EIGHTY AND 40/100", 68_840),
            ("SLX HUNDRED EIGHTY AND 4O/100", 68_040),
            ("SLX HUNDRED EIGHTY AND 40 167", 68_040),
            ("SLX HUNDRED EIGHTY 40", 68_040),
            ("Two thousand three hundred and 16/100", 30_016),
            ("sixthousand three hundred and 16/100", 30_016),
            ("Twenty one and 16/100", 116),
            ("xty-one and 16/100", 116),
            ("100 twenty-five and 10/100", 2_510),
            ("Sx twenty-five and 10/100", 2_510),
            ("One hundred and 10/100 20/100", 10_010),
            ("SLX HUNDRED EIGHTY AND 40 cents", 68_048),
            ("Nive hundred and 16/100", 50_016),
            ("Sixt and 16/100", 6_016),
            ("Phree and 16/100", 316),
            ("hundred ninety-one and 16/100", 39_116),
            ("Three hundred ninety-one and 16/100 two", 39_116),
            ("Three hundred ninety-one", 39_116),
            ("", 39_116),
        ] {
            assert!(!bears_out(text, Money::from_cents(cents)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_words_bear_out_two_amounts(one in 100_i64..2_000_000, other in 100_i64..2_000_000, at: prop::sample::Index, to in "[a-z]") {
            prop_assume!(one != other);
            let mut words: Vec<char> = amount_in_words(Money::from_cents(one)).unwrap().to_lowercase().chars().collect();
            let letters: Vec<usize> = (0..words.len()).filter(|at| words[*at].is_ascii_alphabetic()).collect();
            words[letters[at.index(letters.len())]] = to.chars().next().unwrap();
            let text: String = words.into_iter().collect();
            prop_assert!(!bears_out(&text, Money::from_cents(other)), "{}", text);
        }

        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}", cents: i64) {
            let _ = bears_out(&text, Money::from_cents(cents));
        }
    }
}
