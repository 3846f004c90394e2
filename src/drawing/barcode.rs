//! Barcodes as printed: symbols of whole pixels, encoded by rxing.

use rxing::{BarcodeFormat, EncodeHints, MultiFormatWriter, Writer};

use super::canvas::Canvas;
use crate::error::{Error, Result};
use crate::model::intelligent_mail::{self, BARS};
use crate::model::{Rect, Symbology};
use crate::raster::Bits;

const fn format(symbology: Symbology) -> BarcodeFormat {
    match symbology {
        Symbology::Code128 => BarcodeFormat::CODE_128,
        Symbology::Code39 => BarcodeFormat::CODE_39,
        Symbology::Itf => BarcodeFormat::ITF,
        Symbology::QrCode => BarcodeFormat::QR_CODE,
        Symbology::DataMatrix => BarcodeFormat::DATA_MATRIX,
        Symbology::Pdf417 => BarcodeFormat::PDF_417,
    }
}

/// A text as a symbol of modules without quiet zone; a linear one is one row high.
///
/// # Errors
/// When the kind cannot carry the text.
pub fn encode(symbology: Symbology, text: &str) -> Result<Bits> {
    let hints = EncodeHints { Margin: Some("0".to_owned()), ..EncodeHints::default() };
    let matrix = MultiFormatWriter
        .encode_with_hints(text, &format(symbology), 0, 0, &hints)
        .map_err(|error| Error::Refused(format!("a {symbology:?} barcode cannot carry `{text}`: {error}")))?;
    let whole = [0, 0, matrix.getWidth(), matrix.getHeight()];
    let [left, top, width, height] = matrix.getEnclosingRectangle().unwrap_or(whole);
    let height = if symbology.is_linear() { 1 } else { height };
    let mut bits = Bits::new(width, height);
    for y in 0..height {
        for x in 0..width {
            bits.set(x, y, matrix.get(left + x, top + y));
        }
    }
    Ok(bits)
}

/// Draws a symbol from its top left corner (in inches); `module` is the width of the narrowest bar in pixels and
/// `height` that of a linear symbol's bars in inches. Gives back its place.
pub fn draw(canvas: &mut Canvas<'_>, symbol: &Bits, x: f32, y: f32, module: u32, height: f32) -> Rect {
    let corner = canvas.place(x, y, 0.0, 0.0);
    let tall = if symbol.height() == 1 { (height * canvas.dpi()).round() as u32 } else { module };
    for row in 0..symbol.height() * tall {
        for column in 0..symbol.width() * module {
            if symbol.get(column / module, row / tall) {
                canvas.ink(i64::from(corner.x + column), i64::from(corner.y + row), 0, 1.0);
            }
        }
    }
    Rect::new(corner.x, corner.y, symbol.width() * module, symbol.height() * tall)
}

/// Bars of an Intelligent Mail barcode stand so far apart, are so wide, and reach so far from the code's middle where
/// they are short and where they are long, in inches.
const MAIL_PITCH: f32 = 1.0 / 22.0;
const MAIL_BAR: f32 = 0.02;
const MAIL_REACH: (f32, f32) = (0.024, 0.07);

/// Draws the Intelligent Mail barcode of a tracking and a routing code, its middle at `y`; gives back its place.
///
/// # Errors
/// When it cannot carry the digits.
pub fn draw_mail(canvas: &mut Canvas<'_>, tracking: &str, routing: &str, x: f32, y: f32) -> Result<Rect> {
    let bars = intelligent_mail::encode(tracking, routing)
        .ok_or_else(|| Error::Refused(format!("`{tracking} {routing}` is no tracking and routing code")))?;
    let reach = |long: bool| if long { MAIL_REACH.1 } else { MAIL_REACH.0 };
    for (at, bar) in bars.into_iter().enumerate() {
        let (up, down) = (reach(bar.ascender), reach(bar.descender));
        canvas.fill(x + at as f32 * MAIL_PITCH, y - up, MAIL_BAR, up + down, 0);
    }
    Ok(canvas.place(x, y - MAIL_REACH.1, (BARS - 1) as f32 * MAIL_PITCH + MAIL_BAR, 2.0 * MAIL_REACH.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_carries_a_coupon() {
        for symbology in Symbology::ALL {
            let symbol = encode(*symbology, "7123456789000004711000021450").unwrap();
            assert_eq!(symbol.height() == 1, symbology.is_linear(), "{symbology:?}");
            assert!(symbol.width() > 10 && symbol.width() < 500, "{symbology:?}: {}", symbol.width());
            assert!(symbol.get(0, 0), "{symbology:?}");
        }
        assert!(encode(Symbology::Itf, "12a").is_err());
    }
}
