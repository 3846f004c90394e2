//! A page made ready for reading.

use std::borrow::Cow;

use super::{Bits, Gray, PageImage, background, border, corners, despeckle, quality, rotate, scale, skew, threshold};
use crate::model::{Measures, Quality, QualityLimits};

/// Pages turned less than this are left alone: turning softens the print.
const STRAIGHT_ENOUGH: f32 = 0.1;

/// A page made ready for reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The page in gray, background about white.
    pub gray: Gray,
    /// The ink of the same page, same size.
    pub ink: Bits,
    /// Dots per inch: from the file, or judged from the paper's size.
    pub dpi: u32,
    /// How good the image is; holds the skew that was taken out.
    pub quality: Quality,
}

impl Page {
    /// The page upside down.
    #[must_use]
    pub fn turned_half(&self) -> Self {
        Self {
            gray: self.gray.turned_half(),
            ink: self.ink.turned_half(),
            dpi: self.dpi,
            quality: self.quality.clone(),
        }
    }

    /// The page a quarter turn clockwise.
    #[must_use]
    pub fn turned_quarter(&self) -> Self {
        Self {
            gray: self.gray.turned_quarter(),
            ink: self.ink.turned_quarter(),
            dpi: self.dpi,
            quality: self.quality.clone(),
        }
    }
}

/// Makes a page ready for reading: border cut away, 190 to 300 dpi, background white, straight, without dust.
#[must_use]
pub fn prepare(image: &PageImage) -> Page {
    let scanned_ink = image.bitonal.then(|| Bits::darker_than(&image.gray, threshold::HALF));
    let cut = match &scanned_ink {
        Some(ink) => border::cut_bitonal(&image.gray, ink),
        None => border::cut(&image.gray),
    };
    let cropped = cut.is_some();
    let (paper, outline) = match cut {
        Some(cut) => (Cow::Owned(cut.gray), cut.outline),
        None => (Cow::Borrowed(&image.gray), None),
    };
    let scanned_width = paper.width();
    let (sized, dpi) = scale::to_reading_size(paper, image.dpi);
    let scanned_dpi = dpi as f32 * scanned_width as f32 / sized.width().max(1) as f32;
    let as_scanned = matches!(sized, Cow::Borrowed(_));
    let mut gray = sized.into_owned();
    if !image.bitonal {
        background::flatten(&mut gray);
    }
    let mut ink = scanned_ink.filter(|_| as_scanned).unwrap_or_else(|| ink_of(&gray, image.bitonal));
    let skew = skew::estimate(&ink);
    if skew.abs() > STRAIGHT_ENOUGH {
        gray = rotate::straightened(&gray, &ink, skew, cropped, image.bitonal);
        ink = ink_of(&gray, image.bitonal);
    }
    let specks = despeckle::despeckle(&mut ink, dpi);
    if image.bitonal {
        despeckle::whiten(&mut gray, &specks);
    }
    let corner = outline.as_ref().map_or(0.0, |outline| corners::missing(outline, skew) * border::CELL as f32);
    let corner_inches = corner / scanned_dpi.max(1.0);
    let measures = quality::measure(&gray, &ink, dpi, specks.len(), image.bitonal, image.damage.is_some());
    let quality = Quality::judged(skew, Measures { scanned_dpi, corner_inches, ..measures }, &QualityLimits::default());
    Page { gray, ink, dpi, quality }
}

fn ink_of(gray: &Gray, bitonal: bool) -> Bits {
    if bitonal { Bits::darker_than(gray, threshold::HALF) } else { threshold::ink(gray) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{QualityFlag, Rect};

    /// Rows of bars like words on paper, turned clockwise, on a darker or equally white background.
    fn scan(degrees: f32, beside: u8) -> Gray {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let mut gray = Gray::new(1300, 660, beside);
        for at in 0..1300 * 660 {
            let (x, y) = ((at % 1300) as f32 - 650.0, (at / 1300) as f32 - 330.0);
            let (along, down) = (x * cos + y * sin + 600.0, y * cos - x * sin + 275.0);
            if !(0.0..1200.0).contains(&along) || !(0.0..550.0).contains(&down) {
                continue;
            }
            let (letter, line) = ((along / 13.0) as u32, (down / 50.0) as u32);
            let print = (2..9).contains(&line) && (6..80).contains(&letter) && (letter * 5 + line * 3) % 7 > 1;
            let ink = print && along % 13.0 < 8.0 && (14.0..34.0).contains(&(down % 50.0));
            gray.set(at % 1300, at / 1300, if ink { 30 } else { 225 });
        }
        gray
    }

    fn page(gray: Gray, bitonal: bool) -> Page {
        let mut gray = gray;
        if bitonal {
            gray.pixels_mut().iter_mut().for_each(|shade| *shade = if *shade < 128 { 0 } else { 255 });
        }
        prepare(&PageImage { gray, dpi: Some(200), bitonal, damage: None, turn: None })
    }

    #[test]
    fn skew_and_border_are_taken_out() {
        for degrees in [-9.5_f32, -3.0, -1.4, 0.0, 0.8, 2.2, 4.5, 7.5] {
            for (beside, bitonal) in [(10, false), (10, true), (225, false), (255, true)] {
                let page = page(scan(degrees, beside), bitonal);
                let case = format!("{degrees} {beside} {bitonal}");
                assert!((page.quality.skew_degrees - degrees).abs() < 0.15, "{case}: {:?}", page.quality);
                assert_eq!(page.quality.flags, [], "{case}");
                assert_eq!((page.gray.width(), page.gray.height()), (page.ink.width(), page.ink.height()), "{case}");
                // Print stands in level rows: between the rows there is none.
                let rows: Vec<bool> =
                    (0..page.ink.height()).map(|y| page.ink.count_in(Rect::new(0, y, 9999, 1)) > 0).collect();
                let starts = rows.windows(2).filter(|pair| !pair[0] && pair[1]).count();
                assert_eq!(starts, 7, "{case}");
                let share = page.ink.count() as f64 / (7.0 * 53.0 * 8.0 * 20.0);
                assert!((0.9..1.12).contains(&share), "{case}: {share}");
                if beside == 10 {
                    let inches = page.gray.width() as f32 / 200.0;
                    assert!((5.9..6.15).contains(&inches), "{case}: {inches}");
                }
            }
        }
    }

    #[test]
    fn points_stay_and_dust_goes() {
        for bitonal in [false, true] {
            let mut gray = scan(0.0, 225);
            for (place, side) in [((900, 500), 3), ((1100, 90), 1)] {
                for at in 0..side * side {
                    gray.set(place.0 + at % side, place.1 + at / side, 20);
                }
            }
            let page = page(gray, bitonal);
            assert_eq!(page.ink.count_in(Rect::new(895, 495, 12, 12)), 9);
            assert_eq!(page.ink.count_in(Rect::new(1095, 85, 12, 12)), 0);
        }
    }

    #[test]
    fn plain_pages_stay_plain() {
        for shade in [0, 255] {
            for (width, height) in [(0, 0), (1, 1), (0, 9), (1200, 550)] {
                for bitonal in [false, true] {
                    let page = page(Gray::new(width, height, shade), bitonal);
                    assert_eq!(page.quality.skew_degrees, 0.0);
                }
            }
        }
        let half = page(scan(1.0, 225), true);
        assert_eq!(half.turned_half().turned_half(), half);
    }

    #[test]
    fn a_corner_folded_over_is_flagged() {
        for degrees in [0.0, 2.0] {
            for (leg, flags) in [(60, &[][..]), (160, &[QualityFlag::FoldedCorner])] {
                let mut gray = scan(degrees, 10);
                // The paper's upper right corner stands at 1250, 55.
                for y in 0..leg + 55 {
                    (1250 - (leg + 55 - y)..1300).for_each(|x| gray.set(x, y, 10));
                }
                let quality = page(gray, false).quality;
                assert_eq!(quality.flags, flags, "{degrees} {leg}: {:?}", quality.measures);
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(
            width in 0u32..90,
            shades in proptest::collection::vec(any::<u8>(), 0..4000),
            dpi in proptest::option::of(50u32..1200),
            bitonal in any::<bool>(),
        ) {
            let height = shades.len() as u32 / width.max(1);
            let pixels = shades[..(width * height) as usize].to_vec();
            let gray = Gray::from_pixels(width, height, pixels).unwrap();
            let page = prepare(&PageImage { gray, dpi, bitonal, damage: Some("rows missing".to_owned()), turn: None });
            prop_assert_eq!((page.gray.width(), page.gray.height()), (page.ink.width(), page.ink.height()));
        }
    }
}
