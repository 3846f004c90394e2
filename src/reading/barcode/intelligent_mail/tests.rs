//! Codes drawn by the specification's dimensions, read back as scans show them.

use proptest::prelude::*;

use super::*;
use crate::model::intelligent_mail::encode;
use crate::raster::{Gray, PageImage, prepare};

const TRACKING: &str = "01234567094987654321";
const ROUTING: &str = "01234567891";

/// A page with the code, `pitch` pixels from bar to bar at 200 dpi.
fn drawn(tracking: &str, routing: &str, pitch: f32) -> Gray {
    let mut gray = Gray::new(1200, 550, 255);
    for (at, bar) in encode(tracking, routing).unwrap().into_iter().enumerate() {
        let left = (100.0 + at as f32 * pitch).round() as u32;
        let top = if bar.ascender { 220 } else { 230 };
        let bottom = if bar.descender { 250 } else { 240 };
        for y in top..bottom {
            for x in left..left + 4 {
                gray.set(x, y, 10);
            }
        }
    }
    for x in 80..760 {
        for y in [300, 301, 320, 330] {
            gray.set(x, y, if x % 13 < 8 { 10 } else { 255 });
        }
    }
    gray
}

fn texts(gray: Gray, bitonal: bool) -> Vec<String> {
    let page = prepare(&PageImage { gray, dpi: Some(200), bitonal, damage: None, turn: None });
    let codes = read(&page.ink, page.dpi).into_iter().chain(read_sideways(&page));
    codes.map(|code| code.text).collect()
}

#[test]
fn codes_are_read_every_way_round() {
    for pitch in [8.4, 9.0, 9.9] {
        let expected = vec![format!("{TRACKING}{ROUTING}")];
        let gray = drawn(TRACKING, ROUTING, pitch);
        assert_eq!(texts(gray.clone(), true), expected, "{pitch}");
        assert_eq!(texts(gray.turned_half(), true), expected, "{pitch}");
        assert_eq!(texts(gray.turned_quarter(), true), expected, "{pitch}");
        assert_eq!(texts(gray.turned_quarter().turned_half(), false), expected, "{pitch}");
    }
}

#[test]
fn the_place_is_where_the_code_stands() {
    let gray = drawn(TRACKING, "", 9.0);
    for (gray, place) in
        [(gray.clone(), Rect::new(100, 220, 580, 30)), (gray.turned_quarter(), Rect::new(300, 100, 30, 580))]
    {
        let page = prepare(&PageImage { gray, dpi: Some(200), bitonal: true, damage: None, turn: None });
        let found = read(&page.ink, 200).into_iter().chain(read_sideways(&page)).next().unwrap();
        let found = found.place.unwrap();
        let near = |one: u32, other: u32| one.abs_diff(other) <= 4;
        let alike = [(found.x, place.x), (found.y, place.y), (found.width, place.width), (found.height, place.height)];
        assert!(alike.into_iter().all(|(one, other)| near(one, other)), "{found:?} {place:?}");
    }
}

#[test]
fn a_damaged_code_says_nothing() {
    let mut gray = drawn(TRACKING, ROUTING, 9.0);
    for x in 300..304 {
        for y in 215..255 {
            gray.set(x + 2, y, 10);
        }
    }
    let found = texts(gray, true);
    assert!(found.is_empty() || found == [format!("{TRACKING}{ROUTING}")], "{found:?}");
}

/// A drawing by an independent generator (BWIPP's `onecode`), six pixels to its point.
#[test]
fn another_programs_drawing_is_read() {
    let bytes = include_bytes!("sample.png");
    let image = crate::formats::picture::read(bytes).unwrap();
    assert_eq!(texts(image.gray, true), [format!("{TRACKING}{ROUTING}")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_code_is_read(tracking in "[0-9][0-4][0-9]{18}", routing in "|[0-9]{5}|[0-9]{9}|[0-9]{11}") {
        let gray = drawn(&tracking, &routing, 9.0);
        let page = prepare(&PageImage { gray, dpi: Some(200), bitonal: true, damage: None, turn: None });
        let found: Vec<String> = read(&page.ink, 200).into_iter().map(|code| code.text).collect();
        prop_assert_eq!(found, vec![format!("{tracking}{routing}")]);
    }
}
