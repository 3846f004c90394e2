//! Whole decisions, one table per subject.

use jiff::civil::date;

use super::*;
use crate::formats::book::Book;
use crate::model::testing::{
    account, batch, bill, broken, coded, coupon, coupon_page, grouped, line, money, naming, page, paper, payment, read,
    unread, with,
};
use crate::model::{
    AccountNumber, Bill, BillId, BillStatus, BillType, CodedFields, Document, EvidenceKind, Field, ListedPayment,
    MicrLine, Mode, Money, Outcome, PageKind, PageReading, PaymentType, QualityFlag, Reading, RoutingNumber, Source,
    StopAction,
};
use crate::transactions;

pub(super) fn config(policy: &str) -> Config {
    let text = format!(
        "[lockbox]\nid = \"t\"\npayees = [\"Health Connector\"]\n[account]\npattern = '\\d{{10}}'\ncheck = \"luhn\"\n[policy]\n{policy}"
    );
    Config::parse(&text).unwrap()
}

const POST_ALL: &str = "partial = \"post\"\noverpayment = \"post\"";

/// Two accounts, three open bills: A has 214.50 (b1) and 27.00 (b2, later), B has 100.00 (b3).
fn bills() -> Vec<Bill<'static>> {
    vec![
        bill(&a(), "b1", "214.50", "2026-11-23"),
        bill(&a(), "b2", "27.00", "2026-12-23"),
        bill(&b(), "b3", "100.00", "2026-12-23"),
    ]
}

fn a() -> String {
    account(700_000_001)
}

fn b() -> String {
    account(700_000_002)
}

/// An account with its check digit that is in no bill file.
fn nobody() -> String {
    account(700_000_009)
}

/// `rule account:bill:amount...` with A and B for the accounts, or `hold reasons`.
fn outcome(decision: &Decision) -> String {
    match &decision.outcome {
        Outcome::Hold(reasons) => {
            assert!(!reasons.is_empty() && decision.explanation.starts_with("Needs you: "), "{decision:?}");
            format!("hold {}", reasons.iter().map(|reason| reason.word()).collect::<Vec<_>>().join("|"))
        }
        Outcome::Post(postings) => {
            let name = |account: &AccountNumber| if account.as_str() == a() { "A" } else { "B" };
            let bill = |bill: &Option<BillId>| bill.as_ref().map(ToString::to_string).unwrap_or_default();
            let one = |p: &crate::model::Posting| format!(" {}:{}:{}", name(&p.account), bill(&p.bill), p.amount);
            format!("{}{}", decision.rule, postings.iter().map(one).collect::<String>())
        }
    }
}

fn decided(documents: Vec<Document>, bills: Vec<Bill<'static>>, policy: &str) -> Vec<Decision> {
    let index = BillIndex::new(Book::of(&bills));
    let transactions = transactions::form(Mode::Auto, documents);
    decide(&batch(), &transactions, &index, &config(policy), &Past::default())
}

#[track_caller]
fn check_with(documents: Vec<Document>, bills: Vec<Bill<'static>>, policy: &str, want: &str) {
    let decisions = decided(documents, bills, policy);
    let got: Vec<String> = decisions.iter().map(outcome).collect();
    let texts: Vec<&str> = decisions.iter().map(|decision| decision.explanation.as_str()).collect();
    assert_eq!(got.join("; "), want, "{texts:?}");
}

#[track_caller]
fn check(documents: Vec<Document>, want: &str) {
    check_with(documents, bills(), "", want);
}

#[test]
fn one_coupon_one_payment() {
    for (bill, paid, policy, want) in [
        ("b1", "214.50", "", "coupon_exact A:b1:214.50"),
        ("0000b1", "214.50", "", "coupon_exact A:b1:214.50"),
        ("b2", "27.00", "", "coupon_exact A:b2:27.00"),
        ("b1", "241.50", "", "account_total A:b1:214.50 A:b2:27.00"),
        ("b2", "100.00", "", "coupon_and_older A:b2:27.00 A:b1:73.00"),
        ("b1", "214.49", "", "hold underpayment"),
        ("b1", "214.49", "short_tolerance = 0.01", "partial A:b1:214.49"),
        ("b1", "214.48", "short_tolerance = 0.01", "hold underpayment"),
        ("b1", "210.21", "short_tolerance = \"2%\"", "partial A:b1:210.21"),
        ("b1", "210.20", "short_tolerance = \"2%\"", "hold underpayment"),
        ("b1", "1.00", "partial = \"post\"", "partial A:b1:1.00"),
        ("b1", "241.51", "", "hold overpayment"),
        ("b1", "241.51", "over_tolerance = 0.01", "overpaid A:b1:214.50 A:b2:27.00 A::0.01"),
        ("b1", "241.52", "over_tolerance = 0.01", "hold overpayment"),
        ("b2", "300.00", "overpayment = \"post\"", "overpaid A:b2:27.00 A:b1:214.50 A::58.50"),
        // The account is there, the bill is not: only an expected amount says what is meant.
        ("gone", "27.00", "", "coupon_and_older A:b2:27.00"),
        ("gone", "241.50", "", "account_total A:b1:214.50 A:b2:27.00"),
        ("gone", "26.00", POST_ALL, "hold underpayment"),
        ("gone", "500.00", POST_ALL, "hold overpayment"),
    ] {
        check_with(vec![coupon(1, &a(), bill), payment(2, paid)], bills(), policy, want);
    }
}

#[test]
fn codes_of_a_coupon() {
    let sure = |account: &str, bill: &str| read(coded(account, bill));
    let unverified = |account: &str, bill: &str| read(CodedFields { verified: false, ..coded(account, bill) });
    let none = || Field::Absent;
    let only_bill = |bill: &str| read(CodedFields { account: None, ..coded("1", bill) });
    let line = |text: &str| CodedFields { text: text.to_owned(), ..CodedFields::default() };
    let exact = "coupon_exact A:b1:214.50";
    for (barcode, scanline, want) in [
        (sure(&a(), "b1"), none(), exact),
        (none(), sure(&a(), "b1"), exact),
        (sure(&a(), "b1"), unread(coded(&nobody(), "b3")), exact),
        (sure(&a(), "b1"), unread(coded(&b(), "b3")), "hold accounts_disagree"),
        (sure(&a(), "b1"), unread(line("5359504353 400020479 1 000")), "hold accounts_disagree"),
        (sure(&a(), "b1"), unread(line(&format!("5359504353 {} 1 000", a().replacen('7', "1", 1)))), exact),
        (sure(&a(), "b1"), unread(line(&format!("1{} 000", a().replacen('7', "", 1)))), exact),
        (sure(&a(), "b1"), unread(line("53595")), exact),
        (sure(&format!("00{}", a()), "b1"), sure(&a(), "00b1"), exact),
        (only_bill("b1"), none(), exact),
        (sure(&a(), "b1"), sure(&b(), "b3"), "hold accounts_disagree"),
        (sure(&a(), "b1"), sure(&a(), "b2"), "hold accounts_disagree"),
        (sure(&a(), "b1"), sure(&nobody(), "b1"), "hold accounts_disagree"),
        (sure(&nobody(), "b1"), none(), "hold account_not_found"),
        (sure(&nobody(), "b1"), sure(&nobody(), "b1"), "hold account_not_found"),
        (only_bill("b9"), none(), "hold account_unreadable"),
        (none(), none(), "hold account_unreadable"),
        (Field::Unread(None), none(), "hold account_unreadable"),
        (unread(coded(&a(), "b1")), unread(coded(&a(), "b1")), "hold account_unreadable"),
        // No check digit of its own and the account's fails: a misread digit, not a missing account.
        (unverified("7000000010", "b1"), none(), "hold account_unreadable"),
    ] {
        check(vec![coupon_page(1, barcode, scanline), payment(2, "214.50")], want);
    }
    let index = BillIndex::new(Book::of(&[bill("123", "b1", "5.00", "2026-12-01")]));
    let plain = Config::default();
    for (fields, want) in
        [(unverified("123", "b1"), true), (unverified("123", "b2"), false), (read(coded("123", "b2")), false)]
    {
        let transactions = transactions::form(Mode::Auto, vec![coupon_page(1, fields, none()), payment(2, "5.00")]);
        let decisions = decide(&batch(), &transactions, &index, &plain, &Past::default());
        assert_eq!(matches!(decisions[0].outcome, Outcome::Post(_)), want, "{}", decisions[0].explanation);
    }
}

#[test]
fn several_coupons_and_payments() {
    let pair = || vec![coupon(1, &a(), "b1"), coupon(2, &b(), "b3")];
    let paid = |coupons: Vec<Document>, amounts: &[&str]| {
        let payments = amounts.iter().zip(10..).map(|(amount, number)| payment(number, amount));
        coupons.into_iter().chain(payments).collect::<Vec<_>>()
    };
    check(paid(pair(), &["314.50"]), "coupons_total A:b1:214.50 B:b3:100.00");
    check(paid(pair(), &["100.00", "214.50"]), "coupons_total B:b3:100.00 A:b1:214.50");
    check(paid(pair(), &["300.00", "14.50"]), "coupons_total A:b1:214.50 B:b3:85.50 B:b3:14.50");
    check_with(paid(pair(), &["314.49"]), bills(), POST_ALL, "hold underpayment");
    check_with(paid(pair(), &["314.51"]), bills(), POST_ALL, "hold overpayment");
    let same = || vec![coupon(1, &a(), "b2"), coupon(2, &a(), "b1")];
    check(paid(same(), &["241.50"]), "coupons_total A:b2:27.00 A:b1:214.50");
    check(paid(vec![coupon(1, &a(), "b1"), coupon(2, &a(), "b1")], &["214.50"]), "coupon_exact A:b1:214.50");
    check(paid(vec![coupon(1, &a(), "gone"), coupon(2, &b(), "b3")], &["314.50"]), "hold no_open_bill");
    check(paid(vec![coupon(1, &a(), "b1"), coupon(2, &nobody(), "x")], &["314.50"]), "hold account_not_found");
    // Two payments for one coupon.
    let one = || vec![coupon(1, &a(), "b1")];
    check(paid(one(), &["200.00", "14.50"]), "coupon_exact A:b1:200.00 A:b1:14.50");
    check_with(paid(one(), &["200.00", "1.00"]), bills(), POST_ALL, "hold underpayment");
    check_with(paid(one(), &["200.00", "100.00"]), bills(), POST_ALL, "hold overpayment");
    // The scanner says that they belong together.
    let together = |documents: Vec<Document>| documents.into_iter().map(|d| grouped(d, "x")).collect::<Vec<_>>();
    check_with(together(paid(one(), &["200.00", "1.00"])), bills(), POST_ALL, "partial A:b1:200.00 A:b1:1.00");
}

#[test]
fn payments_without_a_coupon() {
    let named = |amount: &str, account: &str, confidence: f32| naming(payment(1, amount), account, confidence);
    let beside =
        |other: &str| with(named("214.50", &a(), 0.95), |check| check.memo = unread(format!("Acct {}, {other}", a())));
    for (document, policy, want) in [
        (named("214.50", &a(), 0.95), "", "memo_exact A:b1:214.50"),
        (named("27.00", &a(), 0.95), "", "memo_exact A:b2:27.00"),
        (named("241.50", &a(), 0.95), "", "memo_exact A:b1:214.50 A:b2:27.00"),
        (named("214.00", &a(), 0.95), POST_ALL, "hold underpayment"),
        (named("241.51", &a(), 0.95), POST_ALL, "hold overpayment"),
        (named("214.50", &a(), 0.5), "", "hold account_unreadable"),
        (named("214.50", &nobody(), 0.95), "", "hold account_not_found"),
        (naming(named("214.50", &a(), 0.95), &b(), 0.95), "", "hold account_ambiguous"),
        (naming(named("214.50", &a(), 0.95), &b(), 0.5), "", "hold account_ambiguous"),
        (naming(named("214.50", &a(), 0.95), &nobody(), 0.95), "", "memo_exact A:b1:214.50"),
        (payment(1, "214.50"), "", "hold no_coupon"),
        (with(payment(1, "214.50"), |c| c.memo = read("premium".to_owned())), "", "hold no_coupon"),
        (with(payment(1, "214.50"), |c| c.memo = Field::Unread(None)), "", "hold account_unreadable"),
        (with(payment(1, "214.50"), |c| c.memo = read("70000 00013".to_owned())), "", "hold account_unreadable"),
        (beside("1506987444"), "", "hold account_unreadable"),
        (beside("11/24/2026"), "", "memo_exact A:b1:214.50"),
        (beside("Nov 2026"), "", "memo_exact A:b1:214.50"),
    ] {
        check_with(vec![document], bills(), policy, want);
    }
    let named = |number, amount, account: &str| grouped(naming(payment(number, amount), account, 0.95), "x");
    check(vec![named(1, "200.00", &a()), named(2, "14.50", &a())], "memo_exact A:b1:200.00 A:b1:14.50");
    check(vec![named(1, "200.00", &a()), named(2, "14.50", &b())], "hold account_ambiguous");
    // What just one choice of bills adds up to is paid to those; what two choices add up to is for a person.
    let more = |last: &str| {
        let more = [bill(&a(), "b4", "50.00", "2027-01-23"), bill(&a(), "b5", last, "2027-02-23")];
        bills().into_iter().chain(more).collect::<Vec<_>>()
    };
    check_with(vec![named(1, "77.00", &a())], more("60.00"), "", "memo_several A:b2:27.00 A:b4:50.00");
    check_with(vec![named(1, "77.00", &a())], more("50.00"), "", "hold underpayment");
    check(vec![named(1, "200.00", &a()), grouped(payment(2, "14.50"), "x")], "hold no_coupon");
}

/// Without check digits one misread digit may name a neighbour who owes the same.
#[test]
fn a_memo_number_next_to_another_needs_the_payers_name() {
    let mut bills = vec![
        bill("7000001", "b1", "10.00", "2026-12-01"),
        bill("7000007", "b2", "10.00", "2026-12-01"),
        bill("7654321", "b3", "10.00", "2026-12-01"),
    ];
    bills[0].member_name = Some("Maria Lopez".into());
    let index = BillIndex::new(Book::of(&bills));
    let named = |account: &str| naming(payment(1, "10.00"), account, 0.998);
    let by_lopez = with(named("7000001"), |check| check.payer_name = read("Maria Lopez".to_owned()));
    for (document, posts) in [(named("7000001"), false), (by_lopez, true), (named("7654321"), true)] {
        let transactions = transactions::form(Mode::Auto, vec![document]);
        let decisions = decide(&batch(), &transactions, &index, &Config::default(), &Past::default());
        assert_eq!(matches!(decisions[0].outcome, Outcome::Post(_)), posts, "{}", decisions[0].explanation);
    }
}

#[test]
fn a_list_beside_a_payment_names_its_accounts() {
    let list = |number: u32, rows: &[(String, &str)]| {
        let row = |(account, amount): &(String, &str)| Reading {
            value: ListedPayment {
                account: AccountNumber::new(account).unwrap(),
                amount: money(amount),
                name: String::new(),
            },
            confidence: 0.95,
            source: Source::Text,
            place: None,
        };
        let list = rows.iter().map(row).collect();
        page(number, PageReading { kind: PageKind::Correspondence, list, ..PageReading::default() })
    };
    let posted = "check_and_list A:b1:214.50 B:b3:100.00";
    for (paid, rows, want) in [
        ("314.50", vec![(a(), "214.50"), (b(), "100.00")], posted),
        ("341.50", vec![(a(), "241.50"), (b(), "100.00")], "check_and_list A:b1:214.50 A:b2:27.00 B:b3:100.00"),
        // Two rows of one account are one sum.
        (
            "341.50",
            vec![(a(), "214.50"), (b(), "100.00"), (a(), "27.00")],
            "check_and_list A:b1:214.50 A:b2:27.00 B:b3:100.00",
        ),
        ("314.51", vec![(a(), "214.50"), (b(), "100.00")], "hold out_of_balance"),
        ("214.50", vec![(a(), "214.50"), (b(), "100.00")], "hold out_of_balance"),
        ("313.50", vec![(a(), "213.50"), (b(), "100.00")], "hold underpayment"),
        ("315.50", vec![(a(), "214.50"), (b(), "101.00")], "hold overpayment"),
        ("314.50", vec![(a(), "214.50"), (nobody(), "100.00")], "hold account_not_found"),
        // One row is a letter about the payer's own bill.
        ("214.50", vec![(a(), "214.50")], "hold no_coupon"),
    ] {
        check(vec![payment(1, paid), list(2, &rows)], want);
    }
    let rows = [(a(), "214.50"), (a(), "27.00")];
    check(vec![naming(payment(1, "241.50"), &b(), 0.95), list(2, &rows)], "hold accounts_disagree");
    let twice = vec![payment(1, "314.50"), list(2, &[(a(), "214.50"), (b(), "100.00")])];
    let decision = &decided(twice, bills(), "")[0];
    assert!(decision.evidence.iter().any(|fact| fact.kind == EvidenceKind::List), "{decision:?}");
}

#[test]
fn a_row_of_a_list_that_may_be_anothers_needs_its_members_name() {
    // One digit apart, and both owe the same.
    let (one, other) = ("7000000019", "7000000119");
    let mut bills = vec![bill(one, "b1", "50.00", "2026-12-01"), bill(&b(), "b3", "100.00", "2026-12-23")];
    bills.push(bill(other, "b9", "50.00", "2026-12-01"));
    bills[0].member_name = Some("Maria Lopez".into());
    let config = Config::parse("[lockbox]\nid = \"t\"\n[account]\npattern = '\\d{10}'").unwrap();
    let index = BillIndex::new(Book::of(&bills));
    for (name, want) in [("Lopez, Maria", "check_and_list"), ("", "held")] {
        let row = |account: &str, amount: &str, name: &str| Reading {
            value: ListedPayment {
                account: AccountNumber::new(account).unwrap(),
                amount: money(amount),
                name: name.to_owned(),
            },
            confidence: 0.99,
            source: Source::Text,
            place: None,
        };
        let list = vec![row(one, "50.00", name), row(&b(), "100.00", "")];
        let list = page(2, PageReading { kind: PageKind::Correspondence, list, ..PageReading::default() });
        let transactions = transactions::form(Mode::Auto, vec![payment(1, "150.00"), list]);
        let decisions = decide(&batch(), &transactions, &index, &config, &Past::default());
        assert_eq!(decisions[0].rule.word(), want, "{:?}", decisions[0]);
    }
}

#[test]
fn the_part_that_is_due_posts_only_where_parts_may() {
    let mut bills = bills();
    bills[0].min_due = Some(money("50.00"));
    bills[0].past_due = Some(money("60.00"));
    for (amount, policy, want) in [
        ("50.00", POST_ALL, "memo_exact A:b1:50.00"),
        ("60.00", POST_ALL, "memo_exact A:b1:60.00"),
        ("60.00", "", "hold underpayment"),
        ("55.00", POST_ALL, "hold underpayment"),
    ] {
        check_with(vec![naming(payment(1, amount), &a(), 0.95)], bills.clone(), policy, want);
    }
}

#[test]
fn a_member_id_or_a_name_may_stand_for_the_account() {
    let mut bills = bills();
    bills[2].member_id = Some("123456789012".into());
    bills[2].member_name = Some("Maria Lopez".into());
    check_with(vec![naming(payment(1, "100.00"), "123456789012", 0.95)], bills.clone(), "", "memo_exact B:b3:100.00");
    let payer =
        |name: &str| with(naming(payment(1, "100.00"), &b(), 0.5), |check| check.payer_name = read(name.to_owned()));
    check_with(vec![payer("MARIA LOPEZ")], bills.clone(), "", "memo_exact B:b3:100.00");
    check_with(vec![payer("JOHN SMITH")], bills, "", "hold account_unreadable");
}

#[test]
fn coupon_and_memo_together() {
    let paid = |account: &str| naming(payment(2, "214.50"), account, 0.95);
    check(vec![coupon(1, &a(), "b1"), paid(&a())], "coupon_exact A:b1:214.50");
    check(vec![coupon(1, &a(), "b1"), paid(&b())], "hold accounts_disagree");
    check(vec![coupon(1, &a(), "b1"), paid(&nobody())], "coupon_exact A:b1:214.50");
    let blurred = |account: &str| coupon_page(1, unread(coded(account, "b1")), Field::Absent);
    check(vec![blurred(&a()), paid(&a())], "memo_exact A:b1:214.50");
    check(vec![blurred(&b()), paid(&a())], "hold account_unreadable");
    check(vec![coupon_page(1, Field::Absent, Field::Unread(None)), paid(&a())], "hold account_unreadable");
    check(vec![blurred(&a()), naming(payment(2, "200.00"), &a(), 0.95)], "hold account_unreadable");
    // The bank's own account number on the face is no account of the biller.
    let own = with(paid(&b()), |check| check.micr = read(line(&b(), "7")));
    check(vec![coupon(1, &a(), "b1"), own], "coupon_exact A:b1:214.50");
}

#[test]
fn what_may_be_wrong_with_a_payment() {
    let canadian = MicrLine { foreign: true, routing: None, ..line("1", "2") };
    let guessed =
        |value, confidence| Field::Unread(Some(Reading { value, confidence, source: Source::Text, place: None }));
    let issuer = |digits: &str| MicrLine { routing: RoutingNumber::new(digits), ..line("1", "2") };
    type Change = Box<dyn FnOnce(&mut crate::model::CheckReading)>;
    let cases: Vec<(Change, &str, &str)> = vec![
        (Box::new(|_| {}), "", "ok"),
        (Box::new(|c| c.micr = Field::Absent), "", "micr_unreadable"),
        (Box::new(|c| c.micr = unread(line("1", "2"))), "", "micr_unreadable"),
        (Box::new(|c| c.micr = read(MicrLine { check_number: None, ..line("1", "2") })), "", "micr_unreadable"),
        (Box::new(|c| c.micr = read(MicrLine { routing: None, ..line("1", "2") })), "", "micr_unreadable"),
        (Box::new(move |c| c.micr = read(canadian)), "", "foreign_item"),
        (Box::new(|c| c.foreign_words = Some("CAD".to_owned())), "", "foreign_item"),
        (Box::new(|c| (c.foreign_words, c.micr) = (Some("CAD".to_owned()), Field::Absent)), "", "foreign_item"),
        (Box::new(move |c| c.micr = read(issuer("610000005"))), "", "instrument_not_accepted"),
        (Box::new(|c| c.date = read(date(2026, 5, 28))), "", "stale_dated"),
        (Box::new(move |c| c.date = guessed(date(2026, 4, 28), 0.95)), "", "stale_dated"),
        (Box::new(move |c| c.date = guessed(date(2026, 4, 28), 0.8)), "", "ok"),
        // A digit from a usual date: 11/18/2026, 11/18/2026 again.
        (Box::new(move |c| c.date = guessed(date(2026, 1, 18), 0.95)), "", "ok"),
        (Box::new(move |c| c.date = guessed(date(2006, 11, 18), 0.95)), "", "ok"),
        (Box::new(|c| c.date = read(date(2026, 5, 29))), "", "ok"),
        (Box::new(|c| c.date = read(date(2026, 11, 24))), "", "ok"),
        (Box::new(|c| c.date = read(date(2026, 11, 25))), "", "post_dated"),
        (Box::new(|c| c.date = unread(date(2020, 1, 1))), "", "ok"),
        (Box::new(|c| c.date = Field::Absent), "require_date = true", "image_quality"),
        (Box::new(|c| c.payee = read("City Water".to_owned())), "", "payee_unacceptable"),
        (Box::new(|c| c.payee = unread("City Water".to_owned())), "", "ok"),
        (Box::new(|c| c.payee = Field::Absent), "require_payee = true", "image_quality"),
        (Box::new(|c| c.signature = read(false)), "", "signature_missing"),
        (Box::new(|c| c.signature = Field::Unread(None)), "", "ok"),
        (Box::new(|c| c.signature = Field::Unread(None)), "require_signature = true", "image_quality"),
        (Box::new(|c| c.restrictive_notation = Some("paid in full".to_owned())), "", "restrictive_notation"),
        (Box::new(|c| c.payment_type = PaymentType::BillpayCheck), "accept = [\"check\"]", "instrument_not_accepted"),
        (Box::new(|c| c.amount.value = unread(money("214.50"))), "", "amount_unreadable"),
        (Box::new(|c| c.amount.legal = read(money("2.00"))), "", "amount_mismatch"),
    ];
    for (at, (change, policy, want)) in cases.into_iter().enumerate() {
        let want = if want == "ok" { "coupon_exact A:b1:214.50".to_owned() } else { format!("hold {want}") };
        let documents = vec![coupon(1, &a(), "b1"), with(payment(2, "214.50"), change)];
        let got = outcome(&decided(documents, bills(), policy)[0]);
        assert_eq!(got, want, "case {at}");
    }
}

#[test]
fn money_orders_have_rules_of_their_own() {
    let order = |change: fn(&mut crate::model::CheckReading)| {
        let order = with(payment(2, "214.50"), |check| {
            check.payment_type = PaymentType::MoneyOrder;
            change(check);
        });
        vec![coupon(1, &a(), "b1"), order]
    };
    let exact = "coupon_exact A:b1:214.50";
    check(order(|c| c.signature = read(false)), exact);
    check(order(|c| c.date = read(date(2020, 1, 1))), exact);
    check(order(|c| c.micr = read(MicrLine { payer_account: None, ..line("1", "2") })), exact);
    check(order(|c| c.micr = Field::Absent), "hold micr_unreadable");
    check_with(order(|_| {}), bills(), "money_order_limit = 214.49", "hold money_order_over_limit");
    let treasury = with(payment(2, "214.50"), |check| {
        check.micr = read(MicrLine { routing: RoutingNumber::new("000000518"), ..line("1", "2") });
        check.date = read(date(2026, 2, 1));
    });
    check(vec![coupon(1, &a(), "b1"), treasury], exact);
}

#[test]
fn poor_images_are_named_beside_what_they_cost() {
    let mut poor = with(payment(2, "214.50"), |check| check.amount.value = Field::Unread(None));
    if let Ok(page) = &mut poor.front {
        page.quality.flags = vec![QualityFlag::Skew, QualityFlag::TooDark];
    }
    check(vec![coupon(1, &a(), "b1"), poor], "hold amount_unreadable|image_quality");
    let mut stacked = payment(2, "214.50");
    if let Ok(page) = &mut stacked.front {
        page.quality.flags = vec![QualityFlag::Piggyback, QualityFlag::FrontBackMismatch];
    }
    check(vec![coupon(1, &a(), "b1"), stacked], "hold image_quality");
    let faint = with(payment(2, "214.50"), |check| *check = payment_checks::nothing_read(PaymentType::Check).clone());
    check(vec![coupon(1, &a(), "b1"), faint], "hold amount_unreadable|micr_unreadable|image_quality");
}

#[test]
fn keyed_amounts_stand_in_for_expected_amounts_only() {
    let keyed = |text: &str, paid: &str| {
        let mut document = with(payment(2, "1.00"), |check| check.amount = Default::default());
        document.keyed_amount = Some(money(text));
        assert_eq!(text, paid);
        vec![coupon(1, &a(), "b1"), document]
    };
    check(keyed("214.50", "214.50"), "coupon_exact A:b1:214.50");
    check_with(keyed("214.00", "214.00"), bills(), POST_ALL, "hold amount_unreadable");
    check_with(keyed("999.00", "999.00"), bills(), "", "hold amount_unreadable|overpayment");
    let mut differs = payment(2, "214.50");
    differs.keyed_amount = Some(money("214.05"));
    check(vec![coupon(1, &a(), "b1"), differs], "hold out_of_balance");
}

#[test]
fn what_may_be_wrong_with_a_bill() {
    type Change = fn(&mut Bill<'static>);
    let cases: [(Change, &str); 14] = [
        (|bill| bill.paid_elsewhere_date = Some(date(2026, 11, 20)), "hold paid_elsewhere"),
        (|bill| bill.autopay = true, "hold autopay_pending"),
        (|bill| (bill.autopay, bill.autopay_date) = (true, Some(date(2026, 11, 24))), "hold autopay_pending"),
        (|bill| (bill.autopay, bill.autopay_date) = (true, Some(date(2026, 11, 23))), "coupon_exact B:b3:100.00"),
        (|bill| bill.stop_action = Some(StopAction::Reject), "hold stop_listed"),
        (|bill| bill.stop_action = Some(StopAction::Review), "hold stop_listed"),
        (|bill| bill.stop_action = Some(StopAction::CertifiedOnly), "hold stop_listed"),
        (|bill| bill.status = BillStatus::Paid, "hold no_open_bill"),
        (|bill| bill.status = BillStatus::Closed, "hold no_open_bill"),
        (|bill| bill.amount_due = Money::ZERO, "hold no_open_bill"),
        (
            |bill| (bill.status, bill.paid_elsewhere_date) = (BillStatus::Paid, Some(date(2026, 11, 20))),
            "hold paid_elsewhere",
        ),
        (|bill| (bill.status, bill.amount_due) = (BillStatus::Binder, money("100.01")), "hold underpayment"),
        (|bill| (bill.bill_type, bill.amount_due) = (Some(BillType::Binder), money("100.01")), "hold underpayment"),
        (|bill| bill.bill_type = Some(BillType::Binder), "coupon_exact B:b3:100.00"),
    ];
    for (change, want) in cases {
        let mut bills = bills();
        change(&mut bills[2]);
        check_with(vec![coupon(1, &b(), "b3"), payment(2, "100.00")], bills, POST_ALL, want);
    }
    let mut bills = bills();
    bills[2].stop_action = Some(StopAction::CertifiedOnly);
    let order = with(payment(2, "100.00"), |check| check.payment_type = PaymentType::CashiersCheck);
    check_with(vec![coupon(1, &b(), "b3"), order], bills, "", "coupon_exact B:b3:100.00");
}

#[test]
fn papers_without_a_payment_and_beside_one() {
    let pay = || vec![coupon(1, &a(), "b1"), payment(2, "214.50")];
    let beside = |document: Document| pay().into_iter().chain([document]).collect::<Vec<_>>();
    check(vec![coupon(1, &a(), "b1")], "hold no_payment");
    check(vec![coupon_page(1, Field::Absent, Field::Absent)], "hold no_payment");
    check(vec![paper(1, PageKind::Correspondence)], "hold correspondence");
    check(vec![paper(1, PageKind::Blank)], "hold correspondence");
    check(vec![broken(1)], "hold unreadable_document");
    check(vec![coupon(1, &a(), "b1"), broken(2)], "hold unreadable_document");
    check(beside(broken(3)), "hold unreadable_document");
    check(beside(paper(3, PageKind::Correspondence)), "coupon_exact A:b1:214.50");
    check(beside(paper(3, PageKind::Blank)), "coupon_exact A:b1:214.50");
    check(beside(paper(3, PageKind::Other)), "hold unreadable_document");
    check(beside(paper(3, PageKind::Back)), "hold unreadable_document");
    check(vec![], "");
}

#[test]
fn the_first_of_equal_payments_stands() {
    let again = |number| with(payment(number, "100.00"), |check| check.micr = read(line("781-059", "0002")));
    let first = || vec![coupon(1, &b(), "b3"), payment(2, "100.00")];
    let both = |second: Vec<Document>| first().into_iter().chain(second).collect::<Vec<_>>();
    check(both(vec![coupon(3, &a(), "b1"), again(4)]), "coupon_exact B:b3:100.00; hold duplicate_payment");
    // Also when the first is held.
    let held = vec![coupon(1, &b(), "b3"), payment(2, "99.00"), coupon(3, &b(), "b3"), again(4)];
    check(held, "hold underpayment; hold duplicate_payment");
    // The same image again, its line unread.
    let mut image = with(payment(4, "214.50"), |check| check.micr = Field::Absent);
    image.image_hash = "hash-2".to_owned();
    check(both(vec![coupon(3, &a(), "b1"), image]), "coupon_exact B:b3:100.00; hold duplicate_payment|micr_unreadable");
    // Seen in an earlier batch.
    let mut earlier = PaymentsSeen::default();
    PaymentIdentity::of(&payment(2, "1.00")).into_iter().for_each(|identity| earlier.insert(identity, "batch 7"));
    let transactions = transactions::form(Mode::Auto, first());
    let index = BillIndex::new(Book::of(&bills()));
    let decisions =
        decide(&batch(), &transactions, &index, &config(""), &Past { payments: earlier, ..Past::default() });
    assert_eq!(outcome(&decisions[0]), "hold duplicate_payment");
    assert!(decisions[0].explanation.contains("batch 7"));
}

#[test]
fn a_bill_is_paid_once() {
    let documents = vec![coupon(1, &b(), "b3"), payment(2, "100.00"), coupon(3, &b(), "b3"), payment(4, "100.00")];
    check(documents, "coupon_exact B:b3:100.00; hold no_open_bill");
    let parts = vec![coupon(1, &b(), "b3"), payment(2, "60.00"), coupon(3, &b(), "b3"), payment(4, "60.00")];
    check_with(parts.clone(), bills(), "partial = \"post\"", "partial B:b3:60.00; hold overpayment");
    check_with(parts, bills(), POST_ALL, "partial B:b3:60.00; overpaid B:b3:40.00 B::20.00");
    let mut index = BillIndex::new(Book::of(&bills()));
    index.apply(&AccountNumber::new(&b()).unwrap(), &BillId::new("b3").unwrap(), 0, money("40.00"));
    let transactions = transactions::form(Mode::Auto, vec![coupon(1, &b(), "b3"), payment(2, "60.00")]);
    let decisions = decide(&batch(), &transactions, &index, &config(""), &Past::default());
    assert_eq!(outcome(&decisions[0]), "coupon_exact B:b3:60.00");
}

#[test]
fn reasons_add_up_and_sentences_carry_the_numbers() {
    let bad = with(payment(2, "241.00"), |check| {
        check.date = read(date(2020, 1, 1));
        check.signature = read(false);
    });
    let decisions = decided(vec![coupon(1, &b(), "b3"), bad], bills(), "");
    assert_eq!(outcome(&decisions[0]), "hold overpayment|stale_dated|signature_missing");
    let wanted = format!("Needs you: the payment is 241.00, more than the 100.00 that account {} owes; ", b());
    assert!(decisions[0].explanation.starts_with(&wanted), "{}", decisions[0].explanation);
    assert_eq!(decisions[0].account.as_ref().unwrap().as_str(), b());
    assert_eq!(decisions[0].candidates.len(), 1);
    assert_eq!(decisions[0].payments[0].1, Some(money("241.00")));
}

#[test]
fn urgent_work_comes_first() {
    let priority = |change: fn(&mut Bill<'static>), policy: &str, documents: Vec<Document>| {
        let mut bills = bills();
        change(&mut bills[2]);
        decided(documents, bills, policy)[0].priority
    };
    let short = || vec![coupon(1, &b(), "b3"), payment(2, "99.00")];
    assert_eq!(priority(|_| {}, "", short()), 3);
    assert_eq!(priority(|bill| bill.status = BillStatus::Warned, "", short()), 1);
    assert_eq!(priority(|bill| bill.termination_date = Some(date(2026, 11, 30)), "", short()), 1);
    assert_eq!(priority(|bill| bill.grace_end = Some(date(2027, 11, 30)), "", short()), 3);
    assert_eq!(priority(|_| {}, "high_amount = 99", short()), 2);
    assert_eq!(priority(|bill| bill.status = BillStatus::PastDue, "", short()), 2);
    assert_eq!(priority(|_| {}, "", vec![coupon(1, &b(), "b3")]), 4);
    assert_eq!(priority(|_| {}, "", vec![paper(1, PageKind::Correspondence)]), 5);
}
