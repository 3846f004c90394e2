//! Any transaction of the past: looked for, and looked at with its neighbours. What is looked for never stands in an
//! address.

use jiff::civil::Date;
use maud::{Markup, html};

use super::keying::typed_amount;
use super::{evidence, papers};
use crate::matching::BillQuery;
use crate::model::{AccountNumber, BatchId, BillId, Entry, Outcome};
use crate::pipeline::{Archived, open_archived};
use crate::store::archive::{ArchivePlace, ArchiveQuery, ArchiveRow, ArchiveStore};
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;
use crate::web::masks::masked;

/// So many are on a page.
const ON_A_PAGE: u32 = 50;
/// Nobody reads further.
const MOST_PAGES: u32 = 20;
/// A name may mean so many accounts.
const MOST_ACCOUNTS: usize = 50;

/// The fields of the form, with their titles and types.
const FIELDS: [(&str, &str, &str); 8] = [
    ("account", "Account", "text"),
    ("name", "Name", "text"),
    ("amount", "Amount", "text"),
    ("check", "Check number", "text"),
    ("bill", "Bill", "text"),
    ("batch", "Batch", "text"),
    ("from", "Deposited from", "date"),
    ("to", "to", "date"),
];

/// What was found, and what to say of it.
struct Results {
    rows: Vec<ArchiveRow>,
    page: u32,
    more: bool,
    says: Option<&'static str>,
}

pub(in crate::web) fn form(call: &mut Call<'_>) -> Result<Reply, Failure> {
    page(call, None)
}

fn page(call: &mut Call<'_>, results: Option<&Results>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let body = html! {
        h1 { "Archive" }
        p { "Every transaction of every batch, posted or not." }
        form.fields method="post" action="/archive" {
            (layout::token(&session))
            @for (name, title, kind) in FIELDS {
                label { (title) " " input name=(name) value=(call.field(name)) type=(kind) autocomplete="off" autofocus[name == "account" && results.is_none()]; }
            }
            button.main type="submit" { "Search" }
            @if let Some(results) = results { (found(results)) }
        }
    };
    Ok(Reply::Page(layout::page("Archive", &session, &[], &body)))
}

/// The table, inside the form, so that its buttons ask for another page of the same.
fn found(results: &Results) -> Markup {
    let first = results.page * ON_A_PAGE + 1;
    let last = results.page * ON_A_PAGE + results.rows.len() as u32;
    html! {
        p.wide role="status" {
            @if results.rows.is_empty() { "Nothing fits." } @else { "Transactions " (first) " to " (last) @if results.more { " of more" } "." }
            @if let Some(says) = results.says { " " (says) }
        }
        table.list.wide {
            thead { tr {
                th scope="col" { "Batch" } th scope="col" { "Transaction" } th scope="col" { "Deposit" } th.number scope="col" { "Amount" }
                th scope="col" { "Accounts" } th scope="col" { "State" }
            } }
            tbody { @for row in &results.rows {
                tr {
                    td { (row.place.batch) }
                    td { a href={ "/batch/" (row.place.batch) "/" (row.place.position) } { (row.transaction) } }
                    td { (row.deposit_date) } td.number { (row.amount) }
                    td { (row.accounts.iter().map(|account| account.as_str()).collect::<Vec<_>>().join(", ")) }
                    td { @match row.state { Some(state) => { (state) ", by people" }, None => "posted" } }
                }
            } }
        }
        @if results.page > 0 || results.more {
            div.actions.wide {
                @if results.page > 0 { button type="submit" name="page" value=(results.page - 1) { "Earlier rows" } }
                @if results.more { button type="submit" name="page" value=(results.page + 1) { "More rows" } }
            }
        }
    }
}

pub(in crate::web) fn search(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let mut says = None;
    let query = query(call, &mut says)?;
    let wanted: u32 = call.all("page").last().and_then(|page| page.parse().ok()).unwrap_or(0);
    let at = wanted.min(MOST_PAGES - 1);
    let mut rows = if query.is_empty() {
        says = Some("Say what is known of it.");
        Vec::new()
    } else {
        call.store.find(&query, at * ON_A_PAGE, ON_A_PAGE + 1)?
    };
    let more = rows.len() > ON_A_PAGE as usize;
    rows.truncate(ON_A_PAGE as usize);
    if more && at + 1 == MOST_PAGES {
        says = Some("There are more; say more of it.");
    }
    // What was looked for is about people: the log says by what, not whom.
    let by: Vec<&str> = FIELDS.iter().map(|(name, ..)| *name).filter(|name| !call.field(name).is_empty()).collect();
    call.log("search", "archive", &format!("by {}; {} transactions", by.join(", "), rows.len()))?;
    let results = Results { rows, page: at, more: more && at + 1 < MOST_PAGES, says };
    page(call, Some(&results))
}

fn query(call: &mut Call<'_>, says: &mut Option<&'static str>) -> Result<ArchiveQuery, Failure> {
    let given = |name: &str| Some(call.field(name).to_owned()).filter(|text| !text.is_empty());
    let bad = |why: &str| Failure::BadForm(why.to_owned());
    let date = |name: &str| -> Result<Option<Date>, Failure> {
        given(name).map(|text| text.parse().map_err(|_| bad("Write days as 2026-11-24."))).transpose()
    };
    let amount =
        given("amount").map(|text| typed_amount(&text).ok_or_else(|| bad("That is no amount."))).transpose()?;
    let bill = given("bill").map(|text| BillId::new(&text).ok_or_else(|| bad("That is no bill."))).transpose()?;
    let batch = given("batch").map(|text| BatchId::new(&text).ok_or_else(|| bad("That is no batch."))).transpose()?;
    let (from, to) = (date("from")?, date("to")?);
    let check_number = given("check").map(|text| text.trim_start_matches('0').to_owned());
    let (account, name) = (given("account"), given("name"));
    let accounts = match (account, name) {
        (None, None) => None,
        (account, name) => Some(accounts(call, account.as_deref(), name, says)?),
    };
    Ok(ArchiveQuery { accounts, bill, amount, check_number, batch, from, to })
}

/// The accounts that a number or a name means: the number as it is written, and those of the open bills.
fn accounts(
    call: &mut Call<'_>,
    number: Option<&str>,
    name: Option<String>,
    says: &mut Option<&'static str>,
) -> Result<Vec<AccountNumber>, Failure> {
    let query = BillQuery { number: number.map(str::to_owned), name, ..BillQuery::default() };
    let by_number = query.name.is_none();
    let found = call.with_desk(|_, desk| Ok(desk.index.search(&query, MOST_ACCOUNTS)));
    let found = match found {
        Ok(found) => found,
        // Without bills there are still transactions of the past.
        Err(_) if by_number => Default::default(),
        Err(failure) => return Err(failure),
    };
    if found.more {
        *says = Some("More people have such a name than were looked for.");
    }
    let own = number.and_then(AccountNumber::new).filter(|_| by_number);
    let mut accounts: Vec<AccountNumber> =
        own.into_iter().chain(found.bills.into_iter().map(|open| open.bill.account)).collect();
    accounts.sort();
    accounts.dedup();
    Ok(accounts)
}

/// One transaction, to be looked at only.
pub(in crate::web) fn show(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let batch = BatchId::new(call.param(0)).ok_or(Failure::NotFound)?;
    let position: u32 = call.param(1).parse().map_err(|_| Failure::NotFound)?;
    let place = ArchivePlace { batch, position };
    let archived = open_archived(call.store, &place)?.ok_or(Failure::NotFound)?;
    call.log("view", place.batch.as_str(), &format!("transaction {}", archived.transaction.id))?;
    let title = format!("Batch {}, transaction {}", place.batch, archived.transaction.id);
    let body = html! {
        div.case {
            div.head {
                h1 { (title) }
                @match &archived.kept.exception {
                    Some((id, state)) => { span.state data-state=(state) { (state) } a href={ "/case/" (id) } { "Exception " (id) } },
                    None => span.state { "posted" },
                }
                (neighbours(&archived))
            }
            p.why { strong { "Why " } (archived.kept.decision.explanation) }
            div.desk {
                section.papers aria-label="Papers" {
                    (papers::viewer(&place.batch, &archived.transaction.documents, true))
                    (evidence::table(&archived.transaction))
                }
                section.work aria-label="What became of it" { (became(&archived)) }
            }
        }
    };
    Ok(Reply::Page(layout::page(&title, &session, &[], &body)))
}

fn neighbours(archived: &Archived) -> Markup {
    let ArchivePlace { batch, position } = &archived.kept.place;
    html! {
        nav.neighbours aria-label="Neighbours in the batch" {
            @if *position > 1 { a href={ "/batch/" (batch) "/" (position - 1) } data-go="previous" { "← Before it" } }
            span { (position) " of " (archived.kept.of) }
            @if *position < archived.kept.of { a href={ "/batch/" (batch) "/" (position + 1) } data-go="next" { "After it →" } }
            a href={ "/batch/" (batch) } { "Batch " (batch) }
        }
    }
}

fn became(archived: &Archived) -> Markup {
    let decision = &archived.kept.decision;
    let evidence: Vec<String> = decision.evidence.iter().map(|fact| fact.kind.word().replace('_', " ")).collect();
    html! {
        section.panel {
            h2 { "Decision" }
            p { "Rule: " (decision.rule.word().replace('_', " ")) @if !evidence.is_empty() { " · rests on " (evidence.join(", ")) } }
            @if let Outcome::Hold(reasons) = &decision.outcome { p { "Held: " (super::queues::reasons(reasons)) } }
            p { "Deposit " (archived.batch.deposit_date) " · received " (archived.batch.received_date) }
        }
        h2 { "Ledger" }
        table.list {
            thead { tr {
                th.number scope="col" { "Line" } th.number scope="col" { "Payment" } th scope="col" { "Place" } th scope="col" { "Account" }
                th scope="col" { "Bill" } th.number scope="col" { "Amount" }
            } }
            tbody { @for kept in &archived.kept.lines {
                @let Entry { place, payment, account, bill, amount, reverses, .. } = &kept.entry;
                tr {
                    td.number { (kept.number) } td.number { (payment) }
                    td { (place) @if let Some(undone) = reverses { ", undoes " (undone) } }
                    td { @if let Some(account) = account { (account) } } td { @if let Some(bill) = bill { (bill) } }
                    td.number { @match amount { Some(amount) => (amount), None => "not known" } }
                }
            } }
        }
        h2 { "Told by" }
        @if archived.kept.told.is_empty() { p { "No file has told it yet." } }
        ul { @for file in &archived.kept.told { li { (file.name) ", " (file.form) ", " (file.made) } } }
        @if !decision.candidates.is_empty() {
            h2 { "Who else may have been meant" }
            ul { @for other in &decision.candidates { li { (masked(other.account.as_str())) ": " (other.why) } } }
        }
    }
}
