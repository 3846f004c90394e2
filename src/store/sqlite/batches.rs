//! Batches, readings and decisions in SQLite.

use std::collections::BTreeSet;
use std::path::PathBuf;

use rusqlite::{OptionalExtension, Transaction, params};

use super::{SqliteStore, store_error};
use crate::error::Result;
use crate::model::{Batch, BatchId, Decision, Document, DocumentNumber, Outcome};
use crate::store::{BatchState, BatchStore, Finished, SeenPayment, wire};

/// Written beside every batch, so that a decision can be traced to the program that made it.
const PROGRAM: &str = concat!("lockbox ", env!("CARGO_PKG_VERSION"));

impl BatchStore for SqliteStore {
    fn begin(&mut self, batch: &Batch, fingerprint: &str) -> Result<BatchState> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction().map_err(failed)?;
        let known: Option<(String, String, Option<String>)> = step
            .query_row("SELECT state, fingerprint, out_folder FROM batches WHERE id = $1", [batch.id.as_str()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()
            .map_err(failed)?;
        let state = match known {
            Some((state, _, out_folder)) if state == "finished" => {
                return Ok(BatchState::Finished(PathBuf::from(out_folder.unwrap_or_default())));
            }
            Some((_, begun, _)) if begun == fingerprint => {
                BatchState::Begun(read_documents(&step, &batch.id).map_err(failed)?)
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

    fn seen_before(&self, batch: &BatchId, identities: &[String]) -> Result<Vec<SeenPayment>> {
        let mut select = self
            .connection
            .prepare(
                "SELECT batch_id, document FROM payments WHERE identity = $1 AND batch_id <> $2
                 ORDER BY batch_id, document LIMIT 1",
            )
            .map_err(self.failed())?;
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

    fn finish(&mut self, finished: &Finished<'_>) -> Result<()> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction().map_err(failed)?;
        insert_payments(&step, finished).map_err(failed)?;
        insert_decisions(&step, finished).map_err(failed)?;
        step.execute(
            "UPDATE batches SET state = 'finished', load_id = $1, out_folder = $2 WHERE id = $3",
            params![
                finished.load.map(|load| load.0),
                finished.out_folder.to_string_lossy(),
                finished.batch.id.as_str()
            ],
        )
        .map_err(failed)?;
        step.commit().map_err(failed)
    }
}

fn insert_batch(step: &Transaction<'_>, batch: &Batch, fingerprint: &str) -> rusqlite::Result<usize> {
    step.execute(
        "INSERT INTO batches (id, fingerprint, state, received_date, deposit_date, program)
         VALUES ($1, $2, 'reading', $3, $4, $5)",
        params![
            batch.id.as_str(),
            fingerprint,
            batch.received_date.to_string(),
            batch.deposit_date.to_string(),
            PROGRAM
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

fn insert_decisions(step: &Transaction<'_>, finished: &Finished<'_>) -> rusqlite::Result<()> {
    let batch = finished.batch.id.as_str();
    let (mut postings, mut exceptions) = (0, 0);
    for decision in finished.decisions {
        match &decision.outcome {
            Outcome::Post(posted) => {
                for posting in posted {
                    postings += 1;
                    insert_posting(step, finished, decision, posting, &format!("{batch}-P{postings:06}"))?;
                }
            }
            Outcome::Hold(reasons) => {
                exceptions += 1;
                let reasons = reasons.iter().map(|reason| reason.word()).collect::<Vec<_>>().join("|");
                step.execute(
                    "INSERT INTO exceptions (exception_id, batch_id, transaction_id, reasons, priority, amount,
                     unknown_amounts, account_number, explanation) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                    params![
                        format!("{batch}-E{exceptions:06}"),
                        batch,
                        decision.transaction.0,
                        reasons,
                        decision.priority,
                        decision.known_amount().cents(),
                        decision.unknown_amounts() as i64,
                        decision.account.as_ref().map(|account| account.as_str()),
                        decision.explanation
                    ],
                )?;
            }
        }
    }
    Ok(())
}

fn insert_posting(
    step: &Transaction<'_>,
    finished: &Finished<'_>,
    decision: &Decision,
    posting: &crate::model::Posting,
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
