//! The written form of `[deposit]` and `[release]`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::deposit::{
    CreditRecord, CreditSetting, DepositPolicy, DepositSettings, LetterLevel, MissingBack, ReleaseSettings,
};
use super::raw::{Problem, money, routing};
use crate::model::Reason;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct DepositTable {
    level: Option<Spanned<String>>,
    coding: Option<Spanned<String>>,
    length_prefix: Option<bool>,
    collection_type: Option<Spanned<u8>>,
    items_per_bundle: Option<Spanned<u16>>,
    credit: Option<Spanned<String>>,
    credit_place: Option<Spanned<String>>,
    credit_counted: Option<bool>,
    endorsement_record: Option<bool>,
    endorsement_name: Option<Spanned<String>>,
    #[serde(default)]
    endorsement: Vec<String>,
    missing_backs: Option<Spanned<String>>,
    destination: Option<Spanned<String>>,
    destination_name: Option<Spanned<String>>,
    origin: Option<Spanned<String>>,
    origin_name: Option<Spanned<String>>,
    account: Option<Spanned<String>>,
    contact_name: Option<Spanned<String>>,
    contact_phone: Option<Spanned<String>>,
    test: Option<bool>,
    #[serde(default)]
    exceptions: BTreeMap<Spanned<String>, Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct ReleaseTable {
    second_person_from: Option<Spanned<toml::Value>>,
}

pub(super) fn release(table: &ReleaseTable) -> Result<ReleaseSettings, Problem> {
    Ok(ReleaseSettings { second_person_from: table.second_person_from.as_ref().map(money).transpose()? })
}

pub(super) fn deposit(table: DepositTable) -> Result<DepositSettings, Problem> {
    let usual = DepositSettings::default();
    let level = one_of(table.level.as_ref(), &LEVELS)?.unwrap_or(usual.level);
    let credit = credit(&table, level)?;
    Ok(DepositSettings {
        level,
        ebcdic: one_of(table.coding.as_ref(), &[("ebcdic", true), ("ascii", false)])?.unwrap_or(usual.ebcdic),
        length_prefix: table.length_prefix.unwrap_or(usual.length_prefix),
        collection_type: within(table.collection_type.as_ref(), 0, 99)?.unwrap_or(usual.collection_type),
        items_per_bundle: within(table.items_per_bundle.as_ref(), 1, 9_999)?.unwrap_or(usual.items_per_bundle),
        credit,
        endorsement_record: table.endorsement_record.unwrap_or(usual.endorsement_record),
        endorsement_name: plain(table.endorsement_name, 15)?,
        endorsement: table.endorsement,
        missing_backs: one_of(
            table.missing_backs.as_ref(),
            &[("omit", MissingBack::Omit), ("blank", MissingBack::Blank)],
        )?
        .unwrap_or(usual.missing_backs),
        destination: table.destination.as_ref().map(routing).transpose()?,
        destination_name: plain(table.destination_name, 18)?.unwrap_or_default(),
        origin: table.origin.map(origin).transpose()?,
        origin_name: plain(table.origin_name, 18)?,
        account: plain(table.account, 18)?,
        contact_name: plain(table.contact_name, 14)?.unwrap_or_default(),
        contact_phone: table.contact_phone.map(phone).transpose()?.unwrap_or_default(),
        test: table.test.unwrap_or_default(),
        policy: policy(&table.exceptions)?,
    })
}

const LEVELS: [(&str, LetterLevel); 3] = [
    ("x9.37", LetterLevel::Dstu2003),
    ("x9.100-187-2008", LetterLevel::Of2008),
    ("x9.100-187-2013", LetterLevel::Of2013),
];

fn credit(table: &DepositTable, level: LetterLevel) -> Result<Option<CreditSetting>, Problem> {
    let records = [
        ("none", None),
        ("61a", Some(CreditRecord::Record61A)),
        ("61b", Some(CreditRecord::Record61B)),
        ("62", Some(CreditRecord::Record62)),
    ];
    let in_bundle = one_of(table.credit_place.as_ref(), &[("bundle", true), ("letter", false)])?.unwrap_or(true);
    let Some(word) = &table.credit else { return Ok(None) };
    let Some(record) = one_of(Some(word), &records)?.flatten() else { return Ok(None) };
    if record == CreditRecord::Record62 && level != LetterLevel::Of2013 {
        return Err(Problem::new(&word.span(), "credit record 62 needs level = \"x9.100-187-2013\""));
    }
    Ok(Some(CreditSetting { record, in_bundle, counted: table.credit_counted.unwrap_or_default() }))
}

/// The meaning of a word.
fn one_of<T: Copy>(word: Option<&Spanned<String>>, known: &[(&str, T)]) -> Result<Option<T>, Problem> {
    let Some(word) = word else { return Ok(None) };
    let meaning = known.iter().find(|(name, _)| name == word.get_ref()).map(|(_, meaning)| *meaning);
    let names: Vec<String> = known.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let problem = || format!("`{}` is none of {}", word.get_ref(), names.join(", "));
    meaning.map(Some).ok_or_else(|| Problem::new(&word.span(), problem()))
}

fn within<T: Copy + PartialOrd + std::fmt::Display>(
    value: Option<&Spanned<T>>,
    least: T,
    most: T,
) -> Result<Option<T>, Problem> {
    let Some(value) = value else { return Ok(None) };
    let fits = (least..=most).contains(value.get_ref());
    let problem = || Problem::new(&value.span(), format!("a number from {least} to {most} is wanted"));
    fits.then_some(Some(*value.get_ref())).ok_or_else(problem)
}

/// Text that a record has room for.
fn plain(text: Option<Spanned<String>>, most: usize) -> Result<Option<String>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let fits =
        text.get_ref().len() <= most && text.get_ref().bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    let problem = || Problem::new(&text.span(), format!("the record takes at most {most} letters, digits and signs"));
    if fits { Ok(Some(text.into_inner())) } else { Err(problem()) }
}

fn origin(text: Spanned<String>) -> Result<String, Problem> {
    let fits = text.get_ref().len() == 9 && text.get_ref().bytes().all(|byte| byte.is_ascii_alphanumeric());
    let problem = || Problem::new(&text.span(), "nine letters or digits are wanted, as the bank gave them out");
    if fits { Ok(text.into_inner()) } else { Err(problem()) }
}

fn phone(text: Spanned<String>) -> Result<String, Problem> {
    let fits = text.get_ref().len() <= 10 && text.get_ref().bytes().all(|byte| byte.is_ascii_digit());
    let problem = || Problem::new(&text.span(), "a telephone number has at most ten digits, and nothing else");
    if fits { Ok(text.into_inner()) } else { Err(problem()) }
}

fn policy(table: &BTreeMap<Spanned<String>, Spanned<String>>) -> Result<DepositPolicy, Problem> {
    let mut policy = DepositPolicy::default();
    for (name, handling) in table {
        let known = || Reason::ALL.iter().map(|reason| reason.word()).collect::<Vec<_>>().join(", ");
        let reason = Reason::from_word(name.get_ref()).ok_or_else(|| {
            Problem::new(&name.span(), format!("`{}` is no reason; there are {}", name.get_ref(), known()))
        })?;
        let held = one_of(Some(handling), &[("deposit", false), ("hold", true)])?.unwrap_or(true);
        if held {
            policy.hold.insert(reason);
        } else if reason == Reason::ForeignItem {
            return Err(Problem::new(&handling.span(), "foreign items go in no cash letter; they are collected apart"));
        } else {
            policy.hold.remove(&reason);
        }
    }
    Ok(policy)
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, CreditRecord, LetterLevel, MissingBack, position};
    use crate::model::{Money, Reason};

    fn parsed(text: &str) -> Config {
        Config::parse(&format!("[lockbox]\nid = \"a\"\n{text}")).unwrap()
    }

    #[test]
    fn all_keys_are_read() {
        let config = parsed(
            r#"
            [release]
            second_person_from = "10000.00"
            [deposit]
            level = "x9.100-187-2013"
            coding = "ascii"
            length_prefix = false
            collection_type = 12
            items_per_bundle = 200
            credit = "62"
            credit_place = "letter"
            credit_counted = true
            endorsement_record = false
            endorsement_name = "BAY STATE"
            endorsement = ["For deposit only {account}", "{date} {sequence}"]
            missing_backs = "blank"
            destination = "011000138"
            destination_name = "First Bank"
            origin = "A23456789"
            origin_name = "Bay State"
            account = "12-34"
            contact_name = "Mail room"
            contact_phone = "2125550100"
            test = true
            [deposit.exceptions]
            signature_missing = "deposit"
            overpayment = "hold"
            "#,
        );
        let deposit = &config.deposit;
        assert_eq!((deposit.level, deposit.ebcdic, deposit.length_prefix), (LetterLevel::Of2013, false, false));
        let credit = deposit.credit.unwrap();
        assert_eq!((credit.record, credit.in_bundle, credit.counted), (CreditRecord::Record62, false, true));
        assert_eq!((deposit.collection_type, deposit.items_per_bundle), (12, 200));
        assert_eq!((deposit.missing_backs, deposit.endorsement.len()), (MissingBack::Blank, 2));
        let holds = |reason| deposit.policy.hold.contains(&reason);
        assert!(!holds(Reason::SignatureMissing) && holds(Reason::Overpayment) && holds(Reason::PayeeUnacceptable));
        assert_eq!(config.release.second_person_from, Some(Money::from_cents(1_000_000)));
    }

    #[test]
    fn without_settings_only_good_instruments_enter() {
        let hold = parsed("").deposit.policy.hold;
        for held in [Reason::SignatureMissing, Reason::PayeeUnacceptable, Reason::ForeignItem, Reason::DuplicatePayment]
        {
            assert!(hold.contains(&held), "{held}");
        }
        for deposited in [Reason::NoCoupon, Reason::AccountNotFound, Reason::Overpayment] {
            assert!(!hold.contains(&deposited), "{deposited}");
        }
    }

    #[test]
    fn mistakes_are_placed() {
        for (text, line, part) in [
            ("[deposit]\nlevel = \"x9\"\n", 4, "\"x9.37\""),
            ("[deposit]\ncoding = \"utf-8\"\n", 4, "ebcdic"),
            ("[deposit]\ncredit = \"62\"\n", 4, "2013"),
            ("[deposit]\ncollection_type = 100\n", 4, "99"),
            ("[deposit]\nendorsement_name = \"Sixteen letters.\"\n", 4, "15"),
            ("[deposit]\norigin = \"12345678\"\n", 4, "nine"),
            ("[deposit]\ndestination = \"123456789\"\n", 4, "routing"),
            ("[deposit]\ncontact_phone = \"212-555\"\n", 4, "digits"),
            ("[deposit.exceptions]\nforeign_item = \"deposit\"\n", 4, "collected apart"),
            ("[deposit.exceptions]\nunsigned = \"hold\"\n", 4, "signature_missing"),
            ("[deposit.exceptions]\nno_coupon = \"post\"\n", 4, "hold"),
            ("[release]\nsecond_person_from = \"-1\"\n", 4, "less than nothing"),
        ] {
            let text = format!("[lockbox]\nid = \"a\"\n{text}");
            let problem = Config::parse(&text).unwrap_err();
            assert!(problem.message.contains(part), "{text}: {}", problem.message);
            assert_eq!(position(&text, problem.at.unwrap()).0, Some(line), "{text}");
        }
    }
}
