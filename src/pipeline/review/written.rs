//! What is written of a decision: lines, posting, what is learnt, and words for the audit log.

use super::decide::Step;
use super::view::{CaseView, Desk};
use crate::model::{
    Action, CaseState, CorrectedField, Correction, Decision, Evidence, EvidenceKind, ExceptionId, Outcome, PaymentType,
    Posting, Rule, Share, UserName,
};
use crate::pipeline::past::lessons;
use crate::review::{Case, Ruling};
use crate::store::KnownPayer;
use crate::store::review::{AuditEntry, CaseChange, Proposed, Resolution};

pub(super) fn written(desk: Desk<'_>, view: &CaseView, case: &Case, step: &Step) -> (CaseChange, CaseState) {
    let (state, entries) = match &step.ruling {
        Ruling::Proposed => {
            let by = step.first.clone();
            let proposed = Proposed { by, action: step.action.clone(), note: step.note.clone() };
            let state = CaseState::Proposed;
            let change = CaseChange {
                state: Some(state),
                proposal: Some(Some(proposed)),
                let_go: true,
                ..CaseChange::default()
            };
            return (change, state);
        }
        Ruling::Held(until) => {
            let change = CaseChange { parked_until: Some(*until), let_go: true, ..CaseChange::default() };
            let resolution = Some(resolution(desk, step, None, Vec::new()));
            return (CaseChange { resolution, ..change }, case.state);
        }
        Ruling::Done { state, entries } => (*state, entries.clone()),
    };
    let decision = match &step.action {
        Action::Post(shares) => Some(reviewed(view, case, shares, step)),
        _ => None,
    };
    let learnt = match (&decision, &step.action) {
        (Some(decision), _) => lessons(&view.batch, &view.transaction.documents, std::slice::from_ref(decision)),
        (None, Action::Undo) => forgotten(view, case),
        _ => Vec::new(),
    };
    let change = CaseChange {
        state: Some(state),
        entries,
        proposal: Some(None),
        resolution: Some(resolution(desk, step, decision, learnt)),
        let_go: true,
        ..CaseChange::default()
    };
    (change, state)
}

fn resolution(desk: Desk<'_>, step: &Step, decision: Option<Decision>, lessons: Vec<KnownPayer>) -> Resolution {
    Resolution {
        by: step.first.clone(),
        second_person: step.second.clone(),
        action: step.action.clone(),
        note: step.note.clone(),
        decision,
        load: Some(desk.load),
        lessons,
    }
}

/// What a posting that is undone had taught.
fn forgotten(view: &CaseView, case: &Case) -> Vec<KnownPayer> {
    let shares: Vec<Share> = case
        .standing()
        .into_iter()
        .filter_map(|line| {
            let account = line.entry.account.clone()?;
            let amount = line.entry.amount?;
            Some(Share { payment: line.entry.payment, account, bill: line.entry.bill.clone(), amount })
        })
        .collect();
    let decision = decision_of(view, case, &shares, String::new());
    lessons(&view.batch, &view.transaction.documents, std::slice::from_ref(&decision))
}

fn reviewed(view: &CaseView, case: &Case, shares: &[Share], step: &Step) -> Decision {
    let by = match &step.second {
        Some(second) => format!("{} and {second}", step.first),
        None => step.first.to_string(),
    };
    let note = if step.note.trim().is_empty() { String::new() } else { format!(": {}", step.note.trim()) };
    decision_of(view, case, shares, format!("Decided by {by}{note}"))
}

/// The decision that files tell of what a person has posted.
fn decision_of(view: &CaseView, case: &Case, shares: &[Share], explanation: String) -> Decision {
    let posting = |share: &Share| {
        let paper = view.transaction.documents.iter().find(|paper| paper.number == share.payment);
        let check = paper.and_then(|paper| paper.face().ok()?.check.as_ref());
        let micr = check.and_then(|check| check.micr.sure());
        Posting {
            account: share.account.clone(),
            bill: share.bill.clone(),
            amount: share.amount,
            payment: share.payment,
            payment_type: check.map_or(PaymentType::Check, |check| check.payment_type),
            routing: micr.and_then(|line| line.routing),
            payer_account: micr.and_then(|line| line.payer_account.clone()),
            check_number: keyed_number(view, share).or_else(|| micr.and_then(|line| line.check_number.clone())),
            postmark_date: paper.and_then(|paper| paper.envelope_date),
        }
    };
    Decision {
        transaction: case.transaction.clone(),
        outcome: Outcome::Post(shares.iter().map(posting).collect()),
        rule: Rule::Reviewed,
        evidence: vec![Evidence { kind: EvidenceKind::Person, document: None }],
        account: shares.first().map(|share| share.account.clone()),
        candidates: Vec::new(),
        payments: case.payments().iter().map(|payment| (payment.document, payment.amount)).collect(),
        priority: view.kept.priority,
        explanation,
    }
}

/// The number of a check that a person has keyed.
fn keyed_number(view: &CaseView, share: &Share) -> Option<String> {
    let of = |said: &&Correction| said.document == share.payment && said.field == CorrectedField::CheckNumber;
    view.kept.corrections.iter().rev().find(of).map(|said| said.value.clone())
}

pub(super) const fn word(step: &Step) -> &'static str {
    match (&step.ruling, &step.second) {
        (Ruling::Proposed, _) => "propose",
        (_, Some(_)) => "confirm",
        _ => step.action.word(),
    }
}

/// Before and after, in words; account numbers only by their ends.
pub(super) fn told(case: &Case, step: &Step, after: CaseState) -> String {
    let mut text = format!("{} -> {after}", case.state);
    if let Action::Post(shares) = &step.action {
        for share in shares {
            let to = share.bill.as_ref().map_or("credit", |_| "bill");
            text.push_str(&format!(
                "; document {} {} to {to} of {}",
                share.payment,
                share.amount,
                masked(share.account.as_str())
            ));
        }
    }
    if let Action::Return(reason) = &step.action {
        text.push_str(&format!("; {reason}"));
    }
    if !step.note.trim().is_empty() {
        text.push_str(&format!("; note: {}", step.note.trim()));
    }
    text
}

/// The end of an account number.
pub(super) fn masked(text: &str) -> String {
    format!("…{}", text.get(text.len().saturating_sub(4)..).unwrap_or_default())
}

pub(super) fn audit(desk: Desk<'_>, by: &UserName, action: &str, id: &ExceptionId, detail: String) -> AuditEntry {
    AuditEntry { at: desk.now, by: Some(by.clone()), action: action.to_owned(), subject: id.to_string(), detail }
}
