//! Scan decks with known truth.
