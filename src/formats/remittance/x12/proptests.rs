//! Any payments, written and read back; any bytes, read.

use proptest::prelude::*;

use super::tests::{read, write};
use super::text::folded;
use super::*;
use crate::formats::remittance::draws::{ReadBack, Signs, as_read, assert_in_order, head, payments};
use crate::formats::remittance::reading::Applied;
use crate::model::Money;

/// The name as last and first name in an interchange.
fn name(text: &str) -> String {
    let (last, first) = text.split_once(',').unwrap_or((text, ""));
    let (last, first) = (folded(last), folded(first));
    if first.is_empty() { last.into_owned() } else { format!("{last}, {first}") }
}

fn parts(read: ReadBack) -> Vec<Applied> {
    read.into_iter().flat_map(|(_, parts)| parts).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_823_is_read_back_as_it_was(payments in payments(Signs::Deposits)) {
        let text = write(Form::Lockbox, &payments).unwrap();
        let (found, collected) = read(&text);
        assert_in_order(&found, payments.len() as u64, head(&payments).totals.amount);
        prop_assert_eq!(collected.payments, as_read(&payments, name));
        prop_assert_eq!(collected.lines.len() as u64, found.records);
        prop_assert!(text.is_ascii());
    }

    #[test]
    fn an_820_is_read_back_as_it_was(payments in payments(Signs::Mixed)) {
        let (found, collected) = read(&write(Form::PaymentOrder, &payments).unwrap());
        if payments.is_empty() {
            assert_in_order(&found, 1, Money::ZERO);
        } else {
            assert_in_order(&found, payments.len() as u64, head(&payments).totals.amount);
            prop_assert_eq!(collected.payments, as_read(&payments, name));
        }
    }

    #[test]
    fn premiums_are_read_back_as_they_were(payments in payments(Signs::Mixed)) {
        let (found, collected) = read(&write(Form::Premium, &payments).unwrap());
        assert_in_order(&found, 1, head(&payments).totals.applied);
        prop_assert_eq!(parts(collected.payments), parts(as_read(&payments, name)));
    }

    #[test]
    fn premiums_of_an_exchange_are_read_back_but_for_the_bill(payments in payments(Signs::Mixed)) {
        let (found, collected) = read(&write(Form::Exchange, &payments).unwrap());
        assert_in_order(&found, 1, head(&payments).totals.applied);
        let mut expected = parts(as_read(&payments, name));
        for part in &mut expected {
            part.bill = None;
            part.member_id = part.member_id.take().or_else(|| part.account.clone());
        }
        prop_assert_eq!(parts(collected.payments), expected);
    }

    #[test]
    fn reversals_alone_make_a_file(payments in payments(Signs::Reversals)) {
        for form in [Form::PaymentOrder, Form::Premium, Form::Exchange] {
            let (found, _) = read(&write(form, &payments).unwrap());
            prop_assert_eq!(found.findings, []);
            prop_assert!(found.amount <= Money::ZERO);
        }
    }

    #[test]
    fn a_changed_amount_is_found(payments in payments(Signs::Deposits), which in 0_usize..1_000, add in 1_i64..100) {
        let totals = head(&payments).totals;
        // Money that nothing in the file is said to consist of cannot be checked.
        let unchecked = payments.iter().any(|payment| payment.amount == Money::ZERO) || totals.postings == 0;
        for form in [Form::Lockbox, Form::PaymentOrder, Form::Premium, Form::Exchange] {
            if unchecked && form != Form::Lockbox {
                continue;
            }
            let text = write(form, &payments).unwrap();
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            let of_money = |line: &str| ["BPR*", "AMT*", "RMR*"].iter().any(|name| line.starts_with(name));
            let places: Vec<usize> = (0..lines.len()).filter(|at| of_money(&lines[*at])).collect();
            let place = places[which % places.len()];
            lines[place] = raised(&lines[place], add);
            let (found, _) = read(&lines.join("\n"));
            prop_assert!(!found.findings.is_empty(), "{form:?} {}", lines[place]);
        }
    }

    #[test]
    fn no_bytes_make_the_readers_fail_badly(bytes in prop::collection::vec(any::<u8>(), 0..400), form in 0_usize..4) {
        let form = [Form::Lockbox, Form::PaymentOrder, Form::Premium, Form::Exchange][form];
        let mut text = write(form, &[]).unwrap().into_bytes();
        let at = bytes.len() % text.len();
        text.splice(at..at, bytes.iter().copied());
        let _ = inspect(text.as_slice(), &mut |_| ());
        let _ = inspect(bytes.as_slice(), &mut |_| ());
        let _ = read_acknowledgements(text.as_slice());
    }
}

/// The segment with its amount raised.
fn raised(segment: &str, cents: i64) -> String {
    let mut elements: Vec<String> = segment.trim_end_matches('~').split('*').map(str::to_owned).collect();
    let place = match elements[0].as_str() {
        "RMR" => 4,
        _ => 2,
    };
    let amount = balance::money(&elements[place]).unwrap().plus(Money::from_cents(cents));
    elements[place] = text::amount(amount).to_string();
    format!("{}~", elements.join("*"))
}
