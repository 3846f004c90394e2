//! What every transaction set of a file says of the deposit.

use jiff::civil::Date;

use arrayvec::ArrayString;

use super::text;
use crate::formats::remittance::{FileHead, PostingFileError};
use crate::model::{Application, Period, Remittance};

/// A reference (account, bill, check, batch) has so many characters.
pub(super) const REFERENCE: (usize, usize) = (1, 50);
/// An account at a bank has so many.
pub(super) const BANK_ACCOUNT: (usize, usize) = (1, 35);
/// What identifies a person or party has so many.
pub(super) const IDENTITY: (usize, usize) = (2, 80);
/// The longest name.
pub(super) const NAME: usize = 60;

/// The head of a file in the form of elements, checked once.
pub(super) struct Heading {
    /// The name of the file.
    pub(super) trace: String,
    /// The lockbox.
    pub(super) lockbox: String,
    /// Who receives the money.
    pub(super) payee: String,
    /// The routing number of the bank that takes the deposit.
    pub(super) bank: String,
    /// `DA` where the account there is known.
    pub(super) account_kind: &'static str,
    /// The account there.
    pub(super) account: String,
    /// The company that the file comes from, as banks number companies: `9` (a number of its own making) and the
    /// routing number.
    pub(super) company: String,
    /// The day of the deposit.
    pub(super) date: ArrayString<8>,
    /// The day the file was made.
    pub(super) created: ArrayString<8>,
}

impl Heading {
    /// # Errors
    /// When an id of the head does not fit.
    pub(super) fn new(head: &FileHead) -> Result<Self, PostingFileError> {
        let trace = text::id(&head.id, REFERENCE, &|| "the name of the file".to_owned())?;
        let lockbox = text::id(&head.lockbox, (1, 30), &|| "the lockbox's id".to_owned())?;
        let account = match head.bank_account.as_str() {
            "" => "",
            account => text::id(account, BANK_ACCOUNT, &|| "the bank account of the lockbox".to_owned())?,
        };
        let payee = text::name(&head.payee, NAME, &|| "the payee of the lockbox".to_owned())?;
        Ok(Self {
            trace: trace.to_owned(),
            lockbox: lockbox.to_owned(),
            payee: payee.unwrap_or_else(|| format!("LOCKBOX {lockbox}")),
            bank: head.routing.to_string(),
            account_kind: if account.is_empty() { "" } else { "DA" },
            account: account.to_owned(),
            company: format!("9{}", head.routing),
            date: day(head.deposit_date),
            created: day(head.created.date()),
        })
    }
}

/// A day as CCYYMMDD.
pub(super) fn day(date: Date) -> ArrayString<8> {
    written(format_args!("{:04}{:02}{:02}", date.year(), date.month(), date.day()))
}

/// A month of coverage from its first day to its last.
pub(super) fn coverage(period: Period) -> ArrayString<17> {
    let first = period.first_day();
    written(format_args!("{}-{}", day(first), day(first.last_of_month())))
}

/// Years before the common era do not fit and give nothing.
fn written<const LONGEST: usize>(arguments: std::fmt::Arguments<'_>) -> ArrayString<LONGEST> {
    use std::fmt::Write as _;

    let mut text = ArrayString::new();
    if text.write_fmt(arguments).is_err() {
        text.clear();
    }
    text
}

/// How messages name a payment.
pub(super) fn document(payment: &Remittance) -> String {
    format!("document {} of batch {}", payment.document, payment.batch)
}

/// How messages name a posting.
pub(super) fn posting(payment: &Remittance, applied: &Application) -> String {
    format!("posting {} ({})", applied.posting_id, document(payment))
}

/// The member of a posting as elements: the name, and the member's own id.
pub(super) struct Member<'a> {
    /// The last name, or the whole name where the books have it in one piece without a comma.
    pub(super) last: String,
    /// What follows a comma; empty without one.
    pub(super) first: String,
    /// The member's own id; empty where it is not known.
    pub(super) id: &'a str,
}

impl<'a> Member<'a> {
    /// # Errors
    /// When a name or id does not fit.
    pub(super) fn of(payment: &Remittance, applied: &'a Application) -> Result<Self, PostingFileError> {
        let what = || posting(payment, applied);
        let whole = applied.member_name.as_deref().unwrap_or_default();
        let (last, first) = whole.split_once(',').unwrap_or((whole, ""));
        let id = match applied.member_id.as_deref() {
            None | Some("") => "",
            Some(id) => text::id(id, IDENTITY, &|| format!("the member id of {}", what()))?,
        };
        let named = |part: &str, longest| text::name(part, longest, &|| format!("the member's name of {}", what()));
        Ok(Self { last: named(last, NAME)?.unwrap_or_default(), first: named(first, 35)?.unwrap_or_default(), id })
    }

    /// Whether anything is known.
    pub(super) const fn is_known(&self) -> bool {
        !(self.last.is_empty() && self.first.is_empty() && self.id.is_empty())
    }

    /// Last and first name in one.
    pub(super) fn whole(&self) -> String {
        if self.first.is_empty() { self.last.clone() } else { format!("{}, {}", self.last, self.first) }
    }
}
