//! Transactions grouped anew, in SQLite.

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use super::{SqliteStore, audit, cases, ledger, store_error};
use crate::error::{Error, Result};
use crate::model::{BatchId, DocumentNumber, ExceptionId, Money, Queue, Reason, TransactionId};
use crate::store::decisions;
use crate::store::review::{GroupStore, Grouped, KeptCase, OpenGroup, Regrouper, Regrouping, Target};

impl GroupStore for SqliteStore {
    fn regroup(
        &mut self,
        from: &ExceptionId,
        to: Option<&ExceptionId>,
        judge: &mut Regrouper<'_>,
    ) -> Result<ExceptionId> {
        let (folder, turn) = (self.folder.clone(), self.turn.clone());
        let failed = |error| store_error(&folder, &error);
        let _mine = turn.take();
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let read = |id: &ExceptionId| match cases::read(&step, id).map_err(failed)? {
            Some(Some(case)) if !case.documents.is_empty() => Ok(case),
            _ => Err(Error::Refused(format!("`{id}` cannot be grouped anew"))),
        };
        let case = read(from)?;
        let target = match to {
            Some(id) => Target::Known(Box::new(read(id)?)),
            None => Target::New(free_name(&step, &case).map_err(failed)?),
        };
        let (change, entry) = judge(&case, &target)?;
        let place = write(&step, &case, &target, &change).map_err(failed)?;
        audit::add(&step, &entry).map_err(failed)?;
        step.commit().map_err(failed)?;
        ExceptionId::new(&place).ok_or_else(|| self.damaged("an exception"))
    }

    fn open_groups(&self, batch: &BatchId) -> Result<Vec<OpenGroup>> {
        let sql = "SELECT exception_id, exceptions.transaction_id, version, documents FROM exceptions
                   JOIN decisions ON decisions.transaction_id = exceptions.transaction_id
                   AND decisions.batch_id = exceptions.batch_id
                   WHERE exceptions.batch_id = ?1 AND state = 'open' AND documents <> ''";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select
            .query_map([batch.as_str()], |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?))
            })
            .map_err(self.failed())?;
        let mut groups = rows
            .map(|row| {
                let (id, transaction, version, documents) = row.map_err(self.failed())?;
                let id = ExceptionId::new(&id).ok_or_else(|| self.damaged("an exception"))?;
                let documents = documents.split(',').filter_map(|number| number.parse().ok()).map(DocumentNumber);
                Ok(OpenGroup { id, transaction: TransactionId(transaction), version, documents: documents.collect() })
            })
            .collect::<Result<Vec<_>>>()?;
        groups.sort_by(|one, other| one.documents.first().cmp(&other.documents.first()));
        Ok(groups)
    }
}

/// A name for a part of a transaction that no other has: `17.2`.
fn free_name(step: &Transaction<'_>, case: &KeptCase) -> rusqlite::Result<TransactionId> {
    let mut taken = step.prepare_cached("SELECT 1 FROM decisions WHERE transaction_id = ?1 AND batch_id = ?2")?;
    let mut number = 2;
    loop {
        let name = format!("{}.{number}", case.transaction);
        if !taken.exists(params![name, case.batch.as_str()])? {
            return Ok(TransactionId(name));
        }
        number += 1;
    }
}

fn write(step: &Transaction<'_>, case: &KeptCase, target: &Target, change: &Regrouping) -> rusqlite::Result<String> {
    ledger::insert(step, &case.batch, &change.entries)?;
    let place = match target {
        Target::Known(other) => {
            keep_group(step, other, &change.to)?;
            other.id.to_string()
        }
        Target::New(name) => add_group(step, case, name, &change.to)?,
    };
    match &change.from {
        Some(group) => keep_group(step, case, group)?,
        None => {
            step.execute(
                "UPDATE exceptions SET state = 'merged', version = version + 1, claimed_by = NULL, claimed_until = NULL
                 WHERE exception_id = ?1",
                [case.id.as_str()],
            )?;
        }
    }
    for document in &change.moved {
        for table in ["keyings", "settled_amounts", "corrections"] {
            let sql = format!("UPDATE {table} SET exception_id = ?1 WHERE exception_id = ?2 AND document = ?3");
            step.execute(&sql, params![place, case.id.as_str(), document.0])?;
        }
        let sql = "UPDATE check_numbers SET transaction_id = ?1 WHERE batch_id = ?2 AND document = ?3";
        step.execute(sql, params![target.transaction().0, case.batch.as_str(), document.0])?;
    }
    step.execute("DELETE FROM drafts WHERE exception_id IN (?1, ?2)", params![place, case.id.as_str()])?;
    Ok(place)
}

fn keep_group(step: &Transaction<'_>, case: &KeptCase, group: &Grouped) -> rusqlite::Result<()> {
    step.execute(
        "UPDATE decisions SET body = ?1, documents = ?2 WHERE transaction_id = ?3 AND batch_id = ?4",
        params![decisions::to_json(&group.decision), numbers(group), case.transaction.0, case.batch.as_str()],
    )?;
    let (amount, unknown) = (group.decision.known_amount(), group.decision.unknown_amounts() as u64);
    step.execute(
        "UPDATE exceptions SET version = version + 1, reasons = ?2, priority = ?3, amount = ?4, unknown_amounts = ?5,
         account_number = ?6, explanation = ?7, queue = ?8 WHERE exception_id = ?1",
        params![
            case.id.as_str(),
            words(&group.reasons),
            group.decision.priority,
            Money::cents(amount),
            unknown.cast_signed(),
            group.decision.account.as_ref().map(|account| account.as_str()),
            group.decision.explanation,
            Queue::of(group.decision.priority, unknown, &group.reasons).word()
        ],
    )?;
    Ok(())
}

fn add_group(
    step: &Transaction<'_>,
    case: &KeptCase,
    name: &TransactionId,
    group: &Grouped,
) -> rusqlite::Result<String> {
    let batch = case.batch.as_str();
    step.execute(
        "INSERT INTO decisions (batch_id, position, transaction_id, body, documents)
         VALUES (?1, (SELECT MAX(position) + 1 FROM decisions WHERE batch_id = ?1), ?2, ?3, ?4)",
        params![batch, name.0, decisions::to_json(&group.decision), numbers(group)],
    )?;
    let sql = "SELECT exception_id FROM exceptions WHERE batch_id = ?1 ORDER BY LENGTH(exception_id) DESC, exception_id DESC LIMIT 1";
    let last: Option<String> = step.query_row(sql, [batch], |row| row.get(0)).optional()?;
    let last = last.and_then(|last| last.rsplit_once("-E")?.1.parse::<usize>().ok()).unwrap_or(0);
    let id = case.batch.exception_id(last + 1);
    let unknown = group.decision.unknown_amounts() as u64;
    step.execute(
        "INSERT INTO exceptions (exception_id, batch_id, transaction_id, reasons, priority, amount, unknown_amounts,
         account_number, explanation, queue, received_date)
         SELECT ?1, batch_id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, received_date FROM exceptions WHERE exception_id = ?2",
        params![
            id,
            case.id.as_str(),
            name.0,
            words(&group.reasons),
            group.decision.priority,
            group.decision.known_amount().cents(),
            unknown.cast_signed(),
            group.decision.account.as_ref().map(|account| account.as_str()),
            group.decision.explanation,
            Queue::of(group.decision.priority, unknown, &group.reasons).word()
        ],
    )?;
    Ok(id)
}

fn numbers(group: &Grouped) -> String {
    group.documents.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn words(reasons: &[Reason]) -> String {
    reasons.iter().map(|reason| reason.word()).collect::<Vec<_>>().join("|")
}
