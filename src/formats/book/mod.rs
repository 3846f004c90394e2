//! The bill book: all open bills in one compact block, in memory and on disk alike.
//!
//! Ten million bills take about a gigabyte and a half. Rows stand in the order of a hash of their account's number, an
//! account's bills together and oldest first, so that books are merged by reading both once; tables find rows by
//! account, bill number, member id, and by birthday and name. A book is made from files that are kept elsewhere: it can
//! always be made again, and one that is damaged or of another version is refused.
//!
//! | file | holds |
//! |---|---|
//! | `builder` | rows, new and old, to a book; what became of each |
//! | `part` | a share of the rows put in order |
//! | `row` | a bill as bytes |
//! | `table` | finding rows by a hash |
//! | `tables` | the four tables of a book |
//! | `disk` | a book as a file |

mod builder;
mod disk;
mod part;
mod row;
mod table;
mod tables;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use rayon::prelude::*;

pub use self::builder::{BookBuilder, Built, Change, Counts, Kept, Row, encode};
pub use self::disk::BookError;
use self::tables::Tables;
use crate::model::{Bill, Money, sounds};

/// The place of an account in a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountAt(u32);

/// The place of a bill in a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BillAt(u32);

/// All bills of a load.
#[derive(Debug)]
pub struct Book {
    rows: Rows,
    tables: Tables,
}

/// The rows of a book, one after the other.
#[derive(Debug, Default)]
struct Rows {
    /// Encoded bills, each filled up to a multiple of four bytes.
    bytes: Vec<u8>,
    /// Where each bill begins and the last one ends, in units of four bytes.
    starts: Vec<u32>,
    /// The first bill of each account, and the number of bills.
    accounts: Vec<u32>,
}

impl Book {
    /// A book of these bills; of two with the same number on one account the first stands.
    #[must_use]
    pub fn of<'a>(bills: impl IntoIterator<Item = &'a Bill<'a>>) -> Self {
        let mut builder = BookBuilder::new();
        for (bill, line) in bills.into_iter().zip(1..) {
            builder.add(line, encode(bill, 0));
        }
        builder.build(Kept::OnlyNew, &mut |_| {}).book
    }

    fn with_tables(rows: Rows) -> Self {
        Self { tables: Tables::of(&rows), rows }
    }

    /// How many bills there are, open or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many accounts there are.
    #[must_use]
    pub fn accounts(&self) -> usize {
        self.rows.accounts.len().saturating_sub(1)
    }

    /// The bill at that place.
    #[must_use]
    pub fn bill(&self, at: BillAt) -> Bill<'_> {
        self.rows.bill(at)
    }

    /// The number of the load that the bill came with.
    #[must_use]
    pub fn load_of(&self, at: BillAt) -> u32 {
        self.rows.head(at).load
    }

    /// The bill's number; quicker than looking at the whole bill.
    #[must_use]
    pub fn id(&self, at: BillAt) -> &str {
        self.rows.head(at).id
    }

    /// What the bill asks for; quicker than looking at the whole bill.
    #[must_use]
    pub fn amount_due(&self, at: BillAt) -> Money {
        self.rows.head(at).amount_due
    }

    /// Whether money can be applied to the bill; quicker than looking at the whole bill.
    #[must_use]
    pub fn is_open(&self, at: BillAt) -> bool {
        self.rows.head(at).status.is_open()
    }

    /// All bills in their order.
    pub fn bills(&self) -> impl Iterator<Item = BillAt> + use<> {
        self.rows.all()
    }

    /// An account's bills, oldest first, open or not.
    pub fn bills_of(&self, account: AccountAt) -> impl Iterator<Item = BillAt> + use<> {
        self.rows.of_account(account)
    }

    /// All accounts, by many threads.
    pub fn each_account(&self) -> impl IndexedParallelIterator<Item = AccountAt> + use<> {
        let count = u32::try_from(self.accounts()).unwrap_or(u32::MAX);
        (0..count).into_par_iter().map(AccountAt)
    }

    /// The account that owes a bill.
    #[must_use]
    pub fn account_of(&self, bill: BillAt) -> AccountAt {
        self.rows.account_of(bill)
    }

    /// The account's number.
    #[must_use]
    pub fn number(&self, account: AccountAt) -> &str {
        self.rows.number(account)
    }

    /// Accounts of that number, leading zeros apart.
    pub fn accounts_numbered(&self, number: &str) -> impl Iterator<Item = AccountAt> {
        let bare = stripped(number);
        let candidates = self.tables.accounts.find(hash(bare)).map(AccountAt);
        candidates.filter(move |at| stripped(self.number(*at)) == bare)
    }

    /// Accounts whose numbers differ in leading zeros only, two by two in the order of the book.
    #[must_use]
    pub fn alike(&self) -> Vec<(AccountAt, AccountAt)> {
        let alike = |at: u32| {
            let account = AccountAt(at);
            let others = self.accounts_numbered(self.number(account));
            others.filter(move |other| other.0 > at).map(move |other| (account, other)).collect::<Vec<_>>()
        };
        (0..len32(self.accounts())).into_par_iter().flat_map_iter(alike).collect()
    }

    /// Bills of that number on any account, leading zeros apart.
    pub fn bills_numbered(&self, id: &str) -> impl Iterator<Item = BillAt> {
        let bare = stripped(id);
        let candidates = self.tables.ids.find(hash(bare)).map(BillAt);
        candidates.filter(move |at| stripped(self.id(*at)) == bare)
    }

    /// Accounts that have bills of that member id.
    pub fn accounts_of_member(&self, id: &str) -> impl Iterator<Item = AccountAt> {
        let candidates = self.tables.members.find(hash(id)).map(AccountAt);
        let has = move |at: &AccountAt| self.bills_of(*at).any(|bill| self.bill(bill).member_id.as_deref() == Some(id));
        candidates.filter(has)
    }

    /// Accounts of members born on that day of whose names one word sounds like one of these; each once.
    #[must_use]
    pub fn accounts_of_person(&self, born: Date, name: &str) -> Vec<AccountAt> {
        let written: Vec<u32> = sounds(name).collect();
        let found = written.iter().flat_map(|sound| self.tables.persons.find(tables::person_hash(born, *sound)));
        let mut accounts: Vec<AccountAt> = found.map(AccountAt).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let is_meant = |bill: Bill<'_>| {
            let alike = |member: &str| sounds(member).any(|sound| written.contains(&sound));
            bill.date_of_birth == Some(born) && bill.member_name.as_deref().is_some_and(alike)
        };
        accounts.retain(|at| self.bills_of(*at).any(|bill| is_meant(self.bill(bill))));
        accounts
    }
}

impl Rows {
    fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    fn all(&self) -> impl Iterator<Item = BillAt> + use<> {
        (0..self.accounts.last().copied().unwrap_or(0)).map(BillAt)
    }

    /// The bytes of a bill; none for a place that is not of this book.
    fn get(&self, at: BillAt) -> &[u8] {
        let place = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize * row::UNIT);
        let at = at.0 as usize;
        self.bytes.get(place(at)..place(at + 1)).unwrap_or_default()
    }

    fn bill(&self, at: BillAt) -> Bill<'_> {
        row::decode(self.get(at)).unwrap_or_else(|| unreachable!("every row was decoded when the book was made"))
    }

    fn of_account(&self, account: AccountAt) -> impl Iterator<Item = BillAt> + use<> {
        let place = |at: usize| self.accounts.get(at).copied().unwrap_or(0);
        (place(account.0 as usize)..place(account.0 as usize + 1)).map(BillAt)
    }

    fn account_of(&self, bill: BillAt) -> AccountAt {
        AccountAt(len32(self.accounts.partition_point(|first| *first <= bill.0)).saturating_sub(1))
    }

    fn head(&self, at: BillAt) -> row::Head<'_> {
        row::head(self.get(at)).unwrap_or_else(|| unreachable!("every row was looked at when the book was made"))
    }

    fn number(&self, account: AccountAt) -> &str {
        self.head(BillAt(self.accounts.get(account.0 as usize).copied().unwrap_or(0))).account
    }
}

/// A number without the zeros that fill it up.
#[must_use]
pub fn stripped(text: &str) -> &str {
    text.trim_start_matches('0')
}

/// A hash that is the same on every machine and in every version (books are kept): FNV-1a, then well mixed, for tables
/// use its upper bits.
fn hash(text: &str) -> u64 {
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    mixed(text.bytes().fold(0xcbf2_9ce4_8422_2325, fnv))
}

const fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// A count as it is kept; no book has four billion rows.
fn len32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
