//! Comparing printed words with known ones: captions are small and often a letter off.

use strsim::levenshtein;

use crate::reading::text::Word;

/// Letters and digits of a word, in lower case.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a word is the known one, perhaps with one letter misread (of four or more).
pub(super) fn is(word: &str, known: &str) -> bool {
    let word = plain(word);
    word == known || (known.len() >= 4 && word.len() >= 4 && levenshtein(&word, known) <= 1)
}

/// Whether a word is the known one as [`is`] says, or would be but for letters that look alike or one that was lost.
pub(super) fn looks_like(word: &str, known: &str) -> bool {
    let (alike, known_alike) = (without_look_alikes(word), without_look_alikes(known));
    is(word, known) || is(&alike, &known_alike) || lacks_a_letter(&alike, &known_alike)
}

/// Whether a word is the known one (of four letters or more) but for a letter that was lost, as in `ful`.
fn lacks_a_letter(word: &str, known: &str) -> bool {
    let word = plain(word);
    known.len() >= 4 && word.len() + 1 == known.len() && levenshtein(&word, known) == 1
}

/// The word with one letter or digit for all that look like it.
fn without_look_alikes(word: &str) -> String {
    let one = |c: char| match c.to_ascii_lowercase() {
        'i' | '1' | '|' | '!' => 'l',
        '0' => 'o',
        '5' => 's',
        '8' => 'b',
        c => c,
    };
    word.chars().map(one).collect()
}

/// Whether a word is one of the known ones.
pub(super) fn is_one_of(word: &str, known: &[&str]) -> bool {
    known.iter().any(|known| is(word, known))
}

/// Whether the words, in order and side by side, hold the phrase.
pub(super) fn hold(words: &[Word], phrase: &str) -> bool {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    words.windows(phrase.len()).any(|run| run.iter().zip(&phrase).all(|(word, known)| is(&word.text, known)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Rect;

    #[test]
    fn a_letter_off_is_the_same_word() {
        assert!(is("Memo:", "memo") && is("ORDFR", "order") && is("Cashier's", "cashiers"));
        assert!(!is("far", "for") && !is("ordered", "order") && !is("", "memo"));
    }

    #[test]
    fn phrases_are_found_in_order() {
        let word = |text: &str| Word { text: text.to_owned(), confidence: 1.0, place: Rect::default(), line: 0 };
        let words: Vec<Word> = "Marked PAID IN FULL.".split(' ').map(word).collect();
        assert!(hold(&words, "paid in full"));
        assert!(!hold(&words, "full in paid"));
        assert!(!hold(&words[..2], "paid in full"));
    }
}
