//! What came in one envelope.

use std::fmt;

use super::Document;

/// The scanner's name for a transaction, kept verbatim, or its running number from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransactionId(pub String);

impl fmt::Display for TransactionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The documents of one envelope, in scanning order.
#[derive(Debug, Clone, PartialEq)]
pub struct Transaction {
    /// Its name within the batch.
    pub id: TransactionId,
    /// Its documents; at least one.
    pub documents: Vec<Document>,
}
