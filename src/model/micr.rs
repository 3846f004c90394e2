//! The E-13B line at the bottom of a check and its fields.

use super::{Money, RoutingNumber};

/// The transit symbol.
const TRANSIT: char = '⑆';
/// The amount symbol.
const AMOUNT: char = '⑇';
/// The on-us symbol.
const ON_US: char = '⑈';
/// The dash symbol.
const DASH: char = '⑉';

/// Routing numbers under which only money orders are drawn: the Postal Service, MoneyGram, Western Union.
const MONEY_ORDERS: [&str; 4] = ["000008002", "000000204", "091900533", "102100400"];

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
    /// The payer's account at that bank, digits and dashes as printed, without spaces.
    pub payer_account: Option<String>,
    /// The check's serial number, from the auxiliary on-us field or from the on-us field.
    pub check_number: Option<String>,
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
        let auxiliary = before.split(ON_US).map(solid).find(|part| is_number(part));
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
        let auxiliary = matches!(count(before, ON_US), 0 | 2) && count(before, AMOUNT) == 0;
        auxiliary
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
        if self.routing.is_some_and(|routing| MONEY_ORDERS.contains(&routing.as_str())) {
            self.check_number = auxiliary.or_else(|| number(&format!("{leading}{account}")));
            return;
        }
        let other = || serial_among(trailing).or_else(|| number(leading));
        if let Some(serial) = auxiliary.or_else(other) {
            self.check_number = Some(serial);
            self.payer_account = number(account);
            return;
        }
        let (serial, account) = leading_serial(account.trim());
        self.check_number = serial.and_then(number);
        self.payer_account = number(account);
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

/// The serial number among the groups behind the account; a group of one or two digits is a transaction code.
fn serial_among(trailing: &str) -> Option<String> {
    let groups = || trailing.split_whitespace().filter_map(number);
    groups().find(|group| group.len() > 2).or_else(|| groups().next())
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
mod tests {
    use super::*;

    fn fields(raw: &str) -> (String, String, String) {
        let line = MicrLine::parse(raw);
        let routing = line.routing.map_or_else(String::new, |routing| routing.to_string());
        (routing, line.payer_account.unwrap_or_default(), line.check_number.unwrap_or_default())
    }

    #[test]
    fn the_usual_pictures_are_taken_apart() {
        for (raw, routing, account, number) in [
            ("⑆011000138⑆ 781059751534⑈ 1457", "011000138", "781059751534", "1457"),
            ("⑈104711⑈ ⑆011000138⑆ 781059751534⑈", "011000138", "781059751534", "104711"),
            ("⑈0118408359⑈ ⑆031923282⑆ 8765129397⑈", "031923282", "8765129397", "0118408359"),
            ("⑆000067894⑆ 12345678⑈ 0101", "000067894", "12345678", "0101"),
            ("⑆057770930⑆ 209 153 53⑈111 ⑇0000010000⑇", "057770930", "20915353", "111"),
            ("⑆122000661⑆1211⑉1234⑉56789⑈", "122000661", "1234-56789", "1211"),
            ("⑆322271779⑆ 1005 ⑈000 4192580⑈ ⑇0000000419⑇", "322271779", "0004192580", "1005"),
            ("⑆011000138⑆ 1457 781059751534⑈", "011000138", "781059751534", "1457"),
            ("⑆011000138⑆ 123⑉456⑉7⑈ 1457 29", "011000138", "123-456-7", "1457"),
            ("⑆000008002⑆ 24681357908⑈", "000008002", "", "24681357908"),
            ("⑆091900533⑆930 91263397⑈ 90", "091900533", "", "93091263397"),
        ] {
            assert_eq!(fields(raw), (routing.to_owned(), account.to_owned(), number.to_owned()), "{raw}");
            assert!(MicrLine::parse(raw).is_complete(), "{raw}");
        }
    }

    #[test]
    fn amounts_are_ten_digits_of_cents() {
        let amount = |raw: &str| MicrLine::parse(raw).amount;
        assert_eq!(amount("⑆057770930⑆ 20915353⑈111 ⑇0000010002⑇"), Some(Money::from_cents(10_002)));
        assert_eq!(amount("⑆057770930⑆ 20915353⑈111 ⑇000001000⑇"), None);
        assert!(!MicrLine::parse("⑆057770930⑆ 20915353⑈111 ⑇0000010000").is_complete());
    }

    #[test]
    fn a_dash_in_the_transit_field_is_foreign() {
        let line = MicrLine::parse("⑈243⑈ ⑆00005⑉123⑆ 123⑉456⑉7⑈");
        assert!(line.foreign && line.routing.is_none() && line.is_complete());
        assert_eq!(line.payer_account.as_deref(), Some("123-456-7"));
        assert_eq!(line.check_number.as_deref(), Some("243"));
        let old = MicrLine::parse("⑆0540⑉0004⑆ ⑈140 611 6⑈ ⑇0000002500⑇");
        assert!(!old.foreign && !old.is_complete());
        assert_eq!(old.payer_account.as_deref(), Some("1406116"));
    }

    #[test]
    fn open_fields_wrong_check_digits_and_stray_symbols_are_not_complete() {
        for raw in [
            "",
            "⑆",
            "⑆011000139⑆ 781059751534⑈ 1457",
            "⑆01100013⑆ 781059751534⑈ 1457",
            "⑆011000138⑆ 781059751534 1457",
            "⑆011000138 781059751534⑈ 1457",
            "⑆011000138⑆ ⑈",
            "⑆011000138⑆ 7810⑆59751534⑈ 1457",
            "⑈104711 ⑆011000138⑆ 781059751534⑈",
            "⑆011000138⑆ 12⑈3⑈4⑈5",
        ] {
            assert!(!MicrLine::parse(raw).is_complete(), "{raw}");
        }
    }
}
