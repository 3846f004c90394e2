//! Fax compression: modified Huffman, Group 3 and Group 4.

use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};

use super::layout::Packing;

/// What became of a strip or tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outcome {
    /// How many rows, from the top, were decoded.
    pub(super) rows: u32,
    /// Whether the data itself says that the image ends there.
    pub(super) ended: bool,
}

/// Decodes up to `rows` rows of `width` pixels and hands out each with ink as `ink` and the rest as its opposite;
/// stops at the first row that breaks a rule of the code.
pub(super) fn decode(
    packing: &Packing,
    data: &[u8],
    width: u32,
    rows: u32,
    ink: u8,
    put: &mut dyn FnMut(&[u8]),
) -> Outcome {
    let encoding = match packing {
        Packing::Fax4 => EncodingMode::Group4,
        Packing::Fax3 { two_dimensional: true } => EncodingMode::Group3_2D,
        _ => EncodingMode::Group3_1D,
    };
    let data = if *packing == Packing::Fax4 { &data[..first_gap(data)] } else { data };
    let settings = DecodeSettings {
        columns: width,
        rows,
        end_of_block: *packing != Packing::FaxRuns,
        end_of_line: false,
        rows_are_byte_aligned: *packing == Packing::FaxRuns,
        encoding,
        strict: true,
    };
    let mut rows = Rows { line: vec![0; width as usize], ink, left: rows, done: 0, put };
    if rows.left == 0 || data.is_empty() {
        return Outcome { rows: 0, ended: false };
    }
    let result = hayro_ccitt::decode(data, &mut rows, &mut DecoderContext::new(settings));
    let read = result.ok().and_then(|read| data.get(..read));
    Outcome { rows: rows.done, ended: read.is_some_and(|data| ends_with_mark(data, packing)) }
}

struct Rows<'a> {
    line: Vec<u8>,
    ink: u8,
    left: u32,
    done: u32,
    put: &'a mut dyn FnMut(&[u8]),
}

impl Decoder for Rows<'_> {
    fn push_row(&mut self, changes: &[u32]) {
        if self.done == self.left {
            return;
        }
        self.line.fill(!self.ink);
        for run in changes.chunks(2) {
            let start = run[0] as usize;
            let end = run.get(1).map_or(self.line.len(), |end| *end as usize);
            if let Some(run) = self.line.get_mut(start..end) {
                run.fill(self.ink);
            }
        }
        self.done += 1;
        (self.put)(&self.line);
    }
}

/// Where two zero bytes stand in a row. No Group 4 code makes sixteen zero bits, so from there on data was lost (or
/// it is padding after the end); a decoder would take them for fill and go on with garbage.
fn first_gap(data: &[u8]) -> usize {
    data.windows(2).position(|pair| pair == [0, 0]).unwrap_or(data.len())
}

/// Whether the data ends with two end-of-line marks in a row, padded to a whole byte: the end of a Group 4 image, and
/// of the six that end a Group 3 one.
fn ends_with_mark(data: &[u8], packing: &Packing) -> bool {
    let (mark, length) = match packing {
        Packing::Fax4 | Packing::Fax3 { two_dimensional: false } => (0x00_1001, 24),
        Packing::Fax3 { two_dimensional: true } => (0x00_6003, 26),
        _ => return false,
    };
    let start = data.len().saturating_sub(8);
    let last = data[start..].iter().fold(0, |last, byte| last << 8 | u64::from(*byte));
    (0..8).any(|padding| last >> padding & ((1 << length) - 1) == mark && last.trailing_zeros() >= padding)
}
