//! People and the decisions of the program: what they are asked, and what their answers say.
//!
//! | file | holds |
//! |---|---|
//! | `sampling` | which straight-through transactions are checked, and how often they may be wrong |

mod sampling;

pub use self::sampling::{MispostingRate, is_sampled};
