//! One field: its value to the text that stands in a record, and back.

use std::fmt::Write;

use jiff::civil::Date;
use jiff::fmt::strtime;

use super::characters::Characters;
use super::group::Scope;
use super::raw::TooLong;
use super::scene::Scene;
use super::source::{AmountSource, DaySource, NumberSource, TextSource, WordSource};
use super::total::{Measure, Total};
use crate::model::Money;

/// A field of a record.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    /// Its first column in a fixed form, its place in a delimited one; both from 0.
    pub(super) at: usize,
    /// Its columns in a fixed form, in a delimited one the most it may have.
    pub(super) width: Option<usize>,
    pub(super) content: Content,
    /// Which of the record's parts it tells of, from 0.
    pub(super) part: usize,
    /// The hash total that it is added to.
    pub(super) hash: Option<usize>,
    /// What fills it up.
    pub(super) pad: Option<char>,
    pub(super) to_right: bool,
    pub(super) too_long: TooLong,
    pub(super) required: bool,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    /// The same in every record, filled up.
    Literal(String),
    Text {
        source: TextSource,
        digits: bool,
    },
    Number(NumberSource),
    Total {
        total: Total,
        decimal: bool,
        hash: usize,
    },
    Amount {
        source: AmountSource,
        decimal: bool,
    },
    Day {
        source: DaySource,
        format: String,
    },
    /// Each word with how it is written.
    Word {
        source: WordSource,
        words: Vec<(&'static str, String)>,
    },
}

impl Content {
    /// What a source tells of; literals tell of nothing, totals of what they say themselves.
    pub(super) const fn scope(&self) -> Option<Scope> {
        match self {
            Self::Text { source, .. } => Some(source.scope()),
            Self::Number(source) => Some(source.scope()),
            Self::Amount { source, .. } => Some(source.scope()),
            Self::Day { source, .. } => Some(source.scope()),
            Self::Word { source, .. } => Some(source.scope()),
            Self::Literal(_) | Self::Total { .. } => None,
        }
    }
}

/// What was read from a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Nothing,
    Text(String),
    /// A number, a count or a hash total.
    Number(i64),
    Money(Money),
    Day(Date),
    Word(&'static str),
}

impl Field {
    /// Its text for a record, unquoted; `Err` says why there is none.
    pub(super) fn write(&self, scene: &Scene<'_>, characters: Characters, text: &mut String) -> Result<(), String> {
        text.clear();
        self.fill(scene, characters, text)?;
        if self.required && text.is_empty() {
            return Err("it must hold something, but there is nothing".to_owned());
        }
        self.fit(text)
    }

    fn fill(&self, scene: &Scene<'_>, characters: Characters, text: &mut String) -> Result<(), String> {
        match &self.content {
            Content::Literal(literal) => text.push_str(literal),
            Content::Text { source, digits } => {
                let Some(told) = scene.text(*source, self.part) else { return Ok(()) };
                if *digits {
                    push_digits(&told, text)?;
                } else if source.is_name() {
                    text.push_str(&characters.name(&told));
                } else {
                    let code = characters.code(&told);
                    let code = code.ok_or_else(|| format!("`{told}` has characters that the file may not hold"))?;
                    text.push_str(&code);
                }
            }
            Content::Number(source) => {
                scene.number(*source, self.part).into_iter().for_each(|number| push(text, number));
            }
            Content::Total { total, decimal, hash } => {
                let value = scene.total(*total, *hash);
                if *decimal { push(text, Money::from_cents(value)) } else { push(text, value) }
            }
            Content::Amount { source, decimal } => {
                let Some(amount) = scene.amount(*source, self.part) else { return Ok(()) };
                if *decimal { push(text, amount) } else { push(text, amount.cents()) }
            }
            Content::Day { source, format } => {
                let Some(day) = scene.day(*source, self.part) else { return Ok(()) };
                *text = strtime::format(format, day).map_err(|_| format!("{day} cannot be written as {format}"))?;
            }
            Content::Word { source, words } => {
                let Some(word) = scene.word(*source, self.part) else { return Ok(()) };
                let written = words.iter().find(|(known, _)| *known == word).map(|(_, written)| written.as_str());
                text.push_str(written.unwrap_or(word));
            }
        }
        Ok(())
    }

    /// Cuts where the layout lets it, and fills up.
    fn fit(&self, text: &mut String) -> Result<(), String> {
        let Some(width) = self.width else { return Ok(()) };
        let wide = if text.is_ascii() { text.len() } else { text.chars().count() };
        if wide > width {
            return self.cut(text, wide - width, width);
        }
        let Some(pad) = self.pad else { return Ok(()) };
        let fill = std::iter::repeat_n(pad, width - wide);
        if !self.to_right {
            text.extend(fill);
        } else if fill.len() > 0 {
            // A minus stands before the zeros.
            let at = usize::from(pad == '0' && text.starts_with('-'));
            let filled: String = fill.collect();
            text.insert_str(at, &filled);
        }
        Ok(())
    }

    fn cut(&self, text: &mut String, over: usize, width: usize) -> Result<(), String> {
        let byte = |at: usize, text: &str| text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
        let hash = matches!(self.content, Content::Total { total: Total { measure: Measure::Hash, .. }, .. });
        match self.too_long {
            _ if hash => drop(text.drain(..byte(over, text))),
            TooLong::KeepRight => drop(text.drain(..byte(over, text))),
            TooLong::KeepLeft => text.truncate(byte(width, text)),
            TooLong::Refuse => return Err(format!("`{text}` does not fit into {width} columns")),
        }
        Ok(())
    }

    /// The value of its text in a record; `Err` says what is wrong with it.
    pub(super) fn read(&self, text: &str) -> Result<Value, String> {
        let bare = self.bare(text);
        match &self.content {
            Content::Literal(literal) if literal == text => Ok(Value::Nothing),
            Content::Literal(literal) => Err(format!("`{text}` should be `{literal}`")),
            _ if bare.is_empty() && self.required => Err("it must hold something".to_owned()),
            Content::Number(_) | Content::Total { .. } | Content::Amount { .. } => self.read_number(text.trim()),
            _ if bare.is_empty() => Ok(Value::Nothing),
            Content::Text { digits: true, .. } if !bare.bytes().all(|byte| byte.is_ascii_digit()) => {
                Err(format!("`{bare}` should be digits"))
            }
            Content::Text { .. } => Ok(Value::Text(bare.to_owned())),
            Content::Day { source, format } => {
                let day = read_day(*source, format, text.trim());
                day.map(Value::Day).ok_or_else(|| format!("`{text}` is no day as {format}"))
            }
            Content::Word { words, .. } => {
                let known = words.iter().find(|(_, written)| written == bare);
                known.map(|(word, _)| Value::Word(word)).ok_or_else(|| {
                    let words: Vec<&str> = words.iter().map(|(_, written)| written.as_str()).collect();
                    format!("`{bare}` should be one of {}", words.join(", "))
                })
            }
        }
    }

    /// The text without what fills it up.
    fn bare<'t>(&self, text: &'t str) -> &'t str {
        match self.pad {
            None => text,
            Some(pad) if self.to_right => text.trim_start_matches(pad).trim_end_matches(' '),
            Some(pad) => text.trim_end_matches(pad),
        }
    }

    fn read_number(&self, text: &str) -> Result<Value, String> {
        if text.is_empty() {
            return Ok(Value::Nothing);
        }
        let wrong = |wanted: &str| format!("`{text}` should be {wanted}");
        let digits = text.strip_prefix('-').unwrap_or(text);
        let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        match &self.content {
            Content::Amount { decimal: true, .. } | Content::Total { decimal: true, .. } => {
                text.parse().map(Value::Money).map_err(|_| wrong("an amount such as 12.34"))
            }
            Content::Amount { .. } => number.map(Money::from_cents).map(Value::Money).ok_or_else(|| wrong("cents")),
            Content::Total { total, .. } if total.measure.is_money() => {
                number.map(Money::from_cents).map(Value::Money).ok_or_else(|| wrong("cents"))
            }
            _ => number.filter(|number| *number >= 0).map(Value::Number).ok_or_else(|| wrong("a number")),
        }
    }
}

/// Numbers write themselves into a text without fail.
fn push(text: &mut String, value: impl std::fmt::Display) {
    write!(text, "{value}").ok();
}

fn push_digits(told: &str, text: &mut String) -> Result<(), String> {
    for character in told.chars() {
        match character {
            '0'..='9' => text.push(character),
            '-' | ' ' => {}
            _ => return Err(format!("`{told}` is not made of digits")),
        }
    }
    Ok(())
}

/// A day as that format has it; only the syntax counts of the time when the file was made.
pub(super) fn read_day(source: DaySource, format: &str, text: &str) -> Option<Date> {
    let told = strtime::parse(format, text).ok()?;
    match source {
        DaySource::Created => Some(told.to_date().unwrap_or_default()),
        DaySource::Period => Date::new(told.year()?, told.month()?, 1).ok(),
        _ => told.to_date().ok(),
    }
}
