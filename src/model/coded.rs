//! Coupon definitions: what the scan line and the barcode of a biller's coupon hold, field by field.
//!
//! A layout such as `{account:10} {bill:9} {amount_due:9} {check:luhn}` is written once in the configuration and
//! serves both ways: a coupon is drawn from it and a line that was read is taken apart by it.

use std::str::FromStr;
use std::sync::Arc;

use jiff::civil::Date;

use super::bill::words;
use super::{AccountNumber, Bill, BillId, CheckScheme, CouponPrint, Money, Period};

words! {
    /// A field that a coupon's code can carry.
    CodedField {
        /// The account number.
        Account = "account",
        /// The bill's number.
        Bill = "bill",
        /// The amount due in cents, zero filled.
        AmountDue = "amount_due",
        /// The due date: YYYYMMDD in eight places, YYMMDD in six.
        DueDate = "due_date",
        /// The coverage month: YYYYMM in six places, YYMM in four.
        Period = "period",
    }
}

/// One part of a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A field of fixed width.
    Field(CodedField, usize),
    /// Check digits over all digits before them.
    Check(CheckScheme),
    /// A gap in the line, of any width.
    Gap,
    /// A character that stands for itself.
    Literal(char),
}

impl Part {
    /// How many characters it has.
    const fn width(&self) -> usize {
        match self {
            Self::Field(_, width) => *width,
            Self::Check(scheme) => scheme.width(),
            Self::Gap => 0,
            Self::Literal(_) => 1,
        }
    }
}

/// The order of fields in a scan line or barcode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    parts: Vec<Part>,
    text: String,
}

/// Why a text is not a layout.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// A brace without its partner.
    #[error("a brace has no partner in `{0}`")]
    Brace(String),
    /// Not `name:width` or `check:scheme`.
    #[error("`{{{0}}}` is not a field; write for example {{account:10}} or {{check:luhn}}")]
    Field(String),
    /// A scheme nobody knows.
    #[error("`{0}` is not a check digit scheme; known are {known}", known = CheckScheme::names().collect::<Vec<_>>().join(", "))]
    Scheme(String),
    /// A width that the field cannot have.
    #[error("`{0}` cannot be {1} wide")]
    Width(&'static str, usize),
    /// Neither an account nor a bill in it.
    #[error("`{0}` carries no account and no bill")]
    NoKey(String),
}

impl FromStr for Layout {
    type Err = LayoutError;

    fn from_str(text: &str) -> Result<Self, LayoutError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let inner = rest.strip_prefix('{');
            rest = match (first, inner) {
                (_, Some(inner)) => {
                    let (field, after) = inner.split_once('}').ok_or_else(|| LayoutError::Brace(text.to_owned()))?;
                    parts.push(parse_part(field)?);
                    after
                }
                ('}', None) => return Err(LayoutError::Brace(text.to_owned())),
                (' ', None) => {
                    parts.push(Part::Gap);
                    rest.trim_start_matches(' ')
                }
                (literal, None) => {
                    parts.push(Part::Literal(literal));
                    &rest[literal.len_utf8()..]
                }
            };
        }
        let has_key = parts.iter().any(|p| matches!(p, Part::Field(CodedField::Account | CodedField::Bill, _)));
        if !has_key {
            return Err(LayoutError::NoKey(text.to_owned()));
        }
        Ok(Self { parts, text: text.to_owned() })
    }
}

fn parse_part(field: &str) -> Result<Part, LayoutError> {
    let unknown = || LayoutError::Field(field.to_owned());
    let (name, detail) = field.split_once(':').ok_or_else(unknown)?;
    if name == "check" {
        let scheme = CheckScheme::from_name(detail).ok_or_else(|| LayoutError::Scheme(detail.to_owned()))?;
        return Ok(Part::Check(scheme));
    }
    let field = CodedField::from_word(name).ok_or_else(unknown)?;
    let width: usize = detail.parse().map_err(|_| unknown())?;
    let allowed = match field {
        CodedField::Account => (1..=32).contains(&width),
        CodedField::Bill => (1..=40).contains(&width),
        CodedField::AmountDue => (3..=15).contains(&width),
        CodedField::DueDate => matches!(width, 6 | 8),
        CodedField::Period => matches!(width, 4 | 6),
    };
    if !allowed {
        return Err(LayoutError::Width(field.word(), width));
    }
    Ok(Part::Field(field, width))
}

/// What a scan line or barcode says, field by field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodedFields {
    /// The coupon definition that it fits.
    pub definition: Arc<str>,
    /// The line as read.
    pub text: String,
    /// The account number.
    pub account: Option<AccountNumber>,
    /// The bill's number, as wide as the layout has it.
    pub bill: Option<BillId>,
    /// The amount due.
    pub amount_due: Option<Money>,
    /// The due date.
    pub due_date: Option<Date>,
    /// The coverage month.
    pub period: Option<Period>,
    /// Whether a check digit in the code has verified it.
    pub verified: bool,
}

impl Layout {
    /// Its parts in order.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The layout as written in the configuration.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How many characters it has, gaps apart.
    #[must_use]
    pub fn width(&self) -> usize {
        self.parts.iter().map(Part::width).sum()
    }

    /// After how many characters its gaps stand.
    #[must_use]
    pub fn gaps(&self) -> Vec<usize> {
        let mut gaps = Vec::new();
        let mut at = 0;
        for part in &self.parts {
            if *part == Part::Gap {
                gaps.push(at);
            }
            at += part.width();
        }
        gaps
    }

    /// Takes a line apart; `None` unless every character fits and every check digit holds. Spaces are ignored.
    #[must_use]
    pub fn parse(&self, definition: &Arc<str>, text: &str) -> Option<CodedFields> {
        let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if !solid.is_ascii() || solid.len() != self.width() {
            return None;
        }
        let mut fields =
            CodedFields { definition: definition.clone(), text: text.to_owned(), ..CodedFields::default() };
        let mut at = 0;
        for part in &self.parts {
            match part {
                Part::Gap => {}
                Part::Literal(wanted) => {
                    if !solid[at..].starts_with(*wanted) {
                        return None;
                    }
                    at += 1;
                }
                Part::Check(scheme) => {
                    let payload: String = solid[..at].chars().filter(char::is_ascii_digit).collect();
                    let end = at + scheme.width();
                    if scheme.compute(&payload)? != solid[at..end] {
                        return None;
                    }
                    fields.verified |= scheme.width() > 0;
                    at = end;
                }
                Part::Field(field, width) => {
                    fields.set(*field, &solid[at..at + width])?;
                    at += width;
                }
            }
        }
        Some(fields)
    }

    /// Writes a line with these fields.
    ///
    /// # Errors
    /// When one is missing or does not fit its width.
    pub fn format(&self, fields: &CodedFields) -> Result<String, Unfit> {
        let mut line = String::new();
        for part in &self.parts {
            match part {
                Part::Gap => line.push(' '),
                Part::Literal(character) => line.push(*character),
                Part::Check(scheme) => {
                    let payload: String = line.chars().filter(char::is_ascii_digit).collect();
                    line.push_str(&scheme.compute(&payload).ok_or(Unfit::Check(*scheme))?);
                }
                Part::Field(field, width) => {
                    let value = fields.get(*field, *width).ok_or(Unfit::Missing(*field))?;
                    if value.len() > *width {
                        return Err(Unfit::Wide(*field, *width));
                    }
                    line.push_str(&format!("{value:0>width$}"));
                }
            }
        }
        Ok(line)
    }
}

/// Why a bill cannot be written into a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// A field of the layout that the bill lacks.
    #[error("the bill has no {0}")]
    Missing(CodedField),
    /// A value that is longer than its field.
    #[error("its {0} has more than the {1} characters that the coupon has for it")]
    Wide(CodedField, usize),
    /// Check digits that these digits do not have.
    #[error("there are no check digits {} for it", .0.name())]
    Check(CheckScheme),
}

impl CodedFields {
    fn set(&mut self, field: CodedField, value: &str) -> Option<()> {
        let digits = value.bytes().all(|b| b.is_ascii_digit());
        match field {
            CodedField::Account => self.account = Some(AccountNumber::new(value)?),
            CodedField::Bill => self.bill = Some(BillId::new(value)?),
            _ if !digits => return None,
            CodedField::AmountDue => self.amount_due = Some(Money::from_cents(value.parse().ok()?)),
            CodedField::DueDate => {
                let (year, rest) = year_of(value)?;
                self.due_date = Some(Date::new(year, rest[..2].parse().ok()?, rest[2..].parse().ok()?).ok()?);
            }
            CodedField::Period => {
                let (year, month) = value.split_at(value.len() - 2);
                let year: i16 = year.parse().ok()?;
                let year = if value.len() == 4 { year + 2000 } else { year };
                self.period = Some(Period::new(year, month.parse().ok()?)?);
            }
        }
        Some(())
    }

    fn get(&self, field: CodedField, width: usize) -> Option<String> {
        match field {
            CodedField::Account => self.account.as_ref().map(ToString::to_string),
            CodedField::Bill => self.bill.as_ref().map(ToString::to_string),
            CodedField::AmountDue => self.amount_due.map(|amount| amount.cents().to_string()),
            CodedField::DueDate => self.due_date.map(|date| {
                let text = date.strftime("%Y%m%d").to_string();
                text[8 - width..].to_owned()
            }),
            CodedField::Period => self.period.map(|period| {
                let text = period.to_string().replace('-', "");
                text[6 - width..].to_owned()
            }),
        }
    }
}

fn year_of(value: &str) -> Option<(i16, &str)> {
    let (year, rest) = value.split_at(value.len() - 4);
    let number: i16 = year.parse().ok()?;
    Some((if year.len() == 2 { number + 2000 } else { number }, rest))
}

/// A kind of coupon that a biller prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CouponDefinition {
    /// Its name in the configuration.
    pub name: Arc<str>,
    /// What its scan line holds.
    pub scanline: Option<Layout>,
    /// What its barcode holds.
    pub barcode: Option<Layout>,
    /// How the two are printed.
    pub print: CouponPrint,
}

/// What the codes of one coupon say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Codes {
    /// The scan line, with its gaps.
    pub scanline: Option<String>,
    /// The barcode.
    pub barcode: Option<String>,
}

impl CouponDefinition {
    /// The codes of a bill's coupon.
    ///
    /// # Errors
    /// When the bill lacks what a code holds, or has too much of it.
    pub fn codes(&self, bill: &Bill<'_>) -> Result<Codes, Unfit> {
        let fields = CodedFields {
            definition: self.name.clone(),
            account: Some(bill.account.clone()),
            bill: Some(bill.id.clone()),
            amount_due: Some(bill.amount_due),
            due_date: Some(bill.due_date),
            period: bill.period,
            ..CodedFields::default()
        };
        let code = |layout: &Option<Layout>| layout.as_ref().map(|layout| layout.format(&fields)).transpose();
        Ok(Codes { scanline: code(&self.scanline)?, barcode: code(&self.barcode)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(text: &str) -> Layout {
        text.parse().unwrap()
    }

    fn fields() -> CodedFields {
        CodedFields {
            account: AccountNumber::new("7123456789"),
            bill: BillId::new("4711"),
            amount_due: Some(Money::from_cents(21_450)),
            due_date: Date::new(2026, 12, 23).ok(),
            ..CodedFields::default()
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let layout = layout("{account:10} {bill:9} {amount_due:9} {due_date:6} {check:luhn}");
        let line = layout.format(&fields()).unwrap();
        assert_eq!(&line[..37], "7123456789 000004711 000021450 261223");
        let read = layout.parse(&"std".into(), &line).unwrap();
        assert_eq!(read.account, fields().account);
        assert_eq!(read.bill.unwrap().as_str(), "000004711");
        assert_eq!(read.amount_due, fields().amount_due);
        assert_eq!(read.due_date, fields().due_date);
        assert!(read.verified);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let line = |text: &str, fields: &CodedFields| layout(text).format(fields).unwrap_err();
        assert_eq!(line("{account:9}", &fields()), Unfit::Wide(CodedField::Account, 9));
        assert_eq!(line("{account:10}{amount_due:4}", &fields()), Unfit::Wide(CodedField::AmountDue, 4));
        assert_eq!(line("{account:10}{period:6}", &fields()), Unfit::Missing(CodedField::Period));
    }

    #[test]
    fn gaps_do_not_matter_and_wrong_check_digits_do() {
        let layout = layout("{account:10} {check:luhn}");
        let line = layout.format(&fields()).unwrap();
        assert_eq!(layout.gaps(), [10]);
        let tight = line.replace(' ', "");
        assert!(layout.parse(&"a".into(), &tight).is_some());
        assert!(layout.parse(&"a".into(), &tight.replacen('7', "8", 1)).is_none());
        assert!(layout.parse(&"a".into(), &tight[1..]).is_none());
        assert!(layout.parse(&"a".into(), "éééééé").is_none());
    }

    #[test]
    fn bad_layouts_are_named() {
        for (text, part) in [
            ("{account", "partner"),
            ("account}", "partner"),
            ("{acount:10}", "acount:10"),
            ("{account:x}", "account:x"),
            ("{account:10}{check:lun}", "lun"),
            ("{account:99}", "99"),
            ("{due_date:7}{account:3}", "due_date"),
            ("{amount_due:9}", "no account"),
        ] {
            let message = text.parse::<Layout>().unwrap_err().to_string();
            assert!(message.contains(part), "{text}: {message}");
        }
    }
}
