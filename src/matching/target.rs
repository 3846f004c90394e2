//! Whose bills a transaction pays.

use super::coupon::{Claim, Named};
use super::findings::Findings;
use super::identify::{Case, Payment};
use super::index::{AccountAt, BillIndex};
use super::list;
use super::payee::names_agree;
use super::settle::Known;
use crate::model::{DocumentNumber, Evidence, EvidenceKind, Money, Reason};

/// Who is paid, as far as it is known.
#[derive(Debug, Default)]
pub(super) struct Target {
    /// Whose bills are paid; `None` when that is not known surely.
    pub(super) payee: Option<Payee>,
    /// Accounts that may be meant, best first.
    pub(super) accounts: Vec<Meant>,
    pub(super) evidence: Vec<Evidence>,
}

/// An account that may be meant.
#[derive(Debug)]
pub(super) struct Meant {
    pub(super) account: AccountAt,
    /// What speaks for it.
    pub(super) why: String,
}

/// Whose bills are paid.
#[derive(Debug)]
pub(super) enum Payee {
    /// Those that the coupons name.
    Coupons(Vec<Named>),
    /// The account that the payments themselves name.
    Memo(AccountAt),
    /// Those that a list beside the payments names, and how much is for each.
    List(Vec<(AccountAt, Money)>),
    /// As `Memo`, beside a coupon that could not be read surely but seems to name the same account.
    MemoBesideCoupon(AccountAt),
}

pub(super) fn find(case: &Case<'_>, known: Known<'_>, findings: &mut Findings) -> Target {
    let index = known.index;
    if !case.coupons.is_empty() {
        by_coupons(case, index, findings)
    } else if list::is_one(case) {
        list::target(case, index, &known.config.account, findings)
    } else {
        by_memo(case, index, findings)
    }
}

fn by_coupons(case: &Case<'_>, index: &BillIndex, findings: &mut Findings) -> Target {
    let mut target = Target::default();
    let mut named = Vec::new();
    let mut problems = Findings::default();
    for coupon in &case.coupons {
        let number = coupon.document;
        match &coupon.claim {
            Claim::Account(claim) => {
                target.push(claim.account, || format!("named by the coupon (document {number})"));
                target.evidence.extend(claim.evidence.iter().map(|kind| fact(*kind, number)));
                named.push(claim.clone());
            }
            Claim::NotFound(text) => {
                let text = format!("the coupon (document {number}) says account {text}, which is not in the bill file");
                problems.add(Reason::AccountNotFound, text);
            }
            Claim::Disagree(accounts) => {
                for account in accounts {
                    target.push(*account, || format!("named by one code of the coupon (document {number})"));
                }
                let text = format!("the barcode and the scan line of the coupon (document {number}) disagree");
                problems.add(Reason::AccountsDisagree, text);
            }
            Claim::Unread(guesses) => {
                for account in guesses {
                    target
                        .push(*account, || format!("the coupon (document {number}) seems to name it; not read surely"));
                }
                let text = format!("the account number on the coupon (document {number}) could not be read surely");
                problems.add(Reason::AccountUnreadable, text);
            }
        }
    }
    if case.payments.is_empty() {
        return target;
    }
    if let Some(account) = memo_beside_unread_coupon(case, index) {
        target.payee = Some(Payee::MemoBesideCoupon(account));
        target.evidence.extend(memo_facts(case, account));
        return target;
    }
    note_other_accounts(case, &target.all(), index, &mut problems);
    list::note_others(case, &target.all(), index, &mut problems);
    if problems.is_empty() {
        let memos = target.accounts.iter().flat_map(|meant| memo_facts(case, meant.account));
        let memos: Vec<Evidence> = memos.collect();
        target.evidence.extend(memos);
        target.payee = Some(Payee::Coupons(named));
    }
    findings.append(problems);
    target
}

/// A memo that names an account of which there is no coupon.
fn note_other_accounts(case: &Case<'_>, accounts: &[AccountAt], index: &BillIndex, problems: &mut Findings) {
    let surely_read = case.coupons.iter().any(|coupon| matches!(coupon.claim, Claim::Account(_) | Claim::NotFound(_)));
    for payment in case.payments.iter().filter(|_| surely_read) {
        for other in payment.memo.all().filter(|account| !accounts.contains(account)) {
            let (number, other) = (payment.document.number, index.number(other));
            let text = format!("document {number} names account {other}, the coupon does not");
            problems.add(Reason::AccountsDisagree, text);
        }
    }
}

/// The account, when the only coupon's best guess and every memo name the same.
fn memo_beside_unread_coupon(case: &Case<'_>, index: &BillIndex) -> Option<AccountAt> {
    let [coupon] = case.coupons.as_slice() else { return None };
    let Claim::Unread(guesses) = &coupon.claim else { return None };
    let [guess] = guesses.as_slice() else { return None };
    let same = |payment: &Payment<'_>| only_account(payment, index) == Some(*guess);
    case.payments.iter().all(same).then_some(*guess)
}

fn by_memo(case: &Case<'_>, index: &BillIndex, findings: &mut Findings) -> Target {
    let mut target = Target::default();
    for payment in &case.payments {
        let number = payment.document.number;
        for account in &payment.memo.sure {
            target.push(*account, || format!("named on document {number}"));
        }
        for account in &payment.memo.unsure {
            target.push(*account, || format!("document {number} seems to name it; not read surely"));
        }
    }
    if case.payments.is_empty() {
        return target;
    }
    if let [_, _, ..] = target.accounts.as_slice() {
        let numbers: Vec<String> =
            target.accounts.iter().map(|meant| index.number(meant.account).to_string()).collect();
        findings.add(Reason::AccountAmbiguous, format!("the payment names the accounts {}", numbers.join(" and ")));
        return target;
    }
    let another = case.payments.iter().find(|payment| payment.memo.another);
    if let (Some(payment), Some(account)) = (another, target.accounts.first()) {
        let (number, account) = (payment.document.number, index.number(account.account));
        let text = format!("document {number} names account {account} and another number that was not read surely");
        findings.add(Reason::AccountUnreadable, text);
        return target;
    }
    let unnamed = case.payments.iter().find(|payment| only_account(payment, index).is_none());
    match (target.accounts.first().map(|meant| meant.account), unnamed) {
        (Some(account), None) => {
            target.evidence.extend(memo_facts(case, account));
            target.payee = Some(Payee::Memo(account));
        }
        (_, Some(payment)) => note_unnamed(payment, index, findings),
        (None, None) => {}
    }
    target
}

fn note_unnamed(payment: &Payment<'_>, index: &BillIndex, findings: &mut Findings) {
    let number = payment.document.number;
    let memo = &payment.memo;
    if let Some(account) = memo.unsure.first() {
        let account = index.number(*account);
        let text = format!("document {number} seems to name account {account}, but that was not read surely");
        findings.add(Reason::AccountUnreadable, text);
    } else if let Some(missing) = memo.missing.first() {
        let text = format!("document {number} names account {missing}, which is not in the bill file");
        findings.add(Reason::AccountNotFound, text);
    } else if memo.unread {
        let text = format!("there is no coupon, and the memo of document {number} could not be read surely");
        findings.add(Reason::AccountUnreadable, text);
    } else {
        findings.add(Reason::NoCoupon, format!("there is no coupon, and document {number} names no account"));
    }
}

/// The one account that a payment names: surely read, or borne out by the payer's name.
fn only_account(payment: &Payment<'_>, index: &BillIndex) -> Option<AccountAt> {
    match (payment.memo.sure.as_slice(), payment.memo.unsure.as_slice()) {
        ([account], []) => Some(*account),
        ([], [account]) => is_members(payment, *account, index).then_some(*account),
        _ => None,
    }
}

/// Whether the payer's printed name is that of the account's member.
pub(super) fn is_members(payment: &Payment<'_>, account: AccountAt, index: &BillIndex) -> bool {
    let Some(payer) = payment.check.payer_name.sure() else { return false };
    let member = index.bills_of(account).find_map(|at| index.bill(at).member_name);
    member.is_some_and(|member| names_agree(payer, &member))
}

fn memo_facts(case: &Case<'_>, account: AccountAt) -> Vec<Evidence> {
    let naming = case.payments.iter().filter(|payment| payment.memo.all().any(|named| named == account));
    naming.map(|payment| fact(EvidenceKind::Memo, payment.document.number)).collect()
}

pub(super) const fn fact(kind: EvidenceKind, document: DocumentNumber) -> Evidence {
    Evidence { kind, document: Some(document) }
}

impl Target {
    /// Adds an account, if it is not there yet.
    pub(super) fn push(&mut self, account: AccountAt, why: impl FnOnce() -> String) {
        if self.accounts.iter().all(|meant| meant.account != account) {
            self.accounts.push(Meant { account, why: why() });
        }
    }

    /// The accounts that may be meant, best first.
    pub(super) fn all(&self) -> Vec<AccountAt> {
        self.accounts.iter().map(|meant| meant.account).collect()
    }

    /// The account that is meant, if it is one.
    pub(super) fn only(&self) -> Option<AccountAt> {
        match self.accounts.as_slice() {
            [meant] => Some(meant.account),
            _ => None,
        }
    }
}
