//! Payments that come back, and answers to files that were sent.

use serde_json::Value;

use crate::deposits::{cents, export, processed, rows};
use crate::support::Sandbox;

const CONFIG: &str = "deck/lockbox.toml";

fn returns(file: &str) -> Vec<&str> {
    vec!["returns", file, "--config", CONFIG, "--data", "data"]
}

fn report(sandbox: &Sandbox) -> Value {
    rows(&sandbox.run(&["report", "--data", "data", "--format", "csv"]).succeeded().out).remove(0)
}

/// The export of the day in a form.
fn day<'a>(form: &'a str, out: &'a str) -> Vec<&'a str> {
    let args = ["export", "--config", CONFIG, "--data", "data", "--deposit-date", "2026-11-24"];
    args.into_iter().chain(["--format", form, "--out", out]).collect()
}

/// A BAI2 report of one returned item.
fn reported(cents: i64, reference: &str, text: &str) -> String {
    format!(
        "01,061000146,BOX,261130,0745,7,,,2/\n02,BOX,061000146,1,261127,1745,USD,2/\n03,1234567890,USD,,,,/\n\
         16,555,{cents},Z,{reference},,{text}\n49,{cents},3/\n98,{cents},1,5/\n99,{cents},1,7/\n"
    )
}

#[test]
fn what_comes_back_is_undone_once_and_told_with_the_next_export() {
    let (sandbox, batch) = processed("sample", 14, 341);
    sandbox.run(&export(CONFIG, "x9", &batch, "deposit.x937", &[])).succeeded();
    sandbox.run(&export(CONFIG, "csv", &batch, "first.csv", &[])).succeeded();
    sandbox.run(&export(CONFIG, "bai", &batch, "first.bai", &[])).succeeded();
    let postings = rows(&sandbox.read("first.csv"));
    let ticket = rows(&sandbox.read("deposit.x937.ticket.csv"));
    let posted = |row: &Value| postings.iter().any(|posting| posting["document"] == row["document"]);
    let back: Vec<&Value> =
        ticket.iter().filter(|row| row["status"] == "deposited" && row["check_number"] != "" && posted(row)).collect();
    let [first, second, ..] = back[..] else { panic!("{ticket:?}") };
    let before = report(&sandbox);

    // A table names the first by its bank line, a report the second by its number in the deposit.
    let cell = |name: &str| first[name].as_str().unwrap();
    let line = format!("{},{},00{},NSF", cell("amount"), cell("routing_number"), cell("check_number"));
    sandbox.write("back.csv", format!("amount,routing_number,check_number,reason\n{line}\n{line}\n"));
    let told = sandbox.run(&returns("back.csv")).succeeded();
    assert!(
        told.err.contains(&format!("1 payments of {} taken back, 1 came back before", cell("amount"))),
        "{}",
        told.err
    );
    sandbox.write("back.bai", reported(cents(&second["amount"]), second["sequence"].as_str().unwrap(), "NSF"));
    sandbox.run(&returns("back.bai")).succeeded();
    for file in ["back.csv", "back.bai"] {
        let again = sandbox.run(&returns(file)).succeeded();
        assert!(again.err.contains("0 payments of 0.00 taken back"), "{}", again.err);
    }
    let amount = cents(&first["amount"]) + cents(&second["amount"]);
    let after = report(&sandbox);
    assert_eq!(after["in_balance"], "true");
    assert_eq!(after["returned_count"], "2");
    let moved = |place: &str| cents(&after[place]) - cents(&before[place]);
    assert_eq!((moved("received_amount"), moved("posted_amount"), moved("returned_amount")), (0, -amount, amount));

    // The next export of any day tells it, once, in forms that can.
    sandbox.run(&day("csv", "second.csv")).succeeded();
    let undone = rows(&sandbox.read("second.csv"));
    assert_eq!(undone.iter().map(|row| cents(&row["amount"])).sum::<i64>(), -amount);
    for row in &undone {
        let posting = postings.iter().find(|posting| posting["posting_id"] == row["reverses"]).unwrap();
        assert_eq!(cents(&row["amount"]), -cents(&posting["amount"]));
        assert_eq!((&row["account_number"], &row["bill_id"]), (&posting["account_number"], &posting["bill_id"]));
        assert!(postings.iter().all(|posting| posting["posting_id"] != row["posting_id"]));
    }
    sandbox.run(&["inspect", "second.csv"]).succeeded();
    sandbox.run(&day("csv", "third.csv")).failed(1, &["released as csv before"]);
    sandbox.run(&day("bai", "second.bai")).failed(1, &["below nothing"]);
    for form in ["jsonl", "x12-820", "hipaa-820", "hix-820", "camt.054"] {
        sandbox.run(&day(form, "all")).succeeded();
        sandbox.run(&["inspect", "all"]).succeeded();
    }
    // What came back goes to no bank.
    sandbox.run(&day("x9", "x")).failed(1, &["deposited before"]);
}

#[test]
fn what_is_not_surely_ours_is_left_alone() {
    let (sandbox, batch) = processed("sample", 14, 341);
    sandbox.run(&export(CONFIG, "x9", &batch, "deposit.x937", &[])).succeeded();
    let before = report(&sandbox);
    let ticket = rows(&sandbox.read("deposit.x937.ticket.csv"));
    let row = ticket.iter().find(|row| row["status"] == "deposited" && row["check_number"] != "").unwrap();
    let (amount, check) = (row["amount"].as_str().unwrap(), row["check_number"].as_str().unwrap());
    let (sequence, document) = (row["sequence"].as_str().unwrap(), row["document"].as_str().unwrap());
    sandbox.write("only.csv", format!("amount,check_number\n{amount},{check}\n"));
    sandbox.run(&returns("only.csv")).failed(1, &["not enough to be sure", document, &batch]);
    sandbox.write("other.csv", format!("amount,check_number,routing_number\n{amount},{check},122000661\n"));
    sandbox.run(&returns("other.csv")).failed(1, &["no payment that was received is like it"]);
    sandbox.write("wrong.csv", format!("amount,sequence\n0.01,{sequence}\n"));
    sandbox.run(&returns("wrong.csv")).failed(1, &["does not fit the payment that it names"]);
    sandbox.write("broken.bai", reported(cents(&row["amount"]), sequence, "NSF").replace("98,", "98,1"));
    sandbox.run(&returns("broken.bai")).failed(1, &["nothing of it is taken", "group trailer"]);
    sandbox.write("no.csv", "who,what\n1,2\n");
    sandbox.run(&returns("no.csv")).failed(1, &["no cash letter", "amount"]);
    assert_eq!(report(&sandbox), before);
    // A person who has found it names it.
    sandbox.write("found.csv", format!("amount,batch_id,document\n{amount},{batch},{document}\n"));
    sandbox.run(&returns("found.csv")).succeeded();
    assert_eq!(report(&sandbox)["returned_count"], "1");
}

/// An answer to a functional group.
fn answer(kind: &str, control: u32, version: &str, verdict: &str) -> String {
    format!(
        "ISA*00*          *00*          *ZZ*LB412612       *ZZ*011000138      *261125*0801*^*00501*000000099*0*P*:~\
         GS*FA*LB412612*011000138*20261125*0801*99*X*005010X231A1~ST*999*0001*005010X231A1~AK1*{kind}*{control}{version}~\
         AK2*820*0001~IK3*NM1*18**8~IK4*9*67*5*M123456~IK5*{verdict}*5~AK9*{verdict}*1*1*0~SE*8*0001~GE*1*99~\
         IEA*1*000000099~"
    )
}

#[test]
fn answers_are_kept_with_the_files_they_are_about() {
    let (sandbox, batch) = processed("singles", 2, 814);
    for form in ["x12-823", "hipaa-820", "hix-820"] {
        sandbox.run(&export(CONFIG, form, &batch, form, &[])).succeeded();
    }
    let take = |file: &str, text: String, more: &[&str]| {
        sandbox.write(file, text);
        let args = ["acknowledge", file, "--config", CONFIG, "--data", "data"];
        sandbox.run(&[&args[..], more].concat())
    };
    take("good", answer("LB", 1, "", "A"), &[]).succeeded();
    let rejected = take("bad", answer("RA", 1, "*005010X218", "R"), &[]).succeeded();
    assert!(rejected.out.contains("412612-hipaa-820-000001 (group RA 1): rejected"), "{}", rejected.out);
    assert!(rejected.out.contains("NM1 element 9 (segment 18): element too long (5): `M123456`"), "{}", rejected.out);
    take("again", answer("RA", 1, "*005010X218", "R"), &[]).succeeded();
    take("lost", answer("RA", 77, "*005010X218", "A"), &[]).failed(1, &["group RA 77", "no file that was released"]);
    take("which", answer("RA", 1, "", "E"), &[]).failed(1, &["--format", "412612-hix-820-000001"]);
    take("this", answer("RA", 1, "", "E"), &["--format", "hix-820"]).succeeded();
    take("none", "amount\n".to_owned(), &[]).failed(1, &["none"]);
    let report = sandbox.run(&["report", "--data", "data"]).succeeded().out;
    let line = |name: &str| report.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert!(line("412612-x12-823-000001").ends_with("  accepted"), "{report}");
    assert!(line("412612-hipaa-820-000001").ends_with("  rejected"), "{report}");
    assert!(line("412612-hix-820-000001").ends_with("  accepted with errors"), "{report}");
    assert!(report.contains("    group RA 1: set 820 0001: NM1 element 9"), "{report}");
    // What was rejected has told nothing; what was taken is told once.
    let anew = sandbox.run(&export(CONFIG, "hipaa-820", &batch, "anew", &[])).succeeded();
    assert!(anew.err.contains("412612-hipaa-820-000002"), "{}", anew.err);
    sandbox.run(&export(CONFIG, "hix-820", &batch, "anew", &[])).failed(1, &["released as hix-820 before"]);
}
