//! Which account a payment itself names, in its memo or elsewhere on its face.

use super::index::{AccountAt, BillIndex, stripped};
use super::twins::has_twin;
use crate::config::AccountRule;
use crate::model::{CheckReading, CheckScheme, Field, Money};

/// From which confidence on an account number without a check digit of its own is taken as read.
const SURE_WITHOUT_CHECK_DIGIT: f32 = 0.98;
/// From which confidence on one with a check digit is.
const SURE_WITH_CHECK_DIGIT: f32 = 0.9;
/// So many digits in a memo could be an account number.
const DIGITS_OF_A_NUMBER: usize = 6;

/// The accounts that a payment names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Memo {
    /// Accounts that exist, surely read.
    pub(super) sure: Vec<AccountAt>,
    /// Accounts that exist, if the reading is right.
    pub(super) unsure: Vec<AccountAt>,
    /// Numbers that were surely read and name no account.
    pub(super) missing: Vec<String>,
    /// Something is written there that may be a number and was not read.
    pub(super) unread: bool,
    /// Beside an account there is another number that was not read surely and may name another account.
    pub(super) another: bool,
}

impl Memo {
    /// Every existing account named, sure or not.
    pub(super) fn all(&self) -> impl Iterator<Item = AccountAt> {
        self.sure.iter().chain(&self.unsure).copied()
    }
}

pub(super) fn memo(check: &CheckReading, paid: Option<Money>, index: &BillIndex, rule: &AccountRule) -> Memo {
    let mut memo = Memo { unread: may_hold_a_number(&check.memo), ..Memo::default() };
    let threshold = least_confidence(rule);
    for reading in check.accounts.iter().filter(|reading| !is_bank_number(reading.value.as_str(), check)) {
        let sure = reading.confidence >= threshold;
        let text = reading.value.as_str();
        match index.account(text).or_else(|| index.account_of_member(text)) {
            Some(account) if sure && !has_twin(text, paid, index, rule) => insert(&mut memo.sure, account),
            Some(account) => insert(&mut memo.unsure, account),
            None if sure => memo.missing.push(text.to_owned()),
            None => memo.unread = true,
        }
    }
    let sure = memo.sure.clone();
    memo.unsure.retain(|account| !sure.contains(account));
    memo.another = check.another_account || another_number(check);
    memo
}

/// From which confidence on an account number that was read as text is taken as read.
pub(super) fn least_confidence(rule: &AccountRule) -> f32 {
    if rule.check == CheckScheme::None { SURE_WITHOUT_CHECK_DIGIT } else { SURE_WITH_CHECK_DIGIT }
}

/// Whether the memo holds a number besides those that were taken for accounts; a date is none. A number that was not
/// read well may have come apart, so what counts is how many digits are left.
fn another_number(check: &CheckReading) -> bool {
    let Some(text) = check.memo.best() else { return false };
    let words = text.value.split([' ', ',', ';']).filter(|word| !word.contains('/'));
    let mut left: String = words.flat_map(str::chars).filter(|c| is_digit(*c)).collect();
    for account in &check.accounts {
        let number: String = account.value.as_str().chars().filter(char::is_ascii_digit).collect();
        left = left.replacen(&number, "", 1);
    }
    left.len() >= DIGITS_OF_A_NUMBER
}

/// A digit, shown or hidden.
const fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || c == '*'
}

/// The bank line's own numbers are no account of the biller.
fn is_bank_number(text: &str, check: &CheckReading) -> bool {
    let Some(line) = check.micr.best() else { return false };
    let same = |number: &Option<String>| number.as_ref().is_some_and(|number| digits(number) == stripped(text));
    same(&line.value.payer_account) || same(&line.value.check_number)
}

fn digits(text: &str) -> String {
    let solid: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    stripped(&solid).to_owned()
}

fn may_hold_a_number(memo: &Field<String>) -> bool {
    match memo {
        Field::Absent => false,
        Field::Unread(_) => true,
        Field::Read(text) => text.value.chars().filter(char::is_ascii_digit).count() >= DIGITS_OF_A_NUMBER,
    }
}

fn insert(accounts: &mut Vec<AccountAt>, account: AccountAt) {
    if !accounts.contains(&account) {
        accounts.push(account);
    }
}
