//! Cash letters beyond what tests can hold: how fast large deposits are written and read, and in how much memory; and
//! whether letters of other programs are written back byte for byte.
//!
//! ```text
//! cargo run --release --example cash_letter_trials -- measure --items 100000 --bytes 8000 /tmp/large.x937
//! cargo run --release --example cash_letter_trials -- back FILE...
//! ```

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a command for people")]

use std::fs::File;
use std::io::{BufWriter, Cursor, sink};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use clap::Parser;
use jiff::civil::date;
use lockbox::files;
use lockbox::formats::cash_letter::{
    CashLetterWriter, DepositHead, DepositItem, Profile, image_of_bits, inspect_each, rewrite, survey,
};
use lockbox::model::{Money, RoutingNumber};
use lockbox::raster::Bits;

/// Tries cash letters.
#[derive(Debug, Parser)]
enum Trial {
    /// Writes a large deposit and reads it again.
    Measure {
        #[arg(long, default_value_t = 100_000)]
        items: u32,
        /// The size of an image; each item has two.
        #[arg(long, default_value_t = 8_000)]
        bytes: usize,
        out: PathBuf,
    },
    /// Writes letters back and compares.
    Back {
        #[arg(required = true)]
        letters: Vec<PathBuf>,
    },
}

fn main() -> anyhow::Result<()> {
    match Trial::parse() {
        Trial::Measure { items, bytes, out } => measure(items, bytes, &out),
        Trial::Back { letters } => letters.iter().try_for_each(|letter| back(letter)),
    }
}

fn measure(items: u32, bytes: usize, out: &Path) -> anyhow::Result<()> {
    let mut step = Step(Instant::now());
    let mut image = image_of_bits(&Bits::new(1_200, 550), 200)?;
    image.resize(bytes.max(image.len()), 0x5a);
    let amount = Money::from_cents(10_001);
    let bank = RoutingNumber::new("011000138").context("a routing number")?;
    let total = Money::from_cents(amount.cents() * i64::from(items));
    let head = DepositHead { amount: total, ..DepositHead::of_day(bank, date(2026, 11, 24)) };
    let file = BufWriter::with_capacity(1 << 20, File::create(out)?);
    let mut letter = CashLetterWriter::create(file, Profile::default(), head)?;
    let mut item = DepositItem {
        routing: "011000138".to_owned(),
        on_us: "781059751/1451".to_owned(),
        amount,
        front: image.clone(),
        back: Some(image),
        ..DepositItem::default()
    };
    for at in 1..=items {
        item.sequence = at.to_string();
        letter.add(&item)?;
    }
    letter.finish()?.into_inner()?.sync_all()?;
    let size = files::size(out)?;
    step.done("written and on disk", size);
    rewrite(files::open(out)?, &mut sink(), &mut |_| {})?;
    step.done("read record by record and written again", size);
    let mut lines = 0_u64;
    let told = inspect_each(files::open(out)?, &mut |_| lines += 1)?;
    step.done(&format!("inspected, {lines} records, {} findings,", told.findings.len()), size);
    let read = survey(files::open(out)?)?;
    step.done(&format!("surveyed, {} items, {} remarks,", read.items().len(), read.remarks().len()), size);
    Ok(())
}

struct Step(Instant);

impl Step {
    fn done(&mut self, what: &str, size: u64) {
        let seconds = self.0.elapsed().as_secs_f64();
        let (megabytes, peak) = (size as f64 / 1e6, files::peak_memory().unwrap_or(0) as f64 / 1e6);
        let rate = megabytes / seconds;
        println!("{what}: {megabytes:.0} MB in {seconds:.1} s, {rate:.0} MB/s; at most {peak:.0} MB of memory so far");
        self.0 = Instant::now();
    }
}

fn back(letter: &Path) -> anyhow::Result<()> {
    let bytes = std::fs::read(letter).with_context(|| letter.display().to_string())?;
    let mut again = Vec::new();
    rewrite(Cursor::new(&bytes), &mut again, &mut |_| {})?;
    if again != bytes {
        bail!("{}: it is not the same when written back", letter.display());
    }
    let mut records = 0_u64;
    let told = inspect_each(Cursor::new(&bytes), &mut |_| records += 1)?;
    println!("{}: {}; {records} records, the same when written back", letter.display(), told.form);
    for finding in told.findings.iter().take(20) {
        println!("    record {} at {}: {}", finding.record, finding.offset, finding.message);
    }
    Ok(())
}
