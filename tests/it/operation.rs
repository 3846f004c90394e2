//! What those who run the program do: ask how it stands, make backups, restore them.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

use walkdir::WalkDir;

use crate::support::{Sandbox, process_deck};
use crate::workbench::Workbench;
use crate::workbench::visitor::Visitor;

/// Never stale, however old the deck's dates are.
const STATUS: [&str; 6] = ["status", "--data", "data", "--case-days", "4000000", "--json"];

fn status(sandbox: &Sandbox, code: i32) -> serde_json::Value {
    let ran = sandbox.run(&STATUS);
    assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// Processes the deck and waits until some of its documents are read.
fn half_read(sandbox: &Sandbox) -> Child {
    let mut child = sandbox.start(&process_deck("data", "out"));
    for _ in 0..2000 {
        sleep(Duration::from_millis(30));
        if !sandbox.path("data/lockbox.sqlite").exists() {
            continue;
        }
        let ran = sandbox.run(&STATUS);
        let Ok(now) = serde_json::from_str::<serde_json::Value>(&ran.out) else { continue };
        if now["batches"]["unfinished"][0]["documents_read"].as_u64().is_some_and(|read| read > 0) {
            assert_eq!(now["batches"]["working"], true, "{now}");
            return child;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    panic!("no document was read");
}

#[test]
fn status_tells_what_needs_somebody() {
    let sandbox = Sandbox::new();
    sandbox.run(&["status", "--data", "data"]).failed(1, &["is no data folder"]);
    sandbox.deck("exceptions", 40, 341);
    let mut child = half_read(&sandbox);
    child.kill().unwrap();
    child.wait().unwrap();
    let broken_off = status(&sandbox, 1);
    assert_eq!(broken_off["batches"]["working"], false);
    assert!(broken_off["attention"][0].as_str().unwrap().contains("broken off"), "{broken_off}");
    sandbox.run(&process_deck("data", "out")).succeeded();
    let well = status(&sandbox, 0);
    assert_eq!(well["attention"].as_array().unwrap().len(), 0, "{well}");
    assert_eq!((&well["batches"]["finished"], &well["batches"]["not_balanced"]), (&1.into(), &0.into()));
    assert_eq!(well["bills"]["days"], 0);
    let exceptions = sandbox.read(&format!("out/{}/exceptions.csv", sandbox.only_batch("out"))).lines().count() - 1;
    assert_eq!(well["cases"]["all"]["count"], exceptions, "{well}");
    assert!(well["store"]["image_bytes"].as_u64().unwrap() > 10_000);
    // Old cases, stale bills and a hot folder in which something failed need somebody.
    sandbox.run(&["status", "--data", "data", "--case-days", "0"]).failed(1, &["a case has waited since"]);
    sandbox.write("hot/notes.txt", "no pages");
    let args = ["watch", "hot", "--config", "deck/lockbox.toml", "--data", "data", "--once", "--quiet", "0"];
    sandbox.run(&args).failed(1, &["FAILED"]);
    let text = sandbox.run(&["status", "--data", "data", "--watch", "hot"]).failed(1, &["failed in the hot folder: 1"]);
    assert!(text.out.contains("hot folder  not watched; 0 arriving; 0 taken, 1 failed"), "{}", text.out);
}

#[test]
fn numbers_are_for_this_machine_and_tell_of_nobody() {
    let bench = Workbench::with(30, 342, "");
    let mut nobody = Visitor::new(&bench.address);
    let numbers = nobody.get("/metrics");
    assert_eq!(numbers.status, 200, "{}", numbers.body);
    for name in
        ["lockbox_batches{state=\"finished\"} 1", "lockbox_cases ", "lockbox_disk_free_bytes ", "lockbox_bills "]
    {
        assert!(numbers.body.contains(name), "{name} is missing in {}", numbers.body);
    }
    for line in numbers.body.lines().filter(|line| !line.starts_with('#')) {
        assert!(line.starts_with("lockbox_"), "{line}");
    }
    let bills = bench.sandbox.read("deck/bills.csv");
    let accounts: Vec<&str> = bills.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert!(accounts.iter().all(|account| !numbers.body.contains(account)));
    // Somebody else, through a proxy on this machine.
    let mut stream = TcpStream::connect(&bench.address).unwrap();
    let request = "GET /metrics HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
}

#[test]
fn a_backup_made_while_others_work_is_a_store_again() {
    let sandbox = Sandbox::new();
    sandbox.deck("mixed", 30, 343);
    sandbox.run(&process_deck("calm", "out-calm")).succeeded();
    let mut child = half_read(&sandbox);
    let made = sandbox.run(&["backup", "copy", "--data", "data"]).succeeded();
    assert!(made.out.contains("copied now"), "{}", made.out);
    let still_working = child.try_wait().unwrap().is_none();
    child.wait().unwrap();
    assert!(still_working, "the run ended before the backup");
    assert_eq!(sandbox.results("out"), sandbox.results("out-calm"), "the backup disturbed the run");

    // The batch goes on in the restored store where the backup found it, to the same files.
    sandbox.run(&["backup", "copy", "--verify"]).succeeded();
    sandbox.run(&["restore", "copy", "--data", "again"]).succeeded();
    sandbox.run(&process_deck("again", "out-again")).succeeded();
    assert_eq!(sandbox.results("out-again"), sandbox.results("out-calm"));
    let audit = sandbox.run(&["audit", "verify", "--data", "again"]).succeeded();
    assert!(audit.out.starts_with("whole: 2 rows"), "{}", audit.out);
    sandbox.run(&["restore", "copy", "--data", "again"]).failed(1, &["is not empty"]);

    // Once more: no scan is copied twice, and the finished batch is in it.
    let more = sandbox.run(&["backup", "copy", "--data", "data"]).succeeded();
    assert!(more.out.ends_with("; 0 copied now\n"), "{}", more.out);
    sandbox.run(&["restore", "copy", "--data", "later"]).succeeded();
    let report = |data: &str| sandbox.run(&["report", "--data", data, "--format", "csv"]).succeeded().out;
    assert_eq!(report("later"), report("data"));
    sandbox.run(&process_deck("later", "out-later")).failed(1, &["finished"]);

    // The backup of one store is not overwritten by that of another, nor by an earlier state.
    sandbox.run(&["backup", "copy", "--data", "calm"]).failed(1, &["another store"]);
    sandbox.run(&["backup", "copy", "--data", "again"]).failed(1, &["another store"]);
    sandbox.run(&["backup", "data/copy", "--data", "data"]).failed(1, &["inside the store"]);
}

#[test]
fn a_flipped_byte_is_found_and_nothing_is_restored_of_it() {
    let sandbox = Sandbox::new();
    sandbox.deck("singles", 2, 344);
    sandbox.run(&process_deck("data", "out")).succeeded();
    sandbox.run(&["backup", "copy", "--data", "data"]).succeeded();
    let files: Vec<PathBuf> = WalkDir::new(sandbox.path("copy"))
        .sort_by_file_name()
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file() && entry.file_name() != "backup.lock")
        .map(|entry| entry.into_path())
        .collect();
    let [head, lists, bills, database, images] = ["backup.json", "list-", ".csv", ".sqlite", "images/"]
        .map(|part| files.iter().find(|file| file.to_string_lossy().contains(part)).unwrap().clone());
    for file in [&lists, &bills, &database, &images] {
        let whole = fs::read(file).unwrap();
        let mut torn = whole.clone();
        let middle = torn.len() / 2;
        torn[middle] ^= 1;
        fs::write(file, &torn).unwrap();
        assert_eq!(sandbox.run(&["backup", "copy", "--verify"]).code, 1, "{}", file.display());
        assert_eq!(sandbox.run(&["restore", "copy", "--data", "again"]).code, 1, "{}", file.display());
        assert!(!sandbox.path("again").exists());
        fs::remove_file(file).unwrap();
        assert_eq!(sandbox.run(&["restore", "copy", "--data", "again"]).code, 1, "{} is gone", file.display());
        fs::write(file, whole).unwrap();
    }
    // A list that is cut off at a line's end, and a head that is not whole.
    let whole = fs::read(&head).unwrap();
    fs::write(&head, &whole[..whole.len() / 2]).unwrap();
    sandbox.run(&["restore", "copy", "--data", "again"]).failed(1, &["backup.json"]);
    fs::remove_file(&head).unwrap();
    sandbox.run(&["restore", "copy", "--data", "again"]).failed(1, &["no whole backup"]);
    fs::write(&head, whole).unwrap();
    // A scan that is damaged in the store is told, and does not get into a new backup.
    let image =
        WalkDir::new(sandbox.path("data/images")).into_iter().flatten().find(|entry| entry.file_type().is_file());
    fs::write(image.unwrap().path(), "damaged").unwrap();
    sandbox.run(&["backup", "new", "--data", "data"]).failed(1, &["missing or damaged", "1 files are lost"]);
    sandbox.run(&["backup", "copy", "--data", "data"]).succeeded();
    sandbox.run(&["restore", "copy", "--data", "again"]).succeeded();
}

#[test]
fn backups_and_restores_killed_anywhere_leave_what_is_whole() {
    let sandbox = Sandbox::new();
    sandbox.deck("singles", 6, 345);
    sandbox.run(&process_deck("data", "out")).succeeded();
    sandbox.run(&["backup", "copy", "--data", "data"]).succeeded();
    let kill_after = |args: &[&str], milliseconds| {
        let mut child = sandbox.start(args);
        sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
    };
    for pause in (0..120).step_by(6) {
        kill_after(&["backup", "copy", "--data", "data"], pause);
        sandbox.run(&["backup", "copy", "--verify"]).succeeded();
        // A first backup is there whole or not at all.
        kill_after(&["backup", "first", "--data", "data"], pause);
        let verified = sandbox.run(&["backup", "first", "--verify"]);
        assert!(verified.code == 0 || verified.err.contains("no whole backup"), "{}{}", verified.out, verified.err);
        fs::remove_dir_all(sandbox.path("first")).unwrap_or_default();
        kill_after(&["restore", "copy", "--data", "again"], pause);
        if sandbox.path("again").exists() {
            sandbox.run(&["audit", "verify", "--data", "again"]).succeeded();
            fs::remove_dir_all(sandbox.path("again")).unwrap();
        }
    }
    sandbox.run(&["restore", "copy", "--data", "again"]).succeeded();
    let left: Vec<String> = fs::read_dir(sandbox.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("restoring"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}
