//! Drives the built program and the library as a user would; one module a theme.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests use files as users do and fail loudly")]

mod amounts;
mod bad_input;
mod bench;
mod bills;
mod cash_letters;
mod commands;
mod coupons;
mod decisions;
mod deposits;
mod driver;
mod every_reader;
mod floors;
mod formats;
mod hot_folder;
mod licences;
mod money_out;
mod operation;
mod packaging;
mod posting_files;
mod process;
mod readers;
mod remittances;
mod returns;
mod scanning;
mod sheets;
mod support;
mod text;
mod workbench;
