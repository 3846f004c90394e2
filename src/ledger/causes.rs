//! What may have caused a difference between a batch ticket and the payments: what a clerk would try first.

use std::collections::HashMap;

use crate::model::{DocumentNumber, Money};

/// Of each kind of cause no more are named; where there are more, that kind says nothing.
const MOST: usize = 3;

/// A payment and its amount, `None` where it is not known.
type Payment = (DocumentNumber, Option<Money>);

/// Likely causes of a ticket that says `ticket` where the payments add up to `read`, the likeliest first.
pub(super) fn likely(ticket: Money, read: Money, payments: &[Payment]) -> Vec<String> {
    let missing = ticket.minus(read);
    if let Some(cause) = unread(missing, payments) {
        return vec![cause];
    }
    let known: Vec<(DocumentNumber, Money)> =
        payments.iter().filter_map(|(number, amount)| Some((*number, (*amount)?))).collect();
    let kinds =
        [swapped(missing, &known), one_item(missing, &known), one_digit(missing, &known), pair(missing, &known)];
    kinds.into_iter().filter(|causes| causes.len() <= MOST).flatten().take(MOST).collect()
}

/// The only payment without a known amount is what is missing.
fn unread(missing: Money, payments: &[Payment]) -> Option<String> {
    let mut unread = payments.iter().filter(|(_, amount)| amount.is_none());
    let (number, _) = unread.next()?;
    let only = unread.next().is_none() && missing.is_positive();
    only.then(|| format!("document {number}, of which the amount was not read, would be {missing}"))
}

/// Two neighbouring digits of an amount are swapped; the difference is then a multiple of nine.
fn swapped(missing: Money, known: &[(DocumentNumber, Money)]) -> Vec<String> {
    if missing.cents() % 9 != 0 {
        return Vec::new();
    }
    changed(missing, known, |was, is| {
        let at = was.iter().zip(is).position(|(a, b)| a != b);
        at.is_some_and(|at| matches!((was.get(at..), is.get(at..)), (Some([a, b, rest @ ..]), Some([c, d, others @ ..])) if a == d && b == c && rest == others))
    })
}

/// One digit of an amount is another.
fn one_digit(missing: Money, known: &[(DocumentNumber, Money)]) -> Vec<String> {
    changed(missing, known, |was, is| was.iter().zip(is).filter(|(a, b)| a != b).count() == 1)
}

/// Payments that would explain the difference if their digits were changed in a way that `fits`.
fn changed(missing: Money, known: &[(DocumentNumber, Money)], fits: impl Fn(&[u8], &[u8]) -> bool) -> Vec<String> {
    let would = |(number, amount): &(DocumentNumber, Money)| {
        let other = amount.plus(missing);
        let (was, is) = (amount.cents().to_string(), other.cents().to_string());
        let like = other.is_positive() && was.len() == is.len() && fits(was.as_bytes(), is.as_bytes());
        like.then(|| format!("document {number}, taken as {amount}, may be {other}"))
    };
    known.iter().filter_map(would).collect()
}

/// A payment of just the difference is there once too often, or once too few.
fn one_item(missing: Money, known: &[(DocumentNumber, Money)]) -> Vec<String> {
    let same = known.iter().filter(|(_, amount)| *amount == missing.abs());
    let cause = |(number, amount): &(DocumentNumber, Money)| match missing.is_positive() {
        true => format!("document {number} is of {amount}: there may be a second one like it"),
        false => format!("document {number} of {amount} may not be on the ticket, or counted twice"),
    };
    same.map(cause).collect()
}

/// Two payments that together are too much.
fn pair(missing: Money, known: &[(DocumentNumber, Money)]) -> Vec<String> {
    if missing.is_positive() {
        return Vec::new();
    }
    let mut seen: HashMap<Money, DocumentNumber> = HashMap::new();
    let mut causes = Vec::new();
    for (number, amount) in known {
        if let Some(other) = seen.get(&missing.abs().minus(*amount)) {
            causes.push(format!("documents {other} and {number} together are {}", missing.abs()));
        }
        seen.entry(*amount).or_insert(*number);
        if causes.len() > MOST {
            break;
        }
    }
    causes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::money;

    fn causes(ticket: &str, payments: &[(u32, Option<&str>)]) -> Vec<String> {
        let payments: Vec<Payment> =
            payments.iter().map(|(number, amount)| (DocumentNumber(*number), amount.map(money))).collect();
        likely(money(ticket), payments.iter().filter_map(|(_, amount)| *amount).sum(), &payments)
    }

    #[test]
    fn what_a_clerk_would_try_is_named() {
        let day = [(2, Some("123.45")), (4, Some("100.00")), (6, Some("80.20"))];
        for (ticket, want) in [
            ("312.65", "document 2, taken as 123.45, may be 132.45"),
            ("403.65", "document 4 is of 100.00: there may be a second one like it"),
            ("223.45", "document 6 of 80.20 may not be on the ticket, or counted twice"),
            ("123.45", "documents 4 and 6 together are 180.20"),
            ("303.60", "document 2, taken as 123.45, may be 123.40"),
        ] {
            let found = causes(ticket, &day);
            assert!(found.iter().any(|cause| cause == want), "{ticket}: {found:?}");
        }
        assert_eq!(causes("999.99", &day), [] as [String; 0]);
        let unread = [(2, Some("5.00")), (4, None)];
        assert_eq!(causes("7.50", &unread), ["document 4, of which the amount was not read, would be 2.50"]);
    }

    #[test]
    fn many_causes_of_a_kind_say_nothing() {
        let alike: Vec<(u32, Option<&str>)> = (1..9).map(|number| (number, Some("10.00"))).collect();
        assert_eq!(causes("70.00", &alike), [] as [String; 0]);
    }
}
