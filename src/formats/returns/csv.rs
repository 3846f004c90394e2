//! Returned payments as CSV, for banks that send tables and for people who have found a payment themselves.
//!
//! `amount` is needed; the other columns of [`COLUMNS`] may be left out, and columns of other names are not looked at.
//! `batch_id` and `document` together name a payment of ours.

use std::collections::HashMap;
use std::io::{self, Read};

use csv::{ReaderBuilder, StringRecord};

use super::Returns;
use crate::formats::cell::plain;
use crate::formats::finding::Finding;
use crate::model::{BatchId, DocumentNumber, Money, ReturnedItem};

/// The columns that are known.
pub const COLUMNS: [&str; 8] =
    ["amount", "routing_number", "payer_account", "check_number", "sequence", "batch_id", "document", "reason"];

pub(super) fn read(input: impl Read) -> io::Result<Returns> {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(input);
    let header = reader.headers().map_err(io::Error::other)?.clone();
    let columns: HashMap<String, usize> = header
        .iter()
        .enumerate()
        .map(|(at, name)| (name.trim().trim_start_matches('\u{feff}').to_ascii_lowercase(), at))
        .collect();
    if !columns.contains_key("amount") {
        let known = COLUMNS.join(", ");
        return Err(io::Error::other(format!(
            "it is no cash letter, BAI2 or camt file, and as CSV it lacks the column `amount` (columns: {known})"
        )));
    }
    let mut returns = Returns { form: "CSV", ..Returns::default() };
    for record in reader.records() {
        let record = record.map_err(io::Error::other)?;
        let line = record.position().map_or(0, csv::Position::line);
        let offset = record.position().map_or(0, csv::Position::byte);
        match item(&columns, &record) {
            Ok(item) => returns.items.push(ReturnedItem { place: format!("line {line}"), ..item }),
            Err(message) => returns.findings.push(Finding { record: line, offset, message }),
        }
    }
    Ok(returns)
}

fn item(columns: &HashMap<String, usize>, record: &StringRecord) -> Result<ReturnedItem, String> {
    let cell = |name: &str| {
        let text = columns.get(name).and_then(|at| record.get(*at)).map(|text| plain(text.trim()).to_owned());
        text.filter(|text| !text.is_empty())
    };
    let amount: Money =
        cell("amount").ok_or("it has no amount")?.parse().map_err(|error| format!("its amount: {error}"))?;
    if amount == Money::ZERO {
        return Err("its amount is nothing".to_owned());
    }
    let payment = match (cell("batch_id"), cell("document")) {
        (None, None) => None,
        (Some(batch), Some(document)) => {
            let number = document.parse().map_err(|_| format!("`{document}` is no document number"))?;
            Some((BatchId::new(&batch).ok_or(format!("`{batch}` is no batch id"))?, DocumentNumber(number)))
        }
        _ => return Err("`batch_id` and `document` name a payment together; one is missing".to_owned()),
    };
    Ok(ReturnedItem {
        // Some banks write what leaves with a minus sign.
        amount: amount.abs(),
        routing: cell("routing_number"),
        payer_account: cell("payer_account"),
        check_number: cell("check_number"),
        sequence: cell("sequence"),
        payment,
        reason: cell("reason"),
        ..ReturnedItem::default()
    })
}
