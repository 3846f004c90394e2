//! Where the money of a batch is: balanced entries and the proof that none was lost or made.
//!
//! Every payment document is in exactly one place; what was received and the places it went to add up to the same.
//! Where a batch ticket says otherwise, `tickets` tells, and `causes` names what may be behind it. `standing` adds up the
//! lines of each payment, `deposit` says which payments go to the bank, `returns` takes back those that it
//! gives back.

mod causes;
mod deposit;
mod returns;
mod standing;
mod tickets;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Batch, BatchId, Decision, Document, DocumentNumber, Entry, Money, Outcome, Place, Proof, Reason, Tally,
    Transaction, TransactionId,
};

pub use deposit::{LeftOut, enters};
pub use returns::{Unmatched, bare, identified, taken_back};
pub use standing::{Standing, standings};

/// The entries of a batch's decisions: each payment is received once and goes to one place. Postings are numbered in the
/// order of the decisions.
#[must_use]
pub fn entries(batch: &BatchId, decisions: &[Decision]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut postings = 0;
    for decision in decisions {
        let entry = |place, payment, amount| Entry {
            place,
            transaction: decision.transaction.clone(),
            payment,
            account: None,
            bill: None,
            amount,
            posting: None,
            reverses: None,
        };
        let payments = decision.payments.iter();
        entries.extend(payments.clone().map(|(payment, amount)| entry(Place::Received, *payment, *amount)));
        match &decision.outcome {
            Outcome::Hold(_) => {
                entries.extend(payments.map(|(payment, amount)| entry(Place::Exception, *payment, *amount)));
            }
            Outcome::Post(posted) => entries.extend(posted.iter().map(|posting| {
                postings += 1;
                Entry {
                    account: Some(posting.account.clone()),
                    bill: posting.bill.clone(),
                    posting: Some(batch.posting_id(postings)),
                    ..entry(Place::Posted, posting.payment, Some(posting.amount))
                }
            })),
        }
    }
    entries
}

/// Adds everything up and looks for differences: between documents and decisions, within decisions, and against the
/// batch ticket.
#[must_use]
pub fn prove(batch: &Batch, transactions: &[Transaction], decisions: &[Decision]) -> Proof {
    let documents: Vec<&Document> = transactions.iter().flat_map(|transaction| &transaction.documents).collect();
    let mut proof =
        Proof { documents: documents.len(), transactions: transactions.len(), in_balance: true, ..Proof::default() };
    let mut reasons: BTreeMap<Reason, usize> = BTreeMap::new();
    for decision in decisions {
        let place = match &decision.outcome {
            Outcome::Post(_) => &mut proof.posted,
            Outcome::Hold(found) => {
                proof.exceptions += 1;
                found.iter().for_each(|reason| *reasons.entry(*reason).or_default() += 1);
                &mut proof.excepted
            }
        };
        decision.payments.iter().for_each(|(_, amount)| place.add(*amount));
    }
    proof.by_reason = reasons.into_iter().collect();
    proof.received = received(&documents, decisions);
    let mut findings = lost_or_doubled(transactions, decisions);
    findings.extend(decisions.iter().filter_map(unbalanced));
    findings.extend(tickets::differences(batch, transactions, decisions));
    let places = [proof.posted, proof.suspense, proof.returned, proof.excepted];
    let placed = places.into_iter().fold(Tally::default(), Tally::plus);
    if placed != proof.received {
        findings.push(format!(
            "{} payments of {} came in, {} of {} are accounted for",
            proof.received.count, proof.received.amount, placed.count, placed.amount
        ));
    }
    proof.in_balance = findings.is_empty();
    proof.findings = findings;
    proof
}

/// Counted from the paper, not from the decisions: a payment without a decision is money missing.
fn received(documents: &[&Document], decisions: &[Decision]) -> Tally {
    let amounts: BTreeMap<DocumentNumber, Option<Money>> =
        decisions.iter().flat_map(|decision| decision.payments.iter().copied()).collect();
    let mut tally = Tally::default();
    for document in documents.iter().filter(|document| document.is_payment()) {
        tally.add(amounts.get(&document.number).copied().flatten());
    }
    tally
}

/// Transactions and payments that are not decided exactly once.
fn lost_or_doubled(transactions: &[Transaction], decisions: &[Decision]) -> Vec<String> {
    let mut findings = Vec::new();
    let mut numbers = BTreeSet::new();
    let mut open: BTreeMap<DocumentNumber, usize> = BTreeMap::new();
    for document in transactions.iter().flat_map(|transaction| &transaction.documents) {
        if !numbers.insert(document.number) {
            findings.push(format!("document {} is there twice", document.number));
        }
        if document.is_payment() {
            open.insert(document.number, 0);
        }
    }
    let mut names: BTreeMap<&TransactionId, usize> = transactions.iter().map(|t| (&t.id, 0)).collect();
    for decision in decisions {
        *names.entry(&decision.transaction).or_default() += 1;
        for (payment, _) in &decision.payments {
            match open.get_mut(payment) {
                Some(count) => *count += 1,
                None => findings.push(format!("document {payment} is decided but is no payment")),
            }
        }
    }
    let not_once = names.into_iter().filter(|(_, count)| *count != 1);
    findings.extend(not_once.map(|(name, count)| format!("transaction {name} is decided {count} times")));
    let not_once = open.into_iter().filter(|(_, count)| *count != 1);
    findings.extend(not_once.map(|(number, count)| format!("the payment on document {number} is in {count} places")));
    findings
}

/// A decision whose postings do not add up to each of its payments.
fn unbalanced(decision: &Decision) -> Option<String> {
    let Outcome::Post(postings) = &decision.outcome else { return None };
    let applied = |payment| postings.iter().filter(|p| p.payment == payment).map(|p| p.amount).sum::<Money>();
    let fits = decision.payments.iter().all(|(payment, amount)| *amount == Some(applied(*payment)))
        && postings.iter().all(|p| p.amount.is_positive() && decision.payments.iter().any(|(n, _)| *n == p.payment));
    (!fits).then(|| format!("the postings of transaction {} do not add up to its payments", decision.transaction))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{batch, coupon, money, payment};
    use crate::model::{AccountNumber, BillId, PaymentType, Posting, Rule};

    fn transaction(id: &str, documents: Vec<Document>) -> Transaction {
        Transaction { id: TransactionId(id.to_owned()), documents }
    }

    fn decision(id: &str, payments: &[(u32, Option<&str>)], outcome: Outcome) -> Decision {
        Decision {
            rule: Rule::CouponExact,
            payments: payments.iter().map(|(n, a)| (DocumentNumber(*n), a.map(money))).collect(),
            ..crate::model::testing::decision(id, outcome)
        }
    }

    fn posting(payment: u32, amount: &str) -> Posting {
        Posting {
            account: AccountNumber::new("7").unwrap(),
            bill: BillId::new("1"),
            amount: money(amount),
            payment: DocumentNumber(payment),
            payment_type: PaymentType::Check,
            routing: None,
            payer_account: None,
            check_number: None,
            postmark_date: None,
        }
    }

    fn work() -> (Vec<Transaction>, Vec<Decision>) {
        let transactions = vec![
            transaction("1", vec![coupon(1, "7", "1"), payment(2, "5.00"), payment(3, "2.00")]),
            transaction("2", vec![payment(4, "9.00")]),
            transaction("3", vec![coupon(5, "7", "1")]),
        ];
        let decisions = vec![
            decision(
                "1",
                &[(2, Some("5.00")), (3, Some("2.00"))],
                Outcome::Post(vec![posting(2, "4.00"), posting(2, "1.00"), posting(3, "2.00")]),
            ),
            decision("2", &[(4, None)], Outcome::Hold(vec![Reason::NoCoupon, Reason::AmountUnreadable])),
            decision("3", &[], Outcome::Hold(vec![Reason::NoPayment])),
        ];
        (transactions, decisions)
    }

    #[test]
    fn a_good_batch_is_proved() {
        let (transactions, decisions) = work();
        let ticket = Batch { expected_documents: Some(5), control_total: Some(money("16.00")), ..batch() };
        let proof = prove(&ticket, &transactions, &decisions);
        assert!(proof.in_balance, "{:?}", proof.findings);
        assert_eq!(proof.received, Tally { count: 3, amount: money("7.00"), unknown: 1 });
        assert_eq!(proof.posted, Tally { count: 2, amount: money("7.00"), unknown: 0 });
        assert_eq!(proof.excepted, Tally { count: 1, amount: Money::ZERO, unknown: 1 });
        assert_eq!((proof.exceptions, proof.by_reason.len()), (2, 3));
    }

    #[test]
    fn every_difference_is_found() {
        type Change = fn(&mut Batch, &mut Vec<Transaction>, &mut Vec<Decision>);
        let changes: [(&str, Change); 9] = [
            ("decided 0 times", |_, _, d| drop(d.remove(1))),
            ("in 0 places", |_, _, d| d[1].payments.clear()),
            ("in 2 places", |_, _, d| d[2].payments.push((DocumentNumber(4), None))),
            ("is no payment", |_, _, d| d[2].payments.push((DocumentNumber(5), None))),
            ("do not add up", |_, _, d| d[0].outcome = Outcome::Post(vec![posting(2, "5.00"), posting(3, "2.01")])),
            ("do not add up", |_, _, d| d[0].outcome = Outcome::Post(vec![posting(2, "7.00")])),
            ("there twice", |_, t, _| t[1].documents.push(payment(4, "9.00"))),
            ("counts 6 documents", |b, _, _| b.expected_documents = Some(6)),
            ("says 6.99", |b, _, _| b.control_total = Some(money("6.99"))),
        ];
        for (part, change) in changes {
            let (mut ticket, (mut transactions, mut decisions)) = (batch(), work());
            change(&mut ticket, &mut transactions, &mut decisions);
            let proof = prove(&ticket, &transactions, &decisions);
            assert!(!proof.in_balance, "{part}");
            assert!(proof.findings.iter().any(|finding| finding.contains(part)), "{part}: {:?}", proof.findings);
        }
    }

    #[test]
    fn entries_balance() {
        let entries = entries(&batch().id, &work().1);
        let sum = |place| entries.iter().filter(|e| e.place == place).filter_map(|e| e.amount).sum::<Money>();
        assert_eq!(sum(Place::Received), sum(Place::Posted).plus(sum(Place::Exception)));
        assert_eq!(entries.iter().filter(|e| e.place == Place::Exception).count(), 1);
        let postings: Vec<&str> = entries.iter().filter_map(|e| e.posting.as_deref()).collect();
        assert_eq!(postings, ["b1-P000001", "b1-P000002", "b1-P000003"]);
    }
}
