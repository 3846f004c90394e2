//! Debits of a notification or a statement that tell why a payment came back.

use std::io::BufRead;
use std::mem::take;

use super::elements::{CamtError, Elements, Step};
use crate::model::Money;

/// Where entries are: in notifications (camt.054) and in statements (camt.053).
const PLACES: [&str; 2] = ["Document/BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry", "Document/BkToCstmrStmt/Stmt/Ntry"];

/// A debit with the information of a return.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReturnedEntry {
    /// The number of its entry, counted from 1.
    pub entry: u64,
    /// Where its transaction ends, in bytes.
    pub offset: u64,
    /// Its amount.
    pub amount: Option<Money>,
    /// The currency of the amount.
    pub currency: Option<String>,
    /// The payer's bank.
    pub routing: Option<String>,
    /// The payer's account.
    pub payer_account: Option<String>,
    /// The number of the check.
    pub check_number: Option<String>,
    /// What else may name it: references and free text.
    pub references: Vec<String>,
    /// Why it came back.
    pub reason: Option<String>,
}

/// The open transaction, or an entry without any.
#[derive(Default)]
struct Open {
    entry: ReturnedEntry,
    debit: bool,
    returned: bool,
}

/// Hands out the debits that came back. An entry without transactions counts as one.
///
/// # Errors
/// When reading fails, it is neither camt.053 nor camt.054, or it is broken.
pub fn returned_entries(reader: impl BufRead, sink: &mut dyn FnMut(ReturnedEntry)) -> Result<(), CamtError> {
    let mut elements = Elements::new(reader);
    let (mut entries, mut places) = (0, 0);
    let (mut whole, mut part) = (Open::default(), None::<Open>);
    let mut has_parts = false;
    loop {
        match elements.next()? {
            Step::End if places == 0 => {
                let problem = "it holds no notification (camt.054) and no statement (camt.053)".to_owned();
                return Err(CamtError::NotCamt { offset: 0, problem });
            }
            Step::End => return Ok(()),
            Step::Open => {
                let path = elements.path();
                places +=
                    u64::from(PLACES.iter().any(|place| place.rsplit_once('/').is_some_and(|(up, _)| up == path)));
                match under_entry(path) {
                    Some("") => {
                        entries += 1;
                        (whole, part, has_parts) = (Open::default(), None, false);
                        whole.entry.entry = entries;
                    }
                    Some("/NtryDtls/TxDtls") => {
                        has_parts = true;
                        let mut open = Open { debit: whole.debit, returned: whole.returned, ..Open::default() };
                        open.entry.entry = entries;
                        part = Some(open);
                    }
                    _ => {}
                }
            }
            Step::Close => {
                let Some(path) = under_entry(elements.path()) else { continue };
                let (text, currency) = (elements.text(), elements.currency());
                match (path, &mut part) {
                    ("", _) if !has_parts => tell(take(&mut whole), elements.offset(), sink),
                    ("/NtryDtls/TxDtls", _) => {
                        if let Some(open) = part.take() {
                            tell(open, elements.offset(), sink);
                        }
                    }
                    (path, Some(open)) => {
                        if let Some(path) = path.strip_prefix("/NtryDtls/TxDtls/") {
                            open.say(path, text, currency);
                        }
                    }
                    (path, None) => whole.say(path.trim_start_matches('/'), text, currency),
                }
            }
        }
    }
}

/// The rest of a path below an entry.
fn under_entry(path: &str) -> Option<&str> {
    let rest = PLACES.iter().find_map(|place| path.strip_prefix(place))?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

fn tell(open: Open, offset: u64, sink: &mut dyn FnMut(ReturnedEntry)) {
    if open.debit && open.returned {
        sink(ReturnedEntry { offset, ..open.entry });
    }
}

impl Open {
    fn say(&mut self, path: &str, text: &str, currency: Option<&str>) {
        let entry = &mut self.entry;
        let text = text.trim();
        match path {
            "Amt" | "AmtDtls/TxAmt/Amt" if entry.amount.is_none() => {
                entry.amount = text.parse().ok();
                entry.currency = currency.map(str::to_owned);
            }
            "CdtDbtInd" => self.debit = text == "DBIT",
            "RtrInf/Rsn/Cd" | "RtrInf/Rsn/Prtry" | "RtrInf/AddtlInf" => {
                let reason = entry.reason.get_or_insert_default();
                if !reason.is_empty() {
                    reason.push_str(": ");
                }
                reason.push_str(text);
                self.returned = true;
            }
            "RtrInf" => self.returned = true,
            "Refs/ChqNb" => entry.check_number = Some(text.to_owned()),
            "RltdPties/DbtrAcct/Id/Othr/Id" => entry.payer_account = Some(text.to_owned()),
            "RltdAgts/DbtrAgt/FinInstnId/ClrSysMmbId/MmbId" => entry.routing = Some(text.to_owned()),
            "Refs/EndToEndId" | "Refs/InstrId" | "Refs/TxId" | "Refs/AcctSvcrRef" | "Refs/Prtry/Ref"
            | "RmtInf/Ustrd" | "AddtlTxInf" | "AddtlNtryInf" | "NtryRef" | "AcctSvcrRef" => {
                entry.references.push(text.to_owned());
            }
            _ => {}
        }
    }
}
