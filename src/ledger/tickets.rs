//! Whether what is there is what batch tickets count: the header's, and those scanned as sheets.

use std::collections::BTreeMap;
use std::ops::Range;

use super::causes;
use crate::model::{Batch, BatchTicket, Decision, Document, DocumentNumber, Money, PageKind, Tally, Transaction};

type Payment = (DocumentNumber, Option<Money>);

/// What a ticket counts and what is there.
struct Section {
    /// The ticket as it is called in a sentence.
    name: String,
    ticket: BatchTicket,
    documents: usize,
    transactions: usize,
    payments: Vec<Payment>,
}

/// How what is there differs from what tickets count, a sentence each.
pub(super) fn differences(batch: &Batch, transactions: &[Transaction], decisions: &[Decision]) -> Vec<String> {
    let payments: BTreeMap<DocumentNumber, Option<Money>> =
        decisions.iter().flat_map(|decision| decision.payments.iter().copied()).collect();
    let whole = Section {
        name: "the batch ticket".to_owned(),
        ticket: BatchTicket { documents: batch.expected_documents, transactions: None, total: batch.control_total },
        documents: transactions.iter().map(|transaction| transaction.documents.len()).sum(),
        transactions: transactions.len(),
        payments: payments.iter().map(|(number, amount)| (*number, *amount)).collect(),
    };
    let mut documents: Vec<&Document> = transactions.iter().flat_map(|transaction| &transaction.documents).collect();
    documents.sort_by_key(|document| document.number);
    let tickets: Vec<(DocumentNumber, BatchTicket)> =
        documents.iter().filter_map(|document| Some((document.number, ticket_of(document)?))).collect();
    let ends = tickets.iter().skip(1).map(|(next, _)| *next).chain([DocumentNumber(u32::MAX)]);
    let sections = tickets.iter().zip(ends).map(|((number, ticket), end)| {
        let place = *number..end;
        section(format!("the ticket on document {number}"), *ticket, &place, transactions, &payments)
    });
    std::iter::once(whole).chain(sections).flat_map(|section| section.differences()).collect()
}

/// The ticket that a sheet is.
fn ticket_of(document: &Document) -> Option<BatchTicket> {
    let page = document.face().ok().filter(|page| page.kind == PageKind::Separator)?;
    page.barcodes.iter().find_map(|code| BatchTicket::parse(&code.text))
}

/// What stands behind a ticket, up to the next.
fn section(
    name: String,
    ticket: BatchTicket,
    place: &Range<DocumentNumber>,
    transactions: &[Transaction],
    payments: &BTreeMap<DocumentNumber, Option<Money>>,
) -> Section {
    let is_counted = |document: &&Document| {
        place.contains(&document.number) && !matches!(document.kind(), Some(PageKind::Separator | PageKind::Blank))
    };
    let counts: Vec<usize> =
        transactions.iter().map(|transaction| transaction.documents.iter().filter(is_counted).count()).collect();
    Section {
        name,
        ticket,
        documents: counts.iter().sum(),
        transactions: counts.iter().filter(|count| **count > 0).count(),
        payments: payments.range(place.clone()).map(|(number, amount)| (*number, *amount)).collect(),
    }
}

impl Section {
    fn differences(&self) -> Vec<String> {
        let Self { name, ticket, documents, transactions, .. } = self;
        let mut found = Vec::new();
        let mut count = |what: &str, expected: Option<u32>, there: usize| {
            if let Some(expected) = expected.filter(|expected| *expected as usize != there) {
                found.push(format!("{name} counts {expected} {what}, {there} are there"));
            }
        };
        count("documents", ticket.documents, *documents);
        count("transactions", ticket.transactions, *transactions);
        found.extend(ticket.total.and_then(|total| self.money(total)));
        found
    }

    /// Payments whose amount is not known may make up for what is missing, never for what is too much.
    fn money(&self, total: Money) -> Option<String> {
        let mut read = Tally::default();
        self.payments.iter().for_each(|(_, amount)| read.add(*amount));
        let differs = if read.unknown == 0 { total != read.amount } else { total < read.amount };
        differs.then(|| {
            let likely = causes::likely(total, read.amount, &self.payments);
            let cause = if likely.is_empty() { String::new() } else { format!("; likely: {}", likely.join(", or ")) };
            format!("{} says {total}, the payments add up to {}{cause}", self.name, read.amount)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{batch, coupon, decision, payment, separator};
    use crate::model::{Outcome, TransactionId};

    fn transaction(id: &str, documents: Vec<Document>) -> (Transaction, Decision) {
        let id = TransactionId(id.to_owned());
        let amount = |document: &Document| document.face().ok()?.check.as_ref()?.amount.value.sure().copied();
        let payments = documents.iter().filter(|document| document.is_payment());
        let decision = Decision {
            payments: payments.map(|payment| (payment.number, amount(payment))).collect(),
            ..decision(&id.0, Outcome::Hold(Vec::new()))
        };
        (Transaction { id, documents }, decision)
    }

    fn differences_of(tickets: [&str; 2]) -> Vec<String> {
        let work = [
            transaction("1", vec![separator(1, tickets[0]), coupon(2, "7", "1"), payment(3, "5.00")]),
            transaction("2", vec![payment(4, "2.00"), separator(5, "PATCH T")]),
            transaction("3", vec![separator(6, tickets[1]), payment(7, "1.50")]),
        ];
        let (transactions, decisions): (Vec<_>, Vec<_>) = work.into_iter().unzip();
        differences(&batch(), &transactions, &decisions)
    }

    #[test]
    fn each_ticket_counts_what_stands_behind_it() {
        assert!(differences_of(["BATCH-TICKET D3 T2 A7.00", "BATCH-TICKET D1 T1 A1.50"]).is_empty());
        let found = differences_of(["BATCH-TICKET D4 T3 A7.01", "BATCH-TICKET T1"]);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].contains("the ticket on document 1 counts 4 documents, 3 are there"), "{found:?}");
        assert!(found[1].contains("counts 3 transactions, 2 are there"), "{found:?}");
        assert!(found[2].contains("says 7.01, the payments add up to 7.00"), "{found:?}");
        assert_eq!(differences_of(["PATCH T", "BATCH-TICKET D2"]).len(), 1);
    }
}
