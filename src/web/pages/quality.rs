//! Blind checks: somebody says whom a posted transaction pays, without seeing whom it was posted to.

use maud::{Markup, html};

use super::keying::typed_amount;
use super::papers;
use crate::model::{AccountNumber, BatchId, Money, Right};
use crate::pipeline::{Archived, answer_check, next_check, open_archived, quality_rate};
use crate::store::archive::ArchivePlace;
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// So many accounts may be paid by a transaction that is checked.
const ROWS: usize = 4;

pub(in crate::web) fn show(call: &mut Call<'_>) -> Result<Reply, Failure> {
    page(call, None, None)
}

fn page(call: &mut Call<'_>, says: Option<&Markup>, problem: Option<&str>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let share = call.app.config.policy.quality_sample;
    let rate = quality_rate(call.store)?;
    let next = if session.user.role.may(Right::Decide) { next_check(call.store, share)? } else { None };
    let opened = match &next {
        Some(place) => open_archived(call.store, place)?,
        None => None,
    };
    let (low, high) = rate.interval();
    let body = html! {
        h1 { "Quality checks" }
        @if let Some(problem) = problem { p.error role="alert" { (problem) } }
        @if let Some(says) = says { (says) }
        dl.figures {
            div { dt { "Checked" } dd { (rate.checked) } }
            div { dt { "Posted otherwise" } dd { (rate.wrong) } }
            div { dt { "Share, with 95 % confidence" } dd { @if rate.checked == 0 { "–" } @else { (format!("{:.2} % to {:.2} %", low * 100.0, high * 100.0)) } } }
        }
        @if share == 0 { p { "No share of what is posted is checked: `quality_sample` in the settings says how much." } }
        @match &opened {
            Some(archived) => (check(&session, archived)),
            None => @if share > 0 { p role="status" { "Nothing waits to be checked." } },
        }
    };
    Ok(Reply::Page(layout::page("Quality checks", &session, &[], &body)))
}

fn check(session: &crate::store::review::Session, archived: &Archived) -> Markup {
    let ArchivePlace { batch, position } = &archived.kept.place;
    html! {
        div.desk {
            section.papers aria-label="Papers" { (papers::viewer(batch, &archived.transaction.documents, false)) }
            section.work aria-label="Check" {
                form.panel method="post" action={ "/quality/" (batch) "/" (position) } {
                    h2 { "Whom does it pay, and how much?" }
                    (layout::token(session))
                    table {
                        thead { tr { th scope="col" { "Account" } th scope="col" { "Amount" } } }
                        tbody { @for row in 1..=ROWS {
                            tr {
                                td { input name="account" autocomplete="off" autofocus[row == 1] aria-label={ "Account " (row) }; }
                                td { input.money name="amount" inputmode="decimal" autocomplete="off" aria-label={ "Amount " (row) }; }
                            }
                        } }
                    }
                    div.actions { button.main type="submit" data-command="accept" { "Enter and next" } }
                }
            }
        }
    }
}

pub(in crate::web) fn answer(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let batch = BatchId::new(call.param(0)).ok_or(Failure::NotFound)?;
    let position: u32 = call.param(1).parse().map_err(|_| Failure::NotFound)?;
    let place = ArchivePlace { batch, position };
    let Some(paid) = paid(call) else {
        return page(call, None, Some("Write accounts and amounts as they stand on the paper."));
    };
    let share = call.app.config.policy.quality_sample;
    let right = answer_check(call.store, share, &place, &paid)?.ok_or(Failure::NotFound)?;
    let word = if right { "as posted" } else { "not as posted" };
    call.log("quality_check", place.batch.as_str(), &format!("transaction {position}: {word}"))?;
    let says = html! {
        p.notice role="status" {
            @if right { "● It was posted just so." } @else { "■ It was posted otherwise: " a href={ "/batch/" (place.batch) "/" (place.position) } { "look at it" } "." }
        }
    };
    page(call, Some(&says), None)
}

/// The rows that are filled in; `None` where one makes no sense or there is none.
fn paid(call: &Call<'_>) -> Option<Vec<(AccountNumber, Money)>> {
    let rows = call
        .all("account")
        .zip(call.all("amount"))
        .filter(|(account, amount)| !(account.is_empty() && amount.is_empty()));
    let rows: Option<Vec<_>> =
        rows.map(|(account, amount)| AccountNumber::new(account).zip(typed_amount(amount))).collect();
    rows.filter(|rows| !rows.is_empty())
}
