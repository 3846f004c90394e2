//! Batches and bill files handed in at the workbench.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::{PASSWORD, Visitor, Workbench};
use crate::driver::Browser;
use crate::support::Sandbox;

/// A small deck that no workbench has seen: its folder, the files of its batch, its bill file.
fn other_deck() -> (Sandbox, Vec<PathBuf>, PathBuf) {
    let sandbox = Sandbox::new();
    sandbox.deck("exceptions", 6, 7301);
    let folder = sandbox.path("deck/batch");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    let bills = sandbox.path("deck/bills.csv");
    (sandbox, files, bills)
}

fn begin(visitor: &mut Visitor, kind: &str, name: &str) -> String {
    let begun = visitor.post("/uploads", &[("kind", kind), ("name", name)]);
    assert_eq!(begun.status, 200, "{}", begun.body);
    begun.body.trim_matches(|c: char| !c.is_ascii_digit()).to_owned()
}

/// Sends files; how many, and their bytes.
fn send(visitor: &mut Visitor, number: &str, files: &[PathBuf]) -> (String, String) {
    let mut total = 0;
    for path in files {
        let content = std::fs::read(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        let sent = visitor.send_file(&format!("/upload/{number}/file"), &name, &content);
        assert_eq!(sent.status, 200, "{name}: {}", sent.body);
        total += content.len();
    }
    (files.len().to_string(), total.to_string())
}

fn confirm(visitor: &mut Visitor, number: &str, (files, bytes): &(String, String)) -> u16 {
    visitor.post(&format!("/upload/{number}/confirm"), &[("files", files), ("bytes", bytes)]).status
}

/// Waits until an upload has come so far.
fn until(visitor: &mut Visitor, number: &str, state: &str) {
    let end = Instant::now() + Duration::from_secs(120);
    loop {
        let list: serde_json::Value = serde_json::from_str(&visitor.get("/uploads/progress").body).unwrap();
        let own = list.as_array().unwrap().iter().find(|one| one["number"] == number.parse::<u64>().unwrap()).unwrap();
        if own["state"] == state {
            return;
        }
        assert!(Instant::now() < end && own["state"] != "failed", "{}", visitor.get("/uploads").body);
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn bills_and_a_batch_handed_in_are_processed() {
    let mut workbench = Workbench::with(34, 7103, "bills_stale_hours = 1");
    let (_deck, files, bills) = other_deck();
    let (mut ann, mut sue) = (workbench.visitor("ann"), workbench.visitor("sue"));
    let number = begin(&mut sue, "bills", "new-bills");
    let sent = send(&mut sue, &number, &[bills]);
    assert_eq!(confirm(&mut sue, &number, &sent), 200);
    until(&mut sue, &number, "done");
    let loads = sue.get("/loads").body;
    assert!(loads.contains("/load/2\"") && loads.contains("all bills") && loads.contains("0 min"), "{loads}");
    assert!(!ann.get("/").body.contains("The bills are"), "fresh bills need no banner");
    // The program dies right after the batch was confirmed; it goes on by itself.
    let number = begin(&mut ann, "batch", "handed-in");
    let sent = send(&mut ann, &number, &files);
    assert_eq!(confirm(&mut ann, &number, &sent), 200);
    workbench.crash();
    let mut ann = workbench.visitor("ann");
    until(&mut ann, &number, "done");
    let page = ann.get("/uploads").body;
    assert!(page.contains("transactions") && page.contains("/batch/exceptions-7301"), "{page}");
    assert!(ann.get("/batch/exceptions-7301").status == 200);
    assert!(workbench.sandbox.path("out/exceptions-7301/posting.csv").exists());
    // The scans are in the archive and not kept twice.
    let left: Vec<_> = std::fs::read_dir(workbench.sandbox.path("data/uploads/2/handed-in")).unwrap().collect();
    assert!(left.len() < files.len(), "{left:?}");
    // The same once more is found out, and nothing is processed twice.
    let number = begin(&mut ann, "batch", "once-more");
    let sent = send(&mut ann, &number, &files);
    assert_eq!(confirm(&mut ann, &number, &sent), 200);
    until(&mut ann, &number, "done");
    assert!(ann.get("/uploads").body.contains("This very batch is processed."));
    assert_eq!(ann.get("/batches").body.matches("href=\"/batch/").count(), 2);
    workbench.is_sound();
    let mut eve = workbench.visitor("eve");
    let log = eve.get("/audit").body;
    for action in ["begin_upload", ">upload<", "begin_work", "uploaded"] {
        assert!(log.contains(action), "{action}");
    }
}

#[test]
fn what_breaks_off_or_is_not_wanted_never_counts() {
    let workbench = Workbench::with(34, 7103, "");
    let (mut ann, mut ben, mut sue) = (workbench.visitor("ann"), workbench.visitor("ben"), workbench.visitor("sue"));
    for (kind, name) in [("batch", ""), ("batch", "../up"), ("batch", ".x"), ("batch", "a/b"), ("letter", "a")] {
        assert_eq!(ann.post("/uploads", &[("kind", kind), ("name", name)]).status, 400, "{kind} {name}");
    }
    assert_eq!(ann.post("/uploads", &[("kind", "bills"), ("name", "b")]).status, 403, "an operator loads no bills");
    let number = begin(&mut ann, "batch", "mine");
    let path = format!("/upload/{number}/file");
    for name in ["../../lockbox.sqlite", "..", "a/b.tif", "a\\b.tif", ".hidden.tif", "run.exe", "", "a\u{0}.tif"] {
        let refused = ann.send_file(&path, name, b"x");
        assert_eq!(refused.status, 400, "{name}: {}", refused.body);
    }
    assert_eq!(ben.send_file(&path, "a.tif", b"x").status, 400, "somebody else's upload");
    assert_eq!(sue.send_file("/upload/99/file", "a.tif", b"x").status, 400);
    assert_eq!(ann.send_file("/upload/x/file", "a.tif", b"x").status, 404);
    // A body that ends before its length leaves no file.
    let form = format!("x-form: form_token={}&name=half.tif\r\n", ann.token);
    ann.request("POST", &path, &form, b"half of it", 100);
    let folder = workbench.sandbox.path("data/uploads/1/mine");
    let there = || std::fs::read_dir(&folder).map(|list| list.count()).unwrap_or(0);
    let end = Instant::now() + Duration::from_secs(30);
    while there() > 0 {
        assert!(Instant::now() < end, "half a file stays");
        std::thread::sleep(Duration::from_millis(50));
    }
    let none = ("0".to_owned(), "0".to_owned());
    assert_eq!(confirm(&mut ann, &number, &none), 400);
    assert_eq!(ann.send_file(&path, "a.tif", b"no picture").status, 200);
    assert_eq!(confirm(&mut ann, &number, &("1".to_owned(), "9".to_owned())), 400, "not whole");
    let list = ann.get("/uploads").body;
    assert!(list.contains("not sent whole"), "{list}");
    assert_eq!(ann.post(&format!("/upload/{number}/withdraw"), &[]).status, 303);
    assert!(!folder.exists());
    // What cannot be processed fails with a word, and is still there.
    let number = begin(&mut sue, "bills", "no-bills");
    assert_eq!(sue.send_file(&format!("/upload/{number}/file"), "no.csv", b"a,b\n1,2\n").status, 200);
    assert_eq!(confirm(&mut sue, &number, &("1".to_owned(), "8".to_owned())), 200);
    let end = Instant::now() + Duration::from_secs(30);
    while !sue.get("/uploads").body.contains("■ failed") {
        assert!(Instant::now() < end, "{}", sue.get("/uploads").body);
        std::thread::sleep(Duration::from_millis(50));
    }
    let page = sue.get("/uploads").body;
    assert!(page.contains("account_number") && page.contains("Try again"), "{page}");
    assert!(sue.get("/loads").body.contains("in force"), "the bills of before stay");
    workbench.is_sound();
}

#[test]
fn files_are_chosen_or_dropped_and_sent_with_the_keyboard() {
    let workbench = Workbench::with(34, 7103, "");
    let (_deck, files, _) = other_deck();
    let browser = Browser::open(1280, 900);
    browser.go(&workbench.url("/sign-in"));
    browser.until("document.activeElement?.id === 'name'");
    browser.type_text("ann");
    browser.press(&["Tab"]);
    browser.type_text(PASSWORD);
    browser.press(&["Enter"]);
    browser.until("document.querySelector('table.queues')");
    browser.go(&workbench.url("/uploads"));
    assert_eq!(browser.count(".sender"), 1, "an operator hands in batches only");
    browser.choose_files("#files-batch", &files);
    browser.until("!document.querySelector('[data-send]').disabled");
    browser.script("const name = document.querySelector('#name-batch'); name.value = ''; name.focus()");
    browser.type_text("by-keyboard");
    browser.press(&["Tab", "Enter"]);
    browser.until("document.querySelector('td[data-state=done]')");
    assert!(browser.text("#uploads").contains("transactions"), "{}", browser.text("#uploads"));
    // A drop does as the choice does.
    browser.script(
        "const data = new DataTransfer(); data.items.add(new File(['no picture'], 'dropped.tif'));
         data.items.add(new File(['x'], 'notes.docx'));
         document.querySelector('.sender').dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}))",
    );
    browser.until("document.querySelector('[data-chosen]').textContent.includes('1 others are left out')");
    assert_eq!(browser.script("return document.querySelector('#name-batch').value"), "dropped");
    browser.press(&["Enter"]);
    browser.until("document.querySelectorAll('td[data-state=done]').length === 2");
    workbench.is_sound();
}
