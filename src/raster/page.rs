//! A page made ready for reading.

use super::{Bits, Gray, PageImage, background, border, despeckle, quality, rotate, scale, skew, threshold};
use crate::model::Quality;

/// Pages turned less than this are left alone: turning softens the print.
const STRAIGHT_ENOUGH: f32 = 0.1;
/// What parts ink from paper on pages that were bitonal.
const HALF: u8 = 128;

/// A page made ready for reading.
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
        Self {
            gray: self.gray.turned_half(),
            ink: self.ink.turned_half(),
            dpi: self.dpi,
            quality: self.quality.clone(),
        }
    }

    /// The page a quarter turn clockwise.
    #[must_use]
    pub fn turned_quarter(&self) -> Self {
        let ink = Bits::darker_than(&self.ink.to_gray().turned_quarter(), HALF);
        Self { gray: self.gray.turned_quarter(), ink, dpi: self.dpi, quality: self.quality.clone() }
    }
}

/// Makes a page ready for reading: border cut away, 190 to 300 dpi, background white, straight, without dust.
#[must_use]
pub fn prepare(image: &PageImage) -> Page {
    let cut = border::cut(&image.gray);
    let cropped = cut.is_some();
    let paper = cut.as_ref().unwrap_or(&image.gray);
    let (sized, dpi) = scale::to_reading_size(paper, image.dpi);
    let mut gray = if image.bitonal { sized.into_owned() } else { background::flattened(&sized) };
    let mut ink = ink_of(&gray, image.bitonal);
    let skew = skew::estimate(&ink);
    if skew.abs() > STRAIGHT_ENOUGH {
        gray = rotate::straightened(&gray, &ink, skew, cropped);
        ink = ink_of(&gray, image.bitonal);
    }
    let specks = despeckle::despeckle(&mut ink, dpi);
    if image.bitonal {
        despeckle::whiten(&mut gray, &specks);
    }
    let quality = quality::judge(&ink, dpi, specks.len(), skew, image.damage.is_some());
    Page { gray, ink, dpi, quality }
}

fn ink_of(gray: &Gray, bitonal: bool) -> Bits {
    if bitonal { Bits::darker_than(gray, HALF) } else { threshold::ink(gray) }
}
