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
