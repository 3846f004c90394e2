//! Members found by their name and birthday.
//!
//! What a name and a birthday say is never enough to post by: two people may share both. It orders candidates for a
//! person to choose from.

use jiff::civil::Date;
use strsim::jaro_winkler;

use super::index::{AccountAt, BillIndex};
use crate::model::AccountNumber;

/// Names less alike than this are other people's.
const LEAST_LIKENESS: f64 = 0.75;

/// Somebody who may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundPerson {
    /// The account.
    pub account: AccountNumber,
    /// How alike the names are, 0 to 1.
    pub likeness: f64,
}

impl BillIndex {
    /// Members born on that day whose names are like this one, the likest first.
    #[must_use]
    pub fn people(&self, born: Date, name: &str) -> Vec<FoundPerson> {
        let written = words(name);
        let like = |at: AccountAt| {
            let names = self.bills_of(at).filter_map(|bill| self.bill(bill).member_name);
            let likeness = names.map(|member| likeness(&written, &words(&member))).fold(0.0, f64::max);
            (likeness >= LEAST_LIKENESS).then(|| FoundPerson { account: self.number(at), likeness })
        };
        let mut found: Vec<FoundPerson> = self.accounts_of_person(born, name).into_iter().filter_map(like).collect();
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then_with(|| a.account.cmp(&b.account)));
        found
    }
}

/// How alike two names are, 0 to 1: the mean likeness of the words of the shorter one, each to its best partner in the
/// other. An initial is like any word that begins with it, though less than the word itself.
pub(super) fn likeness(first: &[String], second: &[String]) -> f64 {
    let (short, long) = if first.len() <= second.len() { (first, second) } else { (second, first) };
    if short.is_empty() {
        return 0.0;
    }
    let mut free: Vec<&String> = long.iter().collect();
    let mut sum = 0.0;
    for word in short {
        let best =
            free.iter().enumerate().map(|(at, other)| (like(word, other), at)).max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((likeness, at)) = best {
            free.swap_remove(at);
            sum += likeness;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "names have few words")]
    let words = short.len() as f64;
    // One word that fits says less than two.
    let certainty = if short.len() == 1 && long.len() > 1 { 0.9 } else { 1.0 };
    certainty * sum / words
}

fn like(word: &str, other: &str) -> f64 {
    let initial = |short: &str, long: &str| short.len() == 1 && long.starts_with(short);
    if initial(word, other) || initial(other, word) { 0.85 } else { jaro_winkler(word, other) }
}

/// The words of a name in small letters, titles and the like left out.
pub(super) fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase().replace(['\'', '’'], "");
    let parts = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let silent = ["mr", "mrs", "ms", "dr", "jr", "sr", "ii", "iii", "or", "and", "the", "of", "estate"];
    parts.filter(|part| !silent.contains(part)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::formats::book::Book;
    use crate::model::testing::bill;

    #[test]
    fn names_are_compared_word_by_word() {
        let alike = |a: &str, b: &str| likeness(&words(a), &words(b));
        assert!(alike("MARIA LOPEZ", "Lopez, Maria") > 0.99);
        assert!(alike("Mr. M. Lopez", "Lopez, Maria") > 0.9);
        assert!(alike("Maria Lopes", "Maria Lopez") > 0.9);
        assert!(alike("Estate of John O'Brien", "JOHN OBRIEN") > 0.99);
        assert!(alike("Maria Gomez", "Pedro Lopez") < LEAST_LIKENESS);
        assert!(alike("", "Pedro Lopez") < LEAST_LIKENESS);
    }

    #[test]
    fn the_likest_comes_first_and_another_birthday_never() {
        let born = |account: &str, name: &str, born: Date| crate::model::Bill {
            member_name: Some(name.to_owned().into()),
            date_of_birth: Some(born),
            ..bill(account, account, "1.00", "2026-01-01")
        };
        let day = date(1961, 2, 28);
        let bills = [
            born("1", "Lopez Martin", day),
            born("2", "Lopez Maria", day),
            born("3", "Lopez Maria", date(1961, 2, 27)),
            born("4", "Gonzalez Petra", day),
        ];
        let index = BillIndex::new(Book::of(&bills));
        let found: Vec<String> = index.people(day, "MARIA LOPES").iter().map(|f| f.account.to_string()).collect();
        assert_eq!(found, ["2", "1"]);
    }
}
