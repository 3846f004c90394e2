//! Eight-bit gray images.

use super::Turn;
use crate::model::Rect;

/// A gray image, row-major, one byte a pixel: 0 black, 255 white.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gray {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Gray {
    /// An image of one shade, `width` x `height`.
    #[must_use]
    pub fn new(width: u32, height: u32, shade: u8) -> Self {
        Self { width, height, pixels: vec![shade; width as usize * height as usize] }
    }

    /// An image from its pixels, row-major; `None` unless there are `width` x `height` of them.
    #[must_use]
    pub fn from_pixels(width: u32, height: u32, pixels: Vec<u8>) -> Option<Self> {
        (pixels.len() == width as usize * height as usize).then_some(Self { width, height, pixels })
    }

    /// Width in pixels.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    #[must_use]
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// All pixels, row-major.
    #[must_use]
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// All pixels, row-major, to change.
    pub fn pixels_mut(&mut self) -> &mut [u8] {
        &mut self.pixels
    }

    /// One row from the top; empty below the image.
    #[must_use]
    pub fn row(&self, y: u32) -> &[u8] {
        let start = y as usize * self.width as usize;
        self.pixels.get(start..start + self.width as usize).unwrap_or_default()
    }

    /// One pixel; white outside the image.
    #[must_use]
    pub fn get(&self, x: u32, y: u32) -> u8 {
        if x >= self.width || y >= self.height { 255 } else { self.pixels[(y * self.width + x) as usize] }
    }

    /// Sets one pixel; outside the image nothing happens.
    pub fn set(&mut self, x: u32, y: u32, shade: u8) {
        if x < self.width && y < self.height {
            self.pixels[(y * self.width + x) as usize] = shade;
        }
    }

    /// The part of the image inside `place`, as far as it lies within the image.
    #[must_use]
    pub fn crop(&self, place: Rect) -> Self {
        let left = place.x.min(self.width);
        let right = place.right().min(self.width);
        let top = place.y.min(self.height);
        let bottom = place.bottom().min(self.height);
        let mut pixels = Vec::with_capacity((right - left) as usize * (bottom - top) as usize);
        for y in top..bottom {
            pixels.extend_from_slice(&self.row(y)[left as usize..right as usize]);
        }
        Self { width: right - left, height: bottom - top, pixels }
    }

    /// The image upside down.
    #[must_use]
    pub fn turned_half(&self) -> Self {
        let mut turned = self.clone();
        turned.pixels.reverse();
        turned
    }

    /// The image a quarter turn clockwise.
    #[must_use]
    pub fn turned_quarter(&self) -> Self {
        let mut turned = Self::new(self.height, self.width, 255);
        for y in 0..self.height {
            for (x, shade) in self.row(y).iter().enumerate() {
                turned.set(self.height - 1 - y, x as u32, *shade);
            }
        }
        turned
    }
}

/// A page image as scanned: gray pixels with their resolution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageImage {
    /// The pixels; a bitonal page holds just 0 and 255.
    pub gray: Gray,
    /// Dots per inch, where the file says so believably (50 to 1200).
    pub dpi: Option<u32>,
    /// Whether the page was bitonal in the file.
    pub bitonal: bool,
    /// Why some rows are missing, if they are; those are white.
    pub damage: Option<String>,
    /// What a large page waited for, so that no two are in memory.
    pub turn: Option<Turn>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turning_and_cropping_move_pixels_where_they_belong() {
        let image = Gray::from_pixels(3, 2, vec![1, 2, 3, 4, 5, 6]).unwrap();
        assert_eq!(image.turned_half().pixels(), [6, 5, 4, 3, 2, 1]);
        let quarter = image.turned_quarter();
        assert_eq!((quarter.width(), quarter.height()), (2, 3));
        assert_eq!(quarter.pixels(), [4, 1, 5, 2, 6, 3]);
        assert_eq!(image.crop(Rect::new(1, 0, 9, 9)).pixels(), [2, 3, 5, 6]);
        assert_eq!(image.crop(Rect::new(7, 7, 1, 1)).pixels(), [0u8; 0]);
        assert_eq!(image.get(3, 0), 255);
    }
}
