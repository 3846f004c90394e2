//! `[deposit]`: how the bank wants its cash letters, and which payments go to it; `[release]`: who lets files go.

use std::collections::BTreeSet;

use crate::model::{Money, Reason, RoutingNumber};

/// The level of the standard of cash letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LetterLevel {
    /// X9.37 DSTU-2003.
    #[default]
    Dstu2003,
    /// X9.100-187-2008.
    Of2008,
    /// X9.100-187-2013 and -2016.
    Of2013,
}

/// The record of the deposit ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditRecord {
    /// Record 61, its routing number from position 19 on.
    Record61A,
    /// Record 61, its routing number from position 20 on.
    Record61B,
    /// Record 62.
    Record62,
}

/// A deposit ticket in the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditSetting {
    /// Its record.
    pub record: CreditRecord,
    /// First in the first bundle, not before it.
    pub in_bundle: bool,
    /// Whether the control records count it as one more item.
    pub counted: bool,
}

/// What to do about a check whose back was not scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MissingBack {
    /// The letter has its front alone.
    #[default]
    Omit,
    /// A blank back is made.
    Blank,
}

/// How the bank wants its cash letters; what is absent follows from `[lockbox]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositSettings {
    /// The level of the standard.
    pub level: LetterLevel,
    /// Letters and digits in EBCDIC, not ASCII.
    pub ebcdic: bool,
    /// Four bytes of length before each record.
    pub length_prefix: bool,
    /// The collection type.
    pub collection_type: u8,
    /// Items of a bundle.
    pub items_per_bundle: u16,
    /// The deposit ticket, if the bank wants one.
    pub credit: Option<CreditSetting>,
    /// Whether each item has an endorsement record.
    pub endorsement_record: bool,
    /// The payee in endorsement records.
    pub endorsement_name: Option<String>,
    /// What is printed on the images of backs, line by line, with `{account}`, `{date}` and `{sequence}`.
    pub endorsement: Vec<String>,
    /// Checks without a back.
    pub missing_backs: MissingBack,
    /// The bank that takes the letter, where it is not the depositary bank.
    pub destination: Option<RoutingNumber>,
    /// Its name.
    pub destination_name: String,
    /// Who sends: nine letters or digits that the bank gave out.
    pub origin: Option<String>,
    /// Their name.
    pub origin_name: Option<String>,
    /// The account, where the letter names it otherwise.
    pub account: Option<String>,
    /// Whom the bank calls.
    pub contact_name: String,
    /// Their number, digits only.
    pub contact_phone: String,
    /// A test, not money.
    pub test: bool,
    /// Which payments enter.
    pub policy: DepositPolicy,
}

impl Default for DepositSettings {
    /// What most banks take.
    fn default() -> Self {
        Self {
            level: LetterLevel::default(),
            ebcdic: true,
            length_prefix: true,
            collection_type: 1,
            items_per_bundle: 300,
            credit: None,
            endorsement_record: true,
            endorsement_name: None,
            endorsement: Vec::new(),
            missing_backs: MissingBack::default(),
            destination: None,
            destination_name: String::new(),
            origin: None,
            origin_name: None,
            account: None,
            contact_name: String::new(),
            contact_phone: String::new(),
            test: false,
            policy: DepositPolicy::default(),
        }
    }
}

/// Which payments enter the deposit while their transaction is in exception: those that wait for none of these reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositPolicy {
    /// Reasons that keep a payment out.
    pub hold: BTreeSet<Reason>,
}

impl Default for DepositPolicy {
    /// Whose money it is, or how much of it is owed, can be found out after the deposit; what is wrong with the instrument
    /// itself cannot be mended by depositing it.
    fn default() -> Self {
        let hold = Reason::ALL.iter().copied().filter(|reason| !may_wait_at_the_bank(*reason));
        Self { hold: hold.collect() }
    }
}

/// Whether the payment is good as it is, and only what it is for must be found out.
const fn may_wait_at_the_bank(reason: Reason) -> bool {
    match reason {
        Reason::AccountNotFound
        | Reason::AccountUnreadable
        | Reason::AccountAmbiguous
        | Reason::AccountsDisagree
        | Reason::AmountUnreadable
        | Reason::NoCoupon
        | Reason::NoPayment
        | Reason::NoOpenBill
        | Reason::Overpayment
        | Reason::Underpayment
        | Reason::PaidElsewhere
        | Reason::AutopayPending
        | Reason::Correspondence => true,
        Reason::AmountMismatch
        | Reason::DuplicatePayment
        | Reason::StaleDated
        | Reason::PostDated
        | Reason::PayeeUnacceptable
        | Reason::SignatureMissing
        | Reason::RestrictiveNotation
        | Reason::ForeignItem
        | Reason::MicrUnreadable
        | Reason::ImageQuality
        | Reason::InstrumentNotAccepted
        | Reason::MoneyOrderOverLimit
        | Reason::StopListed
        | Reason::OutOfBalance
        | Reason::UnreadableDocument => false,
    }
}

/// Who lets files go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReleaseSettings {
    /// Files of so much money need two people; absent: none do.
    pub second_person_from: Option<Money>,
}
