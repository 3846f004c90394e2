//! `lockbox.toml`: what this lockbox is, how its accounts and coupons look, and what policy lets post.
//!
//! The file's own structs ([`raw`]) follow the written form; [`Config`] holds checked meaning. Unknown keys are
//! refused: a misspelt policy must not silently be another policy.

mod deposit;
mod raw;
mod raw_deposit;

use std::path::{Path, PathBuf};

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};
use regex::Regex;
use rust_decimal::Decimal;

use crate::error::{Error, Result};
use crate::files;
use crate::model::{AccountNumber, CheckScheme, CouponDefinition, Money, PaymentType, QualityLimits, RoutingNumber};
pub use deposit::{
    CreditRecord, CreditSetting, DepositPolicy, DepositSettings, LetterLevel, MissingBack, ReleaseSettings,
};

/// No configuration file is larger.
const LARGEST_FILE: u64 = 1 << 20;

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Config {
    /// Who the lockbox belongs to.
    pub lockbox: Lockbox,
    /// What bills say of the biller.
    pub biller: Biller,
    /// How an account number looks.
    pub account: AccountRule,
    /// The coupons that may come back.
    pub coupons: Vec<CouponDefinition>,
    /// What may post without a person.
    pub policy: Policy,
    /// From what on an image is poor.
    pub quality: QualityLimits,
    /// The posting files of the biller's own.
    pub postings: Vec<PostingSetting>,
    /// How the bank wants its deposits.
    pub deposit: DepositSettings,
    /// Who lets files go.
    pub release: ReleaseSettings,
}

/// A posting file with a layout of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostingSetting {
    /// The name under which it is asked for.
    pub name: String,
    /// Where its layout is described.
    pub layout: LayoutSource,
}

/// Where a layout is described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LayoutSource {
    /// The name says it: a form that the program knows.
    Known,
    /// In a file, named from the folder of the settings.
    File(PathBuf),
    /// Here, as TOML.
    Here(String),
}

/// Who the lockbox belongs to.
#[derive(Debug, Clone, Default)]
pub struct Lockbox {
    /// Its name.
    pub id: String,
    /// Whom checks may be made out to; empty = anybody.
    pub payees: Vec<String>,
    /// The IANA time zone of the lockbox's working day.
    pub timezone: Option<String>,
    /// The bank that takes the deposit.
    pub routing_number: Option<RoutingNumber>,
    /// The account there.
    pub bank_account: Option<String>,
    /// From this time of day on, what comes in goes to the bank on the next business day.
    pub cutoff: Option<Time>,
    /// Days on which banks are closed, beside Saturdays and Sundays.
    pub holidays: Vec<Date>,
}

impl Lockbox {
    /// The business day to which what comes in now belongs.
    #[must_use]
    pub fn deposit_day(&self, now: DateTime) -> Date {
        let late = self.cutoff.is_some_and(|cutoff| now.time() >= cutoff);
        let closed =
            |day: Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || self.holidays.contains(&day);
        let mut day = if late { now.date().saturating_add(1.day()) } else { now.date() };
        while self.cutoff.is_some() && closed(day) && day < Date::MAX {
            day = day.saturating_add(1.day());
        }
        day
    }
}

/// What bills say of the biller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Biller {
    /// The name; the first payee unless it is given.
    pub name: Option<String>,
    /// Where payments are sent, line by line.
    pub address: Vec<String>,
    /// Other ways to pay, a line each.
    pub pay: Vec<String>,
}

/// How an account number looks.
#[derive(Debug, Clone)]
pub struct AccountRule {
    /// The whole number, without spaces or dashes.
    pub pattern: Regex,
    /// Its own check digit.
    pub check: CheckScheme,
}

impl AccountRule {
    /// The account number, if the text is one: pattern and check digit hold.
    #[must_use]
    pub fn recognise(&self, text: &str) -> Option<AccountNumber> {
        (self.pattern.is_match(text) && self.check.verify(text)).then(|| AccountNumber::new(text)).flatten()
    }
}

/// What to do with a payment that is not what the bill asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    /// Post it.
    Post,
    /// A person decides.
    Exception,
}

/// A difference that may be overlooked: a share of the amount due or a fixed amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tolerance {
    /// A fixed amount.
    Fixed(Money),
    /// Percent of the amount due.
    Percent(Decimal),
}

impl Tolerance {
    /// The difference that may be overlooked on this amount due.
    #[must_use]
    pub fn of(self, amount_due: Money) -> Money {
        match self {
            Self::Fixed(amount) => amount,
            Self::Percent(percent) => amount_due.percent(percent),
        }
    }
}

/// What may post without a person.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Less than the coupon's bill.
    pub partial: Handling,
    /// More than the account owes.
    pub overpayment: Handling,
    /// How much less counts as paid in full.
    pub short_tolerance: Tolerance,
    /// How much more is posted as credit all the same.
    pub over_tolerance: Tolerance,
    /// From how many days on a check is stale.
    pub stale_days: u32,
    /// From which amount on an exception is looked at first.
    pub high_amount: Option<Money>,
    /// The most that a money order can be.
    pub money_order_limit: Money,
    /// How probably right an amount must be to be acted on.
    pub amount_confidence: f32,
    /// Which share of what is posted a person checks without seeing the posting, in millionths.
    pub quality_sample: u32,
    /// From how many hours on bills are stale, and the workbench says so.
    pub bills_stale_hours: Option<u32>,
    /// The instruments this lockbox takes.
    pub accept: Vec<PaymentType>,
    /// A date must be read before a payment posts.
    pub require_date: bool,
    /// A payee must be read before a payment posts.
    pub require_payee: bool,
    /// A signature must be seen before a payment posts.
    pub require_signature: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            partial: Handling::Exception,
            overpayment: Handling::Exception,
            short_tolerance: Tolerance::Fixed(Money::ZERO),
            over_tolerance: Tolerance::Fixed(Money::ZERO),
            stale_days: 180,
            high_amount: None,
            money_order_limit: Money::from_cents(100_000),
            amount_confidence: 0.999,
            quality_sample: 0,
            bills_stale_hours: None,
            accept: PaymentType::ALL.to_vec(),
            require_date: false,
            require_payee: false,
            require_signature: false,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            lockbox: Lockbox { id: "default".to_owned(), ..Lockbox::default() },
            biller: Biller::default(),
            account: AccountRule { pattern: any_digits(), check: CheckScheme::None },
            coupons: Vec::new(),
            policy: Policy::default(),
            quality: QualityLimits::default(),
            postings: Vec::new(),
            deposit: DepositSettings::default(),
            release: ReleaseSettings::default(),
        }
    }
}

#[expect(clippy::unwrap_used, reason = "a fixed pattern, compiled in a test")]
fn any_digits() -> Regex {
    Regex::new(r"^(?:\d{6,20})$").unwrap()
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// When it cannot be read, is not TOML, has an unknown key or a value that makes no sense; the error names file,
    /// line and column.
    pub fn load(path: &Path) -> Result<Self> {
        let text = files::read_text(path, LARGEST_FILE)?;
        let mut config = Self::parse(&text).map_err(|problem| {
            let (line, column) = problem.at.map_or((None, None), |at| position(&text, at));
            Error::Content { path: path.to_owned(), line, column, message: problem.message }
        })?;
        for posting in &mut config.postings {
            // Files are named as they lie beside the settings.
            if let (LayoutSource::File(file), Some(folder)) = (&mut posting.layout, path.parent()) {
                *file = folder.join(&*file);
            }
        }
        Ok(config)
    }

    /// Reads the text of a configuration file.
    ///
    /// # Errors
    /// As [`Config::load`], without the file's name.
    pub fn parse(text: &str) -> std::result::Result<Self, raw::Problem> {
        raw::parse(text)
    }
}

/// Line and column, both from 1, of a byte in a text.
pub(crate) fn position(text: &str, at: usize) -> (Option<u64>, Option<u64>) {
    let before = &text.as_bytes()[..at.min(text.len())];
    let line = before.iter().filter(|b| **b == b'\n').count() as u64 + 1;
    let column = before.iter().rev().take_while(|b| **b != b'\n').count() as u64 + 1;
    (Some(line), Some(column))
}

/// Reads a date written as a TOML local date or as a quoted ISO date.
///
/// # Errors
/// When it is neither.
pub fn date_of(value: &toml::Value) -> std::result::Result<Date, String> {
    let text = match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Datetime(datetime) => datetime.to_string(),
        other => return Err(format!("a date is wanted, such as 2026-11-24, not `{other}`")),
    };
    text.parse().map_err(|_| format!("`{text}` is not a date such as 2026-11-24"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CouponPrint, ScanFace, Symbology};

    #[test]
    fn the_contract_example_is_read() {
        let config = Config::parse(
            r#"
            [lockbox]
            id = "412612"
            payees = ["Health Connector"]
            timezone = "America/New_York"
            routing_number = "011000138"
            bank_account = "123456"
            [account]
            pattern = '\d{10}'
            check = "luhn"
            [[coupon]]
            name = "premium"
            scanline = "{account:10} {bill:9} {amount_due:9} {check:luhn}"
            barcode = "{account:10}{bill:9}{amount_due:9}"
            symbology = "qrcode"
            font = "ocr-b"
            [biller]
            address = ["P.O. Box 412612", "Boston, MA 02241-2612"]
            [policy]
            partial = "post"
            overpayment = "exception"
            short_tolerance = "5%"
            over_tolerance = "1.00"
            stale_days = 90
            high_amount = 5000
            [[posting]]
            name = "csv"
            [[posting]]
            name = "ours"
            layout = "ours.toml"
            [[posting]]
            name = "here"
            form = "delimited"
            "#,
        )
        .unwrap();
        assert_eq!(config.coupons.len(), 1);
        let print = CouponPrint { symbology: Symbology::QrCode, face: ScanFace::OcrB };
        assert_eq!(config.coupons[0].print, print);
        assert_eq!(config.biller.name.as_deref(), Some("Health Connector"));
        assert_eq!(config.biller.address.len(), 2);
        let layouts: Vec<(&str, &LayoutSource)> =
            config.postings.iter().map(|posting| (posting.name.as_str(), &posting.layout)).collect();
        assert_eq!(layouts[0], ("csv", &LayoutSource::Known));
        assert_eq!(layouts[1], ("ours", &LayoutSource::File("ours.toml".into())));
        assert!(matches!(layouts[2], ("here", LayoutSource::Here(text)) if text.contains("delimited")), "{layouts:?}");
        assert_eq!(config.policy.partial, Handling::Post);
        assert_eq!(config.policy.short_tolerance.of(Money::from_cents(10_000)), Money::from_cents(500));
        assert_eq!(config.policy.high_amount, Some(Money::from_cents(500_000)));
        assert!(config.account.recognise("79927398713").is_none(), "eleven digits");
        assert!(config.account.recognise("7992739870").is_none() || CheckScheme::Luhn.verify("7992739870"));
    }

    #[test]
    fn mistakes_are_placed() {
        for (text, place, part) in [
            ("[lockbox]\nid = \"a\"\nidd = 1\n", 3, "idd"),
            ("[lockbox]\nid = \"a\"\n[policy]\npartial = \"maybe\"\n", 4, "maybe"),
            ("[lockbox]\nid = \"a\"\n[account]\ncheck = \"lun\"\n", 4, "lun"),
            ("[lockbox]\nid = \"a\"\n[account]\npattern = '('\n", 4, "pattern"),
            ("[lockbox]\nid = \"a\"\n[[coupon]]\nname = \"c\"\nscanline = \"{acc:1}\"\n", 5, "acc:1"),
            ("[lockbox]\nid = \"a\"\n[[coupon]]\nname = \"c\"\nsymbology = \"ean\"\n", 5, "ean"),
            ("[lockbox]\nid = \"a\"\n[[coupon]]\nname = \"c\"\nfont = \"arial\"\n", 5, "arial"),
            ("[lockbox]\nid = \"a\"\n[biller]\naddress = [\"1\", \"2\", \"3\", \"4\"]\n", 4, "three lines"),
            ("[lockbox]\npayees = []\n", 1, "id"),
            ("[lockbox]\nid = \"a\"\n[[posting]]\nlayout = \"b\"\n", 3, "name"),
            ("[lockbox]\nid = \"a\"\n[[posting]]\nname = \"b\"\nlayout = 1\n", 3, "layout"),
        ] {
            let problem = Config::parse(text).unwrap_err();
            assert!(problem.message.contains(part), "{text}: {}", problem.message);
            assert_eq!(position(text, problem.at.unwrap()).0, Some(place), "{text}");
        }
    }

    #[test]
    fn late_mail_goes_to_the_bank_on_the_next_business_day() {
        let text = "[lockbox]\nid = \"a\"\ncutoff = \"17:00\"\nholidays = [2026-11-26, \"2026-12-25\"]\n";
        let lockbox = Config::parse(text).unwrap().lockbox;
        let day = |text: &str| lockbox.deposit_day(text.parse().unwrap()).to_string();
        assert_eq!(day("2026-11-24T16:59:59"), "2026-11-24");
        assert_eq!(day("2026-11-24T17:00:00"), "2026-11-25");
        assert_eq!(day("2026-11-25T18:00:00"), "2026-11-27", "a holiday");
        assert_eq!(day("2026-11-27T18:00:00"), "2026-11-30", "a weekend");
        assert_eq!(day("2026-11-28T09:00:00"), "2026-11-30");
        let any = Config::default().lockbox;
        assert_eq!(any.deposit_day("2026-11-28T23:00:00".parse().unwrap()).to_string(), "2026-11-28");
        for (wrong, part) in [("cutoff = \"5 pm\"", "17:00"), ("holidays = [\"soon\"]", "soon")] {
            let problem = Config::parse(&format!("[lockbox]\nid = \"a\"\n{wrong}\n")).unwrap_err();
            assert!(problem.message.contains(part), "{}", problem.message);
        }
    }

    #[test]
    fn the_default_works() {
        assert!(Config::default().account.recognise("123456").is_some());
    }
}
