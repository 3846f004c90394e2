//! How often each field was read, and read wrongly.

use std::collections::BTreeMap;

use super::rows::{FIELDS, Run, Truth};

/// How one field was read over all documents that carry it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldScore {
    /// The column.
    pub name: &'static str,
    /// Documents that carry it.
    pub present: usize,
    /// Read, and rightly.
    pub right: usize,
    /// Read, and wrongly: document, truth, reading.
    pub wrong: Vec<(String, String, String)>,
    /// Not read.
    pub unread: usize,
    /// Read where the truth has nothing.
    pub made_up: usize,
}

pub(super) fn compare(truth: &Truth, run: &Run) -> Vec<FieldScore> {
    let mut scores: BTreeMap<&str, FieldScore> = BTreeMap::new();
    for (place, wanted) in &truth.documents {
        let got = run.documents.get(place);
        for field in FIELDS {
            // The amount on a coupon is what it asks for, not money.
            if field == "amount" && !matches!(wanted.kind.as_str(), "check" | "money_order") {
                continue;
            }
            let score = scores.entry(field).or_insert_with(|| FieldScore { name: field, ..FieldScore::default() });
            let want = wanted.values.get(field).map_or("", String::as_str);
            let read = got.and_then(|row| row.values.get(field)).map_or("", String::as_str);
            if want.is_empty() {
                score.made_up += usize::from(!read.is_empty());
                continue;
            }
            score.present += 1;
            if read.is_empty() {
                score.unread += 1;
            } else if plain(field, want) == plain(field, read) {
                score.right += 1;
            } else {
                score.wrong.push((format!("{} page {}", place.0, place.1), want.to_owned(), read.to_owned()));
            }
        }
    }
    FIELDS.into_iter().filter_map(|field| scores.remove(field)).collect()
}

/// The value without what may be written in more than one way.
fn plain(field: &str, value: &str) -> String {
    let solid: String = value.chars().filter(|c| field == "amount" || c.is_ascii_alphanumeric()).collect();
    match field {
        "check_number" | "bill_id" => solid.trim_start_matches('0').to_owned(),
        _ => solid,
    }
}
