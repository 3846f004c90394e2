//! What a person may do with a case, and the lines of the ledger that follow from it.
//!
//! Lines are only added. A decision moves each payment out of `exception` into one other place; undoing it moves it
//! back. An amount that was keyed is first made known, in `received` and `exception` alike.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::case::{Case, CasePayment, Proposal};
use crate::model::{Action, CaseState, DocumentNumber, Entry, Money, Place, Reviewer, Right, Share};

/// What decisions are held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// From this amount on a posting takes two people.
    pub second_person_from: Option<Money>,
}

/// What comes of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    /// It is done: these lines are added.
    Done {
        /// Where the case stands then.
        state: CaseState,
        /// The lines.
        entries: Vec<Entry>,
    },
    /// It waits for a second person.
    Proposed,
    /// It is left for a later day.
    Held(Date),
}

/// Why a decision is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Another right is needed.
    #[error("your role may not do that; it takes the right `{0}`")]
    NotAllowed(Right),
    /// It was decided already.
    #[error("this transaction was decided already: it is {0}")]
    Decided(CaseState),
    /// There is nothing to take back.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// An amount is not known.
    #[error("the amount of document {0} is not known yet; key it first")]
    AmountUnknown(DocumentNumber),
    /// A share is of no payment of the case.
    #[error("document {0} is no payment of this transaction")]
    NoPayment(DocumentNumber),
    /// A share is nothing or less.
    #[error("every share must be more than nothing")]
    NotPositive,
    /// The shares of a payment are not its amount.
    #[error("document {document} is {amount}, its shares add up to {applied}")]
    DoesNotAddUp {
        /// The payment.
        document: DocumentNumber,
        /// What it is.
        amount: Money,
        /// What was applied of it.
        applied: Money,
    },
    /// There is no payment at all.
    #[error("no payment came with it; say that it holds no money")]
    NoMoney,
    /// What is at the bank cannot go back to the payer.
    #[error("document {0} was deposited already and cannot go back; post it or deposit it unidentified")]
    Deposited(DocumentNumber),
    /// It needs a word of explanation.
    #[error("say why, in a note")]
    NoteMissing,
    /// The same person cannot be the second.
    #[error("a second person must confirm what {0} has proposed")]
    SamePerson(crate::model::UserName),
    /// The amount is known.
    #[error("that amount is settled")]
    AmountSettled,
    /// All would stay as it is.
    #[error("choose documents, and not all of them: they are a transaction already")]
    NothingMoved,
    /// There is no such paper, or it could not be looked at.
    #[error("document {0} is not there, or could not be opened")]
    NoPaper(DocumentNumber),
    /// Such a paper does not carry that.
    #[error("{0} stands on coupons and payments only; say first what the paper is")]
    NoPlaceFor(&'static str),
    /// That is none.
    #[error("that is no {0}")]
    NoSuch(&'static str),
    /// It is a payment, and its money is known.
    #[error("document {0} is a payment with a known amount; decide what becomes of its money")]
    StillMoney(DocumentNumber),
    /// Nothing waits for a second person.
    #[error("nothing waits to be confirmed here")]
    NothingProposed,
}

/// What comes of an action by one person.
///
/// # Errors
/// When it is not allowed or does not add up; nothing is changed then.
pub fn judge(case: &Case, action: &Action, note: &str, by: &Reviewer, limits: &Limits) -> Result<Ruling, Refusal> {
    need(by, Right::Decide)?;
    if *action == Action::Undo {
        return undo(case, note, by);
    }
    if case.state != CaseState::Open {
        return Err(Refusal::Decided(case.state));
    }
    let ruling = act(case, action, note)?;
    Ok(if takes_two(case, action, limits) { Ruling::Proposed } else { ruling })
}

/// What comes of a second person's yes.
///
/// # Errors
/// When nothing is proposed, or it is the same person, or what was proposed does not hold any more.
pub fn confirm(case: &Case, by: &Reviewer) -> Result<Ruling, Refusal> {
    need(by, Right::Approve)?;
    let Some(Proposal { by: first, action, note }) = &case.proposal else { return Err(Refusal::NothingProposed) };
    if *first == by.name {
        return Err(Refusal::SamePerson(first.clone()));
    }
    act(case, action, note)
}

fn need(by: &Reviewer, right: Right) -> Result<(), Refusal> {
    if by.role.may(right) { Ok(()) } else { Err(Refusal::NotAllowed(right)) }
}

/// Whether money in a place it cannot easily come back from takes two people.
fn takes_two(case: &Case, action: &Action, limits: &Limits) -> bool {
    let moves = matches!(action, Action::Post(_) | Action::Return(_) | Action::Dismiss);
    let limit = limits.second_person_from;
    moves && limit.is_some_and(|limit| case.total().is_none_or(|total| total >= limit))
}

fn act(case: &Case, action: &Action, note: &str) -> Result<Ruling, Refusal> {
    if let Action::Hold(until) = action {
        return Ok(Ruling::Held(*until));
    }
    if matches!(action, Action::Return(_) | Action::Dismiss)
        && let Some(document) = case.deposited.first()
    {
        return Err(Refusal::Deposited(*document));
    }
    let payments = known(case)?;
    let has_money = !payments.is_empty();
    let mut entries: Vec<Entry> =
        payments.iter().flat_map(|(payment, amount)| made_known(case, payment, *amount)).collect();
    let state = match action {
        Action::Dismiss => {
            if has_money && note.trim().is_empty() {
                return Err(Refusal::NoteMissing);
            }
            for &(payment, amount) in &payments {
                entries.push(line(case, Place::Received, payment.document, out(amount)));
                entries.push(line(case, Place::Exception, payment.document, out(amount)));
            }
            CaseState::Dismissed
        }
        _ if !has_money => return Err(Refusal::NoMoney),
        Action::Post(shares) => {
            check_shares(&payments, shares)?;
            for &(payment, amount) in &payments {
                entries.push(line(case, Place::Exception, payment.document, out(amount)));
            }
            let postings = shares.iter().zip(case.next_posting..);
            entries.extend(postings.map(|(share, number)| posted(case, share, number)));
            CaseState::Posted
        }
        Action::Suspend => {
            entries.extend(moved(case, &payments, Place::Suspense));
            CaseState::Suspended
        }
        Action::Return(_) => {
            entries.extend(moved(case, &payments, Place::Returned));
            CaseState::Returned
        }
        Action::Hold(_) | Action::Undo => return Err(Refusal::NothingToUndo),
    };
    Ok(Ruling::Done { state, entries })
}

fn known(case: &Case) -> Result<Vec<(CasePayment, Money)>, Refusal> {
    let known = |payment: CasePayment| {
        payment.amount.map(|amount| (payment, amount)).ok_or(Refusal::AmountUnknown(payment.document))
    };
    let waits = |payment: &CasePayment| is_here(case, payment);
    case.payments().into_iter().filter(waits).map(known).collect()
}

/// Whether a payment's money waits here: what the bank has sent back does not.
fn is_here(case: &Case, payment: &CasePayment) -> bool {
    payment.received.is_none_or(|received| received == case.in_place(Place::Exception, payment.document))
}

/// Every payment is applied whole, by shares that are each more than nothing.
fn check_shares(payments: &[(CasePayment, Money)], shares: &[Share]) -> Result<(), Refusal> {
    if shares.iter().any(|share| !share.amount.is_positive()) {
        return Err(Refusal::NotPositive);
    }
    let is_payment = |share: &&Share| payments.iter().any(|(payment, _)| payment.document == share.payment);
    if let Some(stray) = shares.iter().find(|share| !is_payment(share)) {
        return Err(Refusal::NoPayment(stray.payment));
    }
    for (CasePayment { document, .. }, amount) in payments {
        let applied: Money = shares.iter().filter(|share| share.payment == *document).map(|share| share.amount).sum();
        if applied != *amount {
            return Err(Refusal::DoesNotAddUp { document: *document, amount: *amount, applied });
        }
    }
    Ok(())
}

/// What makes a keyed amount known: the difference to what the ledger says.
fn made_known(case: &Case, payment: &CasePayment, amount: Money) -> Vec<Entry> {
    let change = amount.minus(payment.received.unwrap_or_default());
    if payment.received == Some(amount) {
        return Vec::new();
    }
    [Place::Received, Place::Exception].map(|place| line(case, place, payment.document, change)).into()
}

fn moved(case: &Case, payments: &[(CasePayment, Money)], to: Place) -> Vec<Entry> {
    let both = |&(payment, amount): &(CasePayment, Money)| {
        [line(case, Place::Exception, payment.document, out(amount)), line(case, to, payment.document, amount)]
    };
    payments.iter().flat_map(both).collect()
}

fn posted(case: &Case, share: &Share, number: usize) -> Entry {
    Entry {
        account: Some(share.account.clone()),
        bill: share.bill.clone(),
        posting: Some(case.batch.posting_id(number)),
        ..line(case, Place::Posted, share.payment, share.amount)
    }
}

/// Takes back what was done last. What a file has told already is taken back by a supervisor, with a reason.
fn undo(case: &Case, note: &str, by: &Reviewer) -> Result<Ruling, Refusal> {
    let places: &[Place] = match case.state {
        CaseState::Posted => &[],
        CaseState::Suspended => &[Place::Suspense],
        CaseState::Returned => &[Place::Returned],
        CaseState::Dismissed => return Ok(Ruling::Done { state: CaseState::Open, entries: money_again(case) }),
        // The person who proposed, or another, thinks again.
        CaseState::Proposed => return Ok(Ruling::Done { state: CaseState::Open, entries: Vec::new() }),
        CaseState::Open | CaseState::Merged => return Err(Refusal::NothingToUndo),
    };
    if case.standing().iter().any(|line| line.released) {
        need(by, Right::UndoReleased)?;
        if note.trim().is_empty() {
            return Err(Refusal::NoteMissing);
        }
    }
    let mut entries = Vec::new();
    let mut back: BTreeMap<DocumentNumber, Money> = BTreeMap::new();
    for (made, number) in case.standing().into_iter().zip(case.next_posting..) {
        let amount = made.entry.amount.unwrap_or_default();
        entries.push(Entry {
            amount: Some(out(amount)),
            posting: Some(case.batch.posting_id(number)),
            reverses: made.entry.posting.clone(),
            ..made.entry.clone()
        });
        let sum = back.entry(made.entry.payment).or_default();
        *sum = sum.plus(amount);
    }
    let by_people =
        |payment: &CasePayment| !case.deposited.contains(&payment.document) || case.state != CaseState::Returned;
    for CasePayment { document, .. } in case.payments().into_iter().filter(by_people) {
        for place in places {
            let there = case.in_place(*place, document);
            if there == Money::ZERO {
                continue;
            }
            entries.push(line(case, *place, document, out(there)));
            let sum = back.entry(document).or_default();
            *sum = sum.plus(there);
        }
    }
    if back.is_empty() {
        // The bank has sent it back meanwhile: there is nothing left to move.
        return Err(Refusal::NothingToUndo);
    }
    entries.extend(back.into_iter().map(|(document, amount)| line(case, Place::Exception, document, amount)));
    Ok(Ruling::Done { state: CaseState::Open, entries })
}

/// The money of a dismissed case: what its last lines took out.
fn money_again(case: &Case) -> Vec<Entry> {
    let mut entries = Vec::new();
    for payment in case.payments() {
        let received =
            case.entries().filter(|entry| entry.place == Place::Received && entry.payment == payment.document);
        let taken = received.last().and_then(|entry| entry.amount).unwrap_or_default();
        for place in [Place::Received, Place::Exception] {
            entries.push(line(case, place, payment.document, out(taken)));
        }
    }
    entries
}

/// The amount as it leaves a place.
fn out(amount: Money) -> Money {
    Money::ZERO.minus(amount)
}

fn line(case: &Case, place: Place, payment: DocumentNumber, amount: Money) -> Entry {
    Entry {
        place,
        transaction: case.transaction.clone(),
        payment,
        account: None,
        bill: None,
        amount: Some(amount),
        posting: None,
        reverses: None,
    }
}
