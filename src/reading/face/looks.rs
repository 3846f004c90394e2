//! Two looks at a face: a quick one with our own reader, and one with the text engine where that leaves a doubt.

use strsim::normalized_levenshtein;

use super::FaceReading;
use super::words::plain;
use crate::config::Config;
use crate::model::{AmountReading, Field, PageKind, PaymentType};

/// A guess this like an accepted payee's name is that name, whatever a closer look may find.
const ALIKE: f64 = 0.75;

impl FaceReading {
    /// Whether a page leaves something open that a closer look may tell: what it is (unless its bank line says so), its
    /// amount, and what may hold a payment, its date and another payee than those that are accepted.
    #[must_use]
    pub fn is_doubtful(&self, is_payment: bool, config: &Config) -> bool {
        if is_payment || self.looks_like_check() {
            self.amount.value.sure().is_none() || self.date_is_open(config) || self.payee_is_open(config)
        } else {
            matches!(self.kind, None | Some(PageKind::Other))
        }
    }

    fn date_is_open(&self, config: &Config) -> bool {
        // Money orders do not go stale.
        let matters = config.policy.require_date || self.payment_type != PaymentType::MoneyOrder;
        matters && self.date.sure().is_none()
    }

    fn payee_is_open(&self, config: &Config) -> bool {
        let accepted = &config.lockbox.payees;
        let known = |name: &str| accepted.iter().any(|payee| alike(name, payee));
        let guessed = self.payee.best().is_some_and(|best| known(&best.value));
        self.payee.sure().is_none() && (config.policy.require_payee || !(guessed || accepted.is_empty()))
    }

    /// With what a closer look has seen: it adds to what was unread and casts doubt on what it reads otherwise.
    pub(super) fn and(self, closer: Self) -> Self {
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
            accounts,
            payer_name: first(self.payer_name, closer.payer_name),
            signature: self.signature,
            restrictive_notation: self.restrictive_notation.or(closer.restrictive_notation),
            foreign_words: self.foreign_words.or(closer.foreign_words),
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

/// As [`either`], but for how names are written.
fn named(one: Field<String>, other: Field<String>) -> Field<String> {
    match (one.sure(), other.sure()) {
        (Some(read), Some(again)) if plain(read) != plain(again) => one.doubted(),
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
