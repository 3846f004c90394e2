//! The BAI lockbox files.

use super::super::shipped::{ALL, BAI_NAMES};
use super::{form, read};
use crate::formats::remittance::testing::{payment, payments, reversed, try_written, written};
use crate::formats::remittance::{Form, inspect};
use crate::model::testing::money;
use crate::model::{AccountNumber, BillId, Remittance};

/// The file without blanks at line ends, for comparing.
fn trimmed(file: &str) -> String {
    file.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn bai2_tells_each_bill_with_its_amount() {
    let file = written(&Form::Bai2, &payments());
    assert!(file.split_terminator("\r\n").all(|line| line.len() == 80), "{file}");
    assert_eq!(
        trimmed(&file),
        "100BAY STATE 00110001382611241745\n\
        2BAY STATE 0011000138000000000740008000801\n\
        50010000412612261124BAY STATE 0011000138\n\
        6001001000000312400110001380044123456000000100261120\n\
        40010016019BILL-1          00000031240000000000\n\
        6001002000000200000000080020000000000334455667261123\n\
        40010026010BILL-2          00000015000000000000\n\
        400100260297002            00000005000000000000\n\
        6001003000000099900000000000000000000000000000261123\n\
        700100404126122611240030000006123\n\
        50020000412612261124BAY STATE 0011000138\n\
        6002001000001000000110001380044123456000000100261120\n\
        40020016019BILL-3          00000100000000000000\n\
        6002002000000000100110001380044123456000000100261120\n\
        400200260197004            00000000010000000000\n\
        700200304126122611240020000010001\n\
        8000000041261226112400050000016124\n\
        9000018\n"
    );
}

#[test]
fn what_is_written_is_read_without_findings() {
    for shipped in ALL {
        let form = form(shipped.toml);
        let read = read(&form, &written(&form, &payments()));
        assert_eq!(read.findings, [], "{}", shipped.name);
        let amounts: Vec<_> = read.payments.iter().filter_map(|payment| payment.amount).collect();
        assert_eq!(amounts, payments().iter().map(|payment| payment.amount).collect::<Vec<_>>());
        let bill = |payment: usize, part: usize| read.payments[payment].applied[part].bill.clone();
        assert_eq!((bill(0, 0), bill(1, 1)), (Some("BILL-1".to_owned()), Some("7002".to_owned())));
        assert_eq!(read.payments[2].applied, []);
    }
}

#[test]
fn every_kind_of_damage_is_found_with_its_place() {
    let file = written(&Form::Bai2, &payments());
    let offset = |record: usize| (record - 1) * 82;
    for (record, from, to, message) in [
        (4, "60010010000003124", "60010010000003125", None),
        (4, "6001001", "6001002", Some("`item`: 2 is out of sequence, 1 is next")),
        (5, "4001001601", "4001001602", Some("`sequence`: 2 is out of sequence")),
        (5, "40010016019", "40010016010", Some("`last`: more records of the payment should follow")),
        (7, "40010026010", "40010026019", None),
        (8, "40010026029", "40010026023", Some("`last`: `3` should be one of 0, 9")),
        (10, "7001004", "7001005", Some("`item`: 5, but the records give 4")),
        (10, "0030000006123", "0040000006123", Some("`checks`: 4, but the records give 3")),
        (10, "0030000006123", "0030000006124", Some("61.24, but the records add up to 61.23")),
        (11, "5002", "5003", Some("`batch`: 3 is out of sequence, 2 is next")),
        (17, "0000016124", "0000016125", Some("161.25, but the records add up to 161.24")),
        (18, "9000018", "9000017", Some("`records`: 17, but the records give 18")),
        (1, "261124", "261324", Some("`date`: `261324` is no day as %y%m%d")),
        (2, "0800080", "0800800", Some("`block size`: `0800` should be `0080`")),
    ] {
        let line = file.split_inclusive("\r\n").nth(record - 1).unwrap();
        assert!(line.contains(from), "{line}");
        let damaged = file.replacen(line, &line.replacen(from, to, 1), 1);
        let findings = read(&Form::Bai2, &damaged).findings;
        let Some(message) = message else {
            assert!(!findings.is_empty(), "{from} {to}");
            continue;
        };
        let found = findings.iter().find(|finding| finding.message.contains(message));
        let found = found.unwrap_or_else(|| panic!("{message}: {findings:?}"));
        assert_eq!((found.record, found.offset), (record as u64, offset(record) as u64));
    }
}

#[test]
fn lost_and_strange_records_are_found() {
    let file = written(&Form::Bai2, &payments());
    let without = |record: usize| {
        let lines = file.split_inclusive("\r\n").enumerate().filter(|(at, _)| at + 1 != record);
        lines.map(|(_, line)| line).collect::<String>()
    };
    for record in 1..=18 {
        assert!(!read(&Form::Bai2, &without(record)).findings.is_empty(), "record {record}");
    }
    for (damaged, message) in [
        (file.replacen("\r\n", "\n", 1), "does not end as the layout has it"),
        (file.replacen("4001001", "3001001", 1), "none of the layout's records"),
        (file.replacen("BILL-1 ", "BILL_1 ", 1), "may not hold '_'"),
        (file.replacen("BILL-1 ", "BILL-1", 1), "has 79 columns instead of 80"),
        (file.replacen("0000000000     ", "0000000000    X", 1), "columns 48 to 80 should be blank"),
        (String::new(), "ends before its last record"),
    ] {
        let findings = read(&Form::Bai2, &damaged).findings;
        assert!(findings.iter().any(|finding| finding.message.contains(message)), "{message}: {findings:?}");
    }
}

#[test]
fn a_batch_that_is_full_goes_on_under_the_next_number() {
    let one = payment("b1", 2, "1.00", "7001", Some("B"));
    let read = read(&Form::Bai2, &written(&Form::Bai2, &vec![one.clone(); 2_500]));
    assert_eq!((read.findings.len(), read.payments.len()), (0, 2_500));
    let batches = |number: &str| read.payments.iter().filter(|p| p.batch.as_deref() == Some(number)).count();
    assert_eq!(["1", "2", "3", "4"].map(batches), [998, 998, 504, 0]);

    // Neither a batch nor a lockbox tells of more money than its total has room for.
    let large = Remittance { amount: money("60000000.00"), ..one.clone() };
    let file = written(&Form::Bai2, &[large.clone(), large, one]);
    assert_eq!((file.matches("\r\n7").count(), file.matches("\r\n8").count()), (2, 2));
    assert_eq!(inspect(&Form::Bai2, file.as_bytes()).unwrap().findings, []);
}

#[test]
fn what_does_not_fit_is_refused_and_named() {
    let one = || payment("b1", 2, "1.00", "7001", Some("B"));
    let large = Remittance { amount: money("100000000.00"), ..one() };
    let mut long = one();
    long.applied[0].bill = BillId::new("BILL-0123456789-X");
    let mut odd = one();
    odd.applied[0].bill = BillId::new("A_1");
    let mut many = one();
    many.applied = vec![many.applied[0].clone(); 100];
    many.amount = many.applied_amount();
    let undone = reversed(&one());
    for (payment, message) in [
        (large, "document 2 of batch b1: field `amount` of record `6`: `10000000000` does not fit into 10 columns"),
        (long, "field `bill` of record `4`: `BILL-0123456789-X` does not fit into 16 columns"),
        (odd, "`A_1` has characters that the file may not hold"),
        (many, "field `sequence` of record `4`: `100` does not fit"),
        (undone, "it undoes an earlier payment"),
    ] {
        let error = try_written(&Form::Bai2, &[payment]).unwrap_err().to_string();
        assert!(error.contains(message) && error.contains("release the payment in a file of another form"), "{error}");
    }
    let batches: Vec<Remittance> =
        (0..1_000).map(|batch| payment(&format!("b{batch}"), 2, "1.00", "7001", Some("B"))).collect();
    let error = try_written(&Form::Bai2, &batches).unwrap_err().to_string();
    assert!(error.contains("`1000` does not fit") && error.contains("release fewer payments in one file"), "{error}");
}

#[test]
fn small_letters_and_marks_go_and_numbers_keep_their_right_end() {
    let mut one = payment("b1", 2, "1.00", "abc", None);
    one.applied[0].account = AccountNumber::new("abc").unwrap();
    one.applied[0].member_name = Some("Zoë\tNúñez-Łukasz of a very long name indeed".to_owned());
    one.payer_account = Some("12-345678901234".to_owned());
    let file = written(&form(BAI_NAMES.toml), &[one]);
    assert!(file.contains("0110001385678901234"), "{file}");
    assert!(file.contains("ZOE NUNEZ-LUKASZ OF A VERY LONBAY STATE HEALTH EXCHA"), "{file}");
    assert!(file.contains("9ABC "), "{file}");
}
