//! Batches that do not balance: what is known of the difference, what may be behind it, and what people say of it.

use maud::{Markup, html};

use crate::model::{BatchId, Money, Place, Right};
use crate::store::balancing::{BalancingStore, Explanation};
use crate::store::review::{AuditEntry, Session};
use crate::store::{BatchStore, LedgerStore};
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// So many are shown.
const MOST: usize = 50;
/// An explanation has at least so many letters.
const SHORTEST_NOTE: usize = 10;

/// A batch that does not balance.
struct Unbalanced {
    batch: BatchId,
    explained: bool,
    differences: Vec<String>,
    /// What its header says came in.
    header: Option<Money>,
    /// What is known to have come in by now.
    received: Money,
    unknown: usize,
    held: u64,
    explanations: Vec<Explanation>,
}

pub(in crate::web) fn list(call: &mut Call<'_>) -> Result<Reply, Failure> {
    page(call, None)
}

fn page(call: &mut Call<'_>, problem: Option<&str>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let mut batches = Vec::new();
    for (batch, explained) in call.store.unbalanced(MOST)? {
        batches.push(unbalanced(call, batch, explained)?);
    }
    let open = batches.iter().filter(|batch| !batch.explained).count();
    let body = html! {
        h1 { "Balancing" }
        @if let Some(problem) = problem { p.error role="alert" { (problem) } }
        p role="status" { @if open == 0 { "● every batch balances or is explained" } @else { "■ " (open) " batches do not balance; no file tells them until they are explained" } }
        @for batch in &batches { (shown(&session, batch)) }
    };
    Ok(Reply::Page(layout::page("Balancing", &session, &[], &body)))
}

fn unbalanced(call: &Call<'_>, batch: BatchId, explained: bool) -> Result<Unbalanced, Failure> {
    let standing = call.store.standing(&batch)?;
    let received = standing.as_ref().map(|standing| standing.tally(Place::Received)).unwrap_or_default();
    Ok(Unbalanced {
        explained,
        differences: call.store.differences(&batch)?,
        header: call.store.finished(&batch)?.and_then(|finished| finished.header.control_total),
        received: received.amount,
        unknown: received.unknown,
        held: standing.map_or(0, |standing| standing.held),
        explanations: call.store.explanations(&batch)?,
        batch,
    })
}

fn shown(session: &Session, batch: &Unbalanced) -> Markup {
    let may = |right| session.user.role.may(right);
    html! {
        section.panel.unbalanced aria-labelledby={ "batch-" (batch.batch) } {
            h2 id={ "batch-" (batch.batch) } { a href={ "/batch/" (batch.batch) } { "Batch " (batch.batch) } " "
                span.trust data-trust=(if batch.explained { "ok" } else { "conflict" }) { @if batch.explained { "● explained" } @else { "■ does not balance" } } }
            dl.figures {
                @if let Some(header) = batch.header {
                    div { dt { "Header says" } dd { (header) } }
                    div { dt { "Difference now" } dd { (batch.received.minus(header)) } }
                }
                div { dt { "Came in, as known now" } dd { (batch.received) } }
                div { dt { "Amounts not known" } dd { (batch.unknown) } }
                div { dt { "Transactions that wait" } dd { (batch.held) } }
            }
            ul { @for difference in &batch.differences { li { (difference) } } }
            p { (advice(batch)) }
            @for said in &batch.explanations {
                p { b { (said.by) @if let Some(second) = &said.second_person { " and " (second) } } ": " (said.note)
                    @if !said.accepted { " (waits for a second person)" } }
                @if !said.accepted && said.by != session.user.name && may(Right::Approve) {
                    form method="post" action={ "/balancing/" (batch.batch) "/accept" } {
                        (layout::token(session))
                        input type="hidden" name="explanation" value=(said.number);
                        button.main type="submit" { "Accept what " (said.by) " says" }
                    }
                }
            }
            @if !batch.explained && may(Right::Release) {
                form.fields method="post" action={ "/balancing/" (batch.batch) "/explain" } {
                    (layout::token(session))
                    label for={ "note-" (batch.batch) } { "What explains it" }
                    input id={ "note-" (batch.batch) } name="note" maxlength="500" size="60" required minlength=(SHORTEST_NOTE) autocomplete="off";
                    button type="submit" { "Explain" }
                }
            }
        }
    }
}

/// What to do first.
fn advice(batch: &Unbalanced) -> &'static str {
    let even = batch.unknown == 0 && batch.header == Some(batch.received);
    if even {
        "It adds up by what is known now. Say what it was."
    } else if batch.unknown > 0 {
        "Key the amounts that are not known; the difference may go away with them."
    } else if batch.held > 0 {
        "Look at the papers that are named, and at how they are grouped: a document fed twice or a separator missed shows there."
    } else {
        "Look at the papers that are named. If the ticket is wrong, say so; if a paper is missing, find it before you explain it."
    }
}

pub(in crate::web) fn explain(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let batch = BatchId::new(call.param(0)).ok_or(Failure::NotFound)?;
    let note = call.field("note").to_owned();
    if note.chars().count() < SHORTEST_NOTE {
        return page(call, Some("Say in a few words what explains the difference."));
    }
    if call.store.differences(&batch)?.is_empty() {
        return Err(Failure::NotFound);
    }
    let alone = call.app.config.release.second_person_from.is_none();
    let audit = entry(call, "explain_difference", &batch, note.clone())?;
    call.store.explain(&batch, &note, alone, &audit)?;
    Ok(Reply::Go("/balancing".to_owned()))
}

pub(in crate::web) fn accept(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let batch = BatchId::new(call.param(0)).ok_or(Failure::NotFound)?;
    let number = call.field("explanation").parse().map_err(|_| Failure::BadForm("Open the page again.".to_owned()))?;
    let by = call.signed_in()?.user.name.clone();
    let audit = entry(call, "accept_explanation", &batch, format!("explanation {number}"))?;
    if call.store.accept_explanation(&batch, number, &by, &audit)? {
        return Ok(Reply::Go("/balancing".to_owned()));
    }
    page(call, Some("It does not wait for you: a second person must accept it, once."))
}

fn entry(call: &Call<'_>, action: &str, batch: &BatchId, detail: String) -> Result<AuditEntry, Failure> {
    let by = Some(call.signed_in()?.user.name.clone());
    Ok(AuditEntry { at: call.now, by, action: action.to_owned(), subject: batch.to_string(), detail })
}
