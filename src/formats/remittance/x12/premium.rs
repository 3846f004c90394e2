//! The premium payments of a deposit, member by member: 820 as the guides 005010X218 (HIPAA) and 005010X306 (exchange)
//! have it.
//!
//! Both tell what one payer remits to one insurer, so that the deposit is one transaction set: BPR02 is what was applied
//! to accounts, RMR04 its parts, and what is in suspense is not told, being nobody's premium yet. Reversals are parts
//! with a negative RMR04; where a deposit takes back more than it brings, BPR02 has a minus sign too, for the guides know
//! no debit. No money moves by the file (BPR01 `I`).
//!
//! Ids of insurer and exchange that the guides ask for and nobody configured come from the lockbox: its bank's routing
//! number stands for tax ids.

use std::io::Write;

use super::Form;
use super::envelope::Interchange;
use super::heading::{Heading, Member};
use super::segment::Segments;
use super::{payment, text};
use crate::formats::remittance::tally::Tally;
use crate::formats::remittance::{FileHead, PostingFile, PostingFileError};
use crate::model::{Application, Remittance};

/// ENT01 counts members with so many digits.
const MOST_MEMBERS: u32 = 999_999;

/// An 820 of either guide that is being written.
pub(super) struct Premiums<W> {
    interchange: Interchange<W>,
    guide: Guide,
    head: FileHead,
    tally: Tally,
    segments: Segments,
    members: u32,
}

/// Which guide the file follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guide {
    /// 005010X218.
    Hipaa,
    /// 005010X306.
    Exchange,
}

impl<W: Write> Premiums<W> {
    pub(super) fn begin(guide: Guide, head: &FileHead, out: W) -> Result<Self, PostingFileError> {
        let heading = Heading::new(head)?;
        let form = if guide == Guide::Hipaa { Form::Premium } else { Form::Exchange };
        let mut interchange = Interchange::begin(form, head, out)?;
        interchange.begin_set()?;
        let mut segments = Segments::default();
        guide.add_heading(&mut segments, head, &heading);
        interchange.append(&mut segments)?;
        Ok(Self { interchange, guide, head: head.clone(), tally: Tally::default(), segments, members: 0 })
    }

    fn next_member(&mut self) -> Result<String, PostingFileError> {
        if self.members == MOST_MEMBERS {
            return Err(PostingFileError::DoesNotFit(format!(
                "the deposit has premiums of more than {MOST_MEMBERS} members, which is all that {} can count; export it \
                 batch by batch",
                self.guide.name()
            )));
        }
        self.members += 1;
        Ok(self.members.to_string())
    }
}

impl<W: Write> PostingFile for Premiums<W> {
    fn add(&mut self, remittance: &Remittance) -> Result<(), PostingFileError> {
        self.tally.take(remittance);
        for parts in payment::by_account(remittance) {
            let Some(first) = parts.first() else { continue };
            let number = self.next_member()?;
            self.guide.add_member(&mut self.segments, &number, remittance, first)?;
            for applied in parts {
                self.guide.add_premium(&mut self.segments, applied);
            }
        }
        self.interchange.append(&mut self.segments)
    }

    fn finish(mut self: Box<Self>) -> Result<(), PostingFileError> {
        self.tally.check(&self.head.totals)?;
        self.interchange.end_set()?;
        self.interchange.finish()
    }
}

impl Guide {
    const fn name(self) -> &'static str {
        match self {
            Self::Hipaa => "005010X218",
            Self::Exchange => "005010X306",
        }
    }

    fn add_heading(self, segments: &mut Segments, head: &FileHead, heading: &Heading) {
        let total = text::amount(head.totals.applied);
        let mut payment = [""; 16];
        (payment[0], payment[1], payment[2], payment[15]) = ("I", &total, "C", &heading.date);
        match self {
            Self::Hipaa => {
                payment[3] = if head.totals.postings == 0 { "NON" } else { "CHK" };
                payment[9] = &heading.company;
                segments.add("BPR", &payment);
                segments.add("TRN", &["3", &heading.trace, &heading.company]);
                segments.add("REF", &["LB", &heading.lockbox]);
                segments.add("DTM", &["097", &heading.created]);
                segments.add("N1", &["PE", &heading.payee]);
                segments.add("N1", &["PR", &format!("LOCKBOX {}", heading.lockbox)]);
            }
            Self::Exchange => {
                payment[3] = "NON";
                segments.add("BPR", &payment);
                segments.add("TRN", &["3", &heading.trace]);
                segments.add("N1", &["PE", &heading.payee, "FI", &heading.bank]);
                let exchange = format!("LOCKBOX {}", heading.lockbox);
                segments.add("N1", &["RM", &exchange, "58", &exchange]);
            }
        }
    }

    fn add_member(
        self,
        segments: &mut Segments,
        number: &str,
        remittance: &Remittance,
        applied: &Application,
    ) -> Result<(), PostingFileError> {
        let member = Member::of(remittance, applied)?;
        let account = payment::account_identity(remittance, applied)?;
        match self {
            Self::Hipaa => {
                segments.add("ENT", &[number, "2J", "EI", account]);
                payment::add_member(segments, &member, "N", member.id);
            }
            Self::Exchange => {
                segments.add("ENT", &[number]);
                let id = if member.id.is_empty() { account } else { member.id };
                payment::add_member(segments, &member, "C1", id);
                segments.add("REF", &["POL", account]);
            }
        }
        Ok(())
    }

    fn add_premium(self, segments: &mut Segments, applied: &Application) {
        let amount = text::amount(applied.amount);
        match (self, &applied.bill) {
            (Self::Hipaa, Some(bill)) => segments.add("RMR", &["IK", bill.as_str(), "", &amount]),
            (Self::Hipaa, None) => segments.add("RMR", &["11", applied.account.as_str(), "", &amount]),
            (Self::Exchange, _) => {
                let kind = if applied.amount.cents() < 0 { "PREMADJ" } else { "PREM" };
                segments.add("RMR", &["ZZ", kind, "", &amount]);
            }
        }
        payment::add_coverage(segments, applied);
    }
}
