//! The E-13B line at the bottom of a check and its fields.

use super::{Issuer, Money, RoutingNumber};

/// The transit symbol.
const TRANSIT: char = '⑆';
/// The amount symbol.
const AMOUNT: char = '⑇';
/// The on-us symbol.
const ON_US: char = '⑈';
/// The dash symbol.
const DASH: char = '⑉';

/// Behind the account a group of no more digits is a transaction code where a serial number stands elsewhere.
const CODE_DIGITS: usize = 2;

/// A MICR line taken apart into its fields (X9.100-160-1).
///
/// `raw` writes the printed symbols as ⑆ transit, ⑈ on-us, ⑇ amount, ⑉ dash, with single spaces where the line has
/// gaps. A field is `None` when the line does not carry it or it did not verify.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MicrLine {
    /// The whole line as read.
    pub raw: String,
    /// The bank; `None` also when the transit field holds no valid US routing number.
    pub routing: Option<RoutingNumber>,
    /// The payer's account at that bank, digits and dashes as printed, without spaces; on a check of the Treasury the
    /// symbol of the office that pays, on a money order nothing.
    pub payer_account: Option<String>,
    /// The check's serial number, from the auxiliary on-us field or from the on-us field.
    pub check_number: Option<String>,
    /// The external processing code, one digit left of the transit field: 4 on a substitute check, 6 on one made without
    /// the payer's paper (X9.100-160-2); most lines have none.
    pub epc: Option<char>,
    /// The amount field, where the bank of first deposit has encoded one.
    pub amount: Option<Money>,
    /// Whether the transit field is written as a foreign (Canadian) one: a dash inside it.
    pub foreign: bool,
}

impl MicrLine {
    /// Takes a line apart. What does not fit the field's usual pictures stays `None`; `raw` keeps it.
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        let mut line = Self { raw: raw.to_owned(), ..Self::default() };
        let (before, rest) = raw.split_once(TRANSIT).unwrap_or((raw, ""));
        let Some((transit, after)) = rest.split_once(TRANSIT) else { return line };
        let transit = solid(transit);
        line.routing = RoutingNumber::new(&transit);
        line.foreign = is_canadian(&transit);
        let (on_us, amount) = after.split_once(AMOUNT).unwrap_or((after, ""));
        line.amount = amount_of(amount);
        let Opening { auxiliary, epc } = Opening::parse(before).unwrap_or_default();
        line.epc = epc;
        line.take_on_us(on_us, auxiliary);
        line
    }

    /// Whether every field is closed and verifies as far as it can: what a line must be to be acted on.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let named = self.routing.is_some() || self.foreign;
        named && self.check_number.is_some() | self.payer_account.is_some() && self.is_well_formed()
    }

    /// Whether each symbol stands where its field opens or closes and nowhere else.
    fn is_well_formed(&self) -> bool {
        let mut parts = self.raw.split(TRANSIT);
        let (Some(before), Some(_), Some(after), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        let (on_us, amount) = after.split_once(AMOUNT).unwrap_or((after, ""));
        let count = |text: &str, symbol: char| text.chars().filter(|c| *c == symbol).count();
        Opening::parse(before).is_some()
            && (1..=2).contains(&count(on_us, ON_US))
            && (count(after, AMOUNT) == 0 || amount_of(amount).is_some())
    }

    fn take_on_us(&mut self, on_us: &str, auxiliary: Option<String>) {
        let parts: Vec<&str> = on_us.split(ON_US).collect();
        let (leading, account, trailing) = match parts[..] {
            [_] | [] => return,
            [account, trailing] => ("", account, trailing),
            [leading, account, trailing, ..] => (leading, account, trailing),
        };
        match self.routing.map(RoutingNumber::issuer) {
            Some(issuer) if issuer.sells_money_orders() => {
                self.check_number = auxiliary.or_else(|| number(&format!("{leading}{account}")));
                return;
            }
            Some(Issuer::Treasury) => {
                self.payer_account = auxiliary;
                self.check_number = number(&format!("{leading}{account}"));
                return;
            }
            _ => {}
        }
        let behind = || trailing.split_whitespace().filter_map(number);
        let serial =
            behind().find(|group| group.len() > CODE_DIGITS).or_else(|| number(leading)).or_else(|| behind().next());
        if let Some(serial) = auxiliary.or(serial) {
            self.check_number = Some(serial);
            self.payer_account = number(account);
            return;
        }
        let (serial, account) = leading_serial(account.trim());
        self.check_number = serial.and_then(number);
        self.payer_account = number(account);
    }
}

/// What stands left of the transit field.
#[derive(Default)]
struct Opening {
    auxiliary: Option<String>,
    epc: Option<char>,
}

impl Opening {
    /// The auxiliary on-us field between its symbols, then the external processing code, or neither; `None` when
    /// anything else stands there.
    fn parse(text: &str) -> Option<Self> {
        let (auxiliary, code) = match text.split(ON_US).collect::<Vec<_>>()[..] {
            [code] => (None, code),
            [start, auxiliary, code] if start.trim().is_empty() => (Some(number(auxiliary)?), code),
            _ => return None,
        };
        let epc = match solid(code).as_bytes() {
            [] => None,
            [digit] if digit.is_ascii_digit() => Some(char::from(*digit)),
            _ => return None,
        };
        Some(Self { auxiliary, epc })
    }
}

/// A Canadian transit field: branch of five digits, dash, institution of three.
fn is_canadian(transit: &str) -> bool {
    let digits = |text: &str, width: usize| text.len() == width && text.bytes().all(|b| b.is_ascii_digit());
    transit.split_once('-').is_some_and(|(branch, institution)| digits(branch, 5) && digits(institution, 3))
}

/// Ten digits of cents, closed by the amount symbol.
fn amount_of(text: &str) -> Option<Money> {
    let (cents, rest) = text.split_once(AMOUNT)?;
    let cents = solid(cents);
    let whole = cents.len() == 10 && cents.bytes().all(|b| b.is_ascii_digit()) && rest.trim().is_empty();
    whole.then(|| cents.parse().ok().map(Money::from_cents)).flatten()
}

/// Without spaces, the dash symbol as a hyphen.
fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == DASH { '-' } else { c }).collect()
}

fn is_number(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit()) && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// The digits and dashes of a field; `None` when there are none or anything else stands among them.
fn number(text: &str) -> Option<String> {
    let text = solid(text);
    let text = text.trim_matches('-');
    is_number(text).then(|| text.to_owned())
}

/// Parts a serial number that stands before the account from it: a group of three to five digits, then more.
fn leading_serial(field: &str) -> (Option<&str>, &str) {
    let is_serial = |text: &str| (3..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let parted = |at: char, groups: usize| {
        let (first, rest) = field.split_once(at)?;
        let fits = is_serial(first) && rest.split(at).count() == groups && solid(rest).len() > first.len();
        fits.then_some((Some(first), rest))
    };
    parted(' ', 1).or_else(|| parted(DASH, 2)).unwrap_or((None, field))
}

#[cfg(test)]
mod tests;
