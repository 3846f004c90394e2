//! The memo line, and account numbers there or elsewhere on the face.

use super::social::masked;
use super::words::{is_one_of, plain};
use crate::config::AccountRule;
use crate::model::{AccountNumber, CheckScheme, Field, Reading, Rect, Source};
use crate::reading::text::{Characters, Sheet, TextError, TextLine, Word};

/// Captions of the memo line.
const CAPTIONS: [&str; 6] = ["memo", "for", "re", "memorandum", "notes", "reference"];
/// Words before an account number.
const ACCOUNT_WORDS: [&str; 12] = [
    "account",
    "acct",
    "acc",
    "accountno",
    "acctno",
    "member",
    "id",
    "no",
    "number",
    "policy",
    "customer",
    "subscriber",
];
/// Those of them that are said of little else.
const CALLED_ACCOUNT: [&str; 6] = ["account", "acct", "accountno", "acctno", "member", "subscriber"];
/// Words before a number that make it the check's own, whatever stands between.
const OTHER_NUMBERS: [&str; 5] = ["check", "cheque", "serial", "order", "routing"];
/// Captions to the right of the memo line.
const NEXT_CAPTIONS: [&str; 3] = ["signature", "authorized", "purchaser"];
/// An account number is at most this many words: `7123 456 789 0`.
const MOST_WORDS: usize = 4;
/// A word of so many digits may be a number of its own.
const LONG_NUMBER: usize = 6;
/// Of so many lines that say that an account stands on them each is looked at again.
const MOST_ANNOUNCING: usize = 2;
/// So far to the right of such a word a number may reach, in thousandths of an inch.
const LONGEST_NUMBER: u32 = 2000;
/// So far beside a number another may stand on its line, in thousandths of an inch.
const BESIDE: u32 = 1200;
/// Ink beside a number that was not read may be another number from so many hundredths of its own ink on.
const MOST_UNREAD: u64 = 50;
/// How clear each word of an account number must be.
const CLEAR: f32 = 0.80;
/// How clear, to need no second look.
const VERY_CLEAR: f32 = 0.90;
/// How clear the words of a memo must be on average.
const CLEAR_MEMO: f32 = 0.80;
/// Writing reaches this far above its rule, and has as much ink as a square of this side, in thousandths of an inch.
const WRITING_ABOVE: u32 = 200;
const LEAST_WRITING: u32 = 80;
/// How probably a number is right that was read clearly and whose check digit holds.
const SURE: f32 = 0.998;

/// What the memo line says.
pub(super) struct Memo {
    pub(super) text: Field<String>,
    pub(super) accounts: Vec<Reading<AccountNumber>>,
    /// No account was read, but words or digits say that one stands there.
    pub(super) announced: bool,
    /// Beside an account something stands that was not read.
    pub(super) another: bool,
}

/// A number that fits the rule, as seen once.
pub(super) struct Seen {
    pub(super) number: AccountNumber,
    pub(super) words: TextLine,
}

/// Reads the memo line and looks for account numbers; `date` is where the check's date stands, which is no memo even on
/// the same line.
pub(super) fn read(sheet: &Sheet<'_>, rule: &AccountRule, date: Option<Rect>) -> Result<Memo, TextError> {
    let lines: Vec<TextLine> = sheet.lines.iter().filter_map(|line| without_date(line, date)).collect();
    let memo = memo_line(sheet, &lines);
    let mut accounts = Vec::new();
    let mut beside: Option<&TextLine> = None;
    let mut another = false;
    for line in &lines {
        let known = accounts.len();
        for seen in numbers_on(line, rule) {
            if belongs(sheet, line, &seen, rule) {
                another |= has_unread_beside(sheet, &seen.words.place);
                accounts.extend(confirmed(sheet, seen, rule)?);
            }
        }
        if accounts.get(known..).is_some_and(|found| !found.is_empty() && has_another(line, found)) {
            beside = Some(line);
        }
    }
    // Seen only at a further look: the check digit must speak for it.
    if accounts.is_empty() && rule.check != CheckScheme::None {
        let has_digits = |line: &&TextLine| line.text().chars().filter(char::is_ascii_digit).count() >= 4;
        let announcing = lines.iter().filter(|line| announces(line)).take(MOST_ANNOUNCING);
        for line in memo.as_ref().filter(has_digits).into_iter().chain(announcing) {
            accounts = seen_again(sheet, line, rule)?;
            if !accounts.is_empty() {
                break;
            }
        }
    }
    accounts.sort_by(|a, b| a.value.cmp(&b.value));
    accounts.dedup_by(|a, b| a.value == b.value);
    let text = match memo.map_or(Field::Absent, |line| memo_text(&line)) {
        // Beside an account there is another number that may name another one.
        Field::Absent if beside.is_some() => beside.map_or(Field::Absent, |line| memo_text(line).doubted()),
        Field::Absent if has_writing(sheet) => Field::Unread(None),
        text => text,
    };
    let is_number = |text: &String| text.chars().filter(char::is_ascii_digit).count() >= LONG_NUMBER;
    let announced = accounts.is_empty() && (text.sure().is_some_and(is_number) || lines.iter().any(announces));
    let another = another && !accounts.is_empty();
    Ok(Memo { text: text.map(|text| masked(&text, rule)), accounts, announced, another })
}

/// A line without the date at that place and its caption: the word before that stands nearer to it than to others.
fn without_date(line: &TextLine, date: Option<Rect>) -> Option<TextLine> {
    let Some(date) = date else { return Some(line.clone()) };
    let Some(first) = line.words.iter().position(|word| overlap(&word.place, &date)) else { return Some(line.clone()) };
    let (before, from) = line.words.split_at(first);
    let gap = |left: &Word, right: u32| right.saturating_sub(left.place.right());
    let before = match before {
        [.., other, caption] if gap(caption, date.x) < gap(other, caption.place.x) => &before[..first - 1],
        _ => before,
    };
    let after = from.iter().filter(|word| !overlap(&word.place, &date));
    TextLine::of(before.iter().chain(after).cloned().collect())
}

/// Whether a line says that an account number stands on it.
fn announces(line: &TextLine) -> bool {
    let called = |word: &Word| word.text.contains('#') || is_one_of(&word.text, &CALLED_ACCOUNT);
    line.words.iter().any(called)
}

/// Whether a line has digits enough beside those of these accounts to name another, dates apart; a number that was not
/// read well may have come apart.
fn has_another(line: &TextLine, accounts: &[Reading<AccountNumber>]) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    let all: usize = line.words.iter().filter(|word| !word.text.contains('/')).map(|word| digits(&word.text)).sum();
    let own: usize = accounts.iter().map(|account| digits(account.value.as_str())).sum();
    all >= own + LONG_NUMBER
}

fn reading(seen: Seen) -> Reading<AccountNumber> {
    Reading { value: seen.number, confidence: SURE, source: Source::Text, place: Some(seen.words.place) }
}

/// Numbers seen very clearly on a line at a closer look, or at one as it was scanned; none if there is another number
/// beside them, which may name another account.
fn seen_again(
    sheet: &Sheet<'_>,
    line: &TextLine,
    rule: &AccountRule,
) -> Result<Vec<Reading<AccountNumber>>, TextError> {
    let first = line;
    let clear = |line: TextLine| {
        let seen = numbers_on(&line, rule).into_iter();
        let clear: Vec<_> = seen.filter(|seen| seen.words.least_confidence() >= VERY_CLEAR).map(reading).collect();
        if has_another(&line, &clear) || has_another(first, &clear) { Vec::new() } else { clear }
    };
    let closer = closer(sheet, line)?.map(clear).unwrap_or_default();
    if !closer.is_empty() {
        return Ok(closer);
    }
    // The number may be what was not made out at all.
    let place = line.place.grown(sheet.mils(40), sheet.clean.width(), sheet.clean.height());
    let right = (place.right() + sheet.mils(LONGEST_NUMBER)).min(sheet.clean.width());
    let place = Rect { width: right - place.x, ..place };
    Ok(sheet.line_as_it_is(place)?.map(clear).unwrap_or_default())
}

fn closer(sheet: &Sheet<'_>, line: &TextLine) -> Result<Option<TextLine>, TextError> {
    let around = line.place.grown(sheet.mils(40), sheet.clean.width(), sheet.clean.height());
    sheet.line_in(around, Characters::Any)
}

/// The number, if it was read clearly; one less clear, or without a check digit, must read the same again.
fn confirmed(sheet: &Sheet<'_>, seen: Seen, rule: &AccountRule) -> Result<Option<Reading<AccountNumber>>, TextError> {
    let confidence = seen.words.least_confidence();
    if confidence < CLEAR {
        return Ok(None);
    }
    if confidence >= VERY_CLEAR && rule.check != CheckScheme::None {
        return Ok(Some(reading(seen)));
    }
    let again = closer(sheet, &seen.words)?.map(|line| numbers_on(&line, rule)).unwrap_or_default();
    Ok(again.iter().all(|other| other.number == seen.number).then_some(seen).filter(|_| !again.is_empty()).map(reading))
}

/// Whether a number on a line may be meant as an account: in the memo's corner or after a word such as "account";
/// elsewhere only with a check digit, and not if it looks like a telephone or serial number.
fn belongs(sheet: &Sheet<'_>, line: &TextLine, seen: &Seen, rule: &AccountRule) -> bool {
    let place = seen.words.place;
    let before = line.words.iter().rev().filter(|word| word.place.right() <= place.x + sheet.mils(30));
    let before: Vec<&str> = before.take(2).map(|word| word.text.as_str()).collect();
    if before.iter().any(|word| is_one_of(word, &OTHER_NUMBERS)) {
        return false;
    }
    let (x, y) = sheet.position(&place);
    if x < 0.6 && y > 0.55 {
        return true;
    }
    let called = before.first().is_some_and(|word| is_one_of(word, &ACCOUNT_WORDS))
        || seen.words.words.first().is_some_and(|word| word.text.contains('#'));
    called || (rule.check != CheckScheme::None && y > 0.2 && !is_telephone(&seen.words.text()))
}

/// Three, three and four digits with marks between.
fn is_telephone(text: &str) -> bool {
    let groups: Vec<usize> =
        text.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|length| *length > 0).collect();
    groups.ends_with(&[3, 3, 4])
}

/// Numbers on a line that fit the rule once spaces and dashes are gone; the longest from each start.
pub(super) fn numbers_on(line: &TextLine, rule: &AccountRule) -> Vec<Seen> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < line.words.len() {
        let seen = (1..=MOST_WORDS).rev().find_map(|length| {
            let words = line.words.get(start..start + length)?;
            let text: String = words.iter().map(|word| word.text.as_str()).collect();
            let number = number_in(&text, rule)?;
            Some((number, words.to_vec()))
        });
        match seen {
            Some((number, words)) => {
                start += words.len();
                found.extend(TextLine::of(words).map(|words| Seen { number, words }));
            }
            None => start += 1,
        }
    }
    found
}

/// The number in a text such as `7123-456-789` or `acct#7123456789`.
fn number_in(text: &str, rule: &AccountRule) -> Option<AccountNumber> {
    let after = text.rsplit(['#', ':']).next()?;
    let bare: String = after.trim_matches(['.', ',', ';', '(', ')']).chars().filter(|c| *c != '-').collect();
    rule.recognise(&bare)
}

/// The words of the memo line: those after a caption in the lower left, else those on a rule there.
fn memo_line(sheet: &Sheet<'_>, lines: &[TextLine]) -> Option<TextLine> {
    memo_words(sheet, lines, captioned).or_else(|| memo_words(sheet, lines, ruled))
}

/// The lowest words in the lower left that are the memo's; `start` tells from which word on.
fn memo_words(
    sheet: &Sheet<'_>,
    lines: &[TextLine],
    start: fn(&Sheet<'_>, &[Word]) -> Option<usize>,
) -> Option<TextLine> {
    for line in lines.iter().rev() {
        let (_, y) = sheet.position(&line.place);
        if y < 0.5 {
            return None;
        }
        let left: Vec<Word> = line.words.iter().filter(|word| sheet.position(&word.place).0 < 0.52).cloned().collect();
        let Some(from) = start(sheet, &left) else { continue };
        let own: Vec<Word> =
            left[from..].iter().take_while(|word| !is_one_of(&word.text, &NEXT_CAPTIONS)).cloned().collect();
        if own.is_empty() && from < left.len() {
            // Nothing but the caption of a line that has another for its own.
            continue;
        }
        return TextLine::of(own);
    }
    None
}

fn captioned(_: &Sheet<'_>, words: &[Word]) -> Option<usize> {
    let caption = words.iter().take(2).position(|word| is_one_of(&word.text, &CAPTIONS)).map(|at| at + 1);
    caption.or_else(|| words.first().is_some_and(|word| is_one_of(&word.text, &ACCOUNT_WORDS)).then_some(0))
}

fn ruled(sheet: &Sheet<'_>, words: &[Word]) -> Option<usize> {
    let start = rule_below(sheet, words).filter(|_| !is_address(words))?;
    Some(words.iter().take_while(|word| word.place.x + sheet.mils(30) < start).count())
}

/// Whether words say where someone lives: money orders have it on rules above or below the memo.
fn is_address(words: &[Word]) -> bool {
    let digits = |text: &str| text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit());
    let state = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
    let number = words.first().is_some_and(|word| digits(&word.text)) && words.len() > 2;
    number || words.iter().any(|word| state(&word.text) && word.text != "ID")
}

/// Whether something stands on a rule in the lower left that was not read as words.
fn has_writing(sheet: &Sheet<'_>) -> bool {
    let place = |rule: &Rect| {
        let top = rule.y.saturating_sub(sheet.mils(WRITING_ABOVE));
        Rect { y: top, height: rule.y - top, ..*rule }
    };
    let lower_left = |rule: &&Rect| {
        let (x, y) = sheet.position(rule);
        x < 0.5 && y > 0.7 && rule.width >= sheet.mils(WRITING_ABOVE)
    };
    let rules = sheet.ruling.joined(sheet.dpi);
    rules.iter().filter(lower_left).map(place).any(|place| {
        let words = sheet.words.iter().filter(|word| overlap(&word.place, &place));
        let read: u64 = words.map(|word| sheet.ink.count_in(word.place)).sum();
        sheet.ink.count_in(place) > read + u64::from(sheet.mils(LEAST_WRITING)).pow(2)
    })
}

/// Whether so much ink beside a number, on its line, was not read as words that another number may stand there.
fn has_unread_beside(sheet: &Sheet<'_>, number: &Rect) -> bool {
    let reach = sheet.mils(BESIDE);
    let left = Rect { x: number.x.saturating_sub(reach), width: reach.min(number.x), ..*number };
    let right = Rect { x: number.right(), width: reach.min(sheet.clean.width() - number.right()), ..*number };
    let unread = |side: Rect| {
        let words = sheet.words.iter().filter_map(|word| common(&word.place, &side));
        let read: u64 = words.map(|place| sheet.ink.count_in(place)).sum();
        sheet.ink.count_in(side).saturating_sub(read)
    };
    unread(left).max(unread(right)) * 100 > sheet.ink.count_in(*number) * MOST_UNREAD
}

/// What two places have in common.
fn common(one: &Rect, other: &Rect) -> Option<Rect> {
    let (x, y) = (one.x.max(other.x), one.y.max(other.y));
    let (right, bottom) = (one.right().min(other.right()), one.bottom().min(other.bottom()));
    (x < right && y < bottom).then(|| Rect::new(x, y, right - x, bottom - y))
}

const fn overlap(one: &Rect, other: &Rect) -> bool {
    one.x < other.right() && other.x < one.right() && one.y < other.bottom() && other.y < one.bottom()
}

/// Where the rule begins on which the last of these words stands, in the lower left.
fn rule_below(sheet: &Sheet<'_>, words: &[Word]) -> Option<u32> {
    let last = words.last()?.place;
    let level = |rule: &Rect| rule.y + sheet.mils(60) >= last.bottom() && rule.y <= last.bottom() + sheet.mils(100);
    let under = |rule: &&Rect| {
        let (x, y) = sheet.position(rule);
        x < 0.5 && y > 0.55 && level(rule)
    };
    // Writing breaks the rule that it crosses.
    let pieces = || sheet.ruling.horizontal.iter().filter(under);
    let found = pieces().any(|rule| rule.x < last.right() && last.x < rule.right());
    pieces().map(|rule| rule.x).min().filter(|_| found)
}

fn memo_text(line: &TextLine) -> Field<String> {
    let value = line.text().trim_start_matches([':', ' ']).to_owned();
    if plain(&value).is_empty() {
        return Field::Absent;
    }
    // A memo is for people and for notations; an unclear word makes it unread.
    let confidence = line.least_confidence();
    Field::gated(Reading { value, confidence, source: Source::Text, place: Some(line.place) }, CLEAR_MEMO)
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    fn rule(check: CheckScheme) -> AccountRule {
        AccountRule { pattern: Regex::new(r"^(?:\d{10})$").unwrap(), check }
    }

    fn line(text: &str) -> TextLine {
        let place = |at: u32| Rect::new(at * 100, 0, 90, 20);
        let word = |(at, text): (u32, &str)| Word { text: text.to_owned(), confidence: 0.9, place: place(at), line: 0 };
        TextLine::of((0..).zip(text.split(' ')).map(word).collect()).unwrap()
    }

    #[test]
    fn numbers_are_found_in_any_dress() {
        for text in [
            "7992739871",
            "acct# 7992 739-871",
            "Acct#7992739871",
            "799 273 9871",
            "premium 7992-739-871",
            "Account: 7992739871.",
            "#7992739871 Nov",
        ] {
            let found = numbers_on(&line(text), &rule(CheckScheme::None));
            let numbers: Vec<&str> = found.iter().map(|seen| seen.number.as_str()).collect();
            assert_eq!(numbers, ["7992739871"], "{text}");
        }
        for text in ["79927398", "79927398711", "7992739B71", "premium November"] {
            assert!(numbers_on(&line(text), &rule(CheckScheme::None)).is_empty(), "{text}");
        }
        assert!(numbers_on(&line("7992739870"), &rule(CheckScheme::Luhn)).is_empty());
    }

    #[test]
    fn a_date_on_the_memo_line_is_none_of_it() {
        let at = |text: &str, x: u32, width: u32| Word {
            text: text.to_owned(),
            confidence: 0.9,
            place: Rect::new(x, 0, width, 20),
            line: 0,
        };
        let words = vec![at("Account:", 0, 90), at("7992739871", 100, 120), at("pate", 500, 40), at("Nov", 550, 40)];
        let line = TextLine::of([words, vec![at("22,", 600, 30), at("2026", 640, 50)]].concat()).unwrap();
        let text = |date| without_date(&line, date).map(|line| line.text());
        assert_eq!(text(Some(Rect::new(550, 0, 140, 20))).as_deref(), Some("Account: 7992739871"));
        assert_eq!(text(Some(Rect::new(550, 300, 140, 20))), text(None));
        assert_eq!(text(Some(Rect::new(0, 0, 690, 20))), None);
        let value = AccountNumber::new("7992739871").unwrap();
        let one = [Reading { value, confidence: SURE, source: Source::Text, place: None }];
        assert!(has_another(&line, &one));
        assert!(!has_another(&without_date(&line, Some(Rect::new(550, 0, 140, 20))).unwrap(), &one));
    }

    #[test]
    fn telephones_are_known() {
        assert!(is_telephone("(617) 555-1234") && is_telephone("617.555.1234") && is_telephone("1-617-555-1234"));
        assert!(!is_telephone("7123-456-789") && !is_telephone("6175551234"));
    }
}
