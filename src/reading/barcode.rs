//! Barcodes: where one may stand on a page, and what it says.
//!
//! [`RxingReader`] first looks for places that look like a barcode ([`regions`]): dense upright bars or dense blocks.
//! Only there the engine is asked ([`engine`]), one symbology at a time. Linear codes are read in several strips that
//! must agree ([`linear`]); codes with error correction ([`matrix`]) must pass it. The work is bounded by counts and
//! areas, so that the outcome never depends on a clock.

mod engine;
mod linear;
mod matrix;
mod regions;

use crate::model::{Barcode, Rect};
use crate::raster::Page;
use regions::Look;

/// No page has more barcodes that matter.
const MOST_BARCODES: usize = 16;
/// Pixels that the engine may look at on one page, all attempts together.
const MOST_WORK: u64 = 60_000_000;

/// A kind of barcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbology {
    /// Code 128.
    Code128,
    /// Code 39.
    Code39,
    /// Interleaved 2 of 5.
    Itf,
    /// QR Code.
    QrCode,
    /// Data Matrix (ECC 200).
    DataMatrix,
    /// PDF417.
    Pdf417,
}

impl Symbology {
    /// All kinds that can be read, linear ones first.
    pub const ALL: [Self; 6] = [Self::Code128, Self::Code39, Self::Itf, Self::QrCode, Self::DataMatrix, Self::Pdf417];

    /// The name in [`Barcode::format`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code128 => "Code128",
            Self::Code39 => "Code39",
            Self::Itf => "ITF",
            Self::QrCode => "QRCode",
            Self::DataMatrix => "DataMatrix",
            Self::Pdf417 => "PDF417",
        }
    }

    const fn is_linear(self) -> bool {
        matches!(self, Self::Code128 | Self::Code39 | Self::Itf)
    }
}

/// Finds and reads the barcodes of a page.
pub trait BarcodeReader {
    /// Every barcode that was read surely, from the top.
    fn read(&self, page: &Page) -> Vec<Barcode>;
}

/// Reads barcodes with the `rxing` library.
#[derive(Debug, Clone)]
pub struct RxingReader {
    symbologies: Vec<Symbology>,
}

impl Default for RxingReader {
    fn default() -> Self {
        Self::new(&Symbology::ALL)
    }
}

impl RxingReader {
    /// A reader of these symbologies and no others.
    #[must_use]
    pub fn new(symbologies: &[Symbology]) -> Self {
        Self { symbologies: Symbology::ALL.into_iter().filter(|one| symbologies.contains(one)).collect() }
    }

    fn wanted(&self, which: impl Fn(Symbology) -> bool) -> Vec<Symbology> {
        self.symbologies.iter().copied().filter(|one| which(*one)).collect()
    }
}

impl BarcodeReader for RxingReader {
    fn read(&self, page: &Page) -> Vec<Barcode> {
        let linear = self.wanted(Symbology::is_linear);
        let stacked = self.wanted(|one| one == Symbology::Pdf417);
        let squares = self.wanted(|one| matches!(one, Symbology::QrCode | Symbology::DataMatrix));
        let mut found: Vec<Barcode> = Vec::new();
        let mut budget = Budget(MOST_WORK);
        for candidate in regions::candidates(&page.ink) {
            if found.len() >= MOST_BARCODES || found.iter().any(|barcode| covers(barcode.place, candidate.place)) {
                continue;
            }
            match candidate.look {
                Look::Bars | Look::SidewaysBars => {
                    let one = linear::read(page, &candidate, &linear, &mut budget);
                    let several = one.is_none() && candidate.is_thick();
                    found.extend(one);
                    if several {
                        found.extend(matrix::read(page, &candidate, &stacked, &mut budget));
                    }
                }
                Look::BarredBlock => found.extend(matrix::read(page, &candidate, &stacked, &mut budget)),
                Look::Block => found.extend(matrix::read(page, &candidate, &squares, &mut budget)),
            }
        }
        found.sort_by_key(|barcode| barcode.place.map(|place| (place.y, place.x)));
        found.dedup_by(|one, other| same(one, other));
        found
    }
}

/// The pixels that may still be looked at.
struct Budget(u64);

impl Budget {
    /// Takes an attempt on so many pixels from the budget, if there is enough left.
    fn spend(&mut self, pixels: u64) -> bool {
        let enough = self.0 >= pixels;
        self.0 = if enough { self.0 - pixels } else { 0 };
        enough
    }
}

/// Whether one of the two places lies mostly inside the other.
fn covers(found: Option<Rect>, place: Rect) -> bool {
    let area = |place: Rect| u64::from(place.width) * u64::from(place.height);
    found.is_some_and(|found| {
        let width = found.right().min(place.right()).saturating_sub(found.x.max(place.x));
        let height = found.bottom().min(place.bottom()).saturating_sub(found.y.max(place.y));
        u64::from(width) * u64::from(height) * 2 > area(place).min(area(found))
    })
}

/// Whether two finds are the same barcode seen twice.
fn same(one: &Barcode, other: &Barcode) -> bool {
    one.format == other.format
        && one.text == other.text
        && matches!((one.place, other.place), (Some(one), Some(other)) if meet(one, other))
}

fn meet(one: Rect, other: Rect) -> bool {
    one.x < other.right() && other.x < one.right() && one.y < other.bottom() && other.y < one.bottom()
}

#[cfg(test)]
mod tests;
