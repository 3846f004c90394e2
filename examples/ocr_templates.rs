//! Draws the OCR-A and OCR-B templates of the line reader from the fonts' outlines; run by hand when they change:
//!
//! `cargo run --example ocr_templates -- OCRA.ttf src/reading/line/ocr_a.pgm`
//!
//! The fonts are Debian's `fonts-ocr-a` (public domain) and `fonts-ocr-b` (free to use and distribute). The picture holds
//! one character below the other, [`WINDOW`] x [`ROWS`] pixels each, ink bright, digits 26 pixels tall, as
//! `reading::line::ocr` expects them.

use std::path::Path;

use ab_glyph::{Font, FontVec, Glyph, PxScale, ScaleFont, point};
use lockbox::files;

const CHARACTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<>/-+";
const WINDOW: usize = 22;
const ROWS: usize = 32;
const MARGIN: f32 = 3.0;
const DIGIT: f32 = 26.0;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, font, out] = &arguments[..] else { anyhow::bail!("give a font file and the picture to write") };
    let font = FontVec::try_from_vec(files::read(Path::new(font), 1 << 24)?)?;
    let picture: Vec<u8> = CHARACTERS.chars().flat_map(|character| draw(&font, character)).collect();
    files::write_atomic(Path::new(out), |file| {
        write!(file, "P5\n{WINDOW} {}\n255\n", CHARACTERS.len() * ROWS)?;
        file.write_all(&picture)
    })?;
    Ok(())
}

/// The scale at which a digit is [`DIGIT`] pixels tall.
fn scale(font: &FontVec) -> PxScale {
    let tall = |size: f32| {
        let glyph = font.glyph_id('0').with_scale(size);
        font.outline_glyph(glyph).map_or(1.0, |outline| outline.px_bounds().height())
    };
    PxScale::from(DIGIT / tall(1000.0) * 1000.0)
}

fn draw(font: &FontVec, character: char) -> Vec<u8> {
    let scaled = font.as_scaled(scale(font));
    let id = font.glyph_id(character);
    let left = (WINDOW as f32 - scaled.h_advance(id)) / 2.0;
    let glyph = Glyph { id, scale: scaled.scale(), position: point(left, MARGIN + DIGIT) };
    let mut ink = vec![0; WINDOW * ROWS];
    if let Some(outline) = font.outline_glyph(glyph) {
        let bounds = outline.px_bounds();
        outline.draw(|x, y, share| {
            let (x, y) = (x as f32 + bounds.min.x, y as f32 + bounds.min.y);
            if x >= 0.0 && y >= 0.0 && x < WINDOW as f32 && y < ROWS as f32 {
                ink[y as usize * WINDOW + x as usize] = (share.clamp(0.0, 1.0) * 255.0) as u8;
            }
        });
    }
    ink
}
