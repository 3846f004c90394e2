//! `lockbox process`: the main job.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::progress::Bar;
use super::{Common, bills, summary, tell};
use crate::files;
use crate::pipeline::{self, Run, Stop};

/// Reads the pages of each batch, matches payments to open bills, and writes documents.csv, posting.csv,
/// exceptions.csv and summary.json into OUT/<batch id>/.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  lockbox process scans/2026-11-24 --bills bills.csv --config lockbox.toml\n\nA run \
                        that was broken off goes on where it stopped when started again; a finished batch is not \
                        processed twice."
)]
pub(super) struct ProcessArgs {
    /// Folders with the pages of one batch each (or single page files)
    #[arg(required = true, value_name = "BATCH")]
    batches: Vec<PathBuf>,
    /// The open bills; without it, those loaded last
    #[arg(long, value_name = "FILE")]
    bills: Option<PathBuf>,
    /// Where the folders of finished batches go
    #[arg(long, value_name = "DIR", default_value = "./out")]
    out: PathBuf,
}

pub(super) fn run(args: &ProcessArgs, common: &Common) -> Result<ExitCode> {
    let config = common.config()?;
    let config_hash = common.config_file().map(|file| files::sha256(&file)).transpose()?.unwrap_or_default();
    let stop = Stop::default();
    let bills = args.bills.as_deref();
    let run = Run { config: &config, config_hash, data: &common.data, out: &args.out, bills, stop: &stop };
    pipeline::process(&run, &args.batches, &Bar::new(), |report| {
        if let (Some(file), Some(load)) = (&args.bills, &report.bills) {
            bills::tell_rejects(file, load);
        }
        tell(&summary::of_batch(report));
    })?;
    Ok(ExitCode::SUCCESS)
}
