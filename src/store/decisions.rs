//! Decisions and batch headers as JSON, in structs of the store's own.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::{
    AccountNumber, Batch, BatchId, BillId, Candidate, Decision, DocumentNumber, Evidence, EvidenceKind, Mode, Money,
    Outcome, PaymentType, Posting, Reason, RoutingNumber, Rule, TransactionId,
};

pub(super) fn header_to_json(batch: &Batch) -> String {
    let wire = HeaderWire {
        lockbox: batch.lockbox.clone(),
        deposit_date: batch.deposit_date,
        received_date: batch.received_date,
        mode: batch.mode.word().to_owned(),
        duplex: batch.duplex,
        expected_documents: batch.expected_documents,
        control_total: batch.control_total.map(Money::cents),
    };
    serde_json::to_string(&wire).unwrap_or_default()
}

pub(super) fn header_from_json(id: &BatchId, text: &str) -> Option<Batch> {
    let wire: HeaderWire = serde_json::from_str(text).ok()?;
    Some(Batch {
        id: id.clone(),
        lockbox: wire.lockbox,
        deposit_date: wire.deposit_date,
        received_date: wire.received_date,
        mode: Mode::from_word(&wire.mode)?,
        duplex: wire.duplex,
        expected_documents: wire.expected_documents,
        control_total: wire.control_total.map(Money::from_cents),
    })
}

pub(super) fn to_json(decision: &Decision) -> String {
    serde_json::to_string(&DecisionWire::from_model(decision)).unwrap_or_default()
}

pub(super) fn from_json(transaction: &str, text: &str) -> Option<Decision> {
    serde_json::from_str::<DecisionWire>(text).ok()?.into_model(TransactionId(transaction.to_owned()))
}

#[derive(Serialize, Deserialize)]
struct HeaderWire {
    lockbox: Option<String>,
    deposit_date: Date,
    received_date: Date,
    mode: String,
    duplex: bool,
    expected_documents: Option<u32>,
    control_total: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct DecisionWire {
    postings: Vec<PostingWire>,
    reasons: Vec<String>,
    rule: String,
    /// Kind and document.
    evidence: Vec<(String, Option<u32>)>,
    account: Option<String>,
    candidates: Vec<CandidateWire>,
    /// Document and cents.
    payments: Vec<(u32, Option<i64>)>,
    priority: u8,
    explanation: String,
}

#[derive(Serialize, Deserialize)]
struct PostingWire {
    account: String,
    bill: Option<String>,
    amount: i64,
    payment: u32,
    payment_type: String,
    routing: Option<String>,
    payer_account: Option<String>,
    check_number: Option<String>,
    postmark_date: Option<Date>,
}

#[derive(Serialize, Deserialize)]
struct CandidateWire {
    account: String,
    bill: Option<String>,
    open_amount: i64,
    why: String,
}

impl DecisionWire {
    fn from_model(decision: &Decision) -> Self {
        let (postings, reasons) = match &decision.outcome {
            Outcome::Post(postings) => (postings.iter().map(PostingWire::from_model).collect(), Vec::new()),
            Outcome::Hold(reasons) => (Vec::new(), reasons.iter().map(|reason| reason.word().to_owned()).collect()),
        };
        let evidence = decision.evidence.iter();
        let candidates = decision.candidates.iter().map(|candidate| CandidateWire {
            account: candidate.account.to_string(),
            bill: candidate.bill.as_ref().map(ToString::to_string),
            open_amount: candidate.open_amount.cents(),
            why: candidate.why.clone(),
        });
        Self {
            postings,
            reasons,
            rule: decision.rule.word().to_owned(),
            evidence: evidence.map(|fact| (fact.kind.word().to_owned(), fact.document.map(|d| d.0))).collect(),
            account: decision.account.as_ref().map(ToString::to_string),
            candidates: candidates.collect(),
            payments: decision.payments.iter().map(|(number, amount)| (number.0, amount.map(Money::cents))).collect(),
            priority: decision.priority,
            explanation: decision.explanation.clone(),
        }
    }

    fn into_model(self, transaction: TransactionId) -> Option<Decision> {
        let outcome = if self.postings.is_empty() {
            let reasons = self.reasons.iter().map(|word| Reason::from_word(word));
            Outcome::Hold(reasons.collect::<Option<Vec<_>>>()?)
        } else {
            Outcome::Post(self.postings.into_iter().map(PostingWire::into_model).collect::<Option<Vec<_>>>()?)
        };
        let evidence = self.evidence.into_iter().map(|(kind, document)| {
            Some(Evidence { kind: EvidenceKind::from_word(&kind)?, document: document.map(DocumentNumber) })
        });
        let candidates = self.candidates.into_iter().map(|candidate| {
            Some(Candidate {
                account: AccountNumber::new(&candidate.account)?,
                bill: optional(candidate.bill.as_deref(), BillId::new)?,
                open_amount: Money::from_cents(candidate.open_amount),
                why: candidate.why,
            })
        });
        let payments = self.payments.into_iter();
        Some(Decision {
            transaction,
            outcome,
            rule: Rule::from_word(&self.rule)?,
            evidence: evidence.collect::<Option<Vec<_>>>()?,
            account: optional(self.account.as_deref(), AccountNumber::new)?,
            candidates: candidates.collect::<Option<Vec<_>>>()?,
            payments: payments.map(|(number, cents)| (DocumentNumber(number), cents.map(Money::from_cents))).collect(),
            priority: self.priority,
            explanation: self.explanation,
        })
    }
}

impl PostingWire {
    fn from_model(posting: &Posting) -> Self {
        Self {
            account: posting.account.to_string(),
            bill: posting.bill.as_ref().map(ToString::to_string),
            amount: posting.amount.cents(),
            payment: posting.payment.0,
            payment_type: posting.payment_type.word().to_owned(),
            routing: posting.routing.map(|routing| routing.to_string()),
            payer_account: posting.payer_account.clone(),
            check_number: posting.check_number.clone(),
            postmark_date: posting.postmark_date,
        }
    }

    fn into_model(self) -> Option<Posting> {
        Some(Posting {
            account: AccountNumber::new(&self.account)?,
            bill: optional(self.bill.as_deref(), BillId::new)?,
            amount: Money::from_cents(self.amount),
            payment: DocumentNumber(self.payment),
            payment_type: PaymentType::from_word(&self.payment_type)?,
            routing: optional(self.routing.as_deref(), RoutingNumber::new)?,
            payer_account: self.payer_account,
            check_number: self.check_number,
            postmark_date: self.postmark_date,
        })
    }
}

/// Nothing stays nothing; what cannot be understood spoils the whole.
fn optional<T>(text: Option<&str>, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    text.map_or(Some(None), |text| read(text).map(Some))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::testing::{batch, money};

    fn decision(outcome: Outcome) -> Decision {
        Decision {
            transaction: TransactionId("7".to_owned()),
            outcome,
            rule: Rule::Partial,
            evidence: vec![Evidence { kind: EvidenceKind::Memo, document: Some(DocumentNumber(2)) }],
            account: AccountNumber::new("71"),
            candidates: vec![Candidate {
                account: AccountNumber::new("72").unwrap(),
                bill: BillId::new("b"),
                open_amount: money("1.00"),
                why: "named twice".to_owned(),
            }],
            payments: vec![(DocumentNumber(2), Some(money("5.00"))), (DocumentNumber(3), None)],
            priority: 2,
            explanation: "a sentence".to_owned(),
        }
    }

    #[test]
    fn decisions_and_headers_come_back_as_they_were() {
        let posting = Posting {
            account: AccountNumber::new("71").unwrap(),
            bill: None,
            amount: money("5.00"),
            payment: DocumentNumber(2),
            payment_type: PaymentType::MoneyOrder,
            routing: RoutingNumber::new("011000138"),
            payer_account: Some("55".to_owned()),
            check_number: None,
            postmark_date: Some(date(2026, 11, 20)),
        };
        for outcome in [Outcome::Post(vec![posting]), Outcome::Hold(vec![Reason::NoCoupon, Reason::StaleDated])] {
            let decision = decision(outcome);
            assert_eq!(from_json("7", &to_json(&decision)), Some(decision));
        }
        let header = Batch { control_total: Some(money("9.00")), expected_documents: Some(2), ..batch() };
        assert_eq!(header_from_json(&header.id, &header_to_json(&header)), Some(header));
    }

    #[test]
    fn what_cannot_be_understood_is_no_decision() {
        let text = to_json(&decision(Outcome::Hold(vec![Reason::NoCoupon])));
        for (good, bad) in [("no_coupon", "bad_coupon"), ("partial", "whole"), ("\"71\"", "\"7 1\""), ("memo", "note")]
        {
            assert!(from_json("7", &text.replace(good, bad)).is_none(), "{bad}");
        }
    }
}
