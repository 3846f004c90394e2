//! `lockbox exceptions`: the transactions that wait for people.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{Common, explain, print, resolve, tell};
use crate::model::Reason;
use crate::pipeline::{self, Held, Scope};

/// Shows the transactions that wait for people.
#[derive(Debug, Args)]
pub(super) struct ExceptionsArgs {
    #[command(subcommand)]
    command: ExceptionsCommand,
}

#[derive(Debug, Subcommand)]
enum ExceptionsCommand {
    /// List them, the most urgent first
    List(ListArgs),
    /// Tell all about one
    Show(ShowArgs),
    /// Decide one, as a user of the workbench
    Resolve(resolve::ResolveArgs),
    /// Write them to a CSV file with the columns of exceptions.csv
    Export(ExportArgs),
}

/// Which batches.
#[derive(Debug, Args)]
struct Which {
    /// Those of this batch only
    #[arg(long, value_name = "ID", conflicts_with = "deposit_date")]
    batch: Option<String>,
    /// Those of batches of this deposit date only
    #[arg(long, value_name = "DATE")]
    deposit_date: Option<Date>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockbox exceptions list
  lockbox exceptions list --reason amount_unreadable --batch 0412")]
struct ListArgs {
    #[command(flatten)]
    which: Which,
    /// Those that wait for this reason only
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:
  lockbox exceptions show 0412-E000003

What is shown holds account numbers.")]
struct ShowArgs {
    /// Its id
    #[arg(value_name = "EXCEPTION")]
    id: String,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:
  lockbox exceptions export --deposit-date 2026-11-24 --out exceptions.csv")]
struct ExportArgs {
    #[command(flatten)]
    which: Which,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(args: &ExceptionsArgs, common: &Common) -> Result<ExitCode> {
    match &args.command {
        ExceptionsCommand::List(args) => list(args, common)?,
        ExceptionsCommand::Show(args) => print(explain::told(&pipeline::explain(&common.data, &args.id)?).trim_end())?,
        ExceptionsCommand::Resolve(args) => return resolve::run(args, common),
        ExceptionsCommand::Export(args) => {
            let written = pipeline::export_waiting(&common.data, &scope(&args.which)?, &args.out)?;
            tell(&format!("{written} exceptions written to {}", args.out.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn scope(which: &Which) -> Result<Scope> {
    super::report::scope(which.batch.as_deref(), which.deposit_date)
}

fn list(args: &ListArgs, common: &Common) -> Result<()> {
    let wanted = args.reason.as_deref().map(|word| {
        let known = || Reason::ALL.iter().map(|reason| reason.word()).collect::<Vec<_>>().join(", ");
        Reason::from_word(word).with_context(|| format!("`{word}` is no reason; there are {}", known()))
    });
    let wanted = wanted.transpose()?;
    let waiting = pipeline::waiting(&common.data, &scope(&args.which)?)?;
    let shown: Vec<&Held> =
        waiting.iter().filter(|held| wanted.is_none_or(|reason| held.reasons.contains(&reason))).collect();
    print(&format!("{:<32} {:>3} {:<10} {:>12}  reasons", "exception", "pri", "received", "amount"))?;
    for held in &shown {
        let reasons: Vec<&str> = held.reasons.iter().map(|reason| reason.word()).collect();
        let amount = if held.unknown_amounts > 0 { "unknown".to_owned() } else { held.amount.to_string() };
        let (id, priority, received) = (&held.id, held.priority, held.received_date);
        print(&format!("{id:<32} {priority:>3} {received} {amount:>12}  {}", reasons.join(", ")))?;
    }
    tell(&format!("{} exceptions wait", shown.len()));
    Ok(())
}
