//! Pixels without meaning: gray and bitonal images and what can be done to them.

mod bits;
mod gray;
mod page;

pub use bits::Bits;
pub use gray::{Gray, PageImage};
pub use page::{Page, prepare};
