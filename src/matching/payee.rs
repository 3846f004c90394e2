//! Whether a payee as written can be one of those that the lockbox accepts.
//!
//! Payers write names in many ways, so only a clearly different payee is refused.

use strsim::{jaro_winkler, normalized_levenshtein};

/// Letters of the shortest part of a name that tells it.
const SHORTEST: usize = 4;
/// Which share of two whole names must be the same, letter by letter.
const LIKE_NAMES: f64 = 0.7;
/// The same of a name and the beginning of one: writing is read only in part now and then.
const LIKE_BEGINNING: f64 = 0.85;
/// How alike two words must be.
const LIKE_WORDS: f64 = 0.88;
/// Which share of the letters of an accepted name must be found.
const SHARE: f64 = 0.6;

pub(super) fn is_acceptable(payee: &str, accepted: &[String]) -> bool {
    let words = words(payee);
    words.is_empty() || accepted.is_empty() || accepted.iter().any(|name| alike(&words, name))
}

/// Whether two names of people or firms are alike: enough words of one are found in the other.
pub(super) fn names_agree(first: &str, second: &str) -> bool {
    let (first, second) = (words(first), words(second));
    let found = |word: &String| second.iter().any(|other| like_word(word, other));
    let shared = first.iter().filter(|word| word.len() > 1 && found(word)).count();
    shared >= 2 || (shared == 1 && (first.len() == 1 || second.len() == 1))
}

fn alike(payee: &[String], name: &str) -> bool {
    let name = words(name);
    let (written, wanted) = (payee.concat(), name.concat());
    if wanted.is_empty() || written.contains(&wanted) || (written.len() >= SHORTEST && wanted.contains(&written)) {
        return true;
    }
    if written.len() >= SHORTEST && begins_like(&wanted, &written) {
        return true;
    }
    // Writing is read in part now and then, its words in another order.
    if name.get(..payee.len()).is_some_and(|beginning| payee.iter().all(|word| beginning.contains(word))) {
        return true;
    }
    let initials: String = name.iter().filter_map(|word| word.chars().next()).collect();
    if (name.len() > 1 && written == initials) || normalized_levenshtein(&written, &wanted) >= LIKE_NAMES {
        return true;
    }
    let found = |word: &&String| payee.iter().any(|other| like_word(word, other));
    let letters: usize = name.iter().filter(found).map(String::len).sum();
    #[expect(clippy::cast_precision_loss, reason = "names are short")]
    let share = letters as f64 / wanted.len() as f64;
    share > SHARE
}

fn begins_like(name: &str, beginning: &str) -> bool {
    let same_length: String = name.chars().take(beginning.chars().count()).collect();
    normalized_levenshtein(&same_length, beginning) >= LIKE_BEGINNING
}

fn like_word(first: &str, second: &str) -> bool {
    first == second || (first.len() > 2 && second.len() > 2 && jaro_winkler(first, second) >= LIKE_WORDS)
}

/// Lower-case words of letters and digits, without those that say nothing.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let parts = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts
        .filter(|part| !matches!(*part, "the" | "of" | "and" | "inc" | "llc" | "to" | "order"))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clearly_different_payee_is_refused() {
        let accepted = ["Health Connector".to_owned(), "Commonwealth Health Insurance Connector Authority".to_owned()];
        for good in [
            "Health Connector",
            "MA Health Connector",
            "HEALTH CONNECTOR, INC.",
            "Helth Conector",
            "Health Conn",
            "Heaith Co",
            "HEALTHCONNECTOR",
            "the health connector of massachusetts",
            "H C",
            "Connector Health",
            "Insurance Commonwealth Health",
            "Commonwealth Health Ins. Connector",
            "HFALTE CONMECTOP",
            "~ .",
            "",
        ] {
            assert!(is_acceptable(good, &accepted), "{good}");
        }
        for bad in [
            "City Water Department",
            "John Smith",
            "Health Club of Boston",
            "Health Club",
            "Connector Club",
            "Commonwealth Insurance",
            "Health Authority",
            "Heat",
            "Verizon",
            "Cash",
            "Health Department",
            "Internal Revenue",
        ] {
            assert!(!is_acceptable(bad, &accepted), "{bad}");
        }
        assert!(is_acceptable("John Smith", &[]));
    }

    #[test]
    fn names_of_people() {
        assert!(names_agree("MARIA T LOPEZ", "Lopez, Maria"));
        assert!(!names_agree("Maria Lopez", "Maria Gomez"));
        assert!(!names_agree("", "Maria Gomez"));
    }
}
