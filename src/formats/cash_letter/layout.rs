//! What a record is made of: fields at fixed positions, named once for reading, writing and showing.

use std::fmt::Display;

/// What may stand in a field, and on which side of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Letters, digits and signs, to the left.
    Text,
    /// A number: digits to the right, filled with zeros.
    Number,
    /// Digits to the left, the rest blank.
    Digits,
    /// A part of the bank line: to the right, the rest blank.
    Line,
    /// YYYYMMDD.
    Day,
    /// HHMM.
    Clock,
}

/// A field at its positions, counted from 1, both included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) form: Form,
    /// The first level of the standard that has it; it is reserved in those before.
    pub(super) since: u8,
}

impl Field {
    pub(super) const fn new(name: &'static str, from: usize, to: usize, form: Form) -> Self {
        Self { name, from, to, form, since: 0 }
    }

    pub(super) const fn since(self, level: u8) -> Self {
        Self { since: level, ..self }
    }

    const fn width(&self) -> usize {
        self.to + 1 - self.from
    }

    /// The value as it is written, of exactly the field's width.
    pub(super) fn written(&self, value: &str) -> Result<String, Unfit> {
        let width = self.width();
        let value = value.trim();
        let unfit = |why: String| Unfit { field: self.name, value: value.to_owned(), why };
        if value.is_empty() {
            return Ok(" ".repeat(width));
        }
        if let Some(odd) = value.chars().find(|character| !self.form.allows(*character)) {
            return Err(unfit(format!("`{odd}` cannot stand there")));
        }
        let exact = matches!(self.form, Form::Day | Form::Clock);
        if value.len() > width || (exact && value.len() != width) {
            let at_most = if exact { "takes" } else { "takes at most" };
            return Err(unfit(format!("the field {at_most} {width} characters")));
        }
        Ok(match self.form {
            Form::Number => format!("{value:0>width$}"),
            Form::Line => format!("{value:>width$}"),
            _ => format!("{value:<width$}"),
        })
    }

    /// What is wrong with a value that was read, without the blanks around it.
    pub(super) fn fault(&self, value: &str) -> Option<&'static str> {
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        match self.form {
            _ if value.is_empty() => None,
            Form::Number if !digits => Some("is no number"),
            Form::Line if value.chars().any(|character| !self.form.allows(character)) => {
                Some("holds what no bank line has")
            }
            Form::Day if !(digits && is_day(value)) => Some("is no date"),
            Form::Clock if !(digits && is_clock(value)) => Some("is no time of day"),
            _ => None,
        }
    }
}

impl Form {
    fn allows(self, character: char) -> bool {
        match self {
            Self::Text => character == ' ' || character.is_ascii_graphic(),
            Self::Line => character.is_ascii_digit() || "/-* ".contains(character),
            _ => character.is_ascii_digit(),
        }
    }
}

fn is_day(value: &str) -> bool {
    let part = |from: usize, to: usize| value.get(from..to).and_then(|part| part.parse::<i16>().ok());
    let (Some(year), Some(month), Some(day)) = (part(0, 4), part(4, 6), part(6, 8)) else { return false };
    value.len() == 8 && jiff::civil::Date::new(year, month as i8, day as i8).is_ok()
}

fn is_clock(value: &str) -> bool {
    let part = |from: usize, to: usize| value.get(from..to).and_then(|part| part.parse::<u8>().ok());
    value.len() == 4 && part(0, 2).is_some_and(|hour| hour < 24) && part(2, 4).is_some_and(|minute| minute < 60)
}

/// A value that its field cannot hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` does not fit as {field}: {why}")]
pub(super) struct Unfit {
    field: &'static str,
    value: String,
    why: String,
}

/// A kind of record.
#[derive(Debug)]
pub(super) struct Layout {
    /// Its type, such as 25.
    pub(super) kind: u8,
    pub(super) name: &'static str,
    /// Bytes of its fixed part.
    pub(super) length: usize,
    /// In the order of their positions.
    pub(super) fields: &'static [Field],
}

impl Layout {
    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The fixed part of a record with these values; every other field is blank, and so is what `level` does not have.
    pub(super) fn fill(&self, level: u8, values: &[(&'static str, &dyn Display)]) -> Result<String, Unfit> {
        debug_assert!(values.iter().all(|(name, _)| self.field(name).is_some()), "{}", self.name);
        let mut text = format!("{:02}", self.kind);
        for field in self.fields.iter().filter(|field| field.since <= level) {
            let Some((_, value)) = values.iter().find(|(name, _)| *name == field.name) else { continue };
            let written = field.written(&value.to_string())?;
            text = format!("{text:<width$}{written}", width = field.from - 1);
        }
        let length = self.length;
        Ok(format!("{text:<length$}"))
    }

    /// The positions, first and last, that no field of this level covers.
    pub(super) fn gaps(&self, level: u8) -> Vec<(usize, usize)> {
        let mut gaps = Vec::new();
        let mut next = 3;
        for field in self.fields.iter().filter(|field| field.since <= level) {
            if field.from > next {
                gaps.push((next, field.from - 1));
            }
            next = field.to + 1;
        }
        if next <= self.length {
            gaps.push((next, self.length));
        }
        gaps
    }
}
