//! The bank line of a check as the fields of its record, and back.

use super::deposit::{DepositItem, LineRead};
use crate::model::MicrLine;

/// The most characters of the on-us field.
const ON_US: usize = 20;

/// A bank line as its record has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BankLine {
    /// The auxiliary on-us field.
    pub auxiliary_on_us: String,
    /// The external processing code.
    pub external_code: String,
    /// The routing number.
    pub routing: String,
    /// The on-us field.
    pub on_us: String,
    /// How well it was read.
    pub read: LineRead,
}

impl BankLine {
    /// The fields of a line that was surely read.
    #[must_use]
    pub fn of(line: &MicrLine) -> Self {
        let mut parts = line.raw.split('⑆');
        let (before, after) = (parts.next().unwrap_or_default(), parts.nth(1).unwrap_or_default());
        let auxiliary = before.split('⑈').nth(1).map(solid).unwrap_or_default();
        let on_us = on_us(after.split('⑇').next().unwrap_or_default());
        let routing = line.routing.map(|routing| routing.to_string()).unwrap_or_default();
        let fits = !on_us.is_empty() && on_us.len() <= ON_US && auxiliary.len() <= 15;
        Self {
            auxiliary_on_us: if auxiliary.len() <= 15 { auxiliary } else { String::new() },
            external_code: line.epc.map(String::from).unwrap_or_default(),
            read: match (routing.is_empty(), fits) {
                (true, _) => LineRead::DoubtfulAndMissing,
                (false, true) => LineRead::Good,
                (false, false) => LineRead::FieldMissing,
            },
            on_us: if on_us.len() <= ON_US { on_us } else { String::new() },
            routing,
        }
    }

    /// A line of which nothing was surely read.
    #[must_use]
    pub fn unread() -> Self {
        Self { read: LineRead::DoubtfulAndMissing, ..Self::default() }
    }

    /// The line as it is printed.
    #[must_use]
    pub fn printed(auxiliary_on_us: &str, routing: &str, on_us: &str) -> MicrLine {
        let mut raw = String::new();
        if !auxiliary_on_us.is_empty() {
            raw.push_str(&format!("⑈{}⑈ ", auxiliary_on_us.trim_matches('/').trim()));
        }
        raw.push_str(&format!("⑆{routing}⑆ {on_us}"));
        MicrLine::parse(&raw.replace('/', "⑈").replace('-', "⑉"))
    }

    /// An item with this line.
    #[must_use]
    pub fn item(self) -> DepositItem {
        DepositItem {
            auxiliary_on_us: self.auxiliary_on_us,
            external_code: self.external_code,
            routing: self.routing,
            on_us: self.on_us,
            line: self.read,
            ..DepositItem::default()
        }
    }
}

/// The signs of records for the symbols of the print, without spaces.
fn solid(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).map(|sign| if sign == '⑉' { '-' } else { sign }).collect()
}

/// The on-us field: groups of digits stay apart, symbols need no space around them.
fn on_us(text: &str) -> String {
    let signs = text.replace('⑈', "/").replace('⑉', "-");
    let joined = signs.split_whitespace().collect::<Vec<_>>().join(" ");
    let spaced = joined.replace("/ ", "/").replace(" /", "/").replace("- ", "-").replace(" -", "-");
    if spaced.len() > ON_US { solid(&spaced) } else { spaced }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(raw: &str) -> BankLine {
        BankLine::of(&MicrLine::parse(raw))
    }

    #[test]
    fn fields_of_records_are_made_of_printed_lines() {
        let usual = of("⑆011000138⑆ 781059751534⑈ 1457");
        assert_eq!((usual.routing.as_str(), usual.on_us.as_str()), ("011000138", "781059751534/1457"));
        assert_eq!((usual.auxiliary_on_us.as_str(), usual.read), ("", LineRead::Good));
        let business = of("⑈001457⑈ 4⑆011000138⑆ 78⑉1059 751⑈ ⑇0000012345⑇");
        assert_eq!((business.auxiliary_on_us.as_str(), business.on_us.as_str()), ("001457", "78-1059 751/"));
        assert_eq!(business.external_code, "4");
        let long = of("⑆011000138⑆ 12345 67890 12345 67890⑈ 1457");
        assert_eq!((long.on_us.as_str(), long.read), ("", LineRead::FieldMissing));
        assert_eq!(of("⑆11000-138⑆ 781⑈").read, LineRead::DoubtfulAndMissing);
    }

    #[test]
    fn a_line_comes_back_as_it_was() {
        for raw in ["⑆011000138⑆ 781059751534⑈ 1457", "⑈001457⑈ ⑆011000138⑆ 78⑉1059⑈", "⑆000008002⑆ 12345678901⑈"]
        {
            let line = MicrLine::parse(raw);
            let fields = BankLine::of(&line);
            let back = BankLine::printed(&fields.auxiliary_on_us, &fields.routing, &fields.on_us);
            assert_eq!(
                (back.routing, back.payer_account, back.check_number),
                (line.routing, line.payer_account, line.check_number),
                "{raw}"
            );
        }
    }
}
