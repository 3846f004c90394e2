//! A deposit as the texts of records.

use std::fmt::Display;

use super::deposit::{DepositHead, DepositItem};
use super::error::CashLetterError;
use super::layout::{Layout, Unfit};
use super::profile::{Level, Profile};
use super::tables;
use super::write::Tally;
use crate::model::{Money, RoutingNumber};

/// The only cycle of a day.
const CYCLE: &str = "01";

/// A record before it is coded: its text, and the image behind it, which is in no character code.
pub(super) struct RecordText {
    pub(super) text: String,
    pub(super) image: Vec<u8>,
}

impl From<String> for RecordText {
    fn from(text: String) -> Self {
        Self { text, image: Vec::new() }
    }
}

/// Makes the records of one deposit.
pub(super) struct DepositRecords {
    pub(super) profile: Profile,
    pub(super) head: DepositHead,
    business_date: String,
    creation_date: String,
    creation_time: String,
}

pub(super) type Values<'a> = &'a [(&'static str, &'a dyn Display)];

impl DepositRecords {
    pub(super) fn new(profile: Profile, head: DepositHead) -> Result<Self, CashLetterError> {
        let wrong = |why: &str| Err(CashLetterError::Head(why.to_owned()));
        if head.origin.len() != 9 || !head.origin.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return wrong("the immediate origin has nine letters or digits, as the bank gave it out");
        }
        if !(head.file_modifier.is_ascii_uppercase() || head.file_modifier.is_ascii_digit()) {
            return wrong("the file id modifier is a letter from A to Z or a digit");
        }
        if head.cash_letter_id.trim().is_empty() {
            return wrong("the cash letter needs an id that no other of that day has");
        }
        if !head.contact_phone.bytes().all(|byte| byte.is_ascii_digit()) {
            return wrong("the contact's phone number has digits only");
        }
        Ok(Self {
            business_date: head.business_date.strftime("%Y%m%d").to_string(),
            creation_date: head.created.strftime("%Y%m%d").to_string(),
            creation_time: head.created.strftime("%H%M").to_string(),
            profile,
            head,
        })
    }

    /// What the deposit says that its items add up to.
    pub(super) const fn amount(&self) -> Money {
        self.head.amount
    }

    pub(super) fn fill(&self, layout: &Layout, values: Values<'_>) -> Result<RecordText, Unfit> {
        layout.fill(self.profile.level.number(), values).map(RecordText::from)
    }

    /// The headers of the file and of its only cash letter.
    pub(super) fn heads(&self) -> Result<Vec<RecordText>, Unfit> {
        let (head, profile) = (&self.head, &self.profile);
        let file = self.fill(
            &tables::FILE_HEADER,
            &[
                ("standard level", &profile.level.number()),
                ("test indicator", if profile.test { &"T" } else { &"P" }),
                ("immediate destination", &head.destination),
                ("immediate origin", &head.origin),
                ("creation date", &self.creation_date),
                ("creation time", &self.creation_time),
                ("resend indicator", &"N"),
                ("destination name", &head.destination_name),
                ("origin name", &head.origin_name),
                ("file id modifier", &head.file_modifier),
                ("country", if profile.level == Level::Dstu2003 { &"" } else { &"US" }),
            ],
        )?;
        let letter = self.fill(
            &tables::CASH_LETTER_HEADER,
            &[
                ("collection type", &profile.collection_type),
                ("destination routing", &head.destination),
                ("institution routing", &head.origin),
                ("business date", &self.business_date),
                ("creation date", &self.creation_date),
                ("creation time", &self.creation_time),
                ("record type", &"I"),
                ("documentation type", &"G"),
                ("cash letter id", &head.cash_letter_id),
                ("contact name", &head.contact_name),
                ("contact phone", &head.contact_phone),
                ("work type", &"C"),
            ],
        )?;
        Ok(vec![file, letter])
    }

    /// The header of a bundle, counted from 1.
    pub(super) fn bundle(&self, number: u64) -> Result<RecordText, Unfit> {
        self.fill(
            &tables::BUNDLE_HEADER,
            &[
                ("collection type", &self.profile.collection_type),
                ("destination routing", &self.head.destination),
                ("institution routing", &self.head.origin),
                ("business date", &self.business_date),
                ("creation date", &self.creation_date),
                ("bundle id", &number),
                ("bundle sequence", &format!("{number:04}")),
                ("cycle number", &CYCLE),
            ],
        )
    }

    /// The records of an item; why it does not fit, in words.
    pub(super) fn item(&self, item: &DepositItem) -> Result<Vec<RecordText>, String> {
        let (bank, check_digit) = routing_parts(item)?;
        let addenda = if self.profile.addendum { "01" } else { "00" };
        let correction = if item.keyed { "3" } else { "0" };
        let text = |unfit: Unfit| unfit.to_string();
        let detail = self.fill(
            &tables::CHECK_DETAIL,
            &[
                ("auxiliary on-us", &item.auxiliary_on_us),
                ("external processing code", &item.external_code),
                ("payor routing", &bank),
                ("check digit", &check_digit),
                ("on-us", &item.on_us),
                ("amount", &item.amount.cents()),
                ("sequence number", &item.sequence),
                ("documentation type", &"G"),
                ("MICR valid", &item.line.indicator()),
                ("bank of first deposit", &"Y"),
                ("addendum count", &addenda),
                ("correction", &correction),
            ],
        );
        let mut records = vec![detail.map_err(text)?];
        if self.profile.addendum {
            let payee = if item.payee.trim().is_empty() { &self.profile.endorsement_name } else { &item.payee };
            let endorsement = self.fill(
                &tables::ADDENDUM_A,
                &[
                    ("record number", &"1"),
                    ("bank of first deposit", &self.head.destination),
                    ("endorsement date", &self.business_date),
                    ("sequence number", &item.sequence),
                    ("deposit account", &self.head.account),
                    ("payee", payee),
                    // The paper stays here, and was made an image here.
                    ("truncation", &"Y"),
                    ("conversion", &"2"),
                    ("correction", &correction),
                ],
            );
            records.push(endorsement.map_err(text)?);
        }
        records.extend(self.view(&item.sequence, 0, &item.front)?);
        if let Some(back) = &item.back {
            records.extend(self.view(&item.sequence, 1, back)?);
        }
        Ok(records)
    }

    /// An image with its two records; `side` is 0 for the front and 1 for the back.
    pub(super) fn view(&self, sequence: &str, side: usize, image: &[u8]) -> Result<[RecordText; 2], String> {
        let name = if side == 0 { "front" } else { "back" };
        if !image.starts_with(b"II*\0") {
            return Err(format!("the {name} image is no little-endian TIFF"));
        }
        if image.len() > 9_999_999 {
            return Err(format!("the {name} image has {} bytes, more than seven digits", image.len()));
        }
        let text = |unfit: Unfit| unfit.to_string();
        let detail = self.fill(
            &tables::IMAGE_VIEW_DETAIL,
            &[
                ("image indicator", &"1"),
                ("creator routing", &self.head.origin),
                ("creation date", &self.business_date),
                ("format", &"00"),
                ("compression", &"00"),
                ("data size", &image.len()),
                ("side", &side),
                ("view descriptor", &"00"),
                ("digital signature", &"0"),
            ],
        );
        let data = self.fill(
            &tables::IMAGE_VIEW_DATA,
            &[
                ("institution routing", &self.head.origin),
                ("business date", &self.business_date),
                ("cycle number", &CYCLE),
                ("sequence number", &sequence),
                ("clipping origin", &"0"),
                ("reference key length", &"0000"),
            ],
        );
        // No key, no signature.
        let text_before = format!("{}00000{:07}", data.map_err(text)?.text, image.len());
        Ok([detail.map_err(text)?, RecordText { text: text_before, image: image.to_vec() }])
    }

    /// What closes a bundle.
    pub(super) fn bundle_control(&self, bundle: &Tally) -> Result<RecordText, Unfit> {
        self.fill(
            &tables::BUNDLE_CONTROL,
            &[
                ("items", &bundle.items),
                ("amount", &bundle.amount),
                ("MICR valid amount", &bundle.valid_amount),
                ("images", &bundle.images),
                ("credit indicator", &self.credit_indicator()),
            ],
        )
    }

    /// What closes the cash letter and the file of `records` records.
    pub(super) fn controls(&self, letter: &Tally, records: u64) -> Result<Vec<RecordText>, Unfit> {
        let indicator = self.credit_indicator();
        let cash_letter = self.fill(
            &tables::CASH_LETTER_CONTROL,
            &[
                ("bundles", &letter.groups),
                ("items", &letter.items),
                ("amount", &letter.amount),
                ("images", &letter.images),
                ("institution name", &self.head.origin_name),
                ("settlement date", &self.business_date),
                ("credit indicator", &indicator),
            ],
        )?;
        let file = self.fill(
            &tables::FILE_CONTROL,
            &[
                ("cash letters", &1),
                ("records", &records),
                ("items", &letter.items),
                ("amount", &letter.amount),
                ("contact name", &self.head.contact_name),
                ("contact phone", &self.head.contact_phone),
                ("credit indicator", &indicator),
            ],
        )?;
        Ok(vec![cash_letter, file])
    }
}

/// The first eight characters of a routing number, and its check digit.
fn routing_parts(item: &DepositItem) -> Result<(&str, &str), String> {
    let routing = item.routing.trim();
    let good = RoutingNumber::check_digit_holds(routing);
    match routing.len() {
        _ if item.line.indicator() == 1 && !good => {
            Err(format!("the bank line is said to be read well, but `{routing}` is no routing number"))
        }
        0 => Ok(("", "")),
        9 => routing.split_at_checked(8).ok_or_else(|| format!("`{routing}` is no routing number")),
        _ => Err(format!("`{routing}` does not fit as routing number: it has nine digits")),
    }
}
