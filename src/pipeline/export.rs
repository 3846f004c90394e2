//! Posting files made of the ledger: each line of it leaves the house once in a form, unless a copy is asked for.
//!
//! A file tells the lines that no earlier file of its form told. What it is and which lines it tells is kept together
//! with its hash before the file appears under its name: a run that is broken off between the two leaves a release
//! whose file can be made again, never two files that tell the same.

use std::collections::HashMap;
use std::io::Write;

use super::members::Members;
use super::release::{self, ExportOrder, Selection};
use crate::error::{Error, Result};
use crate::formats::outputs::{PostingRecord, posting_records};
use crate::formats::remittance::{FileHead, Form, PostingFileError, Totals, create};
use crate::model::{Application, Batch, DocumentNumber, Entry, Money, Place, Remittance, TransactionId};
use crate::store::review::CaseStore;
use crate::store::{BatchStore, FinishedBatch, KeptEntry, LedgerStore, Release, ReleasedBatch, SqliteStore};

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// What is kept of it.
    pub release: Release,
    /// What it adds up to.
    pub totals: Totals,
}

/// Makes a posting file.
///
/// # Errors
/// When a batch does not balance, its lines were all told before, the settings lack what the form needs, the form cannot
/// hold a value, or the file cannot be written; no file appears then.
pub fn export(order: &ExportOrder<'_>, form: &Form) -> Result<Exported> {
    let (mut store, _lock) = super::open_store(order.data)?;
    release::fill_ledger(&mut store)?;
    release::refuse_folder(order.out)?;
    let batches = release::selected(&store, order.selection)?;
    let (mut made, batches) = match order.again {
        Some(reason) => copy(&store, form, &batches, reason)?,
        None => new(&store, order, form, batches)?,
    };
    for batch in &batches {
        release::refuse_unfit(&store, order, batch)?;
    }
    let (totals, moved) = totals(&store, &made)?;
    (made.payments, made.amount) = (totals.payments, totals.amount);
    release::sign(order, &mut made, moved)?;
    let head = head(order, &batches, &made, totals)?;
    release::write_released(
        &mut store,
        order.out,
        &mut made,
        |store, made, out| write_file(store, form, head, made, &batches, out),
        |store, made| store.keep_release(made, &release::audited(made)),
    )?;
    Ok(Exported { release: made, totals })
}

/// A release of what was not told before; with a deposit goes what was undone since of earlier ones.
fn new(
    store: &SqliteStore,
    order: &ExportOrder<'_>,
    form: &Form,
    mut batches: Vec<FinishedBatch>,
) -> Result<(Release, Vec<FinishedBatch>)> {
    let mut told = Vec::new();
    let mut earlier = None;
    for batch in &batches {
        let id = &batch.header.id;
        let last = store.last_release(form.name(), id)?;
        let lines = untold(store, batch, last.as_ref())?;
        if last.is_none() || lines.upto > lines.after {
            told.push(lines);
        }
        earlier = last.or(earlier);
    }
    if matches!(order.selection, Selection::Deposit(_)) && form.takes_reversals() {
        for id in store.told_before(form.name())? {
            let ours = |batch: &FinishedBatch| {
                let lockbox = &order.config.lockbox.id;
                batch.header.lockbox.as_ref().is_none_or(|other| other == lockbox)
                    && told.iter().all(|told| told.batch != batch.header.id)
            };
            let Some(batch) = store.finished(&id)?.filter(ours) else { continue };
            told.push(untold(store, &batch, store.last_release(form.name(), &id)?.as_ref())?);
            batches.push(batch);
        }
    }
    if let (true, Some(earlier)) = (told.is_empty(), earlier) {
        return Err(Error::Refused(format!(
            "all of it was released as {} before, as `{}` made {}; to make that file once more, say why with --again",
            form.name(),
            earlier.name,
            earlier.made
        )));
    }
    Ok((release::begun(store, order, form.name(), told)?, batches))
}

/// The lines of a batch after those that its last release told.
fn untold(store: &SqliteStore, batch: &FinishedBatch, last: Option<&Release>) -> Result<ReleasedBatch> {
    let id = &batch.header.id;
    let after = last.map_or(0, |last| release::told_upto(last, id));
    let upto = store.entries(id, after, u64::MAX)?.last().map_or(after, |last| last.number);
    Ok(ReleasedBatch { batch: id.clone(), after, upto })
}

/// The last release of these batches once more, with all that it told. Batches of the deposit date that it did not tell are
/// left out.
fn copy(
    store: &SqliteStore,
    form: &Form,
    batches: &[FinishedBatch],
    reason: &str,
) -> Result<(Release, Vec<FinishedBatch>)> {
    let copied = release::copied(store, form.name(), batches, reason)?;
    let told = copied.batches.iter().map(|told| release::finished(store, &told.batch)).collect::<Result<_>>()?;
    Ok((copied, told))
}

fn head(order: &ExportOrder<'_>, batches: &[FinishedBatch], release: &Release, totals: Totals) -> Result<FileHead> {
    let lockbox = &order.config.lockbox;
    let missing = |key: &str| {
        Error::Refused(format!(
            "`{key}` is not set under [lockbox] in the settings; files for others must name the bank"
        ))
    };
    let first = batches.first().map(|batch| batch.header.deposit_date);
    let deposit_date = match order.selection {
        Selection::Deposit(date) => *date,
        Selection::Batch(_) => first.unwrap_or(release.made.date()),
    };
    Ok(FileHead {
        id: release.name.clone(),
        sequence: release.sequence,
        created: release.made,
        lockbox: lockbox.id.clone(),
        payee: lockbox.payees.first().unwrap_or(&lockbox.id).clone(),
        routing: lockbox.routing_number.ok_or_else(|| missing("routing_number"))?,
        bank_account: lockbox.bank_account.clone().ok_or_else(|| missing("bank_account"))?,
        deposit_date,
        totals,
    })
}

/// Counts and sums of what a release tells, from the ledger alone; and how much money it moves, whichever way.
fn totals(store: &SqliteStore, release: &Release) -> Result<(Totals, Money)> {
    let mut totals = Totals::default();
    let mut moved = Money::ZERO;
    for told in &release.batches {
        let entries = store.entries(&told.batch, told.after, told.upto)?;
        let received = received(&entries);
        let before = totals.payments;
        for group in groups(&entries) {
            let applied: Money = group.iter().filter_map(|entry| entry.amount).sum();
            totals.payments += 1;
            let amount = amount_of(&group, &received);
            totals.amount = totals.amount.plus(amount);
            moved = moved.plus(amount.abs());
            totals.postings += group.len() as u64;
            totals.applied = totals.applied.plus(applied);
        }
        totals.batches += u64::from(totals.payments > before);
    }
    Ok((totals, moved))
}

type Payment = (TransactionId, DocumentNumber);

/// What came in with each payment, where that is told, too.
fn received(entries: &[KeptEntry]) -> HashMap<Payment, Money> {
    let mut received: HashMap<Payment, Money> = HashMap::new();
    for entry in entries.iter().map(|kept| &kept.entry).filter(|entry| entry.place == Place::Received) {
        let Some(amount) = entry.amount else { continue };
        let sum = received.entry((entry.transaction.clone(), entry.payment)).or_default();
        *sum = sum.plus(amount);
    }
    received
}

/// The applied lines of each payment; undone ones apart.
fn groups(entries: &[KeptEntry]) -> Vec<Vec<&Entry>> {
    let posted: Vec<&Entry> =
        entries.iter().map(|kept| &kept.entry).filter(|entry| entry.place == Place::Posted).collect();
    let same = |one: &&Entry, other: &&Entry| {
        one.transaction == other.transaction
            && one.payment == other.payment
            && one.reverses.is_some() == other.reverses.is_some()
    };
    posted.chunk_by(same).map(<[&Entry]>::to_vec).collect()
}

/// The payment's whole amount; of one that is undone, or whose receipt an earlier file told, what the lines add up to.
fn amount_of(group: &[&Entry], received: &HashMap<Payment, Money>) -> Money {
    let whole = group.first().filter(|first| first.reverses.is_none());
    let whole = whole.and_then(|first| received.get(&(first.transaction.clone(), first.payment)));
    whole.copied().unwrap_or_else(|| group.iter().filter_map(|entry| entry.amount).sum())
}

/// Writes what a release tells, batch by batch.
fn write_file(
    store: &SqliteStore,
    form: &Form,
    head: FileHead,
    release: &Release,
    batches: &[FinishedBatch],
    out: &mut dyn Write,
) -> Result<()> {
    let mut file = create(form, head, out).map_err(refused)?;
    let mut members = Members::new(store);
    for told in &release.batches {
        let Some(batch) = batches.iter().find(|batch| batch.header.id == told.batch) else { continue };
        for payment in payments(store, batch, told, &mut members)? {
            file.add(&payment).map_err(refused)?;
        }
    }
    file.finish().map_err(refused)
}

fn refused(error: PostingFileError) -> Error {
    Error::Refused(error.to_string())
}

/// The payments of a batch that a release tells.
fn payments(
    store: &SqliteStore,
    batch: &FinishedBatch,
    told: &ReleasedBatch,
    members: &mut Members<'_>,
) -> Result<Vec<Remittance>> {
    let entries = store.entries(&told.batch, told.after, told.upto)?;
    let mut records = posting_records(&told.batch, &store.decisions(&told.batch)?, 1);
    for reviewed in store.reviewed(&told.batch)? {
        records.extend(posting_records(&told.batch, &[reviewed.decision], reviewed.first_posting));
    }
    let records: HashMap<&str, &PostingRecord> = records.iter().map(|record| (record.id.as_str(), record)).collect();
    let received = received(&entries);
    let mut payments = Vec::new();
    for group in groups(&entries) {
        let Some(first) = group.first() else { continue };
        let record = record_of(first, &records)?;
        let mut applied = Vec::with_capacity(group.len());
        for entry in &group {
            applied.push(members.named(application(entry, record_of(entry, &records)?), batch.load)?);
        }
        let amount = amount_of(&group, &received);
        payments.push(remittance(&batch.header, record, amount, applied));
    }
    Ok(payments)
}

/// The posting that a line of the ledger is, or undoes.
fn record_of<'a>(entry: &Entry, records: &HashMap<&str, &'a PostingRecord>) -> Result<&'a PostingRecord> {
    let id = entry.reverses.as_ref().or(entry.posting.as_ref());
    let record = id.and_then(|id| records.get(id.as_str()).copied());
    record.ok_or_else(|| Error::Refused("a line of the ledger belongs to no posting; restore the store".to_owned()))
}

fn remittance(batch: &Batch, record: &PostingRecord, amount: Money, applied: Vec<Application>) -> Remittance {
    let posting = &record.posting;
    Remittance {
        batch: batch.id.clone(),
        transaction: record.transaction.clone(),
        document: posting.payment,
        payment_type: posting.payment_type,
        amount,
        routing: posting.routing,
        payer_account: posting.payer_account.clone(),
        check_number: posting.check_number.clone(),
        received_date: batch.received_date,
        deposit_date: batch.deposit_date,
        postmark_date: posting.postmark_date,
        applied,
    }
}

fn application(entry: &Entry, record: &PostingRecord) -> Application {
    Application {
        posting_id: entry.posting.clone().unwrap_or_else(|| record.id.clone()),
        account: record.posting.account.clone(),
        bill: record.posting.bill.clone(),
        amount: entry.amount.unwrap_or_default(),
        rule: record.rule,
        evidence: record.evidence.clone(),
        reverses: entry.reverses.clone(),
        member_name: None,
        member_id: None,
        period: None,
    }
}
