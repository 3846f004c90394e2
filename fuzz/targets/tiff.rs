//! TIFF: the container and every packing.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use lockbox::formats::tiff::TiffReader;

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut tiff) = TiffReader::open(Cursor::new(bytes)) else { return };
    for page in 0..tiff.page_count().min(4) {
        tiff.page(page).ok();
    }
});
