//! Codes of narrow and wide elements: Code 39, Interleaved 2 of 5, Codabar.
//!
//! In all three a fixed number of elements of each character is wide, which is their only protection: a character
//! whose elements do not part clearly into so many narrow and so many wide ones is not read.

use super::bars::Bars;
use super::{Symbol, span};

/// How much wider the narrowest wide element must be than the widest narrow one.
const CLEAR: f32 = 1.25;
/// White before and after, in narrow elements.
const QUIET: f32 = 5.0;
/// Interleaved 2 of 5 has no check of its own and short texts turn up by chance.
const LEAST_ITF_DIGITS: usize = 6;
/// Codabar has neither; with start and stop.
const LEAST_CODABAR: usize = 7;
/// Longer texts are not printed.
const MOST_CHARACTERS: usize = 80;

/// Code 39's characters with their wide elements, bar first, as bits from the left.
const CODE39: [(char, u16); 44] = code39_table();
/// Codabar's characters with their wide elements.
const CODABAR: [(char, u8); 20] = [
    ('0', 0b000_0011),
    ('1', 0b000_0110),
    ('2', 0b000_1001),
    ('3', 0b110_0000),
    ('4', 0b001_0010),
    ('5', 0b100_0010),
    ('6', 0b010_0001),
    ('7', 0b010_0100),
    ('8', 0b011_0000),
    ('9', 0b100_1000),
    ('-', 0b000_1100),
    ('$', 0b001_1000),
    (':', 0b100_0101),
    ('/', 0b101_0001),
    ('.', 0b101_0100),
    ('+', 0b001_0101),
    ('A', 0b001_1010),
    ('B', 0b010_1001),
    ('C', 0b000_1011),
    ('D', 0b000_1110),
];
/// The two wide ones of five elements, by digit.
const TWO_OF_FIVE: [u16; 10] =
    [0b00110, 0b10001, 0b01001, 0b11000, 0b00101, 0b10100, 0b01100, 0b00011, 0b10010, 0b01010];

/// Code 39 follows a plan: ten two-of-five patterns of bars, each with one of four spaces wide; and four characters of
/// three wide spaces.
const fn code39_table() -> [(char, u16); 44] {
    // The characters of each wide space, in the order of the bars' patterns 1, 2, ..., 9, 0.
    const ROWS: [(&[u8; 10], u16); 4] =
        [(b"1234567890", 0b0100), (b"ABCDEFGHIJ", 0b0010), (b"KLMNOPQRST", 0b0001), (b"UVWXYZ-. *", 0b1000)];
    const BARS: [u16; 10] = [0b10001, 0b01001, 0b11000, 0b00101, 0b10100, 0b01100, 0b00011, 0b10010, 0b01010, 0b00110];
    const SPECIAL: [(u8, u16); 4] = [(b'$', 0b1110), (b'/', 0b1101), (b'+', 0b1011), (b'%', 0b0111)];
    let mut table = [(' ', 0); 44];
    let mut at = 0;
    while at < 40 {
        let (characters, spaces) = ROWS[at / 10];
        table[at] = (characters[at % 10] as char, interleaved(BARS[at % 10], spaces));
        at += 1;
    }
    while at < 44 {
        let (character, spaces) = SPECIAL[at - 40];
        table[at] = (character as char, interleaved(0, spaces));
        at += 1;
    }
    table
}

/// Five bars and the four spaces between them as nine elements.
const fn interleaved(bars: u16, spaces: u16) -> u16 {
    let mut elements = 0;
    let mut at = 0;
    while at < 9 {
        let bit = if at % 2 == 0 { bars >> (4 - at / 2) & 1 } else { spaces >> (3 - at / 2) & 1 };
        elements = elements << 1 | bit;
        at += 1;
    }
    elements
}

/// Code 39 from a bar on.
pub(super) fn code39(bars: &Bars, first: usize) -> Option<Symbol> {
    let start = character39(&bars.widths(first, 9)?)?;
    let narrow = bars.widths(first, 9)?.iter().copied().fold(f32::INFINITY, f32::min);
    if start != '*' || bars.quiet_before(first) < QUIET * narrow {
        return None;
    }
    let size = bars.place(first + 9) - bars.place(first);
    let mut text = String::new();
    for at in (first + 10..).step_by(10).take(MOST_CHARACTERS) {
        let widths = bars.widths(at, 9)?;
        let (gap, own) = (bars.quiet_before(at), widths.iter().sum::<f32>());
        if gap > size / 2.0 || !similar(own, size) {
            return None;
        }
        match character39(&widths)? {
            '*' => {
                let quiet = bars.quiet_after(at + 8) >= QUIET * narrow;
                let text = full_ascii(&text).unwrap_or(text);
                return (quiet && !text.is_empty()).then(|| Symbol { text, span: span(bars, first, at + 9) });
            }
            character => text.push(character),
        }
    }
    None
}

/// The text that pairs of a sign and a letter stand for, if every such sign has its letter: `+A` is a small one.
fn full_ascii(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let from = |letter: char, first: char, becomes: u8| char::from(becomes + (letter as u8 - first as u8));
        plain.push(match character {
            '$' | '+' | '/' | '%' => match (character, characters.next()?) {
                ('$', letter @ 'A'..='Z') => from(letter, 'A', 1),
                ('+', letter @ 'A'..='Z') => from(letter, 'A', b'a'),
                ('/', letter @ 'A'..='O') => from(letter, 'A', b'!'),
                ('/', 'Z') => ':',
                ('%', letter @ 'A'..='E') => from(letter, 'A', 27),
                ('%', letter @ 'F'..='J') => from(letter, 'F', b';'),
                ('%', letter @ 'K'..='O') => from(letter, 'K', b'['),
                ('%', letter @ 'P'..='S') => from(letter, 'P', b'{'),
                ('%', 'V') => '@',
                ('%', 'W') => '`',
                _ => return None,
            },
            _ => character,
        });
    }
    Some(plain)
}

fn character39(widths: &[f32]) -> Option<char> {
    // Ink spreads: bars are compared with bars and spaces with spaces, as either 2 and 1 or 0 and 3 are wide.
    let bars: Vec<f32> = widths.iter().step_by(2).copied().collect();
    let spaces: Vec<f32> = widths.iter().skip(1).step_by(2).copied().collect();
    let plain = wide(&bars, 2).zip(wide(&spaces, 1));
    let special = wide(&spaces, 3).filter(|_| even(&bars)).map(|spaces| (0, spaces));
    let ((Some((bars, spaces)), None) | (None, Some((bars, spaces)))) = (plain, special) else { return None };
    let wanted = interleaved(bars, spaces);
    CODE39.iter().find(|(_, pattern)| *pattern == wanted).map(|(character, _)| *character)
}

/// Interleaved 2 of 5 from a bar on.
pub(super) fn itf(bars: &Bars, first: usize) -> Option<Symbol> {
    let start = bars.widths(first, 4)?;
    let module = start.iter().sum::<f32>() / 4.0;
    if !even(&[start[0], start[2]]) || !even(&[start[1], start[3]]) || bars.quiet_before(first) < QUIET * module {
        return None;
    }
    let mut text = String::new();
    for at in (first + 4..).step_by(10).take(MOST_CHARACTERS / 2) {
        if let Some(end) = itf_stop(bars, at, module) {
            return (text.len() >= LEAST_ITF_DIGITS).then(|| Symbol { text, span: span(bars, first, end) });
        }
        let pair = bars.widths(at, 10)?;
        if !(1.05..2.2).contains(&(pair.iter().sum::<f32>() / module / 10.0)) {
            return None;
        }
        text.push(two_of_five(pair.iter().step_by(2))?);
        text.push(two_of_five(pair.iter().skip(1).step_by(2))?);
    }
    None
}

/// The element after the stop pattern, a wide bar and two narrow elements, if that is what comes.
fn itf_stop(bars: &Bars, at: usize, module: f32) -> Option<usize> {
    let stop = bars.widths(at, 3)?;
    let formed = stop[0] > stop[2] * CLEAR.max(1.4) && stop[0] > module * 1.5 && stop[1] < module * 1.7;
    (formed && bars.quiet_after(at + 2) >= QUIET * module).then_some(at + 3)
}

fn two_of_five<'a>(widths: impl Iterator<Item = &'a f32>) -> Option<char> {
    let wanted = wide(&widths.copied().collect::<Vec<f32>>(), 2)?;
    (b'0'..).zip(TWO_OF_FIVE).find(|(_, pattern)| *pattern == wanted).map(|(digit, _)| char::from(digit))
}

/// Codabar from a bar on; the text is with its start and stop letters, which tell uses of the code apart.
pub(super) fn codabar(bars: &Bars, first: usize) -> Option<Symbol> {
    let size = bars.place(first + 7) - bars.place(first);
    let narrow = bars.widths(first, 7)?.iter().copied().fold(f32::INFINITY, f32::min);
    let is_end = |character: char| character.is_ascii_uppercase();
    let start = character_of_codabar(&bars.widths(first, 7)?)?;
    if bars.quiet_before(first) < QUIET * narrow || !is_end(start) {
        return None;
    }
    let mut text = String::from(start);
    for at in (first + 8..).step_by(8).take(MOST_CHARACTERS) {
        let widths = bars.widths(at, 7)?;
        if bars.quiet_before(at) > size / 2.0 || !(0.6..1.5).contains(&(widths.iter().sum::<f32>() / size)) {
            return None;
        }
        let character = character_of_codabar(&widths)?;
        text.push(character);
        if is_end(character) {
            let quiet = bars.quiet_after(at + 6) >= QUIET * narrow;
            return (quiet && text.len() >= LEAST_CODABAR).then(|| Symbol { text, span: span(bars, first, at + 7) });
        }
    }
    None
}

fn character_of_codabar(widths: &[f32]) -> Option<char> {
    let bars: Vec<f32> = widths.iter().step_by(2).copied().collect();
    let spaces: Vec<f32> = widths.iter().skip(1).step_by(2).copied().collect();
    // Digits, signs with wide bars only, and the ends.
    let forms = [(1, 1), (3, 0), (1, 2)].map(|(wide_bars, wide_spaces)| {
        let spaces = if wide_spaces == 0 { even(&spaces).then_some(0) } else { wide(&spaces, wide_spaces) };
        wide(&bars, wide_bars).zip(spaces)
    });
    let mut found = forms.into_iter().flatten().filter_map(|(bars, spaces)| {
        let wanted = (0..7).fold(0_u8, |all, at| {
            let bit = if at % 2 == 0 { bars >> (3 - at / 2) & 1 } else { spaces >> (2 - at / 2) & 1 };
            all << 1 | bit as u8
        });
        CODABAR.iter().find(|(_, pattern)| *pattern == wanted).map(|(character, _)| *character)
    });
    let one = found.next()?;
    found.next().is_none().then_some(one)
}

/// Which `count` of the elements are wide, as bits from the left, if they are clearly wider than the others and the
/// others are alike.
fn wide(widths: &[f32], count: usize) -> Option<u16> {
    let mut sorted = widths.to_vec();
    sorted.sort_by(|one, other| other.total_cmp(one));
    let (least_wide, most_narrow) = (*sorted.get(count.checked_sub(1)?)?, *sorted.get(count)?);
    let alike = even(&sorted[..count]) && even(&sorted[count..]);
    let least = (most_narrow * CLEAR).max(most_narrow + 0.6);
    (alike && least_wide >= least)
        .then(|| widths.iter().fold(0, |bits, width| bits << 1 | u16::from(*width >= least_wide)))
}

/// Whether all elements are about as wide as each other.
fn even(widths: &[f32]) -> bool {
    let least = widths.iter().copied().fold(f32::INFINITY, f32::min);
    let most = widths.iter().copied().fold(0.0, f32::max);
    most <= least * 1.7 + 1.0
}

fn similar(one: f32, other: f32) -> bool {
    (0.8..1.25).contains(&(one / other))
}
