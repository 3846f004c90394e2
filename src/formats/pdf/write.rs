//! Writes scanned pages as PDF: one image a page, as a scanner does.

use crate::formats::picture::write_jpeg;
use crate::formats::tiff::group4;
use crate::raster::{Bits, Gray};

/// How well gray pages are kept.
const QUALITY: u8 = 85;

/// Writes pages of `dpi` dots per inch: bitonal ones as Group 4 images, others as gray JPEG.
#[must_use]
pub fn write(pages: &[Gray], dpi: u32, bitonal: bool) -> Vec<u8> {
    let mut file = Writer { bytes: b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec(), offsets: Vec::new() };
    file.object("<</Type/Catalog/Pages 2 0 R>>", None);
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 3 + at * 3)).collect();
    file.object(&format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" ")), None);
    for (at, page) in pages.iter().enumerate() {
        let (width, height) = (page.width(), page.height());
        let points = |pixels: u32| f64::from(pixels) * 72.0 / f64::from(dpi.max(1));
        let (across, down) = (points(width), points(height));
        let (content, image) = (4 + at * 3, 5 + at * 3);
        file.object(
            &format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {across:.3} {down:.3}]/Contents {content} 0 R\
                 /Resources<</XObject<</I {image} 0 R>>>>>>"
            ),
            None,
        );
        file.object("<<", Some(format!("q {across:.3} 0 0 {down:.3} 0 0 cm /I Do Q").as_bytes()));
        let image = format!("<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray");
        if bitonal {
            let data = group4(&Bits::darker_than(page, 128));
            let filter =
                format!("/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns {width}/Rows {height}>>");
            file.object(&(image + &filter), Some(&data));
        } else {
            let data = write_jpeg(page, QUALITY, dpi);
            file.object(&(image + "/BitsPerComponent 8/Filter/DCTDecode"), Some(&data));
        }
    }
    file.finish()
}

struct Writer {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
}

impl Writer {
    /// Adds the next object; for a stream the text is its dictionary, left open.
    fn object(&mut self, text: &str, stream: Option<&[u8]>) {
        self.offsets.push(self.bytes.len());
        self.bytes.extend_from_slice(format!("{} 0 obj\n{text}", self.offsets.len()).as_bytes());
        if let Some(data) = stream {
            self.bytes.extend_from_slice(format!("/Length {}>>\nstream\n", data.len()).as_bytes());
            self.bytes.extend_from_slice(data);
            self.bytes.extend_from_slice(b"\nendstream");
        }
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    fn finish(mut self) -> Vec<u8> {
        let start = self.bytes.len();
        let count = self.offsets.len() + 1;
        let mut table = format!("xref\n0 {count}\n0000000000 65535 f \n");
        for offset in &self.offsets {
            table.push_str(&format!("{offset:010} 00000 n \n"));
        }
        table.push_str(&format!("trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"));
        self.bytes.extend_from_slice(table.as_bytes());
        self.bytes
    }
}
