//! The ledger and its files in SQLite.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};

use super::{SqliteStore, audit, store_error};
use crate::error::Result;
use crate::model::{
    AccountNumber, Answer, BatchId, BillId, DocumentNumber, Entry, Money, Place, Reason, Tally, TransactionId,
};
use crate::store::review::AuditEntry;
use crate::store::{BatchStanding, Held, KeptEntry, LedgerStore, Release, ReleasedBatch};

/// What a release is read from.
const RELEASE: &str = "SELECT release, name, form, sequence, made, sha256, payments, amount, reason, released_by,
    approved_by FROM releases";

impl LedgerStore for SqliteStore {
    fn entries(&self, batch: &BatchId, after: u64, upto: u64) -> Result<Vec<KeptEntry>> {
        let sql = "SELECT entry, transaction_id, document, place, account_number, bill_id, amount, posting_id, reverses
                   FROM entries WHERE batch_id = $1 AND entry > $2 AND entry <= $3 ORDER BY entry";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let upto = i64::try_from(upto).unwrap_or(i64::MAX);
        let rows =
            select.query_map(params![batch.as_str(), after.cast_signed(), upto], entry).map_err(self.failed())?;
        rows.map(|row| row.map_err(self.failed())?.ok_or_else(|| self.damaged("a line of the ledger"))).collect()
    }

    fn append(&mut self, batch: &BatchId, entries: &[Entry]) -> Result<()> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction().map_err(failed)?;
        insert(&step, batch, entries).map_err(failed)?;
        step.commit().map_err(failed)
    }

    fn without_ledger(&self) -> Result<Vec<BatchId>> {
        let sql = "SELECT id FROM batches WHERE state = 'finished'
                   AND EXISTS (SELECT 1 FROM decisions WHERE batch_id = id)
                   AND (findings IS NULL OR NOT EXISTS (SELECT 1 FROM entries WHERE batch_id = id)) ORDER BY finished, id";
        let mut select = self.connection.prepare(sql).map_err(self.failed())?;
        let rows = select.query_map([], |row| row.get::<_, String>(0)).map_err(self.failed())?;
        rows.map(|id| BatchId::new(&id.map_err(self.failed())?).ok_or_else(|| self.damaged("a batch"))).collect()
    }

    fn begin_ledger(&mut self, batch: &BatchId, entries: &[Entry], findings: &[String]) -> Result<()> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction().map_err(failed)?;
        let has: bool = step
            .query_row("SELECT EXISTS (SELECT 1 FROM entries WHERE batch_id = $1)", [batch.as_str()], |row| row.get(0))
            .map_err(failed)?;
        if !has {
            insert(&step, batch, entries).map_err(failed)?;
        }
        let sql = "UPDATE batches SET findings = $1 WHERE id = $2";
        step.execute(sql, params![findings.join("\n"), batch.as_str()]).map_err(failed)?;
        step.commit().map_err(failed)
    }

    fn batches_of(&self, deposit: Date) -> Result<Vec<BatchId>> {
        let sql = "SELECT id FROM batches WHERE deposit_date = $1 AND state = 'finished' ORDER BY finished, id";
        let mut select = self.connection.prepare(sql).map_err(self.failed())?;
        let rows = select.query_map([deposit.to_string()], |row| row.get::<_, String>(0)).map_err(self.failed())?;
        rows.map(|id| BatchId::new(&id.map_err(self.failed())?).ok_or_else(|| self.damaged("a batch"))).collect()
    }

    fn findings(&self, batch: &BatchId) -> Result<Option<Vec<String>>> {
        let sql = "SELECT CASE explained WHEN 1 THEN '' ELSE findings END FROM batches WHERE id = $1";
        let text: Option<Option<String>> =
            self.connection.query_row(sql, [batch.as_str()], |row| row.get(0)).optional().map_err(self.failed())?;
        Ok(text.flatten().map(|text| text.lines().map(str::to_owned).collect()))
    }

    fn last_release(&self, form: &str, batch: &BatchId) -> Result<Option<Release>> {
        let sql = format!(
            "{RELEASE} JOIN release_batches USING (release)
             WHERE form = $1 AND batch_id = $2 AND copy_of IS NULL ORDER BY upto DESC, release DESC"
        );
        let mut select = self.connection.prepare(&sql).map_err(self.failed())?;
        let rows = select.query_map(params![form, batch.as_str()], release).map_err(self.failed())?;
        for found in rows {
            let found = self.with_batches(found.map_err(self.failed())?)?;
            if found.answer != Some(Answer::Rejected) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn told_before(&self, form: &str) -> Result<Vec<BatchId>> {
        let sql = "SELECT told.batch_id FROM
                   (SELECT batch_id, MAX(upto) AS upto FROM release_batches JOIN releases USING (release)
                    WHERE form = $1 AND copy_of IS NULL GROUP BY batch_id) AS told
                   JOIN batches ON batches.id = told.batch_id WHERE EXISTS
                   (SELECT 1 FROM entries WHERE batch_id = told.batch_id AND entry > told.upto AND place = 'posted')
                   ORDER BY finished, id";
        let mut select = self.connection.prepare(sql).map_err(self.failed())?;
        let rows = select.query_map([form], |row| row.get::<_, String>(0)).map_err(self.failed())?;
        rows.map(|id| BatchId::new(&id.map_err(self.failed())?).ok_or_else(|| self.damaged("a batch"))).collect()
    }

    fn next_sequence(&self, form: &str) -> Result<u32> {
        let sql = "SELECT COALESCE(MAX(sequence), 0) + 1 FROM releases WHERE form = $1";
        self.connection.query_row(sql, [form], |row| row.get(0)).map_err(self.failed())
    }

    fn keep_release(&mut self, release: &Release, audit: &AuditEntry) -> Result<()> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        insert_release(&step, release).map_err(failed)?;
        audit::add(&step, audit).map_err(failed)?;
        step.commit().map_err(failed)
    }

    fn standings(&self) -> Result<Vec<BatchStanding>> {
        self.standings_where("?1 = ''", "")
    }

    fn last_standings(&self, most: usize) -> Result<Vec<BatchStanding>> {
        let last = "finished > (SELECT MAX(finished) FROM batches) - CAST(?1 AS INTEGER)";
        self.standings_where(last, &most.to_string())
    }

    fn standing(&self, batch: &BatchId) -> Result<Option<BatchStanding>> {
        Ok(self.standings_where("id = ?1", batch.as_str())?.pop())
    }

    fn held(&self, batch: &BatchId) -> Result<Vec<Held>> {
        let sql =
            "SELECT exception_id, reasons, priority, batches.received_date, amount, unknown_amounts, transaction_id
                   FROM exceptions JOIN batches ON batches.id = batch_id
                   WHERE batch_id = $1 AND exceptions.state IN ('open', 'proposed') ORDER BY exception_id";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select.query_map([batch.as_str()], held).map_err(self.failed())?;
        rows.map(|row| row.map_err(self.failed())?.ok_or_else(|| self.damaged("an exception"))).collect()
    }

    fn releases(&self) -> Result<Vec<Release>> {
        let mut select = self.connection.prepare(&format!("{RELEASE} ORDER BY release")).map_err(self.failed())?;
        let rows: Vec<Found> = select
            .query_map([], release)
            .map_err(self.failed())?
            .collect::<rusqlite::Result<_>>()
            .map_err(self.failed())?;
        rows.into_iter().map(|found| self.with_batches(found)).collect()
    }
}

/// Adds lines to the ledger within a step.
pub(super) fn insert(step: &Transaction<'_>, batch: &BatchId, entries: &[Entry]) -> rusqlite::Result<()> {
    let mut insert = step.prepare(
        "INSERT INTO entries (batch_id, transaction_id, document, place, account_number, bill_id, amount, posting_id,
         reverses) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )?;
    for entry in entries {
        insert.execute(params![
            batch.as_str(),
            entry.transaction.0,
            entry.payment.0,
            entry.place.word(),
            entry.account.as_ref().map(|account| account.as_str()),
            entry.bill.as_ref().map(|bill| bill.as_str()),
            entry.amount.map(Money::cents),
            entry.posting,
            entry.reverses
        ])?;
    }
    Ok(())
}

/// Adds a release within a step; returns its number.
pub(super) fn insert_release(step: &Transaction<'_>, release: &Release) -> rusqlite::Result<i64> {
    step.execute(
        "INSERT INTO releases (name, form, sequence, made, sha256, payments, amount, copy_of, reason, released_by,
         approved_by) VALUES ($1, $2, $3, $4, $5, $6, $7,
         CASE WHEN $8 IS NULL THEN NULL ELSE
         (SELECT release FROM releases WHERE form = $2 AND sequence = $3 AND copy_of IS NULL) END, $8, $9, $10)",
        params![
            release.name,
            release.form,
            release.sequence,
            release.made.to_string(),
            release.sha256,
            release.payments.cast_signed(),
            release.amount.cents(),
            release.copied_because,
            release.released_by,
            release.approved_by
        ],
    )?;
    let number = step.last_insert_rowid();
    for (told, position) in release.batches.iter().zip(1_i64..) {
        step.execute(
            "INSERT INTO release_batches (release, position, batch_id, after, upto) VALUES ($1, $2, $3, $4, $5)",
            params![number, position, told.batch.as_str(), told.after.cast_signed(), told.upto.cast_signed()],
        )?;
    }
    Ok(number)
}

pub(super) fn entry(row: &Row<'_>) -> rusqlite::Result<Option<KeptEntry>> {
    let number: i64 = row.get(0)?;
    let (place, account, bill): (String, Option<String>, Option<String>) = (row.get(3)?, row.get(4)?, row.get(5)?);
    let Some(place) = Place::from_word(&place) else { return Ok(None) };
    let entry = Entry {
        place,
        transaction: TransactionId(row.get(1)?),
        payment: DocumentNumber(row.get(2)?),
        account: account.as_deref().and_then(AccountNumber::new),
        bill: bill.as_deref().and_then(BillId::new),
        amount: row.get::<_, Option<i64>>(6)?.map(Money::from_cents),
        posting: row.get(7)?,
        reverses: row.get(8)?,
    };
    let whole = entry.account.is_some() == account.is_some() && entry.bill.is_some() == bill.is_some();
    Ok(whole.then_some(KeptEntry { number: number.unsigned_abs(), entry }))
}

/// A release as its row has it, with its number; `None` where that cannot be understood.
type Found = (i64, Option<Release>);

fn release(row: &Row<'_>) -> rusqlite::Result<Found> {
    let made: String = row.get(4)?;
    let payments: i64 = row.get(6)?;
    let Ok(made) = made.parse() else { return Ok((row.get(0)?, None)) };
    let release = Release {
        name: row.get(1)?,
        form: row.get(2)?,
        sequence: row.get(3)?,
        made,
        sha256: row.get(5)?,
        payments: payments.unsigned_abs(),
        amount: Money::from_cents(row.get(7)?),
        batches: Vec::new(),
        copied_because: row.get(8)?,
        released_by: row.get(9)?,
        approved_by: row.get(10)?,
        answer: None,
    };
    Ok((row.get(0)?, Some(release)))
}

fn held(row: &Row<'_>) -> rusqlite::Result<Option<Held>> {
    let (reasons, received): (String, String) = (row.get(1)?, row.get(3)?);
    let reasons = reasons.split('|').map(Reason::from_word).collect::<Option<Vec<_>>>();
    let Some((reasons, received_date)) = reasons.zip(received.parse().ok()) else { return Ok(None) };
    let unknown: i64 = row.get(5)?;
    Ok(Some(Held {
        id: row.get(0)?,
        transaction: TransactionId(row.get(6)?),
        reasons,
        priority: row.get(2)?,
        received_date,
        amount: Money::from_cents(row.get(4)?),
        unknown_amounts: unknown.unsigned_abs(),
    }))
}

fn standing(row: &Row<'_>) -> rusqlite::Result<Option<BatchStanding>> {
    let (id, deposit, received): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let (findings, transactions, held): (String, i64, i64) = (row.get(3)?, row.get(4)?, row.get(5)?);
    let whole = BatchId::new(&id).zip(deposit.parse().ok()).zip(received.parse().ok());
    Ok(whole.map(|((batch, deposit_date), received_date)| BatchStanding {
        batch,
        deposit_date,
        received_date,
        transactions: transactions.unsigned_abs(),
        held: held.unsigned_abs(),
        places: BTreeMap::new(),
        deposited: Tally::default(),
        findings: findings.lines().map(str::to_owned).collect(),
    }))
}

impl SqliteStore {
    /// Where the money of finished batches is, of which something about `?1` holds.
    fn standings_where(&self, which: &str, value: &str) -> Result<Vec<BatchStanding>> {
        let sql = format!(
            "SELECT id, deposit_date, received_date, CASE explained WHEN 1 THEN '' ELSE COALESCE(findings, '') END,
                   (SELECT COUNT(*) FROM decisions WHERE batch_id = id),
                   (SELECT COUNT(*) FROM exceptions WHERE batch_id = id AND state IN ('open', 'proposed'))
                   FROM batches WHERE state = 'finished' AND {which} ORDER BY finished, id"
        );
        let mut select = self.connection.prepare_cached(&sql).map_err(self.failed())?;
        let rows = select.query_map([value], standing).map_err(self.failed())?;
        let mut standings = Vec::new();
        for row in rows {
            let mut standing = row.map_err(self.failed())?.ok_or_else(|| self.damaged("a batch"))?;
            standing.places = self.places(&standing.batch)?;
            standing.deposited = self.deposited_tally(&standing.batch)?;
            standings.push(standing);
        }
        Ok(standings)
    }

    /// What is in each place: what went there, less what left it. An amount that was not known when the payment came in is
    /// known once a line tells it.
    fn places(&self, batch: &BatchId) -> Result<BTreeMap<Place, Tally>> {
        let sql = "SELECT place, COUNT(*), COALESCE(SUM(cents), 0), COUNT(*) FILTER (WHERE unknown > 0) FROM
                   (SELECT place, SUM(amount) AS cents, COUNT(amount) = 0 AS unknown
                    FROM entries WHERE batch_id = $1 GROUP BY place, document)
                   WHERE cents <> 0 OR unknown > 0 GROUP BY place";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select
            .query_map([batch.as_str()], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .map_err(self.failed())?;
        let count = |count: i64| usize::try_from(count).unwrap_or(0);
        rows.map(|row| {
            let (place, payments, cents, unknown) = row.map_err(self.failed())?;
            let place = Place::from_word(&place).ok_or_else(|| self.damaged("a line of the ledger"))?;
            Ok((place, Tally { count: count(payments), amount: Money::from_cents(cents), unknown: count(unknown) }))
        })
        .collect()
    }

    fn with_batches(&self, (number, release): Found) -> Result<Release> {
        let mut release = release.ok_or_else(|| self.damaged("a release"))?;
        let sql = "SELECT batch_id, after, upto FROM release_batches WHERE release = $1 ORDER BY position";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select
            .query_map([number], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)))
            .map_err(self.failed())?;
        for row in rows {
            let (batch, after, upto) = row.map_err(self.failed())?;
            let batch = BatchId::new(&batch).ok_or_else(|| self.damaged("a release"))?;
            release.batches.push(ReleasedBatch { batch, after: after.unsigned_abs(), upto: upto.unsigned_abs() });
        }
        release.answer = self.answer_to(&release)?;
        Ok(release)
    }
}
