//! A list of payments on a sheet: banks and employers pay for several members by one check and say on a list for whom.

use super::memo::numbers_on;
use crate::config::AccountRule;
use crate::model::{ListedPayment, Money, Reading, Rect, Source};
use crate::reading::text::{Characters, Sheet, TextError, TextLine, Word};

/// How clear each word of a row's account and amount must be.
const CLEAR: f32 = 0.80;
/// A name has no more words.
const MOST_NAME_WORDS: usize = 6;
/// A line with so many digits may be a row…
const ROW_DIGITS: usize = 8;
/// …and so many of them are looked at again where they could not be read.
const MOST_LOOKS: usize = 80;
/// White paper around a line, in thousandths of an inch.
const MARGIN: u32 = 40;

/// The rows of a list: each line that holds one account number and one amount, at a closer look if need be. A line that
/// does not is none; whoever uses the rows must see from their sum that none is missing.
pub(super) fn rows(sheet: &Sheet<'_>, rule: &AccountRule) -> Result<Vec<Reading<ListedPayment>>, TextError> {
    let mut rows = Vec::new();
    let mut looks = 0;
    for line in &sheet.lines {
        let mut found = row(line, rule);
        if found.is_none() && may_be_row(line) && looks < MOST_LOOKS {
            looks += 1;
            found = row_again(sheet, line, rule)?;
        }
        rows.extend(found);
    }
    Ok(rows)
}

/// A row at closer looks, over the whole width of the page: a column may not have been seen at all.
fn row_again(
    sheet: &Sheet<'_>,
    line: &TextLine,
    rule: &AccountRule,
) -> Result<Option<Reading<ListedPayment>>, TextError> {
    let around = line.place.grown(sheet.mils(MARGIN), sheet.clean.width(), sheet.clean.height());
    let around = Rect { x: 0, width: sheet.clean.width(), ..around };
    let found = |line: Option<TextLine>| line.and_then(|line| row(&line, rule));
    match found(sheet.line_in(around, Characters::Any)?) {
        None => Ok(found(sheet.line_as_it_is(around)?)),
        found => Ok(found),
    }
}

/// Whether the page looks like a list: some of its lines have digits enough for an account and an amount.
pub(super) fn may_be_one(lines: &[TextLine]) -> bool {
    lines.iter().filter(|line| may_be_row(line)).count() > 1
}

fn may_be_row(line: &TextLine) -> bool {
    line.words.iter().flat_map(|word| word.text.chars()).filter(char::is_ascii_digit).count() >= ROW_DIGITS
}

fn row(line: &TextLine, rule: &AccountRule) -> Option<Reading<ListedPayment>> {
    let numbers = numbers_on(line, rule);
    let [number] = numbers.as_slice() else { return None };
    let is_number = |word: &Word| number.words.words.iter().any(|own| own.place == word.place);
    let (amounts, others): (Vec<&Word>, Vec<&Word>) =
        line.words.iter().filter(|word| !is_number(word)).partition(|word| amount_in(&word.text).is_some());
    let [amount] = amounts.as_slice() else { return None };
    let confidence = number.words.least_confidence().min(amount.confidence);
    let names = others.iter().filter(|word| word.text.chars().any(char::is_alphabetic)).take(MOST_NAME_WORDS);
    let name: Vec<&str> = names.map(|word| word.text.as_str()).collect();
    let value =
        ListedPayment { account: number.number.clone(), amount: amount_in(&amount.text)?, name: name.join(" ") };
    (confidence >= CLEAR).then_some(Reading { value, confidence, source: Source::Text, place: Some(line.place) })
}

/// An amount as lists have it: dollars with cents, perhaps with a dollar sign and commas between thousands.
fn amount_in(text: &str) -> Option<Money> {
    let figures = text.trim_start_matches('$');
    let (dollars, cents) = figures.split_once('.')?;
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = dollars.split(',');
    let first = groups.next()?;
    let grouped = !dollars.contains(',') || first.len() <= 3;
    let whole = is_digits(first) && grouped && groups.all(|group| group.len() == 3 && is_digits(group));
    if !whole || cents.len() != 2 || !is_digits(cents) {
        return None;
    }
    figures.replace(',', "").parse().ok()
}

/// Rows seen at two looks: those of the closer one, but none that the other saw otherwise.
pub(super) fn both(
    first: Vec<Reading<ListedPayment>>,
    closer: Vec<Reading<ListedPayment>>,
) -> Vec<Reading<ListedPayment>> {
    let side_by_side = |one: &Rect, other: &Rect| one.y < other.bottom() && other.y < one.bottom();
    let is_same_row = |one: &Reading<ListedPayment>, other: &Reading<ListedPayment>| {
        one.value.account == other.value.account
            || one.place.zip(other.place).is_some_and(|(one, other)| side_by_side(&one, &other))
    };
    let agrees = |one: &Reading<ListedPayment>, other: &Reading<ListedPayment>| {
        one.value.account == other.value.account && one.value.amount == other.value.amount
    };
    let is_doubted = |row: &Reading<ListedPayment>| {
        let mut same = first.iter().filter(|other| is_same_row(row, other)).peekable();
        same.peek().is_some() && !same.any(|other| agrees(row, other))
    };
    closer.into_iter().filter(|row| !is_doubted(row)).collect()
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;
    use crate::model::CheckScheme;

    fn line(text: &str, confidence: f32) -> TextLine {
        let place = |at: u32| Rect::new(at * 100, 0, 90, 20);
        let word = |(at, text): (u32, &str)| Word { text: text.to_owned(), confidence, place: place(at), line: 0 };
        TextLine::of((0..).zip(text.split(' ')).map(word).collect()).unwrap()
    }

    fn read(text: &str, confidence: f32) -> Option<(String, String, String)> {
        let rule = AccountRule { pattern: Regex::new(r"^(?:\d{10})$").unwrap(), check: CheckScheme::None };
        let row = row(&line(text, confidence), &rule)?.value;
        Some((row.account.to_string(), row.amount.to_string(), row.name))
    }

    #[test]
    fn a_row_names_an_account_and_an_amount() {
        let want = |name: &str| Some(("7992739871".to_owned(), "1234.50".to_owned(), name.to_owned()));
        assert_eq!(read("7992739871 Maria Lopez $1,234.50", 0.9), want("Maria Lopez"));
        assert_eq!(read("3 799-273-9871 LOPEZ, MARIA 1234.50", 0.9), want("LOPEZ, MARIA"));
        for text in [
            "7992739871 Maria Lopez 1234",
            "7992739871 Maria Lopez 100.00 1234.50",
            "7992739871 7992739871 1234.50",
            "Total 1234.50",
            "7992739871 12,34.50",
            "7992739871 1234.5",
            "7992739871 é.50",
        ] {
            assert_eq!(read(text, 0.9), None, "{text}");
        }
        assert_eq!(read("7992739871 Maria Lopez $1,234.50", 0.7), None);
    }

    #[test]
    fn a_row_that_two_looks_see_otherwise_is_none() {
        let rule = AccountRule { pattern: Regex::new(r"^(?:\d{10})$").unwrap(), check: CheckScheme::None };
        let rows = |text: &[&str]| {
            let row = |(at, text): (u32, &&str)| {
                let row = row(&line(text, 0.9), &rule)?;
                Some(Reading { place: Some(Rect::new(0, at * 50, 900, 20)), ..row })
            };
            (0..).zip(text).filter_map(row).collect::<Vec<_>>()
        };
        let closer = || rows(&["7992739871 1.00", "7992739872 2.00"]);
        assert_eq!(both(Vec::new(), closer()).len(), 2);
        assert_eq!(both(rows(&["7992739871 1.00", "7992739872 2.08"]), closer()), rows(&["7992739871 1.00"]));
        assert_eq!(both(rows(&["7992739871 1.00", "7992739879 2.00"]), closer()), rows(&["7992739871 1.00"]));
    }
}
