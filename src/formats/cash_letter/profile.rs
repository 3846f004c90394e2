//! How a bank wants its cash letters.

use super::error::CashLetterError;
use super::framing::Coding;

/// The level of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// X9.37 DSTU-2003 (`03`), what most banks take.
    #[default]
    Dstu2003,
    /// X9.100-187-2008 (`30`).
    Of2008,
    /// X9.100-187-2013 and -2016 (`35`).
    Of2013,
}

impl Level {
    /// Its number in the file header.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Dstu2003 => 3,
            Self::Of2008 => 30,
            Self::Of2013 => 35,
        }
    }
}

/// The record of the deposit ticket; banks do not agree on one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditLayout {
    /// Record 61, its routing number from position 19 on.
    Record61A,
    /// Record 61, its routing number from position 20 on.
    Record61B,
    /// Record 62; levels from 2013 on have it.
    Record62,
}

/// Where the deposit ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditPlace {
    /// Between the cash letter header and the first bundle.
    BeforeBundles,
    /// First in the first bundle.
    InFirstBundle,
}

/// A deposit ticket in the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// Its record.
    pub layout: CreditLayout,
    /// Where it stands.
    pub place: CreditPlace,
    /// Whether the control records count it, and its money, as one more item.
    pub counted: bool,
}

/// How a bank wants its cash letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The level of the standard.
    pub level: Level,
    /// The code of letters and digits.
    pub coding: Coding,
    /// Whether four bytes of length stand before each record.
    pub prefixed: bool,
    /// The collection type: 1 forward, or what the bank says; at most 99.
    pub collection_type: u8,
    /// Items of a bundle, 1 to 9999; most banks take no more than 300.
    pub items_per_bundle: u16,
    /// The deposit ticket, if the bank wants one.
    pub credit: Option<Credit>,
    /// Whether each item has an endorsement record (26); some banks make it themselves.
    pub addendum: bool,
    /// The payee in endorsement records of items that name none, at most 15 characters.
    pub endorsement_name: String,
    /// Whether it is a test, not money.
    pub test: bool,
}

impl Default for Profile {
    /// What most banks take: X9.37 in EBCDIC with lengths, bundles of 300 with endorsement records, no deposit ticket.
    fn default() -> Self {
        Self {
            level: Level::default(),
            coding: Coding::Ebcdic,
            prefixed: true,
            collection_type: 1,
            items_per_bundle: 300,
            credit: None,
            addendum: true,
            endorsement_name: String::new(),
            test: false,
        }
    }
}

impl Profile {
    /// Whether the settings go together.
    ///
    /// # Errors
    /// Names the first setting that does not hold.
    pub fn check(&self) -> Result<(), CashLetterError> {
        let wrong = |why: &str| Err(CashLetterError::Profile(why.to_owned()));
        if self.collection_type > 99 {
            return wrong("the collection type has two digits");
        }
        if !(1..=9_999).contains(&self.items_per_bundle) {
            return wrong("a bundle has 1 to 9999 items");
        }
        if self.credit.is_some_and(|credit| credit.layout == CreditLayout::Record62) && self.level != Level::Of2013 {
            return wrong("credit record 62 needs level 35 (X9.100-187-2013)");
        }
        let name = &self.endorsement_name;
        if name.len() > 15 || !name.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
            return wrong("the endorsement name has at most 15 plain characters");
        }
        Ok(())
    }
}
