//! Cash letters with returned checks.

use std::io::{self, Read, Seek};

use super::{Returns, reasons};
use crate::formats::cash_letter::{ReturnedCheck, returned_checks};
use crate::formats::finding::Finding;
use crate::model::ReturnedItem;

pub(super) fn read<R: Read + Seek>(reader: R) -> io::Result<Returns> {
    let (checks, findings) = returned_checks(reader).map_err(io::Error::other)?;
    let mut returns = Returns { form: "cash letter", findings, ..Returns::default() };
    for check in checks {
        match check.amount {
            Some(_) => returns.items.push(item(check)),
            None => returns.findings.push(Finding {
                record: check.record,
                offset: 0,
                message: "its amount is not a number".to_owned(),
            }),
        }
    }
    Ok(returns)
}

fn item(check: ReturnedCheck) -> ReturnedItem {
    ReturnedItem {
        place: format!("record {}", check.record),
        amount: check.amount.unwrap_or_default(),
        routing: Some(check.routing).filter(|routing| !routing.is_empty()),
        payer_account: check.line.payer_account,
        check_number: check.line.check_number,
        sequence: check.sequence,
        reason: reasons::of_code(&check.reason),
        ..ReturnedItem::default()
    }
}
