//! Reads one row of a page with one font.

use std::ops::Range;

use super::band::Band;
use super::decode::{Ink, Step, Tone, best_path};
use super::font::{COARSER, Font, MARGIN};
use super::matching::{Scores, Statistics};
use super::rows::Row;
use super::scale::{Print, tuned};
use super::strip::{SLACK, Strip};
use super::{CharReading, LineReading, confidence};
use crate::model::Rect;
use crate::raster::Gray;

/// From this many pitches on a gap is written as a space.
const SPACE: f32 = 1.6;
/// Groups farther away than so many pitches may be other print.
const OUTSIDE: f32 = 1.25;
/// Kinds that fit this much worse than the best at the coarser size are not looked at again.
const UNLIKELY: f32 = 0.3;
/// Kinds that fit this much worse than the best cannot win in any variant.
const HOPELESS: f32 = 0.2;
/// How many pitches beyond its characters a line is kept.
const ROOM: f32 = 2.5;
/// How far above and below the line characters are looked for.
const LIFTS: usize = 2;

/// A row as it was read, with its print.
#[derive(Debug)]
pub(super) struct RowReading {
    /// What it says.
    pub(super) line: LineReading,
    /// The middle of each character in columns of `strip`.
    pub(super) middles: Vec<f32>,
    /// Its print at canonical size.
    pub(super) strip: Strip,
    /// The columns of `strip` that may belong to the line.
    pub(super) columns: Range<usize>,
    /// How dark its paper and ink are.
    pub(super) tone: Tone,
    /// Its ink.
    pub(super) ink: Ink,
    /// The chance that what was taken for other print beside the line is just that.
    pub(super) spared: f32,
}

/// Reads the whole width of the page along a row, with some kinds of a font's characters.
pub(super) fn read_row(gray: &Gray, row: &Row, font: &Font, kinds: &[usize], print: Print) -> Option<RowReading> {
    let band = Band::of(gray, row, 0..gray.width());
    let row = &tuned(&band, row, font, kinds, print);
    let strip = Strip::cut(&band, row, print.scale, -row.height, gray.width() as f32 + row.height);
    let blobs = row.place();
    let printed = strip.column_of(blobs.x as f32) as usize..strip.column_of(blobs.right() as f32) as usize;
    let tone = Tone::of(&strip, printed.clone());
    let ink = Ink::of(&strip, tone);
    let scores = Scores::of(&strip.coarser(), font.coarse.get(print.weight)?, kinds, font.window / COARSER);
    let mut path = best_path(&scores, font, &ink);
    let close = Close {
        levels: (SLACK - LIFTS..=SLACK + LIFTS).map(|lift| Statistics::of(&strip, font.window, lift)).collect(),
        strip: &strip,
        font,
        scores: &scores,
        kinds,
    };
    let mut characters: Vec<CharReading> = path.iter_mut().map(|step| close.character(step)).collect();
    let columns = around(&path, printed, font);
    let kept = without_outsiders(&path, &characters, font);
    let outside = characters[..kept.start].iter().chain(&characters[kept.end..]);
    let dropped: Vec<CharReading> = outside.filter(|c| !is_crossed(gray, c.place)).copied().collect();
    characters = characters.get(kept.clone()).unwrap_or_default().to_vec();
    path = path.get(kept).unwrap_or_default().to_vec();
    let place = characters.iter().map(|c| c.place).reduce(|a, b| a.union(&b))?;
    let middles: Vec<f32> = path.iter().map(|step| step.x as f32 + font.window as f32 / 2.0).collect();
    let spared = confidence::of_other_print(&dropped);
    let confidence = confidence::of_characters(&characters) * spared * confidence::of_hole(hole(&middles, font, &ink));
    let text = text(middles.iter().copied().zip(characters.iter().map(|c| c.symbol)), font);
    let line = LineReading { text, confidence, place: inside(place, gray), characters };
    Some(RowReading { line, middles, strip, columns, tone, ink, spared })
}

/// The columns of a strip that may belong to its line: those of its characters and blobs and some on both sides.
fn around(path: &[Step], printed: Range<usize>, font: &Font) -> Range<usize> {
    let room = (ROOM * font.pitch) as usize;
    let start = path.first().map_or(printed.start, |step| step.x.min(printed.start));
    let end = path.last().map_or(printed.end, |step| (step.x + font.window).max(printed.end));
    start.saturating_sub(room)..end + room
}

fn inside(place: Rect, gray: &Gray) -> Rect {
    place.grown(0, gray.width(), gray.height())
}

/// A strip seen closely, where the coarser size has shown characters.
struct Close<'a> {
    strip: &'a Strip,
    levels: Vec<Statistics>,
    font: &'a Font,
    scores: &'a Scores,
    kinds: &'a [usize],
}

impl Close<'_> {
    /// Looks at one place of the path again, with every variant of every likely template; notes where it is exactly.
    fn character(&self, step: &mut Step) -> CharReading {
        let font = self.font;
        let rough: Vec<f32> = self.kinds.iter().map(|kind| self.scores.about(step.x / COARSER, *kind)).collect();
        let least = rough.iter().copied().fold(0.0, f32::max) - UNLIKELY;
        let likely = |(kind, rough): (&usize, &f32)| {
            let near = if *rough < least {
                Near { x: step.x, lift: 0, fit: *rough - HOPELESS }
            } else {
                self.nearest(step.x, *kind)
            };
            (*kind, near)
        };
        let found: Vec<(usize, Near)> = self.kinds.iter().zip(&rough).map(likely).collect();
        let most = found.iter().map(|(_, near)| near.fit).fold(0.0, f32::max);
        let varied = |(kind, near): &(usize, Near)| {
            if near.fit > most - HOPELESS {
                (*kind, near.x, self.best_variant(*kind, near))
            } else {
                (*kind, near.x, near.fit)
            }
        };
        let fits: Vec<(usize, usize, f32)> = found.iter().map(varied).collect();
        let best = fits.iter().copied().max_by(|a, b| a.2.total_cmp(&b.2));
        let (kind, x, fit) = best.unwrap_or((step.kind, step.x, 0.0));
        *step = Step { x, kind };
        // The same lead means more between templates that are alike.
        let lead = |(other, _, its): &(usize, usize, f32)| {
            (*other, (fit - its) / (1.0 - font.likeness(kind, *other)).max(0.05))
        };
        let others = fits.iter().filter(|(other, ..)| *other != kind).map(lead);
        let (runner_up, margin) = others.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((kind, 1.0));
        CharReading {
            symbol: font.symbol(kind),
            score: fit,
            runner_up: font.symbol(runner_up),
            margin,
            place: self.strip.place(x + MARGIN, font.window - 2 * MARGIN),
        }
    }

    /// Where a kind's plain template fits best: that hardly depends on the variant.
    fn nearest(&self, x: usize, kind: usize) -> Near {
        let glyph = &self.font.weights[1][kind];
        let columns = x.saturating_sub(COARSER - 1)..=x + COARSER;
        let places = columns.flat_map(|x| (0..self.levels.len()).map(move |lift| (x, lift)));
        let fits = places.map(|(x, lift)| Near { x, lift, fit: self.levels[lift].fit(self.strip, glyph, x) });
        fits.max_by(|a, b| a.fit.total_cmp(&b.fit)).unwrap_or(Near { x, lift: 0, fit: 0.0 })
    }

    fn best_variant(&self, kind: usize, near: &Near) -> f32 {
        let columns = near.x.saturating_sub(1)..=near.x + 1;
        let places = || columns.clone();
        let fits = self.font.variants[kind].iter().flat_map(|glyph| places().map(move |x| (glyph, x)));
        fits.map(|(glyph, x)| self.levels[near.lift].fit(self.strip, glyph, x)).fold(near.fit, f32::max)
    }
}

/// Where a template fits best, and how well.
#[derive(Debug, Clone, Copy)]
struct Near {
    x: usize,
    lift: usize,
    fit: f32,
}

/// Characters by their middles as text, a space for every gap.
pub(super) fn text(characters: impl Iterator<Item = (f32, char)>, font: &Font) -> String {
    let mut text = String::new();
    let mut before = f32::MAX;
    for (x, symbol) in characters {
        if x - before > SPACE * font.pitch {
            text.push(' ');
        }
        text.push(symbol);
        before = x;
    }
    text
}

/// What remains without other print that the path took along at its ends: groups behind a wide gap that hardly fit,
/// and single characters there that fit less than well.
fn without_outsiders(path: &[Step], characters: &[CharReading], font: &Font) -> Range<usize> {
    let mean = |range: &Range<usize>| {
        let scores = characters[range.clone()].iter().map(|c| c.score);
        scores.sum::<f32>() / range.len().max(1) as f32
    };
    let apart = |pair: &[Step]| (pair[1].x - pair[0].x) as f32 > OUTSIDE * font.pitch;
    let mut kept = 0..path.len();
    loop {
        let whole = mean(&kept);
        let weak = |range: &Range<usize>| {
            let doubtful = |c: &CharReading| c.score < whole - 0.07 || c.margin < 0.15;
            mean(range) < (whole - 0.15).min(0.7) || (range.len() < 3 && characters[range.clone()].iter().all(doubtful))
        };
        let inner = &path[kept.clone()];
        let last = inner.windows(2).rposition(apart).map(|at| kept.start + at + 1);
        let first = inner.windows(2).position(apart).map(|at| kept.start + at + 1);
        match (last.filter(|at| weak(&(*at..kept.end))), first.filter(|at| weak(&(kept.start..*at)))) {
            (Some(at), _) => kept.end = at,
            (None, Some(at)) => kept.start = at,
            (None, None) => return kept,
        }
    }
}

/// Whether the ink goes on above and below, as that of a printed frame does.
fn is_crossed(gray: &Gray, place: Rect) -> bool {
    let reach = place.height / 2;
    let dark = |part: Rect| {
        let crop = gray.crop(part);
        let sum: u64 = crop.pixels().iter().map(|shade| u64::from(255 - shade)).sum();
        sum as f32 / crop.pixels().len().max(1) as f32
    };
    let beside = |y: u32| dark(Rect { y, height: reach, ..place });
    let (above, below) = (beside(place.y.saturating_sub(reach + reach / 2)), beside(place.bottom() + reach / 2));
    above.min(below) > 0.4 * dark(place)
}

/// The most ink within a character's width that no character explains, from a place before the first character to one
/// behind the last.
pub(super) fn hole(middles: &[f32], font: &Font, ink: &Ink) -> f32 {
    let core = font.window - 2 * MARGIN;
    let room = (1.3 * font.pitch) as usize;
    let start = |x: &f32| (x - core as f32 / 2.0).max(0.0) as usize;
    let before = middles.first().map(|x| (start(x).saturating_sub(room), start(x)));
    let behind = middles.last().map(|x| (start(x) + core, start(x) + core + room));
    let gaps = middles.windows(2).map(|pair| (start(&pair[0]) + core, start(&pair[1])));
    // Bold strokes reach a little beyond their characters.
    let most = |(from, to): (usize, usize), ink: &dyn Fn(usize, usize) -> f32| {
        let (from, to) = (from + 2, to.saturating_sub(2));
        (from..to).map(|x| ink(x, (x + core).min(to))).fold(0.0, f32::max)
    };
    let inner = gaps.map(|gap| most(gap, &|from, to| ink.between(from, to)));
    let outer = before.into_iter().chain(behind).map(|end| most(end, &|from, to| ink.uncrossed_between(from, to)));
    inner.chain(outer).fold(0.0, f32::max)
}
