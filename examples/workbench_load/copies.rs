//! A store with a long past, made of copies of one batch.

use std::path::Path;

use lockbox::files;
use lockbox::model::{Role, UserName};
use lockbox::store::SqliteStore;
use lockbox::store::review::{AuditEntry, Seconds, User, UserStore};
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

/// The batch that is copied.
const BATCH: &str = "exceptions-7102";
/// What is copied of every batch; of those that wait, their papers, too.
const TABLES: [&str; 7] = ["batches", "decisions", "payments", "postings", "exceptions", "entries", "check_numbers"];

/// Copies the batch until there are so many archived transactions, and so many that wait.
pub(crate) fn copy(data: &Path, archive: u64, waiting: u64) {
    let mut store = Connection::open(data.join("lockbox.sqlite")).unwrap();
    store.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY;").unwrap();
    let count = |sql: &str| store.query_row(sql, [BATCH], |row| row.get::<_, i64>(0)).unwrap().unsigned_abs();
    let own = count("SELECT COUNT(*) FROM decisions WHERE batch_id = ?1");
    // Amounts to be keyed are not what is measured here.
    let open = "SELECT COUNT(*) FROM exceptions WHERE batch_id = ?1 AND queue <> 'amount' AND unknown_amounts = 0";
    let (old, new) = (archive / own, waiting.div_ceil(count(open)));
    for part in (0..old + new).collect::<Vec<_>>().chunks(200) {
        let step = store.transaction().unwrap();
        for number in part {
            let id = format!("load-{number:06}");
            let waits = *number >= old;
            for table in TABLES.iter().copied().chain(["documents", "scans"].into_iter().filter(|_| waits)) {
                copy_table(&step, table, &id);
            }
            let state = if waits {
                "state = 'posted' WHERE (queue = 'amount' OR unknown_amounts > 0) AND"
            } else {
                "state = 'posted' WHERE"
            };
            step.execute(&format!("UPDATE exceptions SET {state} batch_id = ?1"), [&id]).unwrap();
            let finished = "UPDATE batches SET finished = (SELECT MAX(finished) + 1 FROM batches) WHERE id = ?1";
            step.execute(finished, [&id]).unwrap();
            if !waits {
                // Over the three years before this week.
                let days = 8 + number * 1000 / old;
                let sql = "UPDATE batches SET received_date = DATE(received_date, ?2), deposit_date = DATE(deposit_date, ?2) WHERE id = ?1";
                step.execute(sql, params![id, format!("-{days} days")]).unwrap();
            }
        }
        step.commit().unwrap();
    }
    store.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize;").unwrap();
}

/// Copies the batch's rows of a table under another id. What was paid long ago is not counted against today's bills, and
/// no payment is another's duplicate.
fn copy_table(store: &Connection, table: &str, id: &str) {
    let mut columns = store.prepare_cached(&format!("SELECT name FROM pragma_table_info('{table}')")).unwrap();
    let names: Vec<String> = columns.query_map([], |row| row.get(0)).unwrap().map(|name| name.unwrap()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).filter(|name| *name != "entry").collect();
    let values: Vec<String> = names
        .iter()
        .map(|name| match *name {
            "batch_id" | "id" => "?2".to_owned(),
            "exception_id" | "posting_id" | "reverses" => format!("?2 || SUBSTR({name}, LENGTH(?1) + 1)"),
            "identity" => "identity || '/' || ?2".to_owned(),
            "load_id" if table == "postings" => "NULL".to_owned(),
            name => name.to_owned(),
        })
        .collect();
    let key = if table == "batches" { "id" } else { "batch_id" };
    let sql = format!(
        "INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE {key} = ?1",
        names.join(", "),
        values.join(", ")
    );
    store.prepare_cached(&sql).unwrap().execute(params![BATCH, id]).unwrap();
}

/// So many people who are signed in: the tokens of session and forms of each.
pub(crate) fn people(data: &Path, count: usize) -> Vec<(String, String)> {
    let mut store = SqliteStore::open(data).unwrap();
    let at = Seconds(jiff::Timestamp::now().as_second());
    let run = at.0;
    (0..count)
        .map(|number| {
            let name = UserName::new(&format!("reviewer{number}")).unwrap();
            let audit = AuditEntry {
                at,
                by: Some(name.clone()),
                action: "sign_in".to_owned(),
                subject: name.to_string(),
                detail: "load test".to_owned(),
            };
            let user = User {
                name: name.clone(),
                role: Role::Reviewer,
                password: String::new(),
                active: true,
                keys: String::new(),
            };
            let (token, form) = (format!("session-{run}-{number}"), format!("form-{number}"));
            store.keep_user(&user, &audit).unwrap();
            store.begin_session(&files::hex(&Sha256::digest(&token)), &form, &name, &audit).unwrap();
            (token, form)
        })
        .collect()
}
