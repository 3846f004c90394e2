//! Writes a deposit as an image cash letter, an item at a time.

use std::io::Write;
use std::mem::take;

use super::deposit::{DepositHead, DepositItem};
use super::error::CashLetterError;
use super::framing::Coding;
use super::layout::Unfit;
use super::profile::{CreditPlace, Profile};
use super::records::{DepositRecords, RecordText};
use super::totals::money;

/// What was written since the last header of a kind.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    /// Headers of the next lower kind.
    pub(super) groups: u64,
    pub(super) items: u64,
    pub(super) images: u64,
    /// In cents.
    pub(super) amount: u64,
    /// The part of `amount` whose bank lines were read well.
    pub(super) valid_amount: u64,
}

/// A cash letter that is being written: one letter, its items in bundles.
pub struct CashLetterWriter<W> {
    out: W,
    coding: Coding,
    prefixed: bool,
    per_bundle: u64,
    records: DepositRecords,
    written: u64,
    bundle: Tally,
    letter: Tally,
    /// What the items add up to, deposit ticket left out.
    items: Tally,
    last_sequence: Option<u64>,
    /// The ticket that stands first in the first bundle.
    ticket: Vec<RecordText>,
}

impl<W: Write> CashLetterWriter<W> {
    /// Begins a cash letter.
    ///
    /// # Errors
    /// When the profile does not hold, a value of the head does not fit, or `out` takes no more.
    pub fn create(out: W, profile: Profile, head: DepositHead) -> Result<Self, CashLetterError> {
        profile.check()?;
        let credit = profile.credit;
        let mut writer = Self {
            out,
            coding: profile.coding,
            prefixed: profile.prefixed,
            per_bundle: u64::from(profile.items_per_bundle),
            records: DepositRecords::new(profile, head)?,
            written: 0,
            bundle: Tally::default(),
            letter: Tally::default(),
            items: Tally::default(),
            last_sequence: None,
            ticket: Vec::new(),
        };
        let unfit = |unfit: Unfit| CashLetterError::Head(unfit.to_string());
        let (heads, ticket) = (writer.records.heads().map_err(unfit)?, writer.records.ticket()?);
        writer.put(&heads)?;
        let Some(credit) = credit else { return Ok(writer) };
        writer.last_sequence = writer.records.ticket_sequence();
        if credit.place == CreditPlace::InFirstBundle {
            writer.ticket = ticket;
        } else {
            writer.put(&ticket)?;
            if credit.counted {
                writer.letter = writer.records.ticket_tally();
            }
        }
        Ok(writer)
    }

    /// Adds an item. One that is refused leaves the letter as it was.
    ///
    /// # Errors
    /// When a value does not fit, an image is no TIFF, the sequence number is not above the one before, or `out` takes
    /// no more.
    pub fn add(&mut self, item: &DepositItem) -> Result<(), CashLetterError> {
        let refused =
            |why: String| CashLetterError::Item { item: self.items.items + 1, sequence: item.sequence.clone(), why };
        let sequence = item.sequence.parse::<u64>().ok();
        if sequence.is_none() || self.last_sequence.is_some_and(|last| sequence <= Some(last)) {
            let last = self.last_sequence.map_or_else(String::new, |last| format!(" above {last}"));
            return Err(refused(format!("its sequence number is no number{last}")));
        }
        let records = self.records.item(item).map_err(refused)?;
        if self.bundle.groups == 0 {
            self.open_bundle()?;
        }
        self.put(&records)?;
        self.last_sequence = sequence;
        let amount = item.amount.cents().unsigned_abs();
        for tally in [&mut self.bundle, &mut self.letter, &mut self.items] {
            tally.items += 1;
            tally.images += 1 + u64::from(item.back.is_some());
            tally.amount = tally.amount.saturating_add(amount);
            tally.valid_amount += if item.line.indicator() == 1 { amount } else { 0 };
        }
        if self.items.items.is_multiple_of(self.per_bundle) { self.close_bundle() } else { Ok(()) }
    }

    /// Writes the control records, and gives back what was written to.
    ///
    /// # Errors
    /// When there is no item, the items do not add up to what the head says, the sums have too many digits, or `out`
    /// takes no more.
    pub fn finish(mut self) -> Result<W, CashLetterError> {
        let (head, items) = (self.records.amount(), money(self.items.amount));
        if head != items || self.items.items == 0 {
            return Err(CashLetterError::Totals { head, count: self.items.items, items });
        }
        if self.bundle.groups > 0 {
            self.close_bundle()?;
        }
        let controls = self.records.controls(&self.letter, self.written + 2).map_err(control)?;
        self.put(&controls)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn open_bundle(&mut self) -> Result<(), CashLetterError> {
        self.letter.groups += 1;
        self.bundle = Tally { groups: 1, ..Tally::default() };
        let mut opening = vec![self.records.bundle(self.letter.groups).map_err(control)?];
        if self.letter.groups == 1 && !self.ticket.is_empty() {
            opening.append(&mut take(&mut self.ticket));
            let tally = self.records.ticket_tally();
            for sums in [&mut self.bundle, &mut self.letter] {
                sums.items += tally.items;
                sums.images += tally.images;
                sums.amount = sums.amount.saturating_add(tally.amount);
            }
        }
        self.put(&opening)
    }

    fn close_bundle(&mut self) -> Result<(), CashLetterError> {
        let control_record = self.records.bundle_control(&self.bundle).map_err(control)?;
        self.bundle = Tally::default();
        self.put(&[control_record])
    }

    fn put(&mut self, records: &[RecordText]) -> Result<(), CashLetterError> {
        for record in records {
            self.written += 1;
            if self.prefixed {
                let length = u32::try_from(record.text.len() + record.image.len()).map_err(std::io::Error::other)?;
                self.out.write_all(&length.to_be_bytes())?;
            }
            let coded: Vec<u8> = record.text.bytes().map(|byte| self.coding.byte(byte)).collect();
            self.out.write_all(&coded)?;
            self.out.write_all(&record.image)?;
        }
        Ok(())
    }
}

fn control(unfit: Unfit) -> CashLetterError {
    CashLetterError::Control(unfit.to_string())
}
