//! Batch folders.
