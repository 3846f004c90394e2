//! Drives the built program and the library as a user would; one module a theme.

mod bad_input;
mod commands;
mod floors;
mod licences;
mod process;
mod support;
