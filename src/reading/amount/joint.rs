//! What figures and words together make likely.
//!
//! A witness may be quite wrong whatever it says, so none is trusted wholly; what is left is spread over all amounts
//! there are. Figures and words were written and are read independently of each other, but for the cents: those are
//! digits in both, in the same hand.

use crate::model::{Belief, Money};

/// How far figures and words are trusted: of what each alone is sure of, so much is right.
const FIGURES: f32 = 0.998;
const WORDS: f32 = 0.99;
/// The chance of one amount before anything was seen: payments are of about so many different amounts.
const ANY: f32 = 1e-6;
/// How independent the cents of words are of the figures.
const CENTS: f32 = 0.5;

/// What figures and words make likely; one of them may be missing.
pub(super) fn joint(figures: Option<&Belief>, words: Option<&Belief>) -> Belief {
    let seen = |trust: f32, chance: f32| trust * chance + (1.0 - trust) * ANY;
    let of_figures = |amount| figures.map_or(ANY, |belief| seen(FIGURES, belief.chance(amount)));
    let of_words = |amount| words.map_or(ANY, |belief| seen(WORDS, with_doubtful_cents(belief, amount)));
    let mut known: Vec<Money> =
        figures.into_iter().chain(words).flat_map(Belief::amounts).map(|(amount, _)| *amount).collect();
    known.sort_unstable();
    known.dedup();
    let weights: Vec<(Money, f32)> = known.into_iter().map(|a| (a, of_figures(a) * of_words(a) / ANY)).collect();
    // All amounts that neither has named.
    let unnamed = |trust: f32, belief: Option<&Belief>| belief.map_or(1.0, |b| trust * b.rest() + 1.0 - trust);
    let others = unnamed(FIGURES, figures) * unnamed(WORDS, words);
    let whole = others + weights.iter().map(|(_, weight)| weight).sum::<f32>();
    Belief::of(weights.into_iter().map(|(amount, weight)| (amount, weight / whole)))
}

/// The chance of an amount where its cents count less than its dollars.
fn with_doubtful_cents(belief: &Belief, amount: Money) -> f32 {
    let whole = |amount: Money| amount.cents().div_euclid(100);
    let same = belief.amounts().iter().filter(|(known, _)| whole(*known) == whole(amount));
    let dollars: f32 = same.map(|(_, chance)| chance).sum();
    if dollars > 0.0 { dollars * (belief.chance(amount) / dollars).powf(CENTS) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn belief(chances: &[(i64, f32)]) -> Belief {
        Belief::of(chances.iter().map(|(cents, chance)| (Money::from_cents(*cents), *chance)))
    }

    fn best(belief: &Belief) -> (i64, f32) {
        belief.best().map_or((0, 0.0), |(amount, chance)| (amount.cents(), chance))
    }

    #[test]
    fn two_that_agree_are_surer_than_one() {
        let (figures, words) = (belief(&[(12_345, 0.9), (12_845, 0.1)]), belief(&[(12_345, 0.8), (99_945, 0.2)]));
        let one = best(&joint(Some(&figures), None));
        assert!(one.0 == 12_345 && (0.89..0.9).contains(&one.1), "{one:?}");
        let both = best(&joint(Some(&figures), Some(&words)));
        assert!(both.0 == 12_345 && both.1 > 0.9999, "{both:?}");
    }

    #[test]
    fn one_alone_is_never_trusted_wholly() {
        let sure = belief(&[(12_345, 1.0)]);
        assert!(best(&joint(Some(&sure), None)).1 < 0.9985);
        assert!(best(&joint(None, Some(&sure))).1 < 0.9925);
        assert_eq!(joint(None, None), Belief::default());
    }

    #[test]
    fn two_that_differ_are_not_sure() {
        let both = joint(Some(&belief(&[(12_345, 0.999)])), Some(&belief(&[(12_845, 0.999)])));
        assert!(best(&both).1 < 0.9, "{both:?}");
    }

    #[test]
    fn cents_of_words_count_less_than_their_dollars() {
        let figures = belief(&[(12_345, 0.5), (12_349, 0.5)]);
        let cents = joint(Some(&figures), Some(&belief(&[(12_345, 0.99), (12_349, 0.01)])));
        let figures = belief(&[(12_345, 0.5), (12_845, 0.5)]);
        let dollars = joint(Some(&figures), Some(&belief(&[(12_345, 0.99), (12_845, 0.01)])));
        assert!(best(&cents).1 < 0.92 && best(&dollars).1 > 0.98, "{cents:?} {dollars:?}");
    }
}
