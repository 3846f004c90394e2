//! From a field as it is written to one that can be used.

use jiff::civil::{DateTime, datetime};
use jiff::fmt::strtime;

use super::characters::Characters;
use super::field::{Content, Field, read_day};
use super::group::{Group, Scope};
use super::line::Shape;
use super::raw::{Align, RawField};
use super::source::{AmountSource, DaySource, NumberSource, TextSource, WordSource};
use super::total::{Measure, Total};
use super::{LAST, LONGEST_RECORD, MORE};
use crate::model::{PaymentType, Rule};

/// So many parts have room in a record.
const MOST_PARTS: usize = 99;

/// What a field stands in.
#[derive(Clone, Copy)]
pub(super) struct Around {
    pub(super) group: Group,
    pub(super) shape: Shape,
    pub(super) characters: Characters,
}

/// Checks a field; `place` is its place in the record. `Err` says what is wrong with it.
pub(super) fn check_field(
    around: Around,
    place: usize,
    raw: &RawField,
    hashes: &mut Vec<TextSource>,
) -> Result<Field, String> {
    let (at, width) = columns(around.shape, place, raw)?;
    let mut content = content(around, raw, hashes)?;
    check_keys(raw, &content)?;
    check_scope(around.group, raw, &content)?;
    let (pad, to_right) = filling(around, raw, &content, width)?;
    if let Content::Literal(literal) = &mut content {
        fill_up(literal, pad, to_right, width)?;
    }
    check_written(around.characters, &content, width)?;
    Ok(Field {
        name: raw.name.clone(),
        at,
        width,
        content,
        part: raw.part.unwrap_or(1).saturating_sub(1),
        hash: None,
        pad,
        to_right,
        too_long: raw.too_long.unwrap_or_default(),
        required: raw.required.unwrap_or(false),
    })
}

/// Where it begins and how wide it is.
fn columns(shape: Shape, place: usize, raw: &RawField) -> Result<(usize, Option<usize>), String> {
    match (shape, raw.from, raw.length) {
        (_, _, Some(length)) if !(1..=LONGEST_RECORD).contains(&length) => {
            Err(format!("its `length` is between 1 and {LONGEST_RECORD}"))
        }
        (Shape::Delimited { .. }, None, width) => Ok((place, width)),
        (Shape::Delimited { .. }, Some(_), _) => Err("`from` is for fixed forms".to_owned()),
        (Shape::Fixed { length }, Some(from @ 1..), Some(width)) => match from.checked_add(width - 1) {
            Some(to) if to <= length => Ok((from - 1, Some(width))),
            _ => Err(format!("it goes past the record, which has {length} columns")),
        },
        (Shape::Fixed { .. }, ..) => Err("it needs `from`, its first column from 1, and `length`".to_owned()),
    }
}

fn content(around: Around, raw: &RawField, hashes: &mut Vec<TextSource>) -> Result<Content, String> {
    let name = match (&raw.source, &raw.literal) {
        (None, Some(literal)) => return Ok(Content::Literal(literal.clone())),
        (Some(name), None) => name.as_str(),
        _ => return Err("it needs either `source` or `literal`".to_owned()),
    };
    if let Some(source) = TextSource::from_word(name) {
        return Ok(Content::Text { source, digits: raw.digits.unwrap_or(false) });
    }
    if let Some(source) = NumberSource::from_word(name) {
        return Ok(Content::Number(source));
    }
    if let Some(source) = AmountSource::from_word(name) {
        return Ok(Content::Amount { source, decimal: is_decimal(raw)? });
    }
    if let Some(source) = DaySource::from_word(name) {
        return day(around, source, raw);
    }
    if let Some(source) = WordSource::from_word(name) {
        return words(source, raw);
    }
    match Total::from_word(name) {
        Some(total) if total.measure == Measure::Hash => {
            Ok(Content::Total { total, decimal: false, hash: hash(raw, hashes)? })
        }
        Some(total) if total.measure.is_money() => Ok(Content::Total { total, decimal: is_decimal(raw)?, hash: 0 }),
        Some(total) => Ok(Content::Total { total, decimal: false, hash: 0 }),
        None => Err(format!("`{name}` is no source; known are {}", known())),
    }
}

fn known() -> String {
    let texts = TextSource::ALL.iter().map(|source| source.word());
    let numbers = NumberSource::ALL.iter().map(|source| source.word());
    let amounts = AmountSource::ALL.iter().map(|source| source.word());
    let days = DaySource::ALL.iter().map(|source| source.word());
    let words = WordSource::ALL.iter().map(|source| source.word());
    let names: Vec<&str> = texts.chain(numbers).chain(amounts).chain(days).chain(words).collect();
    let measures: Vec<&str> = Measure::ALL.iter().map(|measure| measure.word()).collect();
    format!("{}, and batch_, lockbox_ or file_ before {}", names.join(", "), measures.join(", "))
}

fn is_decimal(raw: &RawField) -> Result<bool, String> {
    match raw.format.as_deref() {
        None | Some("cents") => Ok(false),
        Some("decimal") => Ok(true),
        Some(other) => Err(format!("its `format` is \"cents\" or \"decimal\", not \"{other}\"")),
    }
}

fn hash(raw: &RawField, hashes: &mut Vec<TextSource>) -> Result<usize, String> {
    let of = raw.of.as_deref().ok_or("a hash total needs `of`, the source of the numbers that it adds up")?;
    let source = TextSource::from_word(of).filter(|source| source.scope() >= Scope::Payment);
    let source = source.ok_or_else(|| format!("`{of}` is no text of a payment or its parts"))?;
    Ok(hashes.iter().position(|known| *known == source).unwrap_or_else(|| {
        hashes.push(source);
        hashes.len() - 1
    }))
}

/// A format must write days of one width in fixed forms, and give the day back.
fn day(around: Around, source: DaySource, raw: &RawField) -> Result<Content, String> {
    let format = raw.format.clone().ok_or("a day needs `format`, such as \"%Y%m%d\"")?;
    for sample in [datetime(2026, 11, 24, 17, 45, 30, 0), datetime(2031, 1, 1, 0, 0, 0, 0)] {
        let text = strtime::format(&format, sample).map_err(|error| format!("its `format` is wrong: {error}"))?;
        let fits = match around.shape {
            Shape::Fixed { .. } => raw.length == Some(text.chars().count()),
            Shape::Delimited { .. } => raw.length.is_none_or(|length| text.chars().count() <= length),
        };
        if !fits {
            return Err(format!("a day as \"{format}\", such as `{text}`, is not as wide as the field"));
        }
        if !comes_back(source, &format, &text, sample) {
            return Err(format!("a day written as \"{format}\" cannot be read back from `{text}`"));
        }
    }
    Ok(Content::Day { source, format })
}

fn comes_back(source: DaySource, format: &str, text: &str, sample: DateTime) -> bool {
    match (source, read_day(source, format, text)) {
        (DaySource::Created, Some(_)) => true,
        (DaySource::Period, Some(day)) => (day.year(), day.month()) == (sample.year(), sample.month()),
        (_, Some(day)) => day == sample.date(),
        (_, None) => false,
    }
}

/// The words of a closed list, each as the layout writes it.
fn words(source: WordSource, raw: &RawField) -> Result<Content, String> {
    let known: Vec<&'static str> = match source {
        WordSource::PaymentType => PaymentType::ALL.iter().map(|word| word.word()).collect(),
        WordSource::Rule => Rule::ALL.iter().map(|word| word.word()).collect(),
        WordSource::LastIndicator => vec![MORE, LAST],
    };
    let Some(own) = &raw.words else {
        return Ok(Content::Word { source, words: known.iter().map(|word| (*word, (*word).to_owned())).collect() });
    };
    if let Some(other) = own.keys().find(|word| !known.contains(&word.as_str())) {
        return Err(format!("`words` has `{other}`, but known are {}", known.join(", ")));
    }
    let word = |word: &&'static str| match own.get(*word) {
        Some(written) => Ok((*word, written.clone())),
        None => Err(format!("`words` does not say how `{word}` is written")),
    };
    let words: Vec<(&'static str, String)> = known.iter().map(word).collect::<Result<_, _>>()?;
    let same = words.iter().enumerate().any(|(at, (_, text))| words.iter().skip(at + 1).any(|(_, next)| next == text));
    if source == WordSource::LastIndicator && same {
        return Err("`words` writes `more` and `last` alike".to_owned());
    }
    Ok(Content::Word { source, words })
}

/// Keys that mean nothing for such a field are a mistake.
fn check_keys(raw: &RawField, content: &Content) -> Result<(), String> {
    let text = matches!(content, Content::Text { .. });
    let money = matches!(content, Content::Total { total, .. } if total.measure.is_money());
    let money = money || matches!(content, Content::Amount { .. });
    let day = matches!(content, Content::Day { .. });
    let word = matches!(content, Content::Word { .. });
    let hash = matches!(content, Content::Total { total, .. } if total.measure == Measure::Hash);
    let part = content.scope() == Some(Scope::Part);
    for (key, given, means) in [
        ("format", raw.format.is_some(), money || day),
        ("words", raw.words.is_some(), word),
        ("digits", raw.digits.is_some(), text),
        ("too_long", raw.too_long.is_some(), text),
        ("of", raw.of.is_some(), hash),
        ("required", raw.required.is_some(), text || day || word),
        ("part", raw.part.is_some(), part),
    ] {
        if given && !means {
            return Err(format!("`{key}` means nothing for what it holds"));
        }
    }
    if raw.part.is_some_and(|part| !(1..=MOST_PARTS).contains(&part)) {
        return Err(format!("`part` is between 1 and {MOST_PARTS}"));
    }
    Ok(())
}

/// What is not known yet where the record is written, or means nothing there.
fn check_scope(group: Group, raw: &RawField, content: &Content) -> Result<(), String> {
    let name = raw.source.as_deref().unwrap_or_default();
    let overflow = matches!(
        content,
        Content::Number(NumberSource::OverflowSequence) | Content::Word { source: WordSource::LastIndicator, .. }
    );
    if overflow && (group != Group::Applied || raw.part.is_some()) {
        return Err(format!("`{name}` is for applied records, once for each"));
    }
    if let Content::Total { total, .. } = content {
        let at_end = matches!(group, Group::BatchTrailer | Group::LockboxTrailer | Group::FileTrailer);
        let ends = at_end && group.scope() == total.scope;
        let promised = group == Group::FileHeader && total.scope == Scope::File && total.measure.is_promised();
        return match ends || promised {
            true => Ok(()),
            false => Err(format!("`{name}` is not known in a {group} record")),
        };
    }
    let Some(scope) = content.scope() else { return Ok(()) };
    let known = scope <= group.scope() || group == Group::Payment;
    if known { Ok(()) } else { Err(format!("`{name}` is not known in a {group} record")) }
}

/// What fills the field up, and whether on the left.
fn filling(
    around: Around,
    raw: &RawField,
    content: &Content,
    width: Option<usize>,
) -> Result<(Option<char>, bool), String> {
    let number = matches!(content, Content::Number(_) | Content::Total { .. } | Content::Amount { .. });
    let digits = matches!(content, Content::Text { digits: true, .. });
    if matches!(around.shape, Shape::Delimited { .. }) && raw.pad.is_none() {
        let needless = raw.align.is_some();
        return if needless { Err("`align` needs `pad` in a delimited form".to_owned()) } else { Ok((None, false)) };
    }
    if width.is_none() {
        return Err("`pad` needs `length`".to_owned());
    }
    let pad = raw.pad.unwrap_or(if number || digits { '0' } else { ' ' });
    let to_right = raw.align.map_or(number || digits, |align| align == Align::Right);
    if !around.characters.has(pad) {
        return Err(format!("the file may not hold `{pad}`, its `pad`"));
    }
    if (number || digits) && !(pad == ' ' || pad == '0' && to_right) {
        return Err("a number is filled up with blanks, or with 0 on its left".to_owned());
    }
    Ok((Some(pad), to_right))
}

/// A literal takes its whole field.
fn fill_up(literal: &mut String, pad: Option<char>, to_right: bool, width: Option<usize>) -> Result<(), String> {
    let Some(width) = width else { return Ok(()) };
    let Some(fill) = width.checked_sub(literal.chars().count()) else {
        return Err(format!("`{literal}` does not fit into {width} columns"));
    };
    let fill: String = pad.into_iter().cycle().take(fill).collect();
    if to_right {
        literal.insert_str(0, &fill);
    } else {
        literal.push_str(&fill);
    }
    Ok(())
}

/// What the layout itself writes must be of its characters and fit.
fn check_written(characters: Characters, content: &Content, width: Option<usize>) -> Result<(), String> {
    let texts: Vec<&str> = match content {
        Content::Literal(literal) => vec![literal],
        Content::Word { words, .. } => words.iter().map(|(_, written)| written.as_str()).collect(),
        _ => Vec::new(),
    };
    for text in texts {
        if !text.chars().all(|character| characters.has(character)) {
            return Err(format!("`{text}` has characters that the file may not hold"));
        }
        if width.is_some_and(|width| text.chars().count() > width) {
            return Err(format!("`{text}` does not fit into {} columns", width.unwrap_or_default()));
        }
    }
    Ok(())
}
