//! What may be wrong with a payment, whatever it pays.

use std::sync::LazyLock;

use jiff::civil::Date;
use strsim::levenshtein;

use super::findings::Findings;
use super::payee;
use crate::config::Config;
use crate::model::{
    Batch, CheckReading, DocumentNumber, Issuer, MicrLine, Money, PageReading, PaymentType, QualityFlag, Reading,
    Reason,
};

/// Checks of the US Treasury are good for a year.
const TREASURY_STALE_DAYS: u32 = 365;

/// Adds what speaks against this payment.
pub(super) fn check(
    number: DocumentNumber,
    page: &PageReading,
    check: &CheckReading,
    batch: &Batch,
    config: &Config,
    findings: &mut Findings,
) {
    let mut look = Look { number, check, batch, config, findings };
    look.bank_line();
    look.date();
    look.payee();
    look.signature();
    look.notes();
    look.instrument();
    look.quality(page);
}

/// Adds what speaks against a payment of this amount.
pub(super) fn check_amount(
    number: DocumentNumber,
    kind: PaymentType,
    amount: Money,
    config: &Config,
    findings: &mut Findings,
) {
    let limit = config.policy.money_order_limit;
    if kind == PaymentType::MoneyOrder && amount > limit {
        let text = format!("money order {number} says {amount}, issuers sell none above {limit}");
        findings.add(Reason::MoneyOrderOverLimit, text);
    }
}

struct Look<'a> {
    number: DocumentNumber,
    check: &'a CheckReading,
    batch: &'a Batch,
    config: &'a Config,
    findings: &'a mut Findings,
}

impl Look<'_> {
    fn bank_line(&mut self) {
        let number = self.number;
        let line = self.check.micr.sure();
        if line.is_some_and(|line| line.foreign) {
            self.findings.add(Reason::ForeignItem, format!("document {number} is drawn on a bank abroad"));
        } else if self.check.foreign_words.is_none()
            && !line.is_some_and(|line| is_complete(line, self.check.payment_type))
        {
            // A payment from abroad has no US bank line to read.
            let text = format!("the bank line of document {number} could not be read surely");
            self.findings.add(Reason::MicrUnreadable, text);
        }
        if let Some(words) = &self.check.foreign_words {
            self.findings.add(Reason::ForeignItem, format!("document {number} says `{words}`"));
        }
    }

    fn date(&mut self) {
        let number = self.number;
        let deposit = self.batch.deposit_date;
        let sure = self.check.date.sure().is_some();
        if !sure {
            self.require(self.config.policy.require_date, "date");
        }
        // A date that was not read holds nothing; one that was read, though not surely, and is probably bad does, unless
        // it is a usual one but for a digit: `1/18` is `11/18` more often than not.
        let probable =
            |guess: &&Reading<Date>| sure || (guess.confidence >= PROBABLE && !is_nearly_recent(guess.value, deposit));
        let Some(date) = self.check.date.best().filter(probable).map(|guess| guess.value) else { return };
        let dated = if sure { "is dated" } else { "is probably dated" };
        if date > deposit {
            let text = format!("document {number} {dated} {date}, after the deposit of {deposit}");
            self.findings.add(Reason::PostDated, text);
        }
        let bank = self.check.micr.sure().and_then(|line| line.routing);
        let from_treasury = bank.is_some_and(|bank| bank.issuer() == Issuer::Treasury);
        let limit = if from_treasury { TREASURY_STALE_DAYS } else { self.config.policy.stale_days };
        let age = days_between(date, deposit);
        if self.check.payment_type != PaymentType::MoneyOrder && age >= i64::from(limit) {
            let text = format!("document {number} {dated} {date} and so {age} days old, {limit} make it stale");
            self.findings.add(Reason::StaleDated, text);
        }
    }

    fn payee(&mut self) {
        let number = self.number;
        match self.check.payee.sure() {
            Some(payee) if !payee::is_acceptable(payee, &self.config.lockbox.payees) => {
                let text = format!("document {number} is made out to `{payee}`");
                self.findings.add(Reason::PayeeUnacceptable, text);
            }
            Some(_) => {}
            None => self.require(self.config.policy.require_payee, "payee"),
        }
    }

    fn signature(&mut self) {
        if self.check.payment_type != PaymentType::Check {
            return;
        }
        match self.check.signature.sure() {
            Some(false) => {
                let text = format!("the signature line of document {} is empty", self.number);
                self.findings.add(Reason::SignatureMissing, text);
            }
            Some(true) => {}
            None => self.require(self.config.policy.require_signature, "signature"),
        }
    }

    fn notes(&mut self) {
        if let Some(note) = &self.check.restrictive_notation {
            let text = format!("document {} carries the note `{note}`", self.number);
            self.findings.add(Reason::RestrictiveNotation, text);
        }
    }

    fn instrument(&mut self) {
        let kind = self.check.payment_type;
        let bank = self.check.micr.sure().and_then(|line| line.routing);
        let odd_bank = bank.filter(|bank| !bank.issuer().issues_checks());
        if !self.config.policy.accept.contains(&kind) {
            let text = format!("document {} is a {}, which this lockbox does not take", self.number, plain(kind));
            self.findings.add(Reason::InstrumentNotAccepted, text);
        } else if let Some(bank) = odd_bank {
            let text = format!("document {} is drawn on {bank}, which is no bank for paper checks", self.number);
            self.findings.add(Reason::InstrumentNotAccepted, text);
        }
    }

    fn quality(&mut self, page: &PageReading) {
        let poor =
            |flag: &&QualityFlag| matches!(flag, QualityFlag::TooDark | QualityFlag::TooLight | QualityFlag::Damaged);
        let unread = self.check.micr.sure().is_none() || self.check.amount.value.sure().is_none();
        if let (Some(flag), true) = (page.quality.flags.iter().find(poor), unread) {
            let text = format!("the image of document {} is {}", self.number, flag.word().replace('_', " "));
            self.findings.add(Reason::ImageQuality, text);
        } else if page.quality.flags.contains(&QualityFlag::Piggyback) {
            let text = format!("the image of document {} shows two bank lines: there may be two checks", self.number);
            self.findings.add(Reason::ImageQuality, text);
        } else if is_blank(self.check) {
            self.findings.add(Reason::ImageQuality, format!("nothing on document {} could be read", self.number));
        }
    }

    fn require(&mut self, required: bool, what: &str) {
        if required {
            let text = format!("the {what} of document {} must be read and could not be", self.number);
            self.findings.add(Reason::ImageQuality, text);
        }
    }
}

/// A guess of at least this confidence is probably right.
const PROBABLE: f32 = 0.9;
/// Most payments are dated within so many days before their deposit.
const USUAL_DAYS: i32 = 30;

/// Whether a date is one of the days before a deposit, as people write them in figures, but for one character.
fn is_nearly_recent(date: Date, deposit: Date) -> bool {
    let figures = |date: Date| format!("{}/{}/{}", date.month(), date.day(), date.year());
    let (mut day, written) = (deposit, figures(date));
    for _ in 0..=USUAL_DAYS {
        if levenshtein(&figures(day), &written) <= 1 {
            return true;
        }
        day = day.yesterday().unwrap_or(day);
    }
    false
}

/// Whether nothing of what every payment carries was read surely.
const fn is_blank(check: &CheckReading) -> bool {
    check.micr.sure().is_none()
        && check.amount.courtesy.sure().is_none()
        && check.amount.legal.sure().is_none()
        && check.date.sure().is_none()
        && check.payee.sure().is_none()
}

/// Whether the line says enough to know the payment again: bank, account and serial; a money order needs no account.
const fn is_complete(line: &MicrLine, kind: PaymentType) -> bool {
    let serial = line.check_number.is_some();
    let account = line.payer_account.is_some();
    let known = match kind {
        PaymentType::MoneyOrder => serial || account,
        _ => serial && account,
    };
    line.routing.is_some() && known
}

fn days_between(from: Date, to: Date) -> i64 {
    to.since(from).map_or(0, |span| i64::from(span.get_days()))
}

/// The kind of payment in words.
pub(super) fn plain(kind: PaymentType) -> String {
    match kind {
        PaymentType::CashiersCheck => "cashier's check".to_owned(),
        PaymentType::BillpayCheck => "bill-payment check".to_owned(),
        PaymentType::Other => "payment of another kind".to_owned(),
        PaymentType::Check | PaymentType::MoneyOrder => kind.word().replace('_', " "),
    }
}

/// What a page of a payment kind says about which nothing was read.
pub(super) fn nothing_read(kind: PaymentType) -> &'static CheckReading {
    static ORDER: LazyLock<CheckReading> = LazyLock::new(|| CheckReading::empty(PaymentType::MoneyOrder));
    static CHECK: LazyLock<CheckReading> = LazyLock::new(|| CheckReading::empty(PaymentType::Check));
    if kind == PaymentType::MoneyOrder { &ORDER } else { &CHECK }
}
