//! A layout as it is written in TOML; `check` makes a [`Layout`](super::Layout) of it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::characters::Characters;
use super::group::Group;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLayout {
    pub(super) name: String,
    pub(super) form: RawForm,
    /// Columns of a record, of a fixed form.
    pub(super) length: Option<usize>,
    /// What stands between the fields of a delimited form.
    pub(super) delimiter: Option<char>,
    pub(super) quote: Option<Quote>,
    /// Whether the first line names the fields.
    pub(super) header: Option<bool>,
    #[serde(default)]
    pub(super) line_end: LineEnd,
    #[serde(default)]
    pub(super) characters: Characters,
    #[serde(default)]
    pub(super) reversals: Reversals,
    #[serde(default)]
    pub(super) unapplied: Unapplied,
    /// A batch of more is split, though more would fit.
    pub(super) most_payments_in_batch: Option<u64>,
    #[serde(default)]
    file_header: Vec<RawRecord>,
    #[serde(default)]
    lockbox_header: Vec<RawRecord>,
    #[serde(default)]
    batch_header: Vec<RawRecord>,
    #[serde(default)]
    payment: Vec<RawRecord>,
    #[serde(default)]
    applied: Vec<RawRecord>,
    #[serde(default)]
    batch_trailer: Vec<RawRecord>,
    #[serde(default)]
    lockbox_trailer: Vec<RawRecord>,
    #[serde(default)]
    file_trailer: Vec<RawRecord>,
}

impl RawLayout {
    pub(super) fn records(&self, group: Group) -> &[RawRecord] {
        match group {
            Group::FileHeader => &self.file_header,
            Group::LockboxHeader => &self.lockbox_header,
            Group::BatchHeader => &self.batch_header,
            Group::Payment => &self.payment,
            Group::Applied => &self.applied,
            Group::BatchTrailer => &self.batch_trailer,
            Group::LockboxTrailer => &self.lockbox_trailer,
            Group::FileTrailer => &self.file_trailer,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawForm {
    Fixed,
    Delimited,
}

/// When a field of a delimited form stands in quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Quote {
    /// When it holds what would part it.
    #[default]
    Needed,
    Always,
    /// Never; what would part a field is refused.
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum LineEnd {
    #[default]
    Lf,
    Crlf,
}

/// What is done with payments that undo earlier ones, whose amounts are less than nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Reversals {
    /// There is no file.
    #[default]
    Refuse,
    /// The file is without them.
    LeaveOut,
    /// Their amounts have a minus.
    Signed,
}

/// Where money goes that was applied to no bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Unapplied {
    /// There is no file.
    #[default]
    Refuse,
    /// It is in the payment's own amount and nowhere else.
    InPayment,
    /// It is a part without account and bill.
    AsPart,
}

/// What is done with a text that is longer than its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TooLong {
    #[default]
    Refuse,
    KeepLeft,
    KeepRight,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Align {
    Left,
    Right,
}

/// A record.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRecord {
    pub(super) name: String,
    pub(super) fields: Vec<RawField>,
}

/// A field; either `source` or `literal` says what it holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawField {
    pub(super) name: String,
    /// Its first column, from 1, of a fixed form.
    pub(super) from: Option<usize>,
    /// Its columns; of a delimited form the most it may have.
    pub(super) length: Option<usize>,
    pub(super) source: Option<String>,
    pub(super) literal: Option<String>,
    /// What a hash total adds up.
    pub(super) of: Option<String>,
    /// Which of the parts that a record has room for, from 1.
    pub(super) part: Option<usize>,
    /// `cents` or `decimal` for money, directives of strftime for days.
    pub(super) format: Option<String>,
    /// How the words of a closed list are written.
    pub(super) words: Option<BTreeMap<String, String>>,
    /// Whether dashes and blanks are left out and nothing but digits stays.
    pub(super) digits: Option<bool>,
    pub(super) pad: Option<char>,
    pub(super) align: Option<Align>,
    pub(super) too_long: Option<TooLong>,
    /// Whether it must hold something.
    pub(super) required: Option<bool>,
}
