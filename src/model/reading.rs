//! What was read from a page, how surely, and where it stands on the paper.

use std::borrow::Cow;

use jiff::civil::Date;

use super::bill::words;
use super::{AccountNumber, Belief, CodedFields, MicrLine, Money, Quality, Rect, Rotation};

/// One value as a recogniser gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading<T> {
    /// The value.
    pub value: T,
    /// The estimated probability that the value is right, 0 to 1.
    pub confidence: f32,
    /// Who read it.
    pub source: Source,
    /// Where it stands on the upright page.
    pub place: Option<Rect>,
}

/// A field of a page: sure, unsure or not there.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Field<T> {
    /// Nothing like it is on the page.
    #[default]
    Absent,
    /// Something is there, but it was not read surely; the best guess, if any, is for people and for measuring only.
    Unread(Option<Reading<T>>),
    /// Read surely enough to act on.
    Read(Reading<T>),
}

impl<T> Field<T> {
    /// The value, only if it was read surely.
    #[must_use]
    pub const fn sure(&self) -> Option<&T> {
        match self {
            Self::Read(reading) => Some(&reading.value),
            _ => None,
        }
    }

    /// The best reading, sure or not; never to be acted on by itself.
    #[must_use]
    pub const fn best(&self) -> Option<&Reading<T>> {
        match self {
            Self::Read(reading) | Self::Unread(Some(reading)) => Some(reading),
            _ => None,
        }
    }

    /// The same where something speaks against it: what was read becomes the best guess of an unread field.
    #[must_use]
    pub fn doubted(self) -> Self {
        match self {
            Self::Read(reading) => Self::Unread(Some(reading)),
            other => other,
        }
    }

    /// The same with another value, as surely read.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Field<U> {
        let with =
            |Reading { value, confidence, source, place }| Reading { value: change(value), confidence, source, place };
        match self {
            Self::Absent => Field::Absent,
            Self::Unread(guess) => Field::Unread(guess.map(with)),
            Self::Read(reading) => Field::Read(with(reading)),
        }
    }

    /// Whether nothing like it is on the page.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Sure from `threshold` on, unread below.
    #[must_use]
    pub fn gated(reading: Reading<T>, threshold: f32) -> Self {
        if reading.confidence >= threshold { Self::Read(reading) } else { Self::Unread(Some(reading)) }
    }
}

words! {
    /// Which recogniser gave a reading.
    Source {
        /// The E-13B line reader.
        Micr = "micr",
        /// The OCR-A / OCR-B line reader.
        Scanline = "scanline",
        /// A barcode.
        Barcode = "barcode",
        /// Printed text.
        Text = "text",
        /// The amount in figures.
        Courtesy = "courtesy",
        /// The amount in words.
        Legal = "legal",
        /// Several that agree.
        Agreement = "agreement",
        /// Keyed at the scanner.
        Keyed = "keyed",
        /// The record of a cash letter.
        Record = "record",
    }
}

words! {
    /// What a page is.
    #[derive(Default)]
    PageKind {
        /// A check of any sort.
        Check = "check",
        /// A money order.
        MoneyOrder = "money_order",
        /// The part of a bill that the payer sends back.
        Coupon = "coupon",
        /// The reverse of a document.
        Back = "back",
        /// An envelope.
        Envelope = "envelope",
        /// A letter or other paper.
        Correspondence = "correspondence",
        /// A sheet that parts transactions.
        Separator = "separator",
        /// Nothing is on it.
        Blank = "blank",
        /// None of these.
        #[default]
        Other = "other",
    }
}

words! {
    /// What sort of instrument pays.
    PaymentType {
        /// A personal or business check.
        Check = "check",
        /// A money order.
        MoneyOrder = "money_order",
        /// A cashier's, teller's or official check.
        CashiersCheck = "cashiers_check",
        /// A check printed by a bank's bill-payment service.
        BillpayCheck = "billpay_check",
        /// Another instrument.
        Other = "other",
    }
}

impl PaymentType {
    /// Whether the bank account on its line is the payer's own. That of a money order or a cashier's check is its
    /// issuer's, that of a bill-payment check may be the service's.
    #[must_use]
    pub const fn is_drawn_by_payer(self) -> bool {
        matches!(self, Self::Check)
    }
}

/// A decoded barcode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barcode {
    /// Its symbology, such as `Code128` or `QRCode`.
    pub format: Cow<'static, str>,
    /// What it says.
    pub text: String,
    /// Where it stands.
    pub place: Option<Rect>,
}

/// A row of a list of payments: whose account, how much, and the name beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPayment {
    /// The account.
    pub account: AccountNumber,
    /// What is paid for it.
    pub amount: Money,
    /// What else stands on the row; a name, as a rule.
    pub name: String,
}

/// What one page image shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PageReading {
    /// What the page is.
    pub kind: PageKind,
    /// How far it had to be turned.
    pub rotation: Rotation,
    /// How good the image is.
    pub quality: Quality,
    /// Every barcode on it.
    pub barcodes: Vec<Barcode>,
    /// What it says as a check or money order; `Some` for those kinds only.
    pub check: Option<CheckReading>,
    /// What it says as a coupon; `Some` for that kind only.
    pub coupon: Option<CouponReading>,
    /// The payments that a sheet lists.
    pub list: Vec<Reading<ListedPayment>>,
}

impl PageKind {
    /// Whether it carries money.
    #[must_use]
    pub const fn is_payment(self) -> bool {
        matches!(self, Self::Check | Self::MoneyOrder)
    }

    /// Whether it carries money or names a bill.
    #[must_use]
    pub const fn is_payment_or_coupon(self) -> bool {
        matches!(self, Self::Check | Self::MoneyOrder | Self::Coupon)
    }
}

/// The amount of a check: figures, words and what follows from both.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AmountReading {
    /// The amount to act on, with the probability that follows from both.
    pub value: Field<Money>,
    /// The amount in figures.
    pub courtesy: Field<Money>,
    /// The amount in words.
    pub legal: Field<Money>,
    /// What both together make likely, before it is known which amounts are expected.
    pub likely: Belief,
}

impl AmountReading {
    /// Figures and words were both read surely and differ.
    #[must_use]
    pub fn disagrees(&self) -> bool {
        matches!((self.courtesy.sure(), self.legal.sure()), (Some(figures), Some(words)) if figures != words)
    }
}

/// What a check or money order says.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckReading {
    /// What sort of instrument it is.
    pub payment_type: PaymentType,
    /// The E-13B line.
    pub micr: Field<MicrLine>,
    /// The amount.
    pub amount: AmountReading,
    /// The date written on it.
    pub date: Field<Date>,
    /// Whom it pays.
    pub payee: Field<String>,
    /// The memo line.
    pub memo: Field<String>,
    /// Account numbers in the memo or on the face that fit the biller's pattern and check digit.
    pub accounts: Vec<Reading<AccountNumber>>,
    /// Whether something that was not read stands beside one of them and may name another account.
    pub another_account: bool,
    /// The printed name of the payer.
    pub payer_name: Field<String>,
    /// Whether the signature line carries ink; unread when no line was found.
    pub signature: Field<bool>,
    /// A note such as "paid in full".
    pub restrictive_notation: Option<String>,
    /// Words of another country or currency on its face.
    pub foreign_words: Option<String>,
}

impl CheckReading {
    /// An instrument of which nothing has been read.
    #[must_use]
    pub fn empty(payment_type: PaymentType) -> Self {
        Self {
            payment_type,
            micr: Field::Absent,
            amount: AmountReading::default(),
            date: Field::Absent,
            payee: Field::Absent,
            memo: Field::Absent,
            accounts: Vec::new(),
            another_account: false,
            payer_name: Field::Absent,
            signature: Field::Absent,
            restrictive_notation: None,
            foreign_words: None,
        }
    }
}

/// What a coupon says, once by each code on it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CouponReading {
    /// The scan line, taken apart by the coupon definition that fits.
    pub scanline: Field<CodedFields>,
    /// The barcode, taken apart by the coupon definition that fits.
    pub barcode: Field<CodedFields>,
    /// The amount that the payer wrote on it.
    pub enclosed: Field<Money>,
}
