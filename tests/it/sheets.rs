//! Tickets, separators and lists in a batch.

use crate::support::{Sandbox, process_deck};

fn summary(sandbox: &Sandbox) -> serde_json::Value {
    let batch = sandbox.only_batch("out");
    serde_json::from_str(&sandbox.read(&format!("out/{batch}/summary.json"))).unwrap()
}

/// The page files of a deck by the kind of their document.
fn pages(sandbox: &Sandbox, kind: &str) -> Vec<String> {
    let truth = sandbox.read("deck/truth.csv");
    let rows = truth.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    rows.filter(|row| row[4] == kind).map(|row| row[2].to_owned()).collect()
}

fn tickets(lost: impl Fn(&Sandbox) -> Option<String>) -> (Sandbox, Option<String>) {
    let sandbox = Sandbox::new();
    let args = "deck --kind tickets --transactions 4 --seed 331 --format png --out deck";
    sandbox.run(&args.split(' ').collect::<Vec<_>>()).succeeded();
    let lost = lost(&sandbox);
    if let Some(page) = &lost {
        std::fs::remove_file(sandbox.path(&format!("deck/batch/{page}"))).unwrap();
    }
    sandbox.run(&process_deck("data", "out")).succeeded();
    (sandbox, lost)
}

#[test]
fn a_batch_is_proved_against_its_ticket() {
    let (sandbox, _) = tickets(|_| None);
    let summary = summary(&sandbox);
    assert_eq!(summary["in_balance"], true, "{summary}");
    assert_eq!(summary["exceptions"]["count"], 0, "{summary}");
}

/// Whatever sheet is lost between the envelopes and the scanner, the batch does not close unseen.
#[test]
fn a_sheet_that_is_lost_is_noticed() {
    for kind in ["check", "coupon"] {
        let (sandbox, lost) = tickets(|sandbox| pages(sandbox, kind).pop());
        assert_eq!(summary(&sandbox)["in_balance"], false, "{lost:?}");
    }
}

/// Without its separator an envelope may run into the next: then the count of transactions tells, or what was put
/// together does not fit.
#[test]
fn a_separator_that_is_lost_merges_nothing_unseen() {
    for at in 0..4 {
        let (sandbox, lost) = tickets(|sandbox| {
            let mut sheets = pages(sandbox, "separator");
            sheets.remove(0);
            Some(sheets[at].clone())
        });
        let summary = summary(&sandbox);
        let noticed = summary["in_balance"] == false || summary["exceptions"]["count"] != 0;
        assert!(noticed || summary["transactions"] == 4, "{lost:?}: {summary}");
        let batch = sandbox.only_batch("out");
        let read = |name: &str| sandbox.read(&format!("out/{batch}/{name}"));
        let (postings, documents, truth) = (read("posting.csv"), read("documents.csv"), sandbox.read("deck/truth.csv"));
        for posting in postings.lines().skip(1) {
            let cells: Vec<&str> = posting.split(',').collect();
            let due = format!("{}:{}:{}", cells[3], cells[4], cells[5]);
            // The check that was posted came with what it was posted to.
            let document = documents.lines().find(|row| row.split(',').next() == cells.last().copied()).unwrap();
            let file = document.split(',').nth(2).unwrap();
            let came = truth.lines().find(|row| row.split(',').nth(2) == Some(file)).unwrap();
            assert!(came.contains(&due), "{lost:?}: {posting}");
        }
    }
}

#[test]
fn one_check_pays_for_everybody_on_its_list() {
    let sandbox = Sandbox::new();
    let args = "deck --kind lists --transactions 3 --seed 332 --format png --out deck";
    sandbox.run(&args.split(' ').collect::<Vec<_>>()).succeeded();
    sandbox.run(&process_deck("data", "out")).succeeded();
    let batch = sandbox.only_batch("out");
    let postings = sandbox.read(&format!("out/{batch}/posting.csv"));
    let listed = postings.lines().filter(|line| line.contains(",check_and_list,")).count();
    assert!(listed >= 6, "{postings}");
    let score = sandbox.run(&["score", "--truth", "deck/truth.csv", "--out", &format!("out/{batch}")]).succeeded();
    assert!(score.out.lines().any(|line| line.starts_with("misposts") && line.ends_with(" 0")), "{}", score.out);
}
