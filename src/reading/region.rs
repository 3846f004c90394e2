//! Crops of a single line, read by one recogniser alone: how each is measured.

use super::amount::{courtesy, legal};
use super::line::micr;
use super::line::scanline::{self, ScanlineReader};
use super::text::{Characters, Engine, Segmentation, TextError, TextReader, Word};
use crate::config::Config;
use crate::model::{
    AmountReading, CheckReading, CouponReading, Field, Money, PageKind, PageReading, PaymentType, Reading, Rect, Source,
};
use crate::raster::{Page, PageImage, prepare};

/// From this confidence on every word of an amount counts as surely read.
const SURE_WORD: f32 = 0.9;

/// The line that a crop shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Region {
    /// The E-13B line of a check.
    Micr,
    /// The scan line of a coupon.
    Scanline,
    /// The amount in figures.
    Courtesy,
    /// The amount in words.
    Legal,
}

/// Reads a crop of one line.
///
/// # Errors
/// When the text engine cannot be started.
pub fn read_region(region: Region, image: &PageImage, config: &Config) -> Result<PageReading, TextError> {
    let page = prepare(image);
    let mut reading = PageReading { quality: page.quality.clone(), ..PageReading::default() };
    match region {
        Region::Micr => {
            reading.kind = PageKind::Check;
            let micr = micr::read_alone(&page);
            reading.check = Some(CheckReading { micr, ..CheckReading::empty(PaymentType::Check) });
        }
        Region::Scanline => {
            reading.kind = PageKind::Coupon;
            let scanline = scanline::TemplateReader.read(&page, &config.coupons);
            reading.coupon = Some(CouponReading { scanline, barcode: Field::Absent });
        }
        Region::Courtesy => {
            reading.kind = PageKind::Check;
            let courtesy = amount(&page, Characters::Amount, courtesy::parse, Source::Courtesy)?;
            let amount = AmountReading { value: courtesy.clone(), courtesy, legal: Field::Absent };
            reading.check = Some(CheckReading { amount, ..CheckReading::empty(PaymentType::Check) });
        }
        Region::Legal => {
            reading.kind = PageKind::Check;
            let legal = amount(&page, Characters::Any, legal::parse, Source::Legal)?;
            let amount = AmountReading { value: legal.clone(), courtesy: Field::Absent, legal };
            reading.check = Some(CheckReading { amount, ..CheckReading::empty(PaymentType::Check) });
        }
    }
    Ok(reading)
}

fn amount(
    page: &Page,
    characters: Characters,
    parse: impl Fn(&str) -> Option<Money>,
    source: Source,
) -> Result<Field<Money>, TextError> {
    let words = Engine.read_words(&page.gray, page.dpi, Segmentation::Line, characters)?;
    let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let Some(value) = parse(&text) else {
        return Ok(if words.is_empty() { Field::Absent } else { Field::Unread(None) });
    };
    let confidence = words.iter().map(|word| word.confidence).fold(1.0, f32::min);
    Ok(Field::gated(Reading { value, confidence, source, place: place(&words) }, SURE_WORD))
}

fn place(words: &[Word]) -> Option<Rect> {
    words.iter().map(|word| word.place).reduce(|all, place| all.union(&place))
}
