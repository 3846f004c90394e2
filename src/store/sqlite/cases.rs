//! Cases in SQLite.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};

use super::bills::last_posting;
use super::{SqliteStore, audit, ledger, store_error};
use crate::error::{Error, Result};
use crate::model::{
    BatchId, CaseState, CorrectedField, Correction, Decision, Document, DocumentNumber, Entry, ExceptionId, Money,
    Outcome, Place, Queue, Reason, TransactionId, UserName,
};
use crate::store::review::{
    AuditEntry, CaseChange, CaseLine, CaseStore, Claim, Judge, KeptCase, KeyedAmount, NextOf, QueueItem, QueueSum,
    Resolution, ReviewedPosting, Seconds, Twin, WorkSum,
};
use crate::store::{LedgerStore, LoadId, actions, decisions, wire};

impl CaseStore for SqliteStore {
    fn case(&self, id: &ExceptionId) -> Result<Option<KeptCase>> {
        let found = read(&self.connection, id).map_err(self.failed())?;
        found.map(|case| case.ok_or_else(|| self.damaged("a case"))).transpose()
    }

    fn papers(&self, batch: &BatchId, numbers: &[DocumentNumber]) -> Result<Vec<Document>> {
        let sql = "SELECT body FROM documents WHERE batch_id = ?1 AND document = ?2";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let mut papers = Vec::with_capacity(numbers.len());
        for number in numbers {
            let body = select.query_row(params![batch.as_str(), number.0], |row| row.get::<_, String>(0));
            let Some(body) = body.optional().map_err(self.failed())? else { continue };
            papers.push(wire::from_json(&body).ok_or_else(|| self.damaged("a reading"))?);
        }
        Ok(papers)
    }

    fn twins(&self, batch: &BatchId, document: DocumentNumber) -> Result<Vec<Twin>> {
        let sql = "SELECT DISTINCT other.batch_id, other.document FROM payments AS this
                   JOIN payments AS other USING (identity) JOIN batches ON batches.id = other.batch_id
                   WHERE this.batch_id = ?1 AND this.document = ?2
                   AND (other.batch_id <> ?1 OR other.document <> ?2) AND batches.state = 'finished'
                   ORDER BY batches.finished, other.document LIMIT 4";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select
            .query_map(params![batch.as_str(), document.0], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))
            .map_err(self.failed())?;
        let mut twins = Vec::new();
        for row in rows {
            let (id, number) = row.map_err(self.failed())?;
            let batch = BatchId::new(&id).ok_or_else(|| self.damaged("a batch"))?;
            let kept = self.entries(&batch, 0, u64::MAX)?.into_iter().map(|kept| kept.entry);
            let lines = kept.filter(|entry| entry.payment == DocumentNumber(number)).collect();
            twins.push(Twin { batch, document: DocumentNumber(number), lines });
        }
        Ok(twins)
    }

    fn change(&mut self, id: &ExceptionId, judge: &mut Judge<'_>) -> Result<()> {
        let (folder, turn) = (self.folder.clone(), self.turn.clone());
        let failed = |error| store_error(&folder, &error);
        let _mine = turn.take();
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let case = match read(&step, id).map_err(failed)? {
            Some(Some(case)) => case,
            Some(None) => {
                let message = format!("exception `{id}` in it cannot be understood; restore the store from a backup");
                return Err(Error::Store { path: folder, message });
            }
            None => return Err(Error::Refused(format!("there is no exception `{id}`"))),
        };
        let (change, entry) = judge(&case)?;
        write(&step, &case, &change, &entry).map_err(failed)?;
        audit::add(&step, &entry).map_err(failed)?;
        step.commit().map_err(failed)
    }

    fn claim(&mut self, id: &ExceptionId, by: &UserName, now: Seconds, until: Seconds) -> Result<Claim> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        step.execute(
            "UPDATE exceptions SET claimed_by = ?2, claimed_until = ?4 WHERE exception_id = ?1
             AND (claimed_by IS NULL OR claimed_by = ?2 OR claimed_until <= ?3)",
            params![id.as_str(), by.as_str(), now.0, until.0],
        )
        .map_err(failed)?;
        let sql = "SELECT claimed_by, claimed_until FROM exceptions WHERE exception_id = ?1";
        let found = step.query_row(sql, [id.as_str()], |row| claim(row, 0)).optional().map_err(failed)?;
        step.commit().map_err(failed)?;
        found.flatten().ok_or_else(|| Error::Refused(format!("there is no exception `{id}`")))
    }

    fn let_go(&mut self, id: &ExceptionId, by: Option<&UserName>) -> Result<()> {
        let sql = "UPDATE exceptions SET claimed_by = NULL, claimed_until = NULL
                   WHERE exception_id = ?1 AND (?2 IS NULL OR claimed_by = ?2)";
        self.connection.execute(sql, params![id.as_str(), by.map(UserName::as_str)]).map_err(self.failed())?;
        Ok(())
    }

    fn claim_next(&mut self, next: &NextOf<'_>) -> Result<Option<ExceptionId>> {
        let (folder, turn) = (self.folder.clone(), self.turn.clone());
        let failed = |error| store_error(&folder, &error);
        let _mine = turn.take();
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let Some(id) = free_case(&step, next).map_err(failed)? else { return Ok(None) };
        let sql = "UPDATE exceptions SET claimed_by = ?2, claimed_until = ?3 WHERE exception_id = ?1";
        let mut update = step.prepare_cached(sql).map_err(failed)?;
        update.execute(params![id, next.by.as_str(), next.until.0]).map_err(failed)?;
        drop(update);
        let (action, subject) = ("claim".to_owned(), id.clone());
        let entry = AuditEntry { at: next.now, by: Some(next.by.clone()), action, subject, detail: String::new() };
        audit::add(&step, &entry).map_err(failed)?;
        step.commit().map_err(failed)?;
        Ok(ExceptionId::new(&id))
    }

    fn queue(&self, today: Date, of: Option<Queue>) -> Result<Vec<QueueItem>> {
        let among = match of {
            Some(Queue::Second) => "state = 'proposed' AND ?2 = 'second'",
            Some(_) => "state = 'open' AND queue = ?2",
            None => "state IN ('open', 'proposed') AND ?2 IS NULL",
        };
        let sql = format!(
            "SELECT exception_id, reasons, priority, received_date, amount, unknown_amounts, state, claimed_by,
             claimed_until, queue FROM exceptions WHERE {among} AND (parked_until IS NULL OR parked_until <= ?1)
             ORDER BY priority, received_date, -amount, exception_id"
        );
        let mut select = self.connection.prepare_cached(&sql).map_err(self.failed())?;
        let values = params![today.to_string(), of.map(Queue::word)];
        let rows = select.query_map(values, queue_item).map_err(self.failed())?;
        rows.map(|row| row.map_err(self.failed())?.ok_or_else(|| self.damaged("an exception"))).collect()
    }

    fn queues(&self, today: Date) -> Result<Vec<QueueSum>> {
        let sql = "SELECT CASE state WHEN 'proposed' THEN 'second' ELSE queue END AS in_queue, COUNT(*),
                   MIN(received_date), SUM(amount) FROM exceptions
                   WHERE state IN ('open', 'proposed') AND (parked_until IS NULL OR parked_until <= ?1)
                   GROUP BY in_queue";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select
            .query_map([today.to_string()], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?, row.get(3)?))
            })
            .map_err(self.failed())?;
        rows.map(|row| {
            let (queue, items, oldest, cents) = row.map_err(self.failed())?;
            let queue = Queue::from_word(&queue).ok_or_else(|| self.damaged("an exception"))?;
            let (oldest, amount) = (oldest.parse().ok(), Money::from_cents(cents));
            Ok(QueueSum { queue, items: items.unsigned_abs(), oldest, amount })
        })
        .collect()
    }

    fn claimed_by(&self, by: &UserName, now: Seconds) -> Result<u64> {
        let sql = "SELECT COUNT(*) FROM exceptions
                   WHERE state IN ('open', 'proposed') AND claimed_by = ?1 AND claimed_until > ?2";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let count = select.query_row(params![by.as_str(), now.0], |row| row.get::<_, i64>(0));
        count.map(i64::unsigned_abs).map_err(self.failed())
    }

    fn work_since(&self, day: Date) -> Result<WorkSum> {
        // The last position is how many there are.
        let sql = "SELECT COALESCE(SUM((SELECT MAX(position) FROM decisions WHERE batch_id = id)), 0),
                   (SELECT COUNT(*) FROM exceptions WHERE state IN ('open', 'proposed') AND received_date >= ?1)
                   FROM batches WHERE received_date >= ?1 AND state = 'finished'";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let found = select.query_row([day.to_string()], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)));
        let (transactions, held) = found.map_err(self.failed())?;
        Ok(WorkSum { transactions: transactions.unsigned_abs(), held: held.unsigned_abs() })
    }

    fn decided_by(&self, by: &UserName, most: usize) -> Result<Vec<(ExceptionId, String)>> {
        let sql = "SELECT exception_id, json_extract(action, '$.do') FROM resolutions WHERE user_name = ?1
                   ORDER BY resolution DESC LIMIT ?2";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = select
            .query_map(params![by.as_str(), most], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))
            .map_err(self.failed())?;
        rows.map(|row| {
            let (id, action) = row.map_err(self.failed())?;
            Ok((ExceptionId::new(&id).ok_or_else(|| self.damaged("an exception"))?, action))
        })
        .collect()
    }

    fn reviewed(&self, batch: &BatchId) -> Result<Vec<ReviewedPosting>> {
        let sql = "SELECT first_posting, transaction_id, decision FROM resolutions JOIN exceptions USING (exception_id)
                   WHERE resolutions.batch_id = ?1 AND decision IS NOT NULL ORDER BY resolution";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select
            .query_map([batch.as_str()], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))
            .map_err(self.failed())?;
        rows.map(|row| {
            let (first, transaction, body): (i64, _, _) = row.map_err(self.failed())?;
            let decision = decisions::from_json(&transaction, &body).ok_or_else(|| self.damaged("a decision"))?;
            Ok(ReviewedPosting { first_posting: usize::try_from(first).unwrap_or(0), decision })
        })
        .collect()
    }

    fn keep_draft(&mut self, id: &ExceptionId, by: &UserName, body: &str) -> Result<()> {
        let sql = if body.is_empty() {
            "DELETE FROM drafts WHERE exception_id = ?1 AND user_name = ?2 AND ?3 = ''"
        } else {
            "INSERT OR REPLACE INTO drafts (exception_id, user_name, body) VALUES (?1, ?2, ?3)"
        };
        self.connection.execute(sql, params![id.as_str(), by.as_str(), body]).map_err(self.failed())?;
        Ok(())
    }

    fn draft(&self, id: &ExceptionId, by: &UserName) -> Result<Option<String>> {
        let sql = "SELECT body FROM drafts WHERE exception_id = ?1 AND user_name = ?2";
        self.connection
            .query_row(sql, params![id.as_str(), by.as_str()], |row| row.get(0))
            .optional()
            .map_err(self.failed())
    }
}

/// The first case of a queue that nobody else works on; where one is given to look after, those before it come last.
fn free_case(connection: &Connection, next: &NextOf<'_>) -> rusqlite::Result<Option<String>> {
    let among = if next.queue == Queue::Second { "state = 'proposed'" } else { "state = 'open' AND queue = ?1" };
    let after = next.after.map_or("", ExceptionId::as_str);
    let (today, by) = (next.today.to_string(), next.by.as_str());
    let first = |place: &str, order: &str, key: &Key| {
        let sql = format!(
            "SELECT exception_id FROM exceptions WHERE {among} AND {place} AND ?1 <> '' AND exception_id <> ?2
             AND (parked_until IS NULL OR parked_until <= ?3)
             AND (claimed_by IS NULL OR claimed_by = ?4 OR claimed_until <= ?5) AND ?6 + ?8 IS NOT NULL AND ?7 IS NOT NULL
             ORDER BY {order} LIMIT 1"
        );
        let mut select = connection.prepare_cached(&sql)?;
        let (priority, received, amount) = key;
        let values = params![next.queue.word(), after, today, by, next.now.0, priority, received, amount];
        select.query_row(values, |row| row.get(0)).optional()
    };
    let key = "SELECT priority, received_date, -amount FROM exceptions WHERE exception_id = ?1";
    let mut select = connection.prepare_cached(key)?;
    let key = select.query_row([after], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    if let Some(key) = &key {
        // One seek in the index for each part of the order, the nearest first.
        for (place, order) in [
            ("priority = ?6 AND received_date = ?7 AND -amount = ?8 AND exception_id > ?2", "exception_id"),
            ("priority = ?6 AND received_date = ?7 AND -amount > ?8", "-amount, exception_id"),
            ("priority = ?6 AND received_date > ?7", "received_date, -amount, exception_id"),
            ("priority > ?6", "priority, received_date, -amount, exception_id"),
        ] {
            if let Some(id) = first(place, order, key)? {
                return Ok(Some(id));
            }
        }
    }
    first("1", "priority, received_date, -amount, exception_id", &(0, String::new(), 0))
}

/// Where a case is in the order of its queue: priority, day, amount as less than nothing.
type Key = (i64, String, i64);

/// A case; `Some(None)` where what is kept cannot be understood.
pub(super) fn read(connection: &Connection, id: &ExceptionId) -> rusqlite::Result<Option<Option<KeptCase>>> {
    let sql =
        "SELECT batch_id, transaction_id, reasons, priority, version, state, claimed_by, claimed_until, proposal, queue
               FROM exceptions WHERE exception_id = ?1";
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_row([id.as_str()], |row| head(row, id)).optional()?;
    let mut case = match found {
        Some(Some(case)) => case,
        Some(None) => return Ok(Some(None)),
        None => return Ok(None),
    };
    let Some(lines) = lines(connection, &case)? else { return Ok(Some(None)) };
    case.lines = lines;
    case.next_posting = next_posting(connection, &case.batch)?;
    case.last_posting = last_posting(connection)?;
    case.keyed = keyed(connection, id)?;
    case.settled = settled(connection, id)?;
    case.corrections = corrections(connection, id)?;
    case.deposited = deposited(connection, &case)?;
    let Some((decision, documents)) = decision(connection, &case)? else { return Ok(Some(None)) };
    (case.decision, case.documents) = (decision, documents);
    Ok(Some(Some(case)))
}

fn head(row: &Row<'_>, id: &ExceptionId) -> rusqlite::Result<Option<KeptCase>> {
    let (batch, transaction, reasons): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let (state, proposal, queue): (String, Option<String>, String) = (row.get(5)?, row.get(8)?, row.get(9)?);
    let reasons = reasons.split('|').map(Reason::from_word).collect::<Option<Vec<_>>>();
    let proposal = proposal.map(|text| actions::proposal_from_json(&text));
    let whole = BatchId::new(&batch).zip(reasons).zip(CaseState::from_word(&state)).zip(Queue::from_word(&queue));
    let Some((((batch, reasons), state), queue)) = whole.filter(|_| !matches!(proposal, Some(None))) else {
        return Ok(None);
    };
    let transaction = TransactionId(transaction);
    Ok(Some(KeptCase {
        id: id.clone(),
        batch,
        decision: nothing(&transaction),
        transaction,
        reasons,
        queue: queue.standing(state),
        priority: row.get(3)?,
        version: row.get(4)?,
        state,
        claim: claim(row, 6)?,
        proposal: proposal.flatten(),
        lines: Vec::new(),
        next_posting: 1,
        last_posting: 0,
        keyed: Vec::new(),
        settled: Vec::new(),
        corrections: Vec::new(),
        deposited: Vec::new(),
        documents: Vec::new(),
    }))
}

fn nothing(transaction: &TransactionId) -> Decision {
    Decision {
        transaction: transaction.clone(),
        outcome: Outcome::Hold(Vec::new()),
        rule: crate::model::Rule::Held,
        evidence: Vec::new(),
        account: None,
        candidates: Vec::new(),
        payments: Vec::new(),
        priority: 0,
        explanation: String::new(),
    }
}

fn claim(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Claim>> {
    let by: Option<String> = row.get(at)?;
    let until: Option<i64> = row.get(at + 1)?;
    let by = by.as_deref().and_then(UserName::new);
    Ok(by.zip(until).map(|(by, until)| Claim { by, until: Seconds(until) }))
}

fn lines(connection: &Connection, case: &KeptCase) -> rusqlite::Result<Option<Vec<CaseLine>>> {
    let sql = "SELECT entry, transaction_id, document, place, account_number, bill_id, amount, posting_id, reverses,
               entry <= (SELECT COALESCE(MAX(upto), 0) FROM release_batches WHERE batch_id = ?1)
               FROM entries WHERE batch_id = ?1 AND transaction_id = ?2 ORDER BY entry";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map(params![case.batch.as_str(), case.transaction.0], |row| {
        let released: bool = row.get(9)?;
        Ok(ledger::entry(row)?.map(|kept| CaseLine { entry: kept.entry, released }))
    })?;
    rows.collect()
}

pub(super) fn next_posting(connection: &Connection, batch: &BatchId) -> rusqlite::Result<usize> {
    // Numbers have six digits as a rule: in their order the last is then found at once.
    let wide = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM entries WHERE posting_id = ?1)")?
        .query_row([batch.posting_id(1_000_000)], |row| row.get::<_, bool>(0))?;
    let by_length = if wide { "LENGTH(posting_id) DESC, " } else { "" };
    let sql = format!(
        "SELECT posting_id FROM entries WHERE +batch_id = ?3 AND posting_id > ?1 AND posting_id < ?2
         ORDER BY {by_length}posting_id DESC LIMIT 1"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let (from, to) = (format!("{batch}-P"), format!("{batch}-Q"));
    let last: Option<String> =
        select.query_row([from.as_str(), to.as_str(), batch.as_str()], |row| row.get(0)).optional()?;
    let number = last.and_then(|last| last.rsplit_once('P')?.1.parse::<usize>().ok());
    Ok(number.unwrap_or(0) + 1)
}

fn deposited(connection: &Connection, case: &KeptCase) -> rusqlite::Result<Vec<DocumentNumber>> {
    let sql = "SELECT document FROM entries AS own WHERE batch_id = ?1 AND transaction_id = ?2 AND
               (EXISTS (SELECT 1 FROM deposit_items WHERE batch_id = ?1 AND document = own.document)
                OR EXISTS (SELECT 1 FROM returned_items WHERE batch_id = ?1 AND document = own.document))
               GROUP BY document ORDER BY document";
    let mut select = connection.prepare_cached(sql)?;
    let rows =
        select.query_map(params![case.batch.as_str(), case.transaction.0], |row| row.get(0).map(DocumentNumber))?;
    rows.collect()
}

fn keyed(connection: &Connection, id: &ExceptionId) -> rusqlite::Result<Vec<KeyedAmount>> {
    let sql = "SELECT document, user_name, amount FROM keyings WHERE exception_id = ?1 ORDER BY keying";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([id.as_str()], |row| {
        let by: String = row.get(1)?;
        let amount: Option<i64> = row.get(2)?;
        Ok(UserName::new(&by).zip(Some((row.get(0)?, amount))))
    })?;
    let keyed = |(by, (document, amount)): (UserName, (u32, Option<i64>))| KeyedAmount {
        document: DocumentNumber(document),
        by,
        amount: amount.map(Money::from_cents),
    };
    rows.filter_map(|row| row.map(|found| found.map(keyed)).transpose()).collect()
}

fn settled(connection: &Connection, id: &ExceptionId) -> rusqlite::Result<Vec<(DocumentNumber, Money)>> {
    let sql = "SELECT document, amount FROM settled_amounts WHERE exception_id = ?1 ORDER BY document";
    let mut select = connection.prepare_cached(sql)?;
    let rows =
        select.query_map([id.as_str()], |row| Ok((DocumentNumber(row.get(0)?), Money::from_cents(row.get(1)?))))?;
    rows.collect()
}

fn corrections(connection: &Connection, id: &ExceptionId) -> rusqlite::Result<Vec<Correction>> {
    let sql = "SELECT document, field, value FROM corrections WHERE exception_id = ?1 ORDER BY correction";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([id.as_str()], |row| {
        let field: String = row.get(1)?;
        Ok(CorrectedField::from_word(&field).zip(Some((row.get(0)?, row.get(2)?))))
    })?;
    let correction = |(field, (document, value))| Correction { document: DocumentNumber(document), field, value };
    rows.filter_map(|row| row.map(|found| found.map(correction)).transpose()).collect()
}

fn keep_correction(
    step: &Transaction<'_>,
    case: &KeptCase,
    corrected: &Correction,
    by: &UserName,
    at: Seconds,
) -> rusqlite::Result<()> {
    let Correction { document, field, value } = corrected;
    step.execute(
        "INSERT INTO corrections (exception_id, document, field, value, user_name, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![case.id.as_str(), document.0, field.word(), value, by.as_str(), at.0],
    )?;
    if *field == CorrectedField::CheckNumber {
        let batch = case.batch.as_str();
        let bare = value.trim_start_matches('0');
        step.execute("DELETE FROM check_numbers WHERE batch_id = ?1 AND document = ?2", params![batch, document.0])?;
        let sql = "INSERT OR IGNORE INTO check_numbers VALUES (?1, ?2, ?3, ?4)";
        step.execute(sql, params![bare, batch, document.0, case.transaction.0])?;
    }
    Ok(())
}

/// The decision in force and the documents of the transaction.
fn decision(connection: &Connection, case: &KeptCase) -> rusqlite::Result<Option<(Decision, Vec<DocumentNumber>)>> {
    let sql = "SELECT body, documents FROM decisions WHERE transaction_id = ?1 AND batch_id = ?2";
    let mut select = connection.prepare_cached(sql)?;
    let found = select
        .query_row(params![case.transaction.0, case.batch.as_str()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?;
    let Some((body, documents)) = found else { return Ok(None) };
    let documents = documents.split(',').filter_map(|number| number.parse().ok()).map(DocumentNumber).collect();
    Ok(decisions::from_json(&case.transaction.0, &body).map(|decision| (decision, documents)))
}

fn write(step: &Transaction<'_>, case: &KeptCase, change: &CaseChange, audit: &AuditEntry) -> rusqlite::Result<()> {
    let at = audit.at;
    ledger::insert(step, &case.batch, &change.entries)?;
    if let Some(keyed) = &change.keyed {
        step.execute(
            "INSERT INTO keyings (exception_id, document, user_name, amount, at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![case.id.as_str(), keyed.document.0, keyed.by.as_str(), keyed.amount.map(Money::cents), at.0],
        )?;
    }
    if let Some((document, amount)) = &change.settled {
        step.execute(
            "INSERT OR IGNORE INTO settled_amounts (exception_id, document, amount) VALUES (?1, ?2, ?3)",
            params![case.id.as_str(), document.0, amount.cents()],
        )?;
    }
    if let Some((corrected, by)) = change.corrected.as_ref().zip(audit.by.as_ref()) {
        keep_correction(step, case, corrected, by, at)?;
    }
    if let Some(resolution) = &change.resolution {
        keep_resolution(step, case, change, resolution, at)?;
    }
    let proposal = change.proposal.as_ref().map_or_else(|| case.proposal.clone(), Clone::clone);
    step.execute(
        "UPDATE exceptions SET version = version + 1, state = ?2, proposal = ?3, parked_until = ?4,
         claimed_by = CASE WHEN ?5 THEN NULL ELSE claimed_by END,
         claimed_until = CASE WHEN ?5 THEN NULL ELSE claimed_until END WHERE exception_id = ?1",
        params![
            case.id.as_str(),
            change.state.unwrap_or(case.state).word(),
            proposal.as_ref().map(actions::proposal_to_json),
            change.parked_until.map(|date| date.to_string()),
            change.let_go
        ],
    )?;
    step.execute("DELETE FROM drafts WHERE exception_id = ?1 AND ?2", params![case.id.as_str(), change.let_go])?;
    Ok(())
}

fn keep_resolution(
    step: &Transaction<'_>,
    case: &KeptCase,
    change: &CaseChange,
    resolution: &Resolution,
    at: Seconds,
) -> rusqlite::Result<()> {
    let first = resolution.decision.as_ref().map(|_| i64::try_from(case.next_posting).unwrap_or(i64::MAX));
    step.execute(
        "INSERT INTO resolutions (exception_id, batch_id, user_name, second_person, at, action, note, first_posting,
         decision) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            case.id.as_str(),
            case.batch.as_str(),
            resolution.by.as_str(),
            resolution.second_person.as_ref().map(UserName::as_str),
            at.0,
            actions::to_json(&resolution.action),
            resolution.note,
            first,
            resolution.decision.as_ref().map(decisions::to_json)
        ],
    )?;
    for entry in change.entries.iter().filter(|entry| entry.place == Place::Posted) {
        keep_posting(step, case, resolution, entry)?;
    }
    let undone = change.entries.iter().any(|entry| entry.reverses.is_some());
    for lesson in &resolution.lessons {
        let times = if undone { -i64::from(lesson.times) } else { i64::from(lesson.times) };
        step.execute(
            "INSERT INTO payers VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET times = times + excluded.times",
            params![
                lesson.routing.to_string(),
                lesson.payer_account,
                lesson.account.as_str(),
                case.batch.as_str(),
                times,
                lesson.last.to_string()
            ],
        )?;
    }
    if undone {
        step.execute("DELETE FROM payers WHERE batch_id = ?1 AND times <= 0", [case.batch.as_str()])?;
    }
    Ok(())
}

/// What later batches know of as paid; an undone posting takes it back from the load that it was applied to.
fn keep_posting(
    step: &Transaction<'_>,
    case: &KeptCase,
    resolution: &Resolution,
    entry: &Entry,
) -> rusqlite::Result<usize> {
    let document = |posting: &&crate::model::Posting| posting.payment == entry.payment;
    let postings = match resolution.decision.as_ref().map(|decision| &decision.outcome) {
        Some(Outcome::Post(postings)) => postings.as_slice(),
        _ => &[],
    };
    let kind = postings.iter().find(document).map(|posting| posting.payment_type.word());
    step.execute(
        "INSERT INTO postings (posting_id, batch_id, transaction_id, load_id, account_number, bill_id, amount, document,
         payment_type, rule, known_after) VALUES (?1, ?2, ?3,
         COALESCE((SELECT load_id FROM postings WHERE posting_id = ?4), ?5), ?6, ?7, ?8, ?9,
         COALESCE(?10, (SELECT payment_type FROM postings WHERE posting_id = ?4), 'check'), 'reviewed',
         (SELECT COALESCE(MAX(finished), 0) FROM batches))",
        params![
            entry.posting,
            case.batch.as_str(),
            case.transaction.0,
            entry.reverses,
            resolution.load.map(|LoadId(load)| load),
            entry.account.as_ref().map(|account| account.as_str()),
            entry.bill.as_ref().map(|bill| bill.as_str()),
            entry.amount.unwrap_or_default().cents(),
            entry.payment.0,
            kind
        ],
    )
}

fn queue_item(row: &Row<'_>) -> rusqlite::Result<Option<QueueItem>> {
    let (id, reasons, received): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
    let (state, queue): (String, String) = (row.get(6)?, row.get(9)?);
    let unknown: i64 = row.get(5)?;
    let reasons = reasons.split('|').map(Reason::from_word).collect::<Option<Vec<_>>>();
    let whole = ExceptionId::new(&id).zip(reasons).zip(received.parse().ok()).zip(CaseState::from_word(&state));
    let Some(((((id, reasons), received_date), state), queue)) = whole.zip(Queue::from_word(&queue)) else {
        return Ok(None);
    };
    Ok(Some(QueueItem {
        id,
        reasons,
        queue: queue.standing(state),
        priority: row.get(2)?,
        received_date,
        amount: Money::from_cents(row.get(4)?),
        unknown_amounts: unknown.unsigned_abs(),
        state,
        claim: claim(row, 7)?,
    }))
}

/// Says of every exception which queue it is in, for stores of before that was kept.
pub(super) fn fill_queues(step: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut select = step.prepare("SELECT exception_id, priority, unknown_amounts, reasons FROM exceptions")?;
    let mut update = step.prepare("UPDATE exceptions SET queue = ?2 WHERE exception_id = ?1")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (id, unknown, reasons): (String, i64, String) = (row.get(0)?, row.get(2)?, row.get(3)?);
        let reasons: Vec<Reason> = reasons.split('|').filter_map(Reason::from_word).collect();
        let queue = Queue::of(row.get(1)?, unknown.unsigned_abs(), &reasons);
        update.execute(params![id, queue.word()])?;
    }
    Ok(())
}
