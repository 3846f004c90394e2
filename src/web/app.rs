//! What all requests share.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use super::intake::Intake;
use super::sign_in::Brake;
use crate::config::Config;
use crate::error::Result;
use crate::pipeline::LiveBills;
use crate::store::SqliteStore;
use crate::store::review::Seconds;

/// The workbench's own state.
pub(super) struct App {
    pub(super) data: PathBuf,
    pub(super) config: Config,
    /// The browser speaks TLS to a proxy before us: cookies are for TLS only.
    pub(super) https: bool,
    /// A session ends after so many seconds without a request.
    pub(super) idle_seconds: i64,
    pub(super) brake: Brake,
    /// What is handed in.
    pub(super) intake: Intake,
    /// Decisions are taken one after the other: each sees what the one before has applied.
    pub(super) deciding: Mutex<()>,
    stores: Mutex<Vec<SqliteStore>>,
    bills: RwLock<Option<Arc<RwLock<LiveBills>>>>,
}

impl App {
    pub(super) fn new(data: PathBuf, config: Config, https: bool, idle_seconds: i64) -> Self {
        Self {
            data,
            config,
            https,
            idle_seconds,
            brake: Brake::default(),
            intake: Intake::default(),
            deciding: Mutex::default(),
            stores: Mutex::default(),
            bills: RwLock::default(),
        }
    }

    /// Works with a store that nobody else uses meanwhile.
    pub(super) fn with_store<T>(&self, work: impl FnOnce(&mut SqliteStore) -> T) -> Result<T> {
        let spare = self.stores.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut store = match spare {
            Some(store) => store,
            None => SqliteStore::open(&self.data)?,
        };
        let done = work(&mut store);
        self.stores.lock().unwrap_or_else(PoisonError::into_inner).push(store);
        Ok(done)
    }

    /// The bills in force, with all that was applied by now; `None` if none were loaded.
    pub(super) fn bills(&self, store: &SqliteStore) -> Result<Option<Arc<RwLock<LiveBills>>>> {
        let kept = self.bills.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept {
            if kept.read().unwrap_or_else(PoisonError::into_inner).is_current(store)? {
                return Ok(Some(kept));
            }
            let mut live = kept.write().unwrap_or_else(PoisonError::into_inner);
            if !live.is_replaced(store)? {
                live.refresh(store)?;
                drop(live);
                return Ok(Some(kept));
            }
        }
        let mut bills = self.bills.write().unwrap_or_else(PoisonError::into_inner);
        *bills = LiveBills::open(store)?.map(|live| Arc::new(RwLock::new(live)));
        Ok(bills.clone())
    }
}

/// The time.
pub(super) fn now() -> Seconds {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Seconds(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
