//! How a payment is known again: by its bank line, and by its image.

use std::collections::HashMap;

use crate::model::{Document, MicrLine, PageKind, PaymentType};

/// What makes a payment itself, in a form that can be kept. A payment may have more than one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaymentIdentity(String);

impl PaymentIdentity {
    /// An identity as it was kept.
    #[must_use]
    pub fn from_kept(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The form to keep.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Every identity of a payment document: bank, account and serial number where the bank line was surely read, and
    /// the image itself. None for documents that are no payment.
    #[must_use]
    pub fn of(document: &Document) -> Vec<Self> {
        let Ok(face) = document.face() else { return Vec::new() };
        if !face.kind.is_payment() {
            return Vec::new();
        }
        let check = face.check.as_ref();
        let order = face.kind == PageKind::MoneyOrder
            || check.is_some_and(|check| check.payment_type == PaymentType::MoneyOrder);
        let line = check.and_then(|check| check.micr.sure());
        let by_line = line.and_then(|line| if order { by_serial(line) } else { by_account(line) });
        let by_image = (!document.image_hash.is_empty()).then(|| format!("image:{}", document.image_hash));
        by_line.into_iter().chain(by_image).map(Self).collect()
    }
}

fn by_account(line: &MicrLine) -> Option<String> {
    let (account, serial) = (line.payer_account.as_ref()?, line.check_number.as_ref()?);
    Some(format!("check:{}:{}:{}", line.routing?, bare(account), bare(serial)))
}

/// A money order's serial stands where a check has its number, or else its account.
fn by_serial(line: &MicrLine) -> Option<String> {
    let serial = line.check_number.as_ref().or(line.payer_account.as_ref())?;
    Some(format!("order:{}:{}", line.routing?, bare(serial)))
}

/// Dashes, gaps and filling zeros vary between readings of the same number.
pub(super) fn bare(text: &str) -> String {
    let solid: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    solid.trim_start_matches('0').to_owned()
}

/// The payments that were seen, and where.
#[derive(Debug, Clone, Default)]
pub struct PaymentsSeen(HashMap<PaymentIdentity, String>);

impl PaymentsSeen {
    /// Remembers a payment and, in words, where it was seen (`batch 0412, transaction 7`); the first stands.
    pub fn insert(&mut self, identity: PaymentIdentity, place: impl Into<String>) {
        self.0.entry(identity).or_insert_with(|| place.into());
    }

    /// Where that payment was seen.
    #[must_use]
    pub fn place(&self, identity: &PaymentIdentity) -> Option<&str> {
        self.0.get(identity).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;
    use crate::model::testing::{check, document, line, money_order, read};

    #[test]
    fn a_payment_is_known_by_its_line_and_its_image() {
        let of = |micr: Field<MicrLine>, order: bool| {
            let mut reading = if order { money_order("1.00") } else { check("1.00") };
            reading.micr = micr;
            PaymentIdentity::of(&document(1, reading)).iter().map(|i| i.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(of(read(line("0781-0597", "001457")), false), ["check:011000138:7810597:1457", "image:hash-1"]);
        assert_eq!(of(read(line("0781-0597", "001457")), true), ["order:011000138:1457", "image:hash-1"]);
        assert_eq!(of(Field::Unread(None), false), ["image:hash-1"]);
        let bare = MicrLine { check_number: None, ..line("22", "1") };
        assert_eq!(of(read(bare.clone()), false), ["image:hash-1"]);
        assert_eq!(of(read(bare), true), ["order:011000138:22", "image:hash-1"]);
    }

    #[test]
    fn the_first_place_stands() {
        let mut seen = PaymentsSeen::default();
        let identity = PaymentIdentity::from_kept("check:1:2:3");
        seen.insert(identity.clone(), "batch 1");
        seen.insert(identity.clone(), "batch 2");
        assert_eq!(seen.place(&identity), Some("batch 1"));
    }
}
