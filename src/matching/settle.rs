//! Decisions one after the other, in batch order: what is left of a bill and which checks were seen depends on the
//! transactions before.

use super::allocate::{self, Balances, Paid, Plan};
use super::bill_checks;
use super::duplicates::PaymentsSeen;
use super::explain;
use super::findings::Findings;
use super::identify::{Case, Payment};
use super::index::{AccountAt, BillAt, BillIndex};
use super::target::{self, Payee, Target, fact, is_members};
use crate::config::Config;
use crate::model::{
    Batch, Decision, DocumentNumber, Evidence, EvidenceKind, Money, Outcome, PaymentType, Posting, Reason, Rule,
};

/// What is known while a batch is settled.
pub(super) struct Books<'a> {
    batch: &'a Batch,
    index: &'a BillIndex,
    config: &'a Config,
    earlier: &'a PaymentsSeen,
    seen: PaymentsSeen,
    balances: Balances<'a>,
}

impl<'a> Books<'a> {
    pub(super) fn new(batch: &'a Batch, index: &'a BillIndex, config: &'a Config, earlier: &'a PaymentsSeen) -> Self {
        Self { batch, index, config, earlier, seen: PaymentsSeen::default(), balances: Balances::new(index) }
    }

    pub(super) fn settle(&mut self, case: Case<'_>) -> Decision {
        let mut findings = case.findings.clone();
        self.note_duplicates(&case, &mut findings);
        let target = target::find(&case, self.index, &mut findings);
        let plan = self.plan(&case, &target, &mut findings);
        let candidates = explain::candidates(&target.accounts, plan.as_ref(), &self.balances, self.index);
        let account = target.only().map(|account| self.index.number(account));
        let mut decision = Decision {
            transaction: case.transaction.id.clone(),
            outcome: Outcome::Hold(findings.reasons()),
            rule: Rule::Held,
            evidence: target.evidence.clone(),
            account,
            candidates,
            payments: case.payments.iter().map(|p| (p.document.number, p.amount.sure())).collect(),
            priority: explain::LOWEST,
            explanation: String::new(),
        };
        match plan {
            Some(plan) if findings.is_empty() => self.post(&case, &target, &plan, &mut decision),
            _ => {
                decision.priority = explain::priority(&case, &target, self.batch, self.config, self.index);
                decision.explanation = findings.sentence();
            }
        }
        decision
    }

    /// The first of equal payments stands, even if it is held.
    fn note_duplicates(&mut self, case: &Case<'_>, findings: &mut Findings) {
        for payment in &case.payments {
            let place = |identity| self.seen.place(identity).or_else(|| self.earlier.place(identity));
            if let Some(place) = payment.identities.iter().find_map(place) {
                let text = format!("the payment on document {} was already seen in {place}", payment.document.number);
                findings.add(Reason::DuplicatePayment, text);
            }
            for identity in &payment.identities {
                let place = format!("transaction {} of batch {}", case.transaction.id, self.batch.id);
                self.seen.insert(identity.clone(), place);
            }
        }
    }

    /// How the money would be applied, and what speaks against it.
    fn plan(&self, case: &Case<'_>, target: &Target, findings: &mut Findings) -> Option<Plan> {
        let kinds: Vec<PaymentType> = case.payments.iter().map(|payment| payment.check.payment_type).collect();
        if !kinds.is_empty() {
            bill_checks::check_stops(&target.accounts, &kinds, self.index, findings);
        }
        let payee = target.payee.as_ref()?;
        let amounts: Option<Vec<Money>> = case.payments.iter().map(|payment| payment.amount.any()).collect();
        let grouped = case.transaction.documents.iter().all(|document| document.group.is_some());
        let paid = Paid { amount: amounts?.into_iter().sum(), loose: kinds.len() > 1 && !grouped };
        let plan = match self.balances.plan(payee, paid, &self.config.policy) {
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
        bill_checks::check_bills(&bills, self.batch.received_date, self.index, findings);
        Some(plan)
    }

    /// An amount that was only keyed is good for an expected amount and nothing else.
    fn note_keyed(&self, case: &Case<'_>, rule: Option<Rule>, findings: &mut Findings) {
        let exact = matches!(rule, Some(Rule::CouponExact | Rule::AccountTotal | Rule::CouponsTotal | Rule::MemoExact));
        for payment in case.payments.iter().filter(|payment| !exact && payment.amount.sure().is_none()) {
            let number = payment.document.number;
            let text = format!("the amount of document {number} is known but could not be read surely");
            findings.add(Reason::AmountUnreadable, text);
        }
    }

    fn post(&mut self, case: &Case<'_>, target: &Target, plan: &Plan, decision: &mut Decision) {
        let amounts: Vec<Money> = case.payments.iter().filter_map(|payment| payment.amount.any()).collect();
        let postmark = case.transaction.documents.iter().find_map(|document| document.envelope_date);
        let parts = allocate::split(&plan.shares, &amounts);
        let postings: Vec<Posting> = parts
            .into_iter()
            .map(|(at, share)| {
                let payment = &case.payments[at];
                let line = payment.check.micr.sure();
                Posting {
                    account: self.index.number(share.account),
                    bill: share.bill.map(|bill| self.index.bill(bill).id),
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
        self.balances.take(&plan.shares);
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
        let named = |account: AccountAt| payments.iter().filter(move |p| is_members(p, account, self.index));
        let by_name = account.into_iter().flat_map(named).map(|p| fact(EvidenceKind::Name, p.document.number));
        by_plan.chain(by_name).collect()
    }
}
