//! `lockbox acknowledge`: what the other side says of X12 files.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::{Common, print, tell};
use crate::pipeline;

/// Takes in what the other side says of X12 files that were released.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockbox acknowledge answer.999
  lockbox acknowledge answer.997 --format hipaa-820

Files are X12 997, 999 and TA1. What is said is shown by `lockbox report`. A file that was rejected as a whole has told
nothing: the next export tells its lines again, under a new number. An answer that is about no file that was released, or
about one of several, is refused with all others of its file.")]
pub(super) struct AcknowledgeArgs {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The form of the files that are meant, where their numbers alone do not say
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
}

pub(super) fn run(args: &AcknowledgeArgs, common: &Common) -> Result<ExitCode> {
    let config = common.config()?;
    let taken = pipeline::acknowledge(&common.data, &config, &args.file, args.format.as_deref())?;
    for answer in &taken.answers {
        print(&format!("{} ({}): {}", answer.release, answer.said.subject, answer.said.answer))?;
        for fault in &answer.said.faults {
            print(&format!("  {fault}"))?;
        }
    }
    let (all, new) = (taken.answers.len(), taken.new);
    tell(&format!("{all} answers, {} known before", all - new.min(all)));
    Ok(ExitCode::SUCCESS)
}
