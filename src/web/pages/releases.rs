//! Files that leave the house: asked for by one person, let go by a second where policy says so.

use std::path::PathBuf;

use jiff::civil::Date;
use maud::{Markup, html};

use crate::files;
use crate::formats::remittance::Form;
use crate::model::{Right, UserName};
use crate::pipeline::{DEPOSIT_FORM, ExportOrder, Selection, deposit, export};
use crate::store::LedgerStore;
use crate::store::review::{AuditEntry, ReleaseRequest, RequestAnswer, RequestStore, Session};
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// So many are shown.
const MOST: usize = 100;

pub(in crate::web) fn list(call: &mut Call<'_>) -> Result<Reply, Failure> {
    page(call, None)
}

fn page(call: &mut Call<'_>, problem: Option<&str>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let requests = call.store.release_requests(MOST)?;
    let releases = call.store.releases()?;
    let mut dates: Vec<Date> = call.store.standings()?.iter().map(|batch| batch.deposit_date).collect();
    dates.sort_unstable();
    dates.dedup();
    let body = html! {
        h1 { "Files" }
        @if let Some(problem) = problem { p.error role="alert" { (problem) } }
        @if session.user.role.may(Right::Release) { (asking(&session, &dates)) }
        h2 { "Asked for" }
        table.list {
            thead { tr { th.number scope="col" { "No." } th scope="col" { "Form" } th scope="col" { "Deposit" } th scope="col" { "By" } th scope="col" { "State" } th scope="col" { "File" } } }
            tbody { @for request in &requests {
                tr {
                    td.number { (request.number) } td { (request.form) } td { (request.deposit_date) }
                    td { (request.by) @if let Some(second) = &request.second_person { " and " (second) } }
                    td { (request.state) @if request.state == "waiting" { (answers(&session, request)) } }
                    td { @if let Some(file) = &request.file { code { (file) } } }
                }
            } }
        }
        h2 { "Released" }
        table.list {
            thead { tr { th scope="col" { "Name" } th scope="col" { "Form" } th scope="col" { "Made" } th.number scope="col" { "Payments" } th.number scope="col" { "Money" } th scope="col" { "By" } th scope="col" { "Answer" } } }
            tbody { @for release in releases.iter().rev().take(MOST) {
                tr {
                    td { (release.name) @if let Some(why) = &release.copied_because { " (copy: " (why) ")" } }
                    td { (release.form) } td { (release.made) } td.number { (release.payments) } td.number { (release.amount) }
                    td { (release.released_by.as_deref().unwrap_or_default()) @if let Some(second) = &release.approved_by { " and " (second) } }
                    td { @if let Some(answer) = release.answer { (answer) } }
                }
            } }
        }
    };
    Ok(Reply::Page(layout::page("Files", &session, &[], &body)))
}

fn asking(session: &Session, dates: &[Date]) -> Markup {
    html! {
        form.fields method="post" action="/releases" {
            (layout::token(session))
            label { "Deposit " select name="date" { @for date in dates.iter().rev() { option value=(date) { (date) } } } }
            label { "Form " select name="form" {
                @for form in Form::KNOWN.iter().map(Form::name).chain([DEPOSIT_FORM]) { option value=(form) { (form) } }
            } }
            label { "Once more, because " input name="again" autocomplete="off"; }
            button.main type="submit" { "Release" }
        }
    }
}

fn answers(session: &Session, request: &ReleaseRequest) -> Markup {
    let own = request.by == session.user.name;
    let button = |what: &str, name: &str| {
        html! {
            form method="post" action={ "/release/" (request.number) "/" (what) } {
                (layout::token(session))
                button type="submit" { (name) }
            }
        }
    };
    html! {
        @if own { (button("withdraw", "Withdraw")) }
        @else if session.user.role.may(Right::Approve) { (button("approve", "Approve and make it")) }
    }
}

pub(in crate::web) fn ask(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let by = call.signed_in()?.user.name.clone();
    let date = call.field("date").parse();
    let deposit_date: Date = date.map_err(|_| Failure::BadForm("Say of which deposit.".to_owned()))?;
    let form = call.field("form").to_owned();
    if Form::named(&form).is_none() && form != DEPOSIT_FORM {
        return Err(Failure::BadForm("There is no such form.".to_owned()));
    }
    let again = call.field("again").to_owned();
    let detail = format!("{form} of {deposit_date} {again}");
    let audit = entry(call, &by, "ask_release", detail);
    let mut request = ReleaseRequest {
        number: 0,
        form,
        deposit_date,
        again,
        by,
        state: "waiting".to_owned(),
        second_person: None,
        file: None,
    };
    request.number = call.store.ask_release(&request, &audit)?;
    if call.app.config.release.second_person_from.is_some() {
        return Ok(Reply::Go("/releases".to_owned()));
    }
    made(call, &request, None)
}

pub(in crate::web) fn approve(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let by = call.signed_in()?.user.name.clone();
    let request = waiting(call)?;
    if request.by == by {
        return page(call, Some("A second person must approve it."));
    }
    made(call, &request, Some(by))
}

pub(in crate::web) fn withdraw(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let by = call.signed_in()?.user.name.clone();
    let request = waiting(call)?;
    if request.by != by {
        return page(call, Some("Only who asked for it can withdraw it."));
    }
    let audit = entry(call, &by, "withdraw_release", format!("request {}", request.number));
    let answer = RequestAnswer { state: "withdrawn", second_person: None, file: None };
    call.store.answer_request(request.number, &answer, &audit)?;
    Ok(Reply::Go("/releases".to_owned()))
}

fn waiting(call: &Call<'_>) -> Result<ReleaseRequest, Failure> {
    let number: u64 = call.param(0).parse().map_err(|_| Failure::NotFound)?;
    let requests = call.store.release_requests(usize::MAX)?;
    let found = requests.into_iter().find(|request| request.number == number).ok_or(Failure::NotFound)?;
    if found.state == "waiting" { Ok(found) } else { Err(Failure::BadForm("It does not wait any more.".to_owned())) }
}

/// Makes the file; one that cannot be made leaves the request withdrawn, with the reason on the page.
fn made(call: &mut Call<'_>, request: &ReleaseRequest, second: Option<UserName>) -> Result<Reply, Failure> {
    let by = call.signed_in()?.user.name.clone();
    let name = format!("{}-{}-{}", request.form, request.deposit_date, request.number);
    let folder = call.app.data.join("released");
    files::make_private_folder(&folder)?;
    match make(call, request, second.as_ref(), &folder.join(&name)) {
        Ok(told) => {
            let audit = entry(call, &by, "release", format!("request {}: {told}", request.number));
            let file = Some(format!("released/{name}"));
            call.store.answer_request(
                request.number,
                &RequestAnswer { state: "done", second_person: second, file },
                &audit,
            )?;
            Ok(Reply::Go("/releases".to_owned()))
        }
        Err(error) => {
            let why = error.to_string();
            let audit = entry(call, &by, "release_failed", format!("request {}: {why}", request.number));
            let answer = RequestAnswer { state: "withdrawn", second_person: None, file: None };
            call.store.answer_request(request.number, &answer, &audit)?;
            page(call, Some(&why))
        }
    }
}

fn make(
    call: &Call<'_>,
    request: &ReleaseRequest,
    second: Option<&UserName>,
    out: &PathBuf,
) -> crate::error::Result<String> {
    let selection = Selection::Deposit(request.deposit_date);
    let order = ExportOrder {
        data: &call.app.data,
        config: &call.app.config,
        selection: &selection,
        out,
        again: Some(request.again.as_str()).filter(|why| !why.is_empty()),
        released_by: Some(request.by.as_str()),
        approved_by: second.map(UserName::as_str),
    };
    let release = match Form::named(&request.form) {
        Some(form) => export(&order, &form)?.release,
        None => deposit(&order)?.release,
    };
    Ok(format!("{}, {} payments of {}", release.name, release.payments, release.amount))
}

fn entry(call: &Call<'_>, by: &UserName, action: &str, detail: String) -> AuditEntry {
    let (action, subject) = (action.to_owned(), "files".to_owned());
    AuditEntry { at: call.now, by: Some(by.clone()), action, subject, detail }
}
