//! Images as X9.100-181 wants them: little-endian TIFF, Group 4 in one strip, white is zero, 200 or 240 dots an inch.

use super::error::CashLetterError;
use crate::formats::check_size;
use crate::formats::tiff::write_g4;
use crate::raster::{Bits, Gray, averaged, ink_of, stretched};

/// What pages of other resolutions are brought to.
const USUAL: u32 = 200;

/// A pixel that another size leaves this dark is ink; above half, so that thin strokes stay whole.
const INK: u8 = 160;

/// A bitonal page as the TIFF of a cash letter. 200 and 240 dots an inch stay; others become 200.
///
/// # Errors
/// When the page has no area, or more than any check.
pub fn image_of_bits(bits: &Bits, dpi: u32) -> Result<Vec<u8>, CashLetterError> {
    if is_usual(dpi) {
        tiff(bits.clone(), dpi)
    } else {
        tiff(Bits::darker_than(&rescaled(&bits.to_gray(), dpi)?, INK), USUAL)
    }
}

/// A gray page as the TIFF of a cash letter; ink is parted from the background. See [`image_of_bits`].
///
/// # Errors
/// As [`image_of_bits`].
pub fn image_of_gray(gray: &Gray, dpi: u32) -> Result<Vec<u8>, CashLetterError> {
    if is_usual(dpi) { tiff(ink_of(gray), dpi) } else { tiff(ink_of(&rescaled(gray, dpi)?), USUAL) }
}

const fn is_usual(dpi: u32) -> bool {
    matches!(dpi, 200 | 240)
}

fn tiff(bits: Bits, dpi: u32) -> Result<Vec<u8>, CashLetterError> {
    check_size(bits.width(), bits.height()).map_err(CashLetterError::Page)?;
    Ok(write_g4(&[(bits, dpi)]))
}

fn rescaled(gray: &Gray, dpi: u32) -> Result<Gray, CashLetterError> {
    if !(50..=1_200).contains(&dpi) {
        return Err(CashLetterError::Page(format!("it is said to have {dpi} dots an inch")));
    }
    let scaled = |side: u32| (u64::from(side) * u64::from(USUAL)).div_ceil(u64::from(dpi)) as u32;
    let (width, height) = (scaled(gray.width()), scaled(gray.height()));
    check_size(gray.width(), gray.height()).and(check_size(width, height)).map_err(CashLetterError::Page)?;
    let step = dpi / USUAL;
    if step < 2 || gray.width() < step || gray.height() < step {
        return Ok(stretched(gray, width, height));
    }
    Ok(stretched(&averaged(gray, step), width, height))
}

/// What a bank would refuse in the image of a check, in words.
pub(super) fn faults(image: &[u8]) -> Vec<String> {
    let Some((tags, following)) = tags(image) else {
        return vec!["is no TIFF that can be followed, lowest byte first".to_owned()];
    };
    let mut found = Vec::new();
    if tags.windows(2).any(|pair| pair[0].tag >= pair[1].tag) {
        found.push("has tags that do not ascend".to_owned());
    }
    if following != 0 {
        found.push("has more than one page".to_owned());
    }
    let value = |tag: u16| tags.iter().find(|entry| entry.tag == tag).map(|entry| entry.value);
    let height = value(257);
    let expected = [
        (258, "bits a sample", Some(1), true),
        (259, "compression", Some(4), false),
        (262, "photometric interpretation", Some(0), false),
        (266, "fill order", Some(1), true),
        (274, "orientation", Some(1), true),
        (277, "samples a pixel", Some(1), true),
        (278, "rows a strip", height, false),
        (296, "resolution unit", Some(2), true),
    ];
    for (tag, name, wanted, optional) in expected {
        let is = value(tag);
        if is != wanted && !(optional && is.is_none()) {
            found.push(format!("has {name} {}, not {}", shown(is), shown(wanted)));
        }
    }
    if !(value(256) > Some(0) && height > Some(0)) {
        found.push("has no area".to_owned());
    }
    let strips = tags.iter().filter(|entry| matches!(entry.tag, 273 | 279)).map(|entry| entry.count);
    if strips.collect::<Vec<_>>() != [1, 1] {
        found.push("has not one strip".to_owned());
    }
    let end = value(273).zip(value(279)).map(|(from, length)| u64::from(from) + u64::from(length));
    if end.is_none_or(|end| end > image.len() as u64) {
        found.push("has its pixels beyond its end".to_owned());
    }
    let [across, down] = [282, 283].map(|tag| value(tag).and_then(|at| ratio(image, at)));
    if across != down || !across.is_some_and(is_usual) {
        found.push("has a resolution other than 200 or 240 dots an inch".to_owned());
    }
    found
}

fn shown(value: Option<u32>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.to_string())
}

struct Entry {
    tag: u16,
    count: u32,
    /// The value, or where it is.
    value: u32,
}

/// The tags of the first page, and where those of the next are: 0 if there is none.
fn tags(image: &[u8]) -> Option<(Vec<Entry>, u32)> {
    if !image.starts_with(b"II*\0") {
        return None;
    }
    let at = long(image, 4)? as usize;
    let count = usize::from(short(image, at)?);
    let entry = |index: usize| {
        let at = at.checked_add(2 + index * 12)?;
        let kind = short(image, at + 2)?;
        let value = if kind == 3 { u32::from(short(image, at + 8)?) } else { long(image, at + 8)? };
        Some(Entry { tag: short(image, at)?, count: long(image, at + 4)?, value })
    };
    let entries = (0..count).map(entry).collect::<Option<_>>()?;
    Some((entries, long(image, at.checked_add(2 + count * 12)?)?))
}

fn ratio(image: &[u8], at: u32) -> Option<u32> {
    let (number, parts) = (long(image, at as usize)?, long(image, at as usize + 4)?);
    (parts != 0 && number.is_multiple_of(parts)).then(|| number / parts)
}

fn short(image: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(image.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn long(image: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(image.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tiff::{Compression, TiffReader, write_gray};
    use std::io::Cursor;

    fn page(width: u32, height: u32) -> Gray {
        let mut gray = Gray::new(width, height, 230);
        for at in 0..width * height / 10 {
            gray.set(width / 4 + at % (width / 2), height / 4 + at / width, 20);
        }
        gray
    }

    #[test]
    fn pages_of_any_resolution_become_images_that_banks_take() {
        for (dpi, width) in [(200, 1200), (240, 1200), (300, 800), (600, 400), (100, 2400), (150, 1600), (1200, 200)] {
            let gray = page(1200, 500);
            for image in [image_of_gray(&gray, dpi), image_of_bits(&Bits::darker_than(&gray, 128), dpi)] {
                let image = image.unwrap();
                assert_eq!(faults(&image), [""; 0], "{dpi}");
                let page = TiffReader::open(Cursor::new(&image)).unwrap().page(0).unwrap();
                assert_eq!(page.dpi, Some(if dpi == 240 { 240 } else { 200 }));
                assert_eq!(page.gray.width(), width, "{dpi}");
                let ink = page.gray.pixels().iter().filter(|shade| **shade == 0).count();
                let share = ink as f64 / page.gray.pixels().len() as f64;
                assert!((0.04..0.2).contains(&share), "{dpi}: {share}");
            }
        }
    }

    #[test]
    fn pages_that_are_no_check_are_refused() {
        for (width, height, dpi) in [(0, 0, 200), (0, 5, 300), (5, 0, 300), (10, 10, 0), (10, 10, 40_000)] {
            assert!(image_of_gray(&Gray::new(width, height, 255), dpi).is_err(), "{width} {height} {dpi}");
            assert!(image_of_bits(&Bits::new(width, height), dpi).is_err(), "{width} {height} {dpi}");
        }
    }

    #[test]
    fn what_banks_refuse_is_told() {
        let gray = write_gray(&[page(60, 40)], 300, Compression::None);
        let told = faults(&gray).join("; ");
        for part in ["compression 1", "photometric interpretation 1", "bits a sample 8", "other than 200 or 240"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        let good = image_of_gray(&page(60, 40), 200).unwrap();
        for cut in 0..good.len() {
            assert!(!faults(&good[..cut]).is_empty(), "{cut}");
        }
    }
}
