//! What a page's directory says about its pixels, with every known oddity of real files set right.

use std::io::{Read, Seek};

use super::TiffError;
use super::directory::{Directory, Order, Source, tag};
use crate::formats::{believable, check_size};

/// Plain rows are read so many bytes at a time.
const SHORT_STRIP: u64 = 1 << 20;

/// How the rows of a strip or tile are packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Packing {
    Stored,
    /// Modified Huffman runs, every row on a byte boundary.
    FaxRuns,
    Fax3 {
        two_dimensional: bool,
    },
    Fax4,
    Lzw,
    Deflate,
    PackBits,
    Jpeg {
        tables: Vec<u8>,
    },
}

/// What the samples of a pixel mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ink {
    WhiteIsZero,
    BlackIsZero,
    Rgb,
    /// The shade of every palette entry.
    Palette(Vec<u8>),
    Cmyk,
    /// Brightness first, colour after it.
    YCbCr,
}

/// Where the bytes of one strip or tile are; a length of zero means unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) offset: u64,
    pub(super) length: u64,
}

/// Everything needed to decode a page.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) order: Order,
    pub(super) bits: u32,
    pub(super) samples: u32,
    pub(super) packing: Packing,
    pub(super) ink: Ink,
    /// The lowest bit of a byte is the leftmost pixel.
    pub(super) reversed: bool,
    /// Samples are differences from the pixel before.
    pub(super) predicted: bool,
    pub(super) tiled: bool,
    pub(super) chunk_width: u32,
    pub(super) chunk_rows: u32,
    pub(super) chunks: Vec<Chunk>,
    pub(super) orientation: u32,
    /// Dots per inch across and down, as far as believable.
    pub(super) resolution: Option<(u32, u32)>,
}

impl Layout {
    /// Reads and checks a directory.
    pub(super) fn of<R: Read + Seek>(directory: &Directory, source: &mut Source<R>) -> Result<Self, TiffError> {
        let mut number = |tag| directory.number(source, tag);
        let width = number(tag::WIDTH)?.unwrap_or(0);
        let height = number(tag::HEIGHT)?.unwrap_or(0);
        check_size(width, height).map_err(TiffError::TooLarge)?;
        if number(tag::PLANAR)? == Some(2) && number(tag::SAMPLES_PER_PIXEL)?.unwrap_or(1) > 1 {
            return Err(TiffError::unsupported("colours in separate planes"));
        }
        if !matches!(number(tag::SAMPLE_FORMAT)?, None | Some(1 | 4)) {
            return Err(TiffError::unsupported("samples that are not whole positive numbers"));
        }
        let reversed = number(tag::FILL_ORDER)? == Some(2);
        let orientation = number(tag::ORIENTATION)?.unwrap_or(1);
        let packing = packing(directory, source)?;
        let (bits, samples) = samples(directory, source, &packing)?;
        let predicted = predicted(directory, source, &packing, bits)?;
        let ink = ink(directory, source, &packing, bits, samples)?;
        let tiled = directory.has(tag::TILE_OFFSETS);
        let (chunk_width, chunk_rows, chunks) =
            if tiled { tiles(directory, source)? } else { strips(directory, source, width, height)? };
        let resolution = resolution(directory, source)?;
        let layout = Self {
            width,
            height,
            order: source.order,
            bits,
            samples,
            packing,
            ink,
            reversed,
            predicted,
            tiled,
            chunk_width,
            chunk_rows,
            chunks,
            orientation,
            resolution,
        };
        Ok(layout.in_short_strips())
    }

    /// Strips of plain rows cut into short ones, so that few rows are in memory before they are pixels.
    fn in_short_strips(mut self) -> Self {
        let row = self.row_bytes() as u64;
        let rows = (SHORT_STRIP / row.max(1)).clamp(1, u64::from(self.chunk_rows.max(1)));
        let [chunk] = self.chunks[..] else { return self };
        if self.packing != Packing::Stored || self.tiled || chunk.length == 0 || self.chunk_rows < self.height {
            return self;
        }
        let starts = (0..u64::from(self.height)).step_by(rows as usize).map(|y| y * row);
        let short = starts.map(|start| Chunk {
            offset: chunk.offset + start,
            // Nothing is left of a strip that ends before: its length must not be zero, which means unknown.
            length: chunk.length.saturating_sub(start).clamp(1, rows * row),
        });
        self.chunks = short.collect();
        self.chunk_rows = rows as u32;
        self
    }

    /// Bytes of one unpacked row of a strip or tile.
    pub(super) fn row_bytes(&self) -> usize {
        (self.chunk_width as usize * self.samples as usize * self.bits as usize).div_ceil(8)
    }

    /// Whether pixels are either ink or paper.
    pub(super) fn is_bitonal(&self) -> bool {
        self.bits == 1 && self.samples == 1
    }
}

fn packing<R: Read + Seek>(directory: &Directory, source: &mut Source<R>) -> Result<Packing, TiffError> {
    Ok(match directory.number(source, tag::COMPRESSION)?.unwrap_or(1) {
        1 => Packing::Stored,
        2 => Packing::FaxRuns,
        3 => Packing::Fax3 { two_dimensional: directory.number(source, tag::T4_OPTIONS)?.unwrap_or(0) & 1 == 1 },
        4 => Packing::Fax4,
        5 => Packing::Lzw,
        6 => return Err(TiffError::unsupported("old-style JPEG; save it with Group 4 or new JPEG compression")),
        7 => {
            let tables = directory.numbers(source, tag::JPEG_TABLES)?;
            Packing::Jpeg { tables: tables.into_iter().map(|byte| byte as u8).collect() }
        }
        8 | 32_946 => Packing::Deflate,
        32_773 => Packing::PackBits,
        other => return Err(TiffError::Unsupported(format!("compression {other}; save it with Group 4 compression"))),
    })
}

fn samples<R: Read + Seek>(
    directory: &Directory,
    source: &mut Source<R>,
    packing: &Packing,
) -> Result<(u32, u32), TiffError> {
    let all = directory.numbers(source, tag::BITS_PER_SAMPLE)?;
    let samples = directory.number(source, tag::SAMPLES_PER_PIXEL)?.unwrap_or(1);
    let bits = match packing {
        Packing::FaxRuns | Packing::Fax3 { .. } | Packing::Fax4 => return Ok((1, 1)),
        Packing::Jpeg { .. } => all.first().copied().unwrap_or(8),
        _ => all.first().copied().unwrap_or(1),
    };
    if all.iter().any(|other| *other != bits) {
        return Err(TiffError::unsupported("samples of different sizes"));
    }
    match (bits, samples) {
        (1 | 2 | 4 | 8 | 16, 1) | (8 | 16, 2..=5) if !matches!(packing, Packing::Jpeg { .. }) || bits == 8 => {
            Ok((bits, samples))
        }
        _ => Err(TiffError::Unsupported(format!("{samples} samples of {bits} bits"))),
    }
}

fn predicted<R: Read + Seek>(
    directory: &Directory,
    source: &mut Source<R>,
    packing: &Packing,
    bits: u32,
) -> Result<bool, TiffError> {
    if !matches!(packing, Packing::Lzw | Packing::Deflate) {
        return Ok(false);
    }
    match directory.number(source, tag::PREDICTOR)?.unwrap_or(1) {
        1 => Ok(false),
        2 if bits >= 8 => Ok(true),
        other => Err(TiffError::Unsupported(format!("predictor {other} with {bits} bits"))),
    }
}

fn ink<R: Read + Seek>(
    directory: &Directory,
    source: &mut Source<R>,
    packing: &Packing,
    bits: u32,
    samples: u32,
) -> Result<Ink, TiffError> {
    let assumed = match (bits, samples) {
        (1, _) => 0,
        (_, 3..) => 2,
        _ => 1,
    };
    let said = directory.number(source, tag::PHOTOMETRIC)?.unwrap_or(assumed);
    match (said, samples) {
        (0, 1 | 2) => Ok(Ink::WhiteIsZero),
        (1 | 4, 1 | 2) => Ok(Ink::BlackIsZero),
        (2, 3..) => Ok(Ink::Rgb),
        (3, 1) if bits <= 8 => Ok(Ink::Palette(palette(&directory.numbers(source, tag::COLOR_MAP)?, bits)?)),
        (5, 4..) if bits == 8 => Ok(Ink::Cmyk),
        (6, 1) => Ok(Ink::BlackIsZero),
        (6, 3..) if matches!(packing, Packing::Jpeg { .. }) => Ok(Ink::YCbCr),
        _ => Err(TiffError::Unsupported(format!("photometric interpretation {said} with {samples} samples"))),
    }
}

fn palette(map: &[u32], bits: u32) -> Result<Vec<u8>, TiffError> {
    let entries = 1 << bits;
    if map.len() < 3 * entries {
        return Err(TiffError::malformed("its palette is incomplete"));
    }
    // Some writers fill the 16-bit palette with 8-bit values.
    let scale = if map.iter().any(|value| *value > 255) { 256 } else { 1 };
    let level = |at: usize| (map[at] / scale).min(255) as u8;
    Ok((0..entries).map(|at| super::shade::luma(level(at), level(entries + at), level(2 * entries + at))).collect())
}

/// Strip width, rows and places. A missing, zero or too large number of rows means one strip, or equal ones.
fn strips<R: Read + Seek>(
    directory: &Directory,
    source: &mut Source<R>,
    width: u32,
    height: u32,
) -> Result<(u32, u32, Vec<Chunk>), TiffError> {
    let chunks = chunks(directory, source, tag::STRIP_OFFSETS, tag::STRIP_BYTE_COUNTS)?;
    let said = directory.number(source, tag::ROWS_PER_STRIP)?.unwrap_or(0);
    let rows = match said {
        0 => height.div_ceil(chunks.len() as u32),
        rows => rows.min(height),
    };
    Ok((width, rows, chunks))
}

fn tiles<R: Read + Seek>(directory: &Directory, source: &mut Source<R>) -> Result<(u32, u32, Vec<Chunk>), TiffError> {
    let width = directory.number(source, tag::TILE_WIDTH)?.unwrap_or(0);
    let height = directory.number(source, tag::TILE_HEIGHT)?.unwrap_or(0);
    check_size(width, height).map_err(TiffError::TooLarge)?;
    Ok((width, height, chunks(directory, source, tag::TILE_OFFSETS, tag::TILE_BYTE_COUNTS)?))
}

fn chunks<R: Read + Seek>(
    directory: &Directory,
    source: &mut Source<R>,
    offsets: u16,
    lengths: u16,
) -> Result<Vec<Chunk>, TiffError> {
    let offsets = directory.numbers(source, offsets)?;
    let lengths = directory.numbers(source, lengths)?;
    if offsets.is_empty() {
        return Err(TiffError::malformed("it does not say where its pixels are"));
    }
    let chunk = |(at, offset): (usize, &u32)| Chunk {
        offset: u64::from(*offset),
        length: lengths.get(at).copied().unwrap_or(0).into(),
    };
    Ok(offsets.iter().enumerate().map(chunk).collect())
}

fn resolution<R: Read + Seek>(directory: &Directory, source: &mut Source<R>) -> Result<Option<(u32, u32)>, TiffError> {
    let inches = match directory.number(source, tag::RESOLUTION_UNIT)?.unwrap_or(2) {
        2 => 1.0,
        3 => 2.54,
        _ => return Ok(None),
    };
    let mut dots = |tag| -> Result<Option<u32>, TiffError> {
        Ok(match directory.numbers(source, tag)?.as_slice() {
            [number, parts, ..] if *parts > 0 => believable(f64::from(*number) / f64::from(*parts) * inches),
            _ => None,
        })
    };
    let (across, down) = (dots(tag::X_RESOLUTION)?, dots(tag::Y_RESOLUTION)?);
    Ok(across.or(down).map(|either| (across.unwrap_or(either), down.unwrap_or(either))))
}
