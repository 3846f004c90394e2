//! Whatever people do with a case, its money is conserved and nobody does what they may not.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::model::testing::money;
use crate::model::{
    AccountNumber, Action, BatchId, CaseState, DocumentNumber, Entry, ExceptionId, Money, Place, ReturnReason,
    Reviewer, Role, Share, TransactionId, UserName,
};

fn entry(place: Place, payment: u32, amount: Option<i64>) -> Entry {
    Entry {
        place,
        transaction: TransactionId("T1".to_owned()),
        payment: DocumentNumber(payment),
        account: None,
        bill: None,
        amount: amount.map(Money::from_cents),
        posting: None,
        reverses: None,
    }
}

/// A case of payments that came in, some of unknown amounts.
fn case(amounts: &[Option<i64>]) -> Case {
    let places = [Place::Received, Place::Exception];
    let lines = (1..).zip(amounts).flat_map(|(number, amount)| places.map(|place| entry(place, number, *amount)));
    Case {
        id: ExceptionId::new("b-E000001").unwrap(),
        batch: BatchId::new("b").unwrap(),
        transaction: TransactionId("T1".to_owned()),
        state: CaseState::Open,
        lines: lines.map(|entry| Line { entry, released: false }).collect(),
        proposal: None,
        keyed: BTreeMap::new(),
        deposited: BTreeSet::new(),
        next_posting: 5,
    }
}

fn person(name: &str, role: Role) -> Reviewer {
    Reviewer { name: UserName::new(name).unwrap(), role }
}

fn share(payment: u32, amount: Money) -> Share {
    Share { payment: DocumentNumber(payment), account: AccountNumber::new("7").unwrap(), bill: None, amount }
}

/// Shares that add up: each payment whole, or in two parts.
fn shares(case: &Case, split: bool) -> Vec<Share> {
    let of = |payment: CasePayment| {
        let amount = payment.amount.unwrap_or_default();
        let part = Money::from_cents(amount.cents() / 2);
        let number = payment.document.0;
        if split && part.is_positive() {
            vec![share(number, part), share(number, amount.minus(part))]
        } else {
            vec![share(number, amount)]
        }
    };
    case.payments().into_iter().flat_map(of).collect()
}

fn take(case: &mut Case, ruling: Ruling) {
    let Ruling::Done { state, entries } = ruling else { return };
    case.state = state;
    case.next_posting += entries.iter().filter(|entry| entry.posting.is_some()).count();
    case.lines.extend(entries.into_iter().map(|entry| Line { entry, released: false }));
}

fn sum(case: &Case, place: Place) -> Money {
    case.payments().iter().map(|payment| case.in_place(place, payment.document)).sum()
}

proptest! {
    #[test]
    fn money_is_conserved(
        amounts in prop::collection::vec(prop::option::of(1_i64..100_000), 0..4),
        keyed in prop::collection::vec(0_i64..100_000, 4),
        steps in prop::collection::vec((0..7_u8, any::<bool>()), 0..12),
    ) {
        let mut case = case(&amounts);
        let ann = person("ann", Role::Operator);
        for (kind, flag) in steps {
            let action = match kind {
                0 => Action::Post(shares(&case, flag)),
                1 => Action::Suspend,
                2 => Action::Return(ReturnReason::Unsigned),
                3 => Action::Dismiss,
                4 | 5 => Action::Undo,
                _ => {
                    for (payment, cents) in case.payments().iter().zip(&keyed).filter(|_| case.state == CaseState::Open) {
                        case.keyed.insert(payment.document, Money::from_cents(*cents));
                    }
                    continue;
                }
            };
            let before = case.clone();
            match judge(&case, &action, "why", &ann, &Limits::default()) {
                Ok(ruling) => take(&mut case, ruling),
                Err(_) => prop_assert_eq!(&before, &case),
            }
            let placed = [Place::Posted, Place::Suspense, Place::Exception, Place::Returned];
            let placed: Money = placed.into_iter().map(|place| sum(&case, place)).sum();
            prop_assert_eq!(sum(&case, Place::Received), placed);
            let in_exception = sum(&case, Place::Exception);
            if !case.state.waits() {
                prop_assert_eq!(in_exception, Money::ZERO);
            }
            let posted: Money = case.standing().iter().filter_map(|line| line.entry.amount).sum();
            prop_assert_eq!(posted, sum(&case, Place::Posted));
        }
    }

    #[test]
    fn documents_move_with_their_money(
        amounts in prop::collection::vec(prop::option::of(1_i64..100_000), 1..5),
        steps in prop::collection::vec((any::<u8>(), any::<u8>(), any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..12),
    ) {
        let whole = case(&amounts);
        let mut lines: Vec<Entry> = whole.lines.iter().map(|line| line.entry.clone()).collect();
        let all: Vec<DocumentNumber> = (1..).take(amounts.len()).map(DocumentNumber).collect();
        let mut groups = vec![(whole.transaction.clone(), all)];
        let front = |lines: &[Entry], (transaction, documents): &(TransactionId, Vec<DocumentNumber>)| Case {
            transaction: transaction.clone(),
            lines: lines
                .iter()
                .filter(|line| line.transaction == *transaction && documents.contains(&line.payment))
                .map(|entry| Line { entry: entry.clone(), released: false })
                .collect(),
            ..whole.clone()
        };
        for (number, (mask, apart, from, to)) in steps.into_iter().enumerate() {
            let (from, to) = (from.index(groups.len()), to.index(groups.len()));
            let own = groups[from].clone();
            let moved: Vec<DocumentNumber> = own.1.iter().copied().filter(|document| mask >> (document.0 % 8) & 1 == 1).collect();
            let known = (apart % 2 == 0 && from != to).then(|| groups[to].clone());
            let name = known.as_ref().map_or_else(|| TransactionId(format!("T1.{number}")), |known| known.0.clone());
            let (case, other) = (front(&lines, &own), known.as_ref().map(|known| front(&lines, known)));
            let group = other.as_ref().zip(known.as_ref()).map(|(case, known)| Group { case, documents: &known.1 });
            let ruled = regroup(Group { case: &case, documents: &own.1 }, group, &name, &moved);
            let Ok(entries) = ruled else { continue };
            lines.extend(entries);
            groups[from].1.retain(|document| !moved.contains(document));
            match known {
                Some(_) => groups[to].1.extend(moved),
                None => groups.push((name, moved)),
            }
            groups.retain(|(_, documents)| !documents.is_empty());
            for (amount, document) in amounts.iter().zip((1..).map(DocumentNumber)) {
                let amount = amount.map(Money::from_cents);
                for place in [Place::Received, Place::Exception] {
                    let there: Vec<Option<Money>> =
                        lines.iter().filter(|line| line.place == place && line.payment == document).map(|line| line.amount).collect();
                    let sum = there.iter().copied().flatten().reduce(Money::plus);
                    prop_assert_eq!(sum, amount);
                }
                let holders: Vec<_> = groups.iter().filter(|group| group.1.contains(&document)).collect();
                prop_assert_eq!(holders.len(), 1);
                let here = front(&lines, holders[0]).payments();
                let received = here.iter().find(|payment| payment.document == document).map(|payment| payment.received);
                prop_assert_eq!(received, Some(amount));
            }
        }
    }

    #[test]
    fn what_does_not_add_up_is_refused(amount in 1_i64..100_000, change in 1_i64..100_000, less in any::<bool>()) {
        let case = case(&[Some(amount)]);
        let wrong = if less { amount - change } else { amount + change };
        let action = Action::Post(vec![share(1, Money::from_cents(wrong))]);
        prop_assert!(judge(&case, &action, "", &person("ann", Role::Operator), &Limits::default()).is_err());
        let action = Action::Post(vec![share(1, Money::from_cents(amount)), share(2, Money::from_cents(change))]);
        prop_assert!(judge(&case, &action, "", &person("ann", Role::Operator), &Limits::default()).is_err());
    }
}

#[test]
fn much_money_takes_two_people() {
    let limits = Limits { second_person_from: Some(money("100.00")) };
    let (ann, ben) = (person("ann", Role::Reviewer), person("ben", Role::Reviewer));
    let mut case = case(&[Some(10_000)]);
    let action = Action::Post(shares(&case, false));
    assert_eq!(judge(&case, &action, "", &ann, &limits), Ok(Ruling::Proposed));
    assert_eq!(confirm(&case, &ben), Err(Refusal::NothingProposed));
    case.state = CaseState::Proposed;
    case.proposal = Some(Proposal { by: ann.name.clone(), action: action.clone(), note: String::new() });
    assert_eq!(confirm(&case, &ann), Err(Refusal::SamePerson(ann.name.clone())));
    assert!(confirm(&case, &person("cyd", Role::Operator)).is_err());
    assert!(matches!(confirm(&case, &ben), Ok(Ruling::Done { state: CaseState::Posted, .. })));
    assert!(judge(&case, &action, "", &ben, &limits).is_err());
    assert!(matches!(judge(&case, &Action::Undo, "", &ann, &limits), Ok(Ruling::Done { state: CaseState::Open, .. })));
}

#[test]
fn what_was_released_is_undone_by_a_supervisor_with_a_reason() {
    let mut case = case(&[Some(10_000)]);
    let ann = person("ann", Role::Operator);
    let ruling = judge(&case, &Action::Post(shares(&case, false)), "", &ann, &Limits::default()).unwrap();
    take(&mut case, ruling);
    case.lines.iter_mut().for_each(|line| line.released = true);
    let undo = |by: &Reviewer, note: &str| judge(&case, &Action::Undo, note, by, &Limits::default());
    assert!(undo(&ann, "misposted").is_err());
    let boss = person("boss", Role::Supervisor);
    assert_eq!(undo(&boss, " "), Err(Refusal::NoteMissing));
    let Ok(Ruling::Done { entries, .. }) = undo(&boss, "misposted") else { panic!("not undone") };
    assert_eq!(entries[0].reverses.as_deref(), Some("b-P000005"));
    assert_eq!(entries[0].posting.as_deref(), Some("b-P000006"));
}

#[test]
fn what_the_bank_sent_back_is_not_there_to_be_undone() {
    let mut case = case(&[Some(10_000)]);
    let ann = person("ann", Role::Operator);
    let ruling = judge(&case, &Action::Post(shares(&case, false)), "", &ann, &Limits::default()).unwrap();
    take(&mut case, ruling);
    let returned = Entry {
        posting: Some("b-P000006".to_owned()),
        reverses: Some("b-P000005".to_owned()),
        ..entry(Place::Posted, 1, Some(-10_000))
    };
    let lines = [returned, entry(Place::Returned, 1, Some(10_000))];
    case.lines.extend(lines.into_iter().map(|entry| Line { entry, released: false }));
    let by = |case: &Case, action: Action| judge(case, &action, "", &ann, &Limits::default());
    assert_eq!(by(&case, Action::Undo), Err(Refusal::NothingToUndo));
    case.state = CaseState::Returned;
    case.deposited.insert(DocumentNumber(1));
    assert_eq!(by(&case, Action::Undo), Err(Refusal::NothingToUndo), "the bank's return is not a person's");
    case.state = CaseState::Open;
    assert!(by(&case, Action::Post(shares(&case, false))).is_err(), "its money is not here");
    assert!(by(&case, Action::Suspend).is_err());
}

#[test]
fn what_is_at_the_bank_does_not_go_back_to_the_payer() {
    let mut case = case(&[Some(10_000)]);
    case.deposited.insert(DocumentNumber(1));
    let ann = person("ann", Role::Operator);
    let by = |action: Action| judge(&case, &action, "why", &ann, &Limits::default());
    for action in [Action::Return(ReturnReason::Unsigned), Action::Dismiss] {
        assert_eq!(by(action), Err(Refusal::Deposited(DocumentNumber(1))));
    }
    assert!(by(Action::Suspend).is_ok() && by(Action::Post(shares(&case, false))).is_ok());
}

#[test]
fn nothing_is_done_with_an_unknown_amount_or_by_an_auditor() {
    let case = case(&[None, Some(500)]);
    let ann = person("ann", Role::Operator);
    let by = |by: &Reviewer| judge(&case, &Action::Suspend, "", by, &Limits::default());
    assert_eq!(by(&ann), Err(Refusal::AmountUnknown(DocumentNumber(1))));
    assert!(matches!(by(&person("eve", Role::Auditor)), Err(Refusal::NotAllowed(_))));
}
