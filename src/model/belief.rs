//! What an image makes likely an amount to be.

use super::Money;

/// Amounts that are kept, and the least chance of one.
const MOST: usize = 8;
const LEAST: f32 = 1e-7;

/// Chances of amounts, the likeliest first; what is missing to 1 is the chance of all others.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Belief {
    amounts: Vec<(Money, f32)>,
}

impl Belief {
    /// From chances that add up to at most 1; those of the same amount are added.
    #[must_use]
    pub fn of(chances: impl IntoIterator<Item = (Money, f32)>) -> Self {
        let mut amounts: Vec<(Money, f32)> = Vec::new();
        for (amount, chance) in chances {
            match amounts.iter_mut().find(|(known, _)| *known == amount) {
                Some((_, sum)) => *sum += chance,
                None => amounts.push((amount, chance)),
            }
        }
        amounts.retain(|(_, chance)| *chance >= LEAST);
        amounts.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        amounts.truncate(MOST);
        Self { amounts }
    }

    /// The likeliest amount and its chance.
    #[must_use]
    pub fn best(&self) -> Option<(Money, f32)> {
        self.amounts.first().copied()
    }

    /// The chance of an amount.
    #[must_use]
    pub fn chance(&self, amount: Money) -> f32 {
        self.amounts.iter().find(|(known, _)| *known == amount).map_or(0.0, |(_, chance)| *chance)
    }

    /// Every amount with its chance, the likeliest first.
    #[must_use]
    pub fn amounts(&self) -> &[(Money, f32)] {
        &self.amounts
    }

    /// The chance of all other amounts together.
    #[must_use]
    pub fn rest(&self) -> f32 {
        (1.0 - self.amounts.iter().map(|(_, chance)| chance).sum::<f32>()).max(0.0)
    }

    /// The same once it is known which amounts are expected: each of those is so many times likelier than it was.
    #[must_use]
    pub fn expecting(&self, expected: &[Money], times: f32) -> Self {
        let weigh = |(amount, chance): &(Money, f32)| {
            (*amount, if expected.contains(amount) { chance * times } else { *chance })
        };
        let weights: Vec<(Money, f32)> = self.amounts.iter().map(weigh).collect();
        let whole = self.rest() + weights.iter().map(|(_, weight)| weight).sum::<f32>();
        Self::of(weights.into_iter().map(|(amount, weight)| (amount, weight / whole.max(f32::MIN_POSITIVE))))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn belief(chances: &[(i64, f32)]) -> Belief {
        Belief::of(chances.iter().map(|(cents, chance)| (Money::from_cents(*cents), *chance)))
    }

    fn best(belief: &Belief) -> (i64, f32) {
        belief.best().map_or((0, 0.0), |(amount, chance)| (amount.cents(), chance))
    }

    #[test]
    fn chances_of_the_same_amount_are_added_and_the_likeliest_comes_first() {
        let all = belief(&[(100, 0.2), (200, 0.3), (100, 0.25)]);
        assert_eq!(all.amounts().iter().map(|(amount, _)| amount.cents()).collect::<Vec<_>>(), [100, 200]);
        assert!((all.chance(Money::from_cents(100)) - 0.45).abs() < 1e-6 && (all.rest() - 0.25).abs() < 1e-6);
        assert_eq!(all.chance(Money::from_cents(300)), 0.0);
    }

    #[test]
    fn an_expected_amount_needs_support() {
        let money = [Money::from_cents(12_345)];
        let supported = belief(&[(12_345, 0.99), (12_845, 0.005)]).expecting(&money, 20.0);
        assert!(best(&supported).1 > 0.999);
        let other = belief(&[(12_845, 0.99), (12_345, 0.001)]).expecting(&money, 20.0);
        assert_eq!(best(&other).0, 12_845);
        assert_eq!(belief(&[(12_845, 0.9)]).expecting(&money, 20.0), belief(&[(12_845, 0.9)]));
    }

    proptest! {
        #[test]
        fn chances_never_add_up_to_more_than_one(
            chances in proptest::collection::vec((1i64..50, 0.0f32..0.2), 0..5), expected in 1i64..50,
        ) {
            let expecting = belief(&chances).expecting(&[Money::from_cents(expected)], 20.0);
            prop_assert!(expecting.amounts().iter().map(|(_, chance)| chance).sum::<f32>() <= 1.0001, "{:?}", expecting);
        }
    }
}
