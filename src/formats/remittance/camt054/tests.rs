//! Files written and read back; files that are wrong.

use proptest::prelude::*;

use super::*;
use crate::formats::remittance::PostingFileError;
use crate::formats::remittance::draws::{Collected, ReadBack, Signs, as_read, assert_in_order, head, payments};
use crate::formats::remittance::reading::Inspection;
use crate::model::{Money, Remittance};

fn write(payments: &[Remittance]) -> Result<String, PostingFileError> {
    let mut out = Vec::new();
    let mut file = create(&head(payments), &mut out)?;
    payments.iter().try_for_each(|payment| file.add(payment))?;
    file.finish()?;
    Ok(String::from_utf8(out).unwrap())
}

fn read(text: &str) -> (Inspection, Collected) {
    let mut collected = Collected::default();
    let found = inspect(text.as_bytes(), &mut |seen| collected.take(seen)).unwrap();
    (found, collected)
}

/// In the order of batches and items: an entry holds one direction only.
fn in_order(mut payments: ReadBack) -> ReadBack {
    payments.sort_by_key(|(paid, _)| (paid.batch.clone(), paid.item.as_ref().map(|item| item.parse::<u32>().unwrap())));
    payments
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_file_is_read_back_as_it_was(payments in payments(Signs::Mixed)) {
        let (found, collected) = read(&write(&payments).unwrap());
        assert_in_order(&found, payments.len() as u64, head(&payments).totals.amount);
        prop_assert_eq!(in_order(collected.payments), as_read(&payments, |name| name.trim().to_owned()));
    }

    #[test]
    fn reversals_alone_make_a_file(payments in payments(Signs::Reversals)) {
        let text = write(&payments).unwrap();
        let (found, collected) = read(&text);
        assert_in_order(&found, payments.len() as u64, head(&payments).totals.amount);
        prop_assert_eq!(in_order(collected.payments), as_read(&payments, |name| name.trim().to_owned()));
        let taken_back = payments.iter().any(|payment| payment.amount < Money::ZERO);
        prop_assert_eq!(text.contains("<CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd>"), taken_back);
    }

    #[test]
    fn no_bytes_make_the_reader_fail_badly(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0_usize..4_000) {
        let mut text = write(&[]).unwrap().into_bytes();
        let at = at % text.len();
        text.splice(at..at, bytes.iter().copied());
        let _ = inspect(text.as_slice(), &mut |_| ());
        let _ = inspect(bytes.as_slice(), &mut |_| ());
    }
}

/// Payments that are always the same.
fn some() -> Vec<Remittance> {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let drawn = payments(Signs::Deposits).prop_filter("some with parts", |payments| {
        payments.len() >= 3 && payments.iter().take(3).all(|payment| !payment.applied.is_empty())
    });
    drawn.new_tree(&mut runner).unwrap().current()
}

#[test]
fn a_part_may_go_the_other_way_than_its_payment() {
    let mut payments = some();
    payments.truncate(1);
    let payment = &mut payments[0];
    let other = payment.applied[0].clone();
    payment.applied.push(other);
    payment.applied[0].amount = Money::from_cents(-1_000);
    payment.amount = payment.applied_amount();
    let amount = payment.amount;
    let (found, collected) = read(&write(&payments).unwrap());
    assert_in_order(&found, 1, amount);
    assert_eq!(collected.payments, as_read(&payments, |name| name.trim().to_owned()));
}

#[test]
fn each_count_and_sum_is_checked() {
    let mut payments = some();
    payments.truncate(3);
    payments[0].amount = Money::from_cents(12_345_678);
    payments[0].applied.truncate(1);
    payments[0].applied[0].amount = Money::from_cents(12_345_678);
    let text = write(&payments).unwrap();
    let net = head(&payments).totals.amount;
    let first = |from: &str, to: &str| text.replacen(from, to, 1);
    let more = net.plus(Money::from_cents(1));
    for (changed, says) in [
        (first(&format!("<Amt>{net}<"), &format!("<Amt>{more}<")), "the notification says a net of"),
        (first("<NbOfTxs>", "<NbOfTxs>1"), "counts 1"),
        (first("<Amt Ccy=\"USD\">123456.78</Amt>", "<Amt Ccy=\"USD\">123456.77</Amt>"), "its payments add up to"),
        (first("<RmtdAmt Ccy=\"USD\">123456.78<", "<RmtdAmt Ccy=\"USD\">123456.79<"), "its parts add up to 123456.79"),
        (first("<RmtdAmt Ccy=\"USD\">", "<RmtdAmt Ccy=\"CAD\">"), "is in CAD"),
        (first("<RmtdAmt Ccy=\"USD\">1", "<RmtdAmt Ccy=\"USD\">x"), "is not an amount"),
        (first("<TtlAmt Ccy=\"USD\">", "<TtlAmt Ccy=\"USD\">9"), "its batch says 9"),
        (first("</Ntry>", ""), "no well-formed XML"),
        (text[..text.find("</Ntfctn>").unwrap()].to_owned(), "the file ends within"),
    ] {
        assert_ne!(changed, text, "{says}");
        let (found, _) = read(&changed);
        assert!(found.findings.iter().any(|each| each.message.contains(says)), "{says}: {:?}", found.findings);
    }
    for other in ["", "<a/>", "ISA*00", "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"/>"] {
        assert!(inspect(other.as_bytes(), &mut |_| ()).is_err(), "{other}");
    }
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let mut long = some();
    long[0].check_number = Some("9".repeat(36));
    let refused = write(&long).unwrap_err().to_string();
    assert!(refused.starts_with("the check number of document 1 of batch"), "{refused}");
    let mut head = head(&[]);
    head.bank_account = String::new();
    assert!(create(&head, Vec::new()).is_err_and(|error| error.to_string().contains("bank_account")));
}

proptest! {
    #[test]
    fn no_damage_makes_the_reader_panic(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = write(&some()).unwrap().into_bytes();
        bytes.truncate(cut.index(bytes.len()) + 1);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _outcome = inspect(bytes.as_slice(), &mut |_| ());
    }
}
