//! A person at work on the transactions that wait: a case with all that helps to decide it, and what they decide.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::past::{lessons, past};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::matching::{self, BillIndex, OpenBill};
use crate::model::{
    AccountNumber, Action, Batch, CaseState, Decision, Document, DocumentNumber, Evidence, EvidenceKind, ExceptionId,
    Field, Money, Outcome, Place, Posting, Reading, Reviewer, Right, Rule, Share, Source, Transaction, UserName,
};
use crate::review::{self, Case, Keying, Limits, Line, Pass, Proposal, Refusal, Ruling, Support};
use crate::store::review::{
    AuditEntry, CaseChange, CaseStore, Claim, KeptCase, KeyedAmount, Proposed, Resolution, Seconds,
};
use crate::store::{BatchStore, LoadId, SqliteStore};
use crate::transactions;

/// A claim lasts so long unless it is extended, in seconds.
pub const CLAIM_SECONDS: i64 = 300;

/// What a reviewer works with.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The bills in force.
    pub index: &'a BillIndex,
    /// Their load.
    pub load: LoadId,
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
    let transaction = transaction(store, &batch, &kept)?;
    let expected = matching::expected_amounts(&transaction, desk.index);
    let case = case_of(&kept, &transaction, &expected, desk.config);
    let payments: Vec<KeyedPayment> = case
        .payments()
        .into_iter()
        .map(|payment| keyed_payment(&kept, &transaction, &expected, desk.config, payment.document, payment.amount))
        .collect();
    let today = today(store, desk, &batch, &transaction, &case)?;
    let choices = choices(&kept, &today, desk.index);
    Ok(CaseView { kept, batch, transaction, payments, choices, today })
}

fn transaction(store: &SqliteStore, batch: &Batch, kept: &KeptCase) -> Result<Transaction> {
    if kept.documents.is_empty() {
        // The batch was finished before the documents of each transaction were kept.
        let all = transactions::form(batch.mode, store.documents(&batch.id)?);
        let found = all.into_iter().find(|transaction| transaction.id == kept.transaction);
        return found.ok_or_else(|| Error::Refused(format!("the papers of `{}` are not there", kept.id)));
    }
    let mut documents = store.papers(&batch.id, &kept.documents)?;
    documents.iter_mut().for_each(matching::take_captured);
    Ok(Transaction { id: kept.transaction.clone(), documents })
}

/// The case as the rules see it: what was keyed and is settled counts.
fn case_of(kept: &KeptCase, transaction: &Transaction, expected: &[Money], config: &Config) -> Case {
    let mut keyed = BTreeMap::new();
    for document in kept.keyed.iter().map(|keyed| keyed.document) {
        let support = support(transaction, document, expected, config);
        if let Pass::Settled(amount) = review::pass(&keyings(kept, document), &support) {
            keyed.insert(document, amount);
        }
    }
    let lines = kept.lines.iter();
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
        deposited: kept.deposited.iter().copied().collect(),
        next_posting: kept.next_posting,
    }
}

fn keyings(kept: &KeptCase, document: DocumentNumber) -> Vec<Keying> {
    let own = kept.keyed.iter().filter(|keyed| keyed.document == document);
    own.map(|keyed| Keying { by: keyed.by.clone(), amount: keyed.amount }).collect()
}

/// What was read of an amount, and what is expected; not shown to who keys it.
fn support(transaction: &Transaction, document: DocumentNumber, expected: &[Money], config: &Config) -> Support {
    let found = transaction.documents.iter().find(|paper| paper.number == document);
    let check = found.and_then(|paper| paper.face().ok()?.check.as_ref());
    Support {
        guess: check.and_then(|check| check.amount.value.best()).map(|best| (best.value, best.confidence)),
        expected: expected.to_vec(),
        always_two_from: config.policy.high_amount,
    }
}

fn keyed_payment(
    kept: &KeptCase,
    transaction: &Transaction,
    expected: &[Money],
    config: &Config,
    document: DocumentNumber,
    amount: Option<Money>,
) -> KeyedPayment {
    let keyings = keyings(kept, document);
    let pass = match amount {
        Some(amount) if keyings.is_empty() => Pass::Settled(amount),
        _ => review::pass(&keyings, &support(transaction, document, expected, config)),
    };
    KeyedPayment { document, amount, pass, keyings }
}

/// What the program would decide now.
fn today(
    store: &SqliteStore,
    desk: Desk<'_>,
    batch: &Batch,
    transaction: &Transaction,
    case: &Case,
) -> Result<Decision> {
    let mut transaction = transaction.clone();
    for document in &mut transaction.documents {
        let Some(amount) = case.keyed.get(&document.number) else { continue };
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

/// What a person decides.
#[derive(Debug, Clone)]
pub struct Order<'a> {
    /// The case.
    pub id: &'a ExceptionId,
    /// The version that the person has seen.
    pub version: u32,
    /// Who.
    pub by: &'a Reviewer,
    /// What.
    pub action: &'a Action,
    /// What they say about it.
    pub note: &'a str,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcomes {
    /// Done, or left for a second person: where the case stands.
    Done(CaseState),
    /// Somebody else has changed it since it was seen: as it is now.
    Stale(Box<KeptCase>),
    /// Somebody else works on it.
    Claimed(Claim),
    /// It may not be done; the text says why.
    Refused(String),
}

/// Does what a person decides, in one step with the ledger, what is learnt and the audit log.
///
/// # Errors
/// When the store fails; nothing is changed then.
pub fn decide_case(store: &mut SqliteStore, desk: Desk<'_>, order: &Order<'_>) -> Result<Outcomes> {
    let view = open_case(store, desk, order.id)?;
    if let Some(refusal) = unknown_target(order.action, desk.index) {
        return Ok(Outcomes::Refused(refusal));
    }
    let limits = Limits { second_person_from: desk.config.policy.high_amount };
    change(store, desk, &view, order.version, order.by, &mut |case| {
        let ruling = review::judge(case, order.action, order.note, order.by, &limits)?;
        Ok(Step {
            ruling,
            action: order.action.clone(),
            note: order.note.to_owned(),
            first: order.by.name.clone(),
            second: None,
        })
    })
}

/// Confirms what another person has proposed.
///
/// # Errors
/// When the store fails; nothing is changed then.
pub fn confirm_case(
    store: &mut SqliteStore,
    desk: Desk<'_>,
    id: &ExceptionId,
    version: u32,
    by: &Reviewer,
) -> Result<Outcomes> {
    let view = open_case(store, desk, id)?;
    change(store, desk, &view, version, by, &mut |case| {
        let ruling = review::confirm(case, by)?;
        let proposal = case.proposal.clone().ok_or(Refusal::NothingProposed)?;
        let Proposal { by: first, action, note } = proposal;
        Ok(Step { ruling, action, note, first, second: Some(by.name.clone()) })
    })
}

/// Keeps an amount as one person keyed it.
///
/// # Errors
/// When the store fails; nothing is changed then.
pub fn key_amount(
    store: &mut SqliteStore,
    desk: Desk<'_>,
    id: &ExceptionId,
    by: &Reviewer,
    document: DocumentNumber,
    amount: Option<Money>,
) -> Result<Outcomes> {
    let view = open_case(store, desk, id)?;
    let expected = matching::expected_amounts(&view.transaction, desk.index);
    let mut outcome = Outcomes::Done(view.kept.state);
    let result = store.change(id, &mut |kept| {
        let keyings = keyings(kept, document);
        let pass = review::pass(&keyings, &support(&view.transaction, document, &expected, desk.config));
        let is_payment = view.payments.iter().any(|payment| payment.document == document);
        let allowed = if is_payment { review::may_key(&keyings, pass, by) } else { Err(Refusal::NoPayment(document)) };
        let open = if kept.state == CaseState::Open { allowed } else { Err(Refusal::Decided(kept.state)) };
        open.map_err(|refusal| refused(&mut outcome, &refusal))?;
        let keyed = KeyedAmount { document, by: by.name.clone(), amount };
        let shown = amount.map_or_else(|| "illegible".to_owned(), |amount| amount.to_string());
        let entry = audit(desk, &by.name, "key", id, format!("document {document}: {shown}"));
        Ok((CaseChange { keyed: Some(keyed), let_go: true, ..CaseChange::default() }, entry))
    });
    settle(result, outcome)
}

/// What is to be written of a ruling.
struct Step {
    ruling: Ruling,
    action: Action,
    note: String,
    first: UserName,
    second: Option<UserName>,
}

fn change(
    store: &mut SqliteStore,
    desk: Desk<'_>,
    view: &CaseView,
    version: u32,
    by: &Reviewer,
    judge: &mut dyn FnMut(&Case) -> std::result::Result<Step, Refusal>,
) -> Result<Outcomes> {
    let expected = matching::expected_amounts(&view.transaction, desk.index);
    let mut outcome = Outcomes::Done(view.kept.state);
    let result = store.change(&view.kept.id, &mut |kept| {
        if kept.version != version {
            outcome = Outcomes::Stale(Box::new(kept.clone()));
            return Err(Error::Refused("stale".to_owned()));
        }
        let claim = kept.claim.as_ref().filter(|claim| claim.by != by.name && claim.until > desk.now);
        if let Some(claim) = claim {
            outcome = Outcomes::Claimed(claim.clone());
            return Err(Error::Refused("claimed".to_owned()));
        }
        let case = case_of(kept, &view.transaction, &expected, desk.config);
        let step = judge(&case).map_err(|refusal| refused(&mut outcome, &refusal))?;
        let (change, state) = written(desk, view, &case, &step);
        outcome = Outcomes::Done(state);
        let entry = audit(desk, &by.name, word(&step), &kept.id, told(&case, &step, state));
        Ok((change, entry))
    });
    settle(result, outcome)
}

fn refused(outcome: &mut Outcomes, refusal: &Refusal) -> Error {
    *outcome = Outcomes::Refused(refusal.to_string());
    Error::Refused(refusal.to_string())
}

/// What was refused is no failure of the store.
fn settle(result: Result<()>, outcome: Outcomes) -> Result<Outcomes> {
    match (result, outcome) {
        (Ok(()), outcome)
        | (Err(Error::Refused(_)), outcome @ (Outcomes::Stale(_) | Outcomes::Claimed(_) | Outcomes::Refused(_))) => {
            Ok(outcome)
        }
        (Err(error), _) => Err(error),
    }
}

/// A share for an account or bill that is not there is refused.
fn unknown_target(action: &Action, index: &BillIndex) -> Option<String> {
    let Action::Post(shares) = action else { return None };
    let unknown = |share: &&Share| match &share.bill {
        Some(bill) => index.left_of(&share.account, bill).is_none(),
        None => !index.has_account(&share.account),
    };
    shares.iter().find(unknown).map(|share| match &share.bill {
        Some(bill) => format!("account {} has no open bill {bill}", share.account),
        None => format!("there is no account {}", share.account),
    })
}

fn written(desk: Desk<'_>, view: &CaseView, case: &Case, step: &Step) -> (CaseChange, CaseState) {
    let (state, entries) = match &step.ruling {
        Ruling::Proposed => {
            let by = step.first.clone();
            let proposed = Proposed { by, action: step.action.clone(), note: step.note.clone() };
            let state = CaseState::Proposed;
            let change = CaseChange {
                state: Some(state),
                proposal: Some(Some(proposed)),
                let_go: true,
                ..CaseChange::default()
            };
            return (change, state);
        }
        Ruling::Held(until) => {
            let change = CaseChange { parked_until: Some(*until), let_go: true, ..CaseChange::default() };
            let resolution = Some(resolution(desk, step, None, Vec::new()));
            return (CaseChange { resolution, ..change }, case.state);
        }
        Ruling::Done { state, entries } => (*state, entries.clone()),
    };
    let decision = match &step.action {
        Action::Post(shares) => Some(reviewed(view, case, shares, step)),
        _ => None,
    };
    let learnt = match (&decision, &step.action) {
        (Some(decision), _) => lessons(&view.batch, &view.transaction.documents, std::slice::from_ref(decision)),
        (None, Action::Undo) => forgotten(view, case),
        _ => Vec::new(),
    };
    let change = CaseChange {
        state: Some(state),
        entries,
        proposal: Some(None),
        resolution: Some(resolution(desk, step, decision, learnt)),
        let_go: true,
        ..CaseChange::default()
    };
    (change, state)
}

fn resolution(
    desk: Desk<'_>,
    step: &Step,
    decision: Option<Decision>,
    lessons: Vec<crate::store::KnownPayer>,
) -> Resolution {
    Resolution {
        by: step.first.clone(),
        second_person: step.second.clone(),
        action: step.action.clone(),
        note: step.note.clone(),
        decision,
        load: Some(desk.load),
        lessons,
    }
}

/// What a posting that is undone had taught.
fn forgotten(view: &CaseView, case: &Case) -> Vec<crate::store::KnownPayer> {
    let shares: Vec<Share> = case
        .standing()
        .into_iter()
        .filter_map(|line| {
            let account = line.entry.account.clone()?;
            let amount = line.entry.amount?;
            Some(Share { payment: line.entry.payment, account, bill: line.entry.bill.clone(), amount })
        })
        .collect();
    let decision = decision_of(view, case, &shares, String::new());
    lessons(&view.batch, &view.transaction.documents, std::slice::from_ref(&decision))
}

fn reviewed(view: &CaseView, case: &Case, shares: &[Share], step: &Step) -> Decision {
    let by = match &step.second {
        Some(second) => format!("{} and {second}", step.first),
        None => step.first.to_string(),
    };
    let note = if step.note.trim().is_empty() { String::new() } else { format!(": {}", step.note.trim()) };
    decision_of(view, case, shares, format!("Decided by {by}{note}"))
}

/// The decision that files tell of what a person has posted.
fn decision_of(view: &CaseView, case: &Case, shares: &[Share], explanation: String) -> Decision {
    let posting = |share: &Share| {
        let paper = view.transaction.documents.iter().find(|paper| paper.number == share.payment);
        let check = paper.and_then(|paper| paper.face().ok()?.check.as_ref());
        let micr = check.and_then(|check| check.micr.sure());
        Posting {
            account: share.account.clone(),
            bill: share.bill.clone(),
            amount: share.amount,
            payment: share.payment,
            payment_type: check.map_or(crate::model::PaymentType::Check, |check| check.payment_type),
            routing: micr.and_then(|line| line.routing),
            payer_account: micr.and_then(|line| line.payer_account.clone()),
            check_number: micr.and_then(|line| line.check_number.clone()),
            postmark_date: paper.and_then(|paper| paper.envelope_date),
        }
    };
    Decision {
        transaction: case.transaction.clone(),
        outcome: Outcome::Post(shares.iter().map(posting).collect()),
        rule: Rule::Reviewed,
        evidence: vec![Evidence { kind: EvidenceKind::Person, document: None }],
        account: shares.first().map(|share| share.account.clone()),
        candidates: Vec::new(),
        payments: case.payments().iter().map(|payment| (payment.document, payment.amount)).collect(),
        priority: view.kept.priority,
        explanation,
    }
}

const fn word(step: &Step) -> &'static str {
    match (&step.ruling, &step.second) {
        (Ruling::Proposed, _) => "propose",
        (_, Some(_)) => "confirm",
        _ => step.action.word(),
    }
}

/// Before and after, in words; account numbers only by their ends.
fn told(case: &Case, step: &Step, after: CaseState) -> String {
    let mut text = format!("{} -> {after}", case.state);
    if let Action::Post(shares) = &step.action {
        for share in shares {
            let to = share.bill.as_ref().map_or("credit", |_| "bill");
            text.push_str(&format!(
                "; document {} {} to {to} of {}",
                share.payment,
                share.amount,
                masked(&share.account)
            ));
        }
    }
    if let Action::Return(reason) = &step.action {
        text.push_str(&format!("; {reason}"));
    }
    if !step.note.trim().is_empty() {
        text.push_str(&format!("; note: {}", step.note.trim()));
    }
    text
}

/// The end of an account number.
fn masked(account: &AccountNumber) -> String {
    let text = account.as_str();
    format!("…{}", text.get(text.len().saturating_sub(4)..).unwrap_or_default())
}

fn audit(desk: Desk<'_>, by: &UserName, action: &str, id: &ExceptionId, detail: String) -> AuditEntry {
    AuditEntry { at: desk.now, by: Some(by.clone()), action: action.to_owned(), subject: id.to_string(), detail }
}

/// The shares that pay an account what is left of the payments: the bills oldest first, what remains as credit.
#[must_use]
pub fn spread(payments: &[(DocumentNumber, Money)], account: &AccountNumber, bills: &[OpenBill]) -> Vec<Share> {
    let mut left: Vec<(Option<&OpenBill>, Option<Money>)> =
        bills.iter().map(|bill| (Some(bill), Some(bill.remaining))).collect();
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
