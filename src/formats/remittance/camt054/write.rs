//! The document: heading, then an entry a batch.

use std::io::Write;

use super::NAMESPACE;
use super::transaction::{self, direction};
use super::values::{self, BANK_ACCOUNT, REFERENCE};
use super::xml::Xml;
use crate::formats::remittance::tally::Tally;
use crate::formats::remittance::{FileHead, PostingFile, PostingFileError};
use crate::model::{BatchId, Money, Remittance};

const DOCUMENT: [&str; 2] = ["BkToCstmrDbtCdtNtfctn", "Ntfctn"];

/// Begins a file. Nothing of a batch is written before it is complete.
///
/// # Errors
/// When writing fails or the form cannot hold what the head says.
pub fn create<'a, W: Write + 'a>(head: &FileHead, out: W) -> Result<Box<dyn PostingFile + 'a>, PostingFileError> {
    let mut file =
        Notification { out, head: head.clone(), tally: Tally::default(), batch: None, entries: 0, xml: Xml::default() };
    file.add_heading()?;
    Ok(Box::new(file))
}

/// A notification that is being written.
struct Notification<W> {
    out: W,
    head: FileHead,
    tally: Tally,
    batch: Option<Batch>,
    entries: u64,
    xml: Xml,
}

/// The batch whose payments are coming: what came and what was taken back.
struct Batch {
    id: BatchId,
    credits: Waiting,
    debits: Waiting,
}

/// Payments of one direction.
#[derive(Default)]
struct Waiting {
    transactions: Xml,
    count: u64,
    /// What they add up to, without sign.
    amount: Money,
}

impl<W: Write> Notification<W> {
    fn add_heading(&mut self) -> Result<(), PostingFileError> {
        let (head, xml) = (&self.head, &mut self.xml);
        let id = values::id(&head.id, REFERENCE, &|| "the name of the file".to_owned())?;
        let account = values::id(&head.bank_account, BANK_ACCOUNT, &|| "lockbox.bank_account".to_owned())?;
        let payee = values::name(&head.payee, &|| "the payee of the lockbox".to_owned())?;
        let created = head.created.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"");
        xml.raw(NAMESPACE);
        xml.raw("\">");
        xml.open(&[DOCUMENT[0], "GrpHdr"]);
        xml.leaf(&["MsgId"], id);
        xml.leaf(&["CreDtTm"], &created);
        xml.close(&["GrpHdr"]);
        xml.open(&[DOCUMENT[1]]);
        xml.leaf(&["Id"], id);
        xml.leaf(&["ElctrncSeqNb"], &head.sequence.to_string());
        xml.leaf(&["CreDtTm"], &created);
        xml.open(&["Acct"]);
        xml.leaf(&["Id", "Othr", "Id"], account);
        xml.leaf(&["Ccy"], "USD");
        if !payee.is_empty() {
            xml.leaf(&["Ownr", "Nm"], &payee);
        }
        transaction::add_bank(xml, "Svcr", head.routing.as_str());
        xml.close(&["Acct"]);
        let net = head.totals.amount;
        xml.open(&["TxsSummry", "TtlNtries", "TtlNetNtry"]);
        xml.leaf(&["Amt"], &net.abs().to_string());
        xml.leaf(&["CdtDbtInd"], direction(net.cents() < 0));
        xml.close(&["TxsSummry", "TtlNtries", "TtlNetNtry"]);
        xml.end_line();
        self.write()
    }

    fn write(&mut self) -> Result<(), PostingFileError> {
        self.out.write_all(self.xml.text().as_bytes())?;
        self.xml.clear();
        Ok(())
    }

    /// Writes the batch that waits, as one entry or two.
    fn end_batch(&mut self) -> Result<(), PostingFileError> {
        let Some(batch) = self.batch.take() else { return Ok(()) };
        for (waiting, takes_back) in [(&batch.credits, false), (&batch.debits, true)] {
            if waiting.count > 0 {
                self.entries += 1;
                self.open_entry(&batch.id, waiting, takes_back)?;
                self.write()?;
                self.out.write_all(waiting.transactions.text().as_bytes())?;
                self.xml.close(&["NtryDtls"]);
                self.xml.leaf(&["AddtlNtryInf"], batch.id.as_str());
                self.xml.close(&["Ntry"]);
                self.xml.end_line();
                self.write()?;
            }
        }
        Ok(())
    }

    fn open_entry(&mut self, batch: &BatchId, waiting: &Waiting, takes_back: bool) -> Result<(), PostingFileError> {
        let (amount, date) = (waiting.amount.to_string(), self.head.deposit_date.to_string());
        let xml = &mut self.xml;
        xml.open(&["Ntry"]);
        xml.leaf(&["NtryRef"], &self.entries.to_string());
        xml.money("Amt", &amount);
        xml.leaf(&["CdtDbtInd"], direction(takes_back));
        if takes_back {
            xml.leaf(&["RvslInd"], "true");
        }
        xml.leaf(&["Sts", "Cd"], "BOOK");
        xml.leaf(&["BookgDt", "Dt"], &date);
        xml.leaf(&["ValDt", "Dt"], &date);
        add_bank_code(xml, takes_back);
        xml.open(&["NtryDtls", "Btch"]);
        // The batch's own name stands in full behind its payments.
        if batch.as_str().len() <= REFERENCE {
            xml.leaf(&["MsgId"], batch.as_str());
        }
        xml.leaf(&["NbOfTxs"], &waiting.count.to_string());
        xml.money("TtlAmt", &amount);
        xml.leaf(&["CdtDbtInd"], direction(takes_back));
        xml.close(&["Btch"]);
        xml.end_line();
        Ok(())
    }
}

/// Lockbox deposit or lockbox debit, in the codes of ISO 20022 and of BAI.
fn add_bank_code(xml: &mut Xml, takes_back: bool) {
    let (family, code) = if takes_back { ("LBDB", "415") } else { ("LBDP", "115") };
    xml.open(&["BkTxCd", "Domn"]);
    xml.leaf(&["Cd"], "PMNT");
    xml.open(&["Fmly"]);
    xml.leaf(&["Cd"], "LBOX");
    xml.leaf(&["SubFmlyCd"], family);
    xml.close(&["Domn", "Fmly"]);
    xml.open(&["Prtry"]);
    xml.leaf(&["Cd"], code);
    xml.leaf(&["Issr"], "BAI");
    xml.close(&["BkTxCd", "Prtry"]);
}

impl<W: Write> PostingFile for Notification<W> {
    fn add(&mut self, payment: &Remittance) -> Result<(), PostingFileError> {
        if self.tally.take(payment) {
            self.end_batch()?;
            let (credits, debits) = Default::default();
            self.batch = Some(Batch { id: payment.batch.clone(), credits, debits });
        }
        let Some(batch) = &mut self.batch else { return Ok(()) };
        let waiting = if payment.amount.cents() < 0 { &mut batch.debits } else { &mut batch.credits };
        waiting.count += 1;
        waiting.amount = waiting.amount.plus(payment.amount.abs());
        transaction::add(&mut waiting.transactions, payment)
    }

    fn finish(mut self: Box<Self>) -> Result<(), PostingFileError> {
        self.tally.check(&self.head.totals)?;
        self.end_batch()?;
        self.xml.close(&DOCUMENT);
        self.xml.raw("</Document>\n");
        self.write()?;
        self.out.flush()?;
        Ok(())
    }
}
