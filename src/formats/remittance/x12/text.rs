//! Values as X12 elements: free text is folded, numbers that name something never change.

use std::borrow::Cow;

use arrayvec::ArrayString;

use crate::formats::remittance::PostingFileError;
use crate::model::Money;

/// Ends a segment.
pub(super) const TERMINATOR: char = '~';
/// Stands between elements.
pub(super) const SEPARATOR: char = '*';
/// Stands between the components of an element.
pub(super) const COMPONENT: char = ':';
/// Stands between repetitions of an element.
pub(super) const REPETITION: char = '^';

/// Letters with marks, and letters that English does not know: from, to (both small), what they become.
const LETTERS: &[(char, char, &str)] = &[
    ('ß', 'ß', "ss"),
    ('à', 'å', "a"),
    ('æ', 'æ', "ae"),
    ('ç', 'ç', "c"),
    ('è', 'ë', "e"),
    ('ì', 'ï', "i"),
    ('ð', 'ð', "d"),
    ('ñ', 'ñ', "n"),
    ('ò', 'ö', "o"),
    ('ø', 'ø', "o"),
    ('ù', 'ü', "u"),
    ('ý', 'ý', "y"),
    ('þ', 'þ', "th"),
    ('ÿ', 'ÿ', "y"),
    ('ā', 'ą', "a"),
    ('ć', 'č', "c"),
    ('ď', 'đ', "d"),
    ('ē', 'ě', "e"),
    ('ĝ', 'ģ', "g"),
    ('ĥ', 'ħ', "h"),
    ('ĩ', 'ı', "i"),
    ('ĳ', 'ĳ', "ij"),
    ('ĵ', 'ĵ', "j"),
    ('ķ', 'ĸ', "k"),
    ('ĺ', 'ł', "l"),
    ('ń', 'ŋ', "n"),
    ('ō', 'ő', "o"),
    ('œ', 'œ', "oe"),
    ('ŕ', 'ř', "r"),
    ('ś', 'š', "s"),
    ('ţ', 'ŧ', "t"),
    ('ũ', 'ų', "u"),
    ('ŵ', 'ŵ', "w"),
    ('ŷ', 'ŷ', "y"),
    ('ź', 'ž', "z"),
    ('ơ', 'ơ', "o"),
    ('ư', 'ư', "u"),
    ('ǎ', 'ǎ', "a"),
    ('ș', 'ș', "s"),
    ('ț', 'ț', "t"),
    ('ạ', 'ặ', "a"),
    ('ẹ', 'ệ', "e"),
    ('ỉ', 'ị', "i"),
    ('ọ', 'ợ', "o"),
    ('ụ', 'ự', "u"),
    ('ỳ', 'ỹ', "y"),
    ('ﬁ', 'ﬁ', "fi"),
];

/// Free text (names) in the extended character set of X12, without its delimiters.
///
/// Letters with marks become their base letters (`é` e, `Ł` L, `ß` ss, `æ` ae), typographic quotes and dashes the plain
/// ones; delimiters and control characters become spaces; any other character becomes `?`. Spaces are single, none at
/// the ends. Empty text stays empty: the element is left out.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    let tidy = !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ");
    if tidy && text.bytes().all(is_extended) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        fold(letter, &mut out);
    }
    let words: Vec<&str> = out.split(' ').filter(|word| !word.is_empty()).collect();
    Cow::Owned(words.join(" "))
}

fn fold(letter: char, out: &mut String) {
    match letter {
        // Marks that follow their letter.
        '\u{300}'..='\u{36f}' => {}
        '‘' | '’' | '‛' | '′' | '`' | '´' | 'ʼ' => out.push('\''),
        '“' | '”' | '„' | '″' => out.push('"'),
        '\u{2010}'..='\u{2015}' | '−' => out.push('-'),
        _ if letter.is_whitespace() || letter.is_control() => out.push(' '),
        TERMINATOR | SEPARATOR | COMPONENT | REPETITION => out.push(' '),
        _ if letter.is_ascii() => out.push(letter),
        _ => fold_letter(letter, out),
    }
}

fn fold_letter(letter: char, out: &mut String) {
    let small = letter.to_lowercase().next().unwrap_or(letter);
    let base = LETTERS.iter().find(|(from, to, _)| (*from..=*to).contains(&small)).map_or("?", |(_, _, base)| base);
    if letter.is_uppercase() {
        out.extend(base.chars().map(|each| each.to_ascii_uppercase()));
    } else {
        out.push_str(base);
    }
}

/// Whether the byte is of the extended character set and no delimiter of ours.
const fn is_extended(byte: u8) -> bool {
    matches!(byte, b' '..=b'}') && !matches!(byte, b'*' | b':' | b'^' | b'`')
}

/// A name that fits into an element of so many characters; `None` if nothing is left of it.
///
/// # Errors
/// When it is longer; `what` says whose name it is.
pub(super) fn name(text: &str, longest: usize, what: &dyn Fn() -> String) -> Result<Option<String>, PostingFileError> {
    let folded = folded(text);
    if folded.len() > longest {
        return Err(too_long(&folded, longest, &what()));
    }
    Ok((!folded.is_empty()).then(|| folded.into_owned()))
}

/// A number that names something (account, bill, check): as it is or not at all.
///
/// # Errors
/// When it is too short or too long for its element, or holds what X12 cannot; `what` says what it is.
pub(super) fn id<'a>(
    text: &'a str,
    lengths: (usize, usize),
    what: &dyn Fn() -> String,
) -> Result<&'a str, PostingFileError> {
    let (shortest, longest) = lengths;
    if text.len() > longest {
        return Err(too_long(text, longest, &what()));
    }
    if text.len() < shortest {
        return Err(PostingFileError::DoesNotFit(format!(
            "{}: `{text}` has fewer than the {shortest} characters that X12 asks for here; use another form",
            what()
        )));
    }
    if !text.bytes().all(is_extended) || text.trim() != text {
        return Err(PostingFileError::DoesNotFit(format!(
            "{}: `{text}` has characters that X12 cannot hold (delimiters, letters with marks, spaces at an end); \
             correct it or use another form",
            what()
        )));
    }
    Ok(text)
}

fn too_long(text: &str, longest: usize, what: &str) -> PostingFileError {
    PostingFileError::DoesNotFit(format!(
        "{what}: `{text}` is longer than the {longest} characters that X12 has for it; shorten it or use another form"
    ))
}

/// An amount as X12 writes decimals: no zero before or after what counts, no point without cents.
pub(super) fn amount(amount: Money) -> ArrayString<24> {
    use std::fmt::Write as _;

    let (sign, cents) = (if amount.cents() < 0 { "-" } else { "" }, amount.cents().unsigned_abs());
    let (dollars, rest) = (cents / 100, cents % 100);
    let mut text = ArrayString::new();
    // 24 characters hold any amount.
    let _ = match (dollars, rest) {
        (_, 0) => write!(text, "{sign}{dollars}"),
        (0, _) if rest % 10 == 0 => write!(text, "{sign}.{}", rest / 10),
        (0, _) => write!(text, "{sign}.{rest:02}"),
        _ if rest % 10 == 0 => write!(text, "{sign}{dollars}.{}", rest / 10),
        _ => write!(text, "{sign}{dollars}.{rest:02}"),
    };
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_no_idle_zeros() {
        for (cents, text) in [
            (0, "0"),
            (5, ".05"),
            (50, ".5"),
            (100, "1"),
            (31_240, "312.4"),
            (31_245, "312.45"),
            (20_000, "200"),
            (-2_505, "-25.05"),
            (-1, "-.01"),
            (i64::MIN, "-92233720368547758.08"),
        ] {
            assert_eq!(amount(Money::from_cents(cents)).as_str(), text);
        }
    }

    #[test]
    fn names_keep_their_letters_and_lose_what_x12_cannot_hold() {
        for (text, becomes) in [
            ("Pat Example", "Pat Example"),
            ("José Ñúñez-Łukasz", "Jose Nunez-Lukasz"),
            ("Jose\u{301} Straße", "Jose Strasse"),
            ("Nguyễn Thị Ướt Ỳ", "Nguyen Thi Uot Y"),
            ("O’Brien “Bob” – Æsop", "O'Brien \"Bob\" - AEsop"),
            ("A*B~C:D^E", "A B C D E"),
            ("  two\t\nlines ", "two lines"),
            ("王", "?"),
            ("*~", ""),
        ] {
            assert_eq!(folded(text), becomes, "{text}");
        }
    }

    #[test]
    fn numbers_are_kept_or_refused() {
        let what = || "account of document 3".to_owned();
        assert_eq!(id("00-7/a_b.c", (1, 20), &what).unwrap(), "00-7/a_b.c");
        for (text, says) in [
            ("123456", "longer than the 5"),
            ("1", "fewer than the 2"),
            ("1*3", "cannot hold"),
            ("é1", "cannot hold"),
            ("1 ", "cannot hold"),
        ] {
            let refused = id(text, (2, 5), &what).unwrap_err().to_string();
            assert!(refused.contains(says) && refused.starts_with("account of document 3"), "{refused}");
        }
    }
}
