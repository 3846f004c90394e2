//! `lockbox bench read` on a drawn deck and on a table with other column names.

use std::collections::BTreeMap;

use crate::support::{Ran, Sandbox};

/// The rows of a table by their first cell, from the line that begins with `head` to the next empty one.
fn table(ran: &Ran, head: &str) -> BTreeMap<String, Vec<String>> {
    let lines = ran.out.lines().skip_while(|line| !line.starts_with(head)).skip(1);
    let rows = lines.take_while(|line| !line.is_empty());
    let cells = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    rows.map(cells).map(|cells| (cells[0].clone(), cells[1..].to_vec())).collect()
}

fn count(row: &[String], at: usize) -> usize {
    row[at].parse().unwrap()
}

/// How often a field's verdict begins so in the list.
fn told(ran: &Ran, field: &str, verdict: &str) -> usize {
    let start = format!("{field} {verdict}");
    ran.out.lines().flat_map(|line| line.split('\t')).filter(|cell| cell.starts_with(&start)).count()
}

#[test]
fn the_tables_add_up_to_the_pages() {
    let sandbox = Sandbox::new();
    sandbox.deck("bitonal", 4, 601);
    let truth = sandbox.read("deck/truth.csv");
    let documents = truth.lines().count() - 1;
    let ran = sandbox.run(&["bench", "read", "--list", "deck"]).succeeded();
    assert_eq!(ran.out.lines().filter(|line| line.contains(" ms\t")).count(), documents, "{}", ran.out);

    let fields = table(&ran, "field");
    for (field, row) in &fields {
        let [present, read, right, misread, made_up] = [0, 1, 3, 5, 7].map(|at| count(row, at));
        assert_eq!(read, right + misread, "{field}: {row:?}");
        assert_eq!(right, told(&ran, field, "right"), "{field}: {row:?}");
        assert_eq!(misread, told(&ran, field, "WRONG"), "{field}: {row:?}");
        assert_eq!(made_up, told(&ran, field, "MADE UP"), "{field}: {row:?}");
        assert_eq!(present - read, told(&ran, field, "unread"), "{field}: {row:?}");
    }
    // Every coupon of the deck carries a scan line and a barcode, every payment a bank line and an amount.
    let coupons = truth.matches(",coupon,").count();
    let present = |field: &str| count(&fields[field], 0);
    assert!(coupons >= 4 && present("scanline") == coupons && present("barcode") == coupons, "{fields:?}");
    assert!(present("micr_line") >= 4 && present("micr_line") == present("amount"), "{fields:?}");
    assert_eq!(present("kind"), documents, "{fields:?}");
    assert!(count(&fields["kind"], 3) > 0 && count(&fields["micr_line"], 3) > 0, "{fields:?}");

    let stages = table(&ran, "stage");
    for stage in ["decode", "prepare", "barcode", "machine-printed", "total"] {
        assert_eq!(count(&stages[stage], 0), documents, "{stage}");
    }
    for (stage, row) in &stages {
        let [median, p95, max]: [f64; 3] = [1, 2, 3].map(|at| row[at].parse().unwrap());
        assert!(median <= p95 && p95 <= max && max <= stages["total"][3].parse().unwrap(), "{stage}: {row:?}");
    }
    assert!(ran.out.contains(&format!("{documents} pages in ")), "{}", ran.out);

    let machine = sandbox.run(&["bench", "read", "--no-words", "deck"]).succeeded();
    let machine_fields = table(&machine, "field");
    for field in ["barcode", "scanline", "micr_line"] {
        assert_eq!(machine_fields[field], fields[field], "words change nothing of {field}");
    }
    assert!(
        !machine_fields.contains_key("amount") && !table(&machine, "stage").contains_key("text"),
        "{}",
        machine.out
    );

    let batch = sandbox.run(&["bench", "read", "--threads", "2", "deck/batch"]).succeeded();
    assert_eq!(table(&batch, "field"), fields, "the folder of the batch finds the same truth; no thread changes it");
    assert!(!batch.out.contains("right\t"), "without --list there are no pages");
}

#[test]
fn other_tables_are_understood_and_missing_files_named() {
    let sandbox = Sandbox::new();
    sandbox.deck("singles", 1, 602);
    let deck = sandbox.read("deck/truth.csv");
    let mut rows = csv::Reader::from_reader(deck.as_bytes());
    let names = rows.headers().unwrap().clone();
    let row = rows.records().flatten().find(|row| row.iter().any(|cell| cell == "check")).unwrap();
    let cell = |name: &str| row.get(names.iter().position(|other| other == name).unwrap()).unwrap().to_owned();
    let (file, account) = (cell("file"), cell("payer_account"));
    let hidden: String = account.chars().enumerate().map(|(at, c)| if at == 1 { '?' } else { c }).collect();
    let table_text = format!(
        "file,kind,routing,account,check_no,notes\nbatch/{file},check_us,{},{hidden},{},\ngone.png,,,,,\n",
        cell("routing_number"),
        cell("check_number"),
    );
    sandbox.write("deck/other.csv", table_text);
    let ran = sandbox.run(&["bench", "read", "deck", "--truth", "deck/other.csv", "--list"]).succeeded();
    assert!(ran.err.contains("gone.png"), "{}", ran.err);
    assert_eq!(told(&ran, "micr_line", "right"), 1, "{}", ran.out);
    assert!(!table(&ran, "field").contains_key("amount"), "{}", ran.out);
}

#[test]
fn what_cannot_be_measured_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("empty/note.txt", "nothing");
    sandbox.run(&["bench", "read", "empty"]).failed(1, &["truth.csv", "--truth"]);
    sandbox.write("empty/truth.csv", "file,page\na.tif,1\n");
    sandbox.run(&["bench", "read", "empty"]).failed(1, &["no file that", "empty"]);
    sandbox.write("empty/truth.csv", "name\na.tif\n");
    sandbox.run(&["bench", "read", "empty"]).failed(1, &["has no column file"]);
    sandbox.run(&["bench", "read", "nowhere", "--truth", "empty/truth.csv"]).failed(1, &["nowhere"]);
}
