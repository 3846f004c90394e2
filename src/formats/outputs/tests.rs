use super::*;
use crate::model::testing::{batch, broken, coupon_page, line, money, payment, read, unread, with};
use crate::model::{
    AccountNumber, BillId, Candidate, CodedFields, Decision, DocumentNumber, Evidence, EvidenceKind, Field, Outcome,
    PaymentType, Posting, Proof, QualityFlag, Reason, Rule, Tally, Transaction, TransactionId,
};

fn account(text: &str) -> AccountNumber {
    AccountNumber::new(text).unwrap()
}

fn code(account: &str, bill: &str) -> CodedFields {
    CodedFields { account: AccountNumber::new(account), bill: BillId::new(bill), ..CodedFields::default() }
}

fn work() -> (Vec<Transaction>, Vec<Decision>) {
    let mut second = with(payment(4, "9.00"), |check| {
        check.amount.value = unread(money("9.00"));
        check.micr = unread(line("1", "2"));
    });
    if let Ok(page) = &mut second.front {
        page.quality.flags = vec![QualityFlag::TooDark, QualityFlag::Skew];
    }
    let first = vec![
        coupon_page(1, read(code("0000000071", "000004711")), Field::Absent),
        with(payment(2, "5.00"), |check| check.micr = read(line("-22", "0100"))),
    ];
    let transactions = vec![
        Transaction { id: TransactionId("=1".to_owned()), documents: first },
        Transaction { id: TransactionId("2".to_owned()), documents: vec![second, broken(3)] },
    ];
    let posting = Posting {
        account: account("71"),
        bill: BillId::new("4711"),
        amount: money("5.00"),
        payment: DocumentNumber(2),
        payment_type: PaymentType::Check,
        routing: line("-22", "0100").routing,
        payer_account: Some("-22".to_owned()),
        check_number: Some("0100".to_owned()),
        postmark_date: None,
    };
    let decisions = vec![
        Decision {
            transaction: TransactionId("=1".to_owned()),
            outcome: Outcome::Post(vec![posting]),
            rule: Rule::CouponExact,
            evidence: [EvidenceKind::Amount, EvidenceKind::Barcode, EvidenceKind::Amount]
                .map(|kind| Evidence { kind, document: None })
                .to_vec(),
            account: Some(account("71")),
            candidates: Vec::new(),
            payments: vec![(DocumentNumber(2), Some(money("5.00")))],
            priority: 5,
            explanation: "Posted".to_owned(),
        },
        Decision {
            transaction: TransactionId("2".to_owned()),
            outcome: Outcome::Hold(vec![Reason::AmountUnreadable, Reason::MicrUnreadable]),
            rule: Rule::Held,
            evidence: Vec::new(),
            account: None,
            candidates: vec![
                Candidate {
                    account: account("71"),
                    bill: BillId::new("4711"),
                    open_amount: money("7.00"),
                    why: String::new(),
                },
                Candidate { account: account("72"), bill: None, open_amount: money("0.00"), why: String::new() },
            ],
            payments: vec![(DocumentNumber(4), None)],
            priority: 3,
            explanation: "Needs you: this, that".to_owned(),
        },
    ];
    (transactions, decisions)
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn documents_show_only_what_was_surely_read() {
    let (transactions, decisions) = work();
    assert_eq!(
        written(|out| write_documents(out, &transactions, &decisions)),
        "document,transaction,file,page,kind,routing_number,payer_account,check_number,amount,account_number,bill_id,quality\n\
        1,'=1,0001.tif,1,coupon,,,,,71,4711,\n\
        2,'=1,0002.tif,1,check,011000138,'-22,0100,5.00,,,\n\
        3,2,0003.tif,1,unreadable,,,,,,,\n\
        4,2,0004.tif,1,check,,,,,,,too_dark|skew\n"
    );
}

#[test]
fn amounts_show_what_is_likeliest_and_how_sure_it_is() {
    let (transactions, _) = work();
    assert_eq!(
        written(|out| write_amounts(out, &transactions)),
        "document,file,page,amount,confidence\n2,0002.tif,1,5.00,0.99900\n4,0004.tif,1,9.00,0.50000\n"
    );
}

#[test]
fn codes_that_disagree_are_not_read() {
    let shown = |barcode: Field<CodedFields>, scanline: Field<CodedFields>| {
        let documents = vec![coupon_page(1, barcode, scanline)];
        let transactions = [Transaction { id: TransactionId("1".to_owned()), documents }];
        let text = written(|out| write_documents(out, &transactions, &[]));
        text.lines().nth(1).unwrap().split(',').skip(9).take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(shown(read(code("71", "1")), read(code("0071", "2"))), ["71", ""]);
    assert_eq!(shown(read(code("71", "1")), unread(code("72", "2"))), ["71", "1"]);
    assert_eq!(shown(read(code("71", "1")), read(code("72", "1"))), ["", "1"]);
}

#[test]
fn postings_and_their_reversals() {
    let (_, decisions) = work();
    let mut records = posting_records(&batch().id, &decisions, 1);
    records.push(records[0].reversed(&batch().id, 2));
    assert_eq!(
        written(|out| write_postings(out, &batch(), &records)),
        "posting_id,batch_id,transaction,account_number,bill_id,amount,payment_type,routing_number,payer_account,\
        check_number,deposit_date,received_date,postmark_date,rule,evidence,reverses,document\n\
        b1-P000001,b1,'=1,71,4711,5.00,check,011000138,'-22,0100,2026-11-24,2026-11-24,,coupon_exact,barcode|amount,,2\n\
        b1-P000002,b1,'=1,71,4711,-5.00,check,011000138,'-22,0100,2026-11-24,2026-11-24,,coupon_exact,barcode|amount,b1-P000001,2\n"
    );
}

#[test]
fn exceptions_are_listed() {
    let (transactions, decisions) = work();
    assert_eq!(
        written(|out| write_exceptions(out, &batch().id, &transactions, &decisions)),
        "exception_id,batch_id,transaction,reasons,priority,amount,account_number,candidates,documents,explanation\n\
        b1-E000001,b1,2,amount_unreadable|micr_unreadable,3,,,71:4711:7.00|72::0.00,4|3,\"Needs you: this, that\"\n"
    );
    assert_eq!(exception_ids(&batch().id, &decisions), [(TransactionId("2".to_owned()), "b1-E000001".to_owned())]);
}

#[test]
fn the_summary_is_complete_and_ends_with_the_timing() {
    let proof = Proof {
        documents: 4,
        transactions: 2,
        received: Tally { count: 2, amount: money("5.00"), unknown: 1 },
        posted: Tally { count: 1, amount: money("5.00"), unknown: 0 },
        excepted: Tally { count: 1, amount: money("0.00"), unknown: 1 },
        exceptions: 1,
        by_reason: vec![(Reason::AmountUnreadable, 1)],
        in_balance: true,
        ..Proof::default()
    };
    let timing = Timing { seconds: 2.0, stages: vec![("reading", 1.5), ("matching", 0.5)] };
    let text = written(|out| write_summary(out, &batch().id, &proof, &Versions::default(), &timing));
    let compact: String = text.split_whitespace().collect();
    assert_eq!(
        compact,
        r#"{"batch_id":"b1","documents":4,"transactions":2,"received":{"count":2,"amount":"5.00","unknown_amount":1},"posted":{"count":1,"amount":"5.00"},"suspense":{"count":0,"amount":"0.00"},"returned":{"count":0,"amount":"0.00"},"exceptions":{"count":1,"amount":"0.00","unknown_amount":1,"by_reason":{"amount_unreadable":1},"payments":1},"in_balance":true,"findings":[],"versions":{"program":"","config":"","bills":"","models":""},"timing":{"seconds":2.0,"documents_per_second":2.0,"stages":{"reading":1.5,"matching":0.5}}}"#
    );
}
