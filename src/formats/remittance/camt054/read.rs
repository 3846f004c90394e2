//! A notification read in one walk: its payments, and whether its sums hold.

use std::io::BufRead;

use super::elements::{CamtError, Elements, Step};
use super::totals::{Totals, directed};
use crate::formats::remittance::reading::{Applied, Inspection, Paid, Seen};
use crate::model::Money;

/// Where the payments of a notification are.
const NOTIFICATION: &str = "Document/BkToCstmrDbtCdtNtfctn/Ntfctn";

/// Reads a camt.054 of any version: tells entries, payments and their parts to `sink` and compares counts and sums. It
/// keeps no more in memory than a payment and the findings. A file that breaks off is told as far as it goes.
///
/// # Errors
/// When reading fails, or it is no camt.054 at all.
pub fn inspect<R: BufRead>(reader: R, sink: &mut dyn FnMut(Seen)) -> Result<Inspection, CamtError> {
    let mut elements = Elements::new(reader);
    let mut walk = Walk { found: Inspection::default(), totals: Totals::default(), entry: None, sink };
    loop {
        match elements.next() {
            Ok(Step::Open) => walk.open(&elements)?,
            Ok(Step::Close) => walk.close(&elements),
            Ok(Step::End) if walk.found.form.is_empty() => {
                return Err(CamtError::NotCamt { offset: 0, problem: "it holds no document".to_owned() });
            }
            Ok(Step::End) => break,
            Err(CamtError::NotCamt { offset, problem }) if !walk.found.form.is_empty() => {
                walk.found.find(walk.found.records + 1, offset, problem);
                break;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(walk.found)
}

struct Walk<'a> {
    found: Inspection,
    totals: Totals,
    entry: Option<Entry>,
    sink: &'a mut dyn FnMut(Seen),
}

/// The open entry.
#[derive(Default)]
struct Entry {
    record: u64,
    offset: u64,
    reference: String,
    amount: Option<Money>,
    takes_back: bool,
    batch: Option<String>,
    said_payments: Option<u64>,
    said_amount: Option<Money>,
    payments: u64,
    /// What its payments add up to, in its own direction.
    sum: Money,
    payment: Option<Payment>,
    told: bool,
}

/// The open transaction of an entry.
#[derive(Default)]
struct Payment {
    paid: Paid,
    takes_back: bool,
    told: bool,
    applied: Applied,
    /// The parts so far.
    parts: Money,
    /// The direction of an adjustment, where it has its own.
    part_takes_back: Option<bool>,
}

impl Walk<'_> {
    fn open<R: BufRead>(&mut self, elements: &Elements<R>) -> Result<(), CamtError> {
        if self.found.form.is_empty() {
            self.found.form = form(elements)?;
        }
        let Some(path) = elements.path().strip_prefix(NOTIFICATION) else { return Ok(()) };
        match path {
            "" => self.totals = Totals::default(),
            "/Ntry" => {
                self.found.records += 1;
                self.entry = Some(Entry { record: self.found.records, offset: elements.offset(), ..Entry::default() });
            }
            "/Ntry/NtryDtls/TxDtls" => {
                self.tell_entry();
                if let Some(entry) = &mut self.entry {
                    let paid = Paid { batch: entry.batch.clone(), ..Paid::default() };
                    entry.payment = Some(Payment { paid, takes_back: entry.takes_back, ..Payment::default() });
                }
            }
            "/Ntry/NtryDtls/TxDtls/RmtInf/Strd" => self.tell_payment(),
            _ => {}
        }
        Ok(())
    }

    fn close<R: BufRead>(&mut self, elements: &Elements<R>) {
        let Some(path) = elements.path().strip_prefix(NOTIFICATION) else { return };
        let text = elements.text();
        if elements.currency().is_some_and(|currency| currency != "USD") {
            let problem = format!("{} is in {}", elements.path(), elements.currency().unwrap_or_default());
            self.found.find(self.found.records, elements.offset(), problem);
        }
        if let Some(path) = path.strip_prefix("/TxsSummry/") {
            self.totals.say(path, text);
        } else if let Some(path) = path.strip_prefix("/Ntry/NtryDtls/TxDtls/RmtInf/Strd") {
            self.part(path, text, elements.offset());
        } else if let Some(path) = path.strip_prefix("/Ntry/NtryDtls/TxDtls") {
            self.payment(path, text, elements.offset());
        } else if path == "/Ntry" {
            self.end_entry();
        } else if path.is_empty() {
            self.totals.compare(&mut self.found);
        } else if let (Some(entry), Some(path)) = (&mut self.entry, path.strip_prefix("/Ntry/")) {
            entry.say(path, text);
        }
    }

    fn part(&mut self, path: &str, text: &str, offset: u64) {
        let found = &mut self.found;
        let Some(payment) = self.entry.as_mut().and_then(|entry| entry.payment.as_mut()) else { return };
        let applied = &mut payment.applied;
        match path {
            "/RfrdDocInf/Nb" => applied.bill = Some(text.to_owned()),
            "/RfrdDocAmt/RmtdAmt" | "/RfrdDocAmt/AdjstmntAmtAndRsn/Amt" => match text.parse() {
                Ok(amount) => applied.amount = amount,
                Err(error) => found.find(found.records, offset, format!("{error}")),
            },
            "/RfrdDocAmt/AdjstmntAmtAndRsn/CdtDbtInd" => payment.part_takes_back = Some(text == "DBIT"),
            "/CdtrRefInf/Ref" => applied.account = Some(text.to_owned()),
            "/Invcee/Nm" => applied.member_name = Some(text.to_owned()),
            "/Invcee/Id/PrvtId/Othr/Id" => applied.member_id = Some(text.to_owned()),
            "/AddtlRmtInf" => {
                applied.period = text.strip_prefix("coverage ").and_then(|month| month.parse().ok()).or(applied.period);
            }
            "" => {
                let mut applied = std::mem::take(applied);
                let takes_back = payment.part_takes_back.take().unwrap_or(payment.takes_back);
                applied.amount = directed(applied.amount, takes_back);
                payment.parts = payment.parts.plus(applied.amount);
                (self.sink)(Seen::Line(applied_line(&applied)));
                (self.sink)(Seen::Applied(applied));
            }
            _ => {}
        }
    }

    fn payment(&mut self, path: &str, text: &str, offset: u64) {
        if path.is_empty() {
            return self.end_payment(offset);
        }
        let found = &mut self.found;
        let Some(payment) = self.entry.as_mut().and_then(|entry| entry.payment.as_mut()) else { return };
        let paid = &mut payment.paid;
        match path {
            "/Refs/ChqNb" => paid.check_number = Some(text.to_owned()),
            "/Refs/Prtry/Ref" => paid.item = Some(text.to_owned()),
            "/Amt" => match text.parse() {
                Ok(amount) => paid.amount = amount,
                Err(error) => found.find(found.records, offset, format!("{error}")),
            },
            "/CdtDbtInd" => payment.takes_back = text == "DBIT",
            "/RltdPties/DbtrAcct/Id/Othr/Id" => paid.payer_account = Some(text.to_owned()),
            "/RltdAgts/DbtrAgt/FinInstnId/ClrSysMmbId/MmbId" => paid.routing = Some(text.to_owned()),
            _ => {}
        }
    }

    fn tell_entry(&mut self) {
        if let Some(entry) = &mut self.entry
            && !entry.told
        {
            entry.told = true;
            (self.sink)(Seen::Line(entry.line()));
        }
    }

    /// Tells the payment before its first part.
    fn tell_payment(&mut self) {
        let Some(payment) = self.entry.as_mut().and_then(|entry| entry.payment.as_mut()) else { return };
        if !payment.told {
            payment.told = true;
            payment.paid.amount = directed(payment.paid.amount, payment.takes_back);
            (self.sink)(Seen::Line(paid_line(&payment.paid)));
            (self.sink)(Seen::Payment(payment.paid.clone()));
        }
    }

    fn end_payment(&mut self, offset: u64) {
        self.tell_payment();
        let Some(entry) = &mut self.entry else { return };
        let Some(payment) = entry.payment.take() else { return };
        let (amount, parts) = (payment.paid.amount, payment.parts);
        entry.payments += 1;
        entry.sum = entry.sum.plus(directed(amount, entry.takes_back));
        self.found.payments += 1;
        self.found.amount = self.found.amount.plus(amount);
        if directed(parts, amount < Money::ZERO) > amount.abs() {
            let problem = format!("payment {} is {amount}, its parts add up to {parts}", entry.payments);
            self.found.find(entry.record, offset, problem);
        }
    }

    fn end_entry(&mut self) {
        self.tell_entry();
        if let Some(entry) = self.entry.take() {
            entry.compare(&mut self.found);
            self.totals.came(entry.amount.unwrap_or_default(), entry.takes_back);
        }
    }
}

impl Entry {
    fn say(&mut self, path: &str, text: &str) {
        match path {
            "NtryRef" => text.clone_into(&mut self.reference),
            "Amt" => self.amount = text.parse().ok(),
            "CdtDbtInd" => self.takes_back = text == "DBIT",
            "NtryDtls/Btch/MsgId" => self.batch = Some(text.to_owned()),
            "NtryDtls/Btch/NbOfTxs" => self.said_payments = text.parse().ok(),
            "NtryDtls/Btch/TtlAmt" => self.said_amount = text.parse().ok(),
            _ => {}
        }
    }

    fn line(&self) -> String {
        let direction = if self.takes_back { "debit" } else { "credit" };
        let amount = self.amount.map_or_else(|| "no amount".to_owned(), |amount| amount.to_string());
        let batch = self.batch.as_deref().map(|batch| format!(", batch {batch}")).unwrap_or_default();
        format!("Entry {}: {direction} {amount}{batch}", self.reference)
    }

    fn compare(&self, found: &mut Inspection) {
        let (record, offset, name) = (self.record, self.offset, format!("entry {}", self.reference));
        let Some(amount) = self.amount else {
            return found.find(record, offset, format!("{name} has no amount"));
        };
        if self.payments > 0 && self.sum != amount {
            found.find(record, offset, format!("{name} is {amount}, its payments add up to {}", self.sum));
        }
        if let Some(said) = self.said_amount
            && said != amount
        {
            found.find(record, offset, format!("{name} is {amount}, its batch says {said}"));
        }
        if let Some(said) = self.said_payments
            && said != self.payments
        {
            found.find(record, offset, format!("{name} counts {said} payments, there are {}", self.payments));
        }
    }
}

/// Which document it is; its name is in the namespace.
fn form<R: BufRead>(elements: &Elements<R>) -> Result<String, CamtError> {
    let name = elements.namespace().rsplit(':').next().unwrap_or_default();
    if elements.path() == "Document" && name.starts_with("camt.054") {
        return Ok(format!("ISO 20022 {name} debit and credit notification"));
    }
    let problem = format!("it is no camt.054: it begins with {} {}", elements.path(), elements.namespace());
    Err(CamtError::NotCamt { offset: elements.offset(), problem })
}

fn paid_line(paid: &Paid) -> String {
    let mut line = format!("  Payment {}: {}", paid.item.as_deref().unwrap_or("without item"), paid.amount);
    for (name, value) in [("check", &paid.check_number), ("bank", &paid.routing), ("account", &paid.payer_account)] {
        if let Some(value) = value {
            line.extend([", ", name, " ", value]);
        }
    }
    line
}

fn applied_line(applied: &Applied) -> String {
    let mut line = format!("    Applied {}", applied.amount);
    let period = applied.period.map(|period| period.to_string());
    for (name, value) in [
        ("account", &applied.account),
        ("bill", &applied.bill),
        ("member", &applied.member_name),
        ("member id", &applied.member_id),
        ("coverage", &period),
    ] {
        if let Some(value) = value {
            line.extend([", ", name, " ", value]);
        }
    }
    line
}
