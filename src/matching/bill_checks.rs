//! What may be wrong with paying a bill, whatever pays it.

use jiff::civil::Date;

use super::findings::Findings;
use super::index::{AccountAt, BillAt, BillIndex};
use crate::model::{Bill, BillStatus, BillType, PaymentType, Reason, StopAction};

/// Adds what speaks against paying these bills.
pub(super) fn check_bills(bills: &[BillAt], received: Date, index: &BillIndex, findings: &mut Findings) {
    for bill in bills.iter().map(|at| index.bill(*at)) {
        if let Some(date) = bill.paid_elsewhere_date {
            let text = format!("bill {} of account {} was paid another way on {date}", bill.id, bill.account);
            findings.add(Reason::PaidElsewhere, text);
        }
        if bill.autopay && bill.autopay_date.is_none_or(|date| date >= received) {
            let when = bill.autopay_date.map(|date| format!(" on {date}")).unwrap_or_default();
            let text = format!("an automatic debit is due to pay bill {} of account {}{when}", bill.id, bill.account);
            findings.add(Reason::AutopayPending, text);
        }
    }
}

/// Adds what the biller has asked about these accounts. A word on any bill of an account is meant for all.
pub(super) fn check_stops(accounts: &[AccountAt], kinds: &[PaymentType], index: &BillIndex, findings: &mut Findings) {
    let certified = |kind: &PaymentType| matches!(kind, PaymentType::MoneyOrder | PaymentType::CashiersCheck);
    for account in accounts {
        let actions = index.bills_of(*account).filter_map(|at| index.bill(at).stop_action);
        let number = index.number(*account);
        let text = match actions.min() {
            Some(StopAction::Reject) => format!("the biller takes no payment for account {number}"),
            Some(StopAction::Review) => format!("the biller wants to see payments for account {number}"),
            Some(StopAction::CertifiedOnly) if !kinds.iter().all(certified) => {
                format!("the biller takes only money orders and cashier's checks for account {number}")
            }
            _ => continue,
        };
        findings.add(Reason::StopListed, text);
    }
}

/// Whether the bill must be paid in full: the first payment starts coverage only then.
pub(super) fn is_binder(bill: &Bill<'_>) -> bool {
    bill.status == BillStatus::Binder || bill.bill_type == Some(BillType::Binder)
}
