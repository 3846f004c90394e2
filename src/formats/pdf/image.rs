//! An image of a PDF to shades of gray: its pixels are handed to the TIFF reader as a page of one strip, or to the
//! JPEG reader.

use std::io::{Read, Seek};

use super::PdfError;
use super::content::{Data, Placed};
use super::file::Source;
use super::filters::{self, Step};
use super::syntax::{Dict, Object};
use crate::formats::tiff::{Bare, TiffError, decode_bare};
use crate::formats::{check_size, picture};
use crate::raster::{Gray, PageImage};

/// No image has more bytes of plain pixels.
const MOST_PLAIN: usize = 64 << 20;

/// A decoded image.
pub(super) struct Image {
    pub(super) page: PageImage,
    /// How much of each pixel covers what is below, 255 for all; `None` for an image that covers everything.
    pub(super) cover: Option<Gray>,
}

/// What the samples of an image mean.
enum Colors {
    /// One sample: 0 is black, or the other way round.
    Gray {
        inverted: bool,
    },
    Rgb,
    Cmyk,
    Palette(Vec<[u8; 3]>),
}

/// The size of an image as it says itself.
pub(super) fn size(placed: &Placed) -> (u32, u32) {
    let side = |key: &[u8]| placed.dict.number(key).filter(|side| *side >= 0.0).map_or(0, |side| side as u32);
    (side(b"Width"), side(b"Height"))
}

/// Decodes an image, and the mask that belongs to it.
pub(super) fn decode<R: Read + Seek>(
    source: &mut Source<'_, R>,
    placed: &Placed,
    color_spaces: &Object,
) -> Result<Image, PdfError> {
    let page = pixels(source, placed, color_spaces)?;
    if is_mask(&placed.dict) {
        // A mask paints where its samples are 0.
        let mut cover = page.gray.clone();
        cover.pixels_mut().iter_mut().for_each(|shade| *shade = 255 - *shade);
        let (width, height) = (page.gray.width(), page.gray.height());
        let gray = Gray::new(width, height, placed.fill);
        return Ok(Image { page: PageImage { gray, ..page }, cover: Some(cover) });
    }
    let cover = match (mask(source, placed, b"SMask")?, mask(source, placed, b"Mask")?) {
        (Some(soft), _) => Some(pixels(source, &soft, color_spaces)?.gray),
        (None, Some(stencil)) => {
            let mut cover = pixels(source, &stencil, color_spaces)?.gray;
            cover.pixels_mut().iter_mut().for_each(|shade| *shade = 255 - *shade);
            Some(cover)
        }
        (None, None) => None,
    };
    let cover = cover.filter(|cover| cover.pixels().iter().any(|shade| *shade != 255));
    Ok(Image { page, cover })
}

pub(super) fn is_mask(dict: &Dict) -> bool {
    dict.get(b"ImageMask") == Some(&Object::Bool(true))
}

fn mask<R: Read + Seek>(source: &mut Source<'_, R>, placed: &Placed, key: &[u8]) -> Result<Option<Placed>, PdfError> {
    match source.get(&placed.dict, key)? {
        Object::Stream(dict, offset) => Ok(Some(Placed { dict, data: Data::File(offset), ..placed.clone() })),
        _ => Ok(None),
    }
}

fn pixels<R: Read + Seek>(
    source: &mut Source<'_, R>,
    placed: &Placed,
    color_spaces: &Object,
) -> Result<PageImage, PdfError> {
    let dict = &placed.dict;
    let (width, height) = size(placed);
    check_size(width, height).map_err(PdfError::TooLarge)?;
    let steps = filters::steps(source, dict)?;
    let data = match &placed.data {
        Data::File(offset) => source.packed(dict, *offset)?,
        Data::Inline(bytes) => bytes.clone(),
    };
    let inverted = {
        let decode = source.get(dict, b"Decode")?;
        matches!(decode.array(), [Object::Number(first), Object::Number(second), ..] if first > second)
    };
    let (last, before) = match steps.split_last() {
        Some((last, before)) => (Some(last), before),
        None => (None, &steps[..]),
    };
    match last.map(|last| (last, last.name.as_slice())) {
        Some((_, b"DCTDecode")) => {
            let data = filters::unpack(data, before, MOST_PLAIN)?;
            jpeg(&data, inverted)
        }
        Some((last, b"CCITTFaxDecode")) => {
            let data = filters::unpack(data, before, MOST_PLAIN)?;
            fax(data, last, (width, height), inverted)
        }
        Some((_, name @ (b"JBIG2Decode" | b"JPXDecode"))) => {
            let name = if name == b"JPXDecode" { "JPEG 2000" } else { "JBIG2" };
            Err(PdfError::Unsupported(format!("{name} images; scan to Group 4 or JPEG")))
        }
        _ => plain(source, dict, data, &steps, color_spaces, inverted),
    }
}

fn fax(data: Vec<u8>, step: &Step, (width, height): (u32, u32), inverted: bool) -> Result<PageImage, PdfError> {
    let parameters = &step.parameters;
    let (compression, two_dimensional) = match (parameters.k, parameters.byte_aligned) {
        (..0, false) => (4, false),
        (0, true) => (2, false),
        (0.., false) => (3, parameters.k > 0),
        _ => return Err(PdfError::Unsupported("fax rows on byte boundaries; scan to plain Group 4".to_owned())),
    };
    let columns = parameters.columns.unwrap_or(1_728);
    let height = if height == 0 { parameters.rows } else { height };
    let white_is_zero = parameters.black_is_one == inverted;
    let photometric = if white_is_zero { 0 } else { 1 };
    let bare = Bare { width: columns, height, compression, photometric, two_dimensional, ..Bare::default() };
    let mut page = decode_bare(&bare, data).map_err(of_tiff)?;
    if page.gray.width() > width {
        page.gray = page.gray.crop(crate::model::Rect::new(0, 0, width, page.gray.height()));
    }
    Ok(page)
}

fn jpeg(data: &[u8], inverted: bool) -> Result<PageImage, PdfError> {
    let mut page = picture::read(&without_exif(data)).map_err(PdfError::Malformed)?;
    if inverted {
        page.gray.pixels_mut().iter_mut().for_each(|shade| *shade = 255 - *shade);
    }
    Ok(page)
}

/// The page says how it is turned; what the camera said counts no more.
fn without_exif(data: &[u8]) -> Vec<u8> {
    let mut kept = data.get(..2).unwrap_or_default().to_vec();
    let mut rest = data.get(2..).unwrap_or_default();
    while let [0xff, marker, high, low, ..] = *rest
        && (0xc0..=0xfe).contains(&marker)
        && marker != 0xda
    {
        let length = 2 + usize::from(u16::from_be_bytes([high, low]));
        let (segment, after) = rest.split_at(length.min(rest.len()));
        if marker != 0xe1 {
            kept.extend_from_slice(segment);
        }
        rest = after;
    }
    kept.extend_from_slice(rest);
    kept
}

/// Pixels that are packed like any other bytes.
fn plain<R: Read + Seek>(
    source: &mut Source<'_, R>,
    dict: &Dict,
    data: Vec<u8>,
    steps: &[Step],
    color_spaces: &Object,
    inverted: bool,
) -> Result<PageImage, PdfError> {
    let number = |key: &[u8]| dict.number(key).filter(|side| *side >= 0.0).map_or(0, |number| number as u32);
    let (width, height) = (number(b"Width"), number(b"Height"));
    let mask = is_mask(dict);
    let bits = if mask { 1 } else { number(b"BitsPerComponent").max(1) };
    let colors = match mask {
        true => Colors::Gray { inverted: false },
        false => {
            let space = source.get(dict, b"ColorSpace")?;
            colors(source, &space, color_spaces, 0)?
        }
    };
    let samples: u32 = match colors {
        Colors::Rgb => 3,
        Colors::Cmyk => 4,
        Colors::Gray { .. } | Colors::Palette(_) => 1,
    };
    let row_bytes = (u64::from(width) * u64::from(samples) * u64::from(bits)).div_ceil(8);
    let whole = usize::try_from(row_bytes * u64::from(height)).unwrap_or(usize::MAX);
    if whole > MOST_PLAIN {
        return Err(PdfError::TooLarge(format!("an image of {whole} bytes; scan in gray or black and white")));
    }
    // What is behind the last row is of no use.
    let mut data = filters::unpack(data, steps, whole.saturating_add(1 << 20))?;
    data.truncate(whole);
    let (photometric, palette) = match colors {
        Colors::Gray { inverted: other } => (u16::from(inverted == other), Vec::new()),
        Colors::Rgb => (2, Vec::new()),
        Colors::Cmyk => (5, Vec::new()),
        Colors::Palette(palette) => (3, palette),
    };
    if inverted && samples > 1 {
        return Err(PdfError::Unsupported("colours the wrong way round".to_owned()));
    }
    let (bits, samples) = (bits as u16, samples as u16);
    let bare = Bare { width, height, compression: 1, photometric, bits, samples, palette, two_dimensional: false };
    decode_bare(&bare, data).map_err(of_tiff)
}

fn colors<R: Read + Seek>(
    source: &mut Source<'_, R>,
    space: &Object,
    named: &Object,
    depth: usize,
) -> Result<Colors, PdfError> {
    let unsupported = |name: &[u8]| PdfError::Unsupported(format!("colours as {}", String::from_utf8_lossy(name)));
    let items = space.array();
    let name = space.name().or_else(|| items.first().and_then(Object::name)).unwrap_or_default();
    let second = items.get(1).map_or(Ok(Object::Null), |item| source.resolve(item))?;
    match name {
        _ if depth > 4 => Err(unsupported(name)),
        b"DeviceGray" | b"CalGray" | b"G" | b"" => Ok(Colors::Gray { inverted: false }),
        b"DeviceRGB" | b"CalRGB" | b"RGB" => Ok(Colors::Rgb),
        b"DeviceCMYK" | b"CMYK" => Ok(Colors::Cmyk),
        b"ICCBased" => match second.dict().and_then(|dict| dict.number(b"N")) {
            Some(3.0) => Ok(Colors::Rgb),
            Some(4.0) => Ok(Colors::Cmyk),
            _ => Ok(Colors::Gray { inverted: false }),
        },
        // One printing ink: more of it is darker.
        b"Separation" => Ok(Colors::Gray { inverted: true }),
        b"Indexed" | b"I" => {
            let base = colors(source, &second, named, depth + 1)?;
            let table = items.get(3).map_or(Ok(Object::Null), |item| source.resolve(item))?;
            let table = match &table {
                Object::Text(bytes) => bytes.clone(),
                stream => source.unpacked(stream, 1 << 12)?,
            };
            palette(&base, &table).ok_or_else(|| unsupported(name))
        }
        _ => {
            let other = named.dict().map_or(Ok(Object::Null), |dict| source.get(dict, name))?;
            if other == Object::Null { Err(unsupported(name)) } else { colors(source, &other, named, depth + 1) }
        }
    }
}

fn palette(base: &Colors, table: &[u8]) -> Option<Colors> {
    let entries = match base {
        Colors::Gray { .. } => table.iter().map(|shade| [*shade; 3]).collect(),
        Colors::Rgb => table.as_chunks::<3>().0.to_vec(),
        Colors::Cmyk | Colors::Palette(_) => return None,
    };
    Some(Colors::Palette(entries))
}

fn of_tiff(error: TiffError) -> PdfError {
    match error {
        TiffError::Io(error) => PdfError::Io(error),
        TiffError::Unsupported(what) => PdfError::Unsupported(what),
        TiffError::TooLarge(what) => PdfError::TooLarge(what),
        TiffError::Malformed(_) | TiffError::NoPage { .. } => {
            PdfError::malformed("none of the rows of an image can be decoded")
        }
    }
}
