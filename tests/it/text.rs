//! Lines of print, read by our own reader.

use lockbox::drawing::canvas::{Canvas, Type};
use lockbox::drawing::fonts::{Face, Fonts};
use lockbox::raster::Gray;
use lockbox::reading::text::{Characters, LineReader, Segmentation, TextReader, Word, lines};

/// Texts in one face, each so many hundredths of an inch from left and top.
fn drawn(face: Face, points: f32, texts: &[(f32, f32, &str)]) -> Gray {
    let fonts = Fonts::load(&[face]).unwrap();
    let mut canvas = Canvas::new(&fonts, 6.0, 1.5);
    for (x, y, text) in texts {
        canvas.text(x / 100.0, y / 100.0, text, Type::new(face, points));
    }
    canvas.into_gray()
}

fn read(image: &Gray, segmentation: Segmentation, characters: Characters) -> Vec<Word> {
    LineReader.read_words(image, 200, segmentation, characters).unwrap()
}

fn text(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn print_is_read_with_its_places() {
    for face in [Face::Sans, Face::Serif, Face::Mono] {
        let image = drawn(face, 12.0, &[(20.0, 40.0, "Pay to the order of"), (20.0, 80.0, "Ten and 25/100")]);
        let words = read(&image, Segmentation::Sparse, Characters::Any);
        let found: Vec<String> = lines(&words).iter().map(|line| line.text()).collect();
        assert_eq!(found, ["Pay to the order of", "Ten and 25/100"], "{face:?}");
        assert!(words.iter().all(|word| word.confidence > 0.5), "{face:?} {words:?}");
        assert!(words.iter().all(|word| (10..60).contains(&word.place.height)), "{face:?} {words:?}");
        let apart = words.windows(2).filter(|pair| pair[0].line == pair[1].line);
        assert!(apart.into_iter().all(|pair| pair[0].place.right() < pair[1].place.x), "{face:?} {words:?}");
    }
}

#[test]
fn a_line_is_read_without_what_stands_above_and_below() {
    let image = drawn(Face::Sans, 12.0, &[(20.0, 40.0, "March 14, 2026"), (60.0, 22.0, "Date")]);
    for dpi in [200, 300, 400] {
        let words = LineReader.read_words(&image, dpi, Segmentation::Line, Characters::Any).unwrap();
        assert_eq!(text(&words), "March 14, 2026", "{dpi}");
    }
    let figures = drawn(Face::Sans, 14.0, &[(20.0, 40.0, "$1,234.56")]);
    assert_eq!(text(&read(&figures, Segmentation::Raw, Characters::Amount)), "$1,234.56");
}
