use super::*;
use crate::model::{BillStatus, Money};

struct Loaded {
    bills: Vec<Bill<'static>>,
    rows: u64,
    unknown_columns: Vec<String>,
}

fn load(text: &[u8]) -> (Loaded, Vec<(u64, Option<String>, String)>) {
    let (mut bills, mut rejected) = (Vec::new(), Vec::new());
    let own = |bill: &Bill<'_>| bill.clone().into_owned();
    let summary = read(text, own, |_, row| match row {
        Ok(bill) => bills.push(bill),
        Err(r) => rejected.push((r.line, r.column, r.reason)),
    });
    let Summary { rows, unknown_columns } = summary.unwrap();
    (Loaded { bills, rows, unknown_columns }, rejected)
}

#[test]
fn a_whole_row_is_read() {
    let text = "\u{feff}account_number,bill_id,amount_due,due_date,member_name,status,autopay,color,period,zip\r\n\
        0071, B-1 ,214.50,2026-12-23,\"Lopez, \"\"Mia\"\"\nMaria\",past_due,1,red,2026-12,02241\r\n\
        \r\n\
        72,2,0,2026-12-23,,,,,,\r\n";
    let (loaded, rejected) = load(text.as_bytes());
    assert_eq!(rejected, []);
    assert_eq!(loaded.rows, 2);
    assert_eq!(loaded.unknown_columns, ["color"]);
    let bill = &loaded.bills[0];
    assert_eq!((bill.account.as_str(), bill.id.as_str()), ("0071", "B-1"));
    assert_eq!(bill.amount_due, Money::from_cents(21_450));
    assert_eq!(bill.member_name.as_deref(), Some("Lopez, \"Mia\"\nMaria"));
    assert_eq!((bill.status, bill.autopay), (BillStatus::PastDue, true));
    assert_eq!(bill.period.unwrap().to_string(), "2026-12");
    assert_eq!(bill.zip.as_deref(), Some("02241"));
    assert_eq!((loaded.bills[1].status, loaded.bills[1].autopay), (BillStatus::Open, false));
}

#[test]
fn a_bad_row_is_named_and_the_rest_loads() {
    let good = "1,a,1.00,2026-01-01,,";
    for (row, column, part) in [
        (",a,1.00,2026-01-01,,", Some("account_number"), "empty"),
        ("1 2,a,1.00,2026-01-01,,", Some("account_number"), "letters and digits"),
        ("1,,1.00,2026-01-01,,", Some("bill_id"), "empty"),
        ("1,a,,2026-01-01,,", Some("amount_due"), "empty"),
        ("1,b,-1.00,2026-01-01,,", Some("amount_due"), "less than nothing"),
        ("1,b,1.005,2026-01-01,,", Some("amount_due"), "not an amount"),
        ("1,b,\"1,000.00\",2026-01-01,,", Some("amount_due"), "not an amount"),
        ("1,b,1.00,01/02/2026,,", Some("due_date"), "not a date"),
        ("1,b,1.00,2026-02-30,,", Some("due_date"), "not a date"),
        ("1,b,1.00,,,", Some("due_date"), "empty"),
        ("1,b,1.00,2026-01-01,opened,", Some("status"), "open, past_due"),
        ("1,b,1.00,2026-01-01,,yes", Some("autopay"), "0 or 1"),
        ("1,b,1.00,2026-01-01,", None, "5 cells"),
        ("1,b,1.00,2026-01-01,,,", None, "7 cells"),
        ("1,b,99999999999.00,2026-01-01,,", Some("amount_due"), "more than"),
        ("1,\"b,1.00,2026-01-01,,", None, "never closed"),
    ] {
        let text = format!(
            "account_number,bill_id,amount_due,due_date,status,autopay\n{good}\n{row}\n9,z,1.00,2026-01-01,,\n"
        );
        let (loaded, rejected) = load(text.as_bytes());
        assert_eq!(loaded.bills.len(), 2, "{row}");
        assert_eq!((loaded.rows, rejected.len()), (3, 1), "{row}");
        let (line, found, reason) = &rejected[0];
        assert_eq!((*line, found.as_deref()), (3, column), "{row}");
        assert!(reason.contains(part), "{row}: {reason}");
    }
}

#[test]
fn lines_are_counted_over_quoted_line_ends_and_bytes_that_are_no_text() {
    let mut text =
        b"account_number,bill_id,amount_due,due_date,address\n1,a,1.00,2026-01-01,\"x\ny\"\n2,b,1.00,2026-01-01,"
            .to_vec();
    text.extend_from_slice(b"\xff\n3,c,1.00,never,\n4,d,1.00,2026-01-01,ok");
    let (loaded, rejected) = load(&text);
    let lines: Vec<u64> = rejected.iter().map(|(line, ..)| *line).collect();
    assert_eq!((loaded.bills.len(), lines), (2, vec![4, 5]));
    assert!(rejected[0].2.contains("UTF-8"));
}

#[test]
fn a_stray_quote_costs_one_row_at_most() {
    for (cell, bad) in [("5\" pipe street", 0), ("\"5 pipe street", 1), ("\"5\" pipe street", 1)] {
        let mut text = format!("account_number,bill_id,amount_due,due_date,address\n1,a,1.00,2026-01-01,{cell}\n");
        for number in 2..50 {
            text.push_str(&format!("{number},a,1.00,2026-01-01,\"2 Main St\"\n"));
        }
        let (loaded, rejected) = load(text.as_bytes());
        assert_eq!((loaded.bills.len(), rejected.len()), (49 - bad, bad), "{cell} {rejected:?}");
        assert!(rejected.iter().all(|(line, ..)| *line == 2));
    }
}

#[test]
fn an_endless_line_is_one_bad_row() {
    let mut text = b"account_number,bill_id,amount_due,due_date\n".to_vec();
    text.extend(std::iter::repeat_n(b'7', 3 << 20));
    text.extend_from_slice(b"\n1,a,1.00,2026-01-01\n");
    let (loaded, rejected) = load(&text);
    assert_eq!((loaded.bills.len(), rejected.len()), (1, 1));
}

#[test]
fn a_header_that_will_not_do_is_refused() {
    for (text, part) in [
        ("", "empty"),
        ("account_number,bill_id,due_date\n", "amount_due"),
        ("a,b\n", "account_number, bill_id, amount_due, due_date"),
        ("account_number,bill_id,amount_due,due_date,bill_id\n", "bill_id twice"),
    ] {
        let message = read(text.as_bytes(), |_| (), |_, _| {}).unwrap_err().to_string();
        assert!(message.contains(part), "{text}: {message}");
    }
}
