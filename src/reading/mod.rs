//! From pixels to readings.

pub mod barcode;
