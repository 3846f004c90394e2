//! Which payments enter a deposit, by the ledger, the policy, and whether their scans are kept.

use std::collections::HashMap;

use super::letter::Numbers;
use super::{FORM, KeptOut};
use crate::config::DepositPolicy;
use crate::error::{Error, Result};
use crate::ledger::{self, LeftOut};
use crate::model::{BatchId, Document, DocumentNumber, Money, Reason, TransactionId};
use crate::pipeline::release::told_upto;
use crate::store::{BatchStore, DepositStore, DepositedItem, FinishedBatch, LedgerStore, ReleasedBatch, SqliteStore};

/// A payment that enters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Planned {
    /// The place of its batch among those of the deposit.
    pub(super) batch: usize,
    pub(super) transaction: TransactionId,
    pub(super) document: DocumentNumber,
    pub(super) amount: Money,
}

/// What goes and what stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Plan {
    pub(super) items: Vec<Planned>,
    pub(super) kept_out: Vec<KeptOut>,
}

impl Plan {
    /// The payments of a deposit that was made.
    pub(super) fn of_items(store: &SqliteStore, batches: &[FinishedBatch], items: Vec<DepositedItem>) -> Result<Self> {
        let mut known = HashMap::new();
        for (at, batch) in batches.iter().enumerate() {
            let id = &batch.header.id;
            for kept in store.entries(id, 0, u64::MAX)? {
                known.entry((id.clone(), kept.entry.payment)).or_insert((at, kept.entry.transaction));
            }
        }
        let lost = || Error::Refused("a payment of the deposit is in no batch of it; restore the store".to_owned());
        let planned = |item: DepositedItem| {
            let (batch, transaction) = known.remove(&(item.batch, item.document)).ok_or_else(lost)?;
            Ok(Planned { batch, transaction, document: item.document, amount: item.amount })
        };
        Ok(Self { items: items.into_iter().map(planned).collect::<Result<_>>()?, kept_out: Vec::new() })
    }

    pub(super) fn amount(&self) -> Money {
        self.items.iter().map(|item| item.amount).sum()
    }

    /// Takes payments out whose images cannot be had.
    pub(super) fn leave_out(&mut self, batches: &[FinishedBatch], unusable: Vec<(usize, String)>) {
        let mut whys: HashMap<usize, String> = unusable.into_iter().collect();
        for (at, item) in std::mem::take(&mut self.items).into_iter().enumerate() {
            match (whys.remove(&at), batches.get(item.batch)) {
                (Some(why), Some(batch)) => self.kept_out.push(KeptOut {
                    batch: batch.header.id.clone(),
                    transaction: item.transaction,
                    document: item.document,
                    amount: Some(item.amount),
                    why: LeftOut::NoImage(why),
                }),
                _ => self.items.push(item),
            }
        }
    }

    /// The payments with their numbers, as they are kept.
    pub(super) fn deposited<'a>(
        &'a self,
        batches: &'a [FinishedBatch],
        numbers: Numbers,
    ) -> impl Iterator<Item = DepositedItem> + 'a {
        self.items.iter().enumerate().filter_map(move |(at, item)| {
            let batch = batches.get(item.batch)?.header.id.clone();
            Some(DepositedItem { batch, document: item.document, sequence: numbers.of_item(at), amount: item.amount })
        })
    }
}

/// Looks at every payment that is in no deposit yet.
pub(super) fn plan(store: &SqliteStore, batches: &[FinishedBatch], policy: &DepositPolicy) -> Result<Plan> {
    let mut plan = Plan::default();
    for (at, batch) in batches.iter().enumerate() {
        let id = &batch.header.id;
        let entries = store.entries(id, 0, u64::MAX)?;
        let deposited = store.deposited(id)?;
        let held: HashMap<TransactionId, Vec<Reason>> =
            store.held(id)?.into_iter().map(|held| (held.transaction, held.reasons)).collect();
        for payment in ledger::standings(entries.iter().map(|kept| &kept.entry)) {
            if deposited.contains(&payment.payment) {
                continue;
            }
            let waits_for = held.get(&payment.transaction).map_or(&[][..], Vec::as_slice);
            let entering = match ledger::enters(&payment, waits_for, policy) {
                Ok(amount) => unfit(store, id, payment.payment)?.map_or(Ok(amount), Err),
                Err(why) => Err(why),
            };
            match entering {
                Ok(amount) => plan.items.push(Planned {
                    batch: at,
                    transaction: payment.transaction,
                    document: payment.payment,
                    amount,
                }),
                Err(why) => plan.kept_out.push(KeptOut {
                    batch: id.clone(),
                    transaction: payment.transaction,
                    document: payment.payment,
                    amount: payment.received,
                    why,
                }),
            }
        }
    }
    Ok(plan)
}

/// Why the paper of a payment that may enter cannot.
fn unfit(store: &SqliteStore, batch: &BatchId, number: DocumentNumber) -> Result<Option<LeftOut>> {
    let Some(document) = store.document(batch, number)? else {
        return Ok(Some(LeftOut::NoImage("it was not read".to_owned())));
    };
    if is_foreign(&document) {
        return Ok(Some(LeftOut::Foreign));
    }
    let kept = store.scan(batch, &document.source.file)?;
    let missing = || LeftOut::NoImage(format!("the scan `{}` is not kept", document.source.file));
    Ok(kept.is_none().then(missing))
}

fn is_foreign(document: &Document) -> bool {
    let check = document.face().ok().and_then(|face| face.check.as_ref());
    let line = check.and_then(|check| check.micr.sure());
    line.or(document.captured.as_ref().map(|captured| &captured.line)).is_some_and(|line| line.foreign)
}

/// Which lines of which batches the deposit tells: those up to now of batches of which something enters.
pub(super) fn told(store: &SqliteStore, batches: &[FinishedBatch], plan: &Plan) -> Result<Vec<ReleasedBatch>> {
    let mut told = Vec::new();
    for (at, batch) in batches.iter().enumerate() {
        let id = &batch.header.id;
        if plan.items.iter().all(|item| item.batch != at) {
            continue;
        }
        let after = store.last_release(FORM, id)?.map_or(0, |last| told_upto(&last, id));
        let upto = store.entries(id, 0, u64::MAX)?.last().map_or(after, |last| last.number);
        told.push(ReleasedBatch { batch: id.clone(), after, upto });
    }
    Ok(told)
}
