//! Bytes to typed records and back; no policy.
