use std::sync::Arc;

use jiff::civil::date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::layout::{Layout, shipped};
use super::testing::{reversed, without_members, written};
use super::{Form, Inspection, ReadPart, csv, inspect, jsonl};
use crate::model::{
    AccountNumber, Application, BatchId, BillId, DocumentNumber, EvidenceKind, Money, PaymentType, Period, Remittance,
    RoutingNumber, Rule, TransactionId,
};

const LARGEST: i64 = 9_999_999_999;

/// Words with all that has broken tables before.
fn wild() -> BoxedStrategy<String> {
    let parts = select(vec![
        "Zoë", "O’Neil", "\"", "'", ",", ";", "|", "\t", "\n", "\r\n", "=1+1", "+", "-", "@", " ", "王", "ß", "0",
        "A_b",
    ]);
    vec(parts, 1..5).prop_map(|parts| parts.concat()).boxed()
}

/// What the columns of a lockbox file can hold.
fn tame() -> BoxedStrategy<String> {
    "[0-9][0-9-]{0,11}".boxed()
}

fn part() -> impl Strategy<Value = Application> {
    let names = (option::of(wild()), option::of(wild()), option::of((2020..2030_i16, 1..=12_i8)));
    let decided = (select(Rule::ALL), vec(select(EvidenceKind::ALL), 0..3));
    ("[0-9A-Za-z]{1,12}", option::of("[0-9A-Za-z./-]{1,16}"), 1..=LARGEST, wild(), decided, names).prop_map(
        |(account, bill, cents, id, (rule, evidence), (name, member, period))| Application {
            posting_id: id,
            account: AccountNumber::new(&account).unwrap(),
            bill: bill.map(|bill| BillId::new(&bill).unwrap()),
            amount: Money::from_cents(cents),
            rule,
            evidence,
            reverses: None,
            member_name: name,
            member_id: member,
            period: period.and_then(|(year, month)| Period::new(year, month)),
        },
    )
}

fn payment(texts: BoxedStrategy<String>) -> impl Strategy<Value = Remittance> {
    let instrument = (
        select(PaymentType::ALL),
        option::of(select(vec!["011000138", "000008002"])),
        option::of(texts.clone()),
        option::of(texts),
        option::of(0..600_i64),
    );
    (0..3_u32, wild(), instrument, vec(part(), 0..4), 0..1_000_i64).prop_map(
        |(batch, transaction, (payment_type, routing, payer_account, check_number, postmark), mut applied, rest)| {
            // A check's amount is no larger than the largest that a field holds.
            let share = i64::try_from(applied.len().max(1)).unwrap();
            for part in &mut applied {
                part.amount = Money::from_cents((part.amount.cents() / share - rest).max(1));
            }
            let amount = applied.iter().map(|part| part.amount).sum::<Money>().plus(Money::from_cents(rest));
            Remittance {
                batch: BatchId::new(&format!("b{batch}")).unwrap(),
                transaction: TransactionId(transaction),
                document: DocumentNumber(0),
                payment_type,
                amount: if amount == Money::ZERO { Money::from_cents(1) } else { amount },
                routing: routing.and_then(RoutingNumber::new),
                payer_account,
                check_number,
                received_date: date(2026, 11, 23),
                deposit_date: date(2026, 11, 24),
                postmark_date: postmark.map(|days| date(2026, 11, 23).saturating_sub(jiff::Span::new().days(days))),
                applied,
            }
        },
    )
}

/// Payments in the order of batches, each document once.
fn payments(texts: BoxedStrategy<String>) -> impl Strategy<Value = Vec<Remittance>> {
    vec(payment(texts), 0..8).prop_map(|mut payments| {
        payments.sort_by(|one, next| one.batch.cmp(&next.batch));
        for (number, payment) in (1..).zip(&mut payments) {
            payment.document = DocumentNumber(number);
        }
        payments
    })
}

/// What a lockbox file tells of a payment: amounts, and numbers by their right end.
type Told = (Option<Money>, Option<String>, Option<String>, Vec<(Option<String>, Option<Money>)>);

fn digits(text: &str, most: usize) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let right = digits[digits.len().saturating_sub(most)..].trim_start_matches('0');
    (!right.is_empty()).then(|| right.to_owned())
}

fn told(payment: &Remittance, amounts: bool, number: usize) -> Told {
    let part = |part: &Application| {
        let bill = part.bill.as_ref().map_or(part.account.as_str(), |bill| bill.as_str());
        (Some(bill.to_ascii_uppercase()), amounts.then_some(part.amount))
    };
    let text = |text: &Option<String>, most| text.as_deref().and_then(|text| digits(text, most));
    (
        Some(payment.amount),
        text(&payment.payer_account, 10),
        text(&payment.check_number, number),
        payment.applied.iter().map(part).collect(),
    )
}

fn told_back(inspection: Inspection) -> Vec<Told> {
    let part = |part: ReadPart| (part.bill, part.amount);
    let payments = inspection.payments.into_iter();
    payments
        .map(|payment| {
            (
                payment.amount,
                payment.payer_account,
                payment.check_number,
                payment.applied.into_iter().map(part).collect(),
            )
        })
        .collect()
}

#[test]
fn the_largest_number_is_only_out_of_sequence() {
    let rows = Form::Layout(Arc::new(Layout::from_toml(ROWS).unwrap()));
    let file = ROWS_FILE.replace("BATCH", &i64::MAX.to_string());
    let found = inspect(&rows, file.as_bytes()).unwrap().findings;
    assert!(found.iter().any(|finding| finding.message.contains("out of sequence")), "{found:?}");
}

proptest! {
    #[test]
    fn csv_and_jsonl_give_back_what_was_put_in(payments in payments(wild()), undo in any::<bool>()) {
        let payments: Vec<Remittance> = if undo { payments.iter().map(reversed).collect() } else { payments };
        let (mut rows, mut objects) = (Vec::new(), Vec::new());
        let mut inspection = Inspection::default();
        let file = written(&Form::Csv, &payments);
        csv::read(file.as_bytes(), &mut inspection, |payment| rows.push(payment)).unwrap();
        let file = written(&Form::Jsonl, &payments);
        jsonl::read(file.as_bytes(), &mut inspection, |payment| objects.push(payment)).unwrap();
        prop_assert_eq!(inspection.findings, []);
        prop_assert_eq!(&objects, &payments);
        prop_assert_eq!(rows, without_members(payments));
    }

    #[test]
    fn lockbox_files_give_back_what_was_put_in(payments in payments(tame())) {
        for (shipped, amounts, number) in [(shipped::BAI, false, 9), (shipped::BAI2, true, 9), (shipped::BAI_NAMES, false, 10)] {
            let form = Form::Layout(Arc::new(shipped.layout().unwrap()));
            let read = inspect(&form, written(&form, &payments).as_bytes()).unwrap();
            prop_assert_eq!(&read.findings, &[]);
            let wanted: Vec<Told> = payments.iter().map(|payment| told(payment, amounts, number)).collect();
            prop_assert_eq!(told_back(read), wanted, "{}", shipped.name);
        }
    }

    #[test]
    fn delimited_files_give_back_names_as_they_are(payments in payments(tame()), quote in select(vec!["needed", "always"])) {
        let toml = ROWS.replace("needed", quote);
        let form = Form::Layout(Arc::new(Layout::from_toml(&toml).unwrap()));
        let payments: Vec<Remittance> = payments.iter().map(reversed).collect();
        let file = written(&form, &payments);
        let read = inspect(&form, file.as_bytes()).unwrap();
        prop_assert_eq!(&read.findings, &[]);
        prop_assert_eq!(read.payments.len(), payments.len());
        for (read, payment) in read.payments.iter().zip(&payments) {
            prop_assert_eq!((read.amount, &read.check_number), (Some(payment.amount), &payment.check_number));
            let applied: Money = read.applied.iter().filter_map(|part| part.amount).sum();
            prop_assert_eq!(applied, payment.amount);
        }
        for name in payments.iter().flat_map(|payment| &payment.applied).filter_map(|part| part.member_name.as_deref()) {
            let plain: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let whole = read.lines.iter().any(|line| line.ends_with(plain.trim()));
            prop_assert!(whole, "{name:?}: {:?}", read.lines);
        }
    }

    #[test]
    fn no_damage_makes_a_reader_panic(
        payments in payments(tame()),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let rows = Form::Layout(Arc::new(Layout::from_toml(ROWS).unwrap()));
        // X12 and ISO 20022 refuse texts that they cannot hold; their own tests damage them.
        let any_text = |form: &Form| !matches!(form, Form::X12(_) | Form::Camt054);
        for form in Form::KNOWN.into_iter().filter(any_text).chain([rows]) {
            let payments = if matches!(form, Form::Layout(_)) { payments.iter().map(reversed).collect() } else { payments.clone() };
            let mut file = written(&form, &payments).into_bytes();
            file.truncate(cut.index(file.len() + 1));
            for (at, byte) in damage.iter().filter(|_| !file.is_empty()).cloned().collect::<Vec<_>>() {
                let at = at.index(file.len());
                file[at] = byte;
            }
            inspect(&form, file.as_slice()).unwrap();
        }
    }
}

const ROWS: &str = r#"
name = "rows"
form = "delimited"
delimiter = ";"
quote = "needed"
header = true
line_end = "crlf"
reversals = "signed"
unapplied = "as-part"
[[applied]]
name = "row"
fields = [
  { name = "kind", literal = "P" },
  { name = "batch", source = "batch_number" },
  { name = "item", source = "item_number" },
  { name = "account", source = "account_number" },
  { name = "amount", source = "applied_amount", format = "decimal" },
  { name = "paid", source = "amount" },
  { name = "check", source = "check_number" },
  { name = "name", source = "member_name" },
]
[[file_trailer]]
name = "end"
fields = [
  { name = "kind", literal = "T" },
  { name = "payments", source = "file_payments" },
  { name = "paid", source = "file_amount" },
  { name = "checks", source = "file_hash_total", of = "check_number" },
]
"#;

/// Two batches of one payment, the first under another number.
const ROWS_FILE: &str = "kind;batch;item;account;amount;paid;check;name\r\n\
    P;BATCH;1;71;1.00;100;1;\r\n\
    P;2;1;71;1.00;100;1;\r\n\
    T;2;200;2\r\n";
