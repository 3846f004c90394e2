//! The command line: one file per command; the only place that parses arguments and prints.
//!
//! Text for people goes to standard error, data to standard output. Exit codes: 0 done (exceptions are normal work),
//! 1 failed, 2 wrong use.

mod acknowledge;
mod audit;
mod backup;
mod bench;
mod bills;
mod coupon;
mod deck;
mod exceptions;
mod explain;
mod export;
mod inspect;
mod process;
mod progress;
mod quality;
mod read;
mod replay;
mod report;
mod resolve;
mod returns;
mod score;
mod serve;
mod status;
mod summary;
mod user;
mod watch;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, CommandFactory, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::config::Config;
use crate::files;

/// Reads scanned mail payments, matches them to open bills and writes balanced posting files.
#[derive(Debug, Parser)]
#[command(name = "lockbox", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
struct Common {
    /// Settings of the lockbox [default: ./lockbox.toml]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where bills, batches and images are kept
    #[arg(long, global = true, value_name = "DIR", default_value = "./lockbox-data")]
    data: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Process scan batches: read, match, post, name the exceptions
    Process(process::ProcessArgs),
    /// Process what scanners and other programs put into a folder, as it comes
    Watch(watch::WatchArgs),
    /// Load or refresh the open bills
    Bills(bills::BillsArgs),
    /// Print bills with coupons that can be read when they come back
    Coupon(coupon::CouponArgs),
    /// Tell what is on page images, one JSON object per page
    Read(read::ReadArgs),
    /// Draw a scan deck with known truth
    Deck(deck::DeckArgs),
    /// Compare a run with a deck's truth
    Score(score::ScoreArgs),
    /// Write a posting file for a biller, a bank or an insurer
    Export(export::ExportArgs),
    /// Show the records of a posting file and check its totals
    Inspect(inspect::InspectArgs),
    /// Take in payments that the bank gives back
    Returns(returns::ReturnsArgs),
    /// Take in what others say of released files
    Acknowledge(acknowledge::AcknowledgeArgs),
    /// Tell where the money is, what waits, what was released
    Report(report::ReportArgs),
    /// Show the transactions that wait for people
    Exceptions(exceptions::ExceptionsArgs),
    /// Serve the workbench in which people resolve exceptions
    Serve(serve::ServeArgs),
    /// Tell how the program stands and what needs somebody
    Status(status::StatusArgs),
    /// Copy the store while others work
    Backup(backup::BackupArgs),
    /// Make a store of a copy
    Restore(backup::RestoreArgs),
    /// Say who may sign in to the workbench
    User(user::UserArgs),
    /// Check the log of who saw and changed what
    Audit(audit::AuditArgs),
    /// Tell why a transaction was decided as it was
    Explain(explain::ExplainArgs),
    /// Tell what other settings would decide
    Replay(replay::ReplayArgs),
    /// Measure how often straight-through postings are wrong, by blind checks
    Quality(quality::QualityArgs),
    /// Measure the recognisers on pages whose truth is known
    Bench(bench::BenchArgs),
}

/// The command line as clap knows it, for manual pages and completions.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the program with these arguments (the first is its name).
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way, too; clap knows which stream and code fit.
            let _unwritable = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    start_log();
    let outcome = match &cli.command {
        Command::Process(args) => process::run(args, &cli.common),
        Command::Watch(args) => watch::run(args, &cli.common),
        Command::Bills(args) => bills::run(args, &cli.common),
        Command::Coupon(args) => coupon::run(args, &cli.common),
        Command::Read(args) => read::run(args, &cli.common),
        Command::Deck(args) => deck::run(args),
        Command::Score(args) => score::run(args),
        Command::Export(args) => export::run(args, &cli.common),
        Command::Inspect(args) => inspect::run(args, &cli.common),
        Command::Returns(args) => returns::run(args, &cli.common),
        Command::Acknowledge(args) => acknowledge::run(args, &cli.common),
        Command::Report(args) => report::run(args, &cli.common),
        Command::Exceptions(args) => exceptions::run(args, &cli.common),
        Command::Serve(args) => serve::run(args, &cli.common),
        Command::Status(args) => status::run(args, &cli.common),
        Command::Backup(args) => backup::run(args, &cli.common),
        Command::Restore(args) => backup::run_restore(args, &cli.common),
        Command::User(args) => user::run(args, &cli.common),
        Command::Audit(args) => audit::run(args, &cli.common),
        Command::Explain(args) => explain::run(args, &cli.common),
        Command::Replay(args) => replay::run(args, &cli.common),
        Command::Quality(args) => quality::run(args, &cli.common),
        Command::Bench(args) => bench::run(args, &cli.common),
    };
    outcome.unwrap_or_else(|error| {
        tell(&format!("lockbox: {error:#}"));
        ExitCode::FAILURE
    })
}

/// Log lines go to standard error; `LOCKBOX_LOG` says how much (default: warnings). They never carry account data.
fn start_log() {
    let filter = EnvFilter::try_from_env("LOCKBOX_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    let log = log.with_ansi(io::stderr().is_terminal());
    // A second start in one process (tests) keeps the first log.
    let _already = log.try_init();
}

impl Common {
    /// The settings file: the one named, else `./lockbox.toml` if there is one.
    fn config_file(&self) -> Option<PathBuf> {
        let default = Path::new("lockbox.toml");
        self.config.clone().or_else(|| files::exists(default).then(|| default.to_owned()))
    }

    /// The settings; without a file the defaults, with a notice.
    fn config(&self) -> Result<Config> {
        match self.config_file() {
            Some(file) => Ok(Config::load(&file)?),
            None => {
                tell("lockbox: no lockbox.toml here, the default settings apply (any 6 to 20 digits are an account)");
                Ok(Config::default())
            }
        }
    }
}

/// A line for people.
fn tell(text: &str) {
    // Nobody is there to hear that nobody can hear.
    let _unwritable = writeln!(io::stderr().lock(), "{text}");
}

/// A line of data. A closed pipe is not a failure: the reader has what it wanted.
fn print(text: &str) -> io::Result<()> {
    match writeln!(io::stdout().lock(), "{text}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
