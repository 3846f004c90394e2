//! The log of who saw and changed what.

use jiff::Timestamp;
use maud::html;

use crate::store::review::{AuditProof, AuditStore};
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// So many rows are shown.
const MOST: usize = 500;

pub(in crate::web) fn list(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let proof = call.store.verify_audit()?;
    let rows = call.store.audit_rows(MOST)?;
    let body = html! {
        h1 { "Audit log" }
        @match &proof {
            AuditProof::Whole { rows, head } => p role="status" { "● whole: " (rows) " rows, last hash " code { (head) } },
            AuditProof::Broken { row } => p.error role="alert" { "■ from row " (row) " on it is not as it was written" },
        }
        table.list {
            thead { tr { th.number scope="col" { "Row" } th scope="col" { "When (UTC)" } th scope="col" { "Who" } th scope="col" { "What" } th scope="col" { "To what" } th scope="col" { "Detail" } } }
            tbody { @for row in &rows {
                tr {
                    td.number { (row.row) } td { (Timestamp::from_second(row.entry.at.0).unwrap_or_default()) }
                    td { @if let Some(by) = &row.entry.by { (by) } } td { (row.entry.action) } td { (row.entry.subject) } td { (row.entry.detail) }
                }
            } }
        }
    };
    Ok(Reply::Page(layout::page("Audit log", &session, &[], &body)))
}
