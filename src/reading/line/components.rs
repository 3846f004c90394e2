//! Connected blobs of ink.

use crate::raster::Bits;

/// A blob's bounding box in pixels; `right` and `bottom` lie just outside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Blob {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) right: u32,
    pub(super) bottom: u32,
}

impl Blob {
    pub(super) fn width(&self) -> f32 {
        (self.right - self.left) as f32
    }

    pub(super) fn height(&self) -> f32 {
        (self.bottom - self.top) as f32
    }

    fn absorb(&mut self, other: &Self) {
        self.left = self.left.min(other.left);
        self.top = self.top.min(other.top);
        self.right = self.right.max(other.right);
        self.bottom = self.bottom.max(other.bottom);
    }
}

/// A run of ink in one row and the blob it belongs to.
struct Run {
    left: u32,
    right: u32,
    blob: usize,
}

/// All blobs (8-connected), in the order of their first row.
pub(super) fn blobs(ink: &Bits) -> Vec<Blob> {
    let mut found = Forest::default();
    let mut above: Vec<Run> = Vec::new();
    let mut row: Vec<Run> = Vec::new();
    for y in 0..ink.height() {
        row.clear();
        let mut from = 0;
        each_run(ink.row(y), |left, right| {
            let blob = found.plant(Blob { left, top: y, right, bottom: y + 1 });
            while above.get(from).is_some_and(|run| run.right < left) {
                from += 1;
            }
            for run in above[from..].iter().take_while(|run| run.left <= right) {
                found.join(run.blob, blob);
            }
            row.push(Run { left, right, blob });
        });
        std::mem::swap(&mut above, &mut row);
    }
    found.roots()
}

/// Calls `each` with the borders of every run of set bits.
fn each_run(words: &[u64], mut each: impl FnMut(u32, u32)) {
    let mut open: Option<u32> = None;
    for (at, word) in words.iter().enumerate() {
        let base = at as u32 * 64;
        let mut bit = 0;
        while bit < 64 {
            // Turning the word round inside a run makes both borders the next set bit.
            let rest = if open.is_some() { !*word } else { *word } >> bit;
            if rest == 0 {
                break;
            }
            bit += rest.trailing_zeros();
            match open.take() {
                Some(left) => each(left, base + bit),
                None => open = Some(base + bit),
            }
        }
    }
    if let Some(left) = open {
        each(left, words.len() as u32 * 64);
    }
}

/// Blobs that are still growing together.
#[derive(Default)]
struct Forest {
    parents: Vec<usize>,
    blobs: Vec<Blob>,
}

impl Forest {
    fn plant(&mut self, blob: Blob) -> usize {
        self.parents.push(self.blobs.len());
        self.blobs.push(blob);
        self.blobs.len() - 1
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let (kept, gone) = (one.min(other), one.max(other));
        if kept != gone {
            self.parents[gone] = kept;
            let absorbed = self.blobs[gone];
            self.blobs[kept].absorb(&absorbed);
        }
    }

    fn roots(self) -> Vec<Blob> {
        let of_itself = |(at, _): &(usize, Blob)| self.parents[*at] == *at;
        self.blobs.into_iter().enumerate().filter(of_itself).map(|(_, blob)| blob).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(rows: &[&str]) -> Bits {
        let mut bits = Bits::new(rows[0].len() as u32, rows.len() as u32);
        for (y, row) in rows.iter().enumerate() {
            for (x, c) in row.chars().enumerate() {
                bits.set(x as u32, y as u32, c == '#');
            }
        }
        bits
    }

    #[test]
    fn arms_that_meet_below_or_at_a_corner_are_one_blob() {
        let found = blobs(&picture(&["#.#..#", "#.#...", ".#...#"]));
        let boxes: Vec<_> = found.iter().map(|b| (b.left, b.top, b.right, b.bottom)).collect();
        assert_eq!(boxes, [(0, 0, 3, 3), (5, 0, 6, 1), (5, 2, 6, 3)]);
    }

    #[test]
    fn runs_cross_word_borders() {
        let mut bits = Bits::new(200, 2);
        for x in 10..150 {
            bits.set(x, 0, true);
        }
        bits.set(199, 1, true);
        let found = blobs(&bits);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].left, found[0].right), (10, 150));
        assert!(blobs(&Bits::new(0, 0)).is_empty());
    }
}
