//! Pixels that come without a TIFF around them, as other formats hold them.

use std::io::Cursor;

use super::container::{Container, Value};
use super::directory::tag;
use super::{TiffError, TiffReader};
use crate::raster::PageImage;

/// What a page of one strip would say of its pixels, in TIFF's numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::formats) struct Bare {
    pub(in crate::formats) width: u32,
    pub(in crate::formats) height: u32,
    pub(in crate::formats) compression: u16,
    pub(in crate::formats) photometric: u16,
    pub(in crate::formats) bits: u16,
    pub(in crate::formats) samples: u16,
    /// Red, green and blue of each entry; those that are missing are white.
    pub(in crate::formats) palette: Vec<[u8; 3]>,
    /// Of a Group 3 fax.
    pub(in crate::formats) two_dimensional: bool,
}

impl Default for Bare {
    fn default() -> Self {
        let palette = Vec::new();
        Self {
            width: 0,
            height: 0,
            compression: 1,
            photometric: 0,
            bits: 1,
            samples: 1,
            palette,
            two_dimensional: false,
        }
    }
}

/// Decodes such pixels; takes them, since a copy of a large page counts.
pub(in crate::formats) fn decode_bare(bare: &Bare, data: Vec<u8>) -> Result<PageImage, TiffError> {
    let mut tags = vec![
        (tag::WIDTH, Value::Long(vec![bare.width])),
        (tag::HEIGHT, Value::Long(vec![bare.height])),
        (tag::BITS_PER_SAMPLE, Value::Short(vec![bare.bits; usize::from(bare.samples)])),
        (tag::COMPRESSION, Value::Short(vec![bare.compression])),
        (tag::PHOTOMETRIC, Value::Short(vec![bare.photometric])),
        (tag::SAMPLES_PER_PIXEL, Value::Short(vec![bare.samples])),
        (tag::ROWS_PER_STRIP, Value::Long(vec![bare.height])),
        (tag::T4_OPTIONS, Value::Long(vec![u32::from(bare.two_dimensional)])),
    ];
    if bare.photometric == 3 {
        let entries = 1 << bare.bits.min(8);
        let level = |channel: usize| {
            let filled = bare.palette.iter().copied().chain(std::iter::repeat([255; 3]));
            filled.take(entries).map(move |entry| u16::from(entry[channel]) * 257)
        };
        tags.push((tag::COLOR_MAP, Value::Short(level(0).chain(level(1)).chain(level(2)).collect())));
    }
    let mut file = Container::new();
    file.page(tags, &[&data]);
    drop(data);
    TiffReader::open(Cursor::new(file.finish()))?.page(0)
}
