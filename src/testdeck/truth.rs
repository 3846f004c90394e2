//! The truth of a deck, as the scorer reads it: one row per document.

use super::books::text;
use super::output::Stored;
use super::plan::{Expected, SheetTruth};
use crate::model::PageKind;

/// The columns of `truth.csv`.
pub(super) const HEADER: [&str; 21] = [
    "transaction",
    "document",
    "file",
    "page",
    "kind",
    "payment_type",
    "routing_number",
    "payer_account",
    "check_number",
    "amount",
    "account_number",
    "bill_id",
    "outcome",
    "postings",
    "reasons",
    "written_by",
    "scanline",
    "barcode",
    "date",
    "payee",
    "memo",
];

/// The expectation of one envelope, as repeated on each of its rows.
pub(super) struct ExpectedText {
    outcome: &'static str,
    postings: String,
    reasons: String,
}

impl ExpectedText {
    pub(super) fn of(expected: &Expected) -> Self {
        match expected {
            Expected::Post(dues) => {
                let postings: Vec<String> =
                    dues.iter().map(|due| format!("{}:{}:{}", due.account, due.bill, due.amount)).collect();
                Self { outcome: "post", postings: postings.join("|"), reasons: String::new() }
            }
            Expected::Hold(reasons) => {
                let reasons: Vec<&str> = reasons.iter().map(|reason| reason.word()).collect();
                Self { outcome: "exception", postings: String::new(), reasons: reasons.join("|") }
            }
        }
    }
}

/// One row; a document without a page kind is one that cannot be opened.
pub(super) fn row(
    transaction: &str,
    document: usize,
    stored: &Stored,
    truth: &SheetTruth,
    expected: &ExpectedText,
    written_by: &str,
) -> [String; 21] {
    let kind = if truth.kind == PageKind::Other { String::new() } else { truth.kind.to_string() };
    [
        transaction.to_owned(),
        document.to_string(),
        stored.file.clone(),
        stored.page.to_string(),
        kind,
        text(&truth.payment_type),
        text(&truth.routing),
        text(&truth.payer_account),
        text(&truth.check_number),
        text(&truth.amount),
        text(&truth.account),
        text(&truth.bill),
        expected.outcome.to_owned(),
        expected.postings.clone(),
        expected.reasons.clone(),
        written_by.to_owned(),
        text(&truth.scanline),
        text(&truth.barcode),
        text(&truth.date),
        text(&truth.payee),
        text(&truth.memo),
    ]
}
