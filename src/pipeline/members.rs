//! Whose bills were paid, as files to others tell it.

use super::bills::book_of;
use crate::error::Result;
use crate::formats::book::Book;
use crate::model::Application;
use crate::store::{BillStore, LoadId, SqliteStore};

/// Whose bills were paid, from the bills that were in force.
pub(super) struct Members<'a> {
    store: &'a SqliteStore,
    book: Option<(LoadId, Book)>,
}

impl<'a> Members<'a> {
    pub(super) const fn new(store: &'a SqliteStore) -> Self {
        Self { store, book: None }
    }

    /// The application with what the bill says of its member.
    pub(super) fn named(&mut self, mut applied: Application, load: Option<LoadId>) -> Result<Application> {
        let Some(load) = load else { return Ok(applied) };
        let Some(book) = self.book(load)? else { return Ok(applied) };
        let number = applied.account.as_str();
        let account = book.accounts_numbered(number).find(|at| book.number(*at) == number);
        let mut bills = account.into_iter().flat_map(|account| book.bills_of(account));
        let bill = bills.find(|at| applied.bill.as_ref().is_none_or(|id| book.id(*at) == id.as_str()));
        if let Some(bill) = bill.map(|at| book.bill(at)) {
            applied.member_name = bill.member_name.map(std::borrow::Cow::into_owned);
            applied.member_id = bill.member_id.map(std::borrow::Cow::into_owned);
            applied.period = applied.bill.as_ref().and(bill.period);
        }
        Ok(applied)
    }

    fn book(&mut self, load: LoadId) -> Result<Option<&Book>> {
        if self.book.as_ref().is_none_or(|(kept, _)| *kept != load) {
            let Some(last) = self.store.load_chain(load)?.pop() else { return Ok(None) };
            self.book = Some((load, book_of(self.store, &last)?));
        }
        Ok(self.book.as_ref().map(|(_, book)| book))
    }
}
