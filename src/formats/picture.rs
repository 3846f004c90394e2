//! PNG and JPEG: single pages, decoded by the `image` crate within this program's limits.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder, PixelDensity};
use image::codecs::png::{PngDecoder, PngEncoder};
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageResult, LumaA, Pixel};

use super::{believable, check_memory, wait_if_large};
use crate::raster::{Gray, PageImage};

/// The first bytes of a PNG.
pub(super) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The first bytes of a JPEG.
pub(super) const JPEG: &[u8] = b"\xff\xd8\xff";

const METERS_PER_INCH: f64 = 0.0254;

/// Decodes a PNG or JPEG.
///
/// # Errors
/// When it is neither, too large, or damaged beyond repair; the text says which.
pub fn read(bytes: &[u8]) -> Result<PageImage, String> {
    if bytes.starts_with(PNG) {
        read_png(bytes)
    } else if bytes.starts_with(JPEG) {
        read_jpeg(bytes)
    } else {
        Err("it is neither PNG nor JPEG".to_owned())
    }
}

fn read_png(bytes: &[u8]) -> Result<PageImage, String> {
    let mut chunks = png_chunks(bytes);
    let header = chunks.next().filter(|(name, _)| *name == b"IHDR").and_then(|(_, data)| data.first_chunk::<10>());
    let [a, b, c, d, e, f, g, h, depth, color] = *header.ok_or("the PNG is damaged: it has no header")?;
    // What is decoded, and the gray page made of it.
    let samples = [1, 1, 3, 4, 2, 4, 4].get(usize::from(color)).copied().unwrap_or(4);
    let bytes_a_pixel = samples * if depth > 8 { 2 } else { 1 } + 1;
    let (width, height) = (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]));
    let turn = wait_if_large(check_memory(width, height, bytes_a_pixel)? + bytes.len() as u64);
    let dpi = chunks.take_while(|(name, _)| *name != b"IDAT").find(|(name, _)| *name == b"pHYs").and_then(physical);
    let gray =
        PngDecoder::new(Cursor::new(bytes)).and_then(decode).map_err(|error| format!("the PNG is damaged: {error}"))?;
    let bitonal = gray.pixels().iter().all(|shade| matches!(shade, 0 | 255));
    Ok(PageImage { gray, dpi, bitonal, damage: None, turn })
}

/// The chunks of a PNG: name and data.
fn png_chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut rest = bytes.get(PNG.len()..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, tail) = rest.split_first_chunk::<4>()?;
        let (name, tail) = tail.split_first_chunk::<4>()?;
        let (data, tail) = tail.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        rest = tail.get(4..)?;
        Some((name, data))
    })
}

/// Dots per inch from a `pHYs` chunk.
fn physical((_, data): (&[u8; 4], &[u8])) -> Option<u32> {
    let (across, unit) = (data.first_chunk::<4>()?, data.get(8)?);
    (*unit == 1).then(|| believable(f64::from(u32::from_be_bytes(*across)) * METERS_PER_INCH)).flatten()
}

fn read_jpeg(bytes: &[u8]) -> Result<PageImage, String> {
    let (width, height, samples) = jpeg_size(bytes).ok_or("the JPEG is damaged: it has no header")?;
    // Of a progressive one, all coefficients are kept until the last scan.
    let progressive = jpeg_segments(bytes).any(|(marker, _)| marker == 0xc2);
    let coefficients = if progressive { 2 * u32::from(samples) } else { 0 };
    let decoding = check_memory(width.into(), height.into(), u32::from(samples) + coefficients + 1)?;
    let turn = wait_if_large(decoding + bytes.len() as u64);
    let dpi = jpeg_segments(bytes).find(|(marker, _)| *marker == 0xe0).and_then(|(_, data)| density(data));
    let gray = JpegDecoder::new(Cursor::new(bytes))
        .and_then(decode)
        .map_err(|error| format!("the JPEG is damaged: {error}"))?;
    let damage = (!jpeg_is_whole(bytes)).then(|| "rows are missing: the file is cut short".to_owned());
    Ok(PageImage { gray, dpi, bitonal: false, damage, turn })
}

/// The segments of a JPEG before its pixels: marker and data.
fn jpeg_segments(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut rest = bytes.get(2..).unwrap_or_default();
    std::iter::from_fn(move || {
        while let [0xff, 0xff, ..] = rest {
            rest = &rest[1..];
        }
        let [0xff, marker, high, low, tail @ ..] = rest else { return None };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let (data, after) = tail.split_at_checked(length.checked_sub(2)?)?;
        rest = if *marker == 0xda { &[] } else { after };
        Some((*marker, data))
    })
}

/// Width, height and number of components as a JPEG's header says.
pub(super) fn jpeg_size(bytes: &[u8]) -> Option<(u16, u16, u8)> {
    let frame = |marker: u8| matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
    let (_, data) = jpeg_segments(bytes).find(|(marker, _)| frame(*marker))?;
    let [_, a, b, c, d, components, ..] = *data else { return None };
    Some((u16::from_be_bytes([c, d]), u16::from_be_bytes([a, b]), components))
}

/// Whether the end mark follows a JPEG's pixels; decoders fill up silently what is missing.
pub(super) fn jpeg_is_whole(bytes: &[u8]) -> bool {
    // A segment has four bytes before its data, the file two before its segments.
    let pixels = 2 + jpeg_segments(bytes).map(|(_, data)| data.len() + 4).sum::<usize>();
    jpeg_segments(bytes).any(|(marker, _)| marker == 0xda)
        && bytes.get(pixels..).is_some_and(|pixels| pixels.windows(2).rev().any(|pair| pair == [0xff, 0xd9]))
}

/// Dots per inch from a JFIF segment.
fn density(data: &[u8]) -> Option<u32> {
    let [b'J', b'F', b'I', b'F', 0, _, _, unit, high, low, ..] = *data else { return None };
    let across = f64::from(u16::from_be_bytes([high, low]));
    match unit {
        1 => believable(across),
        2 => believable(across * 100.0 * METERS_PER_INCH),
        _ => None,
    }
}

fn decode(mut decoder: impl ImageDecoder) -> ImageResult<Gray> {
    let mut limits = image::Limits::no_limits();
    limits.max_alloc = Some(2 * super::MOST_BYTES);
    decoder.set_limits(limits)?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(on_white(picture))
}

/// The picture in gray; what is transparent is paper.
fn on_white(picture: DynamicImage) -> Gray {
    let (width, height) = (picture.width(), picture.height());
    let blend = |LumaA([shade, alpha]): LumaA<u8>| (u16::from(shade) * u16::from(alpha) / 255) as u8 + (255 - alpha);
    let pixels = match picture {
        // Without a copy of the most usual kind.
        DynamicImage::ImageRgba8(picture) => picture.pixels().map(|pixel| blend(pixel.to_luma_alpha())).collect(),
        picture if picture.color().has_alpha() => picture.into_luma_alpha8().pixels().copied().map(blend).collect(),
        picture => picture.into_luma8().into_raw(),
    };
    Gray::from_pixels(width, height, pixels).unwrap_or_else(|| Gray::new(width, height, 255))
}

/// Writes a gray page as PNG.
#[must_use]
pub fn write_png(gray: &Gray, dpi: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let result =
        PngEncoder::new(&mut bytes).write_image(gray.pixels(), gray.width(), gray.height(), ExtendedColorType::L8);
    // Only an image without area cannot be written.
    let header_end = PNG.len() + 25;
    if result.is_ok() && bytes.len() > header_end {
        bytes.splice(header_end..header_end, physical_chunk(dpi));
    }
    bytes
}

fn physical_chunk(dpi: u32) -> Vec<u8> {
    let per_meter = ((f64::from(dpi) / METERS_PER_INCH).round() as u32).to_be_bytes();
    let mut chunk = 9u32.to_be_bytes().to_vec();
    chunk.extend_from_slice(b"pHYs");
    chunk.extend_from_slice(&[per_meter, per_meter].concat());
    chunk.push(1);
    let check = crc32(&chunk[4..]);
    chunk.extend_from_slice(&check.to_be_bytes());
    chunk
}

/// The check sum of PNG chunks (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

/// Writes a gray page as JPEG of the given quality (1 to 100).
#[must_use]
pub fn write_jpeg(gray: &Gray, quality: u8, dpi: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100));
    encoder.set_pixel_density(PixelDensity::dpi(u16::try_from(dpi).unwrap_or(u16::MAX)));
    // Only an image without area or of more than 65,535 a side cannot be written.
    encoder.encode(gray.pixels(), gray.width(), gray.height(), ExtendedColorType::L8).ok();
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn page() -> Gray {
        Gray::from_pixels(64, 48, (0..64 * 48u32).map(|at| (at / 13 % 256) as u8).collect()).unwrap()
    }

    #[test]
    fn pages_written_are_read_back() {
        let page = page();
        let png = read(&write_png(&page, 240)).unwrap();
        assert_eq!(png, PageImage { gray: page.clone(), dpi: Some(240), bitonal: false, damage: None, turn: None });
        let jpeg = read(&write_jpeg(&page, 95, 240)).unwrap();
        assert_eq!((jpeg.dpi, jpeg.bitonal, jpeg.damage), (Some(240), false, None));
        assert!(jpeg.gray.pixels().iter().zip(page.pixels()).all(|(a, b)| a.abs_diff(*b) < 60));
    }

    #[test]
    fn a_picture_of_ink_and_paper_is_bitonal() {
        let mut gray = Gray::new(9, 9, 255);
        gray.set(4, 4, 0);
        assert!(read(&write_png(&gray, 200)).unwrap().bitonal);
    }

    #[test]
    fn what_is_transparent_is_paper() {
        let mut bytes = Vec::new();
        let pixels = [0, 0, 0, 0, 0, 0, 0, 255];
        PngEncoder::new(&mut bytes).write_image(&pixels, 2, 1, ExtendedColorType::Rgba8).unwrap();
        assert_eq!(read(&bytes).unwrap().gray.pixels(), [255, 0]);
    }

    #[test]
    fn cut_files_are_told() {
        let png = write_png(&page(), 200);
        assert!(read(&png[..png.len() / 2]).unwrap_err().contains("PNG is damaged"));
        let jpeg = write_jpeg(&page(), 95, 200);
        match read(&jpeg[..jpeg.len() - 40]) {
            Ok(page) => assert!(page.damage.unwrap().contains("cut short")),
            Err(why) => assert!(why.contains("JPEG is damaged")),
        }
    }

    #[test]
    fn too_large_pictures_are_refused_by_their_headers() {
        let mut png = write_png(&page(), 200);
        png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        assert!(read(&png).unwrap_err().contains("too large (30000 x 30000"));
        // Of 40 million pixels, gray ones fit, deep colors do not.
        png[16..26].copy_from_slice(&[0, 0, 0x1f, 0x40, 0, 0, 0x13, 0x88, 16, 6]);
        assert!(read(&png).unwrap_err().contains("in color"));
        png[24..26].copy_from_slice(&[8, 0]);
        assert!(read(&png).unwrap_err().contains("PNG is damaged"));
        let mut jpeg = write_jpeg(&page(), 95, 200);
        let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        jpeg[frame + 5..frame + 9].copy_from_slice(&[0x75, 0x30, 0x75, 0x30]);
        assert!(read(&jpeg).unwrap_err().contains("too large (30000 x 30000"));
    }

    proptest! {
        #[test]
        fn no_damage_makes_it_panic(
            png: bool,
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..9),
            keep in any::<prop::sample::Index>(),
        ) {
            let mut bytes = if png { write_png(&page(), 200) } else { write_jpeg(&page(), 80, 200) };
            for (at, value) in changes {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
            bytes.truncate(keep.index(bytes.len()) + 1);
            let _ = read(&bytes);
        }
    }
}
