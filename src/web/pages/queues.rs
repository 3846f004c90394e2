//! Work queues, by what is at stake.

use jiff::ToSpan;
use maud::html;

use crate::model::{ExceptionId, Queue, Reason, Right};
use crate::pipeline::CLAIM_SECONDS;
use crate::store::LedgerStore;
use crate::store::review::{CaseStore, NextOf, Seconds};
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// The figures are of so many days.
const RECENT_DAYS: i64 = 7;
/// So many of the last batches are looked at for whether they balance.
const LAST_BATCHES: usize = 50;

const fn title(queue: Queue) -> &'static str {
    match queue {
        Queue::Second => "Second person",
        Queue::Coverage => "Coverage at risk",
        Queue::Amount => "Amount to key",
        Queue::Duplicate => "Possible duplicate",
        Queue::Account => "Account unknown",
        Queue::Differs => "Amount differs from due",
        Queue::Negotiable => "Not negotiable",
        Queue::Other => "Other",
    }
}

const fn why(queue: Queue) -> &'static str {
    match queue {
        Queue::Second => "decided by one, a second must confirm",
        Queue::Coverage => "a termination notice is out, or a grace period ends",
        Queue::Amount => "figures or words could not be read surely",
        Queue::Duplicate => "the same payment may have come before",
        Queue::Account => "no coupon, or a number that was not read or is not there",
        Queue::Differs => "short, over, or nothing is owed",
        Queue::Negotiable => "unsigned, payee, date, foreign, a condition",
        Queue::Other => "image, paper, list, stop",
    }
}

pub(in crate::web) fn home(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    if !session.user.role.may(Right::See) {
        let place = if session.user.role.may(Right::ManageUsers) { "/users" } else { "/keys" };
        return Ok(Reply::Go(place.to_owned()));
    }
    let today = call.today();
    let sums = call.store.queues(today)?;
    let notices = notices(call)?;
    let decides = session.user.role.may(Right::Decide);
    let mine = call.store.claimed_by(&session.user.name, call.now)?;
    let work = call.store.work_since(today.saturating_sub(RECENT_DAYS.days()))?;
    let decided =
        (work.transactions - work.held.min(work.transactions)) as f64 * 100.0 / work.transactions.max(1) as f64;
    let decided = if work.transactions == 0 { "–".to_owned() } else { format!("{decided:.1} %") };
    let waiting: u64 = sums.iter().map(|sum| sum.items).sum();
    let body = html! {
        h1 { "Queues" }
        dl.figures {
            div { dt { "Came in, " (RECENT_DAYS) " days" } dd { (work.transactions) } }
            div { dt { "Of these decided" } dd { (decided) } }
            div { dt { "Waiting" } dd { (waiting) } }
            div { dt { "Claimed by you" } dd { (mine) } }
        }
        table.queues {
            thead { tr {
                th scope="col" { "Queue" } th.number scope="col" { "Items" } th scope="col" { "Oldest" }
                th.number scope="col" { "Money" } th scope="col" { "What" } th scope="col" { span.unseen { "Work" } }
            } }
            tbody {
                @for queue in Queue::ALL.iter().copied() {
                    @let own = sums.iter().find(|sum| sum.queue == queue);
                    tr.empty[own.is_none()] {
                        th scope="row" { a href={ "/queue/" (queue) } { (title(queue)) } }
                        td.number { (own.map_or(0, |own| own.items)) }
                        td { @if let Some(oldest) = own.and_then(|own| own.oldest) { (oldest) } }
                        td.number { (own.map(|own| own.amount).unwrap_or_default()) }
                        td { (why(queue)) }
                        td {
                            @if decides && own.is_some() {
                                form method="post" action={ "/queue/" (queue) "/next" } {
                                    (layout::token(&session))
                                    button type="submit" data-row="" { "Work on it" }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(Reply::Page(layout::page("Queues", &session, &notices, &body)))
}

/// What everybody should know: missing bills, batches that do not balance.
fn notices(call: &Call<'_>) -> Result<Vec<String>, Failure> {
    let mut notices: Vec<String> = super::loads::stale(call)?.into_iter().collect();
    let unbalanced = call.store.last_standings(LAST_BATCHES)?.iter().filter(|batch| !batch.balances()).count();
    if unbalanced > 0 {
        notices.push(format!("{unbalanced} batches do not balance; no file tells them until they are explained."));
    }
    Ok(notices)
}

pub(in crate::web) fn list(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let queue = Queue::from_word(call.param(0)).ok_or(Failure::NotFound)?;
    let session = call.signed_in()?.clone();
    let items = call.store.queue(call.today(), Some(queue))?;
    let body = html! {
        h1 { (title(queue)) }
        p { (why(queue)) }
        table.list {
            thead { tr {
                th scope="col" { "Exception" } th.number scope="col" { "Priority" } th scope="col" { "Received" }
                th.number scope="col" { "Amount" } th scope="col" { "Reasons" } th scope="col" { "Who" }
            } }
            tbody {
                @for item in &items {
                    tr {
                        td { a href={ "/case/" (item.id) } { (item.id) } }
                        td.number { (item.priority) }
                        td { (item.received_date) }
                        td.number { @if item.unknown_amounts > 0 { "not known" } @else { (item.amount) } }
                        td { (reasons(&item.reasons)) }
                        td { @if let Some(claim) = item.claim.as_ref().filter(|claim| claim.until > call.now) {
                            (claim.by) ", " (minutes(claim.until, call.now))
                        } }
                    }
                }
            }
        }
    };
    let notices: Vec<String> = super::loads::stale(call)?.into_iter().collect();
    Ok(Reply::Page(layout::page(title(queue), &session, &notices, &body)))
}

pub(in crate::web) fn reasons(reasons: &[Reason]) -> String {
    reasons.iter().map(|reason| reason.word().replace('_', " ")).collect::<Vec<_>>().join(", ")
}

pub(in crate::web) fn minutes(until: Seconds, now: Seconds) -> String {
    let left = (until.0 - now.0).max(0);
    format!("{}:{:02} left", left / 60, left % 60)
}

pub(in crate::web) fn next(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let queue = Queue::from_word(call.param(0)).ok_or(Failure::NotFound)?;
    let place = match claim_next(call, queue, None)? {
        Some(id) => format!("/case/{id}"),
        None => "/".to_owned(),
    };
    Ok(Reply::Go(place))
}

/// Claims the first item of a queue, after one if that is given, that nobody else works on.
pub(in crate::web) fn claim_next(
    call: &mut Call<'_>,
    queue: Queue,
    after: Option<&ExceptionId>,
) -> Result<Option<ExceptionId>, Failure> {
    let by = &call.signed_in()?.user.name.clone();
    let (today, now) = (call.today(), call.now);
    Ok(call.store.claim_next(&NextOf { queue, after, by, today, now, until: Seconds(now.0 + CLAIM_SECONDS) })?)
}
