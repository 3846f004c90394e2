//! Batches, their documents and page images.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use super::bill::words;
use super::{MicrLine, Money, PageKind, PageReading, TransactionId};

/// A batch's name: it names its folder of outputs and starts every id made for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId(String);

impl BatchId {
    /// Takes a name that is safe as a folder's: 1 to 80 ASCII letters, digits, `-`, `_`, `.`, not starting with `.`.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let safe = (1..=80).contains(&text.len())
            && !text.starts_with('.')
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
        safe.then(|| Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of the batch's so many-th posting, from 1.
    #[must_use]
    pub fn posting_id(&self, number: usize) -> String {
        format!("{self}-P{number:06}")
    }

    /// The id of the batch's so many-th exception, from 1.
    #[must_use]
    pub fn exception_id(&self, number: usize) -> String {
        format!("{self}-E{number:06}")
    }
}

impl fmt::Display for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

words! {
    /// How the documents of a batch were put into the scanner.
    Mode {
        /// Found out from the documents: a run of coupons followed by a run of payments is one transaction.
        Auto = "auto",
        /// One coupon, one payment, again and again.
        Single = "single",
        /// Several coupons or payments per transaction.
        Multi = "multi",
        /// Payments without coupons, each on its own.
        CheckOnly = "check-only",
    }
}

/// A batch's header: what is known before its pages are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its name.
    pub id: BatchId,
    /// The lockbox it came from, if the batch says so.
    pub lockbox: Option<String>,
    /// The day its payments go to the bank.
    pub deposit_date: Date,
    /// The day its envelopes arrived.
    pub received_date: Date,
    /// How its documents are grouped.
    pub mode: Mode,
    /// Whether pages alternate front and back.
    pub duplex: bool,
    /// How many documents the batch ticket counts.
    pub expected_documents: Option<u32>,
    /// How much money the batch ticket counts.
    pub control_total: Option<Money>,
}

words! {
    /// Which side of the paper an image shows.
    Side {
        /// The face.
        Front = "front",
        /// The reverse.
        Back = "back",
    }
}

/// Where a page image came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSource {
    /// The file, relative to the batch folder, `/` between parts.
    pub file: Arc<str>,
    /// The page within the file, counted from 1.
    pub page: u32,
}

impl fmt::Display for PageSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} page {}", self.file, self.page)
    }
}

/// A document's place in its batch, counted from 1 in scanning order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentNumber(pub u32);

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A bank line that the sender of a check captured, by magnet as a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    /// The line, put together from the record's fields.
    pub line: MicrLine,
    /// Whether the sender says that it was captured without error.
    pub sure: bool,
}

/// Why a page has no reading: it could not be opened, decoded or looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFault(pub String);

/// One piece of paper as scanned and read.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its place in the batch.
    pub number: DocumentNumber,
    /// Where its front image came from.
    pub source: PageSource,
    /// The scanner's grouping, where it gave one.
    pub group: Option<TransactionId>,
    /// The amount keyed at the scanner, or given by its record in a cash letter.
    pub keyed_amount: Option<Money>,
    /// Its bank line as its record in a cash letter gives it; there for every check of one, whatever is on the image.
    pub captured: Option<Captured>,
    /// The postmark of its envelope, keyed at the scanner.
    pub envelope_date: Option<Date>,
    /// SHA-256 of the front image's bytes, in hex; empty when the file could not be opened.
    pub image_hash: String,
    /// What is on its front.
    pub front: Result<PageReading, PageFault>,
    /// Where the image of its back came from, where that was scanned.
    pub back_source: Option<PageSource>,
    /// What is on its back, where that was scanned.
    pub back: Option<Result<PageReading, PageFault>>,
}

impl Document {
    /// The side that says what the paper is: the front, or the back of a paper that was fed the wrong way round.
    ///
    /// # Errors
    /// When that side could not be read.
    pub fn face(&self) -> Result<&PageReading, &PageFault> {
        match (&self.front, &self.back) {
            (Ok(front), Some(Ok(back)))
                if matches!(front.kind, PageKind::Back | PageKind::Blank) && back.kind.is_payment_or_coupon() =>
            {
                Ok(back)
            }
            (front, _) => front.as_ref(),
        }
    }

    /// What the paper is; `None` when its face could not be read.
    #[must_use]
    pub fn kind(&self) -> Option<PageKind> {
        self.face().ok().map(|face| face.kind)
    }

    /// Whether it is surely a payment.
    #[must_use]
    pub fn is_payment(&self) -> bool {
        self.kind().is_some_and(PageKind::is_payment)
    }
}
