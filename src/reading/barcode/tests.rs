//! Pages drawn with the engine's own encoders, read back in every position.

use std::time::Duration;

use proptest::prelude::*;
use rxing::{BarcodeFormat, MultiFormatWriter, Writer};

use super::*;
use crate::model::testing::processor_time;
use crate::raster::{Gray, PageImage, prepare};

const TEXTS: [(Symbology, BarcodeFormat, &str); 8] = [
    (Symbology::Code128, BarcodeFormat::CODE_128, "000123456700001234500"),
    (Symbology::Code39, BarcodeFormat::CODE_39, "ACCT1234567"),
    (Symbology::Itf, BarcodeFormat::ITF, "01234567890123"),
    (Symbology::Codabar, BarcodeFormat::CODABAR, "A0001234567-12B"),
    (Symbology::QrCode, BarcodeFormat::QR_CODE, "ACCT|0001234567|116.57|2026-11"),
    (Symbology::DataMatrix, BarcodeFormat::DATA_MATRIX, "0001234567000012345000116570"),
    (Symbology::Aztec, BarcodeFormat::AZTEC, "0001234567|00001234|5000"),
    (Symbology::Pdf417, BarcodeFormat::PDF_417, "0001234567|00001234|5000"),
];

/// Two seconds is what a page may cost when built for use; tests are built slower.
const MOST_TIME: Duration = Duration::from_secs(12);

/// What it gives, and the processor time that it took.
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let before = processor_time();
    let done = work();
    (done, processor_time() - before)
}

/// Draws a code with `module` pixels to a module, at a place on the page.
fn draw(gray: &mut Gray, format: BarcodeFormat, text: &str, module: u32, (left, top): (u32, u32)) {
    use BarcodeFormat::{CODABAR, CODE_39, CODE_128, ITF};
    let linear = matches!(format, CODE_128 | CODE_39 | ITF | CODABAR);
    let code = MultiFormatWriter.encode(text, &format, 1, 1).unwrap();
    let height = if linear { 70 } else { code.getHeight() * module };
    for y in 0..height {
        for x in 0..code.getWidth() * module {
            let row = if linear { 0 } else { y / module };
            if code.get(x / module, row) {
                gray.set(left + x, top + y, 20);
            }
        }
    }
}

/// A page with lines of something like print and a frame.
fn paper() -> Gray {
    let mut gray = Gray::new(1700, 730, 250);
    for y in 40..200 {
        for x in 60..900 {
            let (letter, line) = (x / 15, y / 36);
            let stroke = x % 15 < 3 || (y % 36 + letter % 3) % 9 < 2;
            if y % 36 < 20 && x % 15 < 11 && (letter * 7 + line) % 6 > 0 && stroke {
                gray.set(x, y, 30);
            }
        }
    }
    for x in 1000..1600 {
        for y in [60, 61, 62, 180, 181, 182] {
            gray.set(x, y, 10);
        }
    }
    gray
}

fn image(gray: Gray, bitonal: bool) -> PageImage {
    let mut gray = gray;
    if bitonal {
        gray.pixels_mut().iter_mut().for_each(|shade| *shade = if *shade < 128 { 0 } else { 255 });
    }
    PageImage { gray, dpi: Some(200), bitonal, damage: None, turn: None }
}

fn read(gray: Gray, bitonal: bool) -> Vec<(String, String)> {
    let image = image(gray, bitonal);
    let page = prepare(&image);
    CodeReader::default()
        .read(&image, &page)
        .into_iter()
        .map(|barcode| (barcode.format.into_owned(), barcode.text))
        .collect()
}

/// Salt and pepper on one pixel in a hundred.
fn with_noise(mut gray: Gray) -> Gray {
    let mut state = 7_u32;
    for shade in gray.pixels_mut() {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        if state.is_multiple_of(100) {
            *shade = 255 - *shade;
        }
    }
    gray
}

#[test]
fn every_kind_is_read_in_every_position() {
    for (symbology, format, text) in TEXTS {
        let mut gray = paper();
        draw(&mut gray, format, text, 3, (300, 320));
        let expected = vec![(symbology.name().to_owned(), text.to_owned())];
        assert_eq!(read(gray.clone(), false), expected, "gray");
        assert_eq!(read(gray.clone(), true), expected, "bitonal");
        assert_eq!(read(gray.turned_half(), true), expected, "upside down");
        assert_eq!(read(gray.turned_quarter(), false), expected, "on its side");
        assert_eq!(read(with_noise(gray), true), expected, "noisy");
    }
}

#[test]
fn several_barcodes_are_found_with_their_places() {
    let mut gray = paper();
    draw(&mut gray, BarcodeFormat::CODE_128, "000123456700001234500", 2, (120, 300));
    draw(&mut gray, BarcodeFormat::QR_CODE, "ACCT|0001234567", 5, (900, 300));
    draw(&mut gray, BarcodeFormat::CODE_128, "9999999999", 3, (120, 500));
    let image = image(gray, false);
    let found = CodeReader::default().read(&image, &prepare(&image));
    let texts: Vec<&str> = found.iter().map(|barcode| barcode.text.as_str()).collect();
    assert_eq!(found.len(), 3, "{texts:?}");
    for (text, x, y) in [("000123456700001234500", 200, 330), ("ACCT|0001234567", 960, 360), ("9999999999", 200, 530)] {
        let place = found.iter().find(|barcode| barcode.text == text).and_then(|barcode| barcode.place).unwrap();
        assert!(place.x < x && place.right() > x && place.y < y && place.bottom() > y, "{text}: {place:?}");
        assert!(place.width < 600 && place.height < 250, "{text}: {place:?}");
    }
}

#[test]
fn only_wanted_kinds_are_read() {
    let mut gray = paper();
    draw(&mut gray, BarcodeFormat::CODE_128, "0001234567", 3, (120, 300));
    draw(&mut gray, BarcodeFormat::QR_CODE, "ACCT|0001234567", 5, (900, 300));
    let image = image(gray, false);
    let page = prepare(&image);
    let found = CodeReader::new(&[Symbology::QrCode]).read(&image, &page);
    assert_eq!(found.iter().map(|barcode| &*barcode.format).collect::<Vec<_>>(), ["QRCode"]);
    assert!(CodeReader::new(&[]).read(&image, &page).is_empty());
}

#[test]
fn print_and_parts_of_a_code_say_nothing() {
    assert!(read(paper(), false).is_empty());
    let mut gray = paper();
    draw(&mut gray, BarcodeFormat::ITF, "01234567890123456789", 3, (0, 320));
    // Torn through the middle: what remains must not pass for a shorter code.
    let torn = gray.crop(Rect::new(230, 0, 1400, 730));
    assert!(read(torn, false).is_empty());
    let mut short = paper();
    draw(&mut short, BarcodeFormat::ITF, "1234", 3, (300, 320));
    assert!(read(short, false).is_empty());
}

/// Light modules on a dark block, which no first reader reads.
#[test]
fn inverted_codes_are_read_on_pages_and_on_small_pictures() {
    let mut gray = paper();
    draw(&mut gray, BarcodeFormat::QR_CODE, "ACCT|0001234567|116.57", 8, (300, 260));
    let block = Rect::new(280, 240, 300, 300);
    for y in block.y..block.bottom() {
        for x in block.x..block.right() {
            gray.set(x, y, 255 - gray.get(x, y));
        }
    }
    let expected = [("QRCode".to_owned(), "ACCT|0001234567|116.57".to_owned())];
    assert_eq!(read(gray.crop(block), false), expected);
    assert_eq!(read(gray, false), expected);
}

#[test]
fn places_on_a_picture_become_places_on_the_page() {
    let mut gray = Gray::new(400, 300, 250);
    draw(&mut gray, BarcodeFormat::QR_CODE, "0001234567", 4, (220, 60));
    let image = PageImage { gray, dpi: Some(100), bitonal: false, damage: None, turn: None };
    let page = prepare(&image);
    let found = whole::read(&image, &page, &[Symbology::QrCode], &mut Budget(MOST_ON_WHOLE));
    let place = found[0].place.unwrap();
    // The code begins four modules after its quiet zone; the page is twice as large.
    for (at, expected) in [(place.x, 472), (place.y, 152), (place.right(), 640), (place.bottom(), 320)] {
        assert!(at.abs_diff(expected) <= 6, "{place:?}");
    }
    let turned = Page { quality: crate::model::Quality { skew_degrees: 2.0, ..page.quality.clone() }, ..page };
    let found = whole::read(&image, &turned, &[Symbology::QrCode], &mut Budget(MOST_ON_WHOLE));
    assert_eq!(found[0].place, Some(Rect::new(0, 0, 800, 600)));
}

#[test]
fn parts_of_a_code_on_small_pictures_say_nothing() {
    for (_, format, text) in &TEXTS[..4] {
        let mut gray = Gray::new(1100, 90, 250);
        draw(&mut gray, *format, text, 2, (20, 10));
        let inked = |x: u32| (0..90).any(|y| gray.get(x, y) < 128);
        let (left, right) = ((0..1100).find(|x| inked(*x)).unwrap(), (0..1100).rfind(|x| inked(*x)).unwrap());
        for cut in (left + 6..right - 40).step_by(7) {
            for torn in [Rect::new(cut, 0, 1100 - cut, 90), Rect::new(0, 0, left + right - cut, 90)] {
                assert_eq!(read(gray.crop(torn), false), [], "{format:?} {torn:?}");
            }
        }
    }
}

#[test]
fn pairs_of_code_39_stand_for_one_character() {
    let mut gray = paper();
    draw(&mut gray, BarcodeFormat::CODE_39, "Acct /7", 2, (100, 320));
    assert_eq!(read(gray, false), [("Code39".to_owned(), "Acct /7".to_owned())]);
}

#[test]
fn strips_that_disagree_say_nothing() {
    let mut gray = paper();
    draw(&mut gray, BarcodeFormat::ITF, "01234567890123", 3, (300, 320));
    let mut other = paper();
    draw(&mut other, BarcodeFormat::ITF, "01234567890128", 3, (300, 320));
    for y in 350..400 {
        for x in 0..1700 {
            gray.set(x, y, other.get(x, y));
        }
    }
    assert!(read(gray, false).is_empty());
}

/// Pages made to keep a reader busy: noise, hatching, stripes everywhere, a field of squares.
#[test]
fn hostile_pages_cost_little_and_say_nothing() {
    let mut state = 9_u32;
    let mut chance = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    let widths: Vec<u32> = (0..900).map(|_| 2 + chance() % 5).collect();
    let stripes: Vec<bool> =
        widths.iter().enumerate().flat_map(|(at, width)| std::iter::repeat_n(at % 2 == 0, *width as usize)).collect();
    let noise: Vec<bool> = (0..1700 * 1100).map(|_| chance() % 2 == 0).collect();
    let squares: Vec<bool> = (0..425 * 275).map(|_| chance() % 2 == 0).collect();
    let pages: [&dyn Fn(u32, u32) -> bool; 6] = [
        &|x, y| noise[(y * 1700 + x) as usize],
        &|x, y| (x + y) % 7 < 3,
        &|x, _| stripes[x as usize],
        &|x, y| stripes[x as usize] && y % 40 < 36,
        &|x, y| squares[(y / 4 * 425 + x / 4) as usize],
        &|x, _| x % 9 < 4,
    ];
    for (number, dark) in pages.iter().enumerate() {
        let mut gray = Gray::new(1700, 1100, 255);
        for y in 0..1100 {
            (0..1700).filter(|x| dark(*x, y)).for_each(|x| gray.set(x, y, 0));
        }
        let (found, spent) = timed(|| read(gray, true));
        assert!(found.is_empty(), "page {number}");
        assert!(spent < MOST_TIME, "page {number}: {spent:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn nothing_panics(width in 0u32..150, height in 0u32..90, seed in any::<u32>(), bitonal in any::<bool>()) {
        let mut state = seed | 1;
        let pixels = (0..width * height).map(|_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            if bitonal { (state & 1) as u8 * 255 } else { state as u8 }
        });
        let gray = Gray::from_pixels(width, height, pixels.collect()).unwrap();
        let found = read(gray, bitonal);
        prop_assert!(found.is_empty(), "{:?}", found);
    }

    /// Squares of any shade, as large as modules, in any order: what looks like a code more than noise does.
    #[test]
    fn squares_cost_little_and_say_nothing(
        shades in proptest::collection::vec(any::<u8>(), 1..6000),
        columns in 1u32..200,
        module in 1u32..9,
        bitonal in any::<bool>(),
    ) {
        let rows = (shades.len() as u32).div_ceil(columns);
        let mut gray = Gray::new(columns * module, rows * module, 255);
        for y in 0..gray.height() {
            for x in 0..gray.width() {
                let shade = shades.get((y / module * columns + x / module) as usize).copied().unwrap_or(255);
                gray.set(x, y, if bitonal { shade / 128 * 255 } else { shade });
            }
        }
        let (found, spent) = timed(|| read(gray, bitonal));
        prop_assert!(found.is_empty(), "{:?}", found);
        prop_assert!(spent < MOST_TIME, "{:?}", spent);
    }
}
