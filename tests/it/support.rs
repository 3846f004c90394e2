//! A folder of its own for each test, and the built program run in it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// A folder to run the program in; gone at the end of the test.
pub(crate) struct Sandbox(TempDir);

/// What a run of the program gave.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        let path = self.path(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lockbox"));
        command.args(args).current_dir(self.0.path()).stdin(Stdio::null());
        command.env("OMP_THREAD_LIMIT", "1");
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        ran(self.command(args).output().unwrap())
    }

    /// Runs the program to its end, with a line on its standard input.
    pub(crate) fn run_with_input(&self, args: &[&str], line: &str) -> Ran {
        let mut command = self.command(args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        writeln!(child.stdin.take().unwrap(), "{line}").unwrap();
        ran(child.wait_with_output().unwrap())
    }

    /// Runs the program with a number of threads.
    pub(crate) fn run_on(&self, threads: u32, args: &[&str]) -> Ran {
        ran(self.command(args).env("RAYON_NUM_THREADS", threads.to_string()).output().unwrap())
    }

    /// Starts the program and does not wait.
    pub(crate) fn start(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Draws a deck into `deck/`.
    pub(crate) fn deck(&self, kind: &str, transactions: u32, seed: u32) {
        let (transactions, seed) = (transactions.to_string(), seed.to_string());
        let args = ["deck", "--kind", kind, "--transactions", &transactions, "--seed", &seed, "--out", "deck"];
        self.run(&args).succeeded();
    }

    /// The name of the only folder in `out`.
    pub(crate) fn only_batch(&self, out: &str) -> String {
        let folders: Vec<String> = std::fs::read_dir(self.path(out))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        assert_eq!(folders.len(), 1, "{folders:?}");
        folders.into_iter().next().unwrap()
    }

    /// The files of the only batch in `out` that must be the same every time: all of them, timing cut off.
    pub(crate) fn results(&self, out: &str) -> Vec<(String, String)> {
        let batch = self.only_batch(out);
        ["documents.csv", "amounts.csv", "posting.csv", "exceptions.csv", "summary.json"]
            .into_iter()
            .map(|name| {
                let text = self.read(&format!("{out}/{batch}/{name}"));
                let lasting = text.split("\"timing\"").next().unwrap_or_default().to_owned();
                (name.to_owned(), lasting)
            })
            .collect()
    }
}

/// The arguments that process the deck in `deck/` into `out` with the store `data`.
pub(crate) fn process_deck<'a>(data: &'a str, out: &'a str) -> Vec<&'a str> {
    let deck = ["process", "deck/batch", "--bills", "deck/bills.csv", "--config", "deck/lockbox.toml"];
    deck.into_iter().chain(["--data", data, "--out", out]).collect()
}

fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Ran {
    /// It ended well.
    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code, 0, "{}", self.err);
        self
    }

    /// It failed with this code and said all of these.
    pub(crate) fn failed(self, code: i32, said: &[&str]) -> Self {
        assert_eq!(self.code, code, "{}", self.err);
        for part in said {
            assert!(self.err.contains(part), "`{part}` is missing in: {}", self.err);
        }
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }
}

/// Copies a folder.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
