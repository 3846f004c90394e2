//! The amount in words as a network reads it, letter by letter, where only the words of amounts may come.
//!
//! Handwriting is seldom read letter for letter; but of all amounts that could stand there, one fits best, and the
//! network says by how much.

mod language;

use self::language::{AmountWords, CLASSES, class, symbol};
use super::legal;
use crate::model::Belief;
use crate::reading::network::{AnyText, Columns, Hypothesis, search};

/// How many texts are followed.
const TEXTS: usize = 48;
/// How much of what parts two texts counts: neighbouring columns see the same ink, so the network is surer than it
/// should be.
const TEMPER: f32 = 0.7;
/// How much less likely (in logarithms) an amount may be than the best text of any kind: a part of how unlikely that is
/// itself, for it is handwriting that is hard to read, and something more; beyond, what stands there is other words.
const UNCLEAR: f32 = 0.5;
const CLEAR: f32 = 6.0;
/// How fast trust in it falls around that.
const STEEP: f32 = 1.5;
/// Less trust than this is none.
const LEAST: f32 = 0.01;

/// What the words behind some columns say; the columns' classes are ASCII 33 to 126 and the space after the blank.
pub(in crate::reading) fn read(columns: &Columns) -> Option<Belief> {
    let folded = columns.folded(CLASSES, |raw| raw.checked_sub(1).map_or(0, |n| class(character(n))));
    let texts = search(&folded, &AmountWords, TEXTS);
    let anything = search(&folded, &AnyText, 1).first()?.log_chance;
    let best = texts.first()?.log_chance;
    let trust = 1.0 / (1.0 + ((anything - best + UNCLEAR * anything - CLEAR) / STEEP).exp());
    (trust > LEAST).then(|| belief(&texts, trust))
}

/// The character of the network's class, the blank not counted.
fn character(n: usize) -> char {
    u8::try_from(n + 33).ok().filter(|byte| *byte <= 126).map_or(' ', char::from)
}

/// Chances among amounts, as far as it is trusted that one stands there.
fn belief(texts: &[Hypothesis], trust: f32) -> Belief {
    let most = texts.first().map_or(0.0, |text| text.log_chance);
    let weights: Vec<(&Hypothesis, f32)> =
        texts.iter().map(|text| (text, ((text.log_chance - most) * TEMPER).exp())).collect();
    let whole: f32 = weights.iter().map(|(_, weight)| weight).sum();
    let said = weights.into_iter().filter_map(|(text, weight)| {
        let spelt: String = text.classes.iter().map(|class| symbol(*class)).collect();
        legal::parse(&spelt).map(|amount| (amount, trust * weight / whole))
    });
    Belief::of(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Money, amount_in_words};

    /// Columns that show a text clearly, some characters as likely another one.
    fn showing(text: &str, unclear: &[(usize, char)]) -> Columns {
        let raw = |c: char| if c == ' ' { 95 } else { c as usize - 32 };
        let mut scores = Vec::new();
        for (at, symbol) in text.chars().enumerate() {
            let mut column = [0.0; 96];
            column[raw(symbol)] = 9.0;
            if let Some((_, other)) = unclear.iter().find(|(place, _)| *place == at) {
                column[raw(*other)] = 10.0;
            }
            scores.extend(column);
            let mut blank = [0.0; 96];
            blank[0] = 9.0;
            scores.extend(blank);
        }
        Columns::of_scores(&scores, 96)
    }

    #[test]
    fn words_are_read_whatever_their_case() {
        for text in [
            "One thousand two hundred thirty-four and 56/100",
            "ONE THOUSAND TWO HUNDRED THIRTY FOUR AND 56/100 *****",
            "one thousand two hundred thirty-four dollars and 56 cents",
            "One thousand two hundred thirty-four & 56/100 ---- Dollars",
            "PAY EXACTLY One thousand two hundred thirty-four and 56/100",
            "the sum of one thousand two hundred thirty-four and 56/100",
        ] {
            let best = read(&showing(text, &[])).unwrap().best().unwrap();
            assert!(best.0 == Money::from_cents(123_456) && best.1 > 0.9, "{text}: {best:?}");
        }
        for (text, cents) in [("Fourty and no/100", 4_000), ("Zero and 99/100", 99), ("Seventy dollars only", 7_000)] {
            assert_eq!(read(&showing(text, &[])).unwrap().best().unwrap().0, Money::from_cents(cents), "{text}");
        }
    }

    #[test]
    fn letters_that_were_misread_do_not_matter_unless_they_make_another_amount() {
        let text = "Two hundred thirty-four and 56/100";
        let seen = read(&showing(text, &[(1, 'v'), (6, 'x'), (13, 'k')])).unwrap();
        assert_eq!(seen.best().unwrap().0, Money::from_cents(23_456));
        // Five or nine?
        let seen = read(&showing("Nine and 56/100", &[(0, 'F'), (2, 'v')])).unwrap();
        assert!(seen.chance(Money::from_cents(556)) > 0.05 && seen.chance(Money::from_cents(956)) > 0.05, "{seen:?}");
    }

    #[test]
    fn other_text_is_no_amount() {
        for text in ["Boston Health Connector", "1204 Old Quarry Road", "", "Acct One hundred and 10/100"] {
            assert_eq!(read(&showing(text, &[])), None, "{text}");
        }
    }

    #[test]
    fn every_amount_in_words_is_of_the_language() {
        for cents in [1, 99, 100, 1_919, 11_111, 100_000, 101_000, 999_999, 1_234_567, 99_999_999] {
            let amount = Money::from_cents(cents);
            let words = amount_in_words(amount).unwrap();
            let best = read(&showing(&words, &[])).and_then(|belief| belief.best());
            assert_eq!(best.map(|best| best.0), Some(amount), "{words}");
        }
    }
}
