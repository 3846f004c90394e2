use serde_json::{Value, json};

use super::*;
use crate::model::testing::{broken, check, coded, coupon_page, document, naming, paper, payment, read, unread, with};
use crate::model::{Document, PageKind};

fn shown(document: &Document) -> Value {
    let page = Page { file: "in/a.tif", page: 2, reading: document.front.as_ref(), milliseconds: 12.5 };
    let text = line(&page).unwrap();
    assert!(!text.contains('\n'));
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_check_that_was_read() {
    let page = shown(&naming(payment(1, "116.57"), "7123456789", 0.95));
    assert_eq!(page["file"], "in/a.tif");
    assert_eq!((&page["page"], &page["kind"], &page["rotation"]), (&json!(2), &json!("check"), &json!(0)));
    assert_eq!(page["micr"]["routing_number"], "011000138");
    assert_eq!(page["micr"]["check_number"], "1");
    assert_eq!(page["micr"]["confidence"], 0.999);
    assert_eq!(page["amount"], json!({"value":"116.57","confidence":0.999,"courtesy":"116.57","legal":"116.57"}));
    assert_eq!((&page["date"], &page["payee"]), (&json!("2026-11-20"), &json!("Health Connector")));
    assert_eq!(page["account_number"], "7123456789");
    assert_eq!((&page["quality"]["skew_degrees"], &page["quality"]["flags"]), (&json!(0.0), &json!([])));
    assert_eq!(page["quality"]["values"]["ink_percent"], 0.0);
    assert_eq!(page["milliseconds"], 12.5);
    assert!(page.get("candidate").is_none());
}

#[test]
fn what_is_not_sure_is_null_with_a_candidate_beside() {
    let page = shown(&with(document(1, check("5.00")), |check| {
        check.micr = unread(check.micr.sure().unwrap().clone());
        check.amount.value = unread("5.00".parse().unwrap());
        check.amount.legal = Field::Unread(None);
        check.date = unread("2026-11-20".parse().unwrap());
        check.payee = Field::Unread(None);
    }));
    assert_eq!(page["micr"]["routing_number"], Value::Null);
    assert_eq!(page["micr"]["candidate"]["routing_number"], "011000138");
    assert_eq!(page["micr"]["candidate"]["confidence"], 0.5);
    assert_eq!(page["amount"]["value"], Value::Null);
    assert_eq!(page["amount"]["courtesy"], "5.00");
    let candidate = json!({"value":"5.00","confidence":0.5,"courtesy":"5.00","legal":null});
    assert_eq!(page["amount"]["candidate"], candidate);
    assert_eq!((&page["date"], &page["payee"], &page["memo"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!(page["candidate"], json!({"date":{"value":"2026-11-20","confidence":0.5}}));
}

#[test]
fn a_coupon() {
    let page = shown(&coupon_page(1, read(coded("71", "0004711")), unread(coded("72", "1"))));
    assert_eq!((&page["account_number"], &page["bill_id"]), (&json!("71"), &json!("0004711")));
    assert_eq!(page["scanline"]["text"], Value::Null);
    assert_eq!(page["scanline"]["candidate"]["fields"], json!({"account":"72","bill":"1"}));
    let page = shown(&coupon_page(1, read(coded("71", "1")), read(coded("72", "1"))));
    assert_eq!((&page["account_number"], &page["bill_id"]), (&Value::Null, &json!("1")));
    let page = shown(&coupon_page(1, Field::Absent, unread(coded("72", "1"))));
    assert_eq!(page["account_number"], Value::Null);
    assert_eq!(page["candidate"]["account_number"], json!({"value":"72","confidence":0.5}));
}

#[test]
fn pages_without_anything() {
    let page = shown(&paper(1, PageKind::Blank));
    assert_eq!((&page["kind"], &page["micr"], &page["amount"]), (&json!("blank"), &Value::Null, &Value::Null));
    let page = shown(&broken(1));
    assert_eq!((&page["kind"], &page["error"]), (&Value::Null, &json!("not an image")));
}
