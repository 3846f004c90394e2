//! Posting files, their release, and reports.

use crate::support::{Sandbox, process_deck};

fn processed(kind: &str, transactions: u32, seed: u32) -> (Sandbox, String) {
    let sandbox = Sandbox::new();
    sandbox.deck(kind, transactions, seed);
    sandbox.run(&process_deck("data", "out")).succeeded();
    let batch = sandbox.only_batch("out");
    (sandbox, batch)
}

fn export<'a>(form: &'a str, batch: &'a str, out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let args = ["export", "--config", "deck/lockbox.toml", "--data", "data", "--format", form, "--batch", batch];
    args.into_iter().chain(["--out", out]).chain(more.iter().copied()).collect()
}

#[test]
fn every_form_tells_what_was_posted_and_is_released_once() {
    let (sandbox, batch) = processed("sample", 14, 341);
    let postings = sandbox.read(&format!("out/{batch}/posting.csv"));
    let postings: Vec<&str> = postings.lines().collect();
    assert!(postings.len() > 4, "{postings:?}");
    let summary: serde_json::Value = serde_json::from_str(&sandbox.read(&format!("out/{batch}/summary.json"))).unwrap();
    let (count, amount) = (&summary["posted"]["count"], summary["posted"]["amount"].as_str().unwrap());
    for form in ["csv", "jsonl", "bai", "bai2", "x12-823", "x12-820", "hipaa-820", "hix-820", "camt.054"] {
        let file = format!("postings.{form}");
        let made = sandbox.run(&export(form, &batch, &file, &[])).succeeded();
        assert!(made.err.contains(&format!("{count} payments of {amount}")), "{form}: {}", made.err);
        sandbox.run(&["inspect", &file]).succeeded();
        let first = sandbox.read(&file);
        sandbox.run(&export(form, &batch, "other", &[])).failed(1, &["released", "--again", form]);
        assert!(!sandbox.path("other").exists(), "a refused file must not appear");
        let again = sandbox.run(&export(form, &batch, "other", &["--again", "the biller lost it"])).succeeded();
        assert!(again.err.contains("once more"), "{}", again.err);
        assert_eq!(sandbox.read("other"), first, "{form}");
        std::fs::remove_file(sandbox.path("other")).unwrap();
    }
    assert_eq!(sandbox.read("postings.csv").lines().collect::<Vec<_>>(), postings, "the same columns and rows");
    let report = sandbox.run(&["report", "--data", "data"]).succeeded();
    assert!(report.out.contains(amount) && report.out.contains("copy: the biller lost it"), "{}", report.out);
}

#[test]
fn a_deposit_is_told_together() {
    let (sandbox, batch) = processed("singles", 2, 342);
    crate::support::copy_folder(&sandbox.path("deck/batch"), &sandbox.path("second"));
    let header = sandbox.read("second/batch.toml");
    let id = header.lines().find(|line| line.starts_with("id")).unwrap();
    sandbox.write("second/batch.toml", header.replace(id, "id = \"second\""));
    let args = "process second --config deck/lockbox.toml --data data --out out";
    sandbox.run(&args.split(' ').collect::<Vec<_>>()).succeeded();
    let args = "export --config deck/lockbox.toml --data data --format csv --deposit-date 2026-11-24 --out all.csv";
    let args: Vec<&str> = args.split(' ').collect();
    let made = sandbox.run(&args).succeeded();
    // The same checks again are duplicates: they are received once more and not posted.
    assert!(made.err.contains("2 payments"), "{}", made.err);
    // A copy is of the whole file, whichever of its batches is named.
    let first = sandbox.read("all.csv");
    sandbox.run(&export("csv", &batch, "one.csv", &["--again", "why"])).succeeded();
    sandbox.run(&[&args[..], &["--again", "why"]].concat()).succeeded();
    assert_eq!((sandbox.read("one.csv"), sandbox.read("all.csv")), (first.clone(), first));
    sandbox.run(&["report", "--data", "data", "--batch", "nobody"]).failed(1, &["no finished batch `nobody`"]);
    let report = sandbox.run(&["report", "--data", "data", "--format", "csv"]).succeeded();
    let rows: Vec<&str> = report.out.lines().collect();
    assert_eq!(rows.len(), 3, "{}", report.out);
    assert!(
        rows[1].contains(&batch) && rows[2].contains("second") && rows[2].ends_with(",true,0,0.00"),
        "{}",
        report.out
    );
}

#[test]
fn what_does_not_balance_or_fit_is_refused() {
    let (sandbox, batch) = processed("singles", 2, 343);
    sandbox.run(&export("nothing", &batch, "x", &[])).failed(1, &["`nothing` is no form", "bai2"]);
    sandbox.run(&export("csv", "nobody", "x", &[])).failed(1, &["no finished batch `nobody`"]);
    sandbox.run(&export("csv", &batch, "none/x", &[])).failed(1, &["none/x"]);
    sandbox.run(&export("csv", &batch, "x", &["--again", "why"])).failed(1, &["none of it was released"]);
    let bare = sandbox.read("deck/lockbox.toml").replace("bank_account", "# bank_account");
    sandbox.write("bare.toml", bare);
    let args =
        ["export", "--config", "bare.toml", "--data", "data", "--format", "bai", "--batch", &batch, "--out", "x"];
    sandbox.run(&args).failed(1, &["bank_account"]);

    let header = sandbox.read("deck/batch/batch.toml").replace("documents = 4", "documents = 5");
    sandbox.write("deck/batch/batch.toml", header.replace("id = \"", "id = \"short-"));
    sandbox.run(&process_deck("data2", "out2")).succeeded();
    let short = sandbox.only_batch("out2");
    let args = ["export", "--config", "deck/lockbox.toml", "--data", "data2", "--format", "csv", "--batch", &short];
    let args: Vec<&str> = args.into_iter().chain(["--out", "x"]).collect();
    sandbox.run(&args).failed(1, &["does not balance", "counts 5 documents"]);
    sandbox.run(&["report", "--data", "data2"]).failed(1, &["not in balance", &short]);
    assert!(!sandbox.path("x").exists());
}

#[test]
fn a_layout_of_the_settings_is_a_form() {
    let (sandbox, batch) = processed("singles", 2, 344);
    let layout =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/layouts/fulton-80.toml")).unwrap();
    sandbox.write("ours.toml", layout.replace("name = \"fulton-80\"", "name = \"ours\""));
    let settings = sandbox.read("deck/lockbox.toml");
    let named = |name: &str| format!("{settings}\n[[posting]]\nname = \"{name}\"\nlayout = \"ours.toml\"\n");
    sandbox.write("with.toml", named("theirs"));
    let theirs = ["--config", "with.toml", "--data", "data", "--format", "theirs", "--batch", &batch, "--out", "x"];
    sandbox.run(&[&["export"], &theirs[..]].concat()).failed(1, &["calls itself `ours`"]);
    sandbox.write("with.toml", named("ours"));
    let args = ["--config", "with.toml", "--data", "data", "--format", "ours", "--batch", &batch, "--out", "ours.txt"];
    sandbox.run(&[&["export"], &args[..]].concat()).succeeded();
    let file = sandbox.read("ours.txt");
    assert_eq!(file.lines().count(), 3, "a header and two checks: {file}");
    assert!(file.lines().all(|line| line.len() == 80), "{file}");
    sandbox.run(&["inspect", "--config", "with.toml", "--format", "ours", "ours.txt"]).succeeded();
}

#[test]
fn what_waits_is_listed_shown_and_written() {
    let (sandbox, batch) = processed("sample", 14, 341);
    let exceptions = sandbox.read(&format!("out/{batch}/exceptions.csv"));
    let ids: Vec<&str> = exceptions.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert!(ids.len() > 1, "{exceptions}");
    let list = sandbox.run(&["exceptions", "list", "--data", "data"]).succeeded();
    assert!(ids.iter().all(|id| list.out.contains(id)), "{}", list.out);
    let priorities: Vec<&str> = list.out.lines().skip(1).filter_map(|line| line.split_whitespace().nth(1)).collect();
    assert!(priorities.is_sorted(), "{}", list.out);
    let reason = exceptions.lines().nth(1).and_then(|line| line.split(',').nth(3)).unwrap().split('|').next().unwrap();
    let some = sandbox.run(&["exceptions", "list", "--data", "data", "--reason", reason]).succeeded();
    assert!(some.out.contains(ids[0]) && some.out.lines().skip(1).all(|line| line.contains(reason)), "{}", some.out);
    sandbox.run(&["exceptions", "list", "--data", "data", "--reason", "bad"]).failed(1, &["`bad` is no reason"]);
    let shown = sandbox.run(&["exceptions", "show", ids[0], "--data", "data"]).succeeded();
    assert!(shown.out.contains("held, priority"), "{}", shown.out);
    sandbox.run(&["exceptions", "export", "--data", "data", "--out", "all.csv"]).succeeded();
    assert_eq!(sandbox.read("all.csv"), exceptions, "one batch: the same rows");
}

#[test]
fn a_cash_letter_is_inspected() {
    let sandbox = Sandbox::new();
    let deck = "deck --kind check-only --transactions 2 --seed 345 --format x937 --out deck";
    sandbox.run(&deck.split(' ').collect::<Vec<_>>()).succeeded();
    let letter = std::fs::read_dir(sandbox.path("deck/batch")).unwrap().map(|entry| entry.unwrap().path());
    let letter = letter.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "x937")).unwrap();
    let read = sandbox.run(&["inspect", letter.to_str().unwrap()]).succeeded();
    assert!(read.out.contains("DSTU") && read.err.contains("agree"), "{} {}", read.out, read.err);
    let mut bytes = std::fs::read(letter).unwrap();
    bytes.truncate(bytes.len() / 2);
    sandbox.write("half.x937", bytes);
    sandbox.run(&["inspect", "half.x937"]).failed(1, &["half.x937", "record"]);
}
