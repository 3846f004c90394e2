//! Printed words on a page, with their places and how surely each was read.
//!
//! [`TextReader`] is all that the rest of the house knows of a reader: [`LineReader`] is our own, fast; [`Engine`] is
//! Tesseract, some fifty times slower, for what ours leaves in doubt.
//!
//! | file | does |
//! |---|---|
//! | `phrases` | finds lines of print and writing |
//! | `network` | what a network says of a line |
//! | `spelling` | words from that, and how sure each is |
//! | `reader` | these together: our reader |
//! | `engine` | Tesseract |
//! | `ruling` | printed lines and boxes |
//! | `lines` | words as lines across the page |
//! | `sheet` | a page as its readers want it |

mod engine;
mod lines;
mod network;
mod phrases;
mod reader;
mod ruling;
mod sheet;
mod spelling;

pub use engine::Engine;
pub use lines::{TextLine, lines};
pub(in crate::reading) use network::columns;
pub use reader::LineReader;
pub use ruling::Ruling;
pub use sheet::Sheet;

use crate::model::Rect;
use crate::raster::Gray;

/// One printed word.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// What it says; never empty, no spaces.
    pub text: String,
    /// How sure the engine is, 0 to 1.
    pub confidence: f32,
    /// Where it stands on the image that was read.
    pub place: Rect,
    /// The line the engine put it on, counted from 0.
    pub line: u32,
}

/// How text lies on an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segmentation {
    /// Columns, paragraphs and lines, as on a letter.
    Page,
    /// One block of lines.
    Block,
    /// A single line.
    Line,
    /// A single line, taken as it is: for a few figures, on which finding the line goes wrong.
    Raw,
    /// Words anywhere, as on a form.
    Sparse,
}

/// What characters may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Characters {
    /// Any.
    Any,
    /// Those of an amount in figures.
    Amount,
}

/// A recogniser of printed words.
pub trait TextReader {
    /// The words on an image, in reading order as far as the engine finds one.
    ///
    /// # Errors
    /// When the engine cannot be started or breaks off; an image without words is no error.
    fn read_words(
        &self,
        image: &Gray,
        dpi: u32,
        segmentation: Segmentation,
        characters: Characters,
    ) -> Result<Vec<Word>, TextError>;

    /// The resolution that a page is brought to for it, unless it has more.
    fn page_dpi(&self) -> u32 {
        300
    }
}

/// Why no words could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// The engine's program or language data is not installed.
    #[error(
        "the text engine Tesseract cannot be started: install its English data (Debian: `apt install tesseract-ocr-eng`) or set TESSDATA_PREFIX to the folder of eng.traineddata"
    )]
    NotInstalled,
    /// The engine broke off on an image.
    #[error("the text engine broke off while it would {0}")]
    BrokeOff(&'static str),
}
