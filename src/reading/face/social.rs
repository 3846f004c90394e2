//! Social security numbers, which payers write on checks now and then: only the last four digits are kept.

use super::words::plain;
use crate::config::AccountRule;

/// Words before a number that make nine digits a social security number.
const CAPTIONS: [&str; 5] = ["ssn", "ss", "ssno", "social", "security"];
/// Digits of its three parts.
const PARTS: [usize; 3] = [3, 2, 4];

/// The text with all but the last four digits of each social security number hidden; a number that is an account's is
/// left alone.
pub(super) fn masked(text: &str, rule: &AccountRule) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut shown: Vec<String> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let captioned = words[..at].iter().rev().take(2).any(|word| CAPTIONS.contains(&plain(word).as_str()));
        let length = (1..=PARTS.len()).rev().find(|length| is_number(words.get(at..at + length), captioned, rule));
        match length {
            Some(length) => {
                shown.push(hidden(&words[at..at + length].join(" ")));
                at += length;
            }
            None => {
                shown.push(words[at].to_owned());
                at += 1;
            }
        }
    }
    shown.join(" ")
}

/// Whether words together are such a number: in its three parts, or nine digits behind a caption.
fn is_number(words: Option<&[&str]>, captioned: bool, rule: &AccountRule) -> bool {
    let Some(words) = words else { return false };
    let text = words.join(" ");
    let within = text.rsplit_once(['#', ':']).is_some_and(|(caption, _)| CAPTIONS.contains(&plain(caption).as_str()));
    let captioned = captioned || within;
    let text = text.rsplit(['#', ':']).next().unwrap_or_default().trim_matches(['.', ',', ';', '(', ')', ' ']);
    let parts: Vec<&str> = text.split(['-', ' ', '.']).collect();
    let is_digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    let in_parts = parts.iter().all(is_digits) && parts.iter().map(|part| part.len()).eq(PARTS);
    let solid = captioned && text.len() == 9 && is_digits(&text);
    let bare: String = text.chars().filter(char::is_ascii_digit).collect();
    // No such number begins with 000 or 666; those that begin with 9 are taxpayers' numbers and as private.
    let is_given = !bare.starts_with("000") && !bare.starts_with("666");
    (in_parts || solid) && is_given && rule.recognise(&bare).is_none()
}

/// All digits but the last four as asterisks.
fn hidden(text: &str) -> String {
    let mut left = text.chars().filter(char::is_ascii_digit).count();
    let hide = |c: char| {
        let digit = c.is_ascii_digit();
        left -= usize::from(digit);
        if digit && left >= 4 { '*' } else { c }
    };
    text.chars().map(hide).collect()
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;
    use crate::model::CheckScheme;

    fn shown(text: &str, pattern: &str) -> String {
        masked(text, &AccountRule { pattern: Regex::new(pattern).unwrap(), check: CheckScheme::None })
    }

    #[test]
    fn only_the_last_four_digits_are_kept() {
        for (text, want) in [
            ("SSN 123-45-6789", "SSN ***-**-6789"),
            ("for 123-45-6789, thank you", "for ***-**-6789, thank you"),
            ("ssn#123-45-6789", "ssn#***-**-6789"),
            ("123 45 6789", "*** ** 6789"),
            ("Social Security 123456789", "Social Security *****6789"),
            ("SS# 123456789.", "SS# *****6789."),
            ("SSN#123456789", "SSN#*****6789"),
            ("912-34-5678", "***-**-5678"),
        ] {
            assert_eq!(shown(text, r"^(?:\d{10})$"), want);
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in ["acct 7123456789", "123456789", "617-555-1234", "000-12-3456", "11-24-2026", "", "é 1"] {
            assert_eq!(shown(text, r"^(?:\d{10})$"), text);
        }
        assert_eq!(shown("123-45-6789", r"^(?:\d{9})$"), "123-45-6789", "an account");
    }
}
