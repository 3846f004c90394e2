//! Fixed-pitch lines of machine print: the E-13B line of checks and the OCR-A / OCR-B scan line of coupons.
//!
//! Rows of equally tall blobs are candidates. A candidate is cut out of the page at canonical size, every template of
//! the font is compared with every column, and dynamic programming finds the best sequence at the font's pitch.

mod band;
mod blobs;
mod confidence;
mod decode;
mod e13b;
mod engine;
mod font;
mod joint;
mod matching;
pub mod micr;
mod normal;
mod ocr;
mod pitch;
mod rows;
#[cfg(test)]
pub(in crate::reading) mod samples;
mod scale;
pub mod scanline;
mod strip;

use crate::model::Rect;

pub use micr::MicrReader;
pub use normal::Normal;
pub use scanline::ScanlineReader;

/// From this confidence on a line may be acted on.
pub const SURE: f32 = 0.95;

/// A line as a template reader gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct LineReading {
    /// Its characters, with a space for every gap of a character or more.
    pub text: String,
    /// The estimated probability that every character is right and none is missing.
    pub confidence: f32,
    /// Where it stands.
    pub place: Rect,
    /// Each character with how surely it was told.
    pub characters: Vec<CharReading>,
}

/// One character of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CharReading {
    /// What it is.
    pub symbol: char,
    /// How well its template fits, up to 1.
    pub score: f32,
    /// The next best symbol.
    pub runner_up: char,
    /// How much better it fits than the runner-up: 1 for a perfect print, 0 when both fit alike.
    pub margin: f32,
    /// Where it stands.
    pub place: Rect,
}
