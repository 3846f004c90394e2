//! Barcode regions: finding them on any pixels, and every reader behind.
//!
//! The first bytes say how wide a page is, how large its squares are and whether it is bitonal; each further byte is
//! the shade of a square, so that short inputs, too, fill a page with what looks like bars and blocks.

#![no_main]

use libfuzzer_sys::fuzz_target;
use lockbox::raster::{Gray, PageImage, prepare};
use lockbox::reading::barcode::{BarcodeReader, CodeReader};

fuzz_target!(|bytes: &[u8]| {
    let [columns, form, shades @ ..] = bytes else { return };
    let (columns, module, bitonal) = (u32::from(*columns) + 1, u32::from(form % 8) + 1, *form >= 128);
    let rows = shades.len() as u32 / columns;
    let mut gray = Gray::new(columns * module, rows * module, 255);
    for y in 0..gray.height() {
        for x in 0..gray.width() {
            let shade = shades[(y / module * columns + x / module) as usize];
            gray.set(x, y, if bitonal { shade / 128 * 255 } else { shade });
        }
    }
    let image = PageImage { gray, dpi: None, bitonal, damage: None, turn: None };
    CodeReader::default().read(&image, &prepare(&image));
});
