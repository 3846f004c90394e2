//! Printed pages as a scanner gives them, by poppler's pdftoppm: 200 dots an inch, ink or paper, turned a little.

use std::path::Path;
use std::process::Command;

use lockbox::model::Rect;
use lockbox::raster::{Gray, PageImage};

/// Dots per inch.
const DPI: u32 = 200;
/// Where the coupon is torn off, in dots from the top.
const PERFORATION: u32 = 1467;

/// Pages of a PDF, counted from 1.
pub(crate) fn rasterised(pdf: &Path, first: usize, last: usize) -> Vec<Gray> {
    let [first, last] = [first, last].map(|page| page.to_string());
    let dpi = DPI.to_string();
    let arguments = ["-mono", "-r", &dpi, "-f", &first, "-l", &last];
    let output = Command::new("pdftoppm").args(arguments).arg(pdf).output().expect("poppler-utils: run `make setup`");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaints.is_empty(), "{complaints}");
    pictures(&output.stdout)
}

/// The pictures of a stream of raw PBM.
fn pictures(mut stream: &[u8]) -> Vec<Gray> {
    let mut pages = Vec::new();
    while !stream.is_empty() {
        let mut words = stream.splitn(4, |byte| byte.is_ascii_whitespace());
        assert_eq!(words.next(), Some(b"P4".as_slice()), "not PBM");
        let mut size = || std::str::from_utf8(words.next().unwrap()).unwrap().parse::<u32>().unwrap();
        let (width, height) = (size(), size());
        let rows = words.next().unwrap();
        let row = width.div_ceil(8) as usize;
        let mut page = Gray::new(width, height, 255);
        for (y, bytes) in (0..height).zip(rows.chunks_exact(row)) {
            for x in (0..width).filter(|x| bytes[*x as usize / 8] >> (7 - x % 8) & 1 == 1) {
                page.set(x, y, 0);
            }
        }
        pages.push(page);
        stream = &rows[row * height as usize..];
    }
    pages
}

/// The coupon at a bill's foot, torn off and scanned, turned by that many degrees.
pub(crate) fn scanned_coupon(page: &Gray, degrees: f32) -> PageImage {
    let coupon = page.crop(Rect::new(0, PERFORATION, page.width(), page.height() - PERFORATION));
    PageImage { gray: turned(&coupon, degrees), dpi: Some(DPI), bitonal: true, damage: None, turn: None }
}

/// Turned around its middle, on white, each pixel taken from the nearest one.
fn turned(page: &Gray, degrees: f32) -> Gray {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (width, height) = (page.width() as f32, page.height() as f32);
    let wide = (width * cos.abs() + height * sin.abs()).ceil() as u32;
    let tall = (width * sin.abs() + height * cos.abs()).ceil() as u32;
    let mut out = Gray::new(wide, tall, 255);
    for y in 0..tall {
        for x in 0..wide {
            let (right, down) = (x as f32 + 0.5 - wide as f32 / 2.0, y as f32 + 0.5 - tall as f32 / 2.0);
            let from = (right * cos + down * sin + width / 2.0, down * cos - right * sin + height / 2.0);
            if (0.0..width).contains(&from.0) && (0.0..height).contains(&from.1) {
                out.set(x, y, page.get(from.0 as u32, from.1 as u32));
            }
        }
    }
    out
}
