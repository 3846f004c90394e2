//! Bytes to typed records and back; no policy.

pub mod bills;
pub mod outputs;
pub mod page_json;
