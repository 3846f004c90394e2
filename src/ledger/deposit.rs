//! Which payments go to the bank.

use std::fmt;

use super::Standing;
use crate::config::DepositPolicy;
use crate::model::{Money, Place, Reason};

/// The most that an item of a cash letter can be: ten digits of cents.
const LARGEST: Money = Money::from_cents(9_999_999_999);

/// Why a payment is left out of a deposit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftOut {
    /// How much it is has yet to be found out.
    AmountUnknown,
    /// It is of nothing, or of more than a cash letter has digits for.
    AmountUnfit,
    /// Policy keeps payments out that wait for these reasons.
    Held(Vec<Reason>),
    /// It is drawn on a bank abroad.
    Foreign,
    /// It was sent back.
    SentBack,
    /// Its image cannot be had; why, in words.
    NoImage(String),
}

impl LeftOut {
    /// A word for tables: `amount_unknown`, or the reasons joined by `|`.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::AmountUnknown => "amount_unknown".to_owned(),
            Self::AmountUnfit => "amount_unfit".to_owned(),
            Self::Held(reasons) => reasons.iter().map(|reason| reason.word()).collect::<Vec<_>>().join("|"),
            Self::Foreign => Reason::ForeignItem.word().to_owned(),
            Self::SentBack => "sent_back".to_owned(),
            Self::NoImage(_) => "no_image".to_owned(),
        }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AmountUnknown => f.write_str("its amount is not known"),
            Self::AmountUnfit => f.write_str("its amount fits in no cash letter"),
            Self::Held(reasons) => {
                let words: Vec<&str> = reasons.iter().map(|reason| reason.word()).collect();
                write!(f, "it waits for a person: {}", words.join(", "))
            }
            Self::Foreign => f.write_str("it is drawn on a bank abroad"),
            Self::SentBack => f.write_str("it was sent back"),
            Self::NoImage(why) => write!(f, "its image cannot be had: {why}"),
        }
    }
}

/// What of a payment goes to the bank: all of it, or nothing and why. `waits_for` are the reasons for which its
/// transaction is held.
///
/// # Errors
/// Why it is left out.
pub fn enters(payment: &Standing, waits_for: &[Reason], policy: &DepositPolicy) -> Result<Money, LeftOut> {
    let amount = payment.received.ok_or(LeftOut::AmountUnknown)?;
    if payment.at(Place::Returned) != Money::ZERO {
        return Err(LeftOut::SentBack);
    }
    let posted = payment.at(Place::Posted).plus(payment.at(Place::Suspense));
    if posted != amount {
        let keeping: Vec<Reason> = waits_for.iter().copied().filter(|reason| policy.hold.contains(reason)).collect();
        if keeping.contains(&Reason::ForeignItem) {
            return Err(LeftOut::Foreign);
        }
        if !keeping.is_empty() {
            return Err(LeftOut::Held(keeping));
        }
    }
    if !amount.is_positive() || amount > LARGEST {
        return Err(LeftOut::AmountUnfit);
    }
    Ok(amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::standings;
    use crate::model::testing::money;
    use crate::model::{DocumentNumber, Entry, TransactionId};

    fn standing(lines: &[(Place, Option<&str>)]) -> Standing {
        let entry = |(place, amount): &(Place, Option<&str>)| Entry {
            place: *place,
            transaction: TransactionId("1".to_owned()),
            payment: DocumentNumber(2),
            account: None,
            bill: None,
            amount: amount.map(money),
            posting: None,
            reverses: None,
        };
        standings(&lines.iter().map(entry).collect::<Vec<_>>()).remove(0)
    }

    #[test]
    fn the_amount_is_known_and_no_reason_keeps_it_out() {
        let policy = DepositPolicy::default();
        let of = |lines: &[(Place, Option<&str>)], reasons: &[Reason]| enters(&standing(lines), reasons, &policy);
        let received = (Place::Received, Some("5.00"));
        let (posted, held) = ((Place::Posted, Some("5.00")), (Place::Exception, Some("5.00")));
        assert_eq!(of(&[received, posted], &[]), Ok(money("5.00")));
        assert_eq!(of(&[received, held], &[Reason::NoCoupon]), Ok(money("5.00")));
        assert_eq!(of(&[received, (Place::Suspense, Some("5.00"))], &[]), Ok(money("5.00")));
        let unsigned = [Reason::NoCoupon, Reason::SignatureMissing];
        assert_eq!(of(&[received, held], &unsigned), Err(LeftOut::Held(vec![Reason::SignatureMissing])));
        assert_eq!(of(&[received, held], &[Reason::ForeignItem, Reason::StaleDated]), Err(LeftOut::Foreign));
        let unknown = [(Place::Received, None), (Place::Exception, None)];
        assert_eq!(of(&unknown, &[Reason::AmountUnreadable]), Err(LeftOut::AmountUnknown));
        let back = [received, held, (Place::Exception, Some("-5.00")), (Place::Returned, Some("5.00"))];
        assert_eq!(of(&back, &[]), Err(LeftOut::SentBack));
        let large = "100000000.00";
        let large = [(Place::Received, Some(large)), (Place::Posted, Some(large))];
        assert_eq!(of(&large, &[]), Err(LeftOut::AmountUnfit));
    }
}
