//! Cash letters of a batch: what does not agree in them, and their control records as the batch's ticket.

use super::Finding;
use super::listing::PageFile;
use crate::formats::cash_letter::CashLetter;
use crate::formats::scan::Scan;
use crate::model::{Batch, Money};

/// What does not agree within the cash letters of a batch.
pub(super) fn findings(files: &[PageFile]) -> Vec<Finding> {
    let of_file = |file: &PageFile| {
        let place = file.name.to_string();
        let remarks = letter(file).map(CashLetter::remarks).unwrap_or_default().to_vec();
        remarks.into_iter().map(move |message| Finding { place: place.clone(), message })
    };
    files.iter().flat_map(of_file).collect()
}

/// A batch of nothing but cash letters needs no ticket: each ends with a count of its items and their money, and what
/// was read must agree with that.
pub(super) fn complete(batch: &mut Batch, files: &[PageFile]) {
    let controls: Option<Vec<_>> = files.iter().map(|file| letter(file)?.control()).collect();
    let Some(controls) = controls.filter(|controls| !controls.is_empty()) else { return };
    let count = controls.iter().fold(0, |sum: u32, control| sum.saturating_add(control.items));
    batch.expected_documents = batch.expected_documents.or(Some(count));
    let total: Money = controls.iter().map(|control| control.amount).sum();
    batch.control_total = batch.control_total.or(Some(total));
}

fn letter(file: &PageFile) -> Option<&CashLetter> {
    file.scan.as_ref().ok().and_then(Scan::cash_letter)
}
