//! What is done with a transaction, and why.

use jiff::civil::Date;

use super::bill::words;
use super::{AccountNumber, BillId, DocumentNumber, Money, PaymentType, Reason, RoutingNumber, TransactionId};

words! {
    /// The named rule that made a decision.
    Rule {
        /// The coupon's bill, paid exactly.
        CouponExact = "coupon_exact",
        /// The coupon's bill first, then the account's oldest open bills.
        CouponAndOlder = "coupon_and_older",
        /// All open bills of the coupon's account, paid exactly.
        AccountTotal = "account_total",
        /// Several coupons, paid exactly by the payments beside them.
        CouponsTotal = "coupons_total",
        /// Less than the coupon's bill, as policy allows.
        Partial = "partial",
        /// More than the account owes, as policy allows.
        Overpaid = "overpaid",
        /// The account named on the payment itself, paid an expected amount.
        MemoExact = "memo_exact",
        /// The account named on the payment itself, paid what just one choice of its bills adds up to.
        MemoSeveral = "memo_several",
        /// The accounts that a list beside the payment names, each paid an expected amount.
        CheckAndList = "check_and_list",
        /// A person decided.
        Reviewed = "reviewed",
        /// A person must decide.
        Held = "held",
    }
}

words! {
    /// What kind of fact speaks for a bill.
    EvidenceKind {
        /// The coupon's barcode.
        Barcode = "barcode",
        /// The coupon's scan line.
        Scanline = "scanline",
        /// The memo line or face of the payment.
        Memo = "memo",
        /// A list that came with the payment.
        List = "list",
        /// The amount equals one that is expected.
        Amount = "amount",
        /// The account has just this open bill.
        OnlyBill = "only_bill",
        /// The payer's printed name is the member's.
        Name = "name",
        /// A person's decision.
        Person = "person",
    }
}

/// A fact that speaks for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What kind of fact.
    pub kind: EvidenceKind,
    /// The document it was read from.
    pub document: Option<DocumentNumber>,
}

/// Money of one payment applied to one bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// The account.
    pub account: AccountNumber,
    /// The bill; `None` for credit on account.
    pub bill: Option<BillId>,
    /// How much; more than nothing.
    pub amount: Money,
    /// The payment document that it comes from.
    pub payment: DocumentNumber,
    /// What sort of instrument that is.
    pub payment_type: PaymentType,
    /// The bank it is drawn on.
    pub routing: Option<RoutingNumber>,
    /// The payer's account there.
    pub payer_account: Option<String>,
    /// Its serial number.
    pub check_number: Option<String>,
    /// The postmark, where it was keyed.
    pub postmark_date: Option<Date>,
}

/// A bill that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The account.
    pub account: AccountNumber,
    /// The bill, if one of the account's is meant.
    pub bill: Option<BillId>,
    /// What that bill still owes.
    pub open_amount: Money,
    /// What speaks for it, or why it was not chosen, in words.
    pub why: String,
}

/// What became of a transaction's money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Applied to bills; the postings add up to the payments.
    Post(Vec<Posting>),
    /// Held for a person; at least one reason.
    Hold(Vec<Reason>),
}

/// What is done with one transaction, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The transaction.
    pub transaction: TransactionId,
    /// Post or hold.
    pub outcome: Outcome,
    /// The rule that decided.
    pub rule: Rule,
    /// The facts it used.
    pub evidence: Vec<Evidence>,
    /// The account that is meant, as far as known.
    pub account: Option<AccountNumber>,
    /// Bills that may be meant, best first; of a posted transaction those that were not chosen.
    pub candidates: Vec<Candidate>,
    /// The payments of the transaction with their amounts, `None` where not surely read.
    pub payments: Vec<(DocumentNumber, Option<Money>)>,
    /// How urgently a person should look, 1 first.
    pub priority: u8,
    /// One plain sentence for people.
    pub explanation: String,
}

impl Decision {
    /// The money of all payments whose amount is known.
    #[must_use]
    pub fn known_amount(&self) -> Money {
        self.payments.iter().filter_map(|(_, amount)| *amount).sum()
    }

    /// How many payments have an unknown amount.
    #[must_use]
    pub fn unknown_amounts(&self) -> usize {
        self.payments.iter().filter(|(_, amount)| amount.is_none()).count()
    }
}
