//! A check and what it was applied to, as 823 and 820 tell them alike.

use super::heading::{self, BANK_ACCOUNT, Heading, IDENTITY, Member, REFERENCE};
use super::segment::Segments;
use super::text;
use crate::formats::remittance::PostingFileError;
use crate::model::{Application, Money, Remittance};

/// The payment itself: BPR, its check number (TRN), batch and item (REF), the day it arrived (DTM).
///
/// BPR02 has no sign: BPR03 says `D` where money is taken back.
pub(super) fn add_check(
    segments: &mut Segments,
    handling: &str,
    heading: &Heading,
    payment: &Remittance,
) -> Result<(), PostingFileError> {
    let what = || heading::document(payment);
    let amount = text::amount(payment.amount.abs());
    let flag = if payment.amount.cents() < 0 { "D" } else { "C" };
    let (bank_kind, bank) = payment.routing.as_ref().map_or(("", ""), |routing| ("01", routing.as_str()));
    let (account_kind, account) = match payment.payer_account.as_deref() {
        None | Some("") => ("", ""),
        Some(account) => ("DA", text::id(account, BANK_ACCOUNT, &|| format!("the payer's account of {}", what()))?),
    };
    let date = heading::day(payment.deposit_date);
    let elements = [
        handling,
        &amount,
        flag,
        "CHK",
        "",
        bank_kind,
        bank,
        account_kind,
        account,
        &heading.company,
        "",
        "01",
        &heading.bank,
        heading.account_kind,
        &heading.account,
        &date,
    ];
    segments.add("BPR", &elements);
    if let Some(number) = payment.check_number.as_deref().filter(|number| !number.is_empty()) {
        segments.add("TRN", &["1", text::id(number, REFERENCE, &|| format!("the check number of {}", what()))?]);
    }
    let batch = text::id(payment.batch.as_str(), REFERENCE, &|| format!("the batch of {}", what()))?;
    segments.add("REF", &["BT", batch]);
    segments.add("REF", &["TN", &payment.document.to_string()]);
    segments.add("DTM", &["050", &heading::day(payment.received_date)]);
    Ok(())
}

/// The open item that a part was applied to: the bill, or the account for credit on account.
pub(super) fn add_open_item(segments: &mut Segments, applied: &Application) {
    let amount = text::amount(applied.amount);
    match &applied.bill {
        Some(bill) => segments.add("RMR", &["IV", bill.as_str(), "PI", &amount]),
        None => segments.add("RMR", &["11", applied.account.as_str(), "PO", &amount]),
    }
}

/// The account of a bill and the month that the bill is for.
pub(super) fn add_bill_details(segments: &mut Segments, applied: &Application) {
    if applied.bill.is_some() {
        segments.add("REF", &["11", applied.account.as_str()]);
    }
    add_coverage(segments, applied);
}

/// The month of coverage.
pub(super) fn add_coverage(segments: &mut Segments, applied: &Application) {
    if let Some(period) = applied.period {
        segments.add("DTM", &["582", "", "", "", "RD8", &heading::coverage(period)]);
    }
}

/// What nobody's account got yet: a payment on account without a reference.
pub(super) fn add_suspense(segments: &mut Segments, rest: Money) {
    segments.add("RMR", &["", "", "PO", &text::amount(rest)]);
}

/// The member as NM1; nothing where nothing is known.
pub(super) fn add_member(segments: &mut Segments, member: &Member<'_>, id_kind: &str, id: &str) {
    if member.is_known() || !id.is_empty() {
        let kind = if id.is_empty() { "" } else { id_kind };
        segments.add("NM1", &["IL", "1", &member.last, &member.first, "", "", "", kind, id]);
    }
}

/// The account as the identity of a person; as short a one as `7` is none.
pub(super) fn account_identity<'a>(
    payment: &Remittance,
    applied: &'a Application,
) -> Result<&'a str, PostingFileError> {
    text::id(applied.account.as_str(), IDENTITY, &|| format!("the account of {}", heading::posting(payment, applied)))
}

/// Parts that follow one another and belong to one member's account.
pub(super) fn by_account(payment: &Remittance) -> impl Iterator<Item = &[Application]> {
    payment.applied.chunk_by(|one, next| {
        one.account == next.account && one.member_name == next.member_name && one.member_id == next.member_id
    })
}
