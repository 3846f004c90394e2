//! The texts that are amounts in words: which words there are, letter by letter, and which may follow which.
//!
//! It lets more pass than makes an amount (what the words say together is for [`legal`](super::super::legal)), but
//! nothing that no amount could begin with.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::{SMALL_NUMBERS, TENS};
use crate::reading::network::Language;

/// The characters of amounts in words, capitals as small letters; class 0 is the blank, the last any other character.
const SYMBOLS: &str = "abcdefghijklmnopqrstuvwxyz0123456789/-&* ";
/// How many classes there are.
pub(super) const CLASSES: usize = SYMBOLS.len() + 2;

/// The class of a character.
pub(super) fn class(symbol: char) -> usize {
    SYMBOLS.find(symbol.to_ascii_lowercase()).map_or(CLASSES - 1, |at| at + 1)
}

/// The character of a class.
pub(super) fn symbol(class: usize) -> char {
    class.checked_sub(1).and_then(|at| SYMBOLS.as_bytes().get(at)).map_or('?', |byte| char::from(*byte))
}

/// What a word is, as far as it matters for what may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Word {
    /// Before the first word.
    Start,
    /// What may be printed before the amount.
    Lead,
    /// One to nine.
    Ones,
    /// Ten to nineteen.
    Teens,
    Tens,
    Zero,
    Hundred,
    Thousand,
    And,
    Dollars,
    /// Two digits, or `no`: cents follow.
    Count,
    /// Cents over a hundred.
    Fraction,
    Cents,
    Only,
}

impl Word {
    fn may_follow(self, before: Self) -> bool {
        use Word::{
            And, Cents, Count, Dollars, Fraction, Hundred, Lead, Ones, Only, Start, Teens, Tens, Thousand, Zero,
        };
        match before {
            Start | Lead => matches!(self, Lead | Ones | Teens | Tens | Zero),
            Ones | Teens => matches!(self, Hundred | Thousand | And | Dollars | Fraction | Cents),
            Tens => matches!(self, Ones | Hundred | Thousand | And | Dollars | Fraction | Cents),
            Zero => matches!(self, And | Dollars | Fraction | Cents),
            Hundred => matches!(self, Ones | Teens | Tens | Thousand | And | Dollars | Fraction),
            Thousand => matches!(self, Ones | Teens | Tens | And | Dollars | Fraction),
            And => matches!(self, Ones | Teens | Tens | Zero | Fraction | Count),
            Dollars => matches!(self, And | Only | Fraction | Count | Ones | Teens | Tens | Zero),
            Count => self == Cents,
            Fraction | Cents => matches!(self, Dollars | Only),
            Only => false,
        }
    }

    /// Whether nothing but filling strokes and a printed caption may follow.
    fn may_be_last(self) -> bool {
        matches!(self, Self::Fraction | Self::Cents | Self::Only | Self::Dollars)
    }
}

/// Words that are not numbers, and ways of writing that are common though wrong.
const OTHERS: [(&str, Word); 20] = [
    ("hundred", Word::Hundred),
    ("thousand", Word::Thousand),
    ("and", Word::And),
    ("&", Word::And),
    ("dollars", Word::Dollars),
    ("dollar", Word::Dollars),
    ("cents", Word::Cents),
    ("cent", Word::Cents),
    ("only", Word::Only),
    ("no", Word::Count),
    ("pay", Word::Lead),
    ("exactly", Word::Lead),
    ("exact", Word::Lead),
    ("amount", Word::Lead),
    ("the", Word::Lead),
    ("sum", Word::Lead),
    ("of", Word::Lead),
    ("fourty", Word::Tens),
    ("ninty", Word::Tens),
    ("fourteen", Word::Teens),
];

/// All words, letter by letter.
struct Trie {
    /// Where a character leads.
    next: HashMap<(u16, u8), u16>,
    /// The word that ends at a node.
    ends: Vec<Option<Word>>,
}

static TRIE: LazyLock<Trie> = LazyLock::new(|| {
    let mut trie = Trie { next: HashMap::new(), ends: vec![None] };
    for (number, word) in SMALL_NUMBERS.iter().enumerate() {
        trie.add(
            word,
            match number {
                0 => Word::Zero,
                1..=9 => Word::Ones,
                _ => Word::Teens,
            },
        );
    }
    TENS.iter().for_each(|word| trie.add(word, Word::Tens));
    OTHERS.iter().for_each(|(word, kind)| trie.add(word, *kind));
    for cents in (0..100).map(|cents| format!("{cents:02}")).chain(["no".to_owned(), "xx".to_owned()]) {
        trie.add(&format!("{cents}/100"), Word::Fraction);
        trie.add(&format!("{cents}/xx"), Word::Fraction);
        if cents != "xx" {
            trie.add(&cents, Word::Count);
        }
    }
    trie
});

impl Trie {
    fn add(&mut self, word: &str, kind: Word) {
        let mut node = 0;
        for byte in word.bytes() {
            let fresh = self.ends.len() as u16;
            node = *self.next.entry((node, byte)).or_insert(fresh);
            if node == fresh {
                self.ends.push(None);
            }
        }
        self.ends[usize::from(node)] = Some(kind);
    }
}

/// How far a text has come: the last whole word and the letters after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct State {
    word: Word,
    node: u16,
}

/// The language of amounts in words.
pub(super) struct AmountWords;

impl AmountWords {
    /// The state once the letters have made a word; `None` if they have not, or if it may not stand there.
    fn closed(state: State) -> Option<State> {
        if state.node == 0 {
            return Some(state);
        }
        let word = TRIE.ends.get(usize::from(state.node)).copied().flatten()?;
        word.may_follow(state.word).then_some(State { word, node: 0 })
    }
}

impl Language for AmountWords {
    type State = State;

    fn start(&self) -> State {
        State { word: Word::Start, node: 0 }
    }

    fn after(&self, state: State, class: usize) -> Option<State> {
        let symbol = symbol(class);
        match symbol {
            // A hyphen joins words and a stroke fills the line.
            ' ' | '-' | '*' => {
                let closed = Self::closed(state)?;
                let fills =
                    symbol == '*' && (closed.word.may_be_last() || matches!(closed.word, Word::Start | Word::Lead));
                let parts = symbol != '*' && (closed.word != Word::Start || state.node == 0);
                (fills || parts).then_some(closed)
            }
            _ => {
                let byte = u8::try_from(symbol).ok()?;
                let node = *TRIE.next.get(&(state.node, byte))?;
                Some(State { node, ..state })
            }
        }
    }

    fn may_end(&self, state: State) -> bool {
        Self::closed(state).is_some_and(|state| state.word.may_be_last())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_text(text: &str) -> bool {
        let end = text.chars().try_fold(AmountWords.start(), |state, c| AmountWords.after(state, class(c)));
        end.is_some_and(|state| AmountWords.may_end(state))
    }

    #[test]
    fn amounts_are_texts_and_others_are_not() {
        for text in [
            "One hundred twenty-three and 45/100",
            "ONE HUNDRED & NO/100 *****",
            "** Five hundred dollars and 57 cents",
            "Twelve hundred fifty and xx/100 --- dollars",
            "sixty and 10/xx",
            "six dollars only",
        ] {
            assert!(is_text(text), "{text}");
        }
        for text in ["", "One", "One hundred", "hundred and 10/100", "Twenty thirty and 10/100", "One and 5/100", "abc"]
        {
            assert!(!is_text(text), "{text}");
        }
    }

    #[test]
    fn classes_are_those_of_their_characters() {
        for c in SYMBOLS.chars() {
            assert_eq!(symbol(class(c)), c);
        }
        assert_eq!((class('A'), class('?')), (class('a'), CLASSES - 1));
    }
}
