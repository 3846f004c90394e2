//! Layouts of billers.

use std::path::Path;

use super::{form, read};
use crate::files;
use crate::formats::remittance::testing::{payments, reversed, try_written, written};
use crate::formats::remittance::{Form, ReadPart};
use crate::model::testing::money;
use crate::model::{BillId, Remittance};

/// The layouts in `samples/layouts`, each with a file that was written by it.
#[test]
fn layouts_of_billers_give_the_files_beside_them() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/layouts/");
    let text = |name: &str| {
        let file = files::open(Path::new(&format!("{folder}{name}"))).unwrap();
        std::io::read_to_string(file).unwrap()
    };
    for (name, example) in
        [("boston-post", "boston-post.csv"), ("fulton-80", "fulton-80.txt"), ("peoplesoft", "peoplesoft.txt")]
    {
        let form = form(&text(&format!("{name}.toml")));
        let file = written(&form, &numbered(payments()));
        assert_eq!(file, text(example), "{name}");
        let read = read(&form, &file);
        assert_eq!((read.form.as_str(), read.findings), (name, Vec::new()));
        let applied = read.payments.iter().flat_map(|payment| &payment.applied);
        let parts = applied.filter(|part| part.account.is_some() || part.bill.is_some()).count();
        assert_eq!(parts, 5, "{name}");
    }
}

/// The payments for bills that are numbers.
fn numbered(mut payments: Vec<Remittance>) -> Vec<Remittance> {
    for part in payments.iter_mut().flat_map(|payment| &mut payment.applied) {
        part.bill = part.bill.as_ref().and_then(|bill| BillId::new(&bill.as_str().replace("BILL-", "4711")));
    }
    payments
}

const ROWS: &str = r#"
name = "rows"
form = "delimited"
delimiter = ";"
header = true
reversals = "signed"
unapplied = "as-part"
[[applied]]
name = "row"
fields = [
  { name = "batch", source = "batch_id" },
  { name = "document", source = "document" },
  { name = "part", source = "part_number" },
  { name = "account", source = "account_number" },
  { name = "bill", source = "bill_id" },
  { name = "amount", source = "applied_amount", format = "decimal" },
  { name = "paid", source = "amount", format = "decimal" },
  { name = "name", source = "member_name" },
]
"#;

/// The layout with another text in it.
fn changed(toml: &str, from: &str, to: &str) -> Form {
    assert!(toml.contains(from), "{from}");
    form(&toml.replace(from, to))
}

#[test]
fn reversals_and_money_without_a_bill_go_where_the_layout_says() {
    let undone: Vec<Remittance> = payments().iter().map(reversed).collect();
    let rows = form(ROWS);
    let file = written(&rows, &undone);
    assert_eq!(file.lines().nth(2).unwrap(), "b1;4;1;7002;BILL-2;-15.00;-20.00;\"Zoë \"\"Z\"\" Núñez\"", "{file}");
    assert_eq!(file.lines().nth(4).unwrap(), "b1;6;1;;;-9.99;-9.99;");
    let back = read(&rows, &file);
    assert_eq!((back.findings.len(), back.payments.len()), (0, 5));
    assert_eq!(back.payments[1].applied[1].amount, Some(money("-5.00")));
    let rest = ReadPart { amount: Some(money("-9.99")), ..ReadPart::default() };
    assert_eq!(back.payments[2].applied, [rest]);

    let without = changed(ROWS, "\"signed\"", "\"leave-out\"");
    assert_eq!(written(&without, &undone).lines().count(), 1);
    let strict = changed(ROWS, "\"as-part\"", "\"refuse\"");
    let error = try_written(&strict, &payments()).unwrap_err().to_string();
    assert!(error.contains("document 6 of batch b1: 9.99 of it is applied to no bill"), "{error}");
}

/// Everything that a layout can say of a file.
const FRAMED: &str = r#"
name = "framed"
form = "fixed"
length = 90
reversals = "signed"
unapplied = "as-part"
[[file_header]]
name = "head"
fields = [
  { name = "type", from = 1, length = 1, literal = "H" },
  { name = "record", from = 2, length = 4, source = "record_number" },
  { name = "payments", from = 6, length = 4, source = "file_payments" },
  { name = "amount", from = 10, length = 12, source = "file_amount", format = "decimal" },
  { name = "batches", from = 22, length = 3, source = "file_batches" },
]
[[batch_header]]
name = "batch"
fields = [
  { name = "type", from = 1, length = 1, literal = "B" },
  { name = "record", from = 2, length = 4, source = "record_number" },
  { name = "number", from = 6, length = 3, source = "batch_number" },
  { name = "id", from = 9, length = 10, source = "batch_id" },
]
[[payment]]
name = "payment"
fields = [
  { name = "type", from = 1, length = 1, literal = "P" },
  { name = "record", from = 2, length = 4, source = "record_number" },
  { name = "amount", from = 6, length = 10, source = "amount" },
  { name = "parts", from = 16, length = 2, source = "payment_parts" },
  { name = "applied", from = 18, length = 10, source = "payment_applied", pad = " " },
  { name = "unapplied", from = 28, length = 10, source = "payment_unapplied", format = "decimal" },
  { name = "account", from = 38, length = 8, source = "account_number", part = 1 },
  { name = "part", from = 46, length = 10, source = "applied_amount", part = 1 },
  { name = "serial", from = 56, length = 12, source = "check_number", align = "right" },
  { name = "name", from = 68, length = 10, source = "member_name", too_long = "keep-left" },
]
[[applied]]
name = "others"
fields = [
  { name = "type", from = 1, length = 1, literal = "A" },
  { name = "record", from = 2, length = 4, source = "record_number" },
  { name = "sequence", from = 6, length = 2, source = "overflow_sequence" },
  { name = "last", from = 8, length = 4, source = "last_indicator" },
  { name = "number 1", from = 12, length = 2, source = "part_number", part = 1 },
  { name = "account 1", from = 14, length = 8, source = "account_number", part = 1 },
  { name = "amount 1", from = 22, length = 10, source = "applied_amount", part = 1 },
  { name = "number 2", from = 32, length = 2, source = "part_number", part = 2, pad = " " },
  { name = "account 2", from = 34, length = 8, source = "account_number", part = 2 },
  { name = "amount 2", from = 42, length = 10, source = "applied_amount", part = 2 },
]
[[batch_trailer]]
name = "batch end"
fields = [
  { name = "type", from = 1, length = 1, literal = "T" },
  { name = "record", from = 2, length = 4, source = "record_number" },
  { name = "records", from = 6, length = 4, source = "batch_records" },
  { name = "details", from = 10, length = 4, source = "batch_details" },
  { name = "payments", from = 14, length = 4, source = "batch_payments" },
  { name = "parts", from = 18, length = 4, source = "batch_parts" },
  { name = "amount", from = 22, length = 12, source = "batch_amount" },
  { name = "applied", from = 34, length = 12, source = "batch_applied" },
  { name = "hash", from = 46, length = 4, source = "batch_hash_total", of = "account_number" },
]
[[file_trailer]]
name = "end"
fields = [
  { name = "type", from = 1, length = 1, literal = "Z" },
  { name = "records", from = 6, length = 4, source = "file_records" },
  { name = "batches", from = 10, length = 4, source = "file_batches" },
  { name = "lockboxes", from = 14, length = 4, source = "file_lockboxes" },
  { name = "hash", from = 18, length = 18, source = "file_hash_total", of = "check_number" },
]
"#;

/// One payment of four parts, and all of it undone.
fn many_parts() -> Vec<Remittance> {
    let mut many = payments().remove(1);
    let third = many.applied[0].clone();
    many.applied.push(third);
    many.amount = money("36.50");
    vec![many.clone(), reversed(&many)]
}

#[test]
fn all_that_a_file_says_of_itself_is_proved() {
    let framed = form(FRAMED);
    let file = written(&framed, &many_parts());
    let lines: Vec<&str> = file.lines().map(str::trim_end).collect();
    assert_eq!(
        lines,
        [
            "H00010002000000000.00001",
            "B0002001b1",
            "P0003000000365004      36500000000.007002    0000001500 22334455667Zoë \"Z\" Nú",
            "A000401more027002    0000000500 37002    0000001500",
            "A000502last04        0000000150          0000000000",
            "P0006-00000365004     -36500000000.007002    -000001500 22334455667Zoë \"Z\" Nú",
            "A000701more027002    -000000500 37002    -000001500",
            "A000802last04        -000000150          0000000000",
            "T000900080006000200080000000000000000000000002012",
            "Z    001000010001000000044668911334",
        ]
    );
    let back = read(&framed, &file);
    assert_eq!(back.findings, []);
    assert_eq!(back.payments.iter().map(|payment| payment.applied.len()).collect::<Vec<_>>(), [4, 4]);
    for (record, from, to, message) in [
        (1, "H00010002", "H00010003", "`payments`: 3, but the records give 2"),
        (1, "000000.00", "000000.01", "0.01, but the records add up to 0.00"),
        (3, "P0003", "P0004", "`record`: 4 is out of sequence, 3 is next"),
        (3, "000000365004", "000000365005", "`parts`: the payment's records give 4"),
        (3, "      3650", "      3651", "`applied`: the payment's records give 36.50"),
        (3, "0000000.00", "0000000.01", "`unapplied`: the payment's records give 0.00"),
        (5, "last04", "last05", "`number 1`: 5 is out of sequence, 4 is next"),
        (9, "T00090008", "T00090009", "`records`: 9, but the records give 8"),
        (9, "00060002", "00050002", "`details`: 5, but the records give 6"),
        (9, "00020008", "00020007", "`parts`: 7, but the records give 8"),
        (9, "2012", "2013", "`hash`: 2013, but the records give 2012"),
        (10, "00010001", "00010002", "`lockboxes`: 2, but the records give 1"),
        (10, "11334", "11335", "but the records give 44668911334"),
    ] {
        let line = file.split_inclusive('\n').nth(record - 1).unwrap();
        assert!(line.contains(from), "{from}: {line}");
        let findings = read(&framed, &file.replacen(line, &line.replacen(from, to, 1), 1)).findings;
        let found = findings.iter().find(|finding| finding.message.contains(message));
        assert_eq!(found.map(|found| found.record), Some(record as u64), "{message}: {findings:?}");
    }
}

#[test]
fn a_header_that_promised_something_else_is_refused() {
    let split = FRAMED.replace("length = 90", "length = 90\nmost_payments_in_batch = 1");
    let error = try_written(&form(&split), &many_parts()).unwrap_err().to_string();
    assert!(error.contains("field `batches` says 1, but the file has 2: a batch was split"), "{error}");
}
