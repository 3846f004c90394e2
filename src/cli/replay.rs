//! `lockbox replay`: what other settings would decide.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::{Common, print};
use crate::model::{Decision, Outcome};
use crate::pipeline::{self, Replayed};

/// Decides a finished batch again by the settings of --config, against the bills of then, and tells every difference.
/// Nothing is changed.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  lockbox replay 2026-11-24 --config stricter.toml\n\nWhat was read stays as it was \
                        read (so [account] and [[coupon]] have no effect here); only the rules run again."
)]
pub(super) struct ReplayArgs {
    /// The batch's id
    #[arg(value_name = "BATCH")]
    batch: String,
}

pub(super) fn run(args: &ReplayArgs, common: &Common) -> Result<ExitCode> {
    let replayed = pipeline::replay(&common.data, &args.batch, &common.config()?)?;
    let lines = differences(&replayed);
    for line in &lines {
        print(line)?;
    }
    print(&format!("{} of {} transactions would be decided differently", lines.len(), replayed.now.len()))?;
    Ok(ExitCode::SUCCESS)
}

fn differences(replayed: &Replayed) -> Vec<String> {
    let pairs = replayed.before.iter().zip(&replayed.now);
    let differ = pairs.filter(|(before, now)| before.outcome != now.outcome || before.rule != now.rule);
    differ
        .map(|(before, now)| {
            let (was, is) = (outcome(before), outcome(now));
            format!("transaction {}: was {was}, would be {is}. {}", now.transaction, now.explanation)
        })
        .collect()
}

fn outcome(decision: &Decision) -> String {
    match &decision.outcome {
        Outcome::Post(_) => format!("posted ({})", decision.rule),
        Outcome::Hold(reasons) => {
            let reasons: Vec<&str> = reasons.iter().map(|reason| reason.word()).collect();
            format!("held ({})", reasons.join(", "))
        }
    }
}
