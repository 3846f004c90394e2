//! What a deck holds before anything is drawn: papers, envelopes and their truth.

use jiff::civil::Date;

use super::sheets::Separator;
use crate::drawing::check::{CheckFace, Instrument};
use crate::drawing::coupon::CouponFace;
use crate::drawing::envelope::EnvelopeFace;
use crate::drawing::fonts::Face;
use crate::drawing::list::ListRow;
use crate::model::{AccountNumber, BatchTicket, BillId, Money, PageKind, PaymentType, Reason, RoutingNumber};

/// What spoils a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spoil {
    /// A scribble over the bank line.
    Micr,
    /// Ink over the amount in figures and in words.
    Amount,
    /// Ink over the codes and the account number of a coupon.
    Codes,
    /// Hardly any ink at all.
    Faint,
}

/// A paper to draw.
#[derive(Debug, Clone)]
pub(super) enum Paper {
    Coupon {
        face: Box<CouponFace>,
        scan_face: Face,
    },
    Payment {
        face: Box<CheckFace>,
        instrument: Instrument,
        by_hand: bool,
    },
    Letter {
        sender: Vec<String>,
        date: String,
    },
    List {
        payer: String,
        date: String,
        rows: Vec<ListRow>,
    },
    Envelope(Box<EnvelopeFace>),
    Separator(Separator),
    Ticket(BatchTicket),
    /// A file that is no picture.
    Broken,
}

/// One document: its paper, the chance it is drawn with, and its truth.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) paper: Paper,
    /// The same seed draws the same paper again.
    pub(super) seed: u64,
    pub(super) spoil: Option<Spoil>,
    /// The amount that the scanner's operator keyed.
    pub(super) keyed: Option<Money>,
    pub(super) truth: SheetTruth,
}

/// What is on one document.
#[derive(Debug, Clone, Default)]
pub(super) struct SheetTruth {
    pub(super) kind: PageKind,
    pub(super) payment_type: Option<PaymentType>,
    pub(super) routing: Option<RoutingNumber>,
    pub(super) payer_account: Option<String>,
    pub(super) check_number: Option<String>,
    pub(super) amount: Option<Money>,
    pub(super) account: Option<AccountNumber>,
    pub(super) bill: Option<BillId>,
    pub(super) scanline: Option<String>,
    pub(super) barcode: Option<String>,
    pub(super) date: Option<Date>,
    pub(super) payee: Option<String>,
    pub(super) memo: Option<String>,
}

/// Money that must be applied to a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) account: AccountNumber,
    pub(super) bill: BillId,
    pub(super) amount: Money,
}

/// What must become of an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expected {
    Post(Vec<Due>),
    Hold(Vec<Reason>),
}

/// What came in one envelope, and what must become of it.
#[derive(Debug, Clone)]
pub(super) struct Envelope {
    pub(super) sheets: Vec<Sheet>,
    pub(super) expected: Expected,
}

impl Envelope {
    pub(super) fn post(sheets: Vec<Sheet>, postings: Vec<Due>) -> Self {
        Self { sheets, expected: Expected::Post(postings) }
    }

    pub(super) fn hold(sheets: Vec<Sheet>, reason: Reason) -> Self {
        Self { sheets, expected: Expected::Hold(vec![reason]) }
    }

    /// The money in it.
    pub(super) fn total(&self) -> Money {
        self.sheets.iter().filter_map(|sheet| sheet.truth.amount).sum()
    }
}
