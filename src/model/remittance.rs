//! Payments with what they were applied to, as files to billers and banks tell them.

use jiff::civil::Date;

use super::{
    AccountNumber, BatchId, BillId, DocumentNumber, EvidenceKind, Money, PaymentType, Period, RoutingNumber, Rule,
    TransactionId,
};

/// A payment of a deposit and where its money went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remittance {
    /// The batch.
    pub batch: BatchId,
    /// The transaction within the batch.
    pub transaction: TransactionId,
    /// The document within the batch.
    pub document: DocumentNumber,
    /// What sort of instrument it is.
    pub payment_type: PaymentType,
    /// Its amount; less than nothing where an earlier posting is undone.
    pub amount: Money,
    /// The bank it is drawn on.
    pub routing: Option<RoutingNumber>,
    /// The payer's account there.
    pub payer_account: Option<String>,
    /// Its serial number.
    pub check_number: Option<String>,
    /// The day its envelope arrived.
    pub received_date: Date,
    /// The day it goes to the bank.
    pub deposit_date: Date,
    /// The postmark, where it was keyed.
    pub postmark_date: Option<Date>,
    /// What it was applied to; adds up to the amount, or to less where the rest is in suspense.
    pub applied: Vec<Application>,
}

/// A part of a payment applied to a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// The posting's id.
    pub posting_id: String,
    /// The account.
    pub account: AccountNumber,
    /// The bill; `None` for credit on account.
    pub bill: Option<BillId>,
    /// How much; less than nothing where it undoes another.
    pub amount: Money,
    /// The rule that decided.
    pub rule: Rule,
    /// The facts it rests on.
    pub evidence: Vec<EvidenceKind>,
    /// The id of the posting that it undoes.
    pub reverses: Option<String>,
    /// The member's name on the bill.
    pub member_name: Option<String>,
    /// The member's own id on the bill.
    pub member_id: Option<String>,
    /// The month of coverage that the bill is for.
    pub period: Option<Period>,
}

impl Remittance {
    /// What of it was applied to bills and accounts.
    #[must_use]
    pub fn applied_amount(&self) -> Money {
        self.applied.iter().map(|application| application.amount).sum()
    }
}
