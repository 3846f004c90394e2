//! The written form of `lockbox.toml` and its one conversion into [`Config`].

use std::fmt::Display;
use std::ops::Range;
use std::str::FromStr;

use jiff::civil::{Date, Time};
use regex::Regex;
use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use super::raw_deposit::{self, DepositTable, ReleaseTable};
use super::{AccountRule, Biller, Config, Handling, LayoutSource, Lockbox, Policy, PostingSetting, Tolerance, date_of};
use crate::model::{
    CheckScheme, CouponDefinition, CouponPrint, Layout, Money, PaymentType, QualityLimits, RoutingNumber, ScanFace,
    Symbology,
};

/// What is wrong with a configuration, and at which byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The byte where it stands.
    pub at: Option<usize>,
    /// What is wrong and what is wanted.
    pub message: String,
}

impl Problem {
    pub(super) fn new(span: &Range<usize>, message: impl Display) -> Self {
        Self { at: Some(span.start), message: message.to_string() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    lockbox: LockboxTable,
    #[serde(default)]
    biller: BillerTable,
    #[serde(default)]
    account: AccountTable,
    #[serde(default)]
    coupon: Vec<CouponTable>,
    #[serde(default)]
    policy: PolicyTable,
    #[serde(default)]
    quality: QualityTable,
    #[serde(default)]
    posting: Vec<Spanned<toml::Table>>,
    #[serde(default)]
    deposit: DepositTable,
    #[serde(default)]
    release: ReleaseTable,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LockboxTable {
    id: Spanned<String>,
    #[serde(default)]
    payees: Vec<String>,
    timezone: Option<Spanned<String>>,
    routing_number: Option<Spanned<String>>,
    bank_account: Option<String>,
    cutoff: Option<Spanned<String>>,
    #[serde(default)]
    holidays: Vec<Spanned<toml::Value>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct AccountTable {
    pattern: Option<Spanned<String>>,
    check: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CouponTable {
    name: String,
    scanline: Option<Spanned<String>>,
    barcode: Option<Spanned<String>>,
    symbology: Option<Spanned<String>>,
    font: Option<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct BillerTable {
    name: Option<String>,
    address: Option<Spanned<Vec<String>>>,
    pay: Option<Spanned<Vec<String>>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct PolicyTable {
    partial: Option<Spanned<String>>,
    overpayment: Option<Spanned<String>>,
    short_tolerance: Option<Spanned<toml::Value>>,
    over_tolerance: Option<Spanned<toml::Value>>,
    stale_days: Option<u32>,
    high_amount: Option<Spanned<toml::Value>>,
    money_order_limit: Option<Spanned<toml::Value>>,
    amount_confidence: Option<Spanned<f32>>,
    quality_sample: Option<Spanned<String>>,
    bills_stale_hours: Option<u32>,
    accept: Option<Vec<Spanned<String>>>,
    require_date: Option<bool>,
    require_payee: Option<bool>,
    require_signature: Option<bool>,
}

/// Limits of image quality; units as in [`QualityLimits`].
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct QualityTable {
    undersize: Option<[f32; 2]>,
    oversize: Option<[f32; 2]>,
    skew: Option<Spanned<f32>>,
    too_light: Option<Spanned<f32>>,
    too_dark: Option<Spanned<f32>>,
    streaks: Option<Spanned<f32>>,
    out_of_focus: Option<Spanned<f32>>,
    noise: Option<Spanned<f32>>,
    folded_corner: Option<Spanned<f32>>,
    front_back_mismatch: Option<Spanned<f32>>,
}

pub(super) fn parse(text: &str) -> Result<Config, Problem> {
    let file: File = toml::from_str(text)
        .map_err(|error| Problem { at: error.span().map(|span| span.start), message: error.message().to_owned() })?;
    let lockbox = lockbox(file.lockbox)?;
    Ok(Config {
        biller: biller(file.biller, &lockbox)?,
        lockbox,
        account: account(file.account)?,
        coupons: file.coupon.into_iter().map(coupon).collect::<Result<_, _>>()?,
        postings: file.posting.into_iter().map(posting).collect::<Result<_, _>>()?,
        policy: policy(file.policy)?,
        quality: quality(&file.quality)?,
        deposit: raw_deposit::deposit(file.deposit)?,
        release: raw_deposit::release(&file.release)?,
    })
}

fn lockbox(table: LockboxTable) -> Result<Lockbox, Problem> {
    if table.id.get_ref().trim().is_empty() {
        return Err(Problem::new(&table.id.span(), "the lockbox needs a name"));
    }
    let timezone = |zone: Spanned<String>| match jiff::tz::TimeZone::get(zone.get_ref()) {
        Ok(_) => Ok(zone.into_inner()),
        Err(_) => {
            Err(Problem::new(&zone.span(), format!("`{}` is not a time zone such as America/New_York", zone.get_ref())))
        }
    };
    Ok(Lockbox {
        id: table.id.into_inner(),
        payees: table.payees,
        timezone: table.timezone.map(timezone).transpose()?,
        routing_number: table.routing_number.as_ref().map(routing).transpose()?,
        bank_account: table.bank_account,
        cutoff: table.cutoff.map(time).transpose()?,
        holidays: table.holidays.iter().map(holiday).collect::<Result<_, _>>()?,
    })
}

fn time(text: Spanned<String>) -> Result<Time, Problem> {
    let problem = || format!("`{}` is not a time of day such as 17:00", text.get_ref());
    text.get_ref().parse().map_err(|_| Problem::new(&text.span(), problem()))
}

fn holiday(value: &Spanned<toml::Value>) -> Result<Date, Problem> {
    date_of(value.get_ref()).map_err(|message| Problem::new(&value.span(), message))
}

pub(super) fn routing(number: &Spanned<String>) -> Result<RoutingNumber, Problem> {
    let problem = || format!("`{}` is not a US routing number (nine digits with a check digit)", number.get_ref());
    RoutingNumber::new(number.get_ref()).ok_or_else(|| Problem::new(&number.span(), problem()))
}

fn account(table: AccountTable) -> Result<AccountRule, Problem> {
    let mut rule = Config::default().account;
    if let Some(pattern) = table.pattern {
        let whole = format!("^(?:{})$", pattern.get_ref());
        rule.pattern = Regex::new(&whole).map_err(|error| {
            Problem::new(&pattern.span(), format!("the pattern is not a regular expression: {error}"))
        })?;
    }
    if let Some(check) = table.check {
        rule.check = CheckScheme::from_name(check.get_ref()).ok_or_else(|| {
            let known = CheckScheme::names().collect::<Vec<_>>().join(", ");
            Problem::new(&check.span(), format!("`{}` is not a check digit scheme; known are {known}", check.get_ref()))
        })?;
    }
    Ok(rule)
}

fn coupon(table: CouponTable) -> Result<CouponDefinition, Problem> {
    let layout =
        |text: Spanned<String>| Layout::from_str(text.get_ref()).map_err(|error| Problem::new(&text.span(), error));
    Ok(CouponDefinition {
        name: table.name.into(),
        scanline: table.scanline.map(layout).transpose()?,
        barcode: table.barcode.map(layout).transpose()?,
        print: CouponPrint {
            symbology: choice(table.symbology, Symbology::ALL, Symbology::word)?,
            face: choice(table.font, ScanFace::ALL, ScanFace::word)?,
        },
    })
}

/// The value of a word; the first of all where there is none.
fn choice<T: Copy>(word: Option<Spanned<String>>, all: &[T], name: impl Fn(T) -> &'static str) -> Result<T, Problem> {
    let known = all.iter().map(|value| name(*value)).collect::<Vec<_>>().join(", ");
    let span = word.as_ref().map_or(0..0, Spanned::span);
    let found = match &word {
        Some(word) => all.iter().copied().find(|value| name(*value) == word.get_ref()),
        None => all.first().copied(),
    };
    let word = word.map(Spanned::into_inner).unwrap_or_default();
    found.ok_or_else(|| Problem::new(&span, format!("`{word}` is none of {known}")))
}

/// So much a bill has room for.
const BILLER_LINES: usize = 3;

fn biller(table: BillerTable, lockbox: &Lockbox) -> Result<Biller, Problem> {
    let lines = |lines: Option<Spanned<Vec<String>>>| match lines {
        Some(lines) if lines.get_ref().len() > BILLER_LINES => {
            Err(Problem::new(&lines.span(), "a bill has room for three lines of it"))
        }
        lines => Ok(lines.map(Spanned::into_inner).unwrap_or_default()),
    };
    Ok(Biller {
        name: table.name.or_else(|| lockbox.payees.first().cloned()),
        address: lines(table.address)?,
        pay: lines(table.pay)?,
    })
}

/// A name, and a layout: the name of its file, or its own keys beside the name.
fn posting(table: Spanned<toml::Table>) -> Result<PostingSetting, Problem> {
    let span = table.span();
    let mut table = table.into_inner();
    let Some(toml::Value::String(name)) = table.get("name").cloned() else {
        return Err(Problem::new(&span, "a posting file needs a name"));
    };
    let layout = match table.remove("layout") {
        Some(toml::Value::String(file)) if table.len() == 1 => LayoutSource::File(file.into()),
        Some(_) => {
            return Err(Problem::new(&span, "`layout` names a file, and then nothing stands beside it but the name"));
        }
        None if table.len() == 1 => LayoutSource::Known,
        None => LayoutSource::Here(table.to_string()),
    };
    Ok(PostingSetting { name, layout })
}

fn policy(table: PolicyTable) -> Result<Policy, Problem> {
    let mut policy = Policy::default();
    if let Some(partial) = table.partial {
        policy.partial = handling(&partial)?;
    }
    if let Some(overpayment) = table.overpayment {
        policy.overpayment = handling(&overpayment)?;
    }
    if let Some(value) = table.short_tolerance {
        policy.short_tolerance = tolerance(&value)?;
    }
    if let Some(value) = table.over_tolerance {
        policy.over_tolerance = tolerance(&value)?;
    }
    if let Some(value) = table.high_amount {
        policy.high_amount = Some(money(&value)?);
    }
    if let Some(value) = table.money_order_limit {
        policy.money_order_limit = money(&value)?;
    }
    if let Some(confidence) = table.amount_confidence {
        let value = *confidence.get_ref();
        if !(0.9..1.0).contains(&value) {
            return Err(Problem::new(&confidence.span(), "a probability from 0.9 to below 1 is wanted"));
        }
        policy.amount_confidence = value;
    }
    if let Some(share) = table.quality_sample {
        policy.quality_sample = millionths(&share)?;
    }
    if let Some(accept) = table.accept {
        policy.accept = accept.iter().map(payment_type).collect::<Result<_, _>>()?;
    }
    policy.bills_stale_hours = table.bills_stale_hours;
    policy.stale_days = table.stale_days.unwrap_or(policy.stale_days);
    policy.require_date = table.require_date.unwrap_or_default();
    policy.require_payee = table.require_payee.unwrap_or_default();
    policy.require_signature = table.require_signature.unwrap_or_default();
    Ok(policy)
}

/// A share such as `0.5%`.
fn millionths(share: &Spanned<String>) -> Result<u32, Problem> {
    let percent = share.get_ref().trim().strip_suffix('%').and_then(|text| Decimal::from_str(text.trim()).ok());
    let percent = percent.filter(|percent| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(percent));
    let parts = percent.and_then(|percent| u32::try_from((percent * Decimal::from(10_000)).trunc()).ok());
    parts.ok_or_else(|| Problem::new(&share.span(), format!("`{}` is not a share such as \"0.5%\"", share.get_ref())))
}

fn quality(table: &QualityTable) -> Result<QualityLimits, Problem> {
    let usual = QualityLimits::default();
    let limit = |value: &Option<Spanned<f32>>, usual: f32| match value {
        Some(value) if value.get_ref().is_finite() && *value.get_ref() >= 0.0 => Ok(*value.get_ref()),
        Some(value) => Err(Problem::new(&value.span(), "a number from 0 on is wanted")),
        None => Ok(usual),
    };
    Ok(QualityLimits {
        undersize: table.undersize.unwrap_or(usual.undersize),
        oversize: table.oversize.unwrap_or(usual.oversize),
        skew: limit(&table.skew, usual.skew)?,
        too_light: limit(&table.too_light, usual.too_light)?,
        too_dark: limit(&table.too_dark, usual.too_dark)?,
        streaks: limit(&table.streaks, usual.streaks)?,
        out_of_focus: limit(&table.out_of_focus, usual.out_of_focus)?,
        noise: limit(&table.noise, usual.noise)?,
        folded_corner: limit(&table.folded_corner, usual.folded_corner)?,
        front_back_mismatch: limit(&table.front_back_mismatch, usual.front_back_mismatch)?,
    })
}

fn handling(word: &Spanned<String>) -> Result<Handling, Problem> {
    match word.get_ref().as_str() {
        "post" => Ok(Handling::Post),
        "exception" => Ok(Handling::Exception),
        other => Err(Problem::new(&word.span(), format!("`{other}` is neither \"post\" nor \"exception\""))),
    }
}

fn payment_type(word: &Spanned<String>) -> Result<PaymentType, Problem> {
    PaymentType::from_word(word.get_ref()).ok_or_else(|| {
        let known = PaymentType::ALL.iter().map(|p| p.word()).collect::<Vec<_>>().join(", ");
        Problem::new(&word.span(), format!("`{}` is not a payment type; known are {known}", word.get_ref()))
    })
}

/// Numbers may be written bare or quoted; both are taken as their decimal text.
fn decimal_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.trim().to_owned()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(super) fn money(value: &Spanned<toml::Value>) -> Result<Money, Problem> {
    let problem = |message: String| Problem::new(&value.span(), message);
    let text =
        decimal_text(value.get_ref()).ok_or_else(|| problem("an amount is wanted, such as \"100.00\"".to_owned()))?;
    let amount = Money::from_str(&text).map_err(|error| problem(error.to_string()))?;
    if amount < Money::ZERO {
        return Err(problem(format!("`{text}` is less than nothing")));
    }
    Ok(amount)
}

fn tolerance(value: &Spanned<toml::Value>) -> Result<Tolerance, Problem> {
    let text = decimal_text(value.get_ref()).unwrap_or_default();
    let Some(percent) = text.strip_suffix('%') else { return money(value).map(Tolerance::Fixed) };
    let percent = Decimal::from_str(percent.trim()).ok().filter(|p| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(p));
    percent
        .map(Tolerance::Percent)
        .ok_or_else(|| Problem::new(&value.span(), format!("`{text}` is not a share from 0% to 100%")))
}
