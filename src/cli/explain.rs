//! `lockbox explain`: why a transaction was decided as it was.

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::{Common, print};
use crate::model::{Candidate, Decision, Entry, Outcome};
use crate::pipeline::{self, Explained};

/// Tells why a transaction was posted or held: the rule, the evidence, what was not chosen and why, and the versions of
/// everything that the decision rests on.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  lockbox explain 2026-11-24/17\n  lockbox explain 2026-11-24-E000003\n\n\
                        What is shown holds account numbers.")]
pub(super) struct ExplainArgs {
    /// BATCH/TRANSACTION, the id of a posting or of an exception, or a transaction that only one batch has
    #[arg(value_name = "TRANSACTION")]
    transaction: String,
}

pub(super) fn run(args: &ExplainArgs, common: &Common) -> Result<ExitCode> {
    print(told(&pipeline::explain(&common.data, &args.transaction)?).trim_end())?;
    Ok(ExitCode::SUCCESS)
}

/// All that a decision rests on, for people.
pub(super) fn told(explained: &Explained) -> String {
    let Explained { batch, bills, decision, reviewed, lines } = explained;
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:<12} {value}");
    };
    line("transaction", &format!("{} of batch {}", decision.transaction, batch.header.id));
    match &decision.outcome {
        Outcome::Post(postings) => {
            line("decided", &format!("posted by rule {}", decision.rule));
            for posting in postings {
                let bill = posting.bill.as_ref().map_or_else(|| "credit".to_owned(), |bill| format!("bill {bill}"));
                let what = format!(
                    "{} of document {} to {bill} of account {}",
                    posting.amount, posting.payment, posting.account
                );
                line("posted", &what);
            }
        }
        Outcome::Hold(reasons) => {
            let reasons: Vec<&str> = reasons.iter().map(|reason| reason.word()).collect();
            line("decided", &format!("held, priority {}: {}", decision.priority, reasons.join(", ")));
            for (document, amount) in &decision.payments {
                let amount = amount.map_or_else(|| "an amount not surely read".to_owned(), |amount| amount.to_string());
                line("payment", &format!("document {document}: {amount}"));
            }
        }
    }
    line("because", &decision.explanation);
    evidence(decision).iter().for_each(|fact| line("evidence", fact));
    decision.candidates.iter().for_each(|other| line("candidate", &candidate(other)));
    reviewed.iter().for_each(|decision| line("since then", &decision.explanation));
    lines.iter().for_each(|entry| line("ledger", &ledger_line(entry)));
    line("program", &batch.program);
    line("settings", or_default(&batch.config));
    line("bills", bills.as_deref().unwrap_or("none"));
    line("models", or_default(&batch.models));
    text
}

/// A line of the ledger: `posted 10.00, document 4, bill B77 of account 1234567890, 0412-P000003`.
fn ledger_line(entry: &Entry) -> String {
    let amount = entry.amount.map_or_else(|| "an amount not known".to_owned(), |amount| amount.to_string());
    let mut text = format!("{} {amount}, document {}", entry.place, entry.payment);
    if let Some(account) = &entry.account {
        let bill = entry.bill.as_ref().map_or_else(|| "credit".to_owned(), |bill| format!("bill {bill}"));
        text.push_str(&format!(", {bill} of account {account}"));
    }
    for (word, id) in [("", &entry.posting), ("reverses ", &entry.reverses)] {
        if let Some(id) = id {
            text.push_str(&format!(", {word}{id}"));
        }
    }
    text
}

fn evidence(decision: &Decision) -> Vec<String> {
    let place = |document: &Option<_>| document.as_ref().map(|d| format!(" on document {d}")).unwrap_or_default();
    decision.evidence.iter().map(|fact| format!("{}{}", fact.kind, place(&fact.document))).collect()
}

fn candidate(candidate: &Candidate) -> String {
    let Candidate { account, bill, open_amount, why } = candidate;
    let bill =
        bill.as_ref().map_or_else(|| "no open bill".to_owned(), |bill| format!("bill {bill} with {open_amount} open"));
    format!("account {account}, {bill}: {why}")
}

fn or_default(hash: &str) -> &str {
    if hash.is_empty() { "the defaults" } else { hash }
}
