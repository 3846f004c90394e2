//! What must hold for any transactions whatever.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::tests::config;
use super::*;
use crate::formats::book::Book;
use crate::model::testing::{
    account, batch, bill, broken, coded, coupon_page, grouped, line, naming, paper, payment, read, unread, with,
};
use crate::model::{CodedFields, Document, Field, Mode, Money, Outcome, PageKind, Place};
use crate::{ledger, transactions};

/// Accounts 0 to 4 with up to three bills each; account 9 is in no file.
fn index() -> BillIndex {
    let mut bills = Vec::new();
    for owner in 0..5_u32 {
        for number in 0..=owner % 3 {
            let amount = Money::from_cents(i64::from(1000 + 500 * (owner % 2) + 100 * number)).to_string();
            bills.push(bill(&account(owner), &format!("{owner}{number}"), &amount, &format!("2026-1{number}-01")));
        }
    }
    BillIndex::new(Book::of(&bills))
}

fn owner() -> impl Strategy<Value = u32> {
    prop_oneof![0..5_u32, Just(9)]
}

fn code() -> impl Strategy<Value = Field<CodedFields>> {
    (owner(), 0..3_u32, 0..4_u8).prop_map(|(owner, number, state)| {
        let fields = coded(&account(owner), &format!("{owner}{number}"));
        match state {
            0 => Field::Absent,
            1 => unread(fields),
            _ => read(fields),
        }
    })
}

fn a_document() -> impl Strategy<Value = Document> {
    let amount = (5..40_i64).prop_map(|hundreds| Money::from_cents(hundreds * 100).to_string());
    let paid = (amount, owner(), 0..6_u8, 0..30_u32).prop_map(|(amount, owner, state, serial)| {
        let document = with(payment(1, &amount), |check| check.micr = read(line("55", &serial.to_string())));
        match state {
            0 => naming(document, &account(owner), 0.95),
            1 => naming(document, &account(owner), 0.3),
            2 => with(document, |check| check.amount.value = Field::Unread(None)),
            3 => with(document, |check| check.micr = Field::Absent),
            _ => document,
        }
    });
    prop_oneof![
        4 => (code(), code()).prop_map(|(barcode, scanline)| coupon_page(1, barcode, scanline)),
        5 => paid,
        1 => prop_oneof![Just(PageKind::Correspondence), Just(PageKind::Other), Just(PageKind::Blank)]
            .prop_map(|kind| paper(1, kind)),
        1 => Just(broken(1)),
    ]
}

fn documents() -> impl Strategy<Value = Vec<Document>> {
    proptest::collection::vec(a_document(), 0..40).prop_map(|mut documents| {
        for (document, number) in documents.iter_mut().zip(1..) {
            document.number = crate::model::DocumentNumber(number);
            document.image_hash = format!("hash-{number}");
        }
        documents
    })
}

fn policy() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just(""),
        Just("partial = \"post\"\noverpayment = \"post\""),
        Just("short_tolerance = \"10%\"\nover_tolerance = 2"),
    ]
}

fn mode() -> impl Strategy<Value = Mode> {
    proptest::sample::select(Mode::ALL)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn money_is_conserved(documents in documents(), policy in policy(), mode in mode()) {
        let index = index();
        let transactions = transactions::form(mode, documents);
        let decisions = decide(&batch(), &transactions, &index, &config(policy), &Past::default());
        let proof = ledger::prove(&batch(), &transactions, &decisions);
        prop_assert!(proof.in_balance, "{:?}", proof.findings);
        let entries = ledger::entries(&batch().id, &decisions);
        let sum = |place| entries.iter().filter(|e| e.place == place).filter_map(|e| e.amount).sum::<Money>();
        prop_assert_eq!(
            sum(Place::Received),
            sum(Place::Posted).plus(sum(Place::Exception))
        );
    }

    #[test]
    fn no_bill_is_paid_more_than_it_asks(documents in documents(), policy in policy(), mode in mode()) {
        let index = index();
        let transactions = transactions::form(mode, documents);
        let decisions = decide(&batch(), &transactions, &index, &config(policy), &Past::default());
        let mut paid: BTreeMap<String, Money> = BTreeMap::new();
        for decision in &decisions {
            let Outcome::Post(postings) = &decision.outcome else { continue };
            for posting in postings.iter().filter(|posting| posting.bill.is_some()) {
                let sum = paid.entry(posting.bill.as_ref().unwrap().to_string()).or_default();
                *sum = sum.plus(posting.amount);
            }
        }
        for (id, sum) in paid {
            let bill = index.bill(index.bill_anywhere(&crate::model::BillId::new(&id).unwrap()).unwrap());
            prop_assert!(sum <= bill.amount_due, "{} on {}", sum, id);
        }
    }

    #[test]
    fn money_goes_only_to_accounts_that_were_surely_named(documents in documents(), policy in policy(), mode in mode()) {
        let index = index();
        let transactions = transactions::form(mode, documents);
        let decisions = decide(&batch(), &transactions, &index, &config(policy), &Past::default());
        for (transaction, decision) in transactions.iter().zip(&decisions) {
            let Outcome::Post(postings) = &decision.outcome else { continue };
            prop_assert!(transaction.documents.iter().all(|document| document.front.is_ok()));
            for posting in postings {
                let named = transaction.documents.iter().filter_map(|document| document.face().ok()).any(|page| {
                    let codes = page.coupon.iter().flat_map(|coupon| [&coupon.barcode, &coupon.scanline]);
                    let by_code = codes.filter_map(|code| code.sure()).any(|code| code.account.as_ref() == Some(&posting.account));
                    let accounts = page.check.iter().flat_map(|check| &check.accounts);
                    by_code || accounts.into_iter().any(|a| a.value == posting.account && a.confidence > 0.9)
                });
                prop_assert!(named, "{:?}", decision);
            }
        }
    }

    /// Any one wrong digit in what was read from a coupon can only hold the payment.
    #[test]
    fn a_misread_digit_never_posts_elsewhere(owner in 0..5_u32, at in 0..10_usize, digit in 0..10_u32) {
        let right = account(owner);
        let mut wrong: Vec<char> = right.chars().collect();
        wrong[at] = char::from_digit(digit, 10).unwrap();
        let wrong: String = wrong.into_iter().collect();
        prop_assume!(wrong != right);
        // A code with a check digit of its own is not read at all with a wrong digit; here it is not verified.
        let fields = CodedFields { verified: false, ..coded(&wrong, &format!("{owner}0")) };
        let documents = vec![coupon_page(1, read(fields), Field::Absent), payment(2, "10.00")];
        let transactions = transactions::form(Mode::Auto, documents);
        let decisions = decide(&batch(), &transactions, &index(), &config(""), &Past::default());
        prop_assert!(matches!(decisions[0].outcome, Outcome::Hold(_)), "{:?}", decisions[0]);
    }

    #[test]
    fn any_number_of_threads_gives_the_same(documents in documents(), policy in policy()) {
        let index = index();
        let transactions = transactions::form(Mode::Auto, documents);
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| decide(&batch(), &transactions, &index, &config(policy), &Past::default()))
        };
        prop_assert_eq!(on(1), on(4));
    }
}

proptest! {
    /// A check or a coupon that is lost between the envelopes and the scanner leaves something for a person.
    #[test]
    fn a_document_that_is_missing_is_noticed(envelopes in 2..8_u32, lost in 0..16_usize, mode in mode()) {
        prop_assume!(mode != Mode::CheckOnly);
        let amount = |n: u32| Money::from_cents(1000 + i64::from(n) * 137).to_string();
        let bills: Vec<_> = (0..envelopes).map(|n| bill(&account(n), &format!("b{n}"), &amount(n), "2026-12-01")).collect();
        let pair = |n: u32| {
            let coupon = read(coded(&account(n), &format!("b{n}")));
            [coupon_page(2 * n + 1, coupon.clone(), coupon), payment(2 * n + 2, &amount(n))]
        };
        let mut documents: Vec<Document> = (0..envelopes).flat_map(pair).collect();
        documents.remove(lost % documents.len());
        let transactions = transactions::form(mode, documents);
        let index = BillIndex::new(Book::of(&bills));
        let decisions = decide(&batch(), &transactions, &index, &config(""), &Past::default());
        prop_assert!(decisions.iter().any(|decision| matches!(decision.outcome, Outcome::Hold(_))));
        let ticket = Batch { expected_documents: Some(2 * envelopes), ..batch() };
        prop_assert!(!ledger::prove(&ticket, &transactions, &decisions).in_balance);
        for decision in &decisions {
            let Outcome::Post(postings) = &decision.outcome else { continue };
            // Every payment is of its own account's amount, so a posting elsewhere would show.
            prop_assert!(postings.iter().all(|p| bills.iter().any(|b| b.account == p.account && b.amount_due == p.amount)));
        }
    }
}

proptest! {
    /// Transactions that share no account and no check are decided alike in any order.
    #[test]
    fn shuffled_transactions_give_the_same(
        amounts in prop::collection::vec(900..1100_i64, 2..12),
        order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let bills: Vec<_> = (0..).zip(&amounts).map(|(n, _)| bill(&account(n), &format!("b{n}"), "10.00", "2026-12-01")).collect();
        let pair = |(n, amount): (u32, &i64)| {
            let coupon = read(coded(&account(n), &format!("b{n}")));
            let paid = payment(2 * n + 2, &Money::from_cents(*amount).to_string());
            let documents = [coupon_page(2 * n + 1, coupon.clone(), coupon), paid];
            documents.map(|document| grouped(document, &format!("t{n}")))
        };
        let transactions = transactions::form(Mode::Auto, (0..).zip(&amounts).flat_map(pair).collect());
        let index = BillIndex::new(Book::of(&bills));
        let decided = |transactions: &[Transaction]| {
            let mut decisions = decide(&batch(), transactions, &index, &config(""), &Past::default());
            decisions.sort_by(|one, other| one.transaction.cmp(&other.transaction));
            decisions
        };
        let shuffled: Vec<Transaction> = order.iter().filter_map(|at| transactions.get(*at).cloned()).collect();
        prop_assert_eq!(decided(&transactions), decided(&shuffled));
    }
}

/// The order of the bill file means nothing.
#[test]
fn shuffled_bills_give_the_same() {
    let bills: Vec<_> = (0..5).map(|n| bill(&account(1), &format!("b{n}"), "10.00", "2026-12-01")).collect();
    let documents = || {
        vec![
            coupon_page(1, read(coded(&account(1), "none")), read(coded(&account(1), "none"))),
            payment(2, "20.00"),
            payment(3, "30.00"),
        ]
    };
    let decided = |bills: Vec<_>| {
        let transactions = transactions::form(Mode::Auto, documents());
        decide(&batch(), &transactions, &BillIndex::new(Book::of(&bills)), &config(""), &Past::default())
    };
    let forwards = decided(bills.clone());
    assert!(matches!(forwards[0].outcome, Outcome::Post(_)));
    assert_eq!(forwards, decided(bills.into_iter().rev().collect()));
}
