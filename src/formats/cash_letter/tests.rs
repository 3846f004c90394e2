use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::formats::tiff::write_g4;
use crate::raster::Bits;
use crate::raster::Gray;

fn image(width: u32) -> Vec<u8> {
    let mut gray = Gray::new(width, 20, 255);
    gray.set(3, 4, 0);
    write_g4(&[(Bits::darker_than(&gray, 128), 200)])
}

fn checks() -> Vec<Check> {
    let check = |at: u32, back: bool| Check {
        auxiliary_on_us: if at == 2 { "10471".to_owned() } else { String::new() },
        routing: "011000138".to_owned(),
        on_us: format!("78105975{at}/145{at}"),
        amount: Money::from_cents(10_000 + i64::from(at)),
        front: image(40 + at),
        back: back.then(|| image(60 + at)),
    };
    vec![check(1, true), check(2, false), check(3, true)]
}

const FLAVOURS: [Flavour; 8] = {
    let mut all = [Flavour::USUAL; 8];
    let mut at = 0;
    while at < 8 {
        all[at] = Flavour { dstu: at & 1 == 1, ebcdic: at & 2 == 2, prefixed: at & 4 == 4 };
        at += 1;
    }
    all
};

fn written(flavour: Flavour) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes, &checks(), flavour, "20261124", "011000138").unwrap();
    bytes
}

fn surveyed(bytes: &[u8]) -> CashLetter {
    survey(Cursor::new(bytes)).unwrap()
}

#[test]
fn every_flavour_comes_back() {
    for flavour in FLAVOURS {
        let bytes = written(flavour);
        assert!(looks_like_one(&bytes[..64]));
        let letter = surveyed(&bytes);
        assert_eq!(letter.remarks(), [""; 0], "{flavour:?}");
        assert_eq!((letter.break_off(), letter.page_count()), (None, 5));
        assert_eq!(letter.control(), Some(Control { items: 3, amount: Money::from_cents(30_006) }));
        let pages: Vec<_> = letter.items().iter().map(|item| (item.front, item.back)).collect();
        assert_eq!(pages, [(1, Some(2)), (3, None), (4, Some(5))]);
        let detail = letter.items()[1].detail.clone().unwrap();
        assert_eq!((detail.routing.as_str(), detail.on_us.as_str()), ("011000138", "781059752/1452"));
        assert_eq!((detail.auxiliary_on_us.as_str(), detail.amount), ("10471", Some(Money::from_cents(10_002))));
        assert!(detail.well_captured && !detail.returned);
        for (page, width) in [(1, 41), (2, 61), (3, 42), (4, 43), (5, 63)] {
            let image = letter.page(Cursor::new(&bytes), page).unwrap();
            assert_eq!((image.gray.width(), image.dpi), (width, Some(200)), "{flavour:?}");
        }
        assert!(letter.page(Cursor::new(&bytes), 6).is_err());
        assert!(letter.page(Cursor::new(&bytes), 0).is_err());
    }
}

#[test]
fn a_file_cut_short_keeps_what_came_before_and_says_so() {
    for flavour in FLAVOURS {
        let bytes = written(flavour);
        for cut in (90..bytes.len()).step_by(37) {
            let letter = surveyed(&bytes[..cut]);
            assert!(letter.break_off().is_some_and(|why| why.contains("after record")), "{flavour:?} {cut}");
            assert_eq!(letter.control(), None);
        }
    }
}

/// Replaces text in an ASCII letter.
fn changed(from: &str, to: &str) -> Vec<u8> {
    let flavour = Flavour { dstu: false, ebcdic: false, prefixed: true };
    let mut bytes = written(flavour);
    let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
    bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
    bytes
}

#[test]
fn totals_that_do_not_agree_are_told() {
    let remarks = |from: &str, to: &str| surveyed(&changed(from, to)).remarks().join("; ");
    // An amount that changed on the way shows in all three controls.
    let text = remarks("0000010001", "0000019999");
    assert!(text.contains("bundle control says 300.06") && text.contains("file control says 300.06"), "{text}");
    let text = remarks("0000010001", "00000x0001");
    assert!(text.contains("its amount is not a number"), "{text}");
    let text = remarks("700003", "700004");
    assert!(text.contains("the bundle control says 4 items, 3 are there"), "{text}");
    // Some writers count every record of an item.
    assert_eq!(remarks("700003", "700013"), "");
    let text = remarks("90000001", "90000002");
    assert_eq!(text, "");
}

#[test]
fn an_image_of_another_item_is_not_taken() {
    let letter = surveyed(&changed("520110001382026112401 1".replace(' ', "").as_str(), "5201100013820261124017"));
    let error = letter.page(Cursor::new(written(Flavour::USUAL)), 1).unwrap_err().to_string();
    assert!(error.contains("record 6") && error.contains("of item 7"), "{error}");
}

#[test]
fn what_is_no_image_names_its_record() {
    let flavour = Flavour { dstu: true, ebcdic: true, prefixed: true };
    let mut bytes = Vec::new();
    let mut broken = checks();
    broken[0].front = b"nothing".to_vec();
    broken[1].front = Vec::new();
    broken[2].front.truncate(30);
    write(&mut bytes, &broken, flavour, "20261124", "011000138").unwrap();
    let letter = surveyed(&bytes);
    for (page, part) in [(1, "record 6: its image is neither"), (3, "its image is empty"), (4, "record 14: ")] {
        let error = letter.page(Cursor::new(&bytes), page).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..600), prefixed in any::<bool>()) {
        let mut file = if prefixed { vec![0, 0, 0, 80] } else { Vec::new() };
        file.extend_from_slice(b"0103T");
        file.extend_from_slice(&bytes);
        let letter = surveyed(&file);
        for page in 0..=letter.page_count().min(9) {
            letter.page(Cursor::new(&file), page).ok();
        }
    }

    #[test]
    fn damage_is_survived(
        flavour in 0usize..8,
        hits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut file = written(FLAVOURS[flavour]);
        for (at, byte) in hits {
            let at = at.index(file.len() - 16) + 16;
            file[at] = byte;
        }
        if let Ok(letter) = survey(Cursor::new(&file)) {
            for page in 1..=letter.page_count().min(9) {
                letter.page(Cursor::new(&file), page).ok();
            }
        }
    }
}
