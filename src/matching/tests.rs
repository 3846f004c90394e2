//! Whole decisions, one table per subject.

use std::collections::BTreeMap;

use super::*;
use crate::model::testing::{
    account, batch, bill, broken, check, coded, coupon, coupon_page, document, grouped, line, money, money_order, naming,
    paper, payment, read, unread, with,
};
use crate::model::{
    Bill, BillStatus, CheckScheme, CodedFields, Document, Field, Mode, Money, Outcome, PageKind, PaymentType, Reason,
    Rule, StopAction,
};

pub(super) fn config(policy: &str) -> Config {
    let text = format!("[lockbox]\nid = \"t\"\npayees = [\"Health Connector\"]\n[account]\npattern = '\\d{{10}}'\ncheck = \"luhn\"\n[policy]\n{policy}");
    Config::parse(&text).unwrap()
}

