//! The words of amounts, and what a misread word can only have been.

use strsim::levenshtein;

use crate::model::{SMALL_NUMBERS, TENS};

/// A word of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// Zero to nineteen.
    Below20(u32),
    /// Twenty to ninety.
    Tens(u32),
    /// Hundred.
    Hundred,
    /// Thousand.
    Thousand,
    /// And.
    And,
    /// Dollars.
    Dollars,
    /// Cents.
    Cents,
    /// No, in `no cents`.
    No,
    /// Only, even: there are no cents.
    Only,
    /// Figures: the number and how many digits it has.
    Figures(u32, usize),
    /// Cents over a hundred.
    Fraction(u32),
    /// A word that may stand before the amount.
    Lead,
    /// A stray letter.
    Noise,
    /// Anything else.
    Unknown,
}

/// Other words with their meaning; the number words are added from the model's lists.
const WORDS: [(&str, Token); 21] = [
    ("hundred", Token::Hundred),
    ("thousand", Token::Thousand),
    ("and", Token::And),
    ("dollars", Token::Dollars),
    ("dollar", Token::Dollars),
    ("cents", Token::Cents),
    ("cent", Token::Cents),
    ("no", Token::No),
    ("only", Token::Only),
    ("even", Token::Only),
    ("fourty", Token::Tens(40)),
    ("ninty", Token::Tens(90)),
    ("exactly", Token::Lead),
    ("exact", Token::Lead),
    ("amount", Token::Lead),
    ("pay", Token::Lead),
    ("the", Token::Lead),
    ("sum", Token::Lead),
    ("of", Token::Lead),
    ("us", Token::Lead),
    ("usd", Token::Lead),
];

/// From this length on, a word may be one letter off.
const LONG: usize = 4;
/// From this length on, a word may be two letters off.
const VERY_LONG: usize = 7;

/// The words of a text, each with whether it stood there exactly.
pub(super) fn tokens(text: &str) -> Vec<(Token, bool)> {
    let text = text.to_lowercase();
    let mut tokens = Vec::new();
    for piece in pieces(&text) {
        match fraction(&piece) {
            Some(cents) => tokens.push((Token::Fraction(cents), true)),
            None => spread(&piece, &mut tokens),
        }
    }
    tokens
}

/// The text at spaces, with a slash and its neighbours in one piece and fillers gone.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let filler = |c: char| matches!(c, '*' | '=' | '~' | '_' | '-' | '\u{2014}' | '\u{2013}' | '\u{ad}' | '&' | '+');
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '+' => plain.push_str(" and "),
            c if filler(c) || c.is_whitespace() => plain.push(' '),
            c => plain.push(c),
        }
    }
    let tight = plain.split_whitespace().collect::<Vec<_>>().join(" ").replace(" /", "/").replace("/ ", "/");
    tight.split(' ').map(|piece| piece.trim_matches(['.', ',', ':', ';', '\'', '"', '|', '$']).to_owned()).collect()
}

/// Cents over a hundred: `56/100`, `no/100`, `xx/xx`; what is below the line carries no information.
pub(super) fn fraction(piece: &str) -> Option<u32> {
    let (above, below) = piece.split_once('/')?;
    let below = below.trim_end_matches("ths").trim_end_matches("th");
    let hundred = matches!(below, "100" | "1oo" | "10o" | "1o0" | "ioo" | "loo" | "i00" | "l00" | "xx" | "xxx");
    match above {
        _ if !hundred => None,
        "no" | "xx" | "oo" | "zero" | "none" => Some(0),
        digits if digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok(),
        _ => None,
    }
}

fn spread(piece: &str, tokens: &mut Vec<(Token, bool)>) {
    if piece.is_empty() {
    } else if piece.bytes().all(|b| b.is_ascii_digit() || b == b',') {
        tokens.push((figures(piece), true));
    } else if let Some(token) = known(piece) {
        tokens.push((token, true));
    } else if let Some(parts) = run_together(piece) {
        tokens.extend(parts.into_iter().map(|token| (token, true)));
    } else if let Some(token) = nearest(piece) {
        tokens.push((token, false));
    } else if piece.chars().count() == 1 && !piece.bytes().all(|b| b.is_ascii_digit()) {
        tokens.push((Token::Noise, true));
    } else {
        tokens.push((Token::Unknown, true));
    }
}

fn figures(piece: &str) -> Token {
    let mut groups = piece.split(',');
    let first = groups.next().unwrap_or_default();
    let full = !piece.contains(',') || (first.len() <= 3 && groups.all(|group| group.len() == 3));
    let digits: String = piece.chars().filter(char::is_ascii_digit).collect();
    match digits.parse() {
        Ok(number) if full && !first.is_empty() => Token::Figures(number, digits.len()),
        _ => Token::Unknown,
    }
}

/// The words that numbers are made of.
pub(super) fn number_words() -> impl Iterator<Item = &'static str> {
    let units = |token: &Token| matches!(token, Token::Below20(_) | Token::Tens(_) | Token::Hundred | Token::Thousand);
    vocabulary().filter(move |(_, token)| units(token)).map(|(word, _)| word)
}

fn vocabulary() -> impl Iterator<Item = (&'static str, Token)> {
    let small = (0..).zip(SMALL_NUMBERS).map(|(number, word)| (word, Token::Below20(number)));
    let tens = (2..).zip(TENS).map(|(ten, word)| (word, Token::Tens(ten * 10)));
    small.chain(tens).chain(WORDS)
}

fn known(word: &str) -> Option<Token> {
    vocabulary().find(|(text, _)| *text == word).map(|(_, token)| token)
}

/// Two or three words written without the gap or hyphen between.
fn run_together(piece: &str) -> Option<Vec<Token>> {
    let parts = |text: &str| {
        (3..text.len().saturating_sub(2)).find_map(|at| {
            let (head, tail) = text.split_at_checked(at)?;
            Some((known(head)?, tail.to_owned()))
        })
    };
    let (first, rest) = parts(piece)?;
    if let Some(second) = known(&rest) {
        return Some(vec![first, second]);
    }
    let (second, rest) = parts(&rest)?;
    Some(vec![first, second, known(&rest)?])
}

/// The one word that this can only have been; `None` when several are as near.
fn nearest(word: &str) -> Option<Token> {
    let length = word.chars().count();
    let reach = match length {
        VERY_LONG.. => 2,
        LONG.. => 1,
        _ => return None,
    };
    if !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let mut near = vocabulary().filter(|(text, _)| levenshtein(text, word) <= reach).map(|(_, token)| token);
    let first = near.next()?;
    near.all(|other| other == first).then_some(first)
}
