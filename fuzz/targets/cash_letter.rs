//! Image cash letters: records and images.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use lockbox::formats::cash_letter;

fuzz_target!(|bytes: &[u8]| {
    let Ok(letter) = cash_letter::survey(Cursor::new(bytes)) else { return };
    for page in 1..=letter.page_count().min(4) {
        letter.page(Cursor::new(bytes), page).ok();
    }
});
