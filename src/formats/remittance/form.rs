//! The forms of posting files by name: how each is begun and how each is read back.

use std::io::{self, BufRead};
use std::sync::Arc;

use super::balanced::Balanced;
use super::layout::{Layout, shipped};
use super::reading::{self, Seen};
use super::{
    FileHead, Finding, Inspection, PostingFile, PostingFileError, ReadPart, ReadPayment, camt054, csv, jsonl, x12,
};
use crate::model::Money;

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
    /// `x12-823`, `x12-820`, `hipaa-820`, `hix-820`: X12 transaction sets.
    X12(x12::Form),
    /// `camt.054`: an ISO 20022 notification.
    Camt054,
    /// A biller's own layout, under its own name.
    Layout(Arc<Layout>),
}

impl Form {
    /// The forms that the program knows without a layout.
    pub const KNOWN: [Self; 9] = [
        Self::Csv,
        Self::Jsonl,
        Self::Bai,
        Self::Bai2,
        Self::X12(x12::Form::Lockbox),
        Self::X12(x12::Form::PaymentOrder),
        Self::X12(x12::Form::Premium),
        Self::X12(x12::Form::Exchange),
        Self::Camt054,
    ];

    /// The form of that name; `None` if the program knows none.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::KNOWN.into_iter().find(|form| form.name() == name)
    }

    /// Whether it can tell what was undone.
    #[must_use]
    pub fn takes_reversals(&self) -> bool {
        match self {
            Self::Bai | Self::Bai2 | Self::X12(x12::Form::Lockbox) => false,
            Self::Csv | Self::Jsonl | Self::X12(_) | Self::Camt054 => true,
            Self::Layout(layout) => layout.takes_reversals(),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Bai => shipped::BAI.name,
            Self::Bai2 => shipped::BAI2.name,
            Self::X12(x12::Form::Lockbox) => "x12-823",
            Self::X12(x12::Form::PaymentOrder) => "x12-820",
            Self::X12(x12::Form::Premium) => "hipaa-820",
            Self::X12(x12::Form::Exchange) => "hix-820",
            Self::Camt054 => "camt.054",
            Self::Layout(layout) => layout.name(),
        }
    }
}

impl Form {
    /// Whether a file that begins so may be of this form; a biller's own layout is never found out.
    #[must_use]
    pub fn may_begin(&self, head: &[u8]) -> bool {
        match self {
            Self::Csv => head.starts_with(b"posting_id,"),
            Self::Jsonl => head.starts_with(b"{"),
            Self::Bai | Self::Bai2 => head.starts_with(b"1"),
            // The sets of one interchange are told by what it says.
            Self::X12(form) => *form == x12::Form::Lockbox && head.starts_with(b"ISA"),
            Self::Camt054 => head.trim_ascii_start().starts_with(b"<") || head.starts_with(b"\xEF\xBB\xBF<"),
            Self::Layout(_) => false,
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
        Form::X12(form) => x12::create(*form, &head, out)?,
        Form::Camt054 => camt054::create(&head, out)?,
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
        Form::X12(_) => collected(form, |sink| x12::inspect(input, sink).map_err(said))?,
        Form::Camt054 => collected(form, |sink| camt054::inspect(input, sink).map_err(said))?,
        Form::Layout(layout) => layout.inspect(input)?,
    })
}

/// A file that cannot be read on has a finding, not an error; only the disk fails.
enum Stopped {
    Disk(io::Error),
    File(Finding),
}

trait Stops {
    fn stopped(self) -> Stopped;
}

fn said(error: impl Stops) -> Stopped {
    error.stopped()
}

fn finding(offset: u64, message: String) -> Stopped {
    Stopped::File(Finding { record: 1, offset, message })
}

impl Stops for x12::X12Error {
    fn stopped(self) -> Stopped {
        match self {
            Self::Io(error) => Stopped::Disk(error),
            Self::NotX12 { offset, problem } => finding(offset, problem),
        }
    }
}

impl Stops for camt054::CamtError {
    fn stopped(self) -> Stopped {
        match self {
            Self::Io(error) => Stopped::Disk(error),
            Self::NotCamt { offset, problem } => finding(offset, problem),
        }
    }
}

/// Gathers what is told while a file is read.
fn collected(
    form: &Form,
    read: impl FnOnce(&mut dyn FnMut(Seen)) -> Result<reading::Inspection, Stopped>,
) -> Result<Inspection, PostingFileError> {
    let mut inspection = Inspection::new(form.name());
    let told = read(&mut |seen| match seen {
        Seen::Line(line) => inspection.lines.push(line),
        Seen::Payment(paid) => inspection.payments.push(ReadPayment {
            batch: paid.batch,
            number: paid.item.and_then(|item| item.parse().ok()),
            amount: Some(paid.amount),
            routing: paid.routing,
            payer_account: paid.payer_account,
            check_number: paid.check_number,
            ..ReadPayment::default()
        }),
        Seen::Applied(part) => {
            let part = ReadPart { account: part.account, bill: part.bill, amount: Some(part.amount) };
            inspection.payments.last_mut().into_iter().for_each(|payment| payment.applied.push(part.clone()));
        }
    });
    match told {
        Ok(told) => {
            told.findings.into_iter().for_each(|found| inspection.find(found.record, found.offset, found.message));
        }
        Err(Stopped::File(found)) => inspection.find(found.record, found.offset, found.message),
        Err(Stopped::Disk(error)) => return Err(error.into()),
    }
    // A remittance advice of an empty deposit says that nothing is paid.
    inspection.payments.retain(|payment| payment.amount != Some(Money::ZERO) || !payment.applied.is_empty());
    Ok(inspection)
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
