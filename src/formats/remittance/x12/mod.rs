//! ASC X12 interchanges of release 005010: lockbox deposits (823) and remittance advices (820).
//!
//! | file | holds |
//! |---|---|
//! | `text` | values as elements: folding, numbers, amounts |
//! | `segment` | segments as text |
//! | `envelope` | interchange, group and transaction set with their counts |
//! | `heading` | what every set says of the deposit |
//! | `payment` | a check and its parts, alike in 823 and 820 |
//! | `lockbox` | 823 |
//! | `payment_order` | 820, one set a payment |
//! | `premium` | 820 of the guides X218 and X306, one set a deposit |
//! | `tokens` | any interchange into segments |
//! | `structure` | whether envelopes and counts hold |
//! | `balance` | whether the money adds up |
//! | `payments` | payments read back |
//! | `words`, `codes` | names of segments, elements and codes for people |
//! | `inspect` | all of these in one walk |
//! | `acknowledgement` | what the other side says of a file: 997, 999, TA1 |
//!
//! Delimiters are `*`, `~`, `:` and `^`; each segment ends its line. The file's running number is the number of
//! interchange and group; no two files of one form have the same.

mod acknowledgement;
mod balance;
mod codes;
mod envelope;
mod heading;
mod inspect;
mod lockbox;
mod payment;
mod payment_order;
mod payments;
mod premium;
#[cfg(test)]
mod proptests;
mod segment;
mod structure;
#[cfg(test)]
mod tests;
mod text;
mod tokens;
mod words;

use std::io::Write;

pub use self::acknowledgement::{Acknowledgement, Fault, SetAnswer, Subject, Verdict, read_acknowledgements};
pub use self::inspect::inspect;
use self::lockbox::Lockbox;
use self::payment_order::PaymentOrders;
use self::premium::{Guide, Premiums};
pub use self::tokens::{Segment, Tokens, X12Error};
use super::{FileHead, PostingFile, PostingFileError};

/// Which transaction set a file is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// 823: the deposit with its batches and payments.
    Lockbox,
    /// 820: a remittance advice for each payment.
    PaymentOrder,
    /// 820 as the HIPAA guide 005010X218 has it: the deposit's premiums, member by member.
    Premium,
    /// 820 as the exchange guide 005010X306 has it.
    Exchange,
}

impl Form {
    /// The transaction set.
    const fn set(self) -> &'static str {
        match self {
            Self::Lockbox => "823",
            Self::PaymentOrder | Self::Premium | Self::Exchange => "820",
        }
    }

    /// The functional group.
    const fn functional(self) -> &'static str {
        match self {
            Self::Lockbox => "LB",
            Self::PaymentOrder | Self::Premium | Self::Exchange => "RA",
        }
    }

    /// The release, and the guide where the set follows one.
    const fn version(self) -> &'static str {
        match self {
            Self::Lockbox | Self::PaymentOrder => "005010",
            Self::Premium => "005010X218",
            Self::Exchange => "005010X306",
        }
    }

    /// The guide, where the set follows one; empty otherwise.
    const fn convention(self) -> &'static str {
        match self {
            Self::Lockbox | Self::PaymentOrder => "",
            Self::Premium | Self::Exchange => self.version(),
        }
    }
}

/// Begins a file. It writes in pieces of 64 kB.
///
/// # Errors
/// When writing fails or the form cannot hold what the head says.
pub fn create<'a, W: Write + 'a>(
    form: Form,
    head: &FileHead,
    out: W,
) -> Result<Box<dyn PostingFile + 'a>, PostingFileError> {
    Ok(match form {
        Form::Lockbox => Box::new(Lockbox::begin(head, out)?),
        Form::PaymentOrder => Box::new(PaymentOrders::begin(head, out)?),
        Form::Premium => Box::new(Premiums::begin(Guide::Hipaa, head, out)?),
        Form::Exchange => Box::new(Premiums::begin(Guide::Exchange, head, out)?),
    })
}
