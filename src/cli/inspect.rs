//! `lockbox inspect`: what a posting file or a cash letter says, and whether it adds up.

use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use super::{Common, print, tell};
use crate::files;
use crate::formats::remittance::{self, Finding, Form, Inspection};
use crate::formats::{cash_letter, scan};
use crate::pipeline;

/// Shows the records of a posting file or an image cash letter and checks its counts and totals.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockbox inspect postings.bai
  lockbox inspect deposit.x937
  lockbox inspect --format ours postings.txt

What is wrong goes to standard error, each with its record and byte; the exit code is then 1.")]
pub(super) struct InspectArgs {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Its form, or the name of a [[posting]] layout in the settings; found out from the file if left out
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
}

pub(super) fn run(args: &InspectArgs, common: &Common) -> Result<ExitCode> {
    if args.format.is_none() && is_cash_letter(&args.file)? {
        return letter(&args.file);
    }
    let read = match &args.format {
        Some(name) => inspect(&args.file, &pipeline::form_named(name, &common.config()?)?)?,
        None => likeliest(&args.file)?,
    };
    print(&format!("form {}, {} payments", read.form, read.payments.len()))?;
    for line in &read.lines {
        print(line)?;
    }
    told(&args.file, &read.findings)
}

/// Tells what is wrong, if anything.
fn told(file: &Path, findings: &[Finding]) -> Result<ExitCode> {
    for finding in findings {
        tell(&format!("`{}`, {finding}", file.display()));
    }
    if findings.is_empty() {
        tell(&format!("`{}`: counts and totals agree", file.display()));
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

fn is_cash_letter(file: &Path) -> Result<bool> {
    let mut head = Vec::new();
    files::open(file)?.take(64).read_to_end(&mut head)?;
    Ok(scan::recognise(&head) == scan::Kind::CashLetter)
}

/// Shows a cash letter, record by record as it is read.
fn letter(file: &Path) -> Result<ExitCode> {
    let mut unwritten = Ok(());
    let mut show = |line: String| {
        if unwritten.is_ok() {
            unwritten = print(&line);
        }
    };
    let read = cash_letter::inspect_each(files::open(file)?, &mut show)?;
    unwritten?;
    print(&format!("form {}", read.form))?;
    told(file, &read.findings)
}

/// The file read as what its first bytes may be; of several forms the one in which least is wrong.
fn likeliest(file: &Path) -> Result<Inspection> {
    let mut head = Vec::new();
    files::open(file)?.take(64).read_to_end(&mut head)?;
    let mut best: Option<Inspection> = None;
    for form in Form::KNOWN.iter().filter(|form| form.may_begin(&head)) {
        let read = inspect(file, form)?;
        if best.as_ref().is_none_or(|best| read.findings.len() < best.findings.len()) {
            best = Some(read);
        }
    }
    best.with_context(|| format!("`{}` is no posting file that is known; name its form with --format", file.display()))
}

fn inspect(file: &Path, form: &Form) -> Result<Inspection> {
    Ok(remittance::inspect(form, BufReader::new(files::open(file)?))?)
}
