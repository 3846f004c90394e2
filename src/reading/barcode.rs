//! Barcodes: where one may stand on a page, and what it says.
//!
//! [`CodeReader`] first looks for places that look like a barcode ([`regions`]): dense upright bars or dense blocks.
//! Linear codes are read there in several strips that must agree ([`linear`]). Codes with error correction ([`matrix`])
//! must pass it; for them the `zxing-cpp` library is asked ([`engine`]), only for what the place looks like. Intelligent
//! Mail barcodes and patch codes, which have no dense bars, are found by their even strokes ([`intelligent_mail`]) and
//! by the widths of their bars ([`patch`]). Where nothing was read, small pictures and pages with a place that looks much like a code are shown to the library as a whole
//! ([`whole`]). The work is bounded by counts and areas, so that the outcome never depends on a clock.

mod engine;
mod intelligent_mail;
mod linear;
mod matrix;
mod patch;
mod regions;
mod whole;

use crate::model::{Barcode, Rect};
use crate::raster::{Page, PageImage};
use regions::{Candidate, Look};

/// No page has more barcodes that matter.
const MOST_BARCODES: usize = 16;
/// Pixels that the engine may look at for one symbology or another, at all likely places of a page together…
const MOST_AT_PLACES: u64 = 16_000_000;
/// …and on the whole of it.
const MOST_ON_WHOLE: u64 = 32_000_000;

/// Pages with fewer pixels are pictures of little more than a code.
const SMALL: u64 = 500_000;
/// So are those with fewer dots per inch, as photographs are.
const COARSE: f32 = 150.0;
/// Larger pages are never searched as a whole.
const MOST_WHOLE: u64 = 6_000_000;

/// A kind of barcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbology {
    /// Code 128.
    Code128,
    /// Code 39.
    Code39,
    /// Interleaved 2 of 5.
    Itf,
    /// Codabar.
    Codabar,
    /// USPS Intelligent Mail barcode.
    IntelligentMail,
    /// Patch code of a separator sheet.
    PatchCode,
    /// QR Code.
    QrCode,
    /// Data Matrix (ECC 200).
    DataMatrix,
    /// Aztec Code.
    Aztec,
    /// PDF417.
    Pdf417,
}

impl Symbology {
    /// All kinds that can be read, linear ones first.
    pub const ALL: [Self; 10] = [
        Self::Code128,
        Self::Code39,
        Self::Itf,
        Self::Codabar,
        Self::IntelligentMail,
        Self::PatchCode,
        Self::QrCode,
        Self::DataMatrix,
        Self::Aztec,
        Self::Pdf417,
    ];

    /// The name in [`Barcode::format`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code128 => "Code128",
            Self::Code39 => "Code39",
            Self::Itf => "ITF",
            Self::Codabar => "Codabar",
            Self::IntelligentMail => "IntelligentMail",
            Self::PatchCode => "PatchCode",
            Self::QrCode => "QRCode",
            Self::DataMatrix => "DataMatrix",
            Self::Aztec => "Aztec",
            Self::Pdf417 => "PDF417",
        }
    }

    const fn is_linear(self) -> bool {
        matches!(self, Self::Code128 | Self::Code39 | Self::Itf | Self::Codabar)
    }

    /// Whether every code of the kind proves its text by a check character or error correction.
    const fn has_check(self) -> bool {
        !matches!(self, Self::Code39 | Self::Itf | Self::Codabar | Self::PatchCode)
    }
}

/// Finds and reads the barcodes of a page.
pub trait BarcodeReader {
    /// Every barcode that was read surely, from the top; places are those on the prepared page.
    fn read(&self, image: &PageImage, page: &Page) -> Vec<Barcode>;
}

/// Reads barcodes: linear and Intelligent Mail ones itself, those with squares or stacked rows with zxing-cpp.
#[derive(Debug, Clone)]
pub struct CodeReader {
    symbologies: Vec<Symbology>,
}

impl Default for CodeReader {
    fn default() -> Self {
        Self::new(&Symbology::ALL)
    }
}

impl CodeReader {
    /// A reader of these symbologies and no others.
    #[must_use]
    pub fn new(symbologies: &[Symbology]) -> Self {
        Self { symbologies: Symbology::ALL.into_iter().filter(|one| symbologies.contains(one)).collect() }
    }

    fn wanted(&self, which: impl Fn(Symbology) -> bool) -> Vec<Symbology> {
        self.symbologies.iter().copied().filter(|one| which(*one)).collect()
    }

    fn mail(&self, page: &Page) -> Vec<Barcode> {
        if !self.symbologies.contains(&Symbology::IntelligentMail) {
            return Vec::new();
        }
        let level = intelligent_mail::read(&page.ink, page.dpi);
        // A page that stands on its side is taller than wide.
        let may_stand = level.is_empty() && page.ink.height() > page.ink.width();
        if may_stand { intelligent_mail::read_sideways(page) } else { level }
    }
}

impl BarcodeReader for CodeReader {
    fn read(&self, image: &PageImage, page: &Page) -> Vec<Barcode> {
        let mut budget = Budget(MOST_AT_PLACES);
        let candidates = regions::candidates(&page.ink);
        let mut found = self.mail(page);
        if self.symbologies.contains(&Symbology::PatchCode) {
            found.extend(patch::read(&page.ink, page.dpi));
        }
        self.read_places(page, &candidates, &mut budget, &mut found);
        if found.is_empty() && is_worth_a_search(page, &candidates) {
            found = whole::read(image, page, &self.wanted(|_| true), &mut Budget(MOST_ON_WHOLE));
        }
        found.truncate(MOST_BARCODES);
        found.sort_by_key(|barcode| barcode.place.map(|place| (place.y, place.x)));
        found.dedup_by(|one, other| same(one, other));
        found
    }
}

impl CodeReader {
    /// Reads what the likely places hold.
    fn read_places(&self, page: &Page, candidates: &[Candidate], budget: &mut Budget, found: &mut Vec<Barcode>) {
        let linear = self.wanted(Symbology::is_linear);
        let stacked = self.wanted(|one| one == Symbology::Pdf417);
        let squares = self.wanted(|one| matches!(one, Symbology::QrCode | Symbology::DataMatrix | Symbology::Aztec));
        for candidate in candidates {
            if found.len() >= MOST_BARCODES || found.iter().any(|barcode| covers(barcode.place, candidate.place)) {
                continue;
            }
            match candidate.look {
                Look::Bars | Look::SidewaysBars => {
                    let lines = linear::read(page, candidate, &linear);
                    let several = lines.is_empty() && candidate.is_thick();
                    found.extend(lines);
                    if several {
                        found.extend(matrix::read(page, candidate, &stacked, budget));
                    }
                }
                Look::BarredBlock => found.extend(matrix::read(page, candidate, &stacked, budget)),
                Look::Block => found.extend(matrix::read(page, candidate, &squares, budget)),
            }
        }
    }
}

/// Whether the page is small or coarse, or has a place that looks much like a code though it could not be read.
fn is_worth_a_search(page: &Page, candidates: &[Candidate]) -> bool {
    let pixels = u64::from(page.gray.width()) * u64::from(page.gray.height());
    let likely = |one: &Candidate| one.strong && matches!(one.look, Look::Block | Look::BarredBlock);
    let coarse = (1.0..COARSE).contains(&page.quality.measures.scanned_dpi);
    pixels < SMALL || coarse && pixels < MOST_WHOLE || pixels < MOST_WHOLE && candidates.iter().any(likely)
}

/// The pixels that may still be looked at.
struct Budget(u64);

impl Budget {
    /// Takes an attempt on so many pixels from the budget, if there is enough left; else smaller ones may still be made.
    const fn spend(&mut self, pixels: u64) -> bool {
        let enough = self.0 >= pixels;
        if enough {
            self.0 -= pixels;
        }
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
