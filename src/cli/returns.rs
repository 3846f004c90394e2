//! `lockbox returns`: payments that the bank gives back.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::{Common, print, tell};
use crate::model::Money;
use crate::pipeline::{self, ReturnsTaken};

/// Takes in what a bank says came back, and undoes what was posted of it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockbox returns returns.x937
  lockbox returns bai2-report.txt statement.xml
  lockbox returns found.csv

Files are cash letters with return records, BAI2 reports (type 555), ISO 20022 camt.053 and camt.054, and CSV with the
columns amount (needed), routing_number, payer_account, check_number, sequence, batch_id, document, reason.
A payment is taken back when its amount fits and its sequence number in our deposit, or its check number with the bank or
the account, name it and no other; batch_id and document name it for people. The same file or payment again changes
nothing. What is not found is told and left alone; the exit code is then 1. The next export tells what was undone.")]
pub(super) struct ReturnsArgs {
    /// The files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

pub(super) fn run(args: &ReturnsArgs, common: &Common) -> Result<ExitCode> {
    let config = common.config()?;
    let mut all_found = true;
    for file in &args.files {
        let report = pipeline::take_returns(&common.data, &config, file)?;
        for payment in &report.taken {
            let (batch, document, amount) = (&payment.batch, payment.document, payment.amount);
            let postings = payment.postings;
            print(&format!(
                "{}: {amount}, batch {batch}, document {document}, {postings} postings undone",
                payment.place
            ))?;
        }
        for (item, why) in &report.unmatched {
            all_found = false;
            tell(&format!("`{}`, {}, {}: {why}", file.display(), item.place, item.amount));
        }
        tell(&told(&report, &file.display().to_string()));
    }
    Ok(if all_found { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn told(report: &ReturnsTaken, file: &str) -> String {
    let ReturnsTaken { form, taken, before, unmatched } = report;
    let amount: Money = taken.iter().map(|payment| payment.amount).sum();
    format!(
        "`{file}` ({form}): {} payments of {amount} taken back, {before} came back before, {} not found",
        taken.len(),
        unmatched.len()
    )
}
