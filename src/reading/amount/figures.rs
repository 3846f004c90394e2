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
/// The looks at figures: as they are, and wider, where narrow digits side by side, such as 11, come apart.
const LOOKS: [f32; 2] = [1.0, 1.25];

/// The network; `training/` tells how it came about.
static NETWORK: LazyLock<Option<Network>> = LazyLock::new(|| Network::parse(include_bytes!("figures.weights")));

/// What the figures in a crop say, as far as the network can tell; `None` if there is nothing to be read.
///
/// Each look counts alike, so that what one sees alone is never sure.
pub(in crate::reading) fn read(crop: &Gray) -> Option<Belief> {
    let looks: Vec<Belief> = LOOKS.iter().filter_map(|wider| look(crop, *wider)).collect();
    let share = 1.0 / looks.len().max(1) as f32;
    let all = looks.iter().flat_map(Belief::amounts).map(|(amount, chance)| (*amount, chance * share));
    (!looks.is_empty()).then(|| Belief::of(all))
}

fn look(crop: &Gray, wider: f32) -> Option<Belief> {
    let said = search(&columns(crop, wider)?, &AnyText, TEXTS);
    let said = said.iter().filter_map(|text| amount(&spelt(text)).map(|amount| (amount, text.log_chance.exp())));
    Some(Belief::of(said))
}

/// The likeliest text in a crop.
pub(in crate::reading) fn text(crop: &Gray) -> Option<String> {
    search(&columns(crop, 1.0)?, &AnyText, TEXTS).first().map(spelt)
}

fn columns(crop: &Gray, wider: f32) -> Option<Columns> {
    let network = NETWORK.as_ref()?;
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
