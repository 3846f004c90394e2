//! The closed list of reasons why a person must decide.

use super::bill::words;

words! {
    /// Why a transaction is held. The order is the order in which reasons are listed.
    Reason {
        /// An account number was surely read and no such account exists.
        AccountNotFound = "account_not_found",
        /// A coupon or memo is there, its number could not be read.
        AccountUnreadable = "account_unreadable",
        /// Several accounts are possible.
        AccountAmbiguous = "account_ambiguous",
        /// Two places name different accounts.
        AccountsDisagree = "accounts_disagree",
        /// The amount of a payment could not be read surely.
        AmountUnreadable = "amount_unreadable",
        /// Figures and words disagree.
        AmountMismatch = "amount_mismatch",
        /// No payment in the envelope.
        NoPayment = "no_payment",
        /// A payment without coupon, and no account found another way.
        NoCoupon = "no_coupon",
        /// The account is known and owes nothing.
        NoOpenBill = "no_open_bill",
        /// More than the account owes.
        Overpayment = "overpayment",
        /// Less than policy lets post.
        Underpayment = "underpayment",
        /// The same check was seen before.
        DuplicatePayment = "duplicate_payment",
        /// The check is too old.
        StaleDated = "stale_dated",
        /// The check is dated in the future.
        PostDated = "post_dated",
        /// The check is made out to somebody else.
        PayeeUnacceptable = "payee_unacceptable",
        /// The signature line is empty.
        SignatureMissing = "signature_missing",
        /// A note such as "paid in full".
        RestrictiveNotation = "restrictive_notation",
        /// Drawn on a bank abroad or in another currency.
        ForeignItem = "foreign_item",
        /// The bank line could not be read surely.
        MicrUnreadable = "micr_unreadable",
        /// The image is too poor to act on.
        ImageQuality = "image_quality",
        /// This lockbox does not take such an instrument.
        InstrumentNotAccepted = "instrument_not_accepted",
        /// A money order above the issuers' limit.
        MoneyOrderOverLimit = "money_order_over_limit",
        /// The bill was already paid another way.
        PaidElsewhere = "paid_elsewhere",
        /// An automatic debit will pay the bill.
        AutopayPending = "autopay_pending",
        /// The biller has asked not to post for this account.
        StopListed = "stop_listed",
        /// Counts or totals do not agree.
        OutOfBalance = "out_of_balance",
        /// A page could not be opened or decoded.
        UnreadableDocument = "unreadable_document",
        /// A letter or other paper without a payment.
        Correspondence = "correspondence",
    }
}

impl Reason {
    /// What it means, in one sentence for people.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::AccountNotFound => "The account number was read, but no such account is in the bill file.",
            Self::AccountUnreadable => "The account number is there but could not be read surely.",
            Self::AccountAmbiguous => "More than one account fits.",
            Self::AccountsDisagree => "Different account numbers are named in different places.",
            Self::AmountUnreadable => "The amount of the payment could not be read surely.",
            Self::AmountMismatch => "The amount in figures and the amount in words disagree.",
            Self::NoPayment => "There is a coupon but no payment.",
            Self::NoCoupon => "There is a payment but no coupon, and no account was found on it.",
            Self::NoOpenBill => "The account has no open bill.",
            Self::Overpayment => "The payment is more than the account owes.",
            Self::Underpayment => "The payment is less than may be posted without a person.",
            Self::DuplicatePayment => "The same payment was seen before.",
            Self::StaleDated => "The check is too old.",
            Self::PostDated => "The check is dated in the future.",
            Self::PayeeUnacceptable => "The check is made out to somebody else.",
            Self::SignatureMissing => "The check is not signed.",
            Self::RestrictiveNotation => "A note on the check may limit what accepting it means.",
            Self::ForeignItem => "The check is drawn abroad or in another currency.",
            Self::MicrUnreadable => "The bank line could not be read surely.",
            Self::ImageQuality => "The image is too poor to act on.",
            Self::InstrumentNotAccepted => "This lockbox does not take such a payment.",
            Self::MoneyOrderOverLimit => "The money order is above the issuers' limit.",
            Self::PaidElsewhere => "The bill was already paid another way.",
            Self::AutopayPending => "An automatic debit is due to pay this bill.",
            Self::StopListed => "The biller has asked to stop payments for this account.",
            Self::OutOfBalance => "Counts or totals do not agree.",
            Self::UnreadableDocument => "A page could not be opened or decoded.",
            Self::Correspondence => "A letter or other paper came without a payment.",
        }
    }
}
