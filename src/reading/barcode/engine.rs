//! The engine behind the barcode readers: one call, one symbology, one picture.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::HybridBinarizer;
use rxing::{Binarizer, BinaryBitmap, DecodeHints, Luma8Source, RXingResult, Reader};

use super::Symbology;
use crate::raster::Gray;

/// What the engine found.
pub(super) struct Found {
    pub(super) text: String,
    /// Points on the barcode, in pixels of the picture.
    pub(super) points: Vec<(f32, f32)>,
}

/// Reads one barcode of a symbology from a picture; a panic inside the engine counts as nothing found.
pub(super) fn decode(symbology: Symbology, gray: &Gray) -> Option<Found> {
    let result = catch_unwind(AssertUnwindSafe(|| call(symbology, gray))).ok().flatten()?;
    let text = result.getText().to_owned();
    let points = result.getPoints().iter().map(|point| (point.x, point.y)).collect();
    (!text.is_empty()).then_some(Found { text, points })
}

fn call(symbology: Symbology, gray: &Gray) -> Option<RXingResult> {
    let source = Luma8Source::new_with_slice(gray.pixels(), gray.width(), gray.height()).ok()?;
    let hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    match symbology {
        Symbology::Code128 | Symbology::Code39 | Symbology::Itf | Symbology::Codabar | Symbology::IntelligentMail => {
            None
        }
        Symbology::QrCode => ask(&mut rxing::qrcode::cpp_port::QrReader, HybridBinarizer::new(source), &hints),
        Symbology::DataMatrix => ask(&mut rxing::datamatrix::DataMatrixReader, HybridBinarizer::new(source), &hints),
        Symbology::Aztec => ask(&mut rxing::aztec::AztecReader, HybridBinarizer::new(source), &hints),
        Symbology::Pdf417 => ask(&mut rxing::pdf417::PDF417Reader, HybridBinarizer::new(source), &hints),
    }
}

fn ask<R: Reader, B: Binarizer>(reader: &mut R, binarizer: B, hints: &DecodeHints) -> Option<RXingResult> {
    reader.decode_with_hints(&mut BinaryBitmap::new(binarizer), hints).ok()
}
