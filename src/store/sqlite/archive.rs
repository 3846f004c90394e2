//! Transactions of the past in SQLite.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params, params_from_iter};

use super::{SqliteStore, ledger};
use crate::error::Result;
use crate::model::{AccountNumber, BatchId, CaseState, DocumentNumber, ExceptionId, Money, TransactionId};
use crate::store::archive::{ArchivePlace, ArchiveQuery, ArchiveRow, ArchiveStore, ArchivedTransaction, ToldBy};
use crate::store::{KeptEntry, decisions};

impl ArchiveStore for SqliteStore {
    fn find(&self, query: &ArchiveQuery, skip: u32, most: u32) -> Result<Vec<ArchiveRow>> {
        let (sql, values) = statement(query, skip, most);
        let mut select = self.connection.prepare_cached(&sql).map_err(self.failed())?;
        let rows = select
            .query_map(params_from_iter(values), |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?))
            })
            .map_err(self.failed())?;
        rows.map(|row| {
            let (batch, position, transaction, date) = row.map_err(self.failed())?;
            let whole = BatchId::new(&batch).zip(date.parse().ok());
            let (batch, deposit_date) = whole.ok_or_else(|| self.damaged("a batch"))?;
            let transaction = TransactionId(transaction);
            Ok(ArchiveRow {
                amount: self.received(&batch, &transaction)?,
                accounts: self.paid(&batch, &transaction)?,
                state: self.exception(&batch, &transaction)?.map(|(_, state)| state),
                place: ArchivePlace { batch, position },
                transaction,
                deposit_date,
            })
        })
        .collect()
    }

    fn archived(&self, place: &ArchivePlace) -> Result<Option<ArchivedTransaction>> {
        let sql = "SELECT transaction_id, body, documents, (SELECT MAX(position) FROM decisions WHERE batch_id = ?1)
                   FROM decisions WHERE batch_id = ?1 AND position = ?2";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let found = select.query_row(params![place.batch.as_str(), place.position], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get(3)?))
        });
        let Some((transaction, body, documents, of)) = found.optional().map_err(self.failed())? else {
            return Ok(None);
        };
        let decision = decisions::from_json(&transaction, &body).ok_or_else(|| self.damaged("a decision"))?;
        let documents = documents.split(',').filter_map(|number| number.parse().ok()).map(DocumentNumber).collect();
        let transaction = TransactionId(transaction);
        let exception = self.exception(&place.batch, &transaction)?;
        let lines = self.lines(&place.batch, &transaction)?;
        let told = self.told(&place.batch, &transaction)?;
        Ok(Some(ArchivedTransaction { place: place.clone(), of, decision, documents, exception, lines, told }))
    }
}

/// The statement that finds what fits, and its values. What is in no table of its own is looked up by batch.
fn statement(query: &ArchiveQuery, skip: u32, most: u32) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = Vec::new();
    let mut sets: Vec<String> = Vec::new();
    if let Some(accounts) = &query.accounts {
        let marks = vec!["?"; accounts.len()].join(", ");
        sets.push(format!(
            "SELECT batch_id, transaction_id FROM (SELECT batch_id, transaction_id FROM postings
             WHERE account_number IN ({marks}) UNION SELECT batch_id, transaction_id FROM exceptions
             WHERE account_number IN ({marks}))"
        ));
        for _ in 0..2 {
            values.extend(accounts.iter().map(|account| Value::from(account.as_str().to_owned())));
        }
    }
    if let Some(bill) = &query.bill {
        sets.push("SELECT batch_id, transaction_id FROM postings WHERE bill_id = ?".to_owned());
        values.push(Value::from(bill.as_str().to_owned()));
    }
    if let Some(amount) = query.amount {
        sets.push("SELECT batch_id, transaction_id FROM entries WHERE place = 'received' AND amount = ?".to_owned());
        values.push(Value::from(amount.cents()));
    }
    if let Some(number) = &query.check_number {
        sets.push("SELECT batch_id, transaction_id FROM check_numbers WHERE check_number = ?".to_owned());
        values.push(Value::from(number.clone()));
    }
    let mut limits = String::new();
    let dates = [("deposit_date >= ?", query.from), ("deposit_date <= ?", query.to)];
    let batch = query.batch.as_ref().map(|batch| ("batches.id = ?", batch.as_str().to_owned()));
    let dates = dates.into_iter().filter_map(|(sql, date)| Some((sql, date?.to_string())));
    for (sql, value) in batch.into_iter().chain(dates) {
        limits.push_str(&format!(" AND {sql}"));
        values.push(Value::from(value));
    }
    let (found, from) = if sets.is_empty() {
        (String::new(), "batches CROSS JOIN decisions ON decisions.batch_id = batches.id".to_owned())
    } else {
        (
            format!("WITH found AS MATERIALIZED ({}) ", sets.join(" INTERSECT ")),
            "found CROSS JOIN batches ON batches.id = found.batch_id CROSS JOIN decisions ON
             decisions.transaction_id = found.transaction_id AND decisions.batch_id = found.batch_id"
                .to_owned(),
        )
    };
    values.extend([Value::from(most), Value::from(skip)]);
    let distinct = if sets.is_empty() { "" } else { "DISTINCT" };
    let sql = format!(
        "{found}SELECT {distinct} decisions.batch_id, decisions.position, decisions.transaction_id, deposit_date,
         batches.finished FROM {from} WHERE batches.state = 'finished'{limits}
         ORDER BY batches.finished DESC, decisions.position LIMIT ? OFFSET ?"
    );
    (sql, values)
}

impl SqliteStore {
    fn received(&self, batch: &BatchId, transaction: &TransactionId) -> Result<Money> {
        let sql = "SELECT COALESCE(SUM(amount), 0) FROM entries
                   WHERE batch_id = ?1 AND transaction_id = ?2 AND place = 'received'";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let cents = select.query_row(params![batch.as_str(), transaction.0], |row| row.get(0));
        cents.map(Money::from_cents).map_err(self.failed())
    }

    fn paid(&self, batch: &BatchId, transaction: &TransactionId) -> Result<Vec<AccountNumber>> {
        let sql = "SELECT account_number FROM entries WHERE batch_id = ?1 AND transaction_id = ?2 AND place = 'posted'
                   GROUP BY account_number HAVING SUM(amount) <> 0 ORDER BY account_number";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select.query_map(params![batch.as_str(), transaction.0], |row| row.get::<_, String>(0));
        rows.map_err(self.failed())?
            .map(|row| AccountNumber::new(&row.map_err(self.failed())?).ok_or_else(|| self.damaged("a posting")))
            .collect()
    }

    fn exception(&self, batch: &BatchId, transaction: &TransactionId) -> Result<Option<(ExceptionId, CaseState)>> {
        let sql = "SELECT exception_id, state FROM exceptions WHERE batch_id = ?1 AND transaction_id = ?2";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let found = select.query_row(params![batch.as_str(), transaction.0], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        });
        let Some((id, state)) = found.optional().map_err(self.failed())? else { return Ok(None) };
        let whole = ExceptionId::new(&id).zip(CaseState::from_word(&state));
        whole.map(Some).ok_or_else(|| self.damaged("an exception"))
    }

    fn lines(&self, batch: &BatchId, transaction: &TransactionId) -> Result<Vec<KeptEntry>> {
        let sql = "SELECT entry, transaction_id, document, place, account_number, bill_id, amount, posting_id, reverses
                   FROM entries WHERE batch_id = ?1 AND transaction_id = ?2 ORDER BY entry";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select.query_map(params![batch.as_str(), transaction.0], ledger::entry).map_err(self.failed())?;
        rows.map(|row| row.map_err(self.failed())?.ok_or_else(|| self.damaged("a line of the ledger"))).collect()
    }

    /// The files that told a posting of it, and the deposits that one of its payments is in.
    fn told(&self, batch: &BatchId, transaction: &TransactionId) -> Result<Vec<ToldBy>> {
        let sql = "SELECT name, form, made FROM releases WHERE release IN
                   (SELECT release FROM release_batches JOIN entries USING (batch_id)
                    WHERE batch_id = ?1 AND transaction_id = ?2 AND place = 'posted' AND entry > after AND entry <= upto
                    UNION SELECT release FROM deposit_items WHERE batch_id = ?1 AND document IN
                    (SELECT document FROM entries WHERE batch_id = ?1 AND transaction_id = ?2))
                   ORDER BY release";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select
            .query_map(params![batch.as_str(), transaction.0], |row| {
                Ok(ToldBy { name: row.get(0)?, form: row.get(1)?, made: row.get(2)? })
            })
            .map_err(self.failed())?;
        rows.map(|row| row.map_err(self.failed())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::money;

    #[test]
    fn no_search_reads_a_whole_table() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path()).unwrap();
        let none = ArchiveQuery::default;
        let accounts = || AccountNumber::new("7123456701").map(|account| vec![account]);
        for query in [
            ArchiveQuery { accounts: accounts(), ..none() },
            ArchiveQuery { bill: crate::model::BillId::new("b1"), ..none() },
            ArchiveQuery { amount: Some(money("214.50")), ..none() },
            ArchiveQuery { check_number: Some("1457".to_owned()), ..none() },
            ArchiveQuery { batch: BatchId::new("b1"), ..none() },
            ArchiveQuery {
                accounts: accounts(),
                amount: Some(money("1.00")),
                from: "2026-01-01".parse().ok(),
                ..none()
            },
        ] {
            let (sql, values) = statement(&query, 0, 10);
            let mut explain = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let plan: Vec<String> = explain
                .query_map(params_from_iter(values), |row| row.get(3))
                .unwrap()
                .map(|row| row.unwrap())
                .collect();
            let tables = ["postings", "exceptions", "entries", "decisions", "batches", "check_numbers"];
            let scanned =
                tables.iter().find(|table| plan.iter().any(|step| step.starts_with(&format!("SCAN {table}"))));
            assert_eq!(scanned, None, "{query:?}: {plan:?}");
        }
    }
}
