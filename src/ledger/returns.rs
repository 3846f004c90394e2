//! Payments that came back: which one is meant, and the lines that take it back.

use std::fmt;

use super::Standing;
use crate::model::{BatchId, Entry, Money, Payment, Place, ReturnedItem};

/// Why a returned payment is not taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmatched {
    /// No payment of ours is like it.
    NotFound,
    /// What is told of it is not enough to be sure; the payments that it may be.
    NotSure(Vec<Payment>),
    /// Several payments are what is told of it.
    Several(Vec<Payment>),
    /// The payment that is named is of another amount, bank, account or number.
    Differs(Box<Payment>),
    /// Its money is nowhere that it could be taken back from.
    Gone(Box<Payment>),
}

impl fmt::Display for Unmatched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |payments: &[Payment]| {
            let names =
                payments.iter().take(5).map(|one| format!("document {} of batch `{}`", one.document, one.batch));
            names.collect::<Vec<_>>().join(", ")
        };
        match self {
            Self::NotFound => f.write_str("no payment that was received is like it"),
            Self::NotSure(payments) => {
                write!(f, "what is told of it is not enough to be sure; it may be {}", named(payments))
            }
            Self::Several(payments) => write!(f, "it may be any of {}", named(payments)),
            Self::Differs(payment) => {
                write!(
                    f,
                    "what is told of it does not fit the payment that it names, {}",
                    named(std::slice::from_ref(&**payment))
                )
            }
            Self::Gone(payment) => {
                write!(f, "there is no money to take back of {}", named(std::slice::from_ref(&**payment)))
            }
        }
    }
}

/// The payment that came back. Amount and whatever else is told must fit; the deposit's sequence number, or the serial number
/// with the bank or the account, must name it; and it must be the only one.
///
/// # Errors
/// When that is not so.
pub fn identified(item: &ReturnedItem, candidates: &[Payment]) -> Result<Payment, Unmatched> {
    if let Some((batch, document)) = &item.payment {
        let named = candidates.iter().find(|one| one.batch == *batch && one.document == *document);
        let named = named.ok_or(Unmatched::NotFound)?;
        return if fits(item, named) { Ok(named.clone()) } else { Err(Unmatched::Differs(Box::new(named.clone()))) };
    }
    let fitting: Vec<&Payment> = candidates.iter().filter(|one| fits(item, one)).collect();
    let owned = |payments: &[&Payment]| payments.iter().map(|one| (*one).clone()).collect::<Vec<_>>();
    let mut sure: Vec<&Payment> = fitting.iter().copied().filter(|one| names(item, one)).collect();
    if sure.iter().any(|one| one.sequence.is_some()) {
        // The bank gives back what it was given: the same check seen twice is in a deposit once.
        sure.retain(|one| one.sequence.is_some());
    }
    match sure.as_slice() {
        [one] => Ok((*one).clone()),
        [_, _, ..] => Err(Unmatched::Several(owned(&sure))),
        [] if !fitting.is_empty() => Err(Unmatched::NotSure(owned(&fitting))),
        [] => match candidates.iter().find(|one| is_sequence_of(item, one)) {
            Some(named) => Err(Unmatched::Differs(Box::new(named.clone()))),
            None => Err(Unmatched::NotFound),
        },
    }
}

/// Whether nothing that is told of it speaks against a payment.
fn fits(item: &ReturnedItem, payment: &Payment) -> bool {
    let agree = |told: &Option<String>, known: &Option<String>| match (told, known) {
        (Some(told), Some(known)) => bare(told) == bare(known),
        _ => true,
    };
    payment.amount == Some(item.amount)
        && agree(&item.routing, &payment.routing)
        && agree(&item.payer_account, &payment.payer_account)
        && agree(&item.check_number, &payment.serial)
}

/// Whether what is told names a payment.
fn names(item: &ReturnedItem, payment: &Payment) -> bool {
    let is_told = |told: &Option<String>, known: &Option<String>| {
        let Some(known) = known.as_deref().map(bare).filter(|known| !known.is_empty()) else { return false };
        told.as_deref().map(bare).is_some_and(|told| told == known) || item.numbers.iter().any(|one| bare(one) == known)
    };
    let serial = is_told(&item.check_number, &payment.serial);
    let payer = is_told(&item.routing, &payment.routing) || is_told(&item.payer_account, &payment.payer_account);
    is_sequence_of(item, payment) || (serial && payer)
}

fn is_sequence_of(item: &ReturnedItem, payment: &Payment) -> bool {
    let Some(sequence) = payment.sequence.as_deref().map(bare) else { return false };
    item.sequence.iter().chain(&item.numbers).any(|told| bare(told) == sequence)
}

/// Dashes, gaps and filling zeros vary between records of the same number.
#[must_use]
pub fn bare(text: &str) -> String {
    let solid: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    solid.trim_start_matches('0').to_owned()
}

/// The lines that take a payment back: its postings are undone, what waits elsewhere leaves, and all of it is returned.
/// `None` when it came back before. Postings are numbered from `first` on.
///
/// # Errors
/// When its money is not where the payment's amount says.
pub fn taken_back(batch: &BatchId, payment: &Standing, first: usize) -> Result<Option<Vec<Entry>>, Money> {
    let amount = payment.received.unwrap_or_default();
    if payment.at(Place::Returned) == amount {
        return Ok(None);
    }
    let line = |place, amount: Money| Entry {
        place,
        transaction: payment.transaction.clone(),
        payment: payment.payment,
        account: None,
        bill: None,
        amount: Some(amount),
        posting: None,
        reverses: None,
    };
    let undone = |(number, posting): (usize, &Entry)| Entry {
        account: posting.account.clone(),
        bill: posting.bill.clone(),
        posting: Some(batch.posting_id(number)),
        reverses: posting.posting.clone(),
        ..line(Place::Posted, Money::ZERO.minus(posting.amount.unwrap_or_default()))
    };
    let mut lines: Vec<Entry> = (first..).zip(&payment.postings).map(undone).collect();
    for place in [Place::Suspense, Place::Exception] {
        let there = payment.at(place);
        if there != Money::ZERO {
            lines.push(line(place, Money::ZERO.minus(there)));
        }
    }
    let left: Money = lines.iter().filter_map(|line| line.amount).sum();
    let returned = Money::ZERO.minus(left);
    if returned.plus(payment.at(Place::Returned)) != amount || !amount.is_positive() {
        return Err(returned);
    }
    lines.push(line(Place::Returned, returned));
    Ok(Some(lines))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ledger::standings;
    use crate::model::testing::money;
    use crate::model::{DocumentNumber, TransactionId};

    fn payment(document: u32, serial: &str) -> Payment {
        Payment {
            batch: BatchId::new("b1").unwrap(),
            document: DocumentNumber(document),
            amount: Some(money("312.40")),
            routing: Some("011000138".to_owned()),
            payer_account: Some(format!("78105975{document}")),
            serial: Some(serial.to_owned()),
            sequence: Some(format!("263280001{document:06}")),
        }
    }

    fn told() -> ReturnedItem {
        ReturnedItem { amount: money("312.40"), ..ReturnedItem::default() }
    }

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn only_what_is_named_is_taken_back() {
        let ours = [payment(2, "1457"), payment(4, "1457"), payment(6, "88")];
        let of = |item: &ReturnedItem| identified(item, &ours).map(|one| one.document.0);
        let whole = ReturnedItem {
            routing: text("011000138"),
            payer_account: text("0781-059754"),
            check_number: text("001457"),
            ..told()
        };
        assert_eq!(of(&whole), Ok(4));
        assert_eq!(of(&ReturnedItem { sequence: text("263280001000002"), ..told() }), Ok(2));
        assert_eq!(of(&ReturnedItem { numbers: vec!["263280001000006".to_owned()], ..told() }), Ok(6));
        let reported = ReturnedItem { numbers: vec!["781059756".to_owned(), "0088".to_owned()], ..told() };
        assert_eq!(of(&reported), Ok(6));
        let by_hand = ReturnedItem { payment: Some((BatchId::new("b1").unwrap(), DocumentNumber(2))), ..told() };
        assert_eq!(of(&by_hand), Ok(2));

        let again = Payment { sequence: None, ..payment(4, "1457") };
        let again = Payment { document: DocumentNumber(9), ..again };
        assert_eq!(identified(&whole, &[again, ours[1].clone()]), Ok(ours[1].clone()));

        let serial = ReturnedItem { check_number: text("88"), ..told() };
        assert!(matches!(of(&serial), Err(Unmatched::NotSure(of)) if of == [payment(6, "88")]));
        let bank = ReturnedItem { routing: text("011000138"), check_number: text("1457"), ..told() };
        assert!(matches!(of(&bank), Err(Unmatched::Several(of)) if of.len() == 2));
        for wrong in [
            ReturnedItem { amount: money("312.41"), ..whole.clone() },
            ReturnedItem { routing: text("122000661"), ..whole.clone() },
            ReturnedItem { check_number: text("1458"), ..whole },
        ] {
            assert_eq!(of(&wrong), Err(Unmatched::NotFound));
        }
        for wrong in [
            ReturnedItem { amount: money("1.00"), ..by_hand.clone() },
            ReturnedItem { check_number: text("9"), ..by_hand },
            ReturnedItem { amount: money("1.00"), sequence: text("263280001000002"), ..told() },
        ] {
            assert!(matches!(of(&wrong), Err(Unmatched::Differs(_))), "{wrong:?}");
        }
    }

    fn entry(place: Place, payment: u32, cents: i64, posting: Option<String>) -> Entry {
        Entry {
            place,
            transaction: TransactionId(payment.to_string()),
            payment: DocumentNumber(payment),
            account: None,
            bill: None,
            amount: Some(Money::from_cents(cents)),
            posting,
            reverses: None,
        }
    }

    /// A payment in one place: parts posted, or all of it in suspense or in an exception.
    fn lines(batch: &BatchId, payment: u32, parts: &[i64], kind: u8, first: usize) -> Vec<Entry> {
        let all = parts.iter().sum();
        let mut lines = vec![entry(Place::Received, payment, all, None)];
        match kind {
            0 => lines.push(entry(Place::Suspense, payment, all, None)),
            1 => lines.push(entry(Place::Exception, payment, all, None)),
            _ => {
                let posted = (first..).zip(parts);
                let posted =
                    posted.map(|(number, cents)| entry(Place::Posted, payment, *cents, Some(batch.posting_id(number))));
                lines.extend(posted);
            }
        }
        lines
    }

    proptest! {
        #[test]
        fn the_ledger_balances_whatever_comes_back_however_often(
            payments in proptest::collection::vec((proptest::collection::vec(1..1_000_000_i64, 1..4), 0..4_u8), 1..20),
            back in proptest::collection::vec(0..20_usize, 0..40),
        ) {
            let batch = BatchId::new("b1").unwrap();
            let mut ledger: Vec<Entry> = Vec::new();
            for (number, (parts, kind)) in payments.iter().enumerate() {
                let first = ledger.iter().filter(|line| line.posting.is_some()).count() + 1;
                ledger.extend(lines(&batch, number as u32 + 1, parts, *kind, first));
            }
            for at in back.iter().map(|at| at % payments.len()) {
                let all = standings(&ledger);
                let first = ledger.iter().filter(|line| line.posting.is_some()).count() + 1;
                let before = all[at].at(Place::Returned) != Money::ZERO;
                let lines = taken_back(&batch, &all[at], first).unwrap();
                prop_assert_eq!(lines.is_none(), before);
                ledger.extend(lines.into_iter().flatten());
            }
            let mut ids: Vec<&String> = ledger.iter().filter_map(|line| line.posting.as_ref()).collect();
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), ledger.iter().filter(|line| line.posting.is_some()).count());
            for payment in standings(&ledger) {
                let elsewhere: Money = payment.places.values().copied().sum();
                prop_assert_eq!(Some(elsewhere), payment.received);
                let came_back = back.iter().any(|at| (at % payments.len()) as u32 + 1 == payment.payment.0);
                let returned = payment.at(Place::Returned);
                prop_assert_eq!(Some(returned), if came_back { payment.received } else { Some(Money::ZERO) });
                prop_assert_eq!(payment.postings.is_empty(), came_back || payment.at(Place::Posted) == Money::ZERO);
            }
        }
    }
}
