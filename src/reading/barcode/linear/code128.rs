//! Code 128 (ISO/IEC 15417): three bars and three spaces a character, eleven modules, a check character at the end.
//!
//! Characters are told apart by the distances between like edges, which spreading ink leaves as they are.

use super::bars::Bars;
use super::{Symbol, span};

/// The widths of each character's elements, value 0 first; the last three are the starts A, B and C.
const PATTERNS: [[u8; 6]; 106] = patterns(
    b"212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221\
      223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321\
      112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131\
      311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114\
      122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141\
      214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232",
);
/// The stop's elements, two modules more than the others.
const STOP: [u8; 7] = [2, 3, 3, 1, 1, 1, 2];
const START_A: usize = 103;
/// White before and after, in modules.
const QUIET: f32 = 5.0;
/// How far (in squared modules, over all four distances) a character may be from its pattern…
const MOST_MISS: f32 = 1.1;
/// …and how much farther the next likely pattern must be.
const CLEAR: f32 = 0.25;
const MOST_CHARACTERS: usize = 100;

const fn patterns(digits: &[u8]) -> [[u8; 6]; 106] {
    let mut table = [[0; 6]; 106];
    let (mut from, mut to) = (0, 0);
    while from < digits.len() {
        if digits[from] != b' ' {
            table[to / 6][to % 6] = digits[from] - b'0';
            to += 1;
        }
        from += 1;
    }
    table
}

/// Code 128 from a bar on.
pub(super) fn read(bars: &Bars, first: usize) -> Option<Symbol> {
    let start = character(&bars.widths(first, 6)?)?;
    let size = bars.place(first + 6) - bars.place(first);
    if start < START_A || bars.quiet_before(first) < QUIET * size / 11.0 {
        return None;
    }
    let mut values = vec![start];
    for at in (first + 6..).step_by(6).take(MOST_CHARACTERS) {
        if is_stop(bars, at, size / 11.0) {
            return Some(Symbol { text: text(&values)?, span: span(bars, first, at + 7) });
        }
        let widths = bars.widths(at, 6)?;
        if !(0.85..1.18).contains(&(widths.iter().sum::<f32>() / size)) {
            return None;
        }
        values.push(character(&widths)?);
    }
    None
}

fn is_stop(bars: &Bars, at: usize, module: f32) -> bool {
    let Some(widths) = bars.widths(at, 7) else { return false };
    let right_size = (0.85..1.18).contains(&(widths.iter().sum::<f32>() / module / 13.0));
    let miss = miss(&widths, &STOP, module);
    right_size && miss < MOST_MISS * 1.3 && bars.quiet_after(at + 6) >= QUIET * module
}

/// The value of a character, if one pattern fits and no other does about as well.
fn character(widths: &[f32]) -> Option<usize> {
    let module = widths.iter().sum::<f32>() / 11.0;
    let (mut best, mut next) = ((f32::INFINITY, 0), f32::INFINITY);
    for (value, pattern) in PATTERNS.iter().enumerate() {
        let miss = miss(widths, pattern, module);
        if miss < best.0 {
            (next, best) = (best.0, (miss, value));
        } else if miss < next {
            next = miss;
        }
    }
    (best.0 < MOST_MISS && next - best.0 > CLEAR).then_some(best.1)
}

/// The squared differences of distances between like edges; the widths themselves count little, but tell apart what
/// has the same distances.
fn miss(widths: &[f32], pattern: &[u8], module: f32) -> f32 {
    let modules = |at: usize| widths[at] / module - f32::from(pattern[at]);
    (0..widths.len() - 1).map(|at| (modules(at) + modules(at + 1)).powi(2) + modules(at).powi(2) * 0.25).sum()
}

/// The text of start, characters and check character; `None` if the check fails.
fn text(values: &[usize]) -> Option<String> {
    let (check, values) = values.split_last()?;
    let (start, data) = values.split_first()?;
    let sum: usize = data.iter().zip(1..).map(|(value, weight)| value * weight).sum();
    if (start + sum) % 103 != *check || data.is_empty() {
        return None;
    }
    let mut text = String::new();
    let mut set = [b'A', b'B', b'C'][start - START_A];
    let (mut shifted, mut high, mut latched) = (false, false, false);
    for (at, value) in data.iter().enumerate() {
        let now = if shifted { if set == b'A' { b'B' } else { b'A' } } else { set };
        shifted = false;
        match (now, *value) {
            (b'C', 0..=99) => text.push_str(&format!("{value:02}")),
            (_, 0..=95) => {
                let plain = if now == b'A' && *value >= 64 { *value as u8 - 64 } else { *value as u8 + 32 };
                text.push(char::from(if high ^ latched { plain | 0x80 } else { plain }));
                high = false;
            }
            // The first function 1 marks what standard the text follows, later ones part its fields.
            (_, 102) if at == 0 => {}
            (_, 102) => text.push('\u{1d}'),
            (b'C', 100) | (b'A', 100) => set = b'B',
            (b'C', 101) | (b'B', 101) => set = b'A',
            (b'A', 101) | (b'B', 100) if high => (high, latched) = (false, !latched),
            (b'A', 101) | (b'B', 100) => high = true,
            (_, 99) => set = b'C',
            (_, 98) => shifted = true,
            (_, 96 | 97) => {}
            _ => return None,
        }
    }
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_keep_the_standards_rules() {
        for pattern in PATTERNS {
            assert_eq!(pattern.iter().sum::<u8>(), 11, "{pattern:?}");
            assert!(pattern.iter().step_by(2).sum::<u8>().is_multiple_of(2), "{pattern:?}");
        }
        let mut sorted = PATTERNS.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), 106);
    }

    #[test]
    fn spread_ink_changes_nothing() {
        for (value, pattern) in PATTERNS.iter().enumerate() {
            for spread in [-0.4_f32, 0.0, 0.4] {
                let sign = |at: usize| if at.is_multiple_of(2) { spread } else { -spread };
                let widths: Vec<f32> =
                    pattern.iter().enumerate().map(|(at, width)| 3.0 * (f32::from(*width) + sign(at))).collect();
                assert_eq!(character(&widths), Some(value), "{pattern:?} {spread}");
            }
        }
    }

    #[test]
    fn a_wrong_check_character_is_refused() {
        // Start C, 12, 34; (105 + 12 + 2 * 34) % 103 = 82.
        assert_eq!(text(&[105, 12, 34, 82]).as_deref(), Some("1234"));
        assert_eq!(text(&[105, 12, 34, 81]), None);
        assert_eq!(text(&[105, 12, 35, 82]), None);
        assert_eq!(text(&[105, 2]), None);
    }
}
