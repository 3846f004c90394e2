use std::time::Duration;

use super::*;
use crate::model::{CheckReading, CouponReading, Field, MicrLine, Money, PageKind, PaymentType, Reading, Source};
use crate::testdeck::page_truth::PageTruth;

fn surely<T>(value: T) -> Field<T> {
    Field::Read(Reading { value, confidence: 0.99, source: Source::Text, place: None })
}

fn check() -> PageReading {
    let mut check = CheckReading::empty(PaymentType::Check);
    check.micr = surely(MicrLine::parse("⑆011000138⑆ 7810-59⑈ 1457"));
    check.amount.courtesy = surely(Money::from_cents(12_345)).doubted();
    check.date = surely(jiff::civil::date(2022, 7, 4));
    check.payee = surely("STATE HEALTH PLAN".to_owned()).doubted();
    check.memo = surely("acct 7".to_owned());
    PageReading { kind: PageKind::Check, check: Some(check), ..PageReading::default() }
}

fn truth(pairs: &[(&'static str, &str)]) -> BTreeMap<&'static str, String> {
    pairs.iter().map(|(field, value)| (*field, (*value).to_owned())).collect()
}

/// The verdicts on what is not absent.
fn verdicts(truth: &BTreeMap<&'static str, String>, page: &PageReading) -> Vec<(&'static str, Verdict)> {
    let fields = compare(truth, &values::values(page));
    fields.iter().map(|f| (f.name, f.verdict)).filter(|(_, verdict)| *verdict != Verdict::Absent).collect()
}

#[test]
fn every_field_of_the_truth_is_judged_and_no_other() {
    let truth = truth(&[
        ("routing_number", "01100013?"),
        ("payer_account", "781059"),
        ("check_number", "001457"),
        ("amount", "123.45"),
        ("date", "July 4, 2022"),
        ("payee", "State Health Plan"),
        ("memo", ""),
        ("barcode", ""),
        ("kind", "coupon"),
    ]);
    let expected = [
        ("micr_line", Verdict::Right),
        ("routing_number", Verdict::Right),
        ("payer_account", Verdict::Right),
        ("check_number", Verdict::Right),
        ("amount", Verdict::Unread),
        ("date", Verdict::Right),
        ("payee", Verdict::Unread),
        ("memo", Verdict::MadeUp),
        ("kind", Verdict::Wrong),
    ];
    assert_eq!(verdicts(&truth, &check()), expected);
    assert_eq!(verdicts(&BTreeMap::new(), &check()), []);
}

#[test]
fn a_bank_line_is_right_only_as_a_whole() {
    use Verdict::{Absent, MadeUp, Right, Unread, Wrong};
    for (parts, verdict) in [
        ([Right, Right, Right], Right),
        ([Right, Absent, Right], Right),
        ([Right, Unread, Right], Unread),
        ([Unread, Wrong, Right], Wrong),
        ([Right, Right, MadeUp], Wrong),
        ([Absent, MadeUp, Absent], MadeUp),
        ([Absent, Absent, Absent], Absent),
    ] {
        assert_eq!(values::of_line(&parts), verdict, "{parts:?}");
    }
}

#[test]
fn dates_and_doubtful_values_are_brought_to_one_form() {
    for (field, truth, wanted) in [
        ("date", "July 4, 2022", "2022-07-04"),
        ("date", "9-26-2014", "2014-09-26"),
        ("date", "6-5-99", "1999-06-05"),
        ("date", "2021-08-23?", "2021-08-23"),
        ("date", "2021-08-2?", "2021-08-2?"),
        ("date", "2021-0?-2?", "2021-0?-2?"),
        ("date", "June 12 1958", "June 12 1958"),
        ("amount", "100.27?", "100.27"),
        ("amount", "100.2?", "100.2?"),
        ("payer_account", "123?", "123?"),
    ] {
        assert_eq!(values::wanted(field, truth).as_deref(), Some(wanted), "{truth}");
    }
    assert_eq!(values::wanted("date", "July ?, 2022"), None);
    let day = truth(&[("date", "2022-07-0?")]);
    assert_eq!(verdicts(&day, &check()), [("date", Verdict::Right)]);
}

#[test]
fn guesses_are_told_but_not_counted_as_read() {
    let mut bench = ReadBench::new(BenchOptions { threads: 1, words: true });
    let values = truth(&[("amount", "123.45"), ("payee", "Someone"), ("memo", ""), ("routing_number", "1")]);
    let page = BenchPage { path: "a.tif".into(), truth: PageTruth { file: "a.tif".into(), page: 2, values } };
    let read = |reading| {
        let mut stages = Stages::default();
        stages.time("decode", || std::thread::sleep(Duration::from_millis(1)));
        PageRead { reading, stages, seconds: 0.0123 }
    };
    let told = bench.count(&page, read(Ok(check()))).line();
    let expected = "a.tif\t2\t12.3 ms\tmicr_line WRONG 1/011000138\trouting_number WRONG 1/011000138\
                    \tamount unread (123.45)\tpayee unread (STATE HEALTH PLAN)\tmemo MADE UP acct 7";
    assert_eq!(told, expected);
    let told = bench.count(&page, read(Err(PageFault("it is\ntorn".into())))).line();
    assert_eq!(told, "a.tif\t2\t12.3 ms\tnot read: it is·torn");
    assert_eq!((bench.pages, bench.faults), (2, 1));
    let score = |name| bench.fields.iter().find(|field| field.name == name).cloned().unwrap();
    assert_eq!((score("amount").present, score("amount").unread), (2, 2));
    assert_eq!((score("memo").present, score("memo").made_up), (0, 1));
    assert_eq!((score("routing_number").wrong, score("routing_number").unread), (1, 1));
    assert_eq!(bench.speed.stages().last().map(|total| (total.name, total.pages)), Some(("total", 1)));
    assert!(!bench.report().contains("STATE") && !bench.report().contains("011000138"));
}

#[test]
fn a_coupon_is_judged_by_its_codes() {
    let code = |text: &str| crate::model::Barcode { format: "Code128".into(), text: text.into(), place: None };
    let coupon = CouponReading { scanline: Field::Unread(None), ..CouponReading::default() };
    let barcodes = vec![code("711"), code("812")];
    let page = PageReading { kind: PageKind::Coupon, coupon: Some(coupon), barcodes, ..PageReading::default() };
    let both = truth(&[("barcode", "812|711"), ("scanline", "711 5"), ("kind", "coupon")]);
    let expected = [("barcode", Verdict::Right), ("scanline", Verdict::Unread), ("kind", Verdict::Right)];
    assert_eq!(verdicts(&both, &page), expected);
    assert_eq!(verdicts(&truth(&[("barcode", "711")]), &page), [("barcode", Verdict::Wrong)]);
}
