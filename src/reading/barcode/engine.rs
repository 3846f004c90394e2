//! The first engine for codes with error correction, rxing: one call, one symbology, one picture.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::HybridBinarizer;
use rxing::{Binarizer, BinaryBitmap, DecodeHints, Luma8Source, RXingResult, Reader};

use super::Symbology;
use crate::model::{Barcode, Rect};
use crate::raster::Gray;

/// What an engine found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) symbology: Symbology,
    pub(super) text: String,
    /// Points on the barcode, in pixels of the picture.
    pub(super) points: Vec<(f32, f32)>,
}

impl Found {
    /// The smallest rectangle around its points.
    pub(super) fn around(&self) -> Rect {
        let fold = |of: fn(&(f32, f32)) -> f32| {
            let values = self.points.iter().map(of);
            let least = values.clone().fold(f32::INFINITY, f32::min).max(0.0);
            (least as u32, values.fold(0.0, f32::max) as u32)
        };
        let ((left, right), (top, bottom)) = (fold(|point| point.0), fold(|point| point.1));
        Rect::new(left, top, right.saturating_sub(left), bottom.saturating_sub(top))
    }

    /// What was found, at that place on the page.
    pub(super) fn at(self, place: Rect) -> Barcode {
        Barcode { format: self.symbology.name().into(), text: self.text, place: Some(place) }
    }
}

/// Reads one barcode of a symbology from a picture; a panic inside the engine counts as nothing found.
pub(super) fn decode(symbology: Symbology, gray: &Gray) -> Option<Found> {
    let result = catch_unwind(AssertUnwindSafe(|| call(symbology, gray))).ok().flatten()?;
    // A first function 1 tells what standard the text follows and is no part of it.
    let text = result.getText().trim_start_matches('\u{1d}').to_owned();
    let points = result.getPoints().iter().map(|point| (point.x, point.y)).collect();
    (!text.is_empty()).then_some(Found { symbology, text, points })
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
