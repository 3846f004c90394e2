//! Corners that are missing: folded over or torn off, so that what the paper lies on is seen there.

use super::Bits;

/// How far the paper's edges may stand from where its print says, in degrees, and in which steps that is tried.
const TURNS: (i8, f32) = (10, 0.1);
/// What lies so near to a side, in pixels of the outline, lies on it.
const ON_SIDE: f32 = 3.0;

/// The shorter leg of the largest triangle that is missing at a corner of a paper, in pixels of its outline.
///
/// `paper` is what of a picture is paper, `degrees` how far its print is turned clockwise. The smallest rectangle around
/// the outline is what the paper was when it was whole.
pub(super) fn missing(paper: &Bits, degrees: f32) -> f32 {
    let outline = outline(paper);
    let turns = (-TURNS.0..=TURNS.0).map(|step| f32::from(step).mul_add(TURNS.1, degrees));
    let turned = turns.map(|degrees| Turned::of(&outline, degrees));
    turned.min_by(|a, b| a.area().total_cmp(&b.area())).map_or(0.0, |whole| whole.missing())
}

/// The first and the last pixel of the paper in every row and in every column.
fn outline(paper: &Bits) -> Vec<(f32, f32)> {
    let (mut points, columns) = (Vec::new(), paper.width() as usize);
    let (mut top, mut bottom) = (vec![None; columns], vec![None; columns]);
    for y in 0..paper.height() {
        let (mut first, mut last) = (None, None);
        paper.each_run(y, |left, right| {
            first = first.or(Some(left));
            last = Some(right - 1);
            for x in left as usize..right as usize {
                top[x] = top[x].or(Some(y));
                bottom[x] = Some(y);
            }
        });
        points.extend(first.into_iter().chain(last).map(|x| (x as f32, y as f32)));
    }
    for column in [top, bottom] {
        let ends = (0..paper.width()).zip(column);
        points.extend(ends.filter_map(|(x, y)| y.map(|y| (x as f32, y as f32))));
    }
    points
}

/// An outline turned straight, from the left and top of the rectangle around it.
struct Turned {
    points: Vec<(f32, f32)>,
    width: f32,
    height: f32,
}

impl Turned {
    fn of(outline: &[(f32, f32)], degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let mut points: Vec<(f32, f32)> =
            outline.iter().map(|(x, y)| (x.mul_add(cos, y * sin), y.mul_add(cos, -x * sin))).collect();
        let least = |part: fn(&(f32, f32)) -> f32| points.iter().map(part).fold(f32::INFINITY, f32::min);
        let most = |part: fn(&(f32, f32)) -> f32| points.iter().map(part).fold(f32::NEG_INFINITY, f32::max);
        let (left, right) = (least(|point| point.0), most(|point| point.0));
        let (top, bottom) = (least(|point| point.1), most(|point| point.1));
        points.iter_mut().for_each(|(x, y)| (*x, *y) = (*x - left, *y - top));
        Self { points, width: right - left, height: bottom - top }
    }

    fn area(&self) -> f32 {
        self.width * self.height
    }

    fn missing(&self) -> f32 {
        let corners = [(false, false), (true, false), (false, true), (true, true)];
        corners.into_iter().map(|(right, bottom)| self.missing_at(right, bottom)).fold(0.0, f32::max)
    }

    /// How far from a corner the paper begins along both sides: the shorter way.
    fn missing_at(&self, right: bool, bottom: bool) -> f32 {
        let from_corner = self
            .points
            .iter()
            .map(|(x, y)| (if right { self.width - x } else { *x }, if bottom { self.height - y } else { *y }));
        let (mut across, mut down) = (self.width, self.height);
        for (x, y) in from_corner {
            if y <= ON_SIDE {
                across = across.min(x);
            }
            if x <= ON_SIDE {
                down = down.min(y);
            }
        }
        across.min(down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A paper of 300 x 140 pixels turned clockwise, with a triangle missing at its upper right.
    fn paper(degrees: f32, legs: (f32, f32)) -> Bits {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let mut bits = Bits::new(340, 220);
        for y in 0..220 {
            for x in 0..340 {
                let (from_x, from_y) = (x as f32 - 170.0, y as f32 - 110.0);
                let (u, v) = (from_x * cos + from_y * sin + 150.0, from_y * cos - from_x * sin + 70.0);
                let whole = (0.0..300.0).contains(&u) && (0.0..140.0).contains(&v);
                let missing = (300.0 - u) / legs.0 + v / legs.1 < 1.0;
                bits.set(x, y, whole && !missing);
            }
        }
        bits
    }

    #[test]
    fn the_shorter_leg_of_a_missing_corner_is_measured() {
        for (turned, said) in [(0.0, 0.0), (3.0, 3.0), (-6.0, -5.6), (8.0, 8.4)] {
            let whole = missing(&paper(turned, (0.001, 0.001)), said);
            assert!(whole < 8.0, "{turned}: {whole}");
            for legs in [(30.0, 30.0), (60.0, 30.0), (40.0, 80.0)] {
                let short = f32::min(legs.0, legs.1);
                let found = missing(&paper(turned, legs), said);
                assert!((found - short).abs() < 8.0, "{turned} {legs:?}: {found}");
            }
        }
    }

    #[test]
    fn no_paper_has_no_corner() {
        assert_eq!(missing(&Bits::new(0, 0), 1.0), 0.0);
        assert_eq!(missing(&Bits::new(9, 9), 0.0), 0.0);
    }
}
