//! Amounts keyed by people: by one where something independent bears it out, by two who do not see each other's value
//! where nothing does, by a third where the two differ.

use super::judge::Refusal;
use crate::model::{Money, Reviewer, Right, UserName};

/// A recogniser's guess of at least this confidence bears out a first person's value.
const BEARS_OUT: f32 = 0.5;

/// What one person keyed for a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keying {
    /// Who.
    pub by: UserName,
    /// The amount; `None` if they could not make it out.
    pub amount: Option<Money>,
}

/// What is known of an amount beside what people key, and was not shown to them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Support {
    /// The recognisers' best guess and how sure they are.
    pub guess: Option<(Money, f32)>,
    /// What the accounts that are named owe.
    pub expected: Vec<Money>,
    /// From this amount on two people key in any case.
    pub always_two_from: Option<Money>,
}

/// How far the keying of an amount has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// Nobody has keyed it.
    First,
    /// A second person keys it blindly.
    Second,
    /// Two differ, or could not make it out: a third settles it, seeing both.
    Third,
    /// It is known.
    Settled(Money),
    /// Nobody could make it out.
    Illegible,
}

/// How far it has come; keyings in their order.
#[must_use]
pub fn pass(keyings: &[Keying], support: &Support) -> Pass {
    match keyings {
        [] => Pass::First,
        [first] => match first.amount {
            Some(amount) if is_borne_out(amount, support) => Pass::Settled(amount),
            _ => Pass::Second,
        },
        [first, second] => match (first.amount, second.amount) {
            (Some(one), Some(other)) if one == other => Pass::Settled(one),
            _ => Pass::Third,
        },
        [.., last] => last.amount.map_or(Pass::Illegible, Pass::Settled),
    }
}

fn is_borne_out(amount: Money, support: &Support) -> bool {
    let high = support.always_two_from.is_some_and(|limit| amount >= limit);
    let guessed = support.guess.is_some_and(|(guess, confidence)| guess == amount && confidence >= BEARS_OUT);
    !high && (guessed || support.expected.contains(&amount))
}

/// Whether a person may key next: nobody twice, and a third only who may adjudicate.
///
/// # Errors
/// When they may not, or it is settled.
pub fn may_key(keyings: &[Keying], pass: Pass, by: &Reviewer) -> Result<(), Refusal> {
    let right = match pass {
        Pass::First | Pass::Second => Right::Decide,
        Pass::Third | Pass::Illegible => Right::Adjudicate,
        Pass::Settled(_) => return Err(Refusal::AmountSettled),
    };
    if !by.role.may(right) {
        return Err(Refusal::NotAllowed(right));
    }
    match keyings.iter().find(|keying| keying.by == by.name) {
        Some(keying) if pass != Pass::Illegible => Err(Refusal::SamePerson(keying.by.clone())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;
    use crate::model::testing::money;

    fn keyed(by: &str, amount: Option<&str>) -> Keying {
        Keying { by: UserName::new(by).unwrap(), amount: amount.map(money) }
    }

    #[test]
    fn one_is_enough_only_where_something_bears_it_out() {
        let one = [keyed("ann", Some("214.50"))];
        let expected = Support { expected: vec![money("214.50")], ..Support::default() };
        assert_eq!(pass(&[], &expected), Pass::First);
        assert_eq!(pass(&one, &expected), Pass::Settled(money("214.50")));
        assert_eq!(pass(&one, &Support::default()), Pass::Second);
        let high = Support { always_two_from: Some(money("200.00")), ..expected };
        assert_eq!(pass(&one, &high), Pass::Second);
        let guess = |amount: &str, sure| Support { guess: Some((money(amount), sure)), ..Support::default() };
        assert_eq!(pass(&one, &guess("214.50", 0.9)), Pass::Settled(money("214.50")));
        assert_eq!(pass(&one, &guess("214.50", 0.2)), Pass::Second);
        assert_eq!(pass(&one, &guess("214.60", 0.99)), Pass::Second);
    }

    #[test]
    fn two_who_differ_need_a_third() {
        let none = Support::default();
        let (ann, ben) = (keyed("ann", Some("214.50")), keyed("ben", Some("274.50")));
        assert_eq!(pass(&[ann.clone(), keyed("ben", Some("214.50"))], &none), Pass::Settled(money("214.50")));
        assert_eq!(pass(&[ann.clone(), ben.clone()], &none), Pass::Third);
        assert_eq!(pass(&[ann.clone(), keyed("ben", None)], &none), Pass::Third);
        assert_eq!(
            pass(&[ann.clone(), ben.clone(), keyed("cyd", Some("214.50"))], &none),
            Pass::Settled(money("214.50"))
        );
        assert_eq!(pass(&[ann, ben, keyed("cyd", None)], &none), Pass::Illegible);
    }

    #[test]
    fn nobody_keys_twice_and_the_third_may_adjudicate() {
        let person = |name: &str, role| Reviewer { name: UserName::new(name).unwrap(), role };
        let one = [keyed("ann", Some("1.00"))];
        assert!(may_key(&one, Pass::Second, &person("ann", Role::Operator)).is_err());
        assert!(may_key(&one, Pass::Second, &person("ben", Role::Operator)).is_ok());
        assert!(may_key(&one, Pass::Third, &person("cyd", Role::Operator)).is_err());
        assert!(may_key(&one, Pass::Third, &person("cyd", Role::Reviewer)).is_ok());
        assert!(may_key(&[], Pass::First, &person("eve", Role::Auditor)).is_err());
        assert!(may_key(&one, Pass::Settled(money("1.00")), &person("ben", Role::Operator)).is_err());
    }
}
