//! Connected components: ink that hangs together, diagonals included.

use super::Bits;
use crate::model::Rect;

/// A piece of ink that hangs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component {
    /// The smallest rectangle around it.
    pub place: Rect,
    /// How many pixels it has.
    pub pixels: u32,
}

/// Ink pixels side by side in one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The row.
    pub y: u32,
    /// The first column.
    pub left: u32,
    /// The first column after it.
    pub right: u32,
    /// The number of the component it belongs to.
    pub component: u32,
}

/// All components of an image and the runs they are made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Labelled {
    /// The components, in the order of their first pixel, row by row.
    pub components: Vec<Component>,
    /// The runs, row by row from the left.
    pub runs: Vec<Run>,
}

/// The components of an image, in the order of their first pixel, row by row.
#[must_use]
pub fn components(ink: &Bits) -> Vec<Component> {
    labelled(ink).components
}

/// The components of an image together with their runs.
#[must_use]
pub fn labelled(ink: &Bits) -> Labelled {
    let (mut runs, mut parents) = linked_runs(ink);
    let mut components: Vec<Component> = Vec::new();
    for at in 0..runs.len() {
        // A root is always the earliest run of its component, so a parent is final before its children come.
        let parent = parents[at];
        let run = &mut runs[at];
        if parent as usize == at {
            run.component = components.len() as u32;
            components.push(Component { place: Rect::new(run.left, run.y, 0, 0), pixels: 0 });
        } else {
            parents[at] = parents[parent as usize];
            run.component = 0;
        }
        let root = parents[at] as usize;
        runs[at].component = runs[root].component;
        include(&mut components[runs[root].component as usize], &runs[at]);
    }
    Labelled { components, runs }
}

fn include(component: &mut Component, run: &Run) {
    component.place = component.place.union(&Rect::new(run.left, run.y, run.right - run.left, 1));
    component.pixels += run.right - run.left;
}

/// All runs, each linked to an earlier one of the same component or to itself.
fn linked_runs(ink: &Bits) -> (Vec<Run>, Vec<u32>) {
    let mut runs: Vec<Run> = Vec::new();
    let mut parents: Vec<u32> = Vec::new();
    let mut above = 0..0;
    for y in 0..ink.height() {
        let start = runs.len();
        ink.each_run(y, |left, right| {
            parents.push(runs.len() as u32);
            runs.push(Run { y, left, right, component: 0 });
        });
        link_rows(&runs, &mut parents, above, start);
        above = start..runs.len();
    }
    (runs, parents)
}

/// Links the runs from `start` on with those of the row above that they touch.
fn link_rows(runs: &[Run], parents: &mut [u32], above: std::ops::Range<usize>, start: usize) {
    let mut upper = above.start;
    for at in start..runs.len() {
        let run = runs[at];
        while upper < above.end && runs[upper].right < run.left {
            upper += 1;
        }
        let mut touching = upper;
        while touching < above.end && runs[touching].left <= run.right {
            unite(parents, at as u32, touching as u32);
            touching += 1;
        }
    }
}

fn unite(parents: &mut [u32], one: u32, other: u32) {
    let (one, other) = (root(parents, one), root(parents, other));
    parents[one.max(other) as usize] = one.min(other);
}

fn root(parents: &mut [u32], mut at: u32) -> u32 {
    while parents[at as usize] != at {
        let grandparent = parents[parents[at as usize] as usize];
        parents[at as usize] = grandparent;
        at = grandparent;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drawn(rows: &[&str]) -> Bits {
        let mut bits = Bits::new(rows[0].len() as u32, rows.len() as u32);
        for (y, row) in rows.iter().enumerate() {
            for (x, mark) in row.bytes().enumerate() {
                bits.set(x as u32, y as u32, mark == b'#');
            }
        }
        bits
    }

    #[test]
    fn shapes_that_meet_late_are_one() {
        let found = components(&drawn(&["#..#..#", "#.#...#", ".#....#", ".....#.", "#......"]));
        assert_eq!(
            found,
            [
                Component { place: Rect::new(0, 0, 4, 3), pixels: 5 },
                Component { place: Rect::new(5, 0, 2, 4), pixels: 4 },
                Component { place: Rect::new(0, 4, 1, 1), pixels: 1 },
            ]
        );
    }

    #[test]
    fn runs_cross_words() {
        let mut bits = Bits::new(192, 1);
        for x in (60..130).chain(190..192) {
            bits.set(x, 0, true);
        }
        let found = labelled(&bits);
        assert_eq!(found.runs.iter().map(|run| (run.left, run.right)).collect::<Vec<_>>(), [(60, 130), (190, 192)]);
        assert!(components(&Bits::new(0, 0)).is_empty());
    }

    /// Floods pixel by pixel: slow and plain.
    fn flooded(bits: &Bits) -> Vec<u32> {
        let mut left = bits.clone();
        let mut sizes = Vec::new();
        for y in 0..bits.height() {
            for x in 0..bits.width() {
                let mut open = vec![(x, y)];
                let mut size = 0;
                while let Some((x, y)) = open.pop() {
                    if left.get(x, y) {
                        left.set(x, y, false);
                        size += 1;
                        for (dx, dy) in (0..9).map(|i| (i % 3, i / 3)) {
                            open.push(((x + dx).wrapping_sub(1), (y + dy).wrapping_sub(1)));
                        }
                    }
                }
                if size > 0 {
                    sizes.push(size);
                }
            }
        }
        sizes
    }

    proptest! {
        #[test]
        fn agrees_with_a_flood(width in 1u32..70, marks in proptest::collection::vec(any::<bool>(), 1..900)) {
            let mut bits = Bits::new(width, marks.len() as u32 / width);
            for (at, mark) in marks.iter().enumerate() {
                bits.set(at as u32 % width, at as u32 / width, *mark);
            }
            let sizes: Vec<u32> = components(&bits).iter().map(|component| component.pixels).collect();
            prop_assert_eq!(sizes, flooded(&bits));
        }
    }
}
