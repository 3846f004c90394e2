//! `documents.csv`: one row per document with what was surely read from it.

use std::collections::HashMap;
use std::io;

use super::{JOIN, amount, text, write_row};
use crate::model::{
    AccountNumber, BillId, CheckReading, CodedFields, CouponReading, Decision, Document, Outcome, Transaction,
    TransactionId,
};

const COLUMNS: [&str; 12] = [
    "document",
    "transaction",
    "file",
    "page",
    "kind",
    "routing_number",
    "payer_account",
    "check_number",
    "amount",
    "account_number",
    "bill_id",
    "quality",
];

/// From which confidence on an account number on a payment's face is shown as read.
const SURE: f32 = 0.9;

/// Writes the rows, in the order of the documents' numbers. What was not read surely stays empty.
///
/// The decisions lend the bill file's way of writing numbers that a code fills up with zeros.
///
/// # Errors
/// When writing fails.
pub fn write_documents(out: impl io::Write, transactions: &[Transaction], decisions: &[Decision]) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(COLUMNS).map_err(io::Error::other)?;
    let decisions: HashMap<&TransactionId, &Decision> = decisions.iter().map(|d| (&d.transaction, d)).collect();
    let mut rows: Vec<(&Document, &TransactionId)> =
        transactions.iter().flat_map(|t| t.documents.iter().map(move |document| (document, &t.id))).collect();
    rows.sort_by_key(|(document, _)| document.number);
    for (document, transaction) in rows {
        write_row(&mut out, &row(document, transaction, decisions.get(transaction).copied()))?;
    }
    out.flush()
}

fn row(document: &Document, transaction: &TransactionId, decision: Option<&Decision>) -> Vec<String> {
    let face = document.face();
    let check = face.ok().and_then(|page| page.check.as_ref());
    let line = check.and_then(|check| check.micr.sure());
    let (account, bill) = keys(document);
    let (account, bill) = as_in_bill_file(account, bill, decision);
    let kind = face.map_or("unreadable", |page| page.kind.word());
    let flags: Vec<&str> =
        face.map(|page| page.quality.flags.iter().map(|flag| flag.word()).collect()).unwrap_or_default();
    vec![
        document.number.to_string(),
        text(transaction.to_string()),
        text(document.source.file.as_ref()),
        document.source.page.to_string(),
        kind.to_owned(),
        line.and_then(|line| line.routing).map(|routing| routing.to_string()).unwrap_or_default(),
        text(line.and_then(|line| line.payer_account.clone()).unwrap_or_default()),
        text(line.and_then(|line| line.check_number.clone()).unwrap_or_default()),
        amount(check.and_then(|check| check.amount.value.sure().copied())),
        account.map(|account| account.to_string()).unwrap_or_default(),
        text(bill.map(|bill| bill.to_string()).unwrap_or_default()),
        flags.join(JOIN),
    ]
}

fn keys(document: &Document) -> (Option<AccountNumber>, Option<BillId>) {
    let Ok(page) = document.face() else { return (None, None) };
    match (&page.coupon, &page.check) {
        (Some(coupon), _) => (one(coupon, |f| f.account.as_ref()), one(coupon, |f| f.bill.as_ref())),
        (None, Some(check)) => (named(check), None),
        (None, None) => (None, None),
    }
}

/// What the coupon's codes say; nothing if they disagree.
fn one<T: ToString + Clone>(coupon: &CouponReading, field: impl Fn(&CodedFields) -> Option<&T>) -> Option<T> {
    let codes = [coupon.barcode.sure(), coupon.scanline.sure()];
    let mut values = codes.into_iter().flatten().filter_map(field);
    let first = values.next()?;
    let same = |other: &T| bare(&other.to_string()) == bare(&first.to_string());
    values.all(same).then(|| first.clone())
}

/// The one account number that the payment's face carries.
fn named(check: &CheckReading) -> Option<AccountNumber> {
    let mut numbers = check.accounts.iter().filter(|reading| reading.confidence >= SURE).map(|reading| &reading.value);
    let first = numbers.next()?;
    numbers.all(|other| other == first).then(|| first.clone())
}

fn as_in_bill_file(
    account: Option<AccountNumber>,
    bill: Option<BillId>,
    decision: Option<&Decision>,
) -> (Option<AccountNumber>, Option<BillId>) {
    let Some(decision) = decision else { return (account, bill) };
    let known = decision.candidates.iter().map(|candidate| (&candidate.account, candidate.bill.as_ref()));
    let posted = match &decision.outcome {
        Outcome::Post(postings) => postings.as_slice(),
        Outcome::Hold(_) => &[],
    };
    let known: Vec<_> = known.chain(posted.iter().map(|posting| (&posting.account, posting.bill.as_ref()))).collect();
    let same = |a: &str, b: &str| bare(a) == bare(b);
    let account = account.map(|read| {
        let mut fits = known.iter().map(|(account, _)| *account);
        fits.find(|account| same(account.as_str(), read.as_str())).cloned().unwrap_or(read)
    });
    let bill = bill.map(|read| {
        let on_account = known.iter().filter(|(known, _)| account.as_ref().is_none_or(|account| account == *known));
        let mut fits = on_account.filter_map(|(_, bill)| *bill);
        fits.find(|bill| same(bill.as_str(), read.as_str())).cloned().unwrap_or(read)
    });
    (account, bill)
}

fn bare(text: &str) -> &str {
    text.trim_start_matches('0')
}
