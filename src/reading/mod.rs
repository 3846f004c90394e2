//! Pixels to readings: every recogniser of what stands on a page.

pub mod line;
