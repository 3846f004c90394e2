//! Writes pages as TIFF.

use fax::encoder::Encoder;
use fax::{Color, VecWriter};
use tiff::encoder::compression::{CompressionAlgorithm, Deflate, Lzw, Packbits};

use super::container::{Container, Value};
use super::directory::tag;
use crate::raster::{Bits, Gray};

/// How gray pages are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// LZW.
    Lzw,
    /// Deflate.
    Deflate,
    /// PackBits.
    PackBits,
}

/// Writes bitonal pages, each with its dots per inch, as one Group 4 TIFF.
#[must_use]
pub fn write_g4(pages: &[(Bits, u32)]) -> Vec<u8> {
    let mut file = Container::new();
    for (bits, dpi) in pages {
        let mut tags = common_tags(bits.width(), bits.height(), *dpi);
        tags.push((tag::BITS_PER_SAMPLE, Value::Short(vec![1])));
        tags.push((tag::COMPRESSION, Value::Short(vec![4])));
        tags.push((tag::PHOTOMETRIC, Value::Short(vec![0])));
        file.page(tags, &[&group4(bits)]);
    }
    file.finish()
}

/// Writes gray pages as one TIFF.
#[must_use]
pub fn write_gray(pages: &[Gray], dpi: u32, compression: Compression) -> Vec<u8> {
    let mut file = Container::new();
    for gray in pages {
        let (number, packed) = pack(gray, compression);
        let mut tags = common_tags(gray.width(), gray.height(), dpi);
        tags.push((tag::BITS_PER_SAMPLE, Value::Short(vec![8])));
        tags.push((tag::COMPRESSION, Value::Short(vec![number])));
        tags.push((tag::PHOTOMETRIC, Value::Short(vec![1])));
        file.page(tags, &[&packed]);
    }
    file.finish()
}

fn common_tags(width: u32, height: u32, dpi: u32) -> Vec<(u16, Value)> {
    vec![
        (tag::WIDTH, Value::Long(vec![width])),
        (tag::HEIGHT, Value::Long(vec![height])),
        (tag::SAMPLES_PER_PIXEL, Value::Short(vec![1])),
        (tag::ROWS_PER_STRIP, Value::Long(vec![height])),
        (tag::X_RESOLUTION, Value::Rational(dpi, 1)),
        (tag::Y_RESOLUTION, Value::Rational(dpi, 1)),
        (tag::RESOLUTION_UNIT, Value::Short(vec![2])),
    ]
}

pub(in crate::formats) fn group4(bits: &Bits) -> Vec<u8> {
    let mut encoder = Encoder::new(VecWriter::new());
    for y in 0..bits.height() {
        let row = bits.row(y);
        let color = |x: u32| if row[x as usize / 64] >> (x % 64) & 1 == 1 { Color::Black } else { Color::White };
        let Ok(()) = encoder.encode_line((0..bits.width()).map(color), bits.width());
    }
    let Ok(writer) = encoder.finish();
    writer.finish()
}

/// The compression's number and the packed pixels.
fn pack(gray: &Gray, compression: Compression) -> (u16, Vec<u8>) {
    let mut packed = Vec::new();
    let (number, result) = match compression {
        Compression::None => (
            1,
            CompressionAlgorithm::write_to(&mut tiff::encoder::compression::Uncompressed, &mut packed, gray.pixels()),
        ),
        Compression::Lzw => (5, Lzw.write_to(&mut packed, gray.pixels())),
        Compression::Deflate => (8, Deflate::default().write_to(&mut packed, gray.pixels())),
        Compression::PackBits => (32_773, pack_rows(gray, &mut packed)),
    };
    // Writing to memory does not fail; if it did, plain pixels are as good.
    if result.is_err() { (1, gray.pixels().to_vec()) } else { (number, packed) }
}

/// PackBits runs must not cross rows.
fn pack_rows(gray: &Gray, packed: &mut Vec<u8>) -> std::io::Result<u64> {
    (0..gray.height()).try_fold(0, |sum, y| Ok(sum + Packbits.write_to(packed, gray.row(y))?))
}
