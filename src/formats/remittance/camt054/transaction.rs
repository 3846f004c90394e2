//! A payment as a transaction of an entry.

use super::values::{self, BANK_ACCOUNT, REFERENCE};
use super::xml::Xml;
use crate::formats::remittance::PostingFileError;
use crate::model::{Application, Remittance, RoutingNumber};

/// `CRDT` for money that came, `DBIT` for money taken back.
pub(super) const fn direction(takes_back: bool) -> &'static str {
    if takes_back { "DBIT" } else { "CRDT" }
}

/// Where a bank is identified by its routing number.
const MEMBER: [&str; 2] = ["FinInstnId", "ClrSysMmbId"];

/// A US bank.
pub(super) fn add_bank(xml: &mut Xml, name: &str, routing: &str) {
    xml.open(&[name]);
    xml.open(&MEMBER);
    xml.leaf(&["ClrSysId", "Cd"], "USABA");
    xml.leaf(&["MmbId"], routing);
    xml.close(&MEMBER);
    xml.close(&[name]);
}

/// The payment: check number and item, amount, payer's account and bank, what it was applied to.
pub(super) fn add(xml: &mut Xml, payment: &Remittance) -> Result<(), PostingFileError> {
    let takes_back = payment.amount.cents() < 0;
    xml.open(&["TxDtls"]);
    add_references(xml, payment)?;
    xml.money("Amt", &payment.amount.abs().to_string());
    xml.leaf(&["CdtDbtInd"], direction(takes_back));
    if let Some(account) = payment.payer_account.as_deref().filter(|account| !account.is_empty()) {
        let what = || format!("the payer's account of {}", values::document(payment));
        let account = values::id(account, BANK_ACCOUNT, &what)?;
        xml.leaf(&["RltdPties", "DbtrAcct", "Id", "Othr", "Id"], account);
    }
    if let Some(routing) = payment.routing.as_ref().map(RoutingNumber::as_str) {
        xml.open(&["RltdAgts"]);
        add_bank(xml, "DbtrAgt", routing);
        xml.close(&["RltdAgts"]);
    }
    if !payment.applied.is_empty() {
        xml.open(&["RmtInf"]);
        for applied in &payment.applied {
            add_part(xml, payment, applied, takes_back)?;
        }
        xml.close(&["RmtInf"]);
    }
    xml.leaf(&["RltdDts", "AccptncDtTm"], &format!("{}T00:00:00", payment.received_date));
    xml.close(&["TxDtls"]);
    xml.end_line();
    Ok(())
}

fn add_references(xml: &mut Xml, payment: &Remittance) -> Result<(), PostingFileError> {
    xml.open(&["Refs"]);
    if let Some(number) = payment.check_number.as_deref().filter(|number| !number.is_empty()) {
        let what = || format!("the check number of {}", values::document(payment));
        xml.leaf(&["ChqNb"], values::id(number, REFERENCE, &what)?);
    }
    xml.open(&["Prtry"]);
    xml.leaf(&["Tp"], "LOCKBOX-ITEM");
    xml.leaf(&["Ref"], &payment.document.to_string());
    xml.close(&["Prtry"]);
    xml.close(&["Refs"]);
    Ok(())
}

/// A part: the bill, how much, the account, the member, and the posting in words.
fn add_part(
    xml: &mut Xml,
    payment: &Remittance,
    applied: &Application,
    takes_back: bool,
) -> Result<(), PostingFileError> {
    let what = || values::posting(payment, applied);
    xml.open(&["Strd"]);
    if let Some(bill) = &applied.bill {
        xml.open(&["RfrdDocInf"]);
        xml.leaf(&["Tp", "CdOrPrtry", "Cd"], "CINV");
        xml.leaf(&["Nb"], values::id(bill.as_str(), REFERENCE, &|| format!("the bill of {}", what()))?);
        xml.close(&["RfrdDocInf"]);
    }
    add_amount(xml, applied, takes_back);
    xml.leaf(&["CdtrRefInf", "Ref"], applied.account.as_str());
    add_member(xml, payment, applied)?;
    for remark in remarks(applied) {
        xml.leaf(&["AddtlRmtInf"], &values::name(&remark, &what)?);
    }
    xml.close(&["Strd"]);
    Ok(())
}

/// Amounts have no sign: a part that goes the other way than its payment is an adjustment with a direction of its own.
fn add_amount(xml: &mut Xml, applied: &Application, takes_back: bool) {
    let amount = applied.amount.abs().to_string();
    let part_takes_back = applied.amount.cents() < 0;
    xml.open(&["RfrdDocAmt"]);
    if part_takes_back == takes_back || applied.amount.cents() == 0 {
        xml.money("RmtdAmt", &amount);
    } else {
        xml.open(&["AdjstmntAmtAndRsn"]);
        xml.money("Amt", &amount);
        xml.leaf(&["CdtDbtInd"], direction(part_takes_back));
        xml.close(&["AdjstmntAmtAndRsn"]);
    }
    xml.close(&["RfrdDocAmt"]);
}

fn add_member(xml: &mut Xml, payment: &Remittance, applied: &Application) -> Result<(), PostingFileError> {
    let what = || format!("the member of {}", values::posting(payment, applied));
    let name = values::name(applied.member_name.as_deref().unwrap_or_default(), &what)?;
    let id = applied.member_id.as_deref().filter(|id| !id.is_empty());
    if name.is_empty() && id.is_none() {
        return Ok(());
    }
    xml.open(&["Invcee"]);
    if !name.is_empty() {
        xml.leaf(&["Nm"], &name);
    }
    if let Some(id) = id {
        xml.leaf(&["Id", "PrvtId", "Othr", "Id"], values::id(id, REFERENCE, &what)?);
    }
    xml.close(&["Invcee"]);
    Ok(())
}

/// What has no element of its own; there is room for three.
fn remarks(applied: &Application) -> impl Iterator<Item = String> {
    let posting = (!applied.posting_id.is_empty()).then(|| format!("posting {}", applied.posting_id));
    let coverage = applied.period.map(|period| format!("coverage {period}"));
    let reverses = applied.reverses.as_ref().map(|posting| format!("reverses {posting}"));
    [posting, coverage, reverses].into_iter().flatten()
}
