//! `batch.toml`: the batch's header.

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use crate::config::{date_of, position};
use crate::error::{Error, Result};
use crate::files;
use crate::model::{Batch, BatchId, Mode, Money};

const LARGEST_FILE: u64 = 1 << 20;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    id: Option<Spanned<String>>,
    lockbox: Option<String>,
    deposit_date: Option<Spanned<toml::Value>>,
    received_date: Option<Spanned<toml::Value>>,
    mode: Option<Spanned<String>>,
    duplex: Option<bool>,
    documents: Option<u32>,
    control_total: Option<Spanned<toml::Value>>,
}

/// The header of a batch: from its file, if it has one; what that does not say from the folder's name, `today` and the day of
/// the deposit.
pub(super) fn read(file: Option<&Path>, name: &str, today: Date, deposit_day: Date) -> Result<Batch> {
    let Some(path) = file else {
        return header(File::default(), name, today, deposit_day).map_err(|(_, what)| Error::Refused(what));
    };
    let text = files::read_text(path, LARGEST_FILE)?;
    let problem = |(at, message): Problem| {
        let (line, column) = at.map_or((None, None), |at| position(&text, at));
        Error::Content { path: path.to_owned(), line, column, message }
    };
    let parsed: File = toml::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| problem((error.span().map(|span| span.start), error.message().to_owned())))?;
    header(parsed, name, today, deposit_day).map_err(problem)
}

/// The byte where it stands and what is wrong.
type Problem = (Option<usize>, String);

fn header(file: File, name: &str, today: Date, deposit_day: Date) -> std::result::Result<Batch, Problem> {
    let deposit = file.deposit_date.map(date).transpose()?;
    let received = file.received_date.map(date).transpose()?;
    Ok(Batch {
        id: id(file.id, name)?,
        lockbox: file.lockbox,
        deposit_date: deposit.unwrap_or(deposit_day),
        received_date: received.or(deposit).unwrap_or(today),
        mode: file.mode.map(mode).transpose()?.unwrap_or(Mode::Auto),
        duplex: file.duplex.unwrap_or(false),
        expected_documents: file.documents,
        control_total: file.control_total.map(money).transpose()?,
    })
}

const SAFE: &str = "1 to 80 letters, digits, `-`, `_` and `.`, not starting with `.`";

fn id(id: Option<Spanned<String>>, name: &str) -> std::result::Result<BatchId, Problem> {
    let Some(id) = id else {
        let message =
            || format!("`{name}` cannot name the batch; rename it to {SAFE}, or give an `id` in its batch.toml");
        return BatchId::new(name).ok_or_else(|| (None, message()));
    };
    BatchId::new(id.get_ref())
        .ok_or_else(|| (Some(id.span().start), format!("`{}` cannot name a batch; use {SAFE}", id.get_ref())))
}

fn date(value: Spanned<toml::Value>) -> std::result::Result<Date, Problem> {
    date_of(value.get_ref()).map_err(|message| (Some(value.span().start), message))
}

fn mode(word: Spanned<String>) -> std::result::Result<Mode, Problem> {
    Mode::from_word(word.get_ref()).ok_or_else(|| {
        let known = Mode::ALL.iter().map(|mode| mode.word()).collect::<Vec<_>>().join(", ");
        (Some(word.span().start), format!("`{}` is not a mode; known are {known}", word.get_ref()))
    })
}

fn money(value: Spanned<toml::Value>) -> std::result::Result<Money, Problem> {
    let problem = |message: String| (Some(value.span().start), message);
    let text = match value.get_ref() {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        _ => return Err(problem("an amount in quotes is wanted, such as \"1234.50\"".to_owned())),
    };
    match text.trim().parse::<Money>() {
        Ok(amount) if amount >= Money::ZERO => Ok(amount),
        Ok(_) => Err(problem(format!("`{text}` is less than nothing"))),
        Err(error) => Err(problem(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn of(text: &str) -> Result<Batch> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("batch.toml");
        files::write_atomic(&path, |out| out.write_all(text.as_bytes())).unwrap();
        read(Some(&path), "folder", date(2026, 11, 24), date(2026, 11, 24))
    }

    #[test]
    fn all_keys_are_read() {
        let batch =
            of("id = \"B-1\"\nlockbox = \"412612\"\ndeposit_date = 2026-11-20\nreceived_date = \"2026-11-19\"\n\
             mode = \"check-only\"\nduplex = true\ndocuments = 12\ncontrol_total = \"1234.50\"\n")
            .unwrap();
        assert_eq!(batch.id.as_str(), "B-1");
        assert_eq!((batch.deposit_date, batch.received_date), (date(2026, 11, 20), date(2026, 11, 19)));
        assert_eq!((batch.mode, batch.duplex), (Mode::CheckOnly, true));
        assert_eq!((batch.expected_documents, batch.control_total), (Some(12), Some(Money::from_cents(123_450))));
    }

    #[test]
    fn what_is_not_said_comes_from_folder_and_day() {
        let batch = read(None, "20261124-01", date(2026, 11, 24), date(2026, 11, 25)).unwrap();
        assert_eq!((batch.id.as_str(), batch.mode, batch.duplex), ("20261124-01", Mode::Auto, false));
        assert_eq!((batch.deposit_date, batch.received_date), (date(2026, 11, 25), date(2026, 11, 24)));
        assert!(
            read(None, "my batch", date(2026, 11, 24), date(2026, 11, 24))
                .unwrap_err()
                .to_string()
                .contains("my batch")
        );
    }

    #[test]
    fn mistakes_are_placed() {
        for (text, line, column) in [
            ("idd = 1\n", 1, 1),
            ("mode = \"auto\"\nid = \"../x\"\n", 2, 6),
            ("mode = \"sorted\"\n", 1, 8),
            ("\ndeposit_date = \"24.11.2026\"\n", 2, 16),
            ("control_total = 12.5\n", 1, 17),
            ("control_total = \"-1.00\"\n", 1, 17),
        ] {
            match of(text).unwrap_err() {
                Error::Content { line: Some(l), column: Some(c), .. } => assert_eq!((l, c), (line, column), "{text}"),
                other => panic!("{text}: {other}"),
            }
        }
    }
}
