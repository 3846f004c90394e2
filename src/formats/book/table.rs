//! Finding rows by a hash, in two arrays without any pointers.

/// Items by the upper bits of their hash.
///
/// `firsts` has one cell for each value of those bits and one more: where its items begin in `items`. Different keys
/// may share a cell, so whoever looks something up compares the key itself.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) firsts: Vec<u32>,
    pub(super) items: Vec<u32>,
}

/// A hash (its upper half) and what it finds.
pub(super) type Entry = (u32, u32);

/// The part of a hash that a table uses.
pub(super) const fn upper(hash: u64) -> u32 {
    (hash >> 32) as u32
}

impl Table {
    /// Items of one cell stand in the order in which they are given.
    pub(super) fn of(entries: &[Entry]) -> Self {
        let bits = entries.len().max(1).ilog2();
        let mut firsts = vec![0_u32; (1 << bits) + 1];
        for (hash, _) in entries {
            firsts[cell(*hash, bits) + 1] += 1;
        }
        for at in 1..firsts.len() {
            firsts[at] += firsts[at - 1];
        }
        let mut next = firsts.clone();
        let mut items = vec![0; entries.len()];
        for (hash, item) in entries {
            let place = &mut next[cell(*hash, bits)];
            items[*place as usize] = *item;
            *place += 1;
        }
        Self { firsts, items }
    }

    /// What may have that hash.
    pub(super) fn find(&self, hash: u64) -> impl Iterator<Item = u32> {
        let cells = self.firsts.len().saturating_sub(1);
        let at = cell(upper(hash), cells.max(1).ilog2());
        let place = |at: usize| self.firsts.get(at).map_or(0, |first| *first as usize);
        self.items.get(place(at)..place(at + 1)).unwrap_or_default().iter().copied()
    }
}

/// The cell of a hash in a table of `bits` bits.
const fn cell(hash: u32, bits: u32) -> usize {
    (hash as u64 >> (32 - bits)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_put_in_and_little_else() {
        for count in [0_u32, 1, 2, 3, 1000] {
            let hashes: Vec<u64> = (0..count).map(|item| super::super::mixed(u64::from(item) + 1)).collect();
            let entries: Vec<Entry> = hashes.iter().zip(0..).map(|(hash, item)| (upper(*hash), item)).collect();
            let table = Table::of(&entries);
            let mut seen = 0;
            for (hash, item) in hashes.iter().zip(0..) {
                assert!(table.find(*hash).any(|found| found == item));
                seen += table.find(*hash).count();
            }
            assert!(seen <= count as usize * 3, "{seen} of {count}");
        }
    }

    #[test]
    fn equal_hashes_are_all_found_in_order() {
        let table = Table::of(&[(7, 3), (9, 1), (7, 2)]);
        let found: Vec<u32> = table.find(7 << 32).filter(|item| *item != 1).collect();
        assert_eq!(found, [3, 2]);
    }
}
