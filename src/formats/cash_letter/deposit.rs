//! What a deposit says: its head, and its items.

use jiff::civil::{Date, DateTime};

use crate::model::{Money, RoutingNumber};

/// What a cash letter says of itself before its first item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositHead {
    /// The bank that takes the deposit.
    pub destination: RoutingNumber,
    /// Its name, at most 18 characters; may be empty.
    pub destination_name: String,
    /// Who sends it: a routing number, or the nine characters that the bank gave out.
    pub origin: String,
    /// Their name, at most 18 characters; may be empty.
    pub origin_name: String,
    /// The business day of the deposit.
    pub business_date: Date,
    /// When the file was made, at the lockbox.
    pub created: DateTime,
    /// `A` to `Z` or `0` to `9`: tells files of the same minute apart.
    pub file_modifier: char,
    /// Unique among the cash letters of a business day, at most 8 characters.
    pub cash_letter_id: String,
    /// The account that the money goes to: at most 18 characters, in a deposit ticket digits and dashes.
    pub account: String,
    /// Whom the bank calls, at most 14 characters; may be empty.
    pub contact_name: String,
    /// Their number, at most 10 digits; may be empty.
    pub contact_phone: String,
    /// What the items add up to.
    pub amount: Money,
    /// The deposit ticket; needed where the profile has a credit record.
    pub ticket: Option<Ticket>,
}

impl DepositHead {
    /// The first deposit of a day, of a bank with itself, made at eight in the morning, without names and money.
    #[must_use]
    pub fn of_day(bank: RoutingNumber, day: Date) -> Self {
        Self {
            destination: bank,
            destination_name: String::new(),
            origin: bank.to_string(),
            origin_name: String::new(),
            business_date: day,
            created: day.at(8, 0, 0, 0),
            file_modifier: 'A',
            cash_letter_id: "1".to_owned(),
            account: String::new(),
            contact_name: String::new(),
            contact_phone: String::new(),
            amount: Money::ZERO,
            ticket: None,
        }
    }
}

/// A deposit ticket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ticket {
    /// Its sequence number, below those of the items; at most 15 digits.
    pub sequence: String,
    /// Its front as a TIFF, if it has one; a ticket before the bundles has none.
    pub front: Option<Vec<u8>>,
    /// Its back as a TIFF.
    pub back: Option<Vec<u8>>,
}

/// How well a bank line was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LineRead {
    /// All of it, surely.
    #[default]
    Good,
    /// What is there surely, but a field is missing.
    FieldMissing,
    /// Not surely.
    Doubtful,
    /// Not surely, and a field is missing.
    DoubtfulAndMissing,
}

impl LineRead {
    /// The MICR valid indicator.
    pub(super) const fn indicator(self) -> u8 {
        match self {
            Self::Good => 1,
            Self::FieldMissing => 2,
            Self::Doubtful => 3,
            Self::DoubtfulAndMissing => 4,
        }
    }
}

/// A check to be deposited. Bank line fields hold digits, `/` for the on-us symbol, `-` for the dash and `*` for a
/// character that was not read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DepositItem {
    /// The auxiliary on-us field, at most 15 characters, or nothing.
    pub auxiliary_on_us: String,
    /// The external processing code, one character, or nothing.
    pub external_code: String,
    /// The routing number with its check digit, nine characters; nothing if it was not read.
    pub routing: String,
    /// The on-us field, at most 20 characters.
    pub on_us: String,
    /// The amount; at most 99,999,999.99.
    pub amount: Money,
    /// The sequence number, at most 15 digits, larger than those before it: so none comes twice.
    pub sequence: String,
    /// How well the bank line was read.
    pub line: LineRead,
    /// Whether a person corrected the bank line.
    pub keyed: bool,
    /// Whom it is made out to, at most 15 characters; if empty, the profile's endorsement name is written.
    pub payee: String,
    /// The front as a Group 4 TIFF.
    pub front: Vec<u8>,
    /// The back, likewise.
    pub back: Option<Vec<u8>>,
}
