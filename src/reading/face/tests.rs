//! The face of a check as it comes from the engine: words with their places, put in by hand.

use std::cell::RefCell;

use super::*;
use crate::config::Config;
use crate::raster::{Gray, PageImage, prepare};
use crate::reading::text::{Characters, Word};

/// An engine that reads these words, and after that only what it is told to see closer.
struct Told {
    words: RefCell<Option<Vec<Word>>>,
    closer: Vec<Word>,
}

impl TextReader for Told {
    fn read_words(&self, _: &Gray, _: u32, _: Segmentation, _: Characters) -> Result<Vec<Word>, TextError> {
        Ok(self.words.take().unwrap_or_else(|| self.closer.clone()))
    }
}

/// Phrases with the place of their first word, on a slip of 6 x 2.75 inches read at 300 dpi.
fn words(phrases: &[(&str, u32, u32)]) -> Vec<Word> {
    let mut words = Vec::new();
    for (line, (phrase, x, y)) in (0..).zip(phrases) {
        let mut left = *x;
        for text in phrase.split(' ') {
            let width = 18 * text.len() as u32;
            let place = Rect::new(left, *y, width, 30);
            words.push(Word { text: text.to_owned(), confidence: 0.95, place, line });
            left += width + 15;
        }
    }
    words
}

fn face(phrases: &[(&str, u32, u32)], closer: &str) -> FaceReading {
    face_closer(phrases, if closer.is_empty() { Vec::new() } else { words(&[(closer, 20, 20)]) })
}

fn face_closer(phrases: &[(&str, u32, u32)], closer: Vec<Word>) -> FaceReading {
    face_words(words(phrases), closer)
}

fn face_words(words: Vec<Word>, closer: Vec<Word>) -> FaceReading {
    let image = PageImage { gray: Gray::new(1800, 825, 255), dpi: Some(300), bitonal: false, damage: None, turn: None };
    let engine = Told { words: RefCell::new(Some(words)), closer };
    read_with(&engine, &prepare(&image), &Config::default().account, 0.999).unwrap()
}

#[test]
fn an_address_below_a_money_orders_payee_is_not_the_payee() {
    let named = [("PAY TO", 140, 380), ("Bay State Health", 240, 375), ("ADDRESS P.O. Box 412612", 120, 450)];
    assert_eq!(face(&named, "").payee.sure().map(String::as_str), Some("Bay State Health"));
    let unnamed = [("PAY TO", 140, 380), ("ADDRESS P.O. Box 412612", 120, 450)];
    assert_eq!(face(&unnamed, "").payee, Field::Absent);
}

#[test]
fn a_name_stands_beside_a_caption_of_two_lines() {
    let beside = [("PAY TO THE", 100, 260), ("ORDER OF Bay State Health", 100, 300)];
    assert_eq!(face(&beside, "").payee.sure().map(String::as_str), Some("Bay State Health"));
    let lost = [("PAY TO", 100, 260), ("THE ORDER OF", 100, 300)];
    assert_eq!(face(&lost, "").payee, Field::Absent);
}

#[test]
fn a_post_office_box_behind_a_name_and_a_sum_below_it_are_no_name() {
    let boxed = [("PAY TO THE ORDER OF Bay State Health P.O. Box 412612", 100, 300)];
    assert_eq!(face(&boxed, "").payee.sure().map(String::as_str), Some("Bay State Health"));
    let sum = [("PAY TO Bay State Health", 100, 260), ("THE Sum Of", 100, 320)];
    assert_eq!(face(&sum, "").payee.sure().map(String::as_str), Some("Bay State Health"));
    let oregon = [("Oregon Health Fund", 100, 60), ("PAY TO THE ORDER OF Bay State Health", 100, 300)];
    assert_eq!(face(&oregon, "").payee.sure().map(String::as_str), Some("Bay State Health"));
}

#[test]
fn without_a_caption_the_name_stands_beside_the_figures() {
    let payee = |line: &str| face(&[(line, 100, 300), ("$ 239.86", 1400, 300)], line).payee;
    assert_eq!(payee("fae Harbor Gas & Electric").sure().map(String::as_str), Some("Harbor Gas & Electric"));
    assert_eq!(payee("fae O'Neill Health Fund").sure().map(String::as_str), Some("O'Neill Health Fund"));
    assert_eq!(payee("REMITTER Ann Lee"), Field::Absent);
    let mut garbled = words(&[("Pabesoe Northeast Cable", 100, 300), ("$ 239.86", 1400, 300)]);
    garbled[0].confidence = 0.34;
    let seen = face_words(garbled, words(&[("Northeast Cable", 20, 20)])).payee;
    assert_eq!(seen.sure().map(String::as_str), Some("Northeast Cable"));
    assert_eq!(payee("Nov 14, 2026"), Field::Absent);
    assert_eq!(payee("Two hundred thirty-nine and 86/100"), Field::Absent);
}

#[test]
fn a_word_without_a_capital_is_no_payee() {
    let hand = face(&[("PAY TO THE ORDER OF dash", 100, 300)], "dash").payee;
    assert_eq!((hand.sure(), hand.best().map(|best| best.value.as_str())), (None, Some("dash")));
}

#[test]
fn the_memo_ends_at_the_signature() {
    let memo = face(&[("MEMO : Premium Signature", 100, 640)], "").memo;
    assert_eq!(memo.sure().map(String::as_str), Some("Premium"));
    let above = face(&[("MEMO : Premium", 100, 600), ("for Signature", 100, 660)], "").memo;
    assert_eq!(above.sure().map(String::as_str), Some("Premium"));
}

#[test]
fn a_checks_own_number_is_no_account() {
    let accounts = |text: &str| face(&[(text, 900, 300)], "").accounts.len();
    assert_eq!((accounts("Check No. 118408359"), accounts("Acct No. 118408359")), (0, 0));
    let closer = |text: &str| face(&[(text, 900, 300)], "118408359").accounts.len();
    assert_eq!((closer("Check No. 118408359"), closer("Acct No. 118408359")), (0, 1));
}

#[test]
fn a_date_is_looked_for_where_a_year_stands() {
    let phrases = [("Heb 14, 2026", 1200, 160)];
    let date = |closer: &str| face(&phrases, closer).date;
    assert_eq!(date("Feb 14, 2026").sure().map(ToString::to_string).as_deref(), Some("2026-02-14"));
    assert_eq!(date("Heb 14, 2026").sure().map(ToString::to_string).as_deref(), Some("2026-02-14"));
    assert_eq!(date("eb 14").sure(), None);
    assert_eq!(date("Feb 11, 2026").sure(), None);
    // Read at the very edge of the closer look: the day may have had another digit.
    let cut = words(&[("4 Feb 2026", 0, 20)]);
    assert_eq!(face_closer(&[("blot 2026", 1200, 160)], cut).date, Field::Unread(None));
    // A check's number that looks like a year is not the end of the search.
    let numbered = [("2031", 1600, 60), ("Heb 14, 2026", 1200, 160)];
    assert_eq!(face(&numbered, "").date.best().map(|best| best.value.to_string()).as_deref(), Some("2026-02-14"));
    let void = face(&[("VOID AFTER 12/31/2026", 1200, 160)], "12/31/2026").date;
    assert_eq!(void, Field::Absent);
}
