//! Fills a store with copies of its finished batches, each under an id of its own, so that what leaves the house can be
//! measured on any amount of work. Scans are kept once, as always.
//!
//! ```text
//! lockbox deck --kind bitonal --transactions 250 --seed 1 --out deck
//! lockbox process deck/batch --bills deck/bills.csv --config deck/lockbox.toml
//! cargo run --release --example many_batches -- lockbox-data 400
//! time lockbox export --config deck/lockbox.toml --format x9 --deposit-date 2026-11-24 --out deposit.x937
//! ```

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a command for people")]

use std::path::Path;

use lockbox::ledger;
use lockbox::model::{Batch, BatchId};
use lockbox::store::{BatchState, BatchStore, BillStore, DepositStore, Finished, LedgerStore, SqliteStore};
use lockbox::transactions;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, copies] = arguments.as_slice() else { panic!("give the store's folder and how many copies") };
    let copies: u32 = copies.parse().unwrap();
    let mut store = SqliteStore::open(Path::new(data)).unwrap();
    let originals: Vec<BatchId> = store.standings().unwrap().into_iter().map(|batch| batch.batch).collect();
    let mut payments = 0;
    for id in &originals {
        let finished = store.finished(id).unwrap().unwrap();
        let documents = store.documents(id).unwrap();
        let decisions = store.decisions(id).unwrap();
        let transactions = transactions::form(finished.header.mode, documents.clone());
        let mut scans = Vec::new();
        for file in documents.iter().flat_map(|document| [Some(&document.source), document.back_source.as_ref()]) {
            let Some(file) = file.map(|source| &source.file) else { continue };
            scans.extend(store.scan(id, file).unwrap().map(|hash| (file.to_string(), hash)));
        }
        for copy in 1..=copies {
            let batch = Batch { id: BatchId::new(&format!("{id}.{copy}")).unwrap(), ..finished.header.clone() };
            if matches!(store.begin(&batch, "copy").unwrap(), BatchState::Finished(_)) {
                continue;
            }
            store.keep(&batch.id, &documents).unwrap();
            store.keep_scans(&batch.id, &scans).unwrap();
            let entries = ledger::entries(&batch.id, &decisions);
            let finished = store.finish(&Finished {
                batch: &batch,
                load: finished.load,
                transactions: &transactions,
                decisions: &decisions,
                config: &finished.config,
                models: &finished.models,
                payers: &[],
                entries: &entries,
                findings: &[],
                identities: &[],
                last_posting: store.last_posting().unwrap(),
                out_folder: Path::new("out").join(batch.id.as_str()),
            });
            assert!(finished.unwrap());
            payments += ledger::standings(&entries).len();
        }
    }
    println!("{} batches with {payments} payments added", originals.len() as u32 * copies);
}
