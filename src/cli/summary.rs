//! What a clerk wants to know of a finished batch, on one screen.

use std::fmt::Write;

use crate::model::{Money, Outcome};
use crate::pipeline::BatchReport;

/// Most exceptions that are told one by one.
const EXCEPTIONS_SHOWN: usize = 40;

/// The batch in words: how many posted, how much, which exceptions and why, where the files are.
pub(super) fn of_batch(report: &BatchReport) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_summary(&mut text, report);
    text
}

fn write_summary(text: &mut String, report: &BatchReport) -> std::fmt::Result {
    let proof = &report.proof;
    writeln!(text, "\nBatch {}  (deposit {})", report.batch.id, report.batch.deposit_date)?;
    for finding in &report.findings {
        writeln!(text, "  note: {}: {}", finding.place, finding.message)?;
    }
    let seconds = report.elapsed.as_secs_f64();
    writeln!(
        text,
        "  {} documents in {} transactions, {seconds:.1} s ({:.1} documents a second)\n",
        report.documents,
        report.decisions.len(),
        report.documents as f64 / seconds.max(0.001)
    )?;
    let line = |text: &mut String, name: &str, count: usize, amount: Money, unknown: usize| {
        let also = if unknown > 0 { format!("  + {unknown} of unknown amount") } else { String::new() };
        writeln!(text, "  {name:<12}{count:>6} {:>14}{also}", amount.to_string())
    };
    line(text, "received", proof.received.count, proof.received.amount, proof.received.unknown)?;
    line(text, "posted", proof.posted.count, proof.posted.amount, proof.posted.unknown)?;
    line(text, "suspense", proof.suspense.count, proof.suspense.amount, proof.suspense.unknown)?;
    line(text, "exceptions", proof.excepted.count, proof.excepted.amount, proof.excepted.unknown)?;
    writeln!(text, "  {}\n", if proof.in_balance { "in balance" } else { "OUT OF BALANCE" })?;
    for finding in &proof.findings {
        writeln!(text, "  out of balance: {finding}")?;
    }
    write_exceptions(text, report)?;
    writeln!(text, "  Files: {}", report.folder.display())
}

fn write_exceptions(text: &mut String, report: &BatchReport) -> std::fmt::Result {
    let held = report.decisions.iter().filter(|decision| matches!(decision.outcome, Outcome::Hold(_)));
    if report.proof.by_reason.is_empty() {
        return writeln!(text, "  No exceptions.");
    }
    writeln!(text, "  Exceptions by reason:")?;
    for (reason, count) in &report.proof.by_reason {
        writeln!(text, "  {count:>5}  {:<24}{}", reason.word(), reason.sentence())?;
    }
    writeln!(text, "\n  What needs you:")?;
    let total = held.clone().count();
    for decision in held.take(EXCEPTIONS_SHOWN) {
        let sentence = decision.explanation.trim_start_matches("Needs you: ");
        writeln!(text, "  {:>5}  {}", decision.transaction.to_string(), masked(sentence))?;
    }
    if total > EXCEPTIONS_SHOWN {
        writeln!(text, "         and {} more, all in exceptions.csv", total - EXCEPTIONS_SHOWN)?;
    }
    writeln!(text)
}

/// Long numbers without all but their last four digits: a terminal is read over shoulders and kept in logs.
fn masked(sentence: &str) -> String {
    let mut shown = String::with_capacity(sentence.len());
    let mut digits = String::new();
    for character in sentence.chars().chain(['\0']) {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        let hidden = if digits.len() >= 7 { digits.len() - 4 } else { 0 };
        if hidden > 0 {
            shown.push('…');
        }
        shown.push_str(&digits[hidden..]);
        digits.clear();
        if character != '\0' {
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn account_numbers_are_masked_and_amounts_are_not() {
        assert_eq!(masked("the bills of 7123456789 add up to 241.50"), "the bills of …6789 add up to 241.50");
        assert_eq!(masked("1234567"), "…4567");
        assert_eq!(masked("12345.67"), "12345.67");
    }
}
