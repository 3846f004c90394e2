//! The likeliest texts that a network's columns show, of those that a language allows: prefix beam search.
//!
//! Texts are kept as a tree; what two ways of labelling the columns have in common counts for the same text.

use std::collections::HashMap;

use super::columns::{Columns, log_sum};

/// Which texts may come. A state is all that decides how a text may go on.
pub(in crate::reading) trait Language {
    /// How far a text has come.
    type State: Copy;

    /// Before the first character.
    fn start(&self) -> Self::State;

    /// After a class; `None` if it may not come here.
    fn after(&self, state: Self::State, class: usize) -> Option<Self::State>;

    /// Whether a text may end here.
    fn may_end(&self, state: Self::State) -> bool;
}

/// A text with the logarithm of its chance.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::reading) struct Hypothesis {
    /// Its classes.
    pub(in crate::reading) classes: Vec<usize>,
    pub(in crate::reading) log_chance: f32,
}

/// Classes less likely than this at a column are not tried there.
const UNLIKELY: f32 = -14.0;

/// A text in the tree: the text before and the class that follows.
struct Node<S> {
    before: usize,
    class: usize,
    state: S,
}

/// The logarithms of the chances of a text so far: ending in a blank, ending in its last character.
#[derive(Clone, Copy)]
struct Ends {
    blank: f32,
    last: f32,
}

impl Ends {
    const NONE: Self = Self { blank: f32::NEG_INFINITY, last: f32::NEG_INFINITY };

    fn both(self) -> f32 {
        log_sum(self.blank, self.last)
    }
}

/// The likeliest texts, the best first; `width` of them are followed.
pub(in crate::reading) fn search<L: Language>(columns: &Columns, language: &L, width: usize) -> Vec<Hypothesis> {
    let mut tree = Tree { nodes: vec![Node { before: 0, class: 0, state: language.start() }], known: HashMap::new() };
    let mut beam: Vec<(usize, Ends)> = vec![(0, Ends { blank: 0.0, last: f32::NEG_INFINITY })];
    for column in columns.iter() {
        let mut next: Vec<(usize, Ends)> = Vec::with_capacity(4 * beam.len());
        let mut place: HashMap<usize, usize> = HashMap::with_capacity(4 * beam.len());
        let mut ends_of = |next: &mut Vec<(usize, Ends)>, text: usize| {
            *place.entry(text).or_insert_with(|| {
                next.push((text, Ends::NONE));
                next.len() - 1
            })
        };
        for (text, ends) in &beam {
            let Node { class: last, state, .. } = tree.nodes[*text];
            let at = ends_of(&mut next, *text);
            next[at].1.blank = log_sum(next[at].1.blank, ends.both() + column[0]);
            if *text != 0 {
                next[at].1.last = log_sum(next[at].1.last, ends.last + column[last]);
            }
            for (class, log) in column.iter().enumerate().skip(1).filter(|(_, log)| **log > UNLIKELY) {
                let Some(state) = language.after(state, class) else { continue };
                // The same character again needs a blank between.
                let before = if class == last && *text != 0 { ends.blank } else { ends.both() };
                if before > f32::NEG_INFINITY {
                    let longer = tree.after(*text, class, state);
                    let at = ends_of(&mut next, longer);
                    next[at].1.last = log_sum(next[at].1.last, before + log);
                }
            }
        }
        next.sort_by(|a, b| b.1.both().total_cmp(&a.1.both()).then(a.0.cmp(&b.0)));
        next.truncate(width);
        beam = next;
    }
    let whole = beam.iter().filter(|(text, _)| language.may_end(tree.nodes[*text].state));
    whole.map(|(text, ends)| Hypothesis { classes: tree.classes(*text), log_chance: ends.both() }).collect()
}

struct Tree<S> {
    nodes: Vec<Node<S>>,
    known: HashMap<(usize, usize), usize>,
}

impl<S: Copy> Tree<S> {
    /// The text with one more character.
    fn after(&mut self, before: usize, class: usize, state: S) -> usize {
        let nodes = &mut self.nodes;
        *self.known.entry((before, class)).or_insert_with(|| {
            nodes.push(Node { before, class, state });
            nodes.len() - 1
        })
    }

    fn classes(&self, text: usize) -> Vec<usize> {
        let mut classes = Vec::new();
        let mut at = text;
        while at != 0 {
            classes.push(self.nodes[at].class);
            at = self.nodes[at].before;
        }
        classes.reverse();
        classes
    }
}

/// Any text at all.
pub(in crate::reading) struct AnyText;

impl Language for AnyText {
    type State = ();

    fn start(&self) {}

    fn after(&self, (): (), _: usize) -> Option<()> {
        Some(())
    }

    fn may_end(&self, (): ()) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts of one class, an odd number of times.
    struct OddOnes;

    impl Language for OddOnes {
        type State = bool;

        fn start(&self) -> bool {
            false
        }

        fn after(&self, odd: bool, class: usize) -> Option<bool> {
            (class == 1).then_some(!odd)
        }

        fn may_end(&self, odd: bool) -> bool {
            odd
        }
    }

    proptest! {
        #[test]
        fn chances_are_those_of_the_columns(scores in proptest::collection::vec(-3.0f32..3.0, 15)) {
            let columns = Columns::of_scores(&scores, 3);
            let found = search(&columns, &AnyText, 1000);
            for text in &found {
                let wanted = columns.log_chance(0..columns.len(), &text.classes);
                prop_assert!((text.log_chance - wanted).abs() < 1e-3, "{:?} {}", text, wanted);
            }
            let all: f32 = found.iter().map(|text| text.log_chance.exp()).sum();
            prop_assert!((all - 1.0).abs() < 1e-3);
            prop_assert!(found.windows(2).all(|pair| pair[0].log_chance >= pair[1].log_chance));
        }

        #[test]
        fn only_texts_of_the_language_come(scores in proptest::collection::vec(-3.0f32..3.0, 18)) {
            let columns = Columns::of_scores(&scores, 3);
            for text in search(&columns, &OddOnes, 20) {
                prop_assert!(text.classes.iter().all(|class| *class == 1) && text.classes.len() % 2 == 1);
            }
        }
    }

    #[test]
    fn nothing_is_shown_by_no_columns() {
        let none = Columns::of_scores(&[], 0);
        assert_eq!(search(&none, &AnyText, 5), [Hypothesis { classes: vec![], log_chance: 0.0 }]);
        assert_eq!(search(&none, &OddOnes, 5), []);
    }
}
