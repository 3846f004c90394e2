//! What a person decides, done in one step.

use super::view::{CaseView, Desk, case_of, keyings, open_case, pass_of, support};
use super::written::{audit, told, word, written};
use crate::error::{Error, Result};
use crate::matching::{self, BillIndex};
use crate::model::{Action, CaseState, DocumentNumber, ExceptionId, Money, Reviewer, Share, UserName};
use crate::review::{self, Case, Keying, Limits, Pass, Proposal, Refusal, Ruling, Support};
use crate::store::SqliteStore;
use crate::store::review::{CaseChange, CaseStore, Claim, KeptCase, KeyedAmount};

/// What a person decides.
#[derive(Debug, Clone)]
pub struct Order<'a> {
    /// The version that the person has seen.
    pub version: u32,
    /// Who.
    pub by: &'a Reviewer,
    /// What.
    pub action: &'a Action,
    /// What they say about it.
    pub note: &'a str,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcomes {
    /// Done, or left for a second person: where the case stands.
    Done(CaseState),
    /// Somebody else has changed it since it was seen: as it is now.
    Stale(Box<KeptCase>),
    /// Somebody else works on it.
    Claimed(Claim),
    /// Money was applied since the bills were looked at: nothing was done, and it is to be asked again.
    Overtaken,
    /// It may not be done; the text says why.
    Refused(String),
}

/// Does what a person decides with a case that was opened for it, in one step with the ledger, what is learnt and the audit
/// log. What has changed about the case since it was opened is found out by its version.
///
/// # Errors
/// When the store fails; nothing is changed then.
pub fn decide_case(store: &mut SqliteStore, desk: Desk<'_>, view: &CaseView, order: &Order<'_>) -> Result<Outcomes> {
    if let Some(refusal) = unfit_target(order.action, desk.index) {
        return Ok(Outcomes::Refused(refusal));
    }
    let limits = Limits { second_person_from: desk.config.policy.high_amount };
    change(store, desk, view, order.version, order.by, &mut |case| {
        let ruling = review::judge(case, order.action, order.note, order.by, &limits)?;
        Ok(Step {
            ruling,
            action: order.action.clone(),
            note: order.note.to_owned(),
            first: order.by.name.clone(),
            second: None,
        })
    })
}

/// Confirms what another person has proposed, in a case that was opened for it.
///
/// # Errors
/// When the store fails; nothing is changed then.
pub fn confirm_case(
    store: &mut SqliteStore,
    desk: Desk<'_>,
    view: &CaseView,
    version: u32,
    by: &Reviewer,
) -> Result<Outcomes> {
    let proposed = view.kept.proposal.as_ref();
    if let Some(refusal) = proposed.and_then(|proposed| unfit_target(&proposed.action, desk.index)) {
        return Ok(Outcomes::Refused(refusal));
    }
    change(store, desk, view, version, by, &mut |case| {
        let ruling = review::confirm(case, by)?;
        let proposal = case.proposal.clone().ok_or(Refusal::NothingProposed)?;
        let Proposal { by: first, action, note } = proposal;
        Ok(Step { ruling, action, note, first, second: Some(by.name.clone()) })
    })
}

/// Keeps an amount as one person keyed it.
///
/// # Errors
/// When the store fails; nothing is changed then.
pub fn key_amount(
    store: &mut SqliteStore,
    desk: Desk<'_>,
    id: &ExceptionId,
    by: &Reviewer,
    document: DocumentNumber,
    amount: Option<Money>,
) -> Result<Outcomes> {
    let view = open_case(store, desk, id)?;
    let expected = matching::expected_amounts(&view.transaction, desk.index);
    let mut outcome = Outcomes::Done(view.kept.state);
    let result = store.change(id, &mut |kept| {
        let keyings = keyings(kept, document);
        let pass = pass_of(kept, document);
        let case = case_of(kept);
        let allowed = match case.payments().iter().find(|payment| payment.document == document) {
            None => Err(Refusal::NoPayment(document)),
            // What the ledger knows is not keyed anew.
            Some(payment) if payment.received.is_some() => Err(Refusal::AmountSettled),
            Some(_) => review::may_key(&keyings, pass, by),
        };
        let open = if kept.state == CaseState::Open { allowed } else { Err(Refusal::Decided(kept.state)) };
        open.map_err(|refusal| refused(&mut outcome, &refusal))?;
        let keyed = KeyedAmount { document, by: by.name.clone(), amount };
        let support = support(&view.transaction, document, &expected, desk.config);
        let settled = settled_by(keyings, keyed.clone(), &support);
        let shown = amount.map_or_else(|| "illegible".to_owned(), |amount| amount.to_string());
        let entry = audit(desk, &by.name, "key", id, format!("document {document}: {shown}"));
        Ok((CaseChange { keyed: Some(keyed), settled, let_go: true, ..CaseChange::default() }, entry))
    });
    settle(result, outcome)
}

/// What the amounts keyed before and this one settle together.
fn settled_by(mut keyings: Vec<Keying>, keyed: KeyedAmount, support: &Support) -> Option<(DocumentNumber, Money)> {
    keyings.push(Keying { by: keyed.by, amount: keyed.amount });
    match review::pass(&keyings, support) {
        Pass::Settled(amount) => Some((keyed.document, amount)),
        _ => None,
    }
}

/// What is to be written of a ruling.
pub(super) struct Step {
    pub(super) ruling: Ruling,
    pub(super) action: Action,
    pub(super) note: String,
    pub(super) first: UserName,
    pub(super) second: Option<UserName>,
}

fn change(
    store: &mut SqliteStore,
    desk: Desk<'_>,
    view: &CaseView,
    version: u32,
    by: &Reviewer,
    judge: &mut dyn FnMut(&Case) -> std::result::Result<Step, Refusal>,
) -> Result<Outcomes> {
    let mut outcome = Outcomes::Done(view.kept.state);
    let result = store.change(&view.kept.id, &mut |kept| {
        is_current(kept, version, by, desk, &mut outcome)?;
        let case = case_of(kept);
        let step = judge(&case).map_err(|refusal| refused(&mut outcome, &refusal))?;
        if matches!(step.action, Action::Post(_)) && kept.last_posting != desk.last_posting {
            outcome = Outcomes::Overtaken;
            return Err(Error::Refused("overtaken".to_owned()));
        }
        let (change, state) = written(desk, view, &case, &step);
        outcome = Outcomes::Done(state);
        let entry = audit(desk, &by.name, word(&step), &kept.id, told(&case, &step, state));
        Ok((change, entry))
    });
    settle(result, outcome)
}

/// Whether the case is as it was seen, and nobody else works on it.
pub(super) fn is_current(
    kept: &KeptCase,
    version: u32,
    by: &Reviewer,
    desk: Desk<'_>,
    outcome: &mut Outcomes,
) -> Result<()> {
    if kept.version != version {
        *outcome = Outcomes::Stale(Box::new(kept.clone()));
        return Err(Error::Refused("stale".to_owned()));
    }
    let claim = kept.claim.as_ref().filter(|claim| claim.by != by.name && claim.until > desk.now);
    if let Some(claim) = claim {
        *outcome = Outcomes::Claimed(claim.clone());
        return Err(Error::Refused("claimed".to_owned()));
    }
    Ok(())
}

pub(super) fn refused(outcome: &mut Outcomes, refusal: &Refusal) -> Error {
    *outcome = Outcomes::Refused(refusal.to_string());
    Error::Refused(refusal.to_string())
}

/// What was refused is no failure of the store.
pub(super) fn settle(result: Result<()>, outcome: Outcomes) -> Result<Outcomes> {
    match (result, outcome) {
        (Ok(()), outcome)
        | (
            Err(Error::Refused(_)),
            outcome @ (Outcomes::Stale(_) | Outcomes::Claimed(_) | Outcomes::Refused(_) | Outcomes::Overtaken),
        ) => Ok(outcome),
        (Err(error), _) => Err(error),
    }
}

/// A share for an account or bill that is not there, or more than a bill asks for, is refused.
fn unfit_target(action: &Action, index: &BillIndex) -> Option<String> {
    let Action::Post(shares) = action else { return None };
    let same = |one: &Share, other: &&Share| one.account == other.account && one.bill == other.bill;
    shares.iter().find_map(|share| {
        let account = &share.account;
        let Some(bill) = &share.bill else {
            return (!index.has_account(account)).then(|| format!("there is no account {account}"));
        };
        let Some(left) = index.left_of(account, bill) else {
            return Some(format!("account {account} has no open bill {bill}"));
        };
        let applied: Money = shares.iter().filter(|other| same(share, other)).map(|share| share.amount).sum();
        (applied > left)
            .then(|| format!("bill {bill} asks for {left} only; what is more goes to the account as credit"))
    })
}
