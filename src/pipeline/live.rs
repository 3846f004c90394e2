//! The bills in force as they stand at this moment, for people at work while batches come and go.

use super::bills::book_of;
use crate::error::Result;
use crate::matching::BillIndex;
use crate::store::{BillLoad, BillStore, SqliteStore};

/// The bills in force and what has been applied to them, kept up to date.
#[derive(Debug)]
pub struct LiveBills {
    /// The load.
    pub load: BillLoad,
    /// Its bills.
    pub index: BillIndex,
    /// The first load that it builds on.
    snapshot: crate::store::LoadId,
    /// The last posting that is taken into account.
    last: i64,
}

impl LiveBills {
    /// The bills in force; `None` if none were loaded yet.
    ///
    /// # Errors
    /// When the store fails.
    pub fn open(store: &SqliteStore) -> Result<Option<Self>> {
        let Some(load) = store.current_load()? else { return Ok(None) };
        let index = BillIndex::new(book_of(store, &load)?);
        let snapshot = store.load_chain(load.id)?.first().map_or(load.id, |first| first.id);
        let mut live = Self { load, index, snapshot, last: 0 };
        live.refresh(store)?;
        Ok(Some(live))
    }

    /// Whether these are still the bills in force, with all that was applied.
    ///
    /// # Errors
    /// When the store fails.
    pub fn is_current(&self, store: &SqliteStore) -> Result<bool> {
        let load = store.current_load()?;
        Ok(load.is_some_and(|load| load.id == self.load.id) && store.last_posting()? == self.last)
    }

    /// Takes in what was applied since; what came with another load needs [`Self::open`].
    ///
    /// # Errors
    /// When the store fails.
    pub fn refresh(&mut self, store: &SqliteStore) -> Result<()> {
        let (applied, last) = store.applied_after(self.snapshot, self.last)?;
        for applied in applied {
            self.index.apply(&applied.account, &applied.bill, applied.load.0, applied.amount);
        }
        self.last = last;
        Ok(())
    }

    /// The last posting that is taken into account.
    #[must_use]
    pub const fn last_posting(&self) -> i64 {
        self.last
    }

    /// Whether another load is in force.
    ///
    /// # Errors
    /// When the store fails.
    pub fn is_replaced(&self, store: &SqliteStore) -> Result<bool> {
        Ok(store.current_load()?.is_none_or(|load| load.id != self.load.id))
    }
}
