//! Decisions for people: a sentence, the bills that may be meant, and how urgent it is.

use std::collections::HashSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::allocate::{Balances, Plan};
use super::identify::Case;
use super::index::{AccountAt, BillAt, BillIndex};
use super::target::{Meant, Target};
use crate::config::Config;
use crate::model::{Batch, BillStatus, Candidate, Money, Posting, Reason, Rule};

/// Nobody needs to look, or no money waits.
pub(super) const LOWEST: u8 = 5;
/// Coverage that ends within so many days is urgent.
const URGENT_DAYS: i64 = 14;
/// No list of candidates is longer.
const MOST_CANDIDATES: usize = 10;

/// The bills that may be meant: those that would be paid first, then the other open ones, oldest first.
pub(super) fn candidates(
    accounts: &[Meant],
    plan: Option<&Plan>,
    balances: &Balances<'_>,
    index: &BillIndex,
) -> Vec<Candidate> {
    let would = |plan: &Plan| format!("would be paid: {}", because(plan.rule));
    let mut ranked: Vec<(AccountAt, Option<BillAt>, String)> = Vec::new();
    if let Some(plan) = plan {
        let bills = plan.shares.iter().filter(|share| share.bill.is_some());
        ranked.extend(bills.map(|share| (share.account, share.bill, would(plan))));
    }
    for Meant { account, why } in accounts {
        let open = balances.open(*account);
        if open.is_empty() {
            ranked.push((*account, None, format!("{why}; owes nothing")));
        }
        ranked.extend(open.into_iter().map(|bill| (*account, Some(bill), why.clone())));
    }
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut seen = HashSet::new();
    for (account, bill, why) in ranked {
        if candidates.len() == MOST_CANDIDATES || !seen.insert((account, bill)) {
            continue;
        }
        let candidate = Candidate {
            account: index.number(account),
            bill: bill.map(|bill| index.id(bill)),
            open_amount: bill.map_or(Money::ZERO, |bill| balances.remaining(bill)),
            why,
        };
        candidates.push(candidate);
    }
    candidates
}

/// The open bills of the accounts that were paid which the payment left alone.
pub(super) fn not_chosen(
    accounts: &[Meant],
    plan: &Plan,
    balances: &Balances<'_>,
    index: &BillIndex,
) -> Vec<Candidate> {
    let paid = |bill: &BillAt| plan.shares.iter().any(|share| share.bill == Some(*bill));
    let left = accounts.iter().flat_map(|meant| balances.open(meant.account)).filter(|bill| !paid(bill));
    let candidate = |bill: BillAt| Candidate {
        account: index.number(index.account_of(bill)),
        bill: Some(index.id(bill)),
        open_amount: balances.remaining(bill),
        why: format!("not paid: {}", because(plan.rule)),
    };
    left.take(MOST_CANDIDATES).map(candidate).collect()
}

/// Coverage at risk first, then much money and late bills, then other money, then paper without money.
pub(super) fn priority(case: &Case<'_>, target: &Target, batch: &Batch, config: &Config, index: &BillIndex) -> u8 {
    if case.payments.is_empty() {
        let only_paper = case.findings.has(Reason::Correspondence);
        return if only_paper { LOWEST } else { 4 };
    }
    let bills = || target.accounts.iter().flat_map(|meant| index.bills_of(meant.account)).map(|bill| index.bill(bill));
    let limit = batch.received_date.checked_add(URGENT_DAYS.days()).unwrap_or(batch.received_date);
    let soon = |date: Option<Date>| date.is_some_and(|date| date <= limit);
    let at_risk = bills()
        .filter(|bill| bill.is_open())
        .any(|bill| bill.status == BillStatus::Warned || soon(bill.termination_date) || soon(bill.grace_end));
    if at_risk {
        return 1;
    }
    let paid: Money = case.payments.iter().filter_map(|payment| payment.amount.any()).sum();
    let much = config.policy.high_amount.is_some_and(|high| paid >= high);
    let late = bills().any(|bill| matches!(bill.status, BillStatus::PastDue | BillStatus::Binder));
    if much || late { 2 } else { 3 }
}

/// Where the money went and by which rule, in one sentence.
pub(super) fn posted(rule: Rule, postings: &[Posting]) -> String {
    let total: Money = postings.iter().map(|posting| posting.amount).sum();
    let parts: Vec<String> = postings
        .iter()
        .map(|posting| match &posting.bill {
            Some(bill) => format!("{} to bill {bill} of account {}", posting.amount, posting.account),
            None => format!("{} as credit to account {}", posting.amount, posting.account),
        })
        .collect();
    format!("Posted {total}: {} ({})", parts.join(", "), because(rule))
}

const fn because(rule: Rule) -> &'static str {
    match rule {
        Rule::CouponExact => "the coupon's bill, paid exactly",
        Rule::CouponAndOlder => "the coupon's bill first, then the account's oldest open bills",
        Rule::AccountTotal => "all that the account owes, paid exactly",
        Rule::CouponsTotal => "the bills of all coupons, paid exactly",
        Rule::Partial => "less than the bill, as the policy allows",
        Rule::Overpaid => "more than the account owes, as the policy allows",
        Rule::MemoExact => "the account named on the payment, paid an expected amount",
        Rule::MemoSeveral => "the account named on the payment, paid what just these of its bills add up to",
        Rule::CheckAndList => "the accounts on the list beside it, each paid an expected amount",
        Rule::Reviewed => "as a person decided",
        Rule::Held => "held",
    }
}
