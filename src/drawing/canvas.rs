//! A page to draw on: lines, boxes and text placed in inches from the top left corner.

use ab_glyph::{Font, Glyph, GlyphId, OutlineCurve, OutlinedGlyph, Point, PxScale, PxScaleFactor};

use super::barcode;
use super::fonts::{Face, Fonts};
use super::marks::{Area, Mark, Marks};
use crate::model::Rect;
use crate::raster::Gray;

/// How pages are drawn, in dots per inch.
pub const DPI: u32 = 200;

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Type {
    /// The typeface.
    pub face: Face,
    /// The size in points.
    pub size: f32,
    /// The ink, 0 black.
    pub shade: u8,
    /// How far letters lean right: a share of their height.
    pub slant: f32,
    /// How unsteady the hand is: a share of the size.
    pub wobble: f32,
}

impl Type {
    /// Black, upright type.
    #[must_use]
    pub const fn new(face: Face, size: f32) -> Self {
        Self { face, size, shade: 0, slant: 0.0, wobble: 0.0 }
    }

    /// The same in gray.
    #[must_use]
    pub const fn gray(self, shade: u8) -> Self {
        Self { shade, ..self }
    }

    /// The same in another size.
    #[must_use]
    pub const fn sized(self, size: f32) -> Self {
        Self { size, ..self }
    }
}

/// Where text stands between its left and right end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left end.
    Left,
    /// In the middle.
    Centre,
    /// At the right end.
    Right,
}

/// A white page being drawn on.
#[derive(Debug, Clone)]
pub struct Canvas<'a> {
    fonts: &'a Fonts,
    dpi: f32,
    gray: Gray,
}

impl<'a> Canvas<'a> {
    /// A white page of that many inches.
    #[must_use]
    pub fn new(fonts: &'a Fonts, width: f32, height: f32) -> Self {
        Self::with_dpi(fonts, width, height, DPI)
    }

    /// A white page of that many inches in another resolution.
    #[must_use]
    pub fn with_dpi(fonts: &'a Fonts, width: f32, height: f32, dpi: u32) -> Self {
        let dpi = dpi as f32;
        Self { fonts, dpi, gray: Gray::new((width * dpi).round() as u32, (height * dpi).round() as u32, 255) }
    }

    /// A page that holds something already.
    #[must_use]
    pub const fn over(fonts: &'a Fonts, gray: Gray, dpi: u32) -> Self {
        Self { fonts, dpi: dpi as f32, gray }
    }

    /// The page as drawn so far.
    #[must_use]
    pub const fn gray(&self) -> &Gray {
        &self.gray
    }

    /// The finished page.
    #[must_use]
    pub fn into_gray(self) -> Gray {
        self.gray
    }

    /// Dots per inch.
    #[must_use]
    pub const fn dpi(&self) -> f32 {
        self.dpi
    }

    /// Width in inches.
    #[must_use]
    pub fn width(&self) -> f32 {
        self.gray.width() as f32 / self.dpi
    }

    /// Height in inches.
    #[must_use]
    pub fn height(&self) -> f32 {
        self.gray.height() as f32 / self.dpi
    }

    /// Lays ink on one pixel; ink never makes anything lighter.
    pub fn ink(&mut self, x: i64, y: i64, shade: u8, coverage: f32) {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return };
        let below = self.gray.get(x, y);
        let mixed = f32::from(below) + (f32::from(shade) - f32::from(below)) * coverage.clamp(0.0, 1.0);
        self.gray.set(x, y, below.min((mixed + 0.5) as u8));
    }

    /// Paints over a rectangle, lighter or darker.
    pub fn paint(&mut self, x: f32, y: f32, width: f32, height: f32, shade: u8) {
        let place = self.place(x, y, width, height);
        for row in place.y..place.bottom() {
            for column in place.x..place.right() {
                self.gray.set(column, row, shade);
            }
        }
    }

    /// Changes every pixel by a function of its place (in inches) and shade.
    pub fn shade_by(&mut self, shade: impl Fn(f32, f32, u8) -> u8) {
        let (width, dpi) = (self.gray.width().max(1) as usize, self.dpi);
        for (y, row) in self.gray.pixels_mut().chunks_mut(width).enumerate() {
            for (x, pixel) in row.iter_mut().enumerate() {
                *pixel = shade(x as f32 / dpi, y as f32 / dpi, *pixel);
            }
        }
    }

    /// A filled rectangle with soft edges where it does not end on a pixel.
    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, shade: u8) {
        let (left, right) = (x * self.dpi, (x + width) * self.dpi);
        let (top, bottom) = (y * self.dpi, (y + height) * self.dpi);
        for row in top.floor() as i64..bottom.ceil() as i64 {
            let tall = (bottom.min(row as f32 + 1.0) - top.max(row as f32)).max(0.0);
            for column in left.floor() as i64..right.ceil() as i64 {
                let wide = (right.min(column as f32 + 1.0) - left.max(column as f32)).max(0.0);
                self.ink(column, row, shade, tall * wide);
            }
        }
    }

    /// A horizontal rule of `weight` inches.
    pub fn rule(&mut self, x: f32, right: f32, y: f32, weight: f32, shade: u8) {
        self.fill(x, y - weight / 2.0, right - x, weight, shade);
    }

    /// A rectangle's outline.
    pub fn frame(&mut self, x: f32, y: f32, width: f32, height: f32, weight: f32, shade: u8) {
        self.fill(x, y, width, weight, shade);
        self.fill(x, y + height - weight, width, weight, shade);
        self.fill(x, y, weight, height, shade);
        self.fill(x + width - weight, y, weight, height, shade);
    }

    /// A line of dashes across the page, as where a coupon is torn off.
    pub fn dashes(&mut self, x: f32, right: f32, y: f32, shade: u8) {
        let mut at = x;
        while at < right {
            self.rule(at, (at + 0.06).min(right), y, 0.008, shade);
            at += 0.12;
        }
    }

    /// A pen stroke through these points, `weight` inches wide.
    pub fn stroke(&mut self, points: &[(f32, f32)], weight: f32, shade: u8) {
        let radius = weight * self.dpi / 2.0;
        for pair in points.windows(2) {
            let (from, to) = (self.pixel(pair[0]), self.pixel(pair[1]));
            let steps = ((to.0 - from.0).hypot(to.1 - from.1) * 2.0).ceil().max(1.0);
            for step in 0..=steps as u32 {
                let share = step as f32 / steps;
                self.dot(from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share, radius, shade);
            }
        }
    }

    fn pixel(&self, point: (f32, f32)) -> (f32, f32) {
        (point.0 * self.dpi, point.1 * self.dpi)
    }

    fn dot(&mut self, x: f32, y: f32, radius: f32, shade: u8) {
        for row in (y - radius).floor() as i64..=(y + radius).ceil() as i64 {
            for column in (x - radius).floor() as i64..=(x + radius).ceil() as i64 {
                let away = (column as f32 + 0.5 - x).hypot(row as f32 + 0.5 - y);
                self.ink(column, row, shade, radius + 0.5 - away);
            }
        }
    }

    /// How wide a text is, in inches.
    #[must_use]
    pub fn measure(&self, text: &str, style: Type) -> f32 {
        let font = self.fonts.get(style.face);
        let advance: f32 = text.chars().map(|c| font.h_advance_unscaled(font.glyph_id(c))).sum();
        advance * self.per_unit(style) / self.dpi
    }

    /// The size in points at which a face's digits are `tall` inches high.
    #[must_use]
    pub fn size_for_digits(&self, face: Face, tall: f32) -> f32 {
        let font = self.fonts.get(face);
        let per_em = font.units_per_em().unwrap_or(1000.0);
        let height = |digit| font.outline(font.glyph_id(digit)).map(|o| (o.bounds.max.y - o.bounds.min.y).abs());
        // Old-style digits differ in height; the tallest counts.
        let highest = ['0', '1', '4', '8'].into_iter().filter_map(height).fold(0.0, f32::max);
        tall * 72.0 * per_em / if highest > 0.0 { highest } else { per_em * 0.7 }
    }

    /// Pixels per font unit.
    fn per_unit(&self, style: Type) -> f32 {
        style.size * self.dpi / 72.0 / self.fonts.get(style.face).units_per_em().unwrap_or(1000.0)
    }

    /// Text from `x` on with its baseline at `y`; gives back where it stands.
    pub fn text(&mut self, x: f32, y: f32, text: &str, style: Type) -> Rect {
        let font = self.fonts.get(style.face);
        let per_unit = self.per_unit(style);
        let mut pen = x * self.dpi;
        for (at, character) in text.chars().enumerate() {
            let id = font.glyph_id(character);
            let (across, up) = unsteady(text, at);
            let swing = style.wobble * style.size * self.dpi / 72.0;
            self.glyph(id, (pen + across * swing, y * self.dpi + up * swing), style);
            pen += font.h_advance_unscaled(id) * per_unit;
        }
        let tall = style.size / 72.0;
        self.place(x, y - tall * 0.75, pen / self.dpi - x, tall)
    }

    /// Text between two ends, made smaller where it would not fit; gives back where it stands.
    pub fn text_in(&mut self, (left, right): (f32, f32), y: f32, text: &str, style: Type, align: Align) -> Rect {
        let room = (right - left).max(0.01);
        let wide = self.measure(text, style);
        let style = if wide > room { style.sized(style.size * room / wide) } else { style };
        let spare = room - self.measure(text, style);
        let x = match align {
            Align::Left => left,
            Align::Centre => left + spare / 2.0,
            Align::Right => left + spare,
        };
        self.text(x, y, text, style)
    }

    /// Fixed-pitch text whose last character's cell ends at `right`.
    pub fn text_pitched(&mut self, right: f32, y: f32, text: &str, style: Type, pitch: f32) -> Rect {
        let font = self.fonts.get(style.face);
        let start = right - pitch * text.chars().count() as f32;
        for (at, character) in text.chars().enumerate() {
            let id = font.glyph_id(character);
            let advance = font.h_advance_unscaled(id) * self.per_unit(style) / self.dpi;
            let x = start + pitch * at as f32 + (pitch - advance) / 2.0;
            self.glyph(id, (x * self.dpi, y * self.dpi), style);
        }
        let tall = style.size / 72.0;
        self.place(start, y - tall, right - start, tall * 1.2)
    }

    fn glyph(&mut self, id: GlyphId, (x, y): (f32, f32), style: Type) {
        let Some(mut outline) = self.fonts.get(style.face).outline(id) else { return };
        let lean = |p: &mut Point| p.x += p.y * style.slant;
        for curve in &mut outline.curves {
            match curve {
                OutlineCurve::Line(a, b) => [a, b].into_iter().for_each(lean),
                OutlineCurve::Quad(a, b, c) => [a, b, c].into_iter().for_each(lean),
                OutlineCurve::Cubic(a, b, c, d) => [a, b, c, d].into_iter().for_each(lean),
            }
        }
        let (low, high) =
            (outline.bounds.min.y.min(outline.bounds.max.y), outline.bounds.max.y.max(outline.bounds.min.y));
        outline.bounds.min.x += (low * style.slant).min(high * style.slant);
        outline.bounds.max.x += (low * style.slant).max(high * style.slant);
        let per_unit = self.per_unit(style);
        let glyph = Glyph { id, scale: PxScale::from(1.0), position: Point { x, y } };
        let factor = PxScaleFactor { horizontal: per_unit, vertical: per_unit };
        let outlined = OutlinedGlyph::new(glyph, outline, factor);
        let corner = outlined.px_bounds().min;
        outlined.draw(|column, row, coverage| {
            self.ink(corner.x as i64 + i64::from(column), corner.y as i64 + i64::from(row), style.shade, coverage);
        });
    }

    /// Draws all of these.
    pub fn print(&mut self, marks: &Marks<'_>) {
        for mark in marks.list() {
            match mark {
                Mark::Text { x, y, text, style } => _ = self.text(*x, *y, text, *style),
                Mark::Pitched { right, y, text, style, pitch } => {
                    _ = self.text_pitched(*right, *y, text, *style, *pitch);
                }
                Mark::Fill { area: Area { x, y, width, height }, shade } => self.fill(*x, *y, *width, *height, *shade),
                Mark::Symbol { x, y, symbol, dots, height } => {
                    let module = (*dots as f32 * self.dpi / DPI as f32).round().max(1.0) as u32;
                    barcode::draw(self, symbol, *x, *y, module, *height);
                }
            }
        }
    }

    /// A place in pixels from one in inches, kept on the page.
    #[must_use]
    pub fn place(&self, x: f32, y: f32, width: f32, height: f32) -> Rect {
        let clamp = |inches: f32, most: u32| ((inches * self.dpi).round().max(0.0) as u32).min(most);
        let (left, top) = (clamp(x, self.gray.width()), clamp(y, self.gray.height()));
        let (right, bottom) = (clamp(x + width, self.gray.width()), clamp(y + height, self.gray.height()));
        Rect::new(left, top, right.saturating_sub(left), bottom.saturating_sub(top))
    }

    /// Copies ink of another picture onto the page, its top left corner at a pixel.
    pub fn stamp(&mut self, picture: &Gray, x: i64, y: i64) {
        for row in 0..picture.height() {
            for (column, shade) in picture.row(row).iter().enumerate() {
                self.ink(x + column as i64, y + i64::from(row), *shade, 1.0);
            }
        }
    }
}

/// How far a hand strays at the given letter, -1 to 1 across and up; the same text strays the same way.
fn unsteady(text: &str, at: usize) -> (f32, f32) {
    let mut hash = 0x9E37_79B9_u32.wrapping_mul(at as u32 + 1);
    for byte in text.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash ^= hash >> 15;
    let part = |bits: u32| (bits & 0xFF) as f32 / 127.5 - 1.0;
    (part(hash >> 8), part(hash >> 16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_between_its_ends() {
        let fonts = Fonts::load(&[Face::Sans]).unwrap();
        for align in [Align::Left, Align::Centre, Align::Right] {
            let mut canvas = Canvas::new(&fonts, 4.0, 1.0);
            let place =
                canvas.text_in((1.0, 2.0), 0.5, "a text far too long for one inch", Type::new(Face::Sans, 14.0), align);
            assert!(place.x >= 199 && place.right() <= 401, "{place:?}");
            let gray = canvas.into_gray();
            let inked = |x: u32| (0..gray.height()).any(|y| gray.get(x, y) < 128);
            assert!((0..197).all(|x| !inked(x)) && (403..800).all(|x| !inked(x)));
            assert!((200..400).any(inked));
        }
    }

    #[test]
    fn a_fill_covers_exactly_its_area() {
        let fonts = Fonts::load(&[Face::Sans]).unwrap();
        let mut canvas = Canvas::new(&fonts, 1.0, 1.0);
        canvas.fill(0.0125, 0.0125, 0.1, 0.05, 0);
        let ink: f32 = canvas.gray().pixels().iter().map(|p| (255.0 - f32::from(*p)) / 255.0).sum();
        assert!((ink - 20.0 * 10.0).abs() < 1.0, "{ink}");
    }

    #[test]
    fn nothing_happens_off_the_page() {
        let fonts = Fonts::load(&[Face::Sans]).unwrap();
        let mut canvas = Canvas::new(&fonts, 0.5, 0.5);
        canvas.fill(-1.0, -1.0, 9.0, 0.5, 0);
        canvas.stroke(&[(-1.0, -1.0), (2.0, -1.0)], 0.05, 0);
        canvas.text(-3.0, -3.0, "off", Type::new(Face::Sans, 12.0));
        assert!(canvas.gray().pixels().iter().all(|p| *p == 255));
    }
}
