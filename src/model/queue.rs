//! The work queues, by what is at stake.

use super::bill::words;
use super::{CaseState, Reason};

words! {
    /// A queue.
    Queue {
        /// A termination notice is out, or a grace period ends.
        Coverage = "coverage",
        /// Decided by one, a second must confirm.
        Second = "second",
        /// Whose it is, is not known.
        Account = "account",
        /// Amounts to key.
        Amount = "amount",
        /// Not what is owed.
        Differs = "differs",
        /// The same payment may have come before.
        Duplicate = "duplicate",
        /// Something is wrong with the payment itself.
        Negotiable = "negotiable",
        /// All else.
        Other = "other",
    }
}

impl Queue {
    /// The queue of a transaction that waits: the first that fits.
    #[must_use]
    pub fn of(priority: u8, unknown_amounts: u64, reasons: &[Reason]) -> Self {
        use Reason::{
            AccountAmbiguous, AccountNotFound, AccountUnreadable, AccountsDisagree, AmountMismatch, AmountUnreadable,
            DuplicatePayment, ForeignItem, InstrumentNotAccepted, MoneyOrderOverLimit, NoCoupon, NoOpenBill,
            Overpayment, PayeeUnacceptable, PostDated, RestrictiveNotation, SignatureMissing, StaleDated, Underpayment,
        };
        let any = |those: &[Reason]| reasons.iter().any(|reason| those.contains(reason));
        if priority <= 1 {
            Self::Coverage
        } else if unknown_amounts > 0 || any(&[AmountUnreadable, AmountMismatch]) {
            Self::Amount
        } else if any(&[DuplicatePayment]) {
            Self::Duplicate
        } else if any(&[AccountNotFound, AccountUnreadable, AccountAmbiguous, AccountsDisagree, NoCoupon]) {
            Self::Account
        } else if any(&[Overpayment, Underpayment, NoOpenBill]) {
            Self::Differs
        } else if any(&[
            StaleDated,
            PostDated,
            PayeeUnacceptable,
            SignatureMissing,
            RestrictiveNotation,
            ForeignItem,
            InstrumentNotAccepted,
            MoneyOrderOverLimit,
        ]) {
            Self::Negotiable
        } else {
            Self::Other
        }
    }

    /// The queue of one that stands so: what one person has proposed waits for a second.
    #[must_use]
    pub const fn standing(self, state: CaseState) -> Self {
        if matches!(state, CaseState::Proposed) { Self::Second } else { self }
    }
}
