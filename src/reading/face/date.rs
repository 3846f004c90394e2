//! The date on a check: forms of dates, and which of several on the face is the check's.

use jiff::civil::Date;
use strsim::levenshtein;

use super::words::is_one_of;
use crate::model::{Field, Reading, Rect, Source};
use crate::reading::amount::figures;
use crate::reading::text::{Characters, Segmentation, Sheet, TextError, TextLine, Word};

/// Names of months; their first three letters do as well.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// Two-digit years from here on lie in the last century.
const PIVOT: i16 = 80;
/// Words before a date that is not the check's own.
const OTHER_DATES: [&str; 13] =
    ["due", "void", "after", "by", "expires", "exp", "period", "from", "through", "thru", "until", "before", "for"];
/// A date is at most this many words.
const MOST_WORDS: usize = 4;
/// How clear each word must be for a date to be sure.
const CLEAR: f32 = 0.6;
/// How clear each word must be for a closer look to count.
const LOOKED_CLEAR: f32 = 0.5;
/// How clear, to stand where no closer look reads any date.
const VERY_CLEAR: f32 = 0.93;
/// How far left of a year its date may begin, in thousandths of an inch.
const LEFT_OF_YEAR: u32 = 1300;
/// Print that begins so near the left edge of a crop, in thousandths of an inch, may be cut.
const CUT: u32 = 8;
/// The closer looks: resolution, and whether the engine takes the crop for one line or finds print in it by itself.
const LINE_LOOKS: [(u32, Segmentation); 3] =
    [(400, Segmentation::Line), (300, Segmentation::Line), (200, Segmentation::Line)];
const SPARSE_LOOKS: [(u32, Segmentation); 3] =
    [(300, Segmentation::Sparse), (200, Segmentation::Sparse), (400, Segmentation::Sparse)];
/// A date that was overlooked is sure when so many looks read it and none another…
const NEAR_LOOKS: usize = 2;
/// …one that was not seen clearly when so many more do.
const MORE_LOOKS: usize = 3;
/// So many words that may be years are looked at.
const MOST_YEARS: usize = 3;
/// White paper around figures, in thousandths of an inch.
const MARGIN: u32 = 30;
/// How probably a date read twice alike is right.
const SURE: f32 = 0.995;

/// Reads a date as written in the United States: `11/24/2026`, `11-24-26`, `Nov 24, 2026`, `24 Nov 2026`,
/// `2026-11-24`; from 1990 to 2100.
#[must_use]
pub fn parse(text: &str) -> Option<Date> {
    parse_with(text, month_of)
}

/// As [`parse`], where the month may be one letter off if only one month is as near.
fn parse_near(text: &str) -> Option<Date> {
    parse_with(text, near_month)
}

fn parse_with(text: &str, month_of: fn(&str) -> Option<i16>) -> Option<Date> {
    let text = text.trim().trim_end_matches(['.', ',']);
    let separator = |c: char| matches!(c, ' ' | '/' | '-' | '.' | ',' | '\'');
    if !text.chars().all(|c| c.is_ascii_alphanumeric() || separator(c)) || text.len() > 24 {
        return None;
    }
    let parts = parts(text);
    let [one, two, three] = parts.as_slice() else { return None };
    let marked = text.contains(['/', '-', '.']) && !text.contains([' ', '\'']);
    let (year, month, day) = match (number(one), number(two), number(three)) {
        (Some(year), Some(month), Some(day)) if one.len() == 4 && marked => (year, month, day),
        (Some(month), Some(day), Some(_)) if one.len() <= 2 && marked => (year_of(three, true)?, month, day),
        (None, Some(day), Some(_)) => (year_of(three, text.contains('\''))?, month_of(one)?, day),
        (Some(day), None, Some(_)) => (year_of(three, text.contains('-'))?, month_of(two)?, day),
        _ => return None,
    };
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (1990..=2100).contains(&date.year()).then_some(date)
}

/// Runs of digits and runs of letters, without the endings of ordinals.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            match parts.last_mut() {
                Some(part) if last.is_ascii_alphanumeric() && last.is_ascii_digit() == c.is_ascii_digit() => {
                    part.push(c.to_ascii_lowercase());
                }
                _ => parts.push(c.to_ascii_lowercase().to_string()),
            }
        }
        last = c;
    }
    let ordinal = |part: &String| matches!(part.as_str(), "st" | "nd" | "rd" | "th");
    parts.retain(|part| !ordinal(part));
    parts
}

fn number(part: &str) -> Option<i16> {
    (part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok()).flatten()
}

fn year_of(part: &str, short: bool) -> Option<i16> {
    let year = number(part)?;
    match part.len() {
        4 => Some(year),
        2 if short => Some(if year >= PIVOT { 1900 + year } else { 2000 + year }),
        _ => None,
    }
}

fn month_of(part: &str) -> Option<i16> {
    let matches =
        |name: &str| name == part || Some(part) == name.get(..3) || (part == "sept" && name.starts_with("sept"));
    (1..).zip(&MONTHS).find(|(_, name)| matches(name)).map(|(month, _)| month)
}

/// The one month that a misread name can only have been.
fn near_month(part: &str) -> Option<i16> {
    let near = |name: &str| {
        let short = part.len() == 3 && levenshtein(&name[..3], part) <= 1;
        short || (part.len() > 3 && levenshtein(name, part) <= 1)
    };
    let mut months = (1..).zip(&MONTHS).filter(|(_, name)| near(name)).map(|(month, _)| month);
    month_of(part).or_else(|| months.next().filter(|_| months.next().is_none()))
}

/// A date seen on the face.
struct Seen {
    date: Date,
    confidence: f32,
    place: Rect,
    captioned: bool,
}

/// Reads the check's date; not one that the network for figures reads differently.
pub(super) fn read(sheet: &Sheet<'_>) -> Result<Field<Date>, TextError> {
    let date = as_text(sheet)?;
    let denied = matches!(&date, Field::Read(reading) if is_denied_by_figures(sheet, reading));
    Ok(if denied { date.doubted() } else { date })
}

/// Whether the network for figures sees another date there, perhaps one that begins a digit further left.
fn is_denied_by_figures(sheet: &Sheet<'_>, date: &Reading<Date>) -> bool {
    let Some(place) = date.place else { return false };
    let from = |left: u32| Rect { x: place.x.saturating_sub(left), width: place.width + left.min(place.x), ..place };
    [0, place.height].map(from).into_iter().any(|place| {
        let around = place.grown(sheet.mils(MARGIN), sheet.clean.width(), sheet.clean.height());
        let text = figures::text(&sheet.clean.crop(around)).unwrap_or_default();
        parse(&text.replace(' ', "")).is_some_and(|seen| seen != date.value)
    })
}

/// The date beside the word "date", or the only one in the upper right; read twice alike.
fn as_text(sheet: &Sheet<'_>) -> Result<Field<Date>, TextError> {
    let mut seen: Vec<Seen> = sheet.lines.iter().flat_map(|line| on_line(sheet, line)).collect();
    if seen.iter().any(|date| date.captioned) {
        seen.retain(|date| date.captioned);
    }
    let Some(best) = seen.first() else { return overlooked(sheet) };
    let reading = |confidence| Reading { value: best.date, confidence, source: Source::Text, place: Some(best.place) };
    if seen.iter().any(|date| date.date != best.date) {
        return Ok(Field::Unread(Some(reading(best.confidence * 0.5))));
    }
    // One look more confirms a clear date, two one that is not; a look that reads none says nothing. What no look
    // could read again is taken if it was very clear: an unread date would hold nothing.
    let enough = match best.confidence {
        VERY_CLEAR.. => 1,
        CLEAR.. => 2,
        _ => MORE_LOOKS,
    };
    let again = closer(sheet, best.place, &[LINE_LOOKS, SPARSE_LOOKS].concat(), enough, parse)?;
    let sure = (again.len() >= enough || best.confidence >= VERY_CLEAR) && again.iter().all(|date| *date == best.date);
    Ok(if sure { Field::Read(reading(SURE)) } else { Field::Unread(Some(reading(best.confidence * 0.7))) })
}

/// Looks again where a year stands but no date was read.
fn overlooked(sheet: &Sheet<'_>) -> Result<Field<Date>, TextError> {
    let usual = |word: &&Word| is_year(&word.text) && is_usual(sheet.position(&word.place));
    // A line that speaks of another date, as "void after", is left alone.
    let own = |line: &&TextLine| !line.words.iter().any(|word| is_one_of(&word.text, &OTHER_DATES));
    let on_line = |line: &'_ TextLine| line.words.iter().filter(usual).map(|word| word.place).collect::<Vec<_>>();
    let years = sheet.lines.iter().filter(own).flat_map(|line| on_line(line).into_iter().map(move |year| (line, year)));
    let mut field = Field::Absent;
    // The first may be a check's number that looks like a year.
    for (line, year) in years.take(MOST_YEARS) {
        field = before(sheet, line, year)?;
        if field.best().is_some() {
            break;
        }
    }
    Ok(field)
}

/// The date that ends in a year: sure when enough looks read the same and none another.
fn before(sheet: &Sheet<'_>, line: &TextLine, year: Rect) -> Result<Field<Date>, TextError> {
    let left = year.x.saturating_sub(sheet.mils(LEFT_OF_YEAR));
    let place = Rect { x: left, width: year.right() - left, ..year };
    // The page as a whole was the first look.
    let mut dates: Vec<Date> = windows(&line.words, parse_near).map(|(date, _)| date).take(1).collect();
    dates.extend(closer(sheet, place, &[LINE_LOOKS, SPARSE_LOOKS].concat(), NEAR_LOOKS, parse_near)?);
    let Some(first) = dates.first() else { return Ok(Field::Unread(None)) };
    let reading = Reading { value: *first, confidence: SURE, source: Source::Text, place: Some(place) };
    let sure = dates.len() >= NEAR_LOOKS && dates.iter().all(|date| date == first);
    Ok(if sure { Field::Read(reading) } else { Field::Unread(Some(Reading { confidence: 0.5, ..reading })) })
}

/// The dates that closer looks at a place read, until there are enough; those that read none are left out, and those
/// that begin at the edge, where a digit may be cut off.
fn closer(
    sheet: &Sheet<'_>,
    place: Rect,
    looks: &[(u32, Segmentation)],
    enough: usize,
    parse: fn(&str) -> Option<Date>,
) -> Result<Vec<Date>, TextError> {
    let picture = sheet.clean.crop(place.grown(sheet.mils(40), sheet.clean.width(), sheet.clean.height()));
    let whole = |line: &TextLine, first: usize| place.x == 0 || line.words[first].place.x > sheet.mils(CUT);
    let mut dates = Vec::new();
    for (dpi, segmentation) in looks.iter().copied() {
        if dates.len() >= enough {
            break;
        }
        let line = sheet.line_of(&picture, dpi, segmentation, Characters::Any)?;
        let Some(line) = line else { continue };
        let clear = |range: &std::ops::Range<usize>| {
            line.words[range.clone()].iter().all(|word| word.confidence >= LOOKED_CLEAR)
        };
        let first = windows(&line.words, parse).next();
        let first = first.filter(|(_, range)| whole(&line, range.start) && clear(range));
        dates.extend(first.map(|(date, _)| date));
    }
    Ok(dates)
}

fn is_year(text: &str) -> bool {
    let digits = text.trim_matches(|c: char| !c.is_ascii_digit());
    let year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    year || parts(text).last().is_some_and(|last| last.len() == 4 && text.len() > 5 && last.starts_with("20"))
}

/// Where the date of a check usually stands.
fn is_usual((x, y): (f32, f32)) -> bool {
    x > 0.4 && y < 0.5
}

fn on_line<'a>(sheet: &'a Sheet<'_>, line: &'a TextLine) -> impl Iterator<Item = Seen> + 'a {
    windows(&line.words, parse).filter_map(|(date, range)| {
        let found = TextLine::of(line.words[range.clone()].to_vec())?;
        let before = &line.words[..range.start];
        let near = |word: &&Word| word.place.right() + sheet.mils(1500) > found.place.x;
        let last = before.last().filter(near).map(|word| word.text.as_str());
        if last.is_some_and(|word| is_one_of(word, &OTHER_DATES)) {
            return None;
        }
        let captioned = before.iter().rev().take(2).filter(near).any(|word| is_one_of(&word.text, &["date", "dated"]));
        let (x, y) = sheet.position(&found.place);
        (is_usual((x, y)) || (captioned && y < 0.7)).then(|| Seen {
            date,
            confidence: found.least_confidence(),
            place: found.place,
            captioned,
        })
    })
}

/// Every date among the words, with which words make it.
fn windows(
    words: &[Word],
    parse: fn(&str) -> Option<Date>,
) -> impl Iterator<Item = (Date, std::ops::Range<usize>)> + '_ {
    (0..words.len()).flat_map(move |start| {
        (1..=MOST_WORDS).rev().filter_map(move |length| {
            let range = start..start + length;
            let text: Vec<&str> = words.get(range.clone())?.iter().map(|word| word.text.as_str()).collect();
            Some((parse(&text.join(" "))?, range))
        })
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_are_read() {
        for (text, expected) in [
            ("11/24/2026", date(2026, 11, 24)),
            ("1/2/2026", date(2026, 1, 2)),
            ("11-24-26", date(2026, 11, 24)),
            ("11.24.26", date(2026, 11, 24)),
            ("6-5-99", date(1999, 6, 5)),
            ("Nov 24, 2026", date(2026, 11, 24)),
            ("NOV. 24 2026", date(2026, 11, 24)),
            ("November 24th, 2026", date(2026, 11, 24)),
            ("Sept 4,2026", date(2026, 9, 4)),
            ("Jul14,2025", date(2025, 7, 14)),
            ("24 Nov 2026", date(2026, 11, 24)),
            ("24-NOV-26", date(2026, 11, 24)),
            ("2026-11-24", date(2026, 11, 24)),
            ("2026/11/24", date(2026, 11, 24)),
            ("May 1, '26", date(2026, 5, 1)),
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_month_may_be_a_letter_off_if_it_can_only_be_one() {
        assert_eq!(parse_near("Heb 14, 2026"), Some(date(2026, 2, 14)));
        assert_eq!(parse_near("Novernber 14, 2026"), None);
        assert_eq!(parse_near("Novembcr 14, 2026"), Some(date(2026, 11, 14)));
        assert_eq!(parse_near("Jon 14, 2026"), None);
        assert_eq!(parse_near("Mav 14, 2026"), None);
        assert_eq!(parse("Heb 14, 2026"), None);
    }

    #[test]
    fn other_numbers_are_no_dates() {
        for text in [
            "",
            "24/11/2026",
            "13-13-26",
            "02/30/2026",
            "11/24/1926",
            "11/24/2126",
            "11/24",
            "617-555-1234",
            "11 24 2026",
            "53-7054/2113",
            "Mai 24, 2026",
            "Nov 24, 26",
            "Nov 2026",
            "1/2/3/2026",
            "02139-1234",
            "11/24/202",
            "é1/24/2026",
            "011/24/2026",
            "Nov 31, 2026",
            "2026-13-01",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
