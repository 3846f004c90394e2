//! Pixels in, readings out: what a page is and what it says, and how surely.
//!
//! | module | reads |
//! |---|---|
//! | `text` | printed words |
//! | `amount` | an amount in figures and in words |
//! | `face` | the face of a check or money order |

pub mod amount;
pub mod face;
pub mod text;
