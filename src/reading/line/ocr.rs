//! The OCR-A (ISO 1073-1) and OCR-B (ISO 1073-2) characters.
//!
//! The templates were drawn by `examples/ocr_templates.rs` from the outlines of Debian's `fonts-ocr-a` (public domain)
//! and `fonts-ocr-b` (free to use and distribute).

use std::sync::LazyLock;

use super::font::{Font, WINDOW_HEIGHT};

/// The characters in the order of the templates.
const CHARACTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<>/-+";
/// The kinds of characters that are digits.
pub(super) const DIGITS: [usize; 10] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
/// Columns of a template.
pub(super) const WINDOW: usize = 22;

/// A typeface for scan lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// OCR-A.
    A,
    /// OCR-B.
    B,
}

impl Face {
    pub(super) const ALL: [Self; 2] = [Self::A, Self::B];

    /// The face's templates, in the order of [`Face::kind`].
    pub(super) fn font(self) -> &'static Font {
        static FONTS: LazyLock<[Font; 2]> = LazyLock::new(|| Face::ALL.map(Face::drawn));
        &FONTS[self as usize]
    }

    fn drawn(self) -> Font {
        let drawn: Vec<_> = CHARACTERS.chars().filter_map(|c| self.template(c).map(|ink| (c, ink.to_vec()))).collect();
        Font::new(WINDOW, self.pitch(), &drawn)
    }

    /// Which template shows a character.
    pub(super) fn kind(character: char) -> Option<usize> {
        CHARACTERS.chars().position(|known| known == character)
    }

    /// A character's template, row by row, 255 = ink.
    pub(super) fn template(self, character: char) -> Option<&'static [u8]> {
        let picture: &[u8] = match self {
            Self::A => include_bytes!("ocr_a.pgm"),
            Self::B => include_bytes!("ocr_b.pgm"),
        };
        let size = WINDOW * WINDOW_HEIGHT;
        let header = picture.len().checked_sub(size * CHARACTERS.len())?;
        let start = header + CHARACTERS.find(character)? * size;
        picture.get(start..start + size)
    }

    /// From one character to the next, in canonical pixels.
    pub(super) const fn pitch(self) -> f32 {
        match self {
            Self::A => 25.12,
            Self::B => 23.88,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_a_template_of_its_own() {
        for face in Face::ALL {
            let font = face.font();
            assert_eq!(font.symbols.len(), CHARACTERS.len());
            for (one, symbol) in CHARACTERS.chars().enumerate() {
                for other in (0..CHARACTERS.len()).filter(|other| *other != one) {
                    assert!(font.likeness(one, other) < 0.97, "{face:?} {symbol} {}", font.symbol(other));
                }
            }
            assert!(face.template('é').is_none());
        }
    }
}
