//! Bills in SQLite.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row, named_params, params};

use super::SqliteStore;
use crate::error::Result;
use crate::model::{AccountNumber, Bill, BillId, BillStatus, BillType, Money, Period, StopAction};
use crate::store::{BillLoad, BillStore, LoadId};

impl BillStore for SqliteStore {
    fn current_load(&self) -> Result<Option<BillLoad>> {
        self.connection
            .query_row("SELECT id, sha256 FROM bill_loads ORDER BY id DESC LIMIT 1", [], |row| {
                Ok(BillLoad { id: LoadId(row.get(0)?), sha256: row.get(1)? })
            })
            .optional()
            .map_err(self.failed())
    }

    fn replace_bills(&mut self, sha256: &str, bills: &[Bill], rejected: u64) -> Result<BillLoad> {
        let folder = self.folder.clone();
        let failed = |error| super::store_error(&folder, &error);
        let load = self.connection.transaction().map_err(failed)?;
        load.execute(
            "INSERT INTO bill_loads (sha256, bills, rejected) VALUES ($1, $2, $3)",
            params![sha256, bills.len() as i64, rejected as i64],
        )
        .map_err(failed)?;
        let id = load.last_insert_rowid();
        {
            let mut insert = load.prepare(INSERT_BILL).map_err(failed)?;
            for bill in bills {
                insert_bill(&mut insert, id, bill).map_err(failed)?;
            }
        }
        load.commit().map_err(failed)?;
        Ok(BillLoad { id: LoadId(id), sha256: sha256.to_owned() })
    }

    fn bills(&self, load: LoadId) -> Result<Vec<Bill>> {
        let mut select = self
            .connection
            .prepare("SELECT * FROM bills WHERE load_id = $1 ORDER BY account_number, bill_id")
            .map_err(self.failed())?;
        let rows = select.query_map([load.0], |row| Ok(bill_of(row))).map_err(self.failed())?;
        rows.map(|row| row.and_then(|bill| bill).map_err(self.failed())?.ok_or_else(|| self.damaged("a bill")))
            .collect()
    }

    fn applied(&self, load: LoadId) -> Result<BTreeMap<(AccountNumber, BillId), Money>> {
        let mut select = self
            .connection
            .prepare(
                "SELECT account_number, bill_id, SUM(amount) FROM postings
                 WHERE load_id = $1 AND bill_id IS NOT NULL GROUP BY account_number, bill_id",
            )
            .map_err(self.failed())?;
        let rows = select
            .query_map([load.0], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?)))
            .map_err(self.failed())?;
        rows.map(|row| {
            let (account, bill, cents) = row.map_err(self.failed())?;
            let key = AccountNumber::new(&account).zip(BillId::new(&bill));
            key.map(|key| (key, Money::from_cents(cents))).ok_or_else(|| self.damaged("a posting"))
        })
        .collect()
    }
}

const INSERT_BILL: &str = "INSERT INTO bills VALUES (:load_id, :account, :bill, :amount_due, :due_date, :status,
    :member_name, :date_of_birth, :member_id, :period, :min_due, :past_due, :bill_type, :plan_id, :installment_no,
    :autopay, :autopay_date, :paid_elsewhere_date, :grace_end, :termination_date, :address, :zip, :stop_action,
    :household_id)";

fn insert_bill(insert: &mut rusqlite::Statement<'_>, load: i64, bill: &Bill) -> rusqlite::Result<usize> {
    let day = |date: &Option<Date>| date.map(|date| date.to_string());
    insert.execute(named_params! {
        ":load_id": load,
        ":account": bill.account.as_str(),
        ":bill": bill.id.as_str(),
        ":amount_due": bill.amount_due.cents(),
        ":due_date": bill.due_date.to_string(),
        ":status": bill.status.word(),
        ":member_name": bill.member_name,
        ":date_of_birth": day(&bill.date_of_birth),
        ":member_id": bill.member_id,
        ":period": bill.period.map(|period| period.to_string()),
        ":min_due": bill.min_due.map(Money::cents),
        ":past_due": bill.past_due.map(Money::cents),
        ":bill_type": bill.bill_type.map(BillType::word),
        ":plan_id": bill.plan_id,
        ":installment_no": bill.installment_no,
        ":autopay": bill.autopay,
        ":autopay_date": day(&bill.autopay_date),
        ":paid_elsewhere_date": day(&bill.paid_elsewhere_date),
        ":grace_end": day(&bill.grace_end),
        ":termination_date": day(&bill.termination_date),
        ":address": bill.address,
        ":zip": bill.zip,
        ":stop_action": bill.stop_action.map(StopAction::word),
        ":household_id": bill.household_id,
    })
}

/// The bill of a row; `None` when a column holds what no bill can have.
fn bill_of(row: &Row<'_>) -> rusqlite::Result<Option<Bill>> {
    let text = |name: &str| row.get::<_, Option<String>>(name);
    let day = |name: &str| Ok::<_, rusqlite::Error>(text(name)?.and_then(|date| date.parse::<Date>().ok()));
    let money = |name: &str| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(name)?.map(Money::from_cents));
    let account = AccountNumber::new(&row.get::<_, String>("account_number")?);
    let id = BillId::new(&row.get::<_, String>("bill_id")?);
    let status = BillStatus::from_word(&row.get::<_, String>("status")?);
    let (Some(account), Some(id), Some(due_date), Some(status)) = (account, id, day("due_date")?, status) else {
        return Ok(None);
    };
    Ok(Some(Bill {
        account,
        id,
        amount_due: Money::from_cents(row.get("amount_due")?),
        due_date,
        status,
        member_name: text("member_name")?,
        date_of_birth: day("date_of_birth")?,
        member_id: text("member_id")?,
        period: text("period")?.and_then(|period| period.parse::<Period>().ok()),
        min_due: money("min_due")?,
        past_due: money("past_due")?,
        bill_type: text("bill_type")?.and_then(|word| BillType::from_word(&word)),
        plan_id: text("plan_id")?,
        installment_no: row.get("installment_no")?,
        autopay: row.get("autopay")?,
        autopay_date: day("autopay_date")?,
        paid_elsewhere_date: day("paid_elsewhere_date")?,
        grace_end: day("grace_end")?,
        termination_date: day("termination_date")?,
        address: text("address")?,
        zip: text("zip")?,
        stop_action: text("stop_action")?.and_then(|word| StopAction::from_word(&word)),
        household_id: text("household_id")?,
    }))
}
