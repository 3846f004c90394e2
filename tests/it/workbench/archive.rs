//! Transactions of the past, found again; and what was misread, put right.

use super::Workbench;

/// The first row of a posting file of a deck: its cells by name.
fn posted(workbench: &Workbench) -> Vec<(String, String)> {
    let text = workbench.sandbox.read("out/exceptions-7102/posting.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let row = reader.records().map(Result::unwrap).find(|row| !row[9].is_empty()).unwrap();
    head.iter().zip(row.iter()).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
}

#[test]
fn a_transaction_is_found_by_all_that_is_known_of_it() {
    let workbench = Workbench::with(60, 7102, "");
    let row = posted(&workbench);
    let cell = |name: &str| row.iter().find(|(known, _)| known == name).map(|(_, cell)| cell.as_str()).unwrap();
    let mut eve = workbench.visitor("eve");
    let (account, amount) = (cell("account_number"), cell("amount"));
    let check = format!("000{}", cell("check_number"));
    let date = cell("deposit_date");
    let name = {
        let text = workbench.sandbox.read("deck/bills.csv");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let at = reader.headers().unwrap().iter().position(|name| name == "member_name").unwrap();
        let own = reader.records().map(Result::unwrap).find(|row| row.iter().any(|cell| cell == account)).unwrap();
        own[at].to_owned()
    };
    for fields in [
        vec![("account", account)],
        vec![("name", name.as_str())],
        vec![("check", check.as_str())],
        vec![("bill", cell("bill_id"))],
        vec![("amount", amount), ("batch", "exceptions-7102")],
        vec![("account", account), ("amount", amount), ("from", date), ("to", date)],
    ] {
        let page = eve.post("/archive", &fields);
        assert_eq!(page.status, 200, "{fields:?}");
        assert!(
            page.body.contains(&format!("<td>{account}")) || page.body.contains(account),
            "{fields:?}: {}",
            page.body
        );
        assert!(page.body.contains("/batch/exceptions-7102/"), "{fields:?}: {}", page.body);
    }
    for fields in
        [vec![("account", "99")], vec![("account", account), ("to", "2001-01-01")], vec![("batch", "another")]]
    {
        assert!(eve.post("/archive", &fields).body.contains("Nothing fits."), "{fields:?}");
    }
    for fields in [vec![("amount", "many")], vec![("from", "soon")], vec![("bill", "a b")], vec![("batch", "../x")]] {
        assert_eq!(eve.post("/archive", &fields).status, 400, "{fields:?}");
    }
    // All of the batch, page by page.
    let first = eve.post("/archive", &[("batch", "exceptions-7102")]).body;
    assert_eq!(first.matches("href=\"/batch/exceptions-7102/").count(), 50);
    assert!(first.contains("More rows") && !first.contains("Earlier rows"));
    let second = eve.post("/archive", &[("batch", "exceptions-7102"), ("page", "1")]).body;
    assert_eq!(second.matches("href=\"/batch/exceptions-7102/").count(), 10);
    assert!(second.contains("Earlier rows") && !second.contains("More rows"));
    // One of them, with its neighbours, and what a file told.
    let page = eve.get("/batch/exceptions-7102/1").body;
    assert!(page.contains("1 of 60") && page.contains("After it") && !page.contains("Before it"), "{page}");
    assert!(page.contains("What the papers say") && page.contains("received") && page.contains("No file has told it"));
    assert!(eve.get("/batch/exceptions-7102/60").body.contains("Before it"));
    assert_eq!(eve.get("/batch/exceptions-7102/61").status, 404);
    let args = "export --format csv --data data --config deck/lockbox.toml --deposit-date 2026-11-24 --out one.csv";
    workbench.sandbox.run(&args.split(' ').collect::<Vec<_>>()).succeeded();
    let found = eve.post("/archive", &[("account", account)]).body;
    let places: Vec<&str> = found.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let places = places.iter().filter(|place| place.starts_with("/batch/exceptions-7102/"));
    assert!(places.into_iter().any(|place| eve.get(place).body.contains("csv, ")), "the file that told it");
    let log = eve.get("/audit").body;
    assert!(log.contains("by account; ") && !log.contains(account), "whom, is not written down");
}

#[test]
fn what_was_misread_is_put_right_and_decided_again() {
    let workbench = Workbench::with(60, 7102, "");
    let mut ann = workbench.visitor("ann");
    let (case, page) = ann.next("account").expect("a case");
    assert!(page.body.contains("Correct what was read"), "{}", page.body);
    let bills = workbench.sandbox.read("deck/bills.csv");
    let mut reader = csv::Reader::from_reader(bills.as_bytes());
    let head = reader.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|title| title == name).unwrap();
    let (account, status) = (column("account_number"), column("status"));
    let row = reader.records().map(Result::unwrap).find(|row| &row[status] == "open").unwrap();
    let document = page.body.split("data-correct=\"value\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
    let document = document.split('"').next().unwrap().to_owned();
    let version = page.value("version");
    let mut send = |version: &str, field: &str, value: &str| {
        let fields = [("version", version), ("document", document.as_str()), ("field", field), ("value", value)];
        ann.post(&format!("{case}/correct"), &fields)
    };
    for (field, value, said) in [
        ("account", "12", "no account number"),
        ("check_number", "12a", "check number"),
        ("kind", "separator", "no kind of paper"),
    ] {
        let refused = send(&version, field, value);
        assert!(refused.status == 200 && refused.body.contains(said), "{field}: {}", refused.body);
    }
    assert_eq!(send(&version, "account", &row[account]).status, 303);
    let stale = send(&version, "account", &row[account]);
    assert!(stale.body.contains("It has changed since"), "{}", stale.body);
    let page = ann.get(&case);
    assert!(page.body.contains(&row[account]), "what is keyed counts as read: {}", page.body);
    let choice = page.body.split("class=\"choice\"").nth(1).expect("a candidate");
    assert!(choice.contains(&row[account]), "{choice}");
    let log = workbench.visitor("eve").get("/audit").body;
    assert!(log.contains("<td>correct</td>") && log.contains("account: ") && !log.contains(&row[account]), "{log}");
    workbench.is_sound();
}
