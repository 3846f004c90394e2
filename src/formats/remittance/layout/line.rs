//! A record's fields put into one line, and taken out of it.

use std::borrow::Cow;

use super::field::Field;
use super::raw::Quote;

/// How fields stand in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Each in its columns; between them and after them are blanks.
    Fixed { length: usize },
    /// One after the other.
    Delimited { delimiter: char, quote: Quote },
}

/// A line that is being put together.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    columns: usize,
}

impl Line {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.columns = 0;
    }
}

impl Shape {
    /// Puts a field's text behind those that stand there.
    pub(super) fn push(self, line: &mut Line, field: &Field, text: &str) -> Result<(), String> {
        match self {
            Self::Fixed { .. } => {
                self.fill(line, field.at);
                line.text.push_str(text);
                line.columns += field.width.unwrap_or_default();
                Ok(())
            }
            Self::Delimited { delimiter, quote } => {
                if field.at > 0 {
                    line.text.push(delimiter);
                }
                push_quoted(&mut line.text, text, delimiter, quote)
            }
        }
    }

    /// Fills the line up after its last field.
    pub(super) fn end(self, line: &mut Line) {
        if let Self::Fixed { length } = self {
            self.fill(line, length);
        }
    }

    fn fill(self, line: &mut Line, to: usize) {
        line.text.extend(std::iter::repeat_n(' ', to.saturating_sub(line.columns)));
        line.columns = line.columns.max(to);
    }

    /// The text of one field.
    pub(super) fn text_of<'t>(self, line: &'t str, field: &Field) -> Cow<'t, str> {
        match self {
            Self::Fixed { .. } => Cow::Borrowed(columns(line, field)),
            Self::Delimited { delimiter, quote } => {
                split_quoted(line, delimiter, quote).0.into_iter().nth(field.at).unwrap_or_default()
            }
        }
    }

    /// The texts of the fields and what is wrong with the line around them.
    pub(super) fn split<'t>(self, line: &'t str, fields: &[Field]) -> (Vec<Cow<'t, str>>, Option<String>) {
        match self {
            Self::Fixed { length } => {
                let texts = fields.iter().map(|field| Cow::Borrowed(columns(line, field))).collect();
                (texts, wrong_around(line, fields, length))
            }
            Self::Delimited { delimiter, quote } => {
                let (texts, mut wrong) = split_quoted(line, delimiter, quote);
                if texts.len() != fields.len() {
                    let found = format!("it has {} fields instead of {}", texts.len(), fields.len());
                    wrong = wrong.or(Some(found));
                }
                (texts, wrong)
            }
        }
    }
}

fn push_quoted(line: &mut String, text: &str, delimiter: char, quote: Quote) -> Result<(), String> {
    let parts = text.contains(delimiter) || text.contains('"');
    match quote {
        Quote::Never if text.contains(delimiter) => Err(format!("`{text}` holds what parts fields from one another")),
        Quote::Needed if !parts => {
            line.push_str(text);
            Ok(())
        }
        Quote::Never => {
            line.push_str(text);
            Ok(())
        }
        Quote::Needed | Quote::Always => {
            line.push('"');
            line.push_str(&text.replace('"', "\"\""));
            line.push('"');
            Ok(())
        }
    }
}

/// The columns of a field, as far as the line goes.
fn columns<'t>(line: &'t str, field: &Field) -> &'t str {
    between(line, field.at, field.at + field.width.unwrap_or_default())
}

fn between(line: &str, from: usize, to: usize) -> &str {
    let byte = |column: usize| match line.is_ascii() {
        true => column.min(line.len()),
        false => line.char_indices().nth(column).map_or(line.len(), |(byte, _)| byte),
    };
    line.get(byte(from)..byte(to)).unwrap_or_default()
}

/// Whether the line has another length, or something stands where there is no field.
fn wrong_around(line: &str, fields: &[Field], length: usize) -> Option<String> {
    let long = line.chars().count();
    if long != length {
        return Some(format!("it has {long} columns instead of {length}"));
    }
    let mut column = 0;
    for (from, to) in fields.iter().map(|field| (field.at, field.at + field.width.unwrap_or_default())) {
        if !is_blank(between(line, column, from)) {
            return Some(format!("columns {} to {from} should be blank", column + 1));
        }
        column = to;
    }
    let rest = between(line, column, length);
    (!is_blank(rest)).then(|| format!("columns {} to {length} should be blank", column + 1))
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| byte == b' ')
}

/// The fields of a delimited line; a quote counts at the start of a field only, inside a doubled one stands for itself.
fn split_quoted(line: &str, delimiter: char, quote: Quote) -> (Vec<Cow<'_, str>>, Option<String>) {
    if quote == Quote::Never || !line.contains('"') {
        return (line.split(delimiter).map(Cow::Borrowed).collect(), None);
    }
    let mut texts = Vec::new();
    let mut rest = Some(line);
    while let Some(begun) = rest {
        let Some(quoted) = begun.strip_prefix('"') else {
            let (text, after) = begun.split_once(delimiter).map_or((begun, None), |(text, after)| (text, Some(after)));
            texts.push(Cow::Borrowed(text));
            rest = after;
            continue;
        };
        let Some(end) = closing(quoted) else {
            texts.push(Cow::Borrowed(begun));
            return (texts, Some("a quote is opened and never closed".to_owned()));
        };
        let (text, after) = quoted.split_at(end);
        texts.push(Cow::Owned(text.replace("\"\"", "\"")));
        let after = after.get(1..).unwrap_or_default();
        rest = after.strip_prefix(delimiter);
        if rest.is_none() && !after.is_empty() {
            return (texts, Some("a quote ends in the middle of a field".to_owned()));
        }
    }
    (texts, None)
}

/// Where the quote is that closes a field.
fn closing(quoted: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + quoted.get(from..)?.find('"')?;
        if !quoted.get(at + 1..)?.starts_with('"') {
            return Some(at);
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(texts: &[&str], quote: Quote) -> String {
        let mut line = String::new();
        for (at, text) in texts.iter().enumerate() {
            if at > 0 {
                line.push(';');
            }
            push_quoted(&mut line, text, ';', quote).unwrap();
        }
        line
    }

    #[test]
    fn fields_come_out_as_they_went_in() {
        for texts in [["a", "", "c"], ["\"", "x\"y", ";"], ["", "", ""], ["é;\"\"", "\"a\"", "; "]] {
            for quote in [Quote::Needed, Quote::Always] {
                let line = joined(&texts, quote);
                let (split, wrong) = split_quoted(&line, ';', quote);
                assert_eq!((split, wrong), (texts.map(Cow::from).to_vec(), None), "{line}");
            }
        }
        assert_eq!(joined(&["a", "b\"c"], Quote::Needed), "a;\"b\"\"c\"");
        assert!(push_quoted(&mut String::new(), "a;b", ';', Quote::Never).is_err());
    }

    #[test]
    fn broken_quotes_are_told() {
        for (line, message) in [("a;\"b", "never closed"), ("\"a\"b;c", "in the middle"), ("\"", "never closed")] {
            let (_, wrong) = split_quoted(line, ';', Quote::Needed);
            assert!(wrong.unwrap().contains(message), "{line}");
        }
        assert_eq!(split_quoted("a\"b;c", ';', Quote::Needed).0, ["a\"b", "c"]);
    }
}
