//! Finding lines of print or writing: letters side by side at one height.
//!
//! Letters are taken from left to right; each goes on the line that it fits best or begins one of its own. A wide gap
//! ends a line, so what stands apart on a form comes as phrases. What is too small or too large for letters is no text.

use crate::model::Rect;
use crate::raster::{Bits, Labelled, Run, labelled};

/// Letters are so high, in thousandths of an inch: from small print to tall writing.
const LETTER_HEIGHTS: std::ops::RangeInclusive<u32> = 25..=480;
/// A word written in one stroke is at most so wide.
const WIDEST_PIECE: u32 = 2600;
/// Smaller pieces are dust.
const DUST: u32 = 8;
/// A line's letters are at least so high.
const LOWEST_LINE: u32 = 35;
/// A gap of so many times the height of a line ends it.
const WIDE_GAP: f32 = 2.0;
/// Letters that many times as high as the line are another's; behind a gap of so many heights it takes less.
const TALLER: f32 = 3.0;
const GAP: f32 = 0.7;
const TALLER_BEHIND_GAP: f32 = 1.35;
/// Lower than this share of the line, a piece is a mark: little of it need stand beside the letters.
const MARK: f32 = 0.65;
/// How far marks stand above or below the letters, in heights of the line.
const OFF_LINE: f32 = 0.35;
/// The share of the lower of two pieces' height that must stand beside the other.
const BESIDE: f32 = 0.5;
/// A line is as high as its last letters are.
const LAST: usize = 6;
/// No page has more lines; there are so many only on patterns.
const MOST_LINES: usize = 600;

/// A line of print or writing, or a part of one that stands apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// Around all its pieces.
    pub(super) place: Rect,
    /// Its pieces, by their numbers and from the left.
    pub(super) pieces: Vec<u32>,
}

impl Phrase {
    fn of<'a>(pieces: impl Iterator<Item = &'a u32>, place: impl Fn(u32) -> Rect) -> Option<Self> {
        let pieces: Vec<u32> = pieces.copied().collect();
        let place = pieces.iter().map(|piece| place(*piece)).reduce(|all, piece| all.union(&piece))?;
        Some(Self { place, pieces })
    }
}

/// The lines on an image and the ink that they are made of.
#[derive(Debug)]
pub(super) struct Layout {
    /// All ink by pieces.
    pub(super) ink: Labelled,
    /// The lines from the top.
    pub(super) phrases: Vec<Phrase>,
}

impl Layout {
    /// Finds the lines.
    pub(super) fn find(ink: &Bits, dpi: u32) -> Self {
        let ink = labelled(ink);
        let size = Sizes { dpi };
        let mut letters: Vec<u32> = Vec::new();
        let mut marks: Vec<u32> = Vec::new();
        for (at, piece) in (0..).zip(&ink.components) {
            match size.of(&piece.place) {
                Size::Letter => letters.push(at),
                Size::Mark => marks.push(at),
                Size::Other => {}
            }
        }
        let place = |at: u32| ink.components[at as usize].place;
        letters.sort_by_key(|at| (place(*at).x, place(*at).y));
        let mut lines: Vec<Line> = Vec::new();
        for at in letters {
            match best_line(&mut lines, &place(at)) {
                Some(line) => line.add(at, place(at)),
                None => lines.push(Line::new(at, place(at))),
            }
        }
        let (low, mut lines): (Vec<Line>, Vec<Line>) =
            lines.into_iter().partition(|line| line.band.height() < size.pixels(LOWEST_LINE) as f32);
        marks.extend(low.into_iter().flat_map(|line| line.pieces));
        marks.sort_by_key(|at| (place(*at).x, place(*at).y));
        for at in marks {
            let place = place(at);
            let near = lines.iter_mut().filter(|line| line.may_have_mark(&place));
            if let Some(line) = near.min_by(|a, b| a.distance(&place).total_cmp(&b.distance(&place))) {
                line.add_mark(at, place);
            }
        }
        let mut phrases: Vec<Phrase> = lines.into_iter().flat_map(|line| line.phrases(place)).collect();
        phrases.sort_by_key(|phrase| (phrase.place.y, phrase.place.x));
        phrases.truncate(MOST_LINES);
        Self { ink, phrases }
    }

    /// Pieces as a line.
    pub(super) fn phrase(&self, pieces: &[u32]) -> Option<Phrase> {
        Phrase::of(pieces.iter(), |at| self.ink.components[at as usize].place)
    }

    /// How much ink pieces have.
    pub(super) fn pixels<'a>(&self, pieces: impl IntoIterator<Item = &'a u32>) -> u64 {
        pieces.into_iter().map(|at| u64::from(self.ink.components[*at as usize].pixels)).sum()
    }

    /// The ink of a line.
    pub(super) fn runs_of(&self, phrase: &Phrase) -> impl Iterator<Item = &Run> {
        let rows = phrase.place.y..phrase.place.bottom();
        let first = self.ink.runs.partition_point(|run| run.y < rows.start);
        let of_rows = self.ink.runs[first..].iter().take_while(move |run| run.y < rows.end);
        let mut pieces = phrase.pieces.clone();
        pieces.sort_unstable();
        of_rows.filter(move |run| pieces.binary_search(&run.component).is_ok())
    }
}

/// What a piece of ink may be by its size.
enum Size {
    Letter,
    /// A point, a dash, a part of a letter.
    Mark,
    /// Dust, a picture, a line.
    Other,
}

struct Sizes {
    dpi: u32,
}

impl Sizes {
    const fn pixels(&self, mils: u32) -> u32 {
        mils * self.dpi / 1000
    }

    fn of(&self, place: &Rect) -> Size {
        let (low, high) = (self.pixels(*LETTER_HEIGHTS.start()), self.pixels(*LETTER_HEIGHTS.end()));
        if place.height > high || place.width > self.pixels(WIDEST_PIECE) {
            Size::Other
        } else if place.height >= low.max(2) {
            Size::Letter
        } else if place.width.max(place.height) >= self.pixels(DUST) {
            Size::Mark
        } else {
            Size::Other
        }
    }
}

/// From which row to which a line's letters reach.
#[derive(Debug, Clone, Copy)]
struct Band {
    top: f32,
    bottom: f32,
}

impl Band {
    fn of(place: &Rect) -> Self {
        Self { top: place.y as f32, bottom: place.bottom() as f32 }
    }

    fn height(&self) -> f32 {
        self.bottom - self.top
    }

    /// How many rows two bands share.
    fn shared(&self, other: &Self) -> f32 {
        self.bottom.min(other.bottom) - self.top.max(other.top)
    }
}

/// A line while it grows.
struct Line {
    pieces: Vec<u32>,
    /// The last letters' places.
    last: Vec<Rect>,
    band: Band,
    left: u32,
    right: u32,
}

impl Line {
    fn new(at: u32, place: Rect) -> Self {
        Self { pieces: vec![at], last: vec![place], band: Band::of(&place), left: place.x, right: place.right() }
    }

    fn add(&mut self, at: u32, place: Rect) {
        self.pieces.push(at);
        if self.last.len() == LAST {
            self.last.remove(0);
        }
        self.last.push(place);
        self.right = self.right.max(place.right());
        // Low letters do not make the line low, a tall one does not make it tall.
        let middle = |of: fn(&Rect) -> u32, share: usize| {
            let mut all: Vec<u32> = self.last.iter().map(of).collect();
            all.sort_unstable();
            all[(all.len() - 1) * share / 4] as f32
        };
        self.band = Band { top: middle(|place| place.y, 1), bottom: middle(Rect::bottom, 2) };
    }

    fn add_mark(&mut self, at: u32, place: Rect) {
        self.pieces.push(at);
        (self.left, self.right) = (self.left.min(place.x), self.right.max(place.right()));
    }

    /// How well a letter fits behind the line; `None` if it does not.
    fn fit(&self, place: &Rect) -> Option<f32> {
        let own = Band::of(place);
        let (height, other) = (self.band.height(), own.height());
        let (high, low) = (height.max(other), height.min(other));
        let gap = place.x as f32 - self.right as f32;
        let is_mark = other < MARK * height && self.band.shared(&own) > 0.0;
        let level = is_mark || (high <= TALLER * low && self.band.shared(&own) >= BESIDE * low);
        // Print of another size begins with a capital, or with a figure.
        let goes_on = gap < GAP * height || other < TALLER_BEHIND_GAP * height;
        let fits = gap <= WIDE_GAP * high && level && goes_on;
        fits.then(|| self.band.shared(&own) / high - gap.max(0.0) / high * 0.3)
    }

    /// Whether a mark's rows are those of the line, or just above or below.
    fn is_near(&self, mark: &Band) -> bool {
        let off = OFF_LINE * self.band.height();
        mark.bottom >= self.band.top - off && mark.top <= self.band.bottom + off
    }

    /// Whether a mark stands on the line or close by.
    fn may_have_mark(&self, place: &Rect) -> bool {
        let reach = self.band.height();
        let (left, right) = (self.left as f32 - reach, self.right as f32 + reach);
        self.is_near(&Band::of(place)) && place.right() as f32 >= left && place.x as f32 <= right
    }

    /// How far a mark is from the line's middle, in heights.
    fn distance(&self, place: &Rect) -> f32 {
        let middle = (self.band.top + self.band.bottom) / 2.0;
        (place.y as f32 + place.height as f32 / 2.0 - middle).abs() / self.band.height().max(1.0)
    }

    /// The line, in parts where print of another size follows.
    fn phrases(mut self, place: impl Fn(u32) -> Rect + Copy) -> Vec<Phrase> {
        self.pieces.sort_by_key(|at| place(*at).x);
        let words = words(&self.pieces, place, GAP * self.band.height());
        let mut parts = Vec::new();
        let mut first = 0;
        for at in 1..words.len() {
            let (before, behind) = (usual(&words[first..at]), usual(&words[at..]));
            if before as f32 >= TALLER_BEHIND_GAP * behind as f32 || behind as f32 >= TALLER_BEHIND_GAP * before as f32
            {
                parts.push(first..at);
                first = at;
            }
        }
        parts.push(first..words.len());
        parts
            .into_iter()
            .filter_map(|part| Phrase::of(words[part].iter().flat_map(|word| word.pieces), place))
            .collect()
    }
}

/// Pieces without a gap between.
struct Group<'a> {
    pieces: &'a [u32],
    /// How high the highest is.
    height: u32,
}

/// Pieces from the left, parted at gaps at least so wide.
fn words<'a>(pieces: &'a [u32], place: impl Fn(u32) -> Rect, gap: f32) -> Vec<Group<'a>> {
    let mut right = 0;
    let mut starts = vec![0];
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 && place(*piece).x as f32 >= right as f32 + gap {
            starts.push(at);
        }
        right = right.max(place(*piece).right());
    }
    let ends = starts[1..].iter().copied().chain([pieces.len()]);
    let group = |(start, end): (&usize, usize)| {
        let pieces = &pieces[*start..end];
        Group { pieces, height: pieces.iter().map(|piece| place(*piece).height).max().unwrap_or(0) }
    };
    starts.iter().zip(ends).map(group).collect()
}

/// The middle height of groups.
fn usual(groups: &[Group<'_>]) -> u32 {
    let mut heights: Vec<u32> = groups.iter().map(|group| group.height).collect();
    heights.sort_unstable();
    heights.get(heights.len() / 2).copied().unwrap_or(0)
}

/// The line that a letter fits best.
fn best_line<'a>(lines: &'a mut [Line], place: &Rect) -> Option<&'a mut Line> {
    let fits = lines.iter_mut().filter_map(|line| Some((line.fit(place)?, line)));
    fits.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, line)| line)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Letters as bars: left, top, width, height.
    fn found(bars: &[(u32, u32, u32, u32)]) -> Vec<(Rect, usize)> {
        let mut ink = Bits::new(1200, 300);
        for (left, top, width, height) in bars.iter().copied() {
            for (x, y) in (left..left + width).flat_map(|x| (top..top + height).map(move |y| (x, y))) {
                ink.set(x, y, true);
            }
        }
        Layout::find(&ink, 200).phrases.into_iter().map(|phrase| (phrase.place, phrase.pieces.len())).collect()
    }

    /// So many letters from a place on.
    fn word(x: u32, y: u32, letters: u32, height: u32) -> Vec<(u32, u32, u32, u32)> {
        (0..letters).map(|at| (x + at * 16, y, 10, height)).collect()
    }

    #[test]
    fn words_make_lines_and_wide_gaps_end_them() {
        let line = [word(20, 50, 4, 20), word(100, 50, 3, 20), word(600, 52, 5, 20), word(20, 90, 6, 20)].concat();
        let expected =
            [(Rect::new(20, 50, 122, 20), 7), (Rect::new(600, 52, 74, 20), 5), (Rect::new(20, 90, 90, 20), 6)];
        assert_eq!(found(&line), expected);
    }

    #[test]
    fn marks_belong_to_the_nearest_line() {
        let mut line = word(20, 50, 4, 20);
        // A hyphen, the next word, a point, a comma that hangs below the line, and an apostrophe.
        line.extend([(90, 60, 8, 3), (104, 50, 10, 20), (120, 67, 3, 3), (128, 64, 6, 12), (140, 48, 3, 7)]);
        line.extend(word(150, 50, 2, 20));
        assert_eq!(found(&line), [(Rect::new(20, 48, 156, 28), 11)]);
    }

    #[test]
    fn a_small_caption_is_a_phrase_of_its_own() {
        let beside = [word(20, 60, 4, 12), word(110, 50, 6, 22)].concat();
        assert_eq!(found(&beside), [(Rect::new(110, 50, 90, 22), 6), (Rect::new(20, 60, 58, 12), 4)]);
    }

    #[test]
    fn dust_pictures_and_rules_are_no_text() {
        assert_eq!(found(&[(20, 20, 2, 2), (100, 20, 300, 200), (500, 50, 600, 3), (500, 100, 4, 4)]), []);
    }

    proptest! {
        #[test]
        fn no_ink_makes_it_panic(width in 1u32..90, marks in proptest::collection::vec(any::<bool>(), 1..3000), dpi in 1u32..700) {
            let mut ink = Bits::new(width, marks.len() as u32 / width);
            for (at, mark) in marks.iter().enumerate() {
                ink.set(at as u32 % width, at as u32 / width, *mark);
            }
            let layout = Layout::find(&ink, dpi);
            let mut pieces: Vec<u32> = layout.phrases.iter().flat_map(|phrase| phrase.pieces.clone()).collect();
            let count = pieces.len();
            pieces.sort_unstable();
            pieces.dedup();
            prop_assert_eq!(pieces.len(), count);
            for phrase in &layout.phrases {
                let inked: u32 = layout.runs_of(phrase).map(|run| run.right - run.left).sum();
                prop_assert_eq!(u64::from(inked), layout.pixels(&phrase.pieces));
            }
        }
    }
}
