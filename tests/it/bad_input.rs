//! Bad input: a clear message that names the place, and the rest of the batch goes on.

use crate::support::{Sandbox, process_deck};

#[test]
fn a_bad_page_becomes_an_exception_and_the_rest_goes_on() {
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/pages")).unwrap() {
        let entry = entry.unwrap();
        let name = &format!("zz-{}", entry.file_name().to_string_lossy());
        let bytes = std::fs::read(entry.path()).unwrap();
        let sandbox = Sandbox::new();
        sandbox.deck("singles", 2, 401);
        std::fs::remove_file(sandbox.path("deck/batch/index.csv")).ok();
        sandbox.write(&format!("deck/batch/{name}"), bytes);
        sandbox.run(&process_deck("data", "out")).succeeded();
        let batch = sandbox.only_batch("out");
        let exceptions = sandbox.read(&format!("out/{batch}/exceptions.csv"));
        assert!(exceptions.contains("unreadable_document"), "{name}: {exceptions}");
        let documents = sandbox.read(&format!("out/{batch}/documents.csv"));
        assert!(documents.contains(name), "{documents}");
        assert_eq!(documents.lines().count(), 1 + 4 + 1, "{documents}");
        let postings = sandbox.read(&format!("out/{batch}/posting.csv"));
        assert!(postings.lines().count() > 1, "{name}: {postings}");
    }
}

#[test]
fn bad_bill_rows_are_rejected_with_their_place_and_the_rest_loads() {
    let sandbox = Sandbox::new();
    sandbox.deck("singles", 2, 402);
    let mut bills = sandbox.read("deck/bills.csv").into_bytes();
    let width = bills.split(|b| *b == b'\n').next().unwrap().iter().filter(|b| **b == b',').count();
    let header = sandbox.read("deck/bills.csv").lines().next().unwrap().to_owned();
    let row = |values: &[(&str, &str)]| {
        let cell = |name: &str| values.iter().find(|(n, _)| *n == name).map_or("", |(_, v)| *v).to_owned();
        header.split(',').map(cell).collect::<Vec<_>>().join(",")
    };
    let good =
        [("account_number", "7000000001"), ("bill_id", "B1"), ("amount_due", "10.00"), ("due_date", "2026-12-23")];
    let mut bad_money = good;
    bad_money[2].1 = "ten";
    let mut bad_date = good;
    bad_date[3].1 = "23.12.2026";
    for values in [bad_money, bad_date, good, good] {
        bills.extend(row(&values).as_bytes());
        bills.push(b'\n');
    }
    bills.extend(b"\xff\xfe");
    bills.extend(",".repeat(width).as_bytes());
    bills.push(b'\n');
    sandbox.write("deck/bills.csv", bills);
    let ran = sandbox.run(&process_deck("data", "out")).succeeded();
    for part in ["bills.csv", "line", "amount_due", "ten", "due_date", "23.12.2026", "UTF-8"] {
        assert!(ran.err.contains(part), "`{part}` is missing in: {}", ran.err);
    }
}

#[test]
fn files_that_cannot_be_used_are_named_with_the_place() {
    let sandbox = Sandbox::new();
    sandbox.deck("singles", 1, 403);
    let with = |bills: &str, config: &str| {
        let args = ["process", "deck/batch", "--bills", bills, "--config", config, "--data", "data", "--out", "out"];
        sandbox.run(&args)
    };
    sandbox.write("no-column.csv", "account_number,bill_id,due_date\n1,2,2026-01-01\n");
    with("no-column.csv", "deck/lockbox.toml").failed(1, &["no-column.csv", "amount_due"]);
    with("missing.csv", "deck/lockbox.toml").failed(1, &["missing.csv"]);
    sandbox.write("unknown.toml", "[lockbox]\nid = \"a\"\n\n[policy]\nstale_dayz = 3\n");
    with("deck/bills.csv", "unknown.toml").failed(1, &["unknown.toml", "line 5", "stale_dayz"]);
    sandbox.write("latin.toml", b"[lockbox]\nid = \"caf\xe9\"\n");
    with("deck/bills.csv", "latin.toml").failed(1, &["latin.toml", "line 2", "UTF-8"]);
    let header = sandbox.read("deck/batch/batch.toml");
    sandbox.write("deck/batch/batch.toml", format!("{header}\nmodus = \"auto\"\n"));
    with("deck/bills.csv", "deck/lockbox.toml").failed(1, &["batch.toml", "modus"]);
    sandbox.run(&["process", "nowhere", "--bills", "deck/bills.csv"]).failed(1, &["nowhere"]);
    assert!(!sandbox.path("out").exists(), "nothing may be written");
}

#[test]
fn an_unreadable_file_is_an_exception_for_other_users_than_root() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    sandbox.deck("singles", 2, 404);
    let page = sandbox.write("deck/batch/zz-locked.tif", b"II*\0");
    std::fs::set_permissions(&page, std::fs::Permissions::from_mode(0o000)).unwrap();
    sandbox.run(&process_deck("data", "out")).succeeded();
    let batch = sandbox.only_batch("out");
    let exceptions = sandbox.read(&format!("out/{batch}/exceptions.csv"));
    // Root may read everything; the file is then broken instead. Either way it is named and held.
    assert!(exceptions.contains("unreadable_document"), "{exceptions}");
}
