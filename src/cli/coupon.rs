//! `lockbox coupon`: print bills with machine-readable coupons.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::bills::tell_rejects;
use super::{Common, tell};
use crate::pipeline::{self, PrintOrder};

/// Prints every open bill as a page: what is owed, how to pay, and at its foot the coupon that comes back.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockbox coupon --bills bills.csv --out bills.pdf
  lockbox coupon --bills bills.csv --coupon premium --out bills.pdf

lockbox.toml says what the codes hold ([[coupon]]) and where payments are sent ([biller]). A bill that its coupon \
cannot carry is named and left out. Print the file at 100 %.")]
pub(super) struct CouponArgs {
    /// The file of open bills
    #[arg(long, value_name = "FILE")]
    bills: PathBuf,
    /// The PDF to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Which [[coupon]] of the settings, where there are several
    #[arg(long, value_name = "NAME")]
    coupon: Option<String>,
}

pub(super) fn run(args: &CouponArgs, common: &Common) -> Result<ExitCode> {
    let config = common.config()?;
    let order = PrintOrder { config: &config, coupon: args.coupon.as_deref(), bills: &args.bills, out: &args.out };
    let printed = pipeline::print_bills(&order)?;
    tell_rejects(&args.bills, &printed.report);
    tell(&format!(
        "Printed {} bills into `{}`; {} rows left out, {} bills paid or closed",
        printed.pages,
        args.out.display(),
        printed.report.rejects,
        printed.settled
    ));
    Ok(ExitCode::SUCCESS)
}
