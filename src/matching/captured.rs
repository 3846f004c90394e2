//! The record of a check in a cash letter beside what its image shows.
//!
//! The record says that the paper is a check and what its sender captured of the bank line. It fills in what the image
//! does not show surely; where the image surely shows something else, a person decides. (Its amount counts like one
//! keyed at the scanner: see `amount`.)

use super::duplicates::bare;
use super::findings::Findings;
use crate::model::{
    Captured, CheckReading, Document, Field, MicrLine, PageKind, PageReading, PaymentType, Reading, Reason, Source,
};

/// How sure a captured line is: magnetic readers misread about one in a thousand items.
const CONFIDENCE: f32 = 0.999;

/// Takes the record's word for what the image does not show.
pub fn take_captured(document: &mut Document) {
    let (Some(captured), true) = (document.captured.clone(), document.front.is_ok()) else { return };
    let is_payment = document.is_payment();
    let Some(face) = face(document) else { return };
    if !is_payment {
        face.kind = PageKind::Check;
        face.coupon = None;
        face.check = None;
    }
    let check = face.check.get_or_insert_with(|| CheckReading::empty(PaymentType::Check));
    if check.micr.sure().is_none() && captured.sure && captured.line.is_complete() {
        let (value, source) = (captured.line, Source::Record);
        check.micr = Field::Read(Reading { value, confidence: CONFIDENCE, source, place: None });
    }
}

/// The side that is the check's face, or the front where neither is.
fn face(document: &mut Document) -> Option<&mut PageReading> {
    let front_pays = document.front.as_ref().is_ok_and(|front| front.kind.is_payment());
    match document.back.as_mut() {
        Some(Ok(back)) if !front_pays && back.kind.is_payment() => Some(back),
        _ => document.front.as_mut().ok(),
    }
}

/// Adds what the image and the record do not agree on.
pub(super) fn compare(document: &Document, check: &CheckReading, findings: &mut Findings) {
    let Some(captured) = &document.captured else { return };
    let number = document.number;
    if check.amount.value.is_absent() && check.date.is_absent() && check.payee.is_absent() {
        let text = format!("the image of document {number} does not show a check, though its record says it is one");
        findings.add(Reason::ImageQuality, text);
    }
    if let (Some(what), true) = (check.micr.sure().and_then(|line| difference(line, captured)), captured.sure) {
        let text = format!("the {what} on document {number} is not the one in its record");
        findings.add(Reason::MicrUnreadable, text);
    }
}

/// What both the image and the record say, and not the same.
fn difference(line: &MicrLine, Captured { line: record, .. }: &Captured) -> Option<&'static str> {
    let differ =
        |a: &Option<String>, b: &Option<String>| a.as_ref().zip(b.as_ref()).is_some_and(|(a, b)| bare(a) != bare(b));
    if line.routing.zip(record.routing).is_some_and(|(a, b)| a != b) {
        Some("routing number")
    } else if differ(&line.payer_account, &record.payer_account) {
        Some("payer's account")
    } else if differ(&line.check_number, &record.check_number) {
        Some("check number")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{broken, check, document, line, paper, read, unread};

    fn captured(account: &str, sure: bool) -> Option<Captured> {
        let raw = line(account, "100").raw;
        Some(Captured { line: MicrLine::parse(&raw), sure })
    }

    fn with(micr: Field<MicrLine>, record: Option<Captured>) -> Document {
        let mut document = document(1, CheckReading { micr, ..check("5.00") });
        document.captured = record;
        take_captured(&mut document);
        document
    }

    fn reasons(document: &Document) -> Vec<Reason> {
        let mut findings = Findings::default();
        let page = document.face().unwrap();
        compare(document, page.check.as_ref().unwrap(), &mut findings);
        findings.reasons()
    }

    #[test]
    fn the_record_fills_in_only_what_was_not_read() {
        let micr = |document: &Document| document.face().unwrap().check.as_ref().unwrap().micr.clone();
        let read_here = read(line("781059", "100"));
        let guess = unread(line("781", "1"));
        assert_eq!(micr(&with(read_here.clone(), captured("781059", true))), read_here);
        assert_eq!(micr(&with(guess.clone(), captured("781059", false))), guess);
        for unread in [guess, Field::Absent] {
            let document = with(unread, captured("781059", true));
            let taken = micr(&document);
            assert_eq!(taken.best().map(|best| best.source), Some(Source::Record));
            assert_eq!(taken.sure().and_then(|line| line.payer_account.as_deref()), Some("781059"));
            assert_eq!(reasons(&document), []);
        }
    }

    #[test]
    fn a_bank_line_that_differs_is_held() {
        let here = || read(line("781059", "100"));
        assert_eq!(reasons(&with(here(), captured("0781-059", true))), []);
        assert_eq!(reasons(&with(here(), captured("781050", true))), [Reason::MicrUnreadable]);
        assert_eq!(reasons(&with(here(), captured("781050", false))), []);
        assert_eq!(reasons(&with(here(), None)), []);
    }

    #[test]
    fn an_image_without_a_check_is_a_payment_to_be_held() {
        for kind in [PageKind::Other, PageKind::Correspondence, PageKind::Coupon, PageKind::Blank, PageKind::Back] {
            let mut document = paper(1, kind);
            document.captured = captured("781059", true);
            take_captured(&mut document);
            assert_eq!(document.kind(), Some(PageKind::Check));
            assert_eq!(reasons(&document), [Reason::ImageQuality]);
        }
        let mut gone = broken(1);
        gone.captured = captured("781059", true);
        take_captured(&mut gone);
        assert!(gone.front.is_err());
    }
}
