//! `lockbox quality`: how often straight-through postings are wrong in the field.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::{Common, print};
use crate::pipeline;

/// Measures how often straight-through postings are wrong, by blind checks of a sample.
///
/// With `quality_sample = "0.5%"` in [policy], process writes quality_checks.csv: transactions for a person to decide
/// without seeing what was posted. The answers go into its last columns, one row for each bill that is paid; the word
/// hold for the account says that the transaction should not have been posted.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  lockbox quality record quality_checks.csv\n  lockbox quality report")]
pub(super) struct QualityArgs {
    #[command(subcommand)]
    command: QualityCommand,
}

#[derive(Debug, Subcommand)]
enum QualityCommand {
    /// Take a file of answered checks
    Record {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Tell how often checked postings were wrong
    Report,
}

pub(super) fn run(args: &QualityArgs, common: &Common) -> Result<ExitCode> {
    match &args.command {
        QualityCommand::Record { file } => {
            let checked = pipeline::record_quality(&common.data, file)?;
            print(&format!("{} right, {} wrong", checked.right, checked.wrong.len()))?;
            checked.wrong.iter().try_for_each(|name| print(&format!("wrong: {name}")))?;
        }
        QualityCommand::Report => {
            let rate = pipeline::quality(&common.data)?;
            let (low, high) = rate.interval();
            print(&format!(
                "{} transactions checked, {} posted wrongly: {:.4} %, with 95 % confidence between {:.4} % and {:.4} %",
                rate.checked,
                rate.wrong,
                rate.rate() * 100.0,
                low * 100.0,
                high * 100.0
            ))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
