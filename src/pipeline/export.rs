//! Posting files made of the ledger: each line of it leaves the house once in a form, unless a copy is asked for.
//!
//! A file tells the lines that no earlier file of its form told. What it is and which lines it tells is kept together
//! with its hash before the file appears under its name: a run that is broken off between the two leaves a release
//! whose file can be made again, never two files that tell the same.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use jiff::civil::{Date, DateTime};
use sha2::{Digest, Sha256};

use super::bills::book_of;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::files;
use crate::formats::book::Book;
use crate::formats::outputs::{PostingRecord, posting_records};
use crate::formats::remittance::{FileHead, Form, PostingFileError, Totals, create};
use crate::ledger;
use crate::model::{Application, Batch, BatchId, DocumentNumber, Entry, Money, Place, Remittance, TransactionId};
use crate::store::review::CaseStore;
use crate::store::{
    BatchStore, BillStore, FinishedBatch, KeptEntry, LedgerStore, LoadId, Release, ReleasedBatch, SqliteStore,
};
use crate::transactions;

/// Which batches a file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// One batch.
    Batch(BatchId),
    /// All batches of a deposit date.
    Deposit(Date),
}

/// A file that is wanted.
#[derive(Debug)]
pub struct ExportOrder<'a> {
    /// The store's folder.
    pub data: &'a Path,
    /// The settings.
    pub config: &'a Config,
    /// The form of the file.
    pub form: &'a Form,
    /// What it tells.
    pub selection: &'a Selection,
    /// Where it goes.
    pub out: &'a Path,
    /// Why it is to be made once more, if it was made before.
    pub again: Option<&'a str>,
}

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
pub fn export(order: &ExportOrder<'_>) -> Result<Exported> {
    let (mut store, _lock) = super::open_store(order.data)?;
    fill_ledger(&mut store)?;
    if files::is_folder(order.out) {
        return Err(Error::Refused(format!("`{}` is a folder; name the file in it", order.out.display())));
    }
    let batches = selected(&store, order.selection)?;
    let (release, batches) = match order.again {
        Some(reason) => copy(&store, order, &batches, reason)?,
        None => (new(&store, order, &batches)?, batches),
    };
    for batch in &batches {
        refuse_unfit(&store, order, batch)?;
    }
    write(&mut store, order, &batches, release)
}

fn selected(store: &SqliteStore, selection: &Selection) -> Result<Vec<FinishedBatch>> {
    let ids = match selection {
        Selection::Batch(id) => vec![id.clone()],
        Selection::Deposit(date) => store.batches_of(*date)?,
    };
    if let (Selection::Deposit(date), true) = (selection, ids.is_empty()) {
        return Err(Error::Refused(format!("no finished batch has the deposit date {date}")));
    }
    ids.iter().map(|id| finished(store, id)).collect()
}

fn finished(store: &SqliteStore, id: &BatchId) -> Result<FinishedBatch> {
    let missing = || Error::Refused(format!("there is no finished batch `{id}` whose decisions are kept"));
    store.finished(id)?.ok_or_else(missing)
}

/// A batch of another lockbox, or one that does not balance, is not released; open exceptions are no difference.
fn refuse_unfit(store: &SqliteStore, order: &ExportOrder<'_>, batch: &FinishedBatch) -> Result<()> {
    let (id, lockbox) = (&batch.header.id, &order.config.lockbox.id);
    if let Some(other) = batch.header.lockbox.as_ref().filter(|other| *other != lockbox) {
        return Err(Error::Refused(format!(
            "batch `{id}` is of lockbox `{other}`, the settings are those of `{lockbox}`; use its own settings"
        )));
    }
    let findings = store.findings(id)?.unwrap_or_default();
    if findings.is_empty() {
        return Ok(());
    }
    Err(Error::Refused(format!("batch `{id}` does not balance and is not released: {}", findings.join("; "))))
}

/// Batches that were finished before there was a ledger get their lines, and the proof of their totals, now.
pub(super) fn fill_ledger(store: &mut SqliteStore) -> Result<()> {
    for id in store.without_ledger()? {
        let Some(batch) = store.finished(&id)? else { continue };
        let decisions = store.decisions(&id)?;
        let transactions = transactions::form(batch.header.mode, store.documents(&id)?);
        let findings = ledger::prove(&batch.header, &transactions, &decisions).findings;
        store.begin_ledger(&id, &ledger::entries(&id, &decisions), &findings)?;
    }
    Ok(())
}

/// A release of what was not told before.
fn new(store: &SqliteStore, order: &ExportOrder<'_>, batches: &[FinishedBatch]) -> Result<Release> {
    let form = order.form.name();
    let mut told = Vec::new();
    let mut earlier = None;
    for batch in batches {
        let id = &batch.header.id;
        let last = store.last_release(form, id)?;
        let after = last.as_ref().map_or(0, |last| told_upto(last, id));
        let upto = store.entries(id, after, u64::MAX)?.last().map_or(after, |last| last.number);
        if last.is_none() || upto > after {
            told.push(ReleasedBatch { batch: id.clone(), after, upto });
        }
        earlier = last.or(earlier);
    }
    if let (true, Some(earlier)) = (told.is_empty(), earlier) {
        return Err(Error::Refused(format!(
            "all of it was released as {form} before, as `{}` made {}; to make that file once more, say why with --again",
            earlier.name, earlier.made
        )));
    }
    let sequence = store.next_sequence(form)?;
    Ok(Release {
        name: format!("{}-{form}-{sequence:06}", order.config.lockbox.id),
        form: form.to_owned(),
        sequence,
        made: now(order.config),
        sha256: String::new(),
        payments: 0,
        amount: Money::ZERO,
        batches: told,
        copied_because: None,
    })
}

/// The last release of these batches once more, with all that it told. Batches of the deposit date that it did not tell are
/// left out.
fn copy(
    store: &SqliteStore,
    order: &ExportOrder<'_>,
    batches: &[FinishedBatch],
    reason: &str,
) -> Result<(Release, Vec<FinishedBatch>)> {
    let form = order.form.name();
    if reason.trim().is_empty() {
        return Err(Error::Refused("say why the file is made once more".to_owned()));
    }
    let mut release: Option<Release> = None;
    for batch in batches {
        let Some(last) = store.last_release(form, &batch.header.id)? else { continue };
        if release.as_ref().is_some_and(|release| release.sequence != last.sequence) {
            return Err(Error::Refused(format!("they were released as {form} in several files; name one batch")));
        }
        release = Some(last);
    }
    let release = release.ok_or_else(|| Error::Refused(format!("none of it was released as {form} before")))?;
    let told = release.batches.iter().map(|told| finished(store, &told.batch)).collect::<Result<_>>()?;
    Ok((Release { copied_because: Some(reason.trim().to_owned()), ..release }, told))
}

fn told_upto(release: &Release, batch: &BatchId) -> u64 {
    release.batches.iter().filter(|told| told.batch == *batch).map(|told| told.upto).max().unwrap_or(0)
}

/// The time at the lockbox, to the second.
fn now(config: &Config) -> DateTime {
    super::process::now(config).round(jiff::Unit::Second).unwrap_or_default()
}

fn write(
    store: &mut SqliteStore,
    order: &ExportOrder<'_>,
    batches: &[FinishedBatch],
    mut release: Release,
) -> Result<Exported> {
    let totals = totals(store, &release)?;
    let head = head(order, batches, &release, totals)?;
    let expected = release.copied_because.is_some().then(|| release.sha256.clone());
    let mut outcome = Ok(());
    files::write_atomic(order.out, |out| {
        let mut hashing = Hashing { out, hash: Sha256::new() };
        outcome = write_file(store, order.form, head, &release, batches, &mut hashing);
        if outcome.is_ok() {
            release.sha256 = files::hex(&hashing.hash.clone().finalize());
            (release.payments, release.amount) = (totals.payments, totals.amount);
            hashing.flush()?;
            outcome = match &expected {
                Some(expected) if *expected != release.sha256 => Err(differs(&release)),
                _ => store.keep_release(&release),
            };
        }
        // The reason is told below.
        outcome.as_ref().copied().map_err(|_| io::Error::other("the file was not made"))
    })
    .map_err(|error| std::mem::replace(&mut outcome, Ok(())).err().unwrap_or(error))?;
    Ok(Exported { release, totals })
}

fn differs(release: &Release) -> Error {
    Error::Refused(format!(
        "a copy of `{}` would not be what was released: the settings or the layout have changed since; with those of then \
         it can be made",
        release.name
    ))
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

/// Counts and sums of what a release tells, from the ledger alone.
fn totals(store: &SqliteStore, release: &Release) -> Result<Totals> {
    let mut totals = Totals::default();
    for told in &release.batches {
        let entries = store.entries(&told.batch, told.after, told.upto)?;
        let received = received(&entries);
        let before = totals.payments;
        for group in groups(&entries) {
            let applied: Money = group.iter().filter_map(|entry| entry.amount).sum();
            totals.payments += 1;
            totals.amount = totals.amount.plus(amount_of(&group, &received));
            totals.postings += group.len() as u64;
            totals.applied = totals.applied.plus(applied);
        }
        totals.batches += u64::from(totals.payments > before);
    }
    Ok(totals)
}

type Payment = (TransactionId, DocumentNumber);

/// What came in with each payment, where that is told, too.
fn received(entries: &[KeptEntry]) -> HashMap<Payment, Money> {
    let received = entries.iter().map(|kept| &kept.entry).filter(|entry| entry.place == Place::Received);
    received.filter_map(|entry| Some(((entry.transaction.clone(), entry.payment), entry.amount?))).collect()
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
    let mut members = Members { store, book: None };
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

/// Whose bills were paid, from the bills that were in force.
struct Members<'a> {
    store: &'a SqliteStore,
    book: Option<(LoadId, Book)>,
}

impl Members<'_> {
    /// The application with what the bill says of its member.
    fn named(&mut self, mut applied: Application, load: Option<LoadId>) -> Result<Application> {
        let Some(load) = load else { return Ok(applied) };
        let Some(book) = self.book(load)? else { return Ok(applied) };
        let number = applied.account.as_str();
        let account = book.accounts_numbered(number).find(|at| book.number(*at) == number);
        let mut bills = account.into_iter().flat_map(|account| book.bills_of(account));
        let bill = bills.find(|at| applied.bill.as_ref().is_none_or(|id| book.id(*at) == id.as_str()));
        if let Some(bill) = bill.map(|at| book.bill(at)) {
            applied.member_name = bill.member_name.map(std::borrow::Cow::into_owned);
            applied.member_id = bill.member_id.map(std::borrow::Cow::into_owned);
            applied.period = applied.bill.as_ref().and(bill.period);
        }
        Ok(applied)
    }

    fn book(&mut self, load: LoadId) -> Result<Option<&Book>> {
        if self.book.as_ref().is_none_or(|(kept, _)| *kept != load) {
            let Some(last) = self.store.load_chain(load)?.pop() else { return Ok(None) };
            self.book = Some((load, book_of(self.store, &last)?));
        }
        Ok(self.book.as_ref().map(|(_, book)| book))
    }
}

/// Hashes what goes by.
struct Hashing<'a> {
    out: &'a mut dyn Write,
    hash: Sha256,
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
