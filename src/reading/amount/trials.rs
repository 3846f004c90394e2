//! The networks alone on crops of one line, for measuring them.

use super::{figures, judge, legal, written};
use crate::model::{Belief, Money};
use crate::raster::Gray;
use crate::reading::network::Network;
use crate::reading::text;

/// A network for figures, perhaps one that is still being trained.
#[derive(Debug)]
pub struct Figures(Network);

impl Figures {
    /// The network in a file of weights; `None` if that is not what it is.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        Network::parse(bytes).map(Self)
    }

    /// What the figures in a crop say, and the likeliest text.
    #[must_use]
    pub fn read(&self, crop: &Gray) -> Option<(Belief, String)> {
        let (text, _) = figures::texts_with(&self.0, crop, 1.0).into_iter().next()?;
        Some((figures::read_with(&self.0, crop)?, text))
    }
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
