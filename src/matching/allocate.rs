//! How much of the money goes to which bill, and when that needs a person.

use std::collections::{HashMap, HashSet};

use super::bill_checks::is_binder;
use super::coupon::Named;
use super::index::{AccountAt, BillAt, BillIndex};
use super::target::Payee;
use crate::config::{Handling, Policy};
use crate::model::{EvidenceKind, Money, Reason, Rule};

/// Of more open bills no combination is looked for: too many add up to anything.
const MOST_COMBINED: usize = 12;

/// What is left of every bill while a batch is settled.
#[derive(Debug)]
pub(super) struct Balances<'a> {
    index: &'a BillIndex,
    taken: HashMap<BillAt, Money>,
}

/// Money for one bill, or for the account itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) account: AccountAt,
    pub(super) bill: Option<BillAt>,
    pub(super) amount: Money,
}

/// How the money is to be applied; the shares add up to it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) rule: Rule,
    pub(super) shares: Vec<Share>,
    pub(super) evidence: Vec<EvidenceKind>,
}

/// Why the money cannot be applied without a person.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) reason: Reason,
    pub(super) text: String,
}

/// The money at hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paid {
    pub(super) amount: Money,
    /// Several payments that only their order put together: they must fit exactly.
    pub(super) loose: bool,
}

impl<'a> Balances<'a> {
    /// Nothing is taken yet; there is room for so many bills.
    pub(super) fn new(index: &'a BillIndex, bills: usize) -> Self {
        Self { index, taken: HashMap::with_capacity(bills) }
    }

    pub(super) fn remaining(&self, bill: BillAt) -> Money {
        self.index.remaining(bill).minus(self.taken.get(&bill).copied().unwrap_or_default())
    }

    /// The account's bills that still ask for money, oldest first.
    pub(super) fn open(&self, account: AccountAt) -> Vec<BillAt> {
        let owed = |at: &BillAt| self.index.is_open(*at) && self.remaining(*at).is_positive();
        self.index.bills_of(account).filter(owed).collect()
    }

    pub(super) fn take(&mut self, shares: &[Share]) {
        for share in shares {
            if let Some(bill) = share.bill {
                let taken = self.taken.entry(bill).or_default();
                *taken = taken.plus(share.amount);
            }
        }
    }

    pub(super) fn plan(&self, payee: &Payee, paid: Paid, policy: &Policy) -> Result<Plan, Refusal> {
        match payee {
            Payee::Memo(account) | Payee::MemoBesideCoupon(account) => self.for_memo(*account, paid.amount, policy),
            Payee::List(rows) => self.for_list(rows, paid.amount, policy),
            Payee::Coupons(named) => match named.as_slice() {
                [one] => self.for_coupon(one, paid, policy),
                several => self.for_coupons(several, paid, policy),
            },
        }
    }

    fn for_memo(&self, account: AccountAt, paid: Money, policy: &Policy) -> Result<Plan, Refusal> {
        let open = self.some_open(account, None)?;
        let mut plan = Plan { rule: Rule::MemoExact, shares: Vec::new(), evidence: vec![EvidenceKind::Amount] };
        if let Some(bill) = open.iter().find(|bill| self.remaining(**bill) == paid) {
            plan.evidence.extend((open.len() == 1).then_some(EvidenceKind::OnlyBill));
            plan.shares = self.fill(&[*bill], paid);
        } else if self.sum(&open) == paid {
            plan.shares = self.fill(&open, paid);
        } else if let Some(bill) = open.iter().find(|bill| self.is_part_due(**bill, paid, policy)) {
            plan.shares = self.fill(&[*bill], paid);
        } else if let Some(bills) = self.only_combination(&open, paid) {
            plan.rule = Rule::MemoSeveral;
            plan.shares = self.fill(&bills, paid);
        } else {
            return Err(self.refusal(paid, &open, &open));
        }
        Ok(plan)
    }

    /// Each account on a list is paid what the list says, if that is expected of it.
    fn for_list(&self, rows: &[(AccountAt, Money)], paid: Money, policy: &Policy) -> Result<Plan, Refusal> {
        let listed: Money = rows.iter().map(|(_, amount)| *amount).sum();
        if listed != paid {
            let text = format!("what could be read of the list adds up to {listed}, the payment is {paid}");
            return Err(Refusal { reason: Reason::OutOfBalance, text });
        }
        let plans = rows.iter().map(|(account, amount)| self.for_memo(*account, *amount, policy));
        let plans: Vec<Plan> = plans.collect::<Result<_, _>>()?;
        let shares = plans.into_iter().flat_map(|plan| plan.shares).collect();
        Ok(Plan { rule: Rule::CheckAndList, shares, evidence: vec![EvidenceKind::Amount] })
    }

    /// The bills that add up to the amount, if there is just one way.
    fn only_combination(&self, open: &[BillAt], paid: Money) -> Option<Vec<BillAt>> {
        if open.len() > MOST_COMBINED {
            return None;
        }
        let chosen =
            |set: u32| open.iter().enumerate().filter(move |(at, _)| set >> at & 1 == 1).map(|(_, bill)| *bill);
        let mut fitting =
            (1_u32..1 << open.len()).filter(|set| chosen(*set).map(|bill| self.remaining(bill)).sum::<Money>() == paid);
        let only = fitting.next()?;
        fitting.next().is_none().then(|| chosen(only).collect())
    }

    /// Whether the amount is the least due or past due of this bill, and such a part may post.
    fn is_part_due(&self, bill: BillAt, paid: Money, policy: &Policy) -> bool {
        let (at, left) = (self.index.bill(bill), self.remaining(bill));
        let part = at.min_due == Some(paid) || at.past_due == Some(paid);
        part && paid < left && policy.partial == Handling::Post && !is_binder(&at)
    }

    fn for_coupon(&self, named: &Named, paid: Paid, policy: &Policy) -> Result<Plan, Refusal> {
        let open = self.some_open(named.account, named.bill)?;
        let total = self.sum(&open);
        let amount = paid.amount;
        let Some(own) = self.own(named, &open) else {
            return self.for_account(&open, amount);
        };
        let asked = self.remaining(own);
        let order = own_first(own, &open);
        let only = (open.len() == 1).then_some(EvidenceKind::OnlyBill);
        let plan = |rule, shares, exact: bool| {
            let evidence = exact.then_some(EvidenceKind::Amount).into_iter().chain(only).collect();
            Ok(Plan { rule, shares, evidence })
        };
        if amount == asked {
            return plan(Rule::CouponExact, self.fill(&[own], amount), true);
        }
        if amount == total {
            return plan(Rule::AccountTotal, self.fill(&order, amount), true);
        }
        if paid.loose {
            return Err(self.refusal(amount, &[own], &open));
        }
        if amount < asked {
            let small = asked.minus(amount) <= policy.short_tolerance.of(asked);
            let allowed = small || policy.partial == Handling::Post;
            if !allowed || is_binder(&self.index.bill(own)) {
                return Err(self.refusal(amount, &[own], &open));
            }
            return plan(Rule::Partial, self.fill(&[own], amount), false);
        }
        let shares = self.fill(&order, amount);
        if amount < total {
            let short = |share: &Share| {
                share.bill.is_some_and(|at| is_binder(&self.index.bill(at)) && share.amount < self.remaining(at))
            };
            if shares.iter().any(short) {
                return Err(self.refusal(amount, &open, &open));
            }
            return plan(Rule::CouponAndOlder, shares, false);
        }
        let small = amount.minus(total) <= policy.over_tolerance.of(total);
        if small || policy.overpayment == Handling::Post {
            return plan(Rule::Overpaid, shares, false);
        }
        Err(self.refusal(amount, &open, &open))
    }

    /// The coupon's bill is not owed (any more): only an amount that is expected says what to pay.
    fn for_account(&self, open: &[BillAt], paid: Money) -> Result<Plan, Refusal> {
        let evidence = vec![EvidenceKind::Amount];
        if let Some(bill) = open.iter().find(|bill| self.remaining(**bill) == paid) {
            return Ok(Plan { rule: Rule::CouponAndOlder, shares: self.fill(&[*bill], paid), evidence });
        }
        if self.sum(open) == paid {
            return Ok(Plan { rule: Rule::AccountTotal, shares: self.fill(open, paid), evidence });
        }
        Err(self.refusal(paid, open, open))
    }

    fn for_coupons(&self, several: &[Named], paid: Paid, policy: &Policy) -> Result<Plan, Refusal> {
        let mut claims: Vec<BillAt> = Vec::new();
        for named in several {
            let open = self.some_open(named.account, named.bill)?;
            let own = self.own(named, &open).ok_or_else(|| Refusal {
                reason: Reason::NoOpenBill,
                text: format!("the bill on a coupon of account {} is not open", self.index.number(named.account)),
            })?;
            if !claims.contains(&own) {
                claims.push(own);
            }
        }
        let accounts: HashSet<AccountAt> = several.iter().map(|named| named.account).collect();
        if let ([_], Some(first)) = (claims.as_slice(), several.first()) {
            return self.for_coupon(first, paid, policy);
        }
        let plan = |rule, shares| Ok(Plan { rule, shares, evidence: vec![EvidenceKind::Amount] });
        if self.sum(&claims) == paid.amount {
            return plan(Rule::CouponsTotal, self.fill(&claims, paid.amount));
        }
        let mut open = claims.clone();
        if let (1, Some(named)) = (accounts.len(), several.first()) {
            open.extend(self.open(named.account).into_iter().filter(|bill| !claims.contains(bill)));
            if self.sum(&open) == paid.amount {
                return plan(Rule::AccountTotal, self.fill(&open, paid.amount));
            }
        }
        Err(self.refusal(paid.amount, &claims, &claims))
    }

    /// The bill that the coupon asks for: the one it names, or the account's only one if it names none.
    fn own(&self, named: &Named, open: &[BillAt]) -> Option<BillAt> {
        match (named.bill, open) {
            (Some(bill), _) => open.contains(&bill).then_some(bill),
            (None, [only]) if !named.names_bill => Some(*only),
            (None, _) => None,
        }
    }

    fn some_open(&self, account: AccountAt, named: Option<BillAt>) -> Result<Vec<BillAt>, Refusal> {
        let open = self.open(account);
        if !open.is_empty() {
            return Ok(open);
        }
        let number = self.index.number(account);
        let elsewhere = named.and_then(|bill| self.index.bill(bill).paid_elsewhere_date);
        Err(match elsewhere {
            Some(date) => Refusal {
                reason: Reason::PaidElsewhere,
                text: format!("the bill of account {number} was paid another way on {date}"),
            },
            None => Refusal { reason: Reason::NoOpenBill, text: format!("account {number} has no open bill") },
        })
    }

    /// Shares for these bills in order; what is left is credit for the account of the first.
    fn fill(&self, bills: &[BillAt], paid: Money) -> Vec<Share> {
        let mut left = paid;
        let mut shares = Vec::new();
        for bill in bills {
            let amount = self.remaining(*bill).min(left);
            if amount.is_positive() {
                shares.push(Share { account: self.index.account_of(*bill), bill: Some(*bill), amount });
                left = left.minus(amount);
            }
        }
        if let (true, Some(first)) = (left.is_positive(), bills.first()) {
            shares.push(Share { account: self.index.account_of(*first), bill: None, amount: left });
        }
        shares
    }

    fn sum(&self, bills: &[BillAt]) -> Money {
        bills.iter().map(|bill| self.remaining(*bill)).sum()
    }

    /// Too little for what is asked, or too much for all that is owed.
    fn refusal(&self, paid: Money, asked: &[BillAt], owed: &[BillAt]) -> Refusal {
        let (wanted, total) = (self.sum(asked), self.sum(owed));
        let mut numbers: Vec<String> =
            asked.iter().map(|bill| self.index.number(self.index.account_of(*bill)).to_string()).collect();
        numbers.dedup();
        let account = format!("account{} {}", if numbers.len() > 1 { "s" } else { "" }, numbers.join(" and "));
        let bills = match asked.len() {
            1 => format!("the bill of {account} asks for {wanted}"),
            _ => format!("the bills of {account} add up to {wanted}"),
        };
        if paid > total {
            let text = format!("the payment is {paid}, more than the {total} that {account} owes");
            return Refusal { reason: Reason::Overpayment, text };
        }
        Refusal { reason: Reason::Underpayment, text: format!("the payment is {paid}, {bills}") }
    }
}

fn own_first(own: BillAt, open: &[BillAt]) -> Vec<BillAt> {
    [own].into_iter().chain(open.iter().copied().filter(|bill| *bill != own)).collect()
}

/// Shares the money of several payments out: whole payments to whole bills first, the rest in order.
///
/// Returns for each part the place of its payment in `payments`. Both sides must add up to the same.
pub(super) fn split(shares: &[Share], payments: &[Money]) -> Vec<(usize, Share)> {
    let mut parts = Vec::new();
    let mut shares: Vec<Share> = shares.to_vec();
    let mut left: Vec<Money> = payments.to_vec();
    for (at, amount) in left.iter_mut().enumerate() {
        if let Some(fit) = shares.iter().position(|share| share.amount == *amount) {
            parts.push((at, shares.remove(fit)));
            *amount = Money::ZERO;
        }
    }
    let mut at = 0;
    for share in shares {
        let mut due = share.amount;
        while due.is_positive() && at < left.len() {
            let amount = due.min(left[at]);
            if amount.is_positive() {
                parts.push((at, Share { amount, ..share }));
                left[at] = left[at].minus(amount);
                due = due.minus(amount);
            }
            if !left[at].is_positive() {
                at += 1;
            }
        }
    }
    parts.sort_by_key(|(payment, _)| *payment);
    parts
}
