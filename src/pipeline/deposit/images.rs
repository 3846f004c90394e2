//! Scans from the store as images of a cash letter: upright, bitonal, 200 or 240 dots an inch, Group 4.

use std::collections::HashMap;
use std::io::BufReader;
use std::sync::{Arc, Mutex, PoisonError};

use crate::drawing::endorsement;
use crate::drawing::fonts::Fonts;
use crate::files;
use crate::formats::cash_letter::{image_of_bits, image_of_gray};
use crate::formats::scan::Scan;
use crate::model::{PageSource, Rotation};
use crate::raster::{Bits, Gray, PageImage, prepare};
use crate::store::Images;

/// So many files that were looked over are remembered: a file of many pages is looked over once.
const REMEMBERED: usize = 64;

/// Darker than this is ink.
const INK: u8 = 160;

/// The scans of a store.
pub(super) struct Scans {
    images: Images,
    surveyed: Mutex<HashMap<String, Arc<Scan>>>,
}

impl Scans {
    pub(super) fn new(images: Images) -> Self {
        Self { images, surveyed: Mutex::new(HashMap::new()) }
    }

    /// One page, upright; why it cannot be had, in words.
    pub(super) fn picture(&self, hash: &str, source: &PageSource, rotation: Rotation) -> Result<Picture, String> {
        let path = self.images.path(hash);
        let open = || files::open(&path).map(BufReader::new).map_err(|error| error.to_string());
        let scan = match self.known(hash) {
            Some(scan) => scan,
            None => {
                let scan = Arc::new(Scan::survey(open()?).map_err(|error| error.to_string())?);
                self.remember(hash, &scan);
                scan
            }
        };
        let page = scan.page(open()?, source.page).map_err(|error| error.to_string())?;
        if let Some(damage) = &page.damage {
            return Err(format!("it is damaged: {damage}"));
        }
        Ok(Picture::of(&page, rotation))
    }

    fn known(&self, hash: &str) -> Option<Arc<Scan>> {
        self.surveyed.lock().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }

    fn remember(&self, hash: &str, scan: &Arc<Scan>) {
        let mut surveyed = self.surveyed.lock().unwrap_or_else(PoisonError::into_inner);
        if surveyed.len() >= REMEMBERED {
            surveyed.clear();
        }
        surveyed.insert(hash.to_owned(), Arc::clone(scan));
    }
}

/// A side of a check.
pub(super) struct Picture {
    gray: Gray,
    dpi: u32,
    /// Whether it has ink and paper only, at a resolution that banks take.
    bitonal: bool,
}

impl Picture {
    /// A bitonal page of a usual resolution stays as it was scanned; others are made ready as for reading.
    fn of(page: &PageImage, rotation: Rotation) -> Self {
        if let (true, Some(dpi @ (200 | 240))) = (page.bitonal, page.dpi) {
            return Self { gray: turned(page.gray.clone(), rotation), dpi, bitonal: true };
        }
        let ready = prepare(page);
        Self { gray: turned(ready.gray, rotation), dpi: ready.dpi, bitonal: false }
    }

    /// A blank side of the same size.
    pub(super) fn blank(&self) -> Self {
        Self { gray: Gray::new(self.gray.width(), self.gray.height(), 255), dpi: self.dpi, bitonal: self.bitonal }
    }

    /// The same with lines printed on it.
    pub(super) fn endorsed(self, fonts: &Fonts, lines: &[String]) -> Self {
        Self { gray: endorsement::endorsed(fonts, &self.gray, self.dpi, lines), ..self }
    }

    /// The image as the letter has it.
    pub(super) fn tiff(&self) -> Result<Vec<u8>, String> {
        let image = if self.bitonal {
            image_of_bits(&Bits::darker_than(&self.gray, INK), self.dpi)
        } else {
            image_of_gray(&self.gray, self.dpi)
        };
        image.map_err(|error| error.to_string())
    }
}

fn turned(gray: Gray, rotation: Rotation) -> Gray {
    match rotation {
        Rotation::None => gray,
        Rotation::Quarter => gray.turned_quarter(),
        Rotation::Half => gray.turned_half(),
        Rotation::ThreeQuarter => gray.turned_quarter().turned_half(),
    }
}
