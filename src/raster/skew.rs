//! How far a page is turned, judged from the bottoms of its print.
//!
//! Bottoms of letters and rules lie in rows. Seen along the right slope the rows are sharp: most bottoms fall into
//! few lines. The slope with the largest sum of squared line counts wins; first coarsely, then finer and finer. Pages
//! that lie on their side have their rows in columns, so those are tried where rows tell nothing.

use super::Bits;

/// Slopes up to here are looked at, in degrees.
pub(super) const LIMIT: f32 = 10.5;
/// More bottoms than this only cost time…
const MOST_POINTS: usize = 12_000;
/// …and for the coarse slopes, more than this.
const MOST_COARSE: usize = 4_000;
/// Fewer bottoms than this tell nothing.
const LEAST_POINTS: usize = 60;
/// How much sharper than the usual slope the best one must be.
const CLEAR: f64 = 1.12;
/// Rows this much sharper than usual need no look at the columns.
const PLAIN: f64 = 1.5;
/// Slopes tried in turn: reach to each side of the best so far, and step, both in degrees.
const PASSES: [(f32, f32); 3] = [(LIMIT, 0.25), (0.3, 0.05), (0.15, 0.015)];

/// How far the page is turned clockwise, in degrees; 0 where nothing tells.
pub(super) fn estimate(ink: &Bits) -> f32 {
    // Hundredths are more than can be measured; adding nothing turns -0 into 0.
    (measured(ink) * 100.0).round() / 100.0 + 0.0
}

fn measured(ink: &Bits) -> f32 {
    let rows = Points::new(bottoms(ink));
    let of_rows = rows.coarse();
    if of_rows.clearness >= PLAIN {
        return rows.refined(of_rows.slope);
    }
    let columns = Points::new(sides(ink));
    let of_columns = columns.coarse();
    if of_rows.clearness.max(of_columns.clearness) < CLEAR {
        0.0
    } else if of_rows.clearness >= of_columns.clearness {
        rows.refined(of_rows.slope)
    } else {
        // A column leans to the left as the page turns clockwise: the axes are exchanged, and so is the sign.
        -columns.refined(of_columns.slope)
    }
}

/// The last ink pixels above paper, as (x, y).
fn bottoms(ink: &Bits) -> Vec<(i32, i32)> {
    let ends_in = |y: u32| {
        let below = ink.row(y + 1);
        let end = move |(at, word): (usize, &u64)| word & !below.get(at).copied().unwrap_or_default();
        ink.row(y).iter().enumerate().map(end)
    };
    let count: usize = (0..ink.height()).flat_map(ends_in).map(|ends| ends.count_ones() as usize).sum();
    let mut points = Sample::of(count);
    for y in 0..ink.height() {
        for (at, mut ends) in ends_in(y).enumerate() {
            while ends != 0 {
                points.see((at * 64) as i32 + ends.trailing_zeros() as i32, y as i32);
                ends &= ends - 1;
            }
        }
    }
    points.taken
}

/// The last ink pixels left of paper, as (y, x).
fn sides(ink: &Bits) -> Vec<(i32, i32)> {
    let mut points = Sample::of(ink.run_count() as usize);
    for y in 0..ink.height() {
        ink.each_run(y, |_, right| points.see(y as i32, right as i32));
    }
    points.taken
}

/// Points taken evenly from all, so that few enough are kept.
struct Sample {
    step: usize,
    seen: usize,
    taken: Vec<(i32, i32)>,
}

impl Sample {
    /// From so many points.
    fn of(count: usize) -> Self {
        let step = count.div_ceil(MOST_POINTS).max(1);
        Self { step, seen: 0, taken: Vec::with_capacity(count / step + 1) }
    }

    fn see(&mut self, x: i32, y: i32) {
        if self.seen.is_multiple_of(self.step) {
            self.taken.push((x, y));
        }
        self.seen += 1;
    }
}

/// The best of the coarse slopes, and how much sharper than usual it is.
struct Coarse {
    slope: f32,
    clearness: f64,
}

/// The ends of print, and the corner farthest from the origin.
struct Points {
    points: Vec<(i32, i32)>,
    corner: (i32, i32),
}

impl Points {
    fn new(points: Vec<(i32, i32)>) -> Self {
        let corner = points.iter().fold((0, 0), |corner, point| (corner.0.max(point.0), corner.1.max(point.1)));
        Self { points, corner }
    }

    fn coarse(&self) -> Coarse {
        if self.points.len() < LEAST_POINTS {
            return Coarse { slope: 0.0, clearness: 0.0 };
        }
        let some = Self { points: every_nth(&self.points, MOST_COARSE), corner: self.corner };
        let (slope, scores) = some.best_around(0.0, PASSES[0]);
        let top = scores.iter().copied().fold(0.0, f64::max);
        Coarse { slope, clearness: top / usual(&scores) }
    }

    fn refined(&self, coarse: f32) -> f32 {
        let fine = PASSES[1..].iter().fold(coarse, |best, pass| self.best_around(best, *pass).0);
        fine.clamp(-LIMIT, LIMIT)
    }

    fn best_around(&self, middle: f32, (reach, step): (f32, f32)) -> (f32, Vec<f64>) {
        let steps = (reach / step).round() as i32;
        let slopes: Vec<f32> = (-steps..=steps).map(|at| middle + at as f32 * step).collect();
        // Lines as high as neighbouring slopes differ over the page, so that no slope falls between two.
        let line = (self.corner.0 as f32 * step.to_radians() / 2.0).max(1.0);
        let scores: Vec<f64> = slopes.iter().map(|slope| self.sharpness(*slope, line)).collect();
        (peak(&slopes, &scores), scores)
    }

    /// The sum of squares of how many points fall into each line along the slope.
    fn sharpness(&self, degrees: f32, line: f32) -> f64 {
        let scale = 65_536.0 / f64::from(line);
        let down = scale as i64;
        let along = (f64::from(degrees).to_radians().tan() * scale) as i64;
        let place = |(x, y): (i32, i32)| (i64::from(y) * down - i64::from(x) * along) >> 16;
        let (right, bottom) = self.corner;
        let lowest = place((right, 0)).min(0);
        let highest = place((right, bottom)).max(place((0, bottom)));
        let mut counts = vec![0_u32; (highest - lowest + 1).max(0) as usize];
        for point in &self.points {
            counts[(place(*point) - lowest) as usize] += 1;
        }
        counts.iter().map(|count| f64::from(*count) * f64::from(*count)).sum()
    }
}

/// Points taken evenly from all, at most so many.
fn every_nth(points: &[(i32, i32)], most: usize) -> Vec<(i32, i32)> {
    points.iter().copied().step_by(points.len().div_ceil(most).max(1)).collect()
}

/// The middle of the slopes that score about as high as the highest: a pixel's width lets several score alike.
fn peak(slopes: &[f32], scores: &[f64]) -> f32 {
    let top = scores.iter().copied().fold(0.0, f64::max);
    let weights = scores.iter().map(|score| (score - top * 0.97).max(0.0) as f32);
    let (sum, total) = slopes
        .iter()
        .zip(weights)
        .fold((0.0, 0.0), |(sum, total), (slope, weight)| (sum + slope * weight, total + weight));
    if total > 0.0 { sum / total } else { 0.0 }
}

fn usual(scores: &[f64]) -> f64 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of short bars like words, turned by the angle.
    fn page(degrees: f32, lines: i32, quarter: bool) -> Bits {
        let mut bits = Bits::new(1000, 600);
        let (sin, cos) = degrees.to_radians().sin_cos();
        for at in 0..600_000 {
            let (x, y) = ((at % 1000) as f32 - 500.0, (at / 1000) as f32 - 300.0);
            let (along, down) = (x * cos + y * sin, y * cos - x * sin);
            let (along, down) = if quarter { (down, along) } else { (along, down) };
            let (letter, line) = ((along / 11.0).floor() as i32, (down / 36.0).floor() as i32);
            let (within, height) = (along.rem_euclid(11.0), 36.0 - down.rem_euclid(36.0));
            let tall = 12 + (letter * 7 + line * 3).rem_euclid(8);
            let there = (letter * 5 + line * 11).rem_euclid(17) > 2;
            let ink = (0..lines).contains(&(line + lines / 2)) && there && within < 7.0 && height < tall as f32;
            bits.set(at % 1000, at / 1000, ink);
        }
        bits
    }

    #[test]
    fn known_angles_are_found() {
        for degrees in [-10.0, -7.3, -5.0, -3.0, -1.2, -0.4, 0.0, 0.1, 0.7, 2.3, 4.6, 8.8] {
            for (lines, quarter) in [(8, false), (1, false), (9, true)] {
                let found = estimate(&page(degrees, lines, quarter));
                assert!((found - degrees).abs() < 0.12, "{degrees} {lines} {quarter}: {found}");
            }
        }
    }

    #[test]
    fn pages_that_tell_nothing_are_straight() {
        assert_eq!(estimate(&Bits::new(0, 0)), 0.0);
        assert_eq!(estimate(&Bits::new(500, 300)), 0.0);
        let mut dots = Bits::new(500, 300);
        let mut state = 1_u32;
        for _ in 0..2000 {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            dots.set(state % 500, state / 500 % 300, true);
        }
        assert_eq!(estimate(&dots), 0.0);
    }
}
