//! Two looks at a face: a quick one with our own reader, and one with the text engine where that leaves a doubt.

use strsim::normalized_levenshtein;

use super::words::plain;
use super::{FaceReading, list};
use crate::config::Config;
use crate::model::{AmountReading, Field, PageKind, PaymentType};

/// A guess this like an accepted payee's name is that name, whatever a closer look may find.
const ALIKE: f64 = 0.75;

impl FaceReading {
    /// Whether a page leaves something open that a closer look may tell: what it is (unless its bank line says so), its
    /// amount, and what may hold a payment: its date, its memo, another payee than those that are accepted.
    #[must_use]
    pub fn is_doubtful(&self, is_payment: bool, config: &Config) -> bool {
        let known = matches!(self.kind, Some(PageKind::Coupon | PageKind::Back | PageKind::Correspondence))
            && !self.account_open;
        if !is_payment {
            return !known;
        }
        let memo = matches!(self.memo, Field::Unread(_));
        memo || self.account_open
            || self.another_account
            || self.amount.value.sure().is_none()
            || self.date_is_open(config)
            || self.payee_is_open(config)
    }

    fn date_is_open(&self, config: &Config) -> bool {
        // Money orders do not go stale.
        let matters = config.policy.require_date || self.payment_type != PaymentType::MoneyOrder;
        matters && self.date.sure().is_none()
    }

    fn payee_is_open(&self, config: &Config) -> bool {
        let accepted = &config.lockbox.payees;
        let known = |name: &str| accepted.is_empty() || accepted.iter().any(|payee| alike(name, payee));
        let named = self.payee.best().is_some_and(|best| known(&best.value));
        !named || (config.policy.require_payee && self.payee.sure().is_none())
    }

    /// With what a closer look has seen: it adds to what was unread and casts doubt on what it reads otherwise.
    pub(super) fn and(self, closer: Self) -> Self {
        // A closer look that saw no account at all has not seen what stands beside it.
        let still_another = closer.another_account || closer.accounts.is_empty();
        let mut accounts = self.accounts;
        let more = closer.accounts.into_iter();
        let new: Vec<_> = more.filter(|seen| accounts.iter().all(|known| known.value != seen.value)).collect();
        accounts.extend(new);
        accounts.sort_by(|a, b| a.value.cmp(&b.value));
        Self {
            kind: match self.kind {
                None | Some(PageKind::Other) => closer.kind.or(self.kind),
                known => known,
            },
            payment_type: match self.payment_type {
                PaymentType::Check => closer.payment_type,
                known => known,
            },
            amount: amount(self.amount, closer.amount),
            date: either(self.date, closer.date),
            payee: named(self.payee, closer.payee),
            memo: first(self.memo, closer.memo),
            account_open: self.account_open && accounts.is_empty(),
            another_account: self.another_account && still_another,
            accounts,
            payer_name: first(self.payer_name, closer.payer_name),
            signature: self.signature,
            restrictive_notation: self.restrictive_notation.or(closer.restrictive_notation),
            foreign_words: self.foreign_words.or(closer.foreign_words),
            list: list::both(self.list, closer.list),
        }
    }
}

fn alike(one: &str, other: &str) -> bool {
    normalized_levenshtein(&plain(one), &plain(other)) >= ALIKE
}

/// An amount that was sure at the first look is; the closer look begins with the same networks.
fn amount(first: AmountReading, closer: AmountReading) -> AmountReading {
    if first.value.sure().is_some() || first.disagrees() { first } else { closer }
}

/// What one look has read, unless the other has read something else.
fn either<T: PartialEq>(one: Field<T>, other: Field<T>) -> Field<T> {
    match (one.sure(), other.sure()) {
        (Some(read), Some(again)) if read != again => one.doubted(),
        _ => first(one, other),
    }
}

/// Of two names that were both read the first, unless that is only a part of the other. A name is not doubted, for an
/// unread one holds nothing, and two looks at a wrong name may well differ.
fn named(one: Field<String>, other: Field<String>) -> Field<String> {
    match (one.sure().map(|name| plain(name)), other.sure().map(|name| plain(name))) {
        (Some(part), Some(whole)) if part.len() < whole.len() && whole.contains(&part) => other,
        _ => first(one, other),
    }
}

/// What was read, the first look before the other, else the better guess.
fn first<T>(one: Field<T>, other: Field<T>) -> Field<T> {
    let guess = |field: &Field<T>| field.best().map_or(-1.0, |best| best.confidence);
    match (&one, &other) {
        (Field::Read(_), _) => one,
        (_, Field::Read(_)) => other,
        _ if guess(&other) > guess(&one) || one.is_absent() => other,
        _ => one,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::*;
    use crate::model::{Money, Reading, Source};

    fn read<T>(value: T) -> Field<T> {
        Field::Read(Reading { value, confidence: 0.99, source: Source::Text, place: None })
    }

    fn face(kind: Option<PageKind>) -> FaceReading {
        FaceReading {
            kind,
            payment_type: PaymentType::Check,
            amount: AmountReading { value: read(Money::from_cents(100)), ..AmountReading::default() },
            date: read(date(2026, 11, 24)),
            payee: read("Health Connector".to_owned()),
            memo: Field::Absent,
            accounts: Vec::new(),
            account_open: false,
            another_account: false,
            payer_name: Field::Absent,
            signature: Field::Absent,
            restrictive_notation: None,
            foreign_words: None,
            list: Vec::new(),
        }
    }

    #[test]
    fn what_may_hold_a_payment_must_be_read() {
        let mut config = Config::default();
        config.lockbox.payees = vec!["Health Connector".to_owned()];
        let doubtful = |change: fn(&mut FaceReading)| {
            let mut face = face(Some(PageKind::Check));
            change(&mut face);
            face.is_doubtful(true, &config)
        };
        assert!(!doubtful(|_| {}));
        assert!(doubtful(|face| face.amount = AmountReading::default()));
        assert!(doubtful(|face| face.date = Field::Absent));
        assert!(doubtful(|face| face.memo = Field::Unread(None)));
        assert!(doubtful(|face| face.account_open = true));
        assert!(doubtful(|face| face.another_account = true));
        assert!(doubtful(|face| face.payee = Field::Absent));
        assert!(doubtful(|face| face.payee = read("Harbor Gas".to_owned())));
        // A guess that is nearly an accepted payee is no other.
        assert!(!doubtful(|face| face.payee = read("Heallh Connector".to_owned()).doubted()));
        assert!(!doubtful(|face| (face.payment_type, face.date) = (PaymentType::MoneyOrder, Field::Absent)));
    }

    #[test]
    fn without_a_bank_line_the_words_must_say_what_a_page_is() {
        for (kind, doubt) in [(None, true), (Some(PageKind::Check), true), (Some(PageKind::Coupon), false)] {
            assert_eq!(face(kind).is_doubtful(false, &Config::default()), doubt, "{kind:?}");
        }
    }

    #[test]
    fn two_looks_at_a_date_that_differ_leave_a_doubt() {
        let other = |date: Field<Date>| FaceReading { date, ..face(Some(PageKind::Check)) };
        let both = |one: Field<Date>, two: Field<Date>| other(one).and(other(two)).date;
        let (eleven, twelve) = (date(2026, 11, 24), date(2026, 12, 24));
        assert_eq!(both(read(eleven), read(eleven)).sure(), Some(&eleven));
        assert_eq!(both(read(eleven), read(twelve)).sure(), None);
        assert_eq!(both(Field::Unread(None), read(twelve)).sure(), Some(&twelve));
        assert_eq!(both(read(eleven), Field::Absent).sure(), Some(&eleven));
        let named = |one: &str, two: &str| {
            let face = |name: &str| FaceReading { payee: read(name.to_owned()), ..face(None) };
            face(one).and(face(two)).payee.sure().cloned()
        };
        assert_eq!(named("HEALTH CONNECTOR", "Health Connector").as_deref(), Some("HEALTH CONNECTOR"));
        assert_eq!(named("Harbor Gas", "Health Connector").as_deref(), Some("Harbor Gas"));
        assert_eq!(named("Health", "Health Connector").as_deref(), Some("Health Connector"));
    }
}
