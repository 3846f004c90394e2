//! Linear codes: a place is read in several strips, each averaged down its bars, and the strips must agree.
//!
//! Averaging takes out noise; agreement takes out misreadings, against which Code 39 and Interleaved 2 of 5 have no
//! check digit of their own.

use super::regions::{CELL, Candidate, Look};
use super::{Budget, Symbology, engine};
use crate::model::{Barcode, Rect};
use crate::raster::{Gray, Page};

/// White that must be seen beside the bars.
const QUIET: u32 = 56;
/// The most strips a place is cut into, and the lowest and highest strip in pixels.
const STRIPS: u32 = 12;
const STRIP_HEIGHT: (u32, u32) = (3, 10);
/// So many strips must say the same…
const LEAST_VOTES: u32 = 2;
/// …and so many times as many as say anything else.
const MAJORITY: u32 = 4;
/// So many strips without any that differs settle it.
const PLENTY: u32 = 5;
/// After so many strips without any text there will be none.
const TRIALS: usize = 7;
/// The shortest code has so many edges.
const LEAST_EDGES: usize = 30;
/// Less than this percentage of the dark columns differs between neighbouring strips.
const MOST_DIFFERING: usize = 40;
/// How much the strips are widened: bars two pixels wide are read better with soft edges drawn finely.
const WIDENING: [u32; 2] = [1, 3];

/// Reads the linear code at a place.
pub(super) fn read(
    page: &Page,
    candidate: &Candidate,
    symbologies: &[Symbology],
    budget: &mut Budget,
) -> Option<Barcode> {
    if symbologies.is_empty() {
        return None;
    }
    let picture = upright(page, candidate);
    let strips = strips(&picture);
    if alike(&strips) * 3 < strips.len().max(3) {
        return None;
    }
    let efforts = if candidate.strong { WIDENING.len() } else { 1 };
    for widening in &WIDENING[..efforts] {
        let strips: Vec<Gray> = strips.iter().map(|strip| widened(strip, *widening)).collect();
        for symbology in symbologies {
            let work = strips.iter().map(|strip| strip.pixels().len() as u64 * 4).sum();
            if !budget.spend(work) {
                return None;
            }
            if let Some(text) = agreed(*symbology, &strips) {
                return Some(Barcode { format: symbology.name().into(), text, place: Some(candidate.place) });
            }
        }
    }
    None
}

/// The place with quiet zones, turned so that the bars stand upright.
fn upright(page: &Page, candidate: &Candidate) -> Gray {
    let Rect { x, y, width, height } = candidate.place;
    let bottom_margin = CELL / 2;
    match candidate.look {
        Look::SidewaysBars => {
            let place = Rect::new(x, y.saturating_sub(QUIET), width, height + y.min(QUIET) + QUIET);
            let turned = page.gray.crop(place).turned_quarter();
            // After the quarter turn the page's bottom is at the left.
            walled(&turned, place.bottom() > page.gray.height(), y < QUIET)
        }
        Look::Bars | Look::Block | Look::BarredBlock => {
            let top = y.saturating_sub(bottom_margin);
            let place = Rect::new(x.saturating_sub(QUIET), top, width + x.min(QUIET) + QUIET, height + y - top);
            walled(&page.gray.crop(place), x < QUIET, place.right() > page.gray.width())
        }
    }
}

/// The picture with paper added where the page ended, and a black line where it was cut: the engine takes the edge of
/// a picture for quiet zone, and would read a part of a longer code.
fn walled(picture: &Gray, left_is_edge: bool, right_is_edge: bool) -> Gray {
    let wall = |is_edge: bool| if is_edge { [255; QUIET as usize] } else { [0; QUIET as usize] };
    let (left, right) = (wall(left_is_edge), wall(right_is_edge));
    let wall_width = |is_edge: bool| if is_edge { QUIET as usize } else { 2 };
    let (left, right) = (&left[..wall_width(left_is_edge)], &right[..wall_width(right_is_edge)]);
    let width = left.len() + picture.width() as usize + right.len();
    let mut pixels = Vec::with_capacity(width * picture.height() as usize);
    for y in 0..picture.height() {
        pixels.extend_from_slice(left);
        pixels.extend_from_slice(picture.row(y));
        pixels.extend_from_slice(right);
    }
    Gray::from_pixels(width as u32, picture.height(), pixels).unwrap_or_else(|| Gray::new(0, 0, 255))
}

/// Single rows, each the mean of some rows of the picture.
fn strips(picture: &Gray) -> Vec<Gray> {
    let height = (picture.height() / STRIPS).clamp(STRIP_HEIGHT.0, STRIP_HEIGHT.1);
    let count = (picture.height() / height).min(STRIPS);
    let between = if count > 1 { (picture.height() - height) / (count - 1) } else { 0 };
    (0..count).map(|at| mean_row(picture, at * between, height)).collect()
}

fn mean_row(picture: &Gray, top: u32, height: u32) -> Gray {
    let mut sums = vec![0_u32; picture.width() as usize];
    for y in top..top + height {
        for (sum, shade) in sums.iter_mut().zip(picture.row(y)) {
            *sum += u32::from(*shade);
        }
    }
    let pixels = sums.iter().map(|sum| (sum / height.max(1)) as u8).collect();
    Gray::from_pixels(picture.width(), 1, pixels).unwrap_or_else(|| Gray::new(picture.width(), 1, 255))
}

/// A row drawn so many times as wide, shades between pixels blended.
fn widened(row: &Gray, times: u32) -> Gray {
    if times <= 1 || row.width() == 0 {
        return row.clone();
    }
    let shades = row.row(0);
    let pixels: Vec<u8> = (0..row.width() * times)
        .map(|x| {
            // Places in sixths of a pixel, from centre to centre.
            let place = (x * 2 + 1).saturating_sub(times);
            let (first, share) = ((place / (times * 2)) as usize, place % (times * 2));
            let next = shades.get(first + 1).or_else(|| shades.last()).copied().unwrap_or(255);
            ((u32::from(shades[first]) * (times * 2 - share) + u32::from(next) * share) / (times * 2)) as u8
        })
        .collect();
    Gray::from_pixels(row.width() * times, 1, pixels).unwrap_or_else(|| row.clone())
}

/// How many strips show the same bars as the next one: in print hardly any do.
fn alike(strips: &[Gray]) -> usize {
    let same_bars = |pair: &&[Gray]| {
        let dark = |row: &Gray| row.pixels().iter().map(|shade| *shade < 128).collect::<Vec<bool>>();
        let (one, other) = (dark(&pair[0]), dark(&pair[1]));
        let edges = one.windows(2).filter(|two| two[0] != two[1]).count();
        let differing = one.iter().zip(&other).filter(|(one, other)| one != other).count();
        let either = one.iter().zip(&other).filter(|(one, other)| **one || **other).count();
        edges >= LEAST_EDGES && differing * 100 < either * MOST_DIFFERING
    };
    strips.windows(2).filter(same_bars).count()
}

/// The text that the strips agree on.
fn agreed(symbology: Symbology, strips: &[Gray]) -> Option<String> {
    let mut votes: Vec<(String, u32)> = Vec::new();
    let spread = strips.iter().step_by(2).chain(strips.iter().skip(1).step_by(2));
    for (tried, strip) in spread.enumerate() {
        if votes.is_empty() && tried >= TRIALS {
            return None;
        }
        let Some(found) = engine::decode(symbology, strip) else { continue };
        match votes.iter_mut().find(|(text, _)| *text == found.text) {
            Some((_, count)) => *count += 1,
            None => votes.push((found.text, 1)),
        }
        if votes.len() == 1 && votes[0].1 >= PLENTY {
            break;
        }
    }
    let total: u32 = votes.iter().map(|(_, count)| count).sum();
    let (text, count) = votes.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= LEAST_VOTES && count >= (total - count) * MAJORITY).then_some(text)
}
