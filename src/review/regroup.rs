//! Documents moved from one transaction to another, or to one of their own, where the scanner has grouped them wrongly.

use super::case::Case;
use super::judge::Refusal;
use crate::model::{CaseState, DocumentNumber, Entry, Money, Place, TransactionId};

/// A transaction with its documents.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a> {
    /// The transaction as a person has it in front.
    pub case: &'a Case,
    /// Its documents.
    pub documents: &'a [DocumentNumber],
}

/// The lines of the ledger by which documents go from one transaction to another. Each line of a known amount has one of
/// the opposite amount; a payment of which the amount is not known is just named there.
///
/// # Errors
/// When they are not all of the one, all would stay as it is, or money of either is not where it came in.
pub fn regroup(
    from: Group<'_>,
    to: Option<Group<'_>>,
    named: &TransactionId,
    moved: &[DocumentNumber],
) -> Result<Vec<Entry>, Refusal> {
    if moved.is_empty() || (to.is_none() && from.documents.iter().all(|document| moved.contains(document))) {
        return Err(Refusal::NothingMoved);
    }
    if let Some(stray) = moved.iter().find(|document| !from.documents.contains(document)) {
        return Err(Refusal::NoPaper(*stray));
    }
    for case in [Some(from.case), to.map(|to| to.case)].into_iter().flatten() {
        is_untouched(case)?;
    }
    let mut entries = Vec::new();
    for payment in from.case.payments().into_iter().filter(|payment| moved.contains(&payment.document)) {
        for place in [Place::Received, Place::Exception] {
            let line = |transaction: &TransactionId, amount| Entry {
                place,
                transaction: transaction.clone(),
                payment: payment.document,
                account: None,
                bill: None,
                amount,
                posting: None,
                reverses: None,
            };
            if let Some(amount) = payment.received {
                entries.push(line(&from.case.transaction, Some(Money::ZERO.minus(amount))));
            }
            entries.push(line(named, payment.received));
        }
    }
    Ok(entries)
}

/// Whether all of its money waits where it came in: nothing is posted, deposited, sent back or proposed.
fn is_untouched(case: &Case) -> Result<(), Refusal> {
    if case.state != CaseState::Open {
        return Err(Refusal::Decided(case.state));
    }
    if let Some(document) = case.deposited.first() {
        return Err(Refusal::Deposited(*document));
    }
    let elsewhere = [Place::Posted, Place::Suspense, Place::Returned];
    for payment in case.payments() {
        let here = case.in_place(Place::Exception, payment.document) == payment.received.unwrap_or_default();
        let gone = elsewhere.iter().any(|place| case.in_place(*place, payment.document) != Money::ZERO);
        if !here || gone {
            return Err(Refusal::Deposited(payment.document));
        }
    }
    Ok(())
}
