//! ISO 20022 camt.054.001.08: the bank's notification of what was credited and debited.
//!
//! | file | holds |
//! |---|---|
//! | `xml` | elements as text |
//! | `values` | what fits into an element |
//! | `write` | the document, batch by batch |
//! | `transaction` | a payment with its parts |
//! | `elements` | a document into elements, one at a time |
//! | `read` | payments read back, sums compared |
//! | `returned` | debits that tell why a payment came back |
//! | `totals` | the sums of all entries |
//!
//! A batch is an entry; what a batch takes back is an entry of its own, a debit with the reversal indicator. The total
//! of an entry stands before its payments, so that one batch waits in memory. Amounts of ISO 20022 have no sign.

mod elements;
mod read;
mod returned;
#[cfg(test)]
mod tests;
mod totals;
mod transaction;
mod values;
mod write;
mod xml;

pub use self::elements::CamtError;
pub use self::read::inspect;
pub use self::returned::{ReturnedEntry, returned_entries};
pub use self::write::create;

/// The namespace of the documents.
const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08";
