//! A file read in one walk: its lines, its payments, and what is wrong with it.

use std::io::BufRead;

use super::balance::{Balance, payment_amount};
use super::payments::Payments;
use super::structure::Structure;
use super::tokens::{Segment, Tokens, X12Error};
use super::words;
use crate::formats::remittance::reading::{Inspection, Seen};

/// Reads any X12 interchange: tells each segment in words and each payment with its parts to `sink`, and compares
/// counts, control numbers and sums. It keeps no more in memory than a segment and the findings. A file that breaks off
/// is told as far as it goes.
///
/// # Errors
/// When reading fails, or it is no X12 at all.
pub fn inspect<R: BufRead>(reader: R, sink: &mut dyn FnMut(Seen)) -> Result<Inspection, X12Error> {
    let mut tokens = Tokens::new(reader);
    let mut found = Inspection::default();
    let mut walk = Walk::default();
    loop {
        match tokens.read() {
            Ok(Some(segment)) => walk.take(&segment, &mut found, sink),
            Ok(None) if found.records > 0 => break,
            Ok(None) => return Err(X12Error::NotX12 { offset: 0, problem: "the file is empty".to_owned() }),
            Err(X12Error::NotX12 { offset, problem }) if found.records > 0 => {
                found.find(found.records + 1, offset, problem);
                break;
            }
            Err(error) => return Err(error),
        }
    }
    walk.payments.finish(sink);
    walk.balance.finish(&mut found);
    walk.structure.finish(&mut found);
    Ok(found)
}

#[derive(Default)]
struct Walk {
    structure: Structure,
    balance: Balance,
    payments: Payments,
}

impl Walk {
    fn take(&mut self, segment: &Segment, found: &mut Inspection, sink: &mut dyn FnMut(Seen)) {
        found.records = segment.number;
        self.structure.take(segment, found);
        self.balance.take(segment, found);
        match segment.name() {
            "ST" if found.form.is_empty() => found.form = form(segment),
            "BPR" => {
                found.payments += 1;
                found.amount = found.amount.plus(payment_amount(segment).unwrap_or_default());
            }
            _ => {}
        }
        sink(Seen::Line(words::line(segment)));
        self.payments.take(segment, sink);
    }
}

/// What the first transaction set is, in words.
fn form(segment: &Segment) -> String {
    let set = segment.element(1);
    let words = super::codes::meaning("ST", 1, set).unwrap_or("transaction set");
    let guide = segment.element(3);
    let guide = if guide.is_empty() { String::new() } else { format!(", guide {guide}") };
    format!("X12 {set} {words}{guide}")
}
