//! `lockbox read`: what is on page images, one JSON object per page.

use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::{Common, print, tell};
use crate::config::Config;
use crate::files;
use crate::formats::page_json;
use crate::formats::scan::Scan;
use crate::model::{PageFault, PageReading};
use crate::reading::{self, PageReader, Stages};

/// How many pages are read at a time: the bound of what is in memory.
const AT_A_TIME: u32 = 16;

/// Prints one JSON object per page, one per line. A field that could not be read surely is null; beside it `candidate`
/// holds the best guess with its confidence, for people and for measuring.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  lockbox read check.tif coupon.png --config lockbox.toml\n  lockbox read --region \
                        micr line.png")]
pub(super) struct ReadArgs {
    /// Page images: TIFF, PNG, JPEG, PDF or an image cash letter
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The images are crops of just this line
    #[arg(long)]
    region: Option<RegionArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RegionArg {
    /// The E-13B line of a check
    Micr,
    /// The scan line of a coupon
    Scanline,
    /// The amount in figures
    Courtesy,
    /// The amount in words
    Legal,
}

impl RegionArg {
    const fn region(self) -> reading::Region {
        match self {
            Self::Micr => reading::Region::Micr,
            Self::Scanline => reading::Region::Scanline,
            Self::Courtesy => reading::Region::Courtesy,
            Self::Legal => reading::Region::Legal,
        }
    }
}

pub(super) fn run(args: &ReadArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let config = common.config()?;
    let reader = PageReader::new(&config);
    let mut failures = 0;
    for file in &args.files {
        if let Err(error) = read_file(file, args.region, &config, &reader, &mut failures) {
            tell(&format!("lockbox: {error:#}"));
            failures += 1;
        }
    }
    Ok(if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read_file(
    file: &Path,
    region: Option<RegionArg>,
    config: &Config,
    reader: &PageReader,
    failures: &mut usize,
) -> anyhow::Result<()> {
    let scan = Scan::survey(files::open(file)?).with_context(|| format!("cannot read `{}`", file.display()))?;
    let pages = scan.page_count();
    for first in (1..=pages).step_by(AT_A_TIME as usize) {
        let last = pages.min(first + AT_A_TIME - 1);
        let read = |page| read_page(&scan, file, page, region, config, reader);
        let lines: Vec<anyhow::Result<String>> = (first..=last).into_par_iter().map(read).collect();
        for line in lines {
            match line {
                Ok(line) => print(&line)?,
                Err(error) => {
                    tell(&format!("lockbox: {error:#}"));
                    *failures += 1;
                }
            }
        }
    }
    if let Some(why) = scan.break_off() {
        tell(&format!("lockbox: `{}` may have more than the {pages} pages found: {why}", file.display()));
        *failures += 1;
    }
    Ok(())
}

fn read_page(
    scan: &Scan,
    file: &Path,
    page: u32,
    region: Option<RegionArg>,
    config: &Config,
    reader: &PageReader,
) -> anyhow::Result<String> {
    let start = Instant::now();
    let image = match scan.page(BufReader::new(files::open(file)?), page) {
        Ok(image) => image,
        Err(error) => return describe(file, page, Err(&PageFault(error.to_string())), start),
    };
    let reading = match region {
        Some(region) => Ok(reading::read_region(region.region(), &image, config)),
        None => reader.read(image, &mut Stages::default()),
    };
    let reading = reading.with_context(|| format!("cannot read `{}` page {page}", file.display()))?;
    describe(file, page, Ok(&reading), start)
}

fn describe(
    file: &Path,
    page: u32,
    reading: Result<&PageReading, &PageFault>,
    start: Instant,
) -> anyhow::Result<String> {
    let milliseconds = start.elapsed().as_secs_f64() * 1000.0;
    let file = file.to_string_lossy();
    Ok(page_json::line(&page_json::Page { file: &file, page, reading, milliseconds })?)
}
