//! A page as its readers want it: lines taken out, all words read once, and any part of it read again closer.

use super::{Characters, Ruling, Segmentation, TextError, TextLine, TextReader, Word, lines};
use crate::model::Rect;
use crate::raster::{Bits, Gray, Page, may_be_text, stretched};

/// Small crops are read at this resolution.
const CLOSE_DPI: u32 = 400;

/// A page whose words were read.
pub struct Sheet<'a> {
    /// The page without its printed lines.
    pub clean: Gray,
    /// The ink of the same.
    pub ink: Bits,
    /// Dots per inch.
    pub dpi: u32,
    /// The part that was read.
    pub area: Rect,
    /// The printed lines.
    pub ruling: Ruling,
    /// Every word, as read the first time.
    pub words: Vec<Word>,
    /// The same as lines across the page, from the top.
    pub lines: Vec<TextLine>,
    reader: &'a dyn TextReader,
}

impl<'a> Sheet<'a> {
    /// Reads all words in `area` of a page.
    ///
    /// # Errors
    /// When the engine cannot be started or breaks off.
    pub fn read(
        page: &Page,
        area: Rect,
        segmentation: Segmentation,
        reader: &'a dyn TextReader,
    ) -> Result<Self, TextError> {
        let ruling = Ruling::find(&page.ink, page.dpi);
        let (mut clean, mut ink) = (page.gray.clone(), page.ink.clone());
        ruling.erase(&mut clean, &mut ink);
        let dpi = page.dpi.max(1);
        let mut sheet = Self { clean, ink, dpi, area, ruling, words: Vec::new(), lines: Vec::new(), reader };
        // What remains without the lines may be a pattern still.
        if may_be_text(&sheet.ink, dpi) {
            sheet.words = sheet.words_in(area, reader.page_dpi(), segmentation, Characters::Any)?;
        }
        sheet.lines = lines(&sheet.words);
        Ok(sheet)
    }

    /// Reads one line again, closer.
    ///
    /// # Errors
    /// When the engine cannot be started or breaks off.
    pub fn line_in(&self, place: Rect, characters: Characters) -> Result<Option<TextLine>, TextError> {
        self.words_in(place, CLOSE_DPI, Segmentation::Line, characters).map(TextLine::of)
    }

    /// Reads one line again as it was scanned, however coarsely: what was made larger is at times read worse.
    ///
    /// # Errors
    /// When the engine cannot be started or breaks off.
    pub fn line_as_it_is(&self, place: Rect) -> Result<Option<TextLine>, TextError> {
        self.words_in(place, self.dpi, Segmentation::Line, Characters::Any).map(TextLine::of)
    }

    /// Reads a picture of one line, taken from the sheet and cleaned further, at `dpi`; places are the picture's.
    ///
    /// # Errors
    /// When the engine cannot be started or breaks off.
    pub fn line_of(
        &self,
        picture: &Gray,
        dpi: u32,
        segmentation: Segmentation,
        characters: Characters,
    ) -> Result<Option<TextLine>, TextError> {
        self.scaled_words(picture, dpi, segmentation, characters).map(TextLine::of)
    }

    fn words_in(
        &self,
        place: Rect,
        dpi: u32,
        segmentation: Segmentation,
        characters: Characters,
    ) -> Result<Vec<Word>, TextError> {
        let mut words = self.scaled_words(&self.clean.crop(place), dpi, segmentation, characters)?;
        for word in &mut words {
            word.place = Rect { x: word.place.x + place.x, y: word.place.y + place.y, ..word.place };
        }
        Ok(words)
    }

    /// The words on an image, read at a higher resolution if that is more than the sheet's.
    fn scaled_words(
        &self,
        image: &Gray,
        dpi: u32,
        segmentation: Segmentation,
        characters: Characters,
    ) -> Result<Vec<Word>, TextError> {
        let used = dpi.max(self.dpi);
        let scaled = |length: u32, to: u32, from: u32| (u64::from(length) * u64::from(to) / u64::from(from)) as u32;
        let mut words = if used > self.dpi {
            let up = |length: u32| scaled(length, used, self.dpi);
            let larger = stretched(image, up(image.width()), up(image.height()));
            self.reader.read_words(&larger, used, segmentation, characters)?
        } else {
            self.reader.read_words(image, used, segmentation, characters)?
        };
        let down = |length: u32| scaled(length, self.dpi, used);
        for word in &mut words {
            let at = word.place;
            word.place = Rect::new(down(at.x), down(at.y), down(at.width).max(1), down(at.height).max(1));
        }
        Ok(words)
    }

    /// A length in thousandths of an inch, in pixels.
    #[must_use]
    pub fn mils(&self, mils: u32) -> u32 {
        (u64::from(mils) * u64::from(self.dpi) / 1000) as u32
    }

    /// Where the middle of a place lies on the area, from 0 (left, top) to 1 (right, bottom).
    #[must_use]
    pub fn position(&self, place: &Rect) -> (f32, f32) {
        let part = |start: u32, length: u32, from: u32, of: u32| {
            (start as f32 + length as f32 / 2.0 - from as f32) / of.max(1) as f32
        };
        (
            part(place.x, place.width, self.area.x, self.area.width),
            part(place.y, place.height, self.area.y, self.clean.height()),
        )
    }
}
