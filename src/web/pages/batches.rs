//! Batches: where their money is, and what waits.

use maud::html;

use super::queues::reasons;
use crate::model::{BatchId, Place};
use crate::store::LedgerStore;
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// So many are shown.
const LAST_BATCHES: usize = 200;

const PLACES: [(Place, &str); 5] = [
    (Place::Received, "Received"),
    (Place::Posted, "Posted"),
    (Place::Suspense, "Suspense"),
    (Place::Exception, "Waiting"),
    (Place::Returned, "Returned"),
];

pub(in crate::web) fn list(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let standings = call.store.last_standings(LAST_BATCHES)?;
    let body = html! {
        h1 { "Batches" }
        @if standings.len() == LAST_BATCHES { p { "The last " (LAST_BATCHES) ". Earlier ones are in the " a href="/archive" { "archive" } "." } }
        table.list {
            thead { tr {
                th scope="col" { "Batch" } th scope="col" { "Deposit" } th.number scope="col" { "Transactions" } th.number scope="col" { "Waiting" }
                @for (_, name) in PLACES { th.number scope="col" { (name) } }
                th scope="col" { "Balance" }
            } }
            tbody {
                @for batch in standings.iter().rev() {
                    tr {
                        td { a href={ "/batch/" (batch.batch) } { (batch.batch) } }
                        td { (batch.deposit_date) } td.number { (batch.transactions) } td.number { (batch.held) }
                        @for (place, _) in PLACES { td.number { (batch.tally(place).amount) } }
                        td.trust data-trust=(if batch.balances() { "ok" } else { "conflict" }) {
                            @if batch.balances() { "● in balance" } @else { "■ does not balance" }
                        }
                    }
                }
            }
        }
    };
    Ok(Reply::Page(layout::page("Batches", &session, &[], &body)))
}

pub(in crate::web) fn show(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let id = BatchId::new(call.param(0)).ok_or(Failure::NotFound)?;
    let standing = call.store.standing(&id)?.ok_or(Failure::NotFound)?;
    let held = call.store.held(&id)?;
    let releases = call.store.releases()?;
    let told = releases.iter().filter(|release| release.batches.iter().any(|told| told.batch == id));
    call.log("view_batch", id.as_str(), "")?;
    let body = html! {
        h1 { "Batch " (id) }
        dl.figures {
            div { dt { "Received" } dd { (standing.received_date) } }
            div { dt { "Deposit" } dd { (standing.deposit_date) } }
            div { dt { "Transactions" } dd { (standing.transactions) } }
            @for (place, name) in PLACES {
                @let tally = standing.tally(place);
                div { dt { (name) } dd { (tally.amount) " · " (tally.count) @if tally.unknown > 0 { " · " (tally.unknown) " not known" } } }
            }
        }
        @for finding in &standing.findings { p.error role="alert" { "■ " (finding) } }
        @if !standing.findings.is_empty() { p { a href="/balancing" { "Balancing" } } }
        h2 { "Waiting" }
        table.list {
            thead { tr { th scope="col" { "Exception" } th.number scope="col" { "Priority" } th.number scope="col" { "Amount" } th scope="col" { "Reasons" } } }
            tbody { @for held in &held {
                tr {
                    td { a href={ "/case/" (held.id) } { (held.id) } } td.number { (held.priority) }
                    td.number { @if held.unknown_amounts > 0 { "not known" } @else { (held.amount) } }
                    td { (reasons(&held.reasons)) }
                }
            } }
        }
        h2 { "Files" }
        ul { @for release in told {
            li { (release.name) ", " (release.form) ", " (release.made) ", " (release.payments) " payments, " (release.amount)
                @if let Some(why) = &release.copied_because { ", copy: " (why) } }
        } }
    };
    Ok(Reply::Page(layout::page(&format!("Batch {id}"), &session, &[], &body)))
}
