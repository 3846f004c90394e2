//! Posting files read by programs of others: they must find what was written, and nothing against it.
//!
//! The crate x12-types reads 823 and 820; pyx12 and pyiso20022 run in the environment that `make setup` makes from
//! `tests/readers/requirements.txt`. Where it is missing, the tests fail.

use std::path::PathBuf;
use std::process::Command;

use lockbox::formats::remittance::{FileHead, PostingFile, camt054, x12};
use lockbox::model::{Money, Remittance};
use serde_json::Value;
use x12_types::util::Parser;
use x12_types::v005010::{_820, _823};

use crate::remittances::{head, remittances};

/// Which payments: a seed, how many, how many of a hundred are reversals.
type Draw = (u64, u32, u32);

fn write(file: &mut Box<dyn PostingFile + '_>, (seed, payments, reversals): Draw) {
    remittances(seed, payments, reversals).for_each(|payment| file.add(&payment).unwrap());
}

fn head_of((seed, payments, reversals): Draw) -> FileHead {
    head(remittances(seed, payments, reversals))
}

fn interchange(form: x12::Form, draw: Draw) -> String {
    let mut out = Vec::new();
    let mut file = x12::create(form, &head_of(draw), &mut out).unwrap();
    write(&mut file, draw);
    file.finish().unwrap();
    String::from_utf8(out).unwrap()
}

fn notification(draw: Draw) -> String {
    let mut out = Vec::new();
    let mut file = camt054::create(&head_of(draw), &mut out).unwrap();
    write(&mut file, draw);
    file.finish().unwrap();
    String::from_utf8(out).unwrap()
}

/// What a script of `tests/readers` tells of a file.
pub(crate) fn told(script: &str, name: &str, text: &str) -> Value {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/readers/bin/python");
    assert!(python.exists(), "{} is missing: run `make setup`", python.display());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, text).unwrap();
    let output = Command::new(python).arg(root.join("tests/readers").join(script)).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// An amount of X12.
pub(crate) fn money(text: &str) -> Money {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let amount: Money = format!("0{digits}").parse().unwrap();
    Money::from_cents(sign * amount.cents())
}

/// An element, unless it is there but empty.
fn filled(element: &Option<String>) -> Option<&str> {
    element.as_deref().filter(|text| !text.is_empty())
}

fn paid<'a>(amounts: impl Iterator<Item = &'a Option<String>>) -> Money {
    amounts.map(|amount| money(amount.as_deref().unwrap())).sum()
}

/// The transaction sets of an interchange, as x12-types takes them.
pub(crate) fn sets(text: &str) -> impl Iterator<Item = String> {
    let body = text.replace('\n', "");
    let starts: Vec<usize> = body.match_indices("~ST*").map(|(at, _)| at + 1).collect();
    starts.into_iter().map(move |start| {
        let set = &body[start..];
        let trailer = set.find("~SE*").unwrap() + 1;
        let end = trailer + set[trailer..].find('~').unwrap() + 1;
        set[..end].to_owned()
    })
}

#[test]
fn x12_types_reads_lockboxes() {
    for draw in [(1, 600, 0), (2, 1, 0), (3, 0, 0)] {
        let head = head_of(draw);
        let bodies: Vec<String> = sets(&interchange(x12::Form::Lockbox, draw)).collect();
        assert_eq!(bodies.len(), 1);
        let (rest, set) = _823::parse(&bodies[0]).unwrap();
        assert_eq!(rest, "");
        assert_eq!(set.to_string().replace('\n', ""), bodies[0]);
        let [deposit] = set.loop_dep.as_slice() else { panic!("{} deposits", set.loop_dep.len()) };
        assert_eq!(money(&deposit.amt._02), head.totals.amount);
        assert_eq!(deposit.loop_bat.len() as u64, head.totals.batches);
        let payments: Vec<_> = deposit.loop_bat.iter().flat_map(|batch| &batch.loop_bpr).collect();
        assert_eq!(payments.len() as u64, head.totals.payments);
        assert_eq!(payments.iter().map(|payment| money(&payment.bpr._02)).sum::<Money>(), head.totals.amount);
        for batch in &deposit.loop_bat {
            let sum = batch.loop_bpr.iter().map(|payment| money(&payment.bpr._02)).sum();
            assert_eq!(batch.amt.as_ref().map(|amount| money(&amount._02)), Some(sum));
        }
        let drawn = remittances(draw.0, draw.1, draw.2);
        for (read, payment) in payments.into_iter().zip(drawn) {
            let open_items: Vec<_> = read.loop_rmr.iter().filter(|item| filled(&item.rmr._02).is_some()).collect();
            assert_eq!(open_items.len(), payment.applied.len());
            assert_eq!(paid(open_items.iter().map(|item| &item.rmr._04)), payment.applied_amount());
            assert_eq!(paid(read.loop_rmr.iter().map(|item| &item.rmr._04)), payment.amount);
            assert_eq!(read.trn.as_ref().map(|trace| &trace._02), payment.check_number.as_ref());
            assert_eq!(filled(&read.bpr._07), payment.routing.as_ref().map(|routing| routing.as_str()));
            assert_eq!(filled(&read.bpr._09), payment.payer_account.as_deref());
        }
    }
}

#[test]
fn x12_types_reads_remittance_advices() {
    for draw in [(4, 300, 20), (5, 1, 100)] {
        let bodies: Vec<String> = sets(&interchange(x12::Form::PaymentOrder, draw)).collect();
        let drawn: Vec<Remittance> = remittances(draw.0, draw.1, draw.2).collect();
        assert_eq!(bodies.len(), drawn.len());
        for (body, payment) in bodies.iter().zip(drawn) {
            let (rest, set) = _820::parse(body).unwrap();
            assert_eq!(rest, "");
            assert_eq!(money(&set.bpr._02), payment.amount.abs());
            assert_eq!(set.trn.as_ref().map(|trace| &trace._02), payment.check_number.as_ref());
            let items = set.loop_ent.iter().flat_map(|entity| &entity.loop_rmr);
            assert_eq!(paid(items.map(|item| &item.rmr._04)), payment.amount);
        }
    }
}

#[test]
fn x12_types_reads_premiums() {
    for (form, draw) in [(x12::Form::Premium, (6, 300, 20)), (x12::Form::Exchange, (7, 300, 20))] {
        let head = head_of(draw);
        let bodies: Vec<String> = sets(&interchange(form, draw)).collect();
        assert_eq!(bodies.len(), 1);
        let (rest, set) = _820::parse(&bodies[0]).unwrap();
        assert_eq!(rest, "");
        assert_eq!(money(&set.bpr._02), head.totals.applied);
        let items: Vec<_> = set.loop_ent.iter().flat_map(|entity| &entity.loop_rmr).collect();
        assert_eq!(items.len() as u64, head.totals.postings);
        assert_eq!(paid(items.iter().map(|item| &item.rmr._04)), head.totals.applied);
    }
}

#[test]
fn pyx12_finds_nothing_against_premiums() {
    for draw in [(8, 400, 10), (9, 3, 100), (10, 0, 0)] {
        let head = head_of(draw);
        let text = interchange(x12::Form::Premium, draw);
        let read = told("x12_premiums.py", "premiums.edi", &text);
        assert_eq!(read["faults"], Value::Array(Vec::new()), "{read}");
        assert_eq!(money(read["total"].as_str().unwrap()), head.totals.applied);
        assert_eq!(money(read["paid"].as_str().unwrap()), head.totals.applied);
        assert_eq!(read["members"], head.totals.postings);
    }
    let wrong = interchange(x12::Form::Premium, (8, 400, 10)).replacen("NM1*IL*1", "NM1*IL*7", 1);
    assert_ne!(told("x12_premiums.py", "premiums.edi", &wrong)["faults"], Value::Array(Vec::new()));
}

#[test]
fn pyiso20022_reads_notifications() {
    for draw in [(11, 600, 10), (12, 3, 100), (13, 0, 0)] {
        let head = head_of(draw);
        let read = told("camt054.py", "notification.xml", &notification(draw));
        let payments: Vec<Remittance> = remittances(draw.0, draw.1, draw.2).collect();
        let reversed = payments.iter().any(|payment| payment.amount < Money::ZERO);
        for sum in ["entries_amount", "batches_amount", "payments_amount"] {
            assert_eq!(money(read[sum].as_str().unwrap()), head.totals.amount, "{sum}");
        }
        assert_eq!(money(read["parts_amount"].as_str().unwrap()), head.totals.applied);
        assert_eq!(read["payments"], head.totals.payments);
        assert_eq!(read["parts"], head.totals.postings);
        assert_eq!(read["reversals"].as_u64().is_some_and(|reversals| reversals > 0), reversed);
        let checks = payments.iter().filter(|payment| payment.check_number.is_some()).count();
        assert_eq!(read["checks"], checks as u64);
    }
}
