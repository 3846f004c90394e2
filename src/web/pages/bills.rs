//! Search of bills. What is looked for never stands in an address.

use maud::{Markup, html};

use super::choices::candidate;
use super::keying::typed_amount;
use crate::matching::{BillQuery, FoundBills, OpenBill};
use crate::model::ExceptionId;
use crate::pipeline::{Choice, open_case};
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// So many accounts are shown.
const MOST: usize = 20;

pub(in crate::web) fn form(call: &mut Call<'_>) -> Result<Reply, Failure> {
    page(call, None)
}

fn page(call: &mut Call<'_>, found: Option<&FoundBills>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let body = html! {
        h1 { "Bills" }
        form.fields method="post" action="/bills" {
            (layout::token(&session))
            @for (name, title) in [("number", "Account, bill or member"), ("name", "Name"), ("born", "Born"), ("zip", "ZIP"), ("owed", "Amount")] {
                label { (title) " " input name=(name) value=(call.field(name)) type=(if name == "born" { "date" } else { "text" }) autocomplete="off"; }
            }
            button.main type="submit" { "Search" }
        }
        @if let Some(found) = found { (results(found)) }
    };
    Ok(Reply::Page(layout::page("Bills", &session, &[], &body)))
}

fn results(found: &FoundBills) -> Markup {
    html! {
        p role="status" { (found.bills.len()) " bills" @if found.more { ". There are more: say more, a birthday best." } }
        table.list {
            thead { tr {
                th scope="col" { "Account" } th scope="col" { "Bill" } th scope="col" { "Member" } th scope="col" { "Born" }
                th scope="col" { "Due" } th.number scope="col" { "Open" } th scope="col" { "Status" }
            } }
            tbody { @for OpenBill { bill, remaining } in &found.bills {
                tr {
                    td { (bill.account) } td { (bill.id) } td { (bill.member_name.as_deref().unwrap_or_default()) }
                    td { @if let Some(born) = bill.date_of_birth { (born) } }
                    td { (bill.due_date) } td.number { (remaining) } td { (bill.status) }
                }
            } }
        }
    }
}

pub(in crate::web) fn search(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let query = query(call)?;
    let found = call.with_desk(|_, desk| Ok(desk.index.search(&query, MOST)))?;
    // What was looked for is about people: the log says by what, not whom.
    let by: Vec<&str> =
        ["number", "name", "born", "zip", "owed"].into_iter().filter(|name| !call.field(name).is_empty()).collect();
    let detail = format!("by {}; {} bills", by.join(", "), found.bills.len());
    call.log("search", "bills", &detail)?;
    match ExceptionId::new(call.field("for")) {
        Some(id) => fragment(call, &id, &found),
        None => page(call, Some(&found)),
    }
}

fn query(call: &Call<'_>) -> Result<BillQuery, Failure> {
    let given = |name: &str| Some(call.field(name)).filter(|text| !text.is_empty());
    let born = match given("born") {
        Some(text) => Some(text.parse().map_err(|_| Failure::BadForm("Write the birthday as 1979-03-04.".to_owned()))?),
        None => None,
    };
    let amount = match given("owed") {
        Some(text) => Some(typed_amount(text).ok_or_else(|| Failure::BadForm("That is no amount.".to_owned()))?),
        None => None,
    };
    Ok(BillQuery {
        number: given("number").map(str::to_owned),
        name: given("name").map(str::to_owned),
        born,
        zip: given("zip").map(str::to_owned),
        amount,
    })
}

/// What was found as candidates of a case.
fn fragment(call: &mut Call<'_>, id: &ExceptionId, found: &FoundBills) -> Result<Reply, Failure> {
    let view = call.with_desk(|store, desk| open_case(store, desk, id))?;
    let mut choices: Vec<Choice> = Vec::new();
    for open in &found.bills {
        match choices.last_mut().filter(|choice| choice.account == open.bill.account) {
            Some(choice) => choice.bills.push(open.clone()),
            None => choices.push(Choice {
                account: open.bill.account.clone(),
                bills: vec![open.clone()],
                why: "found by your search".to_owned(),
            }),
        }
    }
    let known = |choice: &&Choice| view.choices.iter().all(|other| other.account != choice.account);
    let new: Vec<&Choice> = choices.iter().filter(known).collect();
    Ok(Reply::Page(html! {
        @for (at, choice) in new.iter().enumerate() { (candidate(&view, choice, view.choices.len() + at, false)) }
        p.found data-found=(choices.len()) { (choices.len()) " accounts found" @if found.more { "; there are more, say more" } }
    }))
}
