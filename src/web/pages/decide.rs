//! A person's decision taken from the form.

use std::sync::PoisonError;

use jiff::civil::Date;

use super::case;
use super::keying::typed_amount;
use super::queues::claim_next;
use crate::model::{AccountNumber, Action, BillId, CaseState, DocumentNumber, Queue, ReturnReason, Share};
use crate::pipeline::{Desk, Order, Outcomes, confirm_case, decide_case, is_later, open_case};
use crate::store::SqliteStore;
use crate::store::review::CaseStore;
use crate::web::call::{Call, Failure, Reply};

/// So often a decision that was overtaken is tried again.
const MOST_TRIES: usize = 5;

pub(in crate::web) fn decide(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let id = call.exception()?;
    let by = call.reviewer()?;
    let version = version(call)?;
    let kept = call.store.case(&id)?.ok_or(Failure::NotFound)?;
    let queue = kept.queue;
    if call.field("do") == "skip" {
        call.store.let_go(&id, Some(&by.name))?;
        let next = claim_next(call, queue, Some(&id))?;
        return Ok(Reply::Go(next.map_or_else(|| "/".to_owned(), |next| format!("/case/{next}"))));
    }
    let action = match action(call) {
        Ok(action) => action,
        Err(why) => return case::page(call, Some(&why), &[]),
    };
    let note = call.field("note").to_owned();
    let order = Order { version, by: &by, action: &action, note: &note };
    let view = call.with_desk(|store, desk| open_case(store, desk, &id))?;
    let outcome = one_by_one(call, |store, desk| decide_case(store, desk, &view, &order))?;
    match outcome {
        // Undone: the same case is in front again.
        Outcomes::Done(CaseState::Open) if action == Action::Undo => super::claims::claim(call),
        outcome => answered(call, outcome, queue),
    }
}

pub(in crate::web) fn confirm(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let id = call.exception()?;
    let by = call.reviewer()?;
    let version = version(call)?;
    let view = call.with_desk(|store, desk| open_case(store, desk, &id))?;
    let outcome = one_by_one(call, |store, desk| confirm_case(store, desk, &view, version, &by))?;
    answered(call, outcome, Queue::Second)
}

/// Decides when nobody else here does, and again by the bills as they stand now where a batch has paid some meanwhile.
fn one_by_one(
    call: &mut Call<'_>,
    decide: impl Fn(&mut SqliteStore, Desk<'_>) -> crate::error::Result<Outcomes>,
) -> Result<Outcomes, Failure> {
    let app = call.app;
    let _one = app.deciding.lock().unwrap_or_else(PoisonError::into_inner);
    let mut outcome = Outcomes::Overtaken;
    for _ in 0..MOST_TRIES {
        outcome = call.with_desk(&decide)?;
        if outcome != Outcomes::Overtaken {
            break;
        }
    }
    Ok(outcome)
}

fn version(call: &Call<'_>) -> Result<u32, Failure> {
    call.field("version").parse().map_err(|_| Failure::BadForm("Open the page again.".to_owned()))
}

fn answered(call: &mut Call<'_>, outcome: Outcomes, queue: Queue) -> Result<Reply, Failure> {
    match outcome {
        Outcomes::Done(_) => case::after(call, queue),
        Outcomes::Refused(why) => case::page(call, Some(&why), &[]),
        Outcomes::Claimed(claim) => {
            let why = format!("{} works on it now. What you typed is kept.", claim.by);
            case::page(call, Some(&why), &[])
        }
        Outcomes::Overtaken => case::page(call, Some("Bills are being paid by a batch just now. Do it again."), &[]),
        Outcomes::Stale(now) => {
            let why = format!(
                "It has changed since you opened it: it is {} now, in version {}. What you see is the new state; look again \
                 and decide.",
                now.state, now.version
            );
            case::page(call, Some(&why), &[])
        }
    }
}

/// What the form asks for.
fn action(call: &Call<'_>) -> Result<Action, String> {
    match call.field("do") {
        "post" => shares(call).map(Action::Post),
        "suspend" => Ok(Action::Suspend),
        "return" => {
            let reason = ReturnReason::from_word(call.field("reason"));
            reason.map(Action::Return).ok_or_else(|| "Say why it goes back.".to_owned())
        }
        "dismiss" => Ok(Action::Dismiss),
        "undo" => Ok(Action::Undo),
        "hold" => {
            let until: Option<Date> = call.field("until").parse().ok();
            let until = until.filter(|until| is_later(call.today(), *until));
            until.map(Action::Hold).ok_or_else(|| "Say until which day, within two months.".to_owned())
        }
        _ => Err("Say what is to be done.".to_owned()),
    }
}

/// The rows of the grid that have an amount.
fn shares(call: &Call<'_>) -> Result<Vec<Share>, String> {
    let payments: Vec<&str> = call.all("payment").collect();
    let (accounts, bills): (Vec<&str>, Vec<&str>) = (call.all("account").collect(), call.all("bill").collect());
    let amounts: Vec<&str> = call.all("amount").collect();
    if payments.len() != amounts.len() || accounts.len() != amounts.len() || bills.len() != amounts.len() {
        return Err("The form is not whole. Open the page again.".to_owned());
    }
    let mut shares = Vec::new();
    for (((payment, account), bill), amount) in payments.iter().zip(&accounts).zip(&bills).zip(&amounts) {
        if amount.is_empty() {
            continue;
        }
        let amount = typed_amount(amount).ok_or_else(|| format!("“{amount}” is no amount."))?;
        let whole = payment.parse().ok().map(DocumentNumber).zip(AccountNumber::new(account));
        let (payment, account) = whole.ok_or_else(|| format!("“{account}” is no account."))?;
        let bill = match *bill {
            "" => None,
            bill => Some(BillId::new(bill).ok_or_else(|| format!("“{bill}” is no bill."))?),
        };
        shares.push(Share { payment, account, bill, amount });
    }
    if shares.is_empty() { Err("Choose who is meant, and say how much goes where.".to_owned()) } else { Ok(shares) }
}
