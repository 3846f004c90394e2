//! Two looks at a face: a quick one with our own reader, and one with the text engine where that leaves a doubt.

use super::FaceReading;
use crate::model::{AmountReading, Field, PageKind, PaymentType};

impl FaceReading {
    /// Whether a page leaves something open that a closer look may tell: what it is (unless its bank line says so), its
    /// amount, its date or whom it pays.
    #[must_use]
    pub fn is_doubtful(&self, is_payment: bool) -> bool {
        let looks_like_payment = is_payment || self.looks_like_check();
        let kind = !is_payment && matches!(self.kind, None | Some(PageKind::Other));
        kind || looks_like_payment && (self.amount.value.sure().is_none() || self.date_or_payee_is_open())
    }

    fn date_or_payee_is_open(&self) -> bool {
        self.date.sure().is_none() || self.payee.sure().is_none()
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
    let plain = super::words::plain;
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
