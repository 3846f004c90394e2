//! Lines drawn for tests: from the E-13B grid and the OCR templates, with shift, stretch, slope and noise.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::font::{GLYPH_HEIGHT, MARGIN, WINDOW_HEIGHT};
use super::ocr::Face;
use super::{e13b, ocr};
use crate::raster::{Bits, Gray, Page};

/// How a line is drawn.
#[derive(Debug, Clone, Copy)]
pub(in crate::reading) struct Style {
    /// Height of a character in pixels.
    pub(super) height: f32,
    /// How much wider than it should be.
    pub(super) stretch: f32,
    /// Pixels down per pixel to the right.
    pub(super) slope: f32,
    /// Fractions of a pixel by which all is moved.
    pub(super) shift: f32,
    /// The share of pixels turned over.
    pub(super) specks: f64,
    /// Only black and white.
    pub(super) bitonal: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { height: 23.4, stretch: 1.0, slope: 0.0, shift: 0.3, specks: 0.0, bitonal: false }
    }
}

/// A page that shows one E-13B line near its bottom.
pub(in crate::reading) fn micr_page(line: &str, style: Style) -> Page {
    let cell = style.height / 9.0;
    let pitch = style.height * 0.125 / 0.117;
    let characters: Vec<char> = line.chars().collect();
    draw(characters.len(), pitch, style, |place, x, y| {
        characters.get(place).is_some_and(|symbol| e13b::inks_symbol(*symbol, x / cell, y / cell))
    })
}

/// A page that shows one line in OCR-A or OCR-B near its bottom.
pub(super) fn ocr_page(face: Face, line: &str, style: Style) -> Page {
    let step = GLYPH_HEIGHT / style.height;
    let pitch = face.pitch() / step;
    let characters: Vec<char> = line.chars().collect();
    draw(characters.len(), pitch, style, |place, x, y| {
        let (x, y) = (x * step + (ocr::WINDOW as f32 - face.pitch()) / 2.0, y * step + MARGIN as f32);
        let template = characters.get(place).and_then(|symbol| face.template(*symbol));
        let inside = x >= 0.0 && y >= 0.0 && x < ocr::WINDOW as f32 && y < WINDOW_HEIGHT as f32;
        inside && template.is_some_and(|ink| ink[y as usize * ocr::WINDOW + x as usize] > 127)
    })
}

/// Draws characters by asking whether place n is inked at x, y within it.
fn draw(count: usize, pitch: f32, style: Style, inked: impl Fn(usize, f32, f32) -> bool) -> Page {
    let pitch = pitch * style.stretch;
    let (left, top) = (40.0 + style.shift, 160.0 + style.shift);
    let (width, height) = (pitch.mul_add(count as f32, 80.0) as u32, 260);
    let mut gray = Gray::new(width, height, 255);
    for y in 0..height {
        for x in 0..width {
            let samples = (0..16).filter(|n| {
                let (x, y) = (x as f32 + (n % 4) as f32 / 4.0, y as f32 + (n / 4) as f32 / 4.0);
                let (across, down) = (x - left, y - top - style.slope * x);
                let place = (across / pitch).floor();
                let within = (across - place * pitch) / style.stretch;
                place >= 0.0 && down >= -2.0 * style.height && inked(place as usize, within, down)
            });
            gray.set(x, y, 255 - (samples.count() * 255 / 16) as u8);
        }
    }
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    for shade in gray.pixels_mut() {
        if style.bitonal {
            *shade = if *shade < 140 { 0 } else { 255 };
        }
        if chance.random_bool(style.specks) {
            *shade = 255 - *shade;
        }
    }
    page(gray)
}

/// A page of these pixels.
pub(super) fn page(gray: Gray) -> Page {
    Page { ink: Bits::darker_than(&gray, 128), gray, dpi: 200, quality: crate::model::Quality::default() }
}

/// Styles that paper and scanners give: sizes, stretch, slope, black and white, specks.
pub(super) fn styles() -> Vec<Style> {
    let plain = Style::default();
    vec![
        plain,
        Style { height: 35.1, shift: 0.7, ..plain },
        Style { height: 17.6, ..plain },
        Style { stretch: 1.1, bitonal: true, ..plain },
        Style { stretch: 0.92, slope: 0.004, ..plain },
        Style { slope: -0.006, bitonal: true, specks: 0.002, shift: 0.5, ..plain },
        Style { height: 28.0, bitonal: true, specks: 0.005, ..plain },
    ]
}
