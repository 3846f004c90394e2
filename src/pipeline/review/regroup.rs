//! Transactions that the scanner has grouped wrongly, put right by a person.

use std::collections::BTreeMap;

use super::decide::{Outcomes, is_current, refused, settle};
use super::view::{CaseView, Desk, case_of, decide_again, open_case};
use super::written::audit;
use crate::error::{Error, Result};
use crate::model::{
    Decision, Document, DocumentNumber, ExceptionId, Money, Outcome, Reason, Reviewer, Rule, Transaction,
};
use crate::review::{self, Group};
use crate::store::SqliteStore;
use crate::store::review::{GroupStore, Grouped, Regrouping, Target};

/// Documents to be moved.
#[derive(Debug, Clone, Copy)]
pub struct Regroup<'a> {
    /// From this case, in the version that was seen.
    pub from: (&'a ExceptionId, u32),
    /// To this one, in the version that was seen, or to a transaction of their own.
    pub to: Option<(&'a ExceptionId, u32)>,
    /// Which.
    pub documents: &'a [DocumentNumber],
    /// Who.
    pub by: &'a Reviewer,
}

/// Moves documents, decides both transactions again and writes all of it in one step. Tells the case that they are in then.
///
/// # Errors
/// When the store fails; nothing is changed then.
pub fn regroup_case(
    store: &mut SqliteStore,
    desk: Desk<'_>,
    order: &Regroup<'_>,
) -> Result<(Outcomes, Option<ExceptionId>)> {
    let from = open_case(store, desk, order.from.0)?;
    let to = order.to.map(|(id, _)| open_case(store, desk, id)).transpose()?;
    let mut outcome = Outcomes::Done(from.kept.state);
    if to.as_ref().is_some_and(|to| to.kept.batch != from.kept.batch || to.kept.id == from.kept.id) {
        let why = "documents move between two transactions of a batch".to_owned();
        return Ok((Outcomes::Refused(why), None));
    }
    if from.kept.version != order.from.1 {
        return Ok((Outcomes::Stale(Box::new(from.kept)), None));
    }
    if order.documents.is_empty() || order.documents.iter().any(|number| !from.kept.documents.contains(number)) {
        return Ok((Outcomes::Refused("choose documents of this transaction".to_owned()), None));
    }
    let planned = plan(store, desk, &from, to.as_ref(), order)?;
    let result = store.regroup(order.from.0, order.to.map(|(id, _)| id), &mut |kept, target| {
        is_current(kept, order.from.1, order.by, desk, &mut outcome)?;
        if let (Target::Known(other), Some((_, version))) = (target, order.to) {
            is_current(other, version, order.by, desk, &mut outcome)?;
        }
        let case = case_of(kept);
        let other = match target {
            Target::Known(other) => Some((case_of(other), &other.documents)),
            _ => None,
        };
        let from = Group { case: &case, documents: &kept.documents };
        let group = other.as_ref().map(|(case, documents)| Group { case, documents });
        let entries = review::regroup(from, group, target.transaction(), order.documents)
            .map_err(|refusal| refused(&mut outcome, &refusal))?;
        let numbers: Vec<String> = order.documents.iter().map(ToString::to_string).collect();
        let detail = format!(
            "documents {}: transaction {} -> {}{}",
            numbers.join(", "),
            kept.transaction,
            target.transaction(),
            if other.is_none() { " (new)" } else { "" }
        );
        let entry = audit(desk, &order.by.name, "regroup", &kept.id, detail);
        Ok((Regrouping { entries, ..planned.clone() }, entry))
    });
    let (result, place) = match result {
        Ok(id) => (Ok(()), Some(id)),
        Err(error) => (Err(error), None),
    };
    Ok((settle(result, outcome)?, place))
}

/// Both transactions as they will be, decided anew; without the lines of the ledger.
fn plan(
    store: &SqliteStore,
    desk: Desk<'_>,
    from: &CaseView,
    to: Option<&CaseView>,
    order: &Regroup<'_>,
) -> Result<Regrouping> {
    let (moved, stays): (Vec<Document>, Vec<Document>) =
        from.transaction.documents.iter().cloned().partition(|paper| order.documents.contains(&paper.number));
    let mut there: Vec<Document> = to.map(|to| to.transaction.documents.clone()).unwrap_or_default();
    there.extend(moved);
    there.sort_by_key(|paper| paper.number);
    let mut keyed = case_of(&from.kept).keyed;
    let mut reasons = from.kept.reasons.clone();
    if let Some(to) = to {
        keyed.extend(case_of(&to.kept).keyed);
        reasons.extend(to.kept.reasons.iter().copied());
    }
    reasons.sort_unstable();
    reasons.dedup();
    let group = |documents: Vec<Document>, known: &[Reason]| {
        let transaction = Transaction { id: from.transaction.id.clone(), documents };
        grouped(store, desk, from, transaction, &keyed, known, order.by)
    };
    Ok(Regrouping {
        moved: order.documents.to_vec(),
        from: if stays.is_empty() { None } else { Some(group(stays, &from.kept.reasons)?) },
        to: group(there, &reasons)?,
        entries: Vec::new(),
    })
}

fn grouped(
    store: &SqliteStore,
    desk: Desk<'_>,
    from: &CaseView,
    transaction: Transaction,
    keyed: &BTreeMap<DocumentNumber, Money>,
    known: &[Reason],
    by: &Reviewer,
) -> Result<Grouped> {
    if transaction.documents.is_empty() {
        return Err(Error::Refused("no documents are chosen".to_owned()));
    }
    let decision = decide_again(store, desk, &from.batch, &transaction, keyed)?;
    // It waits for a person in any case, who has grouped it: what would post is shown as that, and not posted.
    let reasons = match &decision.outcome {
        Outcome::Hold(reasons) => reasons.clone(),
        Outcome::Post(_) => known.to_vec(),
    };
    let explanation = format!("Grouped by {}: {}", by.name, decision.explanation);
    let outcome = Outcome::Hold(reasons.clone());
    let documents = transaction.documents.iter().map(|paper| paper.number).collect();
    let decision = Decision { outcome, rule: Rule::Held, evidence: Vec::new(), explanation, ..decision };
    Ok(Grouped { documents, decision, reasons })
}
