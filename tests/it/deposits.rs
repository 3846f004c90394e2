//! The cash letter of a deposit made by `export`, read by others, and payments that come back.

use std::process::Command;

use serde_json::Value;

use crate::support::{Sandbox, process_deck};

/// A processed deck and its batch.
pub(crate) fn processed(kind: &str, transactions: u32, seed: u32) -> (Sandbox, String) {
    let sandbox = Sandbox::new();
    sandbox.deck(kind, transactions, seed);
    sandbox.run(&process_deck("data", "out")).succeeded();
    let batch = sandbox.only_batch("out");
    (sandbox, batch)
}

pub(crate) fn export<'a>(
    config: &'a str,
    form: &'a str,
    batch: &'a str,
    out: &'a str,
    more: &[&'a str],
) -> Vec<&'a str> {
    let args = ["export", "--config", config, "--data", "data", "--format", form, "--batch", batch, "--out", out];
    args.into_iter().chain(more.iter().copied()).collect()
}

/// What the reader in Python says of a letter.
pub(crate) fn read_by_python(sandbox: &Sandbox, letter: &str) -> Value {
    let reader = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/readers/cash_letter.py");
    let ran = Command::new("python3").arg(reader).arg(sandbox.path(letter)).output();
    let ran = ran.expect("python3 reads cash letters for this test; scripts/setup installs it");
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)))
}

/// Rows of a table, by the names of its columns.
pub(crate) fn rows(text: &str) -> Vec<Value> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| names.iter().map(str::to_owned).zip(record.iter().map(Value::from)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

pub(crate) fn cents(amount: &Value) -> i64 {
    amount.as_str().unwrap().replace('.', "").parse().unwrap()
}

#[test]
fn a_deposit_goes_to_the_bank_once_and_equals_the_ledger() {
    let (sandbox, batch) = processed("exceptions", 40, 811);
    let config = "deck/lockbox.toml";
    let made = sandbox.run(&export(config, "x9", &batch, "deposit.x937", &[])).succeeded();
    assert!(made.err.contains("Released `412612-x9-000001`") && made.err.contains("left out, "), "{}", made.err);
    let read = read_by_python(&sandbox, "deposit.x937");
    assert_eq!(read["errors"], serde_json::json!([]));
    let inspected = sandbox.run(&["inspect", "deposit.x937"]).succeeded();
    assert!(inspected.err.contains("agree"), "{}", inspected.err);

    let ticket = rows(&sandbox.read("deposit.x937.ticket.csv"));
    let deposited: Vec<&Value> = ticket.iter().filter(|row| row["status"] == "deposited").collect();
    let items = read["items"].as_array().unwrap();
    assert_eq!(items.len(), deposited.len());
    for (item, row) in items.iter().zip(&deposited) {
        assert_eq!((&item["sequence"], item["amount"].as_i64()), (&row["sequence"], Some(cents(&row["amount"]))));
        assert_eq!(item["routing"], row["routing_number"]);
        assert!(item["images"].as_i64() >= Some(1));
    }
    // Every payment is in the ticket once; what is posted goes to the bank, what policy keeps out does not.
    let summary: Value = serde_json::from_str(&sandbox.read(&format!("out/{batch}/summary.json"))).unwrap();
    assert_eq!(ticket.len() as u64, summary["received"]["count"].as_u64().unwrap());
    let known: i64 = ticket.iter().filter(|row| row["amount"] != "").map(|row| cents(&row["amount"])).sum();
    assert_eq!(known, cents(&summary["received"]["amount"]));
    let posted: i64 =
        rows(&sandbox.read(&format!("out/{batch}/posting.csv"))).iter().map(|row| cents(&row["amount"])).sum();
    let at_bank = read["amount"].as_i64().unwrap();
    assert!(at_bank >= posted && at_bank < known, "{posted} {at_bank} {known}");
    let whys: Vec<&str> = ticket.iter().filter_map(|row| row["why"].as_str()).filter(|why| !why.is_empty()).collect();
    for held in ["signature_missing", "payee_unacceptable", "foreign_item", "duplicate_payment", "amount_unknown"] {
        assert!(whys.iter().any(|why| why.contains(held)), "{held}: {whys:?}");
    }
    assert!(!whys.iter().any(|why| why.contains("no_coupon") || why.contains("overpayment")), "{whys:?}");
    let report = sandbox.run(&["report", "--data", "data", "--format", "csv"]).succeeded();
    let report = rows(&report.out);
    assert_eq!((cents(&report[0]["deposited_amount"]), &report[0]["in_balance"]), (at_bank, &Value::from("true")));

    // Once: again only for a reason, and then the same.
    sandbox.run(&export(config, "x9", &batch, "other", &[])).failed(1, &["deposited before", "412612-x9-000001"]);
    assert!(!sandbox.path("other").exists() && !sandbox.path("other.ticket.csv").exists());
    sandbox.run(&export(config, "x9", &batch, "other", &["--again", "lost"])).succeeded();
    assert_eq!(std::fs::read(sandbox.path("other")).unwrap(), std::fs::read(sandbox.path("deposit.x937")).unwrap());
}

#[test]
fn the_bank_gets_what_its_settings_say() {
    let (sandbox, batch) = processed("check-only", 4, 812);
    let settings = sandbox.read("deck/lockbox.toml");
    let with = |name: &str, more: &str| sandbox.write(name, format!("{settings}\n{more}"));
    with(
        "ascii.toml",
        "[deposit]\nlevel = \"x9.100-187-2013\"\ncoding = \"ascii\"\nlength_prefix = false\ncredit = \"62\"\n\
         credit_counted = true\nitems_per_bundle = 2\nmissing_backs = \"blank\"\n\
         endorsement = [\"For deposit only {account}\", \"{date} {sequence}\"]\n[deposit.exceptions]\nno_coupon = \"hold\"\n\
         [release]\nsecond_person_from = \"0.01\"\n",
    );
    let args = export("ascii.toml", "x9", &batch, "deposit.icl", &[]);
    sandbox.run(&args).failed(1, &["needs two people", "--approved-by"]);
    sandbox
        .run(&[&args[..], &["--released-by", "Ann", "--approved-by", " ann "]].concat())
        .failed(1, &["another person"]);
    assert!(!sandbox.path("deposit.icl").exists());
    sandbox.run(&[&args[..], &["--released-by", "Ann", "--approved-by", "Bob"]].concat()).succeeded();
    let read = read_by_python(&sandbox, "deposit.icl");
    assert_eq!(read["errors"], serde_json::json!([]));
    assert_eq!((&read["level"], &read["codec"], &read["prefixed"]), (&"35".into(), &"latin-1".into(), &false.into()));
    assert_eq!((read["credits"].as_i64(), &read["credit_amount"]), (Some(1), &read["amount"]));
    let items = read["items"].as_array().unwrap();
    assert!(items.iter().all(|item| item["images"] == 2), "{items:?}");
    assert_eq!(read["bundles"].as_u64(), Some((items.len() as u64).div_ceil(2)));
    let report = sandbox.run(&["report", "--data", "data"]).succeeded();
    assert!(report.out.contains("by Ann  approved by Bob"), "{}", report.out);

    let bare = settings.replace("routing_number", "# routing_number");
    sandbox.write("bare.toml", bare);
    sandbox.run(&export("bare.toml", "x9", &batch, "x", &["--again", "why"])).failed(1, &["routing_number"]);
    assert!(!sandbox.path("x").exists() && !sandbox.path("x.ticket.csv").exists());
}

#[test]
fn an_image_that_is_gone_costs_its_own_payment() {
    let (sandbox, batch) = processed("check-only", 3, 813);
    let images = walkdir::WalkDir::new(sandbox.path("data/images")).sort_by_file_name().into_iter().flatten();
    let first = images.into_iter().find(|entry| entry.file_type().is_file()).unwrap();
    std::fs::write(first.path(), b"II*\0no more").unwrap();
    sandbox.run(&export("deck/lockbox.toml", "x9", &batch, "deposit.x937", &[])).succeeded();
    let ticket = rows(&sandbox.read("deposit.x937.ticket.csv"));
    let read = read_by_python(&sandbox, "deposit.x937");
    assert_eq!(read["errors"], serde_json::json!([]));
    assert_eq!(ticket.iter().filter(|row| row["why"] == "no_image").count(), 1, "{ticket:?}");
    assert_eq!(read["items"].as_array().unwrap().len(), ticket.len() - 1);
}
