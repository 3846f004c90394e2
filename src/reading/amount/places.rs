//! Where to look closer for figures and words of an amount.

use super::legal;
use super::lines::{in_courtesy_zone, legal_lines, phrases, words_alone};
use crate::model::Rect;
use crate::raster::components;
use crate::reading::text::{Sheet, TextLine, Word};

/// How many places are looked at again.
const MOST_LOOKS: usize = 3;
/// Figures are this high, in thousandths of an inch.
const FIGURE_HEIGHTS: std::ops::RangeInclusive<u32> = 60..=260;
/// An amount has at least so many figures: a dollar and two cents.
const FEWEST_FIGURES: usize = 3;

/// Where the words of the amount stand, each with some paper around.
pub(super) fn legal_places(sheet: &Sheet<'_>) -> Vec<Rect> {
    let mut places: Vec<Rect> = Vec::new();
    for line in legal_lines(sheet).iter().filter(|line| line.place.height < sheet.mils(400)) {
        let of_amount = phrases(line, 3).filter_map(|words| TextLine::of(words.to_vec()));
        places.extend(of_amount.filter(|part| legal::resembles(&part.text())).map(|part| part.place));
    }
    if places.is_empty() {
        let caption = |word: &&Word| word.text.to_lowercase().contains("dollar");
        let above = sheet.mils(150);
        places.extend(sheet.words.iter().filter(caption).map(|word| {
            let top = word.place.y.saturating_sub(above);
            Rect::new(sheet.area.x, top, word.place.x.saturating_sub(sheet.area.x), word.place.bottom() - top)
        }));
    }
    places.truncate(MOST_LOOKS);
    places.into_iter().map(|place| with_margin(sheet, &place)).collect()
}

/// A place with some paper around it, more to the left: the first word may have been overlooked.
fn with_margin(sheet: &Sheet<'_>, place: &Rect) -> Rect {
    let grown = place.grown(sheet.mils(50), sheet.clean.width(), sheet.clean.height());
    let left = grown.x.saturating_sub(sheet.mils(1000)).max(sheet.area.x);
    Rect { x: left, width: grown.right() - left, ..grown }
}

/// Places where figures may stand, the surest first: a box, figures with marks of money, any other figures, ink of
/// their size that was not read at all.
pub(super) fn courtesy_places(sheet: &Sheet<'_>) -> Vec<Rect> {
    let mut distinct: Vec<Rect> = Vec::new();
    let places = boxes(sheet).into_iter().chain(around_figures(sheet)).chain(unread_ink(sheet));
    for place in places {
        if place.width > 0 && !distinct.iter().any(|other| overlaps(other, &place)) {
            distinct.push(place);
        }
    }
    distinct.truncate(MOST_LOOKS);
    distinct
}

/// The insides of boxes of the size that surrounds figures.
fn boxes(sheet: &Sheet<'_>) -> Vec<Rect> {
    let inset = sheet.mils(20);
    let fits = |place: &Rect| {
        let size = place.height >= sheet.mils(150) && place.height <= sheet.mils(700);
        size && place.width <= sheet.mils(3500) && in_courtesy_zone(sheet, place)
    };
    let inside = |place: Rect| {
        let (width, height) = (place.width.saturating_sub(2 * inset), place.height.saturating_sub(2 * inset));
        Rect::new(place.x + inset, place.y + inset, width, height)
    };
    sheet.ruling.boxes(sheet.dpi).into_iter().filter(fits).map(inside).collect()
}

/// Around words with marks of money, then around other figures, up to the right edge.
fn around_figures(sheet: &Sheet<'_>) -> Vec<Rect> {
    let words: Vec<Rect> = legal_lines(sheet).iter().filter_map(words_alone).collect();
    let candidate =
        |word: &&Word| in_courtesy_zone(sheet, &word.place) && !words.iter().any(|line| overlaps(line, &word.place));
    let marked = |word: &&Word| word.text.starts_with(['$', '*', 'S', 's', '§']);
    let figures = |word: &&Word| {
        let pointed =
            word.text.as_bytes().windows(2).any(|pair| matches!(pair[0], b'.' | b',') && pair[1].is_ascii_digit());
        pointed || word.text.contains('*') || word.text.ends_with("/100")
    };
    let all: Vec<&Word> = sheet.lines.iter().flat_map(|line| &line.words).filter(candidate).collect();
    let pad = sheet.mils(60);
    let around = |word: &Word| {
        let (top, left) = (word.place.y.saturating_sub(pad), word.place.x.saturating_sub(pad));
        let left = if word.text.contains(|c: char| c.is_ascii_digit()) { left } else { word.place.right() };
        let right = sheet.area.right().saturating_sub(sheet.mils(30));
        Rect::new(left, top, right.saturating_sub(left), word.place.bottom() + pad - top)
    };
    all.iter().copied().filter(marked).chain(all.iter().copied().filter(figures)).map(around).collect()
}

/// Runs of pieces of ink as high as figures, side by side, where no word was read: the engine overlooks whole phrases.
fn unread_ink(sheet: &Sheet<'_>) -> Vec<Rect> {
    let read = |place: &Rect| sheet.words.iter().any(|word| overlaps(&word.place, place));
    let heights = sheet.mils(*FIGURE_HEIGHTS.start())..=sheet.mils(*FIGURE_HEIGHTS.end());
    let figure = |place: &Rect| {
        heights.contains(&place.height) && place.width < 2 * place.height && in_courtesy_zone(sheet, place)
    };
    let pieces = components(&sheet.ink).into_iter().map(|piece| piece.place);
    let mut pieces: Vec<Rect> = pieces.filter(|place| figure(place) && !read(place)).collect();
    pieces.sort_by_key(|place| (place.x, place.y));
    let mut runs: Vec<(Rect, usize)> = Vec::new();
    let gap = sheet.mils(150);
    for piece in pieces {
        let beside = |run: &Rect| {
            let shared = run.bottom().min(piece.bottom()).saturating_sub(run.y.max(piece.y));
            piece.x <= run.right() + gap && shared * 2 > piece.height
        };
        match runs.iter_mut().find(|(run, _)| beside(run)) {
            Some((run, count)) => (*run, *count) = (run.union(&piece), *count + 1),
            None => runs.push((piece, 1)),
        }
    }
    let pad = sheet.mils(60);
    let long = runs.into_iter().filter(|(_, count)| *count >= FEWEST_FIGURES);
    long.map(|(run, _)| run.grown(pad, sheet.clean.width(), sheet.clean.height())).collect()
}

/// Whether most of the lower of two places lies beside the other.
fn overlaps(one: &Rect, other: &Rect) -> bool {
    let across = one.right().min(other.right()) > one.x.max(other.x);
    let down = one.bottom().min(other.bottom()).saturating_sub(one.y.max(other.y));
    across && down * 2 > one.height.min(other.height)
}
