//! 823, lockbox: the deposit, its batches, each payment and the bills it pays.

use std::io::Write;

use super::Form;
use super::envelope::Interchange;
use super::heading::{self, Heading, Member, REFERENCE};
use super::segment::Segments;
use super::{payment, text};
use crate::formats::remittance::tally::Tally;
use crate::formats::remittance::{FileHead, PostingFile, PostingFileError};
use crate::model::{Application, Money, Remittance};

/// An 823 that is being written. The total of a batch stands before its payments, so that one batch waits in memory.
pub(super) struct Lockbox<W> {
    interchange: Interchange<W>,
    head: FileHead,
    heading: Heading,
    tally: Tally,
    batch: Option<OpenBatch>,
}

/// The batch whose payments are coming.
struct OpenBatch {
    id: String,
    payments: u64,
    amount: Money,
    segments: Segments,
}

impl<W: Write> Lockbox<W> {
    pub(super) fn begin(head: &FileHead, out: W) -> Result<Self, PostingFileError> {
        let heading = Heading::new(head)?;
        let mut interchange = Interchange::begin(Form::Lockbox, head, out)?;
        interchange.begin_set()?;
        interchange.add("N1", &["LB", "", "01", &heading.bank]);
        interchange.add("N1", &["PE", &heading.payee]);
        interchange.add("TRN", &["1", &heading.trace]);
        interchange.add("DTM", &["097", &heading.created]);
        let (lockbox, account) = (&heading.lockbox, &heading.account);
        let deposit =
            [lockbox, heading.date.as_str(), "", &heading.trace, "01", &heading.bank, heading.account_kind, account];
        interchange.add("DEP", &deposit);
        interchange.add("AMT", &["3", &text::amount(head.totals.amount)]);
        interchange.add("QTY", &["41", &head.totals.batches.to_string()]);
        interchange.add("QTY", &["42", &head.totals.payments.to_string()]);
        Ok(Self { interchange, head: head.clone(), heading, tally: Tally::default(), batch: None })
    }

    /// Writes the batch that waits.
    fn end_batch(&mut self) -> Result<(), PostingFileError> {
        let Some(mut batch) = self.batch.take() else { return Ok(()) };
        self.interchange.add("BAT", &[&self.heading.date, "", &batch.id]);
        self.interchange.add("AMT", &["2", &text::amount(batch.amount)]);
        self.interchange.add("QTY", &["42", &batch.payments.to_string()]);
        self.interchange.append(&mut batch.segments)
    }

    fn begin_batch(&mut self, first: &Remittance) -> Result<(), PostingFileError> {
        self.end_batch()?;
        let id = first.batch.as_str();
        let id = text::id(id, REFERENCE, &|| format!("batch {id}"))?.to_owned();
        self.batch = Some(OpenBatch { id, payments: 0, amount: Money::ZERO, segments: Segments::default() });
        Ok(())
    }
}

impl<W: Write> PostingFile for Lockbox<W> {
    fn add(&mut self, remittance: &Remittance) -> Result<(), PostingFileError> {
        refuse_reversals(remittance)?;
        if self.tally.take(remittance) {
            self.begin_batch(remittance)?;
        }
        let Some(batch) = &mut self.batch else { return Ok(()) };
        batch.payments += 1;
        batch.amount = batch.amount.plus(remittance.amount);
        payment::add_check(&mut batch.segments, "C", &self.heading, remittance)?;
        for applied in &remittance.applied {
            add_applied(&mut batch.segments, remittance, applied)?;
        }
        let rest = remittance.amount.minus(remittance.applied_amount());
        if rest.is_positive() {
            payment::add_suspense(&mut batch.segments, rest);
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), PostingFileError> {
        self.tally.check(&self.head.totals)?;
        self.end_batch()?;
        self.interchange.end_set()?;
        self.interchange.finish()
    }
}

fn add_applied(
    segments: &mut Segments,
    remittance: &Remittance,
    applied: &Application,
) -> Result<(), PostingFileError> {
    payment::add_open_item(segments, applied);
    let member = Member::of(remittance, applied)?;
    if member.is_known() {
        let kind = if member.id.is_empty() { "" } else { "MI" };
        segments.add("N1", &["IL", &member.whole(), kind, member.id]);
    }
    payment::add_bill_details(segments, applied);
    Ok(())
}

/// A lockbox reports what was deposited; taking back needs another form.
fn refuse_reversals(remittance: &Remittance) -> Result<(), PostingFileError> {
    let taken_back = remittance.applied.iter().find(|applied| applied.amount.cents() < 0);
    let what = match taken_back {
        Some(applied) => heading::posting(remittance, applied),
        None if remittance.amount.cents() < 0 => heading::document(remittance),
        None if remittance.applied_amount() > remittance.amount => {
            return Err(PostingFileError::DoesNotFit(format!(
                "{}: {} were applied of a payment of {}",
                heading::document(remittance),
                remittance.applied_amount(),
                remittance.amount
            )));
        }
        None => return Ok(()),
    };
    Err(PostingFileError::DoesNotFit(format!(
        "{what} takes money back, which an X12 823 cannot say: it reports deposits. Export the reversals as x12-820 or \
         camt.054"
    )))
}
