//! Where the value of a field comes from: the closed lists of names that a layout may use.

#![expect(unreachable_pub, reason = "the macro makes every list public")]

use super::group::Scope;
use crate::model::words;

words! {
    /// Texts.
    TextSource {
        FileId = "file_id",
        Lockbox = "lockbox",
        /// The lockbox if its name is digits, else the bank account.
        LockboxNumber = "lockbox_number",
        Payee = "payee",
        BankRouting = "bank_routing_number",
        BankAccount = "bank_account",
        Batch = "batch_id",
        Transaction = "transaction",
        Routing = "routing_number",
        PayerAccount = "payer_account",
        CheckNumber = "check_number",
        Account = "account_number",
        Bill = "bill_id",
        /// The bill, or the account where the money is credit on account.
        BillOrAccount = "bill_or_account",
        MemberName = "member_name",
        MemberId = "member_id",
        PostingId = "posting_id",
        Reverses = "reverses",
    }
}

impl TextSource {
    pub(super) const fn scope(self) -> Scope {
        match self {
            Self::FileId
            | Self::Lockbox
            | Self::LockboxNumber
            | Self::Payee
            | Self::BankRouting
            | Self::BankAccount => Scope::File,
            Self::Batch => Scope::Batch,
            Self::Transaction | Self::Routing | Self::PayerAccount | Self::CheckNumber => Scope::Payment,
            _ => Scope::Part,
        }
    }

    /// Whether it is for people, so that letters may lose their marks; any other text must stay what it is.
    pub(super) const fn is_name(self) -> bool {
        matches!(self, Self::Lockbox | Self::Payee | Self::MemberName)
    }
}

words! {
    /// Running and other whole numbers.
    NumberSource {
        FileSequence = "file_sequence",
        /// Of all records, from 1.
        RecordNumber = "record_number",
        /// Of all batches, from 1; a batch that is split goes on under the next.
        BatchNumber = "batch_number",
        /// Of the payments of a batch, from 1.
        ItemNumber = "item_number",
        /// Of the payments of the file, from 1.
        PaymentNumber = "payment_number",
        Document = "document",
        /// How many parts the payment has.
        PaymentParts = "payment_parts",
        /// Of the parts of a payment, from 1.
        PartNumber = "part_number",
        /// Of the records of a payment's parts, from 1.
        OverflowSequence = "overflow_sequence",
    }
}

impl NumberSource {
    pub(super) const fn scope(self) -> Scope {
        match self {
            Self::FileSequence | Self::RecordNumber => Scope::File,
            Self::BatchNumber => Scope::Batch,
            Self::ItemNumber | Self::PaymentNumber | Self::Document | Self::PaymentParts => Scope::Payment,
            Self::PartNumber | Self::OverflowSequence => Scope::Part,
        }
    }
}

words! {
    /// Amounts of a payment and its parts.
    AmountSource {
        Payment = "amount",
        PaymentApplied = "payment_applied",
        PaymentUnapplied = "payment_unapplied",
        Applied = "applied_amount",
    }
}

impl AmountSource {
    pub(super) const fn scope(self) -> Scope {
        match self {
            Self::Payment | Self::PaymentApplied | Self::PaymentUnapplied => Scope::Payment,
            Self::Applied => Scope::Part,
        }
    }
}

words! {
    /// Days and times.
    DaySource {
        Created = "created",
        Deposit = "deposit_date",
        Received = "received_date",
        Postmark = "postmark_date",
        /// The postmark, or the day of arrival where there is none.
        PostmarkOrReceived = "postmark_or_received_date",
        /// The first day of the month that the bill is for.
        Period = "period",
    }
}

impl DaySource {
    pub(super) const fn scope(self) -> Scope {
        match self {
            Self::Created | Self::Deposit => Scope::File,
            Self::Received | Self::Postmark | Self::PostmarkOrReceived => Scope::Payment,
            Self::Period => Scope::Part,
        }
    }
}

words! {
    /// Values of closed lists, which a layout may write in words of its own.
    WordSource {
        PaymentType = "payment_type",
        Rule = "rule",
        /// Whether more records of the payment's parts follow: `more` or `last`.
        LastIndicator = "last_indicator",
    }
}

impl WordSource {
    pub(super) const fn scope(self) -> Scope {
        match self {
            Self::PaymentType => Scope::Payment,
            Self::Rule | Self::LastIndicator => Scope::Part,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::remittance::layout::total::Total;

    #[test]
    fn no_name_means_two_things() {
        let texts = TextSource::ALL.iter().map(|source| source.word());
        let numbers = NumberSource::ALL.iter().map(|source| source.word());
        let amounts = AmountSource::ALL.iter().map(|source| source.word());
        let days = DaySource::ALL.iter().map(|source| source.word());
        let words = WordSource::ALL.iter().map(|source| source.word());
        let mut all: Vec<&str> = texts.chain(numbers).chain(amounts).chain(days).chain(words).collect();
        all.sort_unstable();
        let known = all.len();
        all.dedup();
        assert_eq!(all.len(), known);
        assert!(all.iter().all(|name| Total::from_word(name).is_none()), "{all:?}");
    }
}
