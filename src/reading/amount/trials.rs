//! The networks alone on crops of one line, for measuring them.

use super::{figures, judge, legal, written};
use crate::model::{Belief, Money};
use crate::raster::Gray;
use crate::reading::text;

/// What the figures in a crop say, and the likeliest text.
#[must_use]
pub fn figures(crop: &Gray) -> Option<(Belief, String)> {
    Some((figures::read(crop)?, figures::text(crop)?))
}

/// What the words in a crop say.
#[must_use]
pub fn words(crop: &Gray) -> Option<(Belief, String)> {
    Some((written::read(&text::columns(crop)?)?, String::new()))
}

/// The amount that a truth says, in figures or in words.
#[must_use]
pub fn amount_of(truth: &str) -> Option<Money> {
    figures::amount(truth).or_else(|| legal::parse(truth))
}

/// A belief once amounts are expected, as strongly as the reader lets them count.
#[must_use]
pub fn expecting(belief: &Belief, expected: &[Money]) -> Belief {
    belief.expecting(expected, judge::TIMES)
}
