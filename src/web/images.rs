//! Pages of paper and parts of them, for people who may see them; who looked is written down.

use std::io::Cursor;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use super::call::{Call, Failure, Reply};
use crate::files;
use crate::formats::scan::Scan;
use crate::model::{BatchId, Document, Field, PageReading, PageSource, Reading, Rect, Rotation};
use crate::raster::{Gray, prepare};
use crate::store::DepositStore;
use crate::store::review::CaseStore;

/// The browser may keep an image so many seconds.
const KEPT: u32 = 600;
/// Around what was read, in parts of its height.
const AROUND: u32 = 2;

/// The front of a paper, upright.
pub(super) fn paper(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let (batch, document) = document(call)?;
    let gray = upright(call, &batch, &document.source, document.front.as_ref().ok())?;
    call.log("view_image", batch.as_str(), &format!("document {}", document.number))?;
    png(&gray)
}

/// The back of a paper.
pub(super) fn back(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let (batch, document) = document(call)?;
    let side = document.back.as_ref().ok_or(Failure::NotFound)?;
    let source = document.back_source.as_ref().ok_or(Failure::NotFound)?;
    let gray = upright(call, &batch, source, side.as_ref().ok())?;
    call.log("view_image", batch.as_str(), &format!("document {}, back", document.number))?;
    png(&gray)
}

/// The part of a paper where a field was read.
pub(super) fn snippet(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let (batch, document) = document(call)?;
    let reading = document.front.as_ref().map_err(|_| Failure::NotFound)?;
    let place = place_of(reading, call.param(2)).ok_or(Failure::NotFound)?;
    let gray = upright(call, &batch, &document.source, Some(reading))?;
    let around = (place.height * AROUND / 3).max(8);
    png(&gray.crop(place.grown(around, gray.width(), gray.height())))
}

/// Where a field of a page was read.
pub(super) fn place_of(reading: &PageReading, field: &str) -> Option<Rect> {
    let check = reading.check.as_ref();
    match field {
        "courtesy" => check.and_then(|check| place(&check.amount.courtesy).or_else(|| place(&check.amount.value))),
        "legal" => check.and_then(|check| place(&check.amount.legal)),
        "date" => check.and_then(|check| place(&check.date)),
        "payee" => check.and_then(|check| place(&check.payee)),
        "memo" => check.and_then(|check| place(&check.memo).or_else(|| check.accounts.first()?.place)),
        "payer" => check.and_then(|check| place(&check.payer_name)),
        "micr" => check.and_then(|check| place(&check.micr)),
        "scanline" => reading.coupon.as_ref().and_then(|coupon| place(&coupon.scanline)),
        "barcode" => reading.coupon.as_ref().and_then(|coupon| place(&coupon.barcode)),
        _ => None,
    }
}

fn place<T>(field: &Field<T>) -> Option<Rect> {
    field.best().and_then(|Reading { place, .. }| *place)
}

fn document(call: &Call<'_>) -> Result<(BatchId, Document), Failure> {
    let batch = BatchId::new(call.param(0)).ok_or(Failure::NotFound)?;
    let document = call.store.papers(&batch, &[call.document()?])?.pop().ok_or(Failure::NotFound)?;
    Ok((batch, document))
}

/// A page as it was read: cut out, straight, upright.
fn upright(
    call: &Call<'_>,
    batch: &BatchId,
    source: &PageSource,
    reading: Option<&PageReading>,
) -> Result<Gray, Failure> {
    let hash = call.store.scan(batch, &source.file)?.ok_or(Failure::NotFound)?;
    let path = call.store.images().path(&hash);
    let open = || files::open(&path);
    let scan = Scan::survey(open()?).map_err(|_| Failure::NotFound)?;
    let image = scan.page(open()?, source.page).map_err(|_| Failure::NotFound)?;
    let gray = prepare(&image).gray;
    Ok(match reading.map(|reading| reading.rotation) {
        Some(Rotation::Half) => gray.turned_half(),
        Some(Rotation::Quarter) => gray.turned_quarter(),
        Some(Rotation::ThreeQuarter) => gray.turned_quarter().turned_half(),
        Some(Rotation::None) | None => gray,
    })
}

fn png(gray: &Gray) -> Result<Reply, Failure> {
    let mut bytes = Cursor::new(Vec::new());
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Up);
    let written = encoder.write_image(gray.pixels(), gray.width(), gray.height(), ExtendedColorType::L8);
    written.map_err(|_| Failure::NotFound)?;
    Ok(Reply::Bytes("image/png", KEPT, bytes.into_inner()))
}
