//! The characters that a file may hold, and how others are made to fit.

use std::borrow::Cow;

use serde::Deserialize;

use crate::model::plain_letter;

/// A set of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Characters {
    /// All of Unicode.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// Printable ASCII.
    Ascii,
    /// Printable ASCII without small letters.
    AsciiUpper,
    /// What readers of BAI files take: capitals, digits, blanks and `;:,./()-'`.
    Bai,
}

impl Characters {
    /// Whether the set has the character.
    pub(super) fn has(self, character: char) -> bool {
        match self {
            Self::Utf8 => !character.is_control(),
            Self::Ascii => matches!(character, ' '..='~'),
            Self::AsciiUpper => matches!(character, ' '..='~') && !character.is_ascii_lowercase(),
            Self::Bai => {
                character.is_ascii_uppercase() || character.is_ascii_digit() || " ;:,'./()-".contains(character)
            }
        }
    }

    fn has_all(self, text: &str) -> bool {
        text.chars().all(|character| self.has(character))
    }

    /// A name in these characters: letters without their marks, as capitals where there are no small ones; a blank for
    /// what has no likeness.
    pub(super) fn name(self, text: &str) -> Cow<'_, str> {
        if self.has_all(text) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.chars().map(|character| self.likeness(character)).collect())
    }

    /// A number or code in these characters; `None` if it would no longer be the same. Small letters may become
    /// capitals.
    pub(super) fn code(self, text: &str) -> Option<Cow<'_, str>> {
        if self.has_all(text) {
            return Some(Cow::Borrowed(text));
        }
        let upper = text.to_ascii_uppercase();
        self.has_all(&upper).then_some(Cow::Owned(upper))
    }

    fn likeness(self, character: char) -> char {
        let letter = plain_letter(character).map(char::from);
        let small = letter.filter(|_| character.is_lowercase()).map(|letter| letter.to_ascii_lowercase());
        let sign = match character {
            '‘' | '’' => Some('\''),
            '“' | '”' => Some('"'),
            '–' | '—' => Some('-'),
            _ => None,
        };
        [Some(character), small, letter, sign].into_iter().flatten().find(|same| self.has(*same)).unwrap_or(' ')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_marks_and_nothing_else() {
        for (set, name) in [
            (Characters::Utf8, "Zoë O’Núñez & Łukasz = 王"),
            (Characters::Ascii, "Zoe O'Nunez & Lukasz =  "),
            (Characters::AsciiUpper, "ZOE O'NUNEZ & LUKASZ =  "),
            (Characters::Bai, "ZOE O'NUNEZ   LUKASZ    "),
        ] {
            assert_eq!(set.name("Zoë O’Núñez & Łukasz = 王"), name);
        }
        assert_eq!(Characters::Utf8.name("a\nb\tc"), "a b c");
    }

    #[test]
    fn codes_stay_what_they_are() {
        assert_eq!(Characters::Bai.code("inv-1").as_deref(), Some("INV-1"));
        assert_eq!(Characters::Bai.code("A_1"), None);
        assert_eq!(Characters::Ascii.code("é1"), None);
        assert_eq!(Characters::Utf8.code("é1").as_deref(), Some("é1"));
    }
}
