//! A page as a list of marks, in inches from its top left corner: what scan decks draw as pixels and what bills print as
//! PDF is laid out once.

use super::canvas::{Align, DPI, Type};
use super::fonts::Fonts;
use crate::raster::Bits;

/// The unit of bars and modules, in inches: a pixel of the scan.
pub const DOT: f32 = 1.0 / DPI as f32;

/// One thing on a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A line of text from `x` on, its baseline at `y`.
    Text {
        /// Its left end.
        x: f32,
        /// Its baseline.
        y: f32,
        /// What it says.
        text: String,
        /// How it looks.
        style: Type,
    },
    /// Fixed-pitch text whose last character's cell ends at `right`.
    Pitched {
        /// Its right end.
        right: f32,
        /// Its baseline.
        y: f32,
        /// What it says.
        text: String,
        /// How it looks.
        style: Type,
        /// From character to character.
        pitch: f32,
    },
    /// A filled rectangle.
    Fill {
        /// Where.
        area: Area,
        /// Its ink, 0 black.
        shade: u8,
    },
    /// A barcode, its top left corner at `x` and `y`.
    Symbol {
        /// Its left edge.
        x: f32,
        /// Its top edge.
        y: f32,
        /// Its modules; a linear one has one row.
        symbol: Bits,
        /// The width of a module in dots.
        dots: u32,
        /// The height of a linear symbol's bars.
        height: f32,
    },
}

/// A place on a page in inches.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Area {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Area {
    /// The smallest place that holds both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) = ((self.x + self.width).max(other.x + other.width), self.bottom().max(other.bottom()));
        Self { x, y, width: right - x, height: bottom - y }
    }

    /// Its lower edge.
    #[must_use]
    pub fn bottom(&self) -> f32 {
        self.y + self.height
    }
}

/// The marks of a page in the order in which they are made.
#[derive(Debug, Clone)]
pub struct Marks<'a> {
    fonts: &'a Fonts,
    list: Vec<Mark>,
    /// The text that had to be made smallest, and its size.
    smallest: Option<(f32, String)>,
}

impl<'a> Marks<'a> {
    /// An empty page.
    #[must_use]
    pub const fn new(fonts: &'a Fonts) -> Self {
        Self { fonts, list: Vec::new(), smallest: None }
    }

    /// The fonts that text is measured with.
    #[must_use]
    pub const fn fonts(&self) -> &'a Fonts {
        self.fonts
    }

    /// All marks.
    #[must_use]
    pub fn list(&self) -> &[Mark] {
        &self.list
    }

    /// The text that had to be made smaller than `size` points for want of room, if any.
    #[must_use]
    pub fn crowded(&self, size: f32) -> Option<&str> {
        self.smallest.as_ref().filter(|(smallest, _)| *smallest < size).map(|(_, text)| text.as_str())
    }

    /// Adds the marks of another page, moved down.
    pub fn add_below(&mut self, other: Marks<'_>, down: f32) {
        self.list.extend(other.list.into_iter().map(|mark| moved(mark, down)));
        let smallest = self.smallest.take().into_iter().chain(other.smallest);
        self.smallest = smallest.min_by(|a, b| a.0.total_cmp(&b.0));
    }

    /// Text from `x` on with its baseline at `y`; gives back where it stands.
    pub fn text(&mut self, x: f32, y: f32, text: &str, style: Type) -> Area {
        let tall = style.size / 72.0;
        let width = self.fonts.measure(text, style);
        self.list.push(Mark::Text { x, y, text: text.to_owned(), style });
        Area { x, y: y - tall * 0.75, width, height: tall }
    }

    /// Text between two ends, made smaller where it would not fit; gives back where it stands.
    pub fn text_in(&mut self, (left, right): (f32, f32), y: f32, text: &str, style: Type, align: Align) -> Area {
        let room = (right - left).max(0.01);
        let wide = self.fonts.measure(text, style);
        let style = if wide > room { style.sized(style.size * room / wide) } else { style };
        if wide > room && self.smallest.as_ref().is_none_or(|(smallest, _)| style.size < *smallest) {
            self.smallest = Some((style.size, text.to_owned()));
        }
        let spare = (room - wide).max(0.0);
        let x = match align {
            Align::Left => left,
            Align::Centre => left + spare / 2.0,
            Align::Right => left + spare,
        };
        self.text(x, y, text, style)
    }

    /// Fixed-pitch text whose last character's cell ends at `right`; gives back where it stands.
    pub fn text_pitched(&mut self, right: f32, y: f32, text: &str, style: Type, pitch: f32) -> Area {
        let (wide, tall) = (pitch * text.chars().count() as f32, style.size / 72.0);
        self.list.push(Mark::Pitched { right, y, text: text.to_owned(), style, pitch });
        Area { x: right - wide, y: y - tall, width: wide, height: tall * 1.2 }
    }

    /// A filled rectangle.
    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, shade: u8) {
        self.list.push(Mark::Fill { area: Area { x, y, width, height }, shade });
    }

    /// A horizontal rule of `weight` inches.
    pub fn rule(&mut self, x: f32, right: f32, y: f32, weight: f32, shade: u8) {
        self.fill(x, y - weight / 2.0, right - x, weight, shade);
    }

    /// A rectangle's outline.
    pub fn frame(&mut self, area: Area, weight: f32, shade: u8) {
        let Area { x, y, width, height } = area;
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

    /// A barcode from its top left corner; gives back its place.
    pub fn symbol(&mut self, x: f32, y: f32, symbol: Bits, dots: u32, height: f32) -> Area {
        let area = symbol_area(x, y, &symbol, dots, height);
        self.list.push(Mark::Symbol { x, y, symbol, dots, height });
        area
    }
}

/// The place that a barcode takes.
#[must_use]
pub fn symbol_area(x: f32, y: f32, symbol: &Bits, dots: u32, height: f32) -> Area {
    let tall = if symbol.height() == 1 { height } else { (symbol.height() * dots) as f32 * DOT };
    Area { x, y, width: (symbol.width() * dots) as f32 * DOT, height: tall }
}

fn moved(mut mark: Mark, down: f32) -> Mark {
    match &mut mark {
        Mark::Text { y, .. } | Mark::Pitched { y, .. } | Mark::Symbol { y, .. } => *y += down,
        Mark::Fill { area, .. } => area.y += down,
    }
    mark
}

#[cfg(test)]
mod tests {
    use super::super::fonts::Face;
    use super::*;

    #[test]
    fn text_that_had_to_shrink_is_told() {
        let fonts = Fonts::load(&[Face::Sans]).unwrap();
        let mut marks = Marks::new(&fonts);
        let style = Type::new(Face::Sans, 10.0);
        let short = marks.text_in((1.0, 3.0), 1.0, "short", style, Align::Right);
        assert!((short.x + short.width - 3.0).abs() < 1e-4, "{short:?}");
        assert_eq!(marks.crowded(6.0), None);
        let long = "a name that is far too long for the room it has";
        let place = marks.text_in((1.0, 2.0), 1.0, long, style, Align::Left);
        assert!((place.width - 1.0).abs() < 1e-4, "{place:?}");
        assert_eq!(marks.crowded(6.0), Some(long));
        let mut page = Marks::new(&fonts);
        page.add_below(marks, 7.0);
        assert_eq!(page.crowded(6.0), Some(long));
        assert!(matches!(&page.list()[0], Mark::Text { y, .. } if *y == 8.0));
    }
}
