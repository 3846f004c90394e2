//! The images of a page to one page image.

use std::io::{Read, Seek};

use super::PdfError;
use super::content::{Matrix, Placed, Sheet};
use super::file::Source;
use super::image::{self, Image};
use crate::formats::tiff::{squared, upright};
use crate::formats::{believable, check_size, wait_if_large};
use crate::raster::{Gray, PageImage};

const POINTS_PER_INCH: f64 = 72.0;

/// Images smaller than this share of the page are ornaments.
const ORNAMENT: f64 = 0.002;

/// Text counts where images cover less than this share of the page.
const SCANNED: f64 = 0.5;

/// How far, as a share of its length, a side may lean and still count as level.
const LEVEL: f64 = 0.02;

/// Dots per inch of an empty page, and the most of a composed one.
const EMPTY: f64 = 100.0;
const FINEST: f64 = 600.0;

/// All images of a page have no more pixels, and none is drawn over more.
const MOST_PIXELS: u64 = 200_000_000;
/// What a pixel takes while it is decoded: its packed bytes, a color, a shade.
const BYTES_A_PIXEL: u64 = 4;

/// Decodes the images of a page and puts them where they belong.
pub(super) fn page<R: Read + Seek>(source: &mut Source<'_, R>, sheet: &Sheet) -> Result<PageImage, PdfError> {
    let area = (sheet.area[2] - sheet.area[0]) * (sheet.area[3] - sheet.area[1]);
    let images: Vec<&Placed> = sheet.images.iter().filter(|one| one.matrix.area() >= area * ORNAMENT).collect();
    let covered: f64 = images.iter().map(|one| one.matrix.area()).sum();
    if sheet.text && covered < area * SCANNED {
        return Err(PdfError::NotScanned("text"));
    }
    if sheet.shapes && images.is_empty() {
        return Err(PdfError::NotScanned("lines"));
    }
    let sizes = images.iter().map(|one| image::size(one));
    let pixels = sizes.fold(0_u64, |sum, (width, height)| sum.saturating_add(u64::from(width) * u64::from(height)));
    if pixels > MOST_PIXELS {
        return Err(PdfError::TooLarge("its page has more pixels than any scan".to_owned()));
    }
    let turn = wait_if_large(BYTES_A_PIXEL * pixels);
    let composed = compose(source, sheet, &images)?;
    Ok(PageImage { turn: composed.turn.or(turn), ..composed })
}

fn compose<R: Read + Seek>(
    source: &mut Source<'_, R>,
    sheet: &Sheet,
    images: &[&Placed],
) -> Result<PageImage, PdfError> {
    if let [only] = *images {
        let image = image::decode(source, only, &sheet.color_spaces)?;
        let matrix = only.matrix.then(to_page(sheet));
        if let (Some(orientation), false) = (orientation(matrix), image.cover.is_some() && !image::is_mask(&only.dict))
        {
            return Ok(alone(image, matrix, orientation));
        }
        return several(source, sheet, &[only]);
    }
    several(source, sheet, images)
}

/// From points with y upward to inches on the page as it is shown, y downward.
fn to_page(sheet: &Sheet) -> Matrix {
    let [left, bottom, right, top] = sheet.area;
    let (width, height) = (right - left, top - bottom);
    let shown = match sheet.turns {
        1 => Matrix([0.0, 1.0, 1.0, 0.0, -bottom, -left]),
        2 => Matrix([-1.0, 0.0, 0.0, 1.0, left + width, -bottom]),
        3 => Matrix([0.0, -1.0, -1.0, 0.0, bottom + height, left + width]),
        _ => Matrix([1.0, 0.0, 0.0, -1.0, -left, bottom + height]),
    };
    let inch = 1.0 / POINTS_PER_INCH;
    shown.then(Matrix([inch, 0.0, 0.0, inch, 0.0, 0.0]))
}

/// How an image stands on the page, as TIFF numbers it; `None` when its sides lean.
fn orientation(Matrix([a, b, c, d, ..]): Matrix) -> Option<u32> {
    // Along a row, and from row to row: the first row of an image is at the top of the unit square.
    let (row, down) = ((a, b), (-c, -d));
    let level = |(long, short): (f64, f64)| short.abs() <= long.abs() * LEVEL;
    if level(row) && level((down.1, down.0)) {
        Some(match (row.0 > 0.0, down.1 > 0.0) {
            (true, true) => 1,
            (false, true) => 2,
            (false, false) => 3,
            (true, false) => 4,
        })
    } else if level((row.1, row.0)) && level(down) {
        Some(match (row.1 > 0.0, down.0 > 0.0) {
            (true, true) => 5,
            (true, false) => 6,
            (false, false) => 7,
            (false, true) => 8,
        })
    } else {
        None
    }
}

/// A page that is one scan: its pixels as they are.
fn alone(image: Image, matrix: Matrix, orientation: u32) -> PageImage {
    let Image { page, cover } = image;
    let gray = match cover {
        Some(cover) => painted(&page.gray, &cover),
        None => page.gray,
    };
    let inches = |x: f64, y: f64| x.hypot(y);
    let [a, b, c, d, ..] = matrix.0;
    let across = believable(f64::from(gray.width()) / inches(a, b));
    let down = believable(f64::from(gray.height()) / inches(c, d));
    let resolution =
        across.zip(down).map(|(across, down)| if orientation > 4 { (down, across) } else { (across, down) });
    // A side is rounded to whole points; that alone is no reason to stretch the scan.
    let close = |(a, b): (u32, u32)| a.abs_diff(b) * 50 <= a.max(b);
    let resolution = resolution.map(|both| if close(both) { (both.0.max(both.1), both.0.max(both.1)) } else { both });
    let (gray, dpi) = squared(upright(gray, orientation), resolution);
    PageImage { gray, dpi, ..page }
}

/// A mask painted on white.
fn painted(gray: &Gray, cover: &Gray) -> Gray {
    let mut page = Gray::new(gray.width(), gray.height(), 255);
    for ((to, shade), cover) in page.pixels_mut().iter_mut().zip(gray.pixels()).zip(cover.pixels()) {
        *to = blend(*to, *shade, *cover);
    }
    page
}

const fn blend(below: u8, above: u8, cover: u8) -> u8 {
    let cover = cover as u32;
    ((above as u32 * cover + below as u32 * (255 - cover) + 127) / 255) as u8
}

/// Strips of a scan, or layers of it, at the finest resolution among them.
fn several<R: Read + Seek>(
    source: &mut Source<'_, R>,
    sheet: &Sheet,
    images: &[&Placed],
) -> Result<PageImage, PdfError> {
    let to_page = to_page(sheet);
    let finest = images.iter().map(|one| dots_per_inch(one, one.matrix.then(to_page))).fold(0.0, f64::max);
    let dpi = if finest > 0.0 { finest.min(FINEST) } else { EMPTY };
    let (width, height) = {
        let [left, bottom, right, top] = sheet.area;
        let side = |points: f64| (points / POINTS_PER_INCH * dpi).round().clamp(0.0, 1e9) as u32;
        let (width, height) = (side(right - left), side(top - bottom));
        if sheet.turns % 2 == 1 { (height, width) } else { (width, height) }
    };
    check_size(width, height).map_err(PdfError::TooLarge)?;
    let mut page = PageImage {
        gray: Gray::new(width, height, 255),
        dpi: believable(dpi),
        bitonal: !images.is_empty(),
        damage: None,
        turn: wait_if_large(2 * u64::from(width) * u64::from(height)),
    };
    let mut left = MOST_PIXELS;
    for placed in images {
        let image = image::decode(source, placed, &sheet.color_spaces)?;
        page.bitonal &= image.page.bitonal && matches!(placed.fill, 0 | 255);
        page.damage = page.damage.or_else(|| image.page.damage.clone());
        let to_dots = placed.matrix.then(to_page).then(Matrix([dpi, 0.0, 0.0, dpi, 0.0, 0.0]));
        draw(&mut page.gray, &image, to_dots, &mut left)?;
    }
    Ok(page)
}

fn dots_per_inch(placed: &Placed, Matrix([a, b, c, d, ..]): Matrix) -> f64 {
    let (width, height) = image::size(placed);
    let dots = |pixels: u32, inches: f64| if inches > 0.0 { f64::from(pixels) / inches } else { 0.0 };
    dots(width, a.hypot(b)).max(dots(height, c.hypot(d)))
}

/// Draws an image over the page, the nearest pixel to each dot. `left` is how many dots may still be drawn.
fn draw(page: &mut Gray, image: &Image, to_dots: Matrix, left: &mut u64) -> Result<(), PdfError> {
    let Some(back) = to_dots.inverse() else { return Ok(()) };
    let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(x, y)| to_dots.apply(x, y));
    let range = |values: [f64; 4], end: u32| {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min).floor().clamp(0.0, f64::from(end));
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max).ceil().clamp(0.0, f64::from(end));
        low as u32..high as u32
    };
    let (columns, rows) = (range(corners.map(|c| c.0), page.width()), range(corners.map(|c| c.1), page.height()));
    let dots = u64::from(columns.end.saturating_sub(columns.start)) * u64::from(rows.end.saturating_sub(rows.start));
    *left = left
        .checked_sub(dots)
        .ok_or_else(|| PdfError::TooLarge("its page is drawn over more often than any scan".to_owned()))?;
    for y in rows {
        for x in columns.clone() {
            let (u, v) = back.apply(f64::from(x) + 0.5, f64::from(y) + 0.5);
            let v = 1.0 - v;
            if !(0.0..1.0).contains(&u) || !(0.0..1.0).contains(&v) {
                continue;
            }
            let cover = image.cover.as_ref().map_or(255, |cover| nearest(cover, u, v));
            if cover > 0 {
                let below = page.row(y)[x as usize];
                page.set(x, y, blend(below, nearest(&image.page.gray, u, v), cover));
            }
        }
    }
    Ok(())
}

fn nearest(gray: &Gray, u: f64, v: f64) -> u8 {
    let (x, y) = ((u * f64::from(gray.width())) as u32, (v * f64::from(gray.height())) as u32);
    let row = gray.row(y.min(gray.height().saturating_sub(1)));
    row.get(x as usize).or(row.last()).copied().unwrap_or(255)
}
