//! The E-13B line at the bottom of a check and its fields.

use super::{Money, RoutingNumber};

/// A MICR line taken apart into its fields (X9.100-160-1).
///
/// `raw` writes the printed symbols as ⑆ transit, ⑈ on-us, ⑇ amount, ⑉ dash, with single spaces where the line has
/// gaps. A field is `None` when the line does not carry it or it did not verify.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MicrLine {
    /// The whole line as read.
    pub raw: String,
    /// The bank; `None` also when the transit field holds no valid US routing number.
    pub routing: Option<RoutingNumber>,
    /// The payer's account at that bank, digits and dashes as printed, without spaces.
    pub payer_account: Option<String>,
    /// The check's serial number, from the auxiliary on-us field or from the on-us field.
    pub check_number: Option<String>,
    /// The amount field, where the bank of first deposit has encoded one.
    pub amount: Option<Money>,
    /// Whether the transit field is written as a foreign (Canadian) one: a dash inside it.
    pub foreign: bool,
}
