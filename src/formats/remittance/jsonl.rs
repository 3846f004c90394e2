//! An object for each payment, one a line, with the parts that it was applied to.
//!
//! Amounts are decimals as text, dates ISO 8601, what is not there is `null`. `unapplied` is what of the amount was
//! applied to nothing.

use std::borrow::Cow;
use std::io::{self, BufRead, BufWriter, Read, Write};

use serde::{Deserialize, Serialize};

use super::{Inspection, PostingFile, PostingFileError, ReadPayment};
use crate::model::{
    AccountNumber, Application, BatchId, BillId, DocumentNumber, EvidenceKind, Money, PaymentType, Remittance,
    RoutingNumber, Rule, TransactionId,
};

/// No payment takes a longer line, in bytes.
const LONGEST_LINE: u64 = 1 << 24;

type Text<'a> = Cow<'a, str>;

/// A payment as it is written.
#[derive(Serialize, Deserialize)]
struct Payment<'a> {
    batch_id: Text<'a>,
    transaction: Text<'a>,
    document: u32,
    payment_type: Text<'a>,
    amount: String,
    unapplied: String,
    routing_number: Option<Text<'a>>,
    payer_account: Option<Text<'a>>,
    check_number: Option<Text<'a>>,
    received_date: String,
    deposit_date: String,
    postmark_date: Option<String>,
    applied: Vec<Part<'a>>,
}

/// A part of it as it is written.
#[derive(Serialize, Deserialize)]
struct Part<'a> {
    posting_id: Text<'a>,
    account_number: Text<'a>,
    bill_id: Option<Text<'a>>,
    amount: String,
    rule: Text<'a>,
    evidence: Vec<Text<'a>>,
    reverses: Option<Text<'a>>,
    member_name: Option<Text<'a>>,
    member_id: Option<Text<'a>>,
    period: Option<String>,
}

struct JsonlFile<W: Write>(BufWriter<W>);

/// Begins with nothing.
pub(super) fn create<'a, W: Write + 'a>(out: W) -> Box<dyn PostingFile + 'a> {
    Box::new(JsonlFile(BufWriter::new(out)))
}

impl<W: Write> PostingFile for JsonlFile<W> {
    fn add(&mut self, payment: &Remittance) -> Result<(), PostingFileError> {
        serde_json::to_writer(&mut self.0, &Payment::from(payment)).map_err(io::Error::from)?;
        Ok(self.0.write_all(b"\n")?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), PostingFileError> {
        Ok(self.0.flush()?)
    }
}

impl<'a> From<&'a Remittance> for Payment<'a> {
    fn from(payment: &'a Remittance) -> Self {
        Self {
            batch_id: payment.batch.as_str().into(),
            transaction: payment.transaction.0.as_str().into(),
            document: payment.document.0,
            payment_type: payment.payment_type.word().into(),
            amount: payment.amount.to_string(),
            unapplied: payment.amount.minus(payment.applied_amount()).to_string(),
            routing_number: payment.routing.as_ref().map(|routing| routing.as_str().into()),
            payer_account: payment.payer_account.as_deref().map(Cow::Borrowed),
            check_number: payment.check_number.as_deref().map(Cow::Borrowed),
            received_date: payment.received_date.to_string(),
            deposit_date: payment.deposit_date.to_string(),
            postmark_date: payment.postmark_date.map(|date| date.to_string()),
            applied: payment.applied.iter().map(Part::from).collect(),
        }
    }
}

impl<'a> From<&'a Application> for Part<'a> {
    fn from(part: &'a Application) -> Self {
        Self {
            posting_id: part.posting_id.as_str().into(),
            account_number: part.account.as_str().into(),
            bill_id: part.bill.as_ref().map(|bill| bill.as_str().into()),
            amount: part.amount.to_string(),
            rule: part.rule.word().into(),
            evidence: part.evidence.iter().map(|kind| kind.word().into()).collect(),
            reverses: part.reverses.as_deref().map(Cow::Borrowed),
            member_name: part.member_name.as_deref().map(Cow::Borrowed),
            member_id: part.member_id.as_deref().map(Cow::Borrowed),
            period: part.period.map(|period| period.to_string()),
        }
    }
}

/// Reads such a file back.
pub(super) fn inspect(input: impl BufRead) -> io::Result<Inspection> {
    let mut inspection = Inspection::new("jsonl");
    let mut payments = Vec::new();
    read(input, &mut inspection, |payment| payments.push(ReadPayment::from(&payment)))?;
    inspection.payments = payments;
    Ok(inspection)
}

/// Hands over each payment.
pub(super) fn read(
    mut input: impl BufRead,
    found: &mut Inspection,
    mut take: impl FnMut(Remittance),
) -> io::Result<()> {
    let mut line = Vec::new();
    let (mut number, mut offset) = (0, 0);
    loop {
        line.clear();
        input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(());
        }
        number += 1;
        match parse(&line) {
            Ok(payment) => {
                found.lines.push(told(number, &payment));
                take(payment);
            }
            Err(message) => found.find(number, offset, message),
        }
        offset += line.len() as u64;
    }
}

fn told(number: u64, payment: &Remittance) -> String {
    let to: Vec<String> = payment
        .applied
        .iter()
        .map(|part| {
            let bill = part.bill.as_ref().map_or("on account".to_owned(), |bill| format!("bill {bill}"));
            format!("{} to account {} {bill}", part.amount, part.account)
        })
        .collect();
    let rest = payment.amount.minus(payment.applied_amount());
    let rest = if rest == Money::ZERO { String::new() } else { format!("; {rest} in suspense") };
    let (document, batch) = (payment.document, &payment.batch);
    format!("{number} document {document} of batch {batch}: {}: {}{rest}", payment.amount, to.join(", "))
}

fn parse(line: &[u8]) -> Result<Remittance, String> {
    let payment: Payment<'_> = serde_json::from_slice(line.trim_ascii_end()).map_err(|error| error.to_string())?;
    let amount = value("amount", &payment.amount, |text| text.parse::<Money>().ok())?;
    let remittance = Remittance {
        batch: value("batch_id", &payment.batch_id, BatchId::new)?,
        transaction: TransactionId(payment.transaction.into_owned()),
        document: DocumentNumber(payment.document),
        payment_type: value("payment_type", &payment.payment_type, PaymentType::from_word)?,
        amount,
        routing: payment.routing_number.map(|text| value("routing_number", &text, RoutingNumber::new)).transpose()?,
        payer_account: payment.payer_account.map(Cow::into_owned),
        check_number: payment.check_number.map(Cow::into_owned),
        received_date: value("received_date", &payment.received_date, |text| text.parse().ok())?,
        deposit_date: value("deposit_date", &payment.deposit_date, |text| text.parse().ok())?,
        postmark_date: payment
            .postmark_date
            .map(|text| value("postmark_date", &text, |text| text.parse().ok()))
            .transpose()?,
        applied: payment.applied.into_iter().map(application).collect::<Result<_, _>>()?,
    };
    let rest = amount.minus(remittance.applied_amount());
    if rest.to_string() != payment.unapplied {
        return Err(format!("`unapplied` is {}, but {amount} less what is applied is {rest}", payment.unapplied));
    }
    Ok(remittance)
}

fn application(part: Part<'_>) -> Result<Application, String> {
    let kind = |word: &Text<'_>| value("evidence", word, EvidenceKind::from_word);
    Ok(Application {
        account: value("account_number", &part.account_number, AccountNumber::new)?,
        bill: part.bill_id.map(|text| value("bill_id", &text, BillId::new)).transpose()?,
        amount: value("amount", &part.amount, |text| text.parse().ok())?,
        rule: value("rule", &part.rule, Rule::from_word)?,
        evidence: part.evidence.iter().map(kind).collect::<Result<_, _>>()?,
        posting_id: part.posting_id.into_owned(),
        reverses: part.reverses.map(Cow::into_owned),
        member_name: part.member_name.map(Cow::into_owned),
        member_id: part.member_id.map(Cow::into_owned),
        period: part.period.map(|text| value("period", &text, |text| text.parse().ok())).transpose()?,
    })
}

fn value<T>(name: &str, text: &str, value: impl Fn(&str) -> Option<T>) -> Result<T, String> {
    value(text).ok_or_else(|| format!("`{name}`: `{text}` is no such value"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::remittance::Form;
    use crate::formats::remittance::testing::{payments, written};

    #[test]
    fn an_object_for_each_payment() {
        assert_eq!(
            written(&Form::Jsonl, &payments()[1..2]),
            concat!(
                r#"{"batch_id":"b1","transaction":"2","document":4,"payment_type":"money_order","amount":"20.00","#,
                r#""unapplied":"0.00","routing_number":"000008002","payer_account":null,"check_number":"22334455667","#,
                r#""received_date":"2026-11-23","deposit_date":"2026-11-24","postmark_date":null,"applied":["#,
                r#"{"posting_id":"b1-P000002","account_number":"7002","bill_id":"BILL-2","amount":"15.00","#,
                r#""rule":"partial","evidence":["memo","amount"],"reverses":null,"member_name":"Zoë \"Z\" Núñez","#,
                r#""member_id":"M-2","period":"2026-12"},"#,
                r#"{"posting_id":"b1-P000003","account_number":"7002","bill_id":null,"amount":"5.00","rule":"partial","#,
                r#""evidence":[],"reverses":null,"member_name":null,"member_id":null,"period":null}]}"#,
                "\n"
            )
        );
    }

    #[test]
    fn every_payment_comes_back_as_it_was() {
        let (mut back, mut inspection) = (Vec::new(), Inspection::default());
        let file = written(&Form::Jsonl, &payments());
        read(file.as_bytes(), &mut inspection, |payment| back.push(payment)).unwrap();
        assert_eq!((inspection.findings, back), (Vec::new(), payments()));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let file = written(&Form::Jsonl, &payments());
        let second = file.find('\n').unwrap() + 1;
        let (good, bad) = file.split_at(second);
        for (from, to, message) in [
            (r#""amount":"20.00""#, r#""amount":20.00"#, "invalid type"),
            (r#""unapplied":"0.00""#, r#""unapplied":"1.00""#, "20.00 less what is applied is 0.00"),
            ("000008002", "000008003", "`routing_number`: `000008003`"),
            (r#""memo","#, r#""hunch","#, "`evidence`: `hunch`"),
            ("}\n", "\n", "EOF while parsing"),
        ] {
            let found = inspect(format!("{good}{}", bad.replacen(from, to, 1)).as_bytes()).unwrap().findings;
            assert_eq!((found.len(), found[0].record, found[0].offset), (1, 2, second as u64), "{found:?}");
            assert!(found[0].message.contains(message), "{found:?}");
        }
    }
}
