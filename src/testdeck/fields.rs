//! Whether a field was read rightly, and how often that came to pass.

use std::fmt::Write;

/// What became of one field of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is not on the document and was not read.
    Absent,
    /// Read, and rightly.
    Right,
    /// On the document but not read.
    Unread,
    /// Read, and wrongly.
    Wrong,
    /// Read where the truth has nothing.
    MadeUp,
}

impl Verdict {
    /// Compares what was read with the truth; empty is nothing. In the truth `?` stands for a character nobody can
    /// read; several barcodes are joined by `|`.
    #[must_use]
    pub fn of(field: &str, want: &str, read: &str) -> Self {
        match (want.is_empty(), read.is_empty()) {
            (true, true) => Self::Absent,
            (true, false) => Self::MadeUp,
            (false, true) => Self::Unread,
            (false, false) if field == "barcode" => of_codes(want, read),
            (false, false) if agree(field, want, read) => Self::Right,
            (false, false) => Self::Wrong,
        }
    }
}

/// One code that is not there spoils all; one that is missing leaves the page's codes unread.
fn of_codes(want: &str, read: &str) -> Verdict {
    let is_wanted = |code: &str| want.split('|').any(|wanted| agree("barcode", wanted, code));
    let is_read = |wanted: &str| read.split('|').any(|code| agree("barcode", wanted, code));
    if !read.split('|').all(is_wanted) {
        Verdict::Wrong
    } else if want.split('|').all(is_read) {
        Verdict::Right
    } else {
        Verdict::Unread
    }
}

fn agree(field: &str, want: &str, read: &str) -> bool {
    let (want, read) = (plain(field, want), plain(field, read));
    want.chars().count() == read.chars().count() && want.chars().zip(read.chars()).all(|(w, r)| w == '?' || w == r)
}

/// The value without what may be written in more than one way.
fn plain(field: &str, value: &str) -> String {
    let kept = |keep: fn(char) -> bool| value.chars().filter(|c| keep(*c)).collect::<String>();
    match field {
        "barcode" => value.trim().to_owned(),
        "scanline" => kept(|c| !c.is_whitespace()),
        "amount" => kept(|c| !matches!(c, ' ' | ',' | '$')),
        "check_number" | "bill_id" => kept(is_solid).trim_start_matches('0').to_owned(),
        "payee" | "memo" => kept(is_solid).to_lowercase(),
        _ => kept(is_solid),
    }
}

const fn is_solid(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '?'
}

/// How one field was read over all documents that carry it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldScore {
    /// The column.
    pub name: &'static str,
    /// Documents that carry it.
    pub present: usize,
    /// Read, and rightly.
    pub right: usize,
    /// Read, and wrongly.
    pub wrong: usize,
    /// Not read.
    pub unread: usize,
    /// Read where the truth has nothing.
    pub made_up: usize,
}

impl FieldScore {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self { name, ..Self::default() }
    }

    /// Counts one document.
    pub fn count(&mut self, verdict: Verdict) {
        self.present += usize::from(!matches!(verdict, Verdict::Absent | Verdict::MadeUp));
        match verdict {
            Verdict::Absent => {}
            Verdict::Right => self.right += 1,
            Verdict::Unread => self.unread += 1,
            Verdict::Wrong => self.wrong += 1,
            Verdict::MadeUp => self.made_up += 1,
        }
    }
}

/// The scores as a table: what was read and what of it is right as shares of what is there, what was misread as a share
/// of what was read.
#[must_use]
pub fn table<'a>(scores: impl IntoIterator<Item = &'a FieldScore>) -> String {
    let mut text = format!(
        "{:<16} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}\n",
        "field", "present", "read", "", "right", "", "misread", "", "made up"
    );
    for score in scores {
        let FieldScore { name, present, right, wrong, made_up, .. } = *score;
        let read = right + wrong;
        let (reads, rights, wrongs) = (share(read, present), share(right, present), share(wrong, read));
        // Writing into a string cannot fail.
        let _ = writeln!(
            text,
            "{name:<16} {present:>8} {read:>8} {reads:>8} {right:>8} {rights:>8} {wrong:>8} {wrongs:>8} {made_up:>8}"
        );
    }
    text
}

/// A share in hundredths, for people.
#[expect(clippy::cast_precision_loss, reason = "a share for people")]
pub(super) fn share(part: usize, whole: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.2}%", part as f64 * 100.0 / whole as f64) }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Absent, MadeUp, Right, Unread, Wrong};
    use super::*;

    #[test]
    fn what_is_there_and_what_was_read_settle_the_verdict() {
        for (want, read, verdict) in
            [("", "", Absent), ("", "12", MadeUp), ("12", "", Unread), ("12", "12", Right), ("12", "13", Wrong)]
        {
            assert_eq!(Verdict::of("payer_account", want, read), verdict, "{want} {read}");
        }
    }

    #[test]
    fn ways_of_writing_do_not_matter() {
        for (field, want, read) in [
            ("payer_account", "12-345 6", "123456"),
            ("check_number", "0012", "12"),
            ("amount", "$1,308.45", "1308.45"),
            ("payee", "Presiding Bishop, Episcopal Church", "PRESIDING BISHOP EPISCOPAL CHURCH"),
            ("scanline", "0123 4567", "01234567"),
        ] {
            assert_eq!(Verdict::of(field, want, read), Right, "{field}");
        }
        for (field, want, read) in [
            ("payer_account", "0012", "12"),
            ("amount", "130.84", "13084"),
            ("scanline", "12+3", "123"),
            ("barcode", "A B", "AB"),
            ("memo", "acct 12", "acct 13"),
        ] {
            assert_eq!(Verdict::of(field, want, read), Wrong, "{field}");
        }
    }

    #[test]
    fn an_illegible_character_is_one_character() {
        for (want, read, verdict) in
            [("12?4", "1234", Right), ("12?4", "124", Wrong), ("12?4", "1235", Wrong), ("???", "123", Right)]
        {
            assert_eq!(Verdict::of("payer_account", want, read), verdict, "{want} {read}");
        }
    }

    #[test]
    fn several_codes_are_right_together() {
        for (want, read, verdict) in [
            ("A|B", "B|A", Right),
            ("A|B", "A|A|B", Right),
            ("A|B", "A", Unread),
            ("A", "A|B", Wrong),
            ("http://a?b", "http://a?b", Right),
        ] {
            assert_eq!(Verdict::of("barcode", want, read), verdict, "{want} {read}");
        }
    }

    #[test]
    fn the_table_adds_up() {
        let mut score = FieldScore::new("amount");
        for verdict in [Right, Right, Right, Wrong, Unread, MadeUp, Absent, Absent] {
            score.count(verdict);
        }
        let expected = FieldScore { name: "amount", present: 5, right: 3, wrong: 1, unread: 1, made_up: 1 };
        assert_eq!(score, expected);
        let table = table([&score]);
        let cells: Vec<&str> = table.lines().nth(1).unwrap().split_whitespace().collect();
        assert_eq!(cells, ["amount", "5", "4", "80.00%", "3", "60.00%", "1", "25.00%", "1"]);
    }
}
