use super::*;
use crate::model::testing::{broken, coupon, grouped, paper, payment};

/// C coupon, P payment, L letter, E envelope, S separator, B blank, O other, ? unreadable.
fn documents(text: &str) -> Vec<Document> {
    let made = |(at, sign): (usize, char)| {
        let number = u32::try_from(at).unwrap() + 1;
        match sign {
            'C' => coupon(number, "7", "1"),
            'P' => payment(number, "1.00"),
            'L' => paper(number, PageKind::Correspondence),
            'E' => paper(number, PageKind::Envelope),
            'S' => paper(number, PageKind::Separator),
            'B' => paper(number, PageKind::Blank),
            'O' => paper(number, PageKind::Other),
            _ => broken(number),
        }
    };
    text.chars().enumerate().map(made).collect()
}

fn signs(transactions: &[Transaction]) -> String {
    let sign = |document: &Document| match document.kind() {
        Some(PageKind::Coupon) => 'C',
        Some(PageKind::Check | PageKind::MoneyOrder) => 'P',
        Some(PageKind::Correspondence) => 'L',
        Some(PageKind::Envelope) => 'E',
        Some(PageKind::Separator) => 'S',
        Some(PageKind::Blank) => 'B',
        Some(_) => 'O',
        None => '?',
    };
    let one = |transaction: &Transaction| transaction.documents.iter().map(sign).collect::<String>();
    transactions.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_order_decides_without_the_scanners_grouping() {
    for (mode, batch, want) in [
        (Mode::Auto, "CPCP", "CP CP"),
        (Mode::Auto, "CCPPCP", "CCPP CP"),
        (Mode::Multi, "CCPPCP", "CCPP CP"),
        (Mode::Auto, "PPCP", "P P CP"),
        (Mode::Auto, "CCCP", "CCCP"),
        (Mode::Single, "CPCP", "CP CP"),
        (Mode::Single, "CCPPP", "C CP P P"),
        (Mode::Single, "PCPC", "P CP C"),
        (Mode::CheckOnly, "PPP", "P P P"),
        (Mode::CheckOnly, "PCP", "P C P"),
        (Mode::CheckOnly, "PLP?P", "PL P ? P"),
        // Letters, envelopes, separators, blank sheets.
        (Mode::Auto, "CLPCP", "CLP CP"),
        (Mode::Auto, "LCPLCP", "LCPL CP"),
        (Mode::Auto, "CPLP", "CPL P"),
        (Mode::Auto, "ECPECP", "ECP ECP"),
        (Mode::Auto, "EPEP", "EP EP"),
        (Mode::Auto, "CSP", "CS P"),
        (Mode::Auto, "SCPSCPS", "SCPS CPS"),
        (Mode::Auto, "BCBPBCP", "BCBPB CP"),
        (Mode::Auto, "BB", "BB"),
        (Mode::Single, "CPLCP", "CPL CP"),
        (Mode::Auto, "", ""),
        // An unreadable page may have been anything: it and what could be its are kept together.
        (Mode::Auto, "C?P", "C?P"),
        (Mode::Auto, "CP?PCP", "CP?P CP"),
        (Mode::Auto, "CP?CP", "CP? CP"),
        (Mode::Auto, "?PP", "?PP"),
        (Mode::Auto, "C?CP", "C?CP"),
        (Mode::Auto, "COPCP", "COP CP"),
        (Mode::Single, "C?P", "C?P"),
        (Mode::Single, "CP?PCP", "CP ?P CP"),
        (Mode::Single, "C?CP", "C? CP"),
    ] {
        assert_eq!(signs(&form(mode, documents(batch))), want, "{mode} {batch}");
    }
}

#[test]
fn running_numbers_name_transactions() {
    let ids: Vec<String> = form(Mode::Auto, documents("CPCP")).iter().map(|t| t.id.to_string()).collect();
    assert_eq!(ids, ["1", "2"]);
}

#[test]
fn the_scanners_grouping_is_the_truth() {
    let mut batch = documents("CPPCBP");
    for (at, group) in [(0, "2"), (1, "x"), (3, "2"), (5, "x")] {
        batch[at] = grouped(batch[at].clone(), group);
    }
    let transactions = form(Mode::Single, batch);
    let ids: Vec<String> = transactions.iter().map(|t| t.id.to_string()).collect();
    assert_eq!(ids, ["2", "x", "1"], "the one left out gets a number that is free");
    assert_eq!(signs(&transactions), "CC PP PB");
}

#[test]
fn every_document_is_in_exactly_one_transaction() {
    let batch: String = "CP?LESBOPPCC?SEB?P".repeat(20);
    for mode in Mode::ALL {
        let transactions = form(*mode, documents(&batch));
        let numbers: Vec<u32> = transactions.iter().flat_map(|t| &t.documents).map(|d| d.number.0).collect();
        let all: Vec<u32> = (1..=u32::try_from(batch.len()).unwrap()).collect();
        assert_eq!(numbers, all, "{mode}");
        assert!(transactions.iter().all(|t| !t.documents.is_empty()));
    }
}

#[test]
fn a_check_fed_face_down_is_still_a_payment() {
    let mut turned = paper(1, PageKind::Back);
    turned.back = Some(payment(1, "1.00").front);
    assert!(turned.is_payment());
}
