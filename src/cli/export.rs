//! `lockbox export`: posting files for billers, banks and insurers.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use jiff::civil::Date;

use super::{Common, tell};
use crate::model::{BatchId, Tally};
use crate::pipeline::{self, Deposited, ExportOrder, Exported, Selection};

/// Writes a posting file of what was posted and not told in that form before, or the cash letter of a deposit.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockbox export --format bai2 --deposit-date 2026-11-24 --out postings.bai
  lockbox export --format csv --batch 0412 --out postings.csv
  lockbox export --format csv --batch 0412 --out postings.csv --again \"the biller lost it\"
  lockbox export --format x9 --deposit-date 2026-11-24 --out deposit.x937 --released-by Ann --approved-by Bob

A line of the ledger is told once in each form, a payment goes to the bank once. A copy is the same file, byte for byte.
Beside a cash letter (x9) its ticket appears: FILE.ticket.csv lists what is in it, and what is left out and why.")]
pub(super) struct ExportArgs {
    /// The form of the file, the name of a [[posting]] layout in the settings, or x9 for the image cash letter
    #[arg(long, value_name = "FORMAT")]
    format: String,
    /// Tells this batch
    #[arg(long, value_name = "ID", conflicts_with = "deposit_date", required_unless_present = "deposit_date")]
    batch: Option<String>,
    /// Tells all batches of this deposit date
    #[arg(long, value_name = "DATE")]
    deposit_date: Option<Date>,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Makes the last such file once more, for this reason
    #[arg(long, value_name = "REASON")]
    again: Option<String>,
    /// Who releases it
    #[arg(long, value_name = "NAME")]
    released_by: Option<String>,
    /// Who else approves it; needed from the amount on that [release] in the settings names
    #[arg(long, value_name = "NAME")]
    approved_by: Option<String>,
}

pub(super) fn run(args: &ExportArgs, common: &Common) -> Result<ExitCode> {
    let config = common.config()?;
    let selection = match (&args.batch, args.deposit_date) {
        (Some(batch), _) => Selection::Batch(BatchId::new(batch).with_context(|| format!("`{batch}` is no batch id"))?),
        (None, Some(date)) => Selection::Deposit(date),
        (None, None) => anyhow::bail!("name a batch or a deposit date"),
    };
    let order = ExportOrder {
        data: &common.data,
        config: &config,
        selection: &selection,
        out: &args.out,
        again: args.again.as_deref(),
        released_by: args.released_by.as_deref(),
        approved_by: args.approved_by.as_deref(),
    };
    if args.format == pipeline::DEPOSIT_FORM {
        tell(&deposited(&pipeline::deposit(&order)?, args));
    } else {
        tell(&told(&pipeline::export(&order, &pipeline::form_named(&args.format, &config)?)?, args));
    }
    Ok(ExitCode::SUCCESS)
}

fn told(exported: &Exported, args: &ExportArgs) -> String {
    let Exported { release, totals } = exported;
    let copy = if release.copied_because.is_some() { " once more" } else { "" };
    format!(
        "Released `{}`{copy}: {} payments of {} in {} batches, {} postings of {}\n  file {}\n  sha256 {}",
        release.name,
        totals.payments,
        totals.amount,
        totals.batches,
        totals.postings,
        totals.applied,
        args.out.display(),
        release.sha256
    )
}

fn deposited(made: &Deposited, args: &ExportArgs) -> String {
    let release = &made.release;
    let copy = if release.copied_because.is_some() { " once more" } else { "" };
    let mut text = format!(
        "Released `{}`{copy}: {} payments of {} for the bank\n  file {}\n  ticket {}\n  sha256 {}",
        release.name,
        release.payments,
        release.amount,
        args.out.display(),
        made.ticket.display(),
        release.sha256
    );
    let mut reasons: BTreeMap<String, Tally> = BTreeMap::new();
    for payment in &made.kept_out {
        reasons.entry(payment.why.word()).or_default().add(payment.amount);
    }
    for (why, Tally { count, amount, unknown }) in reasons {
        let unknown = if unknown > 0 { format!(", {unknown} of unknown amount") } else { String::new() };
        text.push_str(&format!("\n  left out, {why}: {count} payments of {amount}{unknown}"));
    }
    text
}
