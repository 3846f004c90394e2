//! `lockbox score`: how a run compares with a deck's truth.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::print;
use crate::files;
use crate::testdeck::score::{self, Curve, Files};

/// Compares the files of a finished batch with a deck's truth.csv; fails on any mispost or loss.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  lockbox score --truth deck/truth.csv --out out/mixed-7")]
pub(super) struct ScoreArgs {
    /// The deck's truth
    #[arg(long, value_name = "FILE")]
    truth: PathBuf,
    /// The folder of the finished batch
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Also tells how many amounts are read, and how many wrongly, at every confidence, and draws that as SVG
    #[arg(long, value_name = "SVG")]
    curve: Option<PathBuf>,
}

pub(super) fn run(args: &ScoreArgs) -> Result<ExitCode> {
    let score = score::score(Files {
        truth: files::open(&args.truth)?,
        documents: files::open(&args.out.join("documents.csv"))?,
        postings: files::open(&args.out.join("posting.csv"))?,
        exceptions: files::open(&args.out.join("exceptions.csv"))?,
    })?;
    print(score.report().trim_end())?;
    if let Some(path) = &args.curve {
        let amounts = files::open(&args.out.join("amounts.csv"))?;
        let curve = Curve::of(files::open(&args.truth)?, amounts)?;
        print(curve.table().trim_end())?;
        files::write_atomic(path, |out| out.write_all(curve.svg().as_bytes()))?;
    }
    Ok(if score.failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
