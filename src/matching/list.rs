//! Which accounts a list beside a payment names, and how much is for each.
//!
//! Rows that could not be read are not there; so what makes a list whole is that its rows add up to the payment, which is
//! seen when the money is applied.

use super::findings::Findings;
use super::identify::{Case, Listed};
use super::index::{AccountAt, BillIndex};
use super::memo::least_confidence;
use super::payee::names_agree;
use super::target::{Payee, Target, fact};
use super::twins::has_twin;
use crate::config::AccountRule;
use crate::model::{EvidenceKind, Money, Reason};

/// One row may be a letter that speaks of the payer's own bill.
const FEWEST_ROWS: usize = 2;

/// Whether a list came with the payments.
pub(super) fn is_one(case: &Case<'_>) -> bool {
    case.listed.len() >= FEWEST_ROWS && !case.payments.is_empty()
}

/// Accounts on a list beside coupons that do not name them.
pub(super) fn note_others(case: &Case<'_>, named: &[AccountAt], index: &BillIndex, problems: &mut Findings) {
    if !is_one(case) {
        return;
    }
    let other = case.listed.iter().find(|listed| {
        index.account(listed.row.value.account.as_str()).is_none_or(|account| !named.contains(&account))
    });
    if let Some(listed) = other {
        let (number, account) = (listed.document, &listed.row.value.account);
        let text = format!("the list (document {number}) names account {account}, the coupon does not");
        problems.add(Reason::AccountsDisagree, text);
    }
}

pub(super) fn target(case: &Case<'_>, index: &BillIndex, rule: &AccountRule, findings: &mut Findings) -> Target {
    let mut target = Target::default();
    let mut rows: Vec<(AccountAt, Money)> = Vec::new();
    let mut problems = Findings::default();
    for listed in &case.listed {
        let (number, row) = (listed.document, &listed.row.value);
        let Some(account) = index.account(row.account.as_str()) else {
            let text =
                format!("the list (document {number}) names account {}, which is not in the bill file", row.account);
            problems.add(Reason::AccountNotFound, text);
            continue;
        };
        target.push(account, || format!("named on the list (document {number}) with {}", row.amount));
        if !is_sure(listed, account, index, rule) {
            let text = format!("the list (document {number}) seems to name account {}, not read surely", row.account);
            problems.add(Reason::AccountUnreadable, text);
        }
        match rows.iter_mut().find(|(known, _)| *known == account) {
            Some((_, amount)) => *amount = amount.plus(row.amount),
            None => rows.push((account, row.amount)),
        }
    }
    for payment in &case.payments {
        for other in payment.memo.all().filter(|named| rows.iter().all(|(account, _)| account != named)) {
            let (number, other) = (payment.document.number, index.number(other));
            let text = format!("document {number} names account {other}, the list beside it does not");
            problems.add(Reason::AccountsDisagree, text);
        }
    }
    if problems.is_empty() {
        let mut documents: Vec<_> = case.listed.iter().map(|listed| listed.document).collect();
        documents.dedup();
        target.evidence.extend(documents.into_iter().map(|document| fact(EvidenceKind::List, document)));
        target.payee = Some(Payee::List(rows));
    }
    findings.append(problems);
    target
}

/// Whether a row surely names the account: clearly read and like no other account's number, or with the member's name in
/// full.
fn is_sure(listed: &Listed<'_>, account: AccountAt, index: &BillIndex, rule: &AccountRule) -> bool {
    let row = &listed.row.value;
    let member = index.bills_of(account).find_map(|bill| index.bill(bill).member_name);
    let in_full = |name: &str| name.split_whitespace().filter(|word| word.len() > 2).count() > 1;
    if member.is_some_and(|member| in_full(&row.name) && in_full(&member) && names_agree(&row.name, &member)) {
        return true;
    }
    listed.row.confidence >= least_confidence(rule) && !has_twin(row.account.as_str(), Some(row.amount), index, rule)
}
