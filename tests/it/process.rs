//! The main job, from a scan batch to its files.

use std::thread::sleep;
use std::time::Duration;

use crate::support::{Sandbox, copy_folder, process_deck};

#[test]
fn a_deck_is_processed_and_scored_without_mispost_or_loss() {
    let sandbox = Sandbox::new();
    sandbox.deck("mixed", 16, 301);
    sandbox.run(&process_deck("data", "out")).succeeded();
    let batch = sandbox.only_batch("out");
    let score = sandbox.run(&["score", "--truth", "deck/truth.csv", "--out", &format!("out/{batch}")]).succeeded();
    assert!(score.out.contains("misposts"), "{}", score.out);
    let summary: serde_json::Value = serde_json::from_str(&sandbox.read(&format!("out/{batch}/summary.json"))).unwrap();
    assert_eq!(summary["in_balance"], true);
    let count = |place: &str| summary[place]["count"].as_u64().unwrap();
    assert!(count("posted") > 0, "nothing was posted");
    assert!(count("received") > 0);
}

#[test]
fn each_envelope_is_a_document_of_its_transaction() {
    let sandbox = Sandbox::new();
    sandbox.deck("envelopes", 2, 307);
    sandbox.run(&process_deck("data", "out")).succeeded();
    let batch = sandbox.only_batch("out");
    let documents = sandbox.read(&format!("out/{batch}/documents.csv"));
    let kinds: Vec<&str> = documents.lines().skip(1).filter_map(|line| line.split(',').nth(4)).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "envelope").count(), 2, "{documents}");
    let transactions: Vec<&str> = documents.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(transactions, ["1", "1", "1", "2", "2", "2"], "{documents}");
}

#[test]
fn a_finished_batch_is_refused_and_points_to_the_first_run() {
    let sandbox = Sandbox::new();
    sandbox.deck("singles", 3, 302);
    sandbox.run(&process_deck("data", "out")).succeeded();
    let before = sandbox.results("out");
    let batch = sandbox.only_batch("out");
    sandbox.run(&process_deck("data", "elsewhere")).failed(1, &[&batch, "finished", "out"]);
    assert_eq!(sandbox.results("out"), before);
    assert!(!sandbox.path("elsewhere").exists());
}

#[test]
fn the_same_checks_under_another_batch_id_are_duplicates() {
    let sandbox = Sandbox::new();
    sandbox.deck("singles", 4, 303);
    sandbox.run(&process_deck("data", "out")).succeeded();
    copy_folder(&sandbox.path("deck/batch"), &sandbox.path("again"));
    let header = sandbox.read("again/batch.toml");
    let id = header.lines().find(|line| line.starts_with("id")).unwrap();
    sandbox.write("again/batch.toml", header.replace(id, "id = \"again\""));
    let args = [
        "process",
        "again",
        "--bills",
        "deck/bills.csv",
        "--config",
        "deck/lockbox.toml",
        "--data",
        "data",
        "--out",
        "out2",
    ];
    sandbox.run(&args).succeeded();
    let postings = sandbox.read("out2/again/posting.csv");
    assert_eq!(postings.lines().count(), 1, "{postings}");
    let exceptions = sandbox.read("out2/again/exceptions.csv");
    assert_eq!(exceptions.lines().filter(|line| line.contains("duplicate_payment")).count(), 4, "{exceptions}");
}

#[test]
fn one_and_two_threads_write_the_same_bytes() {
    let sandbox = Sandbox::new();
    sandbox.deck("mixed", 12, 304);
    sandbox.run_on(1, &process_deck("data1", "out1")).succeeded();
    sandbox.run_on(2, &process_deck("data2", "out2")).succeeded();
    assert_eq!(sandbox.results("out1"), sandbox.results("out2"));
}

#[test]
fn killed_anywhere_and_run_again_it_ends_as_if_undisturbed() {
    let sandbox = Sandbox::new();
    sandbox.deck("mixed", 24, 305);
    sandbox.run(&process_deck("calm", "out-calm")).succeeded();
    let args = process_deck("data", "out");
    let mut killed = 0;
    for pause in [50, 400, 900, 1500, 2200] {
        let mut child = sandbox.start(&args);
        sleep(Duration::from_millis(pause));
        if child.try_wait().unwrap().is_none() {
            killed += 1;
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(killed > 0, "every run ended before it could be killed");
    let last = sandbox.run(&args);
    assert!(last.code == 0 || last.err.contains("finished"), "{}", last.err);
    assert_eq!(sandbox.results("out"), sandbox.results("out-calm"));
}
