//! Prints bills, has poppler rasterise them at 200 dots an inch in ink and paper, turns the coupons by three degrees and
//! reads them back: how many codes come back as they were printed.
//!
//! ```text
//! lockbox deck --kind sample --transactions 400 --seed 31 --out deck
//! cargo run --release --example coupon_trials -- deck/bills.csv deck/lockbox.toml premium
//! ```

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a command for people that fails loudly")]

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use lockbox::config::Config;
use lockbox::formats::bills;
use lockbox::model::{Bill, CodedFields, Codes};
use lockbox::pipeline::{PrintOrder, print_bills};
use lockbox::reading::{PageReader, Stages};
use rayon::prelude::*;

use crate::scanning::{rasterised, scanned_coupon};

#[path = "../tests/it/scanning.rs"]
mod scanning;

/// Pages in memory at a time.
const AT_A_TIME: usize = 32;
/// How far coupons are turned, in degrees.
const TURNED: [f32; 2] = [3.0, -3.0];

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [bills, settings, coupon] = arguments.as_slice() else { bail!("give bills, settings and the coupon's name") };
    let config = Config::load(Path::new(settings))?;
    let definition = config.coupons.iter().find(|known| *known.name == **coupon).context("there is no such coupon")?;
    let folder = tempfile::tempdir()?;
    let pdf = folder.path().join("bills.pdf");
    let order = PrintOrder { config: &config, coupon: Some(coupon), bills: Path::new(bills), out: &pdf };
    let printed = print_bills(&order)?;
    if printed.report.rejects > 0 {
        bail!("{} rows cannot be printed", printed.report.rejects);
    }
    let mut truth: Vec<Codes> = Vec::new();
    let codes = |bill: &Bill<'_>| bill.is_open().then(|| definition.codes(bill).unwrap_or_default());
    bills::read(lockbox::files::open(Path::new(bills))?, codes, |_, row| truth.extend(row.ok().flatten()))?;
    let reader = PageReader::new(&config).without_words();
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for (chunk, first) in truth.chunks(AT_A_TIME).zip((1..).step_by(AT_A_TIME)) {
        let pages = rasterised(&pdf, first, first + chunk.len() - 1);
        let outcomes: Vec<_> = pages
            .par_iter()
            .zip(chunk)
            .enumerate()
            .flat_map_iter(|(at, (page, codes))| {
                let image = scanned_coupon(page, TURNED[at % TURNED.len()]);
                let read = reader.read(image, &mut Stages::default()).unwrap().coupon.unwrap_or_default();
                let line = outcome(&codes.scanline, read.scanline.sure());
                let code = outcome(&codes.barcode, read.barcode.sure());
                [line.map(|outcome| ("scan line", outcome)), code.map(|outcome| ("barcode", outcome))]
            })
            .flatten()
            .collect();
        outcomes.into_iter().for_each(|outcome| *counts.entry(outcome).or_default() += 1);
    }
    println!("{} coupons", printed.pages);
    for ((code, outcome), count) in counts {
        println!("{code} {outcome}: {count}");
    }
    Ok(())
}

/// What became of a printed code.
fn outcome(printed: &Option<String>, read: Option<&CodedFields>) -> Option<&'static str> {
    let solid = |text: &str| text.split_whitespace().collect::<String>();
    match (printed, read) {
        (None, _) => None,
        (Some(_), None) => Some("unread"),
        (Some(printed), Some(read)) if solid(printed) == solid(&read.text) => Some("right"),
        (Some(_), Some(_)) => Some("wrong"),
    }
}
