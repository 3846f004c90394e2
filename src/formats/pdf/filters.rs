//! Packed streams to bytes (ISO 32000, 7.4), never more of them than asked for.

use std::io::{Read, Seek};

use flate2::read::{DeflateDecoder, ZlibDecoder};
use weezl::BitOrder;
use weezl::decode::Decoder;

use super::PdfError;
use super::file::Source;
use super::syntax::{Dict, Object, from_hex, is_space};

/// Nobody packs a stream more often.
const MOST_STEPS: usize = 8;

/// One way of packing, with its parameters resolved.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    /// Its name, never abbreviated.
    pub(super) name: Vec<u8>,
    pub(super) parameters: Parameters,
}

/// The parameters of all filters, in one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parameters {
    pub(super) predictor: u32,
    pub(super) colors: u32,
    pub(super) bits: u32,
    pub(super) columns: Option<u32>,
    pub(super) early_change: bool,
    /// Of a fax: below zero for Group 4, zero for Group 3 in one dimension, above for two.
    pub(super) k: i32,
    pub(super) rows: u32,
    pub(super) black_is_one: bool,
    pub(super) byte_aligned: bool,
}

/// The ways in which a stream is packed, the outermost first.
pub(super) fn steps<R: Read + Seek>(source: &mut Source<'_, R>, dict: &Dict) -> Result<Vec<Step>, PdfError> {
    let either = |long: &[u8], short: &[u8]| dict.get(long).or_else(|| dict.get(short)).cloned().unwrap_or_default();
    let listed = |object: Object| match object {
        Object::Array(items) => items,
        Object::Null => Vec::new(),
        single => vec![single],
    };
    let filters = source.resolve(&either(b"Filter", b"F"))?;
    let parameters = source.resolve(&either(b"DecodeParms", b"DP"))?;
    let (filters, parameters) = (listed(filters), listed(parameters));
    if filters.len() > MOST_STEPS {
        return Err(PdfError::malformed("a stream is packed too often"));
    }
    let mut steps = Vec::new();
    for (at, filter) in filters.iter().enumerate() {
        let name = source.resolve(filter)?.name().map(full_name).unwrap_or_default();
        let values = source.resolved(parameters.get(at).unwrap_or(&Object::Null))?;
        let number = |key: &[u8]| values.get(key).and_then(Object::number);
        let flag = |key: &[u8]| values.get(key) == Some(&Object::Bool(true));
        let whole = |key: &[u8], usual: u32| number(key).map_or(usual, |number| number as u32);
        let parameters = Parameters {
            predictor: whole(b"Predictor", 1),
            colors: whole(b"Colors", 1).clamp(1, 32),
            bits: whole(b"BitsPerComponent", 8).clamp(1, 16),
            columns: number(b"Columns").map(|columns| columns as u32),
            early_change: whole(b"EarlyChange", 1) == 1,
            k: number(b"K").map_or(0, |k| k as i32),
            rows: whole(b"Rows", 0),
            black_is_one: flag(b"BlackIs1"),
            byte_aligned: flag(b"EncodedByteAlign"),
        };
        steps.push(Step { name, parameters });
    }
    Ok(steps)
}

fn full_name(name: &[u8]) -> Vec<u8> {
    let full: &[u8] = match name {
        b"AHx" => b"ASCIIHexDecode",
        b"A85" => b"ASCII85Decode",
        b"LZW" => b"LZWDecode",
        b"Fl" => b"FlateDecode",
        b"RL" => b"RunLengthDecode",
        b"CCF" => b"CCITTFaxDecode",
        b"DCT" => b"DCTDecode",
        other => other,
    };
    full.to_vec()
}

/// Unpacks step by step. What is damaged or cut short gives the bytes before; more than `most` are an error.
pub(super) fn unpack(data: Vec<u8>, steps: &[Step], most: usize) -> Result<Vec<u8>, PdfError> {
    steps.iter().try_fold(data, |data, step| one(&data, step, most))
}

fn one(data: &[u8], step: &Step, most: usize) -> Result<Vec<u8>, PdfError> {
    // The tags of predictors come on top of the rows.
    let limit = most.saturating_add(most / 8);
    let bytes = match step.name.as_slice() {
        b"FlateDecode" => flate(data, limit),
        b"LZWDecode" => lzw(data, step.parameters.early_change, limit),
        b"RunLengthDecode" => runs(data, limit),
        b"ASCII85Decode" => base_85(data),
        b"ASCIIHexDecode" => from_hex(data.split(|byte| *byte == b'>').next().unwrap_or_default()),
        other => {
            let name = String::from_utf8_lossy(other);
            return Err(PdfError::Unsupported(format!("streams packed as {name}")));
        }
    };
    if bytes.len() > limit {
        return Err(PdfError::TooLarge("a stream unpacks to more than any scan".to_owned()));
    }
    match step.parameters.predictor {
        0 | 1 => Ok(bytes),
        predictor => undo_prediction(bytes, predictor, &step.parameters),
    }
}

fn flate(data: &[u8], limit: usize) -> Vec<u8> {
    let all = |reader: &mut dyn Read| {
        let mut bytes = Vec::new();
        // What came before damage is kept.
        reader.take(limit as u64 + 1).read_to_end(&mut bytes).ok();
        bytes
    };
    let bytes = all(&mut ZlibDecoder::new(data));
    if bytes.is_empty() { all(&mut DeflateDecoder::new(data)) } else { bytes }
}

fn lzw(data: &[u8], early_change: bool, limit: usize) -> Vec<u8> {
    let mut decoder = match early_change {
        true => Decoder::with_tiff_size_switch(BitOrder::Msb, 8),
        false => Decoder::new(BitOrder::Msb, 8),
    };
    let mut bytes = Vec::new();
    let mut piece = vec![0; 1 << 16];
    let mut rest = data;
    while bytes.len() <= limit {
        let result = decoder.decode_bytes(rest, &mut piece);
        bytes.extend_from_slice(&piece[..result.consumed_out]);
        rest = rest.get(result.consumed_in..).unwrap_or_default();
        let goes_on = matches!(result.status, Ok(weezl::LzwStatus::Ok)) && result.consumed_in + result.consumed_out > 0;
        if !goes_on {
            break;
        }
    }
    bytes
}

fn runs(data: &[u8], limit: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = data;
    while let [count, tail @ ..] = rest
        && bytes.len() <= limit
    {
        let count = usize::from(*count);
        rest = match (count, tail) {
            (0..=127, _) => {
                let (plain, after) = tail.split_at(tail.len().min(count + 1));
                bytes.extend_from_slice(plain);
                after
            }
            (129.., [byte, after @ ..]) => {
                bytes.resize(bytes.len() + 257 - count, *byte);
                after
            }
            _ => break,
        };
    }
    bytes
}

fn base_85(data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut group = Vec::with_capacity(5);
    for byte in data.iter().copied().filter(|byte| !is_space(*byte)) {
        match byte {
            b'z' if group.is_empty() => bytes.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            _ => break,
        }
        if group.len() == 5 {
            bytes.extend_from_slice(&from_85(&group));
            group.clear();
        }
    }
    if group.len() > 1 {
        let count = group.len() - 1;
        group.resize(5, 84);
        bytes.extend_from_slice(&from_85(&group)[..count]);
    }
    bytes
}

fn from_85(digits: &[u8]) -> [u8; 4] {
    digits.iter().fold(0_u32, |sum, digit| sum.wrapping_mul(85).wrapping_add(u32::from(*digit))).to_be_bytes()
}

/// Undoes the differences between neighbours: TIFF's (2), or PNG's with its tag before each row (10 and more).
fn undo_prediction(mut bytes: Vec<u8>, predictor: u32, parameters: &Parameters) -> Result<Vec<u8>, PdfError> {
    let pixel_bits = (parameters.colors * parameters.bits) as usize;
    let columns = parameters.columns.unwrap_or(1).clamp(1, 1 << 20) as usize;
    let row = (columns * pixel_bits).div_ceil(8);
    let pixel = pixel_bits.div_ceil(8);
    if predictor == 2 {
        if parameters.bits != 8 {
            return Err(PdfError::Unsupported(format!("differences of {} bits", parameters.bits)));
        }
        for line in bytes.chunks_mut(row) {
            for at in pixel..line.len() {
                line[at] = line[at].wrapping_add(line[at - pixel]);
            }
        }
        return Ok(bytes);
    }
    let mut rows = Vec::with_capacity(bytes.len());
    let mut above = vec![0; row];
    for tagged in bytes.chunks(row + 1) {
        let [tag, packed @ ..] = tagged else { break };
        let mut line = packed.to_vec();
        for at in 0..line.len() {
            let left = if at >= pixel { line[at - pixel] } else { 0 };
            let corner = if at >= pixel { above[at - pixel] } else { 0 };
            line[at] = line[at].wrapping_add(match tag {
                1 => left,
                2 => above[at],
                3 => ((u16::from(left) + u16::from(above[at])) / 2) as u8,
                4 => paeth(left, above[at], corner),
                _ => 0,
            });
        }
        rows.extend_from_slice(&line);
        line.resize(row, 0);
        above = line;
    }
    Ok(rows)
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, above, corner].map(i16::from);
    let estimate = a + b - c;
    let distance = |value: i16| (estimate - value).abs();
    match (distance(a), distance(b), distance(c)) {
        (to_left, to_above, to_corner) if to_left <= to_above && to_left <= to_corner => left,
        (_, to_above, to_corner) if to_above <= to_corner => above,
        _ => corner,
    }
}
