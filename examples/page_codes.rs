//! Reads only the barcodes of pages and prints, a line each: file, format, text; at the end the median milliseconds
//! of decoding, preparing and reading the codes.
//!
//! ```text
//! cargo run --release --example page_codes -- deck/batch/*.png
//! ```

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command for people")]

use std::time::Instant;

use lockbox::files;
use lockbox::formats::scan::Scan;
use lockbox::raster::prepare;
use lockbox::reading::barcode::{BarcodeReader, CodeReader};

fn main() -> anyhow::Result<()> {
    let reader = CodeReader::default();
    let mut spent: [Vec<f64>; 3] = Default::default();
    for name in std::env::args().skip(1) {
        let path = std::path::Path::new(&name);
        let scan = Scan::survey(files::open(path)?)?;
        for number in 1..=scan.page_count() {
            let started = Instant::now();
            let image = scan.page(files::open(path)?, number)?;
            let decoded = Instant::now();
            let page = prepare(&image);
            let prepared = Instant::now();
            let codes = reader.read(&page);
            let times = [decoded - started, prepared - decoded, prepared.elapsed()];
            for (all, time) in spent.iter_mut().zip(times) {
                all.push(time.as_secs_f64() * 1000.0);
            }
            for code in codes {
                println!("{name}#{number}\t{}\t{}", code.format, code.text.escape_debug());
            }
        }
    }
    for (stage, mut times) in ["decode", "prepare", "barcode"].into_iter().zip(spent) {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times.get((times.len() as f64 * share) as usize).or(times.last()).copied().unwrap_or(0.0);
        let mean = times.iter().sum::<f64>() / times.len().max(1) as f64;
        eprintln!("{stage}: mean {mean:.2} ms, median {:.2}, p95 {:.2}, worst {:.1}", at(0.5), at(0.95), at(1.0));
    }
    Ok(())
}
