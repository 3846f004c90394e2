//! Batches that do not balance, and why they may be released all the same.

use super::review::AuditEntry;
use crate::error::Result;
use crate::model::{BatchId, UserName};

/// Why a batch may be released that does not balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Its number.
    pub number: u64,
    /// Who says so.
    pub by: UserName,
    /// What they say.
    pub note: String,
    /// Who else agreed.
    pub second_person: Option<UserName>,
    /// It counts.
    pub accepted: bool,
}

/// What people say of batches that do not balance.
pub trait BalancingStore {
    /// What did not balance about a finished batch, explained or not.
    ///
    /// # Errors
    /// When the store fails.
    fn differences(&self, batch: &BatchId) -> Result<Vec<String>>;

    /// The finished batches that did not balance, the last first, and whether each is explained.
    ///
    /// # Errors
    /// When the store fails.
    fn unbalanced(&self, most: usize) -> Result<Vec<(BatchId, bool)>>;

    /// What people said of a batch, in order.
    ///
    /// # Errors
    /// When the store fails.
    fn explanations(&self, batch: &BatchId) -> Result<Vec<Explanation>>;

    /// Keeps what somebody says of a batch; accepted, it counts as explained from then on.
    ///
    /// # Errors
    /// When the store fails.
    fn explain(&mut self, batch: &BatchId, note: &str, accepted: bool, audit: &AuditEntry) -> Result<()>;

    /// A second person agrees; tells whether it still waited for one who is not the first.
    ///
    /// # Errors
    /// When the store fails.
    fn accept_explanation(&mut self, batch: &BatchId, number: u64, by: &UserName, audit: &AuditEntry) -> Result<bool>;
}
