//! The amount in figures as a network reads it: no digit is cut out, so touching, raised and underlined ones are read
//! like others.
//!
//! The network gives a chance to every text; texts that say the same amount add up.

use std::sync::LazyLock;

use super::courtesy;
use crate::model::{Belief, Money};
use crate::raster::Gray;
use crate::reading::network::{AnyText, Columns, Hypothesis, Network, Strip, search};

/// The network's classes after the blank. `'` stands before cents that are set off from the dollars, as raised or
/// underlined ones; `-` for any stroke that fills the field.
const ALPHABET: &str = "0123456789.,-/$*x#no&' ";
/// The longest strip that is read, in columns.
const WIDEST: usize = 640;
/// How many texts are followed.
const TEXTS: usize = 24;
/// The looks at figures: as they are, and narrower.
const LOOKS: [f32; 2] = [1.0, 0.85];
/// How much what the looks say together counts, and the chance that one gives to what it has not seen. With more temper
/// held-out figures are wrong as often as the chances say, but too many are then taken for an expected amount a digit off.
const TEMPER: f32 = 1.1;
const UNSEEN: f32 = 0.001;

/// The network; `training/` tells how it came about.
static NETWORK: LazyLock<Option<Network>> = LazyLock::new(|| Network::parse(include_bytes!("figures.weights")));

/// What the figures in a crop say, as far as the network can tell; `None` if there is nothing to be read.
pub(in crate::reading) fn read(crop: &Gray) -> Option<Belief> {
    read_with(NETWORK.as_ref()?, crop)
}

/// The same with any network.
pub(super) fn read_with(network: &Network, crop: &Gray) -> Option<Belief> {
    let looks: Vec<Belief> = LOOKS.iter().filter_map(|wider| look(network, crop, *wider)).collect();
    (!looks.is_empty()).then(|| together(&looks))
}

/// What several looks say together: their chances multiplied, so that what one sees alone is never sure.
fn together(looks: &[Belief]) -> Belief {
    let weight = |chance: &dyn Fn(&Belief) -> f32| {
        let logs: f32 = looks.iter().map(|look| (chance(look) + UNSEEN).ln()).sum();
        (logs * TEMPER / looks.len().max(1) as f32).exp()
    };
    let mut known: Vec<Money> = looks.iter().flat_map(Belief::amounts).map(|(amount, _)| *amount).collect();
    known.sort_unstable();
    known.dedup();
    let weights: Vec<(Money, f32)> = known.into_iter().map(|a| (a, weight(&|look| look.chance(a)))).collect();
    let whole = weight(&Belief::rest) + weights.iter().map(|(_, weight)| weight).sum::<f32>();
    Belief::of(weights.into_iter().map(|(amount, weight)| (amount, weight / whole)))
}

fn look(network: &Network, crop: &Gray, wider: f32) -> Option<Belief> {
    let said = texts_with(network, crop, wider);
    let amounts = said.iter().filter_map(|(text, chance)| amount(text).map(|amount| (amount, *chance)));
    (!said.is_empty()).then(|| Belief::of(amounts))
}

/// The likeliest texts in a crop with their chances.
pub(in crate::reading) fn texts(crop: &Gray) -> Vec<(String, f32)> {
    NETWORK.as_ref().map_or_else(Vec::new, |network| texts_with(network, crop, 1.0))
}

/// The same with any network, as a strip so many times wider.
pub(super) fn texts_with(network: &Network, crop: &Gray, wider: f32) -> Vec<(String, f32)> {
    let said = columns(network, crop, wider).map_or_else(Vec::new, |columns| search(&columns, &AnyText, TEXTS));
    said.iter().map(|text| (spelt(text), text.log_chance.exp())).collect()
}

fn columns(network: &Network, crop: &Gray, wider: f32) -> Option<Columns> {
    Some(network.read(Strip::wider(crop, WIDEST, wider)?.map()))
}

fn spelt(text: &Hypothesis) -> String {
    text.classes.iter().filter_map(|class| ALPHABET.chars().nth(class.checked_sub(1)?)).collect()
}

/// The amount that a text of figures says; `None` of one without cents or with odd grouping: a digit may be missing.
pub(super) fn amount(text: &str) -> Option<Money> {
    let filler = |c: char| matches!(c, '$' | '*' | '#' | '-' | ' ');
    let text = text.trim_start_matches(filler).trim_end_matches(['*', '#', '-', ' ']);
    let (dollars, cents) = set_off(text).or_else(|| fraction(text)).or_else(|| pointed(text))?;
    courtesy::money(&dollars.replace(", ", ","), cents)
}

/// `123'45`, `123'xx`.
fn set_off(text: &str) -> Option<(&str, &str)> {
    let (dollars, cents) = text.split_once('\'')?;
    let cents = cents.trim().split('/').next().unwrap_or_default();
    Some((dollars.trim_end_matches(['.', ',', ' ', '-', '&']), no_cents(cents.trim())))
}

/// `123 45/100`, `123 & 45/xx`; cents have two digits, so the space may be missing.
fn fraction(text: &str) -> Option<(&str, &str)> {
    let (before, below) = text.split_once('/')?;
    if !matches!(below.trim(), "100" | "xx" | "xxx" | "oo" | "") {
        return None;
    }
    let before = before.trim_end();
    let (dollars, cents) = before.split_at_checked(before.len().checked_sub(2)?)?;
    Some((dollars.trim_end_matches(['&', '-', ' ', '.', ',']), no_cents(cents)))
}

/// `123.45`, `123-45`; a space around the point does not matter.
fn pointed(text: &str) -> Option<(&str, &str)> {
    let split = text.len().checked_sub(2)?;
    let (before, cents) = text.split_at_checked(split)?;
    let dollars = before.trim_end().strip_suffix(['.', ',', '-'])?;
    Some((dollars.trim_end(), cents))
}

fn no_cents(cents: &str) -> &str {
    if matches!(cents, "no" | "xx" | "oo") { "00" } else { cents }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn figures_say_amounts() {
        for (text, cents) in [
            ("$1,234.56", 123_456),
            ("**1,234.56**", 123_456),
            ("1234.56", 123_456),
            ("1.234.56", 123_456),
            ("1, 234.56", 123_456),
            ("123 45/100", 12_345),
            ("1,234 & 56/100", 123_456),
            ("123 & 45/xx", 12_345),
            ("100 no/100", 10_000),
            ("100 xx/100", 10_000),
            ("100-55", 10_055),
            ("$ 123.45-", 12_345),
            ("123'45", 12_345),
            ("$1,234'56", 123_456),
            ("123.'45", 12_345),
            ("123'xx", 12_300),
            ("123 'no", 12_300),
            ("#123.45#", 12_345),
            ("0.75", 75),
            ("123.45/100", 12_345),
            ("12345/100", 12_345),
            ("966xx/100", 96_600),
            ("014/100", 14),
        ] {
            assert_eq!(amount(text), Some(Money::from_cents(cents)), "{text}");
        }
    }

    #[test]
    fn looks_that_agree_are_surer_than_one_alone() {
        let look =
            |chances: &[(i64, f32)]| Belief::of(chances.iter().map(|(c, chance)| (Money::from_cents(*c), *chance)));
        let best = |looks: &[Belief]| together(looks).best().map(|(amount, chance)| (amount.cents(), chance));
        let (one, other) = (look(&[(12_345, 0.9), (12_845, 0.08)]), look(&[(12_345, 0.95)]));
        assert!(matches!(best(&[one.clone(), other]), Some((12_345, 0.95..))));
        assert!(matches!(best(&[one, look(&[(12_845, 0.9)])]), Some((12_845, ..0.9))));
        assert!(matches!(best(&[look(&[(12_345, 0.999)]), look(&[(19_345, 0.999)])]), Some((_, ..=0.5))));
        assert_eq!(best(&[look(&[]), look(&[])]), None);
    }

    #[test]
    fn nothing_is_guessed() {
        for text in [
            "",
            "$",
            "100",
            "100.0",
            "100.000",
            "12,34.56",
            "1234,567.00",
            ".55",
            "0100.00",
            "0.00",
            "123 5/100",
            "123 45/1000",
            "1 159.00",
            "123'4",
            "'45",
            "/100",
            "x/100",
            "123'455",
            "12'34'56",
            "09-18-26",
        ] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "[0-9.,/$*x#no&' -]{0,14}") {
            let _ = amount(&text);
        }

        #[test]
        fn any_crop_is_survived(width in 0u32..50, height in 0u32..50, shades in proptest::collection::vec(any::<u8>(), 2500)) {
            let crop = Gray::from_pixels(width, height, shades[..(width * height) as usize].to_vec()).unwrap();
            let _ = read(&crop);
        }
    }
}
