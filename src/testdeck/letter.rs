//! Drawn checks as a cash letter: what their printed bank lines say, in records, beside their images.

use std::path::Path;

use super::kinds::PageFormat;
use super::output::{Page, Stored, save};
use super::plan::{Paper, Sheet};
use crate::drawing::canvas::DPI;
use crate::error::{Error, Result};
use crate::formats::cash_letter::{self, Check, Flavour};
use crate::formats::tiff::write_g4;
use crate::raster::Bits;

/// The bank that takes the deposit, and the day.
const BANK: &str = "011000138";
const DAY: &str = "20261124";

/// Stores checks, each with its front only, as one cash letter.
pub(super) fn write<'a>(
    folder: &Path,
    first: usize,
    sheets: impl Iterator<Item = &'a Sheet>,
    pages: Vec<Page>,
    format: PageFormat,
) -> Result<Vec<Stored>> {
    let checks: Vec<Check> = sheets.zip(pages).map(|(sheet, page)| check(sheet, &page)).collect();
    let dstu = format == PageFormat::X937;
    let flavour = Flavour { dstu, ebcdic: dstu, ..Flavour::USUAL };
    let mut bytes = Vec::new();
    cash_letter::write(&mut bytes, &checks, flavour, DAY, BANK).map_err(|error| Error::Refused(error.to_string()))?;
    let one = save(folder, first, "x937", &bytes)?;
    Ok((1..=checks.len() as u32).map(|page| Stored { page, ..one.clone() }).collect())
}

fn check(sheet: &Sheet, page: &Page) -> Check {
    let line = if let Paper::Payment { face, .. } = &sheet.paper { face.micr.as_str() } else { "" };
    let mut parts = line.split('⑆');
    let [before, routing, on_us] = [(); 3].map(|()| parts.next().unwrap_or_default());
    let solid = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace('⑈', "/").replace('⑉', "-");
    let front = match page {
        Page::Image(gray) => write_g4(&[(Bits::darker_than(gray, 128), DPI)]),
        Page::Broken => b"this is no picture".to_vec(),
    };
    Check {
        auxiliary_on_us: before.replace('⑈', "").trim().to_owned(),
        routing: routing.to_owned(),
        on_us: solid(on_us),
        amount: sheet.truth.amount.unwrap_or_default(),
        front,
        back: None,
    }
}
