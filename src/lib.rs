//! Lockbox: scanned mail payments in, posted payments and named exceptions out.

pub mod cli;
pub mod config;
pub mod drawing;
pub mod error;
pub mod files;
pub mod formats;
pub mod intake;
pub mod ledger;
pub mod matching;
pub mod model;
pub mod pipeline;
pub mod raster;
pub mod reading;
pub mod review;
pub mod store;
pub mod testdeck;
pub mod transactions;
pub mod web;
