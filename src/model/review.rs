//! People, and what they do with a transaction that waits.

use std::fmt;

use jiff::civil::Date;

use super::bill::words;
use super::{AccountNumber, BatchId, BillId, DocumentNumber, Money};

/// The name under which a person signs in: 1 to 40 of `a-z`, `0-9`, `.`, `-`, `_`, starting with a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserName(String);

impl UserName {
    /// Takes a name; capitals are made small.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let fits = (1..=40).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_'));
        fits.then_some(Self(text))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The id of a transaction that waits, or has waited, for a person: `BATCH-E000001`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExceptionId(String);

impl ExceptionId {
    /// Takes an id of that shape.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let (batch, number) = text.rsplit_once("-E")?;
        let numbered = number.len() >= 6 && number.bytes().all(|b| b.is_ascii_digit());
        (numbered && BatchId::new(batch).is_some()).then(|| Self(text.to_owned()))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ExceptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

words! {
    /// What a person may do.
    Role {
        /// Decides transactions and keys amounts.
        Operator = "operator",
        /// Settles what two keyers disagree on, and approves.
        Reviewer = "reviewer",
        /// Takes claims away, undoes what was released.
        Supervisor = "supervisor",
        /// Manages users; decides nothing about money.
        Administrator = "administrator",
        /// Sees everything, changes nothing.
        Auditor = "auditor",
    }
}

words! {
    /// A thing that not everybody may do.
    Right {
        /// See transactions and their images.
        See = "see",
        /// Decide transactions and key amounts.
        Decide = "decide",
        /// Settle an amount that two have keyed differently.
        Adjudicate = "adjudicate",
        /// Be the second person of a decision that takes two.
        Approve = "approve",
        /// Take a claim away from someone else.
        ReleaseClaims = "release_claims",
        /// Undo a posting that a file has told already.
        UndoReleased = "undo_released",
        /// Hand in scans to be processed.
        Upload = "upload",
        /// Load bills.
        LoadBills = "load_bills",
        /// Ask for files to be released.
        Release = "release",
        /// See numbers that are masked on screen.
        Reveal = "reveal",
        /// Add users and change them.
        ManageUsers = "manage_users",
        /// Read the audit log.
        Audit = "audit",
    }
}

impl Role {
    /// Whether the role has a right.
    #[must_use]
    pub const fn may(self, right: Right) -> bool {
        match right {
            Right::See => !matches!(self, Self::Administrator),
            Right::Decide | Right::Upload => matches!(self, Self::Operator | Self::Reviewer | Self::Supervisor),
            Right::Adjudicate | Right::Approve | Right::Release | Right::LoadBills => {
                matches!(self, Self::Reviewer | Self::Supervisor)
            }
            Right::ReleaseClaims | Right::UndoReleased => matches!(self, Self::Supervisor),
            Right::Reveal => matches!(self, Self::Reviewer | Self::Supervisor | Self::Auditor),
            Right::ManageUsers => matches!(self, Self::Administrator),
            Right::Audit => matches!(self, Self::Auditor | Self::Administrator),
        }
    }
}

/// A person at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewer {
    /// Who.
    pub name: UserName,
    /// As what.
    pub role: Role,
}

words! {
    /// Why a payment goes back to its payer.
    ReturnReason {
        /// Nobody has signed it.
        Unsigned = "unsigned",
        /// It pays somebody else.
        WrongPayee = "wrong_payee",
        /// Its date is too old.
        Stale = "stale",
        /// Its date has not come.
        PostDated = "post_dated",
        /// It is of another country or currency.
        Foreign = "foreign",
        /// Figures and words differ.
        AmountsDiffer = "amounts_differ",
        /// It carries a condition.
        Conditional = "conditional",
        /// Whom it is for cannot be found out.
        Unidentified = "unidentified",
        /// It was paid already.
        Duplicate = "duplicate",
        /// Something else; the note tells.
        Other = "other",
    }
}

impl ReturnReason {
    /// What the letter to the payer says.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Unsigned => "The check is not signed. Please sign it, or send a new one.",
            Self::WrongPayee => "The check is made out to somebody else. Please send one that is made out to us.",
            Self::Stale => "The date on the check is too long ago. Please send a new check.",
            Self::PostDated => "The date on the check has not come yet. Please send a check that can be cashed now.",
            Self::Foreign => "We can take only checks in US dollars that are drawn on a bank in the United States.",
            Self::AmountsDiffer => {
                "The amount in figures and the amount in words are not the same. Please send a new check."
            }
            Self::Conditional => "A note on the check makes the payment conditional. We cannot take it with that note.",
            Self::Unidentified => {
                "We could not find out which account to credit. Please send your account number with it."
            }
            Self::Duplicate => "This payment was made before.",
            Self::Other => "We could not take this payment.",
        }
    }
}

/// Money of one payment for one bill, as a person gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The payment.
    pub payment: DocumentNumber,
    /// The account.
    pub account: AccountNumber,
    /// The bill; `None` for credit on account.
    pub bill: Option<BillId>,
    /// How much.
    pub amount: Money,
}

words! {
    /// What a person may correct of what was read.
    CorrectedField {
        /// The account number on a coupon or a payment.
        Account = "account",
        /// The number of a check.
        CheckNumber = "check_number",
        /// What the paper is.
        Kind = "kind",
    }
}

/// What a person says that a paper says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The paper.
    pub document: DocumentNumber,
    /// What of it.
    pub field: CorrectedField,
    /// What it is.
    pub value: String,
}

/// What a person does with a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Applies its payments to bills.
    Post(Vec<Share>),
    /// Deposits it without applying it yet.
    Suspend,
    /// Sends it back.
    Return(ReturnReason),
    /// Says that it holds no money.
    Dismiss,
    /// Leaves it for a later day.
    Hold(Date),
    /// Takes back what was done last.
    Undo,
}

impl Action {
    /// The word that files and the audit log use.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Post(_) => "post",
            Self::Suspend => "suspend",
            Self::Return(_) => "return",
            Self::Dismiss => "dismiss",
            Self::Hold(_) => "hold",
            Self::Undo => "undo",
        }
    }
}

words! {
    /// Where a transaction that came before a person stands.
    CaseState {
        /// It waits.
        Open = "open",
        /// It waits for a second person.
        Proposed = "proposed",
        /// Applied.
        Posted = "posted",
        /// Deposited, not applied.
        Suspended = "suspended",
        /// Sent back.
        Returned = "returned",
        /// No money.
        Dismissed = "dismissed",
        /// All its papers were moved to another transaction.
        Merged = "merged",
    }
}

impl CaseState {
    /// Whether a person must still do something.
    #[must_use]
    pub const fn waits(self) -> bool {
        matches!(self, Self::Open | Self::Proposed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ids_have_their_shapes() {
        assert_eq!(UserName::new(" Ann.Lee ").unwrap().as_str(), "ann.lee");
        for bad in ["", "1ann", "ann lee", "ann<script>", &"a".repeat(41)] {
            assert!(UserName::new(bad).is_none(), "{bad}");
        }
        assert!(ExceptionId::new("0412-E000001").is_some());
        for bad in ["", "E000001", "0412-E1", "0412-P000001", "../x-E000001", "0412-E00000a"] {
            assert!(ExceptionId::new(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn money_and_users_are_apart() {
        assert!(Role::ALL.iter().all(|role| !(role.may(Right::Decide) && role.may(Right::ManageUsers))));
        assert!(Right::ALL.iter().all(|right| Role::ALL.iter().any(|role| role.may(*right))));
    }
}
