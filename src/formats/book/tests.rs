use jiff::civil::date;

use super::*;
use crate::model::testing::{bill, money};

fn owned(book: &Book) -> Vec<Bill<'static>> {
    book.bills().map(|at| book.bill(at).into_owned()).collect()
}

fn full() -> Bill<'static> {
    use crate::model::{BillStatus, BillType, Period, StopAction};
    Bill {
        status: BillStatus::Warned,
        member_name: Some("José Núñez".into()),
        date_of_birth: Some(date(1961, 2, 28)),
        member_id: Some("M1".into()),
        period: Period::new(2026, 12),
        min_due: Some(money("0.01")),
        past_due: Some(money("0.00")),
        bill_type: Some(BillType::Plan),
        plan_id: Some("P9".into()),
        installment_no: Some(7),
        autopay: true,
        autopay_date: Some(date(-9999, 1, 1)),
        paid_elsewhere_date: Some(date(9999, 12, 31)),
        grace_end: Some(date(0, 3, 1)),
        termination_date: Some(date(2026, 1, 31)),
        address: Some("".into()),
        zip: Some("02241".into()),
        stop_action: Some(StopAction::CertifiedOnly),
        household_id: Some("H1".into()),
        ..bill("0012", "a-1", "92000000000.99", "2026-02-23")
    }
}

fn several() -> Vec<Bill<'static>> {
    let mut bills: Vec<_> =
        (0..700_u32).map(|n| bill(&format!("{:04}", n / 2), &format!("b{n}"), "10.00", "2026-01-23")).collect();
    bills.push(full());
    bills.push(bill("12", "b30", "1.00", "2026-03-01"));
    bills
}

#[test]
fn bills_come_back_as_they_were_in_any_order() {
    let bills = several();
    let book = Book::of(&bills);
    assert_eq!((book.len(), book.accounts()), (702, 351));
    let mut back = owned(&book);
    let key = |bill: &Bill<'_>| (bill.account.clone(), bill.due_date, bill.id.clone());
    back.sort_by_key(key);
    let mut want = bills.clone();
    want.sort_by_key(key);
    assert_eq!(back, want);
    let reversed: Vec<_> = bills.into_iter().rev().collect();
    assert_eq!(owned(&Book::of(&reversed)), owned(&book));
    assert!(Book::of(&[]).is_empty());
    assert_eq!(Book::of(&[]).accounts_numbered("1").count(), 0);
}

#[test]
fn rows_are_found_by_every_key() {
    let book = Book::of(&several());
    let numbers = |text: &str| {
        let mut found: Vec<String> = book.accounts_numbered(text).map(|at| book.number(at).to_string()).collect();
        found.sort_unstable();
        found
    };
    assert_eq!(numbers("12"), ["0012", "12"]);
    assert_eq!(numbers("00033"), ["0033"]);
    assert_eq!(numbers("0000"), ["0000"]);
    assert!(numbers("351").is_empty());
    let at = book.bills_numbered("0a-1").collect::<Vec<_>>();
    assert_eq!(at.len(), 1, "{at:?}");
    assert_eq!(book.number(book.account_of(at[0])), "0012");
    let of_account: Vec<String> = book.bills_of(book.account_of(at[0])).map(|at| book.id(at).to_owned()).collect();
    assert_eq!(of_account, ["b24", "b25", "a-1"], "oldest first");
    assert_eq!(book.bills_numbered("b30").count(), 2);
    assert_eq!(book.accounts_of_member("M1").collect::<Vec<_>>(), [book.account_of(at[0])]);
    assert_eq!(book.accounts_of_member("M2").count(), 0);
    assert_eq!(book.accounts_of_person(date(1961, 2, 28), "NUNES J"), [book.account_of(at[0])]);
    assert!(book.accounts_of_person(date(1961, 2, 27), "NUNEZ").is_empty());
    assert!(book.accounts_of_person(date(1961, 2, 28), "Lopez").is_empty());
}

#[test]
fn a_file_gives_the_same_book_and_any_damage_is_seen() {
    let book = Book::of(&several());
    let mut file = Vec::new();
    book.write(&mut file).unwrap();
    let back = Book::read(&mut file.as_slice()).unwrap();
    assert_eq!(owned(&back), owned(&book));
    assert_eq!(back.accounts_numbered("12").count(), 2);
    for at in (0..file.len()).step_by(97).chain(0..100) {
        let mut bad = file.clone();
        bad[at] ^= 0x10;
        assert!(Book::read(&mut bad.as_slice()).is_err(), "byte {at}");
        assert!(Book::read(&mut &file[..at]).is_err(), "cut at {at}");
    }
}

fn changes(old: &[Bill<'static>], new: &[Bill<'static>], kept: Kept) -> (Vec<String>, Counts, Book) {
    let mut builder = BookBuilder::new();
    builder.add_old(&Book::of(old));
    for (bill, line) in new.iter().zip(2..) {
        builder.add(line, encode(bill, 7));
    }
    let mut told = Vec::new();
    let Built { book, counts } = builder.build(kept, &mut |change| {
        told.push(match change {
            Change::New(account, id) => format!("new {account} {id}"),
            Change::Changed(account, id) => format!("changed {account} {id}"),
            Change::Gone(account, id) => format!("gone {account} {id}"),
            Change::Twice(account, id, line) => format!("twice {account} {id} {line}"),
        });
    });
    told.sort_unstable();
    (told, counts, book)
}

#[test]
fn a_load_tells_what_is_new_changed_and_gone() {
    let day = "2026-01-01";
    let old = [bill("1", "a", "1.00", day), bill("1", "b", "2.00", day), bill("2", "c", "3.00", day)];
    let new = [
        bill("1", "a", "1.00", day),
        bill("1", "b", "2.50", "2025-12-01"),
        bill("3", "d", "4.00", day),
        bill("3", "d", "5.00", "2025-01-01"),
    ];
    let (told, counts, book) = changes(&old, &new, Kept::OnlyNew);
    assert_eq!(told, ["changed 1 b", "gone 2 c", "new 3 d", "twice 3 d 5"]);
    assert_eq!(counts, Counts { new: 1, changed: 1, unchanged: 1, gone: 1, twice: 1 });
    assert_eq!(book.len(), 3);
    let d = book.bills_numbered("d").next().unwrap();
    assert_eq!(book.bill(d).amount_due, money("4.00"), "the first line stands");

    let (told, counts, book) = changes(&old, &new[1..], Kept::OldToo);
    assert_eq!(told, ["changed 1 b", "new 3 d", "twice 3 d 4"]);
    assert_eq!(counts, Counts { new: 1, changed: 1, unchanged: 2, gone: 0, twice: 1 });
    assert_eq!(book.len(), 4);
    let load = |id| book.load_of(book.bills_numbered(id).next().unwrap());
    assert_eq!((load("a"), load("b"), load("c"), load("d")), (0, 7, 0, 7));
}
