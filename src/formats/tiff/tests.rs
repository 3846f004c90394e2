//! Pages written here, bent as real files are bent, and read back.

use std::io::Cursor;

use proptest::prelude::*;

use super::container::{Container, Value};
use super::directory::tag;
use super::write::group4;
use super::*;
use crate::raster::Bits;

/// A page of irregular black marks, 100 x 80.
fn marks() -> Bits {
    let mut bits = Bits::new(100, 80);
    for y in 0..80 {
        for x in 0..100 {
            bits.set(x, y, (x * x + 3 * y * y + x * y) % 17 < 5 && y % 7 != 0);
        }
    }
    bits
}

fn long(value: u32) -> Value {
    Value::Long(vec![value])
}

fn short(value: u16) -> Value {
    Value::Short(vec![value])
}

/// Tags to set, or (without a value) to leave out.
type Changes<'a> = &'a [(u16, Option<Value>)];

/// The tags of a page, with some replaced, added or (without a value) left out.
fn tags(base: &[(u16, Value)], changes: Changes<'_>) -> Vec<(u16, Value)> {
    let mut tags: Vec<_> =
        base.iter().filter(|(tag, _)| changes.iter().all(|(other, _)| other != tag)).cloned().collect();
    tags.extend(changes.iter().filter_map(|(tag, value)| value.clone().map(|value| (*tag, value))));
    tags
}

fn fax_tags(compression: u16, width: u32, height: u32) -> Vec<(u16, Value)> {
    vec![
        (tag::WIDTH, long(width)),
        (tag::HEIGHT, long(height)),
        (tag::COMPRESSION, short(compression)),
        (tag::PHOTOMETRIC, short(0)),
        (tag::ROWS_PER_STRIP, long(height)),
        (tag::X_RESOLUTION, Value::Rational(200, 1)),
        (tag::Y_RESOLUTION, Value::Rational(200, 1)),
    ]
}

fn file(tags: Vec<(u16, Value)>, chunks: &[&[u8]]) -> Vec<u8> {
    let mut file = Container::new();
    file.page(tags, chunks);
    file.finish()
}

fn first_page(bytes: &[u8]) -> Result<PageImage, TiffError> {
    TiffReader::open(Cursor::new(bytes))?.page(0)
}

/// The page of marks as a Group 4 file with changed tags and strips.
fn bent(changes: Changes<'_>, strips: &[&[u8]]) -> Result<PageImage, TiffError> {
    first_page(&file(tags(&fax_tags(4, 100, 80), changes), strips))
}

fn strip_of(bits: &Bits, from: u32, to: u32) -> Vec<u8> {
    let gray = bits.to_gray().crop(Rect::new(0, from, bits.width(), to - from));
    group4(&Bits::darker_than(&gray, 128))
}

/// Text of zeros and ones as bytes.
fn packed(bits: &str) -> Vec<u8> {
    let bits: Vec<u8> = bits.bytes().filter(|b| matches!(b, b'0' | b'1')).map(|b| b - b'0').collect();
    bits.chunks(8).map(|byte| byte.iter().enumerate().fold(0, |all, (at, bit)| all | bit << (7 - at))).collect()
}

fn good_rows(page: &PageImage, truth: &Gray) -> u32 {
    (0..truth.height()).take_while(|y| page.gray.row(*y) == truth.row(*y)).count() as u32
}

#[test]
fn pages_written_are_read_back() {
    let gray = Gray::from_pixels(70, 30, (0..2100u32).map(|at| (at * 7 % 251) as u8).collect()).unwrap();
    for compression in [Compression::None, Compression::Lzw, Compression::Deflate, Compression::PackBits] {
        let bytes = write_gray(&[gray.clone(), gray.turned_half()], 300, compression);
        let mut reader = TiffReader::open(Cursor::new(bytes)).unwrap();
        assert_eq!(reader.page_count(), 2);
        let page = reader.page(1).unwrap();
        assert_eq!(
            page,
            PageImage { gray: gray.turned_half(), dpi: Some(300), bitonal: false, damage: None, turn: None }
        );
        assert_eq!(reader.page(0).unwrap().gray, gray);
        assert!(matches!(reader.page(2), Err(TiffError::NoPage { page: 3, count: 2 })));
    }
    let bytes = write_g4(&[(Bits::new(9, 4), 200), (marks(), 240)]);
    let page = TiffReader::open(Cursor::new(bytes)).unwrap().page(1).unwrap();
    assert_eq!(page, PageImage { gray: marks().to_gray(), dpi: Some(240), bitonal: true, damage: None, turn: None });
}

#[test]
fn tags_that_real_files_get_wrong_do_no_harm() {
    let data = group4(&marks());
    let reversed: Vec<u8> = data.iter().map(|byte| byte.reverse_bits()).collect();
    let oddities: [(&str, Changes<'_>, &[u8]); 11] = [
        ("one strip of unlimited rows", &[(tag::ROWS_PER_STRIP, Some(long(u32::MAX)))], &data),
        ("rows per strip too large", &[(tag::ROWS_PER_STRIP, Some(long(88)))], &data),
        ("rows per strip absent", &[(tag::ROWS_PER_STRIP, None)], &data),
        ("rows per strip zero", &[(tag::ROWS_PER_STRIP, Some(long(0)))], &data),
        ("photometric absent", &[(tag::PHOTOMETRIC, None)], &data),
        ("fill order 2", &[(tag::FILL_ORDER, Some(short(2)))], &reversed),
        ("no end mark", &[], &data[..data.len() - 3]),
        ("byte count zero", &[(tag::STRIP_BYTE_COUNTS, Some(long(0)))], &data),
        ("byte count too large", &[(tag::STRIP_BYTE_COUNTS, Some(long(1 << 30)))], &data),
        ("unbelievable resolution", &[(tag::X_RESOLUTION, Some(Value::Rational(1, 1)))], &data),
        ("more rows promised", &[(tag::HEIGHT, Some(long(90))), (tag::ROWS_PER_STRIP, Some(long(90)))], &data),
    ];
    for (what, changes, data) in oddities {
        let page = bent(changes, &[data]).unwrap();
        assert!(page.gray == marks().to_gray() && page.damage.is_none() && page.dpi == Some(200), "{what}");
    }
    let inverted = bent(&[(tag::PHOTOMETRIC, Some(short(1)))], &[&data]).unwrap();
    assert!(inverted.gray.pixels().iter().zip(marks().to_gray().pixels()).all(|(a, b)| *a == 255 - b));
}

#[test]
fn strips_and_tiles_are_put_together() {
    let strips: Vec<_> = [(0, 30), (30, 60), (60, 80)].map(|(from, to)| strip_of(&marks(), from, to)).to_vec();
    let strips: Vec<&[u8]> = strips.iter().map(Vec::as_slice).collect();
    let rows = (tag::ROWS_PER_STRIP, Some(long(30)));
    assert_eq!(bent(std::slice::from_ref(&rows), &strips).unwrap().gray, marks().to_gray());

    let missing = bent(&[rows], &strips[..2]).unwrap();
    assert_eq!(good_rows(&missing, &marks().to_gray()), 60);
    assert!(missing.damage.unwrap().starts_with("20 of 80 rows"));
    assert!(missing.gray.row(79).iter().all(|shade| *shade == 255));

    let mut wide = Bits::new(128, 96);
    let truth = marks();
    (0..80).for_each(|y| (0..100).for_each(|x| wide.set(x, y, truth.get(x, y))));
    let tile = |x, y| group4(&Bits::darker_than(&wide.to_gray().crop(Rect::new(x, y, 64, 48)), 128));
    let tiles = [tile(0, 0), tile(64, 0), tile(0, 48), tile(64, 48)];
    let changes =
        [(tag::ROWS_PER_STRIP, None), (tag::TILE_WIDTH, Some(short(64))), (tag::TILE_HEIGHT, Some(short(48)))];
    assert_eq!(bent(&changes, &tiles.each_ref().map(Vec::as_slice)).unwrap().gray, truth.to_gray());
}

#[test]
fn damaged_strips_keep_their_good_rows() {
    let truth = marks().to_gray();
    let data = group4(&marks());
    let cut = bent(&[], &[&data[..data.len() / 2]]).unwrap();
    let good = good_rows(&cut, &truth);
    assert!((25..60).contains(&good), "{good}");
    assert_eq!(cut.damage.unwrap(), format!("{} of 80 rows are missing: the file is damaged or cut short", 80 - good));
    assert!(cut.gray.row(79).iter().all(|shade| *shade == 255));

    let mut lost = data.clone();
    lost[data.len() / 2..data.len() / 2 + 12].fill(0);
    let lost = bent(&[], &[&lost]).unwrap();
    let said: u32 = lost.damage.as_deref().unwrap().split(' ').next().unwrap().parse().unwrap();
    assert_eq!(80 - said, good_rows(&lost, &truth), "no garbage after the gap");

    assert!(matches!(bent(&[(tag::STRIP_OFFSETS, Some(long(1 << 30)))], &[&data]), Err(TiffError::Malformed(_))));
}

#[test]
fn cut_streams_keep_their_good_rows() {
    let gray = Gray::from_pixels(100, 80, (0..8000u32).map(|at| (at * at / 7 % 253) as u8).collect()).unwrap();
    for compression in [Compression::None, Compression::Lzw, Compression::Deflate, Compression::PackBits] {
        let bytes = write_gray(std::slice::from_ref(&gray), 200, compression);
        let mut source = Source::open(Cursor::new(&bytes)).unwrap();
        let at = source.chain().unwrap().0[0];
        let directory = Directory::read(&mut source, at).unwrap();
        let length = directory.number(&mut source, tag::STRIP_BYTE_COUNTS).unwrap().unwrap();
        // The only number of that value behind its tag is the count of bytes.
        let entry = [&tag::STRIP_BYTE_COUNTS.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0], &length.to_le_bytes()].concat();
        let place = bytes.windows(12).position(|window| window == entry).unwrap();
        let mut cut = bytes.clone();
        cut[place + 8..place + 12].copy_from_slice(&(length / 2).to_le_bytes());
        let page = first_page(&cut).unwrap();
        let good = good_rows(&page, &gray);
        assert!((5..60).contains(&good), "{compression:?} {good}");
        assert!(page.damage.unwrap().starts_with(&format!("{} of 80", 80 - good)), "{compression:?}");
    }
}

#[test]
fn group_3_and_huffman_runs_are_read() {
    let (white4, black4, white8, eol) = ("1011", "011", "10011", "000000000001");
    let line = format!("{white4}{black4}{white8}");
    let one = packed(&format!("{eol}{line}{eol}{line}{}", eol.repeat(6)));
    let padded = packed(&format!("0000{eol}{line}{eol}{line}"));
    let two = packed(&format!("{eol}1{line}{eol}0111{}", format!("{eol}1").repeat(6)));
    let runs = [packed(&line), packed(&line)].concat();
    let two_dimensional = (tag::T4_OPTIONS, Some(long(1)));
    let cases: [(u16, Changes<'_>, &[u8]); 4] =
        [(3, &[], &one), (3, &[], &padded), (3, std::slice::from_ref(&two_dimensional), &two), (2, &[], &runs)];
    let wanted: Vec<u8> = [[255; 4], [0; 4], [255; 4], [255; 4]].concat().repeat(2);
    for (number, (compression, changes, data)) in cases.into_iter().enumerate() {
        let page = first_page(&file(tags(&fax_tags(compression, 16, 2), changes), &[data])).unwrap();
        assert_eq!(page.gray.pixels(), wanted, "case {number}");
        assert_eq!(page.damage, None, "case {number}");
    }
    let higher = tags(&fax_tags(3, 16, 5), &[]);
    assert_eq!(first_page(&file(higher, &[&one])).unwrap().gray.pixels(), wanted, "ends at its own end mark");
}

#[test]
fn fax_pixels_become_square() {
    let changes =
        [(tag::X_RESOLUTION, Some(Value::Rational(204, 1))), (tag::Y_RESOLUTION, Some(Value::Rational(98, 1)))];
    let page = bent(&changes, &[&group4(&marks())]).unwrap();
    assert_eq!((page.gray.width(), page.gray.height(), page.dpi), (100, 167, Some(204)));
    let truth = marks().to_gray();
    assert!((0..167).all(|y| page.gray.row(y) == truth.row(y * 98 / 204)));

    let cm = [(tag::X_RESOLUTION, Some(Value::Rational(787, 10))), (tag::Y_RESOLUTION, Some(Value::Rational(787, 10)))];
    let cm = [&cm[..], &[(tag::RESOLUTION_UNIT, Some(short(3)))]].concat();
    assert_eq!(bent(&cm, &[&group4(&marks())]).unwrap().dpi, Some(200));
}

#[test]
fn orientation_turns_the_page_upright() {
    // Two rows of three pixels: in each orientation, what the first stored row shows becomes the side it belongs to.
    let turned = |orientation| {
        let stored = Gray::from_pixels(3, 2, vec![1, 2, 3, 4, 5, 6]).unwrap();
        let page = upright(stored, orientation);
        (page.width(), page.pixels().to_vec())
    };
    assert_eq!(turned(1), (3, vec![1, 2, 3, 4, 5, 6]));
    assert_eq!(turned(2), (3, vec![3, 2, 1, 6, 5, 4]));
    assert_eq!(turned(3), (3, vec![6, 5, 4, 3, 2, 1]));
    assert_eq!(turned(4), (3, vec![4, 5, 6, 1, 2, 3]));
    assert_eq!(turned(5), (2, vec![1, 4, 2, 5, 3, 6]));
    assert_eq!(turned(6), (2, vec![4, 1, 5, 2, 6, 3]));
    assert_eq!(turned(7), (2, vec![6, 3, 5, 2, 4, 1]));
    assert_eq!(turned(8), (2, vec![3, 6, 2, 5, 1, 4]));
}

#[test]
fn colours_become_gray() {
    let page = |bits: Vec<u16>, photometric: u16, more: Vec<(u16, Value)>, data: &[u8]| {
        let mut tags = vec![
            (tag::WIDTH, long(2)),
            (tag::HEIGHT, long(1)),
            (tag::SAMPLES_PER_PIXEL, short(bits.len() as u16)),
            (tag::BITS_PER_SAMPLE, Value::Short(bits)),
            (tag::PHOTOMETRIC, short(photometric)),
        ];
        tags.extend(more);
        first_page(&file(tags, &[data])).unwrap().gray.pixels().to_vec()
    };
    assert_eq!(page(vec![8], 0, vec![], &[0, 200]), [255, 55]);
    assert_eq!(page(vec![4], 1, vec![], &[0x0f]), [0, 255]);
    assert_eq!(page(vec![2], 0, vec![], &[0b0100_0000]), [170, 255]);
    assert_eq!(page(vec![16], 1, vec![], &[9, 77, 0, 255]), [77, 255]);
    assert_eq!(page(vec![8; 3], 2, vec![], &[255, 0, 0, 0, 255, 0]), [76, 150]);
    assert_eq!(page(vec![8; 4], 5, vec![], &[0, 0, 0, 255, 0, 0, 0, 0]), [0, 255]);
    let map = Value::Short([[0x1000u16, 0xff00], [0x1000, 0xff00], [0x1000, 0xff00]].concat());
    assert_eq!(page(vec![1], 3, vec![(tag::COLOR_MAP, map)], &[0b0100_0000]), [16, 255]);
}

#[test]
fn too_large_pages_and_broken_chains_are_told() {
    for (width, height) in [(30_000, 30_000), (20_000, 20_000), (20_001, 1), (0, 5)] {
        let error = first_page(&file(fax_tags(4, width, height), &[&[0]])).unwrap_err();
        assert!(matches!(error, TiffError::TooLarge(_)), "{error}");
    }
    let mut bytes = write_g4(&[(marks(), 200), (marks(), 200)]);
    let first = u32::from_le_bytes(bytes[4..8].try_into().unwrap());
    let end = bytes.len();
    bytes[end - 4..].copy_from_slice(&first.to_le_bytes());
    let reader = TiffReader::open(Cursor::new(&bytes)).unwrap();
    assert_eq!(reader.page_count(), 2);
    assert!(reader.pages().break_off().unwrap().contains("circle"));
    let reader = TiffReader::open(Cursor::new(&bytes[..end - 20])).unwrap();
    assert_eq!(reader.page_count(), 1);
    assert!(reader.pages().break_off().unwrap().contains("cut short"));
    assert!(TiffReader::open(Cursor::new(b"II+\0\x08\0\0\0")).is_err());
    assert!(TiffReader::open(Cursor::new(b"")).is_err());
}

fn read_all(bytes: &[u8]) {
    if let Ok(mut reader) = TiffReader::open(Cursor::new(bytes)) {
        for page in 0..reader.page_count().min(3) {
            if let Ok(page) = reader.page(page) {
                assert_eq!(page.gray.pixels().len(), page.gray.width() as usize * page.gray.height() as usize);
            }
        }
    }
}

/// One valid file of each kind, small enough that most changed bytes matter.
fn samples() -> Vec<Vec<u8>> {
    let gray = Gray::from_pixels(20, 9, (0..180).collect()).unwrap();
    let all = [Compression::None, Compression::Lzw, Compression::Deflate, Compression::PackBits];
    let mut files: Vec<_> = all.map(|compression| write_gray(std::slice::from_ref(&gray), 200, compression)).to_vec();
    files.push(write_g4(&[(marks(), 200)]));
    let fax3 = packed("000000000001 1011 011 10011 000000000001 1011 011 10011");
    for options in [0, 1, 4] {
        files.push(file(tags(&fax_tags(3, 16, 2), &[(tag::T4_OPTIONS, Some(long(options)))]), &[&fax3]));
    }
    files.push(file(fax_tags(2, 16, 2), &[&packed("101101110011000010110111001100")]));
    let jpeg = crate::formats::picture::write_jpeg(&gray, 80, 200);
    let jpeg_tags = [(tag::COMPRESSION, Some(short(7))), (tag::PHOTOMETRIC, Some(short(1)))];
    files.push(file(
        tags(&fax_tags(7, 20, 9), &[&jpeg_tags[..], &[(tag::BITS_PER_SAMPLE, Some(short(8)))]].concat()),
        &[&jpeg],
    ));
    files
}

#[test]
fn jpeg_strips_are_read() {
    let page = first_page(samples().last().unwrap()).unwrap();
    assert!(page.gray.pixels().iter().enumerate().all(|(at, shade)| shade.abs_diff(at as u8) < 12));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), little: bool) {
        let head: &[u8] = if little { b"II*\0\x08\0\0\0" } else { b"MM\0*\0\0\0\x08" };
        read_all(&[head, &bytes].concat());
    }

    #[test]
    fn no_damage_makes_it_panic(
        which in 0..10usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        keep in any::<prop::sample::Index>(),
        cut: bool,
    ) {
        let mut bytes = samples().swap_remove(which);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if cut {
            bytes.truncate(keep.index(bytes.len()));
        }
        read_all(&bytes);
    }
}
