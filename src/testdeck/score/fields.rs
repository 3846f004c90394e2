//! How often each field was read, and read wrongly.

use std::collections::BTreeMap;

use super::rows::{FIELDS, Run, Truth};
use super::{FieldScore, Misread};
use crate::testdeck::fields::Verdict;

pub(super) fn compare(truth: &Truth, run: &Run) -> (Vec<FieldScore>, Vec<Misread>) {
    let mut scores: BTreeMap<&str, FieldScore> = BTreeMap::new();
    let mut misreads = Vec::new();
    for (place, wanted) in &truth.documents {
        let got = run.documents.get(place);
        for field in FIELDS {
            // The amount on a coupon is what it asks for, not money.
            if field == "amount" && !matches!(wanted.kind.as_str(), "check" | "money_order") {
                continue;
            }
            let want = wanted.values.get(field).map_or("", String::as_str);
            let read = got.and_then(|row| row.values.get(field)).map_or("", String::as_str);
            let verdict = Verdict::of(field, want, read);
            scores.entry(field).or_insert_with(|| FieldScore::new(field)).count(verdict);
            if verdict == Verdict::Wrong {
                let text = format!("{} page {}: {want} read as {read}", place.0, place.1);
                misreads.push(Misread { field, text });
            }
        }
    }
    (FIELDS.into_iter().filter_map(|field| scores.remove(field)).collect(), misreads)
}
