//! A line of an amount cut out tightly, without the asterisks that protect them: engines take those for digits.

use crate::model::Rect;
use crate::raster::{Bits, Gray, components};

/// Ink lower than this, in thousandths of an inch, is no figure.
const LOWEST_FIGURE: u32 = 60;

/// Specks are smaller than this, in thousandths of an inch.
const SPECK: u32 = 12;

/// The ink within `place`, specks apart, and all of any piece of which most lies in it; `None` if nothing is as high as a
/// figure.
pub(super) fn inked(ink: &Bits, place: Rect, dpi: u32) -> Option<Rect> {
    let room = place.grown(LOWEST_FIGURE * dpi / 1000, ink.width(), ink.height());
    inked_in(ink, place, room, dpi)
}

/// The same of pieces that lie in `place` with all that is cut off at its border.
pub(super) fn within(ink: &Bits, place: Rect, dpi: u32) -> Option<Rect> {
    inked_in(ink, place, place, dpi)
}

fn inked_in(ink: &Bits, place: Rect, room: Rect, dpi: u32) -> Option<Rect> {
    let mils = |mils: u32| mils * dpi / 1000;
    let pieces = components(&cut(ink, room)).into_iter().map(|piece| Rect {
        x: piece.place.x + room.x,
        y: piece.place.y + room.y,
        ..piece.place
    });
    let inside = |piece: &Rect| {
        let shared = |from: u32, to: u32, start: u32, end: u32| to.min(end).saturating_sub(from.max(start));
        let wide = shared(piece.x, piece.right(), place.x, place.right());
        let high = shared(piece.y, piece.bottom(), place.y, place.bottom());
        wide * 2 > piece.width && high * 2 > piece.height
    };
    let kept: Vec<Rect> = pieces.filter(|piece| piece.width.max(piece.height) > mils(SPECK) && inside(piece)).collect();
    let high = kept.iter().any(|piece| piece.height >= mils(LOWEST_FIGURE));
    kept.into_iter().reduce(|all, piece| all.union(&piece)).filter(|_| high)
}

/// The place of the figures or letters within `place`, and the asterisks in it to be painted white; `None` if nothing
/// is as high as a figure.
pub(super) fn figures(ink: &Bits, place: Rect, dpi: u32) -> Option<(Rect, Vec<Rect>)> {
    let pieces: Vec<Rect> = components(&cut(ink, place))
        .into_iter()
        .map(|piece| Rect { x: piece.place.x + place.x, y: piece.place.y + place.y, ..piece.place })
        .collect();
    let least = LOWEST_FIGURE * dpi / 1000;
    let mut heights: Vec<u32> = pieces.iter().map(|piece| piece.height).filter(|height| *height >= least).collect();
    heights.sort_unstable();
    // The middle height of all that is high enough: neither a currency sign nor a stroke of another line.
    let height = *heights.get(heights.len() / 2)?;
    let mut bottoms: Vec<u32> =
        pieces.iter().filter(|piece| piece.height * 5 >= height * 4).map(Rect::bottom).collect();
    bottoms.sort_unstable();
    let baseline = *bottoms.get(bottoms.len() / 2)?;
    let raised = |piece: &Rect| piece.bottom() + height / 5 <= baseline;
    let standing: Vec<Rect> = pieces.iter().filter(|piece| !raised(piece)).copied().collect();
    let loose = |piece: &&Rect| raised(piece) && !standing.iter().any(|figure| is_above(piece, figure));
    let (mut marks, rest): (Vec<Rect>, Vec<Rect>) =
        pieces.iter().filter(loose).partition(|piece| piece.height * 5 < height * 4 && piece.height * 4 > height);
    // Bits of an asterisk that fell apart lie beside one that did not.
    let beside = |bit: &Rect| marks.iter().any(|mark| gap(mark, bit) < height);
    let bits: Vec<Rect> = rest.into_iter().filter(|bit| bit.height * 4 <= height && beside(bit)).collect();
    marks.extend(bits);
    let kept = pieces.iter().filter(|piece| !marks.contains(piece) && piece.height.max(piece.width) > least / 5);
    let all = kept.copied().reduce(|all, piece| all.union(&piece))?;
    Some((all, marks))
}

/// Whether a piece shares columns with a figure that stands on the line.
fn is_above(piece: &Rect, figure: &Rect) -> bool {
    let shared = piece.right().min(figure.right()).saturating_sub(piece.x.max(figure.x));
    shared * 3 > piece.width
}

/// How far apart two places are, side by side.
fn gap(one: &Rect, other: &Rect) -> u32 {
    one.x.max(other.x).saturating_sub(one.right().min(other.right()))
}

/// A part of the ink.
fn cut(ink: &Bits, place: Rect) -> Bits {
    let mut part = Bits::new(place.width, place.height);
    for y in 0..place.height {
        for x in 0..place.width {
            if ink.get(place.x + x, place.y + y) {
                part.set(x, y, true);
            }
        }
    }
    part
}

/// The figures on white paper with a margin, marks painted over.
pub(super) fn picture(gray: &Gray, figures: Rect, marks: &[Rect], margin: u32) -> Gray {
    let mut picture = Gray::new(figures.width + 2 * margin, figures.height + 2 * margin, 255);
    for y in 0..picture.height() {
        for x in 0..picture.width() {
            let (from_x, from_y) = ((figures.x + x).checked_sub(margin), (figures.y + y).checked_sub(margin));
            let (Some(from_x), Some(from_y)) = (from_x, from_y) else { continue };
            let covered = marks.iter().any(|mark| {
                let rim = mark.grown(1, gray.width(), gray.height());
                from_x >= rim.x && from_x < rim.right() && from_y >= rim.y && from_y < rim.bottom()
            });
            let near = from_x + 2 >= figures.x
                && from_x < figures.right() + 2
                && from_y + 2 >= figures.y
                && from_y < figures.bottom() + 2;
            if near && !covered {
                picture.set(x, y, gray.get(from_x, from_y));
            }
        }
    }
    picture
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asterisks_go_and_points_stay() {
        let mut gray = Gray::new(200, 60, 255);
        let figures_drawn = [Rect::new(40, 10, 14, 24), Rect::new(60, 10, 14, 24), Rect::new(90, 10, 14, 24)];
        let point = Rect::new(80, 31, 4, 3);
        let asterisks = [Rect::new(10, 12, 10, 10), Rect::new(24, 12, 10, 10), Rect::new(112, 12, 10, 10)];
        for place in figures_drawn.iter().chain(&asterisks).chain([&point]) {
            for y in place.y..place.bottom() {
                for x in place.x..place.right() {
                    gray.set(x, y, 0);
                }
            }
        }
        let ink = Bits::darker_than(&gray, 128);
        let (place, marks) = figures(&ink, Rect::new(0, 0, 200, 60), 200).unwrap();
        assert_eq!(marks, asterisks);
        assert_eq!(place, Rect::new(40, 10, 64, 24));
        let picture = Bits::darker_than(&picture(&gray, place, &marks, 10), 128);
        assert_eq!(picture.count(), 3 * 14 * 24 + 12);
        assert_eq!(figures(&Bits::new(50, 50), Rect::new(0, 0, 50, 50), 200), None);
    }
}
