//! The settings of a deposit as the writer of cash letters wants them.

use crate::config::{Config, CreditRecord, DepositSettings, LetterLevel};
use crate::error::{Error, Result};
use crate::formats::cash_letter::{Coding, Credit, CreditLayout, CreditPlace, DepositHead, Level, Profile, Ticket};
use crate::pipeline::release::{ExportOrder, Selection};
use crate::store::{FinishedBatch, Release};

use super::letter::Numbers;

/// The bank's form.
pub(super) fn profile(config: &Config) -> Profile {
    let settings = &config.deposit;
    Profile {
        level: match settings.level {
            LetterLevel::Dstu2003 => Level::Dstu2003,
            LetterLevel::Of2008 => Level::Of2008,
            LetterLevel::Of2013 => Level::Of2013,
        },
        coding: if settings.ebcdic { Coding::Ebcdic } else { Coding::Ascii },
        prefixed: settings.length_prefix,
        collection_type: settings.collection_type,
        items_per_bundle: settings.items_per_bundle,
        credit: credit(settings),
        addendum: settings.endorsement_record,
        endorsement_name: settings.endorsement_name.clone().unwrap_or_else(|| payee(config, 15)),
        test: settings.test,
    }
}

fn credit(settings: &DepositSettings) -> Option<Credit> {
    settings.credit.map(|credit| Credit {
        layout: match credit.record {
            CreditRecord::Record61A => CreditLayout::Record61A,
            CreditRecord::Record61B => CreditLayout::Record61B,
            CreditRecord::Record62 => CreditLayout::Record62,
        },
        place: if credit.in_bundle { CreditPlace::InFirstBundle } else { CreditPlace::BeforeBundles },
        counted: credit.counted,
    })
}

/// The first payee as records have it; nothing if it has no room or odd letters.
fn payee(config: &Config, room: usize) -> String {
    let name = config.lockbox.payees.first().map(|name| name.to_uppercase()).unwrap_or_default();
    let plain = name.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if plain && name.len() <= room { name } else { String::new() }
}

/// What the letter says of itself.
pub(super) fn head(order: &ExportOrder<'_>, batches: &[FinishedBatch], made: &Release) -> Result<DepositHead> {
    let (lockbox, settings) = (&order.config.lockbox, &order.config.deposit);
    let missing = |key: &str| {
        Error::Refused(format!("`{key}` is not set under [lockbox] in the settings; a deposit must name the bank"))
    };
    let bank = settings.destination.or(lockbox.routing_number).ok_or_else(|| missing("routing_number"))?;
    let account = settings.account.clone().or_else(|| lockbox.bank_account.clone());
    let business_date = match order.selection {
        Selection::Deposit(date) => *date,
        Selection::Batch(_) => batches.first().map_or(made.made.date(), |batch| batch.header.deposit_date),
    };
    let ticket = Ticket { sequence: Numbers::of(made, business_date)?.of_ticket(), front: None, back: None };
    Ok(DepositHead {
        destination: bank,
        destination_name: settings.destination_name.clone(),
        origin: settings.origin.clone().unwrap_or_else(|| lockbox.routing_number.unwrap_or(bank).to_string()),
        origin_name: settings.origin_name.clone().unwrap_or_else(|| payee(order.config, 18)),
        business_date,
        created: made.made,
        file_modifier: modifier(made.sequence),
        cash_letter_id: format!("{:08}", made.sequence % 100_000_000),
        account: account.ok_or_else(|| missing("bank_account"))?,
        contact_name: settings.contact_name.clone(),
        contact_phone: settings.contact_phone.clone(),
        amount: made.amount,
        ticket: settings.credit.map(|_| ticket),
    })
}

/// Files of one minute have different numbers, and so different letters.
fn modifier(sequence: u32) -> char {
    let signs = ('A'..='Z').chain('0'..='9');
    signs.into_iter().nth(sequence.wrapping_sub(1) as usize % 36).unwrap_or('A')
}
