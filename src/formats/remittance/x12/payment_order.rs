//! 820, remittance advice, in its general form: one transaction set a payment.
//!
//! An 820 tells one payment, with its bank, check number and date in BPR and TRN, so that each check is a transaction
//! set of its own and the file holds no total that would have to be known before. It moves no money (BPR01 `I`): the
//! check went to the bank. A payment taken back is a debit (BPR03 `D`) whose parts are negative. What is in suspense is
//! a payment on account without a reference, so that the parts always add up to the payment.

use std::io::Write;

use super::Form;
use super::envelope::Interchange;
use super::heading::{Heading, Member};
use super::payment;
use super::segment::Segments;
use crate::formats::remittance::tally::Tally;
use crate::formats::remittance::{FileHead, PostingFile, PostingFileError};
use crate::model::{Money, Remittance};

/// An 820 file that is being written.
pub(super) struct PaymentOrders<W> {
    interchange: Interchange<W>,
    head: FileHead,
    heading: Heading,
    tally: Tally,
    segments: Segments,
}

impl<W: Write> PaymentOrders<W> {
    pub(super) fn begin(head: &FileHead, out: W) -> Result<Self, PostingFileError> {
        let heading = Heading::new(head)?;
        let interchange = Interchange::begin(Form::PaymentOrder, head, out)?;
        let segments = Segments::default();
        Ok(Self { interchange, head: head.clone(), heading, tally: Tally::default(), segments })
    }

    fn add_entities(&mut self, remittance: &Remittance) -> Result<(), PostingFileError> {
        let mut entities = 0_u32;
        let mut entity = |segments: &mut Segments| {
            entities += 1;
            segments.add("ENT", &[&entities.to_string()]);
        };
        for parts in payment::by_account(remittance) {
            entity(&mut self.segments);
            if let Some(first) = parts.first() {
                let member = Member::of(remittance, first)?;
                payment::add_member(&mut self.segments, &member, "MI", member.id);
            }
            for applied in parts {
                payment::add_open_item(&mut self.segments, applied);
                payment::add_bill_details(&mut self.segments, applied);
            }
        }
        let rest = remittance.amount.minus(remittance.applied_amount());
        if rest != Money::ZERO {
            entity(&mut self.segments);
            payment::add_suspense(&mut self.segments, rest);
        }
        Ok(())
    }

    /// A group holds at least one transaction set: a deposit without payments says so.
    fn add_nothing(&mut self) -> Result<(), PostingFileError> {
        self.interchange.begin_set()?;
        let mut elements = [""; 16];
        (elements[0], elements[1], elements[2], elements[3]) = ("I", "0", "C", "NON");
        elements[15] = &self.heading.date;
        self.interchange.add("BPR", &elements);
        self.interchange.add("N1", &["PE", &self.heading.payee]);
        self.interchange.end_set()
    }
}

impl<W: Write> PostingFile for PaymentOrders<W> {
    fn add(&mut self, remittance: &Remittance) -> Result<(), PostingFileError> {
        self.tally.take(remittance);
        self.interchange.begin_set()?;
        payment::add_check(&mut self.segments, "I", &self.heading, remittance)?;
        self.segments.add("N1", &["PE", &self.heading.payee]);
        self.add_entities(remittance)?;
        self.interchange.append(&mut self.segments)?;
        self.interchange.end_set()
    }

    fn finish(mut self: Box<Self>) -> Result<(), PostingFileError> {
        self.tally.check(&self.head.totals)?;
        if self.interchange.is_empty() {
            self.add_nothing()?;
        }
        self.interchange.finish()
    }
}
