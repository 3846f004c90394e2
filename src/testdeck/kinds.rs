//! The kinds of decks and what each is made of.

use crate::drawing::check::Instrument;
use crate::drawing::fonts::Face;
use crate::model::Symbology;

/// A kind of scan deck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeckKind {
    /// One coupon, one payment each; clean gray pages.
    Singles,
    /// The same as bitonal scans with specks and about a degree of skew; printed amounts.
    Bitonal,
    /// Payments filled in by hand.
    Handwritten,
    /// Several coupons or payments in one envelope.
    Multiples,
    /// Payments without coupons.
    CheckOnly,
    /// Every exception reason in turn among good transactions.
    Exceptions,
    /// All of it, badly scanned.
    Mixed,
    /// A quiet day in small: both coupons, every way of storing pages, some exceptions.
    Sample,
    /// Coupons with nothing but a scan line in OCR-A.
    ScanlineOcrA,
    /// Coupons with nothing but a scan line in OCR-B.
    ScanlineOcrB,
    /// Coupons with nothing but a barcode, of every symbology in turn.
    Barcodes,
    /// Bitonal scans of envelopes, each before what came in it.
    Envelopes,
    /// Bitonal scans with a ticket before every so many envelopes and a separator sheet behind each.
    Tickets,
    /// One check from a bank for several members, and a list that says for whom.
    Lists,
    /// Payments of an amount that is one slip away from what is due, most of them filled in by hand.
    Slips,
}

const NAMES: [(&str, DeckKind); 15] = [
    ("singles", DeckKind::Singles),
    ("bitonal", DeckKind::Bitonal),
    ("handwritten", DeckKind::Handwritten),
    ("multiples", DeckKind::Multiples),
    ("check-only", DeckKind::CheckOnly),
    ("exceptions", DeckKind::Exceptions),
    ("mixed", DeckKind::Mixed),
    ("sample", DeckKind::Sample),
    ("scanline-ocra", DeckKind::ScanlineOcrA),
    ("scanline-ocrb", DeckKind::ScanlineOcrB),
    ("barcodes", DeckKind::Barcodes),
    ("envelopes", DeckKind::Envelopes),
    ("tickets", DeckKind::Tickets),
    ("lists", DeckKind::Lists),
    ("slips", DeckKind::Slips),
];

/// How page images are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageFormat {
    /// One gray PNG a page.
    Png,
    /// One gray JPEG a page.
    Jpeg,
    /// Gray TIFF files of several pages.
    GrayTiff,
    /// Bitonal TIFF files (Group 4) of several pages.
    BitonalTiff,
    /// PDF files of several bitonal pages (Group 4).
    Pdf,
    /// Cash letters in X9.37 DSTU, EBCDIC; for checks only.
    X937,
    /// Cash letters in X9.100-187, ASCII; for checks only.
    X9100,
}

const FORMATS: [(&str, PageFormat); 7] = [
    ("png", PageFormat::Png),
    ("jpeg", PageFormat::Jpeg),
    ("gray-tiff", PageFormat::GrayTiff),
    ("tiff", PageFormat::BitonalTiff),
    ("pdf", PageFormat::Pdf),
    ("x937", PageFormat::X937),
    ("x9100-187", PageFormat::X9100),
];

impl PageFormat {
    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        FORMATS.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// All names, for messages.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FORMATS.iter().map(|(name, _)| *name)
    }

    /// Whether pages are ink or paper and nothing between.
    pub(super) const fn is_bitonal(self) -> bool {
        matches!(self, Self::BitonalTiff | Self::Pdf) || self.is_cash_letter()
    }

    /// Whether the pages are images of checks in records.
    pub(super) const fn is_cash_letter(self) -> bool {
        matches!(self, Self::X937 | Self::X9100)
    }
}

/// How badly pages were scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As printed.
    Clean,
    /// As a good scanner does: a little noise, skew and blur.
    Light,
    /// Upside-down pages, dark borders, up to three degrees of skew, streaks, poor contrast, specks.
    Heavy,
}

/// How transactions come about in a deck.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Faults {
    None,
    /// Every second transaction, one reason after the other.
    InTurn,
    /// That share, by chance.
    Share(f64),
}

/// One kind of coupon in a deck.
#[derive(Debug, Clone, Copy)]
pub(super) struct CouponKind {
    pub(super) name: &'static str,
    pub(super) scanline: Option<&'static str>,
    pub(super) barcode: Option<&'static str>,
    pub(super) face: Face,
    pub(super) symbologies: &'static [Symbology],
}

/// What a deck of a kind is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recipe {
    pub(super) coupons: &'static [CouponKind],
    /// `None`: each file's format by chance.
    pub(super) format: Option<PageFormat>,
    pub(super) level: Level,
    /// The share of payments filled in by hand.
    pub(super) by_hand: f64,
    pub(super) instruments: &'static [(Instrument, u32)],
    pub(super) faults: Faults,
    /// The share of envelopes with several coupons or payments.
    pub(super) several: f64,
    /// The share of envelopes with a payment alone that names its account.
    pub(super) alone: f64,
    /// Whether the envelopes were scanned, too.
    pub(super) envelopes: bool,
    /// Whether each payment comes with a list.
    pub(super) lists: bool,
    /// Whether there are batch tickets and separator sheets.
    pub(super) sheets: bool,
    /// Whether payers write another amount than is due.
    pub(super) slips: bool,
    /// Whether less than the bill posts.
    pub(super) partial_posts: bool,
    /// Whether cashier's checks are taken.
    pub(super) takes_cashiers: bool,
    /// The batch's mode.
    pub(super) mode: &'static str,
    /// Whether the scanner's index comes with it.
    pub(super) index: bool,
}

const SCANLINE: &str = "{account:10} {bill:9} {amount_due:9} {check:luhn}";
const BARCODE: &str = "{account:10}{bill:9}{amount_due:9}";
const PREMIUM: CouponKind = CouponKind {
    name: "premium",
    scanline: Some(SCANLINE),
    barcode: Some(BARCODE),
    face: Face::OcrA,
    symbologies: &[Symbology::Code128],
};
const PLAN: CouponKind = CouponKind {
    name: "plan",
    scanline: Some("{account:10} {bill:9} {due_date:6} {amount_due:8} {check:mod10-731}"),
    barcode: Some("{account:10}{bill:9}{amount_due:9}{due_date:6}"),
    face: Face::OcrB,
    symbologies: &[Symbology::QrCode, Symbology::DataMatrix, Symbology::Pdf417, Symbology::Itf],
};

const USUAL: &[(Instrument, u32)] = &[
    (Instrument::Personal, 10),
    (Instrument::Business, 4),
    (Instrument::PostalMoneyOrder, 2),
    (Instrument::PrivateMoneyOrder, 2),
    (Instrument::Cashiers, 1),
];

const NO_CASHIERS: &[(Instrument, u32)] = &[
    (Instrument::Personal, 10),
    (Instrument::Business, 4),
    (Instrument::PostalMoneyOrder, 2),
    (Instrument::PrivateMoneyOrder, 2),
];

const PLAIN: Recipe = Recipe {
    coupons: &[PREMIUM],
    format: Some(PageFormat::Png),
    level: Level::Clean,
    by_hand: 0.0,
    instruments: USUAL,
    faults: Faults::None,
    several: 0.0,
    alone: 0.0,
    envelopes: false,
    lists: false,
    sheets: false,
    slips: false,
    partial_posts: false,
    takes_cashiers: true,
    mode: "auto",
    index: false,
};

impl DeckKind {
    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// All names, for messages.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    pub(super) const fn recipe(self) -> Recipe {
        match self {
            Self::Singles => Recipe { mode: "single", ..PLAIN },
            Self::Bitonal => Recipe { format: Some(PageFormat::BitonalTiff), level: Level::Light, ..PLAIN },
            Self::Handwritten => Recipe { by_hand: 1.0, level: Level::Light, instruments: NO_CASHIERS, ..PLAIN },
            Self::Multiples => Recipe { several: 0.75, partial_posts: true, ..PLAIN },
            Self::CheckOnly => Recipe {
                alone: 1.0,
                mode: "check-only",
                instruments: &[(Instrument::BillPay, 4), (Instrument::Personal, 1), (Instrument::Business, 1)],
                ..PLAIN
            },
            Self::Exceptions => {
                Recipe { faults: Faults::InTurn, takes_cashiers: false, instruments: NO_CASHIERS, index: true, ..PLAIN }
            }
            Self::Mixed => Recipe {
                coupons: &[PREMIUM, PLAN],
                format: None,
                level: Level::Heavy,
                by_hand: 0.35,
                faults: Faults::Share(0.15),
                several: 0.15,
                alone: 0.12,
                partial_posts: true,
                index: true,
                ..PLAIN
            },
            Self::Sample => Recipe {
                coupons: &[PREMIUM, PLAN],
                format: None,
                level: Level::Light,
                by_hand: 0.1,
                faults: Faults::Share(0.3),
                several: 0.1,
                alone: 0.1,
                partial_posts: true,
                index: true,
                ..PLAIN
            },
            Self::ScanlineOcrA => {
                Recipe { coupons: &[CouponKind { barcode: None, ..PREMIUM }], level: Level::Light, ..PLAIN }
            }
            Self::ScanlineOcrB => Recipe {
                coupons: &[CouponKind { barcode: None, face: Face::OcrB, ..PREMIUM }],
                level: Level::Light,
                ..PLAIN
            },
            Self::Barcodes => Recipe {
                coupons: &[CouponKind { scanline: None, symbologies: Symbology::ALL, ..PREMIUM }],
                level: Level::Light,
                ..PLAIN
            },
            Self::Envelopes => {
                Recipe { format: Some(PageFormat::BitonalTiff), level: Level::Light, envelopes: true, ..PLAIN }
            }
            Self::Tickets => Recipe {
                format: Some(PageFormat::BitonalTiff),
                level: Level::Light,
                several: 0.4,
                alone: 0.2,
                sheets: true,
                mode: "multi",
                ..PLAIN
            },
            Self::Lists => Recipe {
                format: Some(PageFormat::BitonalTiff),
                level: Level::Light,
                lists: true,
                mode: "auto",
                ..PLAIN
            },
            Self::Slips => Recipe { by_hand: 0.7, level: Level::Light, slips: true, partial_posts: true, ..PLAIN },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_name_and_good_layouts() {
        for (name, kind) in NAMES {
            assert_eq!(DeckKind::from_name(name), Some(kind));
            assert_eq!(kind.name(), name);
            for coupon in kind.recipe().coupons {
                for text in [coupon.scanline, coupon.barcode].into_iter().flatten() {
                    assert!(text.parse::<crate::model::Layout>().is_ok(), "{text}");
                }
            }
        }
        assert_eq!(DeckKind::from_name("single"), None);
    }
}
