//! Returned checks of a cash letter: records 31 with what is added to them.

use std::io::{Read, Seek};

use super::bank_line::BankLine;
use super::framing::{Next, Record, Records};
use super::totals::Totals;
use crate::formats::finding::Finding;
use crate::formats::scan::ScanError;
use crate::model::{MicrLine, Money};

/// A returned check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedCheck {
    /// The number of its record in the file, counted from 1.
    pub record: u64,
    /// Its bank line.
    pub line: MicrLine,
    /// Its routing number as the record has it.
    pub routing: String,
    /// Its amount; `None` when the field holds no number.
    pub amount: Option<Money>,
    /// The code of why it came back.
    pub reason: String,
    /// The sequence number that the bank of first deposit gave it (record 32), or its depositor.
    pub sequence: Option<String>,
}

/// The returned checks of a cash letter, and what does not agree in it.
///
/// # Errors
/// When it cannot be read or is no cash letter.
pub fn returned_checks<R: Read + Seek>(reader: R) -> Result<(Vec<ReturnedCheck>, Vec<Finding>), ScanError> {
    let Some(mut records) = Records::open(reader)? else {
        return Err(ScanError::NotPages("it does not start like an image cash letter"));
    };
    let (mut walk, mut totals, mut closed) = (Walk::default(), Totals::default(), false);
    let mut findings = Vec::new();
    let mut find = |record: u64, offset: u64, message: String| findings.push(Finding { record, offset, message });
    loop {
        match records.next()? {
            Next::Record(record) => {
                totals.take(&record);
                for what in totals.differences(&record) {
                    find(record.number, record.offset, what);
                }
                closed |= record.kind == 99;
                walk.take(&record);
            }
            Next::End if closed => break,
            Next::End => {
                find(totals.records(), records.at(), "the file ends without a file control record".to_owned());
                break;
            }
            Next::Broken(why) => {
                find(totals.records(), records.at(), why);
                break;
            }
        }
    }
    walk.end();
    Ok((walk.checks, findings))
}

#[derive(Default)]
struct Walk {
    checks: Vec<ReturnedCheck>,
    /// The open check, its on-us field, and its auxiliary on-us field.
    open: Option<(ReturnedCheck, String, String)>,
}

impl Walk {
    fn take(&mut self, record: &Record) {
        match (record.kind, &mut self.open) {
            (31, _) => {
                self.end();
                let check = ReturnedCheck {
                    record: record.number,
                    line: MicrLine::default(),
                    routing: record.get("payor routing") + &record.get("check digit"),
                    amount: record.number_of("amount").map(super::totals::money),
                    reason: record.get("return reason"),
                    sequence: None,
                };
                self.open = Some((check, record.get("on-us"), String::new()));
            }
            (32, Some((check, _, _))) if check.sequence.is_none() => {
                check.sequence = Some(record.get("sequence number")).filter(|number| !number.is_empty());
            }
            (33, Some((_, _, auxiliary))) => *auxiliary = record.get("auxiliary on-us"),
            (20 | 25 | 70, _) => self.end(),
            _ => {}
        }
    }

    fn end(&mut self) {
        if let Some((check, on_us, auxiliary)) = self.open.take() {
            let line = BankLine::printed(&auxiliary, &check.routing, &on_us);
            self.checks.push(ReturnedCheck { line, ..check });
        }
    }
}
