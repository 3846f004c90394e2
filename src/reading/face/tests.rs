//! A drawn check, read from end to end.
