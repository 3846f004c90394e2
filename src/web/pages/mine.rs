//! What somebody has decided, the last first, each to be opened and undone.

use maud::html;

use crate::store::review::CaseStore;
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// So many are shown.
const MOST: usize = 200;

pub(in crate::web) fn list(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let decided = call.store.decided_by(&session.user.name, MOST)?;
    let body = html! {
        h1 { "My decisions" }
        @if decided.is_empty() { p { "None yet." } }
        table.list {
            thead { tr { th scope="col" { "Exception" } th scope="col" { "What" } } }
            tbody { @for (id, action) in &decided { tr { td { a href={ "/case/" (id) } { (id) } } td { (action) } } } }
        }
    };
    Ok(Reply::Page(layout::page("My decisions", &session, &[], &body)))
}
