//! The open bills, found by account, by bill number and by member.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::model::{AccountNumber, Bill, BillId, Money};

/// The place of an account in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct AccountAt(u32);

/// The place of a bill in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct BillAt(u32);

/// Bills by account, oldest first, with what is left to pay on each.
#[derive(Debug, Default)]
pub struct BillIndex {
    /// Sorted by account, due date and id.
    bills: Vec<Bill>,
    remaining: Vec<Money>,
    accounts: Vec<Range<u32>>,
    by_number: HashMap<AccountNumber, AccountAt>,
    /// Accounts with leading zeros, without them; `None` where several fit.
    by_stripped: HashMap<String, Option<AccountAt>>,
    /// `None` where a member has several accounts.
    by_member: HashMap<String, Option<AccountAt>>,
    /// All bills, sorted by their id without leading zeros.
    by_id: Vec<BillAt>,
}

impl BillIndex {
    /// Takes the bills and what earlier batches have already applied to them.
    #[must_use]
    pub fn new(mut bills: Vec<Bill>, applied: &BTreeMap<(AccountNumber, BillId), Money>) -> Self {
        bills.sort_by(|a, b| (&a.account, a.due_date, &a.id).cmp(&(&b.account, b.due_date, &b.id)));
        let paid = |bill: &Bill| match applied.is_empty() {
            true => Money::ZERO,
            false => applied.get(&(bill.account.clone(), bill.id.clone())).copied().unwrap_or_default(),
        };
        let remaining = bills.iter().map(|bill| bill.amount_due.minus(paid(bill))).collect();
        let mut index = Self { remaining, ..Self::default() };
        for run in bills.chunk_by(|a, b| a.account == b.account) {
            index.add_account(run);
        }
        let mut by_id: Vec<BillAt> = (0..len32(&bills)).map(BillAt).collect();
        by_id.sort_by_key(|at| stripped(bills[at.0 as usize].id.as_str()));
        index.by_id = by_id;
        index.bills = bills;
        index
    }

    fn add_account(&mut self, run: &[Bill]) {
        let Some(first) = run.first() else { return };
        let at = AccountAt(len32(&self.accounts));
        let start = self.accounts.last().map_or(0, |range| range.end);
        self.accounts.push(start..start + len32(run));
        self.by_number.insert(first.account.clone(), at);
        let number = first.account.as_str();
        if stripped(number) != number {
            one_or_none(&mut self.by_stripped, stripped(number), at);
        }
        for member in run.iter().filter_map(|bill| bill.member_id.as_deref()) {
            one_or_none(&mut self.by_member, member, at);
        }
    }

    /// How many bills there are, open or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bills.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bills.is_empty()
    }

    /// Whether the account exists, exactly as written.
    #[must_use]
    pub fn has_account(&self, account: &AccountNumber) -> bool {
        self.by_number.contains_key(account)
    }

    /// What the account's open bills still ask for, oldest first: the amounts that a payment may be expected to be.
    #[must_use]
    pub fn expected_amounts(&self, account: &AccountNumber) -> Vec<Money> {
        let Some(account) = self.by_number.get(account) else { return Vec::new() };
        let open: Vec<Money> = self
            .bills_of(*account)
            .filter(|bill| self.bill(*bill).is_open() && self.remaining(*bill).is_positive())
            .map(|bill| self.remaining(bill))
            .collect();
        let total: Money = open.iter().copied().sum();
        let parts = self
            .bills_of(*account)
            .map(|bill| self.bill(bill))
            .filter(|bill| bill.is_open())
            .flat_map(|bill| [bill.min_due, bill.past_due])
            .flatten()
            .filter(|amount| amount.is_positive());
        let parts: Vec<Money> = parts.collect();
        let total = (open.len() > 1).then_some(total);
        open.into_iter().chain(total).chain(parts).collect()
    }

    /// The account of that number as the bills write it.
    pub(super) fn known(&self, account: &AccountNumber) -> Option<AccountNumber> {
        self.account(account.as_str()).map(|at| self.number(at).clone())
    }

    /// The account of that number: as written, else without zero filling if just one fits.
    pub(super) fn account(&self, text: &str) -> Option<AccountAt> {
        if let Some(at) = self.exact(text) {
            return Some(at);
        }
        let bare = stripped(text);
        let filled = self.by_stripped.get(bare).copied();
        match (self.exact(bare), filled) {
            (Some(at), None) => Some(at),
            (None, Some(at)) => at,
            _ => None,
        }
    }

    /// The only account of that member.
    pub(super) fn account_of_member(&self, member: &str) -> Option<AccountAt> {
        self.by_member.get(member).copied().flatten()
    }

    /// Whether one misread digit could turn another account's number into this one.
    pub(super) fn has_near_twin(&self, text: &str) -> bool {
        let mut other = text.as_bytes().to_vec();
        let digits: Vec<usize> = (0..other.len()).filter(|at| other[*at].is_ascii_digit()).collect();
        digits.into_iter().any(|at| {
            let own = std::mem::replace(&mut other[at], b'0');
            let twin = (b'0'..=b'9').filter(|digit| *digit != own).any(|digit| {
                other[at] = digit;
                std::str::from_utf8(&other).is_ok_and(|text| self.exact(text).is_some())
            });
            other[at] = own;
            twin
        })
    }

    fn exact(&self, text: &str) -> Option<AccountAt> {
        AccountNumber::new(text).and_then(|number| self.by_number.get(&number).copied())
    }

    /// The account's bill of that number: as written, else without zero filling if just one fits.
    pub(super) fn bill_of(&self, account: AccountAt, id: &BillId) -> Option<BillAt> {
        if let Some(at) = self.bills_of(account).find(|at| self.bill(*at).id == *id) {
            return Some(at);
        }
        let bare = stripped(id.as_str());
        let mut fits = self.bills_of(account).filter(|at| stripped(self.bill(*at).id.as_str()) == bare);
        fits.next().filter(|_| fits.next().is_none())
    }

    /// The only bill of that number among all accounts, zero filling apart.
    pub(super) fn bill_anywhere(&self, id: &BillId) -> Option<BillAt> {
        let bare = stripped(id.as_str());
        let key = |at: &BillAt| stripped(self.bill(*at).id.as_str());
        let start = self.by_id.partition_point(|at| key(at) < bare);
        let fits: Vec<BillAt> = self.by_id[start..].iter().copied().take_while(|at| key(at) == bare).take(2).collect();
        (fits.len() == 1).then(|| fits[0])
    }

    /// The account that owes a bill.
    pub(super) fn account_of(&self, bill: BillAt) -> AccountAt {
        let at = self.accounts.partition_point(|range| range.end <= bill.0);
        AccountAt(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// The account's bills, oldest first, open or not.
    pub(super) fn bills_of(&self, account: AccountAt) -> impl Iterator<Item = BillAt> + use<> {
        self.accounts.get(account.0 as usize).cloned().unwrap_or_default().map(BillAt)
    }

    pub(super) fn bill(&self, at: BillAt) -> &Bill {
        &self.bills[at.0 as usize]
    }

    /// The account's number.
    pub(super) fn number(&self, account: AccountAt) -> &AccountNumber {
        &self.bills[self.accounts[account.0 as usize].start as usize].account
    }

    /// What was left to pay when the index was made.
    pub(super) fn remaining(&self, at: BillAt) -> Money {
        self.remaining[at.0 as usize]
    }
}

/// A number without the zeros that fill it up.
pub(super) fn stripped(text: &str) -> &str {
    text.trim_start_matches('0')
}

fn one_or_none(map: &mut HashMap<String, Option<AccountAt>>, key: &str, at: AccountAt) {
    map.entry(key.to_owned()).and_modify(|known| *known = known.filter(|known| *known == at)).or_insert(Some(at));
}

fn len32<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::bill;

    fn index() -> BillIndex {
        let mut bills = vec![
            bill("0012", "b2", "20.00", "2026-02-23"),
            bill("0012", "0b1", "10.00", "2026-01-23"),
            bill("77", "7", "1.00", "2026-01-01"),
            bill("077", "8", "1.00", "2026-01-01"),
            bill("900", "7", "1.00", "2026-01-01"),
        ];
        bills[0].member_id = Some("M1".to_owned());
        bills[1].member_id = Some("M1".to_owned());
        bills[2].member_id = Some("M2".to_owned());
        bills[3].member_id = Some("M2".to_owned());
        BillIndex::new(bills, &BTreeMap::new())
    }

    #[test]
    fn accounts_are_found_with_and_without_filling_unless_two_fit() {
        let index = index();
        let found = |text| index.account(text).map(|at| index.number(at).to_string());
        for (text, want) in [
            ("0012", Some("0012")),
            ("12", Some("0012")),
            ("000012", Some("0012")),
            ("77", Some("77")),
            ("077", Some("077")),
            ("0077", None),
            ("0000900", Some("900")),
            ("901", None),
            ("", None),
            ("0", None),
        ] {
            assert_eq!(found(text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn bills_are_found_within_the_account_oldest_first() {
        let index = index();
        let account = index.account("0012").unwrap();
        let ids: Vec<_> = index.bills_of(account).map(|at| index.bill(at).id.to_string()).collect();
        assert_eq!(ids, ["0b1", "b2"]);
        let id = |text| BillId::new(text).unwrap();
        assert!(index.bill_of(account, &id("000b2")).is_some());
        assert!(index.bill_of(account, &id("b1")).is_some());
        assert!(index.bill_of(account, &id("7")).is_none());
        assert!(index.bill_anywhere(&id("7")).is_none(), "two accounts have it");
        let eight = index.bill_anywhere(&id("0008")).unwrap();
        assert_eq!(index.number(index.account_of(eight)).as_str(), "077");
    }

    #[test]
    fn a_member_with_two_accounts_names_none() {
        let index = index();
        assert!(index.account_of_member("M1").is_some());
        assert!(index.account_of_member("M2").is_none());
    }

    #[test]
    fn what_was_applied_is_not_owed_again() {
        let account = AccountNumber::new("1").unwrap();
        let applied = BTreeMap::from([((account.clone(), BillId::new("a").unwrap()), Money::from_cents(400))]);
        let index =
            BillIndex::new(vec![bill("1", "a", "10.00", "2026-01-01"), bill("1", "b", "5.00", "2026-02-01")], &applied);
        assert_eq!(index.expected_amounts(&account), [600, 500, 1100].map(Money::from_cents));
    }
}
