//! What people are told of cash letters, and letters written back.

use std::io::Cursor;

use super::super::*;
use super::{checks, credits, deposit, flavours, head};

/// An ASCII letter in bundles of two, with endorsement records.
fn letter() -> Vec<u8> {
    let profile = Profile { coding: Coding::Ascii, items_per_bundle: 2, level: Level::Of2013, ..Profile::default() };
    deposit(&profile, head(&checks()), &checks()).unwrap()
}

fn messages(bytes: &[u8]) -> Vec<String> {
    let findings = inspect(Cursor::new(bytes)).unwrap().findings;
    findings.into_iter().map(|finding| format!("{}: {}", finding.record, finding.message)).collect()
}

/// The letter with one field of the first record of a kind changed.
fn changed(kind: u8, name: &str, value: &str) -> Vec<u8> {
    let (mut out, mut done) = (Vec::new(), false);
    let change = &mut |fields: &mut RecordFields| {
        if fields.kind() == kind && !done {
            fields.set(name, value).unwrap();
            done = true;
        }
    };
    rewrite(Cursor::new(letter()), &mut out, change).unwrap();
    assert!(done);
    out
}

#[test]
fn a_good_letter_is_told_record_by_record() {
    let inspection = inspect(Cursor::new(letter())).unwrap();
    assert_eq!(inspection.findings, []);
    assert_eq!(inspection.form, "X9.100-187-2013, ASCII, a length before each record");
    assert_eq!(inspection.lines.len(), 24);
    let check = &inspection.lines[3];
    for part in
        ["4 25 at ", "check detail: payor routing 01100013, check digit 8", "amount 100.01", "sequence number 1"]
    {
        assert!(check.contains(part), "{part}: {check}");
    }
    assert!(inspection.lines.last().unwrap().contains("99 at"), "{:?}", inspection.lines);
}

#[test]
fn whatever_does_not_agree_is_told_with_its_place() {
    let all = [
        (25, "amount", "10002", vec!["bundle control says 200.03, its items add up to 200.04", "lines read well"]),
        (25, "check digit", "9", vec!["4: the check digit of routing number `011000139`"]),
        (25, "sequence number", "2", vec!["sequence number 2 was there before", "7: the image is of item `1`"]),
        (25, "addendum count", "2", vec!["4: it says 2 addenda, 1 follow"]),
        (25, "MICR valid", "3", vec!["says 200.03 for lines read well, these add up to 100.02"]),
        (52, "sequence number", "9", vec!["7: the image is of item `9`, the item before it is `1`"]),
        (52, "business date", "20261125", vec!["7: the image is of business date 20261125, its bundle of 20261124"]),
        (10, "business date", "20261324", vec!["2: business date (positions 23 to 30) is no date: `20261324`"]),
        (10, "creation time", "2460", vec!["2: creation time (positions 39 to 42) is no time of day"]),
        (1, "standard level", "36", vec!["there is no standard level 36"]),
        (70, "images", "7", vec!["the bundle control says 7 images, 3 are there"]),
        (90, "bundles", "3", vec!["the cash letter control says 3 bundles, 2 are there"]),
        (99, "cash letters", "2", vec!["the file control says 2 cash letters, 1 are there"]),
        (99, "records", "9", vec!["the file control says 9 records, 24 are there"]),
        (99, "items", "9", vec!["the file control says 9 items, 3 are there"]),
    ];
    for (kind, name, value, parts) in all {
        let told = messages(&changed(kind, name, value)).join("; ");
        for part in parts {
            assert!(told.contains(part), "{kind} {name} {value}: {told}");
        }
    }
}

#[test]
fn records_out_of_place_are_told() {
    let bytes = letter();
    let record = |kind: &[u8]| {
        let at = bytes.windows(6).position(|window| &window[4..] == kind && window[..3] == [0; 3] && window[3] == 80);
        at.unwrap()
    };
    let without = |at: usize| [&bytes[..at], &bytes[at + 84..]].concat();
    let told = messages(&without(record(b"26"))).join("; ");
    assert!(told.contains("4: it says 1 addenda, 0 follow"), "{told}");
    let told = messages(&without(record(b"70"))).join("; ");
    assert!(told.contains("file control says 24 records, 23 are there"), "{told}");
    let told = messages(&without(record(b"25"))).join("; ");
    assert!(told.contains("an addendum without an item") && told.contains("an image without an item"), "{told}");
    let told = messages(&without(record(b"99"))).join("; ");
    assert!(told.contains("without a file control record"), "{told}");
    let detail = record(b"50");
    let data_length = 4 + u32::from_be_bytes(bytes[detail + 84..detail + 88].try_into().unwrap()) as usize;
    let told = messages(&[&bytes[..detail + 84], &bytes[detail + 84 + data_length..]].concat()).join("; ");
    assert!(told.contains("6: no image view data (52) follows"), "{told}");
    let mut odd = bytes.clone();
    odd[record(b"20") + 4 + 79] = b'0';
    let told = messages(&odd).join("; ");
    assert!(told.contains("3: reserved positions 69 to 80 are not blank: `0`"), "{told}");
    let told = inspect(Cursor::new(&bytes[..300])).unwrap().findings;
    assert_eq!((told.len(), told[0].record, told[0].offset), (1, 3, 252), "{told:?}");
}

#[test]
fn letters_are_written_back_as_they_were() {
    for flavour in flavours() {
        for credit in credits().into_iter().take(8) {
            let profile = Profile { credit: Some(credit), addendum: true, ..flavour.clone() };
            let ticket = Some(Ticket { sequence: "0".to_owned(), ..Ticket::default() });
            let bytes = deposit(&profile, DepositHead { ticket, ..head(&checks()) }, &checks()).unwrap();
            let mut again = Vec::new();
            rewrite(Cursor::new(&bytes), &mut again, &mut |_| {}).unwrap();
            assert_eq!(again, bytes, "{profile:?}");
            let resend = &mut |fields: &mut RecordFields| {
                if fields.kind() == 1 {
                    assert_eq!(fields.get("resend indicator").unwrap(), "N");
                    fields.set("resend indicator", "Y").unwrap();
                    assert!(fields.set("no such", "Y").is_err() && fields.set("country", "USA").is_err());
                }
            };
            again.clear();
            rewrite(Cursor::new(&bytes), &mut again, resend).unwrap();
            let differ: Vec<usize> = (0..bytes.len()).filter(|at| again[*at] != bytes[*at]).collect();
            assert_eq!(differ, [if profile.prefixed { 39 } else { 35 }]);
        }
    }
}
