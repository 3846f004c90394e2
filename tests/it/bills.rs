//! Bill files: snapshots, deltas, what they change and what they leave out.

use crate::support::Sandbox;

const HEAD: &str = "account_number,bill_id,amount_due,due_date,status\n";

fn load<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    ["bills", "load", file, "--data", "data"].into_iter().chain(more.iter().copied()).collect()
}

#[test]
fn a_snapshot_and_a_delta_tell_what_they_changed() {
    let sandbox = Sandbox::new();
    sandbox.write("a.csv", format!("{HEAD}1,a,1.00,2026-01-01,\n1,b,2.00,2026-02-01,\n2,c,3.00,2026-01-01,open\n"));
    sandbox.write("d.csv", format!("{HEAD}1,b,2.50,2026-02-01,\n2,c,3.00,2026-01-01,paid\n3,d,4.00,2026-01-01,\n3,e,x,2026-01-01,\n3,d,9.00,2026-01-01,\n"));
    sandbox.write("s.csv", format!("{HEAD}1,a,1.00,2026-01-01,\n"));
    sandbox.run(&load("d.csv", &["--delta"])).failed(1, &["no bills are loaded yet"]);
    let first = sandbox.run(&load("a.csv", &[])).succeeded();
    assert!(first.out.contains("3 bills from 3 rows") && first.out.contains("new 3"), "{}", first.out);
    let again = sandbox.run(&load("a.csv", &[])).succeeded();
    assert!(again.out.contains("in force already with 3 bills"), "{}", again.out);

    let delta = sandbox.run(&load("d.csv", &["--delta", "--report", "report.csv"])).succeeded();
    assert!(delta.out.contains("(delta): 4 bills from 5 rows"), "{}", delta.out);
    assert!(delta.out.contains("new 1, changed 2, unchanged 1, gone 0, rejected rows 2"), "{}", delta.out);
    assert!(
        delta.err.contains("line 5, column amount_due") && delta.err.contains("line 6, column bill_id"),
        "{}",
        delta.err
    );
    let report = sandbox.read("report.csv");
    let mut rows: Vec<&str> = report.lines().skip(1).collect();
    rows.sort_unstable();
    assert_eq!(rows[..3], ["changed,1,b,,,", "changed,2,c,,,", "new,3,d,,,"], "{report}");
    assert!(
        rows[3].starts_with("rejected,,,5,amount_due,") && rows[4].starts_with("rejected,,,6,bill_id,"),
        "{report}"
    );

    let snapshot = sandbox.run(&load("s.csv", &[])).succeeded();
    assert!(snapshot.out.contains("new 0, changed 0, unchanged 1, gone 3"), "{}", snapshot.out);
}

#[test]
fn numbers_that_differ_in_leading_zeros_only_are_told() {
    let sandbox = Sandbox::new();
    sandbox.write("a.csv", format!("{HEAD}0077,a,1.00,2026-01-01,\n77,b,2.00,2026-02-01,\n78,c,3.00,2026-01-01,\n"));
    let loaded = sandbox.run(&load("a.csv", &[])).succeeded();
    assert!(loaded.err.contains("differ in leading zeros only (first 0077 and 77)"), "{}", loaded.err);
}

#[test]
fn a_file_that_cannot_be_used_changes_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("a.csv", format!("{HEAD}1,a,1.00,2026-01-01,\n"));
    sandbox.write("bad.csv", "account,bill\n1,a\n");
    sandbox.run(&load("a.csv", &[])).succeeded();
    sandbox
        .run(&load("bad.csv", &["--report", "report.csv"]))
        .failed(1, &["bad.csv", "lacks the columns account_number"]);
    assert!(!sandbox.path("report.csv").exists());
    assert!(sandbox.run(&load("a.csv", &[])).succeeded().out.contains("in force already"));
}

#[test]
fn a_lost_or_damaged_book_is_made_again() {
    let sandbox = Sandbox::new();
    sandbox.write("a.csv", format!("{HEAD}1,a,1.00,2026-01-01,\n1,b,2.00,2026-02-01,\n"));
    sandbox.write("d.csv", format!("{HEAD}1,b,2.50,2026-02-01,\n"));
    sandbox.write("e.csv", format!("{HEAD}1,b,2.75,2026-02-01,\n"));
    sandbox.run(&load("a.csv", &[])).succeeded();
    std::fs::remove_file(sandbox.path("data/bills/load-1.book")).unwrap();
    let delta = sandbox.run(&load("d.csv", &["--delta"])).succeeded();
    assert!(delta.out.contains("changed 1, unchanged 1"), "{}", delta.out);
    let book = sandbox.path("data/bills/load-2.book");
    let mut bytes = std::fs::read(&book).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&book, bytes).unwrap();
    let delta = sandbox.run(&load("e.csv", &["--delta"])).succeeded();
    assert!(
        delta.out.contains("changed 1, unchanged 1") && delta.err.contains("made again"),
        "{} {}",
        delta.out,
        delta.err
    );
}
