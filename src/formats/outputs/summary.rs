//! `summary.json`: counts, sums, whether they balance, and what made them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::model::{BatchId, Proof, Tally};

/// What made a run's results: any change here may change them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Versions {
    /// The program's version.
    pub program: String,
    /// Hash of the configuration.
    pub config: String,
    /// Hash of the open bills.
    pub bills: String,
    /// Hash of the recognisers' models.
    pub models: String,
}

/// How long a run took: the one part that differs between equal runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timing {
    /// The whole run.
    pub seconds: f64,
    /// Its stages, in order.
    pub stages: Vec<(&'static str, f64)>,
}

#[derive(Serialize)]
struct Summary<'a> {
    batch_id: &'a str,
    documents: usize,
    transactions: usize,
    received: Unsure,
    posted: Sure,
    suspense: Sure,
    returned: Sure,
    exceptions: Exceptions,
    in_balance: bool,
    findings: &'a [String],
    versions: &'a Versions,
    timing: Times<'a>,
}

#[derive(Serialize)]
struct Unsure {
    count: usize,
    amount: String,
    unknown_amount: usize,
}

#[derive(Serialize)]
struct Sure {
    count: usize,
    amount: String,
}

/// `count` is transactions, `payments` the payments in them.
#[derive(Serialize)]
struct Exceptions {
    count: usize,
    amount: String,
    unknown_amount: usize,
    by_reason: BTreeMap<&'static str, usize>,
    payments: usize,
}

#[derive(Serialize)]
struct Times<'a> {
    seconds: f64,
    documents_per_second: f64,
    stages: Stages<'a>,
}

struct Stages<'a>(&'a [(&'static str, f64)]);

impl Serialize for Stages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, seconds) in self.0 {
            map.serialize_entry(name, &rounded(*seconds))?;
        }
        map.end()
    }
}

/// Writes the summary. Amounts are texts with two places, so that no reader rounds them.
///
/// # Errors
/// When writing fails.
pub fn write_summary(
    mut out: impl Write,
    batch: &BatchId,
    proof: &Proof,
    versions: &Versions,
    timing: &Timing,
) -> io::Result<()> {
    let summary = Summary {
        batch_id: batch.as_str(),
        documents: proof.documents,
        transactions: proof.transactions,
        received: Unsure {
            count: proof.received.count,
            amount: proof.received.amount.to_string(),
            unknown_amount: proof.received.unknown,
        },
        posted: sure(proof.posted),
        suspense: sure(proof.suspense),
        returned: sure(proof.returned),
        exceptions: Exceptions {
            count: proof.exceptions,
            amount: proof.excepted.amount.to_string(),
            unknown_amount: proof.excepted.unknown,
            by_reason: proof.by_reason.iter().map(|(reason, count)| (reason.word(), *count)).collect(),
            payments: proof.excepted.count,
        },
        in_balance: proof.in_balance,
        findings: &proof.findings,
        versions,
        timing: times(proof.documents, timing),
    };
    serde_json::to_writer_pretty(&mut out, &summary)?;
    out.write_all(b"\n")?;
    out.flush()
}

fn sure(tally: Tally) -> Sure {
    Sure { count: tally.count, amount: tally.amount.to_string() }
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn times(documents: usize, timing: &Timing) -> Times<'_> {
    let rate = if timing.seconds > 0.0 { documents as f64 / timing.seconds } else { 0.0 };
    Times { seconds: rounded(timing.seconds), documents_per_second: rounded(rate), stages: Stages(&timing.stages) }
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
