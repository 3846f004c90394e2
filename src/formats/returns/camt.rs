//! camt.053 and camt.054: debits that say why a payment came back (`RtrInf`).

use std::io::{self, BufRead};

use super::{Returns, numbers};
use crate::formats::finding::Finding;
use crate::formats::remittance::camt054::{CamtError, ReturnedEntry, returned_entries};
use crate::model::ReturnedItem;

pub(super) fn read(reader: impl BufRead) -> io::Result<Returns> {
    let mut returns = Returns { form: "camt", ..Returns::default() };
    let told = returned_entries(reader, &mut |entry| match item(&entry) {
        Ok(item) => returns.items.push(item),
        Err(message) => {
            returns.findings.push(Finding { record: entry.entry, offset: entry.offset, message });
        }
    });
    match told {
        Ok(()) => Ok(returns),
        Err(CamtError::Io(error)) => Err(error),
        Err(error) => Err(io::Error::other(error)),
    }
}

fn item(entry: &ReturnedEntry) -> Result<ReturnedItem, String> {
    if entry.currency.as_deref().is_some_and(|currency| currency != "USD") {
        return Err("its amount is not in US dollars".to_owned());
    }
    let amount = entry.amount.ok_or("it has no amount")?;
    Ok(ReturnedItem {
        place: format!("entry {}", entry.entry),
        amount,
        routing: entry.routing.clone(),
        payer_account: entry.payer_account.clone(),
        check_number: entry.check_number.clone(),
        numbers: entry.references.iter().flat_map(|text| numbers(text)).collect(),
        reason: entry.reason.clone(),
        ..ReturnedItem::default()
    })
}
