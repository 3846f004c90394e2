//! Batch tickets: sheets before a batch that say what should be in it.

use super::Money;

/// What begins a ticket's code.
const NAME: &str = "BATCH-TICKET";

/// What a ticket counts, each if it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BatchTicket {
    /// Documents behind it: coupons, payments and other papers, not separators and blank sheets.
    pub documents: Option<u32>,
    /// Transactions behind it.
    pub transactions: Option<u32>,
    /// What the payments behind it add up to.
    pub total: Option<Money>,
}

impl BatchTicket {
    /// Reads a ticket's code: `BATCH-TICKET`, then any of `D` with documents, `T` with transactions, `A` with the money,
    /// as in `BATCH-TICKET D120 T60 A12345.67`; other words, such as a batch number, are left alone. `None` if it is no
    /// ticket or counts nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_ascii_whitespace();
        if !words.next()?.eq_ignore_ascii_case(NAME) {
            return None;
        }
        let mut ticket = Self::default();
        for word in words {
            let Some((letter, value)) = word.split_at_checked(1) else { continue };
            match letter {
                "D" | "d" => ticket.documents = value.parse().ok().or(ticket.documents),
                "T" | "t" => ticket.transactions = value.parse().ok().or(ticket.transactions),
                "A" | "a" => ticket.total = value.parse().ok().or(ticket.total),
                _ => {}
            }
        }
        (ticket != Self::default()).then_some(ticket)
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> String {
        let documents = self.documents.map(|documents| format!(" D{documents}")).unwrap_or_default();
        let transactions = self.transactions.map(|transactions| format!(" T{transactions}")).unwrap_or_default();
        let total = self.total.map(|total| format!(" A{total}")).unwrap_or_default();
        format!("{NAME}{documents}{transactions}{total}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_says_what_it_counts() {
        let whole =
            BatchTicket { documents: Some(120), transactions: Some(60), total: Some(Money::from_cents(1_234_567)) };
        assert_eq!(whole.code(), "BATCH-TICKET D120 T60 A12345.67");
        assert_eq!(BatchTicket::parse(&whole.code()), Some(whole));
        let some = BatchTicket::parse("batch-ticket 0412 T7").unwrap();
        assert_eq!(some, BatchTicket { transactions: Some(7), ..BatchTicket::default() });
        let more = BatchTicket::parse("BATCH-TICKET D120 DATE 2026-11-24 TUESDAY é").unwrap();
        assert_eq!(more, BatchTicket { documents: Some(120), ..BatchTicket::default() });
        for text in ["", "BATCH-TICKET", "BATCH-TICKET D-3", "BATCH-SEPARATOR", "BATCH-TICKET 0412", "é"] {
            assert_eq!(BatchTicket::parse(text), None, "{text}");
        }
    }
}
