//! The best sequence of characters along a strip, by dynamic programming over positions.

use super::font::{Font, MARGIN, WINDOW_HEIGHT};
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
pub(super) struct Ink(Vec<f32>);

impl Ink {
    pub(super) fn of(strip: &Strip) -> Self {
        // A digit covers about a third of its box.
        let unit = 0.33 * 255.0 * 400.0;
        let mut sum = 0.0;
        let before = (0..strip.width()).map(|x| {
            let rows = &strip.column(x, SLACK)[MARGIN..WINDOW_HEIGHT - MARGIN];
            let earlier = sum;
            sum += rows.iter().map(|v| i32::from(*v)).sum::<i32>() as f32 / unit;
            earlier
        });
        let mut sums: Vec<f32> = before.collect();
        sums.push(sum);
        Self(sums)
    }

    /// Ink from one column up to another.
    pub(super) fn between(&self, from: usize, to: usize) -> f32 {
        let at = |x: usize| self.0.get(x).or(self.0.last()).copied().unwrap_or(0.0);
        if to > from { at(to) - at(from) } else { 0.0 }
    }
}

/// What a character that fits so well is worth. Good fits count more than in proportion, or three doubtful
/// characters that straddle two good ones would outweigh them; below 0.53 a character is worth less than none.
fn value(fit: f32) -> f32 {
    let over = fit - 0.4;
    2.5 * over * over.abs() - 0.04
}

/// The best path over a strip.
pub(super) fn best_path(scores: &Scores, font: &Font, ink: &Ink) -> Vec<Step> {
    let columns = scores.columns();
    let near = (NEAREST * font.pitch).round() as usize;
    let far = (FARTHEST * font.pitch).round() as usize;
    let core = font.window - 2 * MARGIN;
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
            let off = (distance as f32 - font.pitch) / font.pitch;
            let cut = UNEXPLAINED * ink.between(before + MARGIN + core, x + MARGIN);
            let reached = worth[before] - OFF_PITCH * off * off - cut;
            if reached > best.0 {
                best = (reached, Some(before));
            }
        }
        if let Some(before) = x.checked_sub(far + 1) {
            let left = worth[before] + UNEXPLAINED * ink.between(0, before + MARGIN + core);
            if jump.is_none_or(|(_, most)| left > most) {
                jump = Some((before, left));
            }
        }
        if let Some((before, left)) = jump {
            let reached = left - UNEXPLAINED * ink.between(0, x + MARGIN) - GAP;
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
        path.push(Step { x, kind: kinds[x].0 });
        at = from[x];
    }
    path.reverse();
    path
}
