//! Open bills as people look for them: of an account, or by what they know of the member.

use jiff::civil::Date;
use rayon::prelude::*;

use super::index::{AccountAt, BillIndex};
use super::people::{likeness, words};
use crate::model::{AccountNumber, Bill, BillId, Money};

/// Names less alike than this are other people's.
const LEAST_LIKENESS: f64 = 0.8;

/// A bill that money can be applied to.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenBill {
    /// The bill.
    pub bill: Bill<'static>,
    /// What is left to pay.
    pub remaining: Money,
}

/// What is known of the bill that is looked for; what is not given may be anything.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BillQuery {
    /// The number of an account, a bill or a member, however zeros fill it.
    pub number: Option<String>,
    /// A name, or a part of one, however it is spelt.
    pub name: Option<String>,
    /// The member's birthday.
    pub born: Option<Date>,
    /// The member's ZIP code, or how it begins.
    pub zip: Option<String>,
    /// An amount that is owed.
    pub amount: Option<Money>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FoundBills {
    /// The accounts' open bills, the likeliest account first.
    pub bills: Vec<OpenBill>,
    /// There are more.
    pub more: bool,
}

impl BillQuery {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl BillIndex {
    /// The account's bills that are open, oldest first.
    #[must_use]
    pub fn open_bills(&self, account: &AccountNumber) -> Vec<OpenBill> {
        self.account(account.as_str()).map(|at| self.open_bills_at(at)).unwrap_or_default()
    }

    /// What is left of a bill of an account; `None` if the account has no such open bill.
    #[must_use]
    pub fn left_of(&self, account: &AccountNumber, id: &BillId) -> Option<Money> {
        let bill = self.bill_of(self.account(account.as_str())?, id)?;
        self.is_open(bill).then(|| self.remaining(bill))
    }

    /// The open bills of the accounts that fit, at most those of `most` accounts.
    #[must_use]
    pub fn search(&self, query: &BillQuery, most: usize) -> FoundBills {
        if query.is_empty() {
            return FoundBills::default();
        }
        let mut accounts = match (&query.number, query.born, &query.name) {
            (Some(number), _, _) => self.numbered(number),
            (None, Some(born), Some(name)) => {
                self.people(born, name).iter().filter_map(|found| self.account(found.account.as_str())).collect()
            }
            _ => self.scan(query),
        };
        accounts.retain(|at| self.fits(*at, query).is_some());
        let more = accounts.len() > most;
        accounts.truncate(most);
        FoundBills { bills: accounts.into_iter().flat_map(|at| self.open_bills_at(at)).collect(), more }
    }

    fn open_bills_at(&self, account: AccountAt) -> Vec<OpenBill> {
        let open = self.bills_of(account).filter(|at| self.is_open(*at));
        open.map(|at| OpenBill { bill: self.bill(at).into_owned(), remaining: self.remaining(at) }).collect()
    }

    fn numbered(&self, number: &str) -> Vec<AccountAt> {
        let by_bill = BillId::new(number).and_then(|id| self.bill_anywhere(&id)).map(|bill| self.account_of(bill));
        let found = [self.account(number), by_bill, self.account_of_member(number)];
        let mut accounts: Vec<AccountAt> = Vec::new();
        for account in found.into_iter().flatten() {
            if !accounts.contains(&account) {
                accounts.push(account);
            }
        }
        accounts
    }

    /// Every account that fits, the likest names first.
    fn scan(&self, query: &BillQuery) -> Vec<AccountAt> {
        let mut found: Vec<(f64, AccountAt)> = self
            .each_account()
            .filter_map(|account| self.fits(account, query).map(|likeness| (likeness, account)))
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.into_iter().map(|(_, account)| account).collect()
    }

    /// How well an account fits, 0 to 1; `None` if it does not.
    fn fits(&self, account: AccountAt, query: &BillQuery) -> Option<f64> {
        let written = query.name.as_deref().map(words);
        let mut best: Option<f64> = None;
        for at in self.bills_of(account) {
            let bill = self.bill(at);
            let name = match &written {
                None => 1.0,
                Some(written) => likeness(written, &words(bill.member_name.as_deref().unwrap_or_default())),
            };
            let fits = name >= LEAST_LIKENESS
                && query.born.is_none_or(|born| bill.date_of_birth == Some(born))
                && query
                    .zip
                    .as_ref()
                    .is_none_or(|zip| bill.zip.as_ref().is_some_and(|own| own.starts_with(zip.as_str())))
                && query.amount.is_none_or(|amount| self.is_open(at) && self.remaining(at) == amount);
            if fits {
                best = Some(best.map_or(name, |best| best.max(name)));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::book::Book;
    use crate::model::testing::{bill, money};

    fn index() -> BillIndex {
        let mut bills = vec![
            bill("7123456701", "b1", "214.50", "2026-12-01"),
            bill("7123456701", "b2", "27.00", "2026-11-01"),
            bill("7123456702", "b3", "214.50", "2026-12-01"),
        ];
        bills[0].member_name = Some("Mary Okafor".into());
        bills[1].member_name = Some("Mary Okafor".into());
        bills[2].member_name = Some("Martin Okafor".into());
        bills[0].date_of_birth = Date::new(1979, 3, 4).ok();
        bills[2].zip = Some("02110".into());
        BillIndex::new(Book::of(&bills))
    }

    fn ids(query: &BillQuery) -> Vec<String> {
        index().search(query, 10).bills.iter().map(|found| found.bill.id.to_string()).collect()
    }

    #[test]
    fn bills_are_found_by_what_is_known() {
        let none = BillQuery::default;
        let number = |text: &str| BillQuery { number: Some(text.to_owned()), ..none() };
        let name = |text: &str| BillQuery { name: Some(text.to_owned()), ..none() };
        assert!(ids(&none()).is_empty());
        assert_eq!(ids(&number("7123456701")), ["b2", "b1"]);
        assert_eq!(ids(&number("b3")), ["b3"]);
        assert!(ids(&number("9")).is_empty());
        assert_eq!(ids(&name("mary okafor")), ["b2", "b1", "b3"], "the likest first");
        assert_eq!(ids(&name("okafor")).len(), 3);
        assert_eq!(ids(&BillQuery { born: Date::new(1979, 3, 4).ok(), ..name("M Okafor") }), ["b2", "b1"]);
        assert_eq!(ids(&BillQuery { amount: Some(money("27.00")), ..name("okafor") }), ["b2", "b1"]);
        assert_eq!(ids(&BillQuery { zip: Some("021".to_owned()), ..none() }), ["b3"]);
        assert!(index().search(&name("okafor"), 1).more);
    }
}
