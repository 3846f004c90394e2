//! The cash letter, a few payments at a time: their images are made in parallel and written in order.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::civil::Date;
use rayon::prelude::*;

use super::images::{Picture, Scans};
use super::plan::{Plan, Planned};
use super::profile;
use crate::config::{Config, MissingBack};
use crate::drawing::fonts::Fonts;
use crate::error::{Error, Result};
use crate::formats::cash_letter::{BankLine, CashLetterError, CashLetterWriter, DepositHead, DepositItem};
use crate::formats::outputs::{DepositTicketFile, TicketRow};
use crate::matching::take_captured;
use crate::model::{Document, MicrLine, PageReading, PageSource, PaymentType, Rotation};
use crate::store::{BatchStore, DepositStore, FinishedBatch, Release, SqliteStore};

/// So many payments are in memory.
const AT_ONCE: usize = 32;

/// The sequence numbers of a deposit: the day of the year, the deposit's number, the payment's. None comes twice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    day: Date,
    deposit: u32,
}

impl Numbers {
    /// Those of a release.
    pub(super) fn of(made: &Release, day: Date) -> Result<Self> {
        if made.payments > 999_999 {
            return Err(Error::Refused("a deposit has at most 999,999 payments; name single batches".to_owned()));
        }
        Ok(Self { day, deposit: made.sequence % 10_000 })
    }

    pub(super) fn of_ticket(self) -> String {
        self.number(0)
    }

    /// That of a payment by its place, counted from 0.
    pub(super) fn of_item(self, at: usize) -> String {
        self.number(at + 1)
    }

    fn number(self, number: usize) -> String {
        let (year, day) = (self.day.year() % 100, self.day.day_of_year());
        format!("{year:02}{day:03}{:04}{number:06}", self.deposit)
    }
}

/// What a letter is made of.
pub(super) struct Work<'a, 'b> {
    pub(super) config: &'a Config,
    pub(super) batches: &'a [FinishedBatch],
    pub(super) plan: &'a Plan,
    pub(super) numbers: Numbers,
    pub(super) ticket: &'a mut DepositTicketFile<'b>,
    /// Payments whose images cannot be had after all, by their place; the letter is then none.
    pub(super) unusable: &'a mut Vec<(usize, String)>,
}

/// A payment with all that its records are made of.
struct Job {
    item: Planned,
    sequence: String,
    document: Document,
    front: (String, PageSource, Rotation),
    back: Option<(String, PageSource, Rotation)>,
}

/// Writes the letter and the rows of its ticket.
pub(super) fn write(
    store: &SqliteStore,
    work: &mut Work<'_, '_>,
    head: DepositHead,
    out: &mut dyn Write,
) -> Result<()> {
    let maker = Maker {
        scans: Scans::new(store.images()),
        fonts: if work.config.deposit.endorsement.is_empty() { None } else { Some(Fonts::all()?) },
        endorsement: endorsement(work.config, &head),
        blank_backs: work.config.deposit.missing_backs == MissingBack::Blank,
    };
    let mut letter = CashLetterWriter::create(out, profile::profile(work.config), head).map_err(refused)?;
    for (group, items) in work.plan.items.chunks(AT_ONCE).enumerate() {
        let first = group * AT_ONCE;
        let numbered = items.iter().enumerate().map(|(at, item)| (first + at, item));
        let jobs = numbered.map(|(at, item)| Ok((at, job(store, work, at, item)?))).collect::<Result<Vec<_>>>()?;
        let made: Vec<_> = jobs.par_iter().map(|(at, job)| (*at, job, maker.item(job))).collect();
        for (at, job, item) in made {
            match item {
                Ok(item) if work.unusable.is_empty() => {
                    letter.add(&item).map_err(refused)?;
                    row(work, job)?;
                }
                Ok(_) => {}
                Err(why) => work.unusable.push((at, why)),
            }
        }
    }
    if let Some((_, why)) = work.unusable.first() {
        return Err(Error::Refused(format!("the image of a payment cannot be had: {why}")));
    }
    letter.finish().map(drop).map_err(refused)
}

fn refused(error: CashLetterError) -> Error {
    Error::Refused(error.to_string())
}

/// The lines that are printed on backs, `{sequence}` still open.
fn endorsement(config: &Config, head: &DepositHead) -> Vec<String> {
    let date = head.business_date.to_string();
    let fill = |line: &String| line.replace("{account}", &head.account).replace("{date}", &date);
    config.deposit.endorsement.iter().map(fill).collect()
}

fn job(store: &SqliteStore, work: &Work<'_, '_>, at: usize, item: &Planned) -> Result<Job> {
    let lost = || Error::Refused("a payment of the deposit was not read; restore the store".to_owned());
    let batch = &work.batches.get(item.batch).ok_or_else(lost)?.header.id;
    let mut document = store.document(batch, item.document)?.ok_or_else(lost)?;
    let kept = |source: &PageSource| store.scan(batch, &source.file);
    let front =
        (kept(&document.source)?.ok_or_else(lost)?, document.source.clone(), turn(document.front.as_ref().ok()));
    let back = match &document.back_source {
        Some(source) => kept(source)?.map(|hash| {
            let reading = document.back.as_ref().and_then(|back| back.as_ref().ok());
            (hash, source.clone(), turn(reading))
        }),
        None => None,
    };
    let swapped = document
        .back
        .as_ref()
        .is_some_and(|back| back.as_ref().is_ok_and(|back| document.face().is_ok_and(|face| std::ptr::eq(face, back))));
    let (front, back) = match back {
        Some(back) if swapped => (back, Some(front)),
        back => (front, back),
    };
    take_captured(&mut document);
    Ok(Job { item: item.clone(), sequence: work.numbers.of_item(at), document, front, back })
}

fn turn(reading: Option<&PageReading>) -> Rotation {
    reading.map(|reading| reading.rotation).unwrap_or_default()
}

/// Makes items of payments.
struct Maker {
    scans: Scans,
    /// For what is printed on backs, if anything is.
    fonts: Option<Fonts>,
    endorsement: Vec<String>,
    blank_backs: bool,
}

impl Maker {
    /// The item; why its images cannot be had, in words. A decoder that fails costs this payment alone.
    fn item(&self, job: &Job) -> std::result::Result<DepositItem, String> {
        let made = catch_unwind(AssertUnwindSafe(|| self.try_item(job)));
        made.unwrap_or_else(|_| Err(format!("{}: its decoder failed", job.front.1)))
    }

    fn try_item(&self, job: &Job) -> std::result::Result<DepositItem, String> {
        let lines: Vec<String> =
            self.endorsement.iter().map(|line| line.replace("{sequence}", &job.sequence)).collect();
        let picture = |(hash, source, rotation): &(String, PageSource, Rotation)| {
            self.scans.picture(hash, source, *rotation).map_err(|why| format!("{source}: {why}"))
        };
        let front = picture(&job.front)?;
        let back = match &job.back {
            Some(back) => Some(picture(back)?),
            None => self.blank_backs.then(|| front.blank()),
        };
        let printed = |back: Picture| match &self.fonts {
            Some(fonts) => back.endorsed(fonts, &lines),
            None => back,
        };
        let back = back.map(|back| printed(back).tiff()).transpose()?;
        let line = line_of(&job.document).map_or_else(BankLine::unread, BankLine::of);
        Ok(DepositItem {
            amount: job.item.amount,
            sequence: job.sequence.clone(),
            front: front.tiff()?,
            back,
            ..line.item()
        })
    }
}

/// The bank line, if it was surely read.
fn line_of(document: &Document) -> Option<&MicrLine> {
    document.face().ok()?.check.as_ref()?.micr.sure()
}

fn row(work: &mut Work<'_, '_>, job: &Job) -> Result<()> {
    let line = line_of(&job.document);
    let check = job.document.face().ok().and_then(|face| face.check.as_ref());
    let Some(batch) = work.batches.get(job.item.batch) else { return Ok(()) };
    let written = work.ticket.deposited(&TicketRow {
        batch: &batch.header.id,
        transaction: &job.item.transaction,
        document: job.item.document,
        sequence: &job.sequence,
        payment_type: check.map_or(PaymentType::Other, |check| check.payment_type),
        routing: line.and_then(|line| line.routing),
        payer_account: line.and_then(|line| line.payer_account.as_deref()),
        check_number: line.and_then(|line| line.check_number.as_deref()),
        amount: job.item.amount,
    });
    written.map_err(|cause| Error::Refused(format!("the deposit ticket cannot be written: {cause}")))
}
