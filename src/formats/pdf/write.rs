//! Writes scanned pages as PDF: one image a page, as a scanner does.

use std::io;

use super::objects::Objects;
use crate::formats::picture::write_jpeg;
use crate::formats::tiff::group4;
use crate::raster::{Bits, Gray};

/// How well gray pages are kept.
const QUALITY: u8 = 85;

/// Writes pages of `dpi` dots per inch: bitonal ones as Group 4 images, others as gray JPEG.
#[must_use]
pub fn write(pages: &[Gray], dpi: u32, bitonal: bool) -> Vec<u8> {
    // Writing into memory does not fail.
    written(pages, dpi, bitonal).unwrap_or_default()
}

fn written(pages: &[Gray], dpi: u32, bitonal: bool) -> io::Result<Vec<u8>> {
    let mut objects = Objects::new(Vec::new())?;
    objects.add("<</Type/Catalog/Pages 2 0 R>>", None)?;
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 3 + at * 3)).collect();
    objects.add(&format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" ")), None)?;
    for (at, page) in pages.iter().enumerate() {
        let (width, height) = (page.width(), page.height());
        let points = |pixels: u32| f64::from(pixels) * 72.0 / f64::from(dpi.max(1));
        let (across, down) = (points(width), points(height));
        let (content, image) = (4 + at * 3, 5 + at * 3);
        objects.add(
            &format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {across:.3} {down:.3}]/Contents {content} 0 R\
                 /Resources<</XObject<</I {image} 0 R>>>>>>"
            ),
            None,
        )?;
        objects.add("<<", Some(format!("q {across:.3} 0 0 {down:.3} 0 0 cm /I Do Q").as_bytes()))?;
        let image = format!("<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray");
        if bitonal {
            let data = group4(&Bits::darker_than(page, 128));
            let filter =
                format!("/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns {width}/Rows {height}>>");
            objects.add(&(image + &filter), Some(&data))?;
        } else {
            let data = write_jpeg(page, QUALITY, dpi);
            objects.add(&(image + "/BitsPerComponent 8/Filter/DCTDecode"), Some(&data))?;
        }
    }
    objects.finish("/Root 1 0 R")
}
