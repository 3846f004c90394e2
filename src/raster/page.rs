//! A page made ready for reading.

use super::{Bits, Gray, PageImage};
use crate::model::Quality;

/// A page made ready for reading: cropped to the paper, straightened, ink parted from background.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The page in gray, background about white.
    pub gray: Gray,
    /// The ink of the same page, same size.
    pub ink: Bits,
    /// Dots per inch: from the file, or judged from the paper's size.
    pub dpi: u32,
    /// How good the image is; holds the skew that was taken out.
    pub quality: Quality,
}

impl Page {
    /// The page upside down.
    #[must_use]
    pub fn turned_half(&self) -> Self {
        let gray = self.gray.turned_half();
        let ink = Bits::darker_than(&self.ink.to_gray().turned_half(), 128);
        Self { gray, ink, dpi: self.dpi, quality: self.quality.clone() }
    }
}

/// Makes a page ready for reading.
#[must_use]
pub fn prepare(image: &PageImage) -> Page {
    let ink = Bits::darker_than(&image.gray, 128);
    Page { gray: image.gray.clone(), ink, dpi: image.dpi.unwrap_or(200), quality: Quality::default() }
}
