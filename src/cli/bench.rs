//! `lockbox bench`: how well and how fast the recognisers read.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::{Common, print, tell};
use crate::config::Config;
use crate::files;
use crate::pipeline::bench::{self, BenchOptions, BenchPages};
use crate::pipeline::{self, MatchOptions};

/// Measures recognisers and matching.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  lockbox bench read deck")]
pub(super) struct BenchArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// How often each field is read and misread, and how long each stage takes
    Read(ReadArgs),
    /// How fast bills are loaded and payments matched to them
    Match(MatchArgs),
}

/// Reads every page of a truth table and prints two tables: how well each field was read, and how fast each stage is.
///
/// Shares of read and right are of the pages that carry the field; misread is a share of what was read; made up is what
/// was read where there is nothing. A stage counts the pages on which it ran; machine-printed is a page without its
/// stage text. Pages a second are those of one thread.
///
/// The settings are those of --config, else the lockbox.toml beside the truth table, else ./lockbox.toml.
#[derive(Debug, Args)]
#[command(after_help = "The truth table is CSV: file, page, kind, barcode, scanline, routing_number, payer_account, \
                        check_number, amount, date, payee, memo; all but file may be left out, and an empty cell is a \
                        field that the page does not carry. Also understood: barcode_values, routing, account, \
                        check_no, amount_numeric. Files go by their path from the table or the folder; ? stands for \
                        a character that nobody can read.\n\nExample:\n  lockbox deck --kind mixed --transactions 50 \
                        --seed 7 --out deck\n  lockbox bench read deck\n  lockbox bench read --list --truth \
                        checks.csv checks")]
struct ReadArgs {
    /// A deck, its batch folder, or any folder of page images
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// The truth about its pages [default: truth.csv in or beside FOLDER]
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// Tell of each page, too: file, page, milliseconds, then each field as right, unread (best guess) or WRONG
    /// truth/reading; shows account data
    #[arg(long)]
    list: bool,
    /// Read on so many threads; the times mean most with one
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: u16,
    /// Leave out printed and written words: only what every page costs (decoding, preparation, page kind, barcodes,
    /// scan line, bank line); pages that only their words tell are other
    #[arg(long)]
    no_words: bool,
}

/// Draws bills and payments from a seed, loads the bills as `bills load` does, and matches as `process` does.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  lockbox bench match --bills 10000000 --folder /var/tmp/bench")]
struct MatchArgs {
    /// How many open bills there are
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..=400_000_000))]
    bills: u64,
    /// How many coupons with a check are matched
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(0..=1_000_000_000))]
    transactions: u64,
    /// How many people are looked up by birthday and a misspelt name
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    people: u64,
    /// How many of such transactions are decided with their fields spoilt by chance
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(0..=1_000_000_000))]
    corrupted: u64,
    /// What everything is drawn from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// A new folder for the bills and the store
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(args: &BenchArgs, common: &Common) -> Result<ExitCode> {
    match &args.what {
        What::Read(args) => read(args, common),
        What::Match(args) => {
            let MatchArgs { bills, transactions, people, corrupted, seed, ref folder } = *args;
            let options = MatchOptions { bills, transactions, people, corrupted, seed };
            print(&pipeline::bench_match(options, folder)?.to_string())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn read(args: &ReadArgs, common: &Common) -> Result<ExitCode> {
    let truth = args.truth.clone().map_or_else(|| bench::truth_of(&args.folder), Ok)?;
    let config = config(&truth, common)?;
    let found = BenchPages::find(&args.folder, &truth)?;
    if !found.missing.is_empty() {
        tell(&format!("lockbox: not found, not counted: {}", found.missing.join(", ")));
    }
    let options = BenchOptions { threads: args.threads.into(), words: !args.no_words };
    let measured =
        bench::bench_read(&found.pages, &config, options, |page| if args.list { print(&page.line()) } else { Ok(()) })?;
    if args.list {
        print("")?;
    }
    print(measured.report().trim_end())?;
    Ok(ExitCode::SUCCESS)
}

/// The settings that go with the pages.
fn config(truth: &Path, common: &Common) -> Result<Config> {
    let beside = truth.with_file_name("lockbox.toml");
    if common.config.is_none() && files::exists(&beside) { Ok(Config::load(&beside)?) } else { common.config() }
}
