//! What a network says, column by column, and how likely that makes a line (connectionist temporal classification):
//! class 0 is the blank, a class that goes on over several columns is one character.

use std::ops::Range;

/// The class between characters.
const BLANK: usize = 0;

/// The logarithms of the chances of every class at every column.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::reading) struct Columns {
    classes: usize,
    logs: Vec<f32>,
}

/// A character that the network shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::reading) struct Found {
    pub(in crate::reading) class: usize,
    /// The middle of its columns.
    pub(in crate::reading) column: f32,
}

/// A class that is the best over some columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::reading) struct Run {
    pub(in crate::reading) class: usize,
    pub(in crate::reading) columns: Range<usize>,
}

impl Columns {
    /// From scores that are not normalised, column by column.
    pub(in crate::reading) fn of_scores(scores: &[f32], classes: usize) -> Self {
        let mut logs = Vec::with_capacity(scores.len());
        for column in scores.chunks_exact(classes.max(1)) {
            let most = column.iter().copied().fold(f32::MIN, f32::max);
            let whole = most + column.iter().map(|score| (score - most).exp()).sum::<f32>().ln();
            logs.extend(column.iter().map(|score| score - whole));
        }
        Self { classes, logs }
    }

    /// The logarithms of one column after the other.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[f32]> {
        self.logs.chunks_exact(self.classes.max(1))
    }

    /// With other classes: `target` tells which class one becomes part of.
    pub(in crate::reading) fn folded(&self, classes: usize, target: impl Fn(usize) -> usize) -> Self {
        let mut logs = Vec::with_capacity(self.len() * classes);
        for column in self.iter() {
            let start = logs.len();
            logs.resize(start + classes, f32::NEG_INFINITY);
            for (class, log) in column.iter().enumerate() {
                if let Some(sum) = logs[start..].get_mut(target(class)) {
                    *sum = log_sum(*sum, *log);
                }
            }
        }
        Self { classes, logs }
    }

    /// The logarithm of the chance of a class at a column.
    pub(in crate::reading) fn log(&self, column: usize, class: usize) -> f32 {
        self.logs.get(column * self.classes + class).copied().unwrap_or(f32::NEG_INFINITY)
    }

    /// How many columns there are.
    pub(in crate::reading) fn len(&self) -> usize {
        self.logs.len() / self.classes.max(1)
    }

    /// The best class of each column, repeats and blanks left out.
    pub(in crate::reading) fn best(&self) -> Vec<Found> {
        let found = |Run { class, columns }| Found { class, column: (columns.start + columns.end - 1) as f32 / 2.0 };
        self.runs(|_| true).into_iter().map(found).collect()
    }

    /// Where each class is the best of those allowed, blanks left out.
    pub(in crate::reading) fn runs(&self, allowed: impl Fn(usize) -> bool) -> Vec<Run> {
        let allowed: Vec<usize> = (0..self.classes).filter(|class| *class == BLANK || allowed(*class)).collect();
        let best = |column: &[f32]| {
            let classes = allowed.iter().copied();
            classes.max_by(|a, b| column[*a].total_cmp(&column[*b])).unwrap_or(BLANK)
        };
        let all: Vec<usize> = self.logs.chunks_exact(self.classes.max(1)).map(best).collect();
        let mut at = 0;
        let mut runs = Vec::new();
        for run in all.chunk_by(|a, b| a == b) {
            if run[0] != BLANK {
                runs.push(Run { class: run[0], columns: at..at + run.len() });
            }
            at += run.len();
        }
        runs
    }

    /// The logarithm of the chance that some columns show just these classes, one after the other.
    pub(in crate::reading) fn log_chance(&self, columns: Range<usize>, classes: &[usize]) -> f32 {
        // States: a blank before, between and behind the classes; `ends[n]` is the chance to be in state n so far.
        let state = |n: usize| if n.is_multiple_of(2) { BLANK } else { classes[n / 2] };
        let count = 2 * classes.len() + 1;
        let mut ends = vec![f32::NEG_INFINITY; count];
        ends[0] = 0.0;
        for column in columns.filter_map(|x| self.logs.get(x * self.classes..(x + 1) * self.classes)) {
            for n in (0..count).rev() {
                let step = if n > 0 { ends[n - 1] } else { f32::NEG_INFINITY };
                let skips = n > 1 && n % 2 == 1 && classes[n / 2] != classes[n / 2 - 1];
                let skip = if skips { ends[n - 2] } else { f32::NEG_INFINITY };
                let shown = column.get(state(n)).copied().unwrap_or(f32::NEG_INFINITY);
                ends[n] = log_sum(log_sum(ends[n], step), skip) + shown;
            }
        }
        let before_last = if count > 1 { ends[count - 2] } else { f32::NEG_INFINITY };
        log_sum(ends[count - 1], before_last)
    }
}

/// ln(e^a + e^b).
pub(super) fn log_sum(a: f32, b: f32) -> f32 {
    let (more, less) = if a > b { (a, b) } else { (b, a) };
    if less == f32::NEG_INFINITY { more } else { more + (less - more).exp().ln_1p() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Adds up every way to label the columns that shows just these classes.
    fn by_counting(columns: &Columns, classes: &[usize]) -> f32 {
        let (count, of) = (columns.len(), columns.classes);
        let mut chance = 0.0;
        for way in 0..of.pow(count as u32) {
            let labels: Vec<usize> = (0..count).map(|x| way / of.pow(x as u32) % of).collect();
            let shown: Vec<usize> = labels.chunk_by(|a, b| a == b).map(|run| run[0]).filter(|c| *c != BLANK).collect();
            if shown == classes {
                chance += labels.iter().enumerate().map(|(x, c)| columns.logs[x * of + c]).sum::<f32>().exp();
            }
        }
        chance
    }

    proptest! {
        #[test]
        fn chances_add_up_all_ways(
            scores in proptest::collection::vec(-3.0f32..3.0, 15),
            classes in proptest::collection::vec(1usize..3, 0..4),
        ) {
            let columns = Columns::of_scores(&scores, 3);
            let wanted = by_counting(&columns, &classes);
            prop_assert!((columns.log_chance(0..columns.len(), &classes).exp() - wanted).abs() < 1e-4);
        }
    }

    #[test]
    fn repeats_are_one_character_unless_a_blank_parts_them() {
        let sure = |class: usize| (0..3).map(move |n| if n == class { 9.0 } else { 0.0 });
        let scores: Vec<f32> = [0, 1, 1, 0, 1, 2, 2, 2].into_iter().flat_map(sure).collect();
        let columns = Columns::of_scores(&scores, 3);
        let found: Vec<(usize, f32)> = columns.best().iter().map(|found| (found.class, found.column)).collect();
        assert_eq!(found, [(1, 1.5), (1, 4.0), (2, 6.0)]);
        assert!(columns.log_chance(0..8, &[1, 1, 2]) > -0.1);
        assert!(columns.log_chance(0..8, &[1, 2]) < -5.0);
    }

    #[test]
    fn classes_that_are_folded_add_up() {
        let columns = Columns::of_scores(&[0.0, 1.0, 2.0, 3.0, 0.5, 0.5], 3);
        let folded = columns.folded(2, |class| class.min(1));
        for (column, folded) in columns.iter().zip(folded.iter()) {
            assert!((folded[0] - column[0]).abs() < 1e-6);
            assert!((folded[1].exp() - column[1].exp() - column[2].exp()).abs() < 1e-5);
        }
    }

    #[test]
    fn nothing_is_shown_by_no_columns() {
        let columns = Columns::of_scores(&[], 0);
        assert!(columns.best().is_empty());
        assert_eq!(columns.log_chance(0..0, &[]), 0.0);
        assert_eq!(columns.log_chance(0..4, &[1]), f32::NEG_INFINITY);
    }
}
