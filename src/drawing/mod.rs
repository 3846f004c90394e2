//! Coupons, checks, letters and envelopes as pages; printed bills and test decks share it.
//!
//! | file | holds |
//! |---|---|
//! | `fonts` | typefaces and where Debian's packages put them |
//! | `canvas` | a page, measured in inches: rules, boxes, text, strokes |
//! | `e13b` | the characters of the bank line |
//! | `marks` | a page as a list of marks, for pixels and for PDF |
//! | `barcode` | barcodes of whole pixels |
//! | `amounts` | amounts in words and figures |
//! | `pen` | handwriting, signatures, scribbles |
//! | `backdrop` | the patterns of safety paper |
//! | `form` | where the blanks of each instrument stand |
//! | `check` | checks and money orders |
//! | `coupon` | coupons |
//! | `bill` | bills with a coupon at their foot |
//! | `envelope` | reply envelopes |
//! | `list` | lists of payments that come with one check |
//! | `sheet` | separator sheets and batch tickets |
//! | `letter` | letters and backs |
//! | `endorsement` | what is printed on the backs of checks that were taken in |

pub mod amounts;
pub mod backdrop;
pub mod barcode;
pub mod bill;
pub mod canvas;
pub mod check;
pub mod coupon;
pub mod e13b;
pub mod endorsement;
pub mod envelope;
pub mod fonts;
pub mod form;
pub mod letter;
pub mod list;
pub mod marks;
pub mod pen;
pub mod sheet;
