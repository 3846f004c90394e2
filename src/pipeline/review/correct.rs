//! What a person corrects of what was read.

use super::decide::{Outcomes, is_current, refused, settle};
use super::view::{Desk, case_of, open_case};
use super::written::{audit, masked};
use crate::error::Result;
use crate::model::{CorrectedField, Correction, Document, ExceptionId, Reviewer};
use crate::review;
use crate::store::SqliteStore;
use crate::store::review::{CaseChange, CaseStore};

/// Keeps what a person says that a paper says; from then on it counts as read.
///
/// # Errors
/// When the store fails; nothing is changed then.
pub fn correct_value(
    store: &mut SqliteStore,
    desk: Desk<'_>,
    id: &ExceptionId,
    version: u32,
    by: &Reviewer,
    correction: &Correction,
) -> Result<Outcomes> {
    let view = open_case(store, desk, id)?;
    let paper = view.transaction.documents.iter().find(|paper| paper.number == correction.document);
    let mut outcome = Outcomes::Done(view.kept.state);
    let result = store.change(id, &mut |kept| {
        is_current(kept, version, by, desk, &mut outcome)?;
        let case = case_of(kept);
        let entries = review::correct(&case, paper, correction, by, desk.config)
            .map_err(|refusal| refused(&mut outcome, &refusal))?;
        let entry = audit(desk, &by.name, "correct", id, told(paper, correction));
        let corrected = Some(correction.clone());
        Ok((CaseChange { corrected, entries, ..CaseChange::default() }, entry))
    });
    settle(result, outcome)
}

/// Before and after; account numbers only by their ends.
fn told(paper: Option<&Document>, correction: &Correction) -> String {
    let page = paper.and_then(|paper| paper.face().ok());
    let (before, after) = match correction.field {
        CorrectedField::Account => {
            let coupon = page.and_then(|page| page.coupon.as_ref());
            let coded = coupon.and_then(|coupon| coupon.scanline.best().or_else(|| coupon.barcode.best()));
            let named = page.and_then(|page| page.check.as_ref()?.accounts.first().map(|found| &found.value));
            let before = coded.and_then(|fields| fields.value.account.as_ref()).or(named);
            (before.map(|account| masked(account.as_str())), masked(&correction.value))
        }
        CorrectedField::CheckNumber => {
            let line = page.and_then(|page| page.check.as_ref()?.micr.best());
            (line.and_then(|line| line.value.check_number.clone()), correction.value.clone())
        }
        CorrectedField::Kind => (page.map(|page| page.kind.word().to_owned()), correction.value.clone()),
    };
    let before = before.unwrap_or_else(|| "not read".to_owned());
    format!("document {}, {}: {before} -> {after}", correction.document, correction.field.word().replace('_', " "))
}
