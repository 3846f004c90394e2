//! Whether the money of a lockbox or remittance advice adds up.

use super::tokens::Segment;
use crate::formats::remittance::reading::Inspection;
use crate::model::Money;

/// An amount as X12 writes it, with or without idle zeros.
pub(super) fn money(text: &str) -> Option<Money> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (dollars, cents) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let cents = cents.trim_end_matches('0');
    if !plain(dollars) || !plain(cents) || cents.len() > 2 || dollars.len() > 16 || digits.is_empty() || digits == "." {
        return None;
    }
    let dollars: i64 = if dollars.is_empty() { 0 } else { dollars.parse().ok()? };
    let cents = format!("{cents:0<2}").parse::<i64>().ok()?;
    dollars.checked_mul(100)?.checked_add(cents).map(|all| Money::from_cents(sign * all))
}

/// The amount of a payment: a debit takes back.
pub(super) fn payment_amount(segment: &Segment) -> Option<Money> {
    let amount = money(segment.element(2))?;
    Some(if segment.element(3) == "D" { Money::ZERO.minus(amount) } else { amount })
}

/// Totals that were said and what came of them.
#[derive(Debug, Default)]
pub(super) struct Balance {
    deposit: Option<Level>,
    batch: Option<Level>,
    payment: Option<Payment>,
    last: (u64, u64),
}

/// A deposit or a batch.
#[derive(Debug, Default)]
struct Level {
    name: String,
    said: Option<Money>,
    said_payments: Option<u64>,
    said_batches: Option<u64>,
    amount: Money,
    payments: u64,
    batches: u64,
    /// The sum of what its batches say.
    batch_totals: Option<Money>,
}

/// A payment.
#[derive(Debug, Default)]
struct Payment {
    place: (u64, u64),
    amount: Money,
    parts: Money,
    /// It has parts at all.
    told: bool,
    /// Adjustments from here on explain a part; those before change what is paid.
    in_part: bool,
}

impl Balance {
    /// Takes the next segment.
    pub(super) fn take(&mut self, segment: &Segment, found: &mut Inspection) {
        self.last = (segment.number, segment.offset);
        match segment.name() {
            "DEP" => {
                self.end_deposit(found);
                self.deposit = Some(Level::new(format!("deposit {}", segment.element(1))));
            }
            "BAT" => {
                self.end_batch(found);
                if let Some(deposit) = &mut self.deposit {
                    deposit.batches += 1;
                }
                self.batch = Some(Level::new(format!("batch {}", segment.element(3))));
            }
            "AMT" => self.said_amount(segment, found),
            "QTY" => self.said_count(segment),
            "BPR" => self.payment(segment, found),
            "ENT" => self.leave_part(),
            "RMR" | "ADX" => self.part(segment, found),
            "SE" => self.end_deposit(found),
            _ => {}
        }
    }

    fn said_amount(&mut self, segment: &Segment, found: &mut Inspection) {
        let level = match segment.element(1) {
            "2" => &mut self.batch,
            "3" => &mut self.deposit,
            _ => return,
        };
        let amount = money(segment.element(2));
        if amount.is_none() {
            note_no_amount(segment, 2, found);
        }
        if let Some(level) = level {
            level.said = amount;
        }
        if let (Some(deposit), "2", Some(amount)) = (&mut self.deposit, segment.element(1), amount) {
            deposit.batch_totals = Some(deposit.batch_totals.unwrap_or_default().plus(amount));
        }
    }

    fn said_count(&mut self, segment: &Segment) {
        let count = segment.element(2).parse().ok();
        match (segment.element(1), &mut self.batch, &mut self.deposit) {
            ("42", Some(level), _) | ("42", None, Some(level)) => level.said_payments = count,
            ("41", None, Some(deposit)) => deposit.said_batches = count,
            _ => {}
        }
    }

    fn payment(&mut self, segment: &Segment, found: &mut Inspection) {
        self.end_payment(found);
        let amount = payment_amount(segment);
        if amount.is_none() {
            note_no_amount(segment, 2, found);
        }
        let amount = amount.unwrap_or_default();
        for level in [&mut self.batch, &mut self.deposit].into_iter().flatten() {
            level.payments += 1;
            level.amount = level.amount.plus(amount);
        }
        self.payment = Some(Payment { place: (segment.number, segment.offset), amount, ..Payment::default() });
    }

    const fn leave_part(&mut self) {
        if let Some(payment) = &mut self.payment {
            payment.in_part = false;
        }
    }

    fn part(&mut self, segment: &Segment, found: &mut Inspection) {
        let Some(payment) = &mut self.payment else { return };
        let element = if segment.name() == "RMR" { 4 } else { 1 };
        if segment.name() == "RMR" {
            (payment.in_part, payment.told) = (true, true);
        } else if payment.in_part {
            return;
        }
        match money(segment.element(element)) {
            Some(amount) => payment.parts = payment.parts.plus(amount),
            None => note_no_amount(segment, element, found),
        }
    }

    fn end_payment(&mut self, found: &mut Inspection) {
        let Some(payment) = self.payment.take() else { return };
        if payment.told && payment.parts != payment.amount {
            let (record, offset) = payment.place;
            let (amount, parts) = (payment.amount, payment.parts);
            found.find(record, offset, format!("the payment is {amount}, its parts (RMR, ADX) add up to {parts}"));
        }
    }

    fn end_batch(&mut self, found: &mut Inspection) {
        self.end_payment(found);
        if let Some(batch) = self.batch.take() {
            batch.compare(self.last, found);
        }
    }

    /// Compares what the end of the file leaves open.
    pub(super) fn finish(&mut self, found: &mut Inspection) {
        self.end_deposit(found);
    }

    fn end_deposit(&mut self, found: &mut Inspection) {
        self.end_batch(found);
        if let Some(deposit) = self.deposit.take() {
            deposit.compare(self.last, found);
        }
    }
}

impl Level {
    fn new(name: String) -> Self {
        Self { name, ..Self::default() }
    }

    fn compare(&self, (record, offset): (u64, u64), found: &mut Inspection) {
        let name = &self.name;
        let mut note = |message: String| found.find(record, offset, message);
        if let Some(said) = self.said
            && said != self.amount
        {
            note(format!("{name} says {said} (AMT), its payments add up to {}", self.amount));
        }
        if let Some(totals) = self.batch_totals
            && let Some(said) = self.said
            && said != totals
        {
            note(format!("{name} says {said} (AMT*3), its batches say {totals} (AMT*2)"));
        }
        if let Some(said) = self.said_payments
            && said != self.payments
        {
            note(format!("{name} counts {said} payments (QTY*42), there are {}", self.payments));
        }
        if let Some(said) = self.said_batches
            && said != self.batches
        {
            note(format!("{name} counts {said} batches (QTY*41), there are {}", self.batches));
        }
    }
}

fn note_no_amount(segment: &Segment, element: usize, found: &mut Inspection) {
    let (name, text) = (segment.name(), segment.element(element));
    found.find(segment.number, segment.offset, format!("{name}{element:02} `{text}` is not an amount"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_with_and_without_idle_zeros() {
        for (text, cents) in [
            ("312.4", 31_240),
            ("312.40", 31_240),
            ("0", 0),
            (".05", 5),
            ("0.05", 5),
            ("-25", -2_500),
            ("1.500", 150),
            ("7.", 700),
        ] {
            assert_eq!(money(text).map(Money::cents), Some(cents), "{text}");
        }
        for text in ["", "-", ".", "1,5", "1.234", "+1", "a", "1e3", "99999999999999999999", "--1"] {
            assert_eq!(money(text), None, "{text}");
        }
    }
}
