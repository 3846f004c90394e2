//! Who may be meant, and how the money is laid out: the form in which a person decides.

use maud::{Markup, html};

use super::case::{Shown, return_reasons, total};
use crate::model::{DocumentNumber, Money, Outcome, Share};
use crate::pipeline::{CaseView, Choice, spread};
use crate::web::layout;

pub(in crate::web) fn form(shown: &Shown<'_>) -> Markup {
    let view = shown.view;
    let kept = &view.kept;
    // Only what today's bills and amounts bear out is filled in; anything else a person chooses first.
    let borne_out = matches!(view.today.outcome, Outcome::Post(_));
    let may = shown.is_mine();
    html! {
        form.decision id="decision" method="post" action={ "/case/" (kept.id) "/decide" } data-total=(total(view).cents()) {
            (layout::token(shown.session))
            input type="hidden" name="version" value=(kept.version);
            input type="hidden" name="draft" value=(shown.draft.unwrap_or_default());
            fieldset disabled[!may] {
                legend { "Who is meant" }
                @if !may { p { "Claim it to decide it." } }
                div id="choices" role="group" aria-label="Candidates" {
                    @for (at, choice) in view.choices.iter().enumerate() {
                        (candidate(view, choice, at, at == 0 && borne_out))
                    }
                }
                @if view.choices.is_empty() { p { "Nobody is suggested. Search the bills." } }
                (search(shown))
                p.remainder aria-live="polite" {
                    "Paid " b { (total(view)) } " · applied " b id="applied" { "0.00" } " · left " b id="left" { (total(view)) }
                }
                label for="note" { "Note" }
                input id="note" name="note" maxlength="500" data-command="note" autocomplete="off";
                div.actions {
                    button.main type="submit" name="do" value="post" data-command="accept" { "Post and next" }
                    button type="submit" name="do" value="suspend" data-command="suspend" { "Unidentified" }
                    button type="button" data-command="return" aria-expanded="false" aria-controls="return-panel" { "Return…" }
                    button type="button" data-command="hold" aria-expanded="false" aria-controls="hold-panel" { "Hold…" }
                    button type="submit" name="do" value="dismiss" data-command="dismiss" { "No payment" }
                    button type="submit" name="do" value="skip" data-command="next" formnovalidate { "Skip" }
                }
                div.panel id="return-panel" hidden {
                    label for="reason" { "What the payer is told" }
                    select id="reason" name="reason" { (return_reasons()) }
                    button type="submit" name="do" value="return" { "Return to the payer" }
                }
                div.panel id="hold-panel" hidden {
                    label for="until" { "Until" }
                    input id="until" name="until" type="date";
                    button type="submit" name="do" value="hold" { "Hold" }
                }
            }
        }
    }
}

/// An account with its open bills and the amounts that go there.
pub(in crate::web) fn candidate(view: &CaseView, choice: &Choice, at: usize, chosen: bool) -> Markup {
    let payments: Vec<(DocumentNumber, Money)> =
        view.payments.iter().filter_map(|payment| Some((payment.document, payment.amount?))).collect();
    let shares = spread(&payments, &choice.account, &choice.bills);
    let first = choice.bills.first().map(|open| &open.bill);
    let id = format!("choice-{}-{at}", choice.account);
    html! {
        div.choice data-chosen=(chosen) {
            label {
                input type="radio" name="choice" value=(choice.account) checked[chosen] id=(id);
                " " b { (choice.account) } " "
                @if let Some(bill) = first {
                    (bill.member_name.as_deref().unwrap_or_default())
                    @if let Some(born) = bill.date_of_birth { " · born " (born) }
                    @if let Some(end) = bill.termination_date { " · " strong { "coverage ends " (end) } }
                }
                span.reason { (choice.why) }
            }
            fieldset.grid disabled[!chosen] {
                legend.unseen { "Amounts for account " (choice.account) }
                table {
                    thead { tr { th scope="col" { "Payment" } th scope="col" { "Bill" } th scope="col" { "Due" } th.number scope="col" { "Open" } th.number scope="col" { "Apply" } } }
                    tbody {
                        @for row in rows(&payments, choice, &shares) {
                            tr {
                                td { (row.payment) }
                                td { @match &row.bill { Some(bill) => (bill), None => "credit" } }
                                td { (row.due) }
                                td.number { (row.open) }
                                td.number {
                                    input type="hidden" name="payment" value=(row.payment);
                                    input type="hidden" name="account" value=(choice.account);
                                    input type="hidden" name="bill" value=(row.bill.as_deref().unwrap_or_default());
                                    input.money name="amount" inputmode="decimal" autocomplete="off" data-fill=(row.fill)
                                        aria-label={ "Amount of payment " (row.payment) " for " (row.bill.as_deref().unwrap_or("credit")) }
                                        value=[chosen.then_some(&row.fill)];
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

struct Row {
    payment: DocumentNumber,
    bill: Option<String>,
    due: String,
    open: String,
    fill: String,
}

/// A row for every payment and open bill, and one for credit, with what goes there.
fn rows(payments: &[(DocumentNumber, Money)], choice: &Choice, shares: &[Share]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (payment, _) in payments {
        let fill = |bill: Option<&str>| {
            let share = shares
                .iter()
                .find(|share| share.payment == *payment && share.bill.as_ref().map(|id| id.as_str()) == bill);
            share.map_or_else(String::new, |share| share.amount.to_string())
        };
        for open in &choice.bills {
            let id = open.bill.id.as_str();
            rows.push(Row {
                payment: *payment,
                bill: Some(id.to_owned()),
                due: open.bill.due_date.to_string(),
                open: open.remaining.to_string(),
                fill: fill(Some(id)),
            });
        }
        rows.push(Row { payment: *payment, bill: None, due: String::new(), open: String::new(), fill: fill(None) });
    }
    rows
}

fn search(shown: &Shown<'_>) -> Markup {
    html! {
        details.search id="search" {
            summary data-command="search" { "Search bills" }
            div.fields data-search={ "/bills" } data-for=(shown.view.kept.id) {
                @for (name, title) in [("number", "Account, bill or member"), ("name", "Name"), ("born", "Born"), ("zip", "ZIP"), ("owed", "Amount")] {
                    label { (title) " " input data-query=(name) type=(if name == "born" { "date" } else { "text" }) autocomplete="off"; }
                }
                button type="button" id="search-go" { "Search" }
                span id="search-says" role="status" {}
            }
        }
    }
}
