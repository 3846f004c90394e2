//! Bitonal images, one bit a pixel.

use super::Gray;
use crate::model::Rect;

/// A bitonal image, row-major, packed 64 pixels a word; a set bit is ink. Bit `x % 64` of word `x / 64` is column `x`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bits {
    width: u32,
    height: u32,
    stride: usize,
    words: Vec<u64>,
}

impl Bits {
    /// An image without ink, `width` x `height`.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        let stride = width.div_ceil(64) as usize;
        Self { width, height, stride, words: vec![0; stride * height as usize] }
    }

    /// Everything darker than `threshold` is ink.
    #[must_use]
    pub fn darker_than(gray: &Gray, threshold: u8) -> Self {
        let mut bits = Self::new(gray.width(), gray.height());
        for y in 0..gray.height() {
            let row = gray.row(y);
            for (word, shades) in bits.row_mut(y).iter_mut().zip(row.chunks(64)) {
                *word = darker_pixels(shades, threshold);
            }
        }
        bits
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

    /// The words of one row; bits beyond the width are never set. Empty below the image.
    #[must_use]
    pub fn row(&self, y: u32) -> &[u64] {
        let start = y as usize * self.stride;
        self.words.get(start..start + self.stride).unwrap_or_default()
    }

    pub(super) fn row_mut(&mut self, y: u32) -> &mut [u64] {
        let start = y as usize * self.stride;
        self.words.get_mut(start..start + self.stride).unwrap_or_default()
    }

    /// Whether a pixel is ink; nothing outside the image is.
    #[must_use]
    pub fn get(&self, x: u32, y: u32) -> bool {
        x < self.width && self.row(y).get(x as usize / 64).is_some_and(|word| word >> (x % 64) & 1 == 1)
    }

    /// Inks or clears a pixel; outside the image nothing happens.
    pub fn set(&mut self, x: u32, y: u32, ink: bool) {
        if x < self.width && y < self.height {
            let word = &mut self.words[y as usize * self.stride + x as usize / 64];
            *word = *word & !(1 << (x % 64)) | (u64::from(ink) << (x % 64));
        }
    }

    /// Calls `found` with the first column, and the first column after, of each run of ink in a row.
    pub fn each_run(&self, y: u32, mut found: impl FnMut(u32, u32)) {
        let mut open: Option<u32> = None;
        for (at, word) in self.row(y).iter().enumerate() {
            // Set where a pixel differs from the one left of it.
            let mut edges = word ^ (word << 1 | u64::from(open.is_some()));
            while edges != 0 {
                let x = at as u32 * 64 + edges.trailing_zeros();
                edges &= edges - 1;
                match open.take() {
                    Some(left) => found(left, x),
                    None => open = Some(x),
                }
            }
        }
        if let Some(left) = open {
            found(left, self.width);
        }
    }

    /// How many runs of ink the rows have.
    #[must_use]
    pub fn run_count(&self) -> u64 {
        let in_row = |y: u32| {
            let mut carry = 0;
            self.row(y).iter().fold(0, |count, word| {
                let starts = word & !(word << 1 | carry);
                carry = word >> 63;
                count + u64::from(starts.count_ones())
            })
        };
        (0..self.height).map(in_row).sum()
    }

    /// Clears the columns `left` up to, without, `right` of a row.
    pub fn clear_run(&mut self, y: u32, left: u32, right: u32) {
        for x in left..right.min(self.width) {
            self.set(x, y, false);
        }
    }

    /// The image upside down.
    #[must_use]
    pub fn turned_half(&self) -> Self {
        let mut turned = Self::new(self.width, self.height);
        let unused = (64 - self.width % 64) % 64;
        for y in 0..self.height {
            let row = self.row(self.height - 1 - y).iter().rev();
            let mut carry = 0;
            // The unused bits come first when a row is reversed: shift them out, from the last word to the first.
            let reversed: Vec<u64> = row.map(|word| word.reverse_bits()).collect();
            for (target, word) in turned.row_mut(y).iter_mut().zip(&reversed).rev() {
                *target = word >> unused | carry;
                carry = if unused == 0 { 0 } else { word << (64 - unused) };
            }
        }
        turned
    }

    /// The image a quarter turn clockwise.
    #[must_use]
    pub fn turned_quarter(&self) -> Self {
        let mut turned = Self::new(self.height, self.width);
        // Column blocks of 64 become row blocks of 64; going up the image makes the turn clockwise.
        for (block, top) in (0..self.height).step_by(64).enumerate() {
            for column in 0..self.stride {
                let mut square: [u64; 64] = std::array::from_fn(|row| {
                    let up = (self.height - 1).checked_sub(top + row as u32);
                    up.and_then(|y| self.row(y).get(column)).copied().unwrap_or(0)
                });
                transpose(&mut square);
                for (y, word) in (column as u32 * 64..self.width).zip(square) {
                    turned.words[y as usize * turned.stride + block] = word;
                }
            }
        }
        turned
    }

    /// How many pixels are ink.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// How many pixels of each column are ink.
    #[must_use]
    pub fn column_counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.width as usize];
        for y in 0..self.height {
            for (at, word) in self.row(y).iter().enumerate() {
                let mut left = *word;
                while left != 0 {
                    counts[at * 64 + left.trailing_zeros() as usize] += 1;
                    left &= left - 1;
                }
            }
        }
        counts
    }

    /// How many pixels inside `place` are ink.
    #[must_use]
    pub fn count_in(&self, place: Rect) -> u64 {
        let (left, right) = (place.x.min(self.width), place.right().min(self.width));
        let rows = place.y.min(self.height)..place.bottom().min(self.height);
        rows.map(|y| self.count_in_row(y, left, right)).sum()
    }

    /// Whether a row is without ink from `left` up to, without, `right`.
    #[must_use]
    pub fn is_clear(&self, y: u32, left: u32, right: u32) -> bool {
        self.count_in_row(y, left.min(self.width), right.min(self.width)) == 0
    }

    fn count_in_row(&self, y: u32, left: u32, right: u32) -> u64 {
        if left >= right || y >= self.height {
            return 0;
        }
        let row = self.row(y);
        let (first, last) = (left as usize / 64, (right - 1) as usize / 64);
        (first..=last)
            .map(|at| {
                let mut word = row[at];
                if at == first {
                    word &= u64::MAX << (left % 64);
                }
                if at == last {
                    word &= u64::MAX >> (63 - (right - 1) % 64);
                }
                u64::from(word.count_ones())
            })
            .sum()
    }

    /// The image in gray: ink black, the rest white.
    #[must_use]
    pub fn to_gray(&self) -> Gray {
        let mut gray = Gray::new(self.width, self.height, 255);
        for (y, row) in gray.pixels_mut().chunks_mut(self.width.max(1) as usize).enumerate() {
            let words = &self.words[y * self.stride..];
            for (x, shade) in row.iter_mut().enumerate() {
                if words[x / 64] >> (x % 64) & 1 == 1 {
                    *shade = 0;
                }
            }
        }
        gray
    }
}

/// Up to 64 shades as bits, the first lowest: set where darker than the threshold.
fn darker_pixels(shades: &[u8], threshold: u8) -> u64 {
    let (eights, rest) = shades.as_chunks::<8>();
    let start = eights.len() * 8;
    let word = eights.iter().rev().fold(0, |word, eight| word << 8 | darker_eight(*eight, threshold));
    rest.iter().enumerate().fold(word, |word, (x, shade)| word | u64::from(*shade < threshold) << (start + x))
}

/// Eight shades as bits, the first lowest: set where darker than the threshold. All are compared at once.
pub(super) const fn darker_eight(shades: [u8; 8], threshold: u8) -> u64 {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const EACH: u64 = 0x0101_0101_0101_0101;
    let bytes = u64::from_le_bytes(shades);
    // Added to the lower seven bits, this reaches the eighth where they are not below the threshold's.
    let lifted = (bytes & !HIGH) + EACH * (128 - (threshold & 127) as u64);
    let darker = if threshold >= 128 { !(bytes & lifted) } else { !(bytes | lifted) } & HIGH;
    // The highest bit of each byte is brought beside its neighbour's, the pairs beside each other, then the fours.
    let pairs = (darker >> 7 | darker >> 14) & 0x0003_0003_0003_0003;
    let fours = (pairs | pairs >> 14) & 0x0000_000F_0000_000F;
    (fours | fours >> 28) & 0xFF
}

/// Exchanges rows and columns of a square of bits: halves first, then quarters, down to single bits.
fn transpose(square: &mut [u64; 64]) {
    let (mut width, mut mask) = (32, u64::MAX >> 32);
    while width > 0 {
        for at in (0..64).filter(|at| at & width == 0) {
            let moved = (square[at] >> width ^ square[at + width]) & mask;
            square[at] ^= moved << width;
            square[at + width] ^= moved;
        }
        width /= 2;
        mask ^= mask << width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn darker_is_darker_for_every_shade_and_threshold() {
        let gray = Gray::from_pixels(256, 1, (0..=255).collect()).unwrap();
        let narrow = gray.crop(Rect::new(0, 0, 203, 1));
        for threshold in 0..=255 {
            for gray in [&gray, &narrow] {
                let bits = Bits::darker_than(gray, threshold);
                let darker = |x: u32| gray.get(x, 0) < threshold;
                assert!((0..gray.width()).all(|x| bits.get(x, 0) == darker(x)), "{threshold}");
                assert_eq!(bits.count(), (0..gray.width()).filter(|x| darker(*x)).count() as u64, "{threshold}");
            }
        }
    }

    #[test]
    fn counts_agree_with_single_pixels() {
        let mut bits = Bits::new(130, 5);
        for (x, y) in [(0, 0), (63, 1), (64, 1), (127, 2), (128, 2), (129, 4)] {
            bits.set(x, y, true);
        }
        bits.set(130, 0, true);
        bits.set(0, 5, true);
        assert_eq!(bits.count(), 6);
        assert_eq!(bits.run_count(), 4, "two runs go on from one word to the next");
        for place in [Rect::new(0, 0, 130, 5), Rect::new(63, 1, 2, 1), Rect::new(64, 0, 64, 9), Rect::new(129, 4, 9, 9)]
        {
            let single = (place.y..place.bottom())
                .flat_map(|y| (place.x..place.right()).map(move |x| (x, y)))
                .filter(|(x, y)| bits.get(*x, *y))
                .count();
            assert_eq!(bits.count_in(place), single as u64, "{place:?}");
        }
        assert_eq!(Bits::darker_than(&bits.to_gray(), 128), bits);
        assert_eq!(bits.turned_half(), Bits::darker_than(&bits.to_gray().turned_half(), 128));
        assert_eq!(bits.turned_quarter(), Bits::darker_than(&bits.to_gray().turned_quarter(), 128));
        let mut other = Bits::new(70, 150);
        for at in 0..500 {
            other.set(at * 37 % 70, at * 53 % 150, true);
        }
        assert_eq!(other.turned_quarter(), Bits::darker_than(&other.to_gray().turned_quarter(), 128));
    }
}
