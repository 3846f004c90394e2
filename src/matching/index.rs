//! The open bills, found by account, by bill number and by member.

use std::collections::HashMap;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::formats::book::Book;
pub(super) use crate::formats::book::{AccountAt, BillAt, stripped};
use crate::model::{AccountNumber, Bill, BillId, Money};

/// The bills of a load, and what was applied to them since.
#[derive(Debug)]
pub struct BillIndex {
    book: Book,
    /// What batches have applied to bills since they were loaded.
    applied: HashMap<BillAt, Money>,
}

impl BillIndex {
    /// The bills of a book, nothing applied yet.
    #[must_use]
    pub fn new(book: Book) -> Self {
        Self { book, applied: HashMap::new() }
    }

    /// As if nothing had been applied.
    pub fn forget_applied(&mut self) {
        self.applied.clear();
    }

    /// Takes into account what was applied to a bill while load number `load` was in force. What a bill asks for is
    /// true as of its own load, so only what was applied from then on counts.
    pub fn apply(&mut self, account: &AccountNumber, id: &BillId, load: u32, amount: Money) {
        let bill = self
            .exact(account.as_str())
            .and_then(|account| self.bills_of(account).find(|at| self.book.id(*at) == id.as_str()));
        if let Some(bill) = bill.filter(|bill| self.book.load_of(*bill) <= load) {
            let sum = self.applied.entry(bill).or_default();
            *sum = sum.plus(amount);
        }
    }

    /// How many bills there are, open or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.book.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.book.is_empty()
    }

    /// Whether the account exists, exactly as written.
    #[must_use]
    pub fn has_account(&self, account: &AccountNumber) -> bool {
        self.exact(account.as_str()).is_some()
    }

    /// What the account's open bills still ask for, oldest first: the amounts that a payment may be expected to be.
    #[must_use]
    pub fn expected_amounts(&self, account: &AccountNumber) -> Vec<Money> {
        let Some(account) = self.exact(account.as_str()) else { return Vec::new() };
        let bills: Vec<(Bill<'_>, Money)> = self
            .bills_of(account)
            .map(|at| (self.bill(at), self.remaining(at)))
            .filter(|(bill, _)| bill.is_open())
            .collect();
        let open: Vec<Money> = bills.iter().map(|(_, left)| *left).filter(|left| left.is_positive()).collect();
        let total = (open.len() > 1).then(|| open.iter().copied().sum());
        let parts = bills.iter().flat_map(|(bill, _)| [bill.min_due, bill.past_due]).flatten();
        let parts: Vec<Money> = parts.filter(|amount| amount.is_positive()).collect();
        open.into_iter().chain(total).chain(parts).collect()
    }

    /// The account of that number as the bills write it.
    pub(super) fn known(&self, account: &AccountNumber) -> Option<AccountNumber> {
        self.account(account.as_str()).map(|at| self.number(at))
    }

    /// The account of that number: as written, else without zero filling if just one fits.
    pub(super) fn account(&self, text: &str) -> Option<AccountAt> {
        self.exact(text).or_else(|| only(self.book.accounts_numbered(text)).filter(|_| !stripped(text).is_empty()))
    }

    /// Accounts of members born on that day whose names have a word that sounds like one of these.
    pub(super) fn accounts_of_person(&self, born: Date, name: &str) -> Vec<AccountAt> {
        self.book.accounts_of_person(born, name)
    }

    /// The only account of that member.
    pub(super) fn account_of_member(&self, member: &str) -> Option<AccountAt> {
        only(self.book.accounts_of_member(member))
    }

    /// Whether there is an account of exactly that number that may be expected to pay so much; any amount if not known.
    pub(super) fn owes(&self, text: &str, amount: Option<Money>) -> bool {
        let Some(number) = AccountNumber::new(text) else { return false };
        self.is_account(text) && amount.is_none_or(|amount| self.expected_amounts(&number).contains(&amount))
    }

    /// Whether there is an account of exactly that number.
    pub(super) fn is_account(&self, text: &str) -> bool {
        self.exact(text).is_some()
    }

    fn exact(&self, text: &str) -> Option<AccountAt> {
        self.book.accounts_numbered(text).find(|at| self.book.number(*at) == text)
    }

    /// The account's bill of that number: as written, else without zero filling if just one fits.
    pub(super) fn bill_of(&self, account: AccountAt, id: &BillId) -> Option<BillAt> {
        if let Some(at) = self.bills_of(account).find(|at| self.book.id(*at) == id.as_str()) {
            return Some(at);
        }
        let bare = stripped(id.as_str());
        only(self.bills_of(account).filter(|at| stripped(self.book.id(*at)) == bare))
    }

    /// The only bill of that number among all accounts, zero filling apart.
    pub(super) fn bill_anywhere(&self, id: &BillId) -> Option<BillAt> {
        only(self.book.bills_numbered(id.as_str()))
    }

    /// All accounts, by many threads.
    pub(super) fn each_account(&self) -> impl IndexedParallelIterator<Item = AccountAt> + use<> {
        self.book.each_account()
    }

    /// The account that owes a bill.
    pub(super) fn account_of(&self, bill: BillAt) -> AccountAt {
        self.book.account_of(bill)
    }

    /// The account's bills, oldest first, open or not.
    pub(super) fn bills_of(&self, account: AccountAt) -> impl Iterator<Item = BillAt> + use<> {
        self.book.bills_of(account)
    }

    pub(super) fn bill(&self, at: BillAt) -> Bill<'_> {
        self.book.bill(at)
    }

    /// The account's number.
    pub(super) fn number(&self, account: AccountAt) -> AccountNumber {
        let number = AccountNumber::new(self.book.number(account));
        number.unwrap_or_else(|| unreachable!("the numbers of a book were taken from bills"))
    }

    /// The bill's number.
    pub(super) fn id(&self, bill: BillAt) -> BillId {
        BillId::new(self.book.id(bill)).unwrap_or_else(|| unreachable!("the numbers of a book were taken from bills"))
    }

    /// Whether money can be applied to the bill.
    pub(super) fn is_open(&self, bill: BillAt) -> bool {
        self.book.is_open(bill)
    }

    /// What is left to pay, not counting the batch that is being decided.
    pub(super) fn remaining(&self, at: BillAt) -> Money {
        let applied = self.applied.get(&at).copied().unwrap_or_default();
        self.book.amount_due(at).minus(applied)
    }
}

/// What there is, if it is one.
fn only<T>(found: impl IntoIterator<Item = T>) -> Option<T> {
    let mut found = found.into_iter();
    found.next().filter(|_| found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::book::{BookBuilder, Kept, encode};
    use crate::model::testing::bill;

    fn index() -> BillIndex {
        let mut bills = vec![
            bill("0012", "b2", "20.00", "2026-02-23"),
            bill("0012", "0b1", "10.00", "2026-01-23"),
            bill("77", "7", "1.00", "2026-01-01"),
            bill("077", "8", "1.00", "2026-01-01"),
            bill("900", "7", "1.00", "2026-01-01"),
        ];
        bills[0].member_id = Some("M1".into());
        bills[1].member_id = Some("M1".into());
        bills[2].member_id = Some("M2".into());
        bills[3].member_id = Some("M2".into());
        BillIndex::new(Book::of(&bills))
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
        let bills = [bill("1", "a", "10.00", "2026-01-01"), bill("1", "b", "5.00", "2026-02-01")];
        let mut builder = BookBuilder::new();
        for (bill, load) in bills.iter().zip([1, 2]) {
            builder.add(u64::from(load), encode(bill, load));
        }
        let mut index = BillIndex::new(builder.build(Kept::OnlyNew, &mut |_| {}).book);
        for id in ["a", "b"] {
            index.apply(&account, &BillId::new(id).unwrap(), 1, Money::from_cents(300));
            index.apply(&account, &BillId::new(id).unwrap(), 3, Money::from_cents(100));
        }
        index.apply(&AccountNumber::new("2").unwrap(), &BillId::new("a").unwrap(), 3, Money::from_cents(100));
        assert_eq!(index.expected_amounts(&account), [600, 400, 1000].map(Money::from_cents), "b came after load 1");
    }
}
