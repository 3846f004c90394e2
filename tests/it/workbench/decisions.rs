//! Every kind of decision, seen in the ledger, the files out and the audit log.

use super::Workbench;
use super::visitor::Answer;

/// The first candidate's rows of the grid: fields that pay it as the page suggests.
fn suggested(page: &Answer) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let choice = page.body.split("class=\"choice\"").nth(1).expect("a candidate");
    for row in choice.split("<tr><td>").skip(1) {
        let value = |name: &str| {
            let (_, rest) = row.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_default();
            rest.split('"').next().unwrap_or_default().to_owned()
        };
        let Some((_, fill)) = row.split_once("data-fill=\"") else { continue };
        let fill = fill.split('"').next().unwrap();
        if !fill.is_empty() {
            fields.push(("payment".to_owned(), value("payment")));
            fields.push(("account".to_owned(), value("account")));
            fields.push(("bill".to_owned(), value("bill")));
            fields.push(("amount".to_owned(), fill.to_owned()));
        }
    }
    fields
}

fn decide(visitor: &mut super::Visitor, case: &str, page: &Answer, what: &str, more: &[(String, String)]) -> Answer {
    let version = page.value("version");
    let mut fields = vec![("version", version.as_str()), ("do", what)];
    fields.extend(more.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    visitor.post(&format!("{case}/decide"), &fields)
}

fn amount(workbench: &Workbench, column: &str) -> String {
    let money = workbench.money();
    let found = money.iter().find(|(name, _)| name == column);
    found.unwrap_or_else(|| panic!("{column}: {money:?}")).1.clone()
}

#[test]
fn every_decision_is_in_the_ledger_and_can_be_undone() {
    let workbench = Workbench::with(60, 7102, "");
    let mut ann = workbench.visitor("ann");
    let posted = amount(&workbench, "posted_amount");
    let (case, page) = ann.next("differs").expect("a case");
    assert!(page.body.contains("What the papers say"), "{}", page.body);
    let answer = decide(&mut ann, &case, &page, "post", &suggested(&page));
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_ne!(amount(&workbench, "posted_amount"), posted);
    workbench.is_sound();
    // A file tells it.
    let args = "export --format csv --data data --config deck/lockbox.toml --deposit-date 2026-11-24 --out";
    let args: Vec<&str> = args.split(' ').chain(["one.csv"]).collect();
    workbench.sandbox.run(&args).succeeded();
    assert!(workbench.sandbox.read("one.csv").contains(",reviewed,person,"), "{}", workbench.sandbox.read("one.csv"));
    // Undone after a file has told it: a supervisor with a reason, and the next file tells the reversal.
    assert!(!ann.get(&case).body.contains("value=\"undo\""), "an operator may not");
    let mut sue = workbench.visitor("sue");
    let page = sue.get(&case);
    let forced = decide(&mut ann, &case, &page, "undo", &[]);
    assert!(forced.status == 200 && forced.body.contains("undo_released"), "{}", forced.body);
    let note = [("note".to_owned(), "misposted".to_owned())];
    assert_eq!(decide(&mut sue, &case, &page, "undo", &note).status, 303);
    assert_eq!(amount(&workbench, "posted_amount"), posted);
    let last = args.len() - 1;
    let mut args = args;
    args[last] = "two.csv";
    workbench.sandbox.run(&args).succeeded();
    let told = workbench.sandbox.read("two.csv");
    assert_eq!(
        told.lines().count(),
        workbench.sandbox.read("one.csv").matches(",reviewed,person,").count() + 1,
        "{told}"
    );
    assert!(told.lines().skip(1).all(|line| line.contains("-P0") && line.contains(",-")), "{told}");
    workbench.is_sound();
}

#[test]
fn what_is_not_posted_goes_to_its_place() {
    let workbench = Workbench::with(60, 7102, "");
    let mut ann = workbench.visitor("ann");
    for (what, more, column) in [
        ("suspend", ("note", ""), "suspense_amount"),
        ("return", ("reason", "unsigned"), "returned_amount"),
        ("dismiss", ("note", "a voided check"), "received_amount"),
    ] {
        let before = amount(&workbench, column);
        let (case, page) = ann.next("negotiable").expect("a case");
        let more = [(more.0.to_owned(), more.1.to_owned())];
        assert_eq!(decide(&mut ann, &case, &page, what, &more).status, 303, "{what}");
        assert_ne!(amount(&workbench, column), before, "{what}");
        workbench.is_sound();
        let page = ann.get(&case);
        assert_eq!(decide(&mut ann, &case, &page, "undo", &[]).status, 303);
        assert_eq!(amount(&workbench, column), before, "{what} undone");
        // It is claimed again; let it go so that the next is another.
        ann.post(&format!("{case}/let-go"), &[]);
    }
    let (case, page) = ann.next("negotiable").expect("a case");
    let until = [("until".to_owned(), "2027-01-15".to_owned())];
    assert_eq!(decide(&mut ann, &case, &page, "hold", &until).status, 303);
    assert!(!ann.get("/queue/negotiable").body.contains(&format!("href=\"{case}\"")), "held for later");
    workbench.is_sound();
}

#[test]
fn a_stale_save_and_a_claim_of_another_change_nothing() {
    let workbench = Workbench::with(60, 7102, "");
    let (mut ann, mut ben) = (workbench.visitor("ann"), workbench.visitor("ben"));
    let (case, page) = ann.next("negotiable").expect("a case");
    let theirs = ben.get(&case);
    assert!(theirs.body.contains("claimed by ann"));
    let refused = decide(&mut ben, &case, &theirs, "suspend", &[]);
    assert!(refused.status == 200 && refused.body.contains("ann works on it now"), "{}", refused.body);
    let (other, _) = ben.next("negotiable").expect("another case");
    assert_ne!(other, case, "two people never get the same case");
    assert_eq!(decide(&mut ann, &case, &page, "suspend", &[]).status, 303);
    let mut sue = workbench.visitor("sue");
    let now = sue.get(&case);
    assert_eq!(decide(&mut sue, &case, &now, "undo", &[]).status, 303);
    sue.post(&format!("{case}/let-go"), &[]);
    let stale = decide(&mut ann, &case, &page, "suspend", &[]);
    assert!(stale.status == 200 && stale.body.contains("It has changed since you opened it"), "{}", stale.body);
    // A supervisor takes a claim away.
    assert_eq!(sue.post(&format!("{other}/take-away"), &[]).status, 303);
    assert!(!sue.get(&other).body.contains("claimed by ben"));
    workbench.is_sound();
}

#[test]
fn amounts_are_keyed_twice_where_nothing_bears_them_out() {
    let workbench = Workbench::with(60, 7102, "");
    let (mut ann, mut ben, mut rae) = (workbench.visitor("ann"), workbench.visitor("ben"), workbench.visitor("rae"));
    let (case, page) = ann.next("amount").expect("an amount to key");
    assert!(page.body.contains("First pass") && !page.body.contains("Who is meant"), "{}", page.body);
    let document = page.value("document");
    let key = |amount: &'static str| {
        [("document", document.clone()), ("amount", amount.to_owned()), ("do", "key".to_owned())]
    };
    let send = |visitor: &mut super::Visitor, amount| {
        let fields = key(amount);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        visitor.post(&format!("{case}/key"), &fields)
    };
    assert_eq!(send(&mut ann, "98765").status, 303);
    let again = send(&mut ann, "98765");
    assert!(again.body.contains("a second person"), "the same person cannot be both: {}", again.body);
    ben.post(&format!("{case}/claim"), &[]);
    let page = ben.get(&case);
    assert!(page.body.contains("Second pass, blind") && !page.body.contains("987.65"), "blind: {}", page.body);
    assert_eq!(send(&mut ben, "98766").status, 303);
    rae.post(&format!("{case}/claim"), &[]);
    let page = rae.get(&case);
    assert!(page.body.contains("settle it") && page.body.contains("987.65") && page.body.contains("987.66"));
    assert_eq!(send(&mut rae, "987.65").status, 303);
    let page = rae.get(&case);
    assert!(page.body.contains("Who is meant") && page.body.contains("987.65"), "{}", page.body);
    assert_eq!(decide(&mut rae, &case, &page, "suspend", &[]).status, 303);
    assert_eq!(amount(&workbench, "suspense_amount"), "987.65");
    workbench.is_sound();
}

#[test]
fn much_money_takes_two_people() {
    let workbench = Workbench::with(60, 7102, "high_amount = \"0.01\"");
    let (mut ann, mut rae) = (workbench.visitor("ann"), workbench.visitor("rae"));
    let posted = amount(&workbench, "posted_amount");
    let (case, page) = ann.next("differs").expect("a case");
    assert_eq!(decide(&mut ann, &case, &page, "post", &suggested(&page)).status, 303);
    assert_eq!(amount(&workbench, "posted_amount"), posted, "proposed only");
    let page = ann.get(&case);
    assert!(page.body.contains("A second person must confirm it"), "{}", page.body);
    let version = page.value("version");
    assert_eq!(ann.post(&format!("{case}/confirm"), &[("version", &version)]).status, 403);
    assert_eq!(rae.post(&format!("{case}/confirm"), &[("version", &version)]).status, 303);
    assert_ne!(amount(&workbench, "posted_amount"), posted);
    workbench.is_sound();
}

#[test]
fn a_possible_duplicate_stands_beside_what_it_may_repeat() {
    let workbench = Workbench::with(60, 7102, "");
    let mut ann = workbench.visitor("ann");
    let (_, page) = ann.next("duplicate").expect("a possible duplicate");
    assert!(page.body.contains("May be the same") && page.body.contains(": posted "), "{}", page.body);
    let images: Vec<&str> = page.body.split("img src=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(images.len() >= 2, "{images:?}");
    for image in images {
        assert_eq!(ann.get(image).header("content-type"), "image/png", "{image}");
    }
}

#[test]
fn a_file_is_released_by_two_people_where_policy_says_so() {
    let workbench = Workbench::with(34, 7103, "[release]\nsecond_person_from = \"0.01\"");
    let (mut rae, mut sue) = (workbench.visitor("rae"), workbench.visitor("sue"));
    let wanted = [("form", "csv"), ("date", "2026-11-24")];
    assert_eq!(rae.post("/releases", &wanted).status, 303);
    assert!(rae.get("/releases").body.contains("waiting"));
    assert!(!workbench.sandbox.path("data/released").exists(), "one person makes no file");
    let own = rae.post("/release/1/approve", &[]);
    assert!(own.body.contains("A second person must approve it"), "{}", own.body);
    assert_eq!(sue.post("/release/1/approve", &[]).status, 303);
    let page = sue.get("/releases").body;
    assert!(page.contains("rae and sue") && page.contains("released/csv-2026-11-24-1"), "{page}");
    assert!(workbench.sandbox.read("data/released/csv-2026-11-24-1").lines().count() > 5);
    // All of it was told: a second request says so and makes nothing.
    assert_eq!(rae.post("/releases", &wanted).status, 303);
    let refused = sue.post("/release/2/approve", &[]);
    assert!(refused.status == 200 && refused.body.contains("was released as csv before"), "{}", refused.body);
    assert_eq!(sue.post("/release/1/approve", &[]).status, 400);
    workbench.is_sound();
}

#[test]
fn a_file_asked_for_twice_at_once_is_made_once() {
    let layout =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/layouts/fulton-80.toml")).unwrap();
    let settings = "[release]\nsecond_person_from = \"0.01\"\n\n[[posting]]\nname = \"ours\"\nlayout = \"ours.toml\"";
    let workbench = Workbench::with(34, 7103, settings);
    workbench.sandbox.write("deck/ours.toml", layout.replace("name = \"fulton-80\"", "name = \"ours\""));
    let mut rae = workbench.visitor("rae");
    assert!(rae.get("/releases").body.contains("<option value=\"ours\">"));
    assert_eq!(rae.post("/releases", &[("form", "ours"), ("date", "2026-11-24")]).status, 303);
    let approve = || {
        let mut sue = workbench.visitor("sue");
        move || sue.post("/release/1/approve", &[])
    };
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let visitors: Vec<_> = (0..4).map(|_| approve()).collect();
        let started: Vec<_> = visitors.into_iter().map(|visit| scope.spawn(visit)).collect();
        started.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let made = answers.iter().filter(|answer| answer.status == 303).count();
    assert_eq!(made, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    assert!(answers.iter().all(|answer| answer.status == 303 || answer.body.contains("does not wait any more")));
    let page = rae.get("/releases").body;
    assert!(page.contains("done") && page.contains("released/ours-2026-11-24-1"), "{page}");
    workbench.is_sound();
}

#[test]
fn a_busy_store_makes_a_file_wait() {
    let workbench = Workbench::with(34, 7103, "");
    let mut rae = workbench.visitor("rae");
    let lock = std::fs::File::options().write(true).open(workbench.sandbox.path("data/process.lock")).unwrap();
    lock.lock().unwrap();
    let busy = rae.post("/releases", &[("form", "csv"), ("date", "2026-11-24")]);
    assert!(busy.body.contains("another lockbox is working") && busy.body.contains("waiting"), "{}", busy.body);
    lock.unlock().unwrap();
    assert_eq!(rae.post("/release/1/approve", &[]).status, 303);
    assert!(rae.get("/releases").body.contains("released/csv-2026-11-24-1"));
}

#[test]
fn the_command_line_decides_by_the_same_rules() {
    let workbench = Workbench::with(60, 7102, "high_amount = \"0.01\"");
    let run = |args: &str, password: &str| {
        let args: Vec<&str> =
            "exceptions resolve --data data --config deck/lockbox.toml".split(' ').chain(args.split(' ')).collect();
        workbench.sandbox.run_with_input(&args, password)
    };
    let mut ann = workbench.visitor("ann");
    let (case, page) = ann.next("differs").expect("a case");
    let id = case.trim_start_matches("/case/");
    let account = suggested(&page).into_iter().find(|(name, _)| name == "account").unwrap().1;
    let posted = amount(&workbench, "posted_amount");
    // Claimed by another, a wrong password, nobody of that name, a role that may not: nothing is done.
    let claimed = run(&format!("{id} --as ben --to {account}"), super::PASSWORD);
    assert!(claimed.code == 1 && claimed.err.contains("ann works on it now"), "{}", claimed.err);
    ann.post(&format!("{case}/let-go"), &[]);
    for (who, password, why) in [
        ("ben", "wrong password here", "the name or the password is wrong"),
        ("nobody", super::PASSWORD, "the name or the password is wrong"),
        ("eve", super::PASSWORD, "your role may not do that"),
    ] {
        let refused = run(&format!("{id} --as {who} --to {account}"), password);
        assert!(refused.code == 1 && refused.err.contains(why), "{who}: {}", refused.err);
    }
    let proposed = run(&format!("{id} --as ben --to {account}"), super::PASSWORD).succeeded();
    assert!(proposed.err.contains("waits for a second person"), "{}", proposed.err);
    let same = run(&format!("{id} --as ben --confirm"), super::PASSWORD);
    assert_eq!(same.code, 1, "{}", same.err);
    assert_eq!(amount(&workbench, "posted_amount"), posted);
    let done = run(&format!("{id} --as rae --confirm"), super::PASSWORD).succeeded();
    assert!(done.err.contains("is posted"), "{}", done.err);
    assert_ne!(amount(&workbench, "posted_amount"), posted);
    workbench.is_sound();
    assert_eq!(run(&format!("{id} --as rae --undo"), super::PASSWORD).succeeded().code, 0);
    assert_eq!(amount(&workbench, "posted_amount"), posted);
    let told = workbench.sandbox.run(&["explain", id, "--data", "data"]).succeeded().out;
    assert!(told.contains("since then   Decided by ben and rae") && told.contains(", reverses "), "{told}");
    let (_, reversal) = told.split_once(" of account ").and_then(|(_, rest)| rest.rsplit_once("-P")).unwrap();
    let posting = format!("{}-P{}", id.split_once("-E").unwrap().0, &reversal[..6]);
    assert_eq!(workbench.sandbox.run(&["explain", &posting, "--data", "data"]).succeeded().out, told);
    // Two decisions at once are no decision.
    assert_eq!(run(&format!("{id} --as rae --undo --suspend"), super::PASSWORD).code, 2);
    assert_eq!(run(&format!("{id} --as rae"), super::PASSWORD).code, 2);
    workbench.is_sound();
}

/// The documents of a case, as its page shows them.
fn documents(page: &Answer) -> Vec<String> {
    let parts = page.body.split("figure class=\"paper\"").skip(1);
    parts.map(|part| part.split("data-document=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn a_transaction_is_split_and_merged_again() {
    let workbench = Workbench::with(60, 7102, "");
    let (mut ann, mut ben) = (workbench.visitor("ann"), workbench.visitor("ben"));
    let before = workbench.money();
    let (case, page) = ann.next("differs").expect("a case");
    let own = documents(&page);
    assert_eq!(own.len(), 2, "{own:?}");
    let strip = ann.get(&format!("{case}/group"));
    assert!(
        strip.body.contains("Transaction") && strip.body.contains("A separator is missing before it"),
        "{}",
        strip.body
    );
    let version = strip.value("version");
    // Not all, not none, not another's; not by somebody who saw an earlier version.
    for chosen in [vec![], own.clone(), vec!["9999".to_owned()]] {
        let mut fields = vec![("version", version.as_str()), ("do", "apart")];
        fields.extend(chosen.iter().map(|number| ("document", number.as_str())));
        let refused = ann.post(&format!("{case}/group"), &fields);
        assert!(refused.status == 200 && refused.body.contains("id=\"problem\""), "{chosen:?}: {}", refused.body);
    }
    let apart = [("version", version.as_str()), ("do", "apart"), ("document", own[1].as_str())];
    let claimed = ben.post(&format!("{case}/group"), &apart);
    assert!(claimed.body.contains("ann works on one of them"), "{}", claimed.body);
    assert_eq!(ann.post(&format!("{case}/group"), &apart).status, 303);
    let stale = ann.post(&format!("{case}/group"), &apart);
    assert!(stale.body.contains("has changed since"), "{}", stale.body);
    assert_eq!(documents(&ann.get(&case)), own[..1], "the rest stays");
    workbench.is_sound();
    let amounts = |money: Vec<(String, String)>| {
        money.into_iter().filter(|(name, _)| name.contains("amount")).collect::<Vec<_>>()
    };
    assert_eq!(amounts(workbench.money()), amounts(before), "the money is where it was");
    // A decision of somebody who saw it whole is refused.
    let old = decide(&mut ann, &case, &page, "suspend", &[]);
    assert!(old.status == 200 && old.body.contains("It has changed since"), "{}", old.body);
    // The other part is a case of its own, and comes back.
    let strip = ann.get(&format!("{case}/group"));
    let (_, rest) = strip.body.split_once("value=\"merge ").expect("a neighbour");
    let neighbours: Vec<&str> =
        strip.body.split("value=\"merge ").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(rest.contains("Merge all into transaction"));
    let part = neighbours.iter().find(|name| {
        ann.get(&format!("/case/{}", name.split(' ').next().unwrap()))
            .body
            .contains(&format!("data-document=\"{}\"", own[1]))
    });
    let part = part.expect("the part is a neighbour").split(' ').next().unwrap().to_owned();
    let other = ann.get(&format!("/case/{part}/group"));
    let back = format!("merge {} {}", case.trim_start_matches("/case/"), strip.value("version"));
    let merged = ann.post(&format!("/case/{part}/group"), &[("version", &other.value("version")), ("do", &back)]);
    assert_eq!((merged.status, merged.place()), (303, format!("{case}/group").as_str()), "{}", merged.body);
    assert_eq!(documents(&ann.get(&case)), own);
    assert!(ann.get(&format!("/case/{part}")).body.contains("merged"));
    let page = ann.get(&case);
    assert_eq!(decide(&mut ann, &case, &page, "post", &suggested(&page)).status, 303);
    workbench.is_sound();
    let log = workbench.visitor("eve").get("/audit").body;
    assert!(log.contains("<td>regroup</td>") && log.contains("(new)"), "{log}");
}
