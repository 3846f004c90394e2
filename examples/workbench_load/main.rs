//! People at the workbench, many at once, over a store with a long past.
//!
//! Makes a store in FOLDER (what is there is used again): a deck is drawn and processed, and its batch is copied until
//! there are so many archived transactions, and so many that wait. Then reviewers accept one case after the other, each
//! over a connection of their own, and pause between two as told, half as long to half as long again. Prints how long the answers took in
//! milliseconds, measured by the reviewers on the same machine: for the decision itself, for the page of the next case,
//! for both. With `--kill` the program is ended at once after each third of the decisions and started again. At the end every case that
//! was decided must have been decided once, the ledger must balance and the log of who did what must be whole.
//!
//! ```text
//! cargo build --release
//! cargo run --release --example workbench_load -- FOLDER --archive 1000000 --waiting 20000 --reviewers 50 --decisions 5000 --pause 1000
//! cargo run --release --example workbench_load -- FOLDER --archive 1000000 --waiting 20000 --reviewers 16 --decisions 10000 --kill
//! ```

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a command for people")]

mod copies;
mod reviewer;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use lockbox::files;
use lockbox::store::SqliteStore;
use lockbox::store::review::{AuditProof, AuditStore};
use rusqlite::Connection;

use self::reviewer::{Reviewer, Timed};

struct Args {
    folder: PathBuf,
    archive: u64,
    waiting: u64,
    reviewers: usize,
    decisions: i64,
    pause: Duration,
    kill: bool,
}

fn args() -> Args {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str, usual: u64| {
        let at = given.iter().position(|arg| arg == name);
        at.map_or(usual, |at| given[at + 1].parse().unwrap())
    };
    Args {
        folder: PathBuf::from(given.first().expect("a folder")),
        archive: value("--archive", 10_000),
        waiting: value("--waiting", 2_000),
        reviewers: value("--reviewers", 50) as usize,
        decisions: value("--decisions", 500) as i64,
        pause: Duration::from_millis(value("--pause", 0)),
        kill: given.iter().any(|arg| arg == "--kill"),
    }
}

fn main() {
    let args = args();
    let lockbox = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("lockbox");
    files::make_folder(&args.folder).unwrap();
    if !args.folder.join("made").exists() {
        make(&args, &lockbox);
    }
    let data = args.folder.join("data");
    let before = resolutions(&data);
    let people = copies::people(&data, args.reviewers);
    let left = AtomicI64::new(args.decisions);
    let mut times: Vec<Timed> = Vec::new();
    let start = Instant::now();
    let rounds = if args.kill { 3 } else { 1 };
    for round in 1..=rounds {
        let (mut server, address) = serve(&lockbox, &args.folder);
        let until = args.decisions - args.decisions * round / rounds;
        thread::scope(|scope| {
            let work = |person: &(String, String)| {
                let reviewer = Reviewer::new(&address, person, args.pause);
                let (left, kill) = (&left, args.kill && round < rounds);
                scope.spawn(move || reviewer.work(left, if kill { i64::MIN } else { 0 }))
            };
            let hands: Vec<_> = people.iter().map(work).collect();
            if args.kill && round < rounds {
                while left.load(Ordering::Relaxed) > until && hands.iter().any(|hand| !hand.is_finished()) {
                    thread::sleep(Duration::from_millis(1));
                }
                server.kill().unwrap();
            }
            hands.into_iter().for_each(|hand| times.extend(hand.join().unwrap()));
        });
        let _ = server.kill();
        server.wait().unwrap();
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} reviewers, {} decisions in {seconds:.1} s, {:.0} a second",
        args.reviewers,
        times.len(),
        times.len() as f64 / seconds
    );
    told("decision", times.iter().map(|timed| timed.decision));
    told("next page", times.iter().filter_map(|timed| timed.page));
    told("both", times.iter().filter_map(|timed| Some(timed.decision + timed.page?)));
    check(&data, before, times.len() as i64, if args.kill { 2 * args.reviewers as i64 } else { 0 });
}

/// Draws and processes a deck, and copies its batch.
fn make(args: &Args, lockbox: &Path) {
    let run = |line: &str| {
        let done = Command::new(lockbox).args(line.split(' ')).current_dir(&args.folder).status().unwrap();
        assert!(done.success(), "lockbox {line}");
    };
    run("deck --kind exceptions --transactions 60 --seed 7102 --out deck");
    run("process deck/batch --bills deck/bills.csv --config deck/lockbox.toml --data data --out out");
    let start = Instant::now();
    copies::copy(&args.folder.join("data"), args.archive, args.waiting);
    println!("copied in {:.0} s", start.elapsed().as_secs_f64());
    files::make_private_file(&args.folder.join("made")).unwrap();
}

fn serve(lockbox: &Path, folder: &Path) -> (Child, String) {
    let mut server = Command::new(lockbox)
        .args(["serve", "--listen", "127.0.0.1:0", "--config", "deck/lockbox.toml", "--data", "data"])
        .current_dir(folder)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(server.stderr.take().unwrap()).lines().map_while(Result::ok);
    let line = said.find(|line| line.contains("http://")).expect("an address");
    thread::spawn(move || said.for_each(|line| println!("{line}")));
    (server, line.split_once("http://").unwrap().1.trim_end_matches('/').to_owned())
}

fn told(what: &str, times: impl Iterator<Item = Duration>) {
    let mut times: Vec<f64> = times.map(|time| time.as_secs_f64() * 1e3).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN);
    println!(
        "{what:10} p50 {:7.1}  p95 {:7.1}  p99 {:7.1}  most {:7.1}",
        at(0.5),
        at(0.95),
        at(0.99),
        times.last().unwrap_or(&f64::NAN)
    );
}

fn resolutions(data: &Path) -> i64 {
    let store = Connection::open(data.join("lockbox.sqlite")).unwrap();
    store.query_row("SELECT COUNT(*) FROM resolutions", [], |row| row.get(0)).unwrap()
}

/// Every decision is there once, the money balances, the log is whole. A program that is ended may have decided what it did
/// not answer any more: at most `unanswered`.
fn check(data: &Path, before: i64, answered: i64, unanswered: i64) {
    let made = resolutions(data) - before;
    assert!((answered..=answered + unanswered).contains(&made), "{answered} answered, {made} made");
    let store = Connection::open(data.join("lockbox.sqlite")).unwrap();
    let count = |sql: &str| store.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT COUNT(*) - COUNT(DISTINCT exception_id) FROM resolutions"), 0, "decided twice");
    let odd = "SELECT COUNT(*) FROM (SELECT 1 FROM entries WHERE batch_id IN (SELECT batch_id FROM resolutions)
               GROUP BY batch_id, transaction_id, document HAVING
               SUM(CASE WHEN place = 'received' THEN amount ELSE -amount END) <> 0)";
    assert_eq!(count(odd), 0, "payments that do not balance");
    let proof = SqliteStore::open(data).unwrap().verify_audit().unwrap();
    assert!(matches!(proof, AuditProof::Whole { .. }), "{proof:?}");
    println!("{made} decisions, each once; every payment balances; the log of who did what is whole");
}
