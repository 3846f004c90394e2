//! Coupons, checks and letters as pages; printed bills and test decks share it.

pub mod barcode;
pub mod canvas;
pub mod e13b;
pub mod fonts;
