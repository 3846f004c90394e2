//! The tables of a book: by account, bill number, member id, and by birthday and name.

use jiff::civil::Date;
use rayon::prelude::*;

use super::table::{Entry, Table, upper};
use super::{AccountAt, BillAt, Rows, hash, len32, mixed, stripped};
use crate::model::{Bill, sounds};

/// Rows are looked at in groups of so many accounts.
const GROUP: usize = 1 << 14;

#[derive(Debug, Default)]
pub(super) struct Tables {
    /// Accounts by their number without leading zeros.
    pub(super) accounts: Table,
    /// Bills by their number without leading zeros.
    pub(super) ids: Table,
    /// Accounts by member id.
    pub(super) members: Table,
    /// Accounts by birthday and the sound of one word of the name.
    pub(super) persons: Table,
}

impl Tables {
    pub(super) fn of(rows: &Rows) -> Self {
        Self {
            accounts: table(rows, |account, out| out.push((upper(hash(stripped(rows.number(account)))), account.0))),
            ids: table(rows, |account, out| {
                let ids = rows.of_account(account).map(|at| (upper(hash(stripped(rows.head(at).id))), at.0));
                out.extend(ids);
            }),
            members: table(rows, |account, out| {
                each_new(rows.of_account(account).filter_map(|at| member_hash(&rows.bill(at))), account, out);
            }),
            persons: table(rows, |account, out| {
                let hashes = rows.of_account(account).flat_map(|at| person_hashes(&rows.bill(at)));
                each_new(hashes, account, out);
            }),
        }
    }
}

/// A table of what `entries` adds for each account, made in parallel.
fn table(rows: &Rows, entries: impl Fn(AccountAt, &mut Vec<Entry>) + Sync) -> Table {
    let accounts = rows.accounts.len().saturating_sub(1);
    let groups: Vec<Vec<Entry>> = (0..accounts.div_ceil(GROUP))
        .into_par_iter()
        .map(|group| {
            let mut found = Vec::with_capacity(GROUP);
            for account in group * GROUP..accounts.min((group + 1) * GROUP) {
                entries(AccountAt(len32(account)), &mut found);
            }
            found
        })
        .collect();
    Table::of(&groups.concat())
}

/// Adds the account under each hash once.
fn each_new(hashes: impl Iterator<Item = u64>, account: AccountAt, out: &mut Vec<Entry>) {
    let from = out.len();
    for hash in hashes.map(upper) {
        if !out[from..].contains(&(hash, account.0)) {
            out.push((hash, account.0));
        }
    }
}

fn member_hash(bill: &Bill<'_>) -> Option<u64> {
    bill.member_id.as_deref().map(hash)
}

fn person_hashes(bill: &Bill<'_>) -> Vec<u64> {
    let Some((born, name)) = bill.date_of_birth.zip(bill.member_name.as_deref()) else { return Vec::new() };
    sounds(name).map(|sound| person_hash(born, sound)).collect()
}

pub(super) fn person_hash(born: Date, sound: u32) -> u64 {
    let day = i64::from(born.year()) * 512 + i64::from(born.month()) * 32 + i64::from(born.day());
    mixed((day.cast_unsigned() << 32) ^ u64::from(sound))
}

/// Every row is a bill, every account's bills stand together, and no table points beyond them.
pub(super) fn are_sound(rows: &Rows, tables: &Tables) -> bool {
    let accounts = rows.accounts.len().saturating_sub(1);
    let within = |table: &Table, count: usize| table.items.iter().all(|item| (*item as usize) < count);
    let by_account = [&tables.accounts, &tables.members, &tables.persons];
    let covers_all = rows.accounts.last().map_or(0, |last| *last as usize) == rows.len();
    covers_all
        && by_account.into_iter().all(|table| within(table, accounts))
        && within(&tables.ids, rows.len())
        && (0..accounts).into_par_iter().all(|account| {
            let mut numbers = rows.of_account(AccountAt(len32(account))).map(|at: BillAt| {
                let bill = super::row::decode(rows.get(at));
                bill.map(|bill| bill.account)
            });
            let first = numbers.next().flatten();
            first.is_some() && numbers.all(|number| number == first)
        })
}
