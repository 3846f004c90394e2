//! Crops of a single line, read by one recogniser alone: how each is measured.

use super::amount;
use super::line::micr;
use super::line::scanline::{self, ScanlineReader};
use crate::config::Config;
use crate::model::{AmountReading, CheckReading, CouponReading, PageKind, PageReading, PaymentType};
use crate::raster::{PageImage, prepare};

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
#[must_use]
pub fn read_region(region: Region, image: &PageImage, config: &Config) -> PageReading {
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
            reading.coupon = Some(CouponReading { scanline, ..CouponReading::default() });
        }
        Region::Courtesy => {
            reading.kind = PageKind::Check;
            reading.check = Some(of_amount(amount::judge::figures_alone(&page)));
        }
        Region::Legal => {
            reading.kind = PageKind::Check;
            reading.check = Some(of_amount(amount::judge::words_alone(&page)));
        }
    }
    reading
}

fn of_amount(amount: AmountReading) -> CheckReading {
    CheckReading { amount, ..CheckReading::empty(PaymentType::Check) }
}
