//! Image cash letters: checks as records with their images (X9.37 DSTU-2003, X9.100-187), in EBCDIC or ASCII, with or
//! without a length before each record.
//!
//! A letter of any size is walked once by seeking from record to record; what stays in memory is a line per item. An
//! image is read when its page is asked for. Nothing is decided here: what the records say is handed out as it stands.
//!
//! | file | holds |
//! |---|---|
//! | `framing`, `ebcdic` | bytes to records: lengths, character codes, where it breaks off |
//! | `layout`, `tables` | records to fields, the same for reading and writing |
//! | `view` | record 52: where its image is |
//! | `totals` | what records add up to, beside what control records say |
//! | `survey` | records to items |
//! | `returned` | checks that came back unpaid |
//! | `inspect` | records for people, and what does not agree in them |
//! | `rewrite` | record by record back to the same bytes, fields changed on the way |
//! | `profile`, `deposit` | how a bank wants its letters, and what a deposit says |
//! | `records`, `ticket`, `write` | a deposit to records, to bytes |
//! | `bank_line` | a check's bank line as fields of its record |
//! | `image` | pages to the TIFF that banks take |

mod bank_line;
mod deposit;
mod ebcdic;
mod error;
mod framing;
mod image;
mod inspect;
mod layout;
mod profile;
mod records;
mod returned;
mod rewrite;
mod survey;
mod tables;
#[cfg(test)]
mod tests;
mod ticket;
mod totals;
mod view;
mod write;

use std::io::{Cursor, Read, Seek, SeekFrom};

use super::scan::{Kind, ScanError, recognise};
use super::{picture, tiff};
use crate::model::Money;
use crate::raster::PageImage;

pub use crate::formats::finding::Finding;
pub use bank_line::BankLine;
pub use deposit::{DepositHead, DepositItem, LineRead, Ticket};
pub use error::CashLetterError;
pub use framing::Coding;
pub(super) use framing::looks_like_one;
pub use image::{image_of_bits, image_of_gray};
pub use inspect::{Inspection, inspect, inspect_each};
pub use profile::{Credit, CreditLayout, CreditPlace, Level, Profile};
pub use returned::{ReturnedCheck, returned_checks};
pub use rewrite::{RecordFields, rewrite};
pub use survey::survey;
pub use write::CashLetterWriter;

/// No image of a check takes more bytes.
const LARGEST_IMAGE: u64 = 64 << 20;

/// What the records of a cash letter say; pages are its images, counted from 1 in the order of the items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CashLetter {
    items: Vec<Item>,
    views: Vec<View>,
    break_off: Option<String>,
    remarks: Vec<String>,
    control: Option<Control>,
}

/// One check of a cash letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The page of its front image; there is always one, though it may not be had.
    pub front: u32,
    /// The page of its back image.
    pub back: Option<u32>,
    /// What its record says; absent for an image that no item's record stands before.
    pub detail: Option<Detail>,
}

/// The record of an item (25, or 31 for a returned one).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// The number of the record in the file, counted from 1.
    pub record: u64,
    /// Whether it came back unpaid: money that leaves, not money that comes.
    pub returned: bool,
    /// The auxiliary on-us field of its bank line.
    pub auxiliary_on_us: String,
    /// The routing number, with its check digit.
    pub routing: String,
    /// The on-us field, `/` for the on-us symbol, `-` for the dash, `*` for what was not read.
    pub on_us: String,
    /// Its amount; `None` when the field holds no number.
    pub amount: Option<Money>,
    /// Its sequence number at the institution that made the letter.
    pub sequence: String,
    /// Whether the maker says that the bank line was read without error (MICR valid indicator 1 or 2, or not told).
    pub well_captured: bool,
}

/// What the file's control record (99) says of its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Control {
    /// How many there are.
    pub items: u32,
    /// Their money.
    pub amount: Money,
}

/// An image in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct View {
    /// The number of the record that holds it.
    record: u64,
    offset: u64,
    length: u64,
    /// Why it cannot be had, where that is known already.
    fault: Option<String>,
}

impl CashLetter {
    /// How many images it has.
    #[must_use]
    pub fn page_count(&self) -> u32 {
        self.views.len() as u32
    }

    /// Its items in order.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Why there may be more items that cannot be found.
    #[must_use]
    pub fn break_off(&self) -> Option<&str> {
        self.break_off.as_deref()
    }

    /// What does not agree in it, each with its place.
    #[must_use]
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// The totals in its last record, if it is there.
    #[must_use]
    pub const fn control(&self) -> Option<Control> {
        self.control
    }

    /// Decodes one image, counted from 1, of the same file.
    ///
    /// # Errors
    /// When there is no such image or nothing of it can be decoded; the text names the record.
    pub fn page<R: Read + Seek>(&self, mut reader: R, page: u32) -> Result<PageImage, ScanError> {
        let at = (page as usize).checked_sub(1);
        let Some(view) = at.and_then(|at| self.views.get(at)) else {
            return Err(tiff::TiffError::NoPage { page, count: self.page_count() }.into());
        };
        let fault = |why: String| ScanError::Record { record: view.record, why };
        if let Some(why) = &view.fault {
            return Err(fault(why.clone()));
        }
        let mut bytes = Vec::new();
        reader.seek(SeekFrom::Start(view.offset))?;
        reader.take(view.length).read_to_end(&mut bytes)?;
        match recognise(bytes.get(..64).unwrap_or(&bytes)) {
            Kind::Tiff => tiff::TiffReader::open(Cursor::new(&bytes))
                .and_then(|mut tiff| tiff.page(0))
                .map_err(|error| fault(error.to_string())),
            Kind::Picture => picture::read(&bytes).map_err(fault),
            _ => Err(fault("its image is neither TIFF nor JPEG".to_owned())),
        }
    }
}
