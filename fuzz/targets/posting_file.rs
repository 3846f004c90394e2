//! Posting files read back, in every form that the program knows without a layout.

#![no_main]

use libfuzzer_sys::fuzz_target;
use lockbox::formats::remittance::{Form, inspect};

fuzz_target!(|bytes: &[u8]| {
    for form in Form::KNOWN {
        inspect(&form, bytes).ok();
    }
});
