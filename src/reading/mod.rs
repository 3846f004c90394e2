//! Pixels in, readings out: what a page is and what it says, how surely, and where that stands.
//!
//! Every recogniser stands behind a small trait ([`barcode::BarcodeReader`], [`line::MicrReader`],
//! [`line::ScanlineReader`], [`text::TextReader`]), so that it can be replaced and measured alone.
//!
//! | module | reads |
//! |---|---|
//! | `page` | one page: which recognisers look at it, and in which order |
//! | `piggyback` | two checks in one image |
//! | `barcode` | barcodes |
//! | `line` | fixed-pitch lines: E-13B, OCR-A, OCR-B |
//! | `text` | printed words |
//! | `amount` | an amount in figures and in words |
//! | `face` | the face of a check or money order |
//! | `network` | small convolutional networks, for whatever reads a line with one |
//! | `region` | crops of a single line, for measuring |
//! | `stages` | time spent by stage |

pub mod amount;
pub mod barcode;
pub mod face;
pub mod line;
mod network;
mod page;
mod piggyback;
mod region;
mod stages;
pub mod text;

pub use page::PageReader;
pub use region::{Region, read_region};
pub use stages::Stages;

/// The recognisers' models, for the record of a run: a change here may change what is read.
pub const MODELS: &str =
    "e13b-grid 1, e13b-network 1, ocr-templates 1, figures-network 1, text-network 1, tesseract eng";
