//! Two checks in one image: the second would be money that nobody sees.

use super::line::micr::MicrReader;
use crate::model::{MicrLine, Reading, Rect};
use crate::raster::Page;

/// Paper less high and less long than this, in inches, holds no second check that is not covered by the first.
const HIGHEST: f32 = 4.0;
const LONGEST: f32 = 9.5;
const WHITE: u8 = 255;

/// Whether a page has a bank line beside the one that was read.
pub(super) fn has_second_line(page: &Page, first: &Reading<MicrLine>, reader: &dyn MicrReader) -> bool {
    let Some(place) = first.place else { return false };
    let inches = |pixels: u32| pixels as f32 / page.dpi.max(1) as f32;
    if inches(page.ink.height()) <= HIGHEST && inches(page.ink.width()) <= LONGEST {
        return false;
    }
    let rest = without(page, place.grown(place.height / 2, page.ink.width(), page.ink.height()));
    let has_bank = |page: &Page| reader.read(page).best().is_some_and(|second| second.value.routing.is_some());
    has_bank(&rest) || has_bank(&rest.turned_half())
}

/// The page with nothing in one place.
fn without(page: &Page, place: Rect) -> Page {
    let mut rest = page.clone();
    for y in place.y..place.bottom() {
        rest.ink.clear_run(y, place.x, place.right());
        (place.x..place.right()).for_each(|x| rest.gray.set(x, y, WHITE));
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;
    use crate::raster::{Gray, PageImage, prepare};
    use crate::reading::line::micr::E13bReader;
    use crate::reading::line::samples::{Style, micr_page};

    /// Checks one above the other on one page.
    fn stacked(lines: &[&str]) -> Page {
        let checks: Vec<Gray> =
            lines.iter().map(|line| micr_page(&format!("{line:<40}"), Style::default()).gray).collect();
        let (width, height) = (checks[0].width(), checks.iter().map(Gray::height).sum::<u32>().max(900));
        let mut pixels: Vec<u8> = checks.iter().flat_map(|check| check.pixels().to_vec()).collect();
        pixels.resize((width * height) as usize, WHITE);
        let gray = Gray::from_pixels(width, height, pixels).unwrap();
        prepare(&PageImage { gray, dpi: Some(200), bitonal: false, damage: None, turn: None })
    }

    #[test]
    fn a_second_bank_line_is_a_second_check() {
        let (first, second) = ("⑆011000138⑆ 781059751534⑈ 1457", "⑈104711⑈ ⑆122000661⑆ 1211 0123456789⑈");
        for (lines, two) in [(&[first][..], false), (&[first, second], true), (&[second, first], true)] {
            let page = stacked(lines);
            let Field::Read(line) = E13bReader.read(&page) else { panic!("{lines:?} was not read") };
            assert_eq!(has_second_line(&page, &line, &E13bReader), two, "{lines:?}");
        }
    }
}
