//! `lockbox report`: where the money is, what waits, what left the house.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::{Common, print, tell};
use crate::files;
use crate::formats::outputs::{StandingRow, write_standings};
use crate::model::{BatchId, Place, Tally};
use crate::pipeline::{self, Release, Report, Scope};

/// Tells where the money of finished batches is, what waits for people, and what was released.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockbox report
  lockbox report --deposit-date 2026-11-24
  lockbox report --format csv --out balances.csv

The exit code is 1 when a batch does not balance.")]
pub(super) struct ReportArgs {
    /// Tells of this batch only
    #[arg(long, value_name = "ID", conflicts_with = "deposit_date")]
    batch: Option<String>,
    /// Tells of batches of this deposit date only
    #[arg(long, value_name = "DATE")]
    deposit_date: Option<Date>,
    /// How it is told
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// The file to write; without it, standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people at a terminal.
    Text,
    /// A row for each batch.
    Csv,
}

pub(super) fn run(args: &ReportArgs, common: &Common) -> Result<ExitCode> {
    let report = pipeline::report(&common.data, &scope(args.batch.as_deref(), args.deposit_date)?)?;
    let text = match args.format {
        Form::Text => text(&report),
        Form::Csv => csv(&report)?,
    };
    match &args.out {
        Some(file) => files::write_atomic(file, |out| out.write_all(text.as_bytes()))?,
        None => print(text.trim_end())?,
    }
    let unbalanced: Vec<&str> = report.unbalanced().map(|batch| batch.batch.as_str()).collect();
    if unbalanced.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    tell(&format!("lockbox: not in balance: {}", unbalanced.join(", ")));
    Ok(ExitCode::FAILURE)
}

/// The batches that are meant: one, those of a deposit date, or all.
pub(super) fn scope(batch: Option<&str>, deposit_date: Option<Date>) -> Result<Scope> {
    Ok(match (batch, deposit_date) {
        (Some(batch), _) => Scope::Batch(BatchId::new(batch).with_context(|| format!("`{batch}` is no batch id"))?),
        (None, Some(date)) => Scope::Deposit(date),
        (None, None) => Scope::All,
    })
}

fn csv(report: &Report) -> Result<String> {
    let rows = report.batches.iter().map(|batch| StandingRow {
        batch: &batch.batch,
        deposit_date: batch.deposit_date,
        received_date: batch.received_date,
        transactions: batch.transactions,
        held: batch.held,
        places: &batch.places,
        in_balance: batch.balances(),
        deposited: batch.deposited,
    });
    let mut out = Vec::new();
    write_standings(&mut out, rows)?;
    Ok(String::from_utf8(out)?)
}

fn text(report: &Report) -> String {
    let mut lines = vec![format!(
        "{:<24} {:<10} {:>8} {:>14} {:>14} {:>12} {:>14} {:>12} {:>14}  balance",
        "batch", "deposit", "payments", "received", "posted", "suspense", "exceptions", "returned", "at the bank"
    )];
    let row = |name: &str, deposit: &str, tally: &dyn Fn(Place) -> Tally, deposited: Tally, balance: &str| {
        let amount = |place| tally(place).amount.to_string();
        format!(
            "{name:<24} {deposit:<10} {:>8} {:>14} {:>14} {:>12} {:>14} {:>12} {:>14}  {balance}",
            tally(Place::Received).count,
            amount(Place::Received),
            amount(Place::Posted),
            amount(Place::Suspense),
            amount(Place::Exception),
            amount(Place::Returned),
            deposited.amount.to_string()
        )
    };
    for batch in &report.batches {
        let balance = if batch.balances() { "yes" } else { "NO" };
        let deposit = batch.deposit_date.to_string();
        lines.push(row(batch.batch.as_str(), &deposit, &|place| batch.tally(place), batch.deposited, balance));
        lines.extend(batch.findings.iter().map(|finding| format!("    {finding}")));
    }
    if report.batches.len() > 1 {
        let balance = if report.unbalanced().next().is_none() { "yes" } else { "NO" };
        let deposited = report.batches.iter().map(|batch| batch.deposited).fold(Tally::default(), Tally::plus);
        lines.push(row("all", "", &|place| report.total(place), deposited, balance));
    }
    let unknown = report.total(Place::Exception).unknown;
    if unknown > 0 {
        lines.push(format!("Of the payments in exceptions {unknown} have an amount that is not known yet."));
    }
    if let Some(share) = report.straight_through() {
        lines.push(format!("Straight through: {share:.1} % of the transactions."));
    }
    if !report.reasons.is_empty() {
        lines.push(String::new());
        lines.push(format!("{:<24} {:>12} {:>14}  oldest received", "waiting because of", "transactions", "amount"));
        lines.extend(report.reasons.iter().map(|(reason, waiting)| {
            let (count, amount, oldest) = (waiting.transactions, waiting.amount, waiting.oldest);
            format!("{:<24} {count:>12} {:>14}  {oldest}", reason.word(), amount.to_string())
        }));
    }
    if !report.releases.is_empty() {
        lines.push(String::new());
        lines.push(format!("{:<32} {:>8} {:>14}  made", "released", "payments", "amount"));
        report.releases.iter().for_each(|release| lines.extend(released(report, release)));
    }
    lines.join("\n") + "\n"
}

/// A release, and what is said of it.
fn released(report: &Report, release: &Release) -> Vec<String> {
    let (name, payments, amount) = (&release.name, release.payments, release.amount.to_string());
    let mut line = format!("{name:<32} {payments:>8} {amount:>14}  {}", release.made);
    let people = [("by", &release.released_by), ("approved by", &release.approved_by)];
    for (what, who) in people.into_iter().filter_map(|(what, who)| Some((what, who.as_ref()?))) {
        line.push_str(&format!("  {what} {who}"));
    }
    if let Some(reason) = &release.copied_because {
        line.push_str(&format!("  copy: {reason}"));
        return vec![line];
    }
    if let Some(answer) = release.answer {
        line.push_str(&format!("  {}", answer.word().replace('_', " ")));
    }
    let answers = report.answers.iter().filter(|said| (&said.form, said.sequence) == (&release.form, release.sequence));
    let faults = answers.flat_map(|said| said.faults.iter().map(|fault| format!("    {}: {fault}", said.subject)));
    std::iter::once(line).chain(faults).collect()
}
