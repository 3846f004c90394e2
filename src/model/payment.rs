//! A payment by which a returned one is known again.

use super::{BatchId, DocumentNumber, Money};

/// A payment that was received, with what names it to a bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its batch.
    pub batch: BatchId,
    /// Its document.
    pub document: DocumentNumber,
    /// Its amount; `None` where it is not known.
    pub amount: Option<Money>,
    /// The bank it is drawn on, where its bank line was surely read.
    pub routing: Option<String>,
    /// The payer's account, letters and digits without leading zeros; money orders have none.
    pub payer_account: Option<String>,
    /// The serial number, without leading zeros.
    pub serial: Option<String>,
    /// Its sequence number in the deposit, if it is in one.
    pub sequence: Option<String>,
}
