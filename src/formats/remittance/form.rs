//! The forms of posting files by name: how each is begun and how each is read back.

use std::io::{self, BufRead};
use std::sync::Arc;

use super::balanced::Balanced;
use super::layout::{Layout, shipped};
use super::{FileHead, Inspection, PostingFile, PostingFileError, csv, jsonl};

/// A form of posting files.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// `csv`: a row for each part of a payment, in the columns of `posting.csv`.
    Csv,
    /// `jsonl`: an object for each payment.
    Jsonl,
    /// `bai`: a BAI lockbox file with a list of bills for each check.
    Bai,
    /// `bai2`: a BAI lockbox file with an amount for each bill.
    Bai2,
    /// A biller's own layout, under its own name.
    Layout(Arc<Layout>),
}

impl Form {
    /// The forms that the program knows without a layout.
    pub const KNOWN: [Self; 4] = [Self::Csv, Self::Jsonl, Self::Bai, Self::Bai2];

    /// The form of that name; `None` if the program knows none.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::KNOWN.into_iter().find(|form| form.name() == name)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Bai => shipped::BAI.name,
            Self::Bai2 => shipped::BAI2.name,
            Self::Layout(layout) => layout.name(),
        }
    }
}

/// Begins a posting file.
///
/// # Errors
/// When writing fails or the form cannot hold what the head says.
pub fn create<'a, W: io::Write + 'a>(
    form: &Form,
    head: FileHead,
    out: W,
) -> Result<Box<dyn PostingFile + 'a>, PostingFileError> {
    let promised = head.clone();
    let file: Box<dyn PostingFile + 'a> = match form {
        Form::Csv => csv::create(out)?,
        Form::Jsonl => jsonl::create(out),
        Form::Bai => Arc::new(shipped::BAI.layout()?).create(head, out)?,
        Form::Bai2 => Arc::new(shipped::BAI2.layout()?).create(head, out)?,
        Form::Layout(layout) => Arc::clone(layout).create(head, out)?,
    };
    Ok(Box::new(Balanced::new(file, &promised)))
}

/// Reads a posting file back: its records in words, its payments and all that is wrong with it.
///
/// # Errors
/// When reading fails; what the file says is never an error.
pub fn inspect(form: &Form, input: impl BufRead) -> Result<Inspection, PostingFileError> {
    Ok(match form {
        Form::Csv => csv::inspect(input)?,
        Form::Jsonl => jsonl::inspect(input)?,
        Form::Bai => shipped::BAI.layout()?.inspect(input)?,
        Form::Bai2 => shipped::BAI2.layout()?.inspect(input)?,
        Form::Layout(layout) => layout.inspect(input)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::remittance::testing::{head, totals};

    #[test]
    fn every_form_has_a_name_of_its_own() {
        for form in Form::KNOWN {
            assert_eq!(Form::named(form.name()), Some(form));
        }
        assert_eq!(Form::named("xls"), None);
    }

    #[test]
    fn a_day_without_payments_gives_a_file_in_every_form() {
        for form in Form::KNOWN {
            let mut out = Vec::new();
            create(&form, head(totals(&[])), &mut out).unwrap().finish().unwrap();
            let read = inspect(&form, out.as_slice()).unwrap();
            assert_eq!(read.form, form.name());
            assert_eq!((read.findings, read.payments), (Vec::new(), Vec::new()));
        }
    }
}
