//! Lines of print or writing as a network reads them.

use std::sync::LazyLock;

use crate::raster::Gray;
use crate::reading::network::{Columns, Network, Strip};

/// The longest strip that is read, in columns.
const WIDEST: usize = 2000;

/// The network; `training/` tells how it came about.
pub(super) static NETWORK: LazyLock<Option<Network>> = LazyLock::new(|| Network::parse(include_bytes!("text.weights")));

/// The chances of characters along a crop of one line: ASCII 33 to 126 and the space after the blank.
pub(in crate::reading) fn columns(crop: &Gray) -> Option<Columns> {
    Some(NETWORK.as_ref()?.read(Strip::of(crop, WIDEST)?.map()))
}
