//! The `lockbox` program.

fn main() {}
