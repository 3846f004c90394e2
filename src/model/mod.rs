//! The words everyone uses: plain domain types without input or output.
//!
//! Nothing here reads a file, asks a clock or knows a wire format; types that can only hold valid values
//! ([`Money`], [`RoutingNumber`], [`AccountNumber`]) are converted once, where the value enters.
//!
//! | file | holds |
//! |---|---|
//! | `money` | exact amounts in cents |
//! | `words` | amounts spelt out |
//! | `account` | account numbers, bill ids |
//! | `name` | names of people as they sound |
//! | `check_digit` | the check digit schemes of accounts and scan lines |
//! | `routing` | ABA routing numbers |
//! | `issuer` | whose paper carries a routing number |
//! | `micr` | the E-13B line and its fields |
//! | `coded` | coupon definitions: what a scan line or barcode holds, field by field |
//! | `print` | how a coupon's codes are printed |
//! | `intelligent_mail` | the code of the barcode that mail is sorted by |
//! | `geometry` | rectangles and quarter turns on a page |
//! | `bill` | open bills |
//! | `batch` | batches, documents, page images |
//! | `reading` | what was read from a page, and how surely |
//! | `quality` | how good an image is: measures, limits, defects |
//! | `transaction` | documents of one envelope |
//! | `reason` | the closed list of exception reasons |
//! | `decision` | post or exception, with rule, evidence and explanation |
//! | `remittance` | payments with what they were applied to, for files out |
//! | `payment` | payments as a bank names them |
//! | `returned` | payments that came back, and answers to files |
//! | `ticket` | what a batch ticket counts |
//! | `entry` | lines of the ledger |
//! | `review` | people, their rights, and what they do with a transaction that waits |
//! | `queue` | the work queues, by what is at stake |
//! | `upload` | what people hand in at the workbench |
//! | `proof` | counts and sums of a batch, and whether they balance |

mod account;
mod batch;
mod belief;
mod bill;
mod check_digit;
mod coded;
mod decision;
mod entry;
mod geometry;
pub mod intelligent_mail;
mod issuer;
mod micr;
mod money;
mod name;
mod payment;
mod print;
mod proof;
mod quality;
mod queue;
mod reading;
mod reason;
mod remittance;
mod returned;
mod review;
mod routing;
#[cfg(test)]
pub(crate) mod testing;
mod ticket;
mod transaction;
mod upload;
mod words;

pub use account::{AccountNumber, BillId};
pub use batch::{Batch, BatchId, Captured, Document, DocumentNumber, Mode, PageFault, PageSource, Side};
pub use belief::Belief;
pub(crate) use bill::words;
pub use bill::{Bill, BillStatus, BillType, Period, StopAction};
pub use check_digit::CheckScheme;
pub use coded::{CodedField, CodedFields, Codes, CouponDefinition, Layout, LayoutError, Part, Unfit};
pub use decision::{Candidate, Decision, Evidence, EvidenceKind, Outcome, Posting, Rule};
pub use entry::{Entry, Place};
pub use geometry::{Rect, Rotation};
pub use issuer::Issuer;
pub use micr::MicrLine;
pub use money::{Money, MoneyError};
pub(crate) use name::plain as plain_letter;
pub use name::sounds;
pub use payment::Payment;
pub use print::{CouponPrint, ScanFace, Symbology};
pub use proof::{Proof, Tally};
pub use quality::{Measures, Quality, QualityFlag, QualityLimits};
pub use queue::Queue;
pub use reading::{
    AmountReading, Barcode, CheckReading, CouponReading, Field, ListedPayment, PageKind, PageReading, PaymentType,
    Reading, Source,
};
pub use reason::Reason;
pub use remittance::{Application, Remittance};
pub use returned::{Answer, ReturnedItem};
pub use review::{
    Action, CaseState, CorrectedField, Correction, ExceptionId, ReturnReason, Reviewer, Right, Role, Share, UserName,
};
pub use routing::RoutingNumber;
pub use ticket::BatchTicket;
pub use transaction::{Transaction, TransactionId};
pub use upload::{UploadKind, UploadState};
pub use words::{SMALL_NUMBERS, TENS, amount_in_words};
