//! The engine behind the readers of codes with error correction and of whole pictures: zxing-cpp.
//!
//! It finds codes anywhere in a picture, turned, inverted and badly lit ones too. It is only ever asked for symbologies
//! by name. Linear codes without a check character it now and then sees where there are none: they count only when many
//! rows show them or the picture in another size does, too.

use std::panic::{AssertUnwindSafe, catch_unwind};

use zxingcpp::{BarcodeFormat, BarcodeReader, Binarizer, ImageFormat, ImageView, TextMode};

use super::Symbology;
use crate::model::{Barcode, Rect};
use crate::raster::{Gray, stretched};

/// So many rows prove a linear code without a check character…
const PROVING_ROWS: i32 = 8;
/// …and that many one whose text is shorter than this.
const PROVING_ROWS_OF_SHORT: i32 = 16;
const SHORT: usize = 6;

/// Ways to look closer, each with its size in halves: blurred codes show in one or the other.
const CLOSER: [(u32, Binarizer); 2] = [(4, Binarizer::GlobalHistogram), (3, Binarizer::LocalAverage)];

/// What the engine found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) symbology: Symbology,
    pub(super) text: String,
    /// Its corners, in pixels of the picture.
    corners: [(f32, f32); 4],
}

impl Found {
    /// The smallest rectangle around it.
    pub(super) fn around(&self) -> Rect {
        let fold = |of: fn(&(f32, f32)) -> f32| {
            let values = self.corners.iter().map(of);
            let least = values.clone().fold(f32::INFINITY, f32::min).max(0.0);
            (least as u32, values.fold(0.0, f32::max) as u32)
        };
        let ((left, right), (top, bottom)) = (fold(|corner| corner.0), fold(|corner| corner.1));
        Rect::new(left, top, right.saturating_sub(left), bottom.saturating_sub(top))
    }

    /// What was found, at that place on the page.
    pub(super) fn at(self, place: Rect) -> Barcode {
        Barcode { format: self.symbology.name().into(), text: self.text, place: Some(place) }
    }
}

/// Reads every code of these symbologies in a picture.
pub(super) fn read(picture: &Gray, symbologies: &[Symbology]) -> Vec<Found> {
    let seen = look(picture, symbologies, Binarizer::LocalAverage);
    let (mut found, unproved): (Vec<Seen>, Vec<Seen>) = seen.into_iter().partition(Seen::is_proved);
    if !unproved.is_empty() {
        let again = look(&resized(picture, 4), symbologies, Binarizer::LocalAverage);
        found.extend(unproved.into_iter().filter(|one| !one.is_short() && again.iter().any(|other| one.is_as(other))));
    }
    found.into_iter().map(|seen| seen.found).collect()
}

/// Reads one code, of a symbology with a check, in a picture so small that it can be looked at much closer.
pub(super) fn read_closely(picture: &Gray, symbologies: &[Symbology]) -> Option<Found> {
    let checked: Vec<Symbology> = symbologies.iter().copied().filter(|one| one.has_check()).collect();
    CLOSER.into_iter().find_map(|(halves, binarizer)| {
        let mut found = look(&resized(picture, halves), &checked, binarizer).into_iter().next()?.found;
        for (x, y) in &mut found.corners {
            (*x, *y) = (*x * 2.0 / halves as f32, *y * 2.0 / halves as f32);
        }
        Some(found)
    })
}

fn resized(picture: &Gray, halves: u32) -> Gray {
    stretched(picture, picture.width() * halves / 2, picture.height() * halves / 2)
}

/// What one look showed.
struct Seen {
    found: Found,
    /// How many rows say so, of a linear code.
    rows: i32,
}

impl Seen {
    fn is_proved(&self) -> bool {
        let least = if self.is_short() { PROVING_ROWS_OF_SHORT } else { PROVING_ROWS };
        self.found.symbology.has_check() || self.rows >= least
    }

    fn is_short(&self) -> bool {
        self.found.text.len() < SHORT
    }

    fn is_as(&self, other: &Self) -> bool {
        self.found.symbology == other.found.symbology && self.found.text == other.found.text
    }
}

/// One look; a panic inside counts as nothing found.
fn look(picture: &Gray, symbologies: &[Symbology], binarizer: Binarizer) -> Vec<Seen> {
    catch_unwind(AssertUnwindSafe(|| call(picture, symbologies, binarizer))).ok().flatten().unwrap_or_default()
}

fn call(picture: &Gray, symbologies: &[Symbology], binarizer: Binarizer) -> Option<Vec<Seen>> {
    let formats: Vec<BarcodeFormat> = symbologies.iter().filter_map(|one| format(*one)).collect();
    // Without any format it would look for all that it knows.
    if formats.is_empty() || picture.width() == 0 || picture.height() == 0 {
        return None;
    }
    let view = ImageView::from_slice(picture.pixels(), picture.width(), picture.height(), ImageFormat::Lum).ok()?;
    let reader = BarcodeReader::new().formats(&formats).binarizer(binarizer).text_mode(TextMode::Plain);
    let codes = reader.from(view).ok()?;
    Some(codes.iter().filter_map(seen).collect())
}

const fn format(symbology: Symbology) -> Option<BarcodeFormat> {
    Some(match symbology {
        Symbology::Code128 => BarcodeFormat::Code128,
        Symbology::Code39 => BarcodeFormat::Code39,
        Symbology::Itf => BarcodeFormat::ITF,
        Symbology::Codabar => BarcodeFormat::Codabar,
        Symbology::IntelligentMail | Symbology::PatchCode => return None,
        Symbology::QrCode => BarcodeFormat::QRCode,
        Symbology::DataMatrix => BarcodeFormat::DataMatrix,
        Symbology::Aztec => BarcodeFormat::Aztec,
        Symbology::Pdf417 => BarcodeFormat::PDF417,
    })
}

fn seen(code: &zxingcpp::Barcode) -> Option<Seen> {
    // The wrapper does not know every variety of a symbology, so only the symbology is asked for.
    let kind = code.symbology();
    let symbology = Symbology::ALL.into_iter().find(|one| format(*one) == Some(kind))?;
    let text = text(code);
    if text.is_empty() || symbology == Symbology::Code39 && may_be_pharmacode(&text) {
        return None;
    }
    let place = code.position();
    let corners = [place.top_left, place.top_right, place.bottom_right, place.bottom_left];
    let corners = corners.map(|corner| (corner.x as f32, corner.y as f32));
    Some(Seen { found: Found { symbology, text, corners }, rows: code.line_count() })
}

/// Whether a text may be six characters of Code 39 that were taken for an Italian pharmacy's number (Code 32), which
/// one in ten of such texts would pass for.
fn may_be_pharmacode(text: &str) -> bool {
    text.len() == 10 && text.strip_prefix('A').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The text of a code, or its bytes where they are none. The wrapper cuts texts at a zero.
fn text(code: &zxingcpp::Barcode) -> String {
    let (text, bytes) = (code.text(), code.bytes());
    let is_wide = code.has_eci() && text.encode_utf16().count() * 2 == bytes.len();
    let is_whole = is_wide || !text.is_empty() && !bytes.contains(&0);
    if is_whole { text } else { bytes.into_iter().map(char::from).collect() }
}
