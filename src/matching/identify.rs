//! What one transaction says by itself: its coupons, its payments, and what is wrong with them.

use super::amount::{self, Amount};
use super::captured;
use super::coupon::{self, Claim};
use super::duplicates::PaymentIdentity;
use super::findings::Findings;
use super::index::BillIndex;
use super::memo::{self, Memo};
use super::payment_checks;
use crate::config::Config;
use crate::model::{
    Batch, CheckReading, Document, DocumentNumber, ListedPayment, PageKind, PageReading, PaymentType, QualityFlag,
    Reading, Reason, Transaction,
};

/// One transaction, looked at by itself.
pub(super) struct Case<'a> {
    pub(super) transaction: &'a Transaction,
    pub(super) coupons: Vec<Coupon>,
    pub(super) payments: Vec<Payment<'a>>,
    /// Rows of lists that came with them.
    pub(super) listed: Vec<Listed<'a>>,
    pub(super) findings: Findings,
}

/// A row of a list.
pub(super) struct Listed<'a> {
    pub(super) document: DocumentNumber,
    pub(super) row: &'a Reading<ListedPayment>,
}

/// A coupon and what it names.
pub(super) struct Coupon {
    pub(super) document: DocumentNumber,
    pub(super) claim: Claim,
}

/// A payment and what it says.
pub(super) struct Payment<'a> {
    pub(super) document: &'a Document,
    pub(super) check: &'a CheckReading,
    pub(super) amount: Amount,
    pub(super) memo: Memo,
    pub(super) identities: Vec<PaymentIdentity>,
}

pub(super) fn identify<'a>(
    transaction: &'a Transaction,
    batch: &Batch,
    index: &BillIndex,
    config: &Config,
) -> Case<'a> {
    let mut case = Case {
        transaction,
        coupons: Vec::new(),
        payments: Vec::new(),
        listed: Vec::new(),
        findings: Findings::default(),
    };
    for document in &transaction.documents {
        match document.face() {
            Ok(page) if page.kind == PageKind::Coupon => {
                let nothing = Default::default();
                let reading = page.coupon.as_ref().unwrap_or(&nothing);
                let claim = coupon::claim(reading, index, &config.account);
                case.coupons.push(Coupon { document: document.number, claim });
            }
            Ok(page) if page.kind.is_payment() => {
                let payment = payment(document, page, batch, index, config, &mut case.findings);
                case.payments.push(payment);
            }
            Ok(page) => case.listed.extend(page.list.iter().map(|row| Listed { document: document.number, row })),
            Err(fault) => {
                let text = format!("document {} could not be read: {}", document.number, fault.0);
                case.findings.add(Reason::UnreadableDocument, text);
            }
        }
    }
    case.note_what_is_missing();
    case
}

fn payment<'a>(
    document: &'a Document,
    page: &'a PageReading,
    batch: &Batch,
    index: &BillIndex,
    config: &Config,
    findings: &mut Findings,
) -> Payment<'a> {
    let kind = if page.kind == PageKind::MoneyOrder { PaymentType::MoneyOrder } else { PaymentType::Check };
    let check = page.check.as_ref().unwrap_or_else(|| payment_checks::nothing_read(kind));
    let amount = amount::amount(document, Some(check), findings);
    payment_checks::check(document.number, page, check, batch, config, findings);
    captured::compare(document, check, findings);
    if let Some(amount) = amount.any() {
        payment_checks::check_amount(document.number, check.payment_type, amount, config, findings);
    }
    let memo = memo::memo(check, amount.any(), index, &config.account);
    Payment { document, amount, memo, identities: PaymentIdentity::of(document), check }
}

impl Case<'_> {
    fn note_what_is_missing(&mut self) {
        let is_alone = self.payments.is_empty() && self.coupons.is_empty();
        let may_be_payment = self.note_unrecognised(is_alone) || self.findings.has(Reason::UnreadableDocument);
        match (self.payments.is_empty(), self.coupons.is_empty()) {
            (false, _) => {}
            _ if may_be_payment => {}
            (true, false) => self.findings.add(Reason::NoPayment, "there is a coupon but no payment"),
            (true, true) => self.findings.add(Reason::Correspondence, "there is paper without a payment"),
        }
    }

    /// A page that is nothing known may be a payment; beside a payment that posts nobody would look at it. Where there is
    /// nothing else it is a letter, unless it is too light to tell. Says whether one may be a payment.
    fn note_unrecognised(&mut self, is_alone: bool) -> bool {
        let mut any = false;
        for document in &self.transaction.documents {
            let is_faint = document.face().is_ok_and(|page| page.quality.flags.contains(&QualityFlag::TooLight));
            if !matches!(document.kind(), Some(PageKind::Other | PageKind::Back)) || (is_alone && !is_faint) {
                continue;
            }
            let (reason, what) = if is_faint {
                (Reason::ImageQuality, "is too light to be read")
            } else {
                (Reason::UnreadableDocument, "could not be recognised")
            };
            self.findings.add(reason, format!("document {} {what} and may be a payment", document.number));
            any = true;
        }
        any
    }
}
