//! Batches that do not balance, and blind checks of what was posted.

use super::Workbench;
use crate::support::Sandbox;

#[test]
fn a_difference_is_explained_by_two_before_a_file_tells_the_batch() {
    let workbench = Workbench::with(34, 7103, "[release]\nsecond_person_from = \"0.01\"");
    let other = Sandbox::new();
    other.deck("exceptions", 6, 7301);
    let header = other.read("deck/batch/batch.toml");
    let lines = header.lines().filter(|line| !line.starts_with("control_total"));
    let header = lines.collect::<Vec<_>>().join("\n");
    other.write("deck/batch/batch.toml", format!("control_total = \"1.00\"\n{header}\n"));
    let batch = other.path("deck/batch").display().to_string();
    let process = ["process", &batch, "--config", "deck/lockbox.toml", "--data", "data", "--out", "out"];
    workbench.sandbox.run(&process).succeeded();
    let (mut rae, mut sue) = (workbench.visitor("rae"), workbench.visitor("sue"));
    assert!(rae.get("/").body.contains("1 batches do not balance"));
    let page = rae.get("/balancing").body;
    assert!(
        page.contains("Batch exceptions-7301") && page.contains("says 1.00") && page.contains("Difference now"),
        "{page}"
    );
    let export = [
        "export",
        "--format",
        "csv",
        "--batch",
        "exceptions-7301",
        "--data",
        "data",
        "--config",
        "deck/lockbox.toml",
        "--out",
        "x.csv",
    ];
    workbench.sandbox.run(&export).failed(1, &["does not balance and is not released"]);
    let explain = "/balancing/exceptions-7301/explain";
    assert!(rae.post(explain, &[("note", "why")]).body.contains("in a few words"));
    assert_eq!(rae.post("/balancing/exceptions-7103/explain", &[("note", "nothing is wrong with it")]).status, 404);
    assert_eq!(rae.post(explain, &[("note", "the ticket was <b>mistyped</b>")]).status, 303);
    let accept = "/balancing/exceptions-7301/accept";
    let own = rae.post(accept, &[("explanation", "1")]);
    assert!(own.body.contains("a second person must accept it"), "{}", own.body);
    workbench.sandbox.run(&export).failed(1, &["does not balance"]);
    let page = sue.get("/balancing").body;
    assert!(page.contains("Accept what rae says") && page.contains("&lt;b&gt;"), "{page}");
    assert_eq!(sue.post(accept, &[("explanation", "1")]).status, 303);
    assert!(sue.post(accept, &[("explanation", "1")]).body.contains("It does not wait for you"));
    assert!(sue.get("/balancing").body.contains("● explained"));
    workbench.sandbox.run(&export).succeeded();
    let log = workbench.visitor("eve").get("/audit").body;
    assert!(log.contains("explain_difference") && log.contains("accept_explanation"));
    workbench.is_sound();
}

#[test]
fn what_was_posted_is_checked_blindly() {
    let workbench = Workbench::with(34, 7103, "quality_sample = \"100%\"");
    let mut ann = workbench.visitor("ann");
    let text = workbench.sandbox.read("out/exceptions-7103/posting.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for (checked, wrong) in [(1, false), (2, true)] {
        let page = ann.get("/quality").body;
        let (_, rest) = page.split_once("action=\"/quality/exceptions-7103/").expect("a check");
        let position: u32 = rest.split('"').next().unwrap().parse().unwrap();
        let name = format!("T{position:05}");
        let own: Vec<&csv::StringRecord> = rows.iter().filter(|row| row[2] == name).collect();
        assert!(!own.is_empty(), "{name}: {text}");
        assert!(own.iter().all(|row| !page.contains(&row[3])), "blind: {page}");
        let mut fields = Vec::new();
        for row in &own {
            fields.push(("account", if wrong { "7000000000" } else { &row[3] }));
            fields.push(("amount", &row[5]));
        }
        let path = format!("/quality/exceptions-7103/{position}");
        assert!(ann.post(&path, &[("account", "x y"), ("amount", "1")]).body.contains("as they stand on the paper"));
        let said = ann.post(&path, &fields).body;
        assert!(said.contains(if wrong { "posted otherwise" } else { "posted just so" }), "{said}");
        assert!(said.contains(&format!("<dt>Checked</dt><dd>{checked}</dd>")), "{said}");
        assert_eq!(ann.post(&path, &fields).status, 404, "once only");
    }
    workbench.is_sound();
}
