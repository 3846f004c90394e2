//! Blind checks: chosen with a batch, answered later, counted.

use std::collections::BTreeMap;
use std::path::Path;

use crate::config::Policy;
use crate::error::{Error, Result};
use crate::files;
use crate::formats::outputs::{Answer, read_answers};
use crate::model::{AccountNumber, BatchId, BillId, Decision, Money, Outcome, Transaction};
use crate::review::{MispostingRate, is_sampled};
use crate::store::archive::{ArchivePlace, ArchiveStore};
use crate::store::{BatchStore, QualityStore, SqliteStore, Verdict};

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

/// As [`quality`], of a store that is open.
///
/// # Errors
/// When the store fails.
pub fn quality_rate(store: &SqliteStore) -> Result<MispostingRate> {
    let (checked, wrong) = store.count_verdicts()?;
    Ok(MispostingRate { checked, wrong })
}

/// Of so many batches the checks are asked for at the workbench.
const LAST_BATCHES: usize = 50;

/// The next posted transaction that a person should check.
///
/// # Errors
/// When the store fails.
pub fn next_check(store: &SqliteStore, share: u32) -> Result<Option<ArchivePlace>> {
    if share == 0 {
        return Ok(None);
    }
    let open = store.unchecked(LAST_BATCHES)?.into_iter();
    Ok(open.filter(|(place, transaction)| is_sampled(&place.batch, transaction, share)).map(|(place, _)| place).next())
}

/// Keeps what a person says whom a sampled transaction pays, who did not see the posting. Tells whether it was posted so,
/// account by account; `None` where that transaction is not to be checked, or is already.
///
/// # Errors
/// When the store fails.
pub fn answer_check(
    store: &mut SqliteStore,
    share: u32,
    place: &ArchivePlace,
    paid: &[(AccountNumber, Money)],
) -> Result<Option<bool>> {
    let open = store.unchecked(LAST_BATCHES)?.into_iter();
    let mut asked = open.filter(|(other, transaction)| other == place && is_sampled(&place.batch, transaction, share));
    let Some((_, transaction)) = asked.next() else { return Ok(None) };
    let Some(kept) = store.archived(place)? else { return Ok(None) };
    let Outcome::Post(postings) = &kept.decision.outcome else { return Ok(None) };
    let posted = sums(postings.iter().map(|posting| (&posting.account, posting.amount)));
    let right = posted == sums(paid.iter().map(|(account, amount)| (account, *amount)));
    store.keep_verdicts(&[Verdict { batch: place.batch.clone(), transaction, right }])?;
    Ok(Some(right))
}

fn sums<'a>(paid: impl Iterator<Item = (&'a AccountNumber, Money)>) -> BTreeMap<&'a AccountNumber, Money> {
    let mut sums: BTreeMap<&AccountNumber, Money> = BTreeMap::new();
    for (account, amount) in paid {
        let sum = sums.entry(account).or_default();
        *sum = sum.plus(amount);
    }
    sums
}
