//! A row for each part of a payment, in the columns of `posting.csv`.
//!
//! The rows of a payment follow one another and add up to its amount: what was applied to nothing is a row of its own,
//! without posting, account and bill, under the rule `suspense`. What undoes an earlier posting is less than nothing and
//! names that posting in `reverses`.

use std::io;

use csv::{Reader, ReaderBuilder, StringRecord};

use super::{Inspection, PostingFile, PostingFileError, ReadPayment};
use crate::formats::cell::{JOIN, plain};
use crate::formats::posting_row::{COLUMNS, PostingRow};
use crate::model::{
    AccountNumber, Application, BatchId, BillId, DocumentNumber, EvidenceKind, Money, PaymentType, Remittance,
    RoutingNumber, Rule, TransactionId,
};

/// The rule of what was applied to nothing.
const SUSPENSE: &str = "suspense";

struct CsvFile<W: io::Write>(csv::Writer<W>);

/// Begins with the names of the columns.
pub(super) fn create<'a, W: io::Write + 'a>(out: W) -> io::Result<Box<dyn PostingFile + 'a>> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(COLUMNS).map_err(io::Error::other)?;
    Ok(Box::new(CsvFile(out)))
}

impl<W: io::Write> PostingFile for CsvFile<W> {
    fn add(&mut self, payment: &Remittance) -> Result<(), PostingFileError> {
        for part in &payment.applied {
            applied_row(payment, part).write(&mut self.0)?;
        }
        let rest = payment.amount.minus(payment.applied_amount());
        if rest != Money::ZERO || payment.applied.is_empty() {
            row(payment, rest).write(&mut self.0)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), PostingFileError> {
        Ok(self.0.flush()?)
    }
}

fn applied_row<'a>(payment: &'a Remittance, part: &'a Application) -> PostingRow<'a> {
    PostingRow {
        posting_id: &part.posting_id,
        account: part.account.as_str(),
        bill: part.bill.as_ref().map_or("", |bill| bill.as_str()),
        rule: part.rule.word(),
        evidence: &part.evidence,
        reverses: part.reverses.as_deref().unwrap_or_default(),
        ..row(payment, part.amount)
    }
}

/// So much of the payment without what it was applied to.
fn row(payment: &Remittance, amount: Money) -> PostingRow<'_> {
    PostingRow {
        posting_id: "",
        batch: payment.batch.as_str(),
        transaction: &payment.transaction.0,
        account: "",
        bill: "",
        amount,
        payment_type: payment.payment_type,
        routing: payment.routing,
        payer_account: payment.payer_account.as_deref().unwrap_or_default(),
        check_number: payment.check_number.as_deref().unwrap_or_default(),
        deposit_date: payment.deposit_date,
        received_date: payment.received_date,
        postmark_date: payment.postmark_date,
        rule: SUSPENSE,
        evidence: &[],
        reverses: "",
        document: payment.document.0,
    }
}

/// Reads such a file back.
pub(super) fn inspect(input: impl io::Read) -> io::Result<Inspection> {
    let mut inspection = Inspection::new("csv");
    let mut payments = Vec::new();
    read(input, &mut inspection, |payment| payments.push(ReadPayment::from(&payment)))?;
    inspection.payments = payments;
    Ok(inspection)
}

/// Hands over each payment once its last row is read.
pub(super) fn read(
    input: impl io::Read,
    inspection: &mut Inspection,
    mut take: impl FnMut(Remittance),
) -> io::Result<()> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(input);
    let mut open: Option<Remittance> = None;
    let mut number = 0;
    while let Some((offset, row)) = next(&mut reader)? {
        number += 1;
        let read = match row {
            Ok(row) if number == 1 => check_names(&row).map(|()| None),
            Ok(row) => parse(&row).map(Some),
            Err(message) => Err(message),
        };
        match read {
            Ok(Some(payment)) => {
                inspection.lines.push(told(number, &payment));
                match &mut open {
                    Some(open) if is_same(open, &payment) => join(open, payment),
                    _ => open.replace(payment).into_iter().for_each(&mut take),
                }
            }
            Ok(None) => {}
            Err(message) => inspection.find(number, offset, message),
        }
    }
    if number == 0 {
        inspection.find(1, 0, "the file is empty; even one without payments has the names of the columns");
    }
    open.into_iter().for_each(take);
    Ok(())
}

type Row = Result<StringRecord, String>;

fn next<R: io::Read>(reader: &mut Reader<R>) -> io::Result<Option<(u64, Row)>> {
    let offset = reader.position().byte();
    let mut row = StringRecord::new();
    match reader.read_record(&mut row) {
        Ok(true) => Ok(Some((offset, Ok(row)))),
        Ok(false) => Ok(None),
        Err(error) if error.is_io_error() => Err(io::Error::other(error)),
        Err(error) => Ok(Some((offset, Err(error.to_string())))),
    }
}

/// More columns may follow those that we write.
fn check_names(row: &StringRecord) -> Result<(), String> {
    let wrong = COLUMNS.iter().enumerate().find(|(at, name)| row.get(*at) != Some(**name));
    wrong.map_or(Ok(()), |(at, name)| Err(format!("column {} of the first row is to be named `{name}`", at + 1)))
}

fn is_same(open: &Remittance, next: &Remittance) -> bool {
    let way = |payment: &Remittance| payment.amount < Money::ZERO;
    (&open.batch, &open.transaction, open.document, way(open))
        == (&next.batch, &next.transaction, next.document, way(next))
}

fn join(open: &mut Remittance, next: Remittance) {
    open.amount = open.amount.plus(next.amount);
    open.applied.extend(next.applied);
}

fn told(number: u64, payment: &Remittance) -> String {
    let to = match payment.applied.first() {
        None => "left in suspense".to_owned(),
        Some(part) => {
            let bill = part.bill.as_ref().map_or("on account".to_owned(), |bill| format!("bill {bill}"));
            format!("account {} {bill}, posting {}", part.account, part.posting_id)
        }
    };
    format!("{number} document {} of batch {}: {} to {to}", payment.document, payment.batch, payment.amount)
}

/// A row as a payment of just that part.
fn parse(row: &StringRecord) -> Result<Remittance, String> {
    if row.len() < COLUMNS.len() {
        return Err(format!("the row has {} cells instead of {}", row.len(), COLUMNS.len()));
    }
    let cells = Cells(row);
    let amount = cells.read("amount", |text| text.parse::<Money>().ok())?;
    Ok(Remittance {
        batch: cells.read("batch_id", BatchId::new)?,
        transaction: TransactionId(cells.text("transaction").to_owned()),
        document: cells.read("document", |text| text.parse().ok().map(DocumentNumber))?,
        payment_type: cells.read("payment_type", PaymentType::from_word)?,
        amount,
        routing: cells.optional("routing_number", RoutingNumber::new)?,
        payer_account: cells.optional("payer_account", |text| Some(text.to_owned()))?,
        check_number: cells.optional("check_number", |text| Some(text.to_owned()))?,
        received_date: cells.read("received_date", |text| text.parse().ok())?,
        deposit_date: cells.read("deposit_date", |text| text.parse().ok())?,
        postmark_date: cells.optional("postmark_date", |text| text.parse().ok())?,
        applied: application(&cells, amount)?.into_iter().collect(),
    })
}

fn application(cells: &Cells<'_>, amount: Money) -> Result<Option<Application>, String> {
    if cells.text("rule") == SUSPENSE {
        return Ok(None);
    }
    let kinds = cells.text("evidence").split(JOIN).filter(|word| !word.is_empty());
    Ok(Some(Application {
        posting_id: cells.text("posting_id").to_owned(),
        account: cells.read("account_number", AccountNumber::new)?,
        bill: cells.optional("bill_id", BillId::new)?,
        amount,
        rule: cells.read("rule", Rule::from_word)?,
        evidence: kinds
            .map(|word| EvidenceKind::from_word(word).ok_or_else(|| wrong("evidence", word)))
            .collect::<Result<_, _>>()?,
        reverses: cells.optional("reverses", |text| Some(text.to_owned()))?,
        member_name: None,
        member_id: None,
        period: None,
    }))
}

/// The cells of a row by the names of their columns.
struct Cells<'a>(&'a StringRecord);

impl Cells<'_> {
    fn text(&self, column: &str) -> &str {
        let at = COLUMNS.iter().position(|name| *name == column);
        at.and_then(|at| self.0.get(at)).map(plain).unwrap_or_default()
    }

    fn read<T>(&self, column: &str, value: impl Fn(&str) -> Option<T>) -> Result<T, String> {
        let text = self.text(column);
        value(text).ok_or_else(|| wrong(column, text))
    }

    fn optional<T>(&self, column: &str, value: impl Fn(&str) -> Option<T>) -> Result<Option<T>, String> {
        if self.text(column).is_empty() { Ok(None) } else { self.read(column, value).map(Some) }
    }
}

fn wrong(column: &str, text: &str) -> String {
    format!("column `{column}`: `{text}` is no such value")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::remittance::testing::{payments, written};
    use crate::formats::remittance::{Form, testing};
    use crate::model::testing::money;

    #[test]
    fn a_row_for_each_part_and_one_for_the_rest() {
        assert_eq!(
            written(&Form::Csv, &payments()[1..3]),
            "posting_id,batch_id,transaction,account_number,bill_id,amount,payment_type,routing_number,payer_account,\
            check_number,deposit_date,received_date,postmark_date,rule,evidence,reverses,document\n\
            b1-P000002,b1,2,7002,BILL-2,15.00,money_order,000008002,,22334455667,2026-11-24,2026-11-23,,partial,memo|amount,,4\n\
            b1-P000003,b1,2,7002,,5.00,money_order,000008002,,22334455667,2026-11-24,2026-11-23,,partial,,,4\n\
            ,b1,3,,,9.99,check,,,,2026-11-24,2026-11-23,,suspense,,,6\n"
        );
    }

    #[test]
    fn every_payment_comes_back_as_it_was_but_for_the_member() {
        let mut back = Vec::new();
        let mut inspection = Inspection::default();
        let file = written(&Form::Csv, &payments());
        read(file.as_bytes(), &mut inspection, |payment| back.push(payment)).unwrap();
        assert_eq!(inspection.findings, []);
        assert_eq!(back, testing::without_members(payments()));
        let rest = back[2].amount.minus(back[2].applied_amount());
        assert_eq!((rest, inspection.lines.len()), (money("9.99"), 6));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let file = written(&Form::Csv, &payments());
        let first = file.find('\n').unwrap() + 1;
        for (from, to, message) in [
            ("b1-P000001,b1", "b1-P000001,b 1", "column `batch_id`: `b 1`"),
            (",31.24,", ",31.245,", "column `amount`: `31.245`"),
            ("coupon_exact", "guess", "column `rule`: `guess`"),
            ("011000138", "011000139", "column `routing_number`"),
            (",b1,1,7001,BILL-1", ",b1,1", "the row has 15 cells"),
        ] {
            let found = inspect(file.replacen(from, to, 1).as_bytes()).unwrap().findings;
            assert_eq!((found[0].record, found[0].offset), (2, first as u64), "{found:?}");
            assert!(found[0].message.contains(message), "{found:?}");
        }
        let found = inspect(file.replacen("bill_id", "bill", 1).as_bytes()).unwrap().findings;
        assert_eq!(found[0].message, "column 5 of the first row is to be named `bill_id`");
        assert_eq!(inspect(&b""[..]).unwrap().findings.len(), 1);
    }
}
