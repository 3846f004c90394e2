//! The amounts that a payment may be expected to be, before it is known how much it is.

use super::index::BillIndex;
use crate::model::{AccountNumber, Document, Money, Transaction};

/// What the open bills of every account that the transaction names still ask for: each bill, each account's total, and
/// all of several coupons' bills together, and what the payer wrote on the coupons. Sorted, each amount once.
#[must_use]
pub fn expected_amounts(transaction: &Transaction, index: &BillIndex) -> Vec<Money> {
    let mut amounts: Vec<Money> = named(transaction)
        .filter_map(|account| index.known(account))
        .flat_map(|a| index.expected_amounts(&a))
        .collect();
    let due: Vec<Money> = transaction.documents.iter().filter_map(coded_due).collect();
    if due.len() > 1 {
        amounts.push(due.iter().copied().sum());
    }
    let listed: Vec<Money> = transaction.documents.iter().flat_map(listed).collect();
    if listed.len() > 1 {
        amounts.push(listed.into_iter().sum());
    }
    let enclosed: Vec<Money> = transaction.documents.iter().filter_map(enclosed).collect();
    if enclosed.len() > 1 {
        amounts.push(enclosed.iter().copied().sum());
    }
    amounts.extend(enclosed);
    amounts.sort_unstable();
    amounts.dedup();
    amounts
}

fn named(transaction: &Transaction) -> impl Iterator<Item = &AccountNumber> {
    let faces = transaction.documents.iter().filter_map(|document| document.face().ok());
    faces.flat_map(|face| {
        let coded = face.coupon.iter().flat_map(|coupon| [coupon.barcode.sure(), coupon.scanline.sure()]);
        let coded = coded.flatten().filter_map(|fields| fields.account.as_ref());
        coded.chain(face.check.iter().flat_map(|check| check.accounts.iter().map(|found| &found.value)))
    })
}

/// What the rows of a list say.
fn listed(document: &Document) -> impl Iterator<Item = Money> {
    document.face().into_iter().flat_map(|page| page.list.iter().map(|row| row.value.amount))
}

/// The amount that the payer wrote on a coupon.
fn enclosed(document: &Document) -> Option<Money> {
    document.face().ok()?.coupon.as_ref()?.enclosed.sure().copied().filter(|amount| amount.is_positive())
}

/// The amount due that a coupon carries.
fn coded_due(document: &Document) -> Option<Money> {
    let coupon = document.face().ok()?.coupon.as_ref()?;
    coupon.barcode.sure().or_else(|| coupon.scanline.sure())?.amount_due
}
