//! The deposit ticket as records, and what it adds to the totals.

use super::error::CashLetterError;
use super::profile::{CreditLayout, CreditPlace};
use super::records::{DepositRecords, RecordText, Values};
use super::tables;
use super::write::Tally;

impl DepositRecords {
    /// The records of the deposit ticket; none where the profile has no credit record.
    pub(super) fn ticket(&self) -> Result<Vec<RecordText>, CashLetterError> {
        let Some(credit) = self.profile.credit else { return Ok(Vec::new()) };
        let Some(ticket) = &self.head.ticket else {
            return Err(CashLetterError::Head("the profile's credit record needs a deposit ticket".to_owned()));
        };
        let images = ticket.front.is_some() || ticket.back.is_some();
        if images && credit.place == CreditPlace::BeforeBundles {
            let why = "a deposit ticket before the bundles has no images";
            return Err(CashLetterError::Head(why.to_owned()));
        }
        let failed = |why: String| CashLetterError::Head(format!("deposit ticket: {why}"));
        if self.ticket_sequence().is_none() {
            return Err(failed("its sequence number is no number".to_owned()));
        }
        let (layout, own): (_, Values<'_>) = match credit.layout {
            CreditLayout::Record61A => (&tables::CREDIT_61_A, &[]),
            CreditLayout::Record61B => (&tables::CREDIT_61_B, &[("record usage", &"2")]),
            // 9 stands for a lockbox.
            CreditLayout::Record62 => (&tables::CREDIT_62, &[("source of work", &"09")]),
        };
        let common: Values<'_> = &[
            ("posting bank", &self.head.destination),
            ("on-us", &self.head.account),
            ("amount", &self.head.amount.cents()),
            ("sequence number", &ticket.sequence),
            ("documentation type", &"G"),
        ];
        let record = self.fill(layout, &[common, own].concat()).map_err(|unfit| failed(unfit.to_string()))?;
        let mut records = vec![record];
        for (side, image) in [&ticket.front, &ticket.back].into_iter().enumerate() {
            if let Some(image) = image {
                records.extend(self.view(&ticket.sequence, side, image).map_err(failed)?);
            }
        }
        Ok(records)
    }

    /// The sequence number of the deposit ticket.
    pub(super) fn ticket_sequence(&self) -> Option<u64> {
        self.head.ticket.as_ref()?.sequence.parse().ok()
    }

    /// What the deposit ticket adds to the control records.
    pub(super) fn ticket_tally(&self) -> Tally {
        let counted = self.profile.credit.is_some_and(|credit| credit.counted);
        let sides = self.head.ticket.as_ref().map(|ticket| [ticket.front.is_some(), ticket.back.is_some()]);
        Tally {
            items: u64::from(counted),
            images: sides.unwrap_or_default().into_iter().map(u64::from).sum(),
            amount: if counted { self.head.amount.cents().unsigned_abs() } else { 0 },
            ..Tally::default()
        }
    }

    /// Whether the totals count the deposit ticket; blank without one.
    pub(super) fn credit_indicator(&self) -> &'static str {
        self.profile.credit.map_or("", |credit| if credit.counted { "1" } else { "0" })
    }
}
