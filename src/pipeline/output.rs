//! The files of a finished batch: documents.csv, amounts.csv, posting.csv, exceptions.csv, summary.json.

use std::io;
use std::time::Duration;

use super::process::{BatchReport, Run};
use super::quality;
use crate::error::Result;
use crate::files;
use crate::formats::outputs::{
    Timing, Versions, posting_records, write_amounts, write_documents, write_exceptions, write_postings,
    write_quality_checks, write_summary,
};
use crate::model::Transaction;
use crate::reading::{MODELS, Stages};

/// Writes the files, each whole or not at all; the summary comes last, so that where it is, all are.
pub(super) fn write(
    run: &Run<'_>,
    report: &BatchReport,
    transactions: &[Transaction],
    elapsed: Duration,
    stages: &Stages,
) -> Result<()> {
    let (batch, decisions) = (&report.batch, &report.decisions);
    files::make_private_folder(&report.folder)?;
    let file = |name: &str, write: &dyn Fn(&mut dyn io::Write) -> io::Result<()>| {
        files::write_atomic(&report.folder.join(name), |out| write(out))
    };
    let records = posting_records(&batch.id, decisions, 1);
    file("documents.csv", &|out| write_documents(out, transactions, decisions))?;
    file("amounts.csv", &|out| write_amounts(out, transactions))?;
    file("posting.csv", &|out| write_postings(out, batch, &records))?;
    file("exceptions.csv", &|out| write_exceptions(out, &batch.id, transactions, decisions))?;
    let chosen = quality::chosen(&batch.id, &run.config.policy, transactions, decisions);
    if run.config.policy.quality_sample > 0 {
        file("quality_checks.csv", &|out| write_quality_checks(out, &batch.id, &chosen))?;
    }
    let versions = Versions {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        config: run.config_hash.clone(),
        bills: report.load.sha256.clone(),
        models: MODELS.to_owned(),
    };
    let timing = Timing { seconds: elapsed.as_secs_f64(), stages: stages.seconds() };
    file("summary.json", &|out| write_summary(out, &batch.id, &report.proof, &versions, &timing))
}
