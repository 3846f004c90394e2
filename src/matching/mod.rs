//! From transactions to decisions: which account and bills are meant, and whether their payment may post unseen.
//!
//! Two phases. Each transaction is decided by itself, all in parallel; what depends on the others - what is left of a
//! bill, whether a check was seen before - is settled one after the other in batch order, and what an earlier one has
//! touched is decided again. So the result is the same on any number of threads.
//!
//! Every reason against posting is collected, not only the first, and each with a sentence. A transaction posts only
//! if there is none: evidence for an account must be sure, must exist in the open bills and must not be contradicted.
//!
//! | file | holds |
//! |---|---|
//! | `index` | the open bills and how to find them |
//! | `identify` | what one transaction says: coupons, accounts, payments |
//! | `coupon`, `memo` | which account a coupon or a payment names |
//! | `twins` | whether a misread account number may be another account's |
//! | `expected` | the amounts that a payment may be expected to be |
//! | `amount` | how much a payment is |
//! | `captured` | what a cash letter's record says beside the image |
//! | `payment_checks`, `payee` | what may be wrong with a payment |
//! | `duplicates` | how a payment is known again |
//! | `past` | what earlier batches tell |
//! | `list` | which accounts a list beside a payment names |
//! | `target` | whose bills the transaction pays |
//! | `suggest` | accounts that may be meant where none is surely named |
//! | `allocate` | how much goes to which bill |
//! | `bill_checks` | what may be wrong with paying a bill |
//! | `settle` | all of it together, in batch order |
//! | `search` | open bills as people look for them |
//! | `people` | members found by name and birthday |
//! | `findings`, `explain` | reasons and decisions in sentences, candidates, priority |

mod allocate;
mod amount;
mod bill_checks;
mod captured;
mod coupon;
mod duplicates;
mod expected;
mod explain;
mod findings;
mod identify;
mod index;
mod list;
mod memo;
mod past;
mod payee;
mod payment_checks;
mod people;
#[cfg(test)]
mod proptests;
mod search;
mod settle;
mod suggest;
mod target;
#[cfg(test)]
mod tests;
mod twins;

use rayon::prelude::*;

pub use self::captured::take_captured;
pub use self::duplicates::{PaymentIdentity, PaymentsSeen};
pub use self::expected::expected_amounts;
pub use self::index::BillIndex;
pub use self::past::{PaidFor, Past, PayerKey, PayersKnown};
pub use self::people::FoundPerson;
pub use self::search::{BillQuery, FoundBills, OpenBill};
use crate::config::Config;
use crate::model::{Batch, Decision, Transaction};

/// Decides every transaction of a batch, in their order.
///
/// `past` is what earlier batches tell, never this one.
#[must_use]
pub fn decide(
    batch: &Batch,
    transactions: &[Transaction],
    index: &BillIndex,
    config: &Config,
    past: &Past,
) -> Vec<Decision> {
    let known = settle::Known { batch, index, config, past };
    let untouched = settle::Books::new(known, 0);
    let look = |transaction| {
        let case = identify::identify(transaction, batch, index, config);
        let draft = untouched.draft(&case);
        (case, draft)
    };
    let (mut cases, mut drafts) = (Vec::new(), Vec::new());
    transactions.par_iter().map(look).unzip_into_vecs(&mut cases, &mut drafts);
    let mut books = settle::Books::new(known, transactions.len());
    let decisions = cases.iter().zip(drafts).map(|(case, draft)| books.settle(case, draft)).collect();
    drop(books);
    // What many threads have made is faster given back by many.
    cases.into_par_iter().for_each(drop);
    decisions
}
