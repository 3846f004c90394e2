//! A case as a person sees it.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::matching::{self, BillIndex, OpenBill};
use crate::model::{
    AccountNumber, Batch, Decision, Document, DocumentNumber, ExceptionId, Field, Money, Outcome, Reading, Source,
    Transaction,
};
use crate::pipeline::archive::papers;
use crate::pipeline::past::past;
use crate::review::{self, Case, CasePayment, Keying, Line, Pass, Proposal, Support};
use crate::store::review::{CaseStore, KeptCase, Seconds};
use crate::store::{BatchStore, LoadId, SqliteStore};

/// What a reviewer works with.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The bills in force.
    pub index: &'a BillIndex,
    /// Their load.
    pub load: LoadId,
    /// The last posting that they take into account.
    pub last_posting: i64,
    /// The time.
    pub now: Seconds,
}

/// A bill that may be meant, with what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The account.
    pub account: AccountNumber,
    /// Its open bills, oldest first.
    pub bills: Vec<OpenBill>,
    /// What speaks for it.
    pub why: String,
}

/// How far the keying of a payment's amount has come.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyedPayment {
    /// The payment.
    pub document: DocumentNumber,
    /// What it is, if known.
    pub amount: Option<Money>,
    /// How far the keying has come.
    pub pass: Pass,
    /// What was keyed.
    pub keyings: Vec<Keying>,
}

/// A case with all that helps to decide it.
#[derive(Debug)]
pub struct CaseView {
    /// The case.
    pub kept: KeptCase,
    /// Its batch.
    pub batch: Batch,
    /// Its papers, with what was read.
    pub transaction: Transaction,
    /// Its payments.
    pub payments: Vec<KeyedPayment>,
    /// Accounts that may be meant, the likeliest first.
    pub choices: Vec<Choice>,
    /// What the program would decide now, by the bills of today and the amounts that were keyed.
    pub today: Decision,
}

/// Gets a case ready for a person.
///
/// # Errors
/// When there is no such case or the store fails.
pub fn open_case(store: &SqliteStore, desk: Desk<'_>, id: &ExceptionId) -> Result<CaseView> {
    let kept = store.case(id)?.ok_or_else(|| Error::Refused(format!("there is no exception `{id}`")))?;
    let finished = store.finished(&kept.batch)?;
    let batch = finished.ok_or_else(|| Error::Refused(format!("batch `{}` is not finished", kept.batch)))?.header;
    let mut transaction = papers(store, &batch, &kept.transaction, &kept.documents)?;
    for correction in &kept.corrections {
        let paper = transaction.documents.iter_mut().find(|paper| paper.number == correction.document);
        if let Some(paper) = paper {
            review::apply(paper, correction, &desk.config.account);
        }
    }
    let case = case_of(&kept);
    let payments: Vec<KeyedPayment> =
        case.payments().into_iter().map(|payment| keyed_payment(&kept, payment)).collect();
    let today = today(store, desk, &batch, &transaction, &case)?;
    let choices = choices(&kept, &today, desk.index);
    Ok(CaseView { kept, batch, transaction, payments, choices, today })
}

/// The case as the rules see it: what was keyed and is settled counts.
pub(super) fn case_of(kept: &KeptCase) -> Case {
    let mut keyed = BTreeMap::new();
    for document in kept.keyed.iter().map(|keyed| keyed.document) {
        if let Pass::Settled(amount) = pass_of(kept, document) {
            keyed.insert(document, amount);
        }
    }
    // What was moved to another transaction has left its lines here.
    let is_own = |document: &DocumentNumber| kept.documents.is_empty() || kept.documents.contains(document);
    let lines = kept.lines.iter().filter(|line| is_own(&line.entry.payment));
    Case {
        id: kept.id.clone(),
        batch: kept.batch.clone(),
        transaction: kept.transaction.clone(),
        state: kept.state,
        lines: lines.map(|line| Line { entry: line.entry.clone(), released: line.released }).collect(),
        proposal: kept.proposal.as_ref().map(|proposed| Proposal {
            by: proposed.by.clone(),
            action: proposed.action.clone(),
            note: proposed.note.clone(),
        }),
        keyed,
        deposited: kept.deposited.iter().copied().filter(is_own).collect(),
        next_posting: kept.next_posting,
    }
}

pub(super) fn keyings(kept: &KeptCase, document: DocumentNumber) -> Vec<Keying> {
    let own = kept.keyed.iter().filter(|keyed| keyed.document == document);
    own.map(|keyed| Keying { by: keyed.by.clone(), amount: keyed.amount }).collect()
}

/// How far the keying of an amount has come. What bore out one person's value when they keyed it was kept then; bills that
/// have come since bear nothing out.
pub(super) fn pass_of(kept: &KeptCase, document: DocumentNumber) -> Pass {
    let settled = kept.settled.iter().find(|(settled, _)| *settled == document);
    match settled {
        Some((_, amount)) => Pass::Settled(*amount),
        None => review::pass(&keyings(kept, document), &Support::default()),
    }
}

/// What was read of an amount, and what is expected; not shown to who keys it.
pub(super) fn support(
    transaction: &Transaction,
    document: DocumentNumber,
    expected: &[Money],
    config: &Config,
) -> Support {
    let found = transaction.documents.iter().find(|paper| paper.number == document);
    let check = found.and_then(|paper| paper.face().ok()?.check.as_ref());
    Support {
        guess: check.and_then(|check| check.amount.value.best()).map(|best| (best.value, best.confidence)),
        expected: expected.to_vec(),
        always_two_from: config.policy.high_amount,
    }
}

fn keyed_payment(kept: &KeptCase, payment: CasePayment) -> KeyedPayment {
    let CasePayment { document, received, amount } = payment;
    // What the ledger knows is settled, whatever was keyed.
    let pass = received.map_or_else(|| pass_of(kept, document), Pass::Settled);
    KeyedPayment { document, amount, pass, keyings: keyings(kept, document) }
}

/// What the program would decide now.
fn today(
    store: &SqliteStore,
    desk: Desk<'_>,
    batch: &Batch,
    transaction: &Transaction,
    case: &Case,
) -> Result<Decision> {
    decide_again(store, desk, batch, transaction, &case.keyed)
}

/// What the program decides of a transaction by today's bills and amounts that were keyed.
pub(super) fn decide_again(
    store: &SqliteStore,
    desk: Desk<'_>,
    batch: &Batch,
    transaction: &Transaction,
    keyed: &BTreeMap<DocumentNumber, Money>,
) -> Result<Decision> {
    let mut transaction = transaction.clone();
    for document in &mut transaction.documents {
        let Some(amount) = keyed.get(&document.number) else { continue };
        set_amount(document, *amount);
    }
    let past = past(store, batch, &transaction.documents)?;
    let mut decisions = matching::decide(batch, std::slice::from_ref(&transaction), desk.index, desk.config, &past);
    decisions.pop().ok_or_else(|| Error::Refused("the transaction could not be decided again".to_owned()))
}

fn set_amount(document: &mut Document, amount: Money) {
    let keyed = Field::Read(Reading { value: amount, confidence: 1.0, source: Source::Keyed, place: None });
    let sides = [Some(&mut document.front), document.back.as_mut()];
    for check in sides.into_iter().flatten().filter_map(|side| side.as_mut().ok()?.check.as_mut()) {
        check.amount.value = keyed.clone();
        (check.amount.courtesy, check.amount.legal) = (Field::Absent, Field::Absent);
    }
}

/// Accounts of both decisions, that of today first.
fn choices(kept: &KeptCase, today: &Decision, index: &BillIndex) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    let mut add = |account: &AccountNumber, why: &str| {
        if choices.iter().all(|choice| choice.account != *account) {
            let bills = index.open_bills(account);
            choices.push(Choice { account: account.clone(), bills, why: why.to_owned() });
        }
    };
    if let Outcome::Post(postings) = &today.outcome {
        postings.iter().for_each(|posting| add(&posting.account, "today's bills and amounts agree on it"));
    }
    for decision in [today, &kept.decision] {
        decision.candidates.iter().for_each(|candidate| add(&candidate.account, &candidate.why));
        if let Some(account) = &decision.account {
            add(account, "named by what was read");
        }
    }
    choices
}
