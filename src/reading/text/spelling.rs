//! From what the network says, column by column, to words and how sure each is.

use std::ops::Range;

use super::Characters;
use crate::reading::network::{Columns, Run};

/// The classes: after the blank all visible characters of ASCII in their order, then the space.
const FIRST: u8 = b'!';
const LAST: u8 = b'~';
const SPACE: usize = (LAST - FIRST) as usize + 2;
/// The characters of an amount in figures.
const AMOUNT: &str = "0123456789.,$*-/ ";

/// A word as the network spells it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spelt {
    pub(super) text: String,
    /// From the middle of the gap before it to that of the one behind it.
    pub(super) columns: Range<f32>,
    /// How probably it says just this.
    pub(super) chance: f32,
}

/// Characters that only their size or their neighbours tell apart: the first of each stands for all.
const ALIKE: [&str; 8] = ["cC", "oO0", "sS", "uU", "vV", "wW", "xX", "zZ"];

/// The words that the columns show most likely.
pub(super) fn words(columns: &Columns, characters: Characters) -> Vec<Spelt> {
    match characters {
        Characters::Any => {
            let folded = columns.folded(SPACE + 1, |class| stand_in(class).unwrap_or(class));
            spelt(&folded, |_| true, |runs| put_apart(columns, runs))
        }
        Characters::Amount => {
            let allowed = |class| character(class).is_none_or(|character| AMOUNT.contains(character));
            spelt(columns, allowed, |runs| runs.iter().filter_map(|run| character(run.class)).collect())
        }
    }
}

fn spelt(columns: &Columns, allowed: impl Fn(usize) -> bool, text: impl Fn(&[Run]) -> String) -> Vec<Spelt> {
    let runs = columns.runs(allowed);
    let groups: Vec<&[Run]> = runs.split(|run| run.class == SPACE).filter(|group| !group.is_empty()).collect();
    let word = |at: usize| {
        let group = groups[at];
        let (start, end) = (group[0].columns.start, group[group.len() - 1].columns.end);
        let before = at.checked_sub(1).and_then(|before| groups[before].last()).map(|run| run.columns.end);
        let behind = groups.get(at + 1).map(|behind| behind[0].columns.start);
        let space = |beside: Option<usize>| beside.map(|_| SPACE);
        let shown = group.iter().map(|run| run.class);
        let classes: Vec<usize> = space(before).into_iter().chain(shown).chain(space(behind)).collect();
        let middle = |one: usize, other: usize| (one + other) as f32 / 2.0;
        let last = columns.len();
        Spelt {
            text: text(group),
            columns: before.map_or(0.0, |before| middle(before, start))..behind.map_or(last as f32, |x| middle(end, x)),
            chance: columns.log_chance(before.unwrap_or(0)..behind.unwrap_or(last), &classes).exp(),
        }
    };
    (0..groups.len()).map(word).collect()
}

/// The class that stands for one of several alike.
fn stand_in(class: usize) -> Option<usize> {
    let character = character(class)?;
    let alike = ALIKE.iter().find(|alike| alike.contains(character))?;
    Some(usize::from(alike.as_bytes()[0] - FIRST) + 1)
}

/// The characters of a word, of those alike the one that goes with the rest of the word.
fn put_apart(columns: &Columns, runs: &[Run]) -> String {
    let shown: Vec<char> = runs.iter().filter_map(|run| character(run.class)).collect();
    let alike = |c: char| ALIKE.iter().find(|alike| alike.starts_with(c));
    let certain = || shown.iter().skip(1).filter(|c| alike(**c).is_none());
    let (large, small) = (certain().any(char::is_ascii_uppercase), certain().any(char::is_ascii_lowercase));
    let letters = shown.iter().any(|c| c.is_ascii_alphabetic() && alike(*c).is_none());
    let digits = shown.iter().any(char::is_ascii_digit);
    let one = |(at, (run, c)): (usize, (&Run, &char))| {
        let Some(alike) = alike(*c) else { return *c };
        let fits = |c: &char| match c {
            '0' => !letters,
            _ if digits && !letters => !alike.contains('0'),
            'A'..='Z' => large || !small || at == 0,
            _ => !large,
        };
        let likeliest = |a: &char, b: &char| likelihood(columns, run, *a).total_cmp(&likelihood(columns, run, *b));
        alike.chars().filter(fits).max_by(likeliest).unwrap_or(*c)
    };
    runs.iter().zip(&shown).enumerate().map(one).collect()
}

/// How likely some columns show a character, in logarithms.
fn likelihood(columns: &Columns, run: &Run, character: char) -> f32 {
    let class = usize::from(character as u8 - FIRST) + 1;
    run.columns.clone().map(|column| columns.log(column, class)).fold(f32::NEG_INFINITY, f32::max)
}

/// What a class stands for; nothing for the blank.
fn character(class: usize) -> Option<char> {
    let code = u8::try_from(class).ok()?.checked_sub(1)?;
    match FIRST.checked_add(code)? {
        visible @ FIRST..=LAST => Some(char::from(visible)),
        _ => (class == SPACE).then_some(' '),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CLASSES: usize = SPACE + 1;

    /// Columns that show a text, `_` for the blank.
    fn columns(text: &str) -> Columns {
        let class = |c: char| match c {
            '_' => 0,
            ' ' => SPACE,
            other => other as usize - usize::from(FIRST) + 1,
        };
        let scores: Vec<f32> =
            text.chars().flat_map(|c| (0..CLASSES).map(move |n| if n == class(c) { 12.0 } else { 0.0 })).collect();
        Columns::of_scores(&scores, CLASSES)
    }

    #[test]
    fn words_are_parted_at_spaces() {
        let found = words(&columns("__PP_a_yy__ __t_oo_o__"), Characters::Any);
        let texts: Vec<&str> = found.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["Pay", "too"]);
        assert!(found.iter().all(|word| word.chance > 0.98), "{found:?}");
        assert_eq!((found[0].columns.clone(), found[1].columns.clone()), (0.0..11.5, 11.5..22.0));
    }

    #[test]
    fn characters_alike_go_with_the_rest_of_their_word() {
        for (shown, read) in [
            ("B_r_0_O_k", "Brook"),
            ("2_0_O_26", "20026"),
            ("E_X_c_h", "Exch"),
            ("T_w_O", "TwO"),
            ("C_o", "Co"),
            ("S_I_X_T_Y", "SIXTY"),
            ("s_I_x_T", "SIXT"),
        ] {
            assert_eq!(words(&columns(shown), Characters::Any)[0].text, read, "{shown}");
        }
    }

    #[test]
    fn other_characters_than_those_of_amounts_do_not_come() {
        let mut scores = vec![0.0; 3 * CLASSES];
        // An S that may be a 5.
        scores[0] = 9.0;
        scores[CLASSES + usize::from(b'S' - FIRST) + 1] = 9.0;
        scores[CLASSES + usize::from(b'5' - FIRST) + 1] = 7.0;
        scores[2 * CLASSES] = 9.0;
        let columns = Columns::of_scores(&scores, CLASSES);
        let read = |characters| {
            words(&columns, characters).into_iter().map(|word| (word.text, word.chance)).collect::<Vec<_>>()
        };
        assert_eq!(read(Characters::Any)[0].0, "S");
        let amount = &read(Characters::Amount)[0];
        assert_eq!(amount.0, "5");
        assert!(amount.1 < 0.2, "{amount:?}");
    }

    #[test]
    fn nothing_is_spelt_by_no_columns() {
        assert_eq!(words(&Columns::of_scores(&[], CLASSES), Characters::Any), []);
        assert_eq!(words(&columns("_  _"), Characters::Any), []);
    }

    proptest! {
        #[test]
        fn any_columns_are_spelt(scores in proptest::collection::vec(-9.0f32..9.0, 0..20 * CLASSES)) {
            let columns = Columns::of_scores(&scores, CLASSES);
            for word in words(&columns, Characters::Any) {
                prop_assert!(!word.text.is_empty() && !word.text.contains(' '));
                prop_assert!((0.0..=1.001).contains(&word.chance));
                prop_assert!(word.columns.start < word.columns.end && word.columns.end <= columns.len() as f32);
            }
        }
    }
}
