//! The amount of a check: in figures (courtesy), in words (legal), and the decision from both.
//!
//! Two witnesses are asked first, both networks with a chance for every amount: `figures` and `written`. `joint` brings
//! them together. Where they leave a doubt, the text engine looks again, closer, and its own agreement of figures and
//! words counts unless the networks speak against it.
//!
//! | file | does |
//! |---|---|
//! | `places` | where figures and words stand |
//! | `figures` | the amount in figures by a network |
//! | `written` | the amount in words by a network |
//! | `joint` | both together |
//! | `judge` | fields from what is likely, and what expected amounts add to it |
//! | `enclosed` | the amount that the payer wrote on the coupon |
//! | `courtesy`, `legal` | the grammars of figures and of words |
//! | `crop` | the figures cut out, without protecting asterisks |
//! | `lines` | what the lines that were read say |
//! | `trials` | the networks alone, for measuring |
//! | `find` | all that the text engine sees, at first sight and closer |
//! | `decide` | one amount from that, or none |

pub mod courtesy;
mod crop;
pub mod decide;
pub mod enclosed;
pub(in crate::reading) mod figures;
mod find;
mod joint;
pub mod judge;
pub mod legal;
mod lines;
mod places;
pub mod trials;
pub(in crate::reading) mod written;

pub use decide::{Evidence, decide};
pub use judge::confirm;

use crate::model::AmountReading;
use crate::reading::text::{Sheet, TextError};

/// Reads the amount of a check or money order, from a confidence of `least` on.
///
/// # Errors
/// When the engine breaks off.
pub fn read(sheet: &Sheet<'_>, least: f32) -> Result<AmountReading, TextError> {
    let seen = at_a_glance(sheet, least);
    if seen.value.sure().is_some() || seen.disagrees() {
        return Ok(seen);
    }
    let mut evidence = find::at_first_sight(sheet);
    find::look_closer(sheet, &mut evidence)?;
    Ok(judge::with_engine(seen, decide(&evidence, &[]), least))
}

/// Reads the amount with the networks alone.
#[must_use]
pub fn at_a_glance(sheet: &Sheet<'_>, least: f32) -> AmountReading {
    judge::look(sheet, least)
}
