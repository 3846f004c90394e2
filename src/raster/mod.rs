//! Pixels without meaning: gray and bitonal images and what can be done to them.
//!
//! [`prepare`] makes a scanned image ready for reading, in this order:
//!
//! | file | does |
//! |---|---|
//! | `border` | cuts away what the scanner saw beside the paper |
//! | `corners` | corners folded over or torn off |
//! | `scale` | judges the resolution and brings the page to 190 to 300 dpi |
//! | `background` | makes the background white |
//! | `threshold` | parts ink from background |
//! | `skew`, `rotate` | find how far the page is turned, and straighten it |
//! | `despeckle` | takes out dust |
//! | `quality` | says what is wrong with the image |
//!
//! `faint` tells paper from writing that left no ink; `gray` and `bits` hold the images, `components` finds ink that hangs together, `pattern` tells ink that is no print,
//! `turn` keeps large pages from being in memory together.

mod background;
mod bits;
mod border;
mod components;
mod corners;
mod despeckle;
mod faint;
mod gray;
mod page;
mod pattern;
mod quality;
mod rotate;
mod scale;
mod skew;
mod threshold;
mod turn;

pub use bits::Bits;
pub use components::{Component, Labelled, Run, components, labelled};
pub use faint::has_faint_writing;
pub use gray::{Gray, PageImage};
pub use page::{Page, prepare};
pub use pattern::{may_be_print, may_be_text};
pub use scale::{averaged, stretched};
pub use threshold::ink as ink_of;
pub use turn::Turn;
