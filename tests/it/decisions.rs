//! Decisions after the fact: explained, and made again by other settings.

use crate::support::{Sandbox, copy_folder, process_deck};

fn processed(kind: &str, transactions: u32, seed: u32) -> (Sandbox, String) {
    let sandbox = Sandbox::new();
    sandbox.deck(kind, transactions, seed);
    sandbox.run(&process_deck("data", "out")).succeeded();
    let batch = sandbox.only_batch("out");
    (sandbox, batch)
}

#[test]
fn a_decision_is_explained_by_any_of_its_names() {
    let (sandbox, batch) = processed("singles", 3, 311);
    let explain = |name: &str| sandbox.run(&["explain", name, "--data", "data"]);
    let first = explain(&format!("{batch}/1")).succeeded().out;
    for part in ["posted by rule", "evidence", "barcode on document 1", "program", "lockbox ", "bills", "settings"] {
        assert!(first.contains(part), "`{part}` is missing in: {first}");
    }
    assert_eq!(explain("1").succeeded().out, first);
    assert_eq!(explain(&format!("{batch}-P000001")).succeeded().out, first);
    explain("17").failed(1, &["no finished batch has a transaction, posting or exception `17`"]);
    explain("nothing/1").failed(1, &["no finished batch `nothing`"]);
    sandbox.run(&["explain", "1", "--data", "nowhere"]).failed(1, &["nowhere"]);
    assert!(!sandbox.path("nowhere").exists(), "looking makes nothing");
}

#[test]
fn a_batch_decided_again_by_the_same_settings_is_the_same_whatever_came_after() {
    let (sandbox, batch) = processed("multiples", 4, 312);
    copy_folder(&sandbox.path("deck/batch"), &sandbox.path("later"));
    let header = sandbox.read("later/batch.toml");
    let id = header.lines().find(|line| line.starts_with("id")).unwrap();
    sandbox.write("later/batch.toml", header.replace(id, "id = \"later\""));
    let later = ["process", "later", "--config", "deck/lockbox.toml", "--data", "data", "--out", "out2"];
    sandbox.run(&later).succeeded();
    sandbox.write("none.csv", "account_number,bill_id,amount_due,due_date\n");
    sandbox.run(&["bills", "load", "none.csv", "--data", "data"]).succeeded();
    for batch in [&batch, "later"] {
        let same = sandbox.run(&["replay", batch, "--config", "deck/lockbox.toml", "--data", "data"]).succeeded();
        assert_eq!(same.out, "0 of 4 transactions would be decided differently\n");
    }
    let stricter = sandbox.read("deck/lockbox.toml").replace("[policy]", "[policy]\naccept = [\"other\"]");
    sandbox.write("stricter.toml", stricter);
    let other = sandbox.run(&["replay", &batch, "--config", "stricter.toml", "--data", "data"]).succeeded().out;
    assert!(other.contains("was posted (") && other.contains("would be held (instrument_not_accepted)"), "{other}");
}

#[test]
fn a_payer_known_from_before_is_suggested_and_no_more() {
    let (sandbox, _) = processed("singles", 3, 313);
    let postings = sandbox.read("out/singles-313/posting.csv");
    let posted: Vec<Vec<&str>> = postings.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let own = posted.iter().find(|row| row[6] == "check").expect("a check of the payer's own");
    // The check comes once more, without its coupon: a duplicate whose payer is known.
    let document: u32 = own[16].parse().unwrap();
    let page = format!("p{document:06}.png");
    std::fs::create_dir(sandbox.path("alone")).unwrap();
    std::fs::copy(sandbox.path(&format!("deck/batch/{page}")), sandbox.path(&format!("alone/{page}"))).unwrap();
    let alone = ["process", "alone", "--config", "deck/lockbox.toml", "--data", "data", "--out", "out2"];
    sandbox.run(&alone).succeeded();
    assert_eq!(sandbox.read("out2/alone/posting.csv").lines().count(), 1);
    let told = sandbox.run(&["explain", "alone/1", "--data", "data"]).succeeded().out;
    let wanted = format!("account {}, no open bill: this payer has paid for it once", own[3]);
    assert!(told.contains(&wanted), "`{wanted}` is missing in: {told}");
}

#[test]
fn blind_checks_measure_how_often_postings_are_wrong() {
    let sandbox = Sandbox::new();
    sandbox.deck("singles", 5, 314);
    let settings = sandbox.read("deck/lockbox.toml").replace("[policy]", "[policy]\nquality_sample = \"100%\"");
    sandbox.write("deck/lockbox.toml", settings);
    sandbox.run(&process_deck("data", "out")).succeeded();
    let checks = sandbox.read("out/singles-314/quality_checks.csv");
    let postings = sandbox.read("out/singles-314/posting.csv");
    let mut answers = checks.lines().next().unwrap().to_owned() + "\n";
    let mut posted: Vec<&str> = Vec::new();
    for row in postings.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()) {
        assert!(checks.contains(&format!(",{},{},", row[1], row[2])), "{checks}");
        assert!(!checks.contains(row[3]), "the account is not shown");
        let account = if posted.is_empty() { "123" } else { row[3] };
        answers += &format!("q,{},{},,,{account},{},{}\n", row[1], row[2], row[4], row[5]);
        if posted.last() != Some(&row[2]) {
            posted.push(row[2]);
        }
    }
    sandbox.write("answers.csv", answers);
    let record = ["quality", "record", "answers.csv", "--data", "data"];
    for _twice in 0..2 {
        let recorded = sandbox.run(&record).succeeded().out;
        assert_eq!(recorded, format!("{} right, 1 wrong\nwrong: singles-314/{}\n", posted.len() - 1, posted[0]));
    }
    let report = sandbox.run(&["quality", "report", "--data", "data"]).succeeded().out;
    assert!(report.starts_with(&format!("{} transactions checked, 1 posted wrongly", posted.len())), "{report}");
    sandbox.write("bad.csv", "batch_id,transaction,account_number,bill_id,amount\nsingles-314,99,1,,1.00\n");
    sandbox.run(&["quality", "record", "bad.csv", "--data", "data"]).failed(1, &["singles-314/99"]);
}
