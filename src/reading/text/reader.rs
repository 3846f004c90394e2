//! Our own reader of lines: finds them, brings each into a network's form and spells what the network sees.

use std::borrow::Cow;

use super::network::NETWORK;
use super::phrases::{Layout, Phrase};
use super::spelling::{self, Spelt};
use super::{Characters, Segmentation, TextError, TextReader, Word};
use crate::model::Rect;
use crate::raster::{Gray, ink_of, stretched};
use crate::reading::network::{Network, Strip};

/// A strip with more columns is no line of text.
const WIDEST: usize = 3000;
/// A page with more columns in all its strips is a pattern; what is beyond is not read.
const MOST_COLUMNS: usize = 60_000;
/// The soft rim of ink in gray.
const RIM: u32 = 1;
/// So much of the ink, in percent, is all but dust.
const NEARLY_ALL: u64 = 85;
/// Words less likely than this are none.
const LEAST: f32 = 0.02;
const PAPER: u8 = 255;

/// The reader.
#[derive(Debug, Clone, Copy, Default)]
pub struct LineReader;

impl TextReader for LineReader {
    fn read_words(
        &self,
        image: &Gray,
        dpi: u32,
        segmentation: Segmentation,
        characters: Characters,
    ) -> Result<Vec<Word>, TextError> {
        let Some(network) = NETWORK.as_ref() else { return Ok(Vec::new()) };
        let mut reading = Reading { network, characters, width: 1.0, left: MOST_COLUMNS };
        if matches!(segmentation, Segmentation::Line | Segmentation::Raw) {
            reading.width = width_of_look(dpi);
        }
        Ok(match segmentation {
            Segmentation::Raw => reading.whole(image),
            Segmentation::Line => reading.one_line(image, dpi),
            Segmentation::Page | Segmentation::Block | Segmentation::Sparse => reading.lines(image, dpi),
        })
    }

    /// As it is: the network's form of a line has a size of its own.
    fn page_dpi(&self) -> u32 {
        0
    }
}

/// One image being read.
struct Reading<'a> {
    network: &'a Network,
    characters: Characters,
    /// How wide lines are made.
    width: f32,
    /// Columns that may still be read.
    left: usize,
}

impl Reading<'_> {
    /// All lines on an image.
    fn lines(mut self, image: &Gray, dpi: u32) -> Vec<Word> {
        let ink = ink_of(image);
        let layout = Layout::find(&ink, dpi);
        let read = |(line, phrase): (u32, &Phrase)| self.phrase(image, &layout, phrase, line);
        (1..).zip(&layout.phrases).flat_map(read).collect()
    }

    /// The main line of a crop: the longest and what stands beside it. Where these are not nearly all the ink of its
    /// rows, as on a line that the letters hang on, all of that ink is the line.
    fn one_line(mut self, image: &Gray, dpi: u32) -> Vec<Word> {
        let layout = Layout::find(&ink_of(image), dpi);
        let Some(longest) = layout.phrases.iter().max_by_key(|phrase| phrase.place.width) else {
            return self.whole(image);
        };
        let beside = |phrase: &&Phrase| shares_rows(&phrase.place, &longest.place);
        let mut line: Vec<&Phrase> = layout.phrases.iter().filter(beside).collect();
        line.sort_by_key(|phrase| phrase.place.x);
        let all = (0..).zip(&layout.ink.components).filter(|(_, piece)| shares_rows(&piece.place, &longest.place));
        let all: Vec<u32> = all.map(|(at, _)| at).collect();
        if layout.pixels(line.iter().flat_map(|phrase| &phrase.pieces)) * 100 >= layout.pixels(&all) * NEARLY_ALL {
            line.into_iter().flat_map(|phrase| self.phrase(image, &layout, phrase, 1)).collect()
        } else {
            layout.phrase(&all).map_or_else(Vec::new, |phrase| self.phrase(image, &layout, &phrase, 1))
        }
    }

    /// A crop as it is.
    fn whole(mut self, image: &Gray) -> Vec<Word> {
        let place = Rect::new(0, 0, image.width(), image.height());
        self.crop(image, place, &[place], 1)
    }

    /// A line by itself: nothing but its own pieces.
    fn phrase(&mut self, image: &Gray, layout: &Layout, phrase: &Phrase, line: u32) -> Vec<Word> {
        let place = phrase.place.grown(RIM + 1, image.width(), image.height());
        let mut crop = Gray::new(place.width, place.height, PAPER);
        for run in layout.runs_of(phrase) {
            let around = Rect::new(run.left, run.y, run.right - run.left, 1).grown(RIM, image.width(), image.height());
            for y in around.y..around.bottom() {
                for x in around.x..around.right() {
                    crop.set(x - place.x, y - place.y, image.get(x, y));
                }
            }
        }
        let pieces: Vec<Rect> =
            phrase.pieces.iter().map(|piece| layout.ink.components[*piece as usize].place).collect();
        self.crop(&crop, place, &pieces, line)
    }

    /// The words of a crop that shows one line and stands at `place` on the image; `pieces` are its ink's places there.
    fn crop(&mut self, crop: &Gray, place: Rect, pieces: &[Rect], line: u32) -> Vec<Word> {
        let wide = (crop.width() as f32 * self.width).round() as u32;
        let crop =
            if wide == crop.width() { Cow::Borrowed(crop) } else { Cow::Owned(stretched(crop, wide, crop.height())) };
        let Some(strip) = Strip::of(&crop, WIDEST.min(self.left)) else { return Vec::new() };
        let map = strip.map();
        self.left -= map.width.min(self.left);
        let words = spelling::words(&self.network.read(map), self.characters);
        let step = self.network.step();
        let in_crop = |column: f32| (strip.column_of_crop(column * step) / self.width).max(0.0) as u32;
        let at = |column: f32| in_crop(column).min(place.width) + place.x;
        let placed = |spelt: Spelt| {
            let (left, right) = (at(spelt.columns.start), at(spelt.columns.end));
            let place = around(pieces, left, right).unwrap_or(Rect { x: left, width: right - left, ..place });
            Word { text: spelt.text, confidence: spelt.chance, place, line }
        };
        words.into_iter().filter(|spelt| spelt.chance >= LEAST).map(placed).collect()
    }
}

/// Closer looks at different resolutions see a line narrower or wider than the first: what the network is unsure of then
/// comes out differently, and narrow characters side by side, such as 11, come apart.
const fn width_of_look(dpi: u32) -> f32 {
    match dpi {
        351.. => 1.25,
        251..=350 => 1.12,
        _ => 0.95,
    }
}

/// Whether most of the lower of two places stands beside the other.
fn shares_rows(one: &Rect, other: &Rect) -> bool {
    let shared = one.bottom().min(other.bottom()).saturating_sub(one.y.max(other.y));
    shared * 2 > one.height.min(other.height)
}

/// Around all pieces of which the middle lies between two columns.
fn around(pieces: &[Rect], left: u32, right: u32) -> Option<Rect> {
    let inside = |piece: &&Rect| (left..right).contains(&(piece.x + piece.width / 2));
    pieces.iter().filter(inside).copied().reduce(|all, piece| all.union(&piece))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(image: &Gray, segmentation: Segmentation) -> Vec<Word> {
        LineReader.read_words(image, 200, segmentation, Characters::Any).unwrap()
    }

    #[test]
    fn empty_paper_has_no_words() {
        for segmentation in [Segmentation::Sparse, Segmentation::Line, Segmentation::Raw] {
            assert_eq!(read(&Gray::new(300, 80, 255), segmentation), []);
            assert_eq!(read(&Gray::new(0, 0, 255), segmentation), []);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn no_pixels_make_it_panic(width in 1u32..120, shades in proptest::collection::vec(any::<u8>(), 0..4000), dpi in 0u32..700) {
            let height = shades.len() as u32 / width;
            let image = Gray::from_pixels(width, height, shades[..(width * height) as usize].to_vec()).unwrap();
            for segmentation in [Segmentation::Sparse, Segmentation::Line, Segmentation::Raw] {
                for word in LineReader.read_words(&image, dpi, segmentation, Characters::Any).unwrap() {
                    prop_assert!(word.place.right() <= width && word.place.bottom() <= height, "{:?}", word);
                }
            }
        }
    }
}
