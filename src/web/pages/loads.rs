//! Loads of bills: when they came, what was in them, what was left out.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::html;

use crate::store::review::Seconds;
use crate::store::{BillLoad, BillStore, LoadId, LoadKind};
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// So many are shown.
const MOST: usize = 100;

pub(in crate::web) fn list(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let loads = call.store.loads(MOST)?;
    let notices: Vec<String> = stale(call)?.into_iter().collect();
    let body = html! {
        h1 { "Loads of bills" }
        @if loads.is_empty() { p { "No bills are loaded yet." } }
        table.list {
            thead { tr {
                th.number scope="col" { "Load" } th scope="col" { "Taken in" } th scope="col" { "Age" } th scope="col" { "Kind" } th scope="col" { "File" }
                th.number scope="col" { "Rows" } th.number scope="col" { "Rejected" } th.number scope="col" { "Bills with it" }
            } }
            tbody { @for (at, load) in loads.iter().enumerate() {
                tr {
                    td.number { a href={ "/load/" (load.id.0) } { (load.id.0) } }
                    td { (when(call, load)) }
                    td { @if at == 0 { b { "in force" } ", " } (age(call.now, load)) }
                    td { (kind(load.kind)) } td { (load.file) }
                    td.number { (load.rows) }
                    td.number.trust data-trust=(if load.rejected == 0 { "ok" } else { "check" }) { (load.rejected) }
                    td.number { (load.bills) }
                }
            } }
        }
    };
    Ok(Reply::Page(layout::page("Loads", &session, &notices, &body)))
}

pub(in crate::web) fn show(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let number: u32 = call.param(0).parse().map_err(|_| Failure::NotFound)?;
    let load =
        call.store.loads(usize::MAX)?.into_iter().find(|load| load.id == LoadId(number)).ok_or(Failure::NotFound)?;
    let rejects = call.store.load_rejects(load.id)?;
    let body = html! {
        h1 { "Load " (number) }
        dl.figures {
            div { dt { "Taken in" } dd { (when(call, &load)) } }
            div { dt { "Kind" } dd { (kind(load.kind)) } }
            div { dt { "File" } dd { (load.file) } }
            div { dt { "Rows" } dd { (load.rows) } }
            div { dt { "Bills with it" } dd { (load.bills) } }
            div { dt { "Rejected rows" } dd { (load.rejected) } }
        }
        p { "SHA-256 of the file: " code { (load.sha256) } }
        h2 { "Rejected rows" }
        @if rejects.is_empty() { p { @if load.rejected == 0 { "None." } @else { "They were not kept." } } }
        @else {
            @if load.rejected > rejects.len() as u64 { p { "The first " (rejects.len()) " of " (load.rejected) "." } }
            table.list {
                thead { tr { th.number scope="col" { "Line" } th scope="col" { "Column" } th scope="col" { "Why" } } }
                tbody { @for row in &rejects {
                    tr { td.number { (row.line) } td { (row.column.as_deref().unwrap_or_default()) } td { (row.reason) } }
                } }
            }
        }
    };
    Ok(Reply::Page(layout::page(&format!("Load {number}"), &session, &[], &body)))
}

/// What everybody should know of the bills: that there are none, or that they are too old by policy.
pub(in crate::web) fn stale(call: &Call<'_>) -> Result<Option<String>, Failure> {
    let Some(load) = call.store.current_load()? else {
        return Ok(Some("No bills are loaded. Nothing can be posted until they are.".to_owned()));
    };
    let limit = call.app.config.policy.bills_stale_hours;
    let old = limit.zip(load.loaded).filter(|(hours, at)| (call.now.0 - at.0) / 3600 >= i64::from(*hours));
    Ok(old.map(|_| {
        format!("The bills are {} old. Payments are matched against what was owed then.", age(call.now, &load))
    }))
}

fn when(call: &Call<'_>, load: &BillLoad) -> String {
    let Some(at) = load.loaded else { return "not known".to_owned() };
    let zone = call.app.config.lockbox.timezone.as_deref().and_then(|name| TimeZone::get(name).ok());
    let zoned =
        Timestamp::from_second(at.0).unwrap_or_default().to_zoned_datetime(zone.unwrap_or_else(TimeZone::system));
    zoned.strftime("%Y-%m-%d %H:%M").to_string()
}

/// How long ago it was, in the largest whole unit.
fn age(now: Seconds, load: &BillLoad) -> String {
    let Some(at) = load.loaded else { return "not known".to_owned() };
    let minutes = (now.0 - at.0).max(0) / 60;
    match minutes {
        0..60 => format!("{minutes} min"),
        60..2880 => format!("{} h", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    }
}

const fn kind(kind: LoadKind) -> &'static str {
    match kind {
        LoadKind::Snapshot => "all bills",
        LoadKind::Delta => "changes",
    }
}
