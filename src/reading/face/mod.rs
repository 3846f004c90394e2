//! The face of a check or money order, read without knowing its layout: fields are found by what is printed beside
//! them and by where they usually stand.
//!
//! | file | reads |
//! |---|---|
//! | `words` | comparing printed words with known ones, a letter or so off |
//! | `kind` | what the page is, what sort of payment |
//! | `phrases` | notations and foreign words |
//! | `date` | the date |
//! | `payee` | whom it pays, and the payer's printed name |
//! | `memo` | the memo line and account numbers |
//! | `social` | social security numbers, to be hidden |
//! | `list` | rows of a list of payments |
//! | `signature` | whether the signature line carries ink |
//! | `looks` | two looks at a face, the second with the text engine |

pub mod date;
mod kind;
mod list;
mod looks;
mod memo;
mod payee;
mod phrases;
mod signature;
mod social;
mod words;

pub use kind::kind_hint;

use jiff::civil::Date;

use crate::config::AccountRule;
use crate::model::{AccountNumber, AmountReading, Field, ListedPayment, PageKind, PaymentType, Reading, Rect};
use crate::raster::Page;
use crate::reading::amount;
use crate::reading::text::{Engine, LineReader, Segmentation, Sheet, TextError, TextReader};

/// Paper up to this high, in inches, is a check, a money order or a coupon; anything higher is a letter.
const HIGHEST_SLIP: u32 = 5;

/// What the face of a check or money order says.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceReading {
    /// What the page is, if its words tell.
    pub kind: Option<PageKind>,
    /// What sort of payment, if it is one.
    pub payment_type: PaymentType,
    /// The amount.
    pub amount: AmountReading,
    /// The date written on it.
    pub date: Field<Date>,
    /// Whom it pays.
    pub payee: Field<String>,
    /// The memo line.
    pub memo: Field<String>,
    /// Account numbers that fit the biller's rule.
    pub accounts: Vec<Reading<AccountNumber>>,
    /// No account number was read, but the words say that one is there; on a letter, that it may be a list of them.
    pub account_open: bool,
    /// Something that was not read stands beside an account and may name another one.
    pub another_account: bool,
    /// The payer's printed name.
    pub payer_name: Field<String>,
    /// Whether the signature line carries ink.
    pub signature: Field<bool>,
    /// A note such as "paid in full".
    pub restrictive_notation: Option<String>,
    /// Words of another country or currency.
    pub foreign_words: Option<String>,
    /// Payments that a sheet lists.
    pub list: Vec<Reading<ListedPayment>>,
}

impl FaceReading {
    /// Whether the words are those of a check or money order.
    #[must_use]
    pub const fn looks_like_check(&self) -> bool {
        matches!(self.kind, Some(PageKind::Check | PageKind::MoneyOrder))
    }
}

/// Reads the face of an upright page with our own reader and networks; an amount is read from a confidence of `least` on.
///
/// # Errors
/// None of its own.
pub fn read(page: &Page, rule: &AccountRule, least: f32) -> Result<FaceReading, TextError> {
    face(&LineReader, page, rule, |sheet| Ok(amount::at_a_glance(sheet, least)))
}

/// Reads it with the text engine, too.
///
/// # Errors
/// When the engine is not installed or breaks off.
pub fn read_again(first: FaceReading, page: &Page, rule: &AccountRule, least: f32) -> Result<FaceReading, TextError> {
    Ok(first.and(read_with(&Engine, page, rule, least)?))
}

/// Reads it with one reader, as closely as need be.
///
/// # Errors
/// When the engine cannot be started or breaks off.
pub fn read_with(
    reader: &dyn TextReader,
    page: &Page,
    rule: &AccountRule,
    least: f32,
) -> Result<FaceReading, TextError> {
    face(reader, page, rule, |sheet| amount::read(sheet, least))
}

fn face(
    reader: &dyn TextReader,
    page: &Page,
    rule: &AccountRule,
    amount: impl Fn(&Sheet<'_>) -> Result<AmountReading, TextError>,
) -> Result<FaceReading, TextError> {
    let (area, segmentation) = area(page);
    let sheet = Sheet::read(page, area, segmentation, reader)?;
    let kind = kind_hint(&sheet.words);
    let payment_type = kind::payment_type(&sheet.words);
    if !matches!(segmentation, Segmentation::Sparse) {
        return letter(&sheet, kind, payment_type, rule);
    }
    // A paper of a check's size is no letter, however many lines of words were made out on its pattern.
    let kind = kind.map(|kind| if kind == PageKind::Correspondence { PageKind::Other } else { kind });
    let amount = amount(&sheet)?;
    let date = date::read(&sheet)?;
    let memo = memo::read(&sheet, rule, place_of(&date))?;
    let is_bank_issued = matches!(payment_type, PaymentType::MoneyOrder | PaymentType::CashiersCheck);
    Ok(FaceReading {
        kind,
        payment_type,
        date,
        payee: payee::read(&sheet, amount.courtesy.best().and_then(|best| best.place))?,
        memo: memo.text,
        accounts: memo.accounts,
        account_open: memo.announced,
        another_account: memo.another,
        payer_name: if is_bank_issued { Field::Absent } else { payee::payer_name(&sheet) },
        signature: signature::read(&sheet),
        restrictive_notation: phrases::restrictive(&sheet.lines),
        foreign_words: phrases::foreign(&sheet.lines),
        list: Vec::new(),
        amount,
    })
}

/// Where a date stands that was read.
const fn place_of(date: &Field<Date>) -> Option<Rect> {
    match date {
        Field::Read(date) => date.place,
        _ => None,
    }
}

/// A page too high for a check: its words tell its kind, no field of a check is looked for.
fn letter(
    sheet: &Sheet<'_>,
    kind: Option<PageKind>,
    payment_type: PaymentType,
    rule: &AccountRule,
) -> Result<FaceReading, TextError> {
    let list = list::rows(sheet, rule)?;
    Ok(FaceReading {
        kind: match kind {
            None | Some(PageKind::Other) if list.len() > 1 => Some(PageKind::Correspondence),
            // A page that looks like a payment or a coupon is never a letter for the list on it.
            kind => kind,
        },
        payment_type,
        amount: AmountReading::default(),
        date: Field::Absent,
        payee: Field::Absent,
        memo: Field::Absent,
        accounts: Vec::new(),
        account_open: list::may_be_one(&sheet.lines),
        another_account: false,
        payer_name: Field::Absent,
        signature: Field::Absent,
        restrictive_notation: phrases::restrictive(&sheet.lines),
        foreign_words: phrases::foreign(&sheet.lines),
        list,
    })
}

/// The part of the page that holds print for people: a slip ends in its bank line.
fn area(page: &Page) -> (Rect, Segmentation) {
    let (width, height) = (page.gray.width(), page.gray.height());
    if height > page.dpi.saturating_mul(HIGHEST_SLIP) {
        return (Rect::new(0, 0, width, height), Segmentation::Page);
    }
    // The characters end 7/16 inch above the edge; memo and signature lines often reach into the clear band.
    let band = page.dpi * 47 / 100;
    (Rect::new(0, 0, width, height.saturating_sub(band)), Segmentation::Sparse)
}

#[cfg(test)]
mod tests;
