//! Work queues, by what is at stake.

use maud::html;

use crate::model::{CaseState, ExceptionId, Money, Reason, Right, UserName};
use crate::pipeline::CLAIM_SECONDS;
use crate::store::LedgerStore;
use crate::store::review::{CaseStore, QueueItem, Seconds};
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// A queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Queue {
    Second,
    Coverage,
    Amount,
    Duplicate,
    Account,
    Differs,
    Negotiable,
    Other,
}

impl Queue {
    /// All, in the order in which they are shown.
    const ALL: [Self; 8] = [
        Self::Coverage,
        Self::Second,
        Self::Account,
        Self::Amount,
        Self::Differs,
        Self::Duplicate,
        Self::Negotiable,
        Self::Other,
    ];

    /// Its part of the path.
    pub(in crate::web) const fn slug(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Coverage => "coverage",
            Self::Amount => "amount",
            Self::Duplicate => "duplicate",
            Self::Account => "account",
            Self::Differs => "differs",
            Self::Negotiable => "negotiable",
            Self::Other => "other",
        }
    }

    fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.slug() == slug)
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Second => "Second person",
            Self::Coverage => "Coverage at risk",
            Self::Amount => "Amount to key",
            Self::Duplicate => "Possible duplicate",
            Self::Account => "Account unknown",
            Self::Differs => "Amount differs from due",
            Self::Negotiable => "Not negotiable",
            Self::Other => "Other",
        }
    }

    const fn why(self) -> &'static str {
        match self {
            Self::Second => "decided by one, a second must confirm",
            Self::Coverage => "a termination notice is out, or a grace period ends",
            Self::Amount => "figures or words could not be read surely",
            Self::Duplicate => "the same payment may have come before",
            Self::Account => "no coupon, or a number that was not read or is not there",
            Self::Differs => "short, over, or nothing is owed",
            Self::Negotiable => "unsigned, payee, date, foreign, a condition",
            Self::Other => "image, paper, list, stop",
        }
    }

    /// The queue of an item: the first that fits.
    pub(in crate::web) fn of(item: &QueueItem) -> Self {
        use Reason::{
            AccountAmbiguous, AccountNotFound, AccountUnreadable, AccountsDisagree, AmountMismatch, AmountUnreadable,
            DuplicatePayment, ForeignItem, InstrumentNotAccepted, MoneyOrderOverLimit, NoCoupon, NoOpenBill,
            Overpayment, PayeeUnacceptable, PostDated, RestrictiveNotation, SignatureMissing, StaleDated, Underpayment,
        };
        let any = |reasons: &[Reason]| item.reasons.iter().any(|reason| reasons.contains(reason));
        if item.state == CaseState::Proposed {
            Self::Second
        } else if item.priority <= 1 {
            Self::Coverage
        } else if item.unknown_amounts > 0 || any(&[AmountUnreadable, AmountMismatch]) {
            Self::Amount
        } else if any(&[DuplicatePayment]) {
            Self::Duplicate
        } else if any(&[AccountNotFound, AccountUnreadable, AccountAmbiguous, AccountsDisagree, NoCoupon]) {
            Self::Account
        } else if any(&[Overpayment, Underpayment, NoOpenBill]) {
            Self::Differs
        } else if any(&[
            StaleDated,
            PostDated,
            PayeeUnacceptable,
            SignatureMissing,
            RestrictiveNotation,
            ForeignItem,
            InstrumentNotAccepted,
            MoneyOrderOverLimit,
        ]) {
            Self::Negotiable
        } else {
            Self::Other
        }
    }
}

pub(in crate::web) fn home(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    if !session.user.role.may(Right::See) {
        let place = if session.user.role.may(Right::ManageUsers) { "/users" } else { "/keys" };
        return Ok(Reply::Go(place.to_owned()));
    }
    let items = call.store.queue(call.today())?;
    let notices = notices(call)?;
    let decides = session.user.role.may(Right::Decide);
    let mine = items.iter().filter(|item| is_mine(item, &session.user.name, call.now)).count();
    let standings = call.store.standings()?;
    let (all, held) = standings.iter().fold((0, 0), |(all, held), batch| (all + batch.transactions, held + batch.held));
    let through =
        if all == 0 { "–".to_owned() } else { format!("{:.1} %", (all - held) as f64 * 100.0 / all as f64) };
    let body = html! {
        h1 { "Queues" }
        dl.figures {
            div { dt { "Transactions" } dd { (all) } }
            div { dt { "Decided" } dd { (through) } }
            div { dt { "Waiting" } dd { (items.len()) } }
            div { dt { "Claimed by you" } dd { (mine) } }
        }
        table.queues {
            thead { tr {
                th scope="col" { "Queue" } th.number scope="col" { "Items" } th scope="col" { "Oldest" }
                th.number scope="col" { "Money" } th scope="col" { "What" } th scope="col" { span.unseen { "Work" } }
            } }
            tbody {
                @for queue in Queue::ALL {
                    @let own: Vec<&QueueItem> = items.iter().filter(|item| Queue::of(item) == queue).collect();
                    @let money: Money = own.iter().map(|item| item.amount).sum();
                    tr.empty[own.is_empty()] {
                        th scope="row" { a href={ "/queue/" (queue.slug()) } { (queue.title()) } }
                        td.number { (own.len()) }
                        td { @if let Some(oldest) = own.iter().map(|item| item.received_date).min() { (oldest) } }
                        td.number { (money) }
                        td { (queue.why()) }
                        td {
                            @if decides && !own.is_empty() {
                                form method="post" action={ "/queue/" (queue.slug()) "/next" } {
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
    let unbalanced = call.store.standings()?.iter().filter(|batch| !batch.balances()).count();
    if unbalanced > 0 {
        notices.push(format!("{unbalanced} batches do not balance; they are not released until they do."));
    }
    Ok(notices)
}

pub(in crate::web) fn list(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let queue = Queue::from_slug(call.param(0)).ok_or(Failure::NotFound)?;
    let session = call.signed_in()?.clone();
    let items = call.store.queue(call.today())?;
    let own = items.iter().filter(|item| Queue::of(item) == queue);
    let body = html! {
        h1 { (queue.title()) }
        p { (queue.why()) }
        table.list {
            thead { tr {
                th scope="col" { "Exception" } th.number scope="col" { "Priority" } th scope="col" { "Received" }
                th.number scope="col" { "Amount" } th scope="col" { "Reasons" } th scope="col" { "Who" }
            } }
            tbody {
                @for item in own {
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
    Ok(Reply::Page(layout::page(queue.title(), &session, &notices, &body)))
}

pub(in crate::web) fn reasons(reasons: &[Reason]) -> String {
    reasons.iter().map(|reason| reason.word().replace('_', " ")).collect::<Vec<_>>().join(", ")
}

pub(in crate::web) fn minutes(until: Seconds, now: Seconds) -> String {
    let left = (until.0 - now.0).max(0);
    format!("{}:{:02} left", left / 60, left % 60)
}

fn is_mine(item: &QueueItem, name: &UserName, now: Seconds) -> bool {
    item.claim.as_ref().is_some_and(|claim| claim.by == *name && claim.until > now)
}

pub(in crate::web) fn next(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let queue = Queue::from_slug(call.param(0)).ok_or(Failure::NotFound)?;
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
    let name = call.signed_in()?.user.name.clone();
    let items = call.store.queue(call.today())?;
    let own: Vec<&QueueItem> = items.iter().filter(|item| Queue::of(item) == queue).collect();
    let start = after.and_then(|after| own.iter().position(|item| item.id == *after)).map_or(0, |at| at + 1);
    let until = Seconds(call.now.0 + CLAIM_SECONDS);
    let (before, later) = own.split_at(start);
    for item in later.iter().chain(before) {
        let taken = item.claim.as_ref().is_some_and(|claim| claim.by != name && claim.until > call.now);
        if taken || after == Some(&item.id) {
            continue;
        }
        let claim = call.store.claim(&item.id, &name, call.now, until)?;
        if claim.by == name {
            call.log("claim", item.id.as_str(), "")?;
            return Ok(Some(item.id.clone()));
        }
    }
    Ok(None)
}
