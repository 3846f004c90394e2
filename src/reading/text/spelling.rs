//! From what the network says, column by column, to words and how sure each is.

use std::ops::Range;

use super::Characters;
use crate::reading::network::Columns;

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

/// The words that the columns show most likely.
pub(super) fn words(columns: &Columns, characters: Characters) -> Vec<Spelt> {
    let allowed = |class: usize| match characters {
        Characters::Any => true,
        Characters::Amount => character(class).is_none_or(|character| AMOUNT.contains(character)),
    };
    let runs = columns.runs(allowed);
    let groups: Vec<_> = runs.split(|run| run.class == SPACE).filter(|group| !group.is_empty()).collect();
    let mut words = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let [first, .., last] = [&group[0], &group[group.len() - 1]];
        let before = at.checked_sub(1).map(|before| groups[before][groups[before].len() - 1].columns.end);
        let behind = groups.get(at + 1).map(|behind| behind[0].columns.start);
        let classes = (before.map(|_| SPACE).into_iter())
            .chain(group.iter().map(|run| run.class))
            .chain(behind.map(|_| SPACE))
            .collect::<Vec<_>>();
        let whole = before.unwrap_or(0)..behind.unwrap_or(columns.len());
        let middle = |one: usize, other: usize| (one + other) as f32 / 2.0;
        words.push(Spelt {
            text: group.iter().filter_map(|run| character(run.class)).collect(),
            columns: before.map_or(0.0, |before| middle(before, first.columns.start))
                ..behind.map_or(columns.len() as f32, |behind| middle(last.columns.end, behind)),
            chance: columns.log_chance(whole, &classes).exp(),
        });
    }
    words
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
        let scores: Vec<f32> = text.chars().flat_map(|c| (0..CLASSES).map(move |n| if n == class(c) { 12.0 } else { 0.0 })).collect();
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
    fn other_characters_than_those_of_amounts_do_not_come() {
        let mut scores = vec![0.0; 3 * CLASSES];
        // An S that may be a 5.
        scores[0] = 9.0;
        scores[CLASSES + usize::from(b'S' - FIRST) + 1] = 9.0;
        scores[CLASSES + usize::from(b'5' - FIRST) + 1] = 7.0;
        scores[2 * CLASSES] = 9.0;
        let columns = Columns::of_scores(&scores, CLASSES);
        let read = |characters| words(&columns, characters).into_iter().map(|word| (word.text, word.chance)).collect::<Vec<_>>();
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
