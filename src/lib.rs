//! Lockbox: scanned mail payments in, posted payments and named exceptions out.

pub mod config;
pub mod error;
pub mod files;
pub mod formats;
pub mod intake;
pub mod model;
pub mod raster;
pub mod reading;
pub mod store;
