//! All other compressions: the bytes of a strip or tile to whole unpacked rows.

use std::io::Cursor;

use tiff::decoder::{Decoder, Limits};

use super::container::{Container, Value};
use super::directory::tag;
use super::layout::{Layout, Packing};
use crate::formats::picture;

/// As many whole rows, from the top, as can be had.
pub(super) fn unpack(layout: &Layout, data: &[u8], rows: u32) -> Vec<u8> {
    let row_bytes = layout.row_bytes();
    let mut bytes = match &layout.packing {
        Packing::Stored => data[..data.len().min(rows as usize * row_bytes)].to_vec(),
        Packing::PackBits => pack_bits(data, rows as usize * row_bytes),
        Packing::Lzw => stream(5, data, row_bytes, rows),
        Packing::Deflate => stream(8, data, row_bytes, rows),
        Packing::Jpeg { tables } => jpeg(layout, tables, data, rows),
        Packing::FaxRuns | Packing::Fax3 { .. } | Packing::Fax4 => Vec::new(),
    };
    bytes.truncate(bytes.len() / row_bytes * row_bytes);
    if layout.predicted {
        bytes.chunks_exact_mut(row_bytes).for_each(|row| super::shade::undo_differences(layout, row));
    }
    bytes
}

/// PackBits: a count, then that many bytes as they are, or one byte to repeat.
fn pack_bits(data: &[u8], most: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = data;
    while let [head, tail @ ..] = rest
        && out.len() < most
    {
        let count = usize::from(*head);
        rest = match (count, tail) {
            (0..=127, _) => {
                let (bytes, after) = tail.split_at(tail.len().min(count + 1));
                out.extend_from_slice(bytes);
                after
            }
            (129.., [byte, after @ ..]) => {
                out.resize(out.len() + 257 - count, *byte);
                after
            }
            _ => tail,
        };
    }
    out.truncate(most);
    out
}

/// Neither LZW nor Deflate packs tighter than this.
const TIGHTEST: usize = 1_500;

/// LZW and Deflate, by giving the bytes to the `tiff` crate as if they were a gray image of their own: it then need
/// not understand the page. Damaged data yield nothing there, so the most rows that do decode are searched for.
fn stream(compression: u16, data: &[u8], row_bytes: usize, rows: u32) -> Vec<u8> {
    let most = u32::try_from(data.len().saturating_mul(TIGHTEST) / row_bytes + 1).unwrap_or(u32::MAX);
    let rows = rows.min(most);
    let attempt = |rows: u32| {
        let tags = vec![(tag::COMPRESSION, Value::Short(vec![compression]))];
        dressed(tags, 1, data, row_bytes, rows)
    };
    if let Some(all) = attempt(rows) {
        return all;
    }
    let (mut good, mut bad, mut best) = (0, rows, Vec::new());
    while good + 1 < bad {
        let middle = good + (bad - good) / 2;
        match attempt(middle) {
            Some(bytes) => (good, best) = (middle, bytes),
            None => bad = middle,
        }
    }
    best
}

/// A JPEG strip; it comes whole or not at all.
fn jpeg(layout: &Layout, tables: &[u8], data: &[u8], rows: u32) -> Vec<u8> {
    let Some((width, height, samples)) = picture::jpeg_size(data) else { return Vec::new() };
    let fits = u32::from(width) == layout.chunk_width && u32::from(samples) == layout.samples;
    let rows = rows.min(u32::from(height));
    let larger = u32::from(height) > layout.chunk_rows.next_multiple_of(16);
    if !fits || larger || !picture::jpeg_is_whole(data) {
        return Vec::new();
    }
    let mut tags = vec![(tag::COMPRESSION, Value::Short(vec![7]))];
    if tables.len() >= 4 {
        tags.push((tag::JPEG_TABLES, Value::Bytes(tables.to_vec())));
    }
    dressed(tags, layout.samples as u16, data, layout.chunk_width as usize, rows).unwrap_or_default()
}

/// Has the `tiff` crate decode `data` as the only strip of a `width` x `rows` image of `samples` eight-bit samples.
fn dressed(mut tags: Vec<(u16, Value)>, samples: u16, data: &[u8], width: usize, rows: u32) -> Option<Vec<u8>> {
    if rows == 0 {
        return None;
    }
    tags.extend([
        (tag::WIDTH, Value::Long(vec![u32::try_from(width).ok()?])),
        (tag::HEIGHT, Value::Long(vec![rows])),
        (tag::BITS_PER_SAMPLE, Value::Short(vec![8; usize::from(samples)])),
        (tag::SAMPLES_PER_PIXEL, Value::Short(vec![samples])),
        (tag::PHOTOMETRIC, Value::Short(vec![1])),
        (tag::ROWS_PER_STRIP, Value::Long(vec![rows])),
        (tag::STRIP_BYTE_COUNTS, Value::Long(vec![data.len() as u32])),
    ]);
    // The data come last, so that a decoder that runs over their end finds nothing.
    let header_at = |offset: usize| {
        let mut file = Container::new();
        file.page([tags.as_slice(), &[(tag::STRIP_OFFSETS, Value::Long(vec![offset as u32]))]].concat(), &[]);
        file.finish()
    };
    let mut file = header_at(header_at(0).len());
    file.extend_from_slice(data);
    let mut decoder = Decoder::new(Cursor::new(file)).ok()?.with_limits(Limits::unlimited());
    let mut bytes = vec![0; width * usize::from(samples) * rows as usize];
    decoder.read_chunk_bytes(0, &mut bytes).ok()?;
    Some(bytes)
}
