//! Notations that limit what taking the payment means, and words of other countries and currencies.

use super::words::{looks_like, plain};
use crate::reading::text::{TextLine, Word};

/// What payers write to settle a dispute by the payment.
const RESTRICTIVE: [&str; 14] = [
    "paid in full",
    "payment in full",
    "pd in full",
    "full and final",
    "final payment",
    "final settlement",
    "full settlement",
    "full satisfaction",
    "full payment of all",
    "accord and satisfaction",
    "settlement in full",
    "full and complete",
    "without prejudice",
    "under protest",
];
/// What checks drawn abroad or in other money say.
const FOREIGN: [&str; 10] = [
    "canadian funds",
    "canadian dollars",
    "payable in canada",
    "cdn funds",
    "in canadian",
    "pounds sterling",
    "euro",
    "euros",
    "mexican pesos",
    "payable in mexico",
];
/// Codes of currencies, as one word in capitals, read clearly.
const CURRENCIES: [&str; 7] = ["CAD", "CDN", "EUR", "GBP", "MXN", "CHF", "JPY"];
/// How clear a word of a notation must be: a false one holds the payment.
const CLEAR: f32 = 0.6;
/// A phrase may come apart into so many words more than it has.
const MOST_APART: usize = 3;
/// How clear a code of a currency must be.
const VERY_CLEAR: f32 = 0.9;

/// A notation such as "paid in full", as it stands on its line.
pub(super) fn restrictive(lines: &[TextLine]) -> Option<String> {
    first(lines, &RESTRICTIVE)
}

/// Words of another country or currency.
pub(super) fn foreign(lines: &[TextLine]) -> Option<String> {
    let code = |word: &&Word| {
        word.confidence >= VERY_CLEAR && CURRENCIES.contains(&word.text.trim_matches(|c: char| !c.is_alphanumeric()))
    };
    first(lines, &FOREIGN)
        .or_else(|| lines.iter().flat_map(|line| &line.words).find(code).map(|word| word.text.clone()))
}

/// The first phrase that stands on a line: among all its words, where those are clear on the whole, or among the clear
/// ones alone.
fn first(lines: &[TextLine], phrases: &[&str]) -> Option<String> {
    lines.iter().find_map(|line| {
        let clear: Vec<Word> = line.words.iter().filter(|word| word.confidence >= CLEAR).cloned().collect();
        let stands = |phrase: &&&str| holds(&line.words, phrase) || holds(&clear, phrase);
        phrases.iter().find(stands).map(|phrase| (*phrase).to_owned())
    })
}

/// Whether words side by side are the phrase, each as it should be or all in one, however they came apart.
fn holds(words: &[Word], phrase: &str) -> bool {
    let known: Vec<&str> = phrase.split(' ').collect();
    let is_clear = |run: &[Word]| run.iter().map(|word| word.confidence).sum::<f32>() >= CLEAR * run.len() as f32;
    let by_word = |run: &[Word]| run.iter().zip(&known).all(|(word, known)| looks_like(&word.text, known));
    let solid = known.concat();
    let as_one = |run: &[Word]| run.iter().map(|word| plain(&word.text)).collect::<String>() == solid;
    let apart =
        (1..=known.len() + MOST_APART).any(|count| words.windows(count).any(|run| is_clear(run) && as_one(run)));
    apart || words.windows(known.len()).any(|run| is_clear(run) && by_word(run))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Rect;

    fn line(text: &str, confidence: f32) -> Vec<TextLine> {
        let place = |at: u32| Rect::new(at * 50, 0, 40, 20);
        let word = |(at, text): (u32, &str)| Word { text: text.to_owned(), confidence, place: place(at), line: 0 };
        TextLine::of((0..).zip(text.split(' ')).map(word).collect()).into_iter().collect()
    }

    #[test]
    fn notations_are_found() {
        assert_eq!(restrictive(&line("Memo PAID IN FULL", 0.9)).as_deref(), Some("paid in full"));
        assert_eq!(restrictive(&line("Full and final settlement", 0.9)).as_deref(), Some("full and final"));
        assert_eq!(restrictive(&line("Memo paid in July", 0.9)), None);
        assert_eq!(restrictive(&line("paid in full", 0.3)), None);
        assert_eq!(restrictive(&line("PA1D 1N FUI1", 0.9)).as_deref(), Some("paid in full"));
        assert_eq!(restrictive(&line("Paid in ful", 0.9)).as_deref(), Some("paid in full"));
        assert_eq!(restrictive(&line("payment in July", 0.9)), None);
        assert_eq!(restrictive(&line("Memo PAY MENT IN FULL", 0.9)).as_deref(), Some("payment in full"));
        assert_eq!(restrictive(&line("Memo PAIDIN FULL", 0.9)).as_deref(), Some("paid in full"));
    }

    #[test]
    fn one_word_that_is_not_clear_is_told_by_the_others() {
        let mut lines = line("PAYMENT IN FUI1", 0.9);
        lines[0].words[2].confidence = 0.24;
        assert_eq!(restrictive(&lines).as_deref(), Some("payment in full"));
        let mut specked = line("PAID ~ IN FULL", 0.9);
        specked[0].words[1].confidence = 0.2;
        assert_eq!(restrictive(&specked).as_deref(), Some("paid in full"));
    }

    #[test]
    fn foreign_money_is_found() {
        assert_eq!(foreign(&line("pay 100 CAD only", 0.95)).as_deref(), Some("CAD"));
        assert_eq!(foreign(&line("Cad Company", 0.95)), None);
        assert!(foreign(&line("in Canadian Funds", 0.95)).is_some());
        assert_eq!(foreign(&line("US DOLLARS", 0.95)), None);
    }
}
