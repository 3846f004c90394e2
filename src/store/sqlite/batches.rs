//! Batches, readings and decisions in SQLite.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use super::{SqliteStore, ledger, store_error};
use crate::error::Result;
use crate::model::{
    self, AccountNumber, Batch, BatchId, Decision, Document, DocumentNumber, Outcome, Queue, RoutingNumber,
    TransactionId,
};
use crate::store::{BatchState, BatchStore, Finished, FinishedBatch, KnownPayer, LoadId, SeenPayment, decisions, wire};

/// Written beside every batch, so that a decision can be traced to the program that made it.
const PROGRAM: &str = concat!("lockbox ", env!("CARGO_PKG_VERSION"));

/// Holds for batches (of the table `batches`) that were finished before batch `$2` was, or at all if it is not.
pub(super) const FINISHED_BEFORE: &str =
    "batches.id <> $2 AND batches.state = 'finished' AND COALESCE(batches.finished, 0) <
     COALESCE((SELECT this.finished FROM batches AS this WHERE this.id = $2), 9223372036854775807)";

impl BatchStore for SqliteStore {
    fn begin(&mut self, batch: &Batch, fingerprint: &str) -> Result<BatchState> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction().map_err(failed)?;
        let sql = "SELECT state, fingerprint, out_folder, header FROM batches WHERE id = $1";
        let known: Option<(String, String, Option<String>, Option<String>)> = step
            .query_row(sql, [batch.id.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()
            .map_err(failed)?;
        let state = match known {
            Some((state, _, out_folder, _)) if state == "finished" => {
                return Ok(BatchState::Finished(PathBuf::from(out_folder.unwrap_or_default())));
            }
            Some((_, begun, _, header)) if begun == fingerprint => {
                let header = header.and_then(|header| decisions::header_from_json(&batch.id, &header));
                BatchState::Begun(header.map(Box::new), read_documents(&step, &batch.id).map_err(failed)?)
            }
            Some(_) => {
                step.execute("DELETE FROM batches WHERE id = $1", [batch.id.as_str()]).map_err(failed)?;
                insert_batch(&step, batch, fingerprint).map_err(failed)?;
                BatchState::New
            }
            None => {
                insert_batch(&step, batch, fingerprint).map_err(failed)?;
                BatchState::New
            }
        };
        step.commit().map_err(failed)?;
        Ok(state)
    }

    fn keep(&mut self, batch: &BatchId, documents: &[Document]) -> Result<()> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction().map_err(failed)?;
        {
            let mut insert = step
                .prepare("INSERT OR REPLACE INTO documents (batch_id, document, body) VALUES ($1, $2, $3)")
                .map_err(failed)?;
            for document in documents {
                let body = wire::to_json(document);
                insert.execute(params![batch.as_str(), document.number.0, body]).map_err(failed)?;
            }
        }
        step.commit().map_err(failed)
    }

    fn documents(&self, batch: &BatchId) -> Result<Vec<Document>> {
        let mut select = self
            .connection
            .prepare("SELECT body FROM documents WHERE batch_id = $1 ORDER BY document")
            .map_err(self.failed())?;
        let rows = select.query_map([batch.as_str()], |row| row.get::<_, String>(0)).map_err(self.failed())?;
        rows.map(|body| wire::from_json(&body.map_err(self.failed())?).ok_or_else(|| self.damaged("a reading")))
            .collect()
    }

    fn document(&self, batch: &BatchId, number: DocumentNumber) -> Result<Option<Document>> {
        let sql = "SELECT body FROM documents WHERE batch_id = $1 AND document = $2";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let found = select.query_row(params![batch.as_str(), number.0], |row| row.get::<_, String>(0));
        let body = found.optional().map_err(self.failed())?;
        body.map(|body| wire::from_json(&body).ok_or_else(|| self.damaged("a reading"))).transpose()
    }

    fn seen_before(&self, batch: &BatchId, identities: &[String]) -> Result<Vec<SeenPayment>> {
        let sql = format!(
            "SELECT batch_id, document FROM payments JOIN batches ON batches.id = payments.batch_id
             WHERE identity = $1 AND {FINISHED_BEFORE}
             ORDER BY COALESCE(batches.finished, 0), batch_id, document LIMIT 1"
        );
        let mut select = self.connection.prepare_cached(&sql).map_err(self.failed())?;
        let mut seen = Vec::new();
        for identity in identities {
            let first = select
                .query_row(params![identity, batch.as_str()], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))
                .optional()
                .map_err(self.failed())?;
            if let Some((earlier, document)) = first {
                let earlier = BatchId::new(&earlier).ok_or_else(|| self.damaged("a batch"))?;
                seen.push(SeenPayment {
                    identity: identity.clone(),
                    batch: earlier,
                    document: DocumentNumber(document),
                });
            }
        }
        Ok(seen)
    }

    fn payers(&self, batch: &BatchId, payers: &[(RoutingNumber, String)]) -> Result<Vec<KnownPayer>> {
        let sql = format!(
            "SELECT account_number, SUM(times), MAX(payers.deposit_date) FROM payers
             JOIN batches ON batches.id = payers.batch_id
             WHERE routing_number = $1 AND {FINISHED_BEFORE} AND payer_account = $3
             GROUP BY account_number ORDER BY account_number"
        );
        let mut select = self.connection.prepare_cached(&sql).map_err(self.failed())?;
        let mut known = Vec::new();
        for (routing, payer_account) in payers {
            let rows = select
                .query_map(params![routing.to_string(), batch.as_str(), payer_account], |row| {
                    Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, String>(2)?))
                })
                .map_err(self.failed())?;
            for row in rows {
                let (account, times, last) = row.map_err(self.failed())?;
                let (account, last) = AccountNumber::new(&account)
                    .zip(last.parse().ok())
                    .ok_or_else(|| self.damaged("what is known of a payer"))?;
                known.push(KnownPayer {
                    routing: *routing,
                    payer_account: payer_account.clone(),
                    account,
                    times,
                    last,
                });
            }
        }
        Ok(known)
    }

    fn fingerprint(&self, batch: &BatchId) -> Result<Option<String>> {
        let sql = "SELECT fingerprint FROM batches WHERE id = $1 AND state = 'finished'";
        self.connection.query_row(sql, [batch.as_str()], |row| row.get(0)).optional().map_err(self.failed())
    }

    fn finished(&self, batch: &BatchId) -> Result<Option<FinishedBatch>> {
        let sql = "SELECT header, load_id, program, config, models FROM batches
                   WHERE id = $1 AND state = 'finished' AND header IS NOT NULL AND finished IS NOT NULL";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let found = select
            .query_row([batch.as_str()], |row| {
                let load: Option<u32> = row.get(1)?;
                Ok((row.get::<_, String>(0)?, load.map(LoadId), row.get(2)?, row.get(3)?, row.get(4)?))
            })
            .optional()
            .map_err(self.failed())?;
        let Some((header, load, program, config, models)) = found else { return Ok(None) };
        let header = decisions::header_from_json(batch, &header).ok_or_else(|| self.damaged("a batch header"))?;
        Ok(Some(FinishedBatch { header, load, program, config, models }))
    }

    fn decisions(&self, batch: &BatchId) -> Result<Vec<Decision>> {
        let mut select = self
            .connection
            .prepare("SELECT transaction_id, body FROM decisions WHERE batch_id = $1 ORDER BY position")
            .map_err(self.failed())?;
        let rows = select
            .query_map([batch.as_str()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
            .map_err(self.failed())?;
        rows.map(|row| {
            let (transaction, body) = row.map_err(self.failed())?;
            decisions::from_json(&transaction, &body).ok_or_else(|| self.damaged("a decision"))
        })
        .collect()
    }

    fn batches_with(&self, transaction: &TransactionId) -> Result<Vec<BatchId>> {
        let mut select = self
            .connection
            .prepare("SELECT DISTINCT batch_id FROM decisions WHERE transaction_id = $1 ORDER BY batch_id")
            .map_err(self.failed())?;
        let rows = select.query_map([&transaction.0], |row| row.get::<_, String>(0)).map_err(self.failed())?;
        rows.map(|id| BatchId::new(&id.map_err(self.failed())?).ok_or_else(|| self.damaged("a batch"))).collect()
    }

    fn finish(&mut self, finished: &Finished<'_>) -> Result<bool> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        if is_overtaken(&step, finished).map_err(failed)? {
            return Ok(false);
        }
        insert_payments(&step, finished).map_err(failed)?;
        insert_decisions(&step, finished).map_err(failed)?;
        insert_check_numbers(&step, finished).map_err(failed)?;
        insert_payers(&step, finished).map_err(failed)?;
        ledger::insert(&step, &finished.batch.id, finished.entries).map_err(failed)?;
        step.execute(
            "UPDATE batches SET state = 'finished', load_id = $1, out_folder = $2, config = $3, models = $4, header = $5,
             findings = $6, finished = (SELECT COALESCE(MAX(finished), 0) + 1 FROM batches) WHERE id = $7",
            params![
                finished.load.map(|load| load.0),
                finished.out_folder.to_string_lossy(),
                finished.config,
                finished.models,
                decisions::header_to_json(finished.batch),
                finished.findings.join("\n"),
                finished.batch.id.as_str()
            ],
        )
        .map_err(failed)?;
        step.commit().map_err(failed)?;
        Ok(true)
    }
}

/// Whether money went to, or left, an account that the batch pays since its decisions looked.
fn is_overtaken(step: &Transaction<'_>, finished: &Finished<'_>) -> rusqlite::Result<bool> {
    let mut select = step.prepare("SELECT DISTINCT account_number FROM postings WHERE rowid > ?1")?;
    let since: HashSet<String> =
        select.query_map([finished.last_posting], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let paid = finished.entries.iter().filter_map(|entry| entry.account.as_ref());
    Ok(!since.is_empty() && paid.into_iter().any(|account| since.contains(account.as_str())))
}

fn insert_batch(step: &Transaction<'_>, batch: &Batch, fingerprint: &str) -> rusqlite::Result<usize> {
    step.execute(
        "INSERT INTO batches (id, fingerprint, state, received_date, deposit_date, program, header)
         VALUES ($1, $2, 'reading', $3, $4, $5, $6)",
        params![
            batch.id.as_str(),
            fingerprint,
            batch.received_date.to_string(),
            batch.deposit_date.to_string(),
            PROGRAM,
            decisions::header_to_json(batch)
        ],
    )
}

fn read_documents(step: &Transaction<'_>, batch: &BatchId) -> rusqlite::Result<BTreeSet<DocumentNumber>> {
    let mut select = step.prepare("SELECT document FROM documents WHERE batch_id = $1")?;
    let rows = select.query_map([batch.as_str()], |row| row.get(0).map(DocumentNumber))?;
    rows.collect()
}

fn insert_payments(step: &Transaction<'_>, finished: &Finished<'_>) -> rusqlite::Result<()> {
    let mut insert =
        step.prepare("INSERT OR IGNORE INTO payments (batch_id, document, identity) VALUES ($1, $2, $3)")?;
    for (document, identity) in finished.identities {
        insert.execute(params![finished.batch.id.as_str(), document.0, identity])?;
    }
    Ok(())
}

fn insert_check_numbers(step: &Transaction<'_>, finished: &Finished<'_>) -> rusqlite::Result<()> {
    let mut insert = step.prepare("INSERT OR IGNORE INTO check_numbers VALUES ($1, $2, $3, $4)")?;
    for transaction in finished.transactions {
        for document in transaction.documents.iter().filter(|document| document.is_payment()) {
            let Some(number) = check_number(document) else { continue };
            insert.execute(params![number, finished.batch.id.as_str(), document.number.0, transaction.id.0])?;
        }
    }
    Ok(())
}

/// The number of a check as it was read, without leading zeros.
fn check_number(document: &Document) -> Option<&str> {
    let line = document.face().ok()?.check.as_ref()?.micr.best()?;
    line.value.check_number.as_deref().map(|number| number.trim_start_matches('0')).filter(|number| !number.is_empty())
}

fn insert_payers(step: &Transaction<'_>, finished: &Finished<'_>) -> rusqlite::Result<()> {
    let mut insert = step.prepare("INSERT OR REPLACE INTO payers VALUES ($1, $2, $3, $4, $5, $6)")?;
    for payer in finished.payers {
        insert.execute(params![
            payer.routing.to_string(),
            payer.payer_account,
            payer.account.as_str(),
            finished.batch.id.as_str(),
            payer.times,
            payer.last.to_string()
        ])?;
    }
    Ok(())
}

fn insert_decisions(step: &Transaction<'_>, finished: &Finished<'_>) -> rusqlite::Result<()> {
    let batch = finished.batch.id.as_str();
    let mut whole = step.prepare(
        "INSERT INTO decisions (batch_id, position, transaction_id, body, documents) VALUES ($1, $2, $3, $4, $5)",
    )?;
    let documents: HashMap<&TransactionId, String> =
        finished.transactions.iter().map(|transaction| (&transaction.id, numbers(transaction))).collect();
    let (mut postings, mut exceptions) = (0, 0);
    for (decision, position) in finished.decisions.iter().zip(1_i64..) {
        let documents = documents.get(&decision.transaction);
        whole.execute(params![
            batch,
            position,
            decision.transaction.0,
            decisions::to_json(decision),
            documents.map_or("", String::as_str)
        ])?;
        match &decision.outcome {
            Outcome::Post(posted) => {
                for posting in posted {
                    postings += 1;
                    insert_posting(step, finished, decision, posting, &finished.batch.id.posting_id(postings))?;
                }
            }
            Outcome::Hold(reasons) => {
                exceptions += 1;
                let queue = Queue::of(decision.priority, decision.unknown_amounts() as u64, reasons);
                let reasons = reasons.iter().map(|reason| reason.word()).collect::<Vec<_>>().join("|");
                step.execute(
                    "INSERT INTO exceptions (exception_id, batch_id, transaction_id, reasons, priority, amount,
                     unknown_amounts, account_number, explanation, queue, received_date)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                    params![
                        finished.batch.id.exception_id(exceptions),
                        batch,
                        decision.transaction.0,
                        reasons,
                        decision.priority,
                        decision.known_amount().cents(),
                        decision.unknown_amounts() as i64,
                        decision.account.as_ref().map(|account| account.as_str()),
                        decision.explanation,
                        queue.word(),
                        finished.batch.received_date.to_string()
                    ],
                )?;
            }
        }
    }
    Ok(())
}

/// The numbers of a transaction's documents: `1,2,3`.
fn numbers(transaction: &model::Transaction) -> String {
    let numbers: Vec<String> = transaction.documents.iter().map(|document| document.number.to_string()).collect();
    numbers.join(",")
}

fn insert_posting(
    step: &Transaction<'_>,
    finished: &Finished<'_>,
    decision: &Decision,
    posting: &model::Posting,
    id: &str,
) -> rusqlite::Result<usize> {
    step.execute(
        "INSERT INTO postings (posting_id, batch_id, transaction_id, load_id, account_number, bill_id, amount,
         document, payment_type, rule) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            id,
            finished.batch.id.as_str(),
            decision.transaction.0,
            finished.load.map(|load| load.0),
            posting.account.as_str(),
            posting.bill.as_ref().map(|bill| bill.as_str()),
            posting.amount.cents(),
            posting.payment.0,
            posting.payment_type.word(),
            decision.rule.word()
        ],
    )
}
