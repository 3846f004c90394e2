//! `lockbox bills`: the open bills.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::{Common, print, tell};
use crate::files;
use crate::formats::book::{Change, Counts};
use crate::formats::outputs::BillChanges;
use crate::pipeline::{self, BillLoad, LoadKind, LoadReport};

/// Most rejected rows that are named one by one.
const REJECTS_SHOWN: usize = 20;

/// Loads the open bills that payments are matched against.
#[derive(Debug, Args)]
pub(super) struct BillsArgs {
    #[command(subcommand)]
    command: BillsCommand,
}

#[derive(Debug, Subcommand)]
enum BillsCommand {
    /// Load a file of open bills
    Load(LoadArgs),
}

/// Loads a CSV file of open bills; whole or not at all: until it is complete, the bills of before stay in force.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lockbox bills load bills.csv\n  lockbox bills load changes.csv --delta --report changes-report.csv\n\n\
                  A snapshot takes the place of all bills. A delta adds bills and takes the place of those that it \
                  names; a bill is closed by a row with the status closed or paid. Bad rows are left out and named."
)]
struct LoadArgs {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The file holds only new and changed bills; the others stay as they are
    #[arg(long)]
    delta: bool,
    /// Also writes every difference and every rejected row to this CSV file
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

pub(super) fn run(args: &BillsArgs, common: &Common) -> Result<ExitCode> {
    match &args.command {
        BillsCommand::Load(args) => load(args, common),
    }
}

fn load(args: &LoadArgs, common: &Common) -> Result<ExitCode> {
    let kind = if args.delta { LoadKind::Delta } else { LoadKind::Snapshot };
    let load = |tell: &mut dyn FnMut(&Change)| pipeline::load_bills(&common.data, &args.file, kind, tell);
    let (load, report) = match &args.report {
        None => load(&mut |_| {})?,
        Some(path) => load_with_report(path, load)?,
    };
    tell_rejects(&args.file, &report);
    print(&told(&load, &report))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes each difference as it is found; when the load fails, no file is left.
fn load_with_report<E: Into<anyhow::Error>>(
    path: &Path,
    load: impl FnOnce(&mut dyn FnMut(&Change)) -> Result<(BillLoad, LoadReport), E>,
) -> Result<(BillLoad, LoadReport)> {
    let mut outcome = None;
    let written = files::write_atomic(path, |out| {
        let mut changes = BillChanges::new(out)?;
        let mut failed = None;
        let result = load(&mut |change| {
            if failed.is_none() {
                failed = changes.difference(change).err();
            }
        });
        let result = outcome.insert(result).as_ref().map_err(|_| io::Error::other("the bills were not loaded"))?;
        result.1.rejected.iter().try_for_each(|rejected| changes.rejection(rejected))?;
        failed.map_or(Ok(()), Err)?;
        changes.finish()
    });
    match outcome {
        Some(Err(error)) => Err(error.into()),
        Some(Ok(loaded)) => Ok(written.map(|()| loaded)?),
        None => Err(written.err().map_or_else(|| anyhow::anyhow!("the report was not written"), Into::into)),
    }
}

/// What a load did, in one line for each thing.
fn told(load: &BillLoad, report: &LoadReport) -> String {
    if report.rows == 0 && report.counts == Counts::default() {
        return format!("load {} is in force already with {} bills; nothing was changed", load.id.0, load.bills);
    }
    let Counts { new, changed, unchanged, gone, .. } = report.counts;
    format!(
        "load {} ({}): {} bills from {} rows\n  new {new}, changed {changed}, unchanged {unchanged}, gone {gone}, rejected rows {}",
        load.id.0,
        load.kind.word(),
        load.bills,
        report.rows,
        report.rejects
    )
}

/// Names what was left out of a bill file.
pub(super) fn tell_rejects(file: &Path, report: &LoadReport) {
    let file = file.display();
    if !report.unknown_columns.is_empty() {
        let columns = report.unknown_columns.join(", ");
        tell(&format!("`{file}`: columns left out, as nothing is known of them: {columns}"));
    }
    for rejected in report.rejected.iter().take(REJECTS_SHOWN) {
        let column = rejected.column.as_ref().map(|name| format!(", column {name}")).unwrap_or_default();
        tell(&format!("`{file}`, line {}{column}: row left out: {}", rejected.line, rejected.reason));
    }
    if let Some((one, other)) = report.alike.first() {
        let count = report.alike.len();
        let pairs = if count == 1 { "two accounts have".to_owned() } else { format!("{count} pairs of accounts have") };
        tell(&format!(
            "`{file}`: {pairs} numbers that differ in leading zeros only (first {one} and {other}); a payment that leaves the \
             zeros out names neither and is held"
        ));
    }
    let more = report.rejects.saturating_sub(REJECTS_SHOWN as u64);
    if more > 0 {
        tell(&format!("`{file}`: {more} more rows rejected"));
    }
}
