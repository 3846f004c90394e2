//! The workbench: its program run, visited by sockets and by a browser.

mod archive;
mod attacks;
mod browser;
mod checks;
mod crowd;
mod decisions;
mod uploads;
pub(crate) mod visitor;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use walkdir::WalkDir;

use self::visitor::Visitor;
use crate::support::{Sandbox, process_deck};

pub(crate) const PASSWORD: &str = "correct horse battery";
/// Names and roles of those who may sign in.
pub(crate) const PEOPLE: [(&str, &str); 6] = [
    ("ann", "operator"),
    ("ben", "operator"),
    ("rae", "reviewer"),
    ("sue", "supervisor"),
    ("adm", "administrator"),
    ("eve", "auditor"),
];

/// A running workbench over a deck that was processed.
pub(crate) struct Workbench {
    pub(crate) sandbox: Sandbox,
    server: Child,
    pub(crate) address: String,
}

impl Drop for Workbench {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Workbench {
    /// With the exceptions of a deck, and more settings: lines of `[policy]`, or a table of their own.
    pub(crate) fn with(transactions: u32, seed: u32, more: &str) -> Self {
        let sandbox = Sandbox::new();
        let shelf = processed(transactions, seed);
        for entry in WalkDir::new(&shelf).min_depth(1) {
            let entry = entry.unwrap();
            let to = sandbox.path("").join(entry.path().strip_prefix(&shelf).unwrap());
            if entry.file_type().is_dir() {
                std::fs::create_dir_all(to).unwrap();
            } else {
                std::fs::copy(entry.path(), to).unwrap();
            }
        }
        let settings = sandbox.read("deck/lockbox.toml");
        assert!(settings.contains("[policy]\n"));
        let settings = if more.starts_with('[') {
            format!("{settings}\n{more}\n")
        } else {
            settings.replacen("[policy]\n", &format!("[policy]\n{more}\n"), 1)
        };
        sandbox.write("deck/lockbox.toml", settings);
        let (server, address) = start(&sandbox);
        Self { sandbox, server, address }
    }

    /// Ends the program at once, as a loss of power does, and starts it again.
    pub(crate) fn crash(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
        (self.server, self.address) = start(&self.sandbox);
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Somebody who is signed in.
    pub(crate) fn visitor(&self, name: &str) -> Visitor {
        let mut visitor = Visitor::new(&self.address);
        let entered = visitor.post("/sign-in", &[("name", name), ("password", PASSWORD)]);
        assert_eq!(entered.status, 303, "{}", entered.body);
        visitor.take_token();
        visitor
    }

    /// Money in each place, as `lockbox report` has it: received, posted, suspense, exceptions, returned.
    pub(crate) fn money(&self) -> Vec<(String, String)> {
        let report = self.sandbox.run(&["report", "--data", "data", "--format", "csv"]).succeeded();
        let mut reader = csv::Reader::from_reader(report.out.as_bytes());
        let head = reader.headers().unwrap().clone();
        let row = reader.records().next().unwrap().unwrap();
        head.iter().zip(row.iter()).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The ledger balances and the audit log is whole.
    pub(crate) fn is_sound(&self) {
        let report = self.sandbox.run(&["report", "--data", "data"]).succeeded();
        assert!(!report.out.contains("does not balance"), "{}", report.out);
        let audit = self.sandbox.run(&["audit", "verify", "--data", "data"]).succeeded();
        assert!(audit.out.starts_with("whole:"), "{}", audit.out);
    }
}

/// A folder with such a deck processed and people who may sign in, made once for all tests of this build.
fn processed(transactions: u32, seed: u32) -> PathBuf {
    let built = std::fs::metadata(env!("CARGO_BIN_EXE_lockbox")).unwrap().modified().unwrap();
    let built = built.duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
    let shelf = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("workbench-{transactions}-{seed}-{built}"));
    if std::fs::create_dir(&shelf).is_ok() {
        let sandbox = Sandbox::new();
        sandbox.deck("exceptions", transactions, seed);
        sandbox.run(&process_deck("data", "out")).succeeded();
        for (name, role) in PEOPLE {
            let args = ["user", "add", name, "--role", role, "--data", "data"];
            sandbox.run_with_input(&args, PASSWORD).succeeded();
        }
        for part in ["deck", "data", "out"] {
            let moved = Command::new("cp").arg("-r").arg(sandbox.path(part)).arg(&shelf).status();
            assert!(moved.unwrap().success());
        }
        std::fs::write(shelf.with_extension("ready"), "").unwrap();
    }
    let end = Instant::now() + Duration::from_secs(300);
    while !shelf.with_extension("ready").exists() {
        assert!(Instant::now() < end, "another test broke off while it made {}: remove that folder", shelf.display());
        std::thread::sleep(Duration::from_millis(50));
    }
    shelf
}

fn start(sandbox: &Sandbox) -> (Child, String) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_lockbox"))
        .args(["serve", "--listen", "127.0.0.1:0", "--config", "deck/lockbox.toml", "--data", "data"])
        .current_dir(sandbox.path(""))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(server.stderr.take().unwrap()).lines().map_while(Result::ok);
    let line = said.find(|line| line.contains("http://")).expect("the workbench says where it is");
    let (_, address) = line.split_once("http://").unwrap();
    let address = address.trim_end_matches('/').to_owned();
    // What it says later must go somewhere.
    std::thread::spawn(move || said.for_each(drop));
    (server, address)
}
