use std::io::{Cursor, Write};
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::formats::tiff::group4;
use crate::model::testing::processor_time;
use crate::raster::{Bits, Gray};

/// A page with a wedge of ink in its upper left corner, so that every turn of it looks different.
fn wedge(width: u32, height: u32) -> Gray {
    let mut gray = Gray::new(width, height, 255);
    for y in 0..height / 4 {
        (0..width / 2 - y.min(width / 2 - 1)).for_each(|x| gray.set(x, y, 0));
    }
    gray
}

fn open(bytes: &[u8]) -> Pdf {
    Pdf::survey(Cursor::new(bytes)).unwrap()
}

fn page(bytes: &[u8], number: u32) -> PageImage {
    open(bytes).page(Cursor::new(bytes), number).unwrap()
}

fn error(bytes: &[u8]) -> String {
    match Pdf::survey(Cursor::new(bytes)) {
        Ok(pdf) => pdf.page(Cursor::new(bytes), 1).unwrap_err().to_string(),
        Err(error) => error.to_string(),
    }
}

fn flate(data: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(data).unwrap();
    packer.finish().unwrap()
}

/// A file of objects, numbered from 1: dictionaries as written, streams with their data. The first is the catalog.
fn file(objects: &[(&str, Option<&[u8]>)]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let mut offsets = Vec::new();
    for (at, (text, data)) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        writeln!(bytes, "{} 0 obj", at + 1).unwrap();
        match data {
            Some(data) => {
                let dict = text.strip_suffix(">>").unwrap();
                write!(bytes, "{dict}/Length {}>>\nstream\n", data.len()).unwrap();
                bytes.extend_from_slice(data);
                bytes.extend_from_slice(b"\nendstream\nendobj\n");
            }
            None => write!(bytes, "{text}\nendobj\n").unwrap(),
        }
    }
    let start = bytes.len();
    write!(bytes, "xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).unwrap();
    offsets.iter().for_each(|offset| writeln!(bytes, "{offset:010} 00000 n ").unwrap());
    write!(bytes, "trailer\n<</Root 1 0 R>>\nstartxref\n{start}\n%%EOF").unwrap();
    bytes
}

const CATALOG: (&str, Option<&[u8]>) = ("<</Type/Catalog/Pages 2 0 R>>", None);
const TREE: (&str, Option<&[u8]>) = ("<</Type/Pages/Count 1/Kids[3 0 R]>>", None);
const LEAF: (&str, Option<&[u8]>) =
    ("<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 36]/Contents 4 0 R/Resources<</XObject<</A 5 0 R/B 6 0 R>>>>>>", None);

/// One page of an inch by half an inch with this content and up to two images.
fn one_page(content: &str, images: &[(&str, Option<&[u8]>)]) -> Vec<u8> {
    let mut objects = vec![CATALOG, TREE, LEAF, ("<<>>", Some(content.as_bytes()))];
    objects.extend_from_slice(images);
    file(&objects)
}

fn gray_image(image: &Gray) -> String {
    let (width, height) = (image.width(), image.height());
    format!("<</Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/DeviceGray>>")
}

#[test]
fn what_was_written_comes_back() {
    let pages = [wedge(200, 100), wedge(310, 120)];
    let bytes = write(&pages, 200, true);
    assert_eq!((open(&bytes).page_count(), open(&bytes).break_off()), (2, None));
    for (at, wanted) in (1..).zip(&pages) {
        let read = page(&bytes, at);
        assert_eq!((&read.gray, read.dpi, read.bitonal, read.damage), (wanted, Some(200), true, None));
    }
    let read = page(&write(&pages, 200, false), 2);
    assert_eq!((read.gray.width(), read.gray.height(), read.dpi, read.bitonal), (310, 120, Some(200), false));
    assert!(open(&bytes).page(Cursor::new(&bytes), 3).is_err());
}

#[test]
fn every_packing_gives_the_same_pixels() {
    let image = wedge(100, 50);
    let bits = Bits::darker_than(&image, 128);
    let dict = |packing: &str| gray_image(&image).replace(">>", packing);
    let pixels = image.pixels();
    let packed_row = |row: &[u8]| {
        row.chunks(8)
            .map(|eight| eight.iter().enumerate().fold(0, |byte, (at, shade)| byte | (shade & 1) << (7 - at)))
            .collect::<Vec<u8>>()
    };
    let one_bit: Vec<u8> = pixels.chunks(100).flat_map(packed_row).collect();
    let tagged: Vec<u8> = (0..50_usize)
        .flat_map(|y| {
            let row = &pixels[y * 100..][..100];
            let above = if y == 0 { &[0; 100][..] } else { &pixels[(y - 1) * 100..][..100] };
            let differences = row.iter().zip(above).map(|(shade, above)| shade.wrapping_sub(*above));
            std::iter::once(2).chain(differences).collect::<Vec<u8>>()
        })
        .collect();
    let hex: Vec<u8> = flate(pixels).iter().flat_map(|byte| format!("{byte:02X}").into_bytes()).collect();
    let inverted: Vec<u8> = pixels.iter().map(|shade| 255 - shade).collect();
    let rgb: Vec<u8> = pixels.iter().flat_map(|shade| [*shade; 3]).collect();
    let cmyk: Vec<u8> = inverted.iter().flat_map(|ink| [0, 0, 0, *ink]).collect();
    let index: Vec<u8> = pixels.iter().map(|shade| u8::from(*shade == 0)).collect();
    let lzw = weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8).encode(pixels).unwrap();
    let cases: [(String, Vec<u8>); 13] = [
        (dict(">>"), pixels.to_vec()),
        (dict("/Filter/FlateDecode>>"), flate(pixels)),
        (dict("/Filter[/FlateDecode]/DecodeParms[<</Predictor 12/Columns 100>>]>>"), flate(&tagged)),
        (dict("/Filter[/ASCIIHexDecode/FlateDecode]>>"), hex),
        (dict("/Filter/LZWDecode>>"), lzw),
        (dict("/Decode[1 0]>>"), inverted.clone()),
        (dict(">>").replace("/DeviceGray", "[/Separation/Black/DeviceGray 9 0 R]"), inverted),
        (dict(">>").replace("/DeviceGray", "/DeviceRGB"), rgb),
        (dict(">>").replace("/DeviceGray", "/DeviceCMYK"), cmyk),
        (dict(">>").replace("/DeviceGray", "[/Indexed/DeviceRGB 1<FFFFFF000000>]"), index),
        (dict(">>").replace("Component 8", "Component 1"), one_bit.clone()),
        ("<</Subtype/Image/Width 100/Height 50/ImageMask true>>".to_owned(), one_bit),
        (
            dict("/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 100>>>>").replace("Component 8", "Component 1"),
            group4(&bits),
        ),
    ];
    for (dict, data) in cases {
        let bytes = one_page("q 72 0 0 36 0 0 cm /A Do Q", &[(&dict, Some(&data))]);
        let read = page(&bytes, 1);
        assert_eq!((&read.gray, read.dpi), (&image, Some(100)), "{dict}");
    }
}

#[test]
fn an_image_is_turned_as_the_page_says() {
    let image = wedge(100, 50);
    let dict = gray_image(&image);
    let quarter = image.turned_quarter();
    let turned = |matrix: &str, rotate: &str| {
        let mut objects = vec![CATALOG, TREE, LEAF, ("<<>>", None), (&dict, Some(image.pixels()))];
        let leaf = LEAF.0.replace("/Contents", &format!("{rotate}/Contents"));
        objects[2].0 = &leaf;
        let content = format!("q {matrix} cm /A Do Q");
        objects[3].1 = Some(content.as_bytes());
        page(&file(&objects), 1).gray
    };
    let plain = "72 0 0 36 0 0";
    assert_eq!(turned(plain, ""), image);
    assert_eq!(turned(plain, "/Rotate 90"), quarter);
    assert_eq!(turned(plain, "/Rotate 180"), image.turned_half());
    assert_eq!(turned(plain, "/Rotate -90"), quarter.turned_half());
    assert_eq!(turned("-72 0 0 -36 72 36", ""), image.turned_half());
    assert_eq!(turned("0 -36 18 0 10 36", ""), quarter);
    assert_eq!(turned("0 36 -18 0 18 0", ""), quarter.turned_half());
    assert_eq!(turned("0 36 -18 0 18 0", "/Rotate 90"), image);
}

#[test]
fn strips_and_layers_become_one_page() {
    let image = wedge(100, 50);
    let (upper, lower) = image.pixels().split_at(100 * 30);
    let strip = |rows: u32| gray_image(&Gray::new(100, rows, 0));
    let content = "q 72 0 0 21.6 0 14.4 cm /A Do Q q 72 0 0 14.4 0 0 cm /B Do Q";
    let (a, b) = (strip(30), strip(20));
    let read = page(&one_page(content, &[(&a, Some(upper)), (&b, Some(lower))]), 1);
    assert_eq!((read.gray, read.dpi), (image.clone(), Some(100)));
    // A mask of ink over a light background; text that cannot be seen lies behind it.
    let packed: Vec<u8> = (0..50 * 13).map(|at| if at % 13 == 0 { 0 } else { 255 }).collect();
    let mask = "<</Subtype/Image/Width 100/Height 50/ImageMask true>>";
    let background = gray_image(&Gray::new(10, 5, 0));
    let content = "BT 3 Tr (hidden) Tj ET q 72 0 0 36 0 0 cm /A Do 0 g /B Do Q";
    let read = page(&one_page(content, &[(&background, Some(&[200; 50])), (mask, Some(&packed))]), 1);
    assert_eq!((read.gray.row(20)[3], read.gray.row(20)[60]), (0, 200));
}

#[test]
fn images_within_the_content_and_within_forms_count() {
    let inline = "q 72 0 0 36 0 0 cm BI /W 4 /H 2 /BPC 8 /CS /G ID 0123EFGH EI Q";
    assert_eq!(page(&one_page(inline, &[]), 1).gray.pixels(), b"0123EFGH");
    let form = "<</Subtype/Form/Matrix[72 0 0 36 0 0]/Resources<</XObject<</X 6 0 R>>>>>>";
    let image = wedge(100, 50);
    let dict = gray_image(&image);
    let bytes = one_page("/A Do", &[(form, Some(b"/X Do")), (&dict, Some(image.pixels()))]);
    assert_eq!(page(&bytes, 1).gray, image);
}

#[test]
fn objects_in_streams_are_found() {
    let image = wedge(100, 50);
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let inner = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", LEAF.0];
    let (mut list, mut body) = (String::new(), String::new());
    for (number, text) in (1..).zip(inner) {
        list.push_str(&format!("{number} {} ", body.len()));
        body.push_str(text);
        body.push(' ');
    }
    let packed = flate(format!("{list}{body}").as_bytes());
    let mut offsets = Vec::new();
    let first = list.len();
    let streams = [
        (4, "<<".to_owned(), b"q 72 0 0 36 0 0 cm /A Do Q".to_vec()),
        (5, gray_image(&image).replace(">>", ""), image.pixels().to_vec()),
        (7, format!("<</Type/ObjStm/N 3/First {first}/Filter/FlateDecode"), packed),
    ];
    for (number, dict, data) in streams {
        offsets.push(bytes.len());
        write!(bytes, "{number} 0 obj\n{dict}/Length {}>>stream\r\n", data.len()).unwrap();
        bytes.extend_from_slice(&data);
        bytes.extend_from_slice(b"\r\nendstream\nendobj\n");
    }
    let whole = bytes.clone();
    let start = bytes.len();
    let mut table = Vec::new();
    for (kind, a, b) in [
        (0, 0, 0),
        (2, 7, 0),
        (2, 7, 1),
        (2, 7, 2),
        (1, offsets[0], 0),
        (1, offsets[1], 0),
        (0, 0, 0),
        (1, offsets[2], 0),
    ] {
        table.push(kind);
        table.extend_from_slice(&(a as u32).to_be_bytes());
        table.push(b);
    }
    let packed = flate(&table);
    write!(
        bytes,
        "8 0 obj\n<</Type/XRef/W[1 4 1]/Size 8/Root 1 0 R/Filter/FlateDecode/Length {}>>stream\n",
        packed.len()
    )
    .unwrap();
    bytes.extend_from_slice(&packed);
    write!(bytes, "\nendstream\nendobj\nstartxref\n{start}\n%%EOF").unwrap();
    assert_eq!(page(&bytes, 1).gray, image);
    // Without any table they are searched for.
    assert_eq!(page(&whole, 1).gray, image);
}

#[test]
fn damaged_files_give_what_is_there() {
    let pages = [wedge(200, 100), wedge(310, 120)];
    let whole = write(&pages, 200, true);
    let shifted = [b"junk\n", whole.as_slice()].concat();
    assert_eq!(page(&shifted, 2).gray, pages[1]);
    let at = whole.windows(6).rposition(|window| window == b"8 0 ob").unwrap();
    let cut = &whole[..at + 30];
    assert_eq!(page(cut, 1).gray.width(), 200);
    let wrong_length = String::from_utf8_lossy(&whole).into_owned();
    assert!(wrong_length.contains("/Length"));
    let text = |from: &str, to: &str| {
        let at = whole.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        [&whole[..at], to.as_bytes(), &whole[at + from.len()..]].concat()
    };
    assert!(open(&text("/Count 2", "/Count 9")).break_off().is_some_and(|why| why.contains("counts 9 pages, 2")));
    assert!(open(&text("/Kids[3 0 R", "/Kids[2 0 R")).break_off().is_some());
}

#[test]
fn what_is_no_scan_is_named() {
    let said = |content: &str, images: &[(&str, Option<&[u8]>)]| error(&one_page(content, images));
    assert!(said("BT (Pay to) Tj ET", &[]).contains("drawn with text"));
    assert!(said("0 0 m 9 9 l S", &[]).contains("drawn with lines"));
    let image = wedge(100, 50);
    let dict = gray_image(&image);
    let small = [(dict.as_str(), Some(image.pixels()))];
    assert!(said("BT (Pay to) Tj ET q 20 0 0 10 0 0 cm /A Do Q", &small).contains("drawn with text"));
    assert_eq!(page(&one_page("q 20 0 0 10 0 0 cm /A Do Q", &small), 1).gray, image);
    let empty = page(&one_page("", &[]), 1);
    assert_eq!((empty.gray.width(), empty.gray.height(), empty.dpi), (100, 50, Some(100)));
    for (name, part) in [("JPXDecode", "JPEG 2000"), ("JBIG2Decode", "JBIG2"), ("Foo", "packed as Foo")] {
        let dict = dict.replace(">>", &format!("/Filter/{name}>>"));
        let text = said("q 72 0 0 36 0 0 cm /A Do Q", &[(&dict, Some(b"xx"))]);
        assert!(text.contains(part), "{text}");
    }
    let locked = String::from_utf8(one_page("", &[])).unwrap().replace("/Root", "/Encrypt 9 0 R/Root");
    assert!(error(locked.as_bytes()).contains("without a password"));
}

#[test]
fn hostile_files_cost_little() {
    let bomb = flate(&vec![0; 64 << 20]);
    let twice = flate(&bomb);
    let huge = "<</Subtype/Image/Width 30000/Height 30000/BitsPerComponent 8/ColorSpace/DeviceGray>>";
    let draw = "q 72 0 0 36 0 0 cm /A Do Q";
    let colour = huge.replace("30000", "10000").replace("Gray", "RGB").replace(">>", "/Filter/FlateDecode>>");
    let loops = "<</Subtype/Form/Resources<</XObject<</A 5 0 R>>>>>>";
    let many = "/A Do ".repeat(3_000);
    let small = gray_image(&Gray::new(900, 900, 0)).replace(">>", "/Filter/FlateDecode>>");
    let flat = flate(&vec![7; 810_000]);
    let many = many.as_str();
    let bomb_content = file(&[CATALOG, TREE, LEAF, ("<</Filter/FlateDecode>>", Some(&bomb))]);
    let bomb_twice = file(&[CATALOG, TREE, LEAF, ("<</Filter[/FlateDecode/FlateDecode]>>", Some(&twice))]);
    let circle = file(&[CATALOG, ("<</Type/Pages/Count 9/Kids 2 0 R>>", None)]);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (name, bytes) in [
        ("bomb", bomb_content),
        ("bomb in a bomb", bomb_twice),
        ("huge", one_page(draw, &[(huge, Some(b""))])),
        ("colour", one_page(draw, &[(&colour, Some(&bomb))])),
        ("forms in a circle", one_page("/A Do", &[(loops, Some(b"/A Do /A Do /A Do /A Do"))])),
        ("many images", one_page(&format!("1 0 0 1 0 0 cm q 72 0 0 36 0 0 cm {many} Q"), &[(&small, Some(&flat))])),
        ("pages in a circle", circle),
        ("deep", file(&[CATALOG, (&deep, None)])),
        ("deep content", one_page(&deep, &[])),
        ("endless", file(&[CATALOG, TREE, LEAF, ("<</Length 99999999999999999999>>\nstream\nx\nendstream", None)])),
        ("length in a circle", file(&[CATALOG, TREE, LEAF, ("<</Length 4 0 R>>\nstream\nx\nendstream", None)])),
    ] {
        let start = processor_time();
        if let Ok(pdf) = Pdf::survey(Cursor::new(&bytes)) {
            pdf.page(Cursor::new(&bytes), 1).ok();
        }
        let spent = processor_time() - start;
        assert!(spent < Duration::from_secs(6), "{name}: {spent:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..800)) {
        let file = [b"%PDF-1.4\n", bytes.as_slice()].concat();
        if let Ok(pdf) = Pdf::survey(Cursor::new(&file)) {
            pdf.page(Cursor::new(&file), 1).ok();
        }
    }

    #[test]
    fn damage_is_survived(
        bitonal in any::<bool>(),
        hits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut file = write(&[wedge(60, 40), wedge(40, 40)], 200, bitonal);
        for (at, byte) in hits {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        if let Ok(pdf) = Pdf::survey(Cursor::new(&file)) {
            for page in 1..=pdf.page_count().min(5) {
                pdf.page(Cursor::new(&file), page).ok();
            }
        }
    }
}
