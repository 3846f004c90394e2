//! Blind checks: chosen with a batch, answered later, counted.

use std::path::Path;

use crate::config::Policy;
use crate::error::{Error, Result};
use crate::files;
use crate::formats::outputs::{Answer, read_answers};
use crate::model::{AccountNumber, BatchId, BillId, Decision, Money, Outcome, Transaction};
use crate::review::{MispostingRate, is_sampled};
use crate::store::{BatchStore, QualityStore, Verdict};

/// The posted transactions of a batch that a person should check.
pub(super) fn chosen<'a>(
    batch: &BatchId,
    policy: &Policy,
    transactions: &'a [Transaction],
    decisions: &[Decision],
) -> Vec<&'a Transaction> {
    let posted = |decision: &Decision| matches!(decision.outcome, Outcome::Post(_));
    let pairs = transactions.iter().zip(decisions).filter(|(_, decision)| posted(decision));
    let sampled = pairs.filter(|(transaction, _)| is_sampled(batch, &transaction.id, policy.quality_sample));
    sampled.map(|(transaction, _)| transaction).collect()
}

/// What answers said.
#[derive(Debug, Default)]
pub struct Checked {
    /// Answers that agree with what was posted.
    pub right: u64,
    /// `BATCH/TRANSACTION` of those that do not.
    pub wrong: Vec<String>,
}

/// Takes a file of answered checks. An answer given again takes the place of the first.
///
/// # Errors
/// When the file cannot be read, or names a transaction that was not posted; nothing is kept then.
pub fn record_quality(data: &Path, file: &Path) -> Result<Checked> {
    let (mut store, _lock) = super::open_store(data)?;
    let answers = read_answers(files::open(file)?).map_err(|message| Error::content(file, None, message))?;
    let mut checked = Checked::default();
    let mut verdicts = Vec::new();
    for ((batch, transaction), answer) in answers {
        let name = format!("{batch}/{}", transaction.0);
        let missing = || Error::content(file, None, format!("`{name}` is no transaction that was posted"));
        let id = BatchId::new(&batch).ok_or_else(missing)?;
        let decision = store.decisions(&id)?.into_iter().find(|decision| decision.transaction == transaction);
        let right = agrees(&answer, &decision.ok_or_else(missing)?).ok_or_else(missing)?;
        if right {
            checked.right += 1;
        } else {
            checked.wrong.push(name);
        }
        verdicts.push(Verdict { batch: id, transaction, right });
    }
    store.keep_verdicts(&verdicts)?;
    Ok(checked)
}

/// Whether an answer says what was posted; `None` where nothing was.
fn agrees(answer: &Answer, decision: &Decision) -> Option<bool> {
    let Outcome::Post(postings) = &decision.outcome else { return None };
    let mut posted: Vec<(AccountNumber, Option<BillId>, Money)> =
        postings.iter().map(|posting| (posting.account.clone(), posting.bill.clone(), posting.amount)).collect();
    let mut said = answer.paid.clone();
    posted.sort();
    said.sort();
    Some(posted == said)
}

/// How often checked postings were wrong.
///
/// # Errors
/// When the store cannot be used.
pub fn quality(data: &Path) -> Result<MispostingRate> {
    let (checked, wrong) = super::replay::open(data)?.count_verdicts()?;
    Ok(MispostingRate { checked, wrong })
}
