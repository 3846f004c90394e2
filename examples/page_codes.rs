//! Reads only the barcodes of pages and prints, a line each: file, format, text; at the end the median milliseconds
//! of decoding, preparing and reading the codes. Where a file of the same name with the ending `txt` or `bin` holds
//! what the page's code says, it also counts, by folder, pages, pages whose code was read, and pages on which
//! something else was.
//!
//! ```text
//! cargo run --release --example page_codes -- deck/batch/*.png
//! ```
//!
//! The black-box samples of the zxing-cpp project (`test/samples`: the folders of Aztec, Codabar, Code 39, Code 128,
//! Data Matrix, ITF, PDF417 and QR Code; WebP turned to PNG) give 402 of 411. Its own Python package, 3.1.1, asked for
//! these eight formats with `text_mode=TextMode.Plain`, gives 395 on the same files. Two pages count as read otherwise:
//! of one QR Code inside another we read the outer one, and a pharmacy's Code 32 is read as the Code 39 that it is.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command for people")]

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::time::Instant;

use lockbox::files;
use lockbox::formats::scan::Scan;
use lockbox::model::Barcode;
use lockbox::raster::prepare;
use lockbox::reading::barcode::{BarcodeReader, CodeReader};

#[derive(Default)]
struct Count {
    pages: u32,
    read: u32,
    otherwise: u32,
}

fn main() -> anyhow::Result<()> {
    let reader = CodeReader::default();
    let mut spent: [Vec<f64>; 3] = Default::default();
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for name in std::env::args().skip(1) {
        let path = Path::new(&name);
        let scan = Scan::survey(files::open(path)?)?;
        for number in 1..=scan.page_count() {
            let started = Instant::now();
            let image = scan.page(files::open(path)?, number)?;
            let decoded = Instant::now();
            let page = prepare(&image);
            let prepared = Instant::now();
            let codes = reader.read(&image, &page);
            let times = [decoded - started, prepared - decoded, prepared.elapsed()];
            for (all, time) in spent.iter_mut().zip(times) {
                all.push(time.as_secs_f64() * 1000.0);
            }
            for code in &codes {
                println!("{name}#{number}\t{}\t{}", code.format, code.text.escape_debug());
            }
            if let Some(truth) = truth(path) {
                let folder = path.parent().unwrap_or(path).display().to_string();
                count(counts.entry(folder).or_default(), &codes, &truth);
            }
        }
    }
    for (folder, Count { pages, read, otherwise }) in &counts {
        eprintln!("{folder}: {read} of {pages} read, {otherwise} otherwise");
    }
    let sum = |of: fn(&Count) -> u32| counts.values().map(of).sum::<u32>();
    eprintln!("{} of {} read, {} otherwise", sum(|one| one.read), sum(|one| one.pages), sum(|one| one.otherwise));
    for (stage, mut times) in ["decode", "prepare", "barcode"].into_iter().zip(spent) {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times.get((times.len() as f64 * share) as usize).or(times.last()).copied().unwrap_or(0.0);
        let mean = times.iter().sum::<f64>() / times.len().max(1) as f64;
        eprintln!("{stage}: mean {mean:.2} ms, median {:.2}, p95 {:.2}, worst {:.1}", at(0.5), at(0.95), at(1.0));
    }
    Ok(())
}

/// What the file beside a page says is on it.
fn truth(page: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = ["txt", "bin"].into_iter().find_map(|ending| files::open(&page.with_extension(ending)).ok())?;
    file.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn count(count: &mut Count, codes: &[Barcode], truth: &[u8]) {
    // Bytes that are no text are read as the letters of those numbers.
    let as_letters: String = truth.iter().map(|byte| char::from(*byte)).collect();
    let is_right = |code: &&Barcode| code.text.as_bytes() == truth || code.text == as_letters;
    count.pages += 1;
    count.read += u32::from(codes.iter().any(|code| is_right(&code)));
    count.otherwise += u32::from(codes.iter().any(|code| !is_right(&code)));
}
