//! A person at work on the transactions that wait.
//!
//! | file | holds |
//! |---|---|
//! | `view` | a case with all that helps to decide it |
//! | `decide` | what a person decides, keys or confirms, done in one step |
//! | `correct` | what a person corrects of what was read |
//! | `regroup` | documents moved from one transaction to another |
//! | `written` | what is written of it |

mod correct;
mod decide;
mod regroup;
mod view;
mod written;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;

pub use self::correct::correct_value;
pub use self::decide::{Order, Outcomes, confirm_case, decide_case, key_amount};
pub use self::regroup::{Regroup, regroup_case};
pub use self::view::{CaseView, Choice, Desk, KeyedPayment, open_case};
use super::LiveBills;
use super::replay::open;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::matching::OpenBill;
use crate::model::{AccountNumber, DocumentNumber, ExceptionId, Money, Place, Reviewer, Right, Share};
use crate::review::Refusal;
use crate::store::SqliteStore;
use crate::store::review::{AuditEntry, CaseChange, CaseStore, KeptCase, Seconds};

/// Works with the store and the bills in force as they are now, once.
///
/// # Errors
/// When no bills are loaded, the store fails, or the work does.
pub fn at_desk<T>(
    data: &Path,
    config: &Config,
    work: impl FnOnce(&mut SqliteStore, Desk<'_>) -> Result<T>,
) -> Result<T> {
    let mut store = open(data)?;
    let none = || Error::Refused("no bills are loaded yet: `lockbox bills load FILE`".to_owned());
    let bills = LiveBills::open(&store)?.ok_or_else(none)?;
    let (load, last_posting) = (bills.load.id, bills.last_posting());
    let now = Seconds(Timestamp::now().as_second());
    work(&mut store, Desk { config, index: &bills.index, load, last_posting, now })
}

/// A claim lasts so long unless it is extended, in seconds.
pub const CLAIM_SECONDS: i64 = 300;

/// The shares that pay an account what is left of the payments: the bills oldest first, what remains as credit.
#[must_use]
pub fn spread(payments: &[(DocumentNumber, Money)], account: &AccountNumber, bills: &[OpenBill]) -> Vec<Share> {
    let mut left: Vec<(Option<&OpenBill>, Option<Money>)> = bills
        .iter()
        .filter(|bill| bill.remaining.is_positive())
        .map(|bill| (Some(bill), Some(bill.remaining)))
        .collect();
    left.push((None, None));
    let mut shares = Vec::new();
    let mut bills = left.into_iter().peekable();
    for (payment, amount) in payments {
        let mut rest = *amount;
        while rest.is_positive() {
            let Some((bill, open)) = bills.peek_mut() else { break };
            let take = open.map_or(rest, |open| open.min(rest));
            if take.is_positive() {
                let bill = bill.map(|bill| bill.bill.id.clone());
                shares.push(Share { payment: *payment, account: account.clone(), bill, amount: take });
            }
            rest = rest.minus(take);
            match open {
                Some(open) if *open > take => *open = open.minus(take),
                Some(_) => drop(bills.next()),
                None => {}
            }
        }
    }
    shares
}

/// What is left for a later day comes back on this one at the latest.
const LONGEST_HOLD_DAYS: i64 = 60;

/// Whether a day to come back on makes sense.
#[must_use]
pub fn is_later(today: Date, until: Date) -> bool {
    until > today && until.since(today).is_ok_and(|span| i64::from(span.get_days()) <= LONGEST_HOLD_DAYS)
}

/// Takes the claim of somebody else away.
///
/// # Errors
/// When the store fails, or the role may not.
pub fn take_claim_away(store: &mut SqliteStore, now: Seconds, id: &ExceptionId, by: &Reviewer) -> Result<()> {
    if !by.role.may(Right::ReleaseClaims) {
        return Err(Error::Refused(Refusal::NotAllowed(Right::ReleaseClaims).to_string()));
    }
    store.change(id, &mut |kept| {
        let holder = kept.claim.as_ref().map(|claim| claim.by.to_string()).unwrap_or_default();
        let entry = AuditEntry {
            at: now,
            by: Some(by.name.clone()),
            action: "release_claim".to_owned(),
            subject: id.to_string(),
            detail: format!("held by {holder}"),
        };
        Ok((CaseChange { let_go: true, ..CaseChange::default() }, entry))
    })
}

/// What of a case is applied, by account, as its lines of the ledger say.
#[must_use]
pub fn applied(kept: &KeptCase) -> Vec<(AccountNumber, Money)> {
    let mut sums: BTreeMap<AccountNumber, Money> = BTreeMap::new();
    for line in kept.lines.iter().filter(|line| line.entry.place == Place::Posted) {
        let (Some(account), Some(amount)) = (&line.entry.account, line.entry.amount) else { continue };
        let sum = sums.entry(account.clone()).or_default();
        *sum = sum.plus(amount);
    }
    sums.into_iter().filter(|(_, sum)| *sum != Money::ZERO).collect()
}
