//! The hot folder: nothing put there is lost, stranded or posted twice, whatever happens.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::{Ran, Sandbox, copy_folder, process_deck};

const WATCH: [&str; 9] = ["watch", "hot", "--config", "deck/lockbox.toml", "--data", "data", "--out", "out", "--quiet"];

/// Goes once through the hot folder.
fn once(sandbox: &Sandbox) -> Ran {
    sandbox.run(&[&WATCH[..], &["0", "--once"]].concat())
}

/// Watches the hot folder until it is told to end.
fn start(sandbox: &Sandbox, quiet: &str) -> Watcher {
    Watcher(sandbox.start(&[&WATCH[..], &[quiet]].concat()))
}

/// The program watching; it ends with the test.
struct Watcher(Child);

impl Watcher {
    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    fn works(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A sandbox with a deck, its bills in the hot folder.
fn with_bills(kind: &str, transactions: u32, seed: u32) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.deck(kind, transactions, seed);
    fs::create_dir_all(sandbox.path("hot/bills")).unwrap();
    fs::copy(sandbox.path("deck/bills.csv"), sandbox.path("hot/bills/bills.csv")).unwrap();
    sandbox
}

/// Puts the deck's batch into the hot folder under an id of its own, as a sender does who finishes it elsewhere.
fn deliver(sandbox: &Sandbox, id: &str) {
    let aside = sandbox.path("aside");
    copy_folder(&sandbox.path("deck/batch"), &aside);
    let header = sandbox.read("aside/batch.toml");
    let old = header.lines().find(|line| line.starts_with("id")).unwrap();
    sandbox.write("aside/batch.toml", header.replace(old, &format!("id = \"{id}\"")));
    fs::rename(aside, sandbox.path("hot").join(id)).unwrap();
}

/// The names in a folder of the sandbox, in order.
fn names(sandbox: &Sandbox, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(sandbox.path(folder)).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What the files of a batch say, timing apart.
fn files_of(sandbox: &Sandbox, out: &str, id: &str) -> Vec<String> {
    let files = ["documents.csv", "amounts.csv", "posting.csv", "exceptions.csv", "summary.json"];
    let text = |name: &&str| sandbox.read(&format!("{out}/{id}/{name}"));
    files.iter().map(text).map(|text| text.split("\"timing\"").next().unwrap().to_owned()).collect()
}

#[test]
fn a_batch_is_processed_as_by_hand_and_put_away() {
    let sandbox = with_bills("mixed", 8, 331);
    fs::rename(sandbox.path("deck/batch"), sandbox.path("hot/today")).unwrap();
    let ran = once(&sandbox).succeeded();
    assert!(ran.err.contains("in balance"), "{}", ran.err);
    assert_eq!(names(&sandbox, "hot"), [".working", "bills", "done", "failed"]);
    assert_eq!(names(&sandbox, "hot/done"), ["bills.csv", "bills.csv.note.txt", "today", "today.note.txt"]);
    assert_eq!(names(&sandbox, "hot/.working"), ["watch.lock"]);
    assert!(names(&sandbox, "hot/failed").is_empty());
    fs::rename(sandbox.path("hot/done/today"), sandbox.path("deck/batch")).unwrap();
    sandbox.run(&process_deck("data2", "out2")).succeeded();
    assert_eq!(sandbox.results("out"), sandbox.results("out2"));
}

#[test]
fn a_batch_that_comes_again_is_not_posted_again() {
    let sandbox = with_bills("singles", 3, 332);
    deliver(&sandbox, "a");
    once(&sandbox).succeeded();
    let first = files_of(&sandbox, "out", "a");
    // The same once more, the same under another name, and another under the same id.
    deliver(&sandbox, "a");
    once(&sandbox).succeeded();
    deliver(&sandbox, "a");
    fs::rename(sandbox.path("hot/a"), sandbox.path("hot/renamed")).unwrap();
    once(&sandbox).succeeded();
    deliver(&sandbox, "a");
    sandbox.write("hot/a/extra.tif", fs::read(first_page(&sandbox, "hot/a")).unwrap());
    assert_eq!(once(&sandbox).code, 1);
    assert_eq!(names(&sandbox, "out"), ["a"]);
    assert_eq!(files_of(&sandbox, "out", "a"), first);
    let done: Vec<String> = names(&sandbox, "hot/done").into_iter().filter(|name| !name.ends_with(".txt")).collect();
    assert_eq!(done, ["a", "a.2", "bills.csv", "renamed"]);
    for name in ["a.2", "renamed"] {
        let note = sandbox.read(&format!("hot/done/{name}.note.txt"));
        assert!(note.contains("not posted again"), "{note}");
    }
    assert!(!sandbox.read("hot/done/a.note.txt").contains("again"));
    assert_eq!(names(&sandbox, "hot/failed"), ["a", "a.reason.txt"]);
    assert!(sandbox.read("hot/failed/a.reason.txt").contains("other content"));
}

fn first_page(sandbox: &Sandbox, folder: &str) -> std::path::PathBuf {
    let name = names(sandbox, folder).into_iter().find(|name| !name.ends_with(".toml") && !name.ends_with(".csv"));
    sandbox.path(folder).join(name.unwrap())
}

#[test]
fn odd_things_are_put_away_or_left_alone_and_harm_nobody() {
    let sandbox = with_bills("bitonal", 2, 333);
    let page = fs::read(first_page(&sandbox, "deck/batch")).unwrap();
    let long = format!("{}.tif", "l".repeat(251));
    // Taken and put away as failed, or done.
    let spaced = sandbox.write("hot/with space.tif", &page);
    fs::write(spaced.with_file_name(OsStr::from_bytes(b"odd\xff.tif")), &page).unwrap();
    sandbox.write(&format!("hot/{long}"), &page);
    sandbox.write("hot/notes.txt", "no pages");
    sandbox.write("hot/torn.tif", &page[..page.len() / 3]);
    sandbox.write("hot/bad-header/batch.toml", "idd = 1");
    sandbox.write("hot/bad-header/1.tif", &page);
    sandbox.write("hot/only-text/readme.txt", "no pages");
    sandbox.write("hot/-dash.tif", &page);
    symlink("/etc", sandbox.path("hot/link")).unwrap();
    symlink("missing", sandbox.path("hot/broken.tif")).unwrap();
    sandbox.write("hot/with-link/1.tif", &page);
    symlink("/etc/passwd", sandbox.path("hot/with-link/2.tif")).unwrap();
    assert!(Command::new("mkfifo").arg(sandbox.path("hot/pipe.tif")).status().unwrap().success());
    // Left alone.
    sandbox.write("hot/coming.tif.part", &page);
    sandbox.write("hot/.hidden.tif", &page);
    sandbox.write("hot/zero.tif", "");
    sandbox.write("hot/half/1.tif", &page);
    sandbox.write("hot/half/2.tif.tmp", &page);
    fs::create_dir_all(sandbox.path("hot/empty/inner")).unwrap();
    sandbox.write("hot/listed/1.tif", &page);
    sandbox.write("hot/listed/manifest.sha256", format!("{}  1.tif\n", "0".repeat(64)));

    let ran = once(&sandbox);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    let left = [
        ".hidden.tif",
        ".working",
        "bills",
        "coming.tif.part",
        "done",
        "empty",
        "failed",
        "half",
        "listed",
        "zero.tif",
    ];
    assert_eq!(names(&sandbox, "hot"), left);
    let shelf = |folder: &str| names(&sandbox, folder).into_iter().filter(|name| !name.ends_with(".txt"));
    let failed: Vec<String> = shelf("hot/failed").collect();
    let short = "l".repeat(230);
    let wanted =
        ["bad-header", "broken.tif", "link", &short, "odd\u{fffd}.tif", "only-text", "pipe.tif", "with space.tif"];
    assert_eq!(failed, wanted, "{}", ran.err);
    assert!(sandbox.path("hot/failed/notes.txt").exists());
    assert_eq!(shelf("hot/done").collect::<Vec<_>>(), ["-dash.tif", "bills.csv", "torn.tif", "with-link"]);
    assert!(sandbox.read("hot/failed/with space.tif.reason.txt").contains("batch.toml"));
    assert!(sandbox.read("hot/failed/bad-header.reason.txt").contains("line 1"));
    assert!(fs::symlink_metadata(sandbox.path("hot/failed/link")).unwrap().is_symlink());
    assert_eq!(names(&sandbox, "out"), ["-dash", "torn", "with-link"]);
    let exceptions = sandbox.read("out/with-link/exceptions.csv");
    assert!(exceptions.contains("unreadable_document"), "{exceptions}");
    // A second look finds the same.
    assert_eq!(once(&sandbox).code, 0);
    assert_eq!(names(&sandbox, "hot"), left);
}

#[test]
fn killed_anywhere_again_and_again_it_ends_as_if_undisturbed() {
    let calm = with_bills("mixed", 10, 334);
    for id in ["a", "b", "c"] {
        deliver(&calm, id);
    }
    once(&calm).succeeded();

    let wild = with_bills("mixed", 10, 334);
    for id in ["a", "b"] {
        deliver(&wild, id);
    }
    let seed = std::process::id();
    println!("seed {seed}");
    let mut chance = u64::from(seed) | 1;
    let mut killed = 0;
    for run in 0..40 {
        if run == 5 {
            deliver(&wild, "c");
            // A batch that is delivered twice is posted once, whenever it comes.
            deliver(&wild, "d");
            fs::rename(wild.path("hot/d"), wild.path("hot/e")).unwrap();
            deliver(&wild, "d");
        }
        let mut watcher = start(&wild, "0");
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        sleep(Duration::from_millis((chance >> 33) % 900));
        killed += u32::from(watcher.works());
        watcher.kill();
    }
    assert!(killed > 20, "only {killed} runs were killed");
    once(&wild).succeeded();
    for id in ["a", "b", "c"] {
        assert_eq!(files_of(&wild, "out", id), files_of(&calm, "out", id), "batch {id}, seed {seed}");
    }
    assert_eq!(names(&wild, "out"), ["a", "b", "c", "d"]);
    assert_eq!(names(&wild, "hot"), [".working", "bills", "done", "failed"]);
    assert_eq!(names(&wild, "hot/.working"), ["watch.lock"]);
    assert!(names(&wild, "hot/failed").is_empty(), "seed {seed}");
    let done: Vec<String> = names(&wild, "hot/done").into_iter().filter(|name| !name.ends_with(".txt")).collect();
    assert_eq!(done, ["a", "b", "bills.csv", "c", "d", "e"], "seed {seed}");
    wild.run(&["report", "--data", "data"]).succeeded();
}

#[test]
fn told_to_end_it_ends_soon_and_goes_on_later() {
    let sandbox = with_bills("mixed", 40, 335);
    deliver(&sandbox, "a");
    let mut watcher = start(&sandbox, "0");
    wait_until(|| sandbox.path("hot/.working/000001-batch.begun").exists());
    let told = Instant::now();
    assert!(Command::new("kill").args(["-TERM", &watcher.0.id().to_string()]).status().unwrap().success());
    assert_eq!(watcher.0.wait().unwrap().code(), Some(0));
    assert!(told.elapsed() < Duration::from_secs(60));
    assert!(!sandbox.path("out/a").exists(), "it had 80 documents to read");
    assert_eq!(names(&sandbox, "hot/.working"), ["000001-batch", "000001-batch.begun", "watch.lock"]);
    once(&sandbox).succeeded();
    assert_eq!(names(&sandbox, "hot/done"), ["a", "a.note.txt", "bills.csv", "bills.csv.note.txt"]);
}

#[test]
fn it_waits_for_bills_for_the_store_and_for_slow_senders() {
    let sandbox = with_bills("singles", 2, 336);
    fs::rename(sandbox.path("hot/bills/bills.csv"), sandbox.path("bills.csv")).unwrap();
    deliver(&sandbox, "a");
    once(&sandbox).failed(1, &["no bills are loaded"]);
    assert_eq!(names(&sandbox, "hot/.working"), ["000001-batch", "watch.lock"]);
    fs::rename(sandbox.path("bills.csv"), sandbox.path("hot/bills/bills.csv")).unwrap();

    let lock = File::create(sandbox.path("data/process.lock")).unwrap();
    lock.lock().unwrap();
    let mut watcher = start(&sandbox, "1");
    sleep(Duration::from_millis(1500));
    assert!(watcher.works(), "it must wait");
    drop(lock);
    wait_until(|| sandbox.path("hot/done/a").exists());

    once(&sandbox).failed(1, &["another lockbox watches"]);
    fs::create_dir(sandbox.path("hot/slow")).unwrap();
    let mut pages = names(&sandbox, "deck/batch");
    pages.sort_by_key(|name| !name.contains("batch.toml"));
    for name in &pages {
        let bytes = fs::read(sandbox.path("deck/batch").join(name)).unwrap();
        let whole = String::from_utf8_lossy(&bytes).replace("id = \"", "id = \"slow-");
        let bytes = if name == "batch.toml" { whole.into_bytes() } else { bytes };
        write_slowly(&sandbox.path("hot/slow").join(name), &bytes);
    }
    wait_until(|| !names(&sandbox, "hot/done").iter().all(|name| name != "slow"));
    watcher.kill();
    let slow = names(&sandbox, "out").into_iter().find(|name| name.starts_with("slow-")).unwrap();
    let documents = |id: &str| sandbox.read(&format!("out/{id}/documents.csv")).lines().count();
    assert_eq!(documents(&slow), documents("a"));
    assert_eq!(names(&sandbox, "hot/failed").len(), 0);
}

/// In two pieces with a pause that is shorter than the quiet time.
fn write_slowly(path: &Path, bytes: &[u8]) {
    fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    sleep(Duration::from_millis(300));
    fs::write(path, bytes).unwrap();
}

fn wait_until(mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(120);
    while !holds() {
        assert!(Instant::now() < end, "it took too long");
        sleep(Duration::from_millis(20));
    }
}
