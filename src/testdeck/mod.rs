//! Scan decks with known truth: how well a run did on one.

pub mod score;
