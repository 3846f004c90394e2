//! People and the decisions of the program: what they may do, and what comes of it.
//!
//! | file | holds |
//! |---|---|
//! | `case` | a transaction in front of a person |
//! | `judge` | what a person may do with it, and the lines of the ledger that follow |
//! | `correction` | what was misread, put right |
//! | `keying` | amounts keyed by one, two or three people |
//! | `regroup` | documents moved from one transaction to another |
//! | `sampling` | which straight-through transactions are checked, and how often they may be wrong |

mod case;
mod correction;
mod judge;
mod keying;
#[cfg(test)]
mod proptests;
mod regroup;
mod sampling;

pub use self::case::{Case, CasePayment, Line, Proposal};
pub use self::correction::{KINDS, apply, correct};
pub use self::judge::{Limits, Refusal, Ruling, confirm, judge};
pub use self::keying::{Keying, Pass, Support, may_key, pass};
pub use self::regroup::{Group, regroup};
pub use self::sampling::{MispostingRate, is_sampled};
