//! Decisions, each as if its transaction were the only one, and then in batch order: what is left of a bill and which
//! checks were seen depends on the transactions before.
//!
//! Few transactions touch an account or a check that an earlier one of the batch has touched. So all are decided in
//! parallel first, and decided again in their turn only where that is so; the result is that of deciding one after the
//! other.

use std::collections::{HashMap, HashSet};

use super::allocate::{self, Balances, Paid, Plan, Share};
use super::bill_checks;
use super::duplicates::PaymentIdentity;
use super::explain;
use super::findings::Findings;
use super::identify::{Case, Payment};
use super::index::{AccountAt, BillAt, BillIndex};
use super::past::Past;
use super::suggest;
use super::target::{self, Payee, Target, fact, is_members};
use crate::config::Config;
use crate::model::{
    Batch, Decision, DocumentNumber, Evidence, EvidenceKind, Money, Outcome, PaymentType, Posting, Reason, Rule,
    TransactionId,
};

/// What is known before a batch is decided.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) batch: &'a Batch,
    pub(super) index: &'a BillIndex,
    pub(super) config: &'a Config,
    /// What earlier batches tell.
    pub(super) past: &'a Past,
}

/// What the transactions of a batch have done so far.
pub(super) struct Books<'a> {
    known: Known<'a>,
    seen: HashMap<&'a PaymentIdentity, &'a TransactionId>,
    balances: Balances<'a>,
    /// Accounts from which something was taken.
    touched: HashSet<AccountAt>,
}

/// A decision, and what it rests on.
pub(super) struct Draft {
    pub(super) decision: Decision,
    /// The accounts that were looked at.
    accounts: Vec<AccountAt>,
    /// What is taken from bills if the decision stands.
    shares: Vec<Share>,
}

impl<'a> Books<'a> {
    /// Nothing has been decided yet; there is room for so many transactions.
    pub(super) fn new(known: Known<'a>, transactions: usize) -> Self {
        let balances = Balances::new(known.index, transactions);
        // Most have one payment, known by its bank line and its image.
        let seen = HashMap::with_capacity(2 * transactions);
        Self { known, seen, balances, touched: HashSet::with_capacity(transactions) }
    }

    /// The decision on the next transaction, given what it would be if it were the first.
    pub(super) fn settle(&mut self, case: &'a Case<'_>, first: Draft) -> Decision {
        let seen = case.payments.iter().flat_map(|payment| &payment.identities).any(|id| self.seen.contains_key(id));
        let touched = first.accounts.iter().any(|account| self.touched.contains(account));
        let draft = if seen || touched { self.draft(case) } else { first };
        for identity in case.payments.iter().flat_map(|payment| &payment.identities) {
            self.seen.entry(identity).or_insert(&case.transaction.id);
        }
        self.balances.take(&draft.shares);
        self.touched.extend(draft.shares.iter().map(|share| share.account));
        draft.decision
    }

    /// The decision on a transaction as things stand; nothing is changed by it.
    pub(super) fn draft(&self, case: &Case<'_>) -> Draft {
        let index = self.known.index;
        let mut findings = case.findings.clone();
        self.note_duplicates(case, &mut findings);
        let mut target = target::find(case, self.known, &mut findings);
        let named = target.only().map(|account| index.number(account));
        let plan = self.plan(case, &target, &mut findings);
        if target.payee.is_none() {
            suggest::add(case, index, &self.known.past.payers, &mut target);
        }
        let mut decision = Decision {
            transaction: case.transaction.id.clone(),
            outcome: Outcome::Hold(Vec::new()),
            rule: Rule::Held,
            evidence: target.evidence.clone(),
            account: named,
            candidates: Vec::new(),
            payments: Vec::new(),
            priority: explain::LOWEST,
            explanation: String::new(),
        };
        let shares = match plan {
            Some(plan) if findings.is_empty() => {
                self.post(case, &target, &plan, &mut decision);
                decision.candidates = explain::not_chosen(&target.accounts, &plan, &self.balances, index);
                plan.shares
            }
            plan => {
                decision.outcome = Outcome::Hold(findings.reasons());
                decision.payments = case.payments.iter().map(|p| (p.document.number, p.amount.sure())).collect();
                decision.candidates = explain::candidates(&target.accounts, plan.as_ref(), &self.balances, index);
                decision.priority = explain::priority(case, &target, self.known.batch, self.known.config, index);
                decision.explanation = findings.sentence();
                Vec::new()
            }
        };
        Draft { decision, accounts: target.all(), shares }
    }

    /// The first of equal payments stands, even if it is held.
    fn note_duplicates(&self, case: &Case<'_>, findings: &mut Findings) {
        let batch = &self.known.batch.id;
        let here = |id: &TransactionId| format!("transaction {id} of batch {batch}");
        let place = |identity: &PaymentIdentity| {
            self.seen
                .get(identity)
                .copied()
                .map(here)
                .or_else(|| self.known.past.payments.place(identity).map(str::to_owned))
        };
        for (at, payment) in case.payments.iter().enumerate() {
            let beside = || {
                let before = case.payments.get(..at).unwrap_or_default();
                let same = before.iter().any(|other| other.identities.iter().any(|id| payment.identities.contains(id)));
                same.then(|| here(&case.transaction.id))
            };
            if let Some(place) = payment.identities.iter().find_map(place).or_else(beside) {
                let text = format!("the payment on document {} was already seen in {place}", payment.document.number);
                findings.add(Reason::DuplicatePayment, text);
            }
        }
    }

    /// How the money would be applied, and what speaks against it.
    fn plan(&self, case: &Case<'_>, target: &Target, findings: &mut Findings) -> Option<Plan> {
        let kinds: Vec<PaymentType> = case.payments.iter().map(|payment| payment.check.payment_type).collect();
        if !kinds.is_empty() {
            bill_checks::check_stops(&target.all(), &kinds, self.known.index, findings);
        }
        let payee = target.payee.as_ref()?;
        let amounts: Option<Vec<Money>> = case.payments.iter().map(|payment| payment.amount.any()).collect();
        let grouped = case.transaction.documents.iter().all(|document| document.group.is_some());
        let paid = Paid { amount: amounts?.into_iter().sum(), loose: kinds.len() > 1 && !grouped };
        let plan = match self.balances.plan(payee, paid, &self.known.config.policy) {
            Ok(plan) => plan,
            Err(_) if matches!(payee, Payee::MemoBesideCoupon(_)) => {
                findings.add(Reason::AccountUnreadable, "the account number on the coupon could not be read surely");
                return None;
            }
            // The same money again: what it would pay does not matter.
            Err(_) if findings.has(Reason::DuplicatePayment) => return None,
            Err(refusal) => {
                self.note_keyed(case, None, findings);
                findings.add(refusal.reason, refusal.text);
                return None;
            }
        };
        self.note_keyed(case, Some(plan.rule), findings);
        let bills: Vec<BillAt> = plan.shares.iter().filter_map(|share| share.bill).collect();
        bill_checks::check_bills(&bills, self.known.batch.received_date, self.known.index, findings);
        Some(plan)
    }

    /// An amount that was only keyed is good for an expected amount and nothing else.
    fn note_keyed(&self, case: &Case<'_>, rule: Option<Rule>, findings: &mut Findings) {
        let exact = matches!(
            rule,
            Some(
                Rule::CouponExact
                    | Rule::AccountTotal
                    | Rule::CouponsTotal
                    | Rule::MemoExact
                    | Rule::MemoSeveral
                    | Rule::CheckAndList
            )
        );
        for payment in case.payments.iter().filter(|payment| !exact && payment.amount.sure().is_none()) {
            let number = payment.document.number;
            let text = format!("the amount of document {number} is known but could not be read surely");
            findings.add(Reason::AmountUnreadable, text);
        }
    }

    fn post(&self, case: &Case<'_>, target: &Target, plan: &Plan, decision: &mut Decision) {
        let amounts: Vec<Money> = case.payments.iter().filter_map(|payment| payment.amount.any()).collect();
        let postmark = case.transaction.documents.iter().find_map(|document| document.envelope_date);
        let parts = allocate::split(&plan.shares, &amounts);
        let postings: Vec<Posting> = parts
            .into_iter()
            .map(|(at, share)| {
                let payment = &case.payments[at];
                let line = payment.check.micr.sure();
                Posting {
                    account: self.known.index.number(share.account),
                    bill: share.bill.map(|bill| self.known.index.id(bill)),
                    amount: share.amount,
                    payment: payment.document.number,
                    payment_type: payment.check.payment_type,
                    routing: line.and_then(|line| line.routing),
                    payer_account: line.and_then(|line| line.payer_account.clone()),
                    check_number: line.and_then(|line| line.check_number.clone()),
                    postmark_date: postmark,
                }
            })
            .collect();
        decision.evidence.extend(self.more_evidence(&case.payments, target.only(), plan));
        decision.payments = case.payments.iter().map(|p| (p.document.number, p.amount.any())).collect();
        decision.rule = plan.rule;
        decision.explanation = explain::posted(plan.rule, &postings);
        decision.outcome = Outcome::Post(postings);
    }

    fn more_evidence(&self, payments: &[Payment<'_>], account: Option<AccountAt>, plan: &Plan) -> Vec<Evidence> {
        let first: Option<DocumentNumber> = payments.first().map(|payment| payment.document.number);
        let by_plan = plan
            .evidence
            .iter()
            .map(|kind| Evidence { kind: *kind, document: first.filter(|_| *kind == EvidenceKind::Amount) });
        let named = |account: AccountAt| payments.iter().filter(move |p| is_members(p, account, self.known.index));
        let by_name = account.into_iter().flat_map(named).map(|p| fact(EvidenceKind::Name, p.document.number));
        by_plan.chain(by_name).collect()
    }
}
