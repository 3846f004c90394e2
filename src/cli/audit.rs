//! `lockbox audit`: the log of who saw and changed what.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::{Common, print};
use crate::pipeline;
use crate::store::review::AuditProof;

/// The log of who saw and changed what.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Check that no row was changed, removed or moved
    Verify(VerifyArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockbox audit verify
  lockbox audit verify --head 3f0c…

Keep the hash that it prints somewhere else: with --head a log that was cut off and written anew is found, too.")]
struct VerifyArgs {
    /// A hash that an earlier check has printed: it must still be in the log
    #[arg(long, value_name = "HASH")]
    head: Option<String>,
}

pub(super) fn run(args: &AuditArgs, common: &Common) -> Result<ExitCode> {
    let AuditCommand::Verify(args) = &args.command;
    match pipeline::verify_audit(&common.data, args.head.as_deref())? {
        AuditProof::Whole { rows, head } => {
            print(&format!("whole: {rows} rows, last hash {head}"))?;
            Ok(ExitCode::SUCCESS)
        }
        AuditProof::Broken { row } => {
            print(&format!("broken: from row {row} on it is not as it was written"))?;
            Ok(ExitCode::FAILURE)
        }
    }
}
