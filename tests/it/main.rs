//! Drives the built program and the library as a user would; one module a theme.

mod floors;
mod licences;
