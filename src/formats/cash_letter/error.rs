//! Why a cash letter cannot be written.

use std::io;

use crate::model::Money;

/// Why a cash letter cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum CashLetterError {
    /// The disk, mostly.
    #[error("the cash letter cannot be written: {0}")]
    Io(#[from] io::Error),
    /// Settings that do not go together.
    #[error("the settings of the cash letter do not hold: {0}")]
    Profile(String),
    /// What its head says does not fit.
    #[error("the head of the cash letter cannot be written: {0}")]
    Head(String),
    /// An item does not fit; the file is as it was before it.
    #[error("item {item} of the cash letter (sequence number {sequence}) cannot be written: {why}")]
    Item {
        /// Which one, counted from 1.
        item: u64,
        /// Its sequence number.
        sequence: String,
        /// What does not fit, by the name of the field.
        why: String,
    },
    /// The items are not those that the head promises.
    #[error("the cash letter does not add up: its head says {head}, its {count} items {items}; nothing may be sent")]
    Totals {
        /// What the head says.
        head: Money,
        /// How many items were added.
        count: u64,
        /// What they add up to.
        items: Money,
    },
    /// The sums have more digits than the control records.
    #[error("the cash letter cannot be closed: {0}; make smaller deposits")]
    Control(String),
    /// A page that cannot become an image.
    #[error("the page cannot become an image of a cash letter: {0}")]
    Page(String),
}
