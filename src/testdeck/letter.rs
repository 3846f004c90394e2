//! Drawn checks as a cash letter: what their printed bank lines say, in records, beside their images.

use std::path::Path;

use super::DEPOSIT_DATE;
use super::kinds::PageFormat;
use super::output::{Page, Stored, save};
use super::plan::{Paper, Sheet};
use crate::drawing::canvas::DPI;
use crate::error::{Error, Result};
use crate::formats::cash_letter::{
    CashLetterError, CashLetterWriter, Coding, DepositHead, DepositItem, Level, LineRead, Profile,
};
use crate::formats::tiff::write_g4;
use crate::model::RoutingNumber;
use crate::raster::Bits;

/// The bank that takes the deposit.
const BANK: &str = "011000138";

/// Stores checks, each with its front only, as one cash letter.
pub(super) fn write<'a>(
    folder: &Path,
    first: usize,
    sheets: impl Iterator<Item = &'a Sheet>,
    pages: Vec<Page>,
    format: PageFormat,
) -> Result<Vec<Stored>> {
    let checks: Vec<DepositItem> =
        (1..).zip(sheets.zip(pages)).map(|(sequence, (sheet, page))| check(sequence, sheet, &page)).collect();
    let bytes = letter(&checks, format).map_err(|error| Error::Refused(error.to_string()))?;
    let one = save(folder, first, "x937", &bytes)?;
    Ok((1..=checks.len() as u32).map(|page| Stored { page, ..one.clone() }).collect())
}

fn letter(checks: &[DepositItem], format: PageFormat) -> std::result::Result<Vec<u8>, CashLetterError> {
    let (level, coding) = match format {
        PageFormat::X937 => (Level::Dstu2003, Coding::Ebcdic),
        _ => (Level::Of2013, Coding::Ascii),
    };
    let profile = Profile { level, coding, test: true, ..Profile::default() };
    let Some(bank) = RoutingNumber::new(BANK) else {
        return Err(CashLetterError::Head(format!("`{BANK}` is no routing number")));
    };
    let amount = checks.iter().map(|check| check.amount).sum();
    let head = DepositHead { amount, ..DepositHead::of_day(bank, DEPOSIT_DATE) };
    let mut letter = CashLetterWriter::create(Vec::new(), profile, head)?;
    checks.iter().try_for_each(|check| letter.add(check))?;
    letter.finish()
}

fn check(sequence: u32, sheet: &Sheet, page: &Page) -> DepositItem {
    let line = if let Paper::Payment { face, .. } = &sheet.paper { face.micr.as_str() } else { "" };
    let mut parts = line.split('⑆');
    let [before, routing, on_us] = [(); 3].map(|()| parts.next().unwrap_or_default());
    let solid = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace('⑈', "/").replace('⑉', "-");
    let front = match page {
        Page::Image(gray) => write_g4(&[(Bits::darker_than(gray, 128), DPI)]),
        Page::Broken => b"II*\0this is no picture".to_vec(),
    };
    let line = match routing {
        "" => LineRead::DoubtfulAndMissing,
        known if RoutingNumber::new(known).is_some() => LineRead::Good,
        _ => LineRead::Doubtful,
    };
    DepositItem {
        auxiliary_on_us: before.replace('⑈', "").trim().to_owned(),
        routing: solid(routing),
        on_us: solid(on_us),
        amount: sheet.truth.amount.unwrap_or_default(),
        sequence: sequence.to_string(),
        line,
        front,
        ..DepositItem::default()
    }
}
