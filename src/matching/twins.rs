//! Whether an account number, if it was misread, may be another account's.
//!
//! A number that was read wrongly and still is an account's, check digit and all, looks like one that was read rightly.
//! How likely that is depends on how full the file is around it.

use super::index::BillIndex;
use crate::config::AccountRule;
use crate::model::Money;

/// Of numbers with three wrong digits so many are tried for each three places.
const TRIES: u32 = 8;
/// A file is full where more than one in so many of them is an account's.
const FULL: u32 = 50;
/// Longer numbers have room enough.
const LONGEST: usize = 16;

/// Whether the payment may be meant for another account: one whose number becomes this one by one wrong digit, or by two
/// if it owes what was paid, or any if the file is so full that most misread numbers are somebody's.
pub(super) fn has_twin(text: &str, paid: Option<Money>, index: &BillIndex, rule: &AccountRule) -> bool {
    let places: Vec<usize> =
        text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).map(|(at, _)| at).collect();
    if places.len() > LONGEST {
        return false;
    }
    let mut other = Other { text: text.as_bytes().to_vec(), paid, index, rule };
    other.with_one_wrong(&places) || other.with_two_wrong(&places) || other.is_in_a_full_file(&places)
}

/// A number that is changed to look whether it exists.
struct Other<'a> {
    text: Vec<u8>,
    paid: Option<Money>,
    index: &'a BillIndex,
    rule: &'a AccountRule,
}

impl Other<'_> {
    fn with_one_wrong(&mut self, places: &[usize]) -> bool {
        places.iter().any(|at| (1..10).any(|by| self.with(&[(*at, by)], |other, text| other.index.is_account(text))))
    }

    fn with_two_wrong(&mut self, places: &[usize]) -> bool {
        let turns = || (1..10).flat_map(|first| (1..10).map(move |second| (first, second)));
        let owes = |other: &Self, text: &str| other.passes(text) && other.index.owes(text, other.paid);
        pairs(places).any(|[a, b]| turns().any(|(first, second)| self.with(&[(a, first), (b, second)], owes)))
    }

    /// Tries some numbers with three wrong digits, the same ones every time.
    fn is_in_a_full_file(&mut self, places: &[usize]) -> bool {
        let mut chance = 0_u32;
        let mut turn = || {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (chance >> 24) % 9 + 1
        };
        let (mut tried, mut found) = (0, 0);
        for [a, b] in pairs(places) {
            for c in places.iter().filter(|c| **c > b) {
                for _ in 0..TRIES {
                    let changes = [(a, turn()), (b, turn()), (*c, turn())];
                    if self.with(&changes, |other, text| other.passes(text)) {
                        tried += 1;
                        found += u32::from(self.with(&changes, |other, text| other.index.is_account(text)));
                    }
                }
            }
        }
        found * FULL > tried
    }

    /// Whether something is true of the number with digits moved on by so much at these places.
    fn with(&mut self, changes: &[(usize, u32)], is: impl Fn(&Self, &str) -> bool) -> bool {
        let turn = |digit: u8, by: u32| b'0' + ((u32::from(digit - b'0') + by) % 10) as u8;
        for (at, by) in changes {
            self.text[*at] = turn(self.text[*at], *by);
        }
        let found = std::str::from_utf8(&self.text).is_ok_and(|text| is(self, text));
        for (at, by) in changes {
            self.text[*at] = turn(self.text[*at], 10 - by);
        }
        found
    }

    /// What the biller's check digit does not let pass is never read.
    fn passes(&self, text: &str) -> bool {
        self.rule.check.verify(text)
    }
}

/// Every two of these, the lower first.
fn pairs(places: &[usize]) -> impl Iterator<Item = [usize; 2]> {
    places.iter().flat_map(|a| places.iter().filter(move |b| *b > a).map(move |b| [*a, *b]))
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;
    use crate::formats::book::Book;
    use crate::model::CheckScheme;
    use crate::model::testing::{account, bill};

    fn found(text: &str, paid: &str, others: &[String], check: CheckScheme) -> bool {
        let bills: Vec<_> = others.iter().map(|number| bill(number, "b", "1.00", "2026-01-01")).collect();
        let rule = AccountRule { pattern: Regex::new(r"^(?:\d{10})$").unwrap(), check };
        has_twin(text, paid.parse().ok(), &BillIndex::new(Book::of(&bills)), &rule)
    }

    #[test]
    fn one_and_two_wrong_digits_are_found() {
        let own = account(700_000_001);
        let near = |at: [usize; 2]| -> Vec<String> {
            let changed = |a: u8, b: u8| {
                let mut text = own.clone().into_bytes();
                (text[at[0]], text[at[1]]) = (a, b);
                String::from_utf8(text).unwrap()
            };
            let all = (b'0'..=b'9').flat_map(|a| (b'0'..=b'9').map(move |b| (a, b)));
            all.map(|(a, b)| changed(a, b)).filter(|text| *text != own && CheckScheme::Luhn.verify(text)).collect()
        };
        for at in [[0, 9], [4, 5], [8, 9]] {
            let twins = near(at);
            assert!(
                !twins.is_empty()
                    && twins.iter().all(|twin| found(&own, "1.00", std::slice::from_ref(twin), CheckScheme::Luhn))
            );
            assert!(twins.iter().all(|twin| found(&own, "unknown", std::slice::from_ref(twin), CheckScheme::Luhn)));
            assert!(
                twins.iter().all(|twin| !found(&own, "2.00", std::slice::from_ref(twin), CheckScheme::Luhn)),
                "it owes else"
            );
        }
        assert!(!found(&own, "1.00", &[own.clone(), account(812_345_678)], CheckScheme::Luhn), "itself and a stranger");
        assert!(found("1234567890", "2.00", &["1234567899".to_owned()], CheckScheme::None));
        assert!(!found("1234567890", "1.00", &["9876543210".to_owned()], CheckScheme::None));
    }

    #[test]
    fn a_full_file_is_known_by_a_sample() {
        let full: Vec<String> = (0..20_000).map(|n| account(700_000_000 + n)).collect();
        assert!(found(&account(700_000_007), "2.00", &full, CheckScheme::Luhn));
        assert!(!found("12", "1.00", &[], CheckScheme::None) && !found("", "1.00", &[], CheckScheme::Luhn));
    }
}
