//! `lockbox backup` and `lockbox restore`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::{Common, print, tell};
use crate::pipeline;

/// So many lost files are named.
const LOST_NAMED: usize = 20;

/// Copies the store, or brings a copy up to date, while others work.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockbox backup /mnt/backup/lockbox
  lockbox backup /mnt/backup/lockbox --verify

The copy holds the database, every scan and every bill file; scans that are there already are not copied again. Settings
and the files under OUT are not in it. Until a copy is whole, the one before stands. With --verify every byte of the copy
is read and compared; no copy is made then. The exit code is 1 when something is lost or damaged.")]
pub(super) struct BackupArgs {
    /// The folder of the copy; better on another disk
    #[arg(value_name = "TARGET")]
    target: PathBuf,
    /// Check the copy that is there instead
    #[arg(long)]
    verify: bool,
}

/// Makes a store of a copy.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  lockbox restore /mnt/backup/lockbox --data ./lockbox-data

Every byte of the copy is checked first. The store's folder must be new or empty; it appears whole or not at all.")]
pub(super) struct RestoreArgs {
    /// The folder of the copy
    #[arg(value_name = "SOURCE")]
    source: PathBuf,
}

pub(super) fn run(args: &BackupArgs, common: &Common) -> Result<ExitCode> {
    if args.verify {
        return verify(args);
    }
    let made = pipeline::backup(&common.data, &args.target)?;
    print(&format!("{} files, {} MB; {} copied now", made.files, made.bytes >> 20, made.copied))?;
    for name in made.lost.iter().take(LOST_NAMED) {
        tell(&format!("lockbox: `{name}` is missing or damaged in the store and is not in the backup"));
    }
    if made.lost.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    tell(&format!("lockbox: {} files are lost", made.lost.len()));
    Ok(ExitCode::FAILURE)
}

fn verify(args: &BackupArgs) -> Result<ExitCode> {
    let verified = pipeline::verify_backup(&args.target)?;
    let (made, files, faults) = (&verified.made, verified.files, verified.faults);
    if faults == 0 {
        print(&format!("whole: {files} files, made {made}"))?;
        return Ok(ExitCode::SUCCESS);
    }
    verified.named.iter().for_each(|what| tell(&format!("lockbox: {what}")));
    print(&format!("damaged: {faults} faults in {files} files, made {made}"))?;
    Ok(ExitCode::FAILURE)
}

pub(super) fn run_restore(args: &RestoreArgs, common: &Common) -> Result<ExitCode> {
    let restored = pipeline::restore(&args.source, &common.data)?;
    tell(&format!("restored: {} files of the backup made {}", restored.files, restored.made));
    Ok(ExitCode::SUCCESS)
}
