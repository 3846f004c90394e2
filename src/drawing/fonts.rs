//! The fonts that pages are drawn with, found where Debian's packages put them.

use std::path::{Path, PathBuf};

use ab_glyph::{Font, FontVec, OutlineCurve, Point};

use super::canvas::Type;
use crate::error::{Error, Result};
use crate::files;

/// No font file of these packages is larger.
const LARGEST_FONT: u64 = 8 << 20;

/// Where fonts lie.
const FOLDER: &str = "/usr/share/fonts";

macro_rules! faces {
    ($($(#[$doc:meta])* $face:ident = ($package:literal, $file:literal)),+ $(,)?) => {
        /// A typeface.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Face { $($(#[$doc])* $face),+ }

        impl Face {
            /// Every face.
            pub const ALL: &'static [Self] = &[$(Self::$face),+];

            /// Debian's package and the file below the font folder.
            const fn origin(self) -> (&'static str, &'static str) {
                match self { $(Self::$face => ($package, $file)),+ }
            }
        }
    };
}

faces! {
    /// OCR-A, for scan lines.
    OcrA = ("fonts-ocr-a", "truetype/ocr-a/OCRA.ttf"),
    /// OCR-B, for scan lines.
    OcrB = ("fonts-ocr-b", "opentype/ocr-b/OCRB.otf"),
    /// A sans serif.
    Sans = ("fonts-liberation", "truetype/liberation/LiberationSans-Regular.ttf"),
    /// The same, bold.
    SansBold = ("fonts-liberation", "truetype/liberation/LiberationSans-Bold.ttf"),
    /// The same, narrow.
    Narrow = ("fonts-liberation", "truetype/liberation/LiberationSansNarrow-Regular.ttf"),
    /// A book face.
    Serif = ("fonts-liberation", "truetype/liberation/LiberationSerif-Regular.ttf"),
    /// The same, bold.
    SerifBold = ("fonts-liberation", "truetype/liberation/LiberationSerif-Bold.ttf"),
    /// The same, italic.
    SerifItalic = ("fonts-liberation", "truetype/liberation/LiberationSerif-Italic.ttf"),
    /// A printer's fixed pitch.
    Mono = ("fonts-liberation", "truetype/liberation/LiberationMono-Regular.ttf"),
    /// The same, bold.
    MonoBold = ("fonts-liberation", "truetype/liberation/LiberationMono-Bold.ttf"),
    /// A wide sans serif.
    Wide = ("fonts-dejavu-core", "truetype/dejavu/DejaVuSans.ttf"),
    /// A wide fixed pitch.
    WideMono = ("fonts-dejavu-core", "truetype/dejavu/DejaVuSansMono.ttf"),
    /// A typewriter.
    Typewriter = ("fonts-courier-prime", "opentype/courier-prime/Courier Prime.otf"),
    /// A typewriter's heavy ribbon.
    TypewriterBold = ("fonts-courier-prime", "opentype/courier-prime/Courier Prime Bold.otf"),
    /// A plain hand.
    Dkg = ("fonts-dkg-handwriting", "truetype/fifthhorseman/dkg.ttf"),
    /// An engineer's hand.
    Breip = ("fonts-breip", "truetype/breip/Breip.ttf"),
    /// A quick hand.
    SteveHand = ("fonts-sjfonts", "truetype/sjfonts/SteveHand.ttf"),
    /// A round hand.
    Delphine = ("fonts-sjfonts", "truetype/sjfonts/Delphine.ttf"),
    /// A tall, joined hand.
    Kristi = ("fonts-kristi", "truetype/kristi/Kristi.ttf"),
    /// A teacher's hand.
    Rufscript = ("fonts-rufscript", "truetype/rufscript/Rufscript010.ttf"),
    /// A brush hand.
    Dancing = ("fonts-dancingscript", "opentype/dancingscript/DancingScript-Regular.otf"),
    /// A builder's hand.
    Build = ("fonts-bwht", "opentype/bwht/BecauseWeBuild-Regular.otf"),
    /// A light hand.
    Create = ("fonts-bwht", "opentype/bwht/BecauseWeCreate-Regular.otf"),
    /// A pupil's hand.
    Learn = ("fonts-bwht", "opentype/bwht/BecauseWeLearn-Regular.otf"),
    /// A neat hand.
    Mentor = ("fonts-bwht", "opentype/bwht/BecauseWeMentor-Regular.otf"),
    /// A compact hand.
    Organize = ("fonts-bwht", "opentype/bwht/BecauseWeOrganize-Regular.otf"),
}

impl Face {
    /// The hands that people fill in a check with; every one has digits and the marks of an amount.
    pub const HANDS: &'static [Self] = &[
        Self::Dkg,
        Self::Breip,
        Self::SteveHand,
        Self::Delphine,
        Self::Rufscript,
        Self::Build,
        Self::Create,
        Self::Learn,
        Self::Mentor,
        Self::Organize,
        Self::Kristi,
        Self::Dancing,
    ];

    /// The hands that look like a signature.
    pub const SIGNATURES: &'static [Self] =
        &[Self::Kristi, Self::Dancing, Self::Delphine, Self::Breip, Self::SteveHand, Self::Dkg];

    /// What a coupon is printed with.
    pub const PRINTING: &'static [Self] =
        &[Self::OcrA, Self::OcrB, Self::Sans, Self::SansBold, Self::Serif, Self::SerifBold, Self::Mono];

    /// Its name for tables and messages.
    #[must_use]
    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// Fonts read from disk.
#[derive(Debug)]
pub struct Fonts {
    loaded: Vec<(Face, FontVec)>,
}

impl Fonts {
    /// Reads these faces; at least one.
    ///
    /// # Errors
    /// When a font is not there or is no font; the error names the Debian package to install.
    pub fn load(faces: &[Face]) -> Result<Self> {
        if faces.is_empty() {
            return Err(Error::Refused("no typeface was asked for".to_owned()));
        }
        let loaded = faces.iter().map(|face| Ok((*face, load(Path::new(FOLDER), *face)?))).collect::<Result<_>>()?;
        Ok(Self { loaded })
    }

    /// Reads every face.
    ///
    /// # Errors
    /// As [`Fonts::load`].
    pub fn all() -> Result<Self> {
        Self::load(Face::ALL)
    }

    /// A font; the first one loaded stands in for a face that was not asked for.
    #[must_use]
    pub fn get(&self, face: Face) -> &FontVec {
        let found = self.loaded.iter().find(|(known, _)| *known == face);
        &found.unwrap_or(&self.loaded[0]).1
    }

    /// How wide a text is, in inches.
    #[must_use]
    pub fn measure(&self, text: &str, style: Type) -> f32 {
        let font = self.get(style.face);
        let advance: f32 = text.chars().map(|c| font.h_advance_unscaled(font.glyph_id(c))).sum();
        advance * style.size / 72.0 / font.units_per_em().unwrap_or(1000.0)
    }

    /// Whether a face has a character.
    #[must_use]
    pub fn has(&self, face: Face, character: char) -> bool {
        self.get(face).glyph_id(character).0 != 0
    }

    /// What a character looks like, in thousandths of the size; of one that the face lacks its box.
    #[must_use]
    pub fn glyph(&self, face: Face, character: char) -> Glyph {
        let font = self.get(face);
        let (id, scale) = (font.glyph_id(character), 1000.0 / font.units_per_em().unwrap_or(1000.0));
        let point = |point: Point| (point.x * scale, point.y * scale);
        let curves = font.outline(id).map(|outline| outline.curves).unwrap_or_default();
        let curve = |curve: OutlineCurve| match curve {
            OutlineCurve::Line(a, b) => Curve::Line(point(a), point(b)),
            OutlineCurve::Quad(a, b, c) => Curve::quadratic(point(a), point(b), point(c)),
            OutlineCurve::Cubic(a, b, c, d) => Curve::Cubic(point(a), point(b), point(c), point(d)),
        };
        Glyph { advance: font.h_advance_unscaled(id) * scale, curves: curves.into_iter().map(curve).collect() }
    }
}

/// A character's outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// How far the next character stands.
    pub advance: f32,
    /// Its outline; a curve that does not begin where the last one ended begins a new contour.
    pub curves: Vec<Curve>,
}

/// A point across and up.
pub type Place = (f32, f32);

/// A part of an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Curve {
    /// A straight line.
    Line(Place, Place),
    /// A curve with two control points.
    Cubic(Place, Place, Place, Place),
}

impl Curve {
    /// A curve with one control point.
    fn quadratic(from: Place, control: Place, to: Place) -> Self {
        let toward = |end: Place| (end.0 + (control.0 - end.0) * 2.0 / 3.0, end.1 + (control.1 - end.1) * 2.0 / 3.0);
        Self::Cubic(from, toward(from), toward(to), to)
    }
}

fn load(folder: &Path, face: Face) -> Result<FontVec> {
    let (package, file) = face.origin();
    let path: PathBuf = folder.join(file);
    if !files::exists(&path) {
        let message = format!("this font is needed for drawing; install the Debian package {package}");
        return Err(Error::content(path, None, message));
    }
    let bytes = files::read(&path, LARGEST_FONT)?;
    FontVec::try_from_vec(bytes)
        .map_err(|_| Error::content(path, None, format!("is not a usable font; install {package} again")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_font_names_its_package() {
        let error = load(Path::new("/nowhere"), Face::OcrA).unwrap_err().to_string();
        assert!(error.contains("fonts-ocr-a"), "{error}");
    }

    #[test]
    fn every_hand_can_write_an_amount() {
        let fonts = Fonts::all().unwrap();
        for face in Face::HANDS {
            for character in "0123456789/.,-$ABCxyz".chars() {
                let font = fonts.get(*face);
                assert!(font.outline(font.glyph_id(character)).is_some(), "{face:?} has no {character}");
                assert_ne!(font.glyph_id(character).0, 0, "{face:?} has no {character}");
            }
        }
    }
}
