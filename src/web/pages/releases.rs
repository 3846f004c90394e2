//! Files that leave the house: asked for by one person, let go by a second where policy says so.

use std::path::Path;

use jiff::civil::Date;
use maud::{Markup, html};

use crate::config::Config;
use crate::error::Error;
use crate::files;
use crate::model::{Right, UserName};
use crate::pipeline::{DEPOSIT_FORM, ExportOrder, Selection, deposit, export, form_named, form_names, try_lock_store};
use crate::store::review::{AuditEntry, ReleaseRequest, RequestState, RequestStep, RequestStore, Seconds, Session};
use crate::store::{LedgerStore, SqliteStore};
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// So many are shown.
const MOST: usize = 100;
const NOT_WAITING: &str = "It does not wait any more.";

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
    let config = &call.app.config;
    let alone = config.release.second_person_from.is_none();
    let body = html! {
        h1 { "Files" }
        @if let Some(problem) = problem { p.error role="alert" { (problem) } }
        @if session.user.role.may(Right::Release) { (asking(&session, &dates, config)) }
        h2 { "Asked for" }
        table.list {
            thead { tr { th.number scope="col" { "No." } th scope="col" { "Form" } th scope="col" { "Deposit" } th scope="col" { "By" } th scope="col" { "State" } th scope="col" { "File" } } }
            tbody { @for request in &requests {
                tr {
                    td.number { (request.number) } td { (request.form) } td { (request.deposit_date) }
                    td { (request.by) @if let Some(second) = &request.second_person { " and " (second) } }
                    td { (request.state.word()) @if request.state == RequestState::Waiting { (answers(&session, request, alone)) } }
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

fn asking(session: &Session, dates: &[Date], config: &Config) -> Markup {
    html! {
        form.fields method="post" action="/releases" {
            (layout::token(session))
            label { "Deposit " select name="date" { @for date in dates.iter().rev() { option value=(date) { (date) } } } }
            label { "Form " select name="form" {
                @for form in form_names(config) { option value=(form) { (form) } }
            } }
            label { "Once more, because " input name="again" autocomplete="off"; }
            button.main type="submit" { "Release" }
        }
    }
}

/// What may be done about a request; where one person is enough (`alone`), who asked may have it made.
fn answers(session: &Session, request: &ReleaseRequest, alone: bool) -> Markup {
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
        @if (alone || !own) && session.user.role.may(Right::Approve) { (button("approve", if alone { "Make it" } else { "Approve and make it" })) }
    }
}

pub(in crate::web) fn ask(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let by = call.signed_in()?.user.name.clone();
    let date = call.field("date").parse();
    let deposit_date: Date = date.map_err(|_| Failure::BadForm("Say of which deposit.".to_owned()))?;
    let form = call.field("form").to_owned();
    if !form_names(&call.app.config).contains(&form) {
        return Err(Failure::BadForm("There is no such form.".to_owned()));
    }
    let again = call.field("again").to_owned();
    let detail = format!("{form} of {deposit_date} {again}");
    let audit = entry(call, &by, "ask_release", detail);
    let state = RequestState::Waiting;
    let mut request =
        ReleaseRequest { number: 0, form, deposit_date, again, by, state, second_person: None, file: None };
    request.number = call.store.ask_release(&request, &audit)?;
    if call.app.config.release.second_person_from.is_some() {
        return Ok(Reply::Go("/releases".to_owned()));
    }
    made(call, &request, None)
}

pub(in crate::web) fn approve(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let by = call.signed_in()?.user.name.clone();
    let request = waiting(call)?;
    match call.app.config.release.second_person_from {
        // One person is enough: it waits only because the store was busy.
        None => made(call, &request, None),
        Some(_) if request.by == by => page(call, Some("A second person must approve it.")),
        Some(_) => made(call, &request, Some(by)),
    }
}

pub(in crate::web) fn withdraw(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let by = call.signed_in()?.user.name.clone();
    let request = waiting(call)?;
    if request.by != by {
        return page(call, Some("Only who asked for it can withdraw it."));
    }
    let audit = entry(call, &by, "withdraw_release", format!("request {}", request.number));
    let step = step(RequestState::Waiting, RequestState::Withdrawn);
    if call.store.move_request(request.number, &step, &audit)? {
        return Ok(Reply::Go("/releases".to_owned()));
    }
    page(call, Some(NOT_WAITING))
}

fn waiting(call: &Call<'_>) -> Result<ReleaseRequest, Failure> {
    let number: u64 = call.param(0).parse().map_err(|_| Failure::NotFound)?;
    let requests = call.store.release_requests(usize::MAX)?;
    let found = requests.into_iter().find(|request| request.number == number).ok_or(Failure::NotFound)?;
    if found.state == RequestState::Waiting { Ok(found) } else { Err(Failure::BadForm(NOT_WAITING.to_owned())) }
}

const fn step(from: RequestState, to: RequestState) -> RequestStep {
    RequestStep { from, to, second_person: None, file: None }
}

/// Makes the file, once: whoever comes second finds that it does not wait any more. Where another process works with the
/// store it waits again; one that cannot be made has failed, with the reason on the page.
fn made(call: &mut Call<'_>, request: &ReleaseRequest, second: Option<UserName>) -> Result<Reply, Failure> {
    use RequestState::{Done, Failed, Making, Waiting};
    let by = call.signed_in()?.user.name.clone();
    let number = request.number;
    let begun = entry(call, &by, "begin_release", format!("request {number}"));
    if !call.store.move_request(number, &step(Waiting, Making), &begun)? {
        return page(call, Some(NOT_WAITING));
    }
    let name = file_name(request);
    let (problem, word, to) = match make(call, request, second.as_ref(), &name) {
        Ok(told) => {
            let file = Some(format!("released/{name}"));
            (None, told, RequestStep { from: Making, to: Done, second_person: second, file })
        }
        Err(error @ Error::Busy { .. }) => (Some(error.to_string()), error.to_string(), step(Making, Waiting)),
        Err(error) => (Some(error.to_string()), error.to_string(), step(Making, Failed)),
    };
    let audit = entry(call, &by, "release", format!("request {number}: {}: {word}", to.to.word()));
    if !call.store.move_request(number, &to, &audit)? {
        return Err(Failure::BadForm("Somebody has changed the request meanwhile. Look at the files.".to_owned()));
    }
    match problem {
        None => Ok(Reply::Go("/releases".to_owned())),
        Some(why) => page(call, Some(&why)),
    }
}

fn file_name(request: &ReleaseRequest) -> String {
    format!("{}-{}-{}", request.form, request.deposit_date, request.number)
}

/// Requests whose files were being made when the workbench ended: those whose file is there are done. While another process
/// works with the store it may be making one; then nothing is settled.
pub(in crate::web) fn settle_broken_off(
    store: &mut SqliteStore,
    data: &Path,
    now: Seconds,
) -> crate::error::Result<()> {
    let Some(_lock) = try_lock_store(data)? else { return Ok(()) };
    for request in store.release_requests(usize::MAX)? {
        if request.state != RequestState::Making {
            continue;
        }
        let name = file_name(&request);
        let there = files::exists(&data.join("released").join(&name));
        let to = if there { RequestState::Done } else { RequestState::Failed };
        let file = there.then(|| format!("released/{name}"));
        let step = RequestStep { from: RequestState::Making, to, second_person: None, file };
        let (action, subject) = ("release".to_owned(), "files".to_owned());
        let detail = format!("request {} was broken off: {}", request.number, to.word());
        store.move_request(request.number, &step, &AuditEntry { at: now, by: None, action, subject, detail })?;
    }
    Ok(())
}

fn make(
    call: &Call<'_>,
    request: &ReleaseRequest,
    second: Option<&UserName>,
    name: &str,
) -> crate::error::Result<String> {
    let folder = call.app.data.join("released");
    files::make_private_folder(&folder)?;
    let selection = Selection::Deposit(request.deposit_date);
    let order = ExportOrder {
        data: &call.app.data,
        config: &call.app.config,
        selection: &selection,
        out: &folder.join(name),
        again: Some(request.again.as_str()).filter(|why| !why.is_empty()),
        released_by: Some(request.by.as_str()),
        approved_by: second.map(UserName::as_str),
    };
    let release = if request.form == DEPOSIT_FORM {
        deposit(&order)?.release
    } else {
        export(&order, &form_named(&request.form, &call.app.config)?)?.release
    };
    Ok(format!("{}, {} payments of {}", release.name, release.payments, release.amount))
}

fn entry(call: &Call<'_>, by: &UserName, action: &str, detail: String) -> AuditEntry {
    let (action, subject) = (action.to_owned(), "files".to_owned());
    AuditEntry { at: call.now, by: Some(by.clone()), action, subject, detail }
}
