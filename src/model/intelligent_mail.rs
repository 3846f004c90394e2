//! The Intelligent Mail barcode's code, by specification USPS-B-3200: 31 digits in 65 bars of four states.
//!
//! The digits become one number; the number ten code words, to bases 636 and 1365; each word a character of 13 bits
//! of which 5 or 2 are set (or all but those, which carries the bits of a check sequence). Each bit is the upper or
//! the lower part of one bar. A third of all characters mean anything, and the check sequence has eleven bits: a
//! wrong reading passes once in some hundred million.

use std::sync::LazyLock;

/// How many bars the code has.
pub const BARS: usize = 65;
/// How many characters.
const CHARACTERS: usize = 10;
/// Bits of a character, and all of them set.
const BITS: usize = 13;
const ALL_BITS: u16 = 0x1FFF;
/// Characters with 5 bits set, and with 2.
const FIVES: usize = 1287;
const TWOS: usize = 78;
/// The bases of the last and of the middle code words; the first code word is below [`FIRST`].
const LAST_BASE: u128 = 636;
const BASE: u128 = 1365;
const FIRST: u16 = 659;
/// The generator of the check sequence, and its start.
const GENERATOR: u16 = 0x0F35;
const CHECK_START: u16 = 0x07FF;
/// Where the numbers of each routing code's length begin: none, 5, 9 and 11 digits.
const ROUTINGS: [(usize, u128, u128); 4] =
    [(11, 1_000_100_001, 100_000_000_000), (9, 100_001, 1_000_000_000), (5, 1, 100_000), (0, 0, 1)];

/// The character and bit of each bar's ascender and descender, from the left (the specification's table of bars).
const PARTS: &[u8] = b"E3H2 A0B10 C8J12 G11F5 D1I9 F12A1 B8C5 J11E4 I10G3 H6D9 B4F11 C12I5 A2J10 G7H1 E9D6 I6A3 C7G4 \
    J9B1 F2H10 D8E0 A4G2 B0I11 D12J8 H7C6 E10F1 G9B12 I0H3 J7F8 C10E6 A5D4 F7I4 B9H11 J6G0 E8A6 D2C1 I12F9 G1E11 H4J5 \
    B2D3 C0A7 E1B3 D5G10 J4I7 F6C11 H12A8 I1E2 D0F10 A9J3 C4G5 B7H8 E5F0 A10C3 J2G12 B6D11 H9I8 A11F4 C2B5 E12J1 G6I3 \
    D7H0 H5E7 B11A12 J0C9 F3G8 I2D10";

/// The parts a bar has beyond its middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bar {
    /// It reaches up.
    pub ascender: bool,
    /// It reaches down.
    pub descender: bool,
}

impl Bar {
    /// The same bar upside down.
    #[must_use]
    pub const fn turned(self) -> Self {
        Self { ascender: self.descender, descender: self.ascender }
    }
}

/// The digits that bars say, tracking code then routing code; `None` unless they pass every check.
#[must_use]
pub fn decode(bars: &[Bar; BARS]) -> Option<String> {
    let mut characters = [0_u16; CHARACTERS];
    for (bar, parts) in bars.iter().zip(&TABLES.parts) {
        for (there, (character, bit)) in [bar.ascender, bar.descender].into_iter().zip(parts) {
            characters[*character] |= u16::from(there) << bit;
        }
    }
    let (mut words, mut check) = ([0_u16; CHARACTERS], 0_u16);
    for (at, character) in characters.iter().enumerate() {
        let turned = character.count_ones() > 6;
        check |= u16::from(turned) << at;
        words[at] = TABLES.word(if turned { character ^ ALL_BITS } else { *character })?;
    }
    if words[0] >= FIRST {
        words[0] -= FIRST;
        check |= 1 << 10;
    }
    let [first, middle @ .., last] = words;
    if first >= FIRST || last % 2 == 1 {
        return None;
    }
    let number = middle.iter().fold(u128::from(first), |number, word| number * BASE + u128::from(*word));
    let number = number * LAST_BASE + u128::from(last / 2);
    (check_of(number) == check).then(|| digits(number)).flatten()
}

/// The digits in a number: 20 of the tracking code, then the routing code.
fn digits(mut number: u128) -> Option<String> {
    let mut tracking = [0_u8; 20];
    for (at, digit) in tracking.iter_mut().enumerate().rev() {
        // The barcode identifier's second digit is below 5.
        let base = if at == 1 { 5 } else { 10 };
        *digit = (number % base) as u8;
        number /= base;
    }
    let (length, start, count) = ROUTINGS.into_iter().find(|(_, start, _)| number >= *start)?;
    let routing = number - start;
    let mut text: String = tracking.iter().map(|digit| char::from(b'0' + digit)).collect();
    if length > 0 {
        text.push_str(&format!("{routing:0length$}"));
    }
    (routing < count).then_some(text)
}

/// The check sequence of a number's 102 bits, highest first.
fn check_of(number: u128) -> u16 {
    (0..102).rev().fold(CHECK_START, |check, bit| {
        let differs = (check >> 10 & 1) != (number >> bit & 1) as u16;
        (check << 1 ^ if differs { GENERATOR } else { 0 }) & CHECK_START
    })
}

struct Tables {
    /// The character of each code word.
    characters: Vec<u16>,
    /// The code word of each character, plus one; 0 for those that mean nothing.
    words: Vec<u16>,
    /// Character and bit of each bar's ascender and descender.
    parts: Vec<[(usize, u32); 2]>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut characters = with_bits(5, FIVES);
    characters.extend(with_bits(2, TWOS));
    let mut words = vec![0; usize::from(ALL_BITS) + 1];
    for (word, character) in (1..).zip(&characters) {
        words[usize::from(*character)] = word;
    }
    Tables { characters, words, parts: parts() }
});

impl Tables {
    fn word(&self, character: u16) -> Option<u16> {
        self.words.get(usize::from(character))?.checked_sub(1)
    }
}

/// The 13-bit numbers with so many bits set: first those that read differently backwards, each followed by its mirror
/// image, in order; from the end those that read the same.
fn with_bits(count: u32, length: usize) -> Vec<u16> {
    let (mut pairs, mut same) = (Vec::with_capacity(length), Vec::new());
    for number in (0..=ALL_BITS).filter(|number| number.count_ones() == count) {
        let mirrored = number.reverse_bits() >> (16 - BITS);
        match mirrored.cmp(&number) {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => same.push(number),
            std::cmp::Ordering::Greater => pairs.extend([number, mirrored]),
        }
    }
    pairs.extend(same.into_iter().rev());
    pairs
}

fn parts() -> Vec<[(usize, u32); 2]> {
    let mut found: Vec<(usize, u32)> = Vec::with_capacity(2 * BARS);
    for mark in PARTS {
        match mark {
            b'A'..=b'J' => found.push((usize::from(mark - b'A'), 0)),
            b'0'..=b'9' => {
                if let Some((_, bit)) = found.last_mut() {
                    *bit = *bit * 10 + u32::from(mark - b'0');
                }
            }
            _ => {}
        }
    }
    found.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect()
}

/// The bars of a tracking code of 20 digits, the second of them below 5, and a routing code of 0, 5, 9 or 11; `None` for
/// other texts.
#[must_use]
pub fn encode(tracking: &str, routing: &str) -> Option<[Bar; BARS]> {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if tracking.len() != 20 || !is_digits(tracking) || !is_digits(routing) || tracking.as_bytes()[1] > b'4' {
        return None;
    }
    let (_, start, _) = ROUTINGS.into_iter().find(|(length, ..)| *length == routing.len())?;
    let mut number = start + routing.parse::<u128>().unwrap_or(0);
    for (at, digit) in tracking.bytes().enumerate() {
        number = number * if at == 1 { 5 } else { 10 } + u128::from(digit - b'0');
    }
    let check = check_of(number);
    let mut words = [0_u16; CHARACTERS];
    words[9] = (number % LAST_BASE) as u16 * 2;
    number /= LAST_BASE;
    for word in words[1..9].iter_mut().rev() {
        *word = (number % BASE) as u16;
        number /= BASE;
    }
    words[0] = number as u16 + if check >> 10 & 1 == 1 { FIRST } else { 0 };
    let character = |at: usize| {
        let plain = TABLES.characters[usize::from(words[at])];
        if check >> at & 1 == 1 { plain ^ ALL_BITS } else { plain }
    };
    let there = |(at, bit): (usize, u32)| character(at) >> bit & 1 == 1;
    let mut bars = [Bar::default(); BARS];
    for (bar, [ascender, descender]) in bars.iter_mut().zip(&TABLES.parts) {
        *bar = Bar { ascender: there(*ascender), descender: there(*descender) };
    }
    Some(bars)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The examples of the specification: full, ascending, descending bars and trackers.
    const EXAMPLES: [(&str, &str); 4] = [
        ("", "ATTFATTDTTADTAATTDTDTATTDAFDDFADFDFTFFFFFTATFAAAATDFFTDAADFTFDTDT"),
        ("01234", "DTTAFADDTTFTDTFTFDTDDADADAFADFATDDFTAAAFDTTADFAAATDFDTDFADDDTDFFT"),
        ("012345678", "ADFTTAFDTTTTFATTADTAAATFTFTATDAAAFDDADATATDTDTTDFDTDATADADTDFFTFA"),
        ("01234567891", "AADTFFDFTDADTAADAATFDTDDAAADDTDTTDAFADADDDTFFFDDTTTADFAAADFTDAADA"),
    ];

    fn bars(letters: &str) -> [Bar; BARS] {
        let mut bars = [Bar::default(); BARS];
        for (bar, letter) in bars.iter_mut().zip(letters.chars()) {
            *bar = Bar { ascender: matches!(letter, 'A' | 'F'), descender: matches!(letter, 'D' | 'F') };
        }
        bars
    }

    #[test]
    fn the_specifications_examples_are_read_and_written() {
        for (routing, letters) in EXAMPLES {
            let tracking = "01234567094987654321";
            assert_eq!(decode(&bars(letters)), Some(format!("{tracking}{routing}")));
            assert_eq!(encode(tracking, routing), Some(bars(letters)));
        }
    }

    #[test]
    fn tables_have_every_character_once() {
        assert_eq!(TABLES.characters.len(), FIVES + TWOS);
        assert_eq!(TABLES.words.iter().filter(|word| **word > 0).count(), FIVES + TWOS);
        let mut parts: Vec<_> = TABLES.parts.iter().flatten().copied().collect();
        parts.sort_unstable();
        parts.dedup();
        assert_eq!(parts.len(), 2 * BARS);
    }

    #[test]
    fn other_texts_make_no_bars() {
        let right = "01234567094987654321";
        for (tracking, routing) in
            [("", ""), ("0123", ""), ("05234567094987654321", ""), (right, "123"), (right, "12a45")]
        {
            assert_eq!(encode(tracking, routing), None, "{tracking} {routing}");
        }
    }

    #[test]
    fn one_wrong_part_is_never_read() {
        let right = bars(EXAMPLES[3].1);
        for at in 0..BARS {
            for upper in [false, true] {
                let mut wrong = right;
                if upper {
                    wrong[at].ascender ^= true;
                } else {
                    wrong[at].descender ^= true;
                }
                assert_eq!(decode(&wrong), None, "bar {at}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_code_comes_back(tracking in "[0-9][0-4][0-9]{18}", routing in "|[0-9]{5}|[0-9]{9}|[0-9]{11}") {
            let bars = encode(&tracking, &routing).unwrap();
            prop_assert_eq!(decode(&bars), Some(format!("{tracking}{routing}")));
            let mut turned = bars.map(Bar::turned);
            turned.reverse();
            prop_assert_eq!(decode(&turned), None);
        }
    }
}
