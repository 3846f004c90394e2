//! Which account and bill a coupon names.

use strsim::levenshtein;

use super::index::{AccountAt, BillAt, BillIndex, stripped};
use crate::config::AccountRule;
use crate::model::{AccountNumber, BillId, CheckScheme, CodedFields, CouponReading, EvidenceKind, Field};

/// Of ten characters so many may be misread, lost or made up on a line that was not read surely.
const MOST_MISREAD: usize = 3;

/// What a coupon names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Claim {
    /// An account that exists.
    Account(Named),
    /// Surely read, but no such account exists.
    NotFound(String),
    /// Its two codes name different accounts or bills.
    Disagree(Vec<AccountAt>),
    /// Nothing could be read surely; accounts that it may name, for people.
    Unread(Vec<AccountAt>),
}

/// An account named by a coupon, and by which codes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    pub(super) account: AccountAt,
    /// The bill, if the code carries one and the account has it.
    pub(super) bill: Option<BillAt>,
    /// Whether the code carries a bill number at all.
    pub(super) names_bill: bool,
    pub(super) evidence: Vec<EvidenceKind>,
}

/// What one code of a coupon names.
enum Code<'a> {
    Found { account: AccountAt, bill: Option<BillAt>, trusted: bool, kind: EvidenceKind, fields: &'a CodedFields },
    Missing { text: String, trusted: bool },
}

pub(super) fn claim(coupon: &CouponReading, index: &BillIndex, rule: &AccountRule) -> Claim {
    let sides = [(EvidenceKind::Barcode, &coupon.barcode), (EvidenceKind::Scanline, &coupon.scanline)];
    let sure: Vec<(EvidenceKind, &CodedFields)> =
        sides.iter().filter_map(|(kind, field)| Some((*kind, field.sure()?))).collect();
    let codes: Vec<Code<'_>> = sure.iter().map(|(kind, fields)| resolve(*kind, fields, index, rule)).collect();
    match codes.as_slice() {
        [] => Claim::Unread(guesses(coupon, index)),
        [Code::Found { account, kind: EvidenceKind::Barcode, fields, .. }]
            if is_contradicted(fields, &coupon.scanline) =>
        {
            Claim::Disagree(vec![*account])
        }
        [Code::Found { account, .. }] if guesses(coupon, index).iter().any(|guess| guess != account) => {
            // The other code was not read surely, but what it seems to say is another account that exists.
            let others = guesses(coupon, index).into_iter().filter(|guess| guess != account);
            Claim::Disagree([*account].into_iter().chain(others).collect())
        }
        // One code by itself that names a bill which the account does not have: an old coupon, or a number misread into
        // another account's.
        [Code::Found { account, bill: None, fields, .. }] if fields.bill.is_some() => Claim::Unread(vec![*account]),
        [Code::Found { account, bill, trusted: true, kind, fields }] => {
            let names_bill = fields.bill.is_some();
            Claim::Account(Named { account: *account, bill: *bill, names_bill, evidence: vec![*kind] })
        }
        [Code::Found { account, .. }] => Claim::Unread(vec![*account]),
        [Code::Missing { text, trusted: true }] => Claim::NotFound(text.clone()),
        [Code::Missing { .. }] => Claim::Unread(guesses(coupon, index)),
        [first, second, ..] => both(first, second),
    }
}

/// Whether a scan line that was not read surely looks like that of another coupon: the account (or bill) that the barcode
/// names stands nowhere on it, not even with a few characters misread.
fn is_contradicted(barcode: &CodedFields, scanline: &Field<CodedFields>) -> bool {
    let Field::Unread(Some(line)) = scanline else { return false };
    let account = barcode.account.as_ref().map(AccountNumber::as_str);
    let Some(named) = account.or(barcode.bill.as_ref().map(BillId::as_str)) else { return false };
    let (named, line) = (solid(named), solid(&line.value.text));
    let parts = (0..).map_while(|start| line.get(start..start + named.len()));
    let misread = parts.map(|part| levenshtein(part, &named)).min();
    misread.is_some_and(|misread| misread * 10 > named.len() * MOST_MISREAD)
}

/// A text without its gaps.
fn solid(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn both(first: &Code<'_>, second: &Code<'_>) -> Claim {
    match (first, second) {
        (
            Code::Found { account, bill, kind, fields, .. },
            Code::Found { account: other, bill: other_bill, kind: other_kind, fields: other_fields, .. },
        ) => {
            if account != other {
                return Claim::Disagree(vec![*account, *other]);
            }
            if bills_differ(fields, other_fields) {
                return Claim::Disagree(vec![*account]);
            }
            let evidence = vec![*kind, *other_kind];
            let names_bill = fields.bill.is_some() || other_fields.bill.is_some();
            Claim::Account(Named { account: *account, bill: bill.or(*other_bill), names_bill, evidence })
        }
        (Code::Missing { text, .. }, Code::Missing { text: other, .. }) if stripped(text) == stripped(other) => {
            Claim::NotFound(text.clone())
        }
        _ => Claim::Disagree([first, second].into_iter().filter_map(Code::account).collect()),
    }
}

fn bills_differ(first: &CodedFields, second: &CodedFields) -> bool {
    matches!((&first.bill, &second.bill), (Some(a), Some(b)) if stripped(a.as_str()) != stripped(b.as_str()))
}

impl Code<'_> {
    const fn account(&self) -> Option<AccountAt> {
        match self {
            Self::Found { account, .. } => Some(*account),
            Self::Missing { .. } => None,
        }
    }
}

/// A code is trusted when a check digit holds, or when the bill it names is on the account it names.
fn resolve<'a>(kind: EvidenceKind, fields: &'a CodedFields, index: &BillIndex, rule: &AccountRule) -> Code<'a> {
    let Some(number) = &fields.account else {
        return match fields.bill.as_ref().and_then(|id| index.bill_anywhere(id)) {
            Some(bill) => {
                let account = index.account_of(bill);
                // A barcode has check characters of its own; a scan line without a check digit has nothing.
                let trusted = fields.verified || kind == EvidenceKind::Barcode;
                Code::Found { account, bill: Some(bill), trusted, kind, fields }
            }
            None => Code::Missing { text: fields.text.clone(), trusted: false },
        };
    };
    match index.account(number.as_str()) {
        Some(account) => {
            let bill = fields.bill.as_ref().and_then(|id| index.bill_of(account, id));
            let verified = fields.verified || has_own_check_digit(&index.number(account), rule);
            Code::Found { account, bill, trusted: verified || bill.is_some(), kind, fields }
        }
        None => {
            let own = has_own_check_digit(number, rule)
                || AccountNumber::new(stripped(number.as_str())).is_some_and(|bare| has_own_check_digit(&bare, rule));
            // Without any check digit there is nothing more to ask of a sure reading.
            let trusted = fields.verified || own || rule.check == CheckScheme::None;
            Code::Missing { text: number.to_string(), trusted }
        }
    }
}

fn has_own_check_digit(number: &AccountNumber, rule: &AccountRule) -> bool {
    rule.check != CheckScheme::None && rule.recognise(number.as_str()).is_some()
}

fn guesses(coupon: &CouponReading, index: &BillIndex) -> Vec<AccountAt> {
    let mut accounts = Vec::new();
    for best in [coupon.barcode.best(), coupon.scanline.best()].into_iter().flatten() {
        let found = best.value.account.as_ref().and_then(|number| index.account(number.as_str()));
        if let Some(account) = found.filter(|account| !accounts.contains(account)) {
            accounts.push(account);
        }
    }
    accounts
}
