//! Templates of a font's characters at the reader's canonical size.

/// A character's height in canonical pixels.
pub(super) const GLYPH_HEIGHT: f32 = 26.0;
/// White around a character that belongs to its template: strokes that reach beyond it speak against it.
pub(super) const MARGIN: usize = 3;
/// Rows of a template.
pub(super) const WINDOW_HEIGHT: usize = 32;

/// One column of a template or of a window on a strip.
pub(super) type Column = [i16; WINDOW_HEIGHT];

/// One character's template.
#[derive(Debug)]
pub(super) struct Glyph {
    pub(super) symbol: char,
    /// Ink less its mean, scaled; column by column.
    pub(super) columns: Vec<Column>,
    /// What is left of the mean after rounding.
    pub(super) sum: i32,
    /// Length of the template as a vector.
    pub(super) norm: f32,
    /// Standard deviation of its ink, 0 to 255.
    pub(super) contrast: f32,
    /// Right border of its ink within the template.
    pub(super) ink_right: f32,
}

/// All characters of a font.
#[derive(Debug)]
pub(super) struct Font {
    pub(super) glyphs: Vec<Glyph>,
    /// Columns of a template.
    pub(super) window: usize,
    /// From one character to the next.
    pub(super) pitch: f32,
    /// How alike two templates are (their correlation), row by row.
    alike: Vec<f32>,
}

impl Font {
    /// A font from its drawn characters, `window` columns of [`WINDOW_HEIGHT`] shades each (255 = ink), row by row.
    pub(super) fn new(window: usize, pitch: f32, drawn: &[(char, Vec<u8>)]) -> Self {
        let glyphs: Vec<Glyph> = drawn.iter().map(|(symbol, ink)| Glyph::new(*symbol, window, ink)).collect();
        let pairs = glyphs.iter().flat_map(|one| glyphs.iter().map(move |other| one.likeness(other)));
        let alike = pairs.collect();
        Self { glyphs, window, pitch, alike }
    }

    /// The correlation of two templates where they fit best.
    pub(super) fn likeness(&self, one: usize, other: usize) -> f32 {
        self.alike.get(one * self.glyphs.len() + other).copied().unwrap_or(0.0)
    }

    /// Which template shows this symbol.
    pub(super) fn index(&self, symbol: char) -> Option<usize> {
        self.glyphs.iter().position(|glyph| glyph.symbol == symbol)
    }
}

impl Glyph {
    fn new(symbol: char, window: usize, ink: &[u8]) -> Self {
        let soft = soften(window, ink);
        let mean = soft.iter().sum::<f32>() / soft.len().max(1) as f32;
        let value = |x: usize, y: usize| (4.0 * (soft[y * window + x] - mean)).round() as i16;
        let columns: Vec<Column> = (0..window).map(|x| std::array::from_fn(|y| value(x, y))).collect();
        let all = || columns.iter().flatten().map(|v| i32::from(*v));
        let norm = (all().map(|v| (v * v) as f32).sum::<f32>()).sqrt();
        let dark = |x: &usize| (0..WINDOW_HEIGHT).any(|y| ink[y * window + x] >= 128);
        Self {
            symbol,
            sum: all().sum(),
            norm,
            contrast: norm / 4.0 / (soft.len().max(1) as f32).sqrt(),
            ink_right: (0..window).rev().find(dark).map_or(0.0, |x| x as f32 + 1.0),
            columns,
        }
    }

    /// The best correlation with another template, one of them moved by up to two columns.
    fn likeness(&self, other: &Self) -> f32 {
        let at_shift = |shift: usize| {
            let dot = |one: &[Column], other: &[Column]| -> i32 { one.iter().zip(other).map(|(a, b)| dot(a, b)).sum() };
            let ahead = dot(&self.columns[shift..], &other.columns);
            ahead.max(dot(&self.columns, &other.columns[shift..]))
        };
        (0..3).map(at_shift).max().unwrap_or(0) as f32 / (self.norm * other.norm).max(1.0)
    }
}

/// The inner product of two columns.
pub(super) fn dot(one: &Column, other: &Column) -> i32 {
    let mut sum = 0;
    for (a, b) in one.iter().zip(other) {
        sum += i32::from(*a) * i32::from(*b);
    }
    sum
}

/// Blurs by a 3 x 3 binomial: print and scanning are never as sharp as a drawing.
fn soften(window: usize, ink: &[u8]) -> Vec<f32> {
    let at = |x: isize, y: isize| {
        let inside = (0..window as isize).contains(&x) && (0..WINDOW_HEIGHT as isize).contains(&y);
        if inside { f32::from(ink[y as usize * window + x as usize]) } else { 0.0 }
    };
    let weights = [(-1, 0.25), (0, 0.5), (1, 0.25)];
    let mut soft = Vec::with_capacity(ink.len());
    for y in 0..WINDOW_HEIGHT as isize {
        for x in 0..window as isize {
            let around = weights.iter().flat_map(|(dy, wy)| weights.iter().map(move |(dx, wx)| (dx, dy, wx * wy)));
            soft.push(around.map(|(dx, dy, weight)| weight * at(x + dx, y + dy)).sum());
        }
    }
    soft
}
