//! Scans and bill files handed in: sent file by file, confirmed as whole, processed in their turn.

use maud::{Markup, html};
use serde_json::json;

use crate::model::{BatchId, Right, UploadKind, UploadState, UserName};
use crate::pipeline::{
    FileSent, MOST_FILES, NewUpload, SentWhole, begin_upload, confirm_upload, receive_file, try_again, withdraw_upload,
};
use crate::store::review::Session;
use crate::store::uploads::{Upload, UploadStore};
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// So many are shown.
const MOST: usize = 50;

pub(in crate::web) fn list(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let uploads = call.store.uploads(MOST)?;
    let may = |right| session.user.role.may(right);
    let body = html! {
        h1 { "Hand in" }
        div.hand-in {
            @if may(Right::Upload) {
                (sender(&session, UploadKind::Batch, "A batch", "Drop a folder of scans here, or choose its files.",
                    ".tif,.tiff,.png,.jpg,.jpeg,.pdf,.x937,.x9,.icl,.toml,.csv"))
            }
            @if may(Right::LoadBills) {
                (sender(&session, UploadKind::Bills, "All open bills", "A bill file that takes the place of all bills.", ".csv"))
                (sender(&session, UploadKind::BillChanges, "Changed bills", "A bill file with new and changed bills; the others stay.", ".csv"))
            }
        }
        h2 { "Handed in" }
        table.list id="uploads" data-poll="/uploads/progress" {
            thead { tr {
                th.number scope="col" { "No." } th scope="col" { "What" } th scope="col" { "Name" } th scope="col" { "By" }
                th.number scope="col" { "Files" } th.number scope="col" { "Size" } th scope="col" { "State" } th scope="col" { "What came of it" }
            } }
            tbody { @for upload in &uploads { (row(&session, upload)) } }
        }
    };
    Ok(Reply::Page(layout::page("Hand in", &session, &[], &body)))
}

fn sender(session: &Session, kind: UploadKind, title: &str, how: &str, accept: &str) -> Markup {
    let word = kind.word();
    html! {
        section.panel.sender data-kind=(word) data-most=(MOST_FILES) aria-labelledby={ "send-" (word) } {
            h2 id={ "send-" (word) } { (title) }
            p { (how) }
            (layout::token(session))
            label for={ "files-" (word) } { "Files" }
            input id={ "files-" (word) } type="file" multiple[kind == UploadKind::Batch] accept=(accept);
            label for={ "name-" (word) } { "Name" }
            input id={ "name-" (word) } data-name="" autocomplete="off" maxlength="80" pattern="[A-Za-z0-9_\\-][A-Za-z0-9._\\-]*";
            p.chosen data-chosen="" { "Nothing chosen." }
            div.actions { button.main type="button" data-send="" disabled { "Send" } }
            progress hidden max="1" value="0" aria-label={ (title) ", sent" } {}
            p role="status" data-says="" {}
            noscript { p { "Handing in needs the script of this page." } }
        }
    }
}

fn row(session: &Session, upload: &Upload) -> Markup {
    let own = upload.by == session.user.name && session.user.role.may(Right::Upload);
    let button = |what: &str, name: &str| {
        html! {
            form method="post" action={ "/upload/" (upload.number) "/" (what) } {
                (layout::token(session))
                button type="submit" { (name) }
            }
        }
    };
    let withdrawable = matches!(upload.state, UploadState::Open | UploadState::Waiting | UploadState::Failed);
    html! {
        tr data-upload=(upload.number) {
            td.number { (upload.number) } td { (what(upload.kind)) } td { (upload.name) } td { (upload.by) }
            td.number { (upload.files) } td.number { (size(upload.bytes)) }
            td data-state=(upload.state) { span.word { (state(upload.state)) } " " progress hidden max="1" value="0" aria-label={ "Work on upload " (upload.number) } {} }
            td {
                span.says { (upload.says) }
                @if let Some(batch) = &upload.batch { " " a href={ "/batch/" (batch) } { "Batch " (batch) } }
                @if let Some(load) = upload.load { " " a href={ "/load/" (load.0) } { "Load " (load.0) } }
                @if own && withdrawable { (button("withdraw", "Withdraw")) }
                @if own && upload.state == UploadState::Failed { (button("again", "Try again")) }
            }
        }
    }
}

const fn what(kind: UploadKind) -> &'static str {
    match kind {
        UploadKind::Batch => "batch",
        UploadKind::Bills => "all bills",
        UploadKind::BillChanges => "changed bills",
    }
}

/// Its state by shape and word.
const fn state(state: UploadState) -> &'static str {
    match state {
        UploadState::Open => "○ not sent whole",
        UploadState::Waiting => "◔ has its turn",
        UploadState::Working => "◑ in work",
        UploadState::Done => "● done",
        UploadState::Failed => "■ failed",
        UploadState::Withdrawn => "– withdrawn",
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// How far each has come, for the script.
pub(in crate::web) fn progress(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let stage = call.app.intake.stage();
    let uploads = call.store.uploads(MOST)?;
    let told = uploads.iter().map(|upload| {
        let own = stage.as_ref().filter(|stage| stage.upload == upload.number);
        json!({
            "number": upload.number, "state": upload.state.word(), "word": state(upload.state), "moves": upload.state.moves(),
            "what": own.map(|stage| stage.what.as_str()), "done": own.map(|stage| stage.done), "total": own.map(|stage| stage.total),
        })
    });
    Ok(Reply::Json(serde_json::Value::from_iter(told).to_string()))
}

pub(in crate::web) fn begin(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let by = call.signed_in()?.user.clone();
    let kind = UploadKind::from_word(call.field("kind"));
    let kind = kind.ok_or_else(|| Failure::BadForm("Say what is handed in.".to_owned()))?;
    if kind != UploadKind::Batch && !by.role.may(Right::LoadBills) {
        return Err(Failure::Forbidden(Right::LoadBills));
    }
    let name = call.field("name").to_owned();
    if BatchId::new(&name).is_none() {
        return Err(Failure::BadForm("A name has 1 to 80 letters, digits, `-`, `_` and `.`.".to_owned()));
    }
    let new = NewUpload { kind, name: &name, by: &by.name, now: call.now };
    let number = begin_upload(call.store, &new)?;
    Ok(Reply::Json(json!({ "number": number }).to_string()))
}

pub(in crate::web) fn receive(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let (number, by) = asked(call)?;
    let name = call.field("name").to_owned();
    let mut body = call.body.take().ok_or_else(|| Failure::BadForm("No file came.".to_owned()))?;
    let sent = FileSent { number, by: &by, name: &name, from: &mut body };
    let bytes = receive_file(call.store, &call.app.data, sent)?;
    Ok(Reply::Json(json!({ "bytes": bytes }).to_string()))
}

pub(in crate::web) fn confirm(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let (number, by) = asked(call)?;
    let count =
        |name: &str| call.field(name).parse::<u64>().map_err(|_| Failure::BadForm("How many files?".to_owned()));
    let sent = SentWhole { number, by: &by, files: count("files")?, bytes: count("bytes")?, now: call.now };
    confirm_upload(call.store, &call.app.data, sent)?;
    call.app.intake.ring();
    Ok(Reply::Json(json!({ "confirmed": number }).to_string()))
}

pub(in crate::web) fn withdraw(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let (number, by) = asked(call)?;
    withdraw_upload(call.store, &call.app.data, number, &by, call.now)?;
    Ok(Reply::Go("/uploads".to_owned()))
}

pub(in crate::web) fn again(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let (number, by) = asked(call)?;
    try_again(call.store, number, &by, call.now)?;
    call.app.intake.ring();
    Ok(Reply::Go("/uploads".to_owned()))
}

/// The upload that the path names, and who asks.
fn asked(call: &Call<'_>) -> Result<(u64, UserName), Failure> {
    let number = call.param(0).parse().map_err(|_| Failure::NotFound)?;
    Ok((number, call.signed_in()?.user.name.clone()))
}
