//! Tesseract: one engine a thread, made when first needed and kept.
//!
//! Making an engine takes some 70 ms, reading a line 10 to 20, so it must not be made per line. The program runs with
//! `OMP_THREAD_LIMIT=1`: pages are what is read in parallel.

use std::cell::RefCell;
use std::ffi::CStr;

use tesseract::PageSegMode;
use tesseract::plumbing::TessBaseApi;

use super::{Characters, Segmentation, TextError, TextReader, Word};
use crate::model::Rect;
use crate::raster::Gray;

/// Images with more pixels than this are no pages; the engine would take gigabytes for them.
const LARGEST: usize = 1 << 27;
/// The engine finds nothing on images smaller than this.
const SMALLEST: u32 = 8;

thread_local! {
    static ENGINE: RefCell<Option<TessBaseApi>> = const { RefCell::new(None) };
}

/// Tesseract with its English data.
#[derive(Debug, Clone, Copy, Default)]
pub struct Engine;

impl Engine {
    /// Whether the engine can be started at all; a run need not begin without it.
    ///
    /// # Errors
    /// When it or its language data is not installed.
    pub fn check() -> Result<(), TextError> {
        ENGINE.with_borrow_mut(|slot| {
            if slot.is_none() {
                *slot = Some(start()?);
            }
            Ok(())
        })
    }
}

impl TextReader for Engine {
    fn read_words(
        &self,
        image: &Gray,
        dpi: u32,
        segmentation: Segmentation,
        characters: Characters,
    ) -> Result<Vec<Word>, TextError> {
        if image.width() < SMALLEST || image.height() < SMALLEST || image.pixels().len() > LARGEST {
            return Ok(Vec::new());
        }
        ENGINE.with_borrow_mut(|slot| {
            let mut engine = slot.take().map_or_else(start, Ok)?;
            // An engine that broke off is not put back; the next call makes a fresh one.
            let table = recognise(&mut engine, image, dpi, segmentation, characters)?;
            *slot = Some(engine);
            Ok(words(&table))
        })
    }
}

fn start() -> Result<TessBaseApi, TextError> {
    let mut engine = TessBaseApi::create();
    engine.init_2(None, Some(c"eng")).map_err(|_| TextError::NotInstalled)?;
    // Inverted text is not tried (it doubles the time of weak lines), and the engine says nothing on its own.
    for (name, value) in [(c"tessedit_do_invert", c"0"), (c"debug_file", c"/dev/null")] {
        engine.set_variable(name, value).map_err(|_| TextError::NotInstalled)?;
    }
    Ok(engine)
}

fn recognise(
    engine: &mut TessBaseApi,
    image: &Gray,
    dpi: u32,
    segmentation: Segmentation,
    characters: Characters,
) -> Result<String, TextError> {
    let allowed: &CStr = match characters {
        Characters::Any => c"",
        Characters::Amount => c"0123456789.,$*-/",
    };
    engine
        .set_variable(c"tessedit_char_whitelist", allowed)
        .map_err(|_| TextError::BrokeOff("choose its characters"))?;
    engine.set_page_seg_mode(mode(segmentation).as_tess_page_seg_mode());
    let (width, height) = (image.width() as i32, image.height() as i32);
    engine.set_image(image.pixels(), width, height, 1, width).map_err(|_| TextError::BrokeOff("take the image"))?;
    engine.set_source_resolution(dpi as i32);
    engine.recognize().map_err(|_| TextError::BrokeOff("recognise"))?;
    let table = engine.get_tsv_text(0).map_err(|_| TextError::BrokeOff("list its words"))?;
    Ok(String::from_utf8_lossy(table.as_ref().to_bytes()).into_owned())
}

const fn mode(segmentation: Segmentation) -> PageSegMode {
    match segmentation {
        Segmentation::Page => PageSegMode::PsmAuto,
        Segmentation::Block => PageSegMode::PsmSingleBlock,
        Segmentation::Line => PageSegMode::PsmSingleLine,
        Segmentation::Raw => PageSegMode::PsmRawLine,
        Segmentation::Sparse => PageSegMode::PsmSparseText,
    }
}

/// The words of the engine's table: level, page, block, paragraph, line, word, left, top, width, height, confidence
/// in percent, text; tabs between.
fn words(table: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut line = 0;
    for row in table.lines() {
        let cells: Vec<&str> = row.split('\t').collect();
        match cells.first() {
            Some(&"4") => line += 1,
            Some(&"5") => words.extend(word(&cells, line)),
            _ => {}
        }
    }
    words
}

fn word(cells: &[&str], line: u32) -> Option<Word> {
    let number = |at: usize| cells.get(at)?.parse::<u32>().ok();
    let text = cells.get(11)?.trim();
    let confidence = cells.get(10)?.parse::<f32>().ok()? / 100.0;
    let place = Rect::new(number(6)?, number(7)?, number(8)?, number(9)?);
    // What the engine gives no chance at all it found on empty paper.
    (!text.is_empty() && confidence > 0.0).then(|| Word {
        text: text.to_owned(),
        confidence: confidence.clamp(0.0, 1.0),
        place,
        line,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        let table = "1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n\
            5\t1\t1\t1\t1\t1\t7\t8\t30\t12\t96.5\tPay\n5\t1\t1\t1\t1\t2\t7\t8\t30\t12\t96.5\t \n5\tbroken\n";
        let found = words(table);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].text.as_str(), found[0].place, found[0].line), ("Pay", Rect::new(7, 8, 30, 12), 1));
        assert!((found[0].confidence - 0.965).abs() < 1e-6);
    }

    #[test]
    fn an_image_without_words_is_no_error() {
        let read =
            |width, height| Engine.read_words(&Gray::new(width, height, 255), 200, Segmentation::Line, Characters::Any);
        assert_eq!(read(0, 0), Ok(Vec::new()));
        assert_eq!(read(300, 60), Ok(Vec::new()));
    }
}
