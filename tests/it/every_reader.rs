//! One deck through every form, each file read by a program of others: what they read back equals the ledger, before and
//! after payments came back.
//!
//! `LOCKBOX_TRANSACTIONS` says how many transactions the deck has (`make readers`: 2,000).

use serde_json::Value;
use x12_types::util::Parser;
use x12_types::v005010::{_820, _823};

use crate::deposits::{cents, export, processed, read_by_python, rows};
use crate::support::Sandbox;
use crate::{posting_files, readers};

/// So many are enough for every kind of posting.
const TRANSACTIONS: u32 = 200;

/// So many posted payments come back.
const BACK: usize = 9;

/// Forms that can tell what was undone.
const SIGNED: [&str; 6] = ["csv", "jsonl", "x12-820", "hipaa-820", "hix-820", "camt.054"];
const UNSIGNED: [&str; 4] = ["bai", "bai2", "bai-names", "x12-823"];

/// What a reader found in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Found {
    /// Payments, where the form tells them.
    payments: Option<usize>,
    /// Parts that were applied, where the form tells them.
    postings: Option<usize>,
    cents: i64,
}

fn count(of: &Value) -> Option<usize> {
    usize::try_from(of.as_u64().unwrap()).ok()
}

fn x12(amount: &str) -> i64 {
    readers::money(amount).cents()
}

/// What the reader of a form finds in a file.
fn read(sandbox: &Sandbox, form: &str, file: &str) -> Found {
    let text = || sandbox.read(file);
    match form {
        "csv" => {
            let rows = rows(&text());
            let mut payments: Vec<_> =
                rows.iter().map(|row| (row["document"].clone(), row["reverses"] == "")).collect();
            payments.dedup();
            let cents = rows.iter().map(|row| cents(&row["amount"])).sum();
            Found { payments: Some(payments.len()), postings: Some(rows.len()), cents }
        }
        "jsonl" => {
            let text = text();
            let objects: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let postings = objects.iter().map(|object| object["applied"].as_array().unwrap().len()).sum();
            let cents = objects.iter().map(|object| cents(&object["amount"])).sum();
            Found { payments: Some(objects.len()), postings: Some(postings), cents }
        }
        "bai" | "bai2" => {
            let text = text();
            let checks: Vec<&str> = text.lines().filter(|line| line.starts_with('6')).collect();
            let cents = checks.iter().map(|check| check[7..17].parse::<i64>().unwrap()).sum();
            Found { payments: Some(checks.len()), postings: None, cents }
        }
        "bai-names" => {
            let read = posting_files::read(&sandbox.path(file)).unwrap();
            let checks = read["checks"].as_array().unwrap();
            let cents = checks.iter().map(|check| check["cents"].as_i64().unwrap()).sum();
            Found { payments: Some(checks.len()), postings: None, cents }
        }
        "x12-823" => {
            let bodies: Vec<String> = readers::sets(&text()).collect();
            let (rest, set) = _823::parse(&bodies[0]).unwrap();
            assert_eq!((rest, bodies.len()), ("", 1));
            let payments: Vec<_> =
                set.loop_dep.iter().flat_map(|deposit| &deposit.loop_bat).flat_map(|batch| &batch.loop_bpr).collect();
            let cents = payments.iter().map(|payment| x12(&payment.bpr._02)).sum();
            Found { payments: Some(payments.len()), postings: None, cents }
        }
        "x12-820" | "hipaa-820" | "hix-820" => advices(form, &text()),
        "camt.054" => {
            let read = readers::told("camt054.py", "notification.xml", &text());
            assert_eq!(read["entries_amount"], read["payments_amount"]);
            let cents = readers::money(read["payments_amount"].as_str().unwrap()).cents();
            Found { payments: count(&read["payments"]), postings: count(&read["parts"]), cents }
        }
        other => panic!("{other}"),
    }
}

/// 820 in any of its guises, by x12-types, and by pyx12 where it knows the guide.
fn advices(form: &str, text: &str) -> Found {
    let bodies: Vec<String> = readers::sets(text).collect();
    let (mut postings, mut cents) = (0, 0);
    for body in &bodies {
        let (rest, set) = _820::parse(body).unwrap();
        assert_eq!(rest, "");
        let items: Vec<_> = set.loop_ent.iter().flat_map(|entity| &entity.loop_rmr).collect();
        postings += items.len();
        cents += items.iter().map(|item| x12(item.rmr._04.as_deref().unwrap())).sum::<i64>();
    }
    if form == "hipaa-820" {
        let read = readers::told("x12_premiums.py", "premiums.edi", text);
        assert_eq!(read["faults"], serde_json::json!([]));
        // A member may have several postings.
        assert!(count(&read["members"]) <= Some(postings));
        for sum in ["total", "paid"] {
            assert_eq!(readers::money(read[sum].as_str().unwrap()).cents(), cents, "{sum}");
        }
    }
    Found { payments: (form == "x12-820").then_some(bodies.len()), postings: Some(postings), cents }
}

/// Exports the batch in a form and holds what its reader finds against the ledger.
fn hold(sandbox: &Sandbox, batch: &str, form: &str, name: &str, ledger: Found) {
    let file = format!("{name}.{form}");
    sandbox.run(&export("all.toml", form, batch, &file, &[])).succeeded();
    sandbox.run(&["inspect", "--config", "all.toml", "--format", form, &file]).succeeded();
    let found = read(sandbox, form, &file);
    let wanted = Found {
        payments: found.payments.and(ledger.payments),
        postings: found.postings.and(ledger.postings),
        cents: ledger.cents,
    };
    assert_eq!(found, wanted, "{form} {name}");
}

#[test]
fn every_reader_finds_what_the_ledger_says() {
    let wanted = std::env::var("LOCKBOX_TRANSACTIONS").ok().and_then(|count| count.parse().ok());
    let (sandbox, batch) = processed("mixed", wanted.unwrap_or(TRANSACTIONS), 815);
    let layout = concat!(env!("CARGO_MANIFEST_DIR"), "/src/formats/remittance/layout/shipped/bai_names.toml");
    sandbox.write("names.toml", std::fs::read(layout).unwrap());
    let settings = sandbox.read("deck/lockbox.toml");
    sandbox.write("all.toml", format!("{settings}\n[[posting]]\nname = \"bai-names\"\nlayout = \"names.toml\"\n"));

    // The ledger, by the report and the batch's own postings.
    let report = || rows(&sandbox.run(&["report", "--data", "data", "--format", "csv"]).succeeded().out).remove(0);
    let postings = rows(&sandbox.read(&format!("out/{batch}/posting.csv")));
    let before = report();
    let number = |row: &Value, name: &str| row[name].as_str().unwrap().parse::<usize>().unwrap();
    let ledger = Found {
        payments: Some(number(&before, "posted_count")),
        postings: Some(postings.len()),
        cents: cents(&before["posted_amount"]),
    };
    for form in SIGNED.into_iter().chain(UNSIGNED) {
        hold(&sandbox, &batch, form, "first", ledger);
    }

    // The deposit, by the reader in Python.
    sandbox.run(&export("all.toml", "x9", &batch, "deposit.x937", &[])).succeeded();
    let letter = read_by_python(&sandbox, "deposit.x937");
    assert_eq!(letter["errors"], serde_json::json!([]));
    let deposited = report();
    assert_eq!(letter["amount"].as_i64(), Some(cents(&deposited["deposited_amount"])));
    assert_eq!(letter["items"].as_array().unwrap().len(), number(&deposited, "deposited_count"));
    let ticket = rows(&sandbox.read("deposit.x937.ticket.csv"));
    let at_bank = ticket.iter().filter(|row| row["status"] == "deposited");
    assert_eq!(at_bank.map(|row| cents(&row["amount"])).sum::<i64>(), cents(&deposited["deposited_amount"]));
    assert!(cents(&deposited["deposited_amount"]) >= ledger.cents);

    // Some come back; the same readers find what was undone.
    let posted = |row: &&Value| {
        row["status"] == "deposited" && postings.iter().any(|posting| posting["document"] == row["document"])
    };
    let back: Vec<&Value> = ticket.iter().filter(posted).step_by(3).take(BACK).collect();
    let cell = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let lines = back.iter().map(|row| format!("{},{}\n", cell(row, "amount"), cell(row, "sequence")));
    sandbox.write("back.csv", format!("amount,sequence\n{}", lines.collect::<String>()));
    sandbox.run(&["returns", "back.csv", "--config", "all.toml", "--data", "data"]).succeeded();
    let undone = Found {
        payments: Some(back.len()),
        postings: Some(
            postings.iter().filter(|posting| back.iter().any(|row| row["document"] == posting["document"])).count(),
        ),
        cents: -back.iter().map(|row| cents(&row["amount"])).sum::<i64>(),
    };
    for form in SIGNED {
        hold(&sandbox, &batch, form, "second", undone);
    }
    let after = report();
    assert_eq!(after["in_balance"], "true");
    assert_eq!(cents(&after["posted_amount"]), ledger.cents + undone.cents);
    assert_eq!(cents(&after["returned_amount"]), -undone.cents);
}
