//! The best sequence of characters along a strip, by dynamic programming over positions.

use std::ops::Range;

use super::font::{COARSER, Font, MARGIN};
use super::matching::Scores;
use super::strip::{SLACK, Strip};

/// Nearest and farthest neighbour, in pitches; farther ones stand behind a gap.
const NEAREST: f32 = 0.84;
const FARTHEST: f32 = 1.18;
/// What leaving the pitch by its whole length would cost.
const OFF_PITCH: f32 = 3.0;
/// What a gap costs, and what it costs to leave a character's worth of ink unexplained.
const GAP: f32 = 0.04;
const UNEXPLAINED: f32 = 0.25;

/// One character on the path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// Where its window starts on the strip.
    pub(super) x: usize,
    /// Which template it is.
    pub(super) kind: usize,
}

/// Ink before each column of a strip, in the rows of characters; a full character counts about 1.
#[derive(Debug)]
pub(super) struct Ink {
    all: Vec<f32>,
    /// Without columns in which the ink goes on above and below the line, as in a printed frame.
    uncrossed: Vec<f32>,
}

/// A digit covers about a third of its box of 20 by 20.
const CHARACTER: f32 = 0.33 * 255.0 * 400.0;
/// Mean darkness from which on ink goes on above or below.
const CROSSED: i32 = 100;

impl Ink {
    /// The ink of a strip of this tone.
    pub(super) fn of(strip: &Strip, tone: Tone) -> Self {
        let (mut all, mut uncrossed) = (vec![0.0], vec![0.0]);
        let (mut sum, mut plain) = (0.0, 0.0);
        let total = |rows: &[i16]| rows.iter().map(|v| tone.ink(*v)).sum::<i32>();
        for x in 0..strip.width() {
            let ink = total(middle(strip, x)) as f32 / CHARACTER;
            let above = total(&strip.column(x, 0)[..SLACK]);
            let below = total(&strip.column(x, 2 * SLACK)[strip.window_rows() - SLACK..]);
            sum += ink;
            plain += if above.min(below) > CROSSED * SLACK as i32 { 0.0 } else { ink };
            all.push(sum);
            uncrossed.push(plain);
        }
        Self { all, uncrossed }
    }

    /// Ink from one column up to another.
    pub(super) fn between(&self, from: usize, to: usize) -> f32 {
        difference(&self.all, from, to)
    }

    /// The same without what crosses the line.
    pub(super) fn uncrossed_between(&self, from: usize, to: usize) -> f32 {
        difference(&self.uncrossed, from, to)
    }
}

/// The rows of a column in which characters stand.
fn middle(strip: &Strip, x: usize) -> &[i16] {
    &strip.column(x, SLACK)[MARGIN..strip.window_rows() - MARGIN]
}

/// How dark the paper and the ink of a line are; a background pattern is hardly darker than its paper.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tone {
    paper: i32,
    full: i32,
}

/// Below this share of the way from paper to ink (in hundredths) there is no ink.
const FAINT: i32 = 25;
/// Characters cover about a sixth of a line, with its gaps less; half of it is paper.
const INKED: f32 = 0.95;

impl Tone {
    /// That of the line of print between two columns of a strip.
    pub(super) fn of(strip: &Strip, line: Range<usize>) -> Self {
        let mut shades = [0usize; 256];
        for x in line.start..line.end.min(strip.width()) {
            middle(strip, x).iter().for_each(|v| shades[(*v).clamp(0, 255) as usize] += 1);
        }
        let all: usize = shades.iter().sum();
        let quantile = |share: f32| {
            let mut left = (all as f32 * share) as usize;
            let at = shades.iter().position(|count| left.checked_sub(*count).map(|rest| left = rest).is_none());
            at.unwrap_or(255) as i32
        };
        Self { paper: quantile(0.5), full: quantile(INKED) }
    }

    /// A shade with paper at 32 and full ink at 224.
    pub(super) fn level(self, shade: i16) -> u8 {
        ((i32::from(shade) - self.paper) * 192 / (self.full - self.paper).max(24) + 32).clamp(0, 255) as u8
    }

    /// How much ink a shade shows, 0 to 255.
    fn ink(self, shade: i16) -> i32 {
        let faint = self.paper + (self.full - self.paper) * FAINT / 100;
        ((i32::from(shade) - faint) * 255 / (self.full - faint).max(1)).clamp(0, 255)
    }
}

fn difference(sums: &[f32], from: usize, to: usize) -> f32 {
    let at = |x: usize| sums.get(x).or(sums.last()).copied().unwrap_or(0.0);
    if to > from { at(to) - at(from) } else { 0.0 }
}

/// What a character that fits so well is worth. Good fits count more than in proportion, or three doubtful
/// characters that straddle two good ones would outweigh them; below 0.53 a character is worth less than none.
fn value(fit: f32) -> f32 {
    let over = fit - 0.4;
    2.5 * over * over.abs() - 0.04
}

/// The best path over a strip, from the fits at the coarser size; places are those of the strip itself.
pub(super) fn best_path(scores: &Scores, font: &Font, ink: &Ink) -> Vec<Step> {
    let columns = scores.columns();
    let coarse = |pitches: f32| (pitches * font.pitch / COARSER as f32).round() as usize;
    let (near, far) = (coarse(NEAREST), coarse(FARTHEST));
    let core = font.window - 2 * MARGIN;
    // Where a character's own ink starts and ends.
    let start = |x: usize| COARSER * x + MARGIN;
    let end = |x: usize| start(x) + core;
    let mut worth = vec![0.0f32; columns];
    let mut from: Vec<Option<usize>> = vec![None; columns];
    let mut kinds = vec![(0usize, 0.0f32); columns];
    // The best place to jump from over a gap, and its worth less the ink up to its end.
    let mut jump: Option<(usize, f32)> = None;
    for x in 0..columns {
        kinds[x] = scores.best_at(x);
        let mut best = (0.0f32, None);
        for distance in near..=far {
            let Some(before) = x.checked_sub(distance) else { break };
            let off = ((COARSER * distance) as f32 - font.pitch) / font.pitch;
            let cut = UNEXPLAINED * ink.between(end(before), start(x));
            let reached = worth[before] - OFF_PITCH * off * off - cut;
            if reached > best.0 {
                best = (reached, Some(before));
            }
        }
        if let Some(before) = x.checked_sub(far + 1) {
            let left = worth[before] + UNEXPLAINED * ink.between(0, end(before));
            if jump.is_none_or(|(_, most)| left > most) {
                jump = Some((before, left));
            }
        }
        if let Some((before, left)) = jump {
            let reached = left - UNEXPLAINED * ink.between(0, start(x)) - GAP;
            if reached > best.0 {
                best = (reached, Some(before));
            }
        }
        worth[x] = value(kinds[x].1) + best.0;
        from[x] = best.1;
    }
    let last = (0..columns).max_by(|a, b| worth[*a].total_cmp(&worth[*b]));
    let mut path = Vec::new();
    let mut at = last.filter(|x| worth[*x] > 0.0);
    while let Some(x) = at {
        path.push(Step { x: COARSER * x, kind: kinds[x].0 });
        at = from[x];
    }
    path.reverse();
    path
}
