//! Bills printed as PDF, held against poppler: what it draws is read back, what it finds as text is what the bill says.

use std::path::Path;
use std::process::Command;

use lockbox::config::Config;
use lockbox::formats::pdf::Pdf;
use lockbox::model::{CheckScheme, CodedFields, CouponReading};
use lockbox::reading::{PageReader, Stages};

use crate::scanning::{rasterised, scanned_coupon};
use crate::support::Sandbox;

const HEAD: &str = "account_number,bill_id,amount_due,due_date,member_name,period,past_due,min_due,address,zip\n";
const BILLER: &str = "[lockbox]\nid = \"1\"\npayees = [\"Bay State Health Exchange\"]\n[biller]\n\
                      address = [\"P.O. Box 412612\", \"Boston, MA 02241-2612\"]\n";
const SCANLINE: &str = "{account:10} {bill:9} {amount_due:9} {check:luhn}";
const DATED: &str = "{account:10} {bill:9} {due_date:6} {amount_due:8} {check:mod10-731}";
const BARCODE: &str = "{account:10}{bill:9}{amount_due:9}";

/// One kind of coupon: scan line, barcode, what both are printed with.
type Kind = (Option<&'static str>, Option<&'static str>, &'static str);

const KINDS: [Kind; 11] = [
    (Some(SCANLINE), Some(BARCODE), ""),
    (Some(DATED), Some("{account:10}{bill:9}{amount_due:9}{due_date:6}"), "symbology = \"qrcode\"\nfont = \"ocr-b\""),
    (Some(SCANLINE), None, ""),
    (Some(DATED), None, "font = \"ocr-b\""),
    (Some("<{account:10}>{bill:9}+{amount_due:9} {period:6} {check:mod97}"), None, ""),
    (None, Some(BARCODE), ""),
    (None, Some(BARCODE), "symbology = \"code39\""),
    (None, Some(BARCODE), "symbology = \"itf\""),
    (None, Some(BARCODE), "symbology = \"qrcode\""),
    (None, Some(BARCODE), "symbology = \"datamatrix\""),
    (None, Some(BARCODE), "symbology = \"pdf417\""),
];

fn settings((scanline, barcode, print): Kind) -> String {
    let line = |name: &str, text: Option<&str>| text.map(|text| format!("{name} = \"{text}\"\n")).unwrap_or_default();
    let (scanline, barcode) = (line("scanline", scanline), line("barcode", barcode));
    format!("{BILLER}[[coupon]]\nname = \"premium\"\n{scanline}{barcode}{print}\n")
}

/// Account, bill, cents of the bill of that number.
fn bill(number: u64) -> (String, String, u64) {
    let payload = format!("{:09}", number * 7_919_483 % 1_000_000_000);
    let account = format!("{payload}{}", CheckScheme::Luhn.compute(&payload).unwrap());
    (account, format!("{:09}", 400_000_000 + number * 977), number * 1_234_567 % 99_999_999)
}

fn bills(count: u64) -> String {
    let names = ["José Núñez", "\"Zoë \"\"Bo\"\" O'Brien-Łukasz\"", "", "Anne-Marie Straße, Jr."];
    let row = |number: u64| {
        let (account, id, cents) = bill(number);
        let name = names[number as usize % names.len()].replace(", ", " ");
        let day = number % 28 + 1;
        format!(
            "{account},{id},{}.{:02},2026-12-{day:02},{name},2026-12,,,871 Depot Road,02720\n",
            cents / 100,
            cents % 100
        )
    };
    (0..count).map(row).fold(HEAD.to_owned(), |text, row| text + &row)
}

fn print(sandbox: &Sandbox, settings: &str, bills: &str) {
    sandbox.write("lockbox.toml", settings);
    sandbox.write("bills.csv", bills);
    sandbox.run(&["coupon", "--bills", "bills.csv", "--out", "bills.pdf"]).succeeded();
}

/// What poppler finds as text on a page.
fn text(pdf: &Path, page: u32) -> String {
    let page = page.to_string();
    let mut command = Command::new("pdftotext");
    let output = command.args(["-layout", "-f", &page, "-l", &page]).arg(pdf).arg("-").output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn is_right(code: &CodedFields, number: u64) -> bool {
    let (account, id, cents) = bill(number);
    code.account.as_ref().is_some_and(|read| read.as_str() == account)
        && code.bill.as_ref().is_some_and(|read| read.as_str() == id)
        && code.amount_due.is_some_and(|read| read.cents() == cents as i64)
}

#[test]
fn printed_coupons_come_back_readable() {
    const BILLS: u64 = 6;
    for kind in KINDS {
        let (scanline, barcode, print_with) = kind;
        let sandbox = Sandbox::new();
        print(&sandbox, &settings(kind), &bills(BILLS));
        let config = Config::parse(&settings(kind)).unwrap();
        let reader = PageReader::new(&config).without_words();
        let pages = rasterised(&sandbox.path("bills.pdf"), 1, BILLS as usize);
        assert_eq!(pages.len() as u64, BILLS);
        for (number, page) in (0..).zip(&pages) {
            let degrees = if number % 2 == 0 { 3.0 } else { -3.0 };
            let reading = reader.read(scanned_coupon(page, degrees), &mut Stages::default()).unwrap();
            let what = format!("{scanline:?} {barcode:?} {print_with} bill {number}: {reading:?}");
            let Some(CouponReading { scanline: line, barcode: code, .. }) = &reading.coupon else { panic!("{what}") };
            assert_eq!(line.sure().is_some_and(|code| is_right(code, number)), scanline.is_some(), "{what}");
            assert_eq!(code.sure().is_some_and(|code| is_right(code, number)), barcode.is_some(), "{what}");
        }
    }
}

#[test]
fn a_bill_says_what_is_owed_to_whom() {
    let sandbox = Sandbox::new();
    let rows = "7123456787,400000001,1234.50,2026-12-23,\"Zoë \"\"Bo\"\" O'Brien-Łukasz\",2026-12,234.50,500.00,\
                \"871 Depot Road, Fall River, MA\",02720\n\
                7123456787,400000002,0.00,2026-12-23,,,,,,\n";
    print(&sandbox, &settings(KINDS[0]), &(HEAD.to_owned() + rows));
    let owed = text(&sandbox.path("bills.pdf"), 1);
    for said in [
        "Bay State Health Exchange",
        "P.O. Box 412612",
        "Zoë \"Bo\" O'Brien-Łukasz",
        "871 Depot Road\n",
        "Fall River, MA 02720",
        "7123456787",
        "400000001",
        "December 2026",
        "12/23/2026",
        "$1,234.50",
        "$234.50",
        "$1,000.00",
        "$500.00",
        "payable to Bay State Health Exchange",
        "7123456787 400000001 000123450",
    ] {
        let squeezed = |text: &str| text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        assert!(squeezed(&owed).contains(&squeezed(said)), "{said}: {owed}");
    }
    let nothing = text(&sandbox.path("bills.pdf"), 2);
    assert!(nothing.contains("Nothing is due") && !nothing.contains("How to pay"), "{nothing}");
}

#[test]
fn what_a_coupon_cannot_carry_is_named_and_left_out() {
    let sandbox = Sandbox::new();
    let long = "Bartholomew ".repeat(20);
    let rows = format!(
        "7123456787,400000001,10.00,2026-12-23,,2026-12,,,,\n\
         71234567871,400000002,10.00,2026-12-23,,2026-12,,,,\n\
         7123456787,400000003,1234567.89,2026-12-23,,2026-12,,,,\n\
         7123456787,400000004,10.00,2026-12-23,,,,,,\n\
         7123456787,400000005,10.00,2026-12-23,王 Wang,2026-12,,,,\n\
         7123456787,400000006,10.00,2026-12-23,{long},2026-12,,,,\n\
         7123456787,4000-0007,10.00,2026-12-23,,2026-12,,,,\n\
         7123456787,400000001,11.00,2026-12-23,,2026-12,,,,\n\
         7123456787,400000008,1O.00,2026-12-23,,2026-12,,,,\n\
         7123456787,400000009,10.00,2126-12-23,,2026-12,,,,\n\
         7123456787,400000010,10.00,2026-12-23,,2026-12,,,,\n"
    );
    sandbox.write(
        "lockbox.toml",
        settings((Some("{account:10}{bill:9}{amount_due:8}{due_date:6}{period:4}{check:luhn}"), None, "")),
    );
    sandbox.write("bills.csv", HEAD.to_owned() + &rows);
    let ran = sandbox.run(&["coupon", "--bills", "bills.csv", "--out", "bills.pdf"]).succeeded();
    for (line, said) in [
        (3, "account has more than the 10 characters"),
        (4, "amount_due has more than the 8 characters"),
        (5, "the bill has no period"),
        (6, "`王` (U+738B)"),
        (7, "is too long for its place"),
        (8, "cannot be read with certainty"),
        (9, "is in the file before"),
        (10, "`1O.00` is not an amount"),
        (11, "says something else"),
    ] {
        let found = ran
            .err
            .lines()
            .find(|told| told.contains(&format!("line {line}:")) || told.contains(&format!("line {line},")));
        assert!(found.is_some_and(|told| told.contains(said)), "line {line}, {said}: {}", ran.err);
    }
    assert!(ran.err.contains("Printed 2 bills") && ran.err.contains("9 rows left out"), "{}", ran.err);
    assert!(text(&sandbox.path("bills.pdf"), 2).contains("400000010"));
}

#[test]
fn settings_that_cannot_print_are_refused_and_nothing_is_written() {
    let both = format!("{}[[coupon]]\nname = \"plan\"\nbarcode = \"{BARCODE}\"\n", settings(KINDS[0]));
    let bare = "[lockbox]\nid = \"1\"\n";
    let cases: [(&str, &[&str], &str); 8] = [
        ("", &[], "no [[coupon]]"),
        (bare, &[], "no [[coupon]]"),
        (&both, &[], "choose one with --coupon: premium, plan"),
        (&both, &["--coupon", "prime"], "no [[coupon]] `prime`; there are premium, plan"),
        (&settings((None, None, "")), &[], "neither a scan line nor a barcode"),
        (&settings((Some("{account:10}*{check:luhn}"), None, "")), &[], "`*` in its scan line"),
        (&settings((Some("{account:32}{bill:40}{amount_due:15}"), None, "")), &[], "room for 75"),
        (&settings(KINDS[0]).replace("[biller]", "[policy]").replace("address", "# "), &[], "[biller]"),
    ];
    let sandbox = Sandbox::new();
    sandbox.write("bills.csv", bills(2));
    for (settings, arguments, said) in cases {
        match settings {
            "" => {}
            settings => _ = sandbox.write("lockbox.toml", settings),
        }
        let arguments = [&["coupon", "--bills", "bills.csv", "--out", "bills.pdf"], arguments].concat();
        sandbox.run(&arguments).failed(1, &[said]);
        assert!(!sandbox.path("bills.pdf").exists(), "{said}");
    }
    sandbox.write("lockbox.toml", &both);
    sandbox.run(&["coupon", "--bills", "bills.csv", "--coupon", "plan", "--out", "bills.pdf"]).succeeded();
    let before = std::fs::read(sandbox.path("bills.pdf")).unwrap();
    sandbox.write("none.csv", format!("{HEAD}x,,,,,,,,,\n"));
    let none = ["coupon", "--coupon", "plan", "--bills", "none.csv", "--out", "bills.pdf"];
    sandbox.run(&none).failed(1, &["no bill can be printed", "line 2"]);
    assert_eq!(std::fs::read(sandbox.path("bills.pdf")).unwrap(), before);
    let lost = ["coupon", "--coupon", "plan", "--bills", "bills.csv", "--out", "nowhere/bills.pdf"];
    sandbox.run(&lost).failed(1, &["nowhere"]);
}

#[test]
fn any_number_of_threads_prints_the_same_bytes() {
    const BILLS: u64 = 300;
    let sandbox = Sandbox::new();
    print(&sandbox, &settings(KINDS[1]), &bills(BILLS));
    let first = std::fs::read(sandbox.path("bills.pdf")).unwrap();
    for threads in [1, 3] {
        sandbox.run_on(threads, &["coupon", "--bills", "bills.csv", "--out", "again.pdf"]).succeeded();
        assert!(std::fs::read(sandbox.path("again.pdf")).unwrap() == first, "{threads} threads");
    }
    let pdf = Pdf::survey(std::io::Cursor::new(&first)).unwrap();
    assert_eq!((u64::from(pdf.page_count()), pdf.break_off()), (BILLS, None));
    let drawn = pdf.page(std::io::Cursor::new(&first), 1).unwrap_err().to_string();
    assert!(drawn.contains("not scanned"), "{drawn}");
    assert!(text(&sandbox.path("bills.pdf"), 300).contains(&bill(299).0));
}
