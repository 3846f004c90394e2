//! What people say that a paper says, where it was misread or not read at all.

use std::sync::Arc;

use super::case::Case;
use super::judge::Refusal;
use crate::config::{AccountRule, Config};
use crate::model::{
    CaseState, CheckReading, CodedFields, CorrectedField, Correction, Document, DocumentNumber, Entry, Field, Money,
    PageKind, PageReading, PaymentType, Place, Reading, Reviewer, Right, Source,
};

/// The kinds that a person may call a paper.
pub const KINDS: [PageKind; 6] = [
    PageKind::Check,
    PageKind::MoneyOrder,
    PageKind::Coupon,
    PageKind::Envelope,
    PageKind::Correspondence,
    PageKind::Other,
];
/// The number of a check is not longer.
const LONGEST_NUMBER: usize = 20;

/// Whether a paper of a case may be corrected so, and the lines of the ledger that follow: a paper that turns out to be a
/// payment comes in with an amount that is not known.
///
/// # Errors
/// When it may not, or makes no sense.
pub fn correct(
    case: &Case,
    document: Option<&Document>,
    correction: &Correction,
    by: &Reviewer,
    config: &Config,
) -> Result<Vec<Entry>, Refusal> {
    if !by.role.may(Right::Decide) {
        return Err(Refusal::NotAllowed(Right::Decide));
    }
    if case.state != CaseState::Open {
        return Err(Refusal::Decided(case.state));
    }
    let number = correction.document;
    let kind = document.and_then(Document::kind).ok_or(Refusal::NoPaper(number))?;
    match correction.field {
        CorrectedField::Account if !kind.is_payment_or_coupon() => Err(Refusal::NoPlaceFor("an account number")),
        CorrectedField::Account if config.account.recognise(&solid(&correction.value)).is_none() => {
            Err(Refusal::NoSuch("account number"))
        }
        CorrectedField::CheckNumber if !kind.is_payment() => Err(Refusal::NoPlaceFor("a check number")),
        CorrectedField::CheckNumber if !is_check_number(&correction.value) => Err(Refusal::NoSuch("check number")),
        CorrectedField::Account | CorrectedField::CheckNumber => Ok(Vec::new()),
        CorrectedField::Kind => {
            let other = PageKind::from_word(&correction.value).filter(|kind| KINDS.contains(kind));
            turned(case, number, kind, other.ok_or(Refusal::NoSuch("kind of paper"))?)
        }
    }
}

fn is_check_number(text: &str) -> bool {
    (1..=LONGEST_NUMBER).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The lines that follow when a paper is another kind.
fn turned(case: &Case, document: DocumentNumber, from: PageKind, to: PageKind) -> Result<Vec<Entry>, Refusal> {
    let known = case.payments().into_iter().find(|payment| payment.document == document);
    let amount = match (to.is_payment(), known) {
        // Money that is known leaves by a decision, not by another name of its paper.
        (false, Some(payment)) if payment.amount.is_some_and(|amount| amount != Money::ZERO) => {
            return Err(Refusal::StillMoney(document));
        }
        // What was never known is nothing.
        (false, Some(payment)) if payment.received.is_none() => Some(Money::ZERO),
        (true, None) => None,
        _ if from == to => return Err(Refusal::NoSuch("other kind of paper")),
        _ => return Ok(Vec::new()),
    };
    let line = |place| Entry {
        place,
        transaction: case.transaction.clone(),
        payment: document,
        account: None,
        bill: None,
        amount,
        posting: None,
        reverses: None,
    };
    Ok(vec![line(Place::Received), line(Place::Exception)])
}

/// The paper as it is with what a person says of it.
pub fn apply(document: &mut Document, correction: &Correction, rule: &AccountRule) {
    let Some(page) = face(document) else { return };
    match correction.field {
        CorrectedField::Account => {
            if let Some(account) = rule.recognise(&solid(&correction.value)) {
                let keyed = Reading { value: account, confidence: 1.0, source: Source::Keyed, place: None };
                name_account(page, keyed);
            }
        }
        CorrectedField::CheckNumber => {
            let line = page.check.as_mut().map(|check| &mut check.micr);
            if let Some(Field::Read(line) | Field::Unread(Some(line))) = line {
                line.value.check_number = Some(correction.value.clone());
            }
        }
        CorrectedField::Kind => {
            if let Some(kind) = PageKind::from_word(&correction.value) {
                turn(page, kind);
            }
        }
    }
}

fn name_account(page: &mut PageReading, keyed: Reading<crate::model::AccountNumber>) {
    if let Some(coupon) = &mut page.coupon {
        let fields = CodedFields {
            definition: Arc::from("keyed"),
            text: keyed.value.to_string(),
            account: Some(keyed.value.clone()),
            verified: true,
            ..CodedFields::default()
        };
        coupon.barcode = Field::Absent;
        coupon.scanline = Field::Read(Reading { value: fields, confidence: 1.0, source: Source::Keyed, place: None });
    }
    if let Some(check) = &mut page.check {
        check.accounts = vec![keyed];
        check.another_account = false;
    }
}

fn turn(page: &mut PageReading, kind: PageKind) {
    page.kind = kind;
    let instrument = if kind == PageKind::MoneyOrder { PaymentType::MoneyOrder } else { PaymentType::Check };
    let check = page.check.take().unwrap_or_else(|| CheckReading::empty(instrument));
    page.check = kind.is_payment().then_some(CheckReading { payment_type: instrument, ..check });
    let coupon = page.coupon.take().unwrap_or_default();
    page.coupon = (kind == PageKind::Coupon).then_some(coupon);
}

/// The side that says what the paper is.
fn face(document: &mut Document) -> Option<&mut PageReading> {
    let is_back = document.back.as_ref().is_some_and(|back| {
        let said = document.face().ok();
        back.as_ref().ok().zip(said).is_some_and(|(back, said)| std::ptr::eq(back, said))
    });
    let side = if is_back { document.back.as_mut()? } else { &mut document.front };
    side.as_mut().ok()
}

/// A number without gaps and dashes.
fn solid(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{coupon, payment};

    fn correction(document: u32, field: CorrectedField, value: &str) -> Correction {
        Correction { document: DocumentNumber(document), field, value: value.to_owned() }
    }

    #[test]
    fn a_keyed_account_takes_the_place_of_what_was_read() {
        let rule = Config::default().account;
        let account = |number: &str| correction(1, CorrectedField::Account, number);
        let mut paper = coupon(1, "7123456701", "b1");
        apply(&mut paper, &account("71 2345-6799"), &rule);
        let page = paper.face().unwrap().coupon.as_ref().unwrap().clone();
        let fields = page.scanline.sure().unwrap();
        assert_eq!(fields.account.as_ref().unwrap().as_str(), "7123456799");
        assert!(page.barcode.is_absent() && fields.bill.is_none() && fields.verified);
        let mut check = payment(2, "5.00");
        apply(&mut check, &account("7123456799"), &rule);
        let accounts = &check.face().unwrap().check.as_ref().unwrap().accounts;
        assert_eq!(accounts.iter().map(|found| found.value.as_str()).collect::<Vec<_>>(), ["7123456799"]);
    }

    #[test]
    fn a_paper_may_turn_out_to_be_a_payment_and_back() {
        let rule = Config::default().account;
        let mut paper = coupon(1, "7123456701", "b1");
        apply(&mut paper, &correction(1, CorrectedField::Kind, "check"), &rule);
        assert!(paper.is_payment() && paper.face().unwrap().check.is_some() && paper.face().unwrap().coupon.is_none());
        apply(&mut paper, &correction(1, CorrectedField::Kind, "correspondence"), &rule);
        assert!(!paper.is_payment() && paper.face().unwrap().check.is_none());
    }
}
