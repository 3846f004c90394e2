//! Open bills.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::{AccountNumber, BillId, Money};

/// One unpaid bill (open item). Its texts may be borrowed from where the bill is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill<'a> {
    /// The account that owes it.
    pub account: AccountNumber,
    /// Its own number, unique within the load.
    pub id: BillId,
    /// What is owed in all.
    pub amount_due: Money,
    /// The day it is due.
    pub due_date: Date,
    /// The member's name.
    pub member_name: Option<Cow<'a, str>>,
    /// The member's date of birth.
    pub date_of_birth: Option<Date>,
    /// The member's own id, another way to name the account.
    pub member_id: Option<Cow<'a, str>>,
    /// The month of coverage.
    pub period: Option<Period>,
    /// Where it stands.
    pub status: BillStatus,
    /// The least that keeps coverage.
    pub min_due: Option<Money>,
    /// The part that is past due.
    pub past_due: Option<Money>,
    /// What kind of bill it is.
    pub bill_type: Option<BillType>,
    /// The payment plan it belongs to.
    pub plan_id: Option<Cow<'a, str>>,
    /// Its number within the plan.
    pub installment_no: Option<u32>,
    /// Whether the account pays by automatic debit.
    pub autopay: bool,
    /// The day of the next (or last) automatic debit.
    pub autopay_date: Option<Date>,
    /// The day on which it was paid another way (web, phone).
    pub paid_elsewhere_date: Option<Date>,
    /// The end of the grace period.
    pub grace_end: Option<Date>,
    /// The day coverage ends unless paid.
    pub termination_date: Option<Date>,
    /// The member's street address.
    pub address: Option<Cow<'a, str>>,
    /// The member's ZIP code.
    pub zip: Option<Cow<'a, str>>,
    /// What the biller wants done with payments of this account.
    pub stop_action: Option<StopAction>,
    /// The household the account belongs to.
    pub household_id: Option<Cow<'a, str>>,
}

impl Bill<'_> {
    /// The same with texts of its own.
    #[must_use]
    pub fn into_owned(self) -> Bill<'static> {
        let own = |text: Option<Cow<'_, str>>| text.map(|text| Cow::Owned(text.into_owned()));
        Bill {
            member_name: own(self.member_name),
            member_id: own(self.member_id),
            plan_id: own(self.plan_id),
            address: own(self.address),
            zip: own(self.zip),
            household_id: own(self.household_id),
            ..self
        }
    }

    /// Whether money can be applied to it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.status.is_open()
    }
}

impl BillStatus {
    /// Whether money can be applied to such a bill.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Paid)
    }
}

/// A month, as in the coverage month of a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    year: i16,
    month: i8,
}

impl Period {
    /// A month of a year (0 to 9999); `None` if there is no such month.
    #[must_use]
    pub fn new(year: i16, month: i8) -> Option<Self> {
        ((0..=9999).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// Its first day.
    #[must_use]
    pub const fn first_day(self) -> Date {
        Date::constant(self.year, self.month, 1)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Period {
    type Err = ();

    /// Reads `YYYY-MM`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, month) = text.split_once('-').ok_or(())?;
        if year.len() != 4 || month.len() != 2 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Err(());
        }
        Self::new(year.parse().map_err(|_| ())?, month.parse().map_err(|_| ())?).ok_or(())
    }
}

/// Makes a closed list of words: an enum, its written form and the way back.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$each])* $variant),+ }

        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that files use for it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value of that word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Where a bill stands.
    BillStatus {
        /// Not yet due.
        Open = "open",
        /// Due and unpaid.
        PastDue = "past_due",
        /// A termination warning is out.
        Warned = "warned",
        /// The first payment of new coverage.
        Binder = "binder",
        /// No longer collectable.
        Closed = "closed",
        /// Paid.
        Paid = "paid",
    }
}

words! {
    /// What a bill is for.
    BillType {
        /// Medical premium.
        Health = "health",
        /// Dental premium.
        Dental = "dental",
        /// First payment that starts coverage.
        Binder = "binder",
        /// An instalment of a payment plan.
        Plan = "plan",
    }
}

words! {
    /// What the biller wants done with payments for an account on its stop list.
    StopAction {
        /// Do not accept.
        Reject = "reject",
        /// A person decides.
        Review = "review",
        /// Accept only money orders, cashier's and certified checks.
        CertifiedOnly = "certified_only",
    }
}
