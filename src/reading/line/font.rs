//! Templates of a font's characters at the reader's canonical size.

/// A character's height in canonical pixels.
pub(super) const GLYPH_HEIGHT: f32 = 26.0;
/// White around a character that belongs to its template: strokes that reach beyond it speak against it.
pub(super) const MARGIN: usize = 3;
/// Rows of a template.
pub(super) const WINDOW_HEIGHT: usize = 32;
/// How many times coarser than canonical pixels lines are looked over at first.
pub(super) const COARSER: usize = 2;

/// One character's template.
#[derive(Debug)]
pub(super) struct Glyph {
    /// Rows of a column.
    pub(super) rows: usize,
    /// Ink less its mean, scaled; column by column.
    pub(super) pixels: Vec<i16>,
    /// What is left of the mean after rounding.
    pub(super) sum: i32,
    /// Length of the template as a vector.
    pub(super) norm: f32,
    /// Right border of its ink within the template.
    pub(super) ink_right: f32,
}

/// How heavy print can be: eroded, as drawn, and swollen by a share of a pixel on every side.
const WEIGHTS: [f32; 4] = [-0.6, 0.15, 0.95, 1.8];
/// How much wider or narrower single characters can be printed.
const WIDTHS: [f32; 5] = [0.86, 0.93, 1.0, 1.08, 1.16];

/// All characters of a font.
#[derive(Debug)]
pub(super) struct Font {
    /// What each kind of character stands for.
    pub(super) symbols: Vec<char>,
    /// Columns of a template.
    pub(super) window: usize,
    /// From one character to the next.
    pub(super) pitch: f32,
    /// One template per kind, for each weight of print.
    pub(super) weights: Vec<Vec<Glyph>>,
    /// The same at the coarser size.
    pub(super) coarse: Vec<Vec<Glyph>>,
    /// All templates of each kind: every weight in every width.
    pub(super) variants: Vec<Vec<Glyph>>,
    /// How alike two templates are (their correlation), row by row.
    alike: Vec<f32>,
}

impl Font {
    /// A font from its drawn characters, `window` columns of [`WINDOW_HEIGHT`] shades each (255 = ink), row by row.
    pub(super) fn new(window: usize, pitch: f32, drawn: &[(char, Vec<u8>)]) -> Self {
        let glyph = |ink: &[u8], weight: f32, width: f32| {
            Glyph::new(window, &widen(window, &swell(window, ink, weight), width))
        };
        let all = |weight: f32| drawn.iter().map(|(_, ink)| glyph(ink, weight, 1.0)).collect();
        let weights: Vec<Vec<Glyph>> = WEIGHTS.iter().map(|weight| all(*weight)).collect();
        let coarse = weights.iter().map(|glyphs| glyphs.iter().map(Glyph::coarser).collect()).collect();
        let every = || WEIGHTS.iter().flat_map(|weight| WIDTHS.iter().map(move |width| (*weight, *width)));
        let variants = drawn.iter().map(|(_, ink)| every().map(|(weight, width)| glyph(ink, weight, width)).collect());
        let likeness = |one: &Glyph, other: &Glyph| one.likeness(other);
        let alike =
            weights[1].iter().flat_map(|one| weights[1].iter().map(move |other| likeness(one, other))).collect();
        let symbols = drawn.iter().map(|(symbol, _)| *symbol).collect();
        Self { symbols, window, pitch, variants: variants.collect(), weights, coarse, alike }
    }

    /// The correlation of two templates where they fit best.
    pub(super) fn likeness(&self, one: usize, other: usize) -> f32 {
        self.alike.get(one * self.symbols.len() + other).copied().unwrap_or(0.0)
    }

    /// What a kind of character stands for.
    pub(super) fn symbol(&self, kind: usize) -> char {
        self.symbols.get(kind).copied().unwrap_or(' ')
    }
}

impl Glyph {
    fn new(window: usize, ink: &[u8]) -> Self {
        let soft = soften(window, ink);
        let mean = soft.iter().sum::<f32>() / soft.len().max(1) as f32;
        let value = |n: usize| (4.0 * (soft[n % WINDOW_HEIGHT * window + n / WINDOW_HEIGHT] - mean)).round() as i16;
        let dark = |x: &usize| (0..WINDOW_HEIGHT).any(|y| ink[y * window + x] >= 128);
        let ink_right = (0..window).rev().find(dark).map_or(0.0, |x| x as f32 + 1.0);
        Self::of(WINDOW_HEIGHT, (0..soft.len()).map(value).collect(), ink_right)
    }

    fn of(rows: usize, pixels: Vec<i16>, ink_right: f32) -> Self {
        let all = || pixels.iter().map(|v| i32::from(*v));
        let norm = all().map(|v| (v * v) as f32).sum::<f32>().sqrt();
        Self { rows, sum: all().sum(), norm, ink_right, pixels }
    }

    /// The template at the coarser size.
    fn coarser(&self) -> Self {
        let pixels = coarser(&self.pixels, self.rows);
        Self::of(self.rows / COARSER, pixels, self.ink_right / COARSER as f32)
    }

    /// The best correlation with another template, one of them moved by up to two columns.
    fn likeness(&self, other: &Self) -> f32 {
        let at_shift = |shift: usize| {
            let moved = shift * self.rows;
            dot(&self.pixels[moved..], &other.pixels).max(dot(&self.pixels, &other.pixels[moved..]))
        };
        (0..3).map(at_shift).max().unwrap_or(0) as f32 / (self.norm * other.norm).max(1.0)
    }
}

/// An image of columns of so many rows at the coarser size.
pub(super) fn coarser(pixels: &[i16], rows: usize) -> Vec<i16> {
    let mut small = Vec::with_capacity(pixels.len() / (COARSER * COARSER));
    for pair in pixels.chunks_exact(COARSER * rows) {
        let (left, right) = pair.split_at(rows);
        let both = left.chunks_exact(COARSER).zip(right.chunks_exact(COARSER));
        small.extend(both.map(|(left, right)| (left.iter().sum::<i16>() + right.iter().sum::<i16>()) / 4));
    }
    small
}

/// The inner product of two columns, as far as both reach; whole sixteens of rows are quickest.
#[inline]
pub(super) fn dot(one: &[i16], other: &[i16]) -> i32 {
    let mut sum = 0;
    let (ones, rest) = one.as_chunks::<16>();
    let (others, other_rest) = other.as_chunks::<16>();
    for (a, b) in ones.iter().zip(others) {
        for (a, b) in a.iter().zip(b) {
            sum += i32::from(*a) * i32::from(*b);
        }
    }
    let tail = rest.iter().zip(other_rest).map(|(a, b)| i32::from(*a) * i32::from(*b));
    sum + tail.sum::<i32>()
}

/// Grows (or, below 0, thins) every stroke by a share of a pixel on each side.
fn swell(window: usize, ink: &[u8], weight: f32) -> Vec<u8> {
    let extreme = |x: usize, y: usize| {
        let rows = y.saturating_sub(1)..=(y + 1).min(WINDOW_HEIGHT - 1);
        let around = rows.flat_map(|y| &ink[y * window + x.saturating_sub(1)..=y * window + (x + 1).min(window - 1)]);
        let most = if weight > 0.0 { around.max() } else { around.min() };
        f32::from(most.copied().unwrap_or(0))
    };
    if weight > 1.0 {
        return swell(window, &swell(window, ink, 1.0), weight - 1.0);
    }
    let share = weight.abs();
    let value = |n: usize| f32::from(ink[n]) * (1.0 - share) + share * extreme(n % window, n / window);
    (0..ink.len()).map(|n| value(n) as u8).collect()
}

/// Stretches a character about the middle of its template.
fn widen(window: usize, ink: &[u8], width: f32) -> Vec<u8> {
    let middle = (window as f32 - 1.0) / 2.0;
    let value = |n: usize| {
        let x = ((n % window) as f32 - middle) / width + middle;
        let left = x.floor();
        let at =
            |x: f32| if x >= 0.0 && x < window as f32 { f32::from(ink[n / window * window + x as usize]) } else { 0.0 };
        at(left) * (1.0 - (x - left)) + at(left + 1.0) * (x - left)
    };
    (0..ink.len()).map(|n| value(n) as u8).collect()
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
