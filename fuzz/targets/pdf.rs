//! PDF: objects, content and images.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use lockbox::formats::pdf::Pdf;

fuzz_target!(|bytes: &[u8]| {
    let Ok(pdf) = Pdf::survey(Cursor::new(bytes)) else { return };
    for page in 1..=pdf.page_count().min(4) {
        pdf.page(Cursor::new(bytes), page).ok();
    }
});
