//! Files of banks, written as banks write them.

use std::io::Cursor;

use super::{Returns, read};
use crate::model::testing::money;
use crate::model::{BatchId, DocumentNumber, ReturnedItem};

fn of(text: &str) -> Returns {
    read(Cursor::new(text)).unwrap()
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A record of 80 columns with these texts, each from a column on.
fn record(kind: &str, texts: &[(usize, &str)]) -> String {
    let mut line = vec![b' '; 80];
    for (from, text) in [(1, kind)].iter().chain(texts) {
        line[from - 1..from - 1 + text.len()].copy_from_slice(text.as_bytes());
    }
    String::from_utf8(line).unwrap()
}

fn letter(amount: &str) -> String {
    let items = |length: usize, from: usize| format!("{:0width$}", 1, width = length - from + 1);
    let records = [
        record("01", &[(3, "03P011000138122000661202611300800N"), (73, "A")]),
        record("10", &[(3, "03122000661011000138202611302026113008 00IG00000001".replace("08 00", "0800").as_str())]),
        record("20", &[(3, "0312200066101100013820261130202611301         0001")]),
        record(
            "31",
            &[(3, "011000138"), (12, "   781059751534/1457"), (32, amount), (42, "A02G20261124000000000000077")],
        ),
        record("32", &[(3, "101100013820261124263280001000002")]),
        record("33", &[(3, "FIRST BANK"), (21, "          10471")]),
        record("70", &[(3, "0001"), (7, "000000031240"), (19, "000000000000"), (31, "00000")]),
        record("90", &[(3, "000001"), (9, &items(16, 9)), (17, "00000000031240"), (31, "000000000")]),
        record("99", &[(3, "000001"), (9, "00000009"), (17, "00000001"), (25, "0000000000031240")]),
    ];
    records.join("\n") + "\n"
}

#[test]
fn return_records_of_a_cash_letter_are_read() {
    let told = of(&letter("0000031240"));
    assert_eq!((told.form, told.findings), ("cash letter", Vec::new()));
    let wanted = ReturnedItem {
        place: "record 4".to_owned(),
        amount: money("312.40"),
        routing: text("011000138"),
        payer_account: text("781059751534"),
        check_number: text("10471"),
        sequence: text("263280001000002"),
        reason: text("A: not sufficient funds"),
        ..ReturnedItem::default()
    };
    assert_eq!(told.items, [wanted]);
    let differs = of(&letter("0000031241"));
    assert!(differs.findings.iter().any(|found| found.message.contains("312.40")), "{:?}", differs.findings);
    let cut = letter("0000031240");
    assert!(!of(&cut[..cut.len() - 100]).findings.is_empty());
}

const REPORT: &str = "\
01,061000146,EXCHANGEAR,261130,0745,7,80,,2/
02,EXCHANGEAR,061000146,1,261127,1745,USD,2/
03,1234567890,USD,015,1051240,,,550,62480,2,/
16,115,51240,S,20000,31240,0,DEP000321,0012345,LOCKBOX DEPOSIT/
16,555,31240,V,261127,,263280001000002,1457,RETURNED ITEM, NSF RT 011000138
88,ACCT 781059-751534
16,555,31240,Z,000077,88/
49,1227440,6/
98,1227440,1,8/
99,1227440,1,10/
";

#[test]
fn returned_items_of_a_bai2_report_are_read() {
    let told = of(REPORT);
    assert_eq!((told.form, told.findings), ("BAI2", Vec::new()));
    let [first, second] = told.items.as_slice() else { panic!("{:?}", told.items) };
    assert_eq!((first.place.as_str(), first.amount), ("record 5", money("312.40")));
    assert_eq!(first.numbers, ["263280001000002", "1457", "011000138", "781059751534"]);
    assert_eq!(first.reason.as_deref(), Some("RETURNED ITEM, NSF RT 011000138 ACCT 781059-751534"));
    assert_eq!((second.numbers.as_slice(), &second.reason), (&["000077".to_owned()][..], &None));
    for (from, to) in [
        ("49,1227440,6/", "49,1227441,6/"),
        ("49,1227440,6/", "49,1227440,5/"),
        ("98,1227440,1,8/", "98,1227440,2,8/"),
        ("99,1227440,1,10/\n", ""),
        ("16,555,31240,V", "16,555,3124O,V"),
        ("16,115,51240", "16,115,51241"),
    ] {
        assert!(!of(&REPORT.replacen(from, to, 1)).findings.is_empty(), "{to}");
    }
}

fn statement(kind: &str, message: &str, part: &str, amount: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{kind}\"><{message}><{part}>\
         <Ntry><Amt Ccy=\"USD\">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><NtryDtls><TxDtls><Amt Ccy=\"USD\">5.00</Amt>\
         <CdtDbtInd>CRDT</CdtDbtInd></TxDtls></NtryDtls></Ntry>\
         <Ntry><Amt Ccy=\"USD\">319.40</Amt><CdtDbtInd>DBIT</CdtDbtInd><NtryDtls><TxDtls><Refs><ChqNb>1457</ChqNb>\
         <Prtry><Tp>item</Tp><Ref>263280001000002</Ref></Prtry></Refs>{amount}<CdtDbtInd>DBIT</CdtDbtInd><RltdPties>\
         <DbtrAcct><Id><Othr><Id>781059751534</Id></Othr></Id></DbtrAcct></RltdPties><RltdAgts><DbtrAgt><FinInstnId>\
         <ClrSysMmbId><MmbId>011000138</MmbId></ClrSysMmbId></FinInstnId></DbtrAgt></RltdAgts><RtrInf><Rsn><Cd>AM04</Cd>\
         </Rsn><AddtlInf>not sufficient funds</AddtlInf></RtrInf></TxDtls><TxDtls><Amt Ccy=\"USD\">7.00</Amt>\
         <CdtDbtInd>DBIT</CdtDbtInd></TxDtls></NtryDtls></Ntry></{part}></{message}></Document>"
    )
}

#[test]
fn debits_that_say_why_are_read_from_notifications_and_statements() {
    let amount = "<Amt Ccy=\"USD\">312.40</Amt>";
    for (kind, message, part) in
        [("camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn"), ("camt.053.001.08", "BkToCstmrStmt", "Stmt")]
    {
        let told = of(&statement(kind, message, part, amount));
        let wanted = ReturnedItem {
            place: "entry 2".to_owned(),
            amount: money("312.40"),
            routing: text("011000138"),
            payer_account: text("781059751534"),
            check_number: text("1457"),
            numbers: vec!["263280001000002".to_owned()],
            reason: text("AM04: not sufficient funds"),
            ..ReturnedItem::default()
        };
        assert_eq!((told.items.as_slice(), told.findings), (&[wanted][..], Vec::new()), "{kind}");
    }
    for amount in ["", "<Amt Ccy=\"CAD\">312.40</Amt>", "<Amt Ccy=\"USD\">x</Amt>"] {
        let told = of(&statement("camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn", amount));
        assert_eq!((told.items.len(), told.findings.len()), (0, 1), "{amount}");
    }
    assert!(read(Cursor::new("<Document><Other/></Document>")).is_err());
}

#[test]
fn tables_are_read_by_the_names_of_their_columns() {
    let told = of("Check_Number,amount,reason,whatever\n'-1457,-312.40,NSF,x\n,5.00,,\n");
    assert_eq!((told.form, told.findings), ("CSV", Vec::new()));
    assert_eq!(told.items[0].check_number.as_deref(), Some("-1457"));
    assert_eq!((told.items[0].amount, told.items[0].place.as_str()), (money("312.40"), "line 2"));
    assert_eq!((told.items[1].amount, &told.items[1].check_number), (money("5.00"), &None));
    let named = of("amount,batch_id,document\n1.00,b-1,4\n1.00,b-1,\n1.00,b-1,x\n,b-1,4\n0,b-1,4\n");
    assert_eq!(named.items[0].payment, Some((BatchId::new("b-1").unwrap(), DocumentNumber(4))));
    assert_eq!((named.items.len(), named.findings.len()), (1, 4));
    assert!(read(Cursor::new("a,b\n1,2\n")).unwrap_err().to_string().contains("routing_number"));
    assert!(read(Cursor::new("")).is_err());
}
