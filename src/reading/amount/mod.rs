//! The amount of a check: in figures (courtesy), in words (legal), and the decision from both.
//!
//! | file | does |
//! |---|---|
//! | `courtesy` | the grammar of figures |
//! | `legal` | the grammar of words |
//! | `crop` | the figures cut out, without protecting asterisks |
//! | `lines` | what the lines that were read say |
//! | `places` | where to look closer |
//! | `find` | all that is seen of both, at first sight and closer |
//! | `decide` | one amount from both, or none |

pub mod courtesy;
mod crop;
pub mod decide;
mod find;
pub mod legal;
mod lines;
mod places;

pub use decide::{Evidence, confirm, decide};

use crate::model::{AmountReading, Money};
use crate::reading::text::{Sheet, TextError};

/// Reads the amount of a check or money order; `expected` amounts can confirm what was read, never add to it.
///
/// # Errors
/// When the engine breaks off.
pub fn read(sheet: &Sheet<'_>, expected: &[Money]) -> Result<AmountReading, TextError> {
    let mut evidence = find::at_first_sight(sheet);
    find::look_closer(sheet, &mut evidence)?;
    Ok(decide(&evidence, expected))
}
